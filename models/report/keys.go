package report

import (
	"slices"
	"strconv"
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

// key adds to a statement over facts x what the dimension joins, and gives the expression that it groups by. A dimension of time has
// none: its periods are counted one by one.
func (q Query) key(tx *models.Tx, query *gorm.DB, paths []string) (*gorm.DB, string) {
	switch q.Dimension {
	case ByOrganization:
		return query.Joins("JOIN (?) AS branch ON branch.organization_id = x.place_id", tx.DB.Raw(organization.Branches(paths))), "branch.id"
	case ByStation:
		join := "LEFT JOIN organizations AS station ON station.id = x.place_id AND station.level = ?"
		return query.Joins(join, organization.Station), "station.id"
	case ByTeam:
		return query, "x.team_id"
	case ByAffiliation:
		return query.Joins("LEFT JOIN teams AS host ON host.id = x.team_id"), "host.affiliation"
	case ByCategory:
		return query, "x.category"
	case ByPlatform:
		return query, "x.platform"
	case ByBrand:
		return query, "x.brand_id"
	case ByMonth, ByQuarter, ByYear:
	}
	return query, "NULL"
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
