package report

import "github.com/xuri/excelize/v2"

// The fonts that offices expect; a machine without them shows its own Song and Hei.
const (
	song = "宋体"
	hei  = "黑体"
)

// The formats of numbers, and the one that keeps a text a text while somebody edits it.
const (
	integerFormat = "#,##0"
	hoursFormat   = "#,##0.00"
	textFormat    = "@"
	dayFormat     = "yyyy-mm-dd"
	momentFormat  = "yyyy-mm-dd hh:mm"
)

// styles are made once for each workbook, since every new one makes the file larger.
type styles struct {
	title, facts, head, note, signature int
	body, total                         map[Kind]int
}

func newStyles(book *excelize.File) (*styles, error) {
	made := &styles{body: map[Kind]int{}, total: map[Kind]int{}}
	left := &excelize.Alignment{Horizontal: "left", Vertical: "center", WrapText: true}
	centre := &excelize.Alignment{Horizontal: "center", Vertical: "center", WrapText: true}
	grey := excelize.Fill{Type: "pattern", Pattern: 1, Color: []string{"D9D9D9"}}
	wanted := []struct {
		id    *int
		style *excelize.Style
	}{
		{&made.title, &excelize.Style{Font: &excelize.Font{Family: hei, Size: 18}, Alignment: centre}},
		{&made.facts, &excelize.Style{Font: &excelize.Font{Family: song, Size: 11}, Alignment: left}},
		{&made.head, &excelize.Style{Font: &excelize.Font{Family: hei, Size: 11}, Alignment: centre, Fill: grey, Border: borders()}},
		{&made.note, &excelize.Style{Font: &excelize.Font{Family: song, Size: 10}, Alignment: left}},
		{&made.signature, &excelize.Style{Font: &excelize.Font{Family: song, Size: 11}, Alignment: left}},
	}
	for _, one := range wanted {
		var err error
		if *one.id, err = book.NewStyle(one.style); err != nil {
			return nil, err
		}
	}
	return made, made.addCells(book)
}

// addCells makes the styles of the cells with borders: texts and days to the left, numbers to the right, the total's in bold.
func (s *styles) addCells(book *excelize.File) error {
	formats := map[Kind]string{Text: textFormat, Integer: integerFormat, Hours: hoursFormat, Day: dayFormat, Moment: momentFormat}
	for kind, format := range formats {
		side, indent := "right", 0
		if kind == Text || kind == Day || kind == Moment {
			side, indent = "left", 1
		}
		for bold, styles := range map[bool]map[Kind]int{false: s.body, true: s.total} {
			id, err := book.NewStyle(&excelize.Style{
				Font: &excelize.Font{Family: song, Size: 11, Bold: bold}, Border: borders(), CustomNumFmt: &format,
				Alignment: &excelize.Alignment{Horizontal: side, Vertical: "center", WrapText: kind == Text, Indent: indent},
			})
			if err != nil {
				return err
			}
			styles[kind] = id
		}
	}
	return nil
}

func borders() []excelize.Border {
	var all []excelize.Border
	for _, side := range []string{"left", "top", "right", "bottom"} {
		all = append(all, excelize.Border{Type: side, Color: "000000", Style: 1})
	}
	return all
}
