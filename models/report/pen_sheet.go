package report

import (
	"bytes"
	"strconv"
	"time"
	"unicode/utf8"
)

// sheetPen writes rows as the XML of a sheet. Cells carry no address of their own, which the format allows: they stand in
// the order of the columns.
type sheetPen struct {
	book    *longBook
	openers []opener
	cells   []byte // of the row that is being written
	column  int
	tallest float64
	lastDay []byte // rows come by day: its number is worked out once
	serial  []byte
}

// opener is how the cells of a column begin.
type opener struct {
	text, spaced, number []byte
	width                float64
}

const closeText, closeNumber = "</t></is></c>", "</v></c>"

func newSheetPen(book *longBook) *sheetPen {
	p := &sheetPen{book: book}
	for _, column := range book.Columns {
		style := strconv.Itoa(book.styles.body[column.Kind])
		p.openers = append(p.openers, opener{
			text:   []byte(`<c s="` + style + `" t="inlineStr"><is><t>`),
			spaced: []byte(`<c s="` + style + `" t="inlineStr"><is><t xml:space="preserve">`),
			number: []byte(`<c s="` + style + `"><v>`), width: space(column.Width),
		})
	}
	return p
}

func (p *sheetPen) text(value []byte) {
	opener := &p.openers[p.column]
	p.column++
	if len(value) > 0 && (value[0] <= ' ' || value[len(value)-1] <= ' ') {
		p.cells = append(p.cells, opener.spaced...)
	} else {
		p.cells = append(p.cells, opener.text...)
	}
	p.cells = append(appendXML(p.cells, value), closeText...)
	if float64(len(value)) > opener.width { // in bytes it is never narrower than on the paper
		p.tallest = max(p.tallest, lines(string(value), opener.width))
	}
}

func (p *sheetPen) number(value int64) {
	p.cells = append(strconv.AppendInt(p.opened(), value, 10), closeNumber...)
}

func (p *sheetPen) hours(minutes int64) {
	p.cells = append(strconv.AppendFloat(p.opened(), float64(minutes)/60, 'g', -1, 64), closeNumber...)
}

func (p *sheetPen) day(value []byte) {
	if !bytes.Equal(value, p.lastDay) {
		p.lastDay = append(p.lastDay[:0], value...)
		day, err := time.Parse(time.DateOnly, string(value))
		if p.serial = p.serial[:0]; err == nil {
			p.serial = strconv.AppendInt(p.serial, day.Unix()/daySeconds+unixSerial, 10)
		}
	}
	if len(p.serial) == 0 { // no day that is one: shown as it is rather than lost
		p.text(value)
		return
	}
	p.cells = append(append(p.opened(), p.serial...), closeNumber...)
}

func (p *sheetPen) moment(at time.Time) {
	if at.IsZero() {
		p.text([]byte(nothing))
		return
	}
	_, offset := at.Zone()
	p.cells = append(appendSerial(p.opened(), at.Unix()+int64(offset)), closeNumber...)
}

func (p *sheetPen) opened() []byte {
	p.column++
	return append(p.cells, p.openers[p.column-1].number...)
}

func (p *sheetPen) end() error {
	err := p.book.writeRow(p.cells, p.tallest)
	p.cells, p.column, p.tallest = p.cells[:0], 0, 1
	return err
}

const (
	daySeconds = 24 * 60 * 60
	// unixSerial is the number that spreadsheets give to 1970-01-01.
	unixSerial = 25569
	// minuteDecimals is ten to the number of decimals after which a minute of a day is exact enough for any clock.
	minuteDecimals = 10_000_000_000
)

// appendSerial writes local seconds as a spreadsheet counts time: days, and the whole minutes of the day as their part.
func appendSerial(to []byte, seconds int64) []byte {
	days, minutes := seconds/daySeconds, seconds%daySeconds/60
	to = append(strconv.AppendInt(to, days+unixSerial, 10), '.')
	part := (minutes*minuteDecimals + 720) / 1440
	for digit := int64(minuteDecimals / 10); digit > 0; digit /= 10 {
		to = append(to, byte('0'+part/digit%10))
	}
	return to
}

// appendXML writes a text into XML. What XML cannot hold shows as U+FFFD, and what a spreadsheet would take for an escape of
// its own, as _x0041_, is escaped, so that every text is read back as it was.
func appendXML(to, text []byte) []byte {
	if !utf8.Valid(text) {
		text = bytes.ToValidUTF8(text, []byte("\uFFFD"))
	}
	from := 0
	for i, one := range text {
		if one > '>' && one != '_' && one != 0xEF || one > '&' && one < '<' || one >= ' ' && one < '&' {
			continue
		}
		instead := escaped(one, text[i:])
		if instead == "" {
			continue
		}
		to = append(append(to, text[from:i]...), instead...)
		from = i + 1
		if one == 0xEF {
			from = i + 3
		}
	}
	return append(to, text[from:]...)
}

// escaped is what stands for a byte, with what follows it; nothing when it may stand as it is.
func escaped(one byte, rest []byte) string {
	switch {
	case one == '&':
		return "&amp;"
	case one == '<':
		return "&lt;"
	case one == '>':
		return "&gt;"
	case one == '\t', one == '\n':
		return ""
	case one == '\r':
		return "&#13;"
	case one < ' ':
		return "\uFFFD"
	case one == 0xEF && (rest[1] == 0xBF && rest[2] >= 0xBE): // U+FFFE and U+FFFF
		return "\uFFFD"
	case one == '_' && looksEscaped(rest):
		return "_x005F_"
	}
	return ""
}

// looksEscaped reports whether a text begins as _xHHHH_.
func looksEscaped(text []byte) bool {
	if len(text) < 7 || text[1] != 'x' || text[6] != '_' {
		return false
	}
	for _, digit := range text[2:6] {
		if (digit < '0' || digit > '9') && (digit < 'A' || digit > 'F') && (digit < 'a' || digit > 'f') {
			return false
		}
	}
	return true
}
