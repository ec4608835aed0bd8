package report

import (
	"errors"
	"slices"
	"strconv"
)

// The sheet that says what the words mean, and how many characters wide it says so.
const (
	meaningsSheet = "填表说明"
	meaningsWidth = 100
)

// addMeanings adds a sheet that says what the words mean.
func (s *sheet) addMeanings() error {
	if _, err := s.book.NewSheet(meaningsSheet); err != nil {
		return err
	}
	rows := append([][2]string{{"项目", "说明"}}, s.Meanings...)
	rows = slices.Insert(rows, 0, [2]string{s.Title + "填表说明", ""})
	for i, row := range rows {
		number := strconv.Itoa(i + 1)
		style := s.styles.body[Text]
		switch i {
		case 0:
			style = s.styles.title
		case 1:
			style = s.styles.head
		}
		err := errors.Join(s.book.SetCellStr(meaningsSheet, "A"+number, row[0]), s.book.SetCellStr(meaningsSheet, "B"+number, row[1]),
			s.book.SetRowHeight(meaningsSheet, i+1, lineHeight*lines(row[1], space(meaningsWidth))),
			s.book.SetCellStyle(meaningsSheet, "A"+number, "B"+number, style))
		if err != nil {
			return err
		}
	}
	return errors.Join(s.book.MergeCell(meaningsSheet, "A1", "B1"), s.book.SetRowHeight(meaningsSheet, 1, 36),
		s.book.SetColWidth(meaningsSheet, "A", "A", 22), s.book.SetColWidth(meaningsSheet, "B", "B", meaningsWidth), s.setPrint(meaningsSheet))
}
