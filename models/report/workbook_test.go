package report

import (
	"bytes"
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"

	"github.com/xuri/excelize/v2"

	"practicestation/models"
	"practicestation/models/hours"
	"practicestation/models/modelstest"
	"practicestation/models/organization"
)

func open(t *testing.T, content []byte) *excelize.File {
	t.Helper()
	book, err := excelize.OpenReader(bytes.NewReader(content), excelize.Options{UnzipSizeLimit: 64 << 20, UnzipXMLSizeLimit: 16 << 20})
	if err != nil {
		t.Fatalf("open the workbook: %v", err)
	}
	t.Cleanup(func() { _ = book.Close() })
	return book
}

// raw reads a sheet's values as they are stored, without their formats.
func raw(t *testing.T, book *excelize.File, sheet string) [][]string {
	t.Helper()
	rows, err := book.GetRows(sheet, excelize.Options{RawCellValue: true})
	if err != nil {
		t.Fatalf("read %s: %v", sheet, err)
	}
	return rows
}

// figuresOf reads the five last cells of a row.
func figuresOf(t *testing.T, row []string) Figures {
	t.Helper()
	var numbers [5]float64
	for i, text := range row[len(row)-5:] {
		var err error
		if numbers[i], err = strconv.ParseFloat(text, 64); err != nil {
			t.Fatalf("row %v: %v", row, err)
		}
	}
	if want := numbers[3] / 60; numbers[4]-want > 1e-9 || want-numbers[4] > 1e-9 {
		t.Errorf("row %v: %v minutes are not %v hours", row, numbers[3], numbers[4])
	}
	return Figures{Activities: int64(numbers[0]), Attendances: int64(numbers[1]), People: int64(numbers[2]), Minutes: int64(numbers[3])}
}

func TestWorkbookEqualsStatistics(t *testing.T) {
	t.Parallel()
	modelstest.Each(t, func(t *testing.T, w *modelstest.World) {
		c := newCounty(t, w)
		c.fill(t, 300)
		actor := c.staff(t, models.CenterAdmin, c.center)
		for _, dimension := range Dimensions() {
			rows, total := c.statistics(t, actor, Query{Dimension: dimension, From: "2025-11-01", To: "2026-03-01"})
			content, made := c.export(t, actor, Input{Report: Report(dimension), Format: XLSX, From: "2025-11-01", To: "2026-03-01"})
			book := open(t, content)
			sheet := raw(t, book, Report(dimension).sheet())
			if sheet[0][0] != "青山县新时代文明实践中心"+Report(dimension).name() {
				t.Errorf("title %q", sheet[0][0])
			}
			facts := "填报单位：青山县新时代文明实践中心　　统计期间：2025-11-01至2026-02-28　　填报时间：2026-03-02 09:00　　计量单位：场、人次、人、分钟、小时"
			if sheet[1][0] != facts {
				t.Errorf("facts %q", sheet[1][0])
			}
			for i, row := range rows {
				line := sheet[headRow+i]
				if line[0] != strconv.Itoa(i+1) || line[1] != row.Name || figuresOf(t, line) != row.Figures {
					t.Errorf("%s: line %v, want %+v", dimension, line, row)
				}
			}
			last := sheet[headRow+len(rows)]
			if last[0] != "合计" || figuresOf(t, last) != total {
				t.Errorf("%s: total %v, want %+v", dimension, last, total)
			}
			if signed := sheet[len(sheet)-1]; signed[0] != signatures {
				t.Errorf("%s: the last line is %v", dimension, signed)
			}
			if made.RowsTotal != int64(len(rows)) {
				t.Errorf("%s: %d rows told, want %d", dimension, made.RowsTotal, len(rows))
			}
			checkLayout(t, book, Report(dimension), made.Number(), len(rows))
		}
	})
}

// checkLayout checks what an office asks of a sheet besides its figures.
func checkLayout(t *testing.T, book *excelize.File, report Report, number string, rows int) {
	t.Helper()
	name := report.sheet()
	for _, sheet := range book.GetSheetList() {
		if len([]rune(sheet)) > 31 || strings.ContainsAny(sheet, `:\/?*[]`) {
			t.Errorf("sheet %q", sheet)
		}
		layout, err := book.GetPageLayout(sheet)
		if err != nil || *layout.Size != 9 || *layout.Orientation != "landscape" || *layout.FitToWidth != 1 || *layout.FitToHeight != 0 {
			t.Errorf("%s is printed on %+v, %v", sheet, layout, err)
		}
		properties, err := book.GetSheetProps(sheet)
		if err != nil || !*properties.FitToPage {
			t.Errorf("%s: fit to page %v, %v", sheet, properties.FitToPage, err)
		}
		footer, err := book.GetHeaderFooter(sheet)
		if err != nil || footer.OddFooter != "&C第 &P 页，共 &N 页&R导出号 "+number || footer.OddHeader != "&R导出人 工作人员　2026-03-02 09:00" {
			t.Errorf("%s has the footer %+v, %v", sheet, footer, err)
		}
	}
	if list := book.GetSheetList(); list[0] != name || list[1] != meaningsSheet || book.GetActiveSheetIndex() != 0 {
		t.Errorf("sheets %v, active %d", list, book.GetActiveSheetIndex())
	}
	names := book.GetDefinedName()
	if len(names) != 1 || names[0].Name != "_xlnm.Print_Titles" || names[0].RefersTo != "'"+name+"'!$3:$4" || names[0].Scope != name {
		t.Errorf("names %+v", names)
	}
	panes, err := book.GetPanes(name)
	if err != nil || !panes.Freeze || panes.XSplit != 2 || panes.YSplit != headRow || panes.TopLeftCell != "C5" || panes.Selection[2].ActiveCell != "A1" {
		t.Errorf("panes %+v, %v", panes, err)
	}
	properties, err := book.GetDocProps()
	if err != nil || properties.Identifier != number || properties.Created != "2026-03-02T01:00:00Z" {
		t.Errorf("properties %+v, %v", properties, err)
	}
	own, err := book.GetCustomProps()
	if err != nil || len(own) != 1 || own[0].Name != "导出号" || own[0].Value != number {
		t.Errorf("own properties %+v, %v", own, err)
	}
	checkFormats(t, book, report, headRow+1, headRow+rows+1)
}

// checkFormats checks each column's format in the body and, by itself, in the total.
func checkFormats(t *testing.T, book *excelize.File, report Report, first, total int) {
	t.Helper()
	columns := statisticsColumns(Dimension(report))
	lead := len(columns) - 5
	for i, column := range columns {
		for _, row := range []int{first, total} {
			if row == first && first == total || row == total && i < lead {
				continue
			}
			cell, err := excelize.CoordinatesToCellName(i+1, row)
			if err != nil {
				t.Fatal(err)
			}
			id, err := book.GetCellStyle(report.sheet(), cell)
			if err != nil {
				t.Fatal(err)
			}
			style, err := book.GetStyle(id)
			if err != nil {
				t.Fatal(err)
			}
			format := map[Kind]string{Text: textFormat, Integer: integerFormat, Hours: hoursFormat}[column.Kind]
			if style.CustomNumFmt == nil || *style.CustomNumFmt != format || style.Font.Family != song || style.Font.Bold != (row == total) {
				t.Errorf("%s of %s: %+v, %+v", cell, report, style.Font, style.CustomNumFmt)
			}
		}
	}
}

// TestWorkbookHasNoFormulas: what people write into a title stays a text, and long digits keep their tail.
func TestWorkbookHasNoFormulas(t *testing.T) {
	t.Parallel()
	modelstest.Each(t, func(t *testing.T, w *modelstest.World) {
		c := newCounty(t, w)
		titles := []string{"=1+1", "+86", "-1", "@SUM(A1)", "123456789012345678", "<b>&\"'", "𬭊"}
		c.write(t, func(tx *models.Tx) error {
			who := c.person(tx, "=cmd")
			for _, title := range titles {
				c.served(tx, c.held(tx, c.stations[0], c.teams[0], title, title), who, "2026-01-15", 1, hours.Confirmed)
			}
			return nil
		})
		actor := c.staff(t, models.CenterAdmin, c.center)
		content, _ := c.export(t, actor, Input{Report: HoursDetail, Format: XLSX, From: "2026-01-01", To: "2026-02-01"})
		book := open(t, content)
		for i, title := range titles {
			for _, column := range []string{"B", "C"} {
				cell := column + strconv.Itoa(headRow+1+i)
				value, err := book.GetCellValue(HoursDetail.sheet(), cell)
				if err != nil || value != title {
					t.Errorf("%s is %q, want %q (%v)", cell, value, title, err)
				}
				if formula, _ := book.GetCellFormula(HoursDetail.sheet(), cell); formula != "" {
					t.Errorf("%s is the formula %q", cell, formula)
				}
				kind, err := book.GetCellType(HoursDetail.sheet(), cell)
				if err != nil || kind != excelize.CellTypeInlineString && kind != excelize.CellTypeSharedString {
					t.Errorf("%s has the type %v, %v", cell, kind, err)
				}
			}
		}
	})
}

func TestChartKeepsTheOrderOfTheTable(t *testing.T) {
	t.Parallel()
	var bars []bar
	for i := range 30 {
		bars = append(bars, bar{int64(i + 1), strconv.Itoa(i), int64(i * 7 % 31)})
	}
	got := tallest(bars)
	if len(got) != mostBars {
		t.Fatalf("%d bars", len(got))
	}
	before := -1
	for _, one := range got {
		i, err := strconv.Atoi(one.name)
		if err != nil || i <= before || one.minutes < 10 {
			t.Errorf("bar %+v after %d", one, before)
		}
		before = i
	}
	if got := (bar{7, strings.Repeat("长", 40), 1}).label(); got != "7. 长长长长长长长长长长长长…" {
		t.Errorf("a long name leaves no room for its bar: %s", got)
	}
	if few := tallest([]bar{{1, "a", 1}, {2, "b", 0}, {3, "c", 2}}); len(few) != 2 {
		t.Errorf("bars of nothing are drawn: %+v", few)
	}
}

// TestPrintedSheets writes workbooks to look at, where REPORT_SAMPLES names a folder.
func TestPrintedSheets(t *testing.T) {
	t.Parallel()
	folder := os.Getenv("REPORT_SAMPLES")
	if folder == "" {
		t.Skip("REPORT_SAMPLES names no folder")
	}
	c := newCounty(t, modelstest.Open(t, "sqlite"))
	c.write(t, func(tx *models.Tx) error {
		for i := range 60 {
			c.stations = append(c.stations, c.organization(tx, c.west, organization.Station, fmt.Sprintf("第%d社区居民委员会新时代文明实践站", i), fmt.Sprintf("3401020%05d", i+10)))
		}
		who := c.person(tx, "张三丰")
		for i, at := range c.stations {
			of := c.held(tx, at, c.teams[i%5], "清洁家园志愿服务活动", "卫生环保")
			for range i % 7 {
				c.served(tx, of, who, "2026-01-15", int64(1000+i), hours.Confirmed)
			}
		}
		return nil
	})
	actor := c.staff(t, models.CenterAdmin, c.center)
	for _, report := range Reports() {
		content, _ := c.export(t, actor, Input{Report: report, Format: XLSX, From: "2025-11-01", To: "2026-03-01"})
		if err := os.WriteFile(filepath.Join(folder, string(report)+".xlsx"), content, 0o600); err != nil {
			t.Fatal(err)
		}
	}
}
