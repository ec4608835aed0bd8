package report

import (
	"encoding/csv"
	"fmt"
	"strconv"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"practicestation/models"
	"practicestation/models/modelstest"
)

func TestCSVEqualsStatistics(t *testing.T) {
	t.Parallel()
	modelstest.Each(t, func(t *testing.T, w *modelstest.World) {
		c := newCounty(t, w)
		c.fill(t, 200)
		actor := c.staff(t, models.CenterAdmin, c.center)
		rows, total := c.statistics(t, actor, Query{Dimension: ByCategory, From: "2025-11-01", To: "2026-03-01"})
		content, made := c.export(t, actor, Input{Report: "categories", Format: CSV, From: "2025-11-01", To: "2026-03-01"})
		if !strings.HasSuffix(*made.FileName, ".csv") {
			t.Errorf("name %s", *made.FileName)
		}
		text, marked := strings.CutPrefix(string(content), byteOrderMark)
		if !marked || strings.Count(text, "\r\n") != len(rows)+2 || strings.Count(text, "\n") != len(rows)+2 {
			t.Errorf("mark %t, lines of %q", marked, text)
		}
		lines, err := csv.NewReader(strings.NewReader(text)).ReadAll()
		if err != nil {
			t.Fatal(err)
		}
		want := [][]string{{"序号", "活动类别", "活动场次", "参与情况（人次）", "参与情况（人数）", "服务时长（分钟）", "服务时长（小时）"}}
		for i, row := range rows {
			want = append(want, append([]string{strconv.Itoa(i + 1), strings.Replace(row.Name, "=", "'=", 1)}, row.fields()...))
		}
		want = append(want, append([]string{"合计", ""}, total.fields()...))
		if difference := cmp.Diff(want, lines); difference != "" {
			t.Errorf("(-want +got):\n%s", difference)
		}
	})
}

func (f Figures) fields() []string {
	return []string{
		strconv.FormatInt(f.Activities, 10), strconv.FormatInt(f.Attendances, 10), strconv.FormatInt(f.People, 10),
		strconv.FormatInt(f.Minutes, 10), fmt.Sprintf("%.2f", float64(f.Minutes)/60),
	}
}

func TestFormulasStayText(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]string{
		"": "", "清洁家园": "清洁家园", "a=1": "a=1", "=1+1": "'=1+1", "+86": "'+86", "-1": "'-1", "@SUM(A1)": "'@SUM(A1)", "\t=1": "'\t=1", "\r=1": "'\r=1",
		"＝1+1": "'＝1+1", "＋1": "'＋1", "－1": "'－1", "＠a": "'＠a", "=HYPERLINK(\"http://x\")": "'=HYPERLINK(\"http://x\")",
		"'=1": "'=1", "·张": "·张",
	} {
		if got := formulaSafe(text); got != want {
			t.Errorf("formulaSafe(%q) = %q, want %q", text, got, want)
		}
	}
}

func TestReportsCanBeSheetsAndFiles(t *testing.T) {
	t.Parallel()
	for _, report := range Reports() {
		name := report.sheet()
		if name == "" || len([]rune(name)) > 31 || strings.ContainsAny(name, `:\/?*[]'`) {
			t.Errorf("%s has the sheet %q", report, name)
		}
		export := Export{ID: 1 << 40, Report: report, Format: XLSX, From: "2026-11-01", To: "2026-12-01"}
		file := export.fileName(strings.Repeat("县", 50)+`a/b\c:d`, strings.Repeat("张", 64))
		if len([]rune(file)) > 160 || strings.ContainsAny(file, `\/:*?"<>|`) {
			t.Errorf("file name %q", file)
		}
	}
}
