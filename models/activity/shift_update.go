package activity

import (
	"time"

	"practicestation/models"
)

// UpdateShift rewrites a shift before its activity's end. Role and times stay once somebody has signed up; more seats go
// to the queue at once, in order. It fails with ErrShiftNotFound, ErrPermission, ErrStatus, ErrEnded, ErrInvalid,
// ErrHasSignUps, ErrCapacityBelow, ErrWaitlistBelow, ErrShiftCancelled or ErrVersionConflict.
func UpdateShift(tx *models.Tx, id, version int64, in ShiftInput) (*Shift, error) {
	current, err := findForShift(tx, id, &in)
	if err != nil {
		return nil, err
	}
	shift, err := models.FindLocked[Shift](tx, id, ErrShiftNotFound)
	if err != nil {
		return nil, err
	}
	if shift.Version != version {
		return nil, models.ConflictAt(models.ErrVersionConflict, shift.Version)
	}
	unready, err := countUnready(tx, *shift)
	if err != nil {
		return nil, err
	}
	if err := shift.mayBecome(in, current, tx.Now, unready[shift.ID]); err != nil {
		return nil, err
	}
	was := *shift
	if err := shift.rewrite(tx, current, in); err != nil {
		return nil, err
	}
	if err := tellOfShift(tx, current, &was, shift); err != nil {
		return nil, err
	}
	if err := promote(tx, current, shift); err != nil {
		return nil, err
	}
	return models.Find[Shift](tx, id, ErrShiftNotFound)
}

// findForShift locks the activity of a shift that the actor may rewrite as the input wants.
func findForShift(tx *models.Tx, id int64, in *ShiftInput) (*Activity, error) {
	seen, err := models.Find[Shift](tx, id, ErrShiftNotFound)
	if err != nil {
		return nil, err
	}
	current, err := findToManage(tx, seen.ActivityID, models.PlanActivities)
	if err != nil {
		return nil, shiftMissing(err)
	}
	in.normalize()
	faults := append(in.faults("", current.StartsAt, current.EndsAt), in.opensFault("", current.SignUpOpensAt)...)
	if err := faults.Err(); err != nil {
		return nil, err
	}
	if err := in.known(tx, ""); err != nil {
		return nil, err
	}
	return current, editable(current, tx.Now)
}

// rewrite makes a locked shift what the input says, and saves it.
func (s *Shift) rewrite(tx *models.Tx, of *Activity, in ShiftInput) error {
	before := s.facts()
	s.fill(in)
	s.goOver(in.Over)
	if in.Quotas != nil {
		if err := recount(tx, s); err != nil {
			return err
		}
	}
	change := s.facts()
	change["roster_version"], change["over_limit"], change["over_reason"] = s.RosterVersion+1, s.OverLimit, s.OverReason
	if err := tx.UpdateVersion(s, s.ID, s.Version, change); err != nil {
		return models.ConflictAt(err, s.Version)
	}
	tx.Audit(models.AuditEntry{Action: "shift.update", Subject: "shift", SubjectID: s.ID, OrganizationID: of.StationID, Before: before, After: s.facts()})
	return nil
}

// mayBecome says whether a shift with these people on it may be rewritten so. New seats empty the queue only until the
// shift begins, and of those who may move up.
func (s *Shift) mayBecome(in ShiftInput, of *Activity, now time.Time, unready int64) error {
	waiting := s.Waitlisted
	if now.Before(s.StartsAt) && len(s.Quotas) == 0 && in.Quotas == nil {
		waiting -= min(max(0, in.Capacity-s.Confirmed), s.Waitlisted-unready)
	}
	became := *s
	became.fill(in)
	moved := s.narrows(of, &became, of) || s.Role != in.Role || !s.StartsAt.Equal(in.StartsAt) || !s.EndsAt.Equal(in.EndsAt)
	switch {
	case s.CancelledAt != nil:
		return ErrShiftCancelled
	case moved && s.Confirmed+s.Waitlisted > 0:
		return ErrHasSignUps
	case in.Capacity < s.Confirmed && in.Capacity < s.Capacity && !in.Over.Wanted:
		return ErrCapacityBelow.With("confirmed", s.Confirmed)
	case in.Quotas == nil && s.seatsOfTeams() > in.Capacity:
		return ErrQuotasExceed
	case in.WaitlistCapacity < waiting:
		return ErrWaitlistBelow.With("waitlisted", s.Waitlisted)
	}
	return nil
}
