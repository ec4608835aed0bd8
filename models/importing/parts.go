package importing

import (
	"encoding/xml"
	"path"
	"strings"

	"github.com/xuri/excelize/v2"
)

// relation is how one part of a workbook names another.
type relation struct {
	ID     string `xml:"Id,attr"`
	Type   string `xml:"Type,attr"`
	Target string `xml:"Target,attr"`
}

// names reports whether the relation is of that kind; the addresses before the kind differ.
func (r relation) names(kind string) bool { return strings.HasSuffix(r.Type, "/"+kind) }

// part is the name of the related part, which is given from the folder of the other one or from the top.
func (r relation) part(folder string) string {
	if strings.HasPrefix(r.Target, "/") {
		return strings.TrimPrefix(r.Target, "/")
	}
	return path.Join(folder, r.Target)
}

// sheetPart is the name of the part that holds a sheet, empty where there is none.
func sheetPart(book *excelize.File, sheet string) string {
	relations, err := relationsIn(book, "xl/_rels/workbook.xml.rels")
	if err != nil {
		return ""
	}
	for _, one := range book.WorkBook.Sheets.Sheet {
		for _, to := range relations {
			if one.Name == sheet && one.ID == to.ID {
				return to.part("xl")
			}
		}
	}
	return ""
}

func relationsIn(book *excelize.File, at string) ([]relation, error) {
	var all struct {
		Relations []relation `xml:"Relationship"`
	}
	err := xml.Unmarshal(part(book, at), &all)
	return all.Relations, err
}

// part is a part of a workbook as its file has it, empty where there is none.
func part(book *excelize.File, name string) []byte {
	found, _ := book.Pkg.Load(name)
	content, _ := found.([]byte)
	return content
}
