package closure_test

import (
	"errors"
	"fmt"
	"sync"
	"testing"

	"practicestation/models"
	"practicestation/models/account"
	"practicestation/models/activity"
	"practicestation/models/closure"
	"practicestation/models/feed"
	"practicestation/models/modelstest"
	"practicestation/models/team"
	"practicestation/models/volunteer"
)

// newcomer has an account and no profile yet.
func (w *world) newcomer(name string) (actor models.Actor) {
	w.t.Helper()
	w.write(models.Actor{}, func(tx *models.Tx) error {
		own, err := account.FindOrCreateByWechat(tx, "openid "+name, name)
		if err == nil {
			actor, err = account.ActorOf(tx, own.ID)
		}
		return err
	})
	return actor
}

func (w *world) register(tx *models.Tx, name string) error {
	_, err := volunteer.Save(tx, volunteer.Input{
		Name: name, Gender: volunteer.Male, BornOn: "1990-05-01", Phone: "13900001234", ResidenceID: w.station.ID, Skills: "理发", Categories: []string{"便民服务"},
	})
	return err
}

// TestWhatWasLetInBeforeTheClosureIsNotWrittenBehindIt: the actor of each request is known from before the account was closed.
func TestWhatWasLetInBeforeTheClosureIsNotWrittenBehindIt(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		wang, li := w.person("王芳"), w.newcomer("李娜")
		w.closed(wang)
		w.closed(li)
		for what, unit := range map[string]func(tx *models.Tx) error{
			"a first profile": func(tx *models.Tx) error { tx.Actor = li; return w.register(tx, "李娜") },
			"a team":          func(tx *models.Tx) error { _, err := team.RequestMembership(tx, w.team.ID); return err },
			"a consent":       func(tx *models.Tx) error { _, err := activity.SetLocationConsent(tx, true); return err },
			"a feed": func(tx *models.Tx) error {
				_, _, err := feed.Create(tx, feed.Input{Scope: feed.Volunteer})
				return err
			},
		} {
			modelstest.Expect(t, what, w.DB.Write(t.Context(), wang, unit), models.ErrAccountClosed)
		}
		if left := w.text("SELECT COUNT(*) FROM volunteers WHERE closed_at IS NULL AND account_id IN (?, ?)", wang.AccountID, li.AccountID); left != "0" {
			t.Errorf("%s profiles are left", left)
		}
		if left := w.text("SELECT COUNT(*) FROM team_members"); left != "0" {
			t.Errorf("%s memberships are left", left)
		}
	})
}

// TestAFirstProfileIsEmptiedThoughTheClosureWasLetInBeforeIt.
func TestAFirstProfileIsEmptiedThoughTheClosureWasLetInBeforeIt(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		li := w.newcomer("李娜")
		w.write(li, func(tx *models.Tx) error { return w.register(tx, "李娜") })
		w.closed(li)
		if left := w.text("SELECT COUNT(*) FROM volunteers WHERE name = '李娜' OR phone <> '' AND account_id = ?", li.AccountID); left != "0" {
			t.Errorf("%s profiles are left", left)
		}
	})
}

// TestNobodyIsLeftWhoRegistersWhileClosing: of the two at once either the profile is refused, or it is emptied.
func TestNobodyIsLeftWhoRegistersWhileClosing(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		var racing sync.WaitGroup
		for i := range 12 {
			name := fmt.Sprintf("新人%d", i)
			who := w.newcomer(name)
			racing.Go(func() {
				err := w.DB.Write(t.Context(), who, func(tx *models.Tx) error { return w.register(tx, name) })
				if err != nil && !errors.Is(err, models.ErrAccountClosed) {
					t.Errorf("register: %v", err)
				}
			})
			racing.Go(func() {
				err := w.DB.Write(t.Context(), who, func(tx *models.Tx) error { _, err := closure.Close(tx, nil); return err })
				if err != nil {
					t.Errorf("close: %v", err)
				}
			})
		}
		racing.Wait()
		if left := w.text("SELECT COUNT(*) FROM volunteers v JOIN accounts a ON a.id = v.account_id WHERE a.status = 'closed' AND (v.closed_at IS NULL OR v.phone <> '')"); left != "0" {
			t.Errorf("%s profiles are left", left)
		}
		if closed := w.text("SELECT COUNT(*) FROM accounts WHERE status = 'closed'"); closed != "12" {
			t.Errorf("%s accounts are closed", closed)
		}
	})
}
