package filing

import (
	"errors"
	"math"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/xuri/excelize/v2"
)

// lineHeight is the height of a row with one line of text.
const lineHeight = 18

// highest is how high the format lets a row be, in points, and mostLines how many lines of text that is.
const (
	highest   = 409
	mostLines = highest / lineHeight
)

// The rows above the body of every table.
const (
	titleRow = iota + 1
	factsRow
	groupRow
	headRow
)

// frozenColumns stay while a sheet is scrolled: the number and the name.
const frozenColumns = 2

// sheet is one table on a sheet of its own, written row by row from the top: excelize keeps the rows of a long one on the disk,
// and a stream is the only way to write 20,000 rows at a bearable price.
type sheet struct {
	*workbook
	name    string
	columns []Column
	stream  *excelize.StreamWriter // of the long list; nil: cell by cell
	next    int
}

// newSheet makes a sheet for a table, with title, facts and heads.
func (b *workbook) newSheet(name, title string, columns []Column, long bool) (*sheet, error) {
	s := &sheet{workbook: b, name: name, columns: columns, next: titleRow}
	if _, err := b.book.NewSheet(name); err != nil {
		return nil, err
	}
	if err := b.setPrint(name); err != nil {
		return nil, err
	}
	err := b.book.SetDefinedName(&excelize.DefinedName{Name: "_xlnm.Print_Titles", Scope: name, RefersTo: quoted(name) + "!$3:$4"})
	if err != nil {
		return nil, err
	}
	if long {
		if s.stream, err = b.book.NewStreamWriter(name); err != nil {
			return nil, err
		}
	}
	for i, column := range columns {
		if err := s.setWidth(i+1, column.width()); err != nil {
			return nil, err
		}
	}
	return s, errors.Join(s.freeze(), s.writeLine(title, b.styles.title, 36), s.writeLine(b.facts(), b.styles.facts, lineHeight), s.writeHeads())
}

// fit widens the columns of texts until every text of the rows has room in a row as high as there can be.
func fit(columns []Column, rows []Row) []Column {
	fitting := slices.Clone(columns)
	for i := range fitting {
		column := &fitting[i]
		for _, row := range rows {
			for column.Kind == Text && lines(folded(row.Cells[i].Text), space(column.width())) > mostLines {
				column.Width++
			}
		}
	}
	return fitting
}

// mostBreaks is how many lines somebody may begin in a text; what has more, as a long list has, goes on in the same line.
const mostBreaks = 10

func folded(text string) string {
	text = strings.ReplaceAll(text, "\r\n", "\n")
	if strings.Count(text, "\n") < mostBreaks {
		return text
	}
	return strings.Join(strings.FieldsFunc(text, func(r rune) bool { return r == '\n' }), "；")
}

// quoted is a sheet's name in a reference.
func quoted(name string) string { return "'" + strings.ReplaceAll(name, "'", "''") + "'" }

// width lets no head break inside a word: a head breaks before a bracket only.
func (c *Column) width() float64 {
	width := c.Width
	for line := range strings.SplitSeq(broken(c.Head), "\n") {
		width = max(width, measured(line)+2)
	}
	return width
}

// broken is a head with a new line before what stands in brackets.
func broken(head string) string { return strings.ReplaceAll(head, "（", "\n（") }

func (s *sheet) setWidth(column int, width float64) error {
	if s.stream != nil {
		return s.stream.SetColWidth(column, column, width)
	}
	name, err := excelize.ColumnNumberToName(column)
	return errors.Join(err, s.book.SetColWidth(s.name, name, name, width))
}

// freeze keeps heads and names in sight, with the cursor in A1.
func (s *sheet) freeze() error {
	corner, err := excelize.CoordinatesToCellName(frozenColumns+1, headRow+1)
	if err != nil {
		return err
	}
	var cursor []excelize.Selection
	for _, pane := range []string{"topRight", "bottomLeft", "bottomRight"} {
		cursor = append(cursor, excelize.Selection{Pane: pane, ActiveCell: "A1", SQRef: "A1"})
	}
	panes := &excelize.Panes{Freeze: true, XSplit: frozenColumns, YSplit: headRow, TopLeftCell: corner, ActivePane: "bottomRight", Selection: cursor}
	if s.stream != nil {
		return s.stream.SetPanes(panes)
	}
	return s.book.SetPanes(s.name, panes)
}

// writeHeads writes the two rows of heads: a group over its columns, and a head without a group over both rows.
func (s *sheet) writeHeads() error {
	var groups, heads []any
	for _, column := range s.columns {
		group, head := column.Group, broken(column.Head)
		if group == "" {
			group, head = head, ""
		}
		groups = append(groups, excelize.Cell{StyleID: s.styles.head, Value: group})
		heads = append(heads, excelize.Cell{StyleID: s.styles.head, Value: head})
	}
	if err := errors.Join(s.write(groups, 24), s.write(heads, 36)); err != nil {
		return err
	}
	for from := 0; from < len(s.columns); {
		group, to, bottom := s.columns[from].Group, from, headRow
		if group != "" {
			bottom = groupRow
		}
		for group != "" && to+1 < len(s.columns) && s.columns[to+1].Group == group {
			to++
		}
		if err := s.merge(from+1, groupRow, to+1, bottom); err != nil {
			return err
		}
		from = to + 1
	}
	return nil
}

// writeBody writes a row of the table's body. A text that is missing is a dash, so that nobody thinks it was forgotten; only what
// is left to be filled in by hand stays blank.
func (s *sheet) writeBody(cells []Cell) error {
	shown := slices.Clone(cells)
	for i := range shown {
		shown[i].Text = folded(shown[i].Text)
		if column := s.columns[i]; column.Kind == Text && shown[i].Text == "" && column.Key != byHand {
			shown[i].Text = unknown
		}
	}
	return s.writeRow(shown, s.styles.body)
}

// writeRow writes one row of the table.
func (s *sheet) writeRow(cells []Cell, styles map[CellKind]int) error {
	made, tallest := make([]any, len(cells)), 1.0
	for i, cell := range cells {
		kind := s.columns[i].Kind
		if cell.Text != "" {
			kind = Text
		}
		made[i] = excelize.Cell{StyleID: styles[kind], Value: s.columns[i].value(cell)}
		if i > 0 { // the label of a total has all the columns up to the first number
			tallest = max(tallest, lines(cell.Text, space(s.columns[i].width())))
		}
	}
	return s.write(made, lineHeight*tallest)
}

// value is what a cell holds: a number as one, a text never as a formula, and a dash for a number that is not known.
func (c *Column) value(cell Cell) any {
	switch {
	case cell.Number == nil && c.Kind != Text && cell.Text == "":
		return unknown
	case cell.Number == nil:
		return cell.Text
	case c.Kind == InHours:
		return *cell.Number / 60
	}
	return *cell.Number
}

// writeTotal writes the total with each column's own format; its label stands over the columns before the first number.
func (s *sheet) writeTotal(total []Cell) error {
	lead := 1
	for lead < len(s.columns) && s.columns[lead].Kind == Text {
		lead++
	}
	row, cells := s.next, append([]Cell{}, total...)
	for i, column := range s.columns {
		if column.Kind == Text && i >= lead && cells[i].Text == "" && column.Key != byHand {
			cells[i].Text = unknown
		}
	}
	// Written first: what is set in a merged cell lands in its first one.
	return errors.Join(s.writeRow(cells, s.styles.total), s.merge(1, row, lead, row))
}

// writeLine writes a text over the whole width of the table.
func (s *sheet) writeLine(text string, style int, height float64) error {
	if err := s.merge(1, s.next, len(s.columns), s.next); err != nil {
		return err
	}
	width := 0.0
	for _, column := range s.columns {
		width += column.width()
	}
	return s.write([]any{excelize.Cell{StyleID: style, Value: text}}, height*lines(text, width))
}

// write writes the next row.
func (s *sheet) write(cells []any, height float64) error {
	row := s.next
	s.next++
	height = min(height, highest)
	at, err := excelize.CoordinatesToCellName(1, row)
	if err != nil {
		return err
	}
	if s.stream != nil {
		return s.stream.SetRow(at, cells, excelize.RowOpts{Height: height})
	}
	for i, one := range cells {
		cell, _ := one.(excelize.Cell)
		at, err := excelize.CoordinatesToCellName(i+1, row)
		if err = errors.Join(err, s.book.SetCellValue(s.name, at, cell.Value), s.book.SetCellStyle(s.name, at, at, cell.StyleID)); err != nil {
			return err
		}
	}
	return s.book.SetRowHeight(s.name, row, height)
}

func (s *sheet) merge(left, top, right, bottom int) error {
	first, firstErr := excelize.CoordinatesToCellName(left, top)
	last, lastErr := excelize.CoordinatesToCellName(right, bottom)
	if err := errors.Join(firstErr, lastErr); err != nil || first == last {
		return err
	}
	if s.stream != nil {
		return s.stream.MergeCell(first, last)
	}
	return s.book.MergeCell(s.name, first, last)
}

// measured is how wide a text is, in characters; a Han character takes two.
func measured(text string) float64 {
	width := 0.0
	for _, r := range text {
		width += float64(min(utf8.RuneLen(r), 2))
	}
	return width
}

// space is how much of a column's width texts have: there is an indent, and a Han character is a little wider than two digits.
func space(width float64) float64 { return max(2, (width-3)/1.05) }

// lines is how many lines a text takes in a width: not every program finds the height of a row by itself, and none does
// for merged cells.
func lines(text string, width float64) float64 {
	count := 0.0
	for line := range strings.SplitSeq(text, "\n") {
		count += max(1, math.Ceil(measured(line)/width))
	}
	return count
}
