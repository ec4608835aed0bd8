package filing

import (
	"practicestation/models"
	"practicestation/models/account"
	"practicestation/models/report"
)

// ofStations says that each row that is an organization belongs to itself.
func ofStations(rows []report.SummaryRow) facts {
	found := newFacts()
	for _, row := range rows {
		found.places[row.ID] = idOf(row.ID)
	}
	return found
}

// managers names who manages each station now: the one who has for the longest.
func managers(tx *models.Tx, found facts) error {
	var grants []struct {
		OrganizationID int64
		Name           string
	}
	err := tx.DB.Table("role_grants AS g").Select("g.organization_id, c.name").Joins("JOIN accounts AS c ON c.id = g.account_id").
		Where("g.role = ? AND g.revoked_at IS NULL AND g.starts_at <= ? AND (g.ends_at IS NULL OR g.ends_at > ?)", models.StationManager, tx.Now, tx.Now).
		Where("c.status = ?", account.Active).Order("g.id DESC").Scan(&grants).Error
	names := map[int64]string{}
	for _, one := range grants {
		names[one.OrganizationID] = one.Name
	}
	for row, place := range found.places {
		found.set(row, "manager", Cell{Text: names[place]})
	}
	return err
}
