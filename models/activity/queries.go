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

// FindSignUp finds a sign-up that the actor may see, with its shift. It fails with ErrSignUpNotFound.
func FindSignUp(tx *models.Tx, id int64) (*SignUp, *Shift, error) {
	found, err := findAttendance(tx, id)
	if err != nil {
		return nil, nil, err
	}
	found.signUp.MustAcknowledge = found.activity.mustAcknowledge(found.signUp)
	return found.signUp, found.shift, locate(tx, found.signUp)
}

// locate finds a waiting sign-up's place in the queue.
func locate(tx *models.Tx, signUp *SignUp) error {
	if signUp.Status != Waitlisted {
		return nil
	}
	return tx.DB.Model(&SignUp{}).Where("shift_id = ? AND status = ? AND sequence <= ?", signUp.ShiftID, Waitlisted, signUp.Sequence).
		Count(&signUp.WaitlistPosition).Error
}

// RosterRow is one person on a shift's roster (名单).
type RosterRow struct {
	SignUp        `gorm:"embedded"`
	VolunteerName string
	RiskNotice    *int64 // the version of the activity's risk notice that is shown now; nil without one
	Flags         []Flag `gorm:"-"` // of all that was recorded of the attendance
}

// RiskAcknowledged reports whether the person has acknowledged the risk notice that is shown now; nil without one.
func (r *RosterRow) RiskAcknowledged() *bool {
	if r.RiskNotice == nil {
		return nil
	}
	current := same(r.RiskNoticeID, r.RiskNotice)
	return &current
}

// queueLast sorts those with a seat before those who wait, each by arrival.
const queueLast = "(CASE WHEN s.status = 'waitlisted' THEN 1000000000000 ELSE 0 END + s.sequence)"

// Roster lists who is on a shift: first those with a seat, then the queue in its order; cancelled ones only when asked for.
// It fails with ErrShiftNotFound or ErrPermission.
func Roster(tx *models.Tx, shiftID int64, status SignUpStatus, page models.Page) (*Shift, models.Paged[RosterRow], error) {
	var none models.Paged[RosterRow]
	shift, of, err := findVisible(tx, shiftID)
	if err != nil {
		return nil, none, err
	}
	if err := mayManage(tx, of, models.ReadRosters); err != nil {
		return nil, none, shiftMissing(err)
	}
	query := tx.DB.Table("sign_ups AS s").Select("s.*, v.name AS volunteer_name, a.risk_notice_id AS risk_notice").Joins("JOIN volunteers AS v ON v.id = s.volunteer_id").
		Joins("JOIN shifts AS h ON h.id = s.shift_id").Joins("JOIN activities AS a ON a.id = s.activity_id").Where("s.shift_id = ?", shiftID)
	if status == "" {
		query = query.Where("s.live = 1")
	} else {
		query = withSignUpStatus(tx, query, status)
	}
	rows, err := models.Fetch(query, page, models.Order[RosterRow]{IDColumn: queueLast, ID: func(r *RosterRow) int64 {
		if r.Status == Waitlisted {
			return 1_000_000_000_000 + r.Sequence
		}
		return r.Sequence
	}})
	if err != nil {
		return nil, none, err
	}
	for i := range rows.Items {
		rows.Items[i].MustAcknowledge = of.mustAcknowledge(&rows.Items[i].SignUp)
	}
	if err := mark(tx, shift, rows.Items); err != nil {
		return nil, none, err
	}
	return shift, rows, number(tx, rows.Items)
}

// number counts the queue's places from the page's first waiting row on.
func number(tx *models.Tx, rows []RosterRow) error {
	position := int64(0)
	for i := range rows {
		if rows[i].Status != Waitlisted {
			continue
		}
		if position == 0 {
			if err := locate(tx, &rows[i].SignUp); err != nil {
				return err
			}
			position = rows[i].WaitlistPosition
		}
		rows[i].WaitlistPosition = position
		position++
	}
	return nil
}

// withSignUpStatus is SignUp.StatusAt as a condition on sign_ups s and shifts h.
func withSignUpStatus(tx *models.Tx, query *gorm.DB, status SignUpStatus) *gorm.DB {
	over := tx.Now.Add(-tx.Settings.CheckInMargin) // a shift that ended by then has closed its check-in
	switch status {
	case CancelledByVolunteer:
		return query.Where("s.status IN (?)", []SignUpStatus{CancelledByVolunteer, CancelledByOrganizer})
	case SignedUp, CheckedIn:
		return query.Where("s.status = ? AND h.ends_at > ?", status, over)
	case NoShow:
		return query.Where("s.status = ? AND h.ends_at <= ? AND s.cannot_come_at IS NULL AND s.excused_at IS NULL", SignedUp, over)
	case LateCancel:
		return query.Where("s.status = ? AND h.ends_at <= ? AND s.cannot_come_at IS NOT NULL AND s.excused_at IS NULL", SignedUp, over)
	case Excused:
		return query.Where("s.status = ? AND h.ends_at <= ? AND s.excused_at IS NOT NULL", SignedUp, over)
	case NotSignedOut:
		return query.Where("s.status = ? AND h.ends_at <= ?", CheckedIn, over)
	}
	return query.Where("s.status = ?", status)
}

// OwnSignUp is a sign-up with what its volunteer wants to see of it.
type OwnSignUp struct {
	SignUp        `gorm:"embedded"`
	ActivityTitle string
	StationName   string
	Place         string
	Role          string
	StartsAt      time.Time
	EndsAt        time.Time
	Position      int64
	RiskLevel     RiskLevel
	Emergency     bool
	RiskNotice    *int64 // the version of the activity's risk notice that is shown now
}

// OwnFilter narrows a volunteer's own sign-ups; From and To find shifts that overlap [From, To).
type OwnFilter struct {
	Status   SignUpStatus
	From, To time.Time
}

// CheckInClosesAt is when attendance at the shift can no longer be recorded.
func (s *OwnSignUp) CheckInClosesAt(settings models.Settings) time.Time {
	return s.EndsAt.Add(settings.CheckInMargin)
}

// ListOwn lists the actor's sign-ups, the latest shift first. It fails with ErrInvalid.
func ListOwn(tx *models.Tx, filter OwnFilter, page models.Page) (models.Paged[OwnSignUp], error) {
	if err := models.CheckPeriod(filter.From, filter.To); err != nil {
		return models.Paged[OwnSignUp]{}, err
	}
	query := tx.DB.Table("sign_ups AS s").
		Select(`s.*, a.title AS activity_title, o.name AS station_name, a.place, h.role, h.starts_at, h.ends_at,
			a.risk_level, a.emergency, a.risk_notice_id AS risk_notice,
			(SELECT COUNT(*) FROM sign_ups AS q WHERE q.shift_id = s.shift_id AND q.status = ? AND q.sequence <= s.sequence) AS position`, Waitlisted).
		Joins("JOIN shifts AS h ON h.id = s.shift_id").Joins("JOIN activities AS a ON a.id = s.activity_id").
		Joins("JOIN organizations AS o ON o.id = a.station_id").Where("s.volunteer_id = ?", tx.Actor.VolunteerID)
	if filter.Status != "" {
		query = withSignUpStatus(tx, query, filter.Status)
	}
	if !filter.From.IsZero() {
		query = query.Where("h.ends_at > ?", filter.From)
	}
	if !filter.To.IsZero() {
		query = query.Where("h.starts_at < ?", filter.To)
	}
	own, err := models.Fetch(query, page, models.Order[OwnSignUp]{
		TimeColumn: "h.starts_at", IDColumn: "s.id", Descending: true,
		Time: func(s *OwnSignUp) time.Time { return s.StartsAt }, ID: func(s *OwnSignUp) int64 { return s.ID },
	})
	for i := range own.Items {
		gates := Gates{RiskLevel: own.Items[i].RiskLevel, Emergency: own.Items[i].Emergency, RiskNoticeID: own.Items[i].RiskNotice}
		own.Items[i].MustAcknowledge = gates.mustAcknowledge(&own.Items[i].SignUp)
		if own.Items[i].Status == Waitlisted {
			own.Items[i].WaitlistPosition = own.Items[i].Position
		}
	}
	return own, err
}
