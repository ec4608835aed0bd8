package hours

import (
	"cmp"
	"maps"
	"slices"
	"strings"

	"practicestation/models"
)

// rollup (汇总) is a table that holds the sums of the ledger by the columns of its key. Every key begins with the station and has
// nothing but what a row of the ledger says by itself: the affiliation of a team and the category and brand of an activity
// are looked up when read, so that a later change of them counts as it does for the rows of the ledger.
type rollup struct {
	table string
	key   []string
}

// The rollups. People are counted from the last one and never added up.
var (
	byDay    = rollup{"rollup_days", []string{"station_id", "served_on", "team_id", "activity_id", "kind"}}
	byMonth  = rollup{"rollup_months", []string{"station_id", "month", "team_id", "kind"}}
	byPerson = rollup{"rollup_people", []string{"station_id", "month", "volunteer_id", "team_id", "kind"}}
	rollups  = []rollup{byDay, byMonth, byPerson}
)

// recipe makes the rows of one station from the ledger: what a rebuild writes, and what a check compares with.
func (r rollup) recipe() string {
	columns, group := slices.Clone(r.key), slices.Clone(r.key)
	if at := slices.Index(r.key, "month"); at >= 0 {
		columns[at], group[at] = "SUBSTR(served_on, 1, 7) AS month", "SUBSTR(served_on, 1, 7)"
	}
	return "SELECT " + strings.Join(columns, ", ") + ", " + attended + " AS attendances, SUM(minutes) AS minutes FROM ledger WHERE station_id = ? GROUP BY " +
		strings.Join(group, ", ") + " HAVING " + attended + " <> 0 OR SUM(minutes) <> 0"
}

// attended counts the attendances of rows of the ledger: what was taken back is none.
const attended = "SUM(CASE movement WHEN 'add' THEN 1 ELSE -1 END)"

// place is the key of a row of any rollup; what a rollup has no column for is empty.
type place struct {
	station   int64
	period    string
	volunteer int64
	team      int64
	activity  int64
	kind      Kind
}

func (p place) compare(other place) int {
	return cmp.Or(cmp.Compare(p.station, other.station), cmp.Compare(p.period, other.period), cmp.Compare(p.volunteer, other.volunteer),
		cmp.Compare(p.team, other.team), cmp.Compare(p.activity, other.activity), cmp.Compare(p.kind, other.kind))
}

// placeOf is where the rollup counts a row of the ledger.
func (r rollup) placeOf(p *Posting) place {
	of := place{station: p.StationID, team: p.TeamID, kind: p.Kind}
	for _, column := range r.key {
		switch column {
		case "served_on":
			of.period = string(p.ServedOn)
		case "month":
			of.period = monthOf(p.ServedOn)
		case "volunteer_id":
			of.volunteer = p.VolunteerID
		case "activity_id":
			of.activity = p.ActivityID
		}
	}
	return of
}

// values are those of the key's columns, in their order.
func (r rollup) values(of place) []any {
	all := map[string]any{
		"station_id": of.station, "served_on": of.period, "month": of.period, "volunteer_id": of.volunteer, "team_id": of.team,
		"activity_id": of.activity, "kind": of.kind,
	}
	values := make([]any, len(r.key))
	for i, column := range r.key {
		values[i] = all[column]
	}
	return values
}

// monthOf is the month of a day, such as 2026-03.
func monthOf(day models.Date) string { return string(day[:7]) }

// tally is by how much a row of a rollup changes.
type tally struct{ attendances, minutes int64 }

// rollUp adds rows just posted to the rollups. The heads of their stations are held, and every row of these rollups belongs to one
// station: so no two units write the same row at once, and none waits for another here. The rows of a person's years come last.
func rollUp(tx *models.Tx, postings []Posting) error {
	for _, r := range rollups {
		changes := map[place]tally{}
		for i := range postings {
			of := r.placeOf(&postings[i])
			sum := changes[of]
			changes[of] = tally{sum.attendances + postings[i].attendance(), sum.minutes + postings[i].Minutes}
		}
		// What was taken back and posted again alike changes nothing.
		maps.DeleteFunc(changes, func(_ place, change tally) bool { return change == tally{} })
		if err := r.add(tx, changes); err != nil {
			return err
		}
	}
	return rollUpYears(tx, postings)
}

// attendance is 1 for what is added, -1 for what is taken back.
func (p *Posting) attendance() int64 {
	if p.Movement == Reverse {
		return -1
	}
	return 1
}

// rollupPage is how many rows one statement writes.
const rollupPage = 200

// add writes changes in the order of the key, many with one statement. A row that comes to zero stays, and is read as none: to
// remove it would be one more statement for each reversal, and the next rebuild leaves it out.
func (r rollup) add(tx *models.Tx, changes map[place]tally) error {
	for places := range slices.Chunk(slices.SortedFunc(maps.Keys(changes), place.compare), rollupPage) {
		var values []any
		for _, of := range places {
			values = append(append(values, r.values(of)...), changes[of].attendances, changes[of].minutes)
		}
		row := "(" + strings.Repeat("?, ", len(r.key)+1) + "?)"
		statement := r.insert() + " VALUES " + strings.Repeat(row+", ", len(places)-1) + row + tx.Adding(r.key, "attendances", "minutes")
		if err := tx.DB.Exec(statement, values...).Error; err != nil {
			return err
		}
	}
	return nil
}

func (r rollup) insert() string {
	return "INSERT INTO " + r.table + " (" + strings.Join(r.key, ", ") + ", attendances, minutes)"
}
