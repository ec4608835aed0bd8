package activity

import (
	"slices"
	"time"

	"practicestation/models"
	"practicestation/models/training"
)

// roster is what a decision about sign-ups for one shift rests on.
type roster struct {
	activity  *Activity
	shift     *Shift
	before    Shift // as it was before the decision: what the guard compares
	unready   int64 // who waits and cannot move up before they acknowledge the risk notice
	zone      *time.Location
	limited   map[int64]time.Time  // by volunteer: until when only an approval lets them in
	held      map[int64][]slot     // by volunteer: live sign-ups for this shift or at its time
	people    map[int64]*applicant // by volunteer
	trainings map[int64]string     // what those that are asked for are called
}

// serveQueue gives the queue of a locked shift what it may take, before any newcomer is looked at. Only seats that were
// kept can be free while somebody waits who could take one.
func (r *roster) serveQueue(tx *models.Tx) error {
	if len(r.shift.Quotas) > 0 {
		if err := promote(tx, r.activity, r.shift); err != nil {
			return err
		}
	}
	unready, err := countUnready(tx, *r.shift)
	if err != nil {
		return err
	}
	r.unready, r.before = unready[r.shift.ID], *r.shift
	r.before.Quotas = slices.Clone(r.shift.Quotas)
	return nil
}

// slot is the shift of one of a volunteer's live sign-ups.
type slot struct {
	VolunteerID int64
	ShiftID     int64
}

// look reads what a decision rests on, the shift last and for change when it is to be locked.
func look(tx *models.Tx, shiftID int64, requests []Request, lock bool) (*roster, error) {
	shift, current, err := findVisible(tx, shiftID)
	if err != nil {
		return nil, err
	}
	rosters, err := lookAt(tx, []Shift{*shift}, map[int64]*Activity{current.ID: current}, volunteerIDs(requests))
	if err != nil {
		return nil, err
	}
	seen := rosters[0]
	if lock {
		if seen.shift, err = models.FindLocked[Shift](tx, shiftID, ErrShiftNotFound); err != nil {
			return nil, err
		}
	}
	return seen, nil
}

// lookAt reads what decisions on several shifts rest on, with a number of queries that does not grow with them.
func lookAt(tx *models.Tx, shifts []Shift, activities map[int64]*Activity, volunteerIDs []int64) ([]*roster, error) {
	need := needsOf(shifts)
	people, err := readApplicants(tx, volunteerIDs, need)
	if err != nil {
		return nil, err
	}
	held, err := readHeld(tx, shifts, volunteerIDs)
	if err != nil {
		return nil, err
	}
	ends, err := limited(tx, volunteerIDs)
	if err != nil {
		return nil, err
	}
	var names map[int64]string
	if len(need.trainings) > 0 {
		if names, err = training.Names(tx, need.trainings); err != nil {
			return nil, err
		}
	}
	unready, err := countUnready(tx, shifts...)
	if err != nil {
		return nil, err
	}
	rosters := make([]*roster, len(shifts))
	for i := range shifts {
		shifts[i].settle(tx.Now, unready[shifts[i].ID])
		rosters[i] = &roster{
			activity: activities[shifts[i].ActivityID], shift: &shifts[i], zone: tx.Zone, unready: unready[shifts[i].ID],
			limited: ends, held: held.at(&shifts[i]), people: people, trainings: names,
		}
	}
	return rosters, nil
}

// timed is a slot with its time.
type timed struct {
	VolunteerID, ShiftID int64
	StartsAt, EndsAt     time.Time
}

type timedSlots []timed

// readHeld finds the people's live sign-ups for any of the shifts, or in the time from the first to the last of them.
func readHeld(tx *models.Tx, shifts []Shift, volunteerIDs []int64) (timedSlots, error) {
	var slots timedSlots
	if len(volunteerIDs) == 0 || len(shifts) == 0 {
		return nil, nil
	}
	ids, from, to := make([]int64, len(shifts)), shifts[0].StartsAt, shifts[0].EndsAt
	for i, shift := range shifts {
		ids[i] = shift.ID
		if shift.StartsAt.Before(from) {
			from = shift.StartsAt
		}
		if shift.EndsAt.After(to) {
			to = shift.EndsAt
		}
	}
	err := tx.DB.Table("sign_ups AS s").Select("s.volunteer_id, s.shift_id, h.starts_at, h.ends_at").Joins("JOIN shifts AS h ON h.id = s.shift_id").
		Where("s.volunteer_id IN (?) AND s.live = 1 AND (s.shift_id IN (?) OR h.starts_at < ? AND h.ends_at > ?)", append(slices.Clone(volunteerIDs), 0), ids, to, from).
		Scan(&slots).Error
	return slots, err
}

// at gives the slots that are the shift's or overlap it, by volunteer.
func (t timedSlots) at(shift *Shift) map[int64][]slot {
	held := map[int64][]slot{}
	for _, s := range t {
		if s.ShiftID == shift.ID || s.StartsAt.Before(shift.EndsAt) && s.EndsAt.After(shift.StartsAt) {
			held[s.VolunteerID] = append(held[s.VolunteerID], slot{VolunteerID: s.VolunteerID, ShiftID: s.ShiftID})
		}
	}
	return held
}
