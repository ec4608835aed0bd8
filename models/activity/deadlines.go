package activity

import (
	"time"

	"practicestation/models"
)

// SignUpCloses is until when people may sign up for the shift: its own deadline, or else the activity's.
func (s *Shift) SignUpCloses(of *Activity) time.Time {
	if s.SignUpClosesAt != nil {
		return *s.SignUpClosesAt
	}
	return of.SignUpClosesAt
}

// CancelCloses is until when a volunteer may give a seat of the shift back: its own deadline, or else the activity's.
func (s *Shift) CancelCloses(of *Activity) time.Time {
	if s.CancelClosesAt != nil {
		return *s.CancelClosesAt
	}
	return of.CancelClosesAt
}

// ownDeadline is what is kept of an input: nothing given leaves what was there, a zero time takes the activity's.
func ownDeadline(was, given *time.Time) *time.Time {
	switch {
	case given == nil:
		return was
	case given.IsZero():
		return nil
	}
	return given
}

// untilTheirStart gives shifts that begin later than the activity, and have no deadline of their own, their start for one: a
// shift of the night does not close in the morning because nobody thought of it.
func untilTheirStart(shifts []ShiftInput, starts time.Time, signUp, cancel bool) {
	for i := range shifts {
		in := &shifts[i]
		if !in.StartsAt.After(starts) {
			continue
		}
		own := in.StartsAt
		if signUp && in.SignUpClosesAt == nil {
			in.SignUpClosesAt = &own
		}
		if cancel && in.CancelClosesAt == nil {
			in.CancelClosesAt = &own
		}
	}
}

// deadlineFaults lists what is wrong with the shift's own deadlines. Nothing is measured against an end that is wrong itself.
func (in *ShiftInput) deadlineFaults(prefix string) models.Faults {
	var faults models.Faults
	if !in.EndsAt.After(in.StartsAt) {
		return faults
	}
	if at := in.SignUpClosesAt; at != nil && at.After(in.EndsAt) {
		faults.Add(prefix+"sign_up_closes_at", "order", "班次的报名截止时间不能晚于班次结束时间。")
	}
	if at := in.CancelClosesAt; at != nil && at.After(in.EndsAt) {
		faults.Add(prefix+"cancel_closes_at", "order", "班次的取消截止时间不能晚于班次结束时间。")
	}
	return faults
}

// opensFault says that a shift would close before sign-up opens, so that nobody could ever sign up.
func (in *ShiftInput) opensFault(prefix string, opens time.Time) models.Faults {
	var faults models.Faults
	if at := in.SignUpClosesAt; at != nil && !at.IsZero() && !at.After(opens) {
		faults.Add(prefix+"sign_up_closes_at", "order", "班次的报名截止时间要晚于报名开始时间。")
	}
	return faults
}

// moveDeadlines has the shift's own deadlines go along with its start, and not past its new end.
func (s *Shift) moveDeadlines(by time.Duration) {
	along := func(at *time.Time) *time.Time {
		if at == nil {
			return nil
		}
		moved := at.Add(by)
		if moved.After(s.EndsAt) {
			moved = s.EndsAt
		}
		return &moved
	}
	s.SignUpClosesAt, s.CancelClosesAt = along(s.SignUpClosesAt), along(s.CancelClosesAt)
}

// underDeadlines is the shift when its activity gets other deadlines. Who gives none for the activity has each later shift
// close at its own start; who gives a new one means the shifts too that have only had their start for one. To give what is
// there already changes nothing.
func (s *Shift) underDeadlines(current *Activity, in Input) Shift {
	became := *s
	follow := func(own **time.Time, given bool, was, is time.Time) {
		switch starts := s.StartsAt; {
		case !given && *own == nil && starts.After(in.StartsAt):
			*own = &starts
		case given && !was.Equal(is) && *own != nil && (*own).Equal(starts):
			*own = nil
		}
	}
	follow(&became.SignUpClosesAt, in.givesSignUp, current.SignUpClosesAt, in.SignUpClosesAt)
	follow(&became.CancelClosesAt, in.givesCancel, current.CancelClosesAt, in.CancelClosesAt)
	return became
}

// narrows reports whether people on the shift would have less time to give their seats back.
func (s *Shift) narrows(before *Activity, became *Shift, after *Activity) bool {
	return became.CancelCloses(after).Before(s.CancelCloses(before))
}

// followDeadlines writes what the activity's new deadlines make of those of its locked shifts.
func followDeadlines(tx *models.Tx, shifts []Shift, current *Activity, in Input) error {
	for _, shift := range held(shifts) {
		became := shift.underDeadlines(current, in)
		if sameTime(shift.SignUpClosesAt, became.SignUpClosesAt) && sameTime(shift.CancelClosesAt, became.CancelClosesAt) {
			continue
		}
		change := map[string]any{"sign_up_closes_at": became.SignUpClosesAt, "cancel_closes_at": became.CancelClosesAt}
		if err := tx.UpdateVersion(&shift, shift.ID, shift.Version, change); err != nil {
			return models.ConflictAt(err, shift.Version)
		}
		tx.Audit(models.AuditEntry{
			Action: "shift.update", Subject: "shift", SubjectID: shift.ID, OrganizationID: current.StationID,
			Before: map[string]any{"sign_up_closes_at": shift.SignUpClosesAt, "cancel_closes_at": shift.CancelClosesAt}, After: change,
		})
	}
	return nil
}

// sameTime reports whether two optional instants are the same, or both are none.
func sameTime(a, b *time.Time) bool {
	if a == nil || b == nil {
		return a == b
	}
	return a.Equal(*b)
}
