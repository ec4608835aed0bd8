package activity

import (
	"time"

	"gorm.io/gorm"

	"practicestation/models"
)

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
		return query.Where(IsNoShow, over)
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
