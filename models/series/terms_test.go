package series_test

import (
	"errors"
	"testing"

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
		Recruitment: activity.ByCode, JoinCode: "ab12", RiskLevel: activity.HighRisk, Emergency: true, RiskNotice: " 水边湿滑，请穿救生衣。 ",
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
			if one.Status != activity.Published || one.Recruitment != activity.ByCode || one.JoinCode == nil || *one.JoinCode != "AB12" || !one.Emergency ||
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
		medium, notice := activity.MediumRisk, "只在岸上。"
		w.edit(&all[0], func(in *activity.Input) {
			in.Recruitment, in.Gates.RiskLevel, in.Gates.RiskNotice = activity.Open, &medium, &notice
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
