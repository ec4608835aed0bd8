package plan

import (
	"maps"
	"math"
	"slices"
	"time"

	"gorm.io/gorm"

	"practicestation/models"
	"practicestation/models/activity"
	"practicestation/models/organization"
)

// longestProgress bounds how many months one answer shows.
const longestProgress = 12

// ProgressQuery says which months, the last one included, and which organization with what is below it, or the actor's
// whole scope.
type ProgressQuery struct {
	From, To       Month
	OrganizationID int64
}

// Figures are planned against held (计划执行情况), each with one meaning:
//   - Planned (计划项): items of approved plans of the month, the organization's own and its teams'.
//   - Made (已安排活动): activities that carry out these items, in whatever state and month.
//   - CarriedOut (已落实计划项): items of which at least one activity was held in the month that they were planned for.
//   - Held (举办场次): activities that were held at the station and ended in the month, planned or not.
//   - Cancelled (取消场次): activities at the station that were to begin in the month and were called off.
type Figures struct {
	Planned    int64
	Made       int64
	CarriedOut int64
	Held       int64
	Cancelled  int64
}

// Rate is the on-plan rate (计划落实率): carried out by planned, from 0 to 1 with four decimals; nothing when nothing was
// planned.
func (f Figures) Rate() *float64 {
	if f.Planned == 0 {
		return nil
	}
	rate := math.Round(float64(f.CarriedOut)/float64(f.Planned)*10_000) / 10_000
	return &rate
}

func (f *Figures) add(other Figures) {
	f.Planned += other.Planned
	f.Made += other.Made
	f.CarriedOut += other.CarriedOut
	f.Held += other.Held
	f.Cancelled += other.Cancelled
}

// carriedOut is, as SQL, whether an item i was carried out in one month, by that month's first instant, its end and now: one of
// its activities began in it and was held.
const carriedOut = "EXISTS (SELECT 1 FROM activities AS a WHERE a.plan_item_id = i.id AND a.starts_at >= ? AND a.starts_at < ? AND " + activity.WasHeld + ")"

// CarriedOut (已落实) is, as SQL with its arguments, whether an item i of a plan p of one of the months from the first to the last
// was carried out in the month that it was planned for.
func CarriedOut(tx *models.Tx, first, last Month) (statement string, arguments []any) {
	statement = "CASE p.month"
	for month := first; month <= last; month = month.Plus(1) {
		statement += " WHEN ? THEN " + carriedOut
		arguments = append(arguments, month, month.In(tx.Zone), month.Plus(1).In(tx.Zone), tx.Now)
	}
	if len(arguments) == 0 {
		return "0", nil
	}
	return statement + " END", arguments
}

// ProgressRow is one organization in one month, with what the figures are made of.
type ProgressRow struct {
	OrganizationID   int64
	OrganizationName string
	Month            Month
	Figures
	PlanIDs      []int64 // the approved plans
	HeldIDs      []int64 // activities
	CancelledIDs []int64
}

// Progress is planned against held: a row for each station and month, and for an organization above where it had plans;
// the sum of each month, and of all.
type Progress struct {
	Rows   []ProgressRow
	Months []MonthFigures
	Total  Figures
}

// MonthFigures is the sum over all organizations of one month.
type MonthFigures struct {
	Month Month
	Figures
}

// Compare puts what was planned beside what was held. It fails with ErrPermission or ErrInvalid.
func Compare(tx *models.Tx, query ProgressQuery) (*Progress, error) {
	paths, err := query.scope(tx)
	if err != nil {
		return nil, err
	}
	tally := tally{rows: map[cell]*ProgressRow{}, zone: tx.Zone}
	if err := tally.countPlanned(tx, query, paths); err != nil {
		return nil, err
	}
	found, err := activity.HeldOrCancelled(tx, paths, query.From.In(tx.Zone), query.To.Plus(1).In(tx.Zone))
	if err != nil {
		return nil, err
	}
	tally.countHeld(found)
	return tally.progress(tx, query, paths)
}

// scope lists the paths below which to count.
func (q ProgressQuery) scope(tx *models.Tx) ([]string, error) {
	paths, err := organization.Scope(tx, models.ReadStatistics, q.OrganizationID)
	if err != nil {
		return nil, err
	}
	return paths, q.faults().Err()
}

func (q ProgressQuery) faults() models.Faults {
	var faults models.Faults
	_, fromFits := ParseMonth(string(q.From))
	_, toFits := ParseMonth(string(q.To))
	if !fromFits {
		faults.Add("from_month", "format", "起始月份要写成 2026-03 这样。")
	}
	if !toFits {
		faults.Add("to_month", "format", "终止月份要写成 2026-03 这样。")
	}
	switch {
	case !fromFits || !toFits:
	case q.To < q.From:
		faults.Add("to_month", "order", "终止月份不能早于起始月份。")
	case q.To >= q.From.Plus(longestProgress):
		faults.Add("to_month", "range", "一次最多看 12 个月，请缩短期间。")
	}
	return faults
}

// cell is where a figure belongs.
type cell struct {
	organization int64
	month        Month
}

// tally collects the figures of each organization and month.
type tally struct {
	rows map[cell]*ProgressRow
	zone *time.Location
}

func (t *tally) at(organizationID int64, month Month) *ProgressRow {
	key := cell{organizationID, month}
	if t.rows[key] == nil {
		t.rows[key] = &ProgressRow{OrganizationID: organizationID, Month: month}
	}
	return t.rows[key]
}

// countPlanned counts the items of approved plans, each with the activities that carry it out.
func (t *tally) countPlanned(tx *models.Tx, query ProgressQuery, paths []string) error {
	var items []struct {
		ID, PlanID, OrganizationID int64
		Month                      Month
		CarriedOut                 bool
	}
	done, arguments := CarriedOut(tx, query.From, query.To)
	planned := func(columns string, values ...any) *gorm.DB {
		within := models.Within(tx.DB.Table("organizations").Select("id"), "path", paths)
		return tx.DB.Table("plan_items AS i").Select(columns, values...).Joins("JOIN plans AS p ON p.id = i.plan_id").
			Where("p.status = ? AND p.month >= ? AND p.month <= ? AND p.organization_id IN (?)", Approved, query.From, query.To, within)
	}
	if err := planned("i.id, i.plan_id, p.organization_id, p.month, "+done+" AS carried_out", arguments...).Order("i.plan_id, i.position").Scan(&items).Error; err != nil {
		return err
	}
	activities, err := activity.OfPlanItems(tx, planned("i.id"))
	if err != nil {
		return err
	}
	for _, item := range items {
		row := t.at(item.OrganizationID, item.Month)
		if row.Planned++; !slices.Contains(row.PlanIDs, item.PlanID) {
			row.PlanIDs = append(row.PlanIDs, item.PlanID)
		}
		row.Made += int64(len(activities[item.ID]))
		if item.CarriedOut {
			row.CarriedOut++
		}
	}
	return nil
}

// countHeld counts what took place and what was called off, by the month in which it ended.
func (t *tally) countHeld(found []activity.PlannedActivity) {
	for _, one := range found {
		row := t.at(one.StationID, MonthOf(one.EndsAt, t.zone))
		if one.Held {
			row.Held++
			row.HeldIDs = append(row.HeldIDs, one.ID)
			continue
		}
		row.Cancelled++
		row.CancelledIDs = append(row.CancelledIDs, one.ID)
	}
}

// progress lays the rows out by organization, in the order of the stations in every report, and by month.
func (t *tally) progress(tx *models.Tx, query ProgressQuery, paths []string) (*Progress, error) {
	var places []organization.Organization
	err := models.Within(tx.DB, "path", paths).Order("region_code IS NULL, region_code, id").Find(&places).Error
	if err != nil {
		return nil, err
	}
	months := map[Month]*MonthFigures{}
	whole := &Progress{}
	for month := query.From; month <= query.To; month = month.Plus(1) {
		months[month] = &MonthFigures{Month: month}
	}
	for _, place := range places {
		for _, month := range slices.Sorted(maps.Keys(months)) {
			row := t.rows[cell{place.ID, month}]
			if row == nil && place.Level != organization.Station {
				continue
			}
			if row == nil {
				row = &ProgressRow{OrganizationID: place.ID, Month: month}
			}
			row.OrganizationName = place.Name
			whole.Rows = append(whole.Rows, *row)
			months[month].add(row.Figures)
			whole.Total.add(row.Figures)
		}
	}
	for _, month := range slices.Sorted(maps.Keys(months)) {
		whole.Months = append(whole.Months, *months[month])
	}
	return whole, nil
}
