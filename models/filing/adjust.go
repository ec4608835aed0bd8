package filing

import (
	"slices"
	"time"

	"gorm.io/gorm"

	"practicestation/models"
	"practicestation/models/hours"
	"practicestation/models/organization"
)

// causesShown bounds the rows of the ledger that are named as causes.
const causesShown = 200

// stationsAtOnce keeps a condition with one part for each station below what a statement may have.
const stationsAtOnce = 200

// Adjustment (差异) is one figure that is not any more what was handed in. A figure that is not known, or whose row is gone, is nothing.
type Adjustment struct {
	RowID   string // empty for the total
	RowName string
	Column  Column
	Then    *float64
	Now     *float64
}

// Cause is a row that the ledger has got since: hours confirmed later, corrected or taken back.
type Cause struct {
	StationID   int64
	StationName string
	Sequence    int64
	Kind        hours.Kind
	Movement    hours.Movement
	Title       string
	ServedOn    models.Date
	Minutes     int64
	Reason      *string
	CreatedAt   time.Time
}

// Differences is what has changed since a report was handed in.
type Differences struct {
	FrozenAt    time.Time
	Adjustments []Adjustment
	Causes      []Cause
	MoreCauses  bool // there are more than are listed
}

// Compare counts a report that was handed in anew and says what differs, and which rows of the ledger have come since: hours
// explain most of it, and what else has changed is in the audit. It fails with ErrNotFound, ErrLive or ErrTooLong.
func Compare(tx *models.Tx, id int64) (*Differences, error) {
	current, of, err := find(tx, id)
	if err != nil {
		return nil, err
	}
	if current.IsLive() {
		return nil, ErrLive
	}
	kept, err := thaw(tx, current)
	if err != nil {
		return nil, err
	}
	now, err := live(tx, current.Kind, of, current.Period())
	if err != nil {
		return nil, err
	}
	found := &Differences{FrozenAt: *current.FrozenAt, Adjustments: kept.Table.differs(now)}
	found.Causes, err = causes(tx, of, current.Period(), kept.Ledger)
	if len(found.Causes) > causesShown {
		found.Causes, found.MoreCauses = found.Causes[:causesShown], true
	}
	return found, err
}

// differs lists the numbers that are different now, by the columns that were handed in.
func (t *Table) differs(now *Table) []Adjustment {
	var found []Adjustment
	compare := func(row, name string, then, today []Cell) {
		for i, column := range t.Columns {
			j := at(now.Columns, column.Key)
			if column.Kind == Text || column.Key == "serial" || j < 0 {
				continue
			}
			one := Adjustment{RowID: row, RowName: name, Column: column, Then: numberAt(then, i), Now: numberAt(today, j)}
			if !sameNumber(one.Then, one.Now) {
				found = append(found, one)
			}
		}
	}
	for _, row := range t.Rows {
		var today []Cell
		if i := slices.IndexFunc(now.Rows, func(r Row) bool { return r.ID == row.ID }); i >= 0 {
			today = now.Rows[i].Cells
		}
		compare(row.ID, row.name(), row.Cells, today)
	}
	for i, row := range now.Rows {
		if !slices.ContainsFunc(t.Rows, func(r Row) bool { return r.ID == row.ID }) {
			compare(row.ID, now.Rows[i].name(), nil, row.Cells)
		}
	}
	compare("", "合计", t.Total, now.Total)
	return found
}

func numberAt(cells []Cell, i int) *float64 {
	if i >= len(cells) {
		return nil
	}
	return cells[i].Number
}

func sameNumber(a, b *float64) bool {
	return a == b || a != nil && b != nil && *a == *b
}

// causes lists what the ledgers of the organization's stations have got behind where they ended, for services in the period.
func causes(tx *models.Tx, of *organization.Organization, period Period, ends map[int64]int64) ([]Cause, error) {
	var stations []int64
	if err := models.Within(tx.DB.Table("organizations"), "path", []string{of.Path}).Order("id").Pluck("id", &stations).Error; err != nil {
		return nil, err
	}
	var found []Cause
	for some := range slices.Chunk(stations, stationsAtOnce) {
		later := tx.DB.Where("1 = 0")
		for _, station := range some {
			later = later.Or("(l.station_id = ? AND l.sequence > ?)", station, ends[station])
		}
		var next []Cause
		err := ofLedger(tx).Where("l.served_on >= ? AND l.served_on < ?", period.StartsOn, period.End()).Where(later).
			Order("l.station_id, l.sequence").Limit(causesShown + 1 - len(found)).Scan(&next).Error
		if found = append(found, next...); err != nil || len(found) > causesShown {
			return found, err
		}
	}
	return found, nil
}

func ofLedger(tx *models.Tx) *gorm.DB {
	return tx.DB.Table("ledger AS l").
		Select("l.station_id, o.name AS station_name, l.sequence, l.kind, l.movement, a.title, l.served_on, l.minutes, l.reason, l.created_at").
		Joins("JOIN organizations AS o ON o.id = l.station_id").Joins("JOIN activities AS a ON a.id = l.activity_id")
}
