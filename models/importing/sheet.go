package importing

import (
	"bytes"
	"errors"
	"fmt"
	"slices"
	"strings"
	"unicode"

	"golang.org/x/text/unicode/norm"

	"practicestation/models"
)

// nature is what only a spreadsheet, or the encoding, knows of a cell.
type nature int

const (
	plain      nature = iota
	numeric           // a number, which has lost leading zeros and every digit after the fifteenth
	calculated        // a formula
	logical           // TRUE or FALSE, which somebody has typed as a word
	dated             // a date or a time, which is kept as a number of days
	failing           // an error such as #N/A
	unreadable        // bytes that are no characters
	merged            // one cell over several rows or columns, of which only the first holds what was written
)

// cell is one value of a file.
type cell struct {
	text   string
	nature nature
}

// line is one row of a file.
type line struct {
	number int // as the file counts its rows, from 1
	cells  []cell
}

// sheet is what a file says: its heads, its rows that are not blank, and which template it was made from.
type sheet struct {
	headRow  int
	heads    []string
	lines    []line
	template string
}

// read reads a file as what its content is. It fails with one of the refusals of a file.
func read(content []byte, format Format) (*sheet, error) {
	if format == XLSX {
		return readWorkbook(content)
	}
	return readText(content)
}

// Files begin with these.
var (
	zipMagic    = []byte("PK\x03\x04")
	oldXLSMagic = []byte{0xD0, 0xCF, 0x11, 0xE0, 0xA1, 0xB1, 0x1A, 0xE1} // also what a workbook with a password begins with
	bom         = []byte("\uFEFF")
	littleMark  = []byte{0xFF, 0xFE} // of UTF-16, which Excel calls Unicode text
	bigMark     = []byte{0xFE, 0xFF}
)

// formatOf finds out what a file is. It fails with ErrFileType or ErrEmpty.
func formatOf(content []byte) (Format, error) {
	start := bytes.TrimLeft(bytes.TrimPrefix(content, bom), " \t\r\n")
	switch {
	case len(start) == 0:
		return "", ErrEmpty
	case bytes.HasPrefix(content, littleMark), bytes.HasPrefix(content, bigMark):
		return CSV, nil
	case bytes.HasPrefix(content, zipMagic):
		return XLSX, nil
	case bytes.HasPrefix(content, oldXLSMagic):
		return "", ErrFileType.Saying("这是旧版 xls 文件或加了密码的工作簿。请打开后去掉密码，另存为 xlsx 再上传。")
	case start[0] == '<':
		return "", ErrFileType.Saying("这个文件其实是网页，只是名字像表格。请用 Excel 或 WPS 打开后另存为 xlsx 再上传。")
	case bytes.HasPrefix(start, []byte("MIME-Version:")):
		return "", ErrFileType.Saying("这个文件其实是单个文件的网页（mht），只是名字像表格。请用 Excel 或 WPS 打开后另存为 xlsx 再上传。")
	case bytes.Contains(content, []byte("\n\x00")) && bytes.Contains(content, []byte("\r\x00")), bytes.Contains(content, []byte("\x00\r\x00\n")):
		return "", ErrFileType.Saying("这个文本是 UTF-16 编码，又没有注明，读不出来。请用 Excel 或 WPS 打开后另存为 xlsx 再上传。")
	case bytes.HasPrefix(content, []byte("%PDF")), bytes.IndexByte(content, 0) >= 0:
		return "", ErrFileType
	}
	return CSV, nil
}

// add keeps a row that has something in it. The first such row is that of the heads. It fails with ErrTooLong.
func (s *sheet) add(number int, cells []cell) error {
	for len(cells) > 0 && cells[len(cells)-1] == (cell{}) {
		cells = cells[:len(cells)-1]
	}
	switch {
	case len(cells) == 0:
		return nil
	case s.headRow == 0:
		s.headRow = number
		for _, c := range cells {
			s.heads = append(s.heads, headOf(c.text))
		}
		return nil
	case strings.HasPrefix(cells[0].text, exampleMark):
		return nil
	case len(s.lines) >= maxRows:
		return ErrTooLong
	}
	s.lines = append(s.lines, line{number: number, cells: cells})
	return nil
}

// headOf is a head without the mark that it is required.
func headOf(text string) string { return strings.TrimSpace(strings.Trim(text, "*＊ ")) }

// places finds where each column of the kind stands in the file. It fails with ErrHeads, which names what is unknown, twice
// there or missing, with ErrEmpty, or with ErrTemplate.
func (s *sheet) places(kind Kind, organizationID int64) (map[string]int, error) {
	if s.template != "" && s.template != templateMark(kind, organizationID) {
		return nil, ErrTemplate
	}
	if s.headRow == 0 {
		return nil, ErrEmpty
	}
	var unknown, missing []string
	at := map[string]int{}
	for i, head := range s.heads {
		_, twice := at[head]
		if known := slices.ContainsFunc(kind.columns(), func(c column) bool { return c.head == head }); known && !twice {
			at[head] = i
		} else if head != "" {
			unknown = append(unknown, quoted(head))
		}
	}
	for _, c := range kind.columns() {
		if _, there := at[c.head]; c.required && !there {
			missing = append(missing, c.head)
		}
	}
	switch {
	case len(at) == 0: // whatever stands there may be somebody's name
		return nil, ErrHeads.Saying("第一行不是模板的表头，或者各列没有分开。%s请下载最新的模板，把内容粘贴进去再上传。", listed("缺少：", missing))
	case len(missing) > 0 || len(unknown) > 0:
		return nil, ErrHeads.Saying("第一行表头和模板不一致。%s%s请下载最新的模板，把内容粘贴进去再上传。", listed("缺少：", missing), listed("不认识或重复：", unknown))
	case len(s.lines) == 0:
		return nil, ErrEmpty
	}
	return at, nil
}

func listed(what string, names []string) string {
	if len(names) == 0 {
		return ""
	}
	if len(names) > 10 {
		names = append(slices.Clone(names[:10]), fmt.Sprintf("等 %d 列", len(names)))
	}
	return what + strings.Join(names, "、") + "。"
}

// quoted is what a message quotes of a head: no number, which may be a phone that stands among the heads.
func quoted(head string) string {
	return short(strings.Map(func(r rune) rune {
		if unicode.IsDigit(r) {
			return '*'
		}
		return r
	}, head))
}

// short cuts what a message quotes from a file.
func short(text string) string {
	if letters := []rune(text); len(letters) > 20 {
		return string(letters[:20]) + "…"
	}
	return text
}

// clean makes one value of what was typed: without spaces and characters that nobody sees around it, and in the form that
// Unicode prefers. Han characters of the compatibility area stay: their preferred form is another character, and a name
// belongs to its bearer.
func clean(text string) string {
	text = strings.TrimFunc(text, func(r rune) bool {
		return unicode.IsSpace(r) || r == '\uFEFF' || r >= '\u200B' && r <= '\u200F' || r == '\u2060'
	})
	var cleaned strings.Builder
	for len(text) > 0 {
		at := strings.IndexFunc(text, compatible)
		if at < 0 {
			at = len(text)
		}
		cleaned.WriteString(norm.NFC.String(text[:at]))
		text = text[at:]
		rest := strings.TrimLeftFunc(text, compatible)
		cleaned.WriteString(text[:len(text)-len(rest)])
		text = rest
	}
	return cleaned.String()
}

// compatible reports whether a character is one of the Han compatibility areas.
func compatible(r rune) bool {
	return r >= '\uF900' && r <= '\uFAFF' || r >= '\U0002F800' && r <= '\U0002FA1F'
}

// refusalOf is the refusal that a file was met with, or the error itself when it is none.
func refusalOf(err error) (*models.Error, bool) {
	var refusal *models.Error
	is := errors.As(err, &refusal)
	return refusal, is && refusal.Kind != models.Unavailable && refusal.Kind != models.Internal
}
