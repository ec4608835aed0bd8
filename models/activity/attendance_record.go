package activity

import (
	"slices"
	"time"

	"practicestation/models"
	"practicestation/models/hours"
	"practicestation/models/volunteer"
)

// record is a sign-up's whole attendance: what has been recorded, what it has earned, and what is new.
type record struct {
	*attendance
	events []AttendanceEvent
	entry  *hours.Entry // nil while nothing has been earned
	fresh  []AttendanceEvent
	closed bool // the volunteer has closed the account: nobody could contest what is recorded now
}

// readRecords reads what has been recorded of sign-ups, with a number of queries that does not grow with them.
func readRecords(tx *models.Tx, all []*attendance) ([]*record, error) {
	ids, people := make([]int64, len(all)), make([]int64, len(all))
	for i, found := range all {
		ids[i], people[i] = found.signUp.ID, found.signUp.VolunteerID
	}
	events, err := eventsOf(tx, ids)
	if err != nil {
		return nil, err
	}
	entries, err := hours.OfSignUps(tx, ids)
	if err != nil {
		return nil, err
	}
	gone, err := volunteer.ClosedOf(tx, people)
	if err != nil {
		return nil, err
	}
	records := make([]*record, len(all))
	for i, found := range all {
		records[i] = &record{
			attendance: found, events: events[found.signUp.ID], entry: entries[found.signUp.ID], closed: slices.Contains(gone, found.signUp.VolunteerID),
		}
	}
	return records, nil
}

// visits are those that all events come to, the new ones too.
func (r *record) visits() []Visit {
	return visitsOf(append(slices.Clone(r.events), r.fresh...), r.activity.BreaksAllowed)
}

// keep adds the new events, and writes what follows from all of them. Nothing has been locked: each write compares with
// what was read, and the unit runs again when somebody was faster. The activity's row comes first, as everywhere, then the
// sign-ups in the order of the records, which must be that of their ids.
func keep(tx *models.Tx, records []*record) error {
	for _, r := range records {
		if len(r.fresh) == 0 {
			continue
		}
		if err := r.credit(tx); err != nil {
			return err
		}
	}
	for _, r := range records {
		if len(r.fresh) == 0 {
			continue
		}
		if err := r.follow(tx); err != nil {
			return err
		}
	}
	for _, r := range records {
		if err := r.insertFresh(tx); err != nil {
			return err
		}
	}
	return relieve(tx, records)
}

// relieve tells whoever was asked to stand in for somebody who has come after all. The sign-ups have been written, so that nobody
// is asked in between.
func relieve(tx *models.Tx, records []*record) error {
	var come []int64
	for _, r := range records {
		if r.signUp.Status == SignedUp && len(r.fresh) > 0 && len(r.visits()) > 0 {
			come = append(come, r.signUp.ID)
		}
	}
	return withdrawStandIns(tx, come, 0, hasCome())
}

// insertFresh adds the new events, each with the line of the audit that vouches for it.
func (r *record) insertFresh(tx *models.Tx) error {
	for i := range r.fresh {
		event := &r.fresh[i]
		err := tx.DB.Create(event).Error
		if models.IsDuplicate(err) {
			return tx.Retry() // the same code or the same row of a batch, twice at once
		}
		if err != nil {
			return err
		}
		tx.Audit(models.AuditEntry{
			Action: "sign_up.check_" + string(event.Kind), Subject: "sign_up", SubjectID: r.signUp.ID, OrganizationID: r.activity.StationID,
			Row: eventRows().Row(event.ID), After: map[string]any{"at": event.OccurredAt, "method": event.Method, "event_id": event.ID},
		})
	}
	return nil
}

// credit makes the entry of who has left, or brings it up to date as long as nobody has decided it; of who has not left any
// more, since a mistake was struck, it is withdrawn, and a new one follows when that person leaves again.
func (r *record) credit(tx *models.Tx) error {
	visits, earned := r.visits(), r.entry != nil && r.entry.Status != hours.Withdrawn
	switch {
	case r.isDecided():
		return nil
	case !hasLeft(visits):
		if earned {
			return hours.Withdraw(tx, r.entry)
		}
		return nil
	case earned:
		return hours.Recredit(tx, r.entry, r.shift.minutes(visits))
	}
	entry := r.earned(tx, r.shift.minutes(visits))
	entry.Revision = hours.NextRevision(r.entry)
	err := hours.Credit(tx, entry)
	if models.IsDuplicate(err) {
		return tx.Retry() // the same check-out, twice at once
	}
	return err
}

// follow writes the state that follows from the visits. The version moves with every event, so that no two units that have
// not seen each other's events can both be right.
func (r *record) follow(tx *models.Tx) error {
	status, in, out := follows(r.visits())
	recorded := tx.DB.Model(&SignUp{}).
		Where("id = ? AND status = ? AND attendance_version = ?", r.signUp.ID, r.signUp.Status, r.signUp.AttendanceVersion).
		Updates(map[string]any{
			"status": status, "checked_in_at": in, "checked_out_at": out, "updated_at": tx.Now,
			"attendance_version": r.signUp.AttendanceVersion + 1,
		})
	if recorded.Error != nil {
		return recorded.Error
	}
	if recorded.RowsAffected == 0 {
		return tx.Retry() // somebody was faster: look again and say so
	}
	return nil
}

// near finds the actor's live sign-ups for shifts at most a week away, which is wider than any check-in window.
func near(tx *models.Tx) ([]SignUp, error) {
	const reach = 7 * 24 * time.Hour
	var found []SignUp
	err := tx.DB.Table("sign_ups AS s").Select("s.*").Joins("JOIN shifts AS h ON h.id = s.shift_id").
		Where("s.volunteer_id = ? AND s.live = 1 AND h.starts_at < ? AND h.ends_at > ?", tx.Actor.VolunteerID, tx.Now.Add(reach), tx.Now.Add(-reach)).
		Order("s.id").Scan(&found).Error
	return found, err
}
