package handlers

import (
	openapi_types "github.com/oapi-codegen/runtime/types"

	"practicestation/api"
	"practicestation/models"
	"practicestation/models/activity"
	"practicestation/models/recurrence"
	"practicestation/models/series"
)

// newSeries is what a client wants a new series to be.
func newSeries(in api.SeriesInput) series.Input {
	var opens *int64
	if in.SignUpOpensBeforeMinutes != nil {
		minutes := int64(*in.SignUpOpensBeforeMinutes)
		opens = &minutes
	}
	rules := make([]recurrence.Rule, len(in.Rules))
	terms := make([][]series.ShiftTerms, len(in.Rules))
	for i, rule := range in.Rules {
		rules[i], terms[i] = newRule(rule), newShiftTerms(rule.Shifts)
	}
	return series.Input{
		StationID: id64(in.StationID), TeamID: id64(in.TeamID), Title: in.Title, Category: in.Category, Place: in.Place, Description: in.Description,
		Rules: rules, Holidays: recurrence.HolidayPolicy(valueOf(in.HolidayPolicy)), Adjusted: recurrence.AdjustedWorkdays(valueOf(in.AdjustedWorkdays)),
		Excluded: datesOf(in.ExcludedDates), StartsOn: dateOf(in.StartsOn.Time), EndsOn: dateOrNone(in.EndsOn), LeadDays: int64(valueOf(in.LeadDays)),
		Drafts: in.Publish != nil && !*in.Publish, OpensBefore: opens,
		ClosesBefore: int64(in.SignUpClosesBeforeMinutes), CancelBefore: int64(in.CancelClosesBeforeMinutes),
		Override: overriding(in.OverrideConflicts, in.OverrideReason), BrandID: id64OrNone(in.BrandID), Terms: newTerms(in), ShiftTerms: terms,
		DeclarationVersion: in.DeclarationVersion,
	}
}

func newTerms(in api.SeriesInput) series.Terms {
	terms := series.Terms{
		Recruitment: activity.Recruitment(valueOf(in.Recruitment)), JoinCode: in.JoinCode, RiskLevel: activity.RiskLevel(valueOf(in.RiskLevel)),
		Emergency: in.Emergency, BreaksAllowed: in.BreaksAllowed, RiskNotice: in.RiskNotice, VenueID: id64OrNone(in.VenueID), LeaderAccountID: id64OrNone(in.LeaderAccountID),
		Platform: activity.Platform(valueOf(in.Platform)),
	}
	if policy := insuranceOf(in.InsurancePolicy); policy != nil {
		terms.Insurance = *policy
	}
	return terms
}

func newShiftTerms(shifts []api.SeriesShiftInput) []series.ShiftTerms {
	terms := make([]series.ShiftTerms, len(shifts))
	for i, shift := range shifts {
		terms[i].MinHeadcount = int64(shift.MinHeadcount)
		if asks := requirementsOf(shift.Requirements); asks != nil {
			terms[i].Requirements = *asks
		}
		terms[i].Quotas = newKeptSeats(shift.Quotas)
	}
	return terms
}

// editedSeries is what a client wants a series to become.
func editedSeries(in api.SeriesUpdate) series.Input {
	return newSeries(api.SeriesInput{
		StationID: valueOf(in.StationID), TeamID: in.TeamID, Title: in.Title, Category: in.Category, Place: in.Place, Description: in.Description,
		Rules: in.Rules, HolidayPolicy: in.HolidayPolicy, AdjustedWorkdays: in.AdjustedWorkdays, ExcludedDates: in.ExcludedDates,
		StartsOn: in.StartsOn, EndsOn: in.EndsOn, LeadDays: in.LeadDays, Publish: in.Publish, SignUpOpensBeforeMinutes: in.SignUpOpensBeforeMinutes,
		SignUpClosesBeforeMinutes: in.SignUpClosesBeforeMinutes, CancelClosesBeforeMinutes: in.CancelClosesBeforeMinutes,
		BrandID: in.BrandID, Recruitment: in.Recruitment, JoinCode: in.JoinCode, RiskLevel: in.RiskLevel, Emergency: in.Emergency,
		BreaksAllowed: in.BreaksAllowed, RiskNotice: in.RiskNotice, InsurancePolicy: in.InsurancePolicy, VenueID: in.VenueID, LeaderAccountID: in.LeaderAccountID, Platform: in.Platform,
		OverrideConflicts: in.OverrideConflicts, OverrideReason: in.OverrideReason,
	})
}

func newRule(in api.SeriesRuleInput) recurrence.Rule {
	rule := recurrence.Rule{
		Number: valueOf(in.Number), Kind: recurrence.Kind(in.Kind), RRule: in.Rrule, Dates: datesOf(in.Dates), LunarMonth: valueOf(in.LunarMonth),
		LunarDays: in.LunarDays, LeapMonth: recurrence.LeapMonth(valueOf(in.LeapMonth)), Term: string(valueOf(in.SolarTerm)),
		TermFrom: in.TermFromDays, TermTo: in.TermToDays, Digits: in.MarketDigits, Months: recurrence.MonthsOf(valueOf(in.MarketMonths)),
		ExtraDates: datesOf(in.ExtraDates), Shifts: make([]recurrence.Shift, len(in.Shifts)),
	}
	for i, shift := range in.Shifts {
		rule.Shifts[i] = recurrence.Shift{
			Number: valueOf(shift.Number), Role: shift.Role, Starts: recurrence.Clock(shift.Starts), Ends: recurrence.Clock(shift.Ends), NextDay: shift.NextDay,
			Capacity: int64(shift.Capacity), WaitlistCapacity: int64(shift.WaitlistCapacity),
		}
	}
	return rule
}

func datesOf(dates []openapi_types.Date) []models.Date {
	days := make([]models.Date, len(dates))
	for i, date := range dates {
		days[i] = dateOf(date.Time)
	}
	return days
}

func viewDates(days []models.Date) []openapi_types.Date {
	dates := make([]openapi_types.Date, len(days))
	for i, day := range days {
		dates[i] = viewDate(day)
	}
	return dates
}

func viewDateOrNone(day models.Date) *openapi_types.Date {
	if day == "" {
		return nil
	}
	date := viewDate(day)
	return &date
}

// viewChangedSeries shows what has become of a series, unless the change was refused.
func viewChangedSeries(tx *models.Tx, changed *series.Series, refusal error) (api.Series, error) {
	if refusal != nil {
		return api.Series{}, refusal
	}
	return viewFoundSeries(tx, changed.ID)
}

func viewFoundSeries(tx *models.Tx, id int64) (api.Series, error) {
	found, err := series.Find(tx, id)
	if err != nil {
		return api.Series{}, err
	}
	return viewSeries(tx, found), nil
}

func viewSeries(tx *models.Tx, s *series.Listed) api.Series {
	var opens *int
	if s.OpensBefore != nil {
		minutes := int(*s.OpensBefore)
		opens = &minutes
	}
	terms := s.Terms
	return api.Series{
		ID: idText(s.ID), StationID: idText(s.StationID), StationName: s.StationName, TeamID: idText(s.TeamID), TeamName: s.TeamName,
		Title: s.Title, Category: s.Category, Place: s.Place, Description: s.Description, BrandID: idTextOrNone(valueOf(s.BrandID)), Rules: viewRules(tx, s),
		Recruitment: api.Recruitment(terms.Recruitment), JoinCode: viewSeriesCode(tx, s), RiskLevel: api.RiskLevel(terms.RiskLevel),
		Emergency: terms.Emergency, BreaksAllowed: terms.BreaksAllowed, RiskNotice: terms.RiskNotice, InsurancePolicy: viewPolicy(terms.Insurance),
		VenueID: idTextOrNone(terms.VenueID), LeaderAccountID: idTextOrNone(terms.LeaderAccountID), Platform: (*api.Platform)(textOrNone(string(terms.Platform))),
		HolidayPolicy: api.HolidayPolicy(s.Holidays), AdjustedWorkdays: api.AdjustedWorkdays(s.Adjusted), ExcludedDates: viewDates(s.Excluded),
		HolidaysKnownThrough: viewDate(s.HolidaysKnownThrough), ReachesUnknown: s.ReachesUnknown,
		StartsOn: viewDate(s.StartsOn), EndsOn: viewDateOrNone(s.EndsOn), LeadDays: int(s.LeadDays), Publish: s.Publish,
		SignUpOpensBeforeMinutes: opens, SignUpClosesBeforeMinutes: int(s.ClosesBefore), CancelClosesBeforeMinutes: int(s.CancelBefore),
		Status: api.SeriesStatus(s.Status), EndReason: s.EndReason, Trouble: s.Trouble, TroubleOn: viewDateOrNone(s.TroubleOn()), OverrideReason: s.OverrideReason,
		DeclarationVersion: s.DeclarationVersion, DeclaredAt: localTimeOrNone(tx, s.DeclaredAt), Version: s.Version, CreatedAt: localTime(tx, s.CreatedAt),
	}
}

// viewSeriesCode is the code for who may hand it out, and nothing for anybody else.
func viewSeriesCode(tx *models.Tx, s *series.Listed) *string {
	if !s.ShowsJoinCode(tx.Actor) {
		return nil
	}
	return textOrNone(s.Terms.JoinCode)
}

func viewRules(tx *models.Tx, s *series.Listed) []api.SeriesRule {
	rules := viewEach(tx, s.Rules, viewRule)
	for i := range rules {
		for j := range rules[i].Shifts {
			terms := s.ShiftTermsOf(rules[i].Number, j)
			shift := &rules[i].Shifts[j]
			shift.Requirements, shift.MinHeadcount, shift.Quotas = viewRequirements(&terms.Requirements), int(terms.MinHeadcount), viewKeptSeats(terms.Quotas)
		}
	}
	return rules
}

func viewRule(tx *models.Tx, r *recurrence.Rule) api.SeriesRule {
	var month *int
	if r.LunarMonth != 0 {
		month = &r.LunarMonth
	}
	return api.SeriesRule{
		Number: r.Number, Kind: api.RuleKind(r.Kind), Rrule: textOrNone(r.RRule), Dates: viewDates(r.Dates), LunarMonth: month,
		LunarDays: append([]int{}, r.LunarDays...), LeapMonth: textOrNone(string(r.LeapMonth)), SolarTerm: textOrNone(r.Term),
		TermFromDays: r.TermFrom, TermToDays: r.TermTo, MarketDigits: append([]int{}, r.Digits...), MarketMonths: textOrNone(string(r.Months)),
		ExtraDates: viewDates(r.ExtraDates), Shifts: viewEach(tx, r.Shifts, viewRuleShift),
	}
}

func viewRuleShift(_ *models.Tx, s *recurrence.Shift) api.SeriesShift {
	return api.SeriesShift{
		Number: s.Number, Role: s.Role, Starts: string(s.Starts), Ends: string(s.Ends), NextDay: s.NextDay, Capacity: int(s.Capacity), WaitlistCapacity: int(s.WaitlistCapacity),
	}
}

func viewSeriesChange(tx *models.Tx, change *series.Change) api.SeriesChange {
	return api.SeriesChange{
		Outcome: api.SeriesChangeOutcome(change.Outcome), ActivityID: idTextOrNone(change.ActivityID), OccurrenceOn: viewDate(change.OccurrenceOn),
		RuleNumber: change.Rule, StartsAt: localTime(tx, change.StartsAt), Title: change.Title, People: int(change.People),
		Members: append([]string{}, change.Members...), Reason: textOrNone(change.Reason),
	}
}
