package filing

import "github.com/xuri/excelize/v2"

// The fonts that offices expect; a machine without them shows its own Song and Hei.
const (
	title = "方正小标宋简体"
	song  = "宋体"
	hei   = "黑体"
)

// format is how numbers of a kind are shown; a text stays one while somebody edits it.
func (k CellKind) format() string {
	switch k {
	case Integer:
		return "#,##0"
	case InHours:
		return "#,##0.0"
	case Percent:
		return "0.0%"
	case Decimal:
		return "#,##0.0"
	case Text:
	}
	return "@"
}

// styles are made once for each workbook, since every new one makes the file larger.
type styles struct {
	title, facts, head, note, link, back int
	body, total                          map[CellKind]int
}

func newStyles(book *excelize.File) (*styles, error) {
	made := &styles{body: map[CellKind]int{}, total: map[CellKind]int{}}
	left := &excelize.Alignment{Horizontal: "left", Vertical: "center", WrapText: true}
	centre := &excelize.Alignment{Horizontal: "center", Vertical: "center", WrapText: true}
	integer := Integer.format()
	grey := excelize.Fill{Type: "pattern", Pattern: 1, Color: []string{"D9D9D9"}}
	for _, one := range []struct {
		id    *int
		style *excelize.Style
	}{
		{&made.title, &excelize.Style{Font: &excelize.Font{Family: title, Size: 20}, Alignment: centre}},
		{&made.facts, &excelize.Style{Font: &excelize.Font{Family: song, Size: 11}, Alignment: left}},
		{&made.head, &excelize.Style{Font: &excelize.Font{Family: hei, Size: 11}, Alignment: centre, Fill: grey, Border: borders()}},
		{&made.note, &excelize.Style{Font: &excelize.Font{Family: song, Size: 10}, Alignment: left}},
		{&made.link, &excelize.Style{
			Font: &excelize.Font{Family: song, Size: 11, Color: "0563C1", Underline: "single"}, Border: borders(), CustomNumFmt: &integer,
			Alignment: &excelize.Alignment{Horizontal: "right", Vertical: "center"},
		}},
		{&made.back, &excelize.Style{Font: &excelize.Font{Family: song, Size: 11, Color: "0563C1", Underline: "single"}, Alignment: left}},
	} {
		var err error
		if *one.id, err = book.NewStyle(one.style); err != nil {
			return nil, err
		}
	}
	return made, made.addCells(book)
}

// addCells makes the styles of the cells with borders: texts to the left, numbers to the right, the total's in bold. They are
// made in a fixed order, for the same report has to become the same file.
func (s *styles) addCells(book *excelize.File) error {
	for _, kind := range []CellKind{Text, Integer, InHours, Percent, Decimal} {
		side, indent, format := "right", 0, kind.format()
		if kind == Text {
			side, indent = "left", 1
		}
		for _, bold := range []bool{false, true} {
			id, err := book.NewStyle(&excelize.Style{
				Font: &excelize.Font{Family: song, Size: 11, Bold: bold}, Border: borders(), CustomNumFmt: &format,
				Alignment: &excelize.Alignment{Horizontal: side, Vertical: "center", WrapText: kind == Text, Indent: indent},
			})
			if err != nil {
				return err
			}
			if bold {
				s.total[kind] = id
				continue
			}
			s.body[kind] = id
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
