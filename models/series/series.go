package series

import (
	"cmp"
	"slices"
	"time"

	"practicestation/models"
	"practicestation/models/activity"
	"practicestation/models/recurrence"
)

// Status says whether a series goes on.
type Status string

// The states of a series. One whose days are over stays active, and makes nothing more.
const (
	Active Status = "active"
	Ended  Status = "ended" // by somebody, with a reason
)

// Series (系列活动) is what a station does again and again with one team.
type Series struct {
	ID             int64
	StationID      int64
	TeamID         int64
	Title          string
	Category       string
	Place          string
	Description    string
	Rules          []recurrence.Rule           `gorm:"serializer:json"`
	LastRule       int                         // the number of the newest rule: none is given twice
	Holidays       recurrence.HolidayPolicy    `gorm:"column:holiday_policy"`
	Adjusted       recurrence.AdjustedWorkdays `gorm:"column:adjusted_workdays"`
	Excluded       []models.Date               `gorm:"column:excluded_dates;serializer:json"`
	StartsOn       models.Date
	EndsOn         models.Date // empty: each rule ends by itself
	LeadDays       int64       // how many days ahead an occurrence becomes an activity
	OpensBefore    *int64      // minutes from the opening of sign-up to the start; nil: open once it is made
	ClosesBefore   int64
	CancelBefore   int64
	Publish        bool // its activities are published, and not left as drafts
	BrandID        *int64
	OverrideReason *string              // why its activities may share their venue or leader with others; nil: they may not
	Terms          Terms                `gorm:"serializer:json"`
	ShiftTerms     map[int][]ShiftTerms `gorm:"serializer:json"` // by the number of the rule, in the order of its shifts
	activity.Declaration
	Status     Status
	EndReason  *string
	Trouble    *string     // the code of why the last generation left something out
	Setbacks   []Setback   `gorm:"serializer:json"`
	GenerateOn models.Date // when the job looks at it next
	CreatedBy  *int64
	Version    int64
	CreatedAt  time.Time
	UpdatedAt  time.Time

	brandGone bool           // its brand has been delisted: what is made carries none, and what is there stays
	teamsGone map[int64]bool // the dissolved ones of the teams that it keeps seats for
}

// TableName names the table.
func (Series) TableName() string { return "series" }

// The refusals about series.
var (
	ErrNotFound     = models.DefineError(models.NotFound, "series_not_found", "系列不存在", "没有找到这个系列活动。")
	ErrEnded        = models.DefineError(models.Conflict, "series_ended", "系列已结束", "这个系列活动已经结束，不能再修改；要继续开展请新建一个系列。")
	ErrLeaderGone   = models.DefineError(models.Conflict, "series_leader_gone", "现场负责人不能再担任", "这个系列的现场负责人不能再担任（如已注销账号、停用或离队），不能照系列安排；请修改系列，换一位现场负责人，或不设现场负责人。")
	ErrTeamInactive = models.DefineError(models.Conflict, "series_team_inactive", "队伍已解散", "承办这个系列的队伍已经解散，不再生成活动；请修改系列，换一支队伍。")
)

// Input is the editable part of a series. A zero policy or lead takes its default.
type Input struct {
	StationID    int64
	TeamID       int64
	Title        string
	Category     string
	Place        string
	Description  string
	Rules        []recurrence.Rule // number 0: a new rule
	Holidays     recurrence.HolidayPolicy
	Adjusted     recurrence.AdjustedWorkdays
	Excluded     []models.Date
	StartsOn     models.Date
	EndsOn       models.Date
	LeadDays     int64
	OpensBefore  *int64
	ClosesBefore int64
	CancelBefore int64
	Drafts       bool           // leave the activities unpublished
	BrandID      int64          // the brand that the activities carry; 0: none
	Terms        Terms          // a zero one is the usual
	ShiftTerms   [][]ShiftTerms // by rule and shift, in their order; what is missing asks for nothing

	Override           activity.Override // lets the activities share their venue or leader with others
	DeclarationVersion int64             // of a new one: which texts of the excluded kinds have been read and declared away
}

// Create starts a series and makes the activities of its first days. It fails with ErrPermission or ErrInvalid.
func Create(tx *models.Tx, in Input) (*Series, error) {
	created, err := plan(tx, in)
	if err != nil {
		return nil, err
	}
	if created.Declaration, err = activity.Declare(tx, in.DeclarationVersion); err != nil {
		return nil, err
	}
	if err := tx.DB.Create(created).Error; err != nil {
		return nil, err
	}
	tx.Audit(models.AuditEntry{Action: "series.create", Subject: "series", SubjectID: created.ID, OrganizationID: created.StationID, After: created.facts()})
	if _, err := created.reconcile(tx); err != nil {
		return nil, err
	}
	return models.Find[Series](tx, created.ID, ErrNotFound)
}

// plan is the new series that the input describes, if the actor may have it. Nothing is stored.
func plan(tx *models.Tx, in Input) (*Series, error) {
	if !tx.Actor.CanSomewhere(models.PlanActivities) {
		return nil, models.ErrPermission
	}
	planned := &Series{
		StationID: in.StationID, Status: Active, Setbacks: []Setback{}, GenerateOn: tx.Today().Plus(1), CreatedBy: models.Nullable(tx.Actor.AccountID),
		Version: 1, CreatedAt: tx.Now, UpdatedAt: tx.Now,
	}
	if err := planned.become(tx, in); err != nil {
		return nil, err
	}
	if err := planned.mayBe(tx, models.PlanActivities); err != nil {
		return nil, err
	}
	upcoming, err := planned.upcoming(tx)
	if err == nil && len(upcoming) == 0 {
		err = models.ErrInvalid.WithFields(models.FieldError{Field: "rules", Code: "recurrence_never", Message: "从现在起没有一场，请检查规则、日期和节假日安排。"})
	}
	return planned, err
}

// mayBe fails unless the actor may plan what the series wants, and publish it if that is what it does.
func (s *Series) mayBe(tx *models.Tx, permission models.Permission) error {
	station, err := activity.MayPlan(tx, s.StationID, s.TeamID)
	if err != nil {
		return err
	}
	if s.Publish {
		permission = models.PublishActivities
	}
	if !tx.Actor.CanForTeam(permission, station.Path, s.TeamID) {
		return models.ErrPermission
	}
	return nil
}

// become fills the series from the input and numbers its new rules. It fails with ErrInvalid.
func (s *Series) become(tx *models.Tx, in Input) error {
	known := s.Rules
	s.TeamID, s.Title, s.Category, s.Place, s.Description = in.TeamID, in.Title, in.Category, in.Place, in.Description
	s.Rules, s.Holidays, s.Adjusted, s.Excluded = slices.Clone(in.Rules), in.Holidays, in.Adjusted, append([]models.Date{}, in.Excluded...)
	for i := range s.Rules {
		s.Rules[i].Shifts = slices.Clone(s.Rules[i].Shifts)
	}
	s.StartsOn, s.EndsOn, s.LeadDays, s.Publish = in.StartsOn, in.EndsOn, in.LeadDays, !in.Drafts
	s.fillDefaults()
	faults := s.number(known)
	s.OpensBefore, s.ClosesBefore, s.CancelBefore = in.OpensBefore, in.ClosesBefore, in.CancelBefore
	s.OverrideReason = nil
	if in.Override.Wanted {
		s.OverrideReason = &in.Override.Reason
	}
	before := s.Terms
	s.agree(in)
	misfits, err := s.brandFaults(tx, in.BrandID)
	if err != nil {
		return err
	}
	s.BrandID = models.Nullable(in.BrandID)
	faults = append(append(faults, misfits...), s.plan().Faults()...)
	if len(faults) == 0 {
		faults = s.contentFaults(tx)
	}
	if err := faults.Err(); err != nil {
		return err
	}
	return s.mayName(tx, before)
}

// defaultLead is how many days ahead activities are made when nobody says.
const defaultLead = 30

func (s *Series) fillDefaults() {
	s.Holidays = cmp.Or(s.Holidays, recurrence.Keep)
	s.Adjusted = cmp.Or(s.Adjusted, recurrence.AsWeekend)
	s.LeadDays = cmp.Or(s.LeadDays, defaultLead)
	for i := range s.Rules {
		switch rule := &s.Rules[i]; rule.Kind {
		case recurrence.Lunar:
			rule.LeapMonth = cmp.Or(rule.LeapMonth, recurrence.LeapSkipped)
		case recurrence.MarketDays:
			rule.Months = cmp.Or(rule.Months, recurrence.LunarMonths)
		}
	}
}

// override is what its activities may do in spite of others.
func (s *Series) override() activity.Override {
	if s.OverrideReason == nil {
		return activity.Override{}
	}
	return activity.Override{Wanted: true, Reason: *s.OverrideReason}
}

func (s *Series) plan() *recurrence.Plan {
	return &recurrence.Plan{Rules: s.Rules, StartsOn: s.StartsOn, EndsOn: s.EndsOn, Holidays: s.Holidays, Adjusted: s.Adjusted, Excluded: s.Excluded}
}

// contentFaults lists what would be wrong with the activities that the series makes, in the words of its own members.
func (s *Series) contentFaults(tx *models.Tx) models.Faults {
	var faults models.Faults
	if s.OpensBefore != nil && *s.OpensBefore <= s.ClosesBefore {
		faults.Add("sign_up_opens_before_minutes", "order", "报名开始要早于报名截止。")
	}
	for i := range s.Rules {
		sample := s.sample(&s.Rules[i], tx.Zone)
		faults = append(faults, ofRule(i, sample.Faults(tx))...)
		s.Title, s.Category, s.Place = sample.Title, sample.Category, sample.Place
		if s.OverrideReason != nil {
			s.OverrideReason = &sample.Override.Reason // cleaned
		}
		s.Terms.RiskNotice, s.Terms.Insurance = *sample.Gates.RiskNotice, *sample.Gates.Insurance
	}
	return faults
}

// sample is an activity of the rule on some day, to see whether there can be one.
func (s *Series) sample(rule *recurrence.Rule, zone *time.Location) activity.Input {
	day := recurrence.Occurrence{Date: s.StartsOn, OriginalDate: s.StartsOn, Rule: rule.Number}
	day.Place(rule, zone)
	return s.template(&day).input()
}

// facts are what the audit keeps of a series.
func (s *Series) facts() map[string]any {
	return map[string]any{
		"team_id": s.TeamID, "title": s.Title, "category": s.Category, "place": s.Place, "rules": s.Rules, "holiday_policy": s.Holidays,
		"adjusted_workdays": s.Adjusted, "excluded_dates": s.Excluded, "starts_on": s.StartsOn, "ends_on": s.EndsOn, "lead_days": s.LeadDays,
		"opens_before": s.OpensBefore, "closes_before": s.ClosesBefore, "cancel_before": s.CancelBefore, "publish": s.Publish, "override_reason": s.OverrideReason,
		"brand_id": s.BrandID, "terms": s.Terms, "shift_terms": s.ShiftTerms,
		"declaration_version": s.DeclarationVersion,
	}
}
