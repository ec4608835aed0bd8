package volunteer

import (
	"strings"
	"unicode"

	"golang.org/x/text/unicode/norm"

	"practicestation/models"
)

// mayConsent fails with ErrInvalid when the guardian is the minor, by the name or by the phone of the minor's own account:
// nobody consents for themselves. A phone that is only written down for the minor is often the guardian's, and may be.
func mayConsent(tx *models.Tx, minor *Volunteer, in GuardianInput, prefix string) error {
	var faults models.Faults
	if sameName(in.Name, minor.Name) {
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

// sameName compares names as people read them, however their characters are composed and whatever stands between them.
func sameName(a, b string) bool { return letters(a) == letters(b) }

// letters are those of a name in one shape: full-width and half-width are alike, and spaces and dots are none.
func letters(name string) string {
	return strings.Map(func(r rune) rune {
		if unicode.IsLetter(r) || unicode.IsNumber(r) {
			return unicode.ToLower(r)
		}
		return -1
	}, norm.NFKC.String(name))
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
