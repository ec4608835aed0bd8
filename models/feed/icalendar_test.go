package feed

import (
	"bytes"
	"encoding/csv"
	"fmt"
	"os"
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	"github.com/emersion/go-ical"
	"pgregory.net/rapid"
)

// example is the publisher of these tests.
var example = Publisher{Installation: "county.example", PageOf: func(id int64) string { return fmt.Sprintf("https://county.example/a/%d", id) }}

func shanghai(t testing.TB) *time.Location {
	t.Helper()
	zone, err := time.LoadLocation("Asia/Shanghai")
	if err != nil {
		t.Fatal(err)
	}
	return zone
}

// evening is an event from 22:00 to 06:00 of the next day, in a zone.
func evening(zone *time.Location) event {
	starts := time.Date(2026, 3, 3, 22, 0, 0, 0, zone)
	return event{
		ShiftID: 7, ActivityID: 3, Title: "平安巡逻", Role: "巡逻员", Place: "村口", Station: "桃源村实践站", Team: "红石榴队",
		StartsAt: starts, EndsAt: starts.Add(8 * time.Hour), State: confirmed, Sequence: 4, ChangedAt: starts.AddDate(0, 0, -9),
	}
}

// parsed reads a calendar by a second library, after it has held every physical line to RFC 5545.
func parsed(t rapid.TB, calendar *Calendar) *ical.Calendar {
	t.Helper()
	text, err := calendar.ICalendar(example)
	if err != nil {
		t.Fatal(err)
	}
	lines := strings.Split(string(text), "\r\n")
	if last := lines[len(lines)-1]; last != "" {
		t.Errorf("the file ends in %q", last)
	}
	for _, line := range lines {
		if len(line) > 75 || !utf8.ValidString(line) || strings.ContainsAny(line, "\r\n") {
			t.Errorf("%d octets: %q", len(line), line)
		}
	}
	for _, never := range []string{"REFRESH-INTERVAL", "RRULE"} {
		if strings.Contains(string(text), never) {
			t.Errorf("there is a %s", never)
		}
	}
	read, err := ical.NewDecoder(bytes.NewReader(text)).Decode()
	if err != nil {
		t.Fatalf("%v in\n%s", err, text)
	}
	return read
}

// text is a property of the component as the second library reads it.
func text(t rapid.TB, of *ical.Component, name string) string {
	t.Helper()
	value, err := of.Props.Text(name)
	if err != nil {
		t.Fatal(err)
	}
	return value
}

func TestAnEventIsReadAsItWasMeant(t *testing.T) {
	t.Parallel()
	read := parsed(t, &Calendar{Name: "桃源村", zone: shanghai(t), events: []event{evening(shanghai(t))}})
	got := read.Events()[0]
	for name, want := range map[string]string{
		"UID": "shift-7@county.example", "SUMMARY": "平安巡逻", "LOCATION": "村口（桃源村实践站）", "STATUS": "CONFIRMED",
		"DESCRIPTION": "岗位：巡逻员\n队伍：红石榴队\n实践站：桃源村实践站\n详情：https://county.example/a/3",
	} {
		if value := text(t, got.Component, name); value != want {
			t.Errorf("%s is %q, want %q", name, value, want)
		}
	}
	starts, startFault := got.DateTimeStart(nil)
	ends, endFault := got.DateTimeEnd(nil)
	if startFault != nil || endFault != nil || !starts.Equal(evening(shanghai(t)).StartsAt) || ends.Sub(starts) != 8*time.Hour {
		t.Errorf("from %s to %s, %v %v", starts, ends, startFault, endFault)
	}
	if sequence, err := got.Props.Get("SEQUENCE").Int(); sequence != 4 || err != nil {
		t.Errorf("sequence %d, %v", sequence, err)
	}
	if stamp, err := got.Props.DateTime("DTSTAMP", nil); err != nil || !stamp.Equal(evening(shanghai(t)).ChangedAt) {
		t.Errorf("stamped %s, %v", stamp, err)
	}
	if alarms := got.Children; len(alarms) != 1 || alarms[0].Name != "VALARM" || alarms[0].Props.Get("TRIGGER").Value != "-PT2H" {
		t.Errorf("alarms %v", alarms)
	}
	if read.Props.Get("X-PUBLISHED-TTL").Value != "PT1H" || read.Children[0].Name != "VTIMEZONE" || got.Props.Get("DTSTART").Value != "20260303T220000" {
		t.Errorf("the calendar is %v", read)
	}
}

func TestStateShowsInTitleStatusAndAlarm(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name           string
		change         func(e *event)
		status, title  string
		first          string // of the description
		alarms         int
		ownCalendar    bool
		identification string
	}{
		{"a seat", func(*event) {}, "CONFIRMED", "平安巡逻", "岗位：巡逻员", 1, true, "my-shift-7@county.example"},
		{"the queue", func(e *event) { e.State, e.Waiting = tentative, true }, "TENTATIVE", "【候补】平安巡逻", "岗位：巡逻员", 1, true, "my-shift-7@county.example"},
		{"a draft", func(e *event) { e.State = tentative }, "TENTATIVE", "【待定】平安巡逻", "岗位：巡逻员", 1, false, "shift-7@county.example"},
		{
			"called off", func(e *event) { e.State, e.Reason = cancelled, "台风, 停办" }, "CANCELLED", "【已取消】平安巡逻", "取消原因：台风, 停办", 0, false,
			"shift-7@county.example",
		},
	}
	for _, test := range tests {
		e := evening(shanghai(t))
		test.change(&e)
		got := parsed(t, &Calendar{zone: shanghai(t), own: test.ownCalendar, events: []event{e}}).Events()[0]
		first, _, _ := strings.Cut(text(t, got.Component, "DESCRIPTION"), "\n")
		if text(t, got.Component, "STATUS") != test.status || text(t, got.Component, "SUMMARY") != test.title || first != test.first ||
			len(got.Children) != test.alarms || text(t, got.Component, "UID") != test.identification {
			t.Errorf("%s: %v", test.name, got.Props)
		}
	}
}

// awkward are texts that have broken feeds before: separators, line ends, quotes, and characters of several bytes that
// folding must not cut.
func awkward(t testing.TB) []string {
	t.Helper()
	file, err := os.Open("../../testdata/names_odd.csv")
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = file.Close() }()
	rows, err := csv.NewReader(file).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	texts := []string{
		"a,b;c\\d\ne:f\"g\"", `\n\,\;\\`, "END:VEVENT", "\r\nBEGIN:VEVENT\r\nSUMMARY:x", "a\rb", strings.Repeat("长", 300), strings.Repeat("𠮷", 120),
		strings.Repeat("👨‍👩‍👧‍👦🇨🇳", 30), strings.Repeat("字 ", 200), strings.Repeat("a", 74) + "汉", " 前后空格 ", "é", "\u200e\u202e反", ";", ",", "=", ":",
	}
	for _, row := range rows[1:] {
		texts = append(texts, row[0])
	}
	return texts
}

func TestAwkwardTextsComeBackWhole(t *testing.T) {
	t.Parallel()
	for _, odd := range awkward(t) {
		comesBack(t, odd)
	}
}

// comesBack puts one text into every place of an event that people write.
func comesBack(t rapid.TB, odd string) {
	t.Helper()
	e := evening(time.UTC)
	kept := shown(odd)
	e.Title, e.Role, e.Place, e.Station, e.Team, e.Reason, e.State = kept, kept, kept, kept, kept, kept, cancelled
	read := parsed(t, &Calendar{Name: kept, zone: time.UTC, events: []event{e}})
	if len(read.Events()) != 1 {
		t.Fatalf("%q made %d events", odd, len(read.Events()))
	}
	got := read.Events()[0]
	want := map[string]string{"SUMMARY": "【已取消】" + kept, "LOCATION": kept + "（" + kept + "）"}
	for name, value := range want {
		if read := text(t, got.Component, name); read != value {
			t.Errorf("%s of %q is %q", name, odd, read)
		}
	}
	if !strings.Contains(text(t, got.Component, "DESCRIPTION"), "岗位："+kept+"\n") || text(t, read.Component, "X-WR-CALNAME") != kept {
		t.Errorf("%q came back as %v", odd, got.Props)
	}
}

func TestAnyTextComesBackWhole(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		comesBack(t, rapid.StringOf(rapid.OneOf(rapid.Rune(), rapid.SampledFrom([]rune("汉字,;\\\n\r\": 𠮷👩‍👧")))).Draw(t, "text"))
	})
}

func TestTimesAreUTCWhereTheZoneChangesItsClocks(t *testing.T) {
	t.Parallel()
	berlin, err := time.LoadLocation("Europe/Berlin")
	if err != nil {
		t.Fatal(err)
	}
	before, after := evening(berlin), evening(berlin)
	after.StartsAt, after.EndsAt = after.StartsAt.AddDate(0, 1, 0), after.EndsAt.AddDate(0, 1, 0)
	read := parsed(t, &Calendar{zone: berlin, events: []event{before, after}})
	for i, want := range []string{"20260303T210000Z", "20260403T200000Z"} {
		if got := read.Events()[i].Props.Get("DTSTART").Value; got != want {
			t.Errorf("event %d starts at %s, want %s", i, got, want)
		}
	}
	if read.Children[0].Name != "VEVENT" {
		t.Error("a zone without one offset is described")
	}
	if read := parsed(t, &Calendar{zone: berlin, events: []event{before}}); read.Events()[0].Props.Get("DTSTART").Value != "20260303T220000" {
		t.Error("a zone that stays as it is was not used")
	}
	if read := parsed(t, &Calendar{Name: "空", zone: berlin}); len(read.Events()) != 0 {
		t.Error("an empty calendar has events")
	}
}

func TestNoPhoneNumberIsShown(t *testing.T) {
	t.Parallel()
	for _, test := range []struct{ text, want string }{
		{"联系王主任13812345678", "联系王主任138****5678"},
		{"138 1234 5678", "138******5678"},
		{"138-1234-5678或0516-83012345", "138******5678或051******2345"},
		{"051683012345", "051*****2345"},
		{"１３８１２３４５６７８", "138****5678"},
		{"+86 138-1234-5678", "+86 138******5678"},
		{"+8613812345678", "+86138****5678"},
		{"138–1234—5678", "138******5678"},
		{"电话 8765 4321，找李站长", "电话 87*****21，找李站长"},
		{"８７６５－４３２１", "87*****21"},
		{"876-5432", "87****32"},
		{"（0510）8765 4321", "（051*******4321"},
		{"0510-87654321", "051******4321"},
		{"2026-11-29 08:00", "2026-11-29 08:00"},
		{"2026-1129、2025-2026年度", "2026-1129、2025-2026年度"},
		{"2026-11-29 8765 4321", "2026-11-29 87*****21"},
		{"晚上 2000-2130", "晚上 2000-2130"},
		{"人民路2001-2003号 3号楼305-1204室", "人民路2001-2003号 3号楼305-1204室"},
		{"第３届，补贴3000-5000元", "第3届，补贴3000-5000元"},
		{"2026年3月3日 09:00–11:00 第12345号", "2026年3月3日 09:00–11:00 第12345号"},
		{"a\x00b\r\nc\rd\te", "ab\nc\nde"},
	} {
		if got := shown(test.text); got != test.want {
			t.Errorf("%q is shown as %q, want %q", test.text, got, test.want)
		}
	}
}
