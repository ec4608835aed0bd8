package activity

import (
	"practicestation/models"
	"practicestation/models/volunteer"
)

// RecordConsent writes down that a guardian lets a minor serve, in one activity or in all. For dangerous work there is
// nothing to write down: consent does not lift it.
// It fails with what volunteer.RecordConsent fails with, with ErrInvalid for an unknown activity, or with ErrMinorDangerousWork.
func RecordConsent(tx *models.Tx, volunteerID int64, in volunteer.ConsentInput) (*volunteer.Consent, error) {
	if in.ActivityID != 0 && tx.Actor.CanSomewhere(models.KeepRosters) {
		of, err := Find(tx, in.ActivityID)
		if models.IsCode(err, ErrNotFound) {
			return nil, models.Unknown("activity_id")
		}
		if err != nil {
			return nil, err
		}
		if of.isDangerous() {
			return nil, ErrMinorDangerousWork
		}
	}
	return volunteer.RecordConsent(tx, volunteerID, in)
}

// consentRevoked is what a released minor reads as the reason.
const consentRevoked = "监护人撤回了同意"

// RevokeConsent takes a guardian's consent back, and releases the minor from every shift to come that no other consent
// covers: nobody serves against the guardian's word. Freed seats go to the first in the queue; the minor and those in
// charge are told.
// It fails with ErrPermission, volunteer.ErrConsentNotFound, ErrReasonMissing or volunteer.ErrConsentRevoked.
func RevokeConsent(tx *models.Tx, id int64, reason string) (*volunteer.Consent, error) {
	revoked, minor, err := volunteer.RevokeConsent(tx, id, reason)
	if err != nil {
		return nil, err
	}
	left, err := volunteer.LiveConsents(tx, []int64{minor.ID})
	if err != nil {
		return nil, err
	}
	var live []SignUp
	err = tx.DB.Where("volunteer_id = ? AND status IN (?)", minor.ID, []SignUpStatus{SignedUp, Waitlisted}).Order("shift_id").Find(&live).Error
	if err != nil {
		return nil, err
	}
	who := &applicant{BornOn: minor.BornOn, Consents: left[minor.ID]}
	for i := range live {
		if err := releaseMinor(tx, &live[i], minor, who); err != nil {
			return nil, err
		}
	}
	return revoked, nil
}

// releaseMinor ends a sign-up for a shift to come that no consent covers any more.
func releaseMinor(tx *models.Tx, seen *SignUp, minor *volunteer.Volunteer, who *applicant) error {
	found, err := behind(tx, seen)
	if err != nil {
		return err
	}
	day := models.DateOf(found.shift.StartsAt, tx.Zone)
	if !tx.Now.Before(found.shift.StartsAt) || !isMinorOn(who.BornOn, day) || who.consentFor(seen.ActivityID, day) != nil {
		return nil
	}
	shift, err := models.FindLocked[Shift](tx, seen.ShiftID, ErrShiftNotFound)
	if err != nil {
		return err
	}
	signUp, err := models.FindLocked[SignUp](tx, seen.ID, ErrSignUpNotFound)
	if err != nil {
		return err
	}
	if signUp.Status != SignedUp && signUp.Status != Waitlisted { // left or checked in at this very moment
		return nil
	}
	if err := leave(tx, departure{shift, signUp, CancelledByOrganizer, consentRevoked}); err != nil {
		return err
	}
	tx.Audit(models.AuditEntry{
		Action: "sign_up.cancelled_by_organizer", Subject: "sign_up", SubjectID: signUp.ID, OrganizationID: found.activity.StationID,
		Before: map[string]any{"status": signUp.Status}, After: map[string]any{"reason": consentRevoked, "volunteer_id": signUp.VolunteerID},
	})
	words := shift.inWords(tx, found.activity)
	tell(tx, NoticeSignUpCancelled, signUp, "报名已被取消", "监护人撤回了同意，您在"+words+"的报名已取消。监护人重新同意后可以再报名。")
	err = alert(tx, found, models.Notice{
		Kind: NoticeSignUpCancelled, Title: "有人退出", Text: minor.Name + "的监护人撤回了同意，" + minor.Name + "在" + words + "的报名已取消。",
		Named: map[int64]string{minor.ID: minor.Name},
	})
	if err != nil {
		return err
	}
	return promote(tx, found.activity, shift)
}
