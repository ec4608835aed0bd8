package hours

import (
	"strconv"

	"practicestation/models/organization"
)

// expression is the key of a row, from its columns and from what join adds.
func (g Grouping) expression(month string) string {
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
	}
	return month
}

// join adds what the key needs besides the rollup. It is joined from the left, so that the database goes through the rows of the period
// and looks up: it would rather begin with the activities or the places, and read all years of each.
func (q *question) join(g Grouping) string {
	switch g {
	case PerOrganization:
		return " LEFT JOIN (" + organization.Branches(q.scope.Paths) + ") AS b ON b.organization_id = r.station_id"
	case PerAffiliation:
		return " LEFT JOIN teams AS t ON t.id = r.team_id"
	case PerCategory, PerPlatform, PerBrand:
		return " LEFT JOIN activities AS a ON a.id = r.activity_id"
	}
	return ""
}

// key is the key as people write it: a quarter and a year are made of a month.
func (g Grouping) key(text string) string {
	switch g {
	case PerYear:
		return text[:4]
	case PerQuarter:
		return text[:4] + "-Q" + strconv.Itoa((monthNumber(text)+2)/3)
	}
	return text
}

// monthNumber is 1 to 12 of a month such as 2026-03.
func monthNumber(month string) int { return int(month[5]-'0')*10 + int(month[6]-'0') }
