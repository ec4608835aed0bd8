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
	return slices.ContainsFunc(q.by, func(g Grouping) bool { return g == PerCategory || g == PerBrand || g == PerDay })
}

// source is a table to count from: its rows have the names that the keys use.
type source struct {
	query  string
	values []any
}

func (q *question) sums(from source) {
	if from.query != "" {
		q.add(sums, "SUM(r.attendances), SUM(r.minutes)", from, q.by)
	}
}

func (q *question) count(what, distinct string, from source, by []Grouping) {
	q.add(what, "COUNT(DISTINCT "+distinct+"), 0", from, by)
}

// countPeople counts the people of the cells and of the total: everywhere and in whole months from the rollup by year, if it can.
func (q *question) countPeople(first, end string, edges []stretch) {
	who, years := q.people(first, end, edges), q.everywhere && !q.fine() && len(edges) == 0
	switch {
	case years && len(q.by) == 1 && slices.Contains([]Grouping{PerMonth, PerQuarter, PerYear}, q.by[0]):
		q.addYears(first, end)
	case len(q.by) > 0:
		q.count(people, "r.volunteer_id", who, q.by)
	}
	if years {
		who = q.anyYear(first, end)
	}
	q.count(allPeople, "r.volunteer_id", who, nil)
}

// add writes one part: what it counts, of which kind, two numbers, and the keys, which the total leaves empty.
func (q *question) add(what, numbers string, from source, by []Grouping) {
	columns, group, joins := "", "r.kind", ""
	for _, grouping := range by {
		columns += ", " + grouping.expression()
		group += ", " + grouping.expression()
		if join := grouping.join(); !strings.Contains(joins, join) {
			joins += join
		}
	}
	columns = strings.Repeat(", 0", 10) + columns + strings.Repeat(", NULL", len(q.by)-len(by))
	q.parts = append(q.parts, "SELECT '"+what+"', r.kind, "+numbers+columns+" FROM ("+from.query+") AS r"+joins+" GROUP BY "+group)
	q.values = append(q.values, from.values...)
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

// people are the rows from which people are counted: of each person's whole months, and of the ledger for other days and for
// what a month does not tell. There, who was added and taken back is nobody.
func (q *question) people(first, end string, edges []stretch) source {
	if q.fine() {
		return q.served([]stretch{{q.scope.From, q.scope.To}})
	}
	var whole source
	if first < end {
		where, values := q.where()
		whole = source{
			"SELECT station_id, team_id, month, volunteer_id, kind FROM rollup_people WHERE " + where + " AND month >= ? AND month < ? AND attendances <> 0",
			append(values, first, end),
		}
	}
	if len(edges) == 0 {
		return whole
	}
	others := q.served(edges)
	if whole.query == "" {
		return others
	}
	return source{
		whole.query + " UNION ALL SELECT station_id, team_id, month, volunteer_id, kind FROM (" + others.query + ") AS others",
		append(whole.values, others.values...),
	}
}

// served are the people of some days by the ledger, each with what they served at.
func (q *question) served(days []stretch) source {
	where, values := q.where()
	limits := make([]string, len(days))
	for i, one := range days {
		limits[i] = "(served_on >= ? AND served_on < ?)"
		values = append(values, one.from, one.to)
	}
	return source{
		"SELECT station_id, team_id, activity_id, served_on, SUBSTR(served_on, 1, 7) AS month, volunteer_id, kind FROM ledger WHERE " + where +
			" AND (" + strings.Join(limits, " OR ") + ") GROUP BY station_id, served_on, volunteer_id, team_id, activity_id, kind HAVING " + attended + " <> 0",
		values,
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

// expression is the key of a row, from the names of a source and of what join adds.
func (g Grouping) expression() string {
	switch g {
	case PerStation:
		return "r.station_id"
	case PerTeam:
		return "r.team_id"
	case PerAffiliation:
		return "t.affiliation"
	case PerCategory:
		return "a.category"
	case PerBrand:
		return "COALESCE(a.brand_id, 0)"
	case PerDay:
		return "r.served_on"
	case PerQuarter: // a number such as 20261, for the databases join texts in different ways
		return "SUBSTR(r.month, 1, 4) * 10 + CASE WHEN SUBSTR(r.month, 6, 2) <= '03' THEN 1 WHEN SUBSTR(r.month, 6, 2) <= '06' THEN 2" +
			" WHEN SUBSTR(r.month, 6, 2) <= '09' THEN 3 ELSE 4 END"
	case PerYear:
		return "SUBSTR(r.month, 1, 4)"
	}
	return "r.month"
}

// join adds what the key needs besides the source.
func (g Grouping) join() string {
	switch g {
	case PerAffiliation:
		return " JOIN teams AS t ON t.id = r.team_id"
	case PerCategory, PerBrand:
		return " JOIN activities AS a ON a.id = r.activity_id"
	}
	return ""
}

// partOf is the key of the month, the quarter or the year that is so many after the first of a year.
func (g Grouping) partOf(year string, place int) string {
	switch g {
	case PerMonth:
		return fmt.Sprintf("%s-%02d", year, place+1)
	case PerQuarter:
		return fmt.Sprintf("%sQ%d", year, place+1)
	}
	return year
}

// key is the key as people write it.
func (g Grouping) key(text string) string {
	if g == PerQuarter && len(text) == 5 {
		return text[:4] + "Q" + text[4:]
	}
	return text
}
