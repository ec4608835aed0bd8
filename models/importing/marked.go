package importing

import (
	"bytes"
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"

	"github.com/xuri/excelize/v2"

	"practicestation/models"
)

// Marked is what is needed to mark the faults in somebody's file.
type Marked struct {
	found   *Import
	content []byte
	faults  []Fault
}

// LoadMarked reads the file and the faults of one of the actor's own imports.
// It fails with ErrNotFound, ErrStatus or ErrFileGone.
func LoadMarked(tx *models.Tx, id int64) (*Marked, error) {
	found, err := Find(tx, id)
	if err != nil {
		return nil, err
	}
	if found.Status == Checking {
		return nil, ErrStatus
	}
	content, err := found.load(tx)
	if err != nil {
		return nil, err
	}
	m := &Marked{found: found, content: content}
	return m, tx.DB.Where("import_id = ?", id).Order("id").Find(&m.faults).Error
}

// Workbook makes their own file, with a red cell and a note wherever something is wrong. Of a text file, and of a workbook whose parts can
// be read and not be added to, it makes a new one of the rows.
func (m *Marked) Workbook() (*File, error) {
	marked, err := m.marked(m.own)
	if err != nil {
		marked, err = m.marked(m.renoted)
	}
	if err != nil {
		marked, err = m.marked(m.retyped)
	}
	base := strings.TrimSuffix(strings.TrimSuffix(m.found.FileName, ".xlsx"), ".csv")
	return &File{Name: base + "_标出错误.xlsx", Content: marked}, err
}

// errNoWorkbook says that there is no workbook to mark, only text.
var errNoWorkbook = errors.New("no workbook")

// marking is the sheet that is marked, and the notes that it had and has to get again.
type marking struct {
	book  *excelize.File
	sheet string
	notes []excelize.Comment
}

// marked opens a workbook and marks the faults. Programs leave out parts of a workbook without which the library panics as soon as a
// style or a note is added: no styles, a font without a name.
func (m *Marked) marked(open func() (*marking, error)) (content []byte, err error) {
	defer func() {
		if cause := recover(); cause != nil {
			err = fmt.Errorf("panic: %v", cause)
		}
	}()
	to, err := open()
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, to.book.Close()) }()
	messages, order := map[string]string{}, []string{}
	for _, fault := range m.faults {
		cell := place(int(fault.Column)-1, int(fault.Row))
		if messages[cell] == "" {
			order = append(order, cell)
			messages[cell] = fault.Message
		} else {
			messages[cell] += "\n" + fault.Message
		}
	}
	if err := errors.Join(to.paint(order), to.restore(messages), to.note(order, messages)); err != nil {
		return nil, err
	}
	var written bytes.Buffer
	err = to.book.Write(&written)
	return written.Bytes(), err
}

// own opens the workbook as it was handed in.
func (m *Marked) own() (*marking, error) {
	if m.found.Format != XLSX {
		return nil, errNoWorkbook
	}
	book, err := openWorkbook(m.content)
	if err != nil {
		return nil, err
	}
	return &marking{book: book, sheet: sheetName(book)}, nil
}

// renoted is the workbook as it was handed in, without the notes of its sheet, which are written anew.
func (m *Marked) renoted() (*marking, error) {
	to, err := m.own()
	if err != nil {
		return nil, err
	}
	if to.notes, err = moveNotes(to.book, to.sheet); err != nil {
		return nil, errors.Join(err, to.book.Close())
	}
	return to, nil
}

// retyped makes a workbook of the rows that were read.
func (m *Marked) retyped() (*marking, error) {
	read, err := read(m.content, m.found.Format)
	if err != nil {
		return nil, err
	}
	book := excelize.NewFile()
	const name = "Sheet1"
	if err := errors.Join(writeRead(book, name, read), setPrint(book, name, m.found.FileName, read.headRow == 1)); err != nil {
		return nil, errors.Join(err, book.Close())
	}
	return &marking{book: book, sheet: name}, nil
}

// paint makes the cells red.
func (to *marking) paint(cells []string) error {
	reds := map[int]int{}
	for _, cell := range cells {
		if err := markRed(to.book, to.sheet, cell, reds); err != nil {
			return err
		}
	}
	return nil
}

// theirNote stands between our message at a cell and what somebody has noted there.
const theirNote = "\n原批注："

// restore gives the sheet its notes back. What people have noted at a cell with a fault is added to the message; a message of ours of an
// earlier check is not.
func (to *marking) restore(messages map[string]string) error {
	for _, note := range to.notes {
		if messages[note.Cell] == "" {
			if err := to.book.AddComment(to.sheet, note); err != nil {
				return err
			}
			continue
		}
		text := noteText(note)
		if note.Author == author {
			_, text, _ = strings.Cut(text, theirNote)
		}
		if text != "" {
			messages[note.Cell] += theirNote + text
		}
	}
	return nil
}

// note writes the messages at their cells, in that order, and sees to it that they are there.
func (to *marking) note(cells []string, messages map[string]string) error {
	for _, cell := range cells {
		if err := to.book.AddComment(to.sheet, excelize.Comment{Cell: cell, Author: author, Text: messages[cell]}); err != nil {
			return err
		}
	}
	notes, err := to.book.GetComments(to.sheet)
	if err != nil {
		return err
	}
	there := map[string]bool{}
	for _, note := range notes {
		there[note.Cell] = true
	}
	for _, cell := range cells {
		if !there[cell] {
			return errNotesLost
		}
	}
	return nil
}

// writeRead writes the rows that were read, texts as texts, so that no digit is lost when people go on with the workbook.
func writeRead(book *excelize.File, name string, read *sheet) error {
	text := "@"
	plain, err := book.NewStyle(&excelize.Style{CustomNumFmt: &text, Alignment: &excelize.Alignment{Vertical: "center", WrapText: true}})
	if err != nil {
		return err
	}
	heads, columns := line{number: read.headRow}, map[int][]string{}
	for _, head := range read.heads {
		heads.cells = append(heads.cells, cell{text: head})
	}
	for _, one := range append([]line{heads}, read.lines...) {
		for i, value := range one.cells {
			columns[i] = append(columns[i], value.text)
			at := place(i, one.number)
			if err := errors.Join(book.SetCellStyle(name, at, at, plain), writeCell(book, name, at, value)); err != nil {
				return err
			}
		}
	}
	for i, texts := range columns {
		letter, err := excelize.ColumnNumberToName(i + 1)
		if err := errors.Join(err, book.SetColWidth(name, letter, letter, widthFor(texts...)), book.SetColStyle(name, letter, plain)); err != nil {
			return err
		}
	}
	return nil
}

// writeCell writes a cell as what it was: what was refused because it was no text must not come back as one and pass.
func writeCell(book *excelize.File, name, at string, value cell) error {
	number, err := strconv.ParseFloat(value.text, 64)
	switch is := value.nature; {
	case is == numeric && err == nil:
		return book.SetCellFloat(name, at, number, -1, 64)
	case is == logical:
		return book.SetCellBool(name, at, value.text == "1" || strings.EqualFold(value.text, "true"))
	case is == plain, is == unreadable:
		return book.SetCellStr(name, at, value.text)
	}
	if utf8.RuneCountInString(value.text) > longestValue { // is refused for that
		return book.SetCellStr(name, at, value.text)
	}
	return book.SetCellFormula(name, at, formulaFor(value.text))
}

// formulaFor is a formula that shows a text, piece by piece: a piece has 255 characters at the most.
func formulaFor(text string) string {
	var pieces []string
	for piece := range slices.Chunk([]rune(text), 100) {
		pieces = append(pieces, `"`+strings.ReplaceAll(string(piece), `"`, `""`)+`"`)
	}
	if len(pieces) == 0 {
		return `""`
	}
	return strings.Join(pieces, "&")
}

// markRed paints a cell and leaves the rest of its style as it was. reds holds the painted style for each style met before.
func markRed(book *excelize.File, name, cell string, reds map[int]int) error {
	before, err := book.GetCellStyle(name, cell)
	if err != nil {
		return err
	}
	if _, made := reds[before]; !made {
		style, err := book.GetStyle(before)
		if err != nil || style == nil {
			style = &excelize.Style{}
		}
		style.Fill = excelize.Fill{Type: "pattern", Pattern: 1, Color: []string{"FFC7CE"}}
		if reds[before], err = book.NewStyle(style); err != nil {
			return err
		}
	}
	return book.SetCellStyle(name, cell, cell, reds[before])
}
