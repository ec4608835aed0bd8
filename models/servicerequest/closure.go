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

// ForgetRequester takes the actor's name and phone out of the own requests. What was asked for and done stays; of a request that the
// actor has withdrawn nothing was done, and what the actor has written there goes too.
func ForgetRequester(tx *models.Tx) error {
	err := tx.DB.Model(&Request{}).Where("requester_id = ?", tx.Actor.AccountID).
		Updates(map[string]any{"contact_name": account.ClosedName, "contact_phone": ""}).Error
	if err != nil {
		return err
	}
	return tx.DB.Model(&Request{}).Where("requester_id = ? AND status = ?", tx.Actor.AccountID, Withdrawn).
		Updates(map[string]any{"content": "", "reason": nil}).Error
}
