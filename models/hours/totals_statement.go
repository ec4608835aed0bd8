package hours

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

	"practicestation/models"
)

// What a row of the statement counts.
const (
	sums          = "sums"
	activities    = "activities"
	people        = "people"
	allActivities = "all activities"
	allPeople     = "all people"
	peopleOfYear  = "people of a year" // twelve numbers: of its months, quarters or of itself
)

// question makes the one statement that totals a scope.
type question struct {
	scope      Scope
	stations   string // in the scope: a list of numbers lets the database look up each station's days in the keys
	everywhere bool   // the scope is the whole installation
	by         []Grouping
	parts      []string
	values     []any
}

// locate finds the places of the scope, if there are any.
func (q *question) locate(tx *models.Tx) (found bool, err error) {
	var places []int64
	if err := models.Within(tx.DB.Table("organizations"), "path", q.scope.Paths).Order("id").Pluck("id", &places).Error; err != nil {
		return false, err
	}
	var all int64
	if err := tx.DB.Table("organizations").Count(&all).Error; err != nil {
		return false, err
	}
	list := make([]string, len(places)) // written out, for a statement takes so many values only
	for i, place := range places {
		list[i] = strconv.FormatInt(place, 10)
	}
	q.stations, q.everywhere = strings.Join(list, ", "), len(places) == int(all)
	return len(places) > 0, nil
}

func (q *question) statement() (string, []any) {
	days := q.days(q.scope.From, q.scope.To)
	first, end, edges := wholeMonths(q.scope.From, q.scope.To)
	if q.fine() {
		q.sums(days)
	} else {
		q.sums(q.months(first, end))
		for _, edge := range edges {
			q.sums(q.days(edge.from, edge.to))
		}
	}
	if len(q.by) > 0 {
		q.count(activities, "r.activity_id", days, q.by)
	}
	q.count(allActivities, "r.activity_id", days, nil)
	q.countPeople(first, end, edges)
	return strings.Join(q.parts, " UNION ALL "), q.values
}

// fine says that the rollups by month cannot answer: they know no activity and no day.
func (q *question) fine() bool {
	return slices.ContainsFunc(q.by, func(g Grouping) bool {
		return slices.Contains([]Grouping{PerCategory, PerPlatform, PerBrand, PerDay}, g)
	})
}

// source is a table to count from: its rows have the names that the keys use.
type source struct {
	query  string
	values []any
}

func (q *question) sums(from source) {
	if from.query != "" {
		q.add(sums, "SUM(r.attendances) AS first, SUM(r.minutes) AS second", from, q.by)
	}
}

func (q *question) count(what, distinct string, from source, by []Grouping) {
	q.add(what, "COUNT(DISTINCT "+distinct+") AS first, 0 AS second", from, by)
}

// countPeople counts the people of the cells and of the total: everywhere and in whole months from the rollup by year, if it can.
func (q *question) countPeople(first, end string, edges []stretch) {
	years := q.everywhere && len(edges) == 0
	switch {
	case len(q.by) == 0:
	case q.fine():
		q.countServed(people, q.served([]stretch{{q.scope.From, q.scope.To}}), q.by)
	case years && len(q.by) == 1 && slices.Contains([]Grouping{PerMonth, PerQuarter, PerYear}, q.by[0]):
		q.addYears(first, end)
	default:
		q.countMonths(people, first, end, edges, q.by)
	}
	if years {
		q.count(allPeople, "r.volunteer_id", q.anyYear(first, end), nil)
		return
	}
	q.countMonths(allPeople, first, end, edges, nil)
}

// countMonths counts people by the rows of each person's whole months and, for other days, by the ledger.
func (q *question) countMonths(what, first, end string, edges []stretch, by []Grouping) {
	if len(edges) == 0 {
		q.count(what, "r.volunteer_id", q.peopleOf(first, end), by)
		return
	}
	from := q.served(edges)
	if first < end {
		const columns = "station_id, team_id, month, volunteer_id, kind, attendances"
		whole := q.peopleOf(first, end)
		from = source{whole.query + " UNION ALL SELECT " + columns + " FROM (" + from.query + ") AS others", append(whole.values, from.values...)}
	}
	q.countServed(what, from, by)
}

// countServed counts people by rows of the ledger, which also take back: who was added and taken back is nobody.
func (q *question) countServed(what string, from source, by []Grouping) {
	keys := keysOf(by)
	each, values := q.grouped("SUM(r.attendances) AS served", from, by, ", r.volunteer_id")
	q.write(what, "SELECT kind, COUNT(*) AS first, 0 AS second"+keys+" FROM ("+each+" HAVING served <> 0) AS each_person GROUP BY kind"+keys, values, by)
}

// add counts one part with two numbers, by the kind and by the keys, which the total leaves empty.
func (q *question) add(what, numbers string, from source, by []Grouping) {
	counted, values := q.grouped(numbers, from, by, "")
	q.write(what, counted, values, by)
}

// keysOf are the columns of the keys.
func keysOf(by []Grouping) (columns string) {
	for i := range by {
		columns += fmt.Sprintf(", key%d", i)
	}
	return columns
}

// grouped groups the rows of a source by kind and keys, and further.
func (q *question) grouped(numbers string, from source, by []Grouping, further string) (string, []any) {
	columns, group, joins, values := "", "r.kind", "", slices.Clone(from.values)
	for i, grouping := range by {
		columns += fmt.Sprintf(", %s AS key%d", grouping.expression(), i)
		group += ", " + grouping.expression()
		if join, needed := q.join(grouping); !strings.Contains(joins, join) {
			joins, values = joins+join, append(values, needed...)
		}
	}
	return "SELECT r.kind, " + numbers + columns + " FROM (" + from.query + ") AS r" + joins + " GROUP BY " + group + further, values
}

// write adds a part to the statement: what it counts, of which kind, twelve numbers of which it has two, and the names of the keys.
func (q *question) write(what, counted string, values []any, by []Grouping) {
	names := ""
	for i, grouping := range by {
		names += ", " + grouping.name(fmt.Sprintf("key%d", i))
	}
	names += strings.Repeat(", NULL", len(q.by)-len(by))
	q.parts = append(q.parts, "SELECT '"+what+"', kind, first, second"+strings.Repeat(", 0", 10)+names+" FROM ("+counted+") AS counted")
	q.values = append(q.values, values...)
}

// where limits a source to the stations, the kind and what counts.
func (q *question) where() (string, []any) {
	if q.scope.Kind == "" {
		return "station_id IN (" + q.stations + ")", nil
	}
	return "station_id IN (" + q.stations + ") AND kind = ?", []any{q.scope.Kind}
}

func (q *question) days(from, to models.Date) source {
	where, values := q.where()
	return source{
		"SELECT station_id, team_id, activity_id, served_on, SUBSTR(served_on, 1, 7) AS month, kind, attendances, minutes FROM rollup_days WHERE " +
			where + " AND served_on >= ? AND served_on < ? AND attendances <> 0", append(values, from, to),
	}
}

func (q *question) months(first, end string) source {
	if first >= end {
		return source{}
	}
	where, values := q.where()
	return source{
		"SELECT station_id, team_id, month, kind, attendances, minutes FROM rollup_months WHERE " + where +
			" AND month >= ? AND month < ? AND attendances <> 0", append(values, first, end),
	}
}

// peopleOf are the rows of each person's months in [first, end).
func (q *question) peopleOf(first, end string) source {
	where, values := q.where()
	return source{
		"SELECT station_id, team_id, month, volunteer_id, kind, attendances FROM rollup_people WHERE " + where +
			" AND month >= ? AND month < ? AND attendances <> 0", append(values, first, end),
	}
}

// served are the rows of the ledger on some days.
func (q *question) served(days []stretch) source {
	where, values := q.where()
	limits := make([]string, len(days))
	for i, one := range days {
		limits[i] = "(served_on >= ? AND served_on < ?)"
		values = append(values, one.from, one.to)
	}
	return source{
		"SELECT station_id, team_id, activity_id, served_on, SUBSTR(served_on, 1, 7) AS month, volunteer_id, kind," +
			" CASE movement WHEN 'add' THEN 1 ELSE -1 END AS attendances FROM ledger WHERE " + where + " AND (" + strings.Join(limits, " OR ") + ")", values,
	}
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
