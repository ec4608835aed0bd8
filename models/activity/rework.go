package activity

import (
	"errors"

	"gorm.io/gorm"

	"practicestation/models"
)

// Rework rewrites an activity to come and its shifts at once, as its series has come to want it, as long as nobody has
// signed up. What a series knows nothing of stays as it is on the activity.
// It fails with ErrNotFound, ErrPermission, ErrInvalid, ErrStatus, ErrHasSignUps, or with what its
// gates or bookings refuse, and changes nothing then.
func Rework(tx *models.Tx, id int64, in Input) (*Activity, error) {
	current, err := findToRework(tx, id, &in)
	if err != nil {
		return nil, err
	}
	reworked := *current
	reworked.fill(in)
	shifts, err := mayBecome(tx, current, &reworked, in)
	if err != nil {
		return nil, err
	}
	if err := dropShifts(tx, shifts[min(len(in.Shifts), len(shifts)):]); err != nil {
		return nil, err
	}
	if err := giveNotice(tx, &reworked, in.Gates.RiskNotice); err != nil {
		return nil, err
	}
	before, change := current.facts(), reworked.facts()
	change["description"], change["join_code"] = reworked.Description, reworked.JoinCode
	if err := tx.UpdateVersion(current, id, current.Version, change); err != nil {
		return nil, err
	}
	if err := fitShifts(tx, current, shifts, in.Shifts); err != nil {
		return nil, err
	}
	if err := tellOfRework(tx, current, &reworked, shifts); err != nil {
		return nil, err
	}
	tx.Audit(models.AuditEntry{Action: "activity.update", Subject: "activity", SubjectID: id, OrganizationID: current.StationID, Before: before, After: reworked.facts()})
	return models.Find[Activity](tx, id, ErrNotFound)
}

// findToRework locks an activity to come that may be reworked as the input wants, and fills in what it leaves as it was.
func findToRework(tx *models.Tx, id int64, in *Input) (*Activity, error) {
	current, err := toCome(tx, id)
	if err != nil {
		return nil, err
	}
	in.normalize(current.SignUpOpensAt)
	in.recruitAs(current.Recruitment, current.JoinCode)
	if err := in.faults().Err(); err != nil {
		return nil, err
	}
	if err := mayHandTo(tx, current, in.TeamID); err != nil {
		return nil, err
	}
	return current, mayCarry(tx, current, in.BrandID)
}

// tellOfRework tells the on-site leaders and those who have asked; nobody has signed up.
func tellOfRework(tx *models.Tx, was, is *Activity, shifts []Shift) error {
	if err := tellOfLeader(tx, was.LeaderAccountID, is); err != nil {
		return err
	}
	fitted, err := ShiftsOf(tx, is.ID)
	if err != nil {
		return err
	}
	if err := endOutdatedAsks(tx, was, is, fitted[is.ID]); err != nil {
		return err
	}
	return (&alteration{was, is, shifts, fitted[is.ID]}).tell(tx)
}

// toCome finds an activity for change that has not begun and is not cancelled.
func toCome(tx *models.Tx, id int64) (*Activity, error) {
	current, err := findToManage(tx, id, models.PlanActivities)
	if err == nil && (current.Status == Cancelled || !tx.Now.Before(current.StartsAt)) {
		err = ErrStatus
	}
	return current, err
}

// mayBecome locks the venue, the leader and the shifts, and asks them whether the activity may be reworked so.
func mayBecome(tx *models.Tx, current, reworked *Activity, in Input) ([]Shift, error) {
	if err := in.mayName(tx, current, reworked); err != nil {
		return nil, err
	}
	if err := holdBookings(tx, reworked); err != nil {
		return nil, err
	}
	shifts, err := untouched(tx, current)
	if err != nil {
		return nil, err
	}
	moved := !reworked.StartsAt.Equal(current.StartsAt) || !reworked.EndsAt.Equal(current.EndsAt)
	if moved || !same(current.VenueID, reworked.VenueID) || !same(current.LeaderAccountID, reworked.LeaderAccountID) {
		if err := book(tx, reworked, Override{}); err != nil {
			return nil, err
		}
	}
	if current.Status == Published {
		offered := *reworked
		if in.Gates.RiskNotice != nil { // it is written only when nothing stands in the way
			offered.RiskNoticeID = models.Nullable(int64(len(*in.Gates.RiskNotice)))
		}
		return shifts, models.Refusal(offered.gaps(tx.Zone))
	}
	return shifts, nil
}

// untouched locks an activity's shifts, if nobody has signed up.
func untouched(tx *models.Tx, current *Activity) ([]Shift, error) {
	shifts, err := lockShifts(tx, current.ID)
	if err != nil {
		return nil, err
	}
	for _, shift := range shifts {
		if shift.Confirmed+shift.Waitlisted > 0 {
			return nil, ErrHasSignUps
		}
	}
	return shifts, nil
}

// dropShifts deletes shifts that are no longer wanted. One that somebody signed up for and left is history and stays.
func dropShifts(tx *models.Tx, shifts []Shift) error {
	for _, shift := range shifts {
		err := tx.DB.Where("id = ?", shift.ID).Delete(&Shift{}).Error
		if errors.Is(err, gorm.ErrForeignKeyViolated) {
			return ErrHasSignUps
		}
		if err != nil {
			return err
		}
	}
	return nil
}

// fitShifts makes the locked shifts the wanted ones, in order, and adds those that are missing.
func fitShifts(tx *models.Tx, of *Activity, shifts []Shift, wanted []ShiftInput) error {
	for i, in := range wanted {
		if i >= len(shifts) {
			if _, err := insertShift(tx, of, in); err != nil {
				return err
			}
			continue
		}
		shift := shifts[i]
		shift.fill(in)
		if err := tx.UpdateVersion(&shift, shift.ID, shift.Version, shift.facts()); err != nil {
			return err
		}
	}
	return nil
}
