package account

import (
	"practicestation/models"
	"practicestation/models/organization"
)

// Suspend stops an account: its sessions end with it.
// It fails with ErrNotFound, ErrPermission, ErrSelf, ErrLastAdmin, ErrGone or ErrAlreadyStatus.
func Suspend(tx *models.Tx, id int64, reason string) (*Account, error) {
	if id == tx.Actor.AccountID {
		return nil, ErrSelf
	}
	return become(tx, id, Suspended, reason)
}

// Resume lets a suspended account sign in again. It fails with ErrNotFound, ErrPermission, ErrGone or ErrAlreadyStatus.
func Resume(tx *models.Tx, id int64) (*Account, error) { return become(tx, id, Active, "") }

func become(tx *models.Tx, id int64, status Status, reason string) (*Account, error) {
	if _, err := Find(tx, id); err != nil {
		return nil, err
	}
	current, err := models.FindLocked[Account](tx, id, ErrNotFound)
	if err != nil {
		return nil, err
	}
	if err := mayManage(tx, current); err != nil {
		return nil, err
	}
	if current.Status == Closed {
		return nil, ErrGone
	}
	if current.Status == status {
		return nil, ErrAlreadyStatus
	}
	if status == Suspended {
		if err := keepAnAdministrator(tx, id, 0); err != nil {
			return nil, err
		}
		if err := endSessions(tx, id); err != nil {
			return nil, err
		}
	}
	if err := tx.UpdateVersion(current, id, current.Version, map[string]any{"status": status}); err != nil {
		return nil, err
	}
	tx.Audit(models.AuditEntry{
		Action: "account." + string(status), Subject: "account", SubjectID: id, OrganizationID: deref(current.OrganizationID),
		Before: map[string]any{"status": current.Status}, After: map[string]any{"status": status, "reason": reason},
	})
	return models.Find[Account](tx, id, ErrNotFound)
}

// mayManage lets the actor manage an account only when everything the account holds lies in the actor's own scope.
func mayManage(tx *models.Tx, account *Account) error {
	grants, err := liveGrants(tx, account.ID)
	if err != nil {
		return err
	}
	paths := make([]string, 0, len(grants)+1)
	for _, grant := range grants {
		paths = append(paths, grant.Path)
	}
	if account.OrganizationID != nil {
		home, err := models.Find[organization.Organization](tx, *account.OrganizationID, organization.ErrNotFound)
		if err != nil {
			return err
		}
		paths = append(paths, home.Path)
	}
	if len(paths) == 0 {
		center, err := organization.FindCenter(tx)
		if err != nil {
			return err
		}
		paths = append(paths, center.Path)
	}
	for _, path := range paths {
		if !tx.Actor.Can(models.ManageAccounts, path) {
			return models.ErrPermission
		}
	}
	return nil
}
