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

// of gives the figures of the kind, to be filled.
func (c *Cell) of(kind Kind) *Figures {
	if kind == HonorKind {
		return &c.Honor
	}
	return &c.Credit
}

// Total (汇总统计) counts what the ledger says of the scope, by the groupings and once more over everything. The answer comes from the rollups
// in one statement, so all figures are of one state: whole months from the rollup by month, other days from that by day. People
// are counted, never added up: those of whole months from the rows of each person's months, those of other days, and all by
// category, brand or day, from an index of the ledger. Only cells with hours are given, in the order of their keys.
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
	answers := map[string]*Cell{}
	for rows.Next() {
		if err := readAnswer(rows, by, answers, &total); err != nil {
			return nil, Cell{}, err
		}
	}
	if len(by) == 0 {
		clear(answers) // the one cell is the total
	}
	for _, cell := range answers {
		cells = append(cells, *cell)
	}
	slices.SortFunc(cells, func(a, b Cell) int { return slices.Compare(a.Keys, b.Keys) })
	return cells, total, rows.Err()
}

// readAnswer adds one row of the statement to its cells, or to the total.
func readAnswer(rows *sql.Rows, by []Grouping, cells map[string]*Cell, total *Cell) error {
	var what, kind string
	var numbers [12]int64
	names, into := make([]sql.NullString, len(by)), []any{&what, &kind}
	for i := range numbers {
		into = append(into, &numbers[i])
	}
	for i := range names {
		into = append(into, &names[i])
	}
	if err := rows.Scan(into...); err != nil {
		return err
	}
	whole, keys := total.of(Kind(kind)), make([]string, len(by))
	for i, name := range names {
		keys[i] = by[i].key(name.String)
	}
	switch what {
	case allActivities:
		whole.Activities = numbers[0]
	case allPeople:
		whole.People = numbers[0]
	case sums:
		figures := cellAt(cells, keys).of(Kind(kind))
		figures.Attendances, figures.Minutes = figures.Attendances+numbers[0], figures.Minutes+numbers[1]
		whole.Attendances, whole.Minutes = whole.Attendances+numbers[0], whole.Minutes+numbers[1]
	case activities:
		cellAt(cells, keys).of(Kind(kind)).Activities = numbers[0]
	case people:
		cellAt(cells, keys).of(Kind(kind)).People = numbers[0]
	case peopleOfYear:
		for i, number := range numbers {
			if number > 0 {
				cellAt(cells, []string{by[0].partOf(names[0].String, i)}).of(Kind(kind)).People = number
			}
		}
	}
	return nil
}

func cellAt(cells map[string]*Cell, keys []string) *Cell {
	path := strings.Join(keys, "\x00")
	if cells[path] == nil {
		cells[path] = &Cell{Keys: keys}
	}
	return cells[path]
}
