package importing

import (
	"archive/zip"
	"bytes"
	"errors"
	"io"
	"slices"
	"strings"

	"github.com/xuri/excelize/v2"
)

// What a workbook may be once it is unpacked. Two thousand rows of ten columns are a megabyte and some hundred thousand tags;
// excelize alone would unpack up to 16 GB, and needs a few hundred bytes of memory for each tag.
const (
	maxUnpacked = 32 << 20
	maxTags     = 600_000
	maxMerged   = 500 // each question about a cell looks at all of them
	maxParts    = 500
	lastRow     = 5000 // rows below it may not even have a format
	lastColumn  = 64
)

// readWorkbook reads the sheet to be filled in, or the first one.
// It fails with ErrBroken, ErrFileType, ErrFileLarge, ErrTooLong, ErrSheets or ErrHeads.
func readWorkbook(content []byte) (read *sheet, err error) {
	book, err := openWorkbook(content)
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, book.Close()) }()
	name := sheetName(book)
	if err := onlyOne(book, name); err != nil {
		return nil, err
	}
	// Excelize fills a sheet up to its last row and column when asked for one cell, so these are looked at first.
	texts, err := textsOf(book, name)
	if err != nil {
		return nil, err
	}
	if err := oneAfterAnother(book, name); err != nil {
		return nil, err
	}
	// The reader of rows takes the end of a sheet that was cut off for its end; the reader of cells does not.
	if _, err := book.GetCellType(name, "A1"); err != nil {
		return nil, ErrBroken
	}
	read = &sheet{template: templateOf(book)}
	days := &formats{book: book, known: map[int]bool{}}
	for i := range texts {
		cells, err := workbookCells(days, name, i+1, texts[i])
		if err != nil {
			return nil, ErrBroken
		}
		if err := read.add(i+1, cells); err != nil {
			return nil, err
		}
	}
	return read, read.markMerged(book, name)
}

// openWorkbook opens a workbook that is no bomb.
func openWorkbook(content []byte) (*excelize.File, error) {
	if err := weigh(content); err != nil {
		return nil, err
	}
	book, err := excelize.OpenReader(bytes.NewReader(content), excelize.Options{UnzipSizeLimit: maxUnpacked, UnzipXMLSizeLimit: maxUnpacked, RawCellValue: true})
	if err != nil {
		return nil, ErrBroken
	}
	if len(book.GetSheetList()) == 0 || book.GetSheetList()[0] == "" {
		return nil, errors.Join(ErrFileType, book.Close())
	}
	return book, nil
}

// weigh unpacks a file once into nothing: what its parts say of their own size need not be true.
func weigh(content []byte) error {
	parts, err := zip.NewReader(bytes.NewReader(content), int64(len(content)))
	if err != nil {
		return ErrBroken
	}
	if len(parts.File) > maxParts {
		return ErrFileLarge
	}
	scale := &scales{}
	isWorkbook := false
	for _, part := range parts.File {
		isWorkbook = isWorkbook || strings.EqualFold(strings.TrimPrefix(part.Name, "/"), "xl/workbook.xml")
		if err := scale.put(part); err != nil {
			return err
		}
	}
	if !isWorkbook {
		return ErrFileType
	}
	return nil
}

// scales count what all parts of a file together are.
type scales struct {
	bytes, tags, merged int
	rows                int
	tag                 tagReader
	xml                 bool
}

var (
	errTooHeavy = errors.New("the file is too heavy")
	errEncoded  = errors.New("the part is not in UTF-8")
)

// Write counts a part's next bytes. In another encoding than UTF-8 nothing could be counted.
func (s *scales) Write(next []byte) (int, error) {
	s.bytes += len(next)
	s.tags += bytes.Count(next, []byte{'<'})
	s.merged += bytes.Count(next, []byte("mergeCell"))
	s.rows += bytes.Count(next, []byte("<row "))
	if s.bytes > maxUnpacked || s.tags > maxTags || s.merged > maxMerged || s.tag.tooMany(next) {
		return 0, errTooHeavy
	}
	if s.xml && bytes.IndexByte(next, 0) >= 0 {
		return 0, errEncoded
	}
	return len(next), nil
}

func (s *scales) put(part *zip.File) error {
	content, err := part.Open()
	if err != nil {
		return ErrBroken
	}
	s.tag = tagReader{}
	s.xml = strings.HasSuffix(strings.ToLower(part.Name), ".xml")
	_, err = io.Copy(s, content)
	closed := content.Close()
	switch {
	case errors.Is(err, errTooHeavy) && s.rows > lastRow:
		return ErrTooLong
	case errors.Is(err, errTooHeavy):
		return ErrFileLarge
	case err != nil || closed != nil:
		return ErrBroken
	}
	return nil
}

// sheetName is the sheet that the template has to be filled in, or the first one that people see.
func sheetName(book *excelize.File) string {
	if at, err := book.GetSheetIndex(sheetToFill); err == nil && at >= 0 {
		return sheetToFill
	}
	for _, name := range book.GetSheetList() {
		if isSeen(book, name) {
			return name
		}
	}
	return book.GetSheetList()[0]
}

func isSeen(book *excelize.File, name string) bool {
	visible, err := book.GetSheetVisible(name)
	return err == nil && visible
}

// onlyOne fails with ErrSheets when another sheet looks as if it were to be imported too: nobody could tell afterwards that its rows
// were left out.
func onlyOne(book *excelize.File, chosen string) error {
	for _, name := range book.GetSheetList() {
		if name == chosen || name == sheetOfWords || name == sheetOfHelp || !isSeen(book, name) {
			continue
		}
		heads, err := firstRow(book, name)
		if err != nil {
			return err
		}
		if looksImportable(heads) {
			return ErrSheets
		}
	}
	return nil
}

// firstRow reads the first row of a sheet that has something in it.
func firstRow(book *excelize.File, name string) (fields []string, err error) {
	rows, err := book.Rows(name)
	if err != nil {
		return nil, nil // what is no sheet of cells, as a chart, has no rows
	}
	defer func() { err = errors.Join(err, rows.Close()) }()
	for range lastRow {
		if !rows.Next() {
			break
		}
		if fields, err = rows.Columns(); err != nil || len(fields) > 0 {
			return fields, err
		}
	}
	return nil, nil
}

// looksImportable reports whether a row has two heads of some kind of import.
func looksImportable(fields []string) bool {
	for _, kind := range Kinds() {
		met := 0
		for _, c := range kind.columns() {
			if slices.ContainsFunc(fields, func(field string) bool { return headOf(clean(field)) == c.head }) {
				met++
			}
		}
		if met > 1 {
			return true
		}
	}
	return false
}

// textsOf reads the sheet row by row, up to the last one with something in it.
func textsOf(book *excelize.File, name string) (texts [][]string, err error) {
	rows, err := book.Rows(name)
	if err != nil {
		return nil, ErrBroken
	}
	defer func() { err = errors.Join(err, rows.Close()) }()
	for rows.Next() {
		if len(texts) >= lastRow {
			return nil, ErrTooLong
		}
		fields, err := rows.Columns(excelize.Options{RawCellValue: true})
		if err != nil {
			return nil, ErrBroken
		}
		if len(fields) > lastColumn {
			return nil, ErrHeads.Saying("表格太宽，超过了 %d 列。请只保留模板里的列。", lastColumn)
		}
		texts = append(texts, fields)
	}
	if rows.Error() != nil {
		return nil, ErrBroken
	}
	return texts, nil
}

// workbookCells reads the cells of one row. A formula without a stored value has no text, so each cell up to the last column
// is asked.
func workbookCells(days *formats, name string, row int, texts []string) ([]cell, error) {
	cells := make([]cell, 0, len(texts))
	for i, text := range texts {
		place, err := excelize.CoordinatesToCellName(i+1, row)
		if err != nil {
			return nil, err
		}
		found, err := days.natureAt(name, place, text)
		if err != nil {
			return nil, err
		}
		cells = append(cells, cell{text: clean(text), nature: found})
	}
	return cells, nil
}

// templateOf is the mark that the template carries, empty in a file that was made otherwise.
func templateOf(book *excelize.File) string {
	if at, err := book.GetSheetIndex(sheetOfWords); err != nil || at < 0 {
		return ""
	}
	if rows, err := textsOf(book, sheetOfWords); err != nil || len(rows) == 0 || len(rows[0]) == 0 {
		return ""
	}
	mark, err := book.GetCellValue(sheetOfWords, "A1")
	if err != nil || !strings.HasPrefix(mark, templatePrefix) {
		return ""
	}
	return mark
}
