package report

import (
	"bytes"
	"io"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"
)

// csvPen writes rows as RFC 4180 has them, as encoding/csv does, but without a string for each cell.
type csvPen struct {
	to     io.Writer
	out    []byte
	within bool // the row has a cell already
}

func (p *csvPen) comma() {
	if p.within {
		p.out = append(p.out, ',')
	}
	p.within = true
}

func (p *csvPen) text(value []byte) {
	p.comma()
	marked := looksLikeFormula(value)
	if !marked && !bytes.ContainsAny(value, ",\"\r\n") && (len(value) == 0 || value[0] != ' ') {
		p.out = append(p.out, value...)
		return
	}
	p.out = append(p.out, '"')
	if marked {
		p.out = append(p.out, '\'')
	}
	for _, one := range value {
		if one == '"' {
			p.out = append(p.out, '"')
		}
		p.out = append(p.out, one)
	}
	p.out = append(p.out, '"')
}

func (p *csvPen) number(value int64) {
	p.comma()
	p.out = strconv.AppendInt(p.out, value, 10)
}

func (p *csvPen) hours(minutes int64) {
	p.comma()
	p.out = appendDecimal(p.out, minutes)
}

func (p *csvPen) day(value []byte) {
	p.comma()
	p.out = append(p.out, value...)
}

func (p *csvPen) moment(at time.Time) {
	p.comma()
	if at.IsZero() {
		p.out = append(p.out, nothing...)
		return
	}
	p.out = appendMoment(p.out, at)
}

func (p *csvPen) end() error {
	p.out, p.within = append(p.out, '\r', '\n'), false
	if len(p.out) < flushAt {
		return nil
	}
	return p.flush()
}

func (p *csvPen) flush() error {
	_, err := p.to.Write(p.out)
	p.out = p.out[:0]
	return err
}

// formulaStarts are the characters with which spreadsheets let a formula begin, full-width ones too (OWASP, CSV injection).
const formulaStarts = "=+-@\t\r＝＋－＠"

func looksLikeFormula(text []byte) bool {
	if len(text) == 0 {
		return false
	}
	first, _ := utf8.DecodeRune(text)
	return strings.ContainsRune(formulaStarts, first)
}
