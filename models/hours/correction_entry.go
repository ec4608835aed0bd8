package hours

import (
	"fmt"

	"practicestation/models"
	"practicestation/models/volunteer"
)

// RequestCorrection asks for other minutes of a decided entry, for a reason. It fails with ErrNotFound, ErrPermission,
// ErrReasonMissing, ErrInvalid, ErrOwn, ErrHousehold, ErrUndecided, ErrWithdrawn, ErrSuperseded, ErrMinutesSame,
// ErrShiftNotEnded, volunteer.ErrClosed or ErrCorrectionOpen.
func RequestCorrection(tx *models.Tx, entryID, minutes int64, reason string) (*Correction, error) {
	entry, err := findToDecide(tx, entryID)
	if err != nil {
		return nil, err
	}
	if reason, err = models.CleanReason(reason); err != nil {
		return nil, err
	}
	return request(tx, entry, Correction{Minutes: minutes, Reason: reason})
}

// request writes down a correction of an entry that the actor may decide about.
func request(tx *models.Tx, entry *NamedEntry, wanted Correction) (*Correction, error) {
	latest, err := isLatest(tx, entry)
	if err != nil {
		return nil, err
	}
	shift, err := spanOf(tx, entry.ShiftID)
	if err != nil {
		return nil, err
	}
	if err := entry.correctable(tx, latest, wanted.Minutes, shift); err != nil {
		return nil, err
	}
	if err := volunteer.MustBeOpen(tx, entry.VolunteerID); err != nil {
		return nil, err
	}
	wanted.EntryID, wanted.StationID = &entry.ID, entry.StationID
	return ask(tx, wanted, map[string]any{"minutes": entry.Minutes, "status": entry.Status})
}

// correctable says whether the entry may get these minutes instead of its own.
func (e *NamedEntry) correctable(tx *models.Tx, latest bool, minutes int64, shift span) error {
	switch {
	case e.Status == Withdrawn:
		return ErrWithdrawn
	case e.Status == Pending:
		return ErrUndecided
	case !latest:
		return ErrSuperseded
	case minutes == e.counted():
		return ErrMinutesSame
	case minutes > 0 && !shift.over:
		return ErrShiftNotEnded
	}
	return withinShift(tx, "minutes", minutes, shift.minutes)
}

// counted is how many minutes of the entry count.
func (e *NamedEntry) counted() int64 {
	if e.Status == Confirmed {
		return e.Minutes
	}
	return 0
}

// approveEntry makes the correction of an entry true.
func approveEntry(tx *models.Tx, correction *Correction, entry *NamedEntry) error {
	latest, err := isLatest(tx, entry)
	if err != nil {
		return err
	}
	if !latest {
		return tx.Retry() // it was approved since it was read: look again, and say so
	}
	if err := takePerson(tx, entry.VolunteerID); err != nil {
		return err
	}
	if correction.Minutes > 0 {
		if obstacle, err := meetsRetro(tx, &entry.Entry); obstacle != nil || err != nil {
			return refusal(obstacle, err)
		}
		if err := fits(tx, entry.VolunteerID, entry.ServedOn, entry.ID, correction.Minutes); err != nil {
			return err
		}
		// The activity's row comes before the entry's, as everywhere.
		if err := tx.DB.Exec("UPDATE activities SET decided_entries = decided_entries + 1 WHERE id = ?", entry.ActivityID).Error; err != nil {
			return err
		}
	}
	change := map[string]any{}
	if err := rewrite(tx, correction, entry, change); err != nil {
		return err
	}
	if err := closeCorrection(tx, correction, CorrectionApproved, change); err != nil {
		return err
	}
	tell(tx, &entry.Entry, NoticeCorrected, "时长已更正",
		fmt.Sprintf("%s 的服务时长从 %d 分钟更正为 %d 分钟，原因：%s。有出入可以提出异议。", entry.ServedOn, entry.counted(), correction.Minutes, correction.Reason))
	return nil
}

// rewrite reverses the entry as far as it counts, and confirms a new one with the right minutes, if any; what waits of the day is cut
// behind that.
func rewrite(tx *models.Tx, correction *Correction, entry *NamedEntry, change map[string]any) error {
	var postings []Posting
	if entry.Status == Confirmed {
		reversed := tx.DB.Model(&Entry{}).Where("id = ? AND status = ?", entry.ID, Confirmed).Update("status", Reversed)
		if reversed.Error != nil {
			return reversed.Error
		}
		if reversed.RowsAffected == 0 {
			return tx.Retry()
		}
		taken := entry.Entry
		taken.Status = Reversed
		witnessEntry(tx, "entry.reversed", &taken, map[string]any{"status": Confirmed})
		reversal, err := reversalOf(tx, &entry.Entry)
		if err != nil {
			return err
		}
		postings = append(postings, *reversal)
	}
	if correction.Minutes > 0 {
		stands := entry.Entry
		stands.ID, stands.Minutes, stands.Status, stands.Revision, stands.CorrectsID = 0, correction.Minutes, Confirmed, entry.Revision+1, &entry.ID
		stands.DecidedAt, stands.DecidedBy, stands.Reason, stands.CreatedAt = &tx.Now, models.Nullable(tx.Actor.AccountID), &correction.Reason, tx.Now
		err := tx.DB.Create(&stands).Error
		if models.IsDuplicate(err) {
			return tx.Retry() // the same correction, twice at once
		}
		if err != nil {
			return err
		}
		witnessEntry(tx, "entry.corrected", &stands, nil)
		change["new_entry_id"] = stands.ID
		postings = append(postings, postingOf(tx, &stands))
	}
	for i := range postings {
		postings[i].Reason, postings[i].RequestedBy = &correction.Reason, &correction.RequestedBy
	}
	if err := recut(tx, entry.VolunteerID, entry.ServedOn); err != nil {
		return err
	}
	return post(tx, postings)
}

// reversalOf is the row that takes back what an entry has added. An entry from before there was a ledger is taken in first.
func reversalOf(tx *models.Tx, entry *Entry) (*Posting, error) {
	added, err := additionOf(tx, CreditKind, entry.ID)
	if err != nil {
		return nil, err
	}
	if added == nil {
		if err := post(tx, []Posting{adoptionOf(tx, entry)}); err != nil {
			return nil, err
		}
		if added, err = additionOf(tx, CreditKind, entry.ID); err != nil {
			return nil, err
		}
	}
	return added.reversed(tx), nil
}
