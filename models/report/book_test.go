package report

import (
	"bytes"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/xuri/excelize/v2"
)

// longTable is a table of so many rows of every kind that pours more or fewer than it has foretold.
func longTable(foretold, rows int) *Table {
	minutes := int64(0)
	return &Table{
		Sheet: "时长明细", Title: "青山县志愿服务时长明细表", Facts: []string{"填报单位：青山县"}, Columns: Unmasked.detailColumns(), Lead: 11, Frozen: 2,
		Expected: int64(foretold), Number: "DC000001", By: "工作人员", MadeAt: time.Date(2026, 3, 2, 9, 0, 0, 0, time.UTC), Notes: detailNotes, Meanings: detailMeanings,
		Total: func() (string, []Cell) { return "合计", []Cell{{Number: minutes}, {Number: minutes}} },
		Pour: func(into pen, _ func(int64) error) (int64, error) {
			for i := range rows {
				into.number(int64(i + 1))
				for _, text := range []string{"=1+1", "卫生环保", "站", "队", "党组织", "张三", "01390000001"} {
					into.text([]byte(text))
				}
				into.day([]byte("2026-01-15"))
				into.moment(time.Date(2026, 1, 15, 23, 59, 59, 0, time.FixedZone("", 8*60*60)))
				into.moment(time.Time{})
				into.number(90)
				into.hours(90)
				minutes += 90
				if err := into.end(); err != nil {
					return int64(i), err
				}
			}
			return int64(rows), nil
		},
	}
}

func writtenLong(t *testing.T, table *Table, body int) *excelize.File {
	t.Helper()
	var written bytes.Buffer
	if _, err := table.writeLong(&written, body, func(int64) error { return nil }); err != nil {
		t.Fatal(err)
	}
	return open(t, written.Bytes())
}

// TestLongTableFillsSeveralSheets: a sheet holds only so many rows; each sheet has the heads, and the last one the foot, also
// when there are fewer or more rows than were counted before.
func TestLongTableFillsSeveralSheets(t *testing.T) {
	t.Parallel()
	for _, one := range []struct{ foretold, rows int }{{25, 25}, {20, 20}, {0, 0}, {25, 15}, {25, 33}} {
		t.Run(fmt.Sprintf("%d of %d", one.rows, one.foretold), func(t *testing.T) {
			t.Parallel()
			book := writtenLong(t, longTable(one.foretold, one.rows), 10)
			names := book.GetSheetList()
			sheets := names[:len(names)-1]
			if names[len(names)-1] != meaningsSheet || len(sheets) != max(1, (one.foretold+9)/10) {
				t.Fatalf("sheets %v", names)
			}
			seen := 0
			for i, name := range sheets {
				rows := raw(t, book, name)
				if rows[0][0] != "青山县志愿服务时长明细表" || rows[headRow-1][1] != "名称" {
					t.Errorf("the heads of %s: %v", name, rows[:headRow])
				}
				body := rows[headRow:]
				if i == len(sheets)-1 {
					foot := body[len(body)-2-len(detailNotes):]
					if foot[0][0] != "合计" || foot[0][11] != fmt.Sprint(one.rows*90) || foot[len(foot)-1][0] != signatures {
						t.Errorf("the foot: %v", foot)
					}
					body = body[:len(body)-len(foot)]
				}
				if full := i < len(sheets)-1; full && len(body) != min(10, one.rows-seen) {
					t.Errorf("%s has %d rows", name, len(body))
				}
				for _, row := range body {
					if seen++; row[0] != fmt.Sprint(seen) {
						t.Fatalf("%s: row %v after %d", name, row, seen-1)
					}
				}
				checkLongSheet(t, book, name)
			}
			if seen != one.rows {
				t.Errorf("%d rows are there, want %d", seen, one.rows)
			}
		})
	}
}

// checkLongSheet checks that a sheet prints and is seen as those of excelize's own making.
func checkLongSheet(t *testing.T, book *excelize.File, name string) {
	t.Helper()
	layout, err := book.GetPageLayout(name)
	if err != nil || *layout.Size != 9 || *layout.Orientation != "landscape" || *layout.FitToWidth != 1 {
		t.Errorf("%s is printed on %+v, %v", name, layout, err)
	}
	around, err := book.GetHeaderFooter(name)
	if err != nil || around.OddFooter != "&C第 &P 页，共 &N 页&R导出号 DC000001" || around.OddHeader != "&R导出人 工作人员　2026-03-02 09:00" {
		t.Errorf("%s: %+v, %v", name, around, err)
	}
	panes, err := book.GetPanes(name)
	if err != nil || !panes.Freeze || panes.YSplit != headRow {
		t.Errorf("%s: panes %+v, %v", name, panes, err)
	}
	width, err := book.GetColWidth(name, "B")
	if err != nil || width != 34 {
		t.Errorf("%s: width %v, %v", name, width, err)
	}
	repeated := false
	for _, one := range book.GetDefinedName() {
		repeated = repeated || one.Name == "_xlnm.Print_Titles" && one.Scope == name && one.RefersTo == "'"+name+"'!$3:$4"
	}
	if !repeated {
		t.Errorf("%s does not repeat its heads", name)
	}
	view, err := book.GetSheetView(name, 0)
	if err != nil || *view.ZoomScale != 100 {
		t.Errorf("%s: %+v, %v", name, view, err)
	}
}

// TestEveryCellIsOfItsKind: numbers, days and times can be reckoned with, phone numbers and formulas are texts.
func TestEveryCellIsOfItsKind(t *testing.T) {
	t.Parallel()
	book := writtenLong(t, longTable(1, 1), 10)
	for cell, want := range map[string]struct{ raw, shown, format string }{
		"A5": {"1", "1", integerFormat}, "B5": {"=1+1", "=1+1", textFormat}, "H5": {"01390000001", "01390000001", textFormat},
		"I5": {"46037", "2026-01-15", dayFormat}, "J5": {"46037.9993055556", "2026-01-15 23:59", momentFormat}, "K5": {"—", "—", momentFormat},
		"L5": {"90", "90", integerFormat}, "M5": {"1.5", "1.50", hoursFormat},
	} {
		stored, err := book.GetCellValue("时长明细", cell, excelize.Options{RawCellValue: true})
		if err != nil || stored != want.raw {
			t.Errorf("%s holds %q, want %q (%v)", cell, stored, want.raw, err)
		}
		shown, err := book.GetCellValue("时长明细", cell)
		if err != nil || shown != want.shown {
			t.Errorf("%s shows %q, want %q (%v)", cell, shown, want.shown, err)
		}
		kind, err := book.GetCellType("时长明细", cell)
		text := want.format == textFormat || want.raw == nothing
		if err != nil || text != (kind == excelize.CellTypeInlineString) {
			t.Errorf("%s has the type %v, %v", cell, kind, err)
		}
		if formula, _ := book.GetCellFormula("时长明细", cell); formula != "" {
			t.Errorf("%s is the formula %q", cell, formula)
		}
		id, err := book.GetCellStyle("时长明细", cell)
		if err != nil {
			t.Fatal(err)
		}
		if style, err := book.GetStyle(id); err != nil || style.CustomNumFmt == nil || *style.CustomNumFmt != want.format || len(style.Border) != 4 {
			t.Errorf("%s has the style %+v, %v", cell, style, err)
		}
	}
}

// TestOnlyTheFirstSheetIsSelected: in a group of sheets, what is typed goes into all of them.
func TestOnlyTheFirstSheetIsSelected(t *testing.T) {
	t.Parallel()
	table := longTable(25, 25)
	made, err := table.newShell(3)
	if err != nil {
		t.Fatal(err)
	}
	for sheet := 1; sheet <= 3; sheet++ {
		if got := strings.Contains(string(made.headOf(sheet)), "tabSelected"); got != (sheet == 1) {
			t.Errorf("sheet %d is selected: %t", sheet, got)
		}
	}
	if strings.Contains(string(made.head), "<dimension") {
		t.Error("a sheet says how large it is before it is written")
	}
}

// TestTooManyRowsAreNoSheet: the format ends there, and a file beyond it would not open.
func TestTooManyRowsAreNoSheet(t *testing.T) {
	t.Parallel()
	book := &longBook{next: sheetMost + 1, sheet: 1, sheets: 1, body: sheetBody}
	if err := book.writeRow(nil, 1); err == nil {
		t.Error("a row was written below the last one")
	}
}

// TestTallTextsHaveRoom: a row is as high as its longest text needs.
func TestTallTextsHaveRoom(t *testing.T) {
	t.Parallel()
	book := &longBook{Table: longTable(0, 0), shell: &shell{styles: &styles{}}, next: 5, sheet: 1, sheets: 1, body: 10}
	p := newSheetPen(book)
	p.number(1)
	p.text([]byte(strings.Repeat("长", 40))) // 80 wide, in a column of 34
	if err := p.end(); err != nil || !bytes.HasPrefix(book.out, []byte(`<row r="5" ht="54" customHeight="1">`)) {
		t.Errorf("%v: %s", err, book.out[:60])
	}
	book.out = book.out[:0]
	p.number(2)
	if err := p.end(); err != nil || !bytes.HasPrefix(book.out, []byte(`<row r="6">`)) {
		t.Errorf("%v: %s", err, book.out)
	}
}
