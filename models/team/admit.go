package team

import (
	"practicestation/models"
)

// Admit makes a volunteer who has said yes to an invitation an active member; invitedBy has answered for it when inviting.
// Who is a member already stays one. It fails with ErrNotFound or ErrDissolved.
func Admit(tx *models.Tx, teamID, volunteerID, invitedBy int64) error {
	to, err := models.FindLocked[Team](tx, teamID, ErrNotFound)
	if err != nil {
		return err
	}
	if to.Status == Dissolved {
		return ErrDissolved
	}
	live := 1
	member := &Member{
		TeamID: teamID, VolunteerID: volunteerID, Status: ActiveMember, Live: &live, RequestedAt: tx.Now, DecidedAt: &tx.Now, DecidedBy: &invitedBy,
	}
	known, err := LiveMember(tx, teamID, volunteerID)
	switch {
	case err != nil:
		return err
	case known != nil && known.Status == ActiveMember:
		return nil
	case known != nil:
		member.ID = known.ID
		moved := tx.DB.Model(&Member{}).Where("id = ? AND status = ?", known.ID, Requested).
			Updates(map[string]any{"status": ActiveMember, "decided_at": tx.Now, "decided_by": invitedBy})
		if moved.Error == nil && moved.RowsAffected == 0 {
			return tx.Retry() // somebody decided on the request meanwhile
		}
		err = moved.Error
	default:
		err = tx.DB.Create(member).Error
	}
	if models.IsDuplicate(err) {
		return tx.Retry()
	}
	if err != nil {
		return err
	}
	tx.Audit(models.AuditEntry{
		Action: "member.admit", Subject: "member", SubjectID: member.ID, OrganizationID: to.OrganizationID,
		After: map[string]any{"team_id": teamID, "volunteer_id": volunteerID, "invited_by": invitedBy},
	})
	return nil
}

// LiveMember finds a volunteer's request or membership of a team, nil when there is none.
func LiveMember(tx *models.Tx, teamID, volunteerID int64) (*Member, error) {
	var known []Member
	err := tx.DB.Where("team_id = ? AND volunteer_id = ? AND live = 1", teamID, volunteerID).Limit(1).Find(&known).Error
	if err != nil || len(known) == 0 {
		return nil, err
	}
	return &known[0], nil
}

// MayApprove reports whether the actor takes people into the team.
func MayApprove(tx *models.Tx, of *Team) (bool, error) { return approves(tx, of) }
