package jobs

import (
	"testing"
	"time"

	"practicestation/models"
	"practicestation/models/account"
	"practicestation/models/importing"
	"practicestation/models/modelstest"
)

// TestImportsAreHandledAndForgotten: the runner checks a file, imports what was confirmed, and drops what has expired.
func TestImportsAreHandledAndForgotten(t *testing.T) {
	t.Parallel()
	modelstest.Each(t, func(t *testing.T, w *modelstest.World) {
		actor := auditor(t, w)
		var center int64
		err := w.DB.Write(t.Context(), models.SystemActor("test"), func(tx *models.Tx) (err error) {
			grant := &account.Grant{AccountID: actor.AccountID, Role: models.CenterAdmin, OrganizationID: actor.Scopes[0].OrganizationID, StartsAt: tx.Now, CreatedAt: tx.Now}
			if err := tx.DB.Create(grant).Error; err != nil {
				return err
			}
			center = grant.OrganizationID
			actor, err = account.ActorOf(tx, actor.AccountID)
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
		runner, diary := newRunner(w.DB)
		stop := start(t, runner)
		in := importing.Input{Kind: importing.Teams, OrganizationID: center, FileName: "队伍.csv", Content: []byte("队伍名称,条线,类别\n舞龙队,工会,文化\n")}
		var made *importing.Import
		change := func(unit func(tx *models.Tx) (*importing.Import, error)) {
			t.Helper()
			err := w.DB.Write(t.Context(), actor, func(tx *models.Tx) (err error) { made, err = unit(tx); return err })
			if err != nil {
				t.Fatal(err)
			}
			runner.Wake()
		}
		is := func(status importing.Status) func() bool {
			return func() bool {
				var found *importing.Import
				err := w.DB.Read(t.Context(), actor, func(tx *models.Tx) (err error) { found, err = importing.Find(tx, made.ID); return err })
				return err == nil && found.Status == status && found.GoodRows == 1
			}
		}
		change(func(tx *models.Tx) (*importing.Import, error) { return importing.Create(tx, in) })
		eventually(t, "the file is checked", is(importing.Checked))
		change(func(tx *models.Tx) (*importing.Import, error) { return importing.Confirm(tx, made.ID, importing.All) })
		eventually(t, "the team is imported", is(importing.Applied))
		if !diary.says("import handled") {
			t.Error("the log says nothing of it")
		}
		stop() // its own housekeeping might be at the task
		w.Clock.Advance(8 * 24 * time.Hour)
		for _, one := range tasks() {
			if one.name != "forget_imports" {
				continue
			}
			if dropped, err := runner.doTask(t.Context(), one); err != nil || dropped != 1 {
				t.Errorf("%d imports dropped, %v", dropped, err)
			}
		}
	})
}
