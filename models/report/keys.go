package report

import (
	"slices"
	"strconv"
	"strings"
	"time"

	"gorm.io/gorm"

	"practicestation/models"
	"practicestation/models/organization"
)

// nowhere is the key of what has no row of its own: an activity without a platform or brand, a plan that is of no station or team.
const nowhere = "none"

// keyOf is the key of a group: nothing is a row too.
func keyOf(id *string) string {
	if id == nil || *id == "" {
		return nowhere
	}
	return *id
}

// columns say where a statement has what the dimensions group by.
type columns struct{ place, team, category, platform, brand, day string }

var (
	ofEntries = columns{"e.station_id", "e.team_id", "a.category", "a.platform", "a.brand_id", "e.served_on"}
	ofFacts   = columns{place: "x.place_id", team: "x.team_id", category: "x.category", platform: "x.platform", brand: "x.brand_id"}
)

// key adds to a statement what the dimension joins, and gives the expression that it groups by.
func (q Query) key(tx *models.Tx, query *gorm.DB, paths []string, in columns) (*gorm.DB, string) {
	switch q.Dimension {
	case ByOrganization:
		return query.Joins("JOIN (?) AS branch ON branch.organization_id = "+in.place, branches(tx, paths)), "branch.id"
	case ByStation:
		join := "LEFT JOIN organizations AS station ON station.id = " + in.place + " AND station.level = ?"
		return query.Joins(join, organization.Station), "station.id"
	case ByTeam:
		return query, in.team
	case ByAffiliation:
		return query.Joins("LEFT JOIN teams AS host ON host.id = " + in.team), "host.affiliation"
	case ByCategory:
		return query, in.category
	case ByPlatform:
		return query, in.platform
	case ByBrand:
		return query, in.brand
	case ByMonth:
		return query, "SUBSTR(" + in.day + ", 1, 7)"
	case ByQuarter:
		month := "SUBSTR(" + in.day + ", 6, 2)"
		return query, "CONCAT(SUBSTR(" + in.day + ", 1, 4), CASE WHEN " + month + " <= '03' THEN '-Q1' WHEN " + month + " <= '06' THEN '-Q2' WHEN " +
			month + " <= '09' THEN '-Q3' ELSE '-Q4' END)"
	case ByYear:
		return query, "SUBSTR(" + in.day + ", 1, 4)"
	}
	return query, "NULL"
}

// tops are the organizations of the paths that lie below no other of them.
func tops(paths []string) []int64 {
	var ids []int64
	for i, path := range paths {
		below := slices.ContainsFunc(paths, func(other string) bool { return other != path && strings.HasPrefix(path, other) })
		if below || slices.Contains(paths[:i], path) {
			continue
		}
		parts := strings.Split(strings.Trim(path, "/"), "/")
		id, _ := strconv.ParseInt(parts[len(parts)-1], 10, 64)
		ids = append(ids, id)
	}
	return ids
}

// branches says of each organization in the scope to which row it belongs: that of the child of a top which it lies below, or that
// of the top itself.
func branches(tx *models.Tx, paths []string) *gorm.DB {
	top := append([]int64{0}, tops(paths)...)
	return tx.DB.Raw(`SELECT d.id AS organization_id, c.id AS id FROM organizations AS c JOIN organizations AS d ON SUBSTR(d.path, 1, LENGTH(c.path)) = c.path
		WHERE c.parent_id IN (?) UNION ALL SELECT r.id, r.id FROM organizations AS r WHERE r.id IN (?)`, top, top)
}

// period is a row of a dimension of time: its days within the query's.
type period struct {
	Row
	days span
}

// isTime reports whether the dimension parts the days.
func (d Dimension) isTime() bool { return slices.Contains(periodic(), d) }

// periods are the rows of the query's dimension of time.
func (q Query) periods() []period {
	months := map[Dimension]int{ByMonth: 1, ByQuarter: 3, ByYear: 12}[q.Dimension]
	day := q.From.In(time.UTC)
	first := time.Date(day.Year(), (day.Month()-1)/time.Month(months)*time.Month(months)+1, 1, 0, 0, 0, 0, time.UTC)
	var rows []period
	for ; models.DateOf(first, time.UTC) < q.To; first = first.AddDate(0, months, 0) {
		days := span{max(q.From, models.DateOf(first, time.UTC)), min(q.To, models.DateOf(first.AddDate(0, months, 0), time.UTC))}
		rows = append(rows, period{q.Dimension.rowAt(first), days})
	}
	return rows
}

// rowAt names the row that begins on the day.
func (d Dimension) rowAt(first time.Time) Row {
	year := strconv.Itoa(first.Year())
	switch d {
	case ByYear:
		return Row{ID: year, Name: year + "年"}
	case ByQuarter:
		quarter := int(first.Month()-1)/3 + 1
		return Row{ID: year + "-Q" + strconv.Itoa(quarter), Name: year + "年第" + string([]rune("一二三四")[quarter-1]) + "季度"}
	}
	return Row{ID: first.Format("2006-01"), Name: year + "年" + strconv.Itoa(int(first.Month())) + "月"}
}
