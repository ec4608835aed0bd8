package filing

import (
	"errors"
	"fmt"
	"strconv"
)

// addSummary adds the first sheet: the report itself, with notes and the line to sign; a number leads to the sheet of
// the place. A name with a link would not be broken into lines by every program.
func (b *workbook) addSummary() error {
	if err := b.book.SetSheetName("Sheet1", summarySheet); err != nil {
		return err
	}
	s, err := b.newSheet(summarySheet, b.title(b.Table.Unit), b.columns, false)
	if err != nil {
		return err
	}
	for _, row := range b.Table.Rows {
		line := s.next
		if err := s.writeBody(row.Cells); err != nil {
			return err
		}
		if target, there := b.sheets[row.OrganizationID]; there {
			if err := s.link("A"+strconv.Itoa(line), target, b.styles.link); err != nil {
				return err
			}
		}
	}
	if err := s.writeTotal(b.Table.Total); err != nil {
		return err
	}
	for _, note := range b.notes() {
		if err := s.writeLine(note, b.styles.note, lineHeight); err != nil {
			return err
		}
	}
	return s.writeLine(b.signatures(), b.styles.facts, 40)
}

// link lets a cell lead to the beginning of a sheet.
func (s *sheet) link(at, target string, style int) error {
	return errors.Join(s.book.SetCellHyperLink(s.name, at, quoted(target)+"!A1", "Location"), s.book.SetCellStyle(s.name, at, at, style))
}

// addPlaces adds a sheet for each organization: what of the list is its own, or of the report where there is no list.
func (b *workbook) addPlaces() error {
	for _, place := range b.Table.Places {
		columns, rows := b.columns, b.Table.Rows
		if len(b.detailColumns) > 0 {
			columns, rows = b.detailColumns, b.Table.Details
		}
		s, err := b.newSheet(b.sheets[place.ID], b.title(place.Name), columns, false)
		if err != nil {
			return err
		}
		if err := s.writePlace(place.ID, rows); err != nil {
			return err
		}
	}
	return nil
}

func (s *sheet) writePlace(place int64, rows []Row) error {
	var own []Row
	for _, row := range rows {
		if row.OrganizationID != place {
			continue
		}
		row.Cells = append([]Cell{whole(int64(len(own) + 1))}, row.Cells[1:]...)
		own = append(own, row)
		if err := s.writeBody(row.Cells); err != nil {
			return err
		}
	}
	if len(s.Table.DetailColumns) > 0 {
		if err := s.writeTotal(sum(s.columns, own)); err != nil {
			return err
		}
	}
	back := s.next
	if err := s.writeLine("返回汇总", s.styles.facts, lineHeight); err != nil {
		return err
	}
	return s.link("A"+strconv.Itoa(back), summarySheet, s.styles.back)
}

// sum adds the numbers of a list up, which only lists allow: each row of theirs is one thing.
func sum(columns []Column, rows []Row) []Cell {
	total := make([]Cell, len(columns))
	for i, column := range columns {
		if column.Kind == Text || i == 0 {
			continue
		}
		added := 0.0
		for _, row := range rows {
			if number := row.Cells[i].Number; number != nil {
				added += *number
			}
		}
		total[i] = Cell{Number: &added}
	}
	total[0] = Cell{Text: fmt.Sprintf("合计（%d 行）", len(rows))}
	return total
}

// addDetails adds the whole list behind the report.
func (b *workbook) addDetails() error {
	if len(b.Table.DetailColumns) == 0 {
		return nil
	}
	s, err := b.newSheet(detailSheet, b.title(b.Table.Unit)+detailSheet, b.detailColumns, true)
	if err != nil {
		return err
	}
	for _, row := range b.Table.Details {
		if err := s.writeBody(row.Cells); err != nil {
			return err
		}
	}
	if err := s.writeTotal(sum(b.Table.DetailColumns, b.Table.Details)); err != nil {
		return err
	}
	return s.stream.Flush()
}
