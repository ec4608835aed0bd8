package activity_test

import (
	"testing"

	"practicestation/models"
	"practicestation/models/activity"
	"practicestation/models/modelstest"
	"practicestation/models/volunteer"
)

// offer is a full shift with somebody who waits. The holder of a seat, a minor, has asked two people to stand in, of whom
// one has declined; the other holder has asked a third.
type offer struct {
	shift                            *activity.Shift
	seat, waiting                    *activity.SignUp
	holder, guest, decliner, another models.Actor
	asked                            int64
	consent                          *volunteer.Consent
}

func (w *world) offered() *offer {
	w.t.Helper()
	people, o := w.volunteers(5), &offer{holder: w.minors(1)[0], shift: w.openShift(2, 1)}
	w.enrol(append(people, o.holder)...)
	o.consent = w.consent(o.holder, 0, mother)
	seats := w.signedUp(o.shift, o.holder, people[0], people[1])
	o.seat, o.waiting, o.guest, o.decliner, o.another = seats[0], seats[2], people[2], people[3], people[4]
	guests, err := w.askStandIns(w.DB, o.holder, o.seat, o.guest, o.decliner)
	w.must(err)
	o.asked = guests[0].Invitation.ID
	w.must(w.write(w.DB, o.decliner, func(tx *models.Tx) error {
		_, err := activity.DeclineInvitation(tx, guests[1].Invitation.ID)
		return err
	}))
	_, err = w.askStandIns(w.DB, people[0], seats[1], o.another)
	w.must(err)
	return o
}

// givingBack are the ways on which a single seat is given back.
var givingBack = map[string]func(w *world, o *offer) error{
	"cancelled by its holder":     func(w *world, o *offer) error { return w.cancel(o.holder, o.seat, "") },
	"cancelled by staff":          func(w *world, o *offer) error { return w.cancel(w.manager, o.seat, "下雨") },
	"cannot come, in time":        func(w *world, o *offer) error { return w.cannotCome(w.DB, o.holder, o.seat) },
	"a guardian's word is gone":   func(w *world, o *offer) error { return w.revokeOn(w.DB, o.consent) },
	"rescheduled onto their time": clash,
}

func clash(w *world, o *offer) error {
	w.signedUp(w.openShiftAt(at(3, 15, 0), at(3, 17, 0), 5, 0), o.holder)
	return w.move(o.shift, activity.Reschedule{StartsAt: at(3, 15, 0)})
}

// TestNobodyIsAskedForASeatThatIsGivenBack: whoever was asked hears that nobody is needed, and only they; what is asked
// for another seat stays.
func TestNobodyIsAskedForASeatThatIsGivenBack(t *testing.T) {
	for name, giveBack := range givingBack {
		t.Run(name, func(t *testing.T) {
			each(t, func(w *world) {
				o := w.offered()
				w.must(giveBack(w, o))
				w.states([]*activity.SignUp{o.waiting}, activity.SignedUp)
				w.same([]string{w.askStatuses(o.shift)}, "withdrawn declined pending")
				w.hears(o.guest, activity.NoticeStandInNotNeeded, "请您顶替的“清洁家园”", "不再需要顶替，名额已退还，您不需要回复。")
				w.told(activity.NoticeStandInNotNeeded, 1)
				if text, times := w.words(o.guest, activity.NoticeRescheduled); times != 0 {
					w.t.Errorf("invited still: %s", text)
				}
				w.refused(w.accept(w.DB, o.guest, o.asked), activity.ErrInvitationDecided)
				w.invariants()
			})
		})
	}
}

// comingAfterAll are the ways in which the holder's coming is recorded.
var comingAfterAll = map[string]func(w *world, o *offer) error{
	"ticked on the roster": func(w *world, o *offer) error { _, err := w.tick(o.seat, activity.In); return err },
	"by the code":          func(w *world, o *offer) error { _, err := w.scan(o.holder, w.code(o.shift), activity.In); return err },
	"uploaded": func(w *world, o *offer) error {
		_, err := w.uploadOn(w.DB, o.shift, activity.BatchRow{SignUpID: o.seat.ID, Kind: activity.In, DeviceTime: w.Clock.Now(), Nonce: "in"})
		return err
	},
}

// TestNobodyIsAskedForASeatWhoseHolderHasCome after all, however that is recorded; once, and only who was asked for that seat.
func TestNobodyIsAskedForASeatWhoseHolderHasCome(t *testing.T) {
	for name, come := range comingAfterAll {
		t.Run(name, func(t *testing.T) {
			each(t, func(w *world) {
				o := w.offered()
				w.Clock.Set(o.shift.StartsAt)
				w.must(come(w, o))
				w.states([]*activity.SignUp{o.seat, o.waiting}, activity.CheckedIn, activity.Waitlisted)
				w.same([]string{w.askStatuses(o.shift)}, "withdrawn declined pending")
				w.hears(o.guest, activity.NoticeStandInNotNeeded, "请您顶替的“清洁家园”", "不再需要顶替，本人已经到场，您不需要回复。")
				w.refused(w.accept(w.DB, o.guest, o.asked), activity.ErrInvitationDecided)
				w.Clock.Set(o.shift.EndsAt)
				_, err := w.tick(o.seat, activity.Out)
				w.must(err)
				w.told(activity.NoticeStandInNotNeeded, 1)
				w.invariants()
			})
		})
	}
}

// TestWhoIsAskedForAnotherSeatHearsOfTheNewTime, when a reschedule releases somebody else.
func TestWhoIsAskedForAnotherSeatHearsOfTheNewTime(t *testing.T) {
	each(t, func(w *world) {
		o := w.offered()
		w.must(clash(w, o))
		w.hears(o.another, activity.NoticeRescheduled, "仍可接受邀请")
	})
}

// TestManySeatsGivenBackAreOneLook: however many a reschedule releases, what was asked for their seats ends in two
// statements; the third finds whom else the new time concerns.
func TestManySeatsGivenBackAreOneLook(t *testing.T) {
	t.Parallel()
	modelstest.Each(t, func(t *testing.T, base *modelstest.World) {
		w := build(t, base)
		people := w.volunteers(8)
		w.enrol(people...)
		shift := w.openShift(4, 0)
		for i, seat := range w.signedUp(shift, people[:4]...) {
			_, err := w.askStandIns(w.DB, people[i], seat, people[4:]...)
			w.must(err)
		}
		w.signedUp(w.openShiftAt(at(3, 15, 0), at(3, 17, 0), 5, 0), people[:4]...)
		version := w.activityOf(shift).Version
		db := w.Reopen(t)
		statements := w.record(db, "invitations", func() {
			_, err := change(w, db, w.manager, func(tx *models.Tx) (*activity.Activity, error) {
				return activity.Move(tx, shift.ActivityID, activity.Reschedule{StartsAt: at(3, 15, 0), Reason: "下雨", Version: version})
			})
			w.must(err)
		})
		w.told(activity.NoticeStandInNotNeeded, 16)
		w.expect("statements on invitations", len(statements), 3)
	})
}
