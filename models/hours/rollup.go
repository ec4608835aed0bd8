package hours

import (
	"cmp"
	"database/sql"
	"maps"
	"slices"
	"strings"

	"practicestation/models"
)

// rollup (汇总) is a table that holds what the ledger comes to by the columns of its key: how much, and whom and what it counts. Every
// key begins with the station and has nothing but what a row of the ledger says by itself: the affiliation of a team and the
// category, platform and brand of an activity are looked up when read, so that a later change of them counts as it does for the
// rows of the ledger.
type rollup struct {
	table      string
	key        []string
	activities bool // that it keeps which activities it counts; one by activity needs no such column
}

// The rollups.
var (
	byDay       = rollup{"rollup_days", []string{"station_id", "served_on", "team_id", "activity_id", "kind"}, false}
	byMonth     = rollup{"rollup_months", []string{"station_id", "month", "kind"}, true}
	byTeamMonth = rollup{"rollup_team_months", []string{"station_id", "month", "team_id", "kind"}, true}
	rollups     = []rollup{byDay, byMonth, byTeamMonth}
)

// place is the key of a row of any rollup; what a rollup has no column for is empty.
type place struct {
	station  int64
	period   string
	team     int64
	activity int64
	kind     Kind
}

func (p place) compare(other place) int {
	return cmp.Or(cmp.Compare(p.station, other.station), cmp.Compare(p.period, other.period), cmp.Compare(p.team, other.team),
		cmp.Compare(p.activity, other.activity), cmp.Compare(p.kind, other.kind))
}

// placeOf is where the rollup counts a row of the ledger.
func (r rollup) placeOf(p *Posting) place {
	of := place{station: p.StationID, kind: p.Kind}
	for _, column := range r.key {
		switch column {
		case "served_on":
			of.period = string(p.ServedOn)
		case "month":
			of.period = monthOf(p.ServedOn)
		case "team_id":
			of.team = p.TeamID
		case "activity_id":
			of.activity = p.ActivityID
		}
	}
	return of
}

// values are those of the key's columns, in their order.
func (r rollup) values(of place) []any {
	all := map[string]any{
		"station_id": of.station, "served_on": of.period, "month": of.period, "team_id": of.team, "activity_id": of.activity, "kind": of.kind,
	}
	values := make([]any, len(r.key))
	for i, column := range r.key {
		values[i] = all[column]
	}
	return values
}

// monthOf is the month of a day, such as 2026-03.
func monthOf(day models.Date) string { return string(day[:7]) }

// tally is what a row of a rollup holds, or by how much it changes.
type tally struct {
	attendances, minutes int64
	people, activities   crowd
	spoilt               bool // read from bytes that are no crowd, at least not to their end
}

func (t *tally) isNothing() bool {
	return !t.spoilt && t.attendances == 0 && t.minutes == 0 && t.people.isEmpty() && t.activities.isEmpty()
}

// tallies are rows of one rollup.
type tallies map[place]*tally

// count adds what a row of the ledger says.
func (r rollup) count(all tallies, p *Posting) {
	of := r.placeOf(p)
	if all[of] == nil {
		all[of] = &tally{people: crowd{}, activities: crowd{}}
	}
	sum, attendance := all[of], p.attendance()
	sum.attendances, sum.minutes = sum.attendances+attendance, sum.minutes+p.Minutes
	sum.people[p.VolunteerID] += attendance
	if r.activities {
		sum.activities[p.ActivityID] += attendance
	}
}

// attendance is 1 for what is added, -1 for what is taken back.
func (p *Posting) attendance() int64 {
	if p.Movement == Reverse {
		return -1
	}
	return 1
}

// rollUp adds rows just posted to the rollups. The heads of their stations are held, and every row of a rollup belongs to one
// station: so no two units change the same row at once, and none waits for another here.
func rollUp(tx *models.Tx, postings []Posting) error {
	for _, r := range rollups {
		changes := tallies{}
		for i := range postings {
			r.count(changes, &postings[i])
		}
		// What was taken back and posted again alike changes nothing.
		maps.DeleteFunc(changes, func(_ place, change *tally) bool { return change.isNothing() })
		if err := r.add(tx, changes); err != nil {
			return err
		}
	}
	return nil
}

// rollupPage is how many rows one statement reads or writes.
const rollupPage = 100

// add puts changes on top of what the rows hold, many with one statement, in the order of the key. A row that comes to zero stays,
// and is read as none: to remove it would be one more statement for each reversal, and the next rebuild leaves it out.
func (r rollup) add(tx *models.Tx, changes tallies) error {
	for places := range slices.Chunk(slices.SortedFunc(maps.Keys(changes), place.compare), rollupPage) {
		held, err := r.at(tx, places)
		if err != nil {
			return err
		}
		for _, of := range places {
			if was := held[of]; was != nil {
				changes[of].add(was)
			}
		}
		if err := r.write(tx, places, changes); err != nil {
			return err
		}
	}
	return nil
}

func (t *tally) add(other *tally) {
	t.attendances, t.minutes = t.attendances+other.attendances, t.minutes+other.minutes
	t.people.add(other.people)
	t.activities.add(other.activities)
}

// write puts whole rows in the place of what was there.
func (r rollup) write(tx *models.Tx, places []place, all tallies) error {
	columns := append(slices.Clone(r.key), "attendances", "minutes", "people")
	if r.activities {
		columns = append(columns, "activities")
	}
	var values []any
	for _, of := range places {
		sum := all[of]
		values = append(append(values, r.values(of)...), sum.attendances, sum.minutes, sum.people.encode())
		if r.activities {
			values = append(values, sum.activities.encode())
		}
	}
	row := "(" + strings.Repeat("?, ", len(columns)-1) + "?)"
	statement := "REPLACE INTO " + r.table + " (" + strings.Join(columns, ", ") + ") VALUES " + strings.Repeat(row+", ", len(places)-1) + row
	return tx.DB.Exec(statement, values...).Error
}

// at reads the rows of some places.
func (r rollup) at(tx *models.Tx, places []place) (tallies, error) {
	row := "(" + strings.Join(r.key, " = ? AND ") + " = ?)"
	var values []any
	for _, of := range places {
		values = append(values, r.values(of)...)
	}
	return r.read(tx, strings.Repeat(row+" OR ", len(places)-1)+row, values...)
}

// read reads the rows that fit a condition.
func (r rollup) read(tx *models.Tx, where string, values ...any) (tallies, error) {
	columns := []string{"station_id", "", "0", "0", "kind", "attendances", "minutes", "people", "NULL"}
	for _, column := range r.key {
		switch column {
		case "served_on", "month":
			columns[1] = column
		case "team_id":
			columns[2] = column
		case "activity_id":
			columns[3] = column
		}
	}
	if r.activities {
		columns[8] = "activities"
	}
	rows, err := tx.DB.Raw("SELECT "+strings.Join(columns, ", ")+" FROM "+r.table+" WHERE "+where, values...).Rows()
	if err != nil {
		return nil, err
	}
	defer func() { _ = rows.Close() }()
	found := tallies{}
	for rows.Next() {
		var of place
		var held tally
		var people, activities sql.RawBytes
		if err := rows.Scan(&of.station, &of.period, &of.team, &of.activity, &of.kind, &held.attendances, &held.minutes, &people, &activities); err != nil {
			return nil, err
		}
		held.people, held.activities = decode(people), decode(activities)
		held.spoilt = !isExact(people) || !isExact(activities)
		found[of] = &held
	}
	return found, rows.Err()
}
