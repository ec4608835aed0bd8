package importing

import (
	"bytes"
	"encoding/xml"
	"errors"
	"io"
	"strconv"

	"github.com/xuri/excelize/v2"
)

// oneAfterAnother fails with ErrBroken when the rows of a sheet, or the cells of a row, do not stand one after the other. No program writes them
// otherwise, and of two in the same place the reader takes one and says nothing of the other.
func oneAfterAnother(book *excelize.File, sheet string) error {
	tokens := xml.NewDecoder(bytes.NewReader(part(book, sheetPart(book, sheet))))
	tokens.CharsetReader = book.CharsetReader
	at := &position{}
	for {
		token, err := tokens.RawToken()
		switch one := token.(type) {
		case xml.StartElement:
			if !at.moves(one) {
				return ErrBroken
			}
		case xml.EndElement:
			if one.Name.Local == "sheetData" {
				return nil
			}
		}
		if errors.Is(err, io.EOF) && at.row == 0 {
			return nil // a sheet without anything in it
		}
		if err != nil {
			return ErrBroken
		}
	}
}

// position is the last row and column that were met.
type position struct{ row, column int }

// moves goes on to a row or a cell, and reports whether it stands behind the last one. What has no number is the next one.
func (p *position) moves(element xml.StartElement) bool {
	switch element.Name.Local {
	case "row":
		row := p.row + 1
		if text := attribute(element, "r"); text != "" {
			number, err := strconv.Atoi(text)
			if err != nil || number < row {
				return false
			}
			row = number
		}
		*p = position{row: row}
	case "c":
		column, row := p.column+1, p.row
		if text := attribute(element, "r"); text != "" {
			var err error
			if column, row, err = excelize.CellNameToCoordinates(text); err != nil {
				return false
			}
		}
		if row != p.row || column <= p.column {
			return false
		}
		p.column = column
	}
	return true
}

func attribute(element xml.StartElement, name string) string {
	for _, one := range element.Attr {
		if one.Name.Local == name {
			return one.Value
		}
	}
	return ""
}
