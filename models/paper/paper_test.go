package paper_test

import (
	"bytes"
	"errors"
	"slices"
	"strings"
	"testing"
	"time"

	"practicestation/models/paper"
	"practicestation/models/paper/papertest"
)

// sheet is a document with a page.
func sheet(t *testing.T) *paper.Document {
	t.Helper()
	d, err := paper.New("样张 李𠮷", time.Date(2026, 11, 28, 9, 0, 0, 0, time.UTC))
	if err != nil {
		t.Fatal(err)
	}
	d.AddPage()
	return d
}

func bytesOf(t *testing.T, d *paper.Document) []byte {
	t.Helper()
	made, err := d.Bytes()
	if err != nil {
		t.Fatal(err)
	}
	return made
}

// TestTextIsReadBackAsItWas: also beyond U+FFFF and in three fonts on one line; who copies a name gets that name.
func TestTextIsReadBackAsItWas(t *testing.T) {
	t.Parallel()
	for _, text := range []string{"李𠮷", "欧阳𬭎", "王㛃", "刘䶮", "孙﨑", "髙橋", "金金", "𠀋𠂉龘", "阿卜杜·热合曼", "张　伟", "O'Neil Анна", "〇㐂𫍽𫖮"} {
		d := sheet(t)
		d.Centered(paper.Width/2, 100, 20, text)
		pages := papertest.Read(t, bytesOf(t, d))
		if len(pages) != 1 || len(pages[0].Lines) != 1 || pages[0].Lines[0].Text != text {
			t.Errorf("%s is read as %+v", text, pages)
		}
	}
}

// TestLostCharacterIsAnError: it is named, and nothing comes out.
func TestLostCharacterIsAnError(t *testing.T) {
	t.Parallel()
	for text, lost := range map[string]string{
		"赵𪚥𪚥":         "𪚥",
		"平安❤😀":        "❤😀",
		"བཀྲ":         "བཀྲ",
		"ᠮᠣᠩ":         "ᠮᠣᠩ",
		"ꆈꌠ":          "ꆈꌠ",
		"ᦑᦺᦟ":         "ᦑᦺᦟ",
		"ئۇيغۇر":      "ئۇيغر",
		"한":           "한",
		"e\u0301":     "\u0301", // drawn beside the letter instead of above it
		"か\u3099":     "\u3099",
		"王\u200b芳":    "\u200b",
		"葛\U000E0100": "\U000E0100",
		"一\n二":        "\n",
		"\ufffd":      "\ufffd",
	} {
		d := sheet(t)
		d.Text(50, 100, 12, text)
		made, err := d.Bytes()
		var missing *paper.MissingError
		if made != nil || !errors.As(err, &missing) || string(missing.Characters) != lost {
			t.Errorf("%q: %v", text, err)
		}
		listed, err := paper.Missing("前", text, text)
		if err != nil || string(listed) != lost {
			t.Errorf("%q: %q, %v", text, string(listed), err)
		}
	}
	if name := paper.Name([]rune("𪚥❤")); name != "“𪚥”（U+2A6A5）、“❤”（U+2764）" {
		t.Error(name)
	}
}

func TestSamePageSameBytes(t *testing.T) {
	t.Parallel()
	draw := func() []byte {
		d := sheet(t)
		d.Text(50, 100, 12, "证明 李𠮷")
		d.Line(50, 110, 200, 110, 0.5)
		d.Code(50, 200, 100, "https://example.org/c/ABC")
		return bytesOf(t, d)
	}
	if !bytes.Equal(draw(), draw()) {
		t.Error("two copies differ")
	}
}

func TestCodeIsReadBack(t *testing.T) {
	t.Parallel()
	for _, text := range []string{"a", "https://shijian.example.gov.cn/c/YC33SQ5XRAAJZ43N8C", "http://127.0.0.1:8080/c/" + strings.Repeat("W", 18)} {
		d := sheet(t)
		d.Code(64, 652, 124, text)
		pages := papertest.Read(t, bytesOf(t, d))
		if read := pages[0].Code(t); read != text {
			t.Errorf("%s is read as %s", text, read)
		}
	}
	d := sheet(t)
	d.Code(0, 0, 100, strings.Repeat("长", 2000))
	if _, err := d.Bytes(); err == nil {
		t.Error("a code that is too long is lost without an error")
	}
}

// TestLinesBreakWhereTheyMay: within the width, with nothing lost, no comma at the start of a line and no word in pieces.
func TestLinesBreakWhereTheyMay(t *testing.T) {
	t.Parallel()
	d := sheet(t)
	for _, c := range []struct {
		text  string
		width float64
		want  []string
	}{
		{"", 100, []string{""}},
		{"一二三四五六", 30, []string{"一二三", "四五六"}},
		{"一二三，四五", 30, []string{"一二", "三，四", "五"}},
		{"一二（三）四", 30, []string{"一二", "（三）", "四"}},
		{"一 spring 2026 二", 50, []string{"一 spring", "2026 二"}},
		{"一\n二", 100, []string{"一", "二"}},
		{"abcdefghijklmnopqrstuvwxyz", 60, nil},
		{"一", 1, []string{"一"}},
	} {
		lines := d.Wrap(c.text, 10, c.width)
		if c.want != nil && !slices.Equal(lines, c.want) {
			t.Errorf("%q breaks into %q", c.text, lines)
		}
		if c.want == nil && (len(lines) < 2 || strings.Join(lines, "") != c.text) {
			t.Errorf("%q breaks into %q", c.text, lines)
		}
		for _, line := range lines {
			if len([]rune(line)) > 1 && d.Measure(line, 10) > c.width {
				t.Errorf("%q is wider than %v", line, c.width)
			}
		}
	}
	if size := d.Fit(strings.Repeat("长", 50), 26, 467); size != 9 {
		t.Errorf("50 characters fit at %v", size)
	}
}
