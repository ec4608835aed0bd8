package holiday_test

import (
	"errors"
	"strings"
	"testing"

	"practicestation/models"
	"practicestation/models/holiday"
	"practicestation/models/modelstest"
)

// Each fault is named by its line, its column and a code, and nothing is imported.
func TestBadRowsAreNamed(t *testing.T) {
	t.Parallel()
	whole := notice(2027)
	cases := []struct{ name, file, field, code string }{
		{"no date", notice(2027, "2027-02-30,,春节,off,"), "f.csv:9:date", "date"},
		{"a date in words", notice(2027, "元旦,,春节,off,"), "f.csv:9:date", "date"},
		{"a wrong weekday", notice(2027, "2027-02-08,星期二,春节,off,"), "f.csv:9:weekday", "weekday"},
		{"an unknown type", notice(2027, "2027-02-08,星期一,春节,rest,"), "f.csv:9:day_type", "day_type"},
		{"an unknown kind", notice(2027, "2027-02-08,星期一,春节,off,补休"), "f.csv:9:kind", "kind"},
		{"a kind of the other type", notice(2027, "2027-02-08,星期一,春节,off,调休上班"), "f.csv:9:kind", "kind"},
		{"a working day that is one anyway", notice(2027, "2027-02-09,星期二,春节,work,"), "f.csv:9:day_type", "work_on_weekday"},
		{"no name", notice(2027, "2027-02-08,星期一,,off,"), "f.csv:9:name", "name"},
		{"a long name", notice(2027, "2027-02-08,星期一,"+strings.Repeat("节", 31)+",off,"), "f.csv:9:name", "name"},
		{"an invisible character", notice(2027, "2027-02-08,星期一,春\u200b节,off,"), "f.csv:9:name", "name"},
		{"a day twice", notice(2027, "2027/1/1,,元旦,off,"), "f.csv:9:date", "duplicate_date"},
		{"a day of another notice", notice(2027, "2026-12-19,,元旦,off,"), "f.csv:9:date", "outside_notice"},
		{"a day of the next year", notice(2027, "2028-01-01,,元旦,off,"), "f.csv:9:date", "outside_notice"},
		{"another year with a single day", whole + "2024-01-01,,元旦,off,,2024,\n", "f.csv", "festival_missing"},
		{"a year in words", whole + "2027-02-08,,春节,off,,明年,\n", "f.csv:9:notice_year", "notice_year"},
		{"a year before the festivals", whole + "2007-02-08,,春节,off,,2007,\n", "f.csv:9:notice_year", "notice_year"},
		{"no address", whole + "2027-02-08,,春节,off,,2027,gov.cn\n", "f.csv:9:notice_url", "notice_url"},
		{"a script for an address", whole + "2027-02-08,,春节,off,,2027,javascript:alert(1)\n", "f.csv:9:notice_url", "notice_url"},
		{"two addresses", whole + "2027-02-08,,春节,off,,2027,https://www.gov.cn/\n", "f.csv:9:notice_url", "other_address"},
		{"a formula", whole + "2027-02-08,,\"=HYPERLINK(\"\"x\"\")\",off,,2027,\n", "f.csv:9:name", "formula"},
		{"a formula for a date", whole + "=A1,,春节,off,,2027,\n", "f.csv:9:date", "formula"},
		{"a column too few", whole + "2027-02-08,春节,off\n", "f.csv:9", "row"},
		{"an open quotation mark", whole + "\"2027-02-08,春节\n", "f.csv:9", "row"},
		{"no header", strings.TrimPrefix(whole, heading), "f.csv:1", "header"},
		{"nothing", "", "f.csv:1", "header"},
		{"a header alone", heading, "f.csv", "no_rows"},
		{"a file cut off", whole[:strings.Index(whole, "2027-10-01")], "f.csv", "festival_missing"},
		{"a festival that is worked", strings.Replace(whole, "2027-05-01,,劳动节,off", "2027-05-01,,劳动节,work", 1), "f.csv", "festival_missing"},
		{"GB18030", heading + "2027-01-01,,\xd4\xaa\xb5\xa9,off,,2027,\n", "f.csv", "encoding"},
		{"GB18030 that a browser has read", heading + "2027-01-01,,\uFFFD\uFFFD,off,,2027,\n", "f.csv", "encoding"},
		{"UTF-16", "\xff\xfed\x00a\x00t\x00e\x00", "f.csv", "encoding"},
		{"far too many rows", whole + strings.Repeat("x,,,,,,\n", 2100), "f.csv", "too_many_rows"},
		{"far too large", heading + strings.Repeat("x", 1<<20), "f.csv", "too_large"},
	}
	w := modelstest.Open(t, "sqlite")
	for _, c := range cases {
		done, err := importing(t, w, administrator, c.file)
		var refused *models.Error
		if !errors.As(err, &refused) || !models.IsCode(err, holiday.ErrSheet) {
			t.Errorf("%s: %+v, %v", c.name, done, err)
			continue
		}
		found := false
		for _, fault := range refused.Fields {
			found = found || fault.Field == c.field && fault.Code == c.code && strings.HasSuffix(fault.Message, "。")
		}
		if !found {
			t.Errorf("%s: no %s at %s in %+v", c.name, c.code, c.field, refused.Fields[:min(5, len(refused.Fields))])
		}
	}
	if load(t, w).Known(2027) {
		t.Error("a refused file has left something")
	}
}

// All bad rows are named at once, in their order, and a row that is not bad is not.
func TestAllBadRowsAtOnce(t *testing.T) {
	t.Parallel()
	w := modelstest.Open(t, "sqlite")
	file := notice(2027, "2027-02-31,,春节,off,", "2027-02-08,星期一,春节,off,", "2027-02-09,星期一,,rest,", "2027-02-08,,春节,off,")
	_, err := importing(t, w, administrator, file)
	var refused *models.Error
	if !errors.As(err, &refused) {
		t.Fatal(err)
	}
	var fields []string
	for _, fault := range refused.Fields {
		fields = append(fields, fault.Field)
	}
	const want = "f.csv:9:date f.csv:11:weekday f.csv:11:day_type f.csv:11:name f.csv:12:date"
	if got := strings.Join(fields, " "); got != want {
		t.Errorf("the faults are %s, want %s", got, want)
	}
}

// What a spreadsheet makes of the file is read all the same.
func TestFormsOfAFile(t *testing.T) {
	t.Parallel()
	whole := notice(2027)
	for name, file := range map[string]string{
		"byte order mark": "\uFEFF" + whole,
		"line ends":       strings.ReplaceAll(whole, "\n", "\r\n"),
		"slashes":         strings.Replace(whole, "2027-05-01", "2027/5/1", 1),
		"Chinese dates":   strings.Replace(whole, "2027-05-01", "2027年5月1日", 1),
		"empty rows":      whole + ",,,,,,\n\n, ,,,,,\n",
		"spaces":          strings.ReplaceAll(whole, "off", " off "),
		"short weekday":   strings.Replace(whole, "2027-01-01,", "2027-01-01,周五", 1),
		"no weekday":      "date,name,day_type,notice_year\n" + without(whole),
		"more columns":    strings.ReplaceAll(strings.ReplaceAll(whole, "_url\n", "_url,checked_in\n"), ",2027,\n", ",2027,,both\n"),
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w := modelstest.Open(t, "sqlite")
			done, err := importing(t, w, administrator, file)
			if err != nil || len(done) != 1 || done[0] != (holiday.Imported{Year: 2027, Off: 7, Changed: true}) {
				t.Fatalf("%+v, %v", done, err)
			}
			if day := load(t, w).Day("2027-05-01"); day.Name != "劳动节" || day.Kind != holiday.Festival {
				t.Errorf("the day is %+v", day)
			}
		})
	}
}

// without leaves the header, the weekday, the kind and the address out.
func without(file string) string {
	var rows []string
	for _, line := range strings.Split(strings.TrimPrefix(file, heading), "\n") {
		if cells := strings.Split(line, ","); len(cells) == 7 {
			rows = append(rows, strings.Join([]string{cells[0], cells[2], cells[3], cells[5]}, ","))
		}
	}
	return strings.Join(rows, "\n")
}

// Whatever the bytes, reading ends, and what is accepted is a calendar that can be counted on.
func FuzzRead(f *testing.F) {
	for _, seed := range []string{"", heading, notice(2027), "\uFEFF" + notice(2028, "2028-01-02,星期日,元旦,work,调休上班"), "a\"b\n\"", "date,name,day_type,notice_year\n=1,x,off,2027\n"} {
		f.Add([]byte(seed))
	}
	f.Fuzz(func(t *testing.T, content []byte) {
		sheet := holiday.Read("f.csv", strings.NewReader(string(content)))
		for _, day := range sheet.Accepted() {
			if clean, ok := models.ParseDate(string(day.Day)); !ok || clean != day.Day || day.Name == "" || day.NoticeYear < 2008 {
				t.Errorf("%q gives %+v", content, day)
			}
			if day.Kind == holiday.MakeUp && day.Day.Weekday() >= 1 && day.Day.Weekday() <= 5 {
				t.Errorf("%q makes up on %s", content, day.Day)
			}
		}
	})
}
