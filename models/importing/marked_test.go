package importing_test

import (
	"bytes"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/xuri/excelize/v2"

	"practicestation/models"
	"practicestation/models/importing"
	"practicestation/models/modelstest"
)

// marked is the error workbook of an import, as bytes and opened.
func (v *village) marked(t testing.TB, id int64) ([]byte, *excelize.File) {
	t.Helper()
	var loaded *importing.Marked
	v.read(t, v.manager, func(tx *models.Tx) (err error) { loaded, err = importing.LoadMarked(tx, id); return err })
	file, err := loaded.Workbook()
	if err != nil {
		t.Fatal(err)
	}
	book, err := excelize.OpenReader(bytes.NewReader(file.Content))
	if err != nil {
		t.Fatal(err)
	}
	return file.Content, book
}

// notes are the notes of a sheet by their cells.
func notes(t testing.TB, book *excelize.File, sheet string) map[string]string {
	t.Helper()
	found, err := book.GetComments(sheet)
	if err != nil {
		t.Fatal(err)
	}
	texts := map[string]string{}
	for _, note := range found {
		texts[note.Cell] += note.Text
		for _, run := range note.Paragraph {
			texts[note.Cell] += run.Text
		}
	}
	return texts
}

// The workbook is a template of 甲村 for volunteers, filled in, its page of help dragged to the front, and saved by LibreOffice Calc 7.4:
// the notes are drawn in vmlDrawing1 and written in comments2, and every shape is called shape_0.
func TestAnErrorWorkbookOfLibreOfficeIsTheirFile(t *testing.T) {
	t.Parallel()
	content, err := os.ReadFile(filepath.Join("testdata", "libreoffice_template.xlsx"))
	if err != nil {
		t.Fatal(err)
	}
	faults := []string{"3 手机号 cell_numeric", "5 姓名 cell_formula", "6 姓名 cell_date", "6 手机号 pattern"}
	modelstest.Each(t, func(t *testing.T, w *modelstest.World) {
		v, content := found(t, w), content
		for _, round := range []string{"as it was filled in", "the error workbook, handed in as it is", "and once more"} {
			made := v.checked(t, importing.Volunteers, content)
			expect(t, round, made, importing.Checked, 1, 0, 3)
			if difference := cmp.Diff(faults, v.faults(t, made.ID)); difference != "" {
				t.Errorf("%s (-want +got):\n%s", round, difference)
			}
			var book *excelize.File
			content, book = v.marked(t, made.ID)
			theirs(t, round, book)
			v.write(t, v.manager, discarding(made.ID))
		}
	})
}

// theirs checks that nothing of the file from LibreOffice is lost and that its faults are marked.
func theirs(t *testing.T, round string, book *excelize.File) {
	t.Helper()
	const sheet = "填写"
	if want := []string{"填写说明", sheet, "字典"}; !slices.Equal(book.GetSheetList(), want) {
		t.Fatalf("%s: the sheets are %v", round, book.GetSheetList())
	}
	for cell, red := range map[string]bool{"B3": true, "A5": true, "A6": true, "B6": true, "A3": false, "A4": false, "B4": false, "A1": false} {
		if got := colour(t, book, sheet, cell) == "FFC7CE"; got != red {
			t.Errorf("%s: %s is red: %v", round, cell, got)
		}
	}
	told := notes(t, book, sheet)
	for cell, part := range map[string]string{"A1": "必填", "B1": "11 位手机号", "C1": "可以不填", "B3": "数字", "A5": "公式", "A6": "日期", "B6": "11 位"} {
		if !strings.Contains(told[cell], part) {
			t.Errorf("%s: the note at %s is %q", round, cell, told[cell])
		}
	}
	if !strings.Contains(told["B6"], "找本人核对") || len(told) != 7 {
		t.Errorf("%s: notes %q", round, told)
	}
	if choices, err := book.GetDataValidations(sheet); err != nil || len(choices) != 1 || !strings.HasPrefix(choices[0].Sqref, "C3:") {
		t.Errorf("%s: drop-downs %+v, %v", round, choices, err)
	}
	if visible, err := book.GetSheetVisible("字典"); err != nil || visible {
		t.Errorf("%s: the dictionary is shown, %v", round, err)
	}
	if formula, err := book.GetCellFormula(sheet, "A5"); err != nil || formula != `"王"&"五"` {
		t.Errorf("%s: the formula is %q, %v", round, formula, err)
	}
}

// What is refused because a spreadsheet has spoiled it stays refused when the error workbook comes back as it is.
func TestAnErrorWorkbookMakesNothingGood(t *testing.T) {
	t.Parallel()
	const nameless = `<styleSheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><fonts count="1"><font/></fonts></styleSheet>`
	rows := workbook(t, []any{"姓名", "手机号"}, []any{"张三", 13900000001}, []any{formula(`"王"&"五"`), "13900000002"}, []any{true, "13900000003"}, []any{"李四", "13900000004"})
	files := map[string][]byte{
		"a workbook that cannot be marked": replaced(t, rows, "xl/styles.xml", func([]byte) []byte { return []byte(nameless) }),
		"a text":                           text("姓名,手机号", "1.39E+10,13900000001", "TRUE,13900000002", "#N/A,13900000003", "李四,13900000004"),
	}
	modelstest.Each(t, func(t *testing.T, w *modelstest.World) {
		v := found(t, w)
		for name, file := range files {
			made := v.checked(t, importing.Volunteers, file)
			expect(t, name, made, importing.Checked, 1, 0, 3)
			again, _ := v.marked(t, made.ID)
			expect(t, name+", handed in as it is", v.checked(t, importing.Volunteers, again), importing.Checked, 1, 0, 3)
		}
	})
}

// A file may be called anything: above a printed page there is room for 255 characters.
func TestAnErrorWorkbookOfALongNameIsMade(t *testing.T) {
	t.Parallel()
	modelstest.Each(t, func(t *testing.T, w *modelstest.World) {
		v := found(t, w)
		for _, name := range []string{strings.Repeat("&", 150) + ".csv", strings.Repeat("😀", 140) + ".csv"} {
			in := importing.Input{Kind: importing.Volunteers, OrganizationID: v.station.ID, FileName: name, Content: text("姓名,手机号", "张三,139")}
			var made *importing.Import
			v.write(t, v.manager, func(tx *models.Tx) (err error) { made, err = importing.Create(tx, in); return err })
			v.work(t)
			_, book := v.marked(t, made.ID)
			header, err := book.GetHeaderFooter("Sheet1")
			if err != nil || !strings.HasPrefix(header.OddHeader, "&C"+strings.ReplaceAll(name[:8], "&", "&&")) {
				t.Errorf("%s: %+v, %v", name, header, err)
			}
		}
	})
}
