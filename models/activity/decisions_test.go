package activity

import (
	"errors"
	"fmt"
	"slices"
	"testing"
	"time"

	"practicestation/models"
	"practicestation/models/volunteer"
)

// These tables try the decisions that no database takes part in, at each boundary: before, at it, after.

var (
	starts = time.Date(2026, 3, 3, 1, 0, 0, 0, time.UTC)
	ends   = starts.Add(2 * time.Hour)
	every  = []Status{Draft, Published, InProgress, Ended, Closed, Withdrawn, Cancelled}
)

func TestActivityStatusAt(t *testing.T) {
	t.Parallel()
	const moment = time.Millisecond
	instants := []time.Time{starts.Add(-moment), starts, ends.Add(-moment), ends, ends.Add(24 * time.Hour)}
	entries := []struct{ pending, decided int64 }{{0, 0}, {2, 0}, {1, 1}, {0, 2}}
	for _, stored := range []Status{Draft, Withdrawn, Cancelled} {
		for _, now := range instants {
			a := Activity{Status: stored, StartsAt: starts, EndsAt: ends, DecidedEntries: 1}
			if got := a.StatusAt(now); got != stored {
				t.Errorf("%s at %v: %s, want it to stay", stored, now, got)
			}
		}
	}
	want := map[int64][]Status{ // by the number of the entries' case
		0: {Published, InProgress, InProgress, Ended, Ended},
		1: {Published, InProgress, InProgress, Ended, Ended},
		2: {Published, InProgress, InProgress, Ended, Ended},
		3: {Published, InProgress, InProgress, Closed, Closed},
	}
	for i, entry := range entries {
		for j, now := range instants {
			a := Activity{Status: Published, StartsAt: starts, EndsAt: ends, PendingEntries: entry.pending, DecidedEntries: entry.decided}
			if got := a.StatusAt(now); got != want[int64(i)][j] {
				t.Errorf("published with %+v at %v: %s, want %s", entry, now, got, want[int64(i)][j])
			}
		}
	}
}

func TestActivityCanBecome(t *testing.T) {
	t.Parallel()
	allowed := []string{"draft published", "published withdrawn", "published cancelled", "in_progress cancelled", "withdrawn published"}
	for _, from := range every {
		for _, to := range every {
			pair := fmt.Sprintf("%s %s", from, to)
			if got, want := from.CanBecome(to), slices.Contains(allowed, pair); got != want {
				t.Errorf("%s: %v, want %v", pair, got, want)
			}
		}
	}
}

func TestSignUpStatusAt(t *testing.T) {
	t.Parallel()
	closes := ends.Add(30 * time.Minute)
	after := map[SignUpStatus]SignUpStatus{
		SignedUp: NoShow, CheckedIn: NotSignedOut, Waitlisted: Waitlisted, Completed: Completed,
		CancelledByVolunteer: CancelledByVolunteer, CancelledByOrganizer: CancelledByOrganizer,
	}
	for stored, later := range after {
		s := SignUp{Status: stored}
		for now, want := range map[time.Time]SignUpStatus{closes.Add(-time.Millisecond): stored, closes: later, closes.Add(time.Hour): later} {
			if got := s.StatusAt(now, closes); got != want {
				t.Errorf("%s at %v: %s, want %s", stored, now, got, want)
			}
		}
	}
}

// open is a roster that hinders nobody: tests take one thing away at a time.
func open() *roster {
	return &roster{
		activity: &Activity{Status: Published, StartsAt: starts, EndsAt: ends, SignUpOpensAt: starts.Add(-48 * time.Hour), SignUpClosesAt: ends},
		shift:    &Shift{ID: 7, StartsAt: starts, EndsAt: starts.Add(time.Hour), Capacity: 2, WaitlistCapacity: 1},
		held:     map[int64][]slot{},
		zone:     time.UTC,
	}
}

func TestObstacles(t *testing.T) {
	t.Parallel()
	const me = 5
	before := starts.Add(-time.Hour)
	for name, c := range map[string]struct {
		change func(r *roster)
		who    int64
		now    time.Time
		want   []*models.Error
	}{
		"none":                       {nil, me, before, nil},
		"no profile":                 {nil, 0, before, []*models.Error{volunteer.ErrProfileMissing}},
		"draft":                      {func(r *roster) { r.activity.Status = Draft }, me, before, []*models.Error{ErrDraft}},
		"withdrawn":                  {func(r *roster) { r.activity.Status = Withdrawn }, me, before, []*models.Error{ErrWithdrawn}},
		"cancelled":                  {func(r *roster) { r.activity.Status = Cancelled }, me, before, []*models.Error{ErrCancelled}},
		"opens exactly now":          {func(r *roster) { r.activity.SignUpOpensAt = before }, me, before, nil},
		"opens in a moment":          {func(r *roster) { r.activity.SignUpOpensAt = before.Add(time.Millisecond) }, me, before, []*models.Error{ErrSignUpNotOpen}},
		"closes exactly now":         {func(r *roster) { r.activity.SignUpClosesAt = before }, me, before, []*models.Error{ErrSignUpClosed}},
		"closes in a moment":         {func(r *roster) { r.activity.SignUpClosesAt = before.Add(time.Millisecond) }, me, before, nil},
		"in progress":                {nil, me, starts, nil},
		"the shift ends exactly now": {nil, me, starts.Add(time.Hour), []*models.Error{ErrShiftEnded}},
		"the activity ends now":      {nil, me, ends, []*models.Error{ErrEnded, ErrSignUpClosed}},
		"closed":                     {func(r *roster) { r.activity.DecidedEntries = 1 }, me, ends, []*models.Error{ErrEnded, ErrSignUpClosed}},
		"here already":               {func(r *roster) { r.held[me] = []slot{{me, 7}} }, me, before, []*models.Error{ErrAlreadySignedUp}},
		"elsewhere at that time":     {func(r *roster) { r.held[me] = []slot{{me, 8}} }, me, before, []*models.Error{ErrTimeConflict}},
		"here, and elsewhere":        {func(r *roster) { r.held[me] = []slot{{me, 8}, {me, 7}} }, me, before, []*models.Error{ErrAlreadySignedUp}},
		"others elsewhere":           {func(r *roster) { r.held[me+1] = []slot{{me + 1, 7}} }, me, before, nil},
		"the last seat":              {func(r *roster) { r.shift.Confirmed = 1 }, me, before, nil},
		"the last place to wait":     {func(r *roster) { r.shift.Confirmed = 2 }, me, before, nil},
		"full":                       {func(r *roster) { r.shift.Confirmed, r.shift.Waitlisted = 2, 1 }, me, before, []*models.Error{ErrShiftFull}},
		"full, and I am one of them": {func(r *roster) {
			r.shift.Confirmed, r.shift.Waitlisted, r.held[me] = 2, 1, []slot{{me, 7}}
		}, me, before, []*models.Error{ErrAlreadySignedUp}},
		"nobody passes the queue before the start": {func(r *roster) { r.shift.Confirmed, r.shift.Waitlisted = 1, 1 }, me, before, []*models.Error{ErrShiftFull}},
		"a free seat once the queue is dead":       {func(r *roster) { r.shift.Confirmed, r.shift.Waitlisted = 1, 1 }, me, starts, nil},
		"nobody joins a dead queue":                {func(r *roster) { r.shift.Confirmed = 2 }, me, starts, []*models.Error{ErrShiftFull}},
		"everything at once": {func(r *roster) {
			r.activity.Status, r.activity.SignUpOpensAt, r.shift.Confirmed, r.shift.Waitlisted = Cancelled, ends.Add(time.Hour), 2, 1
		}, 0, ends, []*models.Error{volunteer.ErrProfileMissing, ErrCancelled, ErrShiftEnded, ErrSignUpNotOpen, ErrSignUpClosed, ErrShiftFull}},
		"several, in their order": {func(r *roster) {
			r.activity.Status, r.activity.SignUpClosesAt, r.held[me] = Draft, before, []slot{{me, 8}}
			r.shift.Confirmed, r.shift.Waitlisted = 2, 1
		}, me, before, []*models.Error{ErrDraft, ErrSignUpClosed, ErrTimeConflict, ErrShiftFull}},
	} {
		r := open()
		if c.change != nil {
			c.change(r)
		}
		if got := reasons(r.obstacles(c.now, Request{VolunteerID: c.who})); !slices.Equal(got, c.want) {
			t.Errorf("%s: %v, want %v", name, got, c.want)
		}
	}
}

func reasons(obstacles []Obstacle) []*models.Error {
	var all []*models.Error
	for _, obstacle := range obstacles {
		if obstacle.Remedy == "" {
			panic("nothing lifts " + obstacle.Code)
		}
		all = append(all, obstacle.Error)
	}
	return all
}

// TestDecideInOrder: one list of requests is served from the first to the last, and each sees what those before it took.
func TestDecideInOrder(t *testing.T) {
	t.Parallel()
	r := open()
	outcomes := r.decide(starts.Add(-time.Hour), []Request{{VolunteerID: 1}, {VolunteerID: 1}, {VolunteerID: 0}, {VolunteerID: 2}, {VolunteerID: 3}, {VolunteerID: 4}})
	want := []string{"confirmed 1 0", "already_signed_up", "profile_missing", "confirmed 2 0", "waitlisted 3 1", "shift_full"}
	for i, outcome := range outcomes {
		var got string
		var refusal *models.Error
		switch {
		case outcome.SignUp != nil:
			got = fmt.Sprintf("%s %d %d", outcome.SignUp.Status, outcome.SignUp.Sequence, outcome.SignUp.WaitlistPosition)
		case errors.As(outcome.Err, &refusal):
			got = refusal.Code
		}
		if got != want[i] {
			t.Errorf("request %d: %s, want %s", i, got, want[i])
		}
	}
}

func TestMinutesAreCutToTheShift(t *testing.T) {
	t.Parallel()
	s := Shift{StartsAt: starts, EndsAt: ends}
	for _, c := range []struct {
		in, out time.Duration // from the shift's start
		want    int64
	}{
		{0, 2 * time.Hour, 120},
		{-30 * time.Minute, 150 * time.Minute, 120},
		{10 * time.Minute, 70 * time.Minute, 60},
		{0, 59*time.Minute + 59*time.Second + 999*time.Millisecond, 59},
		{0, 59 * time.Second, 0},
		{10 * time.Minute, 10 * time.Minute, 0},
		{-20 * time.Minute, -10 * time.Minute, 0},
		{125 * time.Minute, 130 * time.Minute, 0},
	} {
		out := starts.Add(c.out)
		if got := s.minutes([]Visit{{In: starts.Add(c.in), Out: &out}}); got != c.want {
			t.Errorf("from %v to %v: %d minutes, want %d", c.in, c.out, got, c.want)
		}
	}
}

func TestMayBecome(t *testing.T) {
	t.Parallel()
	full := Shift{Role: "志愿者", StartsAt: starts, EndsAt: ends, Capacity: 3, WaitlistCapacity: 5, Confirmed: 3, Waitlisted: 2}
	same := ShiftInput{Role: full.Role, StartsAt: starts, EndsAt: ends, Capacity: 3, WaitlistCapacity: 5}
	with := func(change func(in *ShiftInput)) ShiftInput {
		in := same
		change(&in)
		return in
	}
	before, during := starts.Add(-time.Millisecond), starts
	for name, c := range map[string]struct {
		shift Shift
		in    ShiftInput
		now   time.Time
		want  *models.Error
	}{
		"nothing":                          {full, same, before, nil},
		"another role":                     {full, with(func(in *ShiftInput) { in.Role = "领队" }), before, ErrHasSignUps},
		"later by a millisecond":           {full, with(func(in *ShiftInput) { in.StartsAt = starts.Add(time.Millisecond) }), before, ErrHasSignUps},
		"shorter":                          {full, with(func(in *ShiftInput) { in.EndsAt = ends.Add(-time.Hour) }), before, ErrHasSignUps},
		"another role for nobody":          {Shift{}, with(func(in *ShiftInput) { in.Role = "领队" }), before, nil},
		"for waiting ones only":            {Shift{Waitlisted: 1}, same, before, ErrHasSignUps},
		"fewer seats than taken":           {full, with(func(in *ShiftInput) { in.Capacity = 2 }), before, ErrCapacityBelow},
		"shorter queue":                    {full, with(func(in *ShiftInput) { in.WaitlistCapacity = 2 }), before, nil},
		"queue shorter than it is":         {full, with(func(in *ShiftInput) { in.WaitlistCapacity = 1 }), before, ErrWaitlistBelow},
		"more seats empty the queue":       {full, with(func(in *ShiftInput) { in.Capacity, in.WaitlistCapacity = 5, 0 }), before, nil},
		"not quite":                        {full, with(func(in *ShiftInput) { in.Capacity, in.WaitlistCapacity = 4, 0 }), before, ErrWaitlistBelow},
		"after the start nobody moves up":  {full, with(func(in *ShiftInput) { in.Capacity, in.WaitlistCapacity = 5, 0 }), during, ErrWaitlistBelow},
		"after the start the queue may be": {full, with(func(in *ShiftInput) { in.Capacity, in.WaitlistCapacity = 5, 2 }), during, nil},
	} {
		if err := c.shift.mayBecome(c.in, &Activity{}, c.now, 0); !sameCode(err, c.want) {
			t.Errorf("%s: %v, want %v", name, err, c.want)
		}
	}
}

func sameCode(err error, want *models.Error) bool {
	return err == nil && want == nil || want != nil && models.IsCode(err, want)
}

func TestCodeFitsItsStepAndTheTwoBeside(t *testing.T) {
	t.Parallel()
	s, other := Shift{CodeSecret: []byte("a secret of the shift")}, Shift{CodeSecret: []byte("another shift's secret")}
	now := starts.Add(10 * time.Second)
	step := stepAt(now)
	for offset, want := range map[int64]bool{-2: false, -1: true, 0: true, 1: true, 2: false} {
		got, ok := s.accepts(s.code(step+offset), now)
		if ok != want || ok && got != step+offset {
			t.Errorf("the code of %d steps away: %v of %d, want %v", offset, ok, got-step, want)
		}
	}
	if stepAt(starts) != stepAt(starts.Add(20*time.Second-time.Millisecond)) || stepAt(starts) == stepAt(starts.Add(20*time.Second)) {
		t.Error("a code does not last exactly 20 seconds")
	}
	for _, code := range []string{"", s.code(step)[:5], "ps1:" + other.publicToken() + ":" + s.code(step), "ps2:" + s.publicToken() + ":" + s.code(step)} {
		if _, ok := s.accepts(code, now); ok {
			t.Errorf("%q is taken", code)
		}
	}
	if _, ok := s.accepts("ps1:"+s.publicToken()+":"+s.code(step), now); !ok {
		t.Error("what the QR code holds is not taken")
	}
	if _, ok := other.accepts(s.code(step), now); ok || len(s.code(step)) != 6 {
		t.Error("a code is not six digits of its own shift")
	}
}

func TestCancellable(t *testing.T) {
	t.Parallel()
	of, shift := &Activity{CancelClosesAt: starts}, &Shift{StartsAt: starts, EndsAt: ends}
	moment := time.Millisecond
	for _, c := range []struct {
		status SignUpStatus
		own    bool
		now    time.Time
		want   *models.Error
	}{
		{SignedUp, true, starts.Add(-moment), nil},
		{SignedUp, true, starts, ErrCancelClosed},
		{SignedUp, false, starts, nil},
		{SignedUp, false, ends.Add(-moment), nil},
		{SignedUp, false, ends, ErrCancelClosed},
		{Waitlisted, true, ends, nil},
		{CheckedIn, true, starts, ErrAlreadyCheckedIn},
		{CheckedIn, false, starts, ErrAlreadyCheckedIn},
		{Completed, true, starts, ErrAlreadyCheckedOut},
		{Completed, false, ends, ErrAlreadyCheckedOut},
		{CancelledByVolunteer, true, starts, ErrAlreadyCancelled},
		{CancelledByOrganizer, true, starts, ErrAlreadyCancelled},
	} {
		s := &SignUp{Status: c.status}
		if got := s.cancellable(c.now, of, shift, c.own); got != c.want {
			t.Errorf("%s, own %v, at %v: %v, want %v", c.status, c.own, c.now, got, c.want)
		}
	}
}
