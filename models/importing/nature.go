package importing

import (
	"regexp"
	"strings"
	"unicode/utf8"

	"github.com/xuri/excelize/v2"
)

// formats remembers which styles of a workbook show a number as a date or a time.
type formats struct {
	book  *excelize.File
	known map[int]bool
}

// natureAt finds out what a cell of a workbook is.
func (f *formats) natureAt(sheet, place, text string) (nature, error) {
	kind, err := f.book.GetCellType(sheet, place)
	if err != nil {
		return plain, err
	}
	formula, err := f.book.GetCellFormula(sheet, place)
	if err != nil {
		return plain, err
	}
	switch {
	case kind == excelize.CellTypeError:
		return failing, nil
	case formula != "" || kind == excelize.CellTypeFormula:
		return calculated, nil
	case kind == excelize.CellTypeBool:
		return logical, nil
	case kind == excelize.CellTypeDate:
		return dated, nil
	case kind != excelize.CellTypeUnset && kind != excelize.CellTypeNumber:
		if strings.ContainsRune(text, utf8.RuneError) {
			return unreadable, nil
		}
		return plain, nil
	case text == "":
		return plain, nil
	}
	day, err := f.isDay(sheet, place)
	if day {
		return dated, err
	}
	return numeric, err
}

// isDay reports whether a cell's format makes a date or a time of its number.
func (f *formats) isDay(sheet, place string) (bool, error) {
	style, err := f.book.GetCellStyle(sheet, place)
	if err != nil {
		return false, err
	}
	if day, met := f.known[style]; met {
		return day, nil
	}
	format, err := f.book.GetStyle(style)
	if err != nil || format == nil {
		return false, nil //nolint:nilerr // a style that is broken makes no date of a number
	}
	day := showsDay(format)
	f.known[style] = day
	return day, nil
}

// literal is what a format of numbers shows as it is, or what says nothing of dates: quoted, escaped or in brackets.
var literal = regexp.MustCompile(`"[^"]*"|\\.|\[[^\]]*\]|[_*].`)

// showsDay reports whether a format is one of dates and times: those that have a number in every workbook, or one that names
// years, months, days, hours or seconds.
func showsDay(format *excelize.Style) bool {
	if format.CustomNumFmt == nil {
		built := format.NumFmt
		return built >= 14 && built <= 22 || built >= 27 && built <= 36 || built >= 45 && built <= 47 || built >= 50 && built <= 58
	}
	code := strings.ToLower(*format.CustomNumFmt)
	if code == "general" {
		return false
	}
	return strings.ContainsAny(literal.ReplaceAllString(code, ""), "ymdhs年月日时")
}
