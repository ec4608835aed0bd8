package activity

import (
	"time"

	"gorm.io/gorm"

	"practicestation/models"
	"practicestation/models/brand"
	"practicestation/models/hours"
	"practicestation/models/organization"
)

// WasHeld (已举办) is the one answer to whether an activity a took place by an instant, its only argument: it was published
// and not called off, it has ended, and somebody has served at it.
const WasHeld = "(a.status = 'published' AND a.ends_at <= ? AND EXISTS (SELECT 1 FROM sign_ups AS s WHERE s.activity_id = a.id AND s.status = 'completed'))"

// EndedWithin is which activities a belong to the days [from, to), its two arguments: an activity is of the day on which it ends, as the
// hours of a night shift are, so that no month has the one without the other.
const EndedWithin = "(a.ends_at >= ? AND a.ends_at < ?)"

// ErrPlanned refuses to link an activity a second time: it would count twice.
var ErrPlanned = models.DefineError(models.Conflict, "activity_planned", "活动已列入计划", "这个活动已经列入另一个计划项，请先从那里移出。")

// BrandFigures is what was held under a brand.
type BrandFigures struct {
	BrandID     int64
	ThisMonth   int64
	ThisYear    int64
	Total       int64
	Attendances int64 // 人次, as statistics count it: confirmed entries
}

// HeldUnder counts what was held under each of the brands until now, by the day on which it ended; a brand without any is left out.
// Everybody may know these figures: they name nobody.
func HeldUnder(tx *models.Tx, brandIDs []int64) (map[int64]BrandFigures, error) {
	today := tx.Now.In(tx.Zone)
	month := time.Date(today.Year(), today.Month(), 1, 0, 0, 0, 0, tx.Zone)
	year := time.Date(today.Year(), time.January, 1, 0, 0, 0, 0, tx.Zone)
	ids := append([]int64{0}, brandIDs...)
	held := tx.DB.Table("activities AS a").Select(`a.brand_id, SUM(CASE WHEN a.ends_at >= ? THEN 1 ELSE 0 END) AS this_month,
		SUM(CASE WHEN a.ends_at >= ? THEN 1 ELSE 0 END) AS this_year, COUNT(*) AS total`, month.UTC(), year.UTC()).
		Where("a.brand_id IN (?) AND "+WasHeld, ids, tx.Now).Group("a.brand_id")
	served := tx.DB.Table("activities AS a").Joins("JOIN entries AS e ON e.activity_id = a.id AND e.status = ?", hours.Confirmed).
		Select("a.brand_id, COUNT(*) AS attendances").Where("a.brand_id IN (?)", ids).Group("a.brand_id")
	var rows []BrandFigures
	err := tx.DB.Table("brands AS b").Joins("LEFT JOIN (?) AS h ON h.brand_id = b.id", held).Joins("LEFT JOIN (?) AS s ON s.brand_id = b.id", served).
		Select(`b.id AS brand_id, COALESCE(h.this_month, 0) AS this_month, COALESCE(h.this_year, 0) AS this_year, COALESCE(h.total, 0) AS total,
			COALESCE(s.attendances, 0) AS attendances`).
		Where("b.id IN (?) AND (h.total > 0 OR s.attendances > 0)", ids).Scan(&rows).Error
	figures := make(map[int64]BrandFigures, len(rows))
	for _, row := range rows {
		figures[row.BrandID] = row
	}
	return figures, err
}

// mayCarry fails with ErrInvalid when the activity is to have another brand, and its station may not carry it. A brand
// that has been delisted since may stay.
func mayCarry(tx *models.Tx, current *Activity, brandID *int64) error {
	if brandID == nil || same(current.BrandID, brandID) {
		return nil
	}
	station, err := models.Find[organization.Organization](tx, current.StationID, organization.ErrNotFound)
	if err != nil {
		return err
	}
	return brand.Check(tx, *brandID, station.Path)
}

// CarryOut links an activity in any state to the item of a monthly plan that it carries out, or to none. Who may plan the
// activity may do so. It fails with ErrNotFound, ErrPermission or ErrPlanned.
func CarryOut(tx *models.Tx, id int64, itemID *int64) (*Activity, error) {
	current, err := findToManage(tx, id, models.PlanActivities)
	if err != nil {
		return nil, err
	}
	if itemID != nil && current.PlanItemID != nil {
		return nil, ErrPlanned
	}
	change := map[string]any{"plan_item_id": itemID}
	if err := tx.UpdateVersion(current, id, current.Version, change); err != nil {
		return nil, models.ConflictAt(err, current.Version)
	}
	tx.Audit(models.AuditEntry{
		Action: "activity.carry_out", Subject: "activity", SubjectID: id, OrganizationID: current.StationID,
		Before: map[string]any{"plan_item_id": current.PlanItemID}, After: change,
	})
	return models.Find[Activity](tx, id, ErrNotFound)
}

// PlannedActivity is of an activity what planned against held needs, and no more is read.
type PlannedActivity struct {
	Listed `gorm:"embedded"`
	Held   bool
}

// OfPlanItems finds the activities that carry out the items that the statement selects, by start.
func OfPlanItems(tx *models.Tx, items *gorm.DB) (map[int64][]PlannedActivity, error) {
	var found []PlannedActivity
	err := withHeld(tx).Where("a.plan_item_id IN (?)", items).Order("a.starts_at, a.id").Scan(&found).Error
	byItem := map[int64][]PlannedActivity{}
	for _, one := range found {
		byItem[*one.PlanItemID] = append(byItem[*one.PlanItemID], one)
	}
	return byItem, err
}

// withHeld reads activities a, each with whether it was held.
func withHeld(tx *models.Tx) *gorm.DB {
	return tx.DB.Table("activities AS a").Select("a.id, a.station_id, a.title, a.starts_at, a.ends_at, a.status, a.pending_entries, a.decided_entries, "+
		"a.plan_item_id, "+present+" AS present, "+WasHeld+" AS held", tx.Now)
}

// HeldOrCancelled finds what ended in [from, to) at the stations below the paths and was held, or was called off.
func HeldOrCancelled(tx *models.Tx, paths []string, from, to time.Time) ([]PlannedActivity, error) {
	stations := models.Within(tx.DB.Table("organizations").Select("id"), "path", paths)
	var found []PlannedActivity
	err := tx.DB.Table("(?) AS a", withHeld(tx).Where(EndedWithin+" AND a.station_id IN (?)", from, to, stations)).
		Where("a.held OR a.status = ?", Cancelled).Order("a.starts_at, a.id").Scan(&found).Error
	return found, err
}
