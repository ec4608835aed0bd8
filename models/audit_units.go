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

// checkUnits counts the lines of each unit: a unit is written whole, so one line that is taken out is missed by the others. On
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
	var counted []struct {
		Unit                        string
		Found, Numbers, Last, Whole int64
	}
	err := tx.DB.Table("audit_entries").Select("unit, COUNT(*) AS found, COUNT(DISTINCT unit_line) AS numbers, MAX(unit_line) AS last, MAX(unit_lines) AS whole").
		Where("unit IN (?)", units).Group("unit").Scan(&counted).Error
	if err != nil {
		return nil, err
	}
	wrong := map[string]string{}
	for _, unit := range counted {
		if unit.Found != unit.Whole || unit.Numbers != unit.Whole || unit.Last != unit.Whole {
			wrong[unit.Unit] = fmt.Sprintf("这次操作写下 %d 行留痕，现在有 %d 行", unit.Whole, unit.Found)
		}
	}
	for _, line := range lines {
		if line.Unit != nil && wrong[*line.Unit] != "" {
			return &Finding{Table: "audit_entries", Row: line.ID, Text: wrong[*line.Unit]}, nil
		}
	}
	return nil, nil //nolint:nilnil // every unit is whole
}
