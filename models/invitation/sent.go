package invitation

import (
	"gorm.io/gorm"

	"practicestation/models"
	"practicestation/models/organization"
	"practicestation/models/volunteer"
)

// Sent is an invitation as those see it who have made it.
type Sent struct {
	Named         `gorm:"embedded"`
	InvitedByName *string
}

// Filter says which invitations are listed: empty members leave nothing out.
type Filter struct {
	OrganizationID int64 // with what is below it
	Status         Status
}

// ListSent lists the invitations that the actor's organizations and teams have made, the latest first, without those that were
// declined: who said no is in no list. It fails with ErrPermission or ErrInvalid.
func ListSent(tx *models.Tx, filter Filter, page models.Page) (models.Paged[Sent], error) {
	if !tx.Actor.CanSomewhere(models.KeepRosters) && !tx.Actor.CanSomewhere(models.ApproveMembers) {
		return models.Paged[Sent]{}, models.ErrPermission
	}
	query := sent(tx)
	if filter.OrganizationID != 0 {
		at, err := models.Find[organization.Organization](tx, filter.OrganizationID, models.Unknown("organization_id"))
		if err != nil {
			return models.Paged[Sent]{}, err
		}
		query = models.Within(query, "o.path", []string{at.Path})
	}
	if filter.Status != "" {
		query = query.Where("i.status = ?", filter.Status)
	}
	return models.Fetch(query, page, models.Order[Sent]{IDColumn: "i.id", ID: func(s *Sent) int64 { return s.ID }, Descending: true})
}

// sent finds what the actor may see of what was sent: invitations to an organization by who keeps its rosters, those to a team by
// who takes people into it.
func sent(tx *models.Tx) *gorm.DB {
	led := append([]int64{0}, tx.Actor.LedTeams...)
	mine := tx.DB.Where(models.Within(tx.DB.Where("i.team_id IS NULL"), "o.path", tx.Actor.Paths(models.KeepRosters))).
		Or(models.Within(tx.DB.Where("i.team_id IS NOT NULL"), "o.path", tx.Actor.Paths(models.ApproveMembers))).
		Or("i.team_id IN (?)", led)
	return tx.DB.Table("volunteer_invitations AS i").
		Select("i.*, o.name AS organization_name, t.name AS team_name, c.name AS invited_by_name").
		Joins("JOIN organizations AS o ON o.id = i.organization_id").Joins("LEFT JOIN teams AS t ON t.id = i.team_id").
		Joins("LEFT JOIN accounts AS c ON c.id = i.invited_by").
		Where("i.status IN (?) AND i.expires_at > ?", []Status{Pending, Accepted, Withdrawn}, tx.Now).Where(mine)
}

// Withdraw takes an invitation back that nobody has answered: it is gone for whom it was meant for, who is told when they could
// have seen it, and their name and phone are forgotten. It fails with ErrNotFound or ErrDecided.
func Withdraw(tx *models.Tx, id int64) (*Sent, error) {
	var found []Sent
	if err := sent(tx).Where("i.id = ?", id).Scan(&found).Error; err != nil {
		return nil, err
	}
	if len(found) == 0 {
		return nil, ErrNotFound.Saying("没有找到这份邀请，它可能已经过期或被婉拒，请刷新后查看。")
	}
	asked := &found[0]
	switch asked.Status {
	case Withdrawn:
		return nil, ErrDecided.Saying("这份邀请已经撤回，请刷新后查看。")
	case Accepted:
		return nil, ErrDecided.Saying("这份邀请已经被接受，不能撤回。要请人离队，请到队员列表办理。")
	case Pending, Declined:
	}
	person, err := volunteer.Known(tx, asked.Name, asked.Phone)
	if err != nil {
		return nil, err
	}
	if err := answer(tx, &asked.Named, map[string]any{"status": Withdrawn, "name": "", "phone": "", "name_key": ""}); err != nil {
		return nil, err
	}
	text := "邀请您加入的“" + asked.place() + "”撤回了邀请，您不用再回复。"
	err = tell(tx, &asked.Invitation, person, models.Notice{Kind: NoticeWithdrawn, Title: "一份邀请已经撤回", Text: text})
	asked.Status, asked.Name, asked.Phone, asked.DecidedAt = Withdrawn, "", "", &tx.Now
	return asked, err
}

// place is what the invitation leads to.
func (n *Named) place() string {
	if n.TeamName != nil {
		return *n.TeamName
	}
	return n.OrganizationName
}
