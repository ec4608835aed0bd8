package report

import (
	"encoding/csv"
	"errors"
	"io"
	"strconv"
)

// byteOrderMark tells Excel that the text is UTF-8; without it Han characters turn into others.
const byteOrderMark = "\uFEFF"

// writeCSV writes the table as text for programs: one line of heads, the rows, and the total.
func (t *Table) writeCSV(w io.Writer, progress func(done int64) error) (int64, error) {
	if _, err := io.WriteString(w, byteOrderMark); err != nil {
		return 0, err
	}
	lines := csv.NewWriter(w)
	lines.UseCRLF = true
	heads := make([]string, len(t.Columns))
	for i, column := range t.Columns {
		heads[i] = column.flat()
	}
	if err := lines.Write(heads); err != nil {
		return 0, err
	}
	done, err := t.csvRows(w, lines, progress)
	if err != nil {
		return done, err
	}
	if err := lines.Write(t.totalFields()); err != nil {
		return done, err
	}
	lines.Flush()
	return done, lines.Error()
}

// csvRows writes the body, a long one past the writer of the other lines.
func (t *Table) csvRows(w io.Writer, lines *csv.Writer, progress func(done int64) error) (int64, error) {
	if t.Pour == nil {
		return t.each(progress, func(row []Cell) error { return lines.Write(t.fields(row)) })
	}
	lines.Flush()
	body := &csvPen{to: w}
	done, err := t.Pour(body, progress)
	return done, errors.Join(err, lines.Error(), body.flush())
}

// flat is the column's head in one line.
func (c Column) flat() string {
	if c.Group == "" {
		return c.Head
	}
	return c.Group + "（" + c.Head + "）"
}

func (t *Table) fields(row []Cell) []string {
	fields := make([]string, len(row))
	for i, cell := range row {
		fields[i] = t.Columns[i].field(cell)
	}
	return fields
}

func (t *Table) totalFields() []string {
	label, figures := t.Total()
	fields := make([]string, t.Lead, len(t.Columns))
	fields[0] = label
	for i, cell := range figures {
		fields = append(fields, t.Columns[t.Lead+i].field(cell))
	}
	return fields
}

func (c Column) field(cell Cell) string {
	switch c.Kind {
	case Integer:
		return strconv.FormatInt(cell.Number, 10)
	case Hours:
		return strconv.FormatFloat(float64(cell.Number)/60, 'f', 2, 64)
	}
	return formulaSafe(cell.Text)
}

// formulaSafe marks a text as text for spreadsheets that would take it for a formula.
func formulaSafe(text string) string {
	if !looksLikeFormula([]byte(text)) {
		return text
	}
	return "'" + text
}
