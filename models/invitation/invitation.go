// Package invitation asks people whose name and phone a station knows to become volunteers or to join a team (邀请加入).
// Nobody is made a volunteer by somebody else's list: an invitation is in no figure until the person accepts it.
package invitation

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"time"

	"gorm.io/gorm"

	"practicestation/models"
	"practicestation/models/organization"
	"practicestation/models/team"
	"practicestation/models/volunteer"
)

// Status (邀请状态) is where an invitation stands; that it has expired follows from the clock.
type Status string

// The states of an invitation.
const (
	Pending   Status = "pending"
	Accepted  Status = "accepted"
	Declined  Status = "declined"
	Withdrawn Status = "withdrawn" // by who has asked; whom they did not want to ask is forgotten
)

// lasts is how long an invitation waits: what is known of somebody who never answered is then forgotten.
const lasts = 180 * 24 * time.Hour

// The notices: to somebody who is known already, of an invitation, and that it has been taken back.
const (
	NoticeInvited   models.NoticeKind = "volunteer_invited"
	NoticeWithdrawn models.NoticeKind = "volunteer_invitation_withdrawn"
)

// Invitation (邀请) asks one person, by name and phone, to join an organization's volunteers or one of its teams.
type Invitation struct {
	ID             int64
	OrganizationID int64
	TeamID         *int64
	Name           string // empty once declined or withdrawn: who said no is in no list
	Phone          string
	NameKey        string
	ContentKey     string // what makes two invitations the same one
	Status         Status
	InvitedBy      int64
	VolunteerID    *int64 // who accepted
	CreatedAt      time.Time
	ExpiresAt      time.Time
	DecidedAt      *time.Time
}

// TableName names the table.
func (Invitation) TableName() string { return "volunteer_invitations" }

// The refusals about invitations.
var (
	ErrNotFound = models.DefineError(models.NotFound, "volunteer_invitation_not_found", "邀请不存在", "没有找到这份邀请，它可能已经过期，请联系邀请您的实践站。")
	ErrDecided  = models.DefineError(models.Conflict, "volunteer_invitation_decided", "邀请已回复", "这份邀请已经回复过，请刷新后查看。")
)

// Input says who is asked to what.
type Input struct {
	OrganizationID int64
	TeamID         int64 // 0: to the organization's volunteers
	Name, Phone    string
}

// Invite asks a person, and reports whether that is new: who was asked before is not asked again, nor who belongs there already as
// far as the actor can see it. Somebody whom the actor has nothing to do with is asked like somebody whom nobody knows, so that
// the answer tells nothing of them. It fails with ErrInvalid, ErrPermission or team.ErrDissolved.
func Invite(tx *models.Tx, in Input) (added bool, err error) {
	name, faults := volunteer.CheckContact(in.Name, in.Phone)
	if err := faults.Err(); err != nil {
		return false, err
	}
	in.Name = name
	if in.OrganizationID, err = host(tx, in); err != nil {
		return false, err
	}
	person, err := volunteer.Known(tx, in.Name, in.Phone)
	if err != nil {
		return false, err
	}
	belongs, err := in.belongs(tx, person)
	if err != nil || belongs {
		return false, err
	}
	asked, err := in.asked(tx)
	if err != nil || asked {
		return false, err
	}
	return true, insert(tx, in, person)
}

// host is the organization that invites, once it is certain that the actor may do so.
func host(tx *models.Tx, in Input) (int64, error) {
	if in.TeamID == 0 {
		home, err := models.Find[organization.Organization](tx, in.OrganizationID, models.Unknown("organization_id"))
		if err == nil && !tx.Actor.Can(models.KeepRosters, home.Path) {
			return 0, models.ErrPermission
		}
		return in.OrganizationID, err
	}
	to, err := models.Find[team.Team](tx, in.TeamID, models.Unknown("team_id"))
	if err != nil {
		return 0, err
	}
	allowed, err := team.MayApprove(tx, to)
	switch {
	case err != nil:
		return 0, err
	case !allowed:
		return 0, models.ErrPermission
	case to.Status == team.Dissolved:
		return 0, team.ErrDissolved
	}
	return to.OrganizationID, nil
}

// belongs reports whether the person is where the invitation leads to, and whether the actor can see that.
func (in Input) belongs(tx *models.Tx, person *volunteer.Volunteer) (bool, error) {
	if person == nil {
		return false, nil
	}
	if in.TeamID == 0 {
		return volunteer.IsInReach(tx, models.KeepRosters, person.ID)
	}
	member, err := team.LiveMember(tx, in.TeamID, person.ID)
	return member != nil, err
}

// contentKey is the same for the same person and place, however often a list names them.
func (in Input) contentKey() string {
	place := fmt.Sprintf("organization %d", in.OrganizationID)
	if in.TeamID != 0 {
		place = fmt.Sprintf("team %d", in.TeamID)
	}
	sum := sha256.Sum256([]byte(place + "\x00" + in.Phone + "\x00" + models.NameKey(in.Name)))
	return hex.EncodeToString(sum[:])
}

// asked reports whether the same invitation is there: one that waits, or one that was answered. One that has expired makes room, and
// so does one that was withdrawn: whoever took it back by mistake has to be able to ask again.
func (in Input) asked(tx *models.Tx) (bool, error) {
	var same []Invitation
	if err := tx.DB.Where("content_key = ?", in.contentKey()).Find(&same).Error; err != nil || len(same) == 0 {
		return false, err
	}
	if same[0].Status != Withdrawn && (same[0].Status != Pending || tx.Now.Before(same[0].ExpiresAt)) {
		return true, nil
	}
	return false, tx.DB.Where("id = ? AND status = ?", same[0].ID, same[0].Status).Delete(&Invitation{}).Error
}

func insert(tx *models.Tx, in Input, person *volunteer.Volunteer) error {
	made := &Invitation{
		OrganizationID: in.OrganizationID, TeamID: models.Nullable(in.TeamID), Name: in.Name, Phone: in.Phone, NameKey: models.NameKey(in.Name),
		ContentKey: in.contentKey(), Status: Pending, InvitedBy: tx.Actor.AccountID, CreatedAt: tx.Now, ExpiresAt: tx.Now.Add(lasts),
	}
	err := tx.DB.Create(made).Error
	if models.IsDuplicate(err) {
		return tx.Retry() // two lists asked the same person at once
	}
	if err != nil {
		return err
	}
	tx.Audit(models.AuditEntry{
		Action: "volunteer_invitation.create", Subject: "volunteer_invitation", SubjectID: made.ID, OrganizationID: made.OrganizationID,
		After: map[string]any{"team_id": made.TeamID, "phone": models.MaskPhone(in.Phone)},
	})
	text := "您收到一份邀请，请在“我的邀请”里查看，接受或婉拒都可以，婉拒没有任何影响。"
	return tell(tx, made, person, models.Notice{Kind: NoticeInvited, Title: "邀请您加入志愿服务", Text: text})
}

// tell lets the person know whom the product can reach: a volunteer, or an account with the phone and the name.
func tell(tx *models.Tx, made *Invitation, person *volunteer.Volunteer, notice models.Notice) error {
	if person != nil {
		notice.VolunteerID = &person.ID
		tx.Tell(notice)
		return nil
	}
	var accounts []struct {
		ID   int64
		Name string
	}
	if err := tx.DB.Table("accounts").Select("id, name").Where("phone = ?", made.Phone).Find(&accounts).Error; err != nil {
		return err
	}
	for _, known := range accounts {
		if models.NameKey(known.Name) == made.NameKey {
			notice.AccountID = &known.ID
			tx.Tell(notice)
		}
	}
	return nil
}

// forgotten is how many invitations one unit forgets.
const forgotten = 500

// Forget drops some of the invitations that nobody has answered in time, and those answered so long ago, and reports how many.
func Forget(tx *models.Tx) (int64, error) {
	var over []int64
	err := tx.DB.Model(&Invitation{}).Where("expires_at <= ?", tx.Now).Order("id").Limit(forgotten).Pluck("id", &over).Error
	if err != nil || len(over) == 0 {
		return 0, err
	}
	dropped := tx.DB.Where("id IN (?)", over).Delete(&Invitation{})
	return dropped.RowsAffected, dropped.Error
}

// addressed finds the invitations that wait for the actor: those with the phone and the name of the account or of the profile.
func addressed(tx *models.Tx) (*gorm.DB, error) {
	var known []struct{ Name, Phone string }
	err := tx.DB.Raw(`SELECT name, phone FROM volunteers WHERE account_id = ? UNION SELECT name, phone FROM accounts WHERE id = ? AND phone IS NOT NULL`,
		tx.Actor.AccountID, tx.Actor.AccountID).Scan(&known).Error
	if err != nil {
		return nil, err
	}
	who := tx.DB.Where("1 = 0")
	for _, one := range known {
		who = who.Or("phone = ? AND name_key = ?", one.Phone, models.NameKey(one.Name))
	}
	return tx.DB.Table("volunteer_invitations AS i").Where("i.status = ? AND i.expires_at > ?", Pending, tx.Now).Where(who), nil
}
