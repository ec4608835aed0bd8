package importing

import (
	"bytes"
	"encoding/csv"
	"errors"
	"io"
	"slices"
	"strings"
	"unicode/utf8"

	"golang.org/x/text/encoding/simplifiedchinese"
	"golang.org/x/text/encoding/unicode"
)

// readText reads CSV as Excel, WPS and the offices' programs write it: UTF-8 with or without a mark, GB18030, or
// the UTF-16 of "Unicode text".
func readText(content []byte) (*sheet, error) {
	text, err := decoded(content)
	if err != nil {
		return nil, err
	}
	if !strings.Contains(text, "\n") {
		text = strings.ReplaceAll(text, "\r", "\n") // as an old Mac ends lines
	}
	text, separator := separated(text)
	if number := tooWide(text, separator); number > 0 {
		return nil, ErrBroken.Saying("第 %d 行有太多列，最多 %d 列。请检查分隔符，另存一份再上传。", number, mostColumns)
	}
	rows := csv.NewReader(strings.NewReader(text))
	rows.FieldsPerRecord = -1
	rows.Comma = separator
	read := &sheet{}
	broken := 0 // how many lines so far have ended inside a cell: people see such a cell in one row
	for {
		fields, err := rows.Read()
		if errors.Is(err, io.EOF) {
			return read, nil
		}
		var wrong *csv.ParseError
		if errors.As(err, &wrong) {
			return nil, ErrBroken.Saying("第 %d 行的引号不成对，从这里起读不下去。请用 Excel 或 WPS 打开并另存一份，再上传。", wrong.StartLine-broken)
		}
		if err != nil {
			return nil, err
		}
		number, _ := rows.FieldPos(0)
		cells := textCells(fields)
		if len(cells) > lastColumn {
			return nil, ErrHeads.Saying("表格太宽，超过了 %d 列。请只保留模板里的列。", lastColumn)
		}
		if err := read.add(number-broken, cells); err != nil {
			return nil, err
		}
		for _, field := range fields {
			broken += strings.Count(field, "\n")
		}
	}
}

// mostColumns is how many columns a row may have: a workbook has no more. A row of commas alone would take a hundred times its size of memory.
const mostColumns = 16_384

// tooWide is the number of the first row with more columns, and 0 where there is none. Between quotes a line goes on in the next one.
func tooWide(text string, separator rune) int {
	number, columns, quoted := 1, 1, false
	for i := range len(text) {
		switch b := text[i]; {
		case b == '"':
			quoted = !quoted
		case quoted:
		case b == '\n':
			number, columns = number+1, 1
		case rune(b) == separator:
			if columns++; columns > mostColumns {
				return number
			}
		}
	}
	return 0
}

// textCells marks what a spreadsheet would have lost before it wrote the text: 1.38E+10 was a phone number. Empty cells at the end are none.
func textCells(fields []string) []cell {
	for len(fields) > 0 && clean(fields[len(fields)-1]) == "" {
		fields = fields[:len(fields)-1]
	}
	cells := make([]cell, len(fields))
	for i, field := range fields {
		text := clean(field)
		cells[i] = cell{text: text, nature: natureOf(text)}
	}
	return cells
}

// natureOf tells what a spreadsheet had in the cell from which it wrote the text.
func natureOf(text string) nature {
	switch {
	case strings.ContainsRune(text, utf8.RuneError):
		return unreadable
	case scientific(text):
		return numeric
	case text == "TRUE", text == "FALSE":
		return logical
	case slices.Contains([]string{"#N/A", "#REF!", "#VALUE!", "#DIV/0!", "#NAME?", "#NULL!", "#NUM!"}, text):
		return failing
	}
	return plain
}

func scientific(text string) bool {
	mantissa, exponent, found := strings.Cut(strings.ToUpper(text), "E+")
	return found && mantissa != "" && exponent != "" && strings.Trim(mantissa, "0123456789.") == "" && strings.Trim(exponent, "0123456789") == ""
}

// separated finds what stands between the columns of a text: the comma, the tab of "Unicode text", or the semicolon of some countries. A first
// line as sep=; tells it, and is none of the rows that people see.
func separated(text string) (rest string, separator rune) {
	first, after, _ := strings.Cut(text, "\n")
	for _, one := range ",\t;" {
		if strings.EqualFold(strings.Trim(first, "\"\r"), "sep="+string(one)) {
			return after, one
		}
	}
	for _, one := range "\t;" {
		if strings.ContainsRune(first, one) && !strings.Contains(first, ",") {
			return text, one
		}
	}
	return text, ','
}

// decoded turns the bytes into text. A file that is not wholly UTF-8 is GB18030, unless its heads are readable as UTF-8 only.
// What cannot be read stands as U+FFFD, so that its row can be named.
func decoded(content []byte) (string, error) {
	if bytes.HasPrefix(content, littleMark) || bytes.HasPrefix(content, bigMark) {
		text, err := unicode.UTF16(unicode.LittleEndian, unicode.ExpectBOM).NewDecoder().Bytes(content)
		if err != nil {
			return "", ErrBroken
		}
		return string(text), nil
	}
	if plain, marked := bytes.CutPrefix(content, bom); marked || utf8.Valid(content) {
		return strings.ToValidUTF8(string(plain), string(utf8.RuneError)), nil
	}
	chinese, err := simplifiedchinese.GB18030.NewDecoder().Bytes(content)
	if err != nil {
		return "", ErrBroken
	}
	universal := strings.ToValidUTF8(string(content), string(utf8.RuneError))
	if knowsHeads(universal) && !knowsHeads(string(chinese)) {
		return universal, nil
	}
	return string(chinese), nil
}

// knowsHeads reports whether the first line has a head that some kind of import knows: read in the wrong encoding, none has.
func knowsHeads(text string) bool {
	first, _, _ := strings.Cut(text, "\n")
	for _, kind := range Kinds() {
		if strings.Contains(first, kind.columns()[0].head) {
			return true
		}
	}
	return false
}
