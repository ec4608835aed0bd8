package hours

import (
	"fmt"

	"practicestation/models"
	"practicestation/models/volunteer"
)

// RequestRetroCorrection asks for other minutes of a decided retro-entry, for a reason; none take it back. It fails with
// ErrRetroNotFound, ErrPermission, ErrReasonMissing, ErrInvalid, ErrOwn, ErrHousehold, ErrRetroPending, ErrSuperseded,
// ErrMinutesSame, volunteer.ErrClosed or ErrCorrectionOpen.
func RequestRetroCorrection(tx *models.Tx, id, minutes int64, reason string) (*Correction, error) {
	entry, err := findRetroToCorrect(tx, id)
	if err != nil {
		return nil, err
	}
	if reason, err = models.CleanReason(reason); err != nil {
		return nil, err
	}
	return requestRetro(tx, entry, Correction{Minutes: minutes, Reason: reason})
}

// requestRetro writes down a correction of a retro-entry that the actor may correct.
func requestRetro(tx *models.Tx, entry *RetroEntry, wanted Correction) (*Correction, error) {
	latest, err := entry.isLatest(tx)
	if err != nil {
		return nil, err
	}
	shift, err := findRetroShift(tx, entry.ShiftID)
	if err != nil {
		return nil, err
	}
	if err := entry.correctable(tx, latest, wanted.Minutes, shift.minutes()); err != nil {
		return nil, err
	}
	if err := volunteer.MustBeOpen(tx, entry.VolunteerID); err != nil {
		return nil, err
	}
	wanted.RetroEntryID, wanted.StationID = &entry.ID, entry.StationID
	return ask(tx, wanted, map[string]any{"minutes": entry.Minutes, "status": entry.Status})
}

// isLatest reports whether no correction stands instead of the retro-entry.
func (r *RetroEntry) isLatest(tx *models.Tx) (bool, error) {
	var later int64
	err := tx.DB.Model(&RetroEntry{}).Where("corrects_id = ?", r.ID).Count(&later).Error
	return later == 0, err
}

// correctable says whether the retro-entry may get these minutes instead of its own.
func (r *RetroEntry) correctable(tx *models.Tx, latest bool, minutes, longest int64) error {
	switch {
	case r.Status == RetroPending:
		return ErrRetroPending.Saying("这条补录还在等上一级审批，还没有计入时长，不需要更正。内容不对的，请上一级不予批准，再重新补录。")
	case !latest:
		return ErrSuperseded
	case minutes == r.counted():
		return ErrMinutesSame
	}
	return withinShift(tx, "minutes", minutes, longest)
}

// counted is how many minutes of the retro-entry count.
func (r *RetroEntry) counted() int64 {
	if r.Status == RetroApproved {
		return r.Minutes
	}
	return 0
}

// approveRetro makes the correction of a retro-entry true.
func approveRetro(tx *models.Tx, correction *Correction, entry *RetroEntry) error {
	latest, err := entry.isLatest(tx)
	if err != nil {
		return err
	}
	if !latest {
		return ErrSuperseded
	}
	if correction.Minutes > 0 {
		shift, err := findRetroShift(tx, entry.ShiftID)
		if err != nil {
			return err
		}
		if err := freeAt(tx, entry.VolunteerID, shift); err != nil {
			return err
		}
		if err := fits(tx, entry.VolunteerID, entry.ServedOn, 0, correction.Minutes-entry.counted()); err != nil {
			return err
		}
	}
	change := map[string]any{}
	if err := rewriteRetro(tx, correction, entry, change); err != nil {
		return err
	}
	if err := closeCorrection(tx, correction, CorrectionApproved, change); err != nil {
		return err
	}
	entry.tell(tx, NoticeCorrected, "补录时长已更正",
		fmt.Sprintf("%s 的荣誉时长从 %d 分钟更正为 %d 分钟，原因：%s。有出入可以提出异议。", entry.ServedOn, entry.counted(), correction.Minutes, correction.Reason))
	return nil
}

// rewriteRetro reverses the retro-entry as far as it counts, and approves a new one with the right minutes, if any; what waits of the day
// is cut behind that.
func rewriteRetro(tx *models.Tx, correction *Correction, entry *RetroEntry, change map[string]any) error {
	var postings []Posting
	if entry.Status == RetroApproved {
		reversal, err := entry.takeBack(tx)
		if err != nil {
			return err
		}
		postings = append(postings, *reversal)
	}
	if correction.Minutes > 0 {
		stands, err := entry.again(tx, correction)
		if err != nil {
			return err
		}
		change["new_retro_entry_id"] = stands.ID
		postings = append(postings, stands.posting(tx))
	}
	for i := range postings {
		postings[i].Reason, postings[i].RequestedBy = &correction.Reason, &correction.RequestedBy
	}
	if err := recut(tx, entry.VolunteerID, entry.ServedOn); err != nil {
		return err
	}
	return post(tx, postings)
}

// takeBack makes a retro-entry that counts a reversed one, and gives the row that takes back what it has added. Who decided
// about it, and when, it keeps.
func (r *RetroEntry) takeBack(tx *models.Tx) (*Posting, error) {
	taken := tx.DB.Model(&RetroEntry{}).Where("id = ? AND status = ?", r.ID, RetroApproved).Updates(map[string]any{"status": RetroReversed, "live": nil})
	if taken.Error != nil {
		return nil, taken.Error
	}
	if taken.RowsAffected == 0 {
		return nil, tx.Retry()
	}
	tx.Audit(models.AuditEntry{
		Action: "retro_entry.taken_back", Subject: "retro_entry", SubjectID: r.ID, OrganizationID: r.StationID, Row: retroRows().Row(r.ID),
		Before: map[string]any{"status": RetroApproved}, After: map[string]any{"status": RetroReversed, "minutes": r.Minutes},
	})
	added, err := additionOf(tx, HonorKind, r.ID)
	if err != nil {
		return nil, err
	}
	if added == nil {
		return nil, fmt.Errorf("the retro-entry %d is approved, and nothing in the ledger says so", r.ID)
	}
	return added.reversed(tx), nil
}

// again writes the retro-entry once more, approved with the minutes of its correction: the evidence and whoever declared it are
// the same.
func (r *RetroEntry) again(tx *models.Tx, correction *Correction) (*RetroEntry, error) {
	live, stands := int64(1), *r
	stands.ID, stands.Minutes, stands.Status, stands.Live, stands.CorrectsID = 0, correction.Minutes, RetroApproved, &live, &r.ID
	stands.DecidedAt, stands.DecidedBy, stands.Reason, stands.CreatedAt = &tx.Now, models.Nullable(tx.Actor.AccountID), &correction.Reason, tx.Now
	err := tx.DB.Create(&stands).Error
	if models.IsDuplicate(err) {
		return nil, ErrRetroExists // entered again since
	}
	if err != nil {
		return nil, err
	}
	tx.Audit(models.AuditEntry{
		Action: "retro_entry.corrected", Subject: "retro_entry", SubjectID: stands.ID, OrganizationID: stands.StationID, Row: retroRows().Row(stands.ID),
		Before: map[string]any{"retro_entry_id": r.ID, "minutes": r.Minutes}, After: map[string]any{"status": stands.Status, "minutes": stands.Minutes, "reason": correction.Reason},
	})
	return &stands, nil
}
