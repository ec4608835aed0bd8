package activity_test

import (
	"fmt"
	"slices"
	"testing"
	"time"

	"pgregory.net/rapid"

	"practicestation/models"
	"practicestation/models/activity"
	"practicestation/models/modelstest"
)

// TestAnythingAtOnce draws what a handful of people do to two overlapping shifts and one beside them, in batches whose
// steps all happen at once, with the clock moving on in between. Whatever they do, the invariants hold and nobody gets
// another answer than success or a refusal.
func TestAnythingAtOnce(t *testing.T) {
	t.Parallel()
	modelstest.Each(t, func(t *testing.T, base *modelstest.World) {
		shared := build(t, base)
		shared.other = shared.Reopen(t)
		people := slices.Concat(shared.members(3), shared.volunteers(5))
		shared.exec("UPDATE volunteers SET residence_id = ?", shared.station.ID) // whom staff may sign up
		rapid.Check(t, func(t *rapid.T) {
			w := *shared
			w.t = t
			w.Clock.Set(w.Clock.Now().Add(7 * 24 * time.Hour))                             // everything of the try before is over,
			w.exec("UPDATE sign_ups SET excused_at = created_at WHERE excused_at IS NULL") // and forgiven
			crowd := crowd{w: &w, people: people, shifts: w.threeShifts(t)}
			for range rapid.IntRange(1, 5).Draw(t, "batches") {
				crowd.act(rapid.SliceOfN(steps, 1, 24).Draw(t, "batch"))
				w.invariants()
				w.Clock.Advance(time.Duration(rapid.SampledFrom([]int{0, 0, 25, 60}).Draw(t, "minutes later")) * time.Minute)
				w.release(w.DB)
			}
		})
	})
}

// step is what one of the crowd, or the manager, does.
type step struct {
	Verb     string
	Person   int
	Shift    int
	Capacity int64
	Waitlist int64
	Over     bool // the capacity may go below those who hold a seat
	Minutes  int  // a reschedule moves by
}

// verbs are drawn by their weights: most of what happens is that people come and go.
var verbs = slices.Concat(slices.Repeat([]string{"sign up"}, 12), slices.Repeat([]string{"cancel"}, 5),
	[]string{
		"remove", "resize", "resize", "check in", "check in", "check out", "call off", "withdraw", "publish",
		"reschedule", "reschedule", "release", "rewrite", "calm", "acknowledge", "acknowledge",
	}, waysIn)

var steps = rapid.Custom(func(t *rapid.T) step {
	return step{
		Verb: rapid.SampledFrom(verbs).Draw(t, "verb"), Person: rapid.IntRange(0, 7).Draw(t, "person"), Shift: rapid.IntRange(0, 2).Draw(t, "shift"),
		Capacity: rapid.Int64Range(1, 4).Draw(t, "capacity"), Waitlist: rapid.Int64Range(0, 3).Draw(t, "waitlist"),
		Over: rapid.Bool().Draw(t, "over"), Minutes: rapid.SampledFrom([]int{-60, -30, 30, 60}).Draw(t, "minutes"),
	}
})

// threeShifts are published: the first two overlap, the third begins when the first ends.
func (w *world) threeShifts(t *rapid.T) []*activity.Shift {
	now := w.Clock.Now()
	var shifts []*activity.Shift
	for _, hours := range [][2]float64{{1, 2}, {1.5, 2.5}, {2, 3}} {
		starts, ends := now.Add(time.Duration(hours[0]*float64(time.Hour))), now.Add(time.Duration(hours[1]*float64(time.Hour)))
		in := w.planAt(starts, ends, rapid.Int64Range(1, 3).Draw(t, "capacity"), rapid.Int64Range(0, 3).Draw(t, "waitlist"))
		in.SignUpClosesAt, in.CancelClosesAt = ends, starts.Add(30*time.Minute)
		if kept := rapid.Int64Range(0, in.Shifts[0].Capacity).Draw(t, "kept"); kept > 0 {
			in.Shifts[0].Quotas = &activity.QuotasInput{ReleasedAt: starts.Add(-40 * time.Minute), Quotas: []activity.Quota{{TeamID: w.team.ID, Seats: kept}}}
		}
		if rapid.Bool().Draw(t, "emergency") {
			in = w.rescue(in)
		}
		in.Recruitment = rapid.SampledFrom([]activity.Recruitment{activity.Open, activity.Open, activity.ByApproval, activity.ByInvitation}).Draw(t, "recruitment")
		shifts = append(shifts, w.publish(in))
	}
	return shifts
}

// crowd is who acts on what.
type crowd struct {
	w      *world
	people []models.Actor
	shifts []*activity.Shift
}

// act does all steps at once.
func (c *crowd) act(batch []step) {
	c.w.t.Helper()
	c.w.atOnce(len(batch), len(batch), func(db *models.DB, i int) error {
		return c.w.write(db, c.actor(batch[i]), func(tx *models.Tx) error { return c.do(tx, batch[i]) })
	}, everyRefusal()...)
}

func (c *crowd) do(tx *models.Tx, s step) error {
	shift := c.shifts[s.Shift]
	var err error
	switch s.Verb {
	case "sign up":
		_, err = activity.SignUpSelf(tx, shift.ID, activity.Way{RiskAcknowledged: true})
	case "resize":
		seen, missing := activity.FindShift(tx, shift.ID)
		if missing != nil {
			return missing
		}
		in := input(seen)
		in.Capacity, in.WaitlistCapacity, in.Over = s.Capacity, s.Waitlist, activity.Over{Wanted: s.Over, Reason: "场地变小"}
		_, err = activity.UpdateShift(tx, shift.ID, seen.Version, in)
		if models.IsCode(err, models.ErrInvalid) { // the activity has been moved since the shift was seen
			err = nil
		}
	case "reschedule":
		seen, missing := activity.Find(tx, shift.ActivityID)
		if missing != nil {
			return missing
		}
		starts := seen.StartsAt.Add(time.Duration(s.Minutes) * time.Minute)
		_, err = activity.Move(tx, shift.ActivityID, activity.Reschedule{Version: seen.Version, Reason: "下雨", StartsAt: starts})
		if models.IsCode(err, models.ErrInvalid) { // to a time that is over
			err = nil
		}
	case "rewrite", "calm":
		err = c.rewrite(tx, shift, s.Verb == "calm")
	case "release":
		_, err = activity.ReleaseQuotas(tx)
	case "call off":
		_, err = callOff(tx, shift.ActivityID)
	case "withdraw":
		_, err = activity.Withdraw(tx, shift.ActivityID)
	case "publish":
		_, err = activity.Publish(tx, shift.ActivityID)
	default:
		if slices.Contains(waysIn, s.Verb) {
			return c.wayIn(tx, s)
		}
		err = c.touch(tx, s)
	}
	return err
}

// rewrite gives the shift's activity another risk notice, or has it be no emergency any more.
func (c *crowd) rewrite(tx *models.Tx, shift *activity.Shift, calm bool) error {
	seen, err := activity.Find(tx, shift.ActivityID)
	if err != nil {
		return err
	}
	in := edited(&seen.Activity)
	text, emergency := fmt.Sprintf("水位上涨，第 %d 版。", seen.Version), false
	in.Gates.RiskNotice = &text
	if calm {
		in.Gates.Emergency = &emergency
	}
	_, err = activity.Update(tx, shift.ActivityID, seen.Version, in)
	if models.IsCode(err, models.ErrInvalid) { // the activity has been moved since
		return nil
	}
	return err
}

// touch does something to the person's latest sign-up for the shift, if there is one.
func (c *crowd) touch(tx *models.Tx, s step) error {
	var id int64
	err := tx.DB.Raw("SELECT COALESCE(MAX(id), 0) FROM sign_ups WHERE shift_id = ? AND volunteer_id = ?", c.shifts[s.Shift].ID,
		c.people[s.Person].VolunteerID).Scan(&id).Error
	if err != nil || id == 0 {
		return err
	}
	switch s.Verb {
	case "check in":
		_, err = activity.Tick(tx, id, activity.In)
	case "check out":
		_, err = activity.Tick(tx, id, activity.Out)
	case "acknowledge":
		var shown int64
		tx.DB.Raw("SELECT COALESCE(risk_notice_id, 0) FROM activities WHERE id = ?", c.shifts[s.Shift].ActivityID).Scan(&shown)
		_, err = activity.AcknowledgeRisk(tx, id, activity.Acknowledgement{RiskNoticeID: shown})
	case "cancel", "remove":
		_, err = activity.CancelSignUp(tx, id, "临时有事")
	default:
		err = fmt.Errorf("no such verb: %s", s.Verb)
	}
	return err
}

// everyRefusal is all that a rule may answer when it does not do what was asked.
func everyRefusal() []*models.Error {
	var refusals []*models.Error
	for _, e := range models.Catalogue() {
		if e.Kind == models.Conflict {
			refusals = append(refusals, e)
		}
	}
	return refusals
}
