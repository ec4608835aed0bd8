// Package closure ends an account at its holder's wish (注销): what is to come is given back, the profile is emptied, and what the law
// and others' proofs need stays under the volunteer's number alone.
package closure

import (
	"time"

	"practicestation/models"
	"practicestation/models/account"
	"practicestation/models/activity"
	"practicestation/models/certificate"
	"practicestation/models/feed"
	"practicestation/models/honour"
	"practicestation/models/invitation"
	"practicestation/models/servicerequest"
	"practicestation/models/team"
	"practicestation/models/volunteer"
)

// reason is what stands where something ended by the closure.
const reason = "本人注销账号"

// Closure (注销) says when an account was closed, and what was given back with it.
type Closure struct {
	At time.Time
	activity.GivenUp
	Teams           []string
	Claims          int64 // of honours that nobody has decided
	JoinInvitations int64 // to become a volunteer or a member
	Feeds           int64
}

// Close closes the actor's account for good. A password that the account has was proved by the caller, who passes the hash that it
// was compared with; it must still be the one. Closing again changes nothing.
// It fails with account.ErrPasswordWrong, or with a refusal that lists everything that needs the person first.
func Close(tx *models.Tx, provedHash *string) (*Closure, error) {
	tx.ClosesAccount()
	own, err := models.FindLocked[account.Account](tx, tx.Actor.AccountID, account.ErrNotFound)
	if err != nil {
		return nil, err
	}
	if own.Status == account.Closed {
		return &Closure{At: own.UpdatedAt}, nil
	}
	if own.PasswordHash != nil && (provedHash == nil || *provedHash != *own.PasswordHash) {
		return nil, account.ErrPasswordWrong.At("current_password")
	}
	return end(tx, own)
}

// Rehearse is Close for a dry run, which anybody may ask for who is signed in. It fails with the same refusal.
func Rehearse(tx *models.Tx) (*Closure, error) {
	own, err := models.FindLocked[account.Account](tx, tx.Actor.AccountID, account.ErrNotFound)
	if err != nil {
		return nil, err
	}
	return end(tx, own)
}

// end looks again who the actor is as a volunteer: a first profile may have been written since the request was let in.
func end(tx *models.Tx, own *account.Account) (*Closure, error) {
	if err := tx.DB.Table("volunteers").Select("COALESCE(MAX(id), 0)").Where("account_id = ?", own.ID).Scan(&tx.Actor.VolunteerID).Error; err != nil {
		return nil, err
	}
	volunteerID := models.Nullable(tx.Actor.VolunteerID)
	if volunteerID != nil {
		if err := volunteer.MustBeOpen(tx, *volunteerID); err != nil {
			return nil, err
		}
	}
	if err := mayGo(tx); err != nil {
		return nil, err
	}
	made := &Closure{At: tx.Now}
	var err error
	if made.JoinInvitations, err = invitation.ForgetOwn(tx); err != nil {
		return nil, err
	}
	if made.Feeds, err = feed.RevokeAll(tx); err != nil {
		return nil, err
	}
	if err := servicerequest.ForgetRequester(tx); err != nil {
		return nil, err
	}
	if volunteerID != nil {
		if err := made.leave(tx); err != nil {
			return nil, err
		}
	}
	return made, account.Close(tx, own, volunteerID)
}

// leave ends what the actor has as a volunteer, and empties the profile.
func (c *Closure) leave(tx *models.Tx) error {
	given, err := activity.LeaveAll(tx, reason)
	if err != nil {
		return err
	}
	c.GivenUp = *given
	if c.Teams, err = team.LeaveAll(tx, reason); err != nil {
		return err
	}
	if c.Claims, err = honour.WithdrawClaims(tx, reason); err != nil {
		return err
	}
	own, err := models.FindLocked[volunteer.Volunteer](tx, tx.Actor.VolunteerID, volunteer.ErrNotFound)
	if err != nil {
		return err
	}
	named, err := certificate.BearingName(tx, own.ID, own.Name)
	if err != nil {
		return err
	}
	return volunteer.Anonymize(tx, own, named)
}
