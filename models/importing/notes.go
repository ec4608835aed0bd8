package importing

import (
	"bytes"
	"errors"
	"fmt"
	"path"
	"regexp"
	"strconv"
	"strings"

	"github.com/xuri/excelize/v2"
)

// author is whose name stands on the notes of the program.
const author = "practice-station"

var (
	errNotesMixed = errors.New("the sheet's notes are drawn together with something else")
	errNotesLost  = errors.New("the notes are not in the sheet")
)

// moveNotes takes the notes of a sheet out, for them to be written anew, into parts of their own. Excelize adds only to what Excel has
// written: LibreOffice calls every shape by the same name, and numbers the two parts of a sheet's notes differently.
func moveNotes(book *excelize.File, sheet string) ([]excelize.Comment, error) {
	notes, err := book.GetComments(sheet)
	if err != nil {
		return nil, err
	}
	at := "xl/worksheets/_rels/" + path.Base(sheetPart(book, sheet)) + ".rels"
	relations, err := relationsIn(book, at)
	if err != nil {
		return nil, err
	}
	number := freeNumber(book)
	for _, one := range relations {
		old := one.part("xl/worksheets")
		switch {
		case one.names("vmlDrawing"):
			if !onlyNotes(part(book, old)) {
				return nil, errNotesMixed
			}
			replaceIn(book, at, one.Target, fmt.Sprintf("../drawings/vmlDrawing%d.vml", number))
		case one.names("comments"):
			replaceIn(book, at, one.Target, fmt.Sprintf("../comments%d.xml", number))
			replaceIn(book, contentTypes, "/"+old, fmt.Sprintf("/xl/comments%d.xml", number))
			delete(book.Comments, old)
		default:
			continue
		}
		book.Pkg.Delete(old)
	}
	book.Relationships.Delete(at) // what was read of them before
	book.ContentTypes = nil
	return notes, nil
}

const contentTypes = "[Content_Types].xml"

// replaceIn changes an attribute wherever it has that value.
func replaceIn(book *excelize.File, name, before, after string) {
	book.Pkg.Store(name, bytes.ReplaceAll(part(book, name), []byte(`"`+before+`"`), []byte(`"`+after+`"`)))
}

// onlyNotes reports whether a drawing has nothing but notes in it, no button or box that would be lost with them.
func onlyNotes(drawing []byte) bool {
	return bytes.Count(drawing, []byte("ObjectType=")) == bytes.Count(drawing, []byte(`ObjectType="Note"`))
}

// numbered are the parts in which notes are kept.
var numbered = regexp.MustCompile(`^xl/(?:drawings/vmlDrawing|comments)(\d+)\.`)

// freeNumber is one that no part with notes has.
func freeNumber(book *excelize.File) int {
	free := 1
	book.Pkg.Range(func(name, _ any) bool {
		text, _ := name.(string)
		if found := numbered.FindStringSubmatch(text); found != nil {
			if number, err := strconv.Atoi(found[1]); err == nil {
				free = max(free, number+1)
			}
		}
		return true
	})
	return free
}

// noteText is the text of a note, whose parts may have fonts of their own.
func noteText(note excelize.Comment) string {
	text := note.Text
	for _, run := range note.Paragraph {
		text += run.Text
	}
	return strings.TrimSpace(text)
}
