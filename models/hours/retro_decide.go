package hours

import (
	"fmt"
	"strings"

	"practicestation/models"
	"practicestation/models/organization"
	"practicestation/models/volunteer"
)

// The kinds of notices about retro-entries.
const (
	NoticeRetroApproved models.NoticeKind = "retro_entry_approved"
	NoticeRetroRefused  models.NoticeKind = "retro_entry_refused"
)

// ApproveRetro counts a retro-entry as honor. It fails with ErrRetroNotFound, ErrRetroAbove, ErrOwnRetro, ErrOwn, ErrHousehold,
// ErrRetroDecided, volunteer.ErrClosed, ErrOverlap or ErrDayFull.
func ApproveRetro(tx *models.Tx, id int64) (*RetroEntry, error) {
	entry, err := findRetroToDecide(tx, id)
	if err != nil {
		return nil, err
	}
	if entry.Status != RetroPending {
		return nil, ErrRetroDecided
	}
	if err := volunteer.MustBeOpen(tx, entry.VolunteerID); err != nil {
		return nil, err
	}
	shift, err := findRetroShift(tx, entry.ShiftID)
	if err != nil {
		return nil, err
	}
	if err := freeAt(tx, entry.VolunteerID, shift); err != nil {
		return nil, err // meanwhile attendance has recorded it
	}
	if err := fits(tx, entry.VolunteerID, entry.ServedOn, 0, entry.Minutes); err != nil {
		return nil, err
	}
	if err := decideRetro(tx, entry, RetroPending, RetroApproved, "", entry.Live); err != nil {
		return nil, err
	}
	if err := post(tx, []Posting{entry.posting(tx)}); err != nil {
		return nil, err
	}
	entry.tell(tx, NoticeRetroApproved, "补录时长已批准",
		fmt.Sprintf("%s 的服务补录为荣誉时长 %d 分钟，与签到取得的时长分开计。有出入可以提出异议。", entry.ServedOn, entry.Minutes))
	return models.Find[RetroEntry](tx, id, ErrRetroNotFound)
}

// RefuseRetro does not count a retro-entry, with a reason. It fails with ErrRetroNotFound, ErrRetroAbove, ErrReasonMissing,
// ErrOwnRetro, ErrOwn, ErrHousehold or ErrRetroDecided.
func RefuseRetro(tx *models.Tx, id int64, reason string) (*RetroEntry, error) {
	entry, err := findRetroToDecide(tx, id)
	if err != nil {
		return nil, err
	}
	if reason, err = models.CleanReason(reason); err != nil {
		return nil, err
	}
	if entry.Status != RetroPending {
		return nil, ErrRetroDecided
	}
	if err := decideRetro(tx, entry, RetroPending, RetroRefused, reason, nil); err != nil {
		return nil, err
	}
	entry.tell(tx, NoticeRetroRefused, "补录时长未批准", fmt.Sprintf("%s 的服务补录没有被批准，原因：%s。不同意可以提出异议。", entry.ServedOn, reason))
	return models.Find[RetroEntry](tx, id, ErrRetroNotFound)
}

// findRetro finds a retro-entry that the actor may see, with its station: an own one, or one in a scope where the actor reads
// hours.
func findRetro(tx *models.Tx, id int64) (*RetroEntry, *organization.Organization, error) {
	entry, err := models.Find[RetroEntry](tx, id, ErrRetroNotFound)
	if err != nil {
		return nil, nil, err
	}
	station, err := models.Find[organization.Organization](tx, entry.StationID, organization.ErrNotFound)
	if err != nil {
		return nil, nil, err
	}
	own := entry.VolunteerID == tx.Actor.VolunteerID
	if !own && !tx.Actor.Can(models.ReadHours, station.Path) {
		return nil, nil, ErrRetroNotFound
	}
	return entry, station, nil
}

// findRetroToCorrect finds a retro-entry for somebody who confirms hours at its station, and gains nothing.
func findRetroToCorrect(tx *models.Tx, id int64) (*RetroEntry, error) {
	entry, station, err := findRetro(tx, id)
	if err != nil {
		return nil, err
	}
	if !tx.Actor.Can(models.ConfirmHours, station.Path) {
		return nil, models.ErrPermission
	}
	return entry, MayDecideFor(tx, entry.VolunteerID)
}

// findRetroToDecide finds a retro-entry for somebody of the level that decides, who has not entered it and gains nothing.
func findRetroToDecide(tx *models.Tx, id int64) (*RetroEntry, error) {
	entry, station, err := findRetro(tx, id)
	if err != nil {
		return nil, err
	}
	if !tx.Actor.Can(models.ConfirmHours, station.Path) {
		return nil, models.ErrPermission
	}
	decides, err := models.Find[organization.Organization](tx, entry.DecidingOrganizationID, organization.ErrNotFound)
	switch {
	case err != nil:
		return nil, err
	case !tx.Actor.Can(models.ConfirmHours, decides.Path):
		return nil, ErrRetroAbove.Saying("这条补录要由%s的管理员审批，请联系他们。", decides.Name)
	case entry.EnteredBy == tx.Actor.AccountID:
		return nil, ErrOwnRetro
	}
	return entry, MayDecideFor(tx, entry.VolunteerID)
}

// decidesAbove is the organization that decides about what the actor enters for the station with this path: the one above the
// highest for which the actor can enter it. The center's administrators decide about each other's.
func decidesAbove(tx *models.Tx, station string) (*organization.Organization, error) {
	highest := station
	for _, path := range tx.Actor.Paths(models.ConfirmHours) {
		if strings.HasPrefix(station, path) && len(path) < len(highest) {
			highest = path
		}
	}
	var decides organization.Organization
	err := tx.DB.Where("path = ?", above(highest)).Take(&decides).Error
	return &decides, err
}

// above is the path of the organization above the one with this path; nothing stands above the center.
func above(path string) string {
	trimmed := strings.TrimSuffix(path, "/")
	parent := trimmed[:strings.LastIndex(trimmed, "/")+1]
	if parent == "/" {
		return path
	}
	return parent
}

// decideRetro moves a retro-entry from one state to another. It fails with ErrRetroDecided when somebody was faster.
func decideRetro(tx *models.Tx, entry *RetroEntry, from, to RetroStatus, reason string, live *int64) error {
	change := map[string]any{"status": to, "live": live, "decided_at": tx.Now, "decided_by": models.Nullable(tx.Actor.AccountID)}
	if reason != "" {
		change["reason"] = reason
	}
	decided := tx.DB.Model(&RetroEntry{}).Where("id = ? AND status = ?", entry.ID, from).Updates(change)
	if decided.Error != nil {
		return decided.Error
	}
	if decided.RowsAffected == 0 {
		return ErrRetroDecided
	}
	tx.Audit(models.AuditEntry{
		Action: "retro_entry." + string(to), Subject: "retro_entry", SubjectID: entry.ID, OrganizationID: entry.StationID, Row: retroRows().Row(entry.ID),
		Before: map[string]any{"status": from}, After: map[string]any{"status": to, "minutes": entry.Minutes, "reason": reason},
	})
	return nil
}

// posting is what an approved retro-entry adds.
func (r *RetroEntry) posting(tx *models.Tx) Posting {
	return Posting{
		StationID: r.StationID, Kind: HonorKind, Movement: Add, SubjectID: r.ID, VolunteerID: r.VolunteerID, ActivityID: r.ActivityID,
		ShiftID: &r.ShiftID, TeamID: r.TeamID, Minutes: r.Minutes, ServedOn: r.ServedOn, RequestedBy: &r.EnteredBy,
		DecidedBy: models.Nullable(tx.Actor.AccountID), CreatedAt: tx.Now,
	}
}

func (r *RetroEntry) tell(tx *models.Tx, kind models.NoticeKind, title, text string) {
	tx.Tell(models.Notice{VolunteerID: &r.VolunteerID, Kind: kind, Title: title, Text: text, ActivityID: &r.ActivityID, ShiftID: &r.ShiftID})
}

// ObjectToRetro says that a decided retro-entry for the actor is not right. It fails with ErrRetroNotFound, ErrNotOwnHours,
// ErrReasonMissing, ErrRetroPending, ErrSuperseded, ErrMinutesSame, ErrInvalid or ErrObjectionOpen.
func ObjectToRetro(tx *models.Tx, id int64, reason string, claimed *int64) (*Objection, error) {
	entry, _, err := findRetro(tx, id)
	if err != nil {
		return nil, err
	}
	if reason, err = models.CleanReason(reason); err != nil {
		return nil, err
	}
	shift, err := findRetroShift(tx, entry.ShiftID)
	if err != nil {
		return nil, err
	}
	latest, err := entry.isLatest(tx)
	if err != nil {
		return nil, err
	}
	switch {
	case entry.VolunteerID != tx.Actor.VolunteerID:
		return nil, ErrNotOwnHours
	case entry.Status == RetroPending:
		return nil, ErrRetroPending
	case !latest:
		return nil, ErrSuperseded
	case claimed != nil && *claimed == entry.counted():
		return nil, errClaimSame
	}
	if claimed != nil {
		if err := withinShift(tx, "claimed_minutes", *claimed, shift.minutes()); err != nil {
			return nil, err
		}
	}
	return file(tx, Objection{Kind: HonorKind, SubjectID: entry.ID, StationID: entry.StationID, Reason: reason, ClaimedMinutes: claimed}, entry.ServedOn)
}
