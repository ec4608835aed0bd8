package team

import "practicestation/models"

// LeaveAll ends every membership of the actor's, and each request for one, and names the teams.
func LeaveAll(tx *models.Tx, reason string) ([]string, error) {
	var live []NamedMember
	if err := named(tx).Where("m.volunteer_id = ? AND m.live = 1", tx.Actor.VolunteerID).Order("m.id").Scan(&live).Error; err != nil {
		return nil, err
	}
	names := make([]string, len(live))
	for i, member := range live {
		names[i] = member.TeamName
		if _, err := LeaveTeam(tx, member.ID, reason); err != nil {
			return nil, err
		}
	}
	return names, nil
}

// LedBy names the teams, lines and brands that the account is in charge of, now or from a handover that is agreed on.
func LedBy(tx *models.Tx, accountID int64) (names []string, err error) {
	err = tx.DB.Table("leaderships AS l").Joins("LEFT JOIN teams AS t ON t.id = l.team_id").Joins("LEFT JOIN affiliation_lines AS n ON n.id = l.line_id").
		Joins("LEFT JOIN brands AS b ON b.id = l.brand_id").
		Where("l.account_id = ? AND (l.ends_at IS NULL OR l.ends_at > ?) AND COALESCE(t.status, b.status, 'active') = 'active'", accountID, tx.Now).
		Order("l.id").Pluck("COALESCE(t.name, n.name, b.name)", &names).Error
	return names, err
}
