package activity_test

import (
	"testing"

	"practicestation/models"
	"practicestation/models/activity"
	"practicestation/models/modelstest"
)

func TestEntitiesOfGatesMatchTheirTables(t *testing.T) {
	t.Parallel()
	modelstest.Each(t, func(t *testing.T, w *modelstest.World) {
		modelstest.MatchesSchema(t, w, activity.Activity{}, activity.SignUp{}, activity.RiskNotice{})
	})
}

// dangerous is a plan of high risk with all that it needs.
func (w *world) dangerous() activity.Input {
	in, level, notice := w.plan(2, 0), activity.HighRisk, "河道湿滑，须穿救生衣。"
	in.Gates = activity.GatesInput{
		RiskLevel: &level, RiskNotice: &notice,
		Insurance: &activity.Insurance{Insurer: "人保财险", Number: "PICC-1", From: "2026-03-03", To: "2026-03-03"},
	}
	return in
}

// rescue makes the plan one of an emergency, with all that it needs.
func (w *world) rescue(in activity.Input) activity.Input {
	emergency, zone := true, modelstest.Zone()
	in.Gates = w.dangerous().Gates
	in.Gates.RiskLevel, in.Gates.Emergency = nil, &emergency
	in.Gates.Insurance.From, in.Gates.Insurance.To = string(models.DateOf(in.StartsAt, zone).Plus(-1)), string(models.DateOf(in.EndsAt, zone).Plus(1))
	return in
}

// TestAnEmergencyIsDangerousByWhatItIs: at a low risk too it is published with insurance and notice, and joined by who has
// acknowledged the risk.
func TestAnEmergencyIsDangerousByWhatItIs(t *testing.T) {
	each(t, func(w *world) {
		bare, emergency := w.plan(1, 0), true
		bare.Gates.Emergency = &emergency
		w.refused(w.manage(w.draft(bare), activity.Publish), activity.ErrInsuranceMissing, activity.ErrRiskNoticeMissing)
		shift, who := w.publish(w.rescue(w.plan(1, 0))), w.volunteers(1)[0]
		none := ""
		w.refused(w.update(shift, 2, func(in *activity.Input) { in.Gates.RiskNotice = &none }), activity.ErrRiskNoticeMissing)
		found := read(w, who, func(tx *models.Tx) (*activity.Eligible, error) { return activity.Eligibility(tx, shift.ID) })
		if len(found.Obstacles) > 0 || !found.MustAcknowledge {
			w.t.Errorf("eligibility: %+v", found)
		}
		_, err := w.signUp(who, shift)
		w.refused(err, activity.ErrRiskNotAcknowledged)
		_, err = w.signUpBy(w.DB, who, shift, activity.Way{RiskAcknowledged: true})
		w.must(err)
	})
}

// TestHighRiskIsPublishedWithInsuranceAndNotice: the insurance covers every day of the activity, by the local calendar.
func TestHighRiskIsPublishedWithInsuranceAndNotice(t *testing.T) {
	each(t, func(w *world) {
		none, other := "", "PICC-2"
		for name, c := range map[string]struct {
			change func(in *activity.Input)
			want   []*models.Error
		}{
			"all there":       {func(*activity.Input) {}, nil},
			"nothing":         {func(in *activity.Input) { in.Gates.Insurance, in.Gates.RiskNotice = nil, nil }, []*models.Error{activity.ErrInsuranceMissing, activity.ErrRiskNoticeMissing}},
			"an empty notice": {func(in *activity.Input) { in.Gates.RiskNotice = &none }, []*models.Error{activity.ErrRiskNoticeMissing}},
			"insured too late": {func(in *activity.Input) {
				in.Gates.Insurance = &activity.Insurance{"人保", other, "2026-03-04", "2026-12-31"}
			}, []*models.Error{activity.ErrInsuranceMissing}},
			"insured too short": {func(in *activity.Input) {
				in.EndsAt = at(4, 0, 1)
			}, []*models.Error{activity.ErrInsuranceMissing}},
			"until midnight": {func(in *activity.Input) { in.EndsAt = at(4, 0, 0) }, nil},
			"no shift as well": {func(in *activity.Input) {
				in.Shifts, in.Gates.RiskNotice = nil, nil
			}, []*models.Error{activity.ErrNoShifts, activity.ErrRiskNoticeMissing}},
			"medium": {func(in *activity.Input) {
				level := activity.MediumRisk
				in.Gates = activity.GatesInput{RiskLevel: &level}
			}, nil},
		} {
			in := w.dangerous()
			c.change(&in)
			created, err := change(w, w.DB, w.manager, func(tx *models.Tx) (*activity.Activity, error) { return activity.Create(tx, in) })
			w.must(err)
			err = w.manage(&activity.Shift{ActivityID: created.ID}, activity.Publish)
			if c.want == nil {
				w.must(err)
				continue
			}
			w.t.Log(name)
			w.refused(err, c.want...)
		}
	})
}

// TestRiskIsAcknowledgedInTheTextThatIsShown: who has read an older text has not read this one; what was acknowledged is
// kept as it was.
func TestRiskIsAcknowledgedInTheTextThatIsShown(t *testing.T) {
	each(t, func(w *world) {
		shift, people := w.publish(w.dangerous()), w.volunteers(2)
		first := *w.activityOf(shift).RiskNoticeID
		_, err := w.signUp(people[0], shift)
		w.refused(err, activity.ErrRiskNotAcknowledged)
		found := read(w, people[0], func(tx *models.Tx) (*activity.Eligible, error) { return activity.Eligibility(tx, shift.ID) })
		if len(found.Obstacles) > 0 || !found.MustAcknowledge {
			w.t.Errorf("eligibility: %+v", found)
		}
		signUp, err := w.signUpBy(w.DB, people[0], shift, activity.Way{RiskAcknowledged: true, RiskNoticeID: first})
		w.must(err)
		later := "水位上涨，改在岸上。"
		w.must(w.update(shift, 2, func(in *activity.Input) { in.Gates.RiskNotice = &later }))
		second := *w.activityOf(shift).RiskNoticeID
		_, err = w.signUpBy(w.DB, people[1], shift, activity.Way{RiskAcknowledged: true, RiskNoticeID: first})
		w.refused(err, activity.ErrRiskNoticeOutdated)
		another, err := w.signUpBy(w.DB, people[1], shift, activity.Way{RiskAcknowledged: true, RiskNoticeID: second})
		w.must(err)
		if *w.find(signUp).RiskNoticeID != first || !w.find(signUp).RiskAcknowledgedAt.Equal(w.DB.Now()) || *w.find(another).RiskNoticeID != second {
			w.t.Errorf("kept: %+v, %+v", w.find(signUp), w.find(another))
		}
		versions := read(w, w.manager, func(tx *models.Tx) (models.Paged[activity.RiskNotice], error) {
			return activity.RiskNotices(tx, shift.ActivityID, models.Page{Limit: 10})
		})
		if len(versions.Items) != 2 || versions.Items[0].ID != second || versions.Items[1].Notice != "河道湿滑，须穿救生衣。" {
			w.t.Errorf("versions: %+v", versions.Items)
		}
		w.invariants()
	})
}

// TestRiskIsNotRaisedOverPeople: who signed up for a safe activity is not put into a dangerous one; before that, a
// published one keeps to its gates at each change.
func TestRiskIsNotRaisedOverPeople(t *testing.T) {
	each(t, func(w *world) {
		shift, who := w.openShift(1, 0), w.volunteers(1)[0]
		high, emergency := activity.HighRisk, true
		w.refused(w.update(shift, 2, func(in *activity.Input) { in.Gates.RiskLevel = &high }), activity.ErrInsuranceMissing, activity.ErrRiskNoticeMissing)
		w.signedUp(shift, who)
		w.refused(w.update(shift, 2, func(in *activity.Input) { in.Gates = w.dangerous().Gates }), activity.ErrHasSignUps)
		w.refused(w.update(shift, 2, func(in *activity.Input) { in.Gates.Emergency = &emergency }), activity.ErrHasSignUps)
		low := activity.LowRisk
		w.must(w.update(shift, 2, func(in *activity.Input) { in.Gates.RiskLevel = &low }))
	})
}

func TestGatesThatAreNone(t *testing.T) {
	each(t, func(w *world) {
		wrong, in := activity.RiskLevel("none"), w.plan(1, 0)
		in.Gates = activity.GatesInput{RiskLevel: &wrong, Insurance: &activity.Insurance{Insurer: " ", Number: "1", From: "2026-03-04", To: "2026-03-03"}}
		_, err := change(w, w.DB, w.manager, func(tx *models.Tx) (*activity.Activity, error) { return activity.Create(tx, in) })
		w.faults(err, "risk_level", "insurance_policy.insurer", "insurance_policy.to_on")
	})
}
