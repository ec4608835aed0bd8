package feed

import (
	"cmp"
	"slices"
	"time"

	"gorm.io/gorm"

	"practicestation/models"
	"practicestation/models/activity"
)

// A feed holds the shifts from some days ago to some days ahead, and never more than a phone can carry.
const (
	daysBack  = 30
	daysAhead = 90
	maxEvents = 2000
)

// state says how firmly an event stands, in the words of RFC 5545.
type state string

const (
	confirmed state = "CONFIRMED"
	tentative state = "TENTATIVE"
	cancelled state = "CANCELLED"
)

// event (日程) is one shift as a calendar program shows it.
type event struct {
	ShiftID    int64
	ActivityID int64
	Title      string
	Role       string
	Place      string
	Station    string
	Team       string
	Reason     string // why it was called off
	Withdrawn  bool   // nothing but its time is public any more
	StartsAt   time.Time
	EndsAt     time.Time
	State      state
	Waiting    bool  // a place in the queue and no seat
	Sequence   int64 // grows with each change that a calendar must take over
	ChangedAt  time.Time
}

// Calendar (日历) is what a calendar program is given: the events of one feed or of one activity.
type Calendar struct {
	Name   string
	zone   *time.Location
	own    bool // of one person's sign-ups, which are not the same events as the shifts themselves
	events []event
}

// row is what the database knows of an event.
type row struct {
	ShiftID, ActivityID           int64
	Title, Role, Place            string
	Station, Team                 string
	Status                        activity.Status
	CancelReason, ShiftReason     *string
	StartsAt, EndsAt              time.Time
	ActivityVersion, ShiftVersion int64
	ActivityChanged, ShiftChanged time.Time
	SignUpStatus                  activity.SignUpStatus
	SignUpReason                  *string
	SignUpChanged, ShiftCancelled *time.Time
	Live                          *int
}

const columns = `h.id AS shift_id, h.activity_id, a.title, h.role, a.place, o.name AS station, t.name AS team, a.status, a.cancel_reason,
	h.starts_at, h.ends_at, a.version AS activity_version, h.version AS shift_version, a.updated_at AS activity_changed, h.updated_at AS shift_changed,
	h.cancelled_at AS shift_cancelled, h.cancel_reason AS shift_reason`

// window is the time that a feed holds.
func window(tx *models.Tx) (from, to time.Time) {
	today := tx.Today().In(tx.Zone)
	return today.AddDate(0, 0, -daysBack), today.AddDate(0, 0, daysAhead+1)
}

// rows finds the shifts that lie in the window of a feed. The activity's own times are asked for too, since they have an index.
func rows(tx *models.Tx, selected string) *gorm.DB {
	from, to := window(tx)
	return tx.DB.Table("shifts AS h").Select(selected).Joins("JOIN activities AS a ON a.id = h.activity_id").
		Joins("JOIN organizations AS o ON o.id = a.station_id").Joins("JOIN teams AS t ON t.id = a.team_id").
		Where("h.ends_at > ? AND h.starts_at < ? AND a.ends_at > ? AND a.starts_at < ?", from, to, from, to).
		Order("h.starts_at, h.id").Limit(maxEvents)
}

// public reads what a station or a team offers to everybody, and has offered: what was cancelled or withdrawn stays and says so.
func public(tx *models.Tx, column string, id int64) (*Calendar, error) {
	var found []row
	err := rows(tx, columns).Where("a."+column+" = ?", id).
		Where("a.published_at IS NOT NULL AND a.status <> ?", activity.Withdrawn).Find(&found).Error
	if err != nil {
		return nil, err
	}
	table, name := "organizations", ""
	if column == "team_id" {
		table = "teams"
	}
	if err := tx.DB.Table(table).Select("name").Where("id = ?", id).Scan(&name).Error; err != nil {
		return nil, err
	}
	calendar := &Calendar{Name: name + "·志愿服务", zone: tx.Zone}
	for _, r := range found {
		calendar.events = append(calendar.events, r.event())
	}
	gone, err := withdrawn(tx, column, id)
	if err != nil {
		return nil, err
	}
	calendar.events = append(calendar.events, gone...)
	slices.SortStableFunc(calendar.events, func(a, b event) int {
		return cmp.Or(cmp.Compare(a.ShiftID, b.ShiftID), cmp.Compare(b.Sequence, a.Sequence)) // what is public again, or was last, comes first
	})
	calendar.events = slices.CompactFunc(calendar.events, func(a, b event) bool { return a.ShiftID == b.ShiftID })
	slices.SortFunc(calendar.events, func(a, b event) int { return cmp.Or(a.StartsAt.Compare(b.StartsAt), cmp.Compare(a.ShiftID, b.ShiftID)) })
	calendar.events = calendar.events[:min(len(calendar.events), maxEvents)]
	return calendar, nil
}

// withdrawn reads what a station or a team has taken back, as it was public last.
func withdrawn(tx *models.Tx, column string, id int64) ([]event, error) {
	var gone []activity.WithdrawnShift
	from, to := window(tx)
	err := tx.DB.Where(column+" = ? AND ends_at > ? AND starts_at < ?", id, from, to).Order("starts_at, shift_id").Limit(maxEvents).Find(&gone).Error
	events := make([]event, len(gone))
	for i, g := range gone {
		events[i] = event{
			ShiftID: g.ShiftID, ActivityID: g.ActivityID, StartsAt: g.StartsAt, EndsAt: g.EndsAt, State: cancelled, Withdrawn: true,
			Sequence: sequence(g.ActivityVersion, g.ShiftVersion), ChangedAt: g.WithdrawnAt,
		}
	}
	return events, err
}

// sequence grows with each change of an activity or its shift.
func sequence(activityVersion, shiftVersion int64) int64 { return activityVersion + shiftVersion - 2 }

// own reads the shifts that a volunteer is or was on. Of several sign-ups for one shift the last one counts.
func own(tx *models.Tx, volunteerID int64) (*Calendar, error) {
	var found []row
	err := rows(tx, columns+`, s.status AS sign_up_status, s.live, s.cancel_reason AS sign_up_reason, s.updated_at AS sign_up_changed`).
		Joins("JOIN sign_ups AS s ON s.shift_id = h.id AND s.volunteer_id = ?", volunteerID).Order("s.id").Find(&found).Error
	if err != nil {
		return nil, err
	}
	calendar := &Calendar{Name: ownName, zone: tx.Zone, own: true}
	for _, r := range found {
		e := r.ownEvent()
		last := len(calendar.events) - 1
		if last >= 0 && calendar.events[last].ShiftID == e.ShiftID {
			e.Sequence += calendar.events[last].Sequence + 1
			calendar.events[last] = e
			continue
		}
		calendar.events = append(calendar.events, e)
	}
	return calendar, nil
}

// Of gives the shifts of one activity that the actor may see, to be taken into a calendar once.
// It fails with activity.ErrNotFound.
func Of(tx *models.Tx, activityID int64) (*Calendar, error) {
	of, err := activity.Find(tx, activityID)
	if err != nil {
		return nil, err
	}
	shifts, err := activity.ShiftsOf(tx, activityID)
	if err != nil {
		return nil, err
	}
	calendar := &Calendar{Name: of.Title, zone: tx.Zone}
	for _, shift := range shifts[activityID] {
		r := row{
			ShiftID: shift.ID, ActivityID: of.ID, Title: of.Title, Role: shift.Role, Place: of.Place, Station: of.StationName, Team: of.TeamName,
			Status: of.Status, CancelReason: of.CancelReason, StartsAt: shift.StartsAt, EndsAt: shift.EndsAt, ActivityVersion: of.Version,
			ShiftReason: shift.CancelReason, ShiftCancelled: shift.CancelledAt, ShiftVersion: shift.Version, ActivityChanged: of.UpdatedAt, ShiftChanged: shift.UpdatedAt,
		}
		calendar.events = append(calendar.events, r.event())
	}
	return calendar, nil
}

// event shows a shift to everybody.
func (r *row) event() event {
	e := event{
		ShiftID: r.ShiftID, ActivityID: r.ActivityID, Title: shown(r.Title), Role: shown(r.Role), Place: shown(r.Place), Station: shown(r.Station),
		Team: shown(r.Team), StartsAt: r.StartsAt, EndsAt: r.EndsAt, State: confirmed, Sequence: sequence(r.ActivityVersion, r.ShiftVersion),
		ChangedAt: slices.MaxFunc([]time.Time{r.ActivityChanged, r.ShiftChanged}, time.Time.Compare),
	}
	switch {
	case r.Status == activity.Cancelled:
		e.State = cancelled
		e.Reason = reason(r.CancelReason)
	case r.ShiftCancelled != nil:
		e.State = cancelled
		e.Reason = reason(r.ShiftReason)
	case r.Status != activity.Published:
		e.State = tentative
	}
	return e
}

// ownEvent shows a shift to who signed up for it: a seat is firm, a place in the queue is not, and a sign-up that ended is
// shown as cancelled instead of vanishing from a phone that has it.
func (r *row) ownEvent() event {
	e := r.event()
	if r.SignUpChanged != nil && r.SignUpChanged.After(e.ChangedAt) {
		e.ChangedAt = *r.SignUpChanged
	}
	switch {
	case r.Live == nil:
		e.Sequence++
		e.State = cancelled
		e.Reason = cmp.Or(e.Reason, reason(r.SignUpReason))
	case e.State != confirmed:
	case r.SignUpStatus != activity.SignedUp && r.SignUpStatus != activity.CheckedIn && r.SignUpStatus != activity.Completed:
		e.State = tentative
		e.Waiting = r.SignUpStatus == activity.Waitlisted
	}
	return e
}

func reason(text *string) string {
	if text == nil {
		return ""
	}
	return shown(*text)
}
