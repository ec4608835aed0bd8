package filing

import (
	"encoding/csv"
	"io"
	"strconv"

	"practicestation/models/report"
)

// byteOrderMark tells Excel that the text is UTF-8; without it Han characters turn into others.
const byteOrderMark = "\uFEFF"

// WriteCSV writes the report's rows and its total as text for programs.
func (s *Shown) WriteCSV(w io.Writer) error {
	if _, err := io.WriteString(w, byteOrderMark); err != nil {
		return err
	}
	lines := csv.NewWriter(w)
	lines.UseCRLF = true
	heads := make([]string, len(s.Table.Columns))
	for i, column := range s.Table.Columns {
		heads[i] = column.flat()
	}
	if err := lines.Write(heads); err != nil {
		return err
	}
	for _, row := range s.Table.Rows {
		if err := lines.Write(s.Table.fields(row.Cells)); err != nil {
			return err
		}
	}
	if err := lines.Write(s.Table.fields(s.Table.Total)); err != nil {
		return err
	}
	lines.Flush()
	return lines.Error()
}

func (t *Table) fields(cells []Cell) []string {
	fields := make([]string, len(cells))
	for i, cell := range cells {
		fields[i] = t.Columns[i].field(cell)
	}
	return fields
}

// field is a cell as text; a number that is not known is empty.
func (c *Column) field(cell Cell) string {
	if cell.Number == nil {
		return report.NeutralText(cell.Text)
	}
	if c.Kind == InHours {
		return strconv.FormatFloat(*cell.Number/60, 'f', 2, 64)
	}
	return strconv.FormatFloat(*cell.Number, 'f', -1, 64)
}
