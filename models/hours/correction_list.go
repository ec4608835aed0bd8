package hours

import "practicestation/models"

// CorrectionFilter narrows a list of corrections.
type CorrectionFilter struct {
	EntryID, RetroEntryID int64
	Status                CorrectionStatus
}

// ListCorrections lists the corrections of the scopes in which the actor reads hours. It fails with ErrPermission.
func ListCorrections(tx *models.Tx, filter CorrectionFilter, page models.Page) (models.Paged[Correction], error) {
	if !tx.Actor.CanSomewhere(models.ReadHours) {
		return models.Paged[Correction]{}, models.ErrPermission
	}
	query := tx.DB.Table("corrections AS c").Select("c.*").Joins("LEFT JOIN entries AS e ON e.id = c.entry_id").
		Joins("JOIN organizations AS o ON o.id = c.station_id").Where(readable(tx))
	if filter.EntryID != 0 {
		query = query.Where("c.entry_id = ?", filter.EntryID)
	}
	if filter.RetroEntryID != 0 {
		query = query.Where("c.retro_entry_id = ?", filter.RetroEntryID)
	}
	if filter.Status != "" {
		query = query.Where("c.status = ?", filter.Status)
	}
	return models.Fetch(query, page, models.Order[Correction]{IDColumn: "c.id", ID: func(c *Correction) int64 { return c.ID }})
}
