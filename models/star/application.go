package star

import (
	"fmt"
	"time"

	"practicestation/models"
	"practicestation/models/hours"
	"practicestation/models/volunteer"
)

// Status (星级状态) is where an application for a star stands.
type Status string

// The states of an application. Public notice and granted are never stored: an approved one follows the calendar and its objections.
const (
	Applied      Status = "applied"
	Approved     Status = "approved"
	PublicNotice Status = "public_notice"
	Granted      Status = "granted"
	Refused      Status = "refused"
	Revoked      Status = "revoked"
)

// Application (星级申请) is one volunteer's way to one star, judged by the version and the days that it was made under.
type Application struct {
	ID          int64
	VolunteerID int64
	SchemeID    int64
	Level       int64
	FromOn      *models.Date // the days [FromOn, ToOn) whose hours count; nil for no bound
	ToOn        *models.Date
	Threshold   int64  // minutes
	Status      Status // as stored: applied, approved, refused or revoked
	Live        *int   // 1 until it is refused, revoked, or the next one is made: the unique key behind "one at a time"
	NoticeUntil *models.Date
	Reason      *string
	DecidedBy   *int64
	DecidedAt   *time.Time
	CreatedAt   time.Time
	UpdatedAt   time.Time
}

// TableName names the table.
func (Application) TableName() string { return "star_applications" }

// StatusAt is the state on a day, with so many objections that nobody has decided: an approved star is under public notice to the
// end of its last day and as long as an objection is open, and granted from then on.
func (a *Application) StatusAt(today models.Date, open int64) Status {
	switch {
	case a.Status != Approved:
		return a.Status
	case open > 0 || today <= *a.NoticeUntil:
		return PublicNotice
	}
	return Granted
}

func (a *Application) window() Window {
	var w Window
	if a.FromOn != nil {
		w.From = *a.FromOn
	}
	if a.ToOn != nil {
		w.To = *a.ToOn
	}
	return w
}

// The refusals about stars.
var (
	ErrNotFound   = models.DefineError(models.NotFound, "star_application_not_found", "星级申请不存在", "没有找到这份星级申请。")
	ErrOwn        = models.DefineError(models.Forbidden, "own_star", "不能处理自己的星级", "不能审核自己的星级，也不能处理与自己有关的异议，请由另一位管理员处理。")
	ErrShort      = models.DefineError(models.Conflict, "star_short", "时长还不够", "已确认的时长还没有达到这一星的门槛。")
	ErrMembership = models.DefineError(models.Conflict, "star_membership_short", "登记时间还不够", "登记成为志愿者的时间还没有达到要求。")
	ErrPending    = models.DefineError(models.Conflict, "star_pending", "已有申请在办理", "已有一份星级申请在审核或公示，请等结果出来再申请。")
	ErrHeld       = models.DefineError(models.Conflict, "star_held", "已有这一星", "这个期间已经授予同级或更高的星级，可以申请更高一星。")
	ErrDecided    = models.DefineError(models.Conflict, "star_decided", "申请已处理", "这份申请已经处理过，请刷新后查看。")
	ErrNotGranted = models.DefineError(models.Conflict, "star_not_granted", "还没有授予", "只有已授予的星级才能撤销；公示期间有问题请提出异议。")
)

// What volunteers are told about their stars.
const (
	NoticeApproved models.NoticeKind = "star_approved"
	NoticeRefused  models.NoticeKind = "star_refused"
	NoticeRevoked  models.NoticeKind = "star_revoked"
	NoticeObjected models.NoticeKind = "star_objected"
	NoticeDecided  models.NoticeKind = "star_objection_decided"
)

// Apply asks for a star that the actor's hours reach today.
// It fails with volunteer.ErrProfileMissing, ErrInvalid, ErrMembership, ErrPending, ErrHeld or ErrShort.
func Apply(tx *models.Tx, level int64) (*Listed, error) {
	if tx.Actor.VolunteerID == 0 {
		return nil, volunteer.ErrProfileMissing
	}
	who, err := models.FindLocked[volunteer.Volunteer](tx, tx.Actor.VolunteerID, volunteer.ErrNotFound)
	if err != nil {
		return nil, err
	}
	scheme, err := Current(tx)
	if err != nil {
		return nil, err
	}
	if level < 1 || level > int64(len(scheme.Thresholds)) {
		return nil, models.ErrInvalid.WithFields(models.FieldError{
			Field: "level", Code: "range", Message: fmt.Sprintf("现行办法有 1 到 %d 星。", len(scheme.Thresholds)),
		})
	}
	if from := who.CreatedAt.AddDate(0, int(scheme.MinMemberMonths), 0); tx.Now.Before(from) {
		return nil, ErrMembership.Saying("登记满 %d 个月才能申请，您从 %s 起可以申请。", scheme.MinMemberMonths, models.DateOf(from, tx.Zone))
	}
	made := &Application{
		VolunteerID: who.ID, SchemeID: scheme.ID, Level: level, Threshold: scheme.Thresholds[level-1], Status: Applied, CreatedAt: tx.Now, UpdatedAt: tx.Now,
	}
	made.count(scheme.window(tx.Today()))
	if err := made.mayFollow(tx, scheme); err != nil {
		return nil, err
	}
	if err := made.reaches(tx); err != nil {
		return nil, err
	}
	return made.insert(tx)
}

func (a *Application) count(w Window) {
	if w.From != "" {
		a.FromOn = &w.From
	}
	if w.To != "" {
		a.ToOn = &w.To
	}
}

func (a *Application) insert(tx *models.Tx) (*Listed, error) {
	live := 1
	a.Live = &live
	err := tx.DB.Create(a).Error
	if models.IsDuplicate(err) {
		return nil, tx.Retry() // the same person applied on another device
	}
	if err != nil {
		return nil, err
	}
	tx.Audit(models.AuditEntry{
		Action: "star.apply", Subject: "star", SubjectID: a.ID, Row: applicationRows().Row(a.ID),
		After: map[string]any{"volunteer_id": a.VolunteerID, "level": a.Level, "threshold": a.Threshold},
	})
	return find(tx, a.ID)
}

// mayFollow fails while another application of the person is on its way, or when the star is held for the same days. One that
// has come to its end no longer stands in the way.
func (a *Application) mayFollow(tx *models.Tx, scheme *Scheme) error {
	var before []Listed
	err := listed(tx).Where("a.volunteer_id = ? AND a.status IN (?)", a.VolunteerID, []Status{Applied, Approved}).Order("a.id").Find(&before).Error
	if err != nil {
		return err
	}
	for i := range before {
		status := before[i].StatusAt(tx.Today(), before[i].OpenObjections)
		if status != Granted {
			return ErrPending
		}
		if before[i].Period == scheme.Period && before[i].Level >= a.Level && before[i].window().overlaps(a.window()) {
			return ErrHeld
		}
	}
	return tx.DB.Model(&Application{}).Where("volunteer_id = ? AND live = 1", a.VolunteerID).Update("live", nil).Error
}

// reaches sums the ledger anew and fails with ErrShort, which says by how much, when the star is not reached.
func (a *Application) reaches(tx *models.Tx) error {
	minutes, err := hours.ConfirmedWithin(tx, a.VolunteerID, a.window().From, a.window().To)
	if err != nil {
		return err
	}
	if missing := a.Threshold - minutes; missing > 0 {
		return ErrShort.Saying("离%d星还差 %d 分钟（%.2f 小时）已确认的时长。", a.Level, missing, float64(missing)/60).With("missing_minutes", missing)
	}
	return nil
}

func (a *Application) tell(tx *models.Tx, kind models.NoticeKind, title, text string) {
	tx.Tell(models.Notice{VolunteerID: &a.VolunteerID, Kind: kind, Title: title, Text: text})
}
