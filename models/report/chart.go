package report

import (
	"cmp"
	"errors"
	"fmt"
	"slices"

	"github.com/xuri/excelize/v2"
)

// chartSheet is the sheet with the chart.
const chartSheet = "图表"

// mostBars is how many bars of a chart can still be told apart on a page.
const mostBars = 20

// bar is one row as the chart shows it.
type bar struct {
	serial  int64
	name    string
	minutes int64
}

// longestLabel is how many characters of a name leave room for its bar.
const longestLabel = 14

// label is what stands beside the bar: the name, or its beginning with the number that it has in the table.
func (b bar) label() string {
	letters := []rune(b.name)
	if len(letters) <= longestLabel {
		return b.name
	}
	return fmt.Sprintf("%d. %s…", b.serial, string(letters[:longestLabel-2]))
}

// tallest keeps the rows with the most minutes in the table's order: the chart is no ranking.
func tallest(bars []bar) []bar {
	served := slices.DeleteFunc(slices.Clone(bars), func(b bar) bool { return b.minutes == 0 })
	if len(served) <= mostBars {
		return served
	}
	order := make([]int, len(served))
	for i := range order {
		order[i] = i
	}
	slices.SortStableFunc(order, func(a, b int) int { return cmp.Compare(served[b].minutes, served[a].minutes) })
	order = order[:mostBars]
	slices.Sort(order)
	kept := make([]bar, mostBars)
	for i, at := range order {
		kept[i] = served[at]
	}
	return kept
}

// addChart adds a sheet with the hours by row, beside the figures that it draws.
func (s *sheet) addChart() error {
	bars := tallest(s.bars)
	if len(bars) == 0 {
		return nil
	}
	if _, err := s.book.NewSheet(chartSheet); err != nil {
		return err
	}
	const first = 3
	last := first + len(bars) - 1
	err := errors.Join(
		s.book.SetCellStr(chartSheet, "A1", s.Title+"：服务时长"), s.book.MergeCell(chartSheet, "A1", "K1"),
		s.book.SetCellStyle(chartSheet, "A1", "K1", s.styles.title), s.book.SetRowHeight(chartSheet, 1, 36),
		s.book.SetRowHeight(chartSheet, 2, lineHeight), s.book.SetCellStr(chartSheet, "A2", s.Columns[1].Head), s.book.SetCellStr(chartSheet, "B2", "小时"),
		s.book.SetCellStyle(chartSheet, "A2", "B2", s.styles.head),
		s.book.SetColWidth(chartSheet, "A", "A", 36), s.book.SetColWidth(chartSheet, "B", "B", 12), s.setPrint(chartSheet),
	)
	for i, one := range bars {
		name, value := fmt.Sprintf("A%d", first+i), fmt.Sprintf("B%d", first+i)
		err = errors.Join(err, s.book.SetRowHeight(chartSheet, first+i, lineHeight),
			s.book.SetCellStr(chartSheet, name, one.label()), s.book.SetCellStyle(chartSheet, name, name, s.styles.body[Text]),
			s.book.SetCellFloat(chartSheet, value, float64(one.minutes)/60, -1, 64), s.book.SetCellStyle(chartSheet, value, value, s.styles.body[Hours]))
	}
	if err != nil {
		return err
	}
	return s.draw(len(bars), first, last)
}

// draw draws the hours in the rows from first to last.
func (s *sheet) draw(bars, first, last int) error {
	caption := "服务时长（小时）"
	if len(s.bars) > bars {
		caption = fmt.Sprintf("服务时长（小时），时长最多的 %d 行，按表中顺序", bars)
	}
	varied, black := false, &excelize.Font{Family: song, Size: 9, Color: "000000"}
	return s.book.AddChart(chartSheet, "D2", &excelize.Chart{
		Type: excelize.Bar, // the names are too long to stand below columns
		Series: []excelize.ChartSeries{{
			Name:       "'" + chartSheet + "'!$B$2",
			Categories: fmt.Sprintf("'%s'!$A$%d:$A$%d", chartSheet, first, last),
			Values:     fmt.Sprintf("'%s'!$B$%d:$B$%d", chartSheet, first, last),
			Fill:       excelize.Fill{Type: "pattern", Pattern: 1, Color: []string{"4472C4"}},
		}},
		Title:      excelize.ChartTitle{Paragraph: []excelize.RichTextRun{{Text: caption, Font: &excelize.Font{Family: hei, Size: 12, Color: "000000"}}}},
		Legend:     excelize.ChartLegend{Position: "none"},
		XAxis:      excelize.ChartAxis{ReverseOrder: true, Font: *black},
		YAxis:      excelize.ChartAxis{MajorGridLines: true, NumFmt: excelize.ChartNumFmt{CustomNumFmt: integerFormat}, Font: *black},
		Dimension:  excelize.ChartDimension{Width: 900, Height: uint(160 + 22*bars)},
		VaryColors: &varied,
	})
}
