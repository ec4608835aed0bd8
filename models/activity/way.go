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
	FromStandIn     Source = "stand_in"
)

// Way is how somebody comes to a shift besides asking for it.
type Way struct {
	Source   Source // FromSelf when empty
	JoinCode string
	ByStaff  bool // staff have asked this stand-in

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
func (w Way) vouched() bool {
	return w.source() != FromSelf && w.Source != FromStandIn || w.ByStaff
}

// keepsTimes reports whether the times for signing up matter: who stands at the door, or in for somebody, comes when the
// shift is on.
func (w Way) keepsTimes() bool { return w.Source != FromWalkIn && w.Source != FromStandIn }

// operator is the account that acts for somebody else.
func (r Request) operator() *int64 {
	if r.Actor.VolunteerID == r.VolunteerID {
		return nil
	}
	return models.Nullable(r.Actor.AccountID)
}

// addOfWay tells what the activity's recruitment, and the person's absences of late, put in the way. A stand-in needs no
// code: the holder of the seat knew it.
func (r *roster) addOfWay(found *obstacleList, request Request) {
	way := request.Way
	if way.vouched() {
		return
	}
	code := r.activity.Recruitment == ByCode && way.Source != FromStandIn
	found.add(r.activity.Recruitment == ByApproval, ErrApprovalNeeded)
	found.add(r.activity.Recruitment == ByInvitation, ErrInvitationNeeded)
	found.add(code && way.JoinCode == "", ErrJoinCodeMissing)
	found.add(code && way.JoinCode != "" && !r.activity.knows(way.JoinCode), ErrJoinCodeWrong)
	until, isLimited := r.limited[request.VolunteerID]
	if isLimited && (r.activity.Recruitment == Open || r.activity.Recruitment == ByCode) {
		*found = append(*found, Obstacle{Error: ErrApprovalOnly, Remedy: remedy(ErrApprovalOnly), LiftedAt: &until})
	}
}
