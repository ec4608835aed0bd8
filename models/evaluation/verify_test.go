package evaluation_test

import (
	"strings"
	"testing"

	"practicestation/models"
	"practicestation/models/activity"
	"practicestation/models/evaluation"
	"practicestation/models/modelstest"
)

// TestATamperedEvaluationIsFound: the score, the words, the objection and the answer, of one that has seen everything and of one
// that has just been written.
func TestATamperedEvaluationIsFound(t *testing.T) {
	each(t, func(t *testing.T, v *village) {
		who, signUp := v.served(activity.Completed)
		made, err := v.person(v.manager, signUp, evaluation.Input{Score: 1, Text: "中途离开"})
		v.check(err)
		_, err = v.person(v.manager, signUp, evaluation.Input{Score: 2, Text: "中途离开过", Version: made.Version})
		v.check(err)
		modelstest.Expect(t, "object", v.object(who, made.ID), nil)
		modelstest.Expect(t, "answer", v.answer(v.second, made.ID, true, "属实"), nil)
		fresh, err := v.event(who, signUp, evaluation.Input{Score: 5})
		v.check(err)
		if found := modelstest.Findings(t, v.World, evaluation.Checks()); len(found) != 0 {
			t.Fatalf("before it: %q", found)
		}
		modelstest.EachColumn(t, v.World, "evaluations", made.ID, nil, evaluation.Checks())
		modelstest.EachColumn(t, v.World, "evaluations", fresh.ID, nil, evaluation.Checks())
		modelstest.EachColumn(t, v.World, "evaluation_revisions", 1, nil, evaluation.Checks())
		v.check(v.DB.Write(t.Context(), models.SystemActor("test"), func(tx *models.Tx) error {
			return tx.DB.Exec("DELETE FROM evaluation_revisions").Error
		}))
		if found := modelstest.Findings(t, v.World, evaluation.Checks()); len(found) != 1 || !strings.HasPrefix(found[0], "evaluation_revisions 1: ") {
			t.Errorf("what it said before is gone: found %q", found)
		}
	})
}
