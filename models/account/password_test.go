package account_test

import (
	"errors"
	"strings"
	"testing"

	"practicestation/models/account"
)

func TestPasswordsThatAnybodyTriesFirst(t *testing.T) {
	t.Parallel()
	phone := "13800000001"
	for _, password := range []string{
		"", "short12", "aaaaaaaa", "中中中中中中中中", "\U00020000\U00020000\U00020000\U00020000\U00020000\U00020000\U00020000\U00020000",
		phone, strings.Repeat("长密码", 22),
	} {
		if err := account.CheckPassword(password, phone); !errors.Is(err, account.ErrWeakPassword) {
			t.Errorf("%q: got %v", password, err)
		}
		own := &account.Account{Phone: &phone}
		if err := own.CheckNewPassword(password); !errors.Is(err, account.ErrWeakPassword) {
			t.Errorf("%q as the new one: got %v", password, err)
		}
	}
	for _, password := range []string{"aaaaaaab", "中中中中中中中丰", " 8 chars", strings.Repeat("长密码x", 16), "13800000002"} {
		if err := account.CheckPassword(password, phone); err != nil {
			t.Errorf("%q: got %v", password, err)
		}
	}
	if err := (&account.Account{}).CheckNewPassword("taodu-2027"); err != nil {
		t.Errorf("an account without a phone: got %v", err)
	}
}
