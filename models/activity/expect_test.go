package activity_test

import (
	"errors"
	"slices"

	"github.com/google/go-cmp/cmp"

	"practicestation/models"
	"practicestation/models/activity"
)

func (w *world) must(err error) {
	w.t.Helper()
	if err != nil {
		w.t.Fatalf("unexpected: %v", err)
	}
}

// refused wants exactly these refusals, in this order.
func (w *world) refused(err error, want ...*models.Error) {
	w.t.Helper()
	var wanted []string
	for _, e := range want {
		wanted = append(wanted, e.Code)
	}
	if difference := cmp.Diff(wanted, codes(err)); difference != "" {
		w.t.Fatalf("refusals, want (-), got (+), of %v:\n%s", err, difference)
	}
	if got := new(models.Error); !errors.As(err, &got) || got.Kind != want[0].Kind || got.Code != want[0].Code || got.Message != want[0].Message {
		w.t.Fatalf("the refusal %+v does not speak with its first obstacle's kind, code and sentence", got)
	}
}

// codes are those of all obstacles that a refusal lists, or the one of the error itself.
func codes(err error) []string {
	var refusal *models.Error
	if !errors.As(err, &refusal) {
		return nil
	}
	if refusal.Kind != models.Conflict || len(refusal.Fields) == 0 {
		return []string{refusal.Code}
	}
	var all []string
	for _, field := range refusal.Fields {
		all = append(all, field.Code)
	}
	return all
}

// holds wants the shift's seats and queue to have these sizes.
func (w *world) holds(shift *activity.Shift, confirmed, waitlisted int64) {
	w.t.Helper()
	got := w.reload(shift)
	if got.Confirmed != confirmed || got.Waitlisted != waitlisted {
		w.t.Errorf("broken: the shift has %d seats taken and %d waiting, want %d and %d", got.Confirmed, got.Waitlisted, confirmed, waitlisted)
	}
}

// queue gives the sign-ups that wait, in the order in which the roster shows them, with positions checked.
func (w *world) queue(shift *activity.Shift) []int64 {
	w.t.Helper()
	page := read(w, w.manager, func(tx *models.Tx) (models.Paged[activity.RosterRow], error) {
		_, rows, err := activity.Roster(tx, shift.ID, activity.Waitlisted, models.Page{Limit: 1000})
		return rows, err
	})
	var ids []int64
	for i, row := range page.Items {
		if row.WaitlistPosition != int64(i+1) {
			w.t.Fatalf("number %d of the queue is told to have position %d", i+1, row.WaitlistPosition)
		}
		ids = append(ids, row.ID)
	}
	return ids
}

func ids(signUps ...*activity.SignUp) []int64 {
	var all []int64
	for _, signUp := range signUps {
		all = append(all, signUp.ID)
	}
	return all
}

// states wants the stored states of sign-ups, in their order.
func (w *world) states(signUps []*activity.SignUp, want ...activity.SignUpStatus) {
	w.t.Helper()
	var got []activity.SignUpStatus
	for _, signUp := range signUps {
		got = append(got, w.find(signUp).Status)
	}
	if !slices.Equal(got, want) {
		w.t.Errorf("broken: the sign-ups are %v, want %v", got, want)
	}
}

// numbers runs a query whose rows are one number each.
func (w *world) numbers(query string, values ...any) []int64 {
	w.t.Helper()
	return read(w, w.manager, func(tx *models.Tx) (rows []int64, err error) {
		err = tx.DB.Raw(query, values...).Scan(&rows).Error
		return rows, err
	})
}

// faults wants exactly these members to be at fault.
func (w *world) faults(err error, fields ...string) {
	w.t.Helper()
	var got []string
	if refusal := new(models.Error); errors.As(err, &refusal) {
		for _, field := range refusal.Fields {
			got = append(got, field.Field)
		}
	}
	if difference := cmp.Diff(fields, got); difference != "" {
		w.t.Fatalf("members at fault, want (-), got (+), of %v:\n%s", err, difference)
	}
}

// same wants exactly these texts.
func (w *world) same(got []string, want ...string) {
	w.t.Helper()
	if difference := cmp.Diff(want, got); difference != "" {
		w.t.Errorf("want (-), got (+):\n%s", difference)
	}
}
