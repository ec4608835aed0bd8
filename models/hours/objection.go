package hours

import (
	"fmt"
	"time"

	"practicestation/models"
	"practicestation/models/holiday"
)

// ObjectionStatus (异议状态) is where an objection stands.
type ObjectionStatus string

// The states of an objection.
const (
	ObjectionOpen     ObjectionStatus = "open"
	ObjectionAccepted ObjectionStatus = "accepted"
	ObjectionRefused  ObjectionStatus = "refused"
)

// Objection (时长异议) is a volunteer's word that the own hours are not right. The station answers in time (Order 67, article 13):
// by a correction, which takes a second person, or by a refusal with its reason.
type Objection struct {
	ID             int64
	Kind           Kind
	SubjectID      int64 // the entry of a credit, the retro-entry of an honor
	VolunteerID    int64
	StationID      int64
	Reason         string
	ClaimedMinutes *int64 // what the volunteer says it was, if said
	Status         ObjectionStatus
	Live           *int64 // 1 until it is answered for good: there is one at a time
	DueOn          models.Date
	Answer         *string
	DecidedBy      *int64
	DecidedAt      *time.Time
	CreatedAt      time.Time
	Reminded       int64 // how many of the reminders have been sent
}

// IsOverdue reports whether the day is past by which the objection was to be answered. One that was accepted is answered when its
// correction has been decided, and not before: until then nothing has changed.
func (b *Objection) IsOverdue(today models.Date) bool {
	return b.Live != nil && b.DueOn < today
}

// The kinds of notices about objections.
const (
	NoticeObjection        models.NoticeKind = "hours_objection"
	NoticeObjectionRefused models.NoticeKind = "hours_objection_refused"
)

// The refusals about objections.
var (
	ErrObjectionNotFound = models.DefineError(models.NotFound, "objection_not_found", "异议不存在", "没有找到这条异议。")
	ErrNotOwnHours       = models.DefineError(models.Forbidden, "not_own_hours", "只能对本人时长异议", "只能对自己的服务时长提出异议。")
	ErrObjectionOpen     = models.DefineError(models.Conflict, "objection_open", "已有待答复的异议", "这条时长已有一条异议在等答复，请先等实践站答复。")
	ErrObjectionDecided  = models.DefineError(models.Conflict, "objection_decided", "异议已答复", "这条异议已经答复过，请刷新后查看。")
)

// Object says that an entry of the actor's own is not right, decided or not. It fails with ErrNotFound, ErrNotOwnHours,
// ErrReasonMissing, ErrWithdrawn, ErrSuperseded, ErrInvalid, ErrMinutesSame or ErrObjectionOpen.
func Object(tx *models.Tx, entryID int64, reason string, claimed *int64) (*Objection, error) {
	entry, err := find(tx, entryID)
	if err != nil {
		return nil, err
	}
	if reason, err = models.CleanReason(reason); err != nil {
		return nil, err
	}
	latest, err := isLatest(tx, entry)
	if err != nil {
		return nil, err
	}
	shift, err := spanOf(tx, entry.ShiftID)
	if err != nil {
		return nil, err
	}
	if err := entry.objectionable(tx, latest, claimed, shift.minutes); err != nil {
		return nil, err
	}
	return file(tx, Objection{Kind: CreditKind, SubjectID: entry.ID, StationID: entry.StationID, Reason: reason, ClaimedMinutes: claimed}, entry.ServedOn)
}

// file writes an objection of the actor's down, with the day by which it is to be answered, and tells who must answer.
func file(tx *models.Tx, made Objection, servedOn models.Date) (*Objection, error) {
	calendar, err := holiday.Load(tx)
	if err != nil {
		return nil, err
	}
	live := int64(1)
	made.VolunteerID, made.Status, made.Live, made.CreatedAt = tx.Actor.VolunteerID, ObjectionOpen, &live, tx.Now
	made.DueOn = calendar.AddWorkdays(tx.Today(), tx.Settings.ObjectionDays)
	err = tx.DB.Create(&made).Error
	if models.IsDuplicate(err) {
		return nil, ErrObjectionOpen
	}
	if err != nil {
		return nil, err
	}
	tx.Audit(models.AuditEntry{
		Action: "objection.file", Subject: "objection", SubjectID: made.ID, OrganizationID: made.StationID, Row: objectionRows().Row(made.ID),
		After: map[string]any{"kind": made.Kind, "subject_id": made.SubjectID, "reason": made.Reason, "claimed_minutes": made.ClaimedMinutes, "due_on": made.DueOn},
	})
	return &made, TellManagers(tx, made.StationID, NoticeObjection, "有一条时长异议",
		fmt.Sprintf("一位志愿者对 %s 的服务时长提出异议：%s。请在 %s 前答复。", servedOn, made.Reason, made.DueOn))
}

// standing is what the objection is about now: what it was made to, or what stands instead since that was corrected another way.
func (b *Objection) standing(tx *models.Tx) (int64, error) {
	table := "entries"
	if b.Kind == HonorKind {
		table = "retro_entries"
	}
	for id := b.SubjectID; ; {
		var later []int64
		if err := tx.DB.Table(table).Where("corrects_id = ?", id).Pluck("id", &later).Error; err != nil || len(later) == 0 {
			return id, err
		}
		id = later[0]
	}
}

// objectionable says whether the actor may object to the entry.
func (e *NamedEntry) objectionable(tx *models.Tx, latest bool, claimed *int64, longest int64) error {
	switch {
	case e.VolunteerID != tx.Actor.VolunteerID:
		return ErrNotOwnHours
	case e.Status == Withdrawn:
		return ErrWithdrawn
	case !latest:
		return ErrSuperseded
	case claimed == nil:
		return nil
	case *claimed == e.recorded():
		return errClaimSame
	}
	return withinShift(tx, "claimed_minutes", *claimed, longest)
}

// ObjectionFilter narrows a list of objections.
type ObjectionFilter struct {
	Status    ObjectionStatus
	StationID int64
	Overdue   bool // only those whose day of answer is over
}

func (f ObjectionFilter) fetch(tx *models.Tx, scope string, values []any, page models.Page) (models.Paged[Objection], error) {
	query := tx.DB.Table("objections AS b").Select("b.*").Where(scope, values...)
	if f.Status != "" {
		query = query.Where("b.status = ?", f.Status)
	}
	if f.Overdue {
		query = query.Where("b.live = 1 AND b.due_on < ?", tx.Today())
	}
	if f.StationID != 0 {
		query = query.Where("b.station_id = ?", f.StationID)
	}
	return models.Fetch(query, page, models.Order[Objection]{IDColumn: "b.id", ID: func(b *Objection) int64 { return b.ID }})
}

// ListObjections lists the objections at the organizations where the actor reads hours. It fails with ErrPermission.
func ListObjections(tx *models.Tx, filter ObjectionFilter, page models.Page) (models.Paged[Objection], error) {
	paths := tx.Actor.Paths(models.ReadHours)
	if len(paths) == 0 {
		return models.Paged[Objection]{}, models.ErrPermission
	}
	stations := models.Within(tx.DB.Table("organizations").Select("id"), "path", paths)
	return filter.fetch(tx, "b.station_id IN (?)", []any{stations}, page)
}

// ListOwnObjections lists what the actor has objected to.
func ListOwnObjections(tx *models.Tx, filter ObjectionFilter, page models.Page) (models.Paged[Objection], error) {
	return filter.fetch(tx, "b.volunteer_id = ?", []any{tx.Actor.VolunteerID}, page)
}

// TellManagers tells everybody who manages the station now.
func TellManagers(tx *models.Tx, station int64, kind models.NoticeKind, title, text string) error {
	return tellHolders(tx, kind, title, text, "organization_id = ? AND role = ?", station, models.StationManager)
}

// tellHolders tells everybody who holds one of the roles now, once.
func tellHolders(tx *models.Tx, kind models.NoticeKind, title, text, roles string, values ...any) error {
	var accounts []int64
	err := tx.DB.Table("role_grants").Distinct("account_id").Where("revoked_at IS NULL AND starts_at <= ? AND (ends_at IS NULL OR ends_at > ?)", tx.Now, tx.Now).
		Where(roles, values...).Order("account_id").Pluck("account_id", &accounts).Error
	for _, account := range accounts {
		tx.Tell(models.Notice{AccountID: &account, Kind: kind, Title: title, Text: text})
	}
	return err
}
