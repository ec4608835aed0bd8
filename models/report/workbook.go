package report

import (
	"errors"
	"io"
	"math"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/xuri/excelize/v2"
)

// lineHeight is the height of a row with one line of text.
const lineHeight = 18

// The rows above the body.
const (
	titleRow = iota + 1
	factsRow
	groupRow
	headRow
)

// sheet is the table's sheet while it is written, row by row: excelize keeps the rows of a long one on the disk.
type sheet struct {
	*Table
	book   *excelize.File
	stream *excelize.StreamWriter
	styles *styles
	next   int // the row to be written next
	bars   []bar
}

// writeWorkbook writes the table as a workbook that an office prints as it is.
func (t *Table) writeWorkbook(w io.Writer, progress func(done int64) error) (done int64, err error) {
	book := excelize.NewFile()
	defer func() { err = errors.Join(err, book.Close()) }()
	s, err := t.newSheet(book)
	if err != nil {
		return 0, err
	}
	if err := s.writeHeads(); err != nil {
		return 0, err
	}
	if done, err = t.each(progress, s.writeRow); err != nil {
		return done, err
	}
	if err := s.writeEnd(); err != nil {
		return done, err
	}
	if err := s.stream.Flush(); err != nil {
		return done, err
	}
	if err := s.addMeanings(); err != nil {
		return done, err
	}
	if err := s.addChart(); err != nil {
		return done, err
	}
	book.SetActiveSheet(0)
	return done, book.Write(w)
}

// newSheet names the sheet and says how it is seen and printed, which the stream wants to know before its first row.
func (t *Table) newSheet(book *excelize.File) (*sheet, error) {
	made, err := newStyles(book)
	if err != nil {
		return nil, err
	}
	s := &sheet{Table: t, book: book, styles: made, next: titleRow}
	err = errors.Join(book.SetSheetName("Sheet1", t.Sheet), s.setPrint(t.Sheet), s.repeatHeads(t.Sheet), s.setProperties())
	if err != nil {
		return nil, err
	}
	if s.stream, err = book.NewStreamWriter(t.Sheet); err != nil {
		return nil, err
	}
	for i, column := range t.Columns {
		if err := s.stream.SetColWidth(i+1, i+1, column.Width); err != nil {
			return nil, err
		}
	}
	return s, s.freeze()
}

// repeatHeads prints the heads on every page of a sheet.
func (s *sheet) repeatHeads(name string) error {
	return s.book.SetDefinedName(&excelize.DefinedName{
		Name: "_xlnm.Print_Titles", Scope: name, RefersTo: "'" + name + "'!$" + strconv.Itoa(groupRow) + ":$" + strconv.Itoa(headRow),
	})
}

// setPrint makes a sheet fit A4 landscape, one page wide, with the export's number, who took it and when on every page.
func (s *sheet) setPrint(name string) error {
	const a4 = 9
	yes, wide, high, zoom := true, 1, 0, 100.0
	landscape, paper := "landscape", a4
	side, top, edge := 1.3/2.54, 1.5/2.54, 0.8/2.54
	return errors.Join(
		s.book.SetSheetProps(name, &excelize.SheetPropsOptions{FitToPage: &yes}),
		s.book.SetSheetView(name, 0, &excelize.ViewOptions{ZoomScale: &zoom}),
		s.book.SetPageLayout(name, &excelize.PageLayoutOptions{Size: &paper, Orientation: &landscape, FitToWidth: &wide, FitToHeight: &high}),
		s.book.SetPageMargins(name, &excelize.PageLayoutMarginsOptions{
			Left: &side, Right: &side, Top: &top, Bottom: &top, Header: &edge, Footer: &edge, Horizontally: &yes,
		}),
		s.book.SetHeaderFooter(name, &excelize.HeaderFooterOptions{OddHeader: "&R" + s.watermark(), OddFooter: "&C第 &P 页，共 &N 页&R导出号 " + s.Number}),
	)
}

func (s *sheet) setProperties() error {
	made := s.MadeAt.UTC().Format(time.RFC3339)
	return errors.Join(
		s.book.SetDocProps(&excelize.DocProperties{
			Title: s.Title, Subject: "志愿服务统计", Creator: "practice-station", LastModifiedBy: "practice-station", Identifier: s.Number,
			Keywords: s.Number, Description: "导出号 " + s.Number, Created: made, Modified: made, Language: "zh-CN",
		}),
		s.book.SetCustomProps(excelize.CustomProperty{Name: "导出号", Value: s.Number}),
	)
}

// watermark says who took the table out of the system and when; an & would begin a code of the header's.
func (s *sheet) watermark() string {
	return strings.ReplaceAll("导出人 "+s.By+"　"+s.MadeAt.Format("2006-01-02 15:04"), "&", "&&")
}

// freeze keeps heads and names in sight, with the cursor in A1.
func (s *sheet) freeze() error {
	corner, err := excelize.CoordinatesToCellName(s.Frozen+1, headRow+1)
	if err != nil {
		return err
	}
	var cursor []excelize.Selection
	for _, pane := range []string{"topRight", "bottomLeft", "bottomRight"} {
		cursor = append(cursor, excelize.Selection{Pane: pane, ActiveCell: "A1", SQRef: "A1"})
	}
	return s.stream.SetPanes(&excelize.Panes{
		Freeze: true, XSplit: s.Frozen, YSplit: headRow, TopLeftCell: corner, ActivePane: "bottomRight", Selection: cursor,
	})
}

// writeHeads writes the title, the facts, and the two rows of heads.
func (s *sheet) writeHeads() error {
	if err := s.writeLine(s.Title, s.styles.title, 36); err != nil {
		return err
	}
	facts := strings.Join(s.Facts, "　　")
	if err := s.writeLine(facts, s.styles.facts, lineHeight*lines(facts, s.width())); err != nil {
		return err
	}
	var groups, heads []any
	for _, column := range s.Columns {
		group, head := column.Group, column.Head
		if group == "" {
			group, head = column.Head, ""
		}
		groups = append(groups, excelize.Cell{StyleID: s.styles.head, Value: group})
		heads = append(heads, excelize.Cell{StyleID: s.styles.head, Value: head})
	}
	if err := errors.Join(s.write(groups, 24), s.write(heads, 24)); err != nil {
		return err
	}
	return s.mergeHeads()
}

// mergeHeads spreads a group over its columns, and a head without a group over both rows.
func (s *sheet) mergeHeads() error {
	for from := 0; from < len(s.Columns); {
		group, to := s.Columns[from].Group, from
		for group != "" && to+1 < len(s.Columns) && s.Columns[to+1].Group == group {
			to++
		}
		bottom := groupRow
		if group == "" {
			bottom = headRow
		}
		if err := s.merge(from+1, groupRow, to+1, bottom); err != nil {
			return err
		}
		from = to + 1
	}
	return nil
}

func (s *sheet) writeRow(row []Cell) error {
	if s.Charted {
		s.bars = append(s.bars, bar{row[0].Number, row[1].Text, row[len(row)-1].Number})
	}
	cells, tallest := make([]any, len(row)), 1.0
	for i, cell := range row {
		kind := s.Columns[i].Kind
		if kind == Text && cell.Text == "" {
			cell.Text = "—"
		}
		cells[i] = excelize.Cell{StyleID: s.styles.body[kind], Value: kind.value(cell)}
		tallest = max(tallest, lines(cell.Text, space(s.Columns[i].Width)))
	}
	return s.write(cells, lineHeight*tallest)
}

// value is what excelize writes; a text is never a formula there.
func (k Kind) value(cell Cell) any {
	switch k {
	case Integer:
		return cell.Number
	case Hours:
		return float64(cell.Number) / 60
	}
	return cell.Text
}

// writeEnd writes the total, the notes, and the line to sign.
func (s *sheet) writeEnd() error {
	label, figures := s.Total()
	cells := make([]any, s.Lead, len(s.Columns))
	for i := range cells {
		cells[i] = excelize.Cell{StyleID: s.styles.total[Text]}
	}
	cells[0] = excelize.Cell{StyleID: s.styles.total[Text], Value: label}
	for i, figure := range figures {
		kind := s.Columns[s.Lead+i].Kind
		cells = append(cells, excelize.Cell{StyleID: s.styles.total[kind], Value: kind.value(figure)})
	}
	if err := errors.Join(s.merge(1, s.next, s.Lead, s.next), s.write(cells, lineHeight)); err != nil {
		return err
	}
	for _, note := range s.Notes {
		if err := s.writeLine(note, s.styles.note, lineHeight*lines(note, s.width())); err != nil {
			return err
		}
	}
	return s.writeLine(signatures, s.styles.signature, 40)
}

// writeLine writes a text over the whole width of the table.
func (s *sheet) writeLine(text string, style int, height float64) error {
	if err := s.merge(1, s.next, len(s.Columns), s.next); err != nil {
		return err
	}
	return s.write([]any{excelize.Cell{StyleID: style, Value: text}}, height)
}

// write writes the next row.
func (s *sheet) write(cells []any, height float64) error {
	at, err := excelize.CoordinatesToCellName(1, s.next)
	if err != nil {
		return err
	}
	s.next++
	return s.stream.SetRow(at, cells, excelize.RowOpts{Height: height})
}

func (s *sheet) merge(left, top, right, bottom int) error {
	first, firstErr := excelize.CoordinatesToCellName(left, top)
	last, lastErr := excelize.CoordinatesToCellName(right, bottom)
	if err := errors.Join(firstErr, lastErr); err != nil || first == last {
		return err
	}
	return s.stream.MergeCell(first, last)
}

// width is how many characters fit across the table.
func (t *Table) width() float64 {
	width := 0.0
	for _, column := range t.Columns {
		width += column.Width
	}
	return width
}

// space is how much of a column's width texts have: there is an indent, and a Han character is a little wider than two digits.
func space(width float64) float64 { return max(2, (width-3)/1.05) }

// lines is how many lines a text takes in a width: not every program finds the height of a row by itself, and none does
// for merged cells.
func lines(text string, width float64) float64 {
	needed := 0.0
	for _, r := range text {
		needed += float64(min(utf8.RuneLen(r), 2))
	}
	return max(1, math.Ceil(needed/width))
}
