package activity

import (
	"errors"
	"slices"

	"gorm.io/gorm"

	"practicestation/models"
)

// Rework rewrites an activity to come and its shifts at once, as its series has come to want it, as long as nobody has
// signed up. The shifts are all that are to be held: one that the input does not name goes, one that is called off stays so.
// What a series knows nothing of stays as it is on the activity. It gives the ids of the input's shifts, in their order.
// It fails with ErrNotFound, ErrPermission, ErrInvalid, ErrStatus, ErrHasSignUps, ErrLastShift, or with what its
// gates or bookings refuse, and changes nothing then.
func Rework(tx *models.Tx, id int64, in Input) (*Activity, []int64, error) {
	current, err := findToRework(tx, id, &in)
	if err != nil {
		return nil, nil, err
	}
	reworked := *current
	reworked.fill(in)
	shifts, err := mayBecome(tx, current, &reworked, in)
	if err != nil {
		return nil, nil, err
	}
	if err := dropShifts(tx, current, shifts, in.Shifts); err != nil {
		return nil, nil, err
	}
	if err := giveNotice(tx, &reworked, in.Gates.RiskNotice); err != nil {
		return nil, nil, err
	}
	if err := bookDespite(tx, current, &reworked, in.Override); err != nil {
		return nil, nil, err
	}
	before, change := current.facts(), reworked.facts()
	change["description"], change["join_code"] = reworked.Description, reworked.JoinCode
	if err := tx.UpdateVersion(current, id, current.Version, change); err != nil {
		return nil, nil, err
	}
	ids, err := fitShifts(tx, current, shifts, in.Shifts)
	if err != nil {
		return nil, nil, err
	}
	if err := tellOfRework(tx, current, &reworked, shifts); err != nil {
		return nil, nil, err
	}
	tx.Audit(models.AuditEntry{Action: "activity.update", Subject: "activity", SubjectID: id, OrganizationID: current.StationID, Before: before, After: reworked.facts()})
	found, err := models.Find[Activity](tx, id, ErrNotFound)
	return found, ids, err
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
	if rebooks(current, reworked) && !in.Override.Wanted { // what is accepted is written once nothing stands in the way
		if err := book(tx, reworked, in.Override); err != nil {
			return nil, err
		}
	}
	return shifts, reworked.mayStayPublic(tx, in)
}

// rebooks reports whether the activity is to hold something else, or at another time.
func rebooks(was, is *Activity) bool {
	return !is.StartsAt.Equal(was.StartsAt) || !is.EndsAt.Equal(was.EndsAt) || !same(was.VenueID, is.VenueID) || !same(was.LeaderAccountID, is.LeaderAccountID)
}

// bookDespite accepts openly what the activity comes to share with others, where the override says so.
func bookDespite(tx *models.Tx, was, is *Activity, override Override) error {
	if !override.Wanted || !rebooks(was, is) {
		return nil
	}
	for _, kind := range []Conflict{VenueConflict, LeaderConflict} {
		if err := forget(tx, is, kind); err != nil {
			return err
		}
	}
	return book(tx, is, override)
}

// mayStayPublic refuses what a published activity may not be.
func (a *Activity) mayStayPublic(tx *models.Tx, in Input) error {
	if a.Status != Published {
		return nil
	}
	if len(in.Shifts) == 0 {
		return ErrLastShift
	}
	offered := *a
	if in.Gates.RiskNotice != nil { // it is written only when nothing stands in the way
		offered.RiskNoticeID = models.Nullable(int64(len(*in.Gates.RiskNotice)))
	}
	return models.Refusal(offered.gaps(tx.Zone))
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

// calledOffBySeries is the reason of a shift with a history that its series has come to do without.
const calledOffBySeries = "系列活动不再安排这个班次"

// dropShifts deletes the shifts that are no longer wanted. One that somebody signed up for and left is history: it is called
// off, and its rows stay.
func dropShifts(tx *models.Tx, of *Activity, shifts []Shift, wanted []ShiftInput) error {
	for _, shift := range held(shifts) {
		if slices.ContainsFunc(wanted, func(in ShiftInput) bool { return in.ID == shift.ID }) {
			continue
		}
		err := tx.DB.Where("id = ?", shift.ID).Delete(&Shift{}).Error
		if errors.Is(err, gorm.ErrForeignKeyViolated) {
			err = shift.callOff(tx, of, calledOffBySeries)
		}
		if err != nil {
			return err
		}
	}
	return nil
}

// fitShifts makes the locked shifts what the wanted ones say of them, adds the new ones, and gives the ids of all.
func fitShifts(tx *models.Tx, of *Activity, shifts []Shift, wanted []ShiftInput) ([]int64, error) {
	ids := make([]int64, len(wanted))
	for i, in := range wanted {
		at := slices.IndexFunc(shifts, func(s Shift) bool { return s.ID == in.ID })
		if at < 0 {
			added, err := insertShift(tx, of, in)
			if err != nil {
				return nil, err
			}
			ids[i] = added.ID
			continue
		}
		shift := shifts[at]
		shift.fill(in)
		if err := tx.UpdateVersion(&shift, shift.ID, shift.Version, shift.facts()); err != nil {
			return nil, err
		}
		ids[i] = shift.ID
	}
	return ids, nil
}
