package importing

import (
	"bytes"
	"errors"
	"fmt"
	"strings"

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

// Workbook makes their own file, with a red cell and a comment wherever something is wrong. Of a text file, and of a workbook whose parts can
// be read and not be added to, it makes a new one of the rows.
func (m *Marked) Workbook() (*File, error) {
	marked, err := m.marked(m.own)
	if err != nil {
		marked, err = m.marked(m.retyped)
	}
	base := strings.TrimSuffix(strings.TrimSuffix(m.found.FileName, ".xlsx"), ".csv")
	return &File{Name: base + "_标出错误.xlsx", Content: marked}, err
}

// errNoWorkbook says that there is no workbook to mark, only text.
var errNoWorkbook = errors.New("no workbook")

// marked opens a workbook and marks the faults. Programs leave out parts of a workbook without which the library panics as soon as a
// style or a comment is added: no styles, a font without a name.
func (m *Marked) marked(open func() (*excelize.File, string, error)) (content []byte, err error) {
	defer func() {
		if cause := recover(); cause != nil {
			err = fmt.Errorf("panic: %v", cause)
		}
	}()
	book, name, err := open()
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, book.Close()) }()
	messages, order := map[string][]string{}, []string{}
	for _, fault := range m.faults {
		cell := place(int(fault.Column)-1, int(fault.Row))
		if messages[cell] == nil {
			order = append(order, cell)
		}
		messages[cell] = append(messages[cell], fault.Message)
	}
	reds := map[int]int{}
	for _, cell := range order {
		if err := markRed(book, name, cell, reds); err != nil {
			return nil, err
		}
		if err := book.AddComment(name, excelize.Comment{Cell: cell, Author: "practice-station", Text: strings.Join(messages[cell], "\n")}); err != nil {
			return nil, err
		}
	}
	var written bytes.Buffer
	err = book.Write(&written)
	return written.Bytes(), err
}

// own opens the workbook as it was handed in.
func (m *Marked) own() (*excelize.File, string, error) {
	if m.found.Format != XLSX {
		return nil, "", errNoWorkbook
	}
	book, err := openWorkbook(m.content)
	if err != nil {
		return nil, "", err
	}
	return book, sheetName(book), nil
}

// retyped makes a workbook of the rows that were read.
func (m *Marked) retyped() (*excelize.File, string, error) {
	read, err := read(m.content, m.found.Format)
	if err != nil {
		return nil, "", err
	}
	book := excelize.NewFile()
	const name = "Sheet1"
	if err := errors.Join(writeRead(book, name, read), setPrint(book, name, m.found.FileName, read.headRow == 1)); err != nil {
		return nil, "", errors.Join(err, book.Close())
	}
	return book, name, nil
}

// writeRead writes the rows of a text as texts, so that no digit is lost when people go on with the workbook.
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
			if err := errors.Join(book.SetCellStr(name, at, value.text), book.SetCellStyle(name, at, at, plain)); err != nil {
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
