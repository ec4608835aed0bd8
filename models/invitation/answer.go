package invitation

import (
	"practicestation/models"
	"practicestation/models/team"
	"practicestation/models/volunteer"
)

// Named is an invitation with what it invites to.
type Named struct {
	Invitation       `gorm:"embedded"`
	OrganizationName string
	TeamName         *string
}

// ListOwn lists the invitations that wait for the actor.
func ListOwn(tx *models.Tx, page models.Page) (models.Paged[Named], error) {
	query, err := addressed(tx)
	if err != nil {
		return models.Paged[Named]{}, err
	}
	query = query.Select("i.*, o.name AS organization_name, t.name AS team_name").
		Joins("JOIN organizations AS o ON o.id = i.organization_id").Joins("LEFT JOIN teams AS t ON t.id = i.team_id")
	return models.Fetch(query, page, models.Order[Named]{IDColumn: "i.id", ID: func(n *Named) int64 { return n.ID }})
}

// Profile is what a person without a profile adds to the name and phone of the invitation.
type Profile struct {
	Gender volunteer.Gender
	BornOn string
}

// Accept makes the actor a volunteer who has none of the profile yet, and a member of the team that the invitation is for.
// It fails with ErrNotFound, ErrDecided, volunteer.ErrProfileMissing, volunteer.ErrGuardian, ErrInvalid or team.ErrDissolved.
func Accept(tx *models.Tx, id int64, profile Profile) (*Named, error) {
	asked, err := own(tx, id)
	if err != nil {
		return nil, err
	}
	person, err := volunteer.Own(tx)
	if models.IsCode(err, volunteer.ErrNotFound) {
		person, err = register(tx, asked, profile)
	}
	if err != nil {
		return nil, err
	}
	if err := answer(tx, asked, map[string]any{"status": Accepted, "volunteer_id": person.ID}); err != nil {
		return nil, err
	}
	if err := volunteer.SetOrganization(tx, person.ID, asked.OrganizationID); err != nil {
		return nil, err
	}
	if asked.TeamID != nil {
		if err := team.Admit(tx, *asked.TeamID, person.ID, asked.InvitedBy); err != nil {
			return nil, err
		}
	}
	asked.Status = Accepted
	return asked, nil
}

// Decline says no, which leaves no trace in any figure: name and phone are forgotten, and only a key stays by which the same
// list does not ask again. It fails with ErrNotFound or ErrDecided.
func Decline(tx *models.Tx, id int64) (*Named, error) {
	asked, err := own(tx, id)
	if err != nil {
		return nil, err
	}
	if err := answer(tx, asked, map[string]any{"status": Declined, "name": "", "phone": "", "name_key": ""}); err != nil {
		return nil, err
	}
	asked.Status = Declined
	return asked, nil
}

func register(tx *models.Tx, asked *Named, profile Profile) (*volunteer.Volunteer, error) {
	if profile.Gender == "" || profile.BornOn == "" {
		return nil, volunteer.ErrProfileMissing
	}
	return volunteer.Save(tx, volunteer.Input{Name: asked.Name, Gender: profile.Gender, BornOn: profile.BornOn, Phone: asked.Phone})
}

// own finds an invitation that waits for the actor. One that the actor has accepted is decided; any other is not there.
func own(tx *models.Tx, id int64) (*Named, error) {
	query, err := addressed(tx)
	if err != nil {
		return nil, err
	}
	var found []Named
	err = query.Select("i.*, o.name AS organization_name, t.name AS team_name").
		Joins("JOIN organizations AS o ON o.id = i.organization_id").Joins("LEFT JOIN teams AS t ON t.id = i.team_id").Where("i.id = ?", id).Scan(&found).Error
	if err != nil {
		return nil, err
	}
	if len(found) == 1 {
		return &found[0], nil
	}
	var accepted int64
	err = tx.DB.Model(&Invitation{}).Where("id = ? AND volunteer_id = ? AND volunteer_id <> 0", id, tx.Actor.VolunteerID).Count(&accepted).Error
	if err == nil && accepted > 0 {
		return nil, ErrDecided
	}
	if err != nil {
		return nil, err
	}
	return nil, ErrNotFound
}

// answer writes the answer where none has been given: of two at once the second one runs again and finds it decided.
func answer(tx *models.Tx, asked *Named, columns map[string]any) error {
	columns["decided_at"] = tx.Now
	moved := tx.DB.Model(&Invitation{}).Where("id = ? AND status = ?", asked.ID, Pending).Updates(columns)
	if moved.Error != nil {
		return moved.Error
	}
	if moved.RowsAffected == 0 {
		return tx.Retry()
	}
	tx.Audit(models.AuditEntry{
		Action: "volunteer_invitation." + string(columns["status"].(Status)), Subject: "volunteer_invitation", SubjectID: asked.ID, OrganizationID: asked.OrganizationID,
		Before: map[string]any{"status": Pending}, After: map[string]any{"status": columns["status"]},
	})
	return nil
}
