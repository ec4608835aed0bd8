package activity_test

import (
	"slices"
	"testing"
	"time"

	"practicestation/models"
	"practicestation/models/activity"
)

func (w *world) cannotCome(db *models.DB, who models.Actor, signUp *activity.SignUp) error {
	_, err := change(w, db, who, func(tx *models.Tx) (*activity.SignUp, error) { return activity.CannotCome(tx, signUp.ID, "发烧") })
	return err
}

func (w *world) askStandIns(db *models.DB, who models.Actor, signUp *activity.SignUp, people ...models.Actor) ([]activity.Guest, error) {
	var ids []int64
	for _, one := range people {
		ids = append(ids, one.VolunteerID)
	}
	return change(w, db, who, func(tx *models.Tx) ([]activity.Guest, error) {
		return activity.AskStandIns(tx, signUp.ID, activity.Guests{VolunteerIDs: ids})
	})
}

// givenUp has the holder say "I cannot come" after the deadline, whatever the deadline is.
func (w *world) givenUp(seat *activity.SignUp) {
	w.t.Helper()
	w.exec("UPDATE sign_ups SET cannot_come_at = created_at WHERE id = ?", seat.ID)
}

// TestStaffOfferOnlyASeatThatIsGivenUp: the holder may ask at any time, staff once the holder has said "I cannot come"; who
// is written down so by staff hears of it, and when somebody has taken the seat, so do the others who were asked.
func TestStaffOfferOnlyASeatThatIsGivenUp(t *testing.T) {
	each(t, func(w *world) {
		people := w.volunteers(4)
		w.enrol(people...)
		in := w.plan(2, 0)
		in.CancelClosesAt = at(2, 12, 0)
		seats := w.signedUp(w.publish(in), people[0], people[1])
		_, err := w.askStandIns(w.DB, w.manager, seats[0], people[2])
		w.refused(err, activity.ErrHolderIsComing)
		w.told(activity.NoticeStandInAsked, 0)
		_, err = w.askStandIns(w.DB, people[1], seats[1], people[2])
		w.must(err)
		w.Clock.Set(at(2, 13, 0))
		w.must(w.cannotCome(w.DB, w.manager, seats[0]))
		w.hears(people[0], activity.NoticeCannotCome, "实践站登记了您不能参加", "能参加的，请马上联系实践站")
		guests, err := w.askStandIns(w.DB, w.manager, seats[0], people[2], people[3])
		w.must(err)
		w.must(w.accept(w.DB, people[2], guests[0].Invitation.ID))
		w.hears(people[0], activity.NoticeStandInFound, "您不需要再到场")
		w.hears(people[3], activity.NoticeStandInFound, "已有人顶替，您不需要回复")
		w.told(activity.NoticeStandInFound, 3) // and who is in charge
		w.refused(w.accept(w.DB, people[3], guests[1].Invitation.ID), activity.ErrInvitationDecided)
		w.invariants()
	})
}

// TestAStandInIsLookedAtLikeAnybody: whom the holder asks needs the approval that staff have not given; whom staff ask has it.
func TestAStandInIsLookedAtLikeAnybody(t *testing.T) {
	each(t, func(w *world) {
		people := w.volunteers(3)
		w.enrol(people...)
		shift := w.recruiting(activity.ByApproval, 1)
		w.must(w.approve(w.DB, w.applied(people[0], shift).ID))
		seat := &activity.SignUp{ID: w.numbers("SELECT id FROM sign_ups WHERE shift_id = ?", shift.ID)[0]}
		guests, err := w.askStandIns(w.DB, people[0], seat, people[1])
		w.must(err)
		w.refused(guests[0].Err, activity.ErrApprovalNeeded)
		w.givenUp(seat)
		guests, err = w.askStandIns(w.DB, w.manager, seat, people[1], people[2])
		w.must(err)
		elsewhere := w.signedUp(w.openShift(5, 0), people[1])[0]
		w.refused(w.accept(w.DB, people[1], guests[0].Invitation.ID), activity.ErrTimeConflict)
		w.states([]*activity.SignUp{seat, elsewhere}, activity.SignedUp, activity.SignedUp)
		w.must(w.accept(w.DB, people[2], guests[1].Invitation.ID))
		w.states([]*activity.SignUp{seat}, activity.CancelledByVolunteer)
		w.must(w.cancel(people[1], elsewhere, ""))
		w.refused(w.accept(w.DB, people[1], guests[0].Invitation.ID), activity.ErrInvitationDecided)
		w.holds(shift, 1, 0)
		w.invariants()
	})
}

// standIns: everybody with a seat asks five others, who accept at once while the holders' seats are
// cancelled, the holders come, say that they cannot, or ask five more.
func standIns(w *world, workers int) {
	holders, others, late := w.volunteers(5), w.volunteers(5), w.volunteers(5)
	w.enrol(slices.Concat(holders, others, late)...)
	in := w.plan(5, 5)
	in.CancelClosesAt = at(2, 12, 0)
	shift := w.publish(in)
	seats := w.signedUp(shift, holders...)
	w.Clock.Set(at(3, 8, 45))
	var asked []int64
	for i, who := range holders {
		guests, err := w.askStandIns(w.DB, who, seats[i], others...)
		w.must(err)
		for _, guest := range guests {
			asked = append(asked, guest.Invitation.ID)
		}
	}
	w.atOnce(workers, 50, func(db *models.DB, i int) error {
		k := i % 25
		switch {
		case i < 25:
			return w.accept(db, others[k%5], asked[k])
		case k < 5:
			return w.cannotCome(db, holders[k], seats[k])
		case k < 10:
			return w.cancelOn(db, w.manager, seats[k-5], "")
		case k < 15:
			_, err := w.tickOn(db, seats[k-10], activity.In)
			return err
		case k < 20:
			_, err := w.askStandIns(db, holders[k-15], seats[k-15], late...)
			return err
		}
		return w.accept(db, others[k%5], asked[k])
	}, activity.ErrSeatGone, activity.ErrInvitationDecided, activity.ErrAlreadySignedUp, activity.ErrCannotComeKnown, activity.ErrAlreadyCancelled,
		activity.ErrAlreadyCheckedIn, activity.ErrSignUpCancelled)
}

// TestNoShowsAreCountedInTheirWindow: the consequence begins with the third in the window and ends by itself.
func TestNoShowsAreCountedInTheirWindow(t *testing.T) {
	each(t, func(w *world) {
		who := w.volunteers(1)[0]
		miss := func(day time.Time) *activity.SignUp {
			w.t.Helper()
			w.Clock.Set(day.Add(-time.Hour))
			signUp := w.signedUp(w.openShiftAt(day, day.Add(time.Hour), 1, 0), who)[0]
			w.Clock.Set(day.Add(90 * time.Minute))
			return signUp
		}
		blocked := func() bool {
			w.t.Helper()
			own := read(w, who, activity.OwnReliability)
			return own.ApprovalOnlyUntil != nil
		}
		first := at(3, 9, 0)
		miss(first)
		miss(first.AddDate(0, 0, 100))
		w.expect("blocked after two", truth(blocked()), 0)
		miss(first.AddDate(0, 0, 181))
		w.expect("blocked after three in 181 days", truth(blocked()), 0)
		last := first.AddDate(0, 0, 200)
		missed := miss(last)
		w.expect("blocked after three in 100 days", truth(blocked()), 1)
		now := w.Clock.Now()
		_, err := w.signUp(who, w.openShiftAt(now.Add(time.Hour), now.Add(2*time.Hour), 1, 0))
		w.refused(err, activity.ErrApprovalOnly)
		_, err = change(w, w.DB, who, func(tx *models.Tx) (*activity.SignUp, error) { return activity.Excuse(tx, missed.ID, "忘了") })
		w.refused(err, models.ErrPermission)
		w.Clock.Set(last.Add(90*time.Minute + 30*24*time.Hour - time.Millisecond))
		w.expect("blocked to the last", truth(blocked()), 1)
		w.Clock.Advance(time.Millisecond)
		w.expect("blocked after 30 days", truth(blocked()), 0)
	})
}

func truth(is bool) int {
	if is {
		return 1
	}
	return 0
}
