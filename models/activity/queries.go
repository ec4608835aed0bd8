package activity

import (
	"slices"
	"time"

	"gorm.io/gorm"

	"practicestation/models"
	"practicestation/models/organization"
)

// Listed is an activity with the names of its station and team, and how many have checked in and not out.
type Listed struct {
	Activity    `gorm:"embedded"`
	StationName string
	StationPath string
	TeamName    string
	VenueName   *string
	LeaderName  *string
	Present     int64
	RiskNotice  string // the text that is shown now; empty without one
}

// StatusAt is Activity.StatusAt for who reads it: as long as somebody may still check out, the last entry is yet to come.
func (l *Listed) StatusAt(now time.Time, settings models.Settings) Status {
	status := l.Activity.StatusAt(now)
	if status == Closed && l.Present > 0 && now.Before(l.EndsAt.Add(settings.CheckInMargin)) {
		return Ended
	}
	return status
}

// present counts who has checked in and not out.
const present = "(SELECT COUNT(*) FROM sign_ups AS s WHERE s.activity_id = a.id AND s.status = 'checked_in')"

// listed joins outwards although station and team are always there: so the databases walk the activities by their start
// and stop at the page's end, instead of sorting all of them.
func listed(tx *models.Tx) *gorm.DB {
	return tx.DB.Table("activities AS a").
		Select("a.*, o.name AS station_name, o.path AS station_path, t.name AS team_name, " + present + " AS present, COALESCE(n.notice, '') AS risk_notice, " +
			"v.name AS venue_name, l.name AS leader_name").
		Joins("LEFT JOIN organizations AS o ON o.id = a.station_id").Joins("LEFT JOIN teams AS t ON t.id = a.team_id").
		Joins("LEFT JOIN risk_notices AS n ON n.id = a.risk_notice_id").
		Joins("LEFT JOIN venues AS v ON v.id = a.venue_id").Joins("LEFT JOIN accounts AS l ON l.id = a.leader_account_id")
}

// draftScope is the condition for activities that the actor may see before they are public.
func draftScope(tx *models.Tx) *gorm.DB {
	return models.Within(tx.DB, "o.path", tx.Actor.Paths(models.ReadDrafts)).Or("a.team_id IN (?)", append([]int64{0}, tx.Actor.LedTeams...))
}

// Find finds an activity that the actor may see: any that is public, drafts only in the own scope. A withdrawn one has
// left the public; who has signed up for it once still sees what became of it. It fails with ErrNotFound.
func Find(tx *models.Tx, id int64) (*Listed, error) {
	public := tx.DB.Where("a.published_at IS NOT NULL AND (a.status <> ? OR EXISTS (SELECT 1 FROM sign_ups AS s WHERE s.activity_id = a.id AND s.volunteer_id = ?))",
		Withdrawn, tx.Actor.VolunteerID)
	var found Listed
	err := listed(tx).Where("a.id = ?", id).Where(public.Or(draftScope(tx))).Take(&found).Error
	if models.IsMissing(err) {
		return nil, ErrNotFound
	}
	return &found, err
}

// Filter narrows a list of activities; From and To find those that overlap [From, To).
type Filter struct {
	StationID, TeamID   int64
	BrandID, PlanItemID int64
	Below               string // the path of an organization: only what its stations hold
	Mine                bool   // only where the actor is signed up, or was until the organizer called it off
	SeriesID            int64
	Category            string
	Status              Status
	From, To            time.Time
}

// List lists the activities that the actor may see, by start. It fails with ErrInvalid.
func List(tx *models.Tx, filter Filter, page models.Page) (models.Paged[Listed], error) {
	if err := models.CheckPeriod(filter.From, filter.To); err != nil {
		return models.Paged[Listed]{}, err
	}
	return models.Fetch(filtered(tx, filter), page, models.Order[Listed]{
		TimeColumn: "a.starts_at", IDColumn: "a.id",
		Time: func(a *Listed) time.Time { return a.StartsAt }, ID: func(a *Listed) int64 { return a.ID },
	})
}

// ListFirst lists the first activities of a List without its pages: at most as many as the limit.
func ListFirst(tx *models.Tx, filter Filter, limit int) ([]Listed, error) {
	var found []Listed
	err := filtered(tx, filter).Order("a.starts_at").Order("a.id").Limit(limit).Find(&found).Error
	return found, err
}

// filtered finds what the actor may see of what the filter wants.
func filtered(tx *models.Tx, filter Filter) *gorm.DB {
	visible := tx.DB.Where("a.published_at IS NOT NULL AND a.status <> ?", Withdrawn)
	if tx.Actor.CanSomewhere(models.ReadDrafts) {
		visible = visible.Or(draftScope(tx))
	}
	query := listed(tx).Where(visible)
	if filter.StationID != 0 {
		query = query.Where("a.station_id = ?", filter.StationID)
	}
	if filter.TeamID != 0 {
		query = query.Where("a.team_id = ?", filter.TeamID)
	}
	if filter.BrandID != 0 {
		query = query.Where("a.brand_id = ?", filter.BrandID)
	}
	if filter.PlanItemID != 0 {
		query = query.Where("a.plan_item_id = ?", filter.PlanItemID)
	}
	if filter.Below != "" {
		query = models.Within(query, "o.path", []string{filter.Below})
	}
	if filter.Mine {
		query = query.Where("EXISTS (SELECT 1 FROM sign_ups AS m WHERE m.activity_id = a.id AND m.volunteer_id = ? AND (m.live = 1 OR m.status = ?))",
			tx.Actor.VolunteerID, CancelledByOrganizer)
	}
	if filter.SeriesID != 0 {
		query = query.Where("a.series_id = ?", filter.SeriesID)
	}
	if filter.Category != "" {
		query = query.Where("a.category = ?", filter.Category)
	}
	if !filter.From.IsZero() {
		query = query.Where("a.ends_at > ?", filter.From)
	}
	if !filter.To.IsZero() {
		query = query.Where("a.starts_at < ?", filter.To)
	}
	if filter.Status != "" {
		query = withStatus(tx, query, filter.Status)
	}
	return query
}

// withStatus is Listed.StatusAt as a condition.
func withStatus(tx *models.Tx, query *gorm.DB, status Status) *gorm.DB {
	now, over := tx.Now, tx.Now.Add(-tx.Settings.CheckInMargin)
	settled := "a.pending_entries = 0 AND a.decided_entries > 0 AND (a.ends_at <= ? OR " + present + " = 0)"
	switch status {
	case Published:
		return query.Where("a.status = ? AND a.starts_at > ?", Published, now)
	case InProgress:
		return query.Where("a.status = ? AND a.starts_at <= ? AND a.ends_at > ?", Published, now, now)
	case Ended:
		return query.Where("a.status = ? AND a.ends_at <= ? AND NOT ("+settled+")", Published, now, over)
	case Closed:
		return query.Where("a.status = ? AND a.ends_at <= ? AND "+settled, Published, now, over)
	}
	return query.Where("a.status = ?", status)
}

// ShiftsOf finds the shifts of the activities, by start.
func ShiftsOf(tx *models.Tx, activityIDs ...int64) (map[int64][]Shift, error) {
	var shifts []Shift
	err := tx.DB.Where("activity_id IN (?)", append(slices.Clone(activityIDs), 0)).Order("starts_at, id").Find(&shifts).Error
	byActivity := map[int64][]Shift{}
	for _, shift := range shifts {
		byActivity[shift.ActivityID] = append(byActivity[shift.ActivityID], shift)
	}
	return byActivity, err
}

// FindShift finds a shift of an activity that the actor may see. It fails with ErrShiftNotFound.
func FindShift(tx *models.Tx, id int64) (*Shift, error) {
	shift, of, err := findVisible(tx, id)
	if err == nil && of.Status == Withdrawn && tx.Actor.Anonymous() {
		return nil, ErrShiftNotFound
	}
	return shift, err
}

func findVisible(tx *models.Tx, shiftID int64) (*Shift, *Activity, error) {
	shift, err := models.Find[Shift](tx, shiftID, ErrShiftNotFound)
	if err != nil {
		return nil, nil, err
	}
	of, err := models.Find[Activity](tx, shift.ActivityID, ErrShiftNotFound)
	if err != nil || of.isPublic() {
		return shift, of, err
	}
	station, err := models.Find[organization.Organization](tx, of.StationID, organization.ErrNotFound)
	if err != nil {
		return nil, nil, err
	}
	if !tx.Actor.CanForTeam(models.ReadDrafts, station.Path, of.TeamID) {
		return nil, nil, ErrShiftNotFound
	}
	return shift, of, nil
}
