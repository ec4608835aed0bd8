package account_test

import (
	"strings"
	"testing"

	"practicestation/models"
	"practicestation/models/account"
	"practicestation/models/modelstest"
)

// TestATamperedPhoneIsFound: nobody sheds a relative by SQL, neither in the phones of old nor in the one of today.
func TestATamperedPhoneIsFound(t *testing.T) {
	t.Parallel()
	modelstest.Each(t, func(t *testing.T, w *modelstest.World) {
		found(t, w)
		modelstest.EveryColumn(t, w, modelstest.Tampering{Table: "known_phones", Key: "id", Row: int64(1)}, account.Checks())
		for _, c := range []struct{ statement, want string }{
			{"UPDATE accounts SET phone = '13800000077' WHERE id = 1", "accounts 1: "},
			{"DELETE FROM known_phones WHERE id = 1", "known_phones 1: 操作留痕"},
		} {
			err := w.DB.Write(t.Context(), models.SystemActor("test"), func(tx *models.Tx) error { return tx.DB.Exec(c.statement).Error })
			modelstest.Expect(t, c.statement, err, nil)
			if found := modelstest.Findings(t, w, account.Checks()); !strings.Contains("\n"+strings.Join(found, "\n"), "\n"+c.want) {
				t.Errorf("%s: found %q, want %q", c.statement, found, c.want)
			}
		}
	})
}
