package servicerequest

import (
	"practicestation/models"
	"practicestation/models/account"
)

// Unfinished counts the actor's own requests that somebody still works on.
func Unfinished(tx *models.Tx) (open int64, err error) {
	err = tx.DB.Model(&Request{}).Where("requester_id = ? AND status IN (?)", tx.Actor.AccountID, []Status{Submitted, Accepted, Dispatched, Taken}).Count(&open).Error
	return open, err
}

// ForgetContacts takes the actor's name and phone out of the own requests; what was asked for and done stays.
func ForgetContacts(tx *models.Tx) error {
	return tx.DB.Model(&Request{}).Where("requester_id = ?", tx.Actor.AccountID).
		Updates(map[string]any{"contact_name": account.ClosedName, "contact_phone": ""}).Error
}
