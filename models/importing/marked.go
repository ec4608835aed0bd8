package importing

import (
	"bytes"
	"errors"
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

// Workbook makes their own file, with a red cell and a comment wherever something is wrong; of a text file it makes a workbook.
func (m *Marked) Workbook() (file *File, err error) {
	book, name, err := m.open()
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
	base := strings.TrimSuffix(strings.TrimSuffix(m.found.FileName, ".xlsx"), ".csv")
	return &File{Name: base + "_标出错误.xlsx", Content: written.Bytes()}, err
}

// open opens the workbook, or makes one of the text's rows.
func (m *Marked) open() (*excelize.File, string, error) {
	if m.found.Format == XLSX {
		book, err := openWorkbook(m.content)
		if err != nil {
			return nil, "", err
		}
		return book, sheetName(book), nil
	}
	read, err := readText(m.content)
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
