package importing_test

import (
	"errors"
	"os"
	"path/filepath"
	"slices"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/xuri/excelize/v2"

	"practicestation/models"
	"practicestation/models/importing"
	"practicestation/models/modelstest"
)

// The workbook was written by LibreOffice Calc 7.4: formats of dates, logical values and errors as an office's program stores them.
func TestWhatIsNoTextIsNamedForWhatItIs(t *testing.T) {
	t.Parallel()
	content, err := os.ReadFile(filepath.Join("testdata", "odd_cells.xlsx"))
	if err != nil {
		t.Fatal(err)
	}
	modelstest.Each(t, func(t *testing.T, w *modelstest.World) {
		v := found(t, w)
		made := v.checked(t, importing.Populations, content)
		expect(t, "checked", made, importing.Checked, 1, 0, 6)
		want := []string{
			"3 阵地 cell_boolean", "4 年份 cell_date", "4 常住人口 cell_date", "5 年份 cell_boolean", "5 常住人口 cell_error", "5 数据来源 cell_formula",
			"6 阵地 cell_numeric", "6 数据来源 cell_date", "7 阵地 cell_error", "7 常住人口 cell_formula", "7 数据来源 cell_formula", "8 数据来源 cell_boolean",
		}
		if difference := cmp.Diff(want, v.faults(t, made.ID)); difference != "" {
			t.Errorf("faults (-want +got):\n%s", difference)
		}
		modelstest.Expect(t, "the good one", v.confirm(t, made.ID, importing.Good), nil)
		if v.count(t, "populations") != 1 {
			t.Errorf("%d populations", v.count(t, "populations"))
		}
	})
}

// A person's list: a phone and a number of a document are text, and a name is no date.
func TestNamesAndPhonesAreNeverGuessed(t *testing.T) {
	t.Parallel()
	modelstest.Each(t, func(t *testing.T, w *modelstest.World) {
		v := found(t, w)
		book := workbook(t, []any{"姓名", "手机号", "队伍"}, []any{true, "13900000001", ""}, []any{"张三", 13900000002.0, 7}, []any{time.Date(2026, 5, 1, 0, 0, 0, 0, time.UTC), true, "理发队"},
			[]any{"TRUE", "13900000004", ""})
		made := v.checked(t, importing.Volunteers, book)
		expect(t, "checked", made, importing.Checked, 1, 0, 3)
		want := []string{"2 姓名 cell_boolean", "3 手机号 cell_numeric", "3 队伍 cell_numeric", "4 姓名 cell_date", "4 手机号 cell_boolean"}
		if difference := cmp.Diff(want, v.faults(t, made.ID)); difference != "" {
			t.Errorf("faults (-want +got):\n%s", difference)
		}
		made = v.checked(t, importing.Volunteers, text("姓名,手机号,队伍", "TRUE,#N/A,", "张三,1.39E+10,#REF!", "FALSE,13900000001,#DIV/0!"))
		want = []string{"2 姓名 cell_boolean", "2 手机号 cell_error", "3 手机号 cell_numeric", "3 队伍 cell_error", "4 姓名 cell_boolean", "4 队伍 cell_error"}
		if difference := cmp.Diff(want, v.faults(t, made.ID)); difference != "" {
			t.Errorf("faults of a text (-want +got):\n%s", difference)
		}
	})
}

// TestWhateverStandsForAPhoneIsNamed: columns are mixed up and digits typed in full width, and every character is masked as one.
func TestWhateverStandsForAPhoneIsNamed(t *testing.T) {
	t.Parallel()
	modelstest.Each(t, func(t *testing.T, w *modelstest.World) {
		v := found(t, w)
		made := v.checked(t, importing.Volunteers, text("姓名,手机号,队伍", "13700000002,欧阳建国·买买提江,", "王小明,１３７００００００２１,", "李四,😀😀😀😀😀😀😀😀😀,"))
		expect(t, "checked", made, importing.Checked, 0, 0, 3)
		var masked []string
		v.read(t, v.manager, func(tx *models.Tx) error {
			return tx.DB.Table("import_faults").Where("import_id = ? AND head = '手机号'", made.ID).Order("id").Pluck("masked_value", &masked).Error
		})
		if want := []string{"欧阳建**买买提江", "１３７****００２１", "😀😀😀**😀😀😀😀"}; !cmp.Equal(want, masked) {
			t.Errorf("masked %q, want %q", masked, want)
		}
	})
}

// sheets is a workbook with these sheets, each of rows of text; one whose name begins with a dot is hidden.
func sheets(t *testing.T, names []string, rows map[string][][]string) []byte {
	t.Helper()
	book := excelize.NewFile()
	for i, name := range names {
		if i == 0 {
			modelstest.Expect(t, "rename", book.SetSheetName("Sheet1", name), nil)
		} else if _, err := book.NewSheet(name); err != nil {
			t.Fatal(err)
		}
		for y, row := range rows[name] {
			for x, value := range row {
				place, err := excelize.CoordinatesToCellName(x+1, y+1)
				if err = errors.Join(err, book.SetCellStr(name, place, value)); err != nil {
					t.Fatal(err)
				}
			}
		}
	}
	for i, name := range names {
		if name[0] != '.' {
			book.SetActiveSheet(i)
			break
		}
	}
	for _, name := range names {
		if name[0] == '.' {
			modelstest.Expect(t, "hide", book.SetSheetVisible(name, false), nil)
		}
	}
	return written(t, book)
}

// Of several sheets none is taken by chance: a hidden one is none, notes are none, and two lists are refused as a whole.
func TestOneSheetIsImportedAndNoneIsForgotten(t *testing.T) {
	t.Parallel()
	heads, one, two := []string{"姓名", "手机号"}, []string{"张三", "13900000001"}, []string{"李四", "13900000002"}
	modelstest.Each(t, func(t *testing.T, w *modelstest.World) {
		v := found(t, w)
		both := v.checked(t, importing.Volunteers, sheets(t, []string{"一组", "二组"}, map[string][][]string{"一组": {heads, one}, "二组": {{}, heads, two}}))
		if both.Status != importing.Failed || *both.FailureCode != importing.ErrSheets.Code {
			t.Errorf("two lists: %s", both.Status)
		}
		notes := sheets(t, []string{"一组", "说明"}, map[string][][]string{"一组": {heads, one}, "说明": {{"姓名照身份证填写"}}})
		expect(t, "a sheet of notes", v.checked(t, importing.Volunteers, notes), importing.Checked, 1, 0, 0)
		hidden := v.checked(t, importing.Volunteers, sheets(t, []string{".去年", "今年"}, map[string][][]string{".去年": {heads, one, one}, "今年": {heads, two}}))
		expect(t, "a hidden sheet", hidden, importing.Checked, 1, 0, 0)
		modelstest.Expect(t, "confirm", v.confirm(t, hidden.ID, importing.All), nil)
		if v.count(t, "volunteer_invitations") != 1 {
			t.Errorf("%d invitations", v.count(t, "volunteer_invitations"))
		}
	})
}

// Of what stands in a merged cell nobody can say for which rows it is meant. Without its place, a village's people would count for the
// town that imports, and without its team a member for none. Blanks below and a box beside the table are nobody's row.
func TestMergedCellsAreNotGuessed(t *testing.T) {
	t.Parallel()
	modelstest.Each(t, func(t *testing.T, w *modelstest.World) {
		v := found(t, w)
		people := [][]string{{"姓名", "手机号", "队伍"}, {"张三", "13900000001", "理发队"}, {"李四", "13900000002", ""}, {"王五", "13900000003", ""}, {"赵六", "13900000004", ""}}
		bases := [][]string{{"阵地", "年份", "常住人口", "数据来源"}, {"甲村", "2024", "1000", "年鉴"}, {"", "2025", "1001", "年鉴"}, {"甲村", "2026", "", "年鉴"}}
		for name, one := range map[string]struct {
			kind    importing.Kind
			rows    [][]string
			ranges  []string
			good    int64
			refused []string
		}{
			"a team over two rows":     {importing.Volunteers, people, []string{"C2", "C3"}, 2, []string{"2 队伍 cell_merged", "3 队伍 cell_merged"}},
			"a place over two rows":    {importing.Populations, bases[:3], []string{"A2", "A3"}, 0, []string{"2 阵地 cell_merged", "3 阵地 cell_merged"}},
			"a cell over two columns":  {importing.Populations, append(bases[:1:1], bases[3]), []string{"B2", "C2"}, 0, []string{"2 年份 cell_merged", "2 常住人口 cell_merged"}},
			"below and beside":         {importing.Volunteers, people, []string{"A7", "C9", "E1", "F5"}, 4, nil},
			"a range of a single cell": {importing.Volunteers, people, []string{"C2", "C2"}, 4, nil},
		} {
			made := v.checked(t, one.kind, mergedBook(t, one.rows, one.ranges))
			expect(t, name, made, importing.Checked, one.good, 0, int64(len(one.rows)-1)-one.good)
			if difference := cmp.Diff(one.refused, v.faults(t, made.ID)); difference != "" {
				t.Errorf("%s: faults (-want +got):\n%s", name, difference)
			}
			v.write(t, v.manager, discarding(made.ID))
		}
	})
}

// mergedBook is a workbook of texts in which the cells from each first place to the one after it are one.
func mergedBook(t *testing.T, rows [][]string, ranges []string) []byte {
	t.Helper()
	book := excelize.NewFile()
	for y, row := range rows {
		for x, value := range row {
			place, err := excelize.CoordinatesToCellName(x+1, y+1)
			if err = errors.Join(err, book.SetCellStr("Sheet1", place, value)); err != nil {
				t.Fatal(err)
			}
		}
	}
	for ends := range slices.Chunk(ranges, 2) {
		modelstest.Expect(t, "merge", book.MergeCell("Sheet1", ends[0], ends[1]), nil)
	}
	return written(t, book)
}

// A thousands comma moves the columns: what is left over has no head, and three residents are not what was meant.
func TestARowLongerThanTheHeadsIsRefused(t *testing.T) {
	t.Parallel()
	modelstest.Each(t, func(t *testing.T, w *modelstest.World) {
		v := found(t, w)
		files := map[string][]byte{
			"text":                       text("阵地,年份,常住人口,数据来源", "甲村,2023,3,280,2023年统计年鉴", "甲村,2024,3290,年鉴"),
			"text that ends with commas": text("阵地,年份,常住人口,数据来源,,", "甲村,2023,3,280,2023年统计年鉴,", "甲村,2024,3290,年鉴,,,"),
			"a workbook":                 workbook(t, []any{"阵地", "年份", "常住人口", "数据来源"}, []any{"甲村", 2023, 3, "280", "2023年统计年鉴"}, []any{"甲村", 2024, 3290, "年鉴", " "}),
		}
		for name, file := range files {
			made := v.checked(t, importing.Populations, file)
			expect(t, name, made, importing.Checked, 1, 0, 1)
			var faults models.Paged[importing.Fault]
			v.read(t, v.manager, func(tx *models.Tx) (err error) {
				faults, err = importing.ListFaults(tx, made.ID, models.Page{Limit: 100})
				return err
			})
			if len(faults.Items) != 1 || faults.Items[0].Row != 2 || faults.Items[0].Column != 5 || faults.Items[0].Code != "cell_without_head" {
				t.Errorf("%s: %+v", name, faults.Items)
			}
		}
		headless := v.checked(t, importing.Volunteers, text("姓名,,手机号", "张三,13900000008,13900000001", "李四,,13900000002"))
		expect(t, "a column without a head", headless, importing.Checked, 1, 0, 1)
		var masked []string
		v.read(t, v.manager, func(tx *models.Tx) error {
			return tx.DB.Table("import_faults").Where("import_id = ?", headless.ID).Pluck("masked_value", &masked).Error
		})
		if want := []string{"139****0008"}; !cmp.Equal(want, masked) {
			t.Errorf("masked %q, want %q", masked, want)
		}
	})
}
