package activity

import (
	"practicestation/models"
	"practicestation/models/volunteer"
)

// Source (报名来源) is how a sign-up came about.
type Source string

// The sources of a sign-up.
const (
	FromSelf        Source = "self"
	FromApplication Source = "application"
	FromInvitation  Source = "invitation"
	FromProxy       Source = "proxy"
	FromWalkIn      Source = "walk_in"
)

// Way is how somebody comes to a shift besides asking for it.
type Way struct {
	Source   Source // FromSelf when empty
	JoinCode string

	Confirmation *volunteer.Confirmation // how somebody whom staff sign up has agreed
	OverReason   string                  // why staff give a seat above the capacity, if there is no other

	RiskAcknowledged bool  // of the activity's risk notice
	RiskNoticeID     int64 // the version that was shown; 0 takes the current one
}

func (w Way) source() Source {
	if w.Source == "" {
		return FromSelf
	}
	return w.Source
}

// vouched reports whether staff have let this person in, so that recruitment asks for nothing more.
func (w Way) vouched() bool { return w.source() != FromSelf }

// keepsTimes reports whether the times for signing up matter: who stands at the door comes when the shift is on.
func (w Way) keepsTimes() bool { return w.Source != FromWalkIn }

// operator is the account that acts for somebody else.
func (r Request) operator() *int64 {
	if r.Actor.VolunteerID == r.VolunteerID {
		return nil
	}
	return models.Nullable(r.Actor.AccountID)
}

// wayObstacles lists what the activity's recruitment puts in the way.
func (r *roster) wayObstacles(request Request) []*models.Error {
	if request.Way.vouched() {
		return nil
	}
	switch r.activity.Recruitment {
	case ByApproval:
		return []*models.Error{ErrApprovalNeeded}
	case ByInvitation:
		return []*models.Error{ErrInvitationNeeded}
	case ByCode:
		if request.Way.JoinCode == "" {
			return []*models.Error{ErrJoinCodeMissing}
		}
		if !r.activity.knows(request.Way.JoinCode) {
			return []*models.Error{ErrJoinCodeWrong}
		}
	}
	return nil
}
