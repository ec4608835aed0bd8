package importing

import (
	"errors"
	"testing"
	"unicode/utf8"

	"practicestation/models"
)

// checkRead holds what the readers promise of any bytes: a refusal that says what to do, or rows within the limits whose texts
// are text.
func checkRead(t *testing.T, content []byte) {
	t.Helper()
	format, err := formatOf(content)
	if err == nil {
		var got *sheet
		if got, err = read(content, format); err == nil {
			if len(got.lines) > maxRows {
				t.Fatalf("%d rows", len(got.lines))
			}
			last := got.headRow
			for _, one := range got.lines {
				if one.number <= last || len(one.cells) == 0 {
					t.Fatalf("row %d after row %d has %d cells", one.number, last, len(one.cells))
				}
				last = one.number
				for _, c := range one.cells {
					if !utf8.ValidString(c.text) || clean(c.text) != c.text {
						t.Fatalf("%q is not clean", c.text)
					}
				}
			}
			return
		}
	}
	var refusal *models.Error
	if !errors.As(err, &refusal) || refusal.Kind != models.Invalid {
		t.Fatalf("refused with %v", err)
	}
}

func FuzzText(f *testing.F) {
	for _, seed := range []string{"姓名,手机号\n张三,13900000001\n", "\uFEFF姓名\t手机号\r\n张\u200B三\t1.39E+10", "\"", "a,\"b\nc\",d\n,,\n", "\xD0\xD5\xC3\xFB,1\n\xD5\xC5\xC8\xFD,2", "\x81\x30\x81", "e\u0301,\uF90A\u0301\n\uFDFA", "\xFF\xFEY\x00,\x001\x00\n\x00\x00\xD8"} {
		f.Add([]byte(seed))
	}
	f.Fuzz(checkRead)
}

func FuzzWorkbook(f *testing.F) {
	content, err := (&template{kind: Volunteers, home: fuzzHome(), words: &words{}}).write()
	if err != nil {
		f.Fatal(err)
	}
	f.Add(content)
	f.Add(content[:len(content)/2])
	f.Add([]byte("PK\x03\x04"))
	f.Fuzz(func(t *testing.T, content []byte) {
		checkRead(t, append([]byte("PK\x03\x04"), content[min(4, len(content)):]...))
	})
}

// FuzzSheet spoils the XML of a sheet inside a workbook that is whole.
func FuzzSheet(f *testing.F) {
	for _, seed := range []string{
		`<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData><row r="1"><c r="A1" t="inlineStr"><is><t>姓名</t></is></c><c r="B1"><v>1</v></c></row></sheetData></worksheet>`,
		`<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData><row r="9999999"><c r="ZZZZ1"/></row></sheetData></worksheet>`, `<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData><row r="-1"><c r=""><f>1</f></c></row>`,
		`<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData><row r="2"/><row r="1"><c r="A5" t="s"><v>77</v></c></row></sheetData><mergeCells><mergeCell ref="A1:"/></mergeCells></worksheet>`,
	} {
		f.Add([]byte(seed))
	}
	book := plainBook(f)
	f.Fuzz(func(t *testing.T, sheet []byte) { checkRead(t, withSheet(t, book, sheet)) })
}
