package importing

import (
	"strings"

	"github.com/xuri/excelize/v2"
)

// area is a range of cells, both ends within, columns and rows from 1.
type area struct{ left, top, right, bottom int }

// markMerged marks the cells of every row that belong to a merged range: whether what stands in the first one is meant for the others
// nobody can tell, and an empty cell would be taken for what the file's owner left out. It fails with ErrBroken.
func (s *sheet) markMerged(book *excelize.File, name string) error {
	ranges, err := book.GetMergeCells(name, true)
	if err != nil {
		return ErrBroken
	}
	for _, one := range ranges {
		over, err := areaOf(one[0])
		if err != nil {
			return ErrBroken
		}
		if over.left == over.right && over.top == over.bottom || over.left > len(s.heads) {
			continue
		}
		over.right = min(over.right, len(s.heads))
		for i := range s.lines {
			if number := s.lines[i].number; number >= over.top && number <= over.bottom {
				s.lines[i].mark(over.left, over.right)
			}
		}
	}
	return nil
}

// areaOf reads a range such as A2:A4, or the name of one cell.
func areaOf(reference string) (area, error) {
	from, to, _ := strings.Cut(reference, ":")
	if to == "" {
		to = from
	}
	left, top, err := excelize.CellNameToCoordinates(from)
	if err != nil {
		return area{}, err
	}
	right, bottom, err := excelize.CellNameToCoordinates(to)
	return area{left: min(left, right), top: min(top, bottom), right: max(left, right), bottom: max(top, bottom)}, err
}

// mark marks the line's cells of some columns as merged, also those that it does not reach.
func (l *line) mark(from, to int) {
	for len(l.cells) < to {
		l.cells = append(l.cells, cell{})
	}
	for column := from; column <= to; column++ {
		l.cells[column-1].nature = merged
	}
}
