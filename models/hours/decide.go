package hours

import (
	"cmp"
	"fmt"
	"slices"

	"practicestation/models"
)

// maxBatch bounds how many entries one batch confirms.
const maxBatch = 200

// The kinds of notices about hours.
const (
	NoticeConfirmed models.NoticeKind = "hours_confirmed"
	NoticeRejected  models.NoticeKind = "hours_rejected"
)

// ErrBatch refuses a batch of which some cannot be confirmed; its fields name each of them.
var ErrBatch = models.DefineError(models.Conflict, "hours_batch_refused", "有的时长不能确认", "有的时长不能确认，一条也没有确认。请按 errors 中逐项说明去掉它们后再提交。")

// Confirm counts an entry from now on. It fails with ErrNotFound, ErrPermission, ErrOwn, ErrHousehold, ErrDecided,
// ErrWithdrawn, ErrZero, ErrOwnSettlement, ErrObjectionOpen, ErrShiftNotEnded, what the judge refuses, or ErrOverlap.
func Confirm(tx *models.Tx, id int64, judge Judge) (*NamedEntry, error) {
	return decide(tx, id, Confirmed, "", judge)
}

// Reject refuses an entry, with a reason. It fails with ErrNotFound, ErrPermission, ErrReasonMissing, ErrOwn, ErrHousehold,
// ErrDecided, ErrWithdrawn, ErrObjectionOpen, ErrShiftNotEnded or what the judge refuses.
func Reject(tx *models.Tx, id int64, reason string, judge Judge) (*NamedEntry, error) {
	return decide(tx, id, Rejected, reason, judge)
}

func decide(tx *models.Tx, id int64, status Status, reason string, judge Judge) (*NamedEntry, error) {
	entry, err := findToDecide(tx, id)
	if err != nil {
		return nil, err
	}
	if status == Rejected {
		if reason, err = models.CleanReason(reason); err != nil {
			return nil, err
		}
	}
	if obstacle := entry.obstacle(tx.Actor, nil, status); obstacle != nil {
		return nil, obstacle
	}
	hindered, err := hindrances(tx, []NamedEntry{*entry}, judge)
	if err != nil || hindered[id] != nil {
		return nil, refusal(hindered[id], err)
	}
	// The person's row comes first, before those of activity and entry.
	if err := takePerson(tx, entry.VolunteerID); err != nil {
		return nil, err
	}
	if status == Confirmed {
		if obstacle, err := meetsRetro(tx, &entry.Entry); obstacle != nil || err != nil {
			return nil, refusal(obstacle, err)
		}
	}
	if err := settle(tx, entry, status, reason); err != nil {
		return nil, err
	}
	if status == Rejected {
		if err := recut(tx, entry.VolunteerID, entry.ServedOn); err != nil {
			return nil, err
		}
	}
	if err := unhindered(tx, []NamedEntry{*entry}, judge); err != nil {
		return nil, err
	}
	if status == Confirmed {
		if err := post(tx, []Posting{postingOf(tx, &entry.Entry)}); err != nil {
			return nil, err
		}
	}
	return find(tx, id)
}

// findToDecide finds an entry that the actor may decide about: in the own scope, and of nobody of the own household. It fails
// with ErrNotFound, ErrPermission, ErrOwn or ErrHousehold.
func findToDecide(tx *models.Tx, id int64) (*NamedEntry, error) {
	entry, err := find(tx, id)
	if err != nil {
		return nil, err
	}
	if !tx.Actor.Can(models.ConfirmHours, entry.StationPath) {
		return nil, models.ErrPermission
	}
	barred, err := Barred(tx, []int64{entry.VolunteerID})
	if err == nil && barred[entry.VolunteerID] != nil {
		return nil, barred[entry.VolunteerID]
	}
	return entry, err
}

// ConfirmAll confirms all of the entries or none. It fails with ErrPermission, ErrInvalid, or ErrBatch, which names each that
// cannot be confirmed.
func ConfirmAll(tx *models.Tx, ids []int64, judge Judge) ([]NamedEntry, error) {
	if len(tx.Actor.Paths(models.ConfirmHours)) == 0 {
		return nil, models.ErrPermission
	}
	if len(ids) == 0 || len(ids) > maxBatch {
		return nil, models.ErrInvalid.WithFields(models.FieldError{Field: "entry_ids", Code: "range", Message: "一次确认 1 到 200 条。"})
	}
	var entries []NamedEntry
	if err := visible(tx).Where("e.id IN (?)", ids).Find(&entries).Error; err != nil {
		return nil, err
	}
	refused, err := refusals(tx, ids, entries, judge)
	if err != nil {
		return nil, err
	}
	if len(refused) > 0 {
		return nil, ErrBatch.WithFields(refused...)
	}
	if err := confirmAll(tx, entries, judge); err != nil {
		return nil, err
	}
	var confirmed []NamedEntry
	err = visible(tx).Where("e.id IN (?)", ids).Order("e.id").Find(&confirmed).Error
	return confirmed, err
}

// confirmAll counts entries that nothing stands in the way of.
func confirmAll(tx *models.Tx, entries []NamedEntry, judge Judge) error {
	// Activities in one order, as in every unit that takes more than one of them.
	slices.SortFunc(entries, func(a, b NamedEntry) int {
		return cmp.Or(cmp.Compare(a.ActivityID, b.ActivityID), cmp.Compare(a.ID, b.ID))
	})
	postings := make([]Posting, len(entries))
	for i := range entries {
		err := settle(tx, &entries[i], Confirmed, "")
		if models.IsCode(err, ErrDecided) {
			return tx.Retry() // decided meanwhile: look again, and name it
		}
		if err != nil {
			return err
		}
		postings[i] = postingOf(tx, &entries[i].Entry)
	}
	if err := unhindered(tx, entries, judge); err != nil {
		return err
	}
	return post(tx, postings)
}

// refusals names, by their place in the list, the entries that cannot be confirmed.
func refusals(tx *models.Tx, ids []int64, entries []NamedEntry, judge Judge) ([]models.FieldError, error) {
	known, people := map[int64]*NamedEntry{}, []int64{}
	for i := range entries {
		known[entries[i].ID], people = &entries[i], append(people, entries[i].VolunteerID)
	}
	barred, err := Barred(tx, people)
	if err != nil {
		return nil, err
	}
	hindered, err := hindrances(tx, entries, judge)
	if err != nil {
		return nil, err
	}
	var refused []models.FieldError
	for i, id := range ids {
		entry, obstacle := known[id], (*models.Error)(nil)
		switch {
		case slices.Contains(ids[:i], id):
			obstacle = ErrRepeated
		case entry == nil:
			obstacle = ErrNotFound
		case !tx.Actor.Can(models.ConfirmHours, entry.StationPath):
			obstacle = models.ErrPermission
		default:
			obstacle = cmp.Or(entry.obstacle(tx.Actor, barred[entry.VolunteerID], Confirmed), hindered[id])
		}
		if obstacle == nil {
			if obstacle, err = meetsRetro(tx, &entry.Entry); err != nil {
				return nil, err
			}
		}
		if obstacle != nil {
			refused = append(refused, models.FieldError{Field: fmt.Sprintf("entry_ids.%d", i), Code: obstacle.Code, Message: obstacle.Message})
		}
	}
	return refused, nil
}

// refusal is the obstacle as an error, or what went wrong while looking for one.
func refusal(obstacle *models.Error, err error) error {
	if err != nil || obstacle == nil {
		return err
	}
	return obstacle
}

// obstacle says what keeps the entry from getting that state, given what bars the actor from deciding about its volunteer.
func (e *NamedEntry) obstacle(actor models.Actor, barred *models.Error, status Status) *models.Error {
	switch {
	case barred != nil:
		return barred
	case e.Status == Withdrawn:
		return ErrWithdrawn
	case e.Status != Pending:
		return ErrDecided
	case e.Minutes == 0 && status == Confirmed:
		return ErrZero
	case e.SettledBy != nil && *e.SettledBy == actor.AccountID && status == Confirmed:
		return ErrOwnSettlement
	}
	return nil
}

// settle gives a pending entry its state and tells its volunteer; when somebody was faster, the unit looks again.
func settle(tx *models.Tx, entry *NamedEntry, status Status, reason string) error {
	change := map[string]any{"status": status, "decided_at": tx.Now, "decided_by": models.Nullable(tx.Actor.AccountID)}
	if reason != "" {
		change["reason"] = reason
	}
	// The activity's row comes before the entry's, as everywhere.
	counted := tx.DB.Exec("UPDATE activities SET pending_entries = pending_entries - 1, decided_entries = decided_entries + 1 WHERE id = ?", entry.ActivityID)
	if counted.Error != nil {
		return counted.Error
	}
	// Who is decided on may come back meanwhile, and earn more: nobody confirms minutes that they have not been shown.
	decided := tx.DB.Model(&Entry{}).Where("id = ? AND status = ? AND minutes = ?", entry.ID, Pending, entry.Minutes).Updates(change)
	if decided.Error != nil {
		return decided.Error
	}
	if decided.RowsAffected == 0 {
		return tx.Retry()
	}
	tx.Audit(models.AuditEntry{
		Action: "entry." + string(status), Subject: "entry", SubjectID: entry.ID, OrganizationID: entry.StationID, Row: entryRows().Row(entry.ID),
		Before: map[string]any{"status": entry.Status}, After: map[string]any{"status": status, "minutes": entry.Minutes, "reason": reason},
	})
	title, text := "时长已确认", fmt.Sprintf("%s 的服务记为 %d 分钟，已计入您的时长。有出入可以提出异议。", entry.ServedOn, entry.Minutes)
	kind := NoticeConfirmed
	if status == Rejected {
		kind, title = NoticeRejected, "时长未被确认"
		text = fmt.Sprintf("%s 的服务时长没有被确认，原因：%s。不同意可以提出异议。", entry.ServedOn, reason)
	}
	tell(tx, &entry.Entry, kind, title, text)
	return nil
}

// tell tells the volunteer of an entry.
func tell(tx *models.Tx, entry *Entry, kind models.NoticeKind, title, text string) {
	tx.Tell(models.Notice{
		VolunteerID: &entry.VolunteerID, Kind: kind, Title: title, Text: text,
		ActivityID: &entry.ActivityID, ShiftID: &entry.ShiftID, SignUpID: &entry.SignUpID,
	})
}
