package activity_test

import (
	"fmt"
	"slices"
	"testing"

	"practicestation/models"
	"practicestation/models/activity"
	"practicestation/models/team"
)

// keeping is an open shift on Tuesday 09:00 that keeps seats for the world's team until Monday evening.
func (w *world) keeping(capacity, waitlist, kept int64) *activity.Shift {
	w.t.Helper()
	in := w.plan(capacity, waitlist)
	in.Shifts[0].Quotas = &activity.QuotasInput{ReleasedAt: at(2, 18, 0), Quotas: []activity.Quota{{TeamID: w.team.ID, Seats: kept}}}
	return w.publish(in)
}

// members are volunteers of the world's team.
func (w *world) members(n int) []models.Actor {
	w.t.Helper()
	people := w.volunteers(n)
	for _, who := range people {
		w.joins(who, w.team, team.ActiveMember)
	}
	return people
}

// release runs the task that gives released seats to those who wait, until nothing is left to do.
func (w *world) release(db *models.DB) int64 {
	w.t.Helper()
	total := int64(0)
	for {
		moved, err := change(w, db, models.SystemActor("release_quotas"), activity.ReleaseQuotas)
		w.must(err)
		if total += moved; moved == 0 {
			return total
		}
	}
}

// quotaViolations tells where kept seats do not add up, or a seat is free that somebody in the queue could take.
func (w *world) quotaViolations() []string {
	w.t.Helper()
	type taken struct{ ShiftID, TeamID, Found int64 }
	type waiting struct{ ShiftID, TeamID int64 } // of no team: 0
	var shifts []activity.Shift
	var seats []taken
	var queue []waiting
	w.must(w.DB.Read(w.t.Context(), w.manager, func(tx *models.Tx) error {
		if err := tx.DB.Where("quotas <> '[]'").Find(&shifts).Error; err != nil || len(shifts) == 0 {
			return err
		}
		err := tx.DB.Raw(`SELECT shift_id, quota_team_id AS team_id, COUNT(*) AS found FROM sign_ups WHERE quota_team_id IS NOT NULL
			AND status IN ('confirmed', 'checked_in', 'completed') GROUP BY shift_id, quota_team_id`).Scan(&seats).Error
		if err != nil {
			return err
		}
		return tx.DB.Raw(`SELECT DISTINCT s.shift_id, COALESCE(m.team_id, 0) AS team_id FROM sign_ups s JOIN activities a ON a.id = s.activity_id
			LEFT JOIN team_members m ON m.volunteer_id = s.volunteer_id AND m.status = 'active' WHERE s.status = 'waitlisted'
			AND (a.risk_level <> 'high' AND a.emergency = 0 OR a.risk_notice_id IS NULL OR s.risk_notice_id = a.risk_notice_id)`).Scan(&queue).Error
	}))
	var broken []string
	for _, shift := range shifts {
		free, kept := shift.Capacity-shift.Confirmed, int64(0)
		moving := slices.ContainsFunc(queue, func(q waiting) bool { return q.ShiftID == shift.ID }) && w.DB.Now().Before(shift.StartsAt)
		keeps := w.DB.Now().Before(*shift.QuotaReleasedAt)
		for _, quota := range shift.Quotas {
			at := slices.IndexFunc(seats, func(s taken) bool { return s.ShiftID == shift.ID && s.TeamID == quota.TeamID })
			if found := int64(0); at >= 0 {
				found = seats[at].Found
				if found != quota.Taken {
					broken = append(broken, fmt.Sprintf("broken: the counter of kept seats equals its rows: %+v, %d rows", quota, found))
				}
			} else if quota.Taken != 0 {
				broken = append(broken, fmt.Sprintf("broken: the counter of kept seats equals its rows: %+v, no rows", quota))
			}
			kept += max(0, quota.Seats-quota.Taken)
			if moving && keeps && free > 0 && quota.Taken < quota.Seats && slices.Contains(queue, waiting{shift.ID, quota.TeamID}) {
				broken = append(broken, fmt.Sprintf("broken: no kept seat is free while a member waits: %+v", quota))
			}
		}
		if !keeps {
			kept = 0
		}
		if moving && free > kept {
			broken = append(broken, fmt.Sprintf("broken: no seat is lost while somebody waits: shift %d has %d free, %d kept, %d waiting", shift.ID, free, kept, shift.Waitlisted))
		}
	}
	return broken
}

// TestSeatsAreKeptUntilTheirRelease: a member takes a kept seat first and then an open one; others get none of the kept
// ones, nor does the queue, until the release gives what is left to the queue in its order.
func TestSeatsAreKeptUntilTheirRelease(t *testing.T) {
	each(t, func(w *world) {
		shift := w.keeping(4, 2, 2)
		members, others := w.members(1), w.volunteers(6)
		signUps := w.signedUp(shift, slices.Concat(members, others[:4])...) // one kept, two open, two wait while one is kept
		w.states(signUps, activity.SignedUp, activity.SignedUp, activity.SignedUp, activity.Waitlisted, activity.Waitlisted)
		w.holds(shift, 3, 2)
		kept := w.hindered(others[4], shift, activity.ErrSeatsKept)
		if kept.LiftedAt == nil || !kept.LiftedAt.Equal(at(2, 18, 0)) || !slices.Equal(kept.TeamIDs, []int64{w.team.ID}) {
			w.t.Errorf("lift: %+v", kept)
		}
		late := w.members(2)
		w.signedUp(shift, late[0]) // passes the queue to a seat that nobody there could take
		w.holds(shift, 4, 2)
		w.hindered(late[1], shift, activity.ErrShiftFull)
		w.must(w.cancel(members[0], signUps[0], "")) // a kept seat comes free, and stays kept
		w.holds(shift, 3, 2)
		w.must(w.cancel(others[0], signUps[1], "")) // an open one goes to the queue
		w.states(signUps[3:], activity.SignedUp, activity.Waitlisted)
		w.invariants()
		w.Clock.Set(at(2, 18, 0))
		w.hindered(others[0], w.fullQueue(shift), activity.ErrShiftFull)
		if moved := w.release(w.DB); moved != 1 {
			w.t.Errorf("%d moved up at the release", moved)
		}
		w.states(signUps[3:], activity.SignedUp, activity.SignedUp)
		w.holds(shift, 4, 0)
		w.invariants()
	})
}

// TestTheReleaseMovesAlong: a shift that is put off keeps its seats until as long before its new start; what has been
// released is not kept anew.
func TestTheReleaseMovesAlong(t *testing.T) {
	each(t, func(w *world) {
		shift := w.keeping(2, 1, 2)
		w.must(w.move(shift, activity.Reschedule{StartsAt: at(5, 9, 0)}))
		if moved := w.reload(shift); !moved.QuotaReleasedAt.Equal(at(4, 18, 0)) {
			w.t.Errorf("released at %v", moved.QuotaReleasedAt)
		}
		w.Clock.Set(at(4, 18, 0))
		w.must(w.move(shift, activity.Reschedule{StartsAt: at(6, 9, 0)}))
		if moved := w.reload(shift); !moved.QuotaReleasedAt.Equal(at(4, 18, 0)) {
			w.t.Errorf("kept anew until %v", moved.QuotaReleasedAt)
		}
	})
}

// fullQueue takes the places in the queue away that nobody uses, so that the next one would have to pass it.
func (w *world) fullQueue(shift *activity.Shift) *activity.Shift {
	w.t.Helper()
	now := w.reload(shift)
	w.exec("UPDATE shifts SET waitlist_capacity = 0, capacity = ? WHERE id = ?", now.Confirmed+now.Waitlisted, shift.ID)
	return shift
}

// TestNobodyPassesTheQueueAtTheRelease: a newcomer who is faster than the task moves the queue first.
func TestNobodyPassesTheQueueAtTheRelease(t *testing.T) {
	each(t, func(w *world) {
		shift, people := w.keeping(2, 2, 2), w.volunteers(4)
		signUps := w.signedUp(shift, people[:2]...)
		w.states(signUps, activity.Waitlisted, activity.Waitlisted)
		w.Clock.Set(at(2, 18, 0))
		if got := w.eligibility(people[2], shift); len(got) > 0 {
			w.t.Errorf("a place in the queue: %+v", got)
		}
		third := w.signedUp(shift, people[2])[0]
		w.states(append(signUps, third), activity.SignedUp, activity.SignedUp, activity.Waitlisted)
		if moved := w.release(w.DB); moved != 0 {
			w.t.Errorf("%d moved up", moved)
		}
		w.invariants()
	})
}

// TestMembersOfTheQueueGetKeptSeats, also one who joins the team while waiting, at the next change of the shift.
func TestMembersOfTheQueueGetKeptSeats(t *testing.T) {
	each(t, func(w *world) {
		shift, others, members := w.keeping(3, 5, 1), w.volunteers(4), w.members(2)
		w.signedUp(shift, others[0], others[1], members[0])
		queue := w.signedUp(shift, others[2], members[1], others[3])
		w.joins(others[3], w.team, team.ActiveMember)
		before := w.reload(shift)
		if before.Quotas[0].Taken != 1 || before.Confirmed != 3 {
			w.t.Fatalf("the shift is %+v", before)
		}
		first := read(w, w.manager, func(tx *models.Tx) (found activity.SignUp, err error) {
			err = tx.DB.Where("shift_id = ? AND quota_team_id = ?", shift.ID, w.team.ID).Take(&found).Error
			return found, err
		})
		w.must(w.cancel(members[0], &first, ""))
		w.states(queue, activity.Waitlisted, activity.SignedUp, activity.Waitlisted)
		w.invariants()
	})
}

// TestQuotasCountWhoIsThere: quotas that come later, or change, count the members who have a seat already.
func TestQuotasCountWhoIsThere(t *testing.T) {
	each(t, func(w *world) {
		shift, members, others := w.openShift(4, 2), w.members(2), w.volunteers(4)
		w.signedUp(shift, members[0], others[0])
		in := input(shift)
		revise := func(version int64) error {
			_, err := change(w, w.DB, w.manager, func(tx *models.Tx) (*activity.Shift, error) { return activity.UpdateShift(tx, shift.ID, version, in) })
			return err
		}
		in.Quotas = &activity.QuotasInput{ReleasedAt: at(2, 18, 0), Quotas: []activity.Quota{{TeamID: w.team.ID, Seats: 2}}}
		w.must(revise(1))
		if got := w.reload(shift).Quotas; len(got) != 1 || got[0].Taken != 1 {
			w.t.Errorf("quotas: %+v", got)
		}
		w.invariants()
		in.Quotas, in.Capacity = nil, 1
		in.Over = activity.Over{Wanted: true, Reason: "场地变小"}
		w.refused(revise(2), activity.ErrQuotasExceed)
		in.Capacity, in.Over = 4, activity.Over{}
		waiting := w.signedUp(shift, others[1], others[2], others[3]) // one open seat left, then the queue
		w.states(waiting, activity.SignedUp, activity.Waitlisted, activity.Waitlisted)
		in.Quotas = &activity.QuotasInput{}
		w.must(revise(2)) // given up: the queue moves at once
		w.states(waiting, activity.SignedUp, activity.SignedUp, activity.Waitlisted)
		w.invariants()
		w.must(w.manage(shift, callOff))
		w.invariants()
	})
}

// TestStaffMayGiveAKeptSeat openly, with the reason that a seat above the capacity would need; it stays on the sign-up, on the
// roster and in the audit, and with whoever takes the seat over.
func TestStaffMayGiveAKeptSeat(t *testing.T) {
	each(t, func(w *world) {
		shift, people := w.keeping(1, 0, 1), w.volunteers(3)
		w.enrol(people[2])
		w.hindered(people[0], shift, activity.ErrSeatsKept)
		for i, over := range []bool{false, true} {
			signUp, err := w.signUpBy(w.DB, people[i], shift, activity.Way{OverReason: "临时缺人"})
			w.must(err)
			if signUp.Status != activity.SignedUp || (signUp.OverReason != nil) != over || (signUp.KeptSeatReason != nil) == over {
				w.t.Errorf("the sign-up is %+v", signUp)
			}
		}
		rows := read(w, w.manager, func(tx *models.Tx) (models.Paged[activity.RosterRow], error) {
			_, rows, err := activity.Roster(tx, shift.ID, "", models.Page{Limit: 10})
			return rows, err
		})
		if reason := rows.Items[0].KeptSeatReason; reason == nil || *reason != "临时缺人" || rows.Items[1].KeptSeatReason != nil {
			w.t.Errorf("on the roster: %+v", rows.Items)
		}
		w.expect("entries in the audit", len(w.numbers(`SELECT id FROM audit_entries WHERE action = 'sign_up.create' AND after_json LIKE '%"kept_seat_reason":"临时缺人"%'`)), 1)
		w.givenUp(&rows.Items[0].SignUp)
		guests, err := w.askStandIns(w.DB, w.manager, &rows.Items[0].SignUp, people[2])
		w.must(err)
		w.must(w.accept(w.DB, people[2], guests[0].Invitation.ID))
		w.expect("stand-ins in a kept seat", len(w.numbers("SELECT id FROM sign_ups WHERE volunteer_id = ? AND kept_seat_reason = '临时缺人'", people[2].VolunteerID)), 1)
		ordinary := w.signedUp(w.openShiftAt(at(5, 9, 0), at(5, 10, 0), 1, 0), people[0])[0]
		if ordinary.KeptSeatReason != nil {
			w.t.Errorf("an open seat: %+v", ordinary)
		}
		w.invariants()
	})
}

func TestQuotasThatAreNone(t *testing.T) {
	each(t, func(w *world) {
		in := w.plan(2, 0)
		try := func(quotas activity.QuotasInput) error {
			in.Shifts[0].Quotas = &quotas
			_, err := change(w, w.DB, w.manager, func(tx *models.Tx) (*activity.Activity, error) { return activity.Create(tx, in) })
			return err
		}
		one := activity.Quota{TeamID: w.team.ID, Seats: 1}
		w.faults(try(activity.QuotasInput{Quotas: []activity.Quota{one}}), "shifts.0.quotas.released_at")
		w.faults(try(activity.QuotasInput{ReleasedAt: at(3, 9, 1), Quotas: []activity.Quota{one}}), "shifts.0.quotas.released_at")
		w.faults(try(activity.QuotasInput{ReleasedAt: at(2, 18, 0), Quotas: []activity.Quota{one, {TeamID: w.team.ID, Seats: 2}}}),
			"shifts.0.quotas.teams.1.team_id", "shifts.0.quotas.teams")
		w.faults(try(activity.QuotasInput{ReleasedAt: at(2, 18, 0), Quotas: []activity.Quota{{TeamID: 999, Seats: 1}}}), "shifts.0.quotas.teams.0.team_id")
		w.faults(try(activity.QuotasInput{ReleasedAt: at(2, 18, 0), Quotas: []activity.Quota{{TeamID: w.team.ID}}}), "shifts.0.quotas.teams.0.seats")
		in.Shifts[0].MinHeadcount = number(3)
		w.faults(try(activity.QuotasInput{}), "shifts.0.min_headcount")
		w.must(func() error {
			in.Shifts[0].MinHeadcount = number(2)
			return try(activity.QuotasInput{ReleasedAt: at(3, 9, 0), Quotas: []activity.Quota{one}})
		}())
	})
}

// keptSeats: members and others storm a shift that keeps four of its ten seats: the others get six at most.
func keptSeats(w *world, workers int) {
	shift, members, others := w.keeping(10, 5, 4), w.members(3), w.volunteers(40)
	people := slices.Concat(others[:20], members, others[20:])
	w.rush(workers, shift, people, activity.ErrShiftFull, activity.ErrSeatsKept)
	now := w.reload(shift)
	w.expect("kept seats taken by members", int(now.Quotas[0].Taken), 3)
	w.expect("open seats taken while some are kept", int(now.Confirmed-now.Quotas[0].Taken), 6)
	w.expect("length of the queue", int(now.Waitlisted), 5)
}

// releasedSeats: people come and go while the kept seats are released by both instances at once.
func releasedSeats(w *world, workers int) {
	shift, members, others := w.keeping(8, 12, 5), w.members(2), w.volunteers(30)
	signUps := w.signedUp(shift, slices.Concat(members, others[:15])...)
	w.Clock.Set(at(2, 18, 0))
	w.atOnce(workers, 30, func(db *models.DB, i int) error {
		switch i % 3 {
		case 0:
			_, err := change(w, db, models.SystemActor("release_quotas"), activity.ReleaseQuotas)
			return err
		case 1:
			return w.cancelOn(db, others[i/3], signUps[2+i/3], "")
		}
		_, err := w.signUpOn(db, others[15+i/3], shift)
		return err
	}, activity.ErrShiftFull)
	w.release(w.other)
	w.expect("seats taken after the release", int(w.reload(shift).Confirmed), 8)
}
