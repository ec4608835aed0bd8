package filing

import (
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/xuri/excelize/v2"
)

// addSummary adds the first sheet: the report itself, with notes and the line to sign; a number leads to the sheet of
// the place. A name with a link would not be broken into lines by every program.
func (b *workbook) addSummary() error {
	if err := b.book.SetSheetName("Sheet1", summarySheet); err != nil {
		return err
	}
	s, err := b.newSheet(summarySheet, b.title(b.Table.Unit), b.Table.Columns, false)
	if err != nil {
		return err
	}
	for _, row := range b.Table.Rows {
		line := s.next
		if err := s.writeBody(row.Cells); err != nil {
			return err
		}
		if target, there := b.sheets[row.OrganizationID]; there {
			if err := s.link("A"+strconv.Itoa(line), target, b.styles.link); err != nil {
				return err
			}
		}
	}
	if err := s.writeTotal(b.Table.Total); err != nil {
		return err
	}
	for _, note := range b.notes() {
		if err := s.writeLine(note, b.styles.note, lineHeight); err != nil {
			return err
		}
	}
	return s.writeLine(b.signatures(), b.styles.facts, 40)
}

// link lets a cell lead to the beginning of a sheet.
func (s *sheet) link(at, target string, style int) error {
	return errors.Join(s.book.SetCellHyperLink(s.name, at, quoted(target)+"!A1", "Location"), s.book.SetCellStyle(s.name, at, at, style))
}

// addPlaces adds a sheet for each organization: what of the list is its own, or of the report where there is no list.
func (b *workbook) addPlaces() error {
	for _, place := range b.Table.Places {
		columns, rows := b.Table.Columns, b.Table.Rows
		if len(b.Table.DetailColumns) > 0 {
			columns, rows = b.Table.DetailColumns, b.Table.Details
		}
		s, err := b.newSheet(b.sheets[place.ID], b.title(place.Name), columns, false)
		if err != nil {
			return err
		}
		if err := s.writePlace(place.ID, rows); err != nil {
			return err
		}
	}
	return nil
}

func (s *sheet) writePlace(place int64, rows []Row) error {
	var own []Row
	for _, row := range rows {
		if row.OrganizationID != place {
			continue
		}
		row.Cells = append([]Cell{whole(int64(len(own) + 1))}, row.Cells[1:]...)
		own = append(own, row)
		if err := s.writeBody(row.Cells); err != nil {
			return err
		}
	}
	if len(s.Table.DetailColumns) > 0 {
		if err := s.writeTotal(sum(s.columns, own)); err != nil {
			return err
		}
	}
	back := s.next
	if err := s.writeLine("返回汇总", s.styles.facts, lineHeight); err != nil {
		return err
	}
	return s.link("A"+strconv.Itoa(back), summarySheet, s.styles.back)
}

// sum adds the numbers of a list up, which only lists allow: each row of theirs is one thing.
func sum(columns []Column, rows []Row) []Cell {
	total := make([]Cell, len(columns))
	for i, column := range columns {
		if column.Kind == Text || i == 0 {
			continue
		}
		added := 0.0
		for _, row := range rows {
			if number := row.Cells[i].Number; number != nil {
				added += *number
			}
		}
		total[i] = Cell{Number: &added}
	}
	total[0] = Cell{Text: fmt.Sprintf("合计（%d 行）", len(rows))}
	return total
}

// addDetails adds the whole list behind the report.
func (b *workbook) addDetails() error {
	if len(b.Table.DetailColumns) == 0 {
		return nil
	}
	s, err := b.newSheet(detailSheet, b.title(b.Table.Unit)+detailSheet, b.Table.DetailColumns, true)
	if err != nil {
		return err
	}
	for _, row := range b.Table.Details {
		if err := s.writeBody(row.Cells); err != nil {
			return err
		}
	}
	if err := s.writeTotal(sum(b.Table.DetailColumns, b.Table.Details)); err != nil {
		return err
	}
	return s.stream.Flush()
}

// mostBars is how many bars of a chart fit on a sheet of paper.
const mostBars = 25

// chartSheets names the sheets of the charts, one for so many rows.
func (b *workbook) chartSheets() []string {
	if len(b.Table.Charted) == 0 {
		return nil
	}
	var names []string
	for first := 0; first < len(b.Table.Rows); first += mostBars {
		name := chartSheet
		if first > 0 {
			name += strconv.Itoa(len(names) + 1)
		}
		names = append(names, name)
	}
	return names
}

// addCharts adds a stacked bar for each row, in their order, drawn from the cells of the summary.
func (b *workbook) addCharts() error {
	for i, name := range b.chartSheets() {
		first := i * mostBars
		if err := b.addChart(name, first, min(first+mostBars, len(b.Table.Rows))); err != nil {
			return err
		}
	}
	return nil
}

// addChart draws the rows [from, to). The bars lie, for names are too long to stand.
func (b *workbook) addChart(name string, from, to int) error {
	if _, err := b.book.NewSheet(name); err != nil {
		return err
	}
	varied, black := false, &excelize.Font{Family: song, Size: 9, Color: "000000"}
	var series []excelize.ChartSeries
	for i, key := range b.Table.Charted {
		position := at(b.Table.Columns, key)
		letter, err := excelize.ColumnNumberToName(position + 1)
		if err != nil {
			return err
		}
		series = append(series, excelize.ChartSeries{
			Name:       quoted(summarySheet) + "!" + b.legend(position),
			Categories: fmt.Sprintf("%s!$B$%d:$B$%d", quoted(summarySheet), headRow+1+from, headRow+to),
			Values:     fmt.Sprintf("%s!$%s$%d:$%s$%d", quoted(summarySheet), letter, headRow+1+from, letter, headRow+to),
			Fill:       excelize.Fill{Type: "pattern", Pattern: 1, Color: []string{palette(i)}},
		})
	}
	caption := b.title(b.Table.Unit) + "：" + b.charted()
	if len(b.Table.Rows) > mostBars {
		caption += fmt.Sprintf("（第%d—%d行）", from+1, to)
	}
	return errors.Join(b.setPrint(name), b.printOnOnePage(name), b.book.AddChart(name, "A1", &excelize.Chart{
		Type: excelize.BarStacked, Series: series, VaryColors: &varied,
		Title:     excelize.ChartTitle{Paragraph: []excelize.RichTextRun{{Text: caption, Font: &excelize.Font{Family: hei, Size: 12, Color: "000000"}}}},
		Legend:    excelize.ChartLegend{Position: "bottom"},
		XAxis:     excelize.ChartAxis{ReverseOrder: true, Font: *black},
		YAxis:     excelize.ChartAxis{MajorGridLines: true, NumFmt: excelize.ChartNumFmt{CustomNumFmt: Integer.format()}, Font: *black},
		Dimension: excelize.ChartDimension{Width: 1000, Height: uint(200 + 22*(to-from))},
	}))
}

// legend is where the name of a charted column stands: its head, or its group where another one's head is the same.
func (b *workbook) legend(position int) string {
	column, row := b.Table.Columns[position], headRow
	same := 0
	for _, key := range b.Table.Charted {
		if b.Table.Columns[at(b.Table.Columns, key)].Head == column.Head {
			same++
		}
	}
	if column.Group == "" || same > 1 {
		row = groupRow
	}
	for same > 1 && position > 0 && b.Table.Columns[position-1].Group == column.Group {
		position-- // a group stands over its first column
	}
	letter, _ := excelize.ColumnNumberToName(position + 1)
	return fmt.Sprintf("$%s$%d", letter, row)
}

// charted says what the bars show: the group of their columns, or their heads.
func (b *workbook) charted() string {
	var parts []string
	for _, key := range b.Table.Charted {
		column := b.Table.Columns[at(b.Table.Columns, key)]
		part := column.Group
		if part == "" || len(b.Table.Charted) == 1 {
			part = column.flat()
		}
		if !slices.Contains(parts, part) {
			parts = append(parts, part)
		}
	}
	return strings.Join(parts, "、")
}

// palette tells the parts of a bar apart, also in print without colours.
func palette(i int) string {
	return []string{"1F4E79", "2E75B6", "9DC3E6", "F4B183", "C55A11", "A6A6A6"}[i%6]
}
