// Package report counts what was done (统计), lays the figures out as the sheets that offices hand in, and makes them into
// files as background work (导出).
package report

import (
	"slices"
	"time"

	"gorm.io/gorm"

	"practicestation/models"
	"practicestation/models/hours"
	"practicestation/models/organization"
)

// Dimension (统计口径) is what the figures are split by.
type Dimension string

// The dimensions.
const (
	ByOrganization Dimension = "organizations"
	ByStation      Dimension = "stations"
	ByTeam         Dimension = "teams"
	ByAffiliation  Dimension = "affiliations"
	ByCategory     Dimension = "categories"
	ByPlatform     Dimension = "platforms"
	ByBrand        Dimension = "brands"
	ByMonth        Dimension = "months"
	ByQuarter      Dimension = "quarters"
	ByYear         Dimension = "years"
)

// Dimensions lists all of them.
func Dimensions() []Dimension {
	return []Dimension{ByOrganization, ByStation, ByTeam, ByAffiliation, ByCategory, ByPlatform, ByBrand, ByMonth, ByQuarter, ByYear}
}

// longestYears bounds a period: five years are enough for any report, and the months of one stay a sheet.
const longestYears = 5

// Query says what to count: confirmed hours served on a day in [From, To), of one organization and what is below it, or
// of the actor's whole scope.
type Query struct {
	Dimension      Dimension
	From, To       models.Date
	OrganizationID int64 // 0: wherever the actor may read statistics
}

// Figures are the four numbers of a report. People are counted once each, so they do not add up across rows, and neither
// do activities by month.
type Figures struct {
	Activities  int64 // 活动场次
	People      int64 // 人数
	Attendances int64 // 人次
	Minutes     int64 // 服务时长
}

// Row is the figures of one station, team, affiliation, category or month. Home is where it belongs: a station's
// institute, a team's organization.
type Row struct {
	ID   string
	Name string
	Home string
	Figures
}

// Statistics counts by the query's dimension, and once more over everything: the total is no sum of the rows.
// It fails with ErrPermission or ErrInvalid.
func Statistics(tx *models.Tx, query Query) (rows []Row, total Figures, err error) {
	paths, err := query.scope(tx)
	if err != nil {
		return nil, Figures{}, err
	}
	counted, total, err := query.count(tx, paths)
	if err != nil {
		return nil, Figures{}, err
	}
	rows, err = query.rows(tx, paths, counted)
	return rows, total, err
}

// scope lists the paths below which to count.
func (q Query) scope(tx *models.Tx) ([]string, error) {
	paths, err := organization.Scope(tx, models.ReadStatistics, q.OrganizationID)
	if err != nil {
		return nil, err
	}
	return paths, q.faults().Err()
}

func (q Query) faults() models.Faults {
	var faults models.Faults
	if !slices.Contains(Dimensions(), q.Dimension) {
		faults.Add("dimension", "enum", "没有这个统计口径。")
	}
	return append(faults, periodFaults(q.From, q.To)...)
}

// periodFaults says what is wrong with a period by itself.
func periodFaults(from, to models.Date) models.Faults {
	var faults models.Faults
	first, fromFits := models.ParseDate(string(from))
	end, toFits := models.ParseDate(string(to))
	if !fromFits {
		faults.Add("from", "format", "起始日期要写成 2026-11-01 这样的日期。")
	}
	if !toFits {
		faults.Add("to", "format", "终止日期要写成 2026-12-01 这样的日期。")
	}
	switch {
	case !fromFits || !toFits:
	case end <= first:
		faults.Add("to", "order", "终止日期不含当天，要晚于起始日期。")
	case end > models.DateOf(first.In(time.UTC).AddDate(longestYears, 0, 0), time.UTC):
		faults.Add("to", "range", "一次最多统计 5 年，请缩短期间。")
	}
	return faults
}

// entries is the base of the detail: what is confirmed, in the period, in the scope.
func entries(tx *models.Tx, from, to models.Date, paths []string) *gorm.DB {
	stations := models.Within(tx.DB.Table("organizations").Select("id"), "path", paths)
	return tx.DB.Table("entries AS e").Where("e.status = ? AND e.served_on >= ? AND e.served_on < ?", hours.Confirmed, from, to).
		Where("e.station_id IN (?)", stations)
}

// groupings is by what the ledger's totals split each dimension.
var groupings = map[Dimension]hours.Grouping{
	ByOrganization: hours.PerOrganization, ByStation: hours.PerStation, ByTeam: hours.PerTeam, ByAffiliation: hours.PerAffiliation,
	ByCategory: hours.PerCategory, ByPlatform: hours.PerPlatform, ByBrand: hours.PerBrand,
	ByMonth: hours.PerMonth, ByQuarter: hours.PerQuarter, ByYear: hours.PerYear,
}

// count groups and totals attended hours.
func (q Query) count(tx *models.Tx, paths []string) (map[string]Figures, Figures, error) {
	scope := hours.Scope{Paths: paths, From: q.From, To: q.To, Kind: hours.CreditKind}
	cells, total, err := hours.Total(tx, scope, groupings[q.Dimension])
	counted := map[string]Figures{}
	for _, cell := range cells {
		counted[keyOf(&cell.Keys[0])] = Figures(cell.Credit)
	}
	return counted, Figures(total.Credit), err
}
