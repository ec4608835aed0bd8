package honour_test

import (
	"testing"

	"practicestation/models"
	"practicestation/models/honour"
	"practicestation/models/modelstest"
)

// TestEveryStateOfAnHonourAndWhatCanBeDoneInIt: a claim is decided or withdrawn once, and only what was verified can then be
// withdrawn.
func TestEveryStateOfAnHonourAndWhatCanBeDoneInIt(t *testing.T) {
	each(t, func(t *testing.T, v *village) {
		made, err := v.claim(v.volunteer, claimed())
		v.check(err)
		act := map[string]func() error{
			"verify":   func() error { return v.verify(v.manager, made.ID) },
			"refuse":   func() error { return v.refuse(v.manager, made.ID, "查无此证") },
			"withdraw": func() error { return v.withdraw(v.volunteer, made.ID, "误报") },
		}
		for state, wants := range map[honour.Status]map[string]*models.Error{
			honour.Claimed:   {"verify": nil, "refuse": nil, "withdraw": nil},
			honour.Verified:  {"verify": honour.ErrDecided, "refuse": honour.ErrDecided, "withdraw": nil},
			honour.Refused:   {"verify": honour.ErrDecided, "refuse": honour.ErrDecided, "withdraw": honour.ErrDecided},
			honour.Withdrawn: {"verify": honour.ErrDecided, "refuse": honour.ErrDecided, "withdraw": honour.ErrDecided},
		} {
			for action, want := range wants {
				v.check(v.DB.Write(t.Context(), models.SystemActor("test"), func(tx *models.Tx) error {
					return tx.DB.Exec("UPDATE honours SET status = ?, live = 1 WHERE id = ?", state, made.ID).Error
				}))
				modelstest.Expect(t, action+" what is "+string(state), act[action](), want)
			}
		}
	})
}
