package certificate_test

import (
	"bytes"
	"encoding/csv"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"practicestation/models"
	"practicestation/models/certificate"
	"practicestation/models/modelstest"
	"practicestation/models/paper"
	"practicestation/models/paper/papertest"
)

var places = certificate.Places{Direct: "https://shijian.example.gov.cn/c/YC33SQ5XRAAJZ43N8C", Page: "https://shijian.example.gov.cn/c"}

// sample is a certificate with so many records.
func sample(name string, records int) *certificate.Full {
	full := &certificate.Full{Shown: certificate.Shown{Certificate: certificate.Certificate{
		NumberSeries: "2026-320282001001", Sequence: 7, Code: "YC33SQ5XRAAJZ43N8C", VolunteerID: 1234, VolunteerName: name,
		IssuerName: "宜兴市湖㳇镇东街社区新时代文明实践站", FromOn: "2026-03-05", ToOn: "2026-11-23",
		Services: int64(records), Minutes: int64(records) * 95, IssuedAt: time.Date(2026, 11, 28, 9, 0, 0, 0, time.UTC),
	}}}
	for i := range records {
		full.Records = append(full.Records, certificate.Record{
			EntryID: int64(i + 1), ServedOn: "2026-03-05", Title: fmt.Sprintf("“学雷锋”义务理发进村来（第%d期）", i+1), Category: "便民服务",
			Place: "村民活动室二楼会议室", Role: "理发师", TeamName: "巾帼志愿服务队", LeaderName: "欧阳𬭎", Minutes: 95,
		})
	}
	return full
}

func pages(t *testing.T, full *certificate.Full) []papertest.Page {
	t.Helper()
	made, err := full.Print(modelstest.Zone(), places)
	if err != nil {
		t.Fatal(err)
	}
	return papertest.Read(t, made)
}

// oddNames are the rows of names_odd.csv that are names: what a profile takes.
func oddNames(t *testing.T) []string {
	t.Helper()
	file, err := os.Open(filepath.Join("..", "..", "testdata", "names_odd.csv"))
	if err != nil {
		t.Fatal(err)
	}
	defer file.Close()
	rows, err := csv.NewReader(file).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	var names []string
	for _, row := range rows[1:] {
		if name, ok := models.CleanName(row[0]); ok {
			names = append(names, name)
		}
	}
	if len(names) < 70 {
		t.Fatalf("only %d names", len(names))
	}
	return names
}

// TestEveryNameReadsRight: on one line, whole, as it is stored, on the sheet of proof and on the records; or the paper is
// refused and the character named. Copied out of the PDF it is still that name.
func TestEveryNameReadsRight(t *testing.T) {
	t.Parallel()
	var refused []string
	for _, name := range oddNames(t) {
		full := sample(name, 1)
		made, err := full.Print(modelstest.Zone(), places)
		lost, listed := full.Unprintable()
		if listed != nil {
			t.Fatal(listed)
		}
		if models.IsCode(err, certificate.ErrGlyph) {
			refused = append(refused, name)
			if len(lost) == 0 || !strings.Contains(err.Error(), paper.Name(lost)) {
				t.Errorf("%s: %v does not name %q", name, err, string(lost))
			}
			continue
		}
		if err != nil || len(lost) != 0 {
			t.Fatalf("%s: %v, %q", name, err, string(lost))
		}
		sheets := papertest.Read(t, made)
		if !hasLine(sheets[0], name) || !hasLine(sheets[1], "姓名："+name) {
			t.Errorf("%s is not on the paper:\n%s\n%s", name, sheets[0].Text(), sheets[1].Text())
		}
	}
	if want := []string{"赵𪚥𪚥"}; !slices.Equal(refused, want) {
		t.Errorf("refused: %q, want %q", refused, want)
	}
}

func hasLine(page papertest.Page, text string) bool {
	return slices.ContainsFunc(page.Lines, func(line papertest.Line) bool { return line.Text == text })
}

// TestProofSaysWhatTheLawWants: time, content and recording body, and everything to check it by (Order 67, articles 14
// to 17; 民发〔2015〕149号).
func TestProofSaysWhatTheLawWants(t *testing.T) {
	t.Parallel()
	sheets := pages(t, sample("买买提吐尔逊·阿卜杜克热木江·艾合买提尼亚孜", 17))
	if led := sheets[0].Code(t); led != places.Direct {
		t.Errorf("the code leads to %s", led)
	}
	proof := strings.ReplaceAll(sheets[0].Text(), "\n", "")
	for _, want := range []string{
		"志愿服务记录证明", "兹证明", "买买提吐尔逊·阿卜杜克热木江·艾合买提尼亚孜", "志愿者编号 1234", "2026年3月5日至2026年11月23日", "志愿服务 17 次", "26.92 小时（1615 分钟）",
		"便民服务（17 次）", "记录单位：宜兴市湖㳇镇东街社区新时代文明实践站", "志愿者本人在系统申领", "出具日期：2026年11月28日", "编号：2026-320282001001-0007", "YC33SQ 5XRAAJ Z43N8C",
		"免费出具", "https://shijian.example.gov.cn/c", "需要时，由记录单位在此盖章", "第 1 页，共 2 页",
	} {
		if !strings.Contains(proof, want) {
			t.Errorf("the proof lacks %s:\n%s", want, sheets[0].Text())
		}
	}
	by := sample("王芳", 1)
	by.HandlerName = "张站长"
	if proof := pages(t, by)[0]; !proof.Has("张站长") || proof.Has("本人在系统申领") {
		t.Error(proof.Text())
	}
}

// TestRecordsGoOnOverSheets: each with the head of the table and its number; every record once, and the sum at the end.
func TestRecordsGoOnOverSheets(t *testing.T) {
	t.Parallel()
	sheets := pages(t, sample("王芳", 60))
	if len(sheets) < 3 {
		t.Fatalf("%d sheets", len(sheets))
	}
	serial := 0
	for i, sheet := range sheets[1:] {
		if !sheet.Has("活动名称") || !sheet.Has("负责人") || !sheet.Has(fmt.Sprintf("第 %d 页，共 %d 页", i+2, len(sheets))) {
			t.Errorf("sheet %d:\n%s", i+2, sheet.Text())
		}
		for sheet.Has(fmt.Sprintf("（第%d期）", serial+1)) {
			serial++
		}
		if last := i+2 == len(sheets); sheet.Has("合计 60 次，5700 分钟，95.00 小时") != last {
			t.Errorf("the sum on sheet %d: %v", i+2, !last)
		}
	}
	if serial != 60 {
		t.Errorf("%d records are printed in their order", serial)
	}
}

// TestNothingRunsOver: with the longest of everything, all stays within the margins, and nothing reaches the foot.
func TestNothingRunsOver(t *testing.T) {
	t.Parallel()
	full := sample(strings.Repeat("长", 50), 40)
	full.IssuerName, full.HandlerName = strings.Repeat("站", 50), strings.Repeat("人", 50)
	for i := range full.Records {
		full.Records[i] = certificate.Record{
			ServedOn: "2026-03-05", Title: strings.Repeat("题", 100), Category: fmt.Sprintf("%s%02d", strings.Repeat("类", 30), i), Place: strings.Repeat("a", 200),
			Role: strings.Repeat("岗", 50), TeamName: strings.Repeat("队", 50), LeaderName: strings.Repeat("负", 50), Minutes: 6_000_000,
		}
	}
	full.Minutes = 240_000_000
	for i, page := range pages(t, full) {
		for _, line := range page.Lines {
			if line.X < 63.9 || line.X+line.Width > paper.Width-63.9 || line.Y < 30 {
				t.Errorf("sheet %d: %q from %v to %v at %v", i+1, line.Text, line.X, line.X+line.Width, line.Y)
			}
		}
		if i == 0 {
			expectApart(t, page)
		}
	}
}

// expectApart checks that the signature ends above the code.
func expectApart(t *testing.T, page papertest.Page) {
	t.Helper()
	foot := paper.Height - 660
	for _, line := range page.Lines {
		if strings.Contains(line.Text, "在此盖章") && line.Y < foot {
			t.Errorf("the signature is at %v, the foot begins at %v", line.Y, foot)
		}
	}
}

func TestSameCertificateSameBytes(t *testing.T) {
	t.Parallel()
	first, err := sample("欧阳𬭎", 30).Print(modelstest.Zone(), places)
	if err != nil {
		t.Fatal(err)
	}
	again, err := sample("欧阳𬭎", 30).Print(modelstest.Zone(), places)
	if err != nil || !bytes.Equal(first, again) {
		t.Errorf("two copies differ: %v", err)
	}
}

// TestOneBadCharacterAnywhere: also in a title, which then is named; a line break in a title is no such character.
func TestOneBadCharacterAnywhere(t *testing.T) {
	t.Parallel()
	for name, change := range map[string]func(*certificate.Full){
		"title":    func(f *certificate.Full) { f.Records[0].Title = "义诊❤" },
		"place":    func(f *certificate.Full) { f.Records[0].Place = "❤" },
		"category": func(f *certificate.Full) { f.Records[0].Category = "❤" },
		"role":     func(f *certificate.Full) { f.Records[0].Role = "❤" },
		"team":     func(f *certificate.Full) { f.Records[0].TeamName = "❤" },
		"leader":   func(f *certificate.Full) { f.Records[0].LeaderName = "❤" },
		"issuer":   func(f *certificate.Full) { f.IssuerName = "❤" },
		"handler":  func(f *certificate.Full) { f.HandlerName = "❤" },
	} {
		full := sample("王芳", 1)
		change(full)
		_, err := full.Print(modelstest.Zone(), places)
		modelstest.Expect(t, name, err, certificate.ErrGlyph)
		if lost, err := full.Unprintable(); err != nil || string(lost) != "❤" {
			t.Errorf("%s: %v, %q", name, err, string(lost))
		}
	}
	full := sample("王芳", 1)
	full.Records[0].Title, full.Records[0].Role = "义诊\n第二场\t", ""
	if sheets := pages(t, full); !sheets[1].Has("义诊 第二场") || !hasLine(sheets[1], "便民服务") {
		t.Error(sheets[1].Text())
	}
}

func TestHoursHaveTwoDecimals(t *testing.T) {
	t.Parallel()
	for minutes, want := range map[int64]string{0: "0.00", 1: "0.02", 20: "0.33", 40: "0.67", 59: "0.98", 60: "1.00", 95: "1.58", 6000: "100.00"} {
		if got := certificate.Hours(minutes); got != want {
			t.Errorf("%d minutes are %s hours, want %s", minutes, got, want)
		}
	}
}
