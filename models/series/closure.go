package series

import (
	"practicestation/models"
	"practicestation/models/holiday"
)

// LedOnSite names the series that are still to hold something and have the account as their person in charge on site: without it they
// could hold nothing more.
func LedOnSite(tx *models.Tx, accountID int64) (titles []string, err error) {
	calendar, err := holiday.Load(tx)
	if err != nil {
		return nil, err
	}
	var active []Series
	if err := tx.DB.Where("status = ?", Active).Order("id").Find(&active).Error; err != nil {
		return nil, err
	}
	for i := range active {
		if one := &active[i]; one.Terms.LeaderAccountID == accountID && len(one.toCome(tx, calendar)) > 0 {
			titles = append(titles, one.Title+"（系列活动）")
		}
	}
	return titles, nil
}
