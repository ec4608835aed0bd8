package activity

import (
	"slices"

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
	return takeBack(tx, current, shifts)
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
