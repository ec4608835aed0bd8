package models_test

import (
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"practicestation/models"
	"practicestation/models/modelstest"
)

func TestCleanName(t *testing.T) {
	t.Parallel()
	for name, want := range map[string]string{
		"王芳": "王芳", " 王芳 ": "王芳", "\u3000王芳\u3000": "王芳", "\t王芳\n": "王芳", "\u00a0王芳\u2003": "王芳",
		"张\u3000伟": "张\u3000伟", "李  娜": "李  娜", "John Smith": "John Smith", "O'Neil": "O'Neil",
		"阿卜杜·热合曼": "阿卜杜·热合曼", "𠮷田": "𠮷田", "欧阳𬭎": "欧阳𬭎", "赵𪚥𪚥": "赵𪚥𪚥", "孙﨑": "孙﨑", "〇": "〇",
		"葛\U000E0100飾": "葛\U000E0100飾", // a variation selector says which shape of a character a name has
		"=1+1":         "=1+1", "<b>张</b>": "<b>张</b>", "张%": "张%", "王_": "王_",
		"e\u0301": "e\u0301", "\u00e9": "\u00e9", // never normalized
	} {
		if got, ok := models.CleanName(name); !ok || got != want {
			t.Errorf("%q: %q, %t; want %q", name, got, ok, want)
		}
	}
	for what, name := range map[string]string{
		"nothing": "", "blanks": "  \t\n", "ideographic spaces": "\u3000\u3000", "NUL": "王\x00芳", "NUL at the end": "王芳\x00", "escape": "\x1b[31m王",
		"delete": "王\x7f芳", "C1 control": "王\u0086芳", "line break inside": "王\n芳", "tab inside": "王\t芳", "zero-width space": "王\u200b芳",
		"zero-width space at the end": "王芳\u200b", "zero-width joiner": "王\u200d芳", "word joiner": "王\u2060芳", "byte order mark": "\ufeff王芳",
		"right-to-left mark": "王\u200f芳", "right-to-left override": "王\u202e芳", "isolate": "\u2066王芳\u2069", "soft hyphen": "王\u00ad芳",
		"line separator": "王\u2028芳", "paragraph separator": "王\u2029芳", "Hangul filler": "\u3164", "filler inside": "王\u115f芳", "grapheme joiner": "王\u034f芳",
		"a tag": "王\U000E0041", "bad UTF-8": "王\xff芳", "half a character": "王\xe8\x8a", "replacement character": "王\ufffd",
	} {
		if got, ok := models.CleanName(name); ok {
			t.Errorf("%s: %q was taken as %q", what, name, got)
		}
	}
}

// TestCleanNameKeepsWhatItTakes: a name that was cleaned is clean, a part of the input, and has visible ends.
func TestCleanNameKeepsWhatItTakes(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		input := rapid.String().Draw(t, "name")
		got, ok := models.CleanName(input)
		if !ok {
			return
		}
		again, stillOK := models.CleanName(got)
		if !stillOK || again != got || !strings.Contains(input, got) || strings.TrimSpace(got) != got || got == "" {
			t.Fatalf("%q became %q and then %q", input, got, again)
		}
	})
}

// A reason is there for others: what shows nothing is none.
func TestCleanReason(t *testing.T) {
	t.Parallel()
	for reason, want := range map[string]string{
		" 年度总结 ": "年度总结", "\u200B年度总结\u2060": "年度总结", "\n一、总结\n二、上报\n": "一、总结\n二、上报", "\uFEFF\u3000好": "好", "葛\U000E0100": "葛\U000E0100",
	} {
		if got, err := models.CleanReason(reason); err != nil || got != want {
			t.Errorf("%q: %q, %v; want %q", reason, got, err, want)
		}
	}
	for _, reason := range []string{"", " \t\n", "\u200B\u200B\u200B\u200B", "\u3000\u2060\u3164"} {
		_, err := models.CleanReason(reason)
		modelstest.Expect(t, "nothing to see", err, models.ErrReasonMissing)
	}
}

func TestMaskPhone(t *testing.T) {
	t.Parallel()
	for phone, want := range map[string]string{"13812340000": "138****0000", "": "", "1": "*", "1381234": "*******", "13812345": "138*2345"} {
		if got := models.MaskPhone(phone); got != want {
			t.Errorf("%s: %s, want %s", phone, got, want)
		}
	}
}

// TestRandomCode: every character comes, none that people confuse, and no code twice.
func TestRandomCode(t *testing.T) {
	t.Parallel()
	seen, used := map[string]bool{}, map[rune]int{}
	for range 500 {
		code := models.RandomCode(16)
		if len(code) != 16 || seen[code] {
			t.Fatalf("%q has a wrong length or came twice", code)
		}
		seen[code] = true
		for _, r := range code {
			used[r]++
		}
	}
	for r := range used {
		if strings.ContainsRune("01OILUV", r) || !strings.ContainsRune("23456789ABCDEFGHJKMNPQRSTWXYZ", r) {
			t.Errorf("%c is easily confused", r)
		}
	}
	if len(used) != 29 {
		t.Errorf("%d characters are used, want 29", len(used))
	}
}

func TestParseDate(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]models.Date{"2026-03-02": "2026-03-02", "2024-02-29": "2024-02-29", "0001-01-01": "0001-01-01"} {
		if got, ok := models.ParseDate(text); !ok || got != want {
			t.Errorf("%s: %s, %t", text, got, ok)
		}
	}
	for _, text := range []string{"", "2026-02-29", "2026-13-01", "2026-00-10", "2026-3-2", "20260302", "2026-03-02T00:00:00Z", " 2026-03-02", "２０２６-03-02", "26-03-02"} {
		if got, ok := models.ParseDate(text); ok {
			t.Errorf("%q was taken as %s", text, got)
		}
	}
}

// TestDateOfAnInstant: the day turns at midnight of the zone, not of UTC.
func TestDateOfAnInstant(t *testing.T) {
	t.Parallel()
	midnight := time.Date(2026, 12, 31, 16, 0, 0, 0, time.UTC)
	if got := models.DateOf(midnight, modelstest.Zone()); got != "2027-01-01" {
		t.Errorf("midnight is on %s", got)
	}
	if got := models.DateOf(midnight.Add(-time.Millisecond), modelstest.Zone()); got != "2026-12-31" {
		t.Errorf("just before midnight is on %s", got)
	}
	if got := models.Date("2027-01-01").In(modelstest.Zone()); !got.Equal(midnight) {
		t.Errorf("the day begins at %v", got)
	}
}

func TestDatesInARow(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		from    models.Date
		days    int
		want    models.Date
		weekday time.Weekday
	}{
		{"2024-02-28", 1, "2024-02-29", time.Thursday},
		{"2026-02-28", 1, "2026-03-01", time.Sunday},
		{"2026-01-01", -1, "2025-12-31", time.Wednesday},
		{"2026-03-02", 0, "2026-03-02", time.Monday},
		{"2025-12-31", 366, "2027-01-01", time.Friday},
	} {
		if got := c.from.Plus(c.days); got != c.want || got.Weekday() != c.weekday {
			t.Errorf("%d days after %s is %s, %s, want %s, %s", c.days, c.from, got, got.Weekday(), c.want, c.weekday)
		}
	}
}

// TestAgeOn: an age begins on the birthday itself; who was born on 29 February has it on 1 March of a common year.
func TestAgeOn(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		born, day models.Date
		want      int
	}{
		{"2012-03-02", "2026-03-01", 13},
		{"2012-03-02", "2026-03-02", 14},
		{"2012-03-02", "2026-03-03", 14},
		{"2012-12-31", "2026-01-01", 13},
		{"2026-03-02", "2026-03-02", 0},
		{"2026-03-02", "2026-03-01", -1},
		{"2012-02-29", "2026-02-28", 13},
		{"2012-02-29", "2026-03-01", 14},
		{"2012-02-29", "2024-02-28", 11},
		{"2012-02-29", "2024-02-29", 12},
		{"1900-01-01", "2026-01-01", 126},
	} {
		if got := c.born.AgeOn(c.day); got != c.want {
			t.Errorf("born on %s, on %s: %d, want %d", c.born, c.day, got, c.want)
		}
	}
}

func TestCheckPeriod(t *testing.T) {
	t.Parallel()
	at := time.Date(2026, 3, 2, 0, 0, 0, 0, time.UTC)
	var none time.Time
	for _, c := range []struct {
		from, to time.Time
		ok       bool
	}{{none, none, true}, {at, none, true}, {none, at, true}, {at, at.Add(time.Millisecond), true}, {at, at, false}, {at.Add(time.Hour), at, false}} {
		if err := models.CheckPeriod(c.from, c.to); (err == nil) != c.ok || err != nil && !models.IsCode(err, models.ErrInvalid) {
			t.Errorf("[%v, %v): %v", c.from, c.to, err)
		}
	}
}
