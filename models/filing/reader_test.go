package filing

import (
	"archive/zip"
	"bytes"
	"encoding/xml"
	"path"
	"strconv"
	"strings"
	"testing"

	"github.com/xuri/excelize/v2"
)

// book is a workbook read twice: its styles and pages by the library that has written it, and its cells by a reader that knows nothing
// of that library, from the parts of the file itself.
type book struct {
	*excelize.File
	cells map[string][][]string
}

func open(t *testing.T, content []byte) *book {
	t.Helper()
	file, err := excelize.OpenReader(bytes.NewReader(content))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = file.Close() })
	return &book{file, readCells(t, content)}
}

// raw are a sheet's values as they are stored, without their formats.
func raw(t *testing.T, read *book, sheet string) [][]string {
	t.Helper()
	rows, there := read.cells[sheet]
	if !there {
		t.Fatalf("there is no sheet %s", sheet)
	}
	return rows
}

// text is a string of a workbook, which may lie in pieces.
type text struct {
	Whole  string   `xml:"t"`
	Pieces []string `xml:"r>t"`
}

func (s text) String() string { return s.Whole + strings.Join(s.Pieces, "") }

// readCells reads the values of all cells of an Office Open XML workbook (ECMA-376), by sheet.
func readCells(t *testing.T, content []byte) map[string][][]string {
	t.Helper()
	archive, err := zip.NewReader(bytes.NewReader(content), int64(len(content)))
	if err != nil {
		t.Fatal(err)
	}
	part := func(name string, into any) {
		file, err := archive.Open(name)
		if err == nil {
			err = xml.NewDecoder(file).Decode(into)
			_ = file.Close()
		}
		if err != nil {
			t.Fatalf("%s: %v", name, err)
		}
	}
	var shared struct {
		Texts []text `xml:"si"`
	}
	var contents struct {
		Sheets []struct {
			Name string `xml:"name,attr"`
			ID   string `xml:"id,attr"` // r:id
		} `xml:"sheets>sheet"`
	}
	var relations struct {
		All []struct {
			ID     string `xml:"Id,attr"`
			Target string `xml:"Target,attr"`
		} `xml:"Relationship"`
	}
	part("xl/workbook.xml", &contents)
	part("xl/_rels/workbook.xml.rels", &relations)
	if _, err := archive.Open("xl/sharedStrings.xml"); err == nil {
		part("xl/sharedStrings.xml", &shared)
	}
	targets := map[string]string{}
	for _, one := range relations.All {
		targets[one.ID] = path.Join("xl", strings.TrimPrefix(one.Target, "/xl/"))
	}
	cells := map[string][][]string{}
	for _, one := range contents.Sheets {
		var read sheetPart
		part(targets[one.ID], &read)
		cells[one.Name] = read.rows(t, shared.Texts)
	}
	return cells
}

// sheetPart is the part of a file that holds a sheet.
type sheetPart struct {
	Rows []struct {
		Number int `xml:"r,attr"`
		Cells  []struct {
			Place  string `xml:"r,attr"`
			Kind   string `xml:"t,attr"`
			Value  string `xml:"v"`
			Inline text   `xml:"is"`
		} `xml:"c"`
	} `xml:"sheetData>row"`
}

// rows are the values at their places, up to the last of each row that has one.
func (s *sheetPart) rows(t *testing.T, shared []text) [][]string {
	t.Helper()
	var rows [][]string
	for _, row := range s.Rows {
		for len(rows) < row.Number {
			rows = append(rows, nil)
		}
		for _, cell := range row.Cells {
			value := cell.Value
			switch cell.Kind {
			case "s":
				index, err := strconv.Atoi(value)
				if err != nil || index >= len(shared) {
					t.Fatalf("%s refers to the text %q of %d", cell.Place, value, len(shared))
				}
				value = shared[index].String()
			case "inlineStr":
				value = cell.Inline.String()
			}
			column := 0
			for _, letter := range strings.TrimRight(cell.Place, "0123456789") {
				column = column*26 + int(letter-'A') + 1
			}
			for value != "" && len(rows[row.Number-1]) < column {
				rows[row.Number-1] = append(rows[row.Number-1], "")
			}
			if value != "" {
				rows[row.Number-1][column-1] = value
			}
		}
	}
	return rows
}
