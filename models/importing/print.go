package importing

import (
	"errors"
	"strings"
	"unicode/utf16"
	"unicode/utf8"

	"github.com/xuri/excelize/v2"
)

// The widths of a column in characters, of which a Han character takes two.
const (
	narrowest = 14.0
	widest    = 44.0
)

// widthFor is how wide a column has to be for the longest of its texts; what is longer yet is broken into lines.
func widthFor(texts ...string) float64 {
	width := narrowest
	for _, text := range texts {
		width = max(width, min(measured(text)*1.05+4, widest))
	}
	return width
}

// measured is how wide a text is, in characters.
func measured(text string) float64 {
	width := 0.0
	for _, r := range text {
		width += float64(min(utf8.RuneLen(r), 2))
	}
	return width
}

// setPrint makes a sheet fit A4 landscape, one page wide, with the heads on every page: lists are also filled in by hand.
func setPrint(book *excelize.File, name, heading string, heads bool) error {
	const a4 = 9
	yes, wide, high := true, 1, 0
	landscape, paper := "landscape", a4
	side, edge := 1.5/2.54, 0.8/2.54
	err := errors.Join(
		book.SetSheetProps(name, &excelize.SheetPropsOptions{FitToPage: &yes}),
		book.SetPageLayout(name, &excelize.PageLayoutOptions{Size: &paper, Orientation: &landscape, FitToWidth: &wide, FitToHeight: &high}),
		book.SetPageMargins(name, &excelize.PageLayoutMarginsOptions{
			Left: &side, Right: &side, Top: &side, Bottom: &side, Header: &edge, Footer: &edge, Horizontally: &yes,
		}),
		book.SetHeaderFooter(name, &excelize.HeaderFooterOptions{OddHeader: "&C" + headerText(heading), OddFooter: "&C第 &P 页，共 &N 页"}),
	)
	if err != nil || !heads {
		return err
	}
	return book.SetDefinedName(&excelize.DefinedName{Name: "_xlnm.Print_Titles", Scope: name, RefersTo: "'" + strings.ReplaceAll(name, "'", "''") + "'!$1:$1"})
}

// longestHeader is how many characters of a text stand above a page; a workbook takes 255 there, counted in UTF-16.
const longestHeader = 240

// headerText writes a text as headers take it, where & begins a code, and cuts what is too long.
func headerText(text string) string {
	var header strings.Builder
	length := 0
	for _, r := range text {
		letter := string(r)
		if r == '&' {
			letter = "&&"
		}
		if length += len(utf16.Encode([]rune(letter))); length > longestHeader {
			return header.String() + "…"
		}
		header.WriteString(letter)
	}
	return header.String()
}

func borders() []excelize.Border {
	var all []excelize.Border
	for _, side := range []string{"left", "top", "right", "bottom"} {
		all = append(all, excelize.Border{Type: side, Color: "808080", Style: 1})
	}
	return all
}
