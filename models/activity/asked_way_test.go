package activity_test

import (
	"testing"
	"time"

	"practicestation/models/activity"
)

// recruitAs changes how the activity takes people in.
func (w *world) recruitAs(shift *activity.Shift, how activity.Recruitment) {
	w.t.Helper()
	w.must(w.update(shift, w.activityOf(shift).Version, func(in *activity.Input) {
		if in.Recruitment = how; how == activity.ByCode {
			in.JoinCode = "2026AB"
		}
	}))
}

// TestApplicationsEndWhenNobodyDecidesOnThemAnyMore: each applicant is told how to come now; a decision on what has ended is
// refused, and nothing revives it.
func TestApplicationsEndWhenNobodyDecidesOnThemAnyMore(t *testing.T) {
	each(t, func(w *world) {
		for how, words := range map[activity.Recruitment]string{
			activity.Open: "现在可以直接报名", activity.ByCode: "索取报名码后报名", activity.ByInvitation: "改为只接受邀请",
		} {
			shift, who := w.recruiting(activity.ByApproval, 1), w.volunteers(1)[0]
			made := w.applied(who, shift)
			w.must(w.update(shift, w.activityOf(shift).Version, func(in *activity.Input) { in.Description = "带水杯" }))
			w.same([]string{w.askStatuses(shift)}, "pending")
			w.recruitAs(shift, how)
			w.same([]string{w.askStatuses(shift)}, "expired")
			w.hears(who, activity.NoticeWayChanged, "您的申请不再审核", words)
			w.refused(w.approve(w.DB, made.ID), activity.ErrApplicationDecided)
			w.recruitAs(shift, activity.ByApproval)
			w.same([]string{w.askStatuses(shift)}, "expired")
			w.must(w.approve(w.DB, w.applied(who, shift).ID))
			w.must(w.manage(shift, callOff)) // the next one is at the same time
		}
		w.told(activity.NoticeAskedChanged, 0)
		w.invariants()
	})
}

// TestBeforeSignUpOpensItIsSaidFromWhen.
func TestBeforeSignUpOpensItIsSaidFromWhen(t *testing.T) {
	each(t, func(w *world) {
		shift, who := w.recruiting(activity.ByApproval, 1), w.volunteers(1)[0]
		w.applied(who, shift)
		w.must(w.update(shift, 2, func(in *activity.Input) { in.Recruitment, in.SignUpOpensAt = activity.Open, at(2, 18, 0) }))
		w.hears(who, activity.NoticeWayChanged, "18:00起可以直接报名")
	})
}

// TestWhomAbsencesLetInByApprovalOnlyStillWaitsForIt, although everybody else may come directly.
func TestWhomAbsencesLetInByApprovalOnlyStillWaitsForIt(t *testing.T) {
	each(t, func(w *world) {
		who := w.volunteers(1)[0]
		for range 3 {
			now := w.Clock.Now()
			w.signedUp(w.openShiftAt(now.Add(time.Hour), now.Add(2*time.Hour), 1, 0), who)
			w.Clock.Advance(3 * time.Hour)
		}
		starts := w.Clock.Now().Add(24 * time.Hour)
		in := w.planAt(starts, starts.Add(time.Hour), 1, 0)
		in.Recruitment = activity.ByApproval
		shift := w.publish(in)
		made := w.applied(who, shift)
		w.recruitAs(shift, activity.Open)
		w.told(activity.NoticeWayChanged, 0)
		w.same([]string{w.askStatuses(shift)}, "pending")
		w.must(w.approve(w.DB, made.ID))
	})
}

// TestOffersOfHoldersEndWhereStaffLetEachPersonIn: both sides are told; whom staff have asked may still come.
func TestOffersOfHoldersEndWhereStaffLetEachPersonIn(t *testing.T) {
	each(t, func(w *world) {
		for _, how := range []activity.Recruitment{activity.ByApproval, activity.ByInvitation, activity.ByCode} {
			people := w.volunteers(4)
			w.enrol(people...)
			shift := w.openShift(2, 0)
			seats := w.signedUp(shift, people[0], people[1])
			_, err := w.askStandIns(w.DB, people[0], seats[0], people[2], people[3])
			w.must(err)
			w.givenUp(seats[1])
			guests, err := w.askStandIns(w.DB, w.manager, seats[1], people[3])
			w.must(err)
			w.exec("DELETE FROM notices")
			w.recruitAs(shift, how)
			if how == activity.ByCode {
				w.told(activity.NoticeWayChanged, 0)
			} else {
				w.told(activity.NoticeWayChanged, 3)
				w.hears(people[0], activity.NoticeWayChanged, "您发出的顶替邀请不再有效")
				w.hears(people[2], activity.NoticeWayChanged, "这份邀请不再有效")
			}
			w.must(w.accept(w.DB, people[3], guests[0].Invitation.ID))
			w.must(w.manage(shift, callOff))
		}
		w.invariants()
	})
}
