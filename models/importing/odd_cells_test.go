package importing_test

import (
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

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
