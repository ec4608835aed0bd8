package hours

import (
	"slices"
	"strconv"
	"strings"

	"practicestation/models"
)

// question makes the one statement that reads the rollups of a scope.
type question struct {
	scope    Scope
	stations string // in the scope: a list of numbers lets the database look up each station's days in the keys
	by       []Grouping
	parts    []string
	values   []any
}

// locate finds the places of the scope, if there are any.
func (q *question) locate(tx *models.Tx) (found bool, err error) {
	var places []int64
	err = models.Within(tx.DB.Table("organizations"), "path", q.scope.Paths).Order("id").Pluck("id", &places).Error
	list := make([]string, len(places)) // written out, for a statement takes so many values only
	for i, place := range places {
		list[i] = strconv.FormatInt(place, 10)
	}
	q.stations = strings.Join(list, ", ")
	return len(places) > 0, err
}

// statement reads whole months from the rollups by month, and other days, and what a month does not tell, from that by day.
func (q *question) statement() (string, []any) {
	first, end, edges := wholeMonths(q.scope.From, q.scope.To)
	switch {
	case q.needs(PerCategory, PerPlatform, PerBrand, PerDay):
		edges = []stretch{{q.scope.From, q.scope.To}}
	case first >= end:
	case q.needs(PerTeam, PerAffiliation):
		q.add(byTeamMonth, first, end)
	default:
		q.add(byMonth, first, end)
	}
	for _, edge := range edges {
		q.add(byDay, string(edge.from), string(edge.to))
	}
	return strings.Join(q.parts, " UNION ALL "), q.values
}

func (q *question) needs(some ...Grouping) bool {
	return slices.ContainsFunc(q.by, func(g Grouping) bool { return slices.Contains(some, g) })
}

// add reads the rows of a rollup from one period to before another: of which kind, of which activity or activities, how much,
// of whom, and the keys.
func (q *question) add(from rollup, since, until string) {
	period, month, activity, activities := "r.month", "r.month", "0", "r.activities"
	if !from.activities {
		period, month, activity, activities = "r.served_on", "SUBSTR(r.served_on, 1, 7)", "r.activity_id", "NULL"
	}
	columns, joins := "r.kind, "+activity+", "+activities+", r.attendances, r.minutes, r.people", ""
	for _, grouping := range q.by {
		columns += ", " + grouping.expression(month)
		if join := q.join(grouping); !strings.Contains(joins, join) {
			joins += join
		}
	}
	where := " WHERE r.station_id IN (" + q.stations + ") AND " + period + " >= ? AND " + period + " < ? AND r.attendances <> 0"
	q.values = append(q.values, since, until)
	if q.scope.Kind != "" {
		where, q.values = where+" AND r.kind = ?", append(q.values, q.scope.Kind)
	}
	q.parts = append(q.parts, "SELECT "+columns+" FROM "+from.table+" AS r"+joins+where)
}

// stretch is the days in [from, to).
type stretch struct{ from, to models.Date }

// wholeMonths are the months that lie in [from, to) with all of their days, as [first, end), and the days besides them.
func wholeMonths(from, to models.Date) (first, end string, edges []stretch) {
	begin, last := firstDay(from), firstDay(to)
	if begin < from {
		begin = firstDay(begin.Plus(31))
	}
	if begin >= last {
		return "", "", []stretch{{from, to}}
	}
	if from < begin {
		edges = append(edges, stretch{from, begin})
	}
	if last < to {
		edges = append(edges, stretch{last, to})
	}
	return monthOf(begin), monthOf(last), edges
}

func firstDay(day models.Date) models.Date { return models.Date(monthOf(day) + "-01") }
