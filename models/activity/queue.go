package activity

import (
	"cmp"
	"slices"

	"practicestation/models"
	"practicestation/models/team"
)

// nextInQueue chooses who of the queue gets a free seat of a locked shift, and counts it: the first who may take one. A
// seat that is kept for a team passes over those who are not in it.
func nextInQueue(tx *models.Tx, shift *Shift) ([]SignUp, error) {
	free := min(shift.Capacity-shift.Confirmed, shift.Waitlisted)
	if free <= 0 || !tx.Now.Before(shift.StartsAt) {
		return nil, nil
	}
	var first []SignUp
	err := tx.Locking().Where("shift_id = ? AND status = ?", shift.ID, Waitlisted).Order("sequence").Limit(int(free)).Find(&first).Error
	if err != nil {
		return nil, err
	}
	if !shift.keeps(tx.Now) {
		shift.Confirmed += int64(len(first))
		shift.Waitlisted -= int64(len(first))
		return first, nil
	}
	for _, quota := range shift.Quotas {
		var members []SignUp
		err := tx.Locking().Where("shift_id = ? AND status = ? AND volunteer_id IN (?)", shift.ID, Waitlisted,
			tx.DB.Model(&team.Member{}).Select("volunteer_id").Where("team_id = ? AND status = ?", quota.TeamID, team.ActiveMember)).
			Order("sequence").Limit(int(max(0, quota.Seats-quota.Taken))).Find(&members).Error
		if err != nil {
			return nil, err
		}
		first = append(first, members...)
	}
	return seatInOrder(tx, shift, first)
}

// seatInOrder gives each of the waiting, in the order of their arrival, a seat if there is one for them.
func seatInOrder(tx *models.Tx, shift *Shift, waiting []SignUp) ([]SignUp, error) {
	slices.SortFunc(waiting, func(a, b SignUp) int { return cmp.Compare(a.Sequence, b.Sequence) })
	waiting = slices.CompactFunc(waiting, func(a, b SignUp) bool { return a.ID == b.ID })
	teams, err := teamsOfAll(tx, waiting)
	if err != nil {
		return nil, err
	}
	var seated []SignUp
	for _, signUp := range waiting {
		kept, free := shift.seatFor(tx.Now, teams[signUp.VolunteerID])
		if !free {
			continue
		}
		shift.take(&signUp, kept)
		shift.Waitlisted--
		seated = append(seated, signUp)
	}
	return seated, nil
}

// releasedAtOnce bounds the shifts whose kept seats one unit releases.
const releasedAtOnce = 20

// ReleaseQuotas gives the seats that are no longer kept to those who wait for them, and counts these. A newcomer who is
// faster than this task does the same for the shift first: nobody passes the queue.
func ReleaseQuotas(tx *models.Tx) (int64, error) {
	var ids []int64
	err := tx.DB.Model(&Shift{}).Where("quota_released_at <= ? AND starts_at > ? AND waitlisted > 0 AND confirmed < capacity", tx.Now, tx.Now).
		Order("id").Limit(releasedAtOnce).Pluck("id", &ids).Error
	if err != nil {
		return 0, err
	}
	moved := int64(0)
	for _, id := range ids {
		shift, err := models.FindLocked[Shift](tx, id, ErrShiftNotFound)
		if err != nil {
			return 0, err
		}
		of, err := models.Find[Activity](tx, shift.ActivityID, ErrNotFound)
		if err != nil {
			return 0, err
		}
		before := shift.Waitlisted
		if err := promote(tx, of, shift); err != nil {
			return 0, err
		}
		moved += before - shift.Waitlisted
	}
	return moved, nil
}
