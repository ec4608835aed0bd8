package hours

import (
	"fmt"
	"slices"

	"practicestation/models/organization"
)

// expression is the key of a row, from the names of a source and of what join adds. Texts of teams and activities are slow to sort
// by, and go by a number: the id of the first one that has them.
func (g Grouping) expression() string {
	switch g {
	case PerOrganization:
		return "b.id"
	case PerStation:
		return "r.station_id"
	case PerTeam:
		return "r.team_id"
	case PerAffiliation:
		return "t.affiliation"
	case PerCategory:
		return "a.category"
	case PerPlatform:
		return "a.platform"
	case PerBrand:
		return "a.brand_id"
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

// join adds what the key needs besides the source. What is looked up for each row is joined from the left, so that the database
// goes through the rows and not through all activities.
func (q *question) join(g Grouping) (string, []any) {
	switch g {
	case PerOrganization:
		return " JOIN (" + organization.Branches(q.scope.Paths) + ") AS b ON b.organization_id = r.station_id", nil
	case PerAffiliation:
		return " LEFT JOIN (SELECT id" + q.firsts(PerAffiliation) + " FROM teams) AS t ON t.id = r.team_id", nil
	case PerCategory, PerPlatform, PerBrand:
		of := q.days(q.scope.From, q.scope.To)
		return " LEFT JOIN (SELECT id, brand_id" + q.firsts(PerCategory) + q.firsts(PerPlatform) + " FROM activities WHERE id IN (SELECT activity_id FROM (" +
			of.query + ") AS held)) AS a ON a.id = r.activity_id", of.values
	}
	return "", nil
}

// firsts is the column with the first of all that have the same text, if the question is by it.
func (q *question) firsts(g Grouping) string {
	if !slices.Contains(q.by, g) {
		return ""
	}
	return ", FIRST_VALUE(id) OVER (PARTITION BY " + string(g) + " ORDER BY id) AS " + string(g)
}

// name is what a key stands for.
func (g Grouping) name(key string) string {
	switch g {
	case PerAffiliation:
		return "(SELECT named.affiliation FROM teams AS named WHERE named.id = " + key + ")"
	case PerCategory:
		return "(SELECT named.category FROM activities AS named WHERE named.id = " + key + ")"
	case PerPlatform:
		return "(SELECT named.platform FROM activities AS named WHERE named.id = " + key + ")"
	}
	return key
}

// partOf is the key of the month, the quarter or the year that is so many after the first of a year.
func (g Grouping) partOf(year string, place int) string {
	switch g {
	case PerMonth:
		return fmt.Sprintf("%s-%02d", year, place+1)
	case PerQuarter:
		return fmt.Sprintf("%s-Q%d", year, place+1)
	}
	return year
}

// key is the key as people write it.
func (g Grouping) key(text string) string {
	if g == PerQuarter && len(text) == 5 {
		return text[:4] + "-Q" + text[4:]
	}
	return text
}
