package activity

import (
	"maps"
	"slices"
	"time"

	"practicestation/models"
	"practicestation/models/organization"
	"practicestation/models/team"
)

// Status (活动状态) is where an activity stands.
type Status string

// The states of an activity. In progress, ended and closed are never stored: they follow the clock when read.
const (
	Draft      Status = "draft"
	Published  Status = "published"
	InProgress Status = "in_progress"
	Ended      Status = "ended"
	Closed     Status = "closed"
	Withdrawn  Status = "withdrawn"
	Cancelled  Status = "cancelled"
)

// next is the state machine of what a manager may do.
var next = map[Status][]Status{
	Draft:      {Published},
	Published:  {Withdrawn, Cancelled},
	InProgress: {Cancelled},
	Withdrawn:  {Published},
}

// CanBecome reports whether a manager may take an activity from one state to the other.
func (s Status) CanBecome(other Status) bool { return slices.Contains(next[s], other) }

// Activity is something a station holds with one host team, at one place, in one or more shifts.
type Activity struct {
	ID             int64
	StationID      int64
	TeamID         int64
	Title          string
	Category       string // in the county's own words, as 卫生环保
	Place          string
	Description    string
	StartsAt       time.Time
	EndsAt         time.Time
	SignUpOpensAt  time.Time
	SignUpClosesAt time.Time
	CancelClosesAt time.Time // until when a volunteer may give a seat back
	Status         Status    // as stored: draft, published, withdrawn or cancelled
	Gates
	Declaration
	PublishedAt    *time.Time
	CancelReason   *string
	PendingEntries int64 // hours that nobody has decided yet
	DecidedEntries int64
	CreatedBy      *int64
	Recruitment    Recruitment
	JoinCode       *string      // for recruitment by code
	BrandID        *int64       // the brand that it is held under
	PlanItemID     *int64       // the item of a monthly plan that it carries out
	SeriesID       *int64       // the series that it is an occurrence of
	OccurrenceOn   *models.Date // which of its original days: a holiday may have moved it
	Version        int64
	CreatedAt      time.Time
	UpdatedAt      time.Time

	VenueID         *int64 // held from start to end
	LeaderAccountID *int64 // who is in charge on site (现场负责人)

	BreaksAllowed bool // who has left may come back, and all visits count

	RescheduledAt      *time.Time // when it was last moved
	RescheduleReason   *string
	FreeCancelClosesAt *time.Time // until when those who had signed up before that may leave in any case
}

// StatusAt is the state at an instant: a published activity is in progress from its start, ended from its end, and
// closed once the last of its hours is decided.
func (a *Activity) StatusAt(now time.Time) Status {
	switch {
	case a.Status != Published || now.Before(a.StartsAt):
		return a.Status
	case now.Before(a.EndsAt):
		return InProgress
	case a.PendingEntries == 0 && a.DecidedEntries > 0:
		return Closed
	}
	return Ended
}

// The refusals about activities.
var (
	ErrNotFound    = models.DefineError(models.NotFound, "activity_not_found", "活动不存在", "没有找到这个活动。")
	ErrStatus      = models.DefineError(models.Conflict, "activity_status", "当前状态不能这样操作", "活动当前的状态不能做这件事，请刷新后查看。")
	ErrHasSignUps  = models.DefineError(models.Conflict, "has_sign_ups", "已有人报名", "已经有人报名，不能撤回，也不能改标题、时间、地点、岗位或队伍，或提高风险等级；需要停办请取消活动并写明原因。")
	ErrNoShifts    = models.DefineError(models.Conflict, "shifts_missing", "还没有班次", "活动至少要有一个班次才能发布，请先添加班次。")
	ErrOutOfBounds = models.DefineError(models.Invalid, "shift_outside_activity", "班次超出活动时间", "班次要在活动的开始和结束时间之内。")
)

// Input is the editable part of an activity. A zero window time takes its default.
type Input struct {
	StationID      int64
	TeamID         int64
	Title          string
	Category       string
	Place          string
	Description    string
	StartsAt       time.Time
	EndsAt         time.Time
	SignUpOpensAt  time.Time   // default: now, or as it was
	SignUpClosesAt time.Time   // default: the start
	CancelClosesAt time.Time   // default: the start
	Recruitment    Recruitment // default: open, or as it was
	JoinCode       string      // default: as it was
	BrandID        *int64      // 0 for none, nil for as it is
	PlanItemID     int64       // of a new one: the item of a monthly plan that it comes from; 0: none
	Shifts         []ShiftInput
	Gates          GatesInput

	DeclarationVersion int64 // of a new one: which texts of the excluded kinds its creator has read and declared away

	VenueID         *int64 // 0 for none, nil for as it is
	LeaderAccountID *int64 // likewise
	Override        Override

	BreaksAllowed *bool // default: no, or as it was

	SeriesID     int64       // of an occurrence, as its series makes it; stays as it is
	OccurrenceOn models.Date // likewise
	Declaration  Declaration // of an occurrence: the word that was given for its series

	givesSignUp, givesCancel bool // a deadline was given, and did not take its default
}

// normalize cuts the times to what is stored and fills in the defaults; opens is the one for the start of sign-up.
func (in *Input) normalize(opens time.Time) {
	for _, at := range []*time.Time{&in.StartsAt, &in.EndsAt, &in.SignUpOpensAt, &in.SignUpClosesAt, &in.CancelClosesAt} {
		*at = at.UTC().Truncate(time.Millisecond)
	}
	in.givesSignUp, in.givesCancel = !in.SignUpClosesAt.IsZero(), !in.CancelClosesAt.IsZero()
	if !in.givesSignUp {
		in.SignUpClosesAt = in.StartsAt
	}
	if !in.givesCancel {
		in.CancelClosesAt = in.StartsAt
	}
	if in.SignUpOpensAt.IsZero() {
		in.SignUpOpensAt = opens
		if !opens.Before(in.SignUpClosesAt) {
			in.SignUpOpensAt = in.SignUpClosesAt.Add(-time.Minute)
		}
	}
	for i := range in.Shifts {
		in.Shifts[i].normalize()
	}
	untilTheirStart(in.Shifts, in.StartsAt, !in.givesSignUp, !in.givesCancel)
}

func (in *Input) faults() models.Faults {
	var faults models.Faults
	for _, text := range []struct {
		field   string
		value   *string
		longest int
		message string
	}{
		{"title", &in.Title, 100, "标题要有 1 到 100 个字，不能含看不见的字符。"},
		{"category", &in.Category, 32, "类别要有 1 到 32 个字。"},
		{"place", &in.Place, 200, "地点要有 1 到 200 个字。"},
	} {
		cleaned, ok := models.CleanName(*text.value)
		if !ok || len([]rune(cleaned)) > text.longest {
			faults.Add(text.field, "invalid_text", text.message)
		}
		*text.value = cleaned
	}
	faults = append(faults, in.windowFaults()...)
	faults = append(faults, in.recruitmentFaults()...)
	faults = append(faults, in.Gates.faults()...)
	faults = append(faults, in.Override.faults()...)
	for i := range in.Shifts {
		faults = append(faults, in.Shifts[i].faults(shiftField(i), in.StartsAt, in.EndsAt)...)
		faults = append(faults, in.Shifts[i].opensFault(shiftField(i), in.SignUpOpensAt)...)
	}
	return faults
}

// windowFaults lists what is wrong with the order of the times. Nothing is measured against an end that is wrong itself.
func (in *Input) windowFaults() models.Faults {
	var faults models.Faults
	if !in.SignUpClosesAt.After(in.SignUpOpensAt) {
		faults.Add("sign_up_closes_at", "order", "报名截止时间要晚于报名开始时间。")
	}
	if !in.EndsAt.After(in.StartsAt) {
		faults.Add("ends_at", "order", "结束时间要晚于开始时间。")
		return faults
	}
	if in.SignUpClosesAt.After(in.EndsAt) {
		faults.Add("sign_up_closes_at", "order", "报名截止时间不能晚于活动结束时间。")
	}
	if in.CancelClosesAt.After(in.EndsAt) {
		faults.Add("cancel_closes_at", "order", "取消报名的截止时间不能晚于活动结束时间。")
	}
	return faults
}

// Create drafts an activity at a station. It fails with ErrPermission, ErrInvalid, ErrReasonMissing, ErrVenueConflict or
// ErrLeaderConflict.
func Create(tx *models.Tx, in Input) (*Activity, error) {
	if !tx.Actor.CanSomewhere(models.PlanActivities) {
		return nil, models.ErrPermission
	}
	in.normalize(tx.Now)
	in.recruitAs(Open, nil)
	if err := in.faults().Err(); err != nil {
		return nil, err
	}
	declared, err := in.declared(tx)
	if err != nil {
		return nil, err
	}
	in.Declaration = declared
	station, err := MayPlan(tx, in.StationID, in.TeamID)
	if err != nil {
		return nil, err
	}
	if err := mayCarry(tx, &Activity{StationID: station.ID}, in.BrandID); err != nil {
		return nil, err
	}
	return insert(tx, station, in)
}

// insert writes a draft with its risk notice and its shifts.
func insert(tx *models.Tx, station *organization.Organization, in Input) (*Activity, error) {
	created := &Activity{
		StationID: station.ID, Status: Draft, CreatedBy: models.Nullable(tx.Actor.AccountID), PlanItemID: models.Nullable(in.PlanItemID),
		Version: 1, CreatedAt: tx.Now, UpdatedAt: tx.Now,
	}
	created.RiskLevel, created.Declaration = LowRisk, in.Declaration
	created.fill(in)
	created.belong(in)
	if err := in.mayName(tx, &Activity{}, created); err != nil {
		return nil, err
	}
	if err := holdBookings(tx, created); err != nil {
		return nil, err
	}
	if !in.Override.Wanted { // a series goes on after a refusal, so nothing may have been written
		if err := book(tx, created, in.Override); err != nil {
			return nil, err
		}
	}
	if err := tx.DB.Create(created).Error; err != nil {
		return nil, err
	}
	if err := giveNotice(tx, created, in.Gates.RiskNotice); err != nil {
		return nil, err
	}
	if created.RiskNoticeID != nil {
		if err := tx.DB.Exec("UPDATE activities SET risk_notice_id = ? WHERE id = ?", *created.RiskNoticeID, created.ID).Error; err != nil {
			return nil, err
		}
	}
	if in.Override.Wanted { // what is accepted names the activity
		if err := book(tx, created, in.Override); err != nil {
			return nil, err
		}
	}
	for _, shift := range in.Shifts {
		if _, err := insertShift(tx, created, shift); err != nil {
			return nil, err
		}
	}
	tx.Audit(models.AuditEntry{Action: "activity.create", Subject: "activity", SubjectID: created.ID, OrganizationID: station.ID, After: created.facts()})
	return created, nil
}

// MayPlan finds the station that is to hold something with the team, if the actor may plan that.
// It fails with ErrPermission, or with ErrInvalid when there is no such station or team.
func MayPlan(tx *models.Tx, stationID, teamID int64) (*organization.Organization, error) {
	station, err := hostStation(tx, stationID)
	if err != nil {
		return nil, err
	}
	if err := activeTeam(tx, teamID); err != nil {
		return nil, err
	}
	if !tx.Actor.CanForTeam(models.PlanActivities, station.Path, teamID) {
		return nil, models.ErrPermission
	}
	return station, nil
}

// hostStation finds the station that is to hold an activity. It fails with ErrInvalid for anything else.
func hostStation(tx *models.Tx, id int64) (*organization.Organization, error) {
	station, err := models.Find[organization.Organization](tx, id, organization.ErrNotFound)
	if models.IsCode(err, organization.ErrNotFound) || err == nil && station.Level != organization.Station {
		return nil, models.Unknown("station_id")
	}
	return station, err
}

// activeTeam fails with ErrInvalid when there is no such team, or no longer.
func activeTeam(tx *models.Tx, id int64) error {
	host, err := models.Find[team.Team](tx, id, team.ErrNotFound)
	if models.IsCode(err, team.ErrNotFound) || err == nil && host.Status != team.Active {
		return models.Unknown("team_id")
	}
	return err
}

func (a *Activity) fill(in Input) {
	a.TeamID, a.Title, a.Category, a.Place, a.Description = in.TeamID, in.Title, in.Category, in.Place, in.Description
	a.StartsAt, a.EndsAt = in.StartsAt, in.EndsAt
	a.SignUpOpensAt, a.SignUpClosesAt, a.CancelClosesAt = in.SignUpOpensAt, in.SignUpClosesAt, in.CancelClosesAt
	a.Recruitment, a.JoinCode = in.Recruitment, in.joinCode()
	a.Gates.fill(in.Gates)
	a.fillBooking(in.VenueID, in.LeaderAccountID)
	a.fillBreaks(in.BreaksAllowed)
	if in.BrandID != nil {
		a.BrandID = models.Nullable(*in.BrandID)
	}
}

// facts are what the audit keeps of an activity.
func (a *Activity) facts() map[string]any {
	facts := map[string]any{
		"title": a.Title, "category": a.Category, "place": a.Place, "team_id": a.TeamID, "starts_at": a.StartsAt, "ends_at": a.EndsAt,
		"sign_up_opens_at": a.SignUpOpensAt, "sign_up_closes_at": a.SignUpClosesAt, "cancel_closes_at": a.CancelClosesAt,
		"recruitment": a.Recruitment,
		"venue_id":    a.VenueID, "leader_account_id": a.LeaderAccountID, "brand_id": a.BrandID,
		"breaks_allowed": a.BreaksAllowed,
	}
	maps.Copy(facts, a.Gates.facts())
	return facts
}

// locks reports whether the change touches what people have signed up for.
func (a *Activity) locks(in Input) bool {
	return a.Title != in.Title || a.Place != in.Place || a.TeamID != in.TeamID || !a.StartsAt.Equal(in.StartsAt) || !a.EndsAt.Equal(in.EndsAt) ||
		a.harden(in.Gates) ||
		in.VenueID != nil && !same(a.VenueID, models.Nullable(*in.VenueID))
}

// Update rewrites an activity before its end. What people signed up for stays as it is once somebody has.
// It fails with ErrNotFound, ErrPermission, ErrInvalid, ErrStatus, ErrHasSignUps, ErrOutOfBounds, ErrVersionConflict,
// ErrReasonMissing, ErrVenueConflict or ErrLeaderConflict.
func Update(tx *models.Tx, id, version int64, in Input) (*Activity, error) {
	current, err := findToManage(tx, id, models.PlanActivities)
	if err != nil {
		return nil, err
	}
	if in.StationID != 0 && in.StationID != current.StationID {
		return nil, models.Fixed("station_id")
	}
	in.normalize(current.SignUpOpensAt)
	in.recruitAs(current.Recruitment, current.JoinCode)
	if err := in.faults().Err(); err != nil {
		return nil, err
	}
	if err := mayHandTo(tx, current, in.TeamID); err != nil {
		return nil, err
	}
	if err := mayCarry(tx, current, in.BrandID); err != nil {
		return nil, err
	}
	if current.Version != version {
		return nil, models.ConflictAt(models.ErrVersionConflict, current.Version)
	}
	if status := current.StatusAt(tx.Now); status == Ended || status == Closed || status == Cancelled {
		return nil, ErrStatus
	}
	seen := *current
	seen.fill(in)
	if err := rebook(tx, current, &seen, in.Override); err != nil {
		return nil, err
	}
	shifts, err := shiftsAllow(tx, current, &seen, in)
	if err != nil {
		return nil, err
	}
	if err := followDeadlines(tx, shifts, current, in); err != nil {
		return nil, err
	}
	if err := breaksMayChange(tx, current, &seen); err != nil {
		return nil, err
	}
	before, was := current.facts(), *current
	current.fill(in)
	if err := giveNotice(tx, current, in.Gates.RiskNotice); err != nil {
		return nil, err
	}
	if current.Status == Published {
		if err := models.Refusal(current.gaps(tx.Zone)); err != nil {
			return nil, err
		}
	}
	change := current.facts()
	change["description"], change["join_code"] = in.Description, current.JoinCode
	if err := tx.UpdateVersion(current, id, version, change); err != nil {
		return nil, models.ConflictAt(err, current.Version)
	}
	tx.Audit(models.AuditEntry{Action: "activity.update", Subject: "activity", SubjectID: id, OrganizationID: current.StationID, Before: before, After: current.facts()})
	if err := tellOfUpdate(tx, &was, current, shifts); err != nil {
		return nil, err
	}
	if err := letUp(tx, &was, current, shifts); err != nil {
		return nil, err
	}
	return models.Find[Activity](tx, id, ErrNotFound)
}

// shiftsAllow locks an activity's shifts and fails with ErrHasSignUps or ErrOutOfBounds when one of them forbids the change.
func shiftsAllow(tx *models.Tx, current, seen *Activity, in Input) ([]Shift, error) {
	shifts, err := lockShifts(tx, current.ID)
	if err != nil {
		return nil, err
	}
	for _, shift := range held(shifts) {
		became := shift.underDeadlines(current, in)
		if shift.Confirmed+shift.Waitlisted > 0 && (current.locks(in) || shift.narrows(current, &became, seen)) {
			return nil, ErrHasSignUps
		}
		if shift.StartsAt.Before(in.StartsAt) || shift.EndsAt.After(in.EndsAt) {
			return nil, ErrOutOfBounds.At("starts_at")
		}
	}
	return shifts, nil
}
