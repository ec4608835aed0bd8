package activity_test

import (
	"testing"

	"practicestation/models"
	"practicestation/models/activity"
	"practicestation/models/volunteer"
)

// flooded is a published emergency with so many seats and places in its queue, and keeps some seats for the team.
func (w *world) flooded(capacity, waitlist, kept int64) *activity.Shift {
	w.t.Helper()
	in := w.rescue(w.plan(capacity, waitlist))
	if kept > 0 {
		in.Shifts[0].Quotas = &activity.QuotasInput{ReleasedAt: at(2, 18, 0), Quotas: []activity.Quota{{TeamID: w.team.ID, Seats: kept}}}
	}
	return w.publish(in)
}

// joinedDanger signs everybody up, each having read the risk notice that is shown.
func (w *world) joinedDanger(shift *activity.Shift, people ...models.Actor) []*activity.SignUp {
	w.t.Helper()
	signUps := make([]*activity.SignUp, len(people))
	for i, who := range people {
		var err error
		signUps[i], err = w.signUpBy(w.DB, who, shift, activity.Way{RiskAcknowledged: true})
		w.must(err)
	}
	return signUps
}

// rewritten gives the activity a new risk notice and its version.
func (w *world) rewritten(shift *activity.Shift) activity.Acknowledgement {
	w.t.Helper()
	text := "水位又涨了，须系安全绳。"
	w.must(w.update(shift, w.activityOf(shift).Version, func(in *activity.Input) { in.Gates.RiskNotice = &text }))
	return activity.Acknowledgement{RiskNoticeID: *w.activityOf(shift).RiskNoticeID}
}

// TestWhoHasNotReadTheNewRiskNoticeIsPassedOver, keeps the place in the queue, is told so, and moves up at the moment of
// the acknowledgement when a seat is free.
func TestWhoHasNotReadTheNewRiskNoticeIsPassedOver(t *testing.T) {
	each(t, func(w *world) {
		shift, people := w.flooded(2, 4, 0), w.volunteers(6)
		signUps := w.joinedDanger(shift, people[:5]...)
		now := w.rewritten(shift)
		w.hears(people[0], activity.NoticeRiskRewritten, "您报名的", "请阅读新的风险告知并确认")
		w.hears(people[2], activity.NoticeRiskRewritten, "您候补的", "候补次序不变", "确认后有空位马上录取")
		w.must(w.acknowledge(people[3], signUps[3], now))
		w.states(signUps, activity.SignedUp, activity.SignedUp, activity.Waitlisted, activity.Waitlisted, activity.Waitlisted)
		w.must(w.cancel(people[0], signUps[0], ""))
		w.states(signUps[1:], activity.SignedUp, activity.Waitlisted, activity.SignedUp, activity.Waitlisted)
		w.must(w.cancel(people[1], signUps[1], ""))
		w.holds(shift, 1, 2) // a seat is free, and nobody who waits may have it yet
		w.invariants()
		for i, must := range map[int]bool{2: true, 3: false, 4: true} {
			if got := w.find(signUps[i]); got.MustAcknowledge != must {
				w.t.Errorf("number %d: %+v", i, got)
			}
		}
		if place := w.find(signUps[2]).WaitlistPosition; place != 1 {
			w.t.Errorf("passed over, and now at %d", place)
		}
		w.must(w.acknowledge(people[4], signUps[4], now))
		w.states(signUps[2:], activity.Waitlisted, activity.SignedUp, activity.SignedUp)
		w.hears(people[4], activity.NoticePromoted, "您已录取")
		w.must(w.acknowledge(people[2], signUps[2], now))
		w.states(signUps[2:3], activity.Waitlisted)
		w.must(w.cancel(people[3], signUps[3], ""))
		w.states(signUps[2:3], activity.SignedUp)
		w.holds(shift, 2, 0)
		w.invariants()
	})
}

// TestWhoHasReadIsNotKeptWaitingByWhoHasNot: neither a newcomer, nor an applicant, nor who is written down by staff; what
// they are told beforehand is what happens.
func TestWhoHasReadIsNotKeptWaitingByWhoHasNot(t *testing.T) {
	each(t, func(w *world) {
		shift, people := w.flooded(1, 1, 0), w.volunteers(4)
		signUps := w.joinedDanger(shift, people[:2]...)
		w.rewritten(shift)
		if got := read(w, people[2], func(tx *models.Tx) (*activity.Eligible, error) { return activity.Eligibility(tx, shift.ID) }); codesOf(got.Obstacles) != "shift_full" {
			w.t.Errorf("a full shift: %+v", got)
		}
		w.must(w.cancel(people[0], signUps[0], ""))
		w.holds(shift, 0, 1)
		if got := read(w, people[2], func(tx *models.Tx) (*activity.Eligible, error) { return activity.Eligibility(tx, shift.ID) }); len(got.Obstacles) > 0 || got.Position != 0 {
			w.t.Errorf("a seat that nobody waiting may have: %+v", got)
		}
		newcomer := w.joinedDanger(shift, people[2])[0]
		w.states([]*activity.SignUp{newcomer, signUps[1]}, activity.SignedUp, activity.Waitlisted)
		w.must(w.cancel(people[2], newcomer, ""))
		w.enrol(people[3])
		guests, err := w.invite(w.DB, shift, people[3])
		w.must(err)
		accepted, err := change(w, w.DB, people[3], func(tx *models.Tx) (*activity.NamedInvitation, error) {
			return activity.AcceptInvitation(tx, guests[0].Invitation.ID, activity.Way{RiskAcknowledged: true})
		})
		w.must(err)
		invited := &activity.SignUp{ID: *accepted.SignUpID}
		w.states([]*activity.SignUp{invited, signUps[1]}, activity.SignedUp, activity.Waitlisted)
		w.must(w.cancel(people[3], invited, ""))
		added, err := change(w, w.DB, w.manager, func(tx *models.Tx) (*activity.SignUp, error) {
			return activity.SignUpFor(tx, shift.ID, activity.Proxy{VolunteerID: people[3].VolunteerID, Confirmation: volunteer.ByPhone, Way: activity.Way{RiskAcknowledged: true}})
		})
		w.must(err)
		w.states([]*activity.SignUp{added, signUps[1]}, activity.SignedUp, activity.Waitlisted)
		w.invariants()
	})
}

// TestMoreSeatsGoToWhoMayHaveThem: a raise of the capacity passes over like a cancellation does, and leaves the queue as
// long as it has to be; when the work is dangerous no more, whoever waited for nothing else moves up.
func TestMoreSeatsGoToWhoMayHaveThem(t *testing.T) {
	each(t, func(w *world) {
		shift, people := w.flooded(1, 3, 0), w.volunteers(4)
		signUps := w.joinedDanger(shift, people...)
		now := w.rewritten(shift)
		w.must(w.acknowledge(people[3], signUps[3], now))
		w.refused(w.edit(shift, func(in *activity.ShiftInput) { in.Capacity, in.WaitlistCapacity = 3, 1 }), activity.ErrWaitlistBelow)
		w.must(w.edit(shift, func(in *activity.ShiftInput) { in.Capacity, in.WaitlistCapacity = 3, 2 }))
		w.states(signUps, activity.SignedUp, activity.Waitlisted, activity.Waitlisted, activity.SignedUp)
		w.invariants()
		calm := false
		w.must(w.update(shift, w.activityOf(shift).Version, func(in *activity.Input) { in.Gates.Emergency = &calm }))
		w.states(signUps, activity.SignedUp, activity.SignedUp, activity.Waitlisted, activity.SignedUp)
		w.invariants()
	})
}

// TestReleasedSeatsGoToWhoMayHaveThem: the release of kept seats passes over too, and members of the team whose seats they
// are.
func TestReleasedSeatsGoToWhoMayHaveThem(t *testing.T) {
	each(t, func(w *world) {
		shift, members, others := w.flooded(3, 4, 2), w.members(3), w.volunteers(3)
		signUps := w.joinedDanger(shift, others[0], members[0], members[1], members[2], others[1], others[2])
		w.states(signUps, activity.SignedUp, activity.SignedUp, activity.SignedUp, activity.Waitlisted, activity.Waitlisted, activity.Waitlisted)
		now := w.rewritten(shift)
		w.must(w.acknowledge(others[2], signUps[5], now))
		w.must(w.cancel(members[0], signUps[1], "")) // the member who waits has not read it, and the others may not have it
		w.holds(shift, 2, 3)
		w.invariants()
		w.Clock.Set(at(2, 18, 0))
		w.expect("moved up by the release", int(w.release(w.DB)), 1)
		w.states(signUps[3:], activity.Waitlisted, activity.Waitlisted, activity.SignedUp)
		w.invariants()
	})
}

// TestWhoIsPassedOverKeepsNobodyElseFromTheRelease, however many shifts wait for an acknowledgement.
func TestWhoIsPassedOverKeepsNobodyElseFromTheRelease(t *testing.T) {
	each(t, func(w *world) {
		for _, who := range w.volunteers(20) {
			shift := w.flooded(1, 1, 1)
			w.joinedDanger(shift, who)
			w.rewritten(shift)
		}
		last, who := w.keeping(1, 1, 1), w.volunteers(1)[0]
		signUps := w.signedUp(last, who)
		w.Clock.Set(at(2, 18, 0))
		w.expect("moved up", int(w.release(w.DB)), 1)
		w.states(signUps, activity.SignedUp)
		w.invariants()
	})
}

// TestApprovalKeepsTheVersionThatWasRead: an applicant who has read an older text is not let into danger by it, and nothing
// says that the new one was read.
func TestApprovalKeepsTheVersionThatWasRead(t *testing.T) {
	each(t, func(w *world) {
		for _, danger := range []bool{true, false} {
			in := w.rescue(w.plan(2, 0))
			in.Recruitment, in.Gates.Emergency = activity.ByApproval, &danger
			shift, who := w.publish(in), w.volunteers(1)[0]
			first := *w.activityOf(shift).RiskNoticeID
			made, err := change(w, w.DB, who, func(tx *models.Tx) (*activity.NamedApplication, error) {
				return activity.Apply(tx, shift.ID, "", activity.Way{RiskAcknowledged: true, RiskNoticeID: first})
			})
			w.must(err)
			w.rewritten(shift)
			if danger {
				w.refused(w.approve(w.DB, made.ID), activity.ErrRiskNotAcknowledged)
				continue
			}
			w.must(w.approve(w.DB, made.ID))
			w.expect("rests on the version that was read", len(w.numbers("SELECT id FROM sign_ups WHERE shift_id = ? AND risk_notice_id = ?", shift.ID, first)), 1)
		}
	})
}

// rewrittenAtOnce: the risk notice is rewritten while people leave, come and acknowledge what is shown. Whoever moves up after
// the new text has read it, and in the end, when everybody who waits has, no seat is left.
func rewrittenAtOnce(w *world, workers int) {
	shift, people := w.flooded(5, 25, 0), w.volunteers(40)
	signUps, version, later := w.joinedDanger(shift, people[:30]...), w.activityOf(shift).Version, "水位又涨了，须系安全绳。"
	in := edited(w.activityOf(shift))
	in.Gates.RiskNotice = &later
	w.atOnce(workers, 46, func(db *models.DB, i int) error {
		switch k := i / 3; {
		case i == 6:
			_, err := change(w, db, w.manager, func(tx *models.Tx) (*activity.Activity, error) {
				return activity.Update(tx, shift.ActivityID, version, in)
			})
			return err
		case i%3 == 0 && k < 15:
			return w.cancelOn(db, people[k], signUps[k], "")
		case i%3 == 1 && k < 15:
			return w.acknowledgeShown(db, people[15+k], signUps[15+k])
		}
		_, err := w.signUpBy(db, people[30+i%10], shift, activity.Way{RiskAcknowledged: true})
		return err
	}, activity.ErrShiftFull, activity.ErrAlreadySignedUp, activity.ErrRiskNoticeOutdated, activity.ErrRiskNotAcknowledged)
	w.expect("moved up by the older text after the new one", len(w.numbers(`SELECT p.id FROM audit_entries p JOIN sign_ups s ON s.id = p.subject_id
		JOIN activities a ON a.id = s.activity_id JOIN audit_entries u ON u.action = 'activity.update' AND u.subject_id = a.id AND u.id < p.id
		WHERE p.action = 'sign_up.promote' AND a.id = ? AND s.risk_notice_id <> a.risk_notice_id`, shift.ActivityID)), 0)
	w.invariants()
	for i := 15; i < 30; i++ {
		w.must(w.acknowledgeShown(w.DB, people[i], signUps[i]))
	}
	w.expect("seats taken", int(w.reload(shift).Confirmed), 5)
}

// acknowledgeShown acknowledges the risk notice that is shown.
func (w *world) acknowledgeShown(db *models.DB, who models.Actor, signUp *activity.SignUp) error {
	_, err := change(w, db, who, func(tx *models.Tx) (*activity.SignUp, error) {
		of, err := activity.Find(tx, signUp.ActivityID)
		if err != nil {
			return nil, err
		}
		return activity.AcknowledgeRisk(tx, signUp.ID, activity.Acknowledgement{RiskNoticeID: *of.RiskNoticeID})
	})
	return err
}
