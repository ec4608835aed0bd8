package activity_test

import (
	"strings"
	"testing"

	"practicestation/models"
	"practicestation/models/activity"
	"practicestation/models/volunteer"
)

func (w *world) acknowledge(who models.Actor, signUp *activity.SignUp, in activity.Acknowledgement) error {
	_, err := change(w, w.DB, who, func(tx *models.Tx) (*activity.SignUp, error) { return activity.AcknowledgeRisk(tx, signUp.ID, in) })
	return err
}

// acknowledged gives for each person on the roster whether they have read the risk notice that is shown now.
func (w *world) acknowledged(shift *activity.Shift) string {
	w.t.Helper()
	page := read(w, w.manager, func(tx *models.Tx) (models.Paged[activity.RosterRow], error) {
		_, rows, err := activity.Roster(tx, shift.ID, "", models.Page{Limit: 100})
		return rows, err
	})
	var found []string
	for _, row := range page.Items {
		switch current := row.RiskAcknowledged(); {
		case current == nil:
			found = append(found, "none")
		case *current:
			found = append(found, "yes")
		default:
			found = append(found, "no")
		}
	}
	return strings.Join(found, " ")
}

// TestRewrittenRiskNoticeIsAcknowledgedAnew: those with a seat and those who wait are told, nobody is removed, and the
// roster shows who has yet to read it; what was acknowledged before is kept in the audit.
func TestRewrittenRiskNoticeIsAcknowledgedAnew(t *testing.T) {
	each(t, func(w *world) {
		in := w.dangerous()
		in.Shifts[0].Capacity, in.Shifts[0].WaitlistCapacity = 1, 1
		shift, people := w.publish(in), w.volunteers(2)
		var signUps []*activity.SignUp
		for _, who := range people {
			signUp, err := w.signUpBy(w.DB, who, shift, activity.Way{RiskAcknowledged: true})
			w.must(err)
			signUps = append(signUps, signUp)
		}
		first := *w.activityOf(shift).RiskNoticeID
		w.must(w.update(shift, 2, func(in *activity.Input) { in.Description = "带水杯" }))
		w.told(activity.NoticeRiskRewritten, 0)
		later := "水位上涨，改在岸上。"
		w.must(w.update(shift, 3, func(in *activity.Input) { in.Gates.RiskNotice = &later }))
		second := *w.activityOf(shift).RiskNoticeID
		for _, who := range people {
			w.hears(who, activity.NoticeRiskRewritten, "风险告知有更新", "确认")
		}
		w.same([]string{w.acknowledged(shift)}, "no no")
		w.holds(shift, 1, 1)

		w.refused(w.acknowledge(people[0], signUps[0], activity.Acknowledgement{RiskNoticeID: first}), activity.ErrRiskNoticeOutdated)
		w.refused(w.acknowledge(people[0], signUps[1], activity.Acknowledgement{RiskNoticeID: second}), activity.ErrSignUpNotFound)
		w.Clock.Advance(60_000_000_000)
		w.must(w.acknowledge(people[0], signUps[0], activity.Acknowledgement{RiskNoticeID: second}))
		w.must(w.acknowledge(people[0], signUps[0], activity.Acknowledgement{RiskNoticeID: second}))
		w.expect("entries in the audit", len(w.numbers("SELECT id FROM audit_entries WHERE action = 'sign_up.acknowledge_risk'")), 1)
		if kept := w.find(signUps[0]); *kept.RiskNoticeID != second || !kept.RiskAcknowledgedAt.Equal(w.DB.Now()) {
			w.t.Errorf("kept: %+v", kept)
		}
		w.same([]string{w.acknowledged(shift)}, "yes no")
		w.faults(w.acknowledge(w.manager, signUps[1], activity.Acknowledgement{RiskNoticeID: second}), "confirmation")
		w.must(w.acknowledge(w.manager, signUps[1], activity.Acknowledgement{RiskNoticeID: second, Confirmation: volunteer.OnPaper}))
		w.same([]string{w.acknowledged(shift)}, "yes yes")
		w.must(w.cancel(people[0], signUps[0], ""))
		w.refused(w.acknowledge(people[0], signUps[0], activity.Acknowledgement{RiskNoticeID: second}), activity.ErrAlreadyCancelled)
	})
}

// TestNoRiskNoticeNeedsNoAcknowledgement.
func TestNoRiskNoticeNeedsNoAcknowledgement(t *testing.T) {
	each(t, func(w *world) {
		shift, who := w.openShift(1, 0), w.volunteers(1)[0]
		signUp := w.signedUp(shift, who)[0]
		w.refused(w.acknowledge(who, signUp, activity.Acknowledgement{RiskNoticeID: 1}), activity.ErrRiskNoticeAbsent)
		w.same([]string{w.acknowledged(shift)}, "none")
	})
}

// TestWhoCameBeforeAConditionStaysAndIsTold: with a seat and in the queue alike, and is promoted in turn; who has a seat and
// fits hears nothing.
func TestWhoCameBeforeAConditionStaysAndIsTold(t *testing.T) {
	each(t, func(w *world) {
		shift, people := w.openShift(2, 2), w.volunteers(4)
		w.exec("UPDATE volunteers SET born_on = '2007-01-01' WHERE id IN (?)", []int64{people[1].VolunteerID, people[2].VolunteerID})
		signUps := w.signedUp(shift, people...)
		adult, elder := int64(21), int64(60)
		w.must(w.edit(shift, func(in *activity.ShiftInput) { in.Requirements = &activity.Requirements{MinAge: &adult} }))
		w.told(activity.NoticeRequirementsChanged, 3)
		w.hears(people[1], activity.NoticeRequirementsChanged, "报名条件改为：年满 21 周岁。", "报名仍然有效")
		w.hears(people[2], activity.NoticeRequirementsChanged, "年满 21 周岁", "候补次序不变，有名额时照常录取")
		w.hears(people[3], activity.NoticeRequirementsChanged, "年满 21 周岁。您的候补次序不变。")
		w.states(signUps, activity.SignedUp, activity.SignedUp, activity.Waitlisted, activity.Waitlisted)
		w.must(w.cancel(people[0], signUps[0], ""))
		w.states(signUps, activity.CancelledByVolunteer, activity.SignedUp, activity.SignedUp, activity.Waitlisted)
		w.exec("DELETE FROM notices")
		w.must(w.edit(shift, func(in *activity.ShiftInput) { in.Requirements = &activity.Requirements{} }))
		w.told(activity.NoticeRequirementsChanged, 0)
		w.must(w.edit(shift, func(in *activity.ShiftInput) {
			in.Requirements = &activity.Requirements{MaxAge: &elder, MinMinutes: 90, TeamIDs: []int64{w.team.ID}}
		}))
		w.hears(people[1], activity.NoticeRequirementsChanged, "不超过 60 周岁、是指定队伍或条线的队员、已确认的服务时长满 1 小时 30 分钟")
		w.invariants()
	})
}

// TestEligibilitySaysWhoWouldWait, and at which place.
func TestEligibilitySaysWhoWouldWait(t *testing.T) {
	each(t, func(w *world) {
		shift, people := w.openShift(1, 2), w.volunteers(4)
		place := func(who models.Actor) int64 {
			return read(w, who, func(tx *models.Tx) (*activity.Eligible, error) { return activity.Eligibility(tx, shift.ID) }).Position
		}
		for i, want := range []int64{0, 1, 2, 0} { // a seat, the queue, the queue, nothing left
			if got := place(people[i]); got != want {
				w.t.Errorf("number %d would be at %d, want %d", i, got, want)
			}
			signUp, err := w.signUp(people[i], shift)
			if err == nil && want > 0 && signUp.WaitlistPosition != want {
				w.t.Errorf("number %d is at %d, want %d", i, signUp.WaitlistPosition, want)
			}
		}
		kept := w.keeping(2, 1, 2)
		if got := read(w, people[3], func(tx *models.Tx) (*activity.Eligibles, error) { return activity.Eligibilities(tx, []int64{kept.ID}) }); got.Found[0].Position != 1 {
			w.t.Errorf("beside seats that are kept for others: %+v", got.Found[0])
		}
	})
}
