package hours

import (
	"net/url"
	"strings"
	"time"
	"unicode/utf8"

	"practicestation/models"
	"practicestation/models/volunteer"
)

// RetroStatus (补录状态) is where a retro-entry stands.
type RetroStatus string

// The states of a retro-entry.
const (
	RetroPending  RetroStatus = "pending"
	RetroApproved RetroStatus = "approved"
	RetroRefused  RetroStatus = "refused"
	RetroReversed RetroStatus = "reversed"
)

// RetroEntry (补录) is service that attendance has not recorded, written down afterwards by the station on evidence and a
// declaration, and decided one level above that for which it was entered. Approved, it counts as honor, apart from what was attended.
type RetroEntry struct {
	ID          int64
	StationID   int64
	ActivityID  int64
	ShiftID     int64
	TeamID      int64
	VolunteerID int64
	Minutes     int64
	ServedOn    models.Date
	Evidence    string
	EvidenceURL *string
	DeclaredAt  time.Time // when who entered it declared that it is true
	Status      RetroStatus
	Live        *int64 // 1 while it waits or counts: a person has one for a shift
	EnteredBy   int64
	CorrectsID  *int64 // the retro-entry that this one stands instead of

	DecidingOrganizationID int64 // whose administrators decide, and those above: the one above that for which it was entered

	DecidedBy *int64
	DecidedAt *time.Time
	Reason    *string // of the decision
	CreatedAt time.Time
}

// RetroInput is what a station writes down.
type RetroInput struct {
	ShiftID, VolunteerID, Minutes int64
	Evidence, EvidenceURL         string
	Declared                      bool
}

// The refusals about retro-entries.
var (
	ErrRetroNotFound = models.DefineError(models.NotFound, "retro_entry_not_found", "补录不存在", "没有找到这条补录。")
	ErrRetroNotOver  = models.DefineError(models.Conflict, "retro_not_over", "班次还不能补录", "这个班次的签退还没有截止，或已经取消，不能补录。没有截止的请用签到签退。")
	ErrRetroTooOld   = models.DefineError(models.Conflict, "retro_too_old", "已过补录期限", "这个班次结束太久，已过补录的期限。")
	ErrRetroExists   = models.DefineError(models.Conflict, "retro_entry_exists", "已经补录过", "这位志愿者在这个班次已有补录，请不要重复补录。")
	ErrRetroAbove    = models.DefineError(models.Forbidden, "retro_decided_above", "由上一级审批", "补录要由上一级实践所或中心的管理员审批，请联系他们。")
	ErrOwnRetro      = models.DefineError(models.Forbidden, "own_retro_entry", "不能审批自己补录的", "这条补录由您录入，请由另一位管理员审批。")
	ErrRetroPending  = models.DefineError(models.Conflict, "retro_entry_pending", "补录还在等审批",
		"这条补录还在等上一级审批，还没有计入时长。内容不对的，请现在联系录入它的实践站或上一级实践所；审批以后仍有不同意见，可以再提出异议。")
	ErrRetroDecided = models.DefineError(models.Conflict, "retro_entry_decided", "补录已处理", "这条补录已经处理过，请刷新后查看。")
)

// retroShift is what a retro-entry is about; shifts and activities themselves are known above this package.
type retroShift struct {
	ID, ActivityID, StationID, TeamID int64
	StationPath, ActivityStatus       string
	StartsAt, EndsAt                  time.Time
	CancelledAt                       *time.Time
}

func findRetroShift(tx *models.Tx, id int64) (*retroShift, error) {
	var shift retroShift
	err := tx.DB.Table("shifts AS h").Select("h.id, h.activity_id, h.starts_at, h.ends_at, h.cancelled_at, a.station_id, a.team_id, a.status AS activity_status, o.path AS station_path").
		Joins("JOIN activities AS a ON a.id = h.activity_id").Joins("JOIN organizations AS o ON o.id = a.station_id").Where("h.id = ?", id).Take(&shift).Error
	if models.IsMissing(err) {
		return nil, models.Unknown("shift_id")
	}
	return &shift, err
}

func (s *retroShift) minutes() int64 { return int64(s.EndsAt.Sub(s.StartsAt) / time.Minute) }

// obstacle says what keeps the shift from being entered afterwards.
func (s *retroShift) obstacle(tx *models.Tx) error {
	switch {
	case s.ActivityStatus != "published" || s.CancelledAt != nil || s.EndsAt.Add(tx.Settings.CheckInMargin).After(tx.Now):
		return ErrRetroNotOver
	case s.EndsAt.Before(tx.Now.AddDate(0, 0, -tx.Settings.RetroDays)):
		return ErrRetroTooOld
	}
	return nil
}

// Faults names what is wrong with each member where no more than so many minutes may be written down.
func (in *RetroInput) Faults(longest int64) models.Faults {
	var faults models.Faults
	in.Evidence, in.EvidenceURL = strings.TrimSpace(in.Evidence), strings.TrimSpace(in.EvidenceURL)
	if in.Minutes < 1 || in.Minutes > longest {
		faults.Add("minutes", "range", "分钟数要大于 0，不能超过班次的时长和每条的上限。")
	}
	if in.Evidence == "" || utf8.RuneCountInString(in.Evidence) > 1000 {
		faults.Add("evidence", "length", "请写明依据，如签到表编号、照片存放处、证明人，最多 1000 字。")
	}
	if in.EvidenceURL != "" {
		address, err := url.Parse(in.EvidenceURL)
		if err != nil || address.Scheme != "https" && address.Scheme != "http" || address.Host == "" || len(in.EvidenceURL) > 500 {
			faults.Add("evidence_url", "url", "网址要以 http:// 或 https:// 开头，最多 500 字。")
		}
	}
	if !in.Declared {
		faults.Add("declared", "required", "请确认所填内容真实，愿意承担责任。")
	}
	return faults
}

// EnterRetro writes service down afterwards. It fails with ErrInvalid, ErrPermission, ErrRetroNotOver, ErrRetroTooOld, ErrOwn,
// ErrHousehold, volunteer.ErrClosed, ErrOverlap or ErrRetroExists.
func EnterRetro(tx *models.Tx, in RetroInput) (*RetroEntry, error) {
	if len(tx.Actor.Paths(models.ConfirmHours)) == 0 {
		return nil, models.ErrPermission
	}
	shift, err := findRetroShift(tx, in.ShiftID)
	if err != nil {
		return nil, err
	}
	if !tx.Actor.Can(models.ConfirmHours, shift.StationPath) {
		return nil, models.ErrPermission
	}
	if err := in.Faults(min(shift.minutes(), tx.Settings.RecordCap)).Err(); err != nil {
		return nil, err
	}
	if err := shift.obstacle(tx); err != nil {
		return nil, err
	}
	if _, err := models.Find[volunteer.Volunteer](tx, in.VolunteerID, models.Unknown("volunteer_id")); err != nil {
		return nil, err
	}
	if err := MayDecideFor(tx, in.VolunteerID); err != nil {
		return nil, err
	}
	if err := volunteer.MustBeOpen(tx, in.VolunteerID); err != nil {
		return nil, err
	}
	if err := freeAt(tx, in.VolunteerID, shift); err != nil {
		return nil, err
	}
	return enter(tx, in, shift)
}

// Entered reports whether just this was entered before: the same minutes of the person in the shift, as long as they wait or
// count, or on the same evidence whatever was decided.
func Entered(tx *models.Tx, in RetroInput) (bool, error) {
	var same int64
	err := tx.DB.Model(&RetroEntry{}).Where("shift_id = ? AND volunteer_id = ? AND minutes = ? AND (live = 1 OR evidence = ?)",
		in.ShiftID, in.VolunteerID, in.Minutes, strings.TrimSpace(in.Evidence)).Count(&same).Error
	return same > 0, err
}

// enter writes the row of a retro-entry that nothing stands in the way of.
func enter(tx *models.Tx, in RetroInput, shift *retroShift) (*RetroEntry, error) {
	live := int64(1)
	decides, err := decidesAbove(tx, shift.StationPath)
	if err != nil {
		return nil, err
	}
	made := &RetroEntry{
		StationID: shift.StationID, ActivityID: shift.ActivityID, ShiftID: shift.ID, TeamID: shift.TeamID, VolunteerID: in.VolunteerID,
		Minutes: in.Minutes, ServedOn: models.DateOf(shift.EndsAt, tx.Zone), Evidence: in.Evidence, DeclaredAt: tx.Now,
		Status: RetroPending, Live: &live, EnteredBy: tx.Actor.AccountID, DecidingOrganizationID: decides.ID, CreatedAt: tx.Now,
	}
	if in.EvidenceURL != "" {
		made.EvidenceURL = &in.EvidenceURL
	}
	err = tx.DB.Create(made).Error
	if models.IsDuplicate(err) {
		return nil, ErrRetroExists
	}
	if err != nil {
		return nil, err
	}
	tx.Audit(models.AuditEntry{
		Action: "retro_entry.enter", Subject: "retro_entry", SubjectID: made.ID, OrganizationID: made.StationID, Row: retroRows().Row(made.ID),
		After: map[string]any{"shift_id": made.ShiftID, "volunteer_id": made.VolunteerID, "minutes": made.Minutes, "evidence": made.Evidence, "deciding_organization_id": decides.ID},
	})
	return made, nil
}

// MayDecideFor fails with ErrOwn or ErrHousehold when the hours would be the actor's own or the household's.
func MayDecideFor(tx *models.Tx, volunteerID int64) error {
	barred, err := Barred(tx, []int64{volunteerID})
	if err == nil && barred[volunteerID] != nil {
		return barred[volunteerID]
	}
	return err
}

// RetroFilter narrows a list of retro-entries.
type RetroFilter struct {
	StationID, VolunteerID int64
	Status                 RetroStatus
}

// ListRetro lists the retro-entries of the organizations where the actor reads hours. It fails with ErrPermission.
func ListRetro(tx *models.Tx, filter RetroFilter, page models.Page) (models.Paged[RetroEntry], error) {
	paths := tx.Actor.Paths(models.ReadHours)
	if len(paths) == 0 {
		return models.Paged[RetroEntry]{}, models.ErrPermission
	}
	return fetchRetro(tx, filter, "r.station_id IN (?)", models.Within(tx.DB.Table("organizations").Select("id"), "path", paths), page)
}

// ListOwnRetro lists what was entered afterwards for the actor.
func ListOwnRetro(tx *models.Tx, filter RetroFilter, page models.Page) (models.Paged[RetroEntry], error) {
	return fetchRetro(tx, filter, "r.volunteer_id = ?", tx.Actor.VolunteerID, page)
}

func fetchRetro(tx *models.Tx, filter RetroFilter, scope string, value any, page models.Page) (models.Paged[RetroEntry], error) {
	query := tx.DB.Table("retro_entries AS r").Select("r.*").Where(scope, value)
	if filter.StationID != 0 {
		query = query.Where("r.station_id = ?", filter.StationID)
	}
	if filter.VolunteerID != 0 {
		query = query.Where("r.volunteer_id = ?", filter.VolunteerID)
	}
	if filter.Status != "" {
		query = query.Where("r.status = ?", filter.Status)
	}
	return models.Fetch(query, page, models.Order[RetroEntry]{IDColumn: "r.id", ID: func(r *RetroEntry) int64 { return r.ID }})
}
