package activity

import (
	"time"

	"practicestation/models"
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

	Platform *Platform // empty for none, nil for as it is

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
	if in.Platform != nil && !in.Platform.Valid() {
		faults.Add("platform", "enum", PlatformFault)
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
