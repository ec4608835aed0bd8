package activity

import (
	"practicestation/models"
	"practicestation/models/volunteer"
)

// Proxy (代报名) is whom staff sign up, with the person's own word: nobody is signed up without having agreed.
type Proxy struct {
	VolunteerID  int64                  // somebody known, or
	Person       *volunteer.PersonInput // somebody without an account, registered by the way
	Confirmation volunteer.Confirmation
	Way          Way
}

// NoticeSignedUpByStaff tells of what staff did for somebody.
const NoticeSignedUpByStaff models.NoticeKind = "signed_up_by_staff"

// SignUpFor signs somebody up who has no phone at hand (代报名): the ordinary way, with every obstacle, recorded with who
// did it and how the person agreed.
// It fails with ErrShiftNotFound, ErrPermission, ErrInvalid, what RegisterPerson refuses, or a refusal that lists every obstacle.
func SignUpFor(tx *models.Tx, shiftID int64, in Proxy) (*SignUp, error) {
	in.Way.Source = FromProxy
	return signUpFor(tx, shiftID, in)
}

// WalkIn signs up somebody who stands at the door (现场登记), while check-in is open, and checks in who gets a seat. The
// times for signing up do not matter then.
// It fails with ErrCheckInNotOpen, ErrShiftEnded and whatever SignUpFor fails with.
func WalkIn(tx *models.Tx, shiftID int64, in Proxy) (*SignUp, error) {
	in.Way.Source = FromWalkIn
	signUp, err := signUpFor(tx, shiftID, in)
	if err != nil || signUp.Status != SignedUp {
		return signUp, err
	}
	found, err := behind(tx, signUp)
	if err != nil {
		return nil, err
	}
	return attend(tx, found, found.byStaff(tx, In))
}

func signUpFor(tx *models.Tx, shiftID int64, in Proxy) (*SignUp, error) {
	shift, of, err := findVisible(tx, shiftID)
	if err != nil {
		return nil, err
	}
	if err := mayManage(tx, of, models.KeepRosters); err != nil {
		return nil, shiftMissing(err)
	}
	if in.Way.Source == FromWalkIn && tx.Now.Before(shift.CheckInOpensAt(tx.Settings)) {
		return nil, ErrCheckInNotOpen
	}
	if !in.Confirmation.Valid() {
		return nil, models.ErrInvalid.WithFields(models.FieldError{Field: "confirmation", Code: "enum", Message: "本人确认方式只能是 in_person、phone 或 paper。"})
	}
	if err := in.overFaults().Err(); err != nil {
		return nil, err
	}
	volunteerID, err := in.who(tx, of)
	if err != nil {
		return nil, err
	}
	in.Way.Confirmation = &in.Confirmation
	outcomes, err := SignUpAll(tx, shiftID, []Request{{VolunteerID: volunteerID, Actor: tx.Actor, Way: in.Way}})
	if err != nil {
		return nil, err
	}
	if err := outcomes[0].Err; err != nil {
		return nil, err
	}
	signUp := outcomes[0].SignUp
	tell(tx, NoticeSignedUpByStaff, signUp, "已为您报名", "按您的意愿，实践站为您报名了"+shift.inWords(tx, of)+"。如不是您的意愿，请取消报名或联系实践站。")
	return signUp, nil
}

// overFaults: a reason for a seat above the capacity must be one that people can read.
func (in *Proxy) overFaults() models.Faults {
	var faults models.Faults
	if in.Way.OverReason == "" {
		return faults
	}
	reason, ok := models.CleanName(in.Way.OverReason)
	if !ok || len([]rune(reason)) > longestReason {
		faults.Add("over_reason", "invalid_text", "超员的原因要有 1 到 200 个字，不能只有空白。")
	}
	in.Way.OverReason = reason
	return faults
}

// who is the volunteer that is meant: somebody the actor has to do with, or a person registered now.
func (in *Proxy) who(tx *models.Tx, of *Activity) (int64, error) {
	if (in.VolunteerID == 0) == (in.Person == nil) {
		return 0, models.ErrInvalid.WithFields(models.FieldError{Field: "volunteer_id", Code: "one_of", Message: "volunteer_id 和 person 要写其中一个。"})
	}
	if in.Person == nil {
		err := volunteer.CheckReach(tx, models.KeepRosters, "volunteer_id", []int64{in.VolunteerID})
		if models.IsCode(err, models.ErrInvalid) {
			err = models.Unknown("volunteer_id")
		}
		return in.VolunteerID, err
	}
	person := *in.Person
	person.OrganizationID, person.ConfirmedBy = of.StationID, in.Confirmation
	registered, err := volunteer.RegisterAt(tx, person)
	if err != nil {
		return 0, err
	}
	return registered.ID, nil
}
