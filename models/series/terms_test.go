package series_test

import (
	"errors"
	"regexp"
	"strings"
	"testing"
	"time"

	"practicestation/models"
	"practicestation/models/activity"
	"practicestation/models/series"
	"practicestation/models/venue"
)

func (w *world) newVenue() *venue.Venue {
	w.t.Helper()
	made := &venue.Venue{OrganizationID: w.station.ID, Name: "村礼堂", Status: venue.Active, Version: 1}
	w.insert(made)
	return made
}

// guarded is the series with terms of every kind.
func (w *world) guarded(hall *venue.Venue) series.Input {
	in, adult := w.saturdays(), int64(18)
	in.LeadDays = 14
	in.Terms = series.Terms{
		Recruitment: activity.ByCode, JoinCode: "ab12", RiskLevel: activity.HighRisk, Emergency: true, BreaksAllowed: true, RiskNotice: " 水边湿滑，请穿救生衣。 ",
		Insurance: activity.Insurance{Insurer: "人保财险", Number: "P-1", From: "2026-01-01", To: "2026-12-31"}, VenueID: hall.ID,
	}
	in.ShiftTerms = [][]series.ShiftTerms{{{Requirements: activity.Requirements{MinAge: &adult, TeamIDs: []int64{w.team.ID}}, MinHeadcount: 2}}}
	return in
}

func (w *world) notice(of *activity.Activity) string {
	w.t.Helper()
	return done(w, w.manager, of.NoticeText)
}

// TestOccurrencesInheritTheTerms: all that is made has them, and one that somebody has changed keeps its own.
func TestOccurrencesInheritTheTerms(t *testing.T) {
	each(t, func(w *world) {
		hall := w.newVenue()
		in := w.guarded(hall)
		made := w.create(in)
		all := w.held(made)
		for _, one := range all {
			if one.Status != activity.Published || one.Recruitment != activity.ByCode || one.JoinCode == nil || *one.JoinCode != "AB12" || !one.Emergency || !one.BreaksAllowed ||
				one.RiskLevel != activity.HighRisk || one.Insurer != "人保财险" || one.InsuredTo != "2026-12-31" || one.VenueID == nil || *one.VenueID != hall.ID {
				w.t.Errorf("%s is %+v", *one.OccurrenceOn, one)
			}
			w.same("the notice", w.notice(&one), "水边湿滑，请穿救生衣。")
			shift := w.shiftOf(&one)
			if shift.MinHeadcount != 2 || shift.MinAge == nil || *shift.MinAge != 18 || len(shift.TeamIDs) != 1 {
				w.t.Errorf("the shift of %s is %+v", *one.OccurrenceOn, shift)
			}
		}
		w.same("the same again", w.update(made, in), "")
		medium, notice, once := activity.MediumRisk, "只在岸上。", false
		w.edit(&all[0], func(in *activity.Input) {
			in.Recruitment, in.Gates.RiskLevel, in.Gates.RiskNotice, in.BreaksAllowed = activity.Open, &medium, &notice, &once
		})
		w.changeShift(&all[0], 1)
		in.Terms.JoinCode, in.Terms.Emergency, in.Terms.RiskNotice, in.Terms.VenueID = "CD34", false, "请穿救生衣。", 0
		in.ShiftTerms[0][0] = series.ShiftTerms{}
		w.same("other terms", w.update(made, in), "changed 03-07 emergency+venue_id+shifts, changed 03-14 join_code+emergency+risk_notice+venue_id+shifts")
		all = w.held(made)
		w.same("a notice of its own", w.notice(&all[0]), "只在岸上。")
		w.same("and the other", w.notice(&all[1]), "请穿救生衣。")
		if all[0].Recruitment != activity.Open || all[0].RiskLevel != activity.MediumRisk || all[0].Emergency || all[0].VenueID != nil {
			w.t.Errorf("the first is %+v", all[0])
		}
		if *all[1].JoinCode != "CD34" || all[1].RiskLevel != activity.HighRisk || all[1].VenueID != nil {
			w.t.Errorf("the second is %+v", all[1])
		}
		own, other := w.shiftOf(&all[0]), w.shiftOf(&all[1])
		if own.MinHeadcount != 1 || own.MinAge != nil || other.MinHeadcount != 0 || other.MinAge != nil {
			w.t.Errorf("the shifts are %+v and %+v", own, other)
		}
		w.same("once more", w.update(made, in), "")
		if all[0].BreaksAllowed || !all[1].BreaksAllowed {
			w.t.Errorf("coming back is the first's own and the series': %v, %v", all[0].BreaksAllowed, all[1].BreaksAllowed)
		}
		in.Terms.BreaksAllowed = false
		w.same("no coming back", w.update(made, in), "changed 03-14 breaks_allowed")
		if all = w.held(made); all[1].BreaksAllowed {
			w.t.Errorf("the second is %+v", all[1])
		}
	})
}

// changeShift gives a shift a least number of people of its own.
func (w *world) changeShift(of *activity.Activity, least int64) {
	w.t.Helper()
	shift := w.shiftOf(of)
	done(w, w.manager, func(tx *models.Tx) (*activity.Shift, error) {
		return activity.UpdateShift(tx, shift.ID, shift.Version, activity.ShiftInput{
			Role: shift.Role, StartsAt: shift.StartsAt, EndsAt: shift.EndsAt, Capacity: shift.Capacity, MinHeadcount: &least,
		})
	})
}

func (w *world) trouble(of *series.Series) string {
	w.t.Helper()
	found := done(w, w.manager, func(tx *models.Tx) (*series.Listed, error) { return series.Find(tx, of.ID) })
	if found.Trouble == nil {
		return ""
	}
	return *found.Trouble
}

// TestHighRiskWithoutInsuranceStaysADraft: the activities are there, but closed, and the series says why.
func TestHighRiskWithoutInsuranceStaysADraft(t *testing.T) {
	each(t, func(w *world) {
		in := w.guarded(w.newVenue())
		in.Terms.Insurance = activity.Insurance{}
		made := w.create(in)
		for _, one := range w.held(made) {
			if one.Status != activity.Draft {
				w.t.Errorf("%s is %s", *one.OccurrenceOn, one.Status)
			}
		}
		w.same("the days", w.days(made), "03-07 03-14")
		w.same("why", w.trouble(made), activity.ErrInsuranceMissing.Code)
	})
}

// TestTakenVenueLeavesTheOccurrenceOut: nothing is left of what could not be made, and the other days are not touched.
func TestTakenVenueLeavesTheOccurrenceOut(t *testing.T) {
	each(t, func(w *world) {
		in := w.guarded(w.newVenue())
		in.LeadDays = 7
		w.create(in)
		in.LeadDays = 14
		second := w.create(in)
		w.same("the days", w.days(second), "03-14")
		w.same("why", w.trouble(second), activity.ErrVenueConflict.Code)
		if left := w.count("SELECT COUNT(*) FROM activities AS a WHERE NOT EXISTS (SELECT 1 FROM series_occurrences AS o WHERE o.activity_id = a.id)"); left != 0 {
			w.t.Errorf("%d activities are left over", left)
		}
	})
}

// TestTermsAreCheckedAsThoseOfAnActivity: in the words of the series.
func TestTermsAreCheckedAsThoseOfAnActivity(t *testing.T) {
	each(t, func(w *world) {
		hall := w.newVenue()
		for field, change := range map[string]func(in *series.Input){
			"recruitment":                    func(in *series.Input) { in.Terms.Recruitment = "lottery" },
			"join_code":                      func(in *series.Input) { in.Terms.JoinCode = "" },
			"risk_level":                     func(in *series.Input) { in.Terms.RiskLevel = "extreme" },
			"insurance_policy.to_on":         func(in *series.Input) { in.Terms.Insurance.To = "2025-12-31" },
			"venue_id":                       func(in *series.Input) { in.Terms.VenueID = 99 },
			"leader_account_id":              func(in *series.Input) { in.Terms.LeaderAccountID = 99 },
			"rules.0.shifts.0.min_headcount": func(in *series.Input) { in.ShiftTerms[0][0].MinHeadcount = 3 },
			"rules.0.shifts.0.requirements.team_ids.0":  func(in *series.Input) { in.ShiftTerms[0][0].Requirements.TeamIDs = []int64{99} },
			"rules.0.shifts.0.requirements.min_minutes": func(in *series.Input) { in.ShiftTerms[0][0].Requirements.MinMinutes = -1 },
		} {
			in := w.guarded(hall)
			change(&in)
			_, err := do(w, w.DB, w.manager, func(tx *models.Tx) (*series.Series, error) { return series.Create(tx, in) })
			var refusal *models.Error
			if !errors.As(err, &refusal) || len(refusal.Fields) != 1 || refusal.Fields[0].Field != field {
				w.t.Errorf("%s: %+v", field, err)
			}
		}
	})
}

// watch is a series with a shift of the morning and one of the evening, closing an hour before the start.
func (w *world) watch() series.Input {
	in := w.saturdays()
	in.LeadDays, in.ClosesBefore, in.CancelBefore = 14, 60, 120
	evening := in.Rules[0].Shifts[0]
	evening.Starts, evening.Ends = "18:00", "20:00"
	in.Rules[0].Shifts = append(in.Rules[0].Shifts, evening)
	return in
}

// closing gives for each shift of the occurrence until when one may sign up and leave.
func (w *world) closing(one *activity.Activity) string {
	w.t.Helper()
	var text []string
	for _, shift := range w.shiftsOf(one) {
		text = append(text, w.clock(shift.SignUpCloses(one))+"/"+w.clock(shift.CancelCloses(one)))
	}
	return strings.Join(text, " ")
}

// TestDeadlinesCountFromEachShift: a later shift closes so long before its own start; one that somebody has set stays.
func TestDeadlinesCountFromEachShift(t *testing.T) {
	each(t, func(w *world) {
		in := w.watch()
		made := w.create(in)
		all := w.held(made)
		w.same("each by its own start", w.closing(&all[0]), "07:00/06:00 17:00/16:00")
		own := w.shiftsOf(&all[0])[1]
		early := own.StartsAt.Add(-3 * time.Hour)
		done(w, w.manager, func(tx *models.Tx) (*activity.Shift, error) {
			return activity.UpdateShift(tx, own.ID, own.Version, activity.ShiftInput{
				Role: own.Role, StartsAt: own.StartsAt, EndsAt: own.EndsAt, Capacity: own.Capacity, SignUpClosesAt: &early,
			})
		})
		in.ClosesBefore = 30
		w.same("half an hour", w.update(made, in), "changed 03-07 sign_up_closes_at, changed 03-14 sign_up_closes_at+shift_deadlines")
		all = w.held(made)
		w.same("its own stays", w.closing(&all[0]), "07:30/06:00 15:00/16:00")
		w.same("and the other", w.closing(&all[1]), "07:30/06:00 17:30/16:00")
		w.same("the same again", w.update(made, in), "")
	})
}

// TestOccurrencesOfBeforeGetTheDeadlinesOfTheirShifts, when the series is looked at next; who is on one is not told, since
// the occurrence stays as it is.
func TestOccurrencesOfBeforeGetTheDeadlinesOfTheirShifts(t *testing.T) {
	each(t, func(w *world) {
		in := w.watch()
		made := w.create(in)
		w.exec("UPDATE shifts SET sign_up_closes_at = NULL, cancel_closes_at = NULL")
		own := regexp.MustCompile(`("waitlist_capacity":\d+),"sign_up_closes_at":"[^"]*","cancel_closes_at":"[^"]*"`)
		for _, one := range w.held(made) {
			var written string
			w.must(w.DB.Write(w.t.Context(), models.SystemActor("test"), func(tx *models.Tx) error {
				return tx.DB.Raw("SELECT written FROM series_occurrences WHERE activity_id = ?", one.ID).Scan(&written).Error
			}))
			w.exec("UPDATE series_occurrences SET written = ? WHERE activity_id = ?", own.ReplaceAllString(written, "$1"), one.ID)
		}
		all := w.held(made)
		who := w.join(&all[1])
		w.same("as they were", w.closing(&all[0]), "07:00/06:00 07:00/06:00")
		w.same("the next look", w.update(made, in), "changed 03-07 shift_deadlines, kept 03-14 shift_deadlines")
		w.same("the first", w.closing(&all[0]), "07:00/06:00 17:00/16:00")
		w.same("with people", w.closing(&all[1]), "07:00/06:00 07:00/06:00")
		if told := w.told(who); told != 0 {
			w.t.Errorf("told %d times", told)
		}
	})
}
