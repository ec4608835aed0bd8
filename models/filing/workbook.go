package filing

import (
	"errors"
	"fmt"
	"io"
	"sort"
	"strconv"
	"strings"
	"time"

	"github.com/xuri/excelize/v2"

	"practicestation/models/report"
)

// The sheets besides those of the single stations.
const (
	summarySheet  = "汇总"
	detailSheet   = "明细"
	chartSheet    = "图表"
	meaningsSheet = "填表说明"
)

// workbook is a report while it becomes a file.
type workbook struct {
	*Shown
	book   *excelize.File
	styles *styles
	sheets map[int64]string // the sheet of an organization

	columns, detailColumns []Column // of the table, as wide as its rows need them
}

// WriteWorkbook writes the report as a workbook that an office prints and accepts as it is. What is frozen becomes the same bytes
// each time: every instant in the file is that of the freezing.
func (s *Shown) WriteWorkbook(w io.Writer) (err error) {
	book := excelize.NewFile()
	defer func() { err = errors.Join(err, book.Close()) }()
	made, err := newStyles(book)
	if err != nil {
		return err
	}
	b := &workbook{s, book, made, map[int64]string{}, fit(s.Table.Columns, s.Table.Rows), fit(s.Table.DetailColumns, s.Table.Details)}
	b.nameSheets()
	for _, add := range []func() error{b.addSummary, b.addPlaces, b.addDetails, b.addCharts, b.addMeanings, b.setProperties} {
		if err := add(); err != nil {
			return err
		}
	}
	book.SetActiveSheet(0)
	if types := book.ContentTypes; types != nil { // the library lists them in the order of a map, by chance
		sort.Slice(types.Defaults, func(i, j int) bool { return types.Defaults[i].Extension < types.Defaults[j].Extension })
	}
	return book.Write(w)
}

// FileName says whose report it is, what, for when, and which edition: 青山镇_活动统计表_2026-11_v1.xlsx.
func (s *Shown) FileName(extension string) string {
	name := fmt.Sprintf("%s_%s_%s_v%d", unitOf(s.Table.Unit), s.Name(), s.Period().Code(), s.Edition)
	if s.IsLive() {
		name += "_草稿"
	}
	return strings.Map(func(r rune) rune { // what Windows, where the offices work, does not take
		if strings.ContainsRune(`\/:*?"<>|`, r) {
			return '-'
		}
		return r
	}, name) + "." + extension
}

// nameSheets gives each organization a sheet's name: at most 31 characters, none of : \ / ? * [ ], each once.
func (b *workbook) nameSheets() {
	taken := map[string]bool{summarySheet: true, detailSheet: true, meaningsSheet: true}
	for _, chart := range b.chartSheets() {
		taken[chart] = true
	}
	for _, place := range b.Table.Places {
		name := strings.Map(func(r rune) rune {
			if strings.ContainsRune(`:\/?*[]'`, r) {
				return '-'
			}
			return r
		}, unitOf(place.Name))
		short := []rune(name)
		short = short[:min(len(short), 24)]
		name = string(short)
		for i := 2; taken[strings.ToLower(name)]; i++ {
			name = string(short) + "（" + strconv.Itoa(i) + "）"
		}
		taken[strings.ToLower(name)], b.sheets[place.ID] = true, name
	}
}

func (b *workbook) title(unit string) string {
	text := unit + b.Name() + "（" + b.Period().InWords() + "）"
	if b.IsLive() {
		text += "（草稿）"
	}
	return text
}

func (b *workbook) facts() string {
	return strings.Join([]string{
		"填报单位：" + b.Table.Unit, "统计期间：" + b.Period().InWords(), "数据截止：" + minuteOf(b.AsOf, b.AsOf.Location()),
		"计量单位：" + b.units(), "版次：第" + strconv.FormatInt(b.Edition, 10) + "版（" + b.label() + "）",
	}, "　　")
}

// units are those of the columns that the report has; one that was handed in before there were requests keeps its own.
func (b *workbook) units() string {
	const usual = "场、人次、人、小时"
	switch {
	case b.Kind == ServiceRequests:
		return "单、分"
	case at(b.Table.Columns, string(report.TakenRequests)) >= 0:
		return usual + "、单"
	}
	return usual
}

func (b *workbook) setProperties() error {
	made := b.AsOf.UTC().Format(time.RFC3339)
	return errors.Join(
		b.book.SetDocProps(&excelize.DocProperties{
			Title: b.title(b.Table.Unit), Subject: b.Name(), Creator: "practice-station", LastModifiedBy: "practice-station", Identifier: b.Number(),
			Keywords: b.Number(), Description: "报表编号 " + b.Number() + "，" + b.label(), Created: made, Modified: made, Language: "zh-CN",
		}),
		b.book.SetCustomProps(excelize.CustomProperty{Name: "报表编号", Value: b.Number()}),
	)
}

// setPrint makes a sheet fit A4 landscape, one page wide, with the report's number on every page.
func (b *workbook) setPrint(sheet string) error {
	const a4 = 9
	yes, wide, high, zoom := true, 1, 0, 100.0
	landscape, paper := "landscape", a4
	side, top, edge := 1.3/2.54, 1.5/2.54, 0.8/2.54
	return errors.Join(
		b.book.SetSheetProps(sheet, &excelize.SheetPropsOptions{FitToPage: &yes}),
		b.book.SetSheetView(sheet, 0, &excelize.ViewOptions{ZoomScale: &zoom}),
		b.book.SetPageLayout(sheet, &excelize.PageLayoutOptions{Size: &paper, Orientation: &landscape, FitToWidth: &wide, FitToHeight: &high}),
		b.book.SetPageMargins(sheet, &excelize.PageLayoutMarginsOptions{
			Left: &side, Right: &side, Top: &top, Bottom: &top, Header: &edge, Footer: &edge, Horizontally: &yes,
		}),
		b.book.SetHeaderFooter(sheet, &excelize.HeaderFooterOptions{OddFooter: "&C第 &P 页，共 &N 页&R报表编号 " + b.Number()}),
	)
}

// printOnOnePage makes a sheet as small as one page of paper wants it.
func (b *workbook) printOnOnePage(sheet string) error {
	one := 1
	return b.book.SetPageLayout(sheet, &excelize.PageLayoutOptions{FitToWidth: &one, FitToHeight: &one})
}

// addMeanings adds the sheet that says what the words mean.
func (b *workbook) addMeanings() error {
	if _, err := b.book.NewSheet(meaningsSheet); err != nil {
		return err
	}
	const width = 100
	rows := append([][2]string{{b.Name() + meaningsSheet, ""}, {"项目", "说明"}}, b.meanings()...)
	if len(b.sheets) > 0 {
		rows = append(rows, [2]string{"序号", "点汇总表里带下划线的序号，转到这个单位自己的表。"})
	}
	err := errors.Join(b.book.SetColWidth(meaningsSheet, "A", "A", 34),
		b.book.SetColWidth(meaningsSheet, "B", "B", width), b.setPrint(meaningsSheet))
	for i, row := range rows {
		number, style, height := strconv.Itoa(i+1), b.styles.body[Text], lineHeight*max(lines(row[1], space(width)), lines(row[0], space(34)))
		switch i {
		case 0:
			style, height = b.styles.title, 36
		case 1:
			style = b.styles.head
		}
		err = errors.Join(err, b.book.SetCellStr(meaningsSheet, "A"+number, row[0]), b.book.SetCellStr(meaningsSheet, "B"+number, row[1]),
			b.book.SetCellStyle(meaningsSheet, "A"+number, "B"+number, style), b.book.SetRowHeight(meaningsSheet, i+1, height))
	}
	return errors.Join(err, b.book.MergeCell(meaningsSheet, "A1", "B1")) // merged last: what is set in a merged cell lands in its first one
}
