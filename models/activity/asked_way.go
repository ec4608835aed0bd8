package activity

import (
	"practicestation/models"
)

// NoticeWayChanged tells who has asked for a shift, or has been asked to stand in, that people come to it in another way now.
const NoticeWayChanged models.NoticeKind = "recruitment_changed"

// endOutdatedAsks ends what nobody would be asked any more since the activity takes people in another way: applications
// where no approval is needed, or only the invited come; and stand-ins whom a holder has asked, where staff have to let each
// person in. Left as they are, these people would wait for an answer that nobody owes them. The shifts are locked.
func endOutdatedAsks(tx *models.Tx, was, is *Activity, shifts []Shift) error {
	if was.Recruitment == is.Recruitment {
		return nil
	}
	applications, invitations, err := pendingAsks(tx, shifts)
	if err != nil {
		return err
	}
	if err := endApplications(tx, is, applications); err != nil {
		return err
	}
	if is.Recruitment != ByApproval && is.Recruitment != ByInvitation {
		return nil
	}
	return endOffers(tx, is, invitations)
}

// endApplications ends those that are not needed, or not taken, any more. Whom absences let in by approval only still waits
// for it where the others come by themselves.
func endApplications(tx *models.Tx, is *Activity, applications []NamedApplication) error {
	if is.Recruitment == ByApproval {
		return nil
	}
	people := make([]int64, len(applications))
	for i := range applications {
		people[i] = applications[i].VolunteerID
	}
	until, err := limited(tx, people)
	if err != nil {
		return err
	}
	for i := range applications {
		a := &applications[i]
		if _, needsApproval := until[a.VolunteerID]; needsApproval && is.Recruitment != ByInvitation {
			continue
		}
		over := map[string]any{"status": AskExpired, "live": nil, "decided_at": tx.Now}
		if err := endAsk(tx, is, &Application{}, "application", a.ID, over); err != nil {
			return err
		}
		tellAsked(tx, NoticeWayChanged, a.VolunteerID, a.ActivityID, a.ShiftID, "您申请报名的"+a.inWords(tx)+is.wayInWords(tx))
	}
	return nil
}

// wayInWords says to an applicant what has become of the application, and how to come now.
func (a *Activity) wayInWords(tx *models.Tx) string {
	switch {
	case a.Recruitment == ByCode:
		return "改为凭报名码报名，您的申请不再审核。仍要参加的，请向实践站索取报名码后报名。"
	case a.Recruitment == ByInvitation:
		return "改为只接受邀请，您的申请不再审核。仍要参加的，请联系实践站。"
	case tx.Now.Before(a.SignUpOpensAt):
		return "改为直接报名，您的申请不再审核。仍要参加的，" + Moment(a.SignUpOpensAt, tx.Now, tx.Zone) + "起可以直接报名，先到先得。"
	}
	return "改为直接报名，您的申请不再审核。仍要参加的，现在可以直接报名，先到先得。"
}

// endOffers ends the invitations to stand in that holders have made by themselves, and tells both sides.
func endOffers(tx *models.Tx, is *Activity, invitations []NamedInvitation) error {
	told := map[int64]bool{}
	for i := range invitations {
		one := &invitations[i]
		if one.SeatID == 0 || one.ByStaff {
			continue
		}
		over := map[string]any{"status": AskExpired, "live": nil, "decided_at": tx.Now}
		if err := endAsk(tx, is, &Invitation{}, "invitation", one.ID, over); err != nil {
			return err
		}
		words := one.inWords(tx)
		tellAsked(tx, NoticeWayChanged, one.VolunteerID, one.ActivityID, one.ShiftID, "请您顶替的"+words+"改为由实践站安排谁参加，这份邀请不再有效，您不需要回复。")
		if told[one.SeatID] {
			continue
		}
		told[one.SeatID] = true
		holder, err := models.Find[SignUp](tx, one.SeatID, ErrSignUpNotFound)
		if err != nil {
			return err
		}
		tell(tx, NoticeWayChanged, holder, askTitles[NoticeWayChanged], words+"改为由实践站安排谁参加，您发出的顶替邀请不再有效。您不能参加的，请告知实践站。")
	}
	return nil
}
