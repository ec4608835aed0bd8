package importing_test

import (
	"archive/zip"
	"bytes"
	"encoding/csv"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/xuri/excelize/v2"
	"golang.org/x/text/encoding/simplifiedchinese"
	"golang.org/x/text/encoding/unicode"

	"practicestation/models"
	"practicestation/models/importing"
	"practicestation/models/modelstest"
)

// zipped is an archive of these parts.
func zipped(t testing.TB, parts map[string][]byte) []byte {
	t.Helper()
	var content bytes.Buffer
	archive := zip.NewWriter(&content)
	for name, part := range parts {
		to, err := archive.Create(name)
		if err == nil {
			_, err = to.Write(part)
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	if err := archive.Close(); err != nil {
		t.Fatal(err)
	}
	return content.Bytes()
}

// replaced is a workbook in which one part is another.
func replaced(t testing.TB, content []byte, name string, change func(part []byte) []byte) []byte {
	t.Helper()
	archive, err := zip.NewReader(bytes.NewReader(content), int64(len(content)))
	if err != nil {
		t.Fatal(err)
	}
	parts := map[string][]byte{}
	for _, file := range archive.File {
		var part bytes.Buffer
		from, err := file.Open()
		if err == nil {
			_, err = part.ReadFrom(from)
		}
		if err != nil {
			t.Fatal(err)
		}
		if parts[file.Name] = part.Bytes(); file.Name == name {
			parts[file.Name] = change(part.Bytes())
		}
	}
	return zipped(t, parts)
}

// swapRows turns the second and the third row of a sheet round.
func swapRows(sheet []byte) []byte {
	second, third, end := bytes.Index(sheet, []byte(`<row r="2"`)), bytes.Index(sheet, []byte(`<row r="3"`)), bytes.Index(sheet, []byte("</sheetData>"))
	return slices.Concat(sheet[:second], sheet[third:end], sheet[second:third], sheet[end:])
}

// tall is a sheet of so many rows.
func tall(rows int) []byte {
	var sheet bytes.Buffer
	sheet.WriteString(`<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>`)
	for row := range rows {
		fmt.Fprintf(&sheet, `<row r="%d"><c r="A%[1]d"><v>1</v></c></row>`, row+1)
	}
	sheet.WriteString(`</sheetData></worksheet>`)
	return sheet.Bytes()
}

const firstSheet = "xl/worksheets/sheet1.xml"

// evil are files that people or attackers upload, and what each is refused with.
func evil(t testing.TB) map[string]struct {
	content []byte
	want    *models.Error
} {
	t.Helper()
	good := workbook(t, []any{"姓名", "手机号"}, []any{"张三", "13900000001"})
	two := workbook(t, []any{"姓名", "手机号"}, []any{"张三", "13900000001"}, []any{"李四", "13900000002"})
	inside := func(before, after string) func(part []byte) []byte {
		return func(part []byte) []byte { return bytes.Replace(part, []byte(before), []byte(after), 1) }
	}
	unmarked := []byte("Y\x00T\x00")
	return map[string]struct {
		content []byte
		want    *models.Error
	}{
		"nothing":                    {nil, importing.ErrEmpty},
		"blanks":                     {[]byte("\uFEFF \r\n\t"), importing.ErrEmpty},
		"a page with another name":   {[]byte("\uFEFF\n<html><table><tr><td>姓名</td></tr></table></html>"), importing.ErrFileType},
		"an old or encrypted file":   {append([]byte{0xD0, 0xCF, 0x11, 0xE0, 0xA1, 0xB1, 0x1A, 0xE1}, 0, 1), importing.ErrFileType},
		"a PDF":                      {[]byte("%PDF-1.7 …"), importing.ErrFileType},
		"two bytes a character":      {unmarked, importing.ErrFileType},
		"a mark and no text":         {[]byte{0xFF, 0xFE}, importing.ErrEmpty},
		"more than ten megabytes":    {bytes.Repeat([]byte("a"), 10<<20+1), importing.ErrFileLarge},
		"an archive of pictures":     {zipped(t, map[string][]byte{"a.jpg": {1, 2, 3}}), importing.ErrFileType},
		"half a workbook":            {good[:len(good)/2], importing.ErrBroken},
		"a bomb of blanks":           {replaced(t, good, firstSheet, func(part []byte) []byte { return append(part, bytes.Repeat([]byte(" "), 40<<20)...) }), importing.ErrFileLarge},
		"a bomb beside the sheet":    {replaced(t, good, "xl/styles.xml", func([]byte) []byte { return bytes.Repeat([]byte("<x/>"), 700_000) }), importing.ErrFileLarge},
		"a bomb of merged cells":     {replaced(t, good, firstSheet, inside("</sheetData>", "</sheetData><mergeCells>"+strings.Repeat(`<mergeCell ref="A1:B2"/>`, 600)+"</mergeCells>")), importing.ErrFileLarge},
		"a bomb of attributes":       {replaced(t, good, firstSheet, inside("<worksheet ", "<worksheet y='>' "+strings.Repeat(`x="" `, 2_000_000))), importing.ErrFileLarge},
		"attributes after a remark":  {replaced(t, good, firstSheet, inside("<sheetData>", "<!-- it's --><sheetData "+strings.Repeat(`x='' `, 300)+">")), importing.ErrFileLarge},
		"a part in another encoding": {replaced(t, good, firstSheet, func([]byte) []byte { return []byte("\xFF\xFE<\x00x\x00") }), importing.ErrBroken},
		"a sheet that was cut off": {replaced(t, good, firstSheet, func([]byte) []byte {
			return []byte(`<worksheet><sheetData><row r="1"><c r="A1" t="inlineStr"><is><t>姓名</t></is></c></row><row r="2"><c r="A2" t="inlineStr"><is><t>张三</t></is></c></row>`)
		}), importing.ErrBroken},
		"a row twice":               {replaced(t, two, firstSheet, inside(`<row r="3"`, `<row r="2"`)), importing.ErrBroken},
		"rows out of order":         {replaced(t, two, firstSheet, swapRows), importing.ErrBroken},
		"a cell twice":              {replaced(t, good, firstSheet, inside(`r="B2"`, `r="A2"`)), importing.ErrBroken},
		"a cell of another row":     {replaced(t, good, firstSheet, inside(`r="B2"`, `r="B3"`)), importing.ErrBroken},
		"a row far below":           {replaced(t, good, firstSheet, inside(`<row r="2"`, `<row r="1048576"`)), importing.ErrTooLong},
		"1,048,577 rows of a book":  {replaced(t, good, firstSheet, func([]byte) []byte { return tall(1_048_577) }), importing.ErrTooLong},
		"a column far to the right": {replaced(t, good, firstSheet, inside(`r="B1"`, `r="XFD1"`)), importing.ErrHeads},
		"1,048,577 rows":            {[]byte("姓名,手机号\n" + strings.Repeat("张,1390000\n", 1_048_577)[:9<<20]), importing.ErrTooLong},
		"2,001 rows":                {[]byte("姓名,手机号\n" + strings.Repeat("张三,13900000001\n", 2001)), importing.ErrTooLong},
		"an open quote":             {[]byte("姓名,手机号\n\"张三,13900000001\n李四,13900000002\n"), importing.ErrBroken},
		"heads only":                {[]byte("姓名,手机号\n,,\n\n"), importing.ErrEmpty},
		"other heads":               {[]byte("姓名,电话\n张三,13900000001\n"), importing.ErrHeads},
		"the same head twice":       {[]byte("姓名,手机号,姓名\n张三,13900000001,李四\n"), importing.ErrHeads},
		"a line of commas":          {[]byte("姓名,手机号\n" + strings.Repeat(",", 16_384) + "\n"), importing.ErrBroken},
		"commas over many lines":    {[]byte("姓名,手机号\n" + strings.Repeat(strings.Repeat(",", 16_000)+"\"\n\"", 20) + "\n"), importing.ErrBroken},
		"columns without heads":     {[]byte("姓名,手机号\n张三,13900000001" + strings.Repeat(",备注", 63) + "\n"), importing.ErrHeads},
		"a page in one file":        {[]byte("MIME-Version: 1.0\r\nX-Document-Type: Workbook\r\n\r\n"), importing.ErrFileType},
		"a table far too wide":      {[]byte("姓名,手机号" + strings.Repeat(",备注", 300) + "\n张三,13900000001\n"), importing.ErrHeads},
	}
}

func TestEvilFilesAreRefusedAndLeaveNothing(t *testing.T) {
	t.Parallel()
	modelstest.Each(t, func(t *testing.T, w *modelstest.World) {
		v := found(t, w)
		for name, file := range evil(t) {
			made, err := v.upload(t, importing.Volunteers, file.content)
			if err != nil {
				modelstest.Expect(t, name, err, file.want)
				continue
			}
			v.work(t)
			if got := v.find(t, made.ID); got.Status != importing.Failed || got.FailureCode == nil || *got.FailureCode != file.want.Code {
				t.Errorf("%s: %s %v, want %s", name, got.Status, got.FailureCode, file.want.Code)
			}
		}
		if v.count(t, "import_chunks")+v.count(t, "volunteer_invitations")+v.count(t, "import_faults") != 0 {
			t.Error("a refused file has left something behind")
		}
	})
}

// A message about heads names them, so that people find their mistake.
func TestHeadsThatAreMissingOrUnknownAreNamed(t *testing.T) {
	t.Parallel()
	modelstest.Each(t, func(t *testing.T, w *modelstest.World) {
		got := found(t, w).checked(t, importing.Volunteers, text("姓名,电话,备注", "张三,1,2"))
		for _, part := range []string{"缺少：手机号", "不认识或重复：电话、备注"} {
			if got.Failure == nil || !strings.Contains(*got.Failure, part) {
				t.Errorf("%v lacks %q", got.Failure, part)
			}
		}
	})
}

// Where the first row is none of heads, people's names and phones stand in it; what is told of a file names nobody.
func TestAMessageAboutHeadsNamesNobody(t *testing.T) {
	t.Parallel()
	modelstest.Each(t, func(t *testing.T, w *modelstest.World) {
		v := found(t, w)
		for name, file := range map[string][]byte{
			"no heads":             text("张三,13900000001", "李四,13900000002"),
			"columns by spaces":    text("姓名 手机号", "张三 13900000001"),
			"a phone as a head":    text("姓名,手机号,13900000001", "张三,13900000001,x"),
			"nothing but one line": []byte("姓名|手机号 张三|13900000001"),
		} {
			got := v.checked(t, importing.Volunteers, file)
			if got.Status != importing.Failed || *got.FailureCode != importing.ErrHeads.Code || strings.Contains(*got.Failure, "张三") || strings.Contains(*got.Failure, "139") {
				t.Errorf("%s: %s, %v", name, got.Status, got.Failure)
			}
		}
	})
}

// Unicode text without its mark is not taken for a picture, and says what it is.
func TestUTF16WithoutAMarkSaysSo(t *testing.T) {
	t.Parallel()
	modelstest.Each(t, func(t *testing.T, w *modelstest.World) {
		v := found(t, w)
		for _, order := range []unicode.Endianness{unicode.LittleEndian, unicode.BigEndian} {
			file, err := unicode.UTF16(order, unicode.IgnoreBOM).NewEncoder().Bytes(text("姓名,手机号", "张三,13900000001"))
			if err != nil {
				t.Fatal(err)
			}
			_, err = v.upload(t, importing.Volunteers, file)
			if modelstest.Expect(t, "upload", err, importing.ErrFileType); err == nil || !strings.Contains(err.Error(), "UTF-16") {
				t.Errorf("refused with %v", err)
			}
		}
	})
}

// A row has the number that people see at it: a line break inside a cell begins no row, and a first line that only tells the separator is none.
func TestRowsOfATextAreNumberedAsPeopleSeeThem(t *testing.T) {
	t.Parallel()
	modelstest.Each(t, func(t *testing.T, w *modelstest.World) {
		v := found(t, w)
		for name, file := range map[string][]byte{
			"a line break in a cell": text("姓名,手机号,队伍", "\"张\n一\",13900000001,\"\r\n\"", "", "李四,139,"),
			"the separator first":    text("sep=;", "姓名;手机号", "张三;13900000001", "", "李四;139"),
		} {
			made := v.checked(t, importing.Volunteers, file)
			faults := v.faults(t, made.ID)
			if len(faults) == 0 || faults[len(faults)-1] != "4 手机号 pattern" {
				t.Errorf("%s: %v", name, faults)
			}
		}
		broken := v.checked(t, importing.Volunteers, text("姓名,手机号", "\"张\n一\",13900000001", "李\"四,139"))
		if broken.Failure == nil || !strings.HasPrefix(*broken.Failure, "第 3 行") {
			t.Errorf("an open quote: %v", broken.Failure)
		}
	})
}

func TestTextIsReadInTheEncodingsOfTheOffices(t *testing.T) {
	t.Parallel()
	const plain = "姓名,手机号\r\n王㛃,13900000001\r\n李𠮷,13900000002\r\n\r\n,,\r\n"
	chinese, err := simplifiedchinese.GB18030.NewEncoder().Bytes([]byte(plain))
	if err != nil {
		t.Fatal(err)
	}
	wide, err := unicode.UTF16(unicode.LittleEndian, unicode.UseBOM).NewEncoder().Bytes([]byte(strings.ReplaceAll(plain, ",", "\t")))
	if err != nil {
		t.Fatal(err)
	}
	bigEndian, err := unicode.UTF16(unicode.BigEndian, unicode.UseBOM).NewEncoder().Bytes([]byte(plain))
	if err != nil {
		t.Fatal(err)
	}
	files := map[string][]byte{
		"UTF-16 with tabs": wide, "UTF-16, the other way round": bigEndian,
		"UTF-8": []byte(plain), "UTF-8 with a mark": append([]byte("\uFEFF"), plain...), "GB18030": chinese,
		"tabs": []byte(strings.ReplaceAll(plain, ",", "\t")), "old line ends": []byte(strings.ReplaceAll(plain, "\r\n", "\n")),
		"older line ends": []byte(strings.ReplaceAll(plain, "\r\n", "\r")), "semicolons": []byte(strings.ReplaceAll(plain, ",", ";")),
		"the separator first": []byte("sep=,\r\n" + plain), "semicolons first": []byte("sep=;\r\n" + strings.ReplaceAll(plain, ",", ";")),
	}
	modelstest.Each(t, func(t *testing.T, w *modelstest.World) {
		v := found(t, w)
		for name, file := range files {
			got := v.checked(t, importing.Volunteers, file)
			expect(t, name, got, importing.Checked, 2, 0, 0)
			v.write(t, v.manager, func(tx *models.Tx) error { _, err := importing.Discard(tx, got.ID); return err })
		}
		broken := bytes.Replace([]byte(plain), []byte("㛃"), []byte{0xE3, 0x9B}, 1)
		got := v.checked(t, importing.Volunteers, broken)
		expect(t, "UTF-8 cut in two", got, importing.Checked, 1, 0, 1)
		if difference := cmp.Diff([]string{"2 姓名 cell_broken"}, v.faults(t, got.ID)); difference != "" {
			t.Errorf("faults (-want +got):\n%s", difference)
		}
		broken = bytes.Replace(chinese, []byte("13900000002"), []byte{0xFF, 0xFF}, 1)
		got = v.checked(t, importing.Volunteers, broken)
		if difference := cmp.Diff([]string{"3 手机号 cell_broken"}, v.faults(t, got.ID)); difference != "" {
			t.Errorf("faults of GB18030 (-want +got):\n%s", difference)
		}
	})
}

// A number has lost digits before anybody reads it, so it is refused and not guessed; so is what is calculated.
func TestNumbersAndFormulasAreRefusedAtTheirCell(t *testing.T) {
	t.Parallel()
	modelstest.Each(t, func(t *testing.T, w *modelstest.World) {
		v := found(t, w)
		got := v.checked(t, importing.Volunteers, workbook(t, []any{"姓名*", "手机号*"}, []any{"张三", 13900000001}, []any{"李四", formula("=1+1")},
			[]any{formula(`="王"&"五"`), "13900000003"}, []any{"=1+1", "13900000004"}, []any{"　赵六\u200B", " 13900000005"}, nil, []any{"", ""}, []any{"钱七", "13900000007"}))
		expect(t, "workbook", got, importing.Checked, 2, 0, 4)
		want := []string{"2 手机号 cell_numeric", "3 手机号 cell_formula", "4 姓名 cell_formula", "5 姓名 cell_formula"}
		if difference := cmp.Diff(want, v.faults(t, got.ID)); difference != "" {
			t.Errorf("faults (-want +got):\n%s", difference)
		}
		got = v.checked(t, importing.Volunteers, text("姓名,手机号", "张三,1.39E+10", "@林,13900000002", "＝王,13900000003"))
		want = []string{"2 手机号 cell_numeric", "3 姓名 cell_formula", "4 姓名 cell_formula"}
		if difference := cmp.Diff(want, v.faults(t, got.ID)); difference != "" {
			t.Errorf("faults of text (-want +got):\n%s", difference)
		}
	})
}

// Every name of the list is taken as it is written, or refused where nobody is called so.
func TestOddNamesComeInUnchanged(t *testing.T) {
	t.Parallel()
	file, err := os.ReadFile(filepath.Join("..", "..", "testdata", "names_odd.csv"))
	if err != nil {
		t.Fatal(err)
	}
	rows, err := csv.NewReader(bytes.NewReader(file)).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	asText, asBook := [][]string{{"姓名", "手机号"}}, [][]any{{"姓名", "手机号"}}
	want := map[string]string{}
	for i, row := range rows[1:] {
		name, phone := row[0], fmt.Sprintf("139%08d", i)
		asText, asBook = append(asText, []string{name, phone}), append(asBook, []any{name, phone})
		trimmed := strings.Trim(name, " 　\u200B")
		if clean, ok := models.CleanName(trimmed); ok && !strings.ContainsRune("=+@", []rune(clean)[0]) {
			want[phone] = clean
		}
	}
	var lines bytes.Buffer
	if err := csv.NewWriter(&lines).WriteAll(asText); err != nil {
		t.Fatal(err)
	}
	modelstest.Each(t, func(t *testing.T, w *modelstest.World) {
		v := found(t, w)
		got := v.checked(t, importing.Volunteers, lines.Bytes())
		modelstest.Expect(t, "confirm", v.confirm(t, got.ID, importing.Good), nil)
		expect(t, "the same as a workbook", v.checked(t, importing.Volunteers, workbook(t, asBook...)), importing.Checked, 0, int64(len(want)), int64(len(rows)-1-len(want)))
		var stored []struct{ Name, Phone string }
		v.read(t, v.manager, func(tx *models.Tx) error {
			return tx.DB.Table("volunteer_invitations").Select("name, phone").Scan(&stored).Error
		})
		names := map[string]string{}
		for _, one := range stored {
			names[one.Phone] = one.Name
		}
		if difference := cmp.Diff(want, names); difference != "" {
			t.Errorf("names (-want +got):\n%s", difference)
		}
	})
}

// Formats of a sheet are no rows: people paint whole columns.
func TestBlankRowsWithAFormatAreNoRows(t *testing.T) {
	t.Parallel()
	book := excelize.NewFile()
	style, err := book.NewStyle(&excelize.Style{Fill: excelize.Fill{Type: "pattern", Pattern: 1, Color: []string{"FFFF00"}}})
	if err != nil {
		t.Fatal(err)
	}
	for place, value := range map[string]string{"A1": "姓名", "B1": "手机号", "A3": "张三", "B3": "13900000001"} {
		if err := book.SetCellStr("Sheet1", place, value); err != nil {
			t.Fatal(err)
		}
	}
	if err := book.SetCellStyle("Sheet1", "A4", "B3000", style); err != nil {
		t.Fatal(err)
	}
	content := written(t, book)
	modelstest.Each(t, func(t *testing.T, w *modelstest.World) {
		expect(t, "painted", found(t, w).checked(t, importing.Volunteers, content), importing.Checked, 1, 0, 0)
	})
}
