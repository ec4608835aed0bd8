package report

import (
	"archive/zip"
	"bytes"
	"errors"
	"fmt"
	"io"
	"regexp"

	"github.com/xuri/excelize/v2"
)

// part is one file of a workbook, which is an archive.
type part struct {
	name    string
	content []byte
}

// shell is a workbook without its rows: the parts beside the sheets of the table, and what stands around the rows of each.
type shell struct {
	parts      []part
	head, tail []byte
	styles     *styles
}

// sheetPart is where a workbook has its sheets; the first ones are the table's.
func sheetPart(sheet int) string { return fmt.Sprintf("xl/worksheets/sheet%d.xml", sheet) }

// sheetName is the name of the table's sheets, of which only a very long one has several.
func (t *Table) sheetName(sheet int) string {
	if sheet == 1 {
		return t.Sheet
	}
	return fmt.Sprintf("%s（%d）", t.Sheet, sheet)
}

// newShell has the workbook laid out as any other, with heads and no rows.
func (t *Table) newShell(sheets int) (made *shell, err error) {
	book := excelize.NewFile()
	defer func() { err = errors.Join(err, book.Close()) }()
	s, err := t.newSheet(book)
	if err != nil {
		return nil, err
	}
	if err := errors.Join(s.writeHeads(), s.stream.Flush()); err != nil {
		return nil, err
	}
	for sheet := 2; sheet <= sheets; sheet++ {
		name := t.sheetName(sheet)
		if _, err := book.NewSheet(name); err != nil {
			return nil, err
		}
		if err := s.repeatHeads(name); err != nil {
			return nil, err
		}
	}
	if err := s.addMeanings(); err != nil {
		return nil, err
	}
	book.SetActiveSheet(0)
	var written bytes.Buffer
	if err := book.Write(&written); err != nil {
		return nil, err
	}
	made = &shell{styles: s.styles}
	return made, made.take(written.Bytes(), sheets)
}

// take takes a workbook apart.
func (s *shell) take(book []byte, sheets int) error {
	archive, err := zip.NewReader(bytes.NewReader(book), int64(len(book)))
	if err != nil {
		return err
	}
	own := map[string]bool{}
	for sheet := range sheets {
		own[sheetPart(sheet+1)] = true
	}
	for _, file := range archive.File {
		opened, err := file.Open()
		if err != nil {
			return err
		}
		content, err := io.ReadAll(opened)
		if err = errors.Join(err, opened.Close()); err != nil {
			return err
		}
		switch {
		case file.Name == sheetPart(1):
			if err := s.cut(content); err != nil {
				return err
			}
		case !own[file.Name]:
			s.parts = append(s.parts, part{file.Name, content})
		}
	}
	return nil
}

// What a sheet says of rows that it has not got yet. Its default height is that of a line of ours, as every other row's.
var (
	dimension = regexp.MustCompile(`<dimension[^>]*/>|<dimension[^>]*></dimension>`)
	rowFormat = regexp.MustCompile(`<sheetFormatPr[^>]*>`)
	selected  = regexp.MustCompile(` tabSelected="[^"]*"`)
	merges    = regexp.MustCompile(`<mergeCells[^>]*>`)
)

// cut divides the table's sheet where its rows belong.
func (s *shell) cut(sheet []byte) error {
	head, tail, found := bytes.Cut(sheet, []byte("</sheetData>"))
	if !found || !rowFormat.Match(head) || !merges.Match(tail) {
		return errors.New("the sheet of a workbook is not as it was known")
	}
	head = dimension.ReplaceAll(head, nil)
	s.head = rowFormat.ReplaceAllFunc(head, func(old []byte) []byte {
		format := fmt.Sprintf(`<sheetFormatPr defaultRowHeight="%d" customHeight="1"`, lineHeight)
		if bytes.HasSuffix(old, []byte("/>")) {
			return []byte(format + "/>")
		}
		return []byte(format + ">")
	})
	s.tail = append([]byte("</sheetData>"), merges.ReplaceAll(tail, []byte("<mergeCells>"))...)
	return nil
}

// headOf is how a sheet begins; only the first one is selected, or typing would go into all of them.
func (s *shell) headOf(sheet int) []byte {
	if sheet == 1 {
		return s.head
	}
	return selected.ReplaceAll(s.head, nil)
}

// tailWith is how a sheet ends that has some more merged cells.
func (s *shell) tailWith(merged string) []byte {
	return bytes.Replace(s.tail, []byte("</mergeCells>"), []byte(merged+"</mergeCells>"), 1)
}
