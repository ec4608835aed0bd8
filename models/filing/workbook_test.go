package filing

import (
	"bytes"
	"encoding/csv"
	"math"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/xuri/excelize/v2"
)

// sameCells compares the cells of a sheet's line with those of the table.
func sameCells(t *testing.T, what string, columns []Column, line []string, cells []Cell) {
	t.Helper()
	for i, cell := range cells {
		got := ""
		if i < len(line) {
			got = line[i]
		}
		if cell.Number == nil {
			if got != cell.Text && got != unknown {
				t.Errorf("%s, %s: %q, not %q", what, columns[i].Key, got, cell.Text)
			}
			continue
		}
		want := *cell.Number
		if columns[i].Kind == InHours {
			want /= 60
		}
		if number, err := strconv.ParseFloat(got, 64); err != nil || math.Abs(number-want) > 1e-9 {
			t.Errorf("%s, %s: %q, not %v", what, columns[i].Key, got, want)
		}
	}
}

// TestTheWorkbookIsTheReport: a second reader finds every cell of every kind, as it was handed in, and the same bytes twice.
func TestTheWorkbookIsTheReport(t *testing.T) {
	each(t, func(t *testing.T, c *county) {
		c.live(7)
		c.honor(30)
		c.assess()
		for _, definition := range Definitions() {
			made := c.draft(definition.Kind, c.town)
			c.check(c.step(c.townAdmin, made.ID, Submitted))
			c.check(c.step(c.admin, made.ID, Locked))
			shown, content := c.show(made.ID), c.workbook(made.ID)
			if !bytes.Equal(content, c.workbook(made.ID)) {
				t.Errorf("%s: two files of one report differ", definition.Name)
			}
			if folder := os.Getenv("FILING_WORKBOOKS"); folder != "" {
				c.check(os.WriteFile(filepath.Join(folder, shown.FileName("xlsx")), content, 0o600))
			}
			book := open(t, content)
			checkWords(t, book, shown)
			checkTable(t, book, shown)
			checkPlaces(t, book, shown)
			checkLayout(t, book, shown)
		}
	})
}

func checkTable(t *testing.T, book *book, shown *Shown) {
	t.Helper()
	lines, table := raw(t, book, summarySheet), shown.Table
	for i, row := range table.Rows {
		sameCells(t, row.name(), table.Columns, lines[headRow+i], row.Cells)
	}
	sameCells(t, "合计", table.Columns, lines[headRow+len(table.Rows)], table.Total)
	for i, column := range table.Columns {
		cell, _ := excelize.CoordinatesToCellName(i+1, headRow+len(table.Rows)+1)
		style, err := book.GetCellStyle(summarySheet, cell)
		if err != nil {
			t.Fatal(err)
		}
		kind := column.Kind
		if i == 0 {
			kind = Text // the label
		}
		if got, err := book.GetStyle(style); err != nil || !got.Font.Bold || got.CustomNumFmt == nil || *got.CustomNumFmt != kind.format() {
			t.Errorf("the total of %s has the style %+v, %v", column.Key, got, err)
		}
		if formula, err := book.GetCellFormula(summarySheet, cell); err != nil || formula != "" {
			t.Errorf("the total of %s is a formula %q", column.Key, formula)
		}
	}
	if len(table.Details) > 0 {
		lines := raw(t, book, detailSheet)
		for i, row := range table.Details {
			sameCells(t, "detail", table.DetailColumns, lines[headRow+i], row.Cells)
		}
		sameCells(t, "details", table.DetailColumns[1:], lines[headRow+len(table.Details)][1:], sum(table.DetailColumns, table.Details)[1:])
	}
}

// checkWords checks what stands above and below the table.
func checkWords(t *testing.T, book *book, shown *Shown) {
	t.Helper()
	lines := raw(t, book, summarySheet)
	if lines[0][0] != "青山镇新时代文明实践所"+shown.Name()+"（2026年2月）" || !strings.Contains(lines[1][0], "填报单位：青山镇新时代文明实践所　　统计期间：2026年2月　　数据截止：2026-03-02 09:00") {
		t.Errorf("title %q, facts %q", lines[0][0], lines[1][0])
	}
	last := lines[len(lines)-1][0]
	if !strings.Contains(last, "审核人：第1人") || !strings.Contains(last, "填表人：王建平") || !strings.Contains(last, "联系电话：0510-87654321") {
		t.Errorf("signed %q", last)
	}
}

// checkPlaces: a sheet for each place with what is its own; names lead there, and back.
func checkPlaces(t *testing.T, book *book, shown *Shown) {
	t.Helper()
	sheets := book.GetSheetList()
	for i, row := range shown.Table.Rows {
		if row.OrganizationID == 0 {
			continue
		}
		there, target, err := book.GetCellHyperLink(summarySheet, "A"+strconv.Itoa(headRow+1+i))
		name, _, _ := strings.Cut(target, "!")
		if err != nil || !there || !slices.Contains(sheets, strings.Trim(name, "'")) {
			t.Errorf("%s leads to %q, %v", row.name(), target, err)
		}
	}
	named := &workbook{Shown: shown, sheets: map[int64]string{}} // two villages of one name are told apart
	named.nameSheets()
	for _, place := range shown.Table.Places {
		name, own := named.sheets[place.ID], 0
		rows := shown.Table.Rows
		if len(shown.Table.DetailColumns) > 0 {
			rows = shown.Table.Details
		}
		for _, row := range rows {
			if row.OrganizationID == place.ID {
				own++
			}
		}
		lines := raw(t, book, name)
		back := len(lines)
		_, target, err := book.GetCellHyperLink(name, "A"+strconv.Itoa(back))
		if err != nil || lines[back-1][0] != "返回汇总" || target != "'汇总'!A1" || own > 0 && lines[headRow+own-1][0] != strconv.Itoa(own) {
			t.Errorf("sheet %s ends with %v and leads to %q, %v", name, lines[back-1], target, err)
		}
	}
}

// checkLayout checks what an office asks of a workbook besides its figures.
func checkLayout(t *testing.T, book *book, shown *Shown) {
	t.Helper()
	sheets := book.GetSheetList()
	charts := (&workbook{Shown: shown}).chartSheets()
	if (len(charts) > 0) != (len(shown.Table.Charted) > 0) {
		t.Errorf("%d charts", len(charts))
	}
	if said := raw(t, book, meaningsSheet); said[0][0] != shown.Name()+meaningsSheet || len(said) < 6 {
		t.Errorf("the meanings are %v", said)
	}
	if sheets[0] != summarySheet || sheets[len(sheets)-1] != meaningsSheet || book.GetActiveSheetIndex() != 0 {
		t.Errorf("sheets %v, active %d", sheets, book.GetActiveSheetIndex())
	}
	for _, sheet := range sheets {
		layout, err := book.GetPageLayout(sheet)
		pages := 0 // as many as it takes
		if slices.Contains(charts, sheet) {
			pages = 1
		}
		if err != nil || *layout.Size != 9 || *layout.Orientation != "landscape" || *layout.FitToWidth != 1 || *layout.FitToHeight != pages {
			t.Errorf("%s is printed on %+v, %v", sheet, layout, err)
		}
		footer, err := book.GetHeaderFooter(sheet)
		if err != nil || footer.OddFooter != "&C第 &P 页，共 &N 页&R报表编号 "+shown.Number() {
			t.Errorf("%s has the footer %+v, %v", sheet, footer, err)
		}
		if len([]rune(sheet)) > 31 || strings.ContainsAny(sheet, `:\/?*[]`) {
			t.Errorf("sheet %q", sheet)
		}
	}
	for _, name := range book.GetDefinedName() {
		if name.Name != "_xlnm.Print_Titles" || name.RefersTo != "'"+name.Scope+"'!$3:$4" {
			t.Errorf("the defined name %+v", name)
		}
	}
	panes, err := book.GetPanes(summarySheet)
	if err != nil || !panes.Freeze || panes.XSplit != 2 || panes.YSplit != headRow || panes.TopLeftCell != "C5" || panes.Selection[2].ActiveCell != "A1" {
		t.Errorf("panes %+v, %v", panes, err)
	}
	properties, err := book.GetDocProps()
	if err != nil || properties.Identifier != shown.Number() || properties.Created != "2026-03-02T01:00:00Z" {
		t.Errorf("properties %+v, %v", properties, err)
	}
	if want := "青山镇_" + shown.Name() + "_2026-02_v1.xlsx"; shown.FileName("xlsx") != want {
		t.Errorf("the file is called %s", shown.FileName("xlsx"))
	}
	for _, column := range shown.Table.Columns {
		for line := range strings.SplitSeq(broken(column.Head), "\n") {
			if measured(line) > column.width() {
				t.Errorf("the head %q breaks inside a word", line)
			}
		}
	}
}

// TestADraftSaysSo: on the sheet and in the name of the file; and what looks like a formula stays a text in both formats.
func TestADraftSaysSo(t *testing.T) {
	each(t, func(t *testing.T, c *county) {
		c.live(7)
		made := c.draft(Teams, c.town)
		shown := c.show(made.ID)
		book := open(t, c.workbook(made.ID))
		lines := raw(t, book, summarySheet)
		if !strings.HasSuffix(lines[0][0], "（草稿）") || !strings.Contains(lines[1][0], "实时数据") || shown.FileName("csv") != "青山镇_队伍统计表_2026-02_v1_草稿.csv" {
			t.Errorf("%q, %q, %s", lines[0][0], lines[1][0], shown.FileName("csv"))
		}
		if formula, err := book.GetCellFormula(summarySheet, "B5"); err != nil || formula != "" || lines[headRow][1][0] != '=' {
			t.Errorf("the team %q is the formula %q, %v", lines[headRow][1], formula, err)
		}
		var text bytes.Buffer
		c.check(shown.WriteCSV(&text))
		rows, err := csv.NewReader(bytes.NewReader(bytes.TrimPrefix(text.Bytes(), []byte(byteOrderMark)))).ReadAll()
		if err != nil || !bytes.HasPrefix(text.Bytes(), []byte(byteOrderMark)) || len(rows) != len(shown.Table.Rows)+2 || !strings.HasPrefix(rows[1][1], "'=") {
			t.Errorf("%v: %v", err, rows)
		}
	})
}

// TestNamesOfPeriodsAndSheets: files and sheets are named so that people and Windows take them.
func TestNamesOfPeriodsAndSheets(t *testing.T) {
	t.Parallel()
	for period, want := range map[Period]string{
		{Month, "2026-11-01"}:   "2026-11 2026年11月 2026-12-01",
		{Quarter, "2026-10-01"}: "2026-Q4 2026年第四季度 2027-01-01",
		{Year, "2026-01-01"}:    "2026 2026年 2027-01-01",
	} {
		if got := period.Code() + " " + period.InWords() + " " + string(period.End()); got != want {
			t.Errorf("%s, want %s", got, want)
		}
	}
	many := &workbook{Shown: &Shown{Table: &Table{Charted: []string{"minutes"}, Rows: make([]Row, 2*mostBars+1)}}}
	if got := many.chartSheets(); !slices.Equal(got, []string{"图表", "图表2", "图表3"}) {
		t.Errorf("%d rows are drawn on %v", len(many.Table.Rows), got)
	}
	long := strings.Repeat("长", 40)
	b := &workbook{Shown: &Shown{Table: &Table{Places: []Place{{1, "甲/乙:村"}, {2, "汇总"}, {3, "甲/乙:村"}, {4, long}, {5, long}, {6, "o'村"}}}}, sheets: map[int64]string{}}
	b.nameSheets()
	seen := map[string]bool{}
	for _, name := range b.sheets {
		if seen[name] || len([]rune(name)) > 31 || strings.ContainsAny(name, `:\/?*[]'`) || name == summarySheet {
			t.Errorf("the sheet %q of %v", name, b.sheets)
		}
		seen[name] = true
	}
}
