package activity_test

import (
	"testing"

	"practicestation/models"
	"practicestation/models/activity"
)

// TestWhoeverCreatesAnActivityDeclares that it is none of the excluded kinds, by the version of their texts.
func TestWhoeverCreatesAnActivityDeclares(t *testing.T) {
	each(t, func(w *world) {
		current, kinds := activity.Exclusions()
		if len(kinds) != 6 {
			w.t.Errorf("%d kinds", len(kinds))
		}
		for _, version := range []int64{0, current - 1, current + 1} {
			in := w.plan(1, 0)
			in.DeclarationVersion = version
			_, err := change(w, w.DB, w.manager, func(tx *models.Tx) (*activity.Activity, error) { return activity.Create(tx, in) })
			w.faults(err, "declaration_version")
		}
		in := w.plan(1, 0)
		in.DeclarationVersion = current
		made := w.activityOf(w.draft(in))
		if *made.DeclarationVersion != current || *made.DeclaredBy != w.manager.AccountID || !made.DeclaredAt.Equal(w.DB.Now()) {
			w.t.Errorf("declared %d by %d at %v", *made.DeclarationVersion, *made.DeclaredBy, made.DeclaredAt)
		}
	})
}
