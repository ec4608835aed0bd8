package filing

import (
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/xuri/excelize/v2"
)

// mostBars is how many bars of a chart fit on a sheet of paper.
const mostBars = 25

// gather adds the charted columns up for everybody whom several rows are about, in the order of the rows: a bar says how somebody
// stands, and not how one row of theirs does. Its cells are the name, where it belongs, and the charted columns.
func (t *Table) gather() {
	type whose struct {
		organizationID int64
		name           string // a team's, which its organization has once
	}
	index := map[whose]int{}
	for _, row := range t.Rows {
		key := whose{row.OrganizationID, row.name()}
		i, known := index[key]
		if !known {
			i, index[key] = len(t.Bars), len(t.Bars)
			t.Bars = append(t.Bars, Row{ID: row.ID, Cells: append(slices.Clone(row.Cells[nameAt:homeAt+1]), make([]Cell, len(t.Charted))...)})
		}
		for c, charted := range t.Charted {
			cell := &t.Bars[i].Cells[c+2]
			number := row.Cells[at(t.Columns, charted)].Number
			switch {
			case number == nil:
			case cell.Number == nil:
				sum := *number
				cell.Number = &sum
			default:
				*cell.Number += *number
			}
		}
	}
}

// barred are the rows of which the chart has a bar each.
func (t *Table) barred() []Row {
	if len(t.Bars) > 0 {
		return t.Bars
	}
	return t.Rows
}

// barColumns are those of the gathered bars.
func (t *Table) barColumns() []Column {
	columns := []Column{t.Columns[nameAt], t.Columns[homeAt]}
	for _, key := range t.Charted {
		columns = append(columns, t.Columns[at(t.Columns, key)])
	}
	return columns
}

// chartSheets names the sheets of the charts, one for so many bars.
func (b *workbook) chartSheets() []string {
	if len(b.Table.Charted) == 0 {
		return nil
	}
	var names []string
	for first := 0; first < len(b.Table.barred()); first += mostBars {
		name := chartSheet
		if first > 0 {
			name += strconv.Itoa(len(names) + 1)
		}
		names = append(names, name)
	}
	return names
}

// addCharts adds a stacked bar for each row, in their order, drawn from the cells of the summary; where bars are gathered, from a
// table of theirs to the left.
func (b *workbook) addCharts() error {
	for i, name := range b.chartSheets() {
		first := i * mostBars
		last := min(first+mostBars, len(b.Table.barred()))
		var err error
		if len(b.Table.Bars) > 0 {
			err = b.addGathered(name, first, last)
		} else {
			err = b.addDrawn(name, first, last)
		}
		if err = errors.Join(err, b.printOnOnePage(name)); err != nil {
			return err
		}
	}
	return nil
}

// addDrawn adds the chart of the rows [from, to) of the summary.
func (b *workbook) addDrawn(name string, from, to int) error {
	if _, err := b.book.NewSheet(name); err != nil {
		return err
	}
	bars := barCells{sheet: summarySheet, columns: b.Table.Columns, name: nameAt, first: headRow + 1 + from, last: headRow + to}
	return errors.Join(b.setPrint(name), b.addChart(name, "A1", 1000, b.caption(from, to), bars))
}

// addGathered adds the table of the bars [from, to) with the chart beside it.
func (b *workbook) addGathered(name string, from, to int) error {
	s, err := b.newSheet(name, b.title(b.Table.Unit)+chartSheet, b.Table.barColumns(), false)
	if err != nil {
		return err
	}
	for _, bar := range b.Table.Bars[from:to] {
		if err := s.writeBody(bar.Cells); err != nil {
			return err
		}
	}
	beside, err := excelize.CoordinatesToCellName(len(s.columns)+2, groupRow)
	bars := barCells{sheet: name, columns: s.columns, name: 0, first: headRow + 1, last: headRow + to - from}
	return errors.Join(err, b.addChart(name, beside, 640, b.caption(from, to), bars))
}

// caption says what the bars of a sheet show.
func (b *workbook) caption(from, to int) string {
	caption := b.title(b.Table.Unit) + "：" + b.charted()
	if len(b.Table.barred()) > mostBars {
		caption += fmt.Sprintf("（第%d—%d行）", from+1, to)
	}
	return caption
}

// barCells is where a chart finds its bars: rows of a sheet, with the column of their names.
type barCells struct {
	sheet       string
	columns     []Column
	name        int
	first, last int
}

// of is the range of a column.
func (c barCells) of(column int) string {
	letter, _ := excelize.ColumnNumberToName(column + 1)
	return fmt.Sprintf("%s!$%s$%d:$%s$%d", quoted(c.sheet), letter, c.first, letter, c.last)
}

// addChart draws the bars. They lie, for names are too long to stand.
func (b *workbook) addChart(name, cell string, width uint, caption string, bars barCells) error {
	varied, black := false, &excelize.Font{Family: song, Size: 9, Color: "000000"}
	var series []excelize.ChartSeries
	for i, key := range b.Table.Charted {
		series = append(series, excelize.ChartSeries{
			Name:       quoted(summarySheet) + "!" + b.legend(at(b.Table.Columns, key)),
			Categories: bars.of(bars.name),
			Values:     bars.of(at(bars.columns, key)),
			Fill:       excelize.Fill{Type: "pattern", Pattern: 1, Color: []string{palette(i)}},
		})
	}
	return b.book.AddChart(name, cell, &excelize.Chart{
		Type: excelize.BarStacked, Series: series, VaryColors: &varied,
		Title:     excelize.ChartTitle{Paragraph: []excelize.RichTextRun{{Text: caption, Font: &excelize.Font{Family: hei, Size: 12, Color: "000000"}}}},
		Legend:    excelize.ChartLegend{Position: "bottom"},
		XAxis:     excelize.ChartAxis{ReverseOrder: true, Font: *black},
		YAxis:     excelize.ChartAxis{MajorGridLines: true, NumFmt: excelize.ChartNumFmt{CustomNumFmt: Integer.format()}, Font: *black},
		Dimension: excelize.ChartDimension{Width: width, Height: uint(200 + 22*(bars.last-bars.first+1))},
	})
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
