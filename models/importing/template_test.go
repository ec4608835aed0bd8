package importing_test

import (
	"bytes"
	"slices"
	"strings"
	"testing"

	"github.com/xuri/excelize/v2"

	"practicestation/models"
	"practicestation/models/importing"
	"practicestation/models/modelstest"
	"practicestation/models/organization"
	"practicestation/models/team"
)

// template downloads one and opens it.
func (v *village) template(t testing.TB, actor models.Actor, kind importing.Kind, where *organization.Organization) *excelize.File {
	t.Helper()
	var file *importing.File
	v.read(t, actor, func(tx *models.Tx) (err error) {
		file, err = importing.Template(tx, kind, where.ID)
		return err
	})
	book, err := excelize.OpenReader(bytes.NewReader(file.Content))
	if err != nil {
		t.Fatal(err)
	}
	return book
}

func fill(t testing.TB, book *excelize.File, values map[string]string) []byte {
	t.Helper()
	for place, value := range values {
		if err := book.SetCellStr("填写", place, value); err != nil {
			t.Fatal(err)
		}
	}
	return written(t, book)
}

func TestTemplateIsFilledInAndImported(t *testing.T) {
	t.Parallel()
	modelstest.Each(t, func(t *testing.T, w *modelstest.World) {
		v := found(t, w)
		v.pastShift(t)
		v.volunteer(t, "李四", "13900000002")
		rows := map[importing.Kind]map[string]string{
			importing.Volunteers:  {"A3": "张三", "B3": "13900000001", "C3": "理发队"},
			importing.Members:     {"A3": "王五", "B3": "13900000003", "C3": "理发队"},
			importing.Teams:       {"A3": "舞龙队", "B3": "甲村", "C3": "工会", "D3": "文化"},
			importing.PastHours:   {"A3": "李四", "B3": "13900000002", "C3": "1", "D3": "60", "E3": "签到表", "G3": "属实"},
			importing.Populations: {"A3": "甲村", "B3": "2026", "C3": "3280", "D3": "2025年统计年鉴"},
		}
		for _, kind := range importing.Kinds() {
			expect(t, string(kind), v.checked(t, kind, fill(t, v.template(t, v.manager, kind, v.station), rows[kind])), importing.Checked, 1, 0, 0)
		}
	})
}

func TestTemplateOfAnotherKindOrPlaceIsRefused(t *testing.T) {
	t.Parallel()
	modelstest.Each(t, func(t *testing.T, w *modelstest.World) {
		v := found(t, w)
		row := map[string]string{"A3": "张三", "B3": "13900000001", "C3": "理发队"}
		other := fill(t, v.template(t, v.manager, importing.Members, v.station), row)
		above := fill(t, v.template(t, v.staff(t, models.TownAdmin, v.town), importing.Volunteers, v.town), row)
		for name, file := range map[string][]byte{"another kind": other, "another organization": above} {
			if got := v.checked(t, importing.Volunteers, file); got.Status != importing.Failed || *got.FailureCode != importing.ErrTemplate.Code {
				t.Errorf("%s: %s", name, got.Status)
			}
		}
	})
}

// The lists hold what the organization may choose and nothing of its neighbours, and two of one name can be told apart.
func TestTemplateOffersOnlyWhatIsBelow(t *testing.T) {
	t.Parallel()
	modelstest.Each(t, func(t *testing.T, w *modelstest.World) {
		v := found(t, w)
		admin := v.staff(t, models.CenterAdmin, v.center)
		v.write(t, admin, func(tx *models.Tx) error {
			next, err := organization.Create(tx, organization.Input{Name: "乙村", Level: organization.Station, ParentID: v.town.ID})
			if err != nil {
				return err
			}
			_, err = team.Create(tx, team.Input{OrganizationID: next.ID, Name: "理发队", Affiliation: team.Party, Category: "便民服务"})
			return err
		})
		words := func(actor models.Actor, where *organization.Organization) string {
			columns, err := v.template(t, actor, importing.Volunteers, where).GetCols("字典")
			if err != nil {
				t.Fatal(err)
			}
			return strings.Join(columns[2], "|")
		}
		if got := words(v.manager, v.station); got != "|理发队" {
			t.Errorf("the station is offered %s", got)
		}
		if got := words(admin, v.town); got != "|理发队（甲村）|理发队（乙村）" {
			t.Errorf("the town is offered %s", got)
		}
	})
}

func TestTemplateKeepsPeopleFromMistakes(t *testing.T) {
	t.Parallel()
	modelstest.Each(t, func(t *testing.T, w *modelstest.World) {
		v := found(t, w)
		book := v.template(t, v.manager, importing.Volunteers, v.station)
		head, err := book.GetCellValue("填写", "B1")
		if err != nil || head != "手机号*" {
			t.Errorf("the head is %s: %v", head, err)
		}
		number, err := book.GetColStyle("填写", "B")
		if err != nil {
			t.Fatal(err)
		}
		if style, err := book.GetStyle(number); err != nil || style.CustomNumFmt == nil && style.NumFmt != 49 || style.CustomNumFmt != nil && *style.CustomNumFmt != "@" {
			t.Errorf("phones are no text: %+v, %v", style, err)
		}
		if visible, err := book.GetSheetVisible("字典"); err != nil || visible {
			t.Errorf("the dictionary is shown: %v", err)
		}
		comments, err := book.GetComments("填写")
		if err != nil || len(comments) != 3 || !slices.ContainsFunc(comments, func(c excelize.Comment) bool { return c.Cell == "B1" && strings.Contains(c.Text, "必填") }) {
			t.Errorf("comments: %+v, %v", comments, err)
		}
		choices, err := book.GetDataValidations("填写")
		if err != nil || len(choices) != 1 || choices[0].Sqref != "C3:C2002" || choices[0].Formula1 != "'字典'!$C$2:$C$2" {
			t.Errorf("drop-downs: %+v, %v", choices, err)
		}
		for _, sheet := range []string{"填写", "填写说明"} {
			layout, err := book.GetPageLayout(sheet)
			if err != nil || *layout.Size != 9 || *layout.Orientation != "landscape" || *layout.FitToWidth != 1 || *layout.FitToHeight != 0 {
				t.Errorf("%s is printed on %+v, %v", sheet, layout, err)
			}
		}
		if names := book.GetDefinedName(); len(names) != 1 || names[0].Name != "_xlnm.Print_Titles" || names[0].RefersTo != "'填写'!$1:$1" {
			t.Errorf("the heads are not repeated: %+v", names)
		}
		help, err := book.GetRows("填写说明")
		if err != nil || len(help) < 6 {
			t.Errorf("help: %v, %v", help, err)
		}
	})
}

func TestErrorWorkbookIsTheirFileWithRedCells(t *testing.T) {
	t.Parallel()
	modelstest.Each(t, func(t *testing.T, w *modelstest.World) {
		v := found(t, w)
		book := v.template(t, v.manager, importing.Volunteers, v.station)
		files := map[string][]byte{
			"a workbook": fill(t, book, map[string]string{"A3": "张三", "B3": "139", "A4": "李四", "B4": "13900000002"}),
			"text":       text("姓名,手机号", "", "张三,139", "李四,13900000002"),
		}
		for name, file := range files {
			made := v.checked(t, importing.Volunteers, file)
			expect(t, name, made, importing.Checked, 1, 0, 1)
			var loaded *importing.Marked
			v.read(t, v.manager, func(tx *models.Tx) (err error) { loaded, err = importing.LoadMarked(tx, made.ID); return err })
			marked, err := loaded.Workbook()
			if err != nil {
				t.Fatal(err)
			}
			book, err := excelize.OpenReader(bytes.NewReader(marked.Content))
			if err != nil {
				t.Fatal(err)
			}
			sheet := book.GetSheetList()[0]
			if colour(t, book, sheet, "B3") != "FFC7CE" || colour(t, book, sheet, "B4") == "FFC7CE" || colour(t, book, sheet, "A3") == "FFC7CE" {
				t.Errorf("%s: the wrong cells are red", name)
			}
			comments, err := book.GetComments(sheet)
			if err != nil || !slices.ContainsFunc(comments, func(c excelize.Comment) bool { return c.Cell == "B3" && strings.Contains(c.Text, "11 位") }) {
				t.Errorf("%s: comments %+v, %v", name, comments, err)
			}
			if value, err := book.GetCellValue(sheet, "B4"); err != nil || value != "13900000002" {
				t.Errorf("%s: their own value has become %s, %v", name, value, err)
			}
			modelstest.Expect(t, "confirm", v.confirm(t, made.ID, importing.Good), nil)
			err = v.DB.Read(t.Context(), v.manager, func(tx *models.Tx) error { _, err := importing.LoadMarked(tx, made.ID); return err })
			modelstest.Expect(t, "once it is over", err, importing.ErrFileGone)
			v.write(t, models.SystemActor("test"), func(tx *models.Tx) error { return tx.DB.Exec("DELETE FROM volunteer_invitations").Error })
		}
	})
}

// TestAnErrorWorkbookOfWhateverCanBeRead: some programs write no styles, or fonts without a name.
func TestAnErrorWorkbookOfWhateverCanBeRead(t *testing.T) {
	t.Parallel()
	modelstest.Each(t, func(t *testing.T, w *modelstest.World) {
		v := found(t, w)
		whole := workbook(t, []any{"姓名", "手机号"}, []any{"张三", "139"}, []any{"欧阳建国", "13900000002"})
		for name, styles := range map[string]string{
			"empty styles":  `<styleSheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"/>`,
			"nameless font": `<styleSheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><fonts count="1"><font/></fonts></styleSheet>`,
		} {
			file := replaced(t, whole, "xl/styles.xml", func([]byte) []byte { return []byte(styles) })
			made := v.checked(t, importing.Volunteers, file)
			expect(t, name, made, importing.Checked, 1, 0, 1)
			var loaded *importing.Marked
			v.read(t, v.manager, func(tx *models.Tx) (err error) { loaded, err = importing.LoadMarked(tx, made.ID); return err })
			marked, err := loaded.Workbook()
			if err != nil {
				t.Fatalf("%s: %v", name, err)
			}
			book, err := excelize.OpenReader(bytes.NewReader(marked.Content))
			if err != nil {
				t.Fatalf("%s: %v", name, err)
			}
			if value, err := book.GetCellValue("Sheet1", "A3"); err != nil || value != "欧阳建国" || colour(t, book, "Sheet1", "B2") != "FFC7CE" {
				t.Errorf("%s: A3 is %q, %v, and B2 %s", name, value, err, colour(t, book, "Sheet1", "B2"))
			}
		}
	})
}

// colour is the fill of a cell as the workbook has it: what the library says of colours needs a theme, which LibreOffice leaves out.
func colour(t testing.TB, book *excelize.File, sheet, place string) string {
	t.Helper()
	number, err := book.GetCellStyle(sheet, place)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := book.GetStyle(number); err != nil { // reads the styles
		t.Fatal(err)
	}
	fill := book.Styles.Fills.Fill[*book.Styles.CellXfs.Xf[number].FillID].PatternFill
	if fill == nil || fill.FgColor == nil {
		return ""
	}
	return strings.TrimPrefix(fill.FgColor.RGB, "FF")
}
