package activity

import (
	"slices"
	"time"

	"gorm.io/gorm"

	"practicestation/models"
	"practicestation/models/organization"
)

// Asked is what an application or invitation is about, in words.
type Asked struct {
	VolunteerName  string
	ActivityTitle  string
	ActivityStatus Status
	StationID      int64
	StationName    string
	Place          string
	Role           string
	StartsAt       time.Time
	EndsAt         time.Time
}

// NamedApplication is an application with what it is about.
type NamedApplication struct {
	Application `gorm:"embedded"`
	Asked       `gorm:"embedded"`
}

// StatusAt is the state at an instant: nobody decides on an application any more once its shift is over or called off.
func (a *NamedApplication) StatusAt(now time.Time) AskStatus {
	if a.Status == AskPending && (a.ActivityStatus == Cancelled || !now.Before(a.EndsAt)) {
		return AskExpired
	}
	return a.Status
}

// NamedInvitation is an invitation with what it is about.
type NamedInvitation struct {
	Invitation `gorm:"embedded"`
	Asked      `gorm:"embedded"`
}

// StatusAt is the state at an instant: an invitation ends with the shift's start, one to stand in with its end.
func (i *NamedInvitation) StatusAt(now time.Time) AskStatus {
	over := i.StartsAt
	if i.SeatID != 0 {
		over = i.EndsAt
	}
	if i.Status == AskPending && (i.ActivityStatus == Cancelled || !now.Before(over)) {
		return AskExpired
	}
	return i.Status
}

func findInvitation(tx *models.Tx, id int64) (*NamedInvitation, error) {
	var found NamedInvitation
	err := asked(tx, "invitations").Where("q.id = ?", id).Take(&found).Error
	if models.IsMissing(err) {
		return nil, ErrInvitationNotFound
	}
	return &found, err
}

// ListInvitations lists the invitations to a shift in the order of their making, for its staff.
// It fails with ErrShiftNotFound or ErrPermission.
func ListInvitations(tx *models.Tx, shiftID int64, status AskStatus, page models.Page) (models.Paged[NamedInvitation], error) {
	_, of, err := findVisible(tx, shiftID)
	if err == nil {
		err = mayManage(tx, of, models.ReadRosters)
	}
	if err != nil {
		return models.Paged[NamedInvitation]{}, shiftMissing(err)
	}
	return fetchInvitations(tx, asked(tx, "invitations").Where("q.shift_id = ?", shiftID), status, page, false)
}

// ListOwnInvitations lists the invitations to the actor, the latest first.
func ListOwnInvitations(tx *models.Tx, status AskStatus, page models.Page) (models.Paged[NamedInvitation], error) {
	return fetchInvitations(tx, asked(tx, "invitations").Where("q.volunteer_id = ?", tx.Actor.VolunteerID), status, page, true)
}

func fetchInvitations(tx *models.Tx, query *gorm.DB, status AskStatus, page models.Page, latestFirst bool) (models.Paged[NamedInvitation], error) {
	return models.Fetch(withAskStatus(tx, query, status, "(CASE WHEN q.seat_id = 0 THEN h.starts_at ELSE h.ends_at END)"), page, models.Order[NamedInvitation]{
		IDColumn: "q.id", ID: func(i *NamedInvitation) int64 { return i.ID }, Descending: latestFirst,
	})
}

func (a *Asked) inWords(tx *models.Tx) string {
	shift := Shift{StartsAt: a.StartsAt, Role: a.Role}
	return shift.inWords(tx, &Activity{Title: a.ActivityTitle, Place: a.Place})
}

// asked joins an applications or invitations table, as q, with what it is about.
func asked(tx *models.Tx, table string) *gorm.DB {
	return tx.DB.Table(table + " AS q").Select(`q.*, v.name AS volunteer_name, a.title AS activity_title, a.status AS activity_status, a.station_id,
			o.name AS station_name, a.place, h.role, h.starts_at, h.ends_at`).
		Joins("JOIN volunteers AS v ON v.id = q.volunteer_id").Joins("JOIN shifts AS h ON h.id = q.shift_id").
		Joins("JOIN activities AS a ON a.id = q.activity_id").Joins("JOIN organizations AS o ON o.id = a.station_id")
}

func findApplication(tx *models.Tx, id int64) (*NamedApplication, error) {
	var found NamedApplication
	err := asked(tx, "applications").Where("q.id = ?", id).Take(&found).Error
	if models.IsMissing(err) {
		return nil, ErrApplicationNotFound
	}
	return &found, err
}

// findDecidable finds an application for who decides on it. It fails with ErrApplicationNotFound for what the actor may
// not see, and with ErrPermission.
func findDecidable(tx *models.Tx, id int64) (*NamedApplication, error) {
	found, err := findApplication(tx, id)
	if err != nil {
		return nil, err
	}
	of, err := models.Find[Activity](tx, found.ActivityID, ErrApplicationNotFound)
	if err != nil {
		return nil, err
	}
	station, err := models.Find[organization.Organization](tx, of.StationID, organization.ErrNotFound)
	if err != nil {
		return nil, err
	}
	switch {
	case tx.Actor.CanForTeam(models.KeepRosters, station.Path, of.TeamID):
		return found, nil
	case found.VolunteerID == tx.Actor.VolunteerID || tx.Actor.CanForTeam(models.ReadRosters, station.Path, of.TeamID):
		return nil, models.ErrPermission
	}
	return nil, ErrApplicationNotFound
}

// ListApplications lists the applications for a shift in the order of their arrival, for its staff.
// It fails with ErrShiftNotFound or ErrPermission.
func ListApplications(tx *models.Tx, shiftID int64, status AskStatus, page models.Page) (models.Paged[NamedApplication], error) {
	_, of, err := findVisible(tx, shiftID)
	if err == nil {
		err = mayManage(tx, of, models.ReadRosters)
	}
	if err != nil {
		return models.Paged[NamedApplication]{}, shiftMissing(err)
	}
	return fetchApplications(tx, asked(tx, "applications").Where("q.shift_id = ?", shiftID), status, page, false)
}

// ListOwnApplications lists the actor's applications, the latest first.
func ListOwnApplications(tx *models.Tx, status AskStatus, page models.Page) (models.Paged[NamedApplication], error) {
	return fetchApplications(tx, asked(tx, "applications").Where("q.volunteer_id = ?", tx.Actor.VolunteerID), status, page, true)
}

func fetchApplications(tx *models.Tx, query *gorm.DB, status AskStatus, page models.Page, latestFirst bool) (models.Paged[NamedApplication], error) {
	return models.Fetch(withAskStatus(tx, query, status, "h.ends_at"), page, models.Order[NamedApplication]{
		IDColumn: "q.id", ID: func(a *NamedApplication) int64 { return a.ID }, Descending: latestFirst,
	})
}

// withAskStatus is StatusAt as a condition; over is the column with the instant at which a pending one expires.
func withAskStatus(tx *models.Tx, query *gorm.DB, status AskStatus, over string) *gorm.DB {
	switch status {
	case "":
		return query
	case AskPending:
		return query.Where("q.status = ? AND a.status <> ? AND "+over+" > ?", AskPending, Cancelled, tx.Now)
	case AskExpired:
		return query.Where("(q.status = ? OR q.status = ? AND (a.status = ? OR "+over+" <= ?))", AskExpired, AskPending, Cancelled, tx.Now)
	}
	return query.Where("q.status = ?", status)
}

// NoticeActivityWithdrawn tells that what somebody asked for, or was invited to, has been taken back for editing.
const NoticeActivityWithdrawn models.NoticeKind = "activity_withdrawn"

// endings say what has become of the shift that somebody asked for.
var endings = map[models.NoticeKind]string{NoticeActivityCancelled: "已取消", NoticeShiftCancelled: "已取消", NoticeActivityWithdrawn: "已撤回修改"}

// pendingAsks finds the applications and invitations for the shifts that still wait for an answer.
func pendingAsks(tx *models.Tx, shifts []Shift) (applications []NamedApplication, invitations []NamedInvitation, err error) {
	ids := []int64{0}
	for _, shift := range shifts {
		ids = append(ids, shift.ID)
	}
	if err := asked(tx, "applications").Where("q.shift_id IN (?) AND q.status = ?", ids, AskPending).Order("q.id").Find(&applications).Error; err != nil {
		return nil, nil, err
	}
	err = asked(tx, "invitations").Where("q.shift_id IN (?) AND q.status = ?", ids, AskPending).Order("q.id").Find(&invitations).Error
	applications = slices.DeleteFunc(applications, func(a NamedApplication) bool { return a.StatusAt(tx.Now) != AskPending })
	invitations = slices.DeleteFunc(invitations, func(i NamedInvitation) bool { return i.StatusAt(tx.Now) != AskPending })
	return applications, invitations, err
}

// endAsks ends what is asked of shifts that are called off or taken back, and tells these people. What comes of the
// activity later does not revive it. The shifts are locked.
func endAsks(tx *models.Tx, of *Activity, shifts []Shift, kind models.NoticeKind, reason string) error {
	applications, invitations, err := pendingAsks(tx, shifts)
	if err != nil {
		return err
	}
	over := map[string]any{"status": AskExpired, "live": nil, "decided_at": tx.Now}
	for _, a := range applications {
		if err := endAsk(tx, of, &Application{}, "application", a.ID, over); err != nil {
			return err
		}
		tellAsked(tx, kind, a.VolunteerID, a.ActivityID, a.ShiftID, "您申请报名的"+a.inWords(tx)+endings[kind]+because(reason)+"您的申请不再审核。")
	}
	for _, i := range invitations {
		if err := endAsk(tx, of, &Invitation{}, "invitation", i.ID, over); err != nil {
			return err
		}
		tellAsked(tx, kind, i.VolunteerID, i.ActivityID, i.ShiftID, "邀请您参加的"+i.inWords(tx)+endings[kind]+because(reason)+"这份邀请不再有效，您不需要回复。")
	}
	return nil
}

func endAsk(tx *models.Tx, of *Activity, table any, subject string, id int64, over map[string]any) error {
	tx.Audit(models.AuditEntry{
		Action: subject + "." + string(AskExpired), Subject: subject, SubjectID: id, OrganizationID: of.StationID,
		Before: map[string]any{"status": AskPending}, After: map[string]any{"status": AskExpired},
	})
	return decideAsk(tx, table, id, over)
}

// tellAsked tells somebody who asks for a shift, or is asked to join it, what becomes of that.
func tellAsked(tx *models.Tx, kind models.NoticeKind, volunteerID, activityID, shiftID int64, text string) {
	tx.Tell(models.Notice{VolunteerID: &volunteerID, Kind: kind, ActivityID: &activityID, ShiftID: &shiftID, Title: askTitles[kind], Text: text})
}

// askTitles head what those are told who ask, or have been asked.
var askTitles = map[models.NoticeKind]string{
	NoticeActivityCancelled: "活动已取消", NoticeShiftCancelled: "班次已取消", NoticeActivityWithdrawn: "活动已撤回",
	NoticeRescheduled: "活动改期", NoticeAskedChanged: "活动有变化", NoticeWayChanged: "报名方式有变化", NoticeStandInFound: "已有人顶替",
	NoticeStandInNotNeeded: "不再需要顶替",
}
