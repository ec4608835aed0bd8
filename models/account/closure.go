package account

import "practicestation/models"

// ClosedName is what somebody is called whose account is closed, wherever a name is shown.
const ClosedName = "已注销用户"

// ErrGone refuses to give anything to an account that is closed.
var ErrGone = models.DefineError(models.Conflict, "account_gone", "账号已注销", "这个账号已由本人注销，不能再启用、停用或授权。")

// HoldsRole reports whether the account has a role, now or from a later day on.
func HoldsRole(tx *models.Tx, accountID int64) (bool, error) {
	var held int64
	err := tx.DB.Model(&Grant{}).Where("account_id = ? AND revoked_at IS NULL AND (ends_at IS NULL OR ends_at > ?)", accountID, tx.Now).Count(&held).Error
	return held > 0, err
}

// IsLastAdministrator reports whether the account runs the center, and nobody else does: nobody can take that role back from it.
func IsLastAdministrator(tx *models.Tx, accountID int64) (bool, error) {
	var running []int64
	err := administrators(tx).Distinct().Pluck("g.account_id", &running).Error
	return len(running) == 1 && running[0] == accountID, err
}

// Close ends a locked account for good: nothing is left by which anybody could log in, and nothing by which its holder is known.
// Its known phones stay, so that nobody sheds a relative by closing an account.
func Close(tx *models.Tx, own *Account, volunteerID *int64) error {
	err := tx.UpdateVersion(own, own.ID, own.Version, map[string]any{
		"status": Closed, "name": ClosedName, "phone": nil, "password_hash": nil, "wechat_open_id": nil, "failed_log_ins": 0, "locked_until": nil,
	})
	if models.IsCode(err, models.ErrVersionConflict) {
		return tx.Retry() // changed since it was read: look again
	}
	if err != nil {
		return err
	}
	if err := endSessions(tx, own.ID); err != nil {
		return err
	}
	tx.Audit(models.AuditEntry{
		Action: "account.close", Subject: "account", SubjectID: own.ID, OrganizationID: deref(own.OrganizationID),
		Before: map[string]any{"status": own.Status}, After: map[string]any{"status": Closed, "volunteer_id": volunteerID},
	})
	return models.ForgetPerson(tx, own.ID, deref(volunteerID))
}
