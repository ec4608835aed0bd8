package activity

import (
	"errors"
	"slices"

	"gorm.io/gorm"

	"practicestation/models"
)

// belong makes a new activity an occurrence of the series that creates it.
func (a *Activity) belong(in Input) {
	if in.SeriesID != 0 {
		a.SeriesID, a.OccurrenceOn = &in.SeriesID, &in.OccurrenceOn
	}
}

// Faults lists what Create would find wrong with the input, without creating anything. It cleans the input's texts.
func (in *Input) Faults(tx *models.Tx) models.Faults {
	in.normalize(tx.Now)
	in.recruitAs(Open, nil)
	return in.faults()
}

// MayName fails with ErrInvalid when a new activity may not have the input's venue, on-site leader, teams or trainings. A
// venue and a leader that have been chosen before may stay.
func (in *Input) MayName(tx *models.Tx, venueID, leaderID *int64) error {
	wanted := &Activity{StationID: in.StationID}
	wanted.fill(*in)
	return in.mayName(tx, &Activity{VenueID: venueID, LeaderAccountID: leaderID}, wanted)
}

func (in *Input) mayName(tx *models.Tx, before, after *Activity) error {
	if err := mayBook(tx, before, after); err != nil {
		return err
	}
	for i := range in.Shifts {
		if err := in.Shifts[i].known(tx, shiftField(i)); err != nil {
			return err
		}
	}
	return nil
}

// Rework rewrites an activity to come and its shifts at once, as its series has come to want it, as long as nobody has
// signed up. What a series knows nothing of stays as it is on the activity.
// It fails with ErrNotFound, ErrPermission, ErrInvalid, ErrStatus, ErrHasSignUps, or with what its
// gates or bookings refuse, and changes nothing then.
func Rework(tx *models.Tx, id int64, in Input) (*Activity, error) {
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
	if err := mayCarry(tx, current, in.BrandID); err != nil {
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
	if err := tellOfLeader(tx, current.LeaderAccountID, &reworked); err != nil {
		return nil, err
	}
	fitted, err := ShiftsOf(tx, id)
	if err != nil {
		return nil, err
	}
	if err := endOutdatedAsks(tx, current, &reworked, fitted[id]); err != nil {
		return nil, err
	}
	if err := (&alteration{current, &reworked, shifts, fitted[id]}).tell(tx); err != nil {
		return nil, err
	}
	tx.Audit(models.AuditEntry{Action: "activity.update", Subject: "activity", SubjectID: id, OrganizationID: current.StationID, Before: before, After: reworked.facts()})
	return models.Find[Activity](tx, id, ErrNotFound)
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

// Drop withdraws an activity to come that nobody has signed up for, because its series no longer wants it; a draft too.
// It fails with ErrNotFound, ErrPermission, ErrStatus or ErrHasSignUps.
func Drop(tx *models.Tx, id int64) (*Activity, error) {
	current, err := toCome(tx, id)
	if err != nil {
		return nil, err
	}
	if current.isPublic() {
		if err := mayManage(tx, current, models.PublishActivities); err != nil {
			return nil, err
		}
	}
	shifts, err := untouched(tx, current)
	if err != nil {
		return nil, err
	}
	if err := endAsks(tx, current, shifts, NoticeActivityWithdrawn, ""); err != nil {
		return nil, err
	}
	return become(tx, current, Withdrawn, map[string]any{})
}

// TellPeople tells everybody who has a seat or waits in the activity what text makes of their shift in words, except the
// sign-ups that have been told, and lists all the sign-ups that know of it then.
func TellPeople(tx *models.Tx, of *Activity, told []int64, kind models.NoticeKind, title string, text func(shift string) string) ([]int64, error) {
	shifts, err := ShiftsOf(tx, of.ID)
	if err != nil {
		return nil, err
	}
	words := map[int64]string{}
	for i := range shifts[of.ID] {
		shift := &shifts[of.ID][i]
		words[shift.ID] = shift.inWords(tx, of)
	}
	var all []SignUp
	err = tx.DB.Where("activity_id = ? AND status IN (?)", of.ID, []SignUpStatus{SignedUp, Waitlisted}).Order("id").Find(&all).Error
	know := make([]int64, len(all))
	for i := range all {
		know[i] = all[i].ID
		if !slices.Contains(told, all[i].ID) {
			tell(tx, kind, &all[i], title, text(words[all[i].ShiftID]))
		}
	}
	return know, err
}
