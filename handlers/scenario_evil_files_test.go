package handlers_test

import (
	"archive/zip"
	"bytes"
	"encoding/base64"
	"encoding/csv"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/xuri/excelize/v2"
	"golang.org/x/text/encoding/simplifiedchinese"
	"golang.org/x/text/encoding/unicode"
)

// bomb is a workbook of a few kilobytes that unpacks into forty megabytes.
func (a *app) bomb() []byte {
	a.t.Helper()
	var content bytes.Buffer
	archive := zip.NewWriter(&content)
	for name, part := range map[string][]byte{"xl/workbook.xml": []byte("<workbook/>"), "xl/worksheets/sheet1.xml": bytes.Repeat([]byte(" "), 40<<20)} {
		to, err := archive.Create(name)
		a.check(err)
		_, err = to.Write(part)
		a.check(err)
	}
	a.check(archive.Close())
	return content.Bytes()
}

// twoLists is a workbook with two sheets that could both be imported.
func (a *app) twoLists() []byte {
	a.t.Helper()
	book := excelize.NewFile()
	_, err := book.NewSheet("二组")
	a.check(err)
	for _, sheet := range []string{"Sheet1", "二组"} {
		for place, value := range map[string]string{"A1": "姓名", "B1": "手机号", "A2": "张三", "B2": "13900000001"} {
			a.check(book.SetCellStr(sheet, place, value))
		}
	}
	var content bytes.Buffer
	a.check(book.Write(&content))
	a.check(book.Close())
	return content.Bytes()
}

// imported is how much there is that an import could have added to.
func (a *app) imported() (rows int64) {
	for _, table := range []string{"volunteer_invitations", "volunteers", "teams", "team_members", "retro_entries", "populations", "import_chunks", "import_faults"} {
		rows += a.count(table, "1 = 1")
	}
	return rows
}

// rowsOf is how many rows of an import are good, known or bad.
func rowsOf(made *answer, what string) int {
	rows, _ := made.value(what + "_rows").(float64)
	return int(rows)
}

// A file that is no list is refused with what to do, at once or once it was looked at, and nothing of it stays.
func TestEvilFilesThroughTheWholeAPI(t *testing.T) {
	t.Parallel()
	eachApp(t, func(t *testing.T, a *app) {
		staff := a.as(manager)
		a.teamID()
		before := a.imported()
		for name, file := range map[string]struct {
			content []byte
			code    string
			failed  bool // only the background finds out
		}{
			"a bomb":                   {a.bomb(), "import_file_large", true},
			"two lists":                {a.twoLists(), "import_sheets", true},
			"a page called a workbook": {[]byte("<html><table><tr><td>姓名</td></tr></table></html>"), "import_file_type", false},
			"an empty file":            {nil, "import_empty", false},
			"a file of blanks":         {[]byte("\uFEFF\r\n \r\n"), "import_empty", false},
			"heads only":               {[]byte("姓名,手机号,队伍\r\n"), "import_empty", true},
			"1,048,577 rows":           {[]byte("姓名,手机号\n" + strings.Repeat("a\n", 1_048_577)), "import_rows_too_many", true},
			"an open quote":            {[]byte("姓名,手机号\n\"张三,1\n"), "import_file_broken", true},
			"half of an archive":       {a.twoLists()[:900], "import_file_broken", true},
			"an archive of nothing":    {[]byte("PK\x03\x04"), "import_file_broken", true},
		} {
			body := roster().with("organization_id", a.station, "file", base64.StdEncoding.EncodeToString(file.content), "file_name", "花名册.xlsx")
			if !file.failed {
				a.run([]scenario{{name: name, who: staff, path: "/imports", body: body, status: 422, code: file.code}})
				continue
			}
			path := "/imports/" + staff.post("/imports", body).must(202).id()
			a.handleImports()
			a.run([]scenario{
				{name: name, who: staff, method: "GET", path: path, status: 200, has: `"error_code":"` + file.code + `"`},
				{name: name + " failed", who: staff, method: "GET", path: path, status: 200, has: `"status":"failed"`},
				{name: name + " is not confirmed", who: staff, path: path + "/confirm", body: object{"mode": "good"}, status: 409, code: "import_status"},
			})
		}
		if after := a.imported(); after != before {
			t.Errorf("%d rows before, %d after", before, after)
		}
	})
}

// What looks like a formula comes in nowhere, whatever the encoding, and all the rest comes in as it was written.
func TestOddTextsThroughTheWholeAPI(t *testing.T) {
	t.Parallel()
	const plain = "姓名,手机号\r\n=1+1,13900000001\r\n\"=HYPERLINK(\"\"http://example.org\"\")\",13900000002\r\n+1,13900000003\r\n-1,13900000004\r\n@SUM(A1),13900000005\r\n王㛃,13900000006\r\n李𠮷,13900000007\r\n"
	chinese, err := simplifiedchinese.GB18030.NewEncoder().Bytes([]byte(plain))
	if err != nil {
		t.Fatal(err)
	}
	wide, err := unicode.UTF16(unicode.LittleEndian, unicode.UseBOM).NewEncoder().Bytes([]byte(plain))
	if err != nil {
		t.Fatal(err)
	}
	eachApp(t, func(t *testing.T, a *app) {
		staff := a.as(manager)
		for name, content := range map[string][]byte{"GB18030": chinese, "UTF-16": wide} {
			before := a.count("volunteer_invitations", "1 = 1")
			path := "/imports/" + staff.post("/imports", roster().with("organization_id", a.station, "file", base64.StdEncoding.EncodeToString(content))).must(202).id()
			a.handleImports()
			made := staff.get(path).must(200)
			if bad, good, known := rowsOf(made, "bad"), rowsOf(made, "good"), rowsOf(made, "known"); bad != 5 || good+known != 2 {
				t.Errorf("%s: %d bad, %d good, %d known", name, bad, good, known)
			}
			a.run([]scenario{
				{name: "as formulas", who: staff, method: "GET", path: path + "/faults", status: 200, has: `"code":"cell_formula"`},
				{name: "not all", who: staff, path: path + "/confirm", body: object{"mode": "all"}, status: 409, code: "import_rows_bad"},
			})
			if after := a.count("volunteer_invitations", "1 = 1"); after != before {
				t.Errorf("%s: the check has left %d invitations", name, after-before)
			}
			staff.post(path+"/confirm", object{"mode": "good"}).must(202)
			a.handleImports()
			a.run([]scenario{
				{name: name + ": a character of extension A", who: staff, method: "GET", path: "/volunteer-invitations", status: 200, has: `"name":"王㛃"`},
				{name: name + ": a character of four bytes", who: staff, method: "GET", path: "/volunteer-invitations", status: 200, has: `"name":"李𠮷"`},
			})
			if left := a.count("volunteer_invitations", "1 = 1"); left != 2 {
				t.Errorf("%s: %d invitations", name, left)
			}
		}
	})
}

// Every odd name is asked by its bearer's name, or refused at its cell; none is half taken.
func TestOddNamesThroughTheWholeAPI(t *testing.T) {
	t.Parallel()
	file, err := os.ReadFile(filepath.Join("..", "testdata", "names_odd.csv"))
	if err != nil {
		t.Fatal(err)
	}
	rows, err := csv.NewReader(bytes.NewReader(file)).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	eachApp(t, func(t *testing.T, a *app) {
		staff, list, names := a.as(manager), [][]string{{"姓名", "手机号"}}, map[string]bool{}
		for _, row := range rows[1:] {
			list, names[strings.Trim(row[0], " 　\u200B")] = append(list, []string{row[0], a.newPhone()}), true
		}
		var content bytes.Buffer
		a.check(csv.NewWriter(&content).WriteAll(list))
		path := "/imports/" + staff.post("/imports", roster().with("organization_id", a.station, "file", base64.StdEncoding.EncodeToString(content.Bytes()))).must(202).id()
		a.handleImports()
		staff.post(path+"/confirm", object{"mode": "good"}).must(202)
		a.handleImports()
		made, asked := staff.get(path).must(200), 0
		for next := ""; ; {
			page := staff.get("/volunteer-invitations?limit=100" + next).must(200)
			for i := range page.length("items") {
				if asked++; !names[page.text(fmt.Sprintf("items.%d.name", i))] {
					t.Errorf("nobody is called %q", page.text(fmt.Sprintf("items.%d.name", i)))
				}
			}
			cursor, more := page.value("next_cursor").(string)
			if !more {
				break
			}
			next = "&cursor=" + cursor
		}
		if good, bad := rowsOf(made, "good"), rowsOf(made, "bad"); asked != good || good+bad != len(rows)-1 || good < 50 {
			t.Errorf("%d rows: %d asked, %d good, %d bad", len(rows)-1, asked, good, bad)
		}
	})
}
