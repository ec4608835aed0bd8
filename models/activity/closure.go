package activity

import (
	"time"

	"practicestation/models"
)

// Leaving is a sign-up, an application or an invitation that ends because its volunteer goes.
type Leaving struct {
	ID            int64
	ShiftID       int64
	ActivityTitle string
	Role          string
	StartsAt      time.Time
}

// GivenUp is everything that a volunteer who goes has given back.
type GivenUp struct {
	SignUps, Applications, Invitations []Leaving
}

// CheckedInNow counts the shifts that the volunteer has come to and not signed out of.
func CheckedInNow(tx *models.Tx, volunteerID int64) (there int64, err error) {
	err = tx.DB.Model(&SignUp{}).Where("volunteer_id = ? AND live = 1 AND status = ?", volunteerID, CheckedIn).Count(&there).Error
	return there, err
}

// LedOnSite names the activities to come, or going on, that have the account as their person in charge on site.
func LedOnSite(tx *models.Tx, accountID int64) (titles []string, err error) {
	err = tx.DB.Model(&Activity{}).Where("leader_account_id = ? AND ends_at > ? AND status IN (?)", accountID, tx.Now, []Status{Draft, Published}).
		Order("starts_at, id").Pluck("title", &titles).Error
	return titles, err
}

// LeaveAll gives every seat and place in a queue back that the actor has at shifts that are not over, and ends what the actor has
// asked for and has been asked; how far from venues the actor was goes with the consent to it. It writes the volunteer's row first, as
// each sign-up does, so that none comes in between.
func LeaveAll(tx *models.Tx, reason string) (*GivenUp, error) {
	if err := tx.DB.Exec("UPDATE volunteers SET roster_version = roster_version + 1 WHERE id = ?", tx.Actor.VolunteerID).Error; err != nil {
		return nil, err
	}
	var held []int64
	err := tx.DB.Table("sign_ups AS s").Joins("JOIN shifts AS h ON h.id = s.shift_id").
		Where("s.volunteer_id = ? AND s.live = 1 AND s.status IN (?) AND h.ends_at > ?", tx.Actor.VolunteerID, []SignUpStatus{SignedUp, Waitlisted}, tx.Now).
		Order("s.shift_id").Pluck("s.id", &held).Error
	if err != nil {
		return nil, err
	}
	if _, err := SetLocationConsent(tx, false); err != nil {
		return nil, err
	}
	given := &GivenUp{}
	for _, id := range held {
		one, err := giveUp(tx, id, reason)
		if err != nil {
			return nil, err
		}
		given.SignUps = append(given.SignUps, *one)
	}
	return given, given.endAsks(tx)
}

// giveUp gives one sign-up back, whatever its deadline: nobody can keep a seat for who is gone. After the deadline those in charge
// hear of it, as of anybody who cannot come.
func giveUp(tx *models.Tx, id int64, reason string) (*Leaving, error) {
	found, err := findAttendance(tx, id)
	if err != nil {
		return nil, err
	}
	shift, err := models.FindLocked[Shift](tx, found.shift.ID, ErrShiftNotFound)
	if err != nil {
		return nil, err
	}
	signUp, err := models.FindLocked[SignUp](tx, id, ErrSignUpNotFound)
	if err != nil {
		return nil, err
	}
	late := signUp.cancellable(tx.Now, found.activity, shift, true) != nil
	if err := leave(tx, departure{shift, signUp, CancelledByVolunteer, reason}); err != nil {
		return nil, err
	}
	tx.Audit(models.AuditEntry{
		Action: "sign_up." + string(CancelledByVolunteer), Subject: "sign_up", SubjectID: id, OrganizationID: found.activity.StationID,
		Before: map[string]any{"status": signUp.Status}, After: map[string]any{"status": CancelledByVolunteer, "reason": reason},
	})
	if late {
		text := "一名志愿者注销了账号，不能参加" + shift.inWords(tx, found.activity) + "，名额已经空出。"
		if err := alert(tx, found, models.Notice{Kind: NoticeCannotCome, Title: "有人不能参加", Text: text}); err != nil {
			return nil, err
		}
	}
	return &Leaving{id, shift.ID, found.activity.Title, shift.Role, shift.StartsAt}, promote(tx, found.activity, shift)
}

// endAsks withdraws the actor's applications and declines the invitations to the actor.
func (g *GivenUp) endAsks(tx *models.Tx) error {
	var applications []NamedApplication
	const waiting = "q.volunteer_id = ? AND q.status = ?"
	if err := asked(tx, "applications").Where(waiting, tx.Actor.VolunteerID, AskPending).Order("q.id").Scan(&applications).Error; err != nil {
		return err
	}
	for i := range applications {
		if err := endApplication(tx, &applications[i], map[string]any{"status": AskWithdrawn, "live": nil, "decided_at": tx.Now}); err != nil {
			return err
		}
		g.Applications = append(g.Applications, applications[i].leaving(applications[i].ID, applications[i].ShiftID))
	}
	var invitations []NamedInvitation
	if err := asked(tx, "invitations").Where(waiting, tx.Actor.VolunteerID, AskPending).Order("q.id").Scan(&invitations).Error; err != nil {
		return err
	}
	for i := range invitations {
		if _, err := answered(tx, &invitations[i], AskDeclined, nil); err != nil {
			return err
		}
		g.Invitations = append(g.Invitations, invitations[i].leaving(invitations[i].ID, invitations[i].ShiftID))
	}
	return tx.DB.Model(&Application{}).Where("volunteer_id = ? AND note <> ''", tx.Actor.VolunteerID).Update("note", "").Error
}

func (a *Asked) leaving(id, shiftID int64) Leaving {
	return Leaving{id, shiftID, a.ActivityTitle, a.Role, a.StartsAt}
}
