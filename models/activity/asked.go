package activity

import (
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

// tellApplicants tells those who still wait for a decision that their shifts have been called off, with the activity or alone.
func tellApplicants(tx *models.Tx, shifts []Shift, kind models.NoticeKind, reason string) error {
	ids := []int64{0}
	for _, shift := range shifts {
		ids = append(ids, shift.ID)
	}
	var waiting []NamedApplication
	err := asked(tx, "applications").Where("q.shift_id IN (?) AND q.status = ?", ids, AskPending).Order("q.id").Find(&waiting).Error
	for _, a := range waiting {
		tx.Tell(models.Notice{
			VolunteerID: &a.VolunteerID, Kind: kind, ActivityID: &a.ActivityID, ShiftID: &a.ShiftID,
			Title: releaseTitles[kind], Text: "您申请报名的" + a.inWords(tx) + "已取消" + because(reason) + "您的申请不再审核。",
		})
	}
	return err
}

// endAsks ends the applications for the locked shifts that wait for a decision and the invitations that wait for an
// answer, and tells each person; text says what has happened to the activity.
func endAsks(tx *models.Tx, shifts []Shift, kind models.NoticeKind, title, text string) error {
	ids := []int64{0}
	for _, shift := range shifts {
		ids = append(ids, shift.ID)
	}
	for _, table := range []struct{ name, words string }{{"applications", "您申请报名的"}, {"invitations", "邀请您参加的"}} {
		var waiting []NamedApplication
		if err := asked(tx, table.name).Where("q.shift_id IN (?) AND q.status = ?", ids, AskPending).Order("q.id").Find(&waiting).Error; err != nil {
			return err
		}
		for _, a := range waiting {
			tx.Tell(models.Notice{
				VolunteerID: &a.VolunteerID, Kind: kind, ActivityID: &a.ActivityID, ShiftID: &a.ShiftID,
				Title: title, Text: table.words + a.inWords(tx) + "有变化：" + text,
			})
		}
		ended := tx.DB.Table(table.name).Where("shift_id IN (?) AND status = ?", ids, AskPending).
			Updates(map[string]any{"status": AskExpired, "live": nil, "decided_at": tx.Now})
		if ended.Error != nil {
			return ended.Error
		}
		if ended.RowsAffected != int64(len(waiting)) {
			return tx.Retry() // another came or was decided meanwhile
		}
	}
	return nil
}
