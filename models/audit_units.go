package models

import (
	"context"
	"fmt"
)

// unitLine is a line of the audit, with its unit.
type unitLine struct {
	ID        int64
	Unit      *string
	UnitLine  *int64
	UnitLines *int64
}

// checkUnits looks at the lines of each unit: a unit is written whole and in order, so one line that is taken out or moved is
// missed by the others. On
// SQLite, where a number that was taken back is given again, the rows' numbers have no gap either.
func checkUnits(ctx context.Context, db *DB, progress func(int64)) (seen int64, found *Finding, err error) {
	given := int64(0)
	for after := int64(0); ; {
		var lines []unitLine
		err = db.Read(ctx, SystemActor("verify"), func(tx *Tx) error {
			if after == 0 && tx.DB.Name() == string(SQLite) {
				if err := tx.DB.Raw("SELECT COALESCE(MAX(seq), 0) FROM sqlite_sequence WHERE name = 'audit_entries'").Scan(&given).Error; err != nil {
					return err
				}
			}
			err := tx.DB.Table("audit_entries").Select("id, unit, unit_line, unit_lines").Where("id > ?", after).Order("id").Limit(auditPage).Scan(&lines).Error
			if err != nil || len(lines) == 0 {
				return err
			}
			found, err = examineUnits(tx, lines)
			return err
		})
		if err != nil || found != nil {
			return seen, found, err
		}
		for _, line := range lines {
			if given > 0 && line.ID != after+1 {
				return seen, &Finding{Table: "audit_entries", Row: line.ID, Text: fmt.Sprintf("编号 %d 到 %d 的留痕不见了", after+1, line.ID-1)}, nil
			}
			after, seen = line.ID, seen+1
		}
		if len(lines) == 0 {
			if given > after {
				found = &Finding{Table: "audit_entries", Row: given, Text: fmt.Sprintf("编号 %d 到 %d 的留痕不见了", after+1, given)}
			}
			return seen, found, nil
		}
		progress(seen)
	}
}

// examineUnits says which of the lines is the first whose unit is not there as a whole.
func examineUnits(tx *Tx, lines []unitLine) (*Finding, error) {
	var units []string
	for _, line := range lines {
		if line.Unit != nil && (len(units) == 0 || units[len(units)-1] != *line.Unit) {
			units = append(units, *line.Unit)
		}
	}
	if len(units) == 0 {
		return nil, nil //nolint:nilnil // rows from before units were numbered
	}
	var all []unitLine
	err := tx.DB.Table("audit_entries").Select("id, unit, unit_line, unit_lines").Where("unit IN (?)", units).Order("id").Scan(&all).Error
	if err != nil {
		return nil, err
	}
	ofUnit := map[string][]unitLine{}
	for _, line := range all {
		ofUnit[*line.Unit] = append(ofUnit[*line.Unit], line)
	}
	oneWriter := tx.DB.Name() == string(SQLite)
	wrong := map[string]string{}
	for unit, lines := range ofUnit {
		wrong[unit] = unlikeWritten(lines, oneWriter)
	}
	for _, line := range lines {
		if line.Unit != nil && wrong[*line.Unit] != "" {
			return &Finding{Table: "audit_entries", Row: line.ID, Text: wrong[*line.Unit]}, nil
		}
	}
	return nil, nil //nolint:nilnil // every unit is whole
}

// unlikeWritten says what is wrong with the lines of one unit, by id: they are all there, in the order in which they were
// written, and with one writer nothing stands between them.
func unlikeWritten(lines []unitLine, oneWriter bool) string {
	found, whole, ordered := int64(len(lines)), int64(0), true
	for i, line := range lines {
		if line.UnitLines != nil {
			whole = max(whole, *line.UnitLines)
		}
		ordered = ordered && line.UnitLine != nil && *line.UnitLine == int64(i+1)
	}
	switch {
	case found != whole:
		return fmt.Sprintf("这次操作写下 %d 行留痕，现在有 %d 行", whole, found)
	case !ordered:
		return "这次操作的留痕不是写下时的次序"
	case oneWriter && lines[found-1].ID-lines[0].ID+1 != found:
		return "这次操作的留痕之间夹着别的操作的留痕"
	}
	return ""
}
