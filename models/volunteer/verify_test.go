package volunteer_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"practicestation/models"
	"practicestation/models/account"
	"practicestation/models/modelstest"
	"practicestation/models/volunteer"
)

// TestATamperedHouseholdIsFound: guardians' consents, whether they hold or were revoked, who has registered whom, and phones.
func TestATamperedHouseholdIsFound(t *testing.T) {
	t.Parallel()
	modelstest.Each(t, func(t *testing.T, w *modelstest.World) {
		actor, station := desk(t, w)
		guardian := volunteer.GuardianInput{Name: "李桂英", Relation: "母亲", Phone: "13900000009", Mode: volunteer.Consents, GivenBy: volunteer.GivenOnPaper}
		in := volunteer.PersonInput{OrganizationID: station, Name: "周小满", Gender: volunteer.Female, BornOn: "2012-06-01", Phone: "13700000001", ConfirmedBy: volunteer.InPerson, Guardian: &guardian}
		var minor *volunteer.Volunteer
		write := func(actor models.Actor, unit func(tx *models.Tx) error) {
			t.Helper()
			modelstest.Expect(t, "a unit", w.DB.Write(t.Context(), actor, unit), nil)
		}
		write(actor, func(tx *models.Tx) (err error) { minor, err = volunteer.RegisterPerson(tx, in); return err })
		write(actor, func(tx *models.Tx) error {
			_, err := volunteer.RecordConsent(tx, minor.ID, volunteer.ConsentInput{GuardianInput: guardian})
			return err
		})
		write(actor, func(tx *models.Tx) error { _, _, err := volunteer.RevokeConsent(tx, 2, "家人来电"); return err })
		// No activity stands in this story that a consent could be moved to.
		without := []string{"activity_id"}
		for _, consent := range []int64{1, 2} {
			row := modelstest.Tampering{Table: "guardian_consents", Key: "id", Row: consent, Values: map[string]string{"volunteer_id": "99"}, Without: without}
			write(models.SystemActor("test"), func(tx *models.Tx) error {
				return tx.DB.Exec("INSERT INTO volunteers (id, name, gender, born_on, phone, skills, roster_version, version, created_at, updated_at) SELECT 99, name, gender, born_on, '', '', 0, 1, created_at, updated_at FROM volunteers WHERE id = ?", minor.ID).Error
			})
			modelstest.EveryColumn(t, w, row, volunteer.Checks(), account.Checks())
			write(models.SystemActor("test"), func(tx *models.Tx) error { return tx.DB.Exec("DELETE FROM volunteers WHERE id = 99").Error })
		}
		for _, c := range []struct{ statement, want string }{
			{"UPDATE volunteers SET registered_by = NULL", "volunteers 1: 应为 1，实为 0"},
			{"UPDATE volunteers SET phone = '13700000002'", "volunteers 1: 应为 1，实为 0"},
			{"DELETE FROM guardian_consents WHERE id = 1", "guardian_consents 1: 操作留痕"},
			{"DELETE FROM known_phones WHERE volunteer_id = 1", "known_phones "},
		} {
			write(models.SystemActor("test"), func(tx *models.Tx) error { return tx.DB.Exec(c.statement).Error })
			found := modelstest.Findings(t, w, volunteer.Checks(), account.Checks())
			if !slices.ContainsFunc(found, func(one string) bool { return strings.HasPrefix(one, c.want) }) {
				t.Errorf("%s: found %q, want %q", c.statement, found, c.want)
			}
		}
		modelstest.PastKeys(t, w, "DELETE FROM volunteers WHERE id = 1")
		if found := modelstest.Findings(t, w, volunteer.Checks()); !slices.Contains(found, fmt.Sprintf("volunteers 1: 账号 %d 代为登记的这份档案不在了", actor.AccountID)) {
			t.Errorf("who was registered is gone: found %q", found)
		}
	})
}
