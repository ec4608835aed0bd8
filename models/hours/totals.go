package hours

import (
	"database/sql"
	"slices"
	"strings"

	"practicestation/models"
)

// Grouping (分组) is what totals are split by.
type Grouping string

// The groupings. A key of a cell is an id, a code, the name of a category, 2026-03-01, 2026-03, 2026-Q1 or 2026; that of no platform or
// brand is empty. By organization, the hours of a place go to the child of the scope's top below which it lies, or to the top itself.
const (
	PerOrganization Grouping = "organization"
	PerStation      Grouping = "station"
	PerTeam         Grouping = "team"
	PerAffiliation  Grouping = "affiliation"
	PerCategory     Grouping = "category"
	PerPlatform     Grouping = "platform"
	PerBrand        Grouping = "brand"
	PerDay          Grouping = "day"
	PerMonth        Grouping = "month"
	PerQuarter      Grouping = "quarter"
	PerYear         Grouping = "year"
)

// Scope says which hours to total: those of the ledger served on a day in [From, To), at what is on or below one of the paths.
type Scope struct {
	Paths    []string
	From, To models.Date
	Kind     Kind // empty: both kinds, each apart
}

// Figures (统计数字) of one kind of hours. Activities and people are counted once each, so neither adds up across cells.
type Figures struct {
	Activities  int64 // with hours that count
	People      int64
	Attendances int64 // added, less those taken back
	Minutes     int64
}

// Cell is the figures of one combination of keys, each kind of hours apart.
type Cell struct {
	Keys          []string // one for each grouping, in its order; none for the total
	Credit, Honor Figures
}

// Total (汇总统计) counts what the ledger says of the scope, by the groupings and once more over everything. The answer comes from the rollups
// in one statement, so all figures are of one state: whole months from those by month, other days from that by day. Activities and
// people are counted, never added up. Only cells with hours are given, in the order of their keys.
func Total(tx *models.Tx, scope Scope, by ...Grouping) (cells []Cell, total Cell, err error) {
	asked := &question{scope: scope, by: by}
	if found, err := asked.locate(tx); err != nil || !found || scope.From >= scope.To {
		return nil, Cell{}, err
	}
	statement, values := asked.statement()
	rows, err := tx.DB.Raw(statement, values...).Rows()
	if err != nil {
		return nil, Cell{}, err
	}
	defer func() { _ = rows.Close() }()
	whole, parts, line := &count{}, map[string]*count{}, newRollupLine(by)
	for rows.Next() {
		if err := rows.Scan(line.into...); err != nil {
			return nil, Cell{}, err
		}
		part := parts[line.path()]
		if part == nil {
			part = &count{keys: line.keys()}
			parts[line.path()] = part
		}
		line.countInto(whole, part)
	}
	for _, part := range parts {
		if len(by) > 0 { // without groupings the one part is the total
			cells = append(cells, part.cell())
		}
	}
	slices.SortFunc(cells, func(a, b Cell) int { return slices.Compare(a.Keys, b.Keys) })
	return cells, whole.cell(), rows.Err()
}

// rollupLine is where one row of the statement is read to.
type rollupLine struct {
	by                             []Grouping
	kind                           Kind
	activity, attendances, minutes int64
	activities, people             sql.RawBytes
	names                          []sql.NullString
	into                           []any
}

func newRollupLine(by []Grouping) *rollupLine {
	line := &rollupLine{by: by, names: make([]sql.NullString, len(by))}
	line.into = []any{&line.kind, &line.activity, &line.activities, &line.attendances, &line.minutes, &line.people}
	for i := range line.names {
		line.into = append(line.into, &line.names[i])
	}
	return line
}

func (l *rollupLine) keys() []string {
	keys := make([]string, len(l.by))
	for i, name := range l.names {
		keys[i] = l.by[i].key(name.String)
	}
	return keys
}

func (l *rollupLine) path() string { return strings.Join(l.keys(), "\x00") }

// countInto counts the row in several counts, and reads its crowds once.
func (l *rollupLine) countInto(counts ...*count) {
	for _, c := range counts {
		sums := c.of(l.kind)
		sums.attendances, sums.minutes = sums.attendances+l.attendances, sums.minutes+l.minutes
		if l.activity != 0 {
			sums.activities.add(l.activity)
		}
	}
	for id := range inCrowd(l.people) {
		for _, c := range counts {
			c.of(l.kind).people.add(id)
		}
	}
	for id := range inCrowd(l.activities) {
		for _, c := range counts {
			c.of(l.kind).activities.add(id)
		}
	}
}

// count is a cell that is being counted.
type count struct {
	keys          []string
	credit, honor counted
}

// counted are figures while people and activities are still known one by one.
type counted struct {
	attendances, minutes int64
	people, activities   distinct
}

func (c *count) of(kind Kind) *counted {
	if kind == HonorKind {
		return &c.honor
	}
	return &c.credit
}

func (c *count) cell() Cell {
	return Cell{Keys: c.keys, Credit: c.credit.figures(), Honor: c.honor.figures()}
}

func (c *counted) figures() Figures {
	return Figures{Activities: c.activities.count(), People: c.people.count(), Attendances: c.attendances, Minutes: c.minutes}
}
