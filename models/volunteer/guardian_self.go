package volunteer

import (
	"strings"

	"practicestation/models"
)

// mayConsent fails with ErrInvalid when the guardian is the minor, by the name or by the phone of the minor's own account:
// nobody consents for themselves. A phone that is only written down for the minor is often the guardian's, and may be.
func mayConsent(tx *models.Tx, minor *Volunteer, in GuardianInput, prefix string) error {
	var faults models.Faults
	if models.NameKey(in.Name) == models.NameKey(minor.Name) {
		faults.Add(prefix+"name", "guardian_is_minor", "监护人不能是未成年人本人，请填写父亲、母亲或其他监护人的姓名。")
	}
	own, err := accountPhone(tx, minor)
	if err != nil {
		return err
	}
	if own == in.Phone {
		faults.Add(prefix+"phone", "guardian_is_minor", "这是未成年人本人账号的手机号，请填写监护人自己的手机号。")
	}
	return faults.Err()
}

// accountPhone is the phone that the person logs in with; empty without an account, or one without a phone.
func accountPhone(tx *models.Tx, of *Volunteer) (string, error) {
	if of.AccountID == nil {
		return "", nil
	}
	var phones []string
	err := tx.DB.Table("accounts").Where("id = ? AND phone IS NOT NULL", *of.AccountID).Pluck("phone", &phones).Error
	return strings.Join(phones, ""), err
}
