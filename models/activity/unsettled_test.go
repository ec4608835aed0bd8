package activity_test

import (
	"strings"
	"testing"
	"time"

	"practicestation/models"
	"practicestation/models/account"
	"practicestation/models/activity"
	"practicestation/models/hours"
)

func (w *world) overdue(who models.Actor) activity.Overdue {
	w.t.Helper()
	return read(w, who, func(tx *models.Tx) (activity.Overdue, error) {
		return activity.ListOverdue(tx, w.station.ID, models.Page{Limit: 10})
	})
}

// texts are the notices of a kind to the manager.
func (w *world) texts(kind models.NoticeKind) []string {
	w.t.Helper()
	return read(w, w.manager, func(tx *models.Tx) (texts []string, err error) {
		err = tx.DB.Model(&models.Notice{}).Where("account_id = ? AND kind = ?", w.manager.AccountID, kind).Order("id").Pluck("text", &texts).Error
		return texts, err
	})
}

// TestWhoNeverSignedOutIsRemindedOfAndOverdue: with five and with two working days left, once each, and after the last one on the
// list of what is late, as hours are; also when no task has run.
func TestWhoNeverSignedOutIsRemindedOfAndOverdue(t *testing.T) {
	each(t, func(w *world) {
		w.insert(&account.Grant{AccountID: w.manager.AccountID, Role: models.StationManager, OrganizationID: w.station.ID, StartsAt: at(1, 0, 0), CreatedAt: at(1, 0, 0)})
		shift := w.openShift(1, 0)
		signUp := w.signedUp(shift, w.volunteers(1)[0])[0]
		w.Clock.Set(shift.StartsAt)
		_, err := w.tick(signUp, activity.In)
		w.must(err)
		remind := func() (told int64) {
			w.must(w.write(w.DB, models.SystemActor("test"), func(tx *models.Tx) (err error) { told, err = hours.Remind(tx); return err }))
			return told
		}
		if told := remind(); told != 0 || w.find(signUp).SettleDueOn != nil {
			w.t.Errorf("while signing out is possible: %d", told)
		}
		w.Clock.Set(at(3, 11, 30))
		remind()
		if due := w.find(signUp).SettleDueOn; due == nil || *due != "2026-03-17" { // ten working days after Tuesday the 3rd
			w.t.Fatalf("due on %v", due)
		}
		for _, day := range []struct{ on, told int64 }{{9, 0}, {10, 1}, {11, 0}, {12, 0}, {13, 1}, {16, 0}, {18, 0}} {
			w.Clock.Set(at(int(day.on), 9, 0))
			if told := remind() + remind(); told != day.told {
				w.t.Errorf("on the %dth: told of %d, want %d", day.on, told, day.told)
			}
		}
		told := w.texts(hours.NoticeDue)
		if len(told) != 2 || !strings.Contains(told[0], "1 人签到后没有签退") || !strings.Contains(told[0], "2026-03-17，还有 5 个工作日") || !strings.Contains(told[1], "2026-03-17，还有 2 个工作日") {
			w.t.Errorf("the manager is told %q", told)
		}
		w.exec("UPDATE sign_ups SET settle_reminded = 0")
		remind()
		told = w.texts(hours.NoticeDue)
		if len(told) != 3 || !strings.Contains(told[2], "最早的期限是 2026-03-17，已超过") {
			w.t.Errorf("its day is past, and the manager is told %q", told)
		}
		for _, stored := range []string{"settle_due_on = settle_due_on", "settle_due_on = NULL"} {
			w.exec("UPDATE sign_ups SET " + stored)
			w.Clock.Set(at(17, 23, 59))
			if late := w.overdue(w.manager); len(late.Unsettled) != 0 {
				w.t.Errorf("on the last day: %+v", late)
			}
			w.Clock.Set(at(18, 0, 0))
			if late := w.overdue(w.manager); len(late.Unsettled) != 1 || late.Unsettled[0].SignUpID != signUp.ID || late.Unsettled[0].DueOn != "2026-03-17" {
				w.t.Errorf("the day after: %+v", late)
			}
		}
		_, err = change(w, w.DB, w.manager, func(tx *models.Tx) (*activity.SignUp, error) {
			return activity.Settle(tx, signUp.ID, 60, "现场证实")
		})
		w.must(err)
		if late := w.overdue(w.manager); len(late.Unsettled) != 0 || len(late.Entries.Items) != 1 {
			w.t.Errorf("settled, and to be confirmed: %+v", late)
		}
		w.must(w.confirm(w.DB, w.secondPerson(), w.entryOf(signUp)))
		if late := w.overdue(w.manager); len(late.Unsettled) != 0 || len(late.Entries.Items) != 0 {
			w.t.Errorf("confirmed: %+v", late)
		}
		w.Clock.Advance(24 * time.Hour)
		if told := remind(); told != 0 {
			w.t.Errorf("nothing waits, and %d are told of", told)
		}
	})
}

// TestWhoWasDecidedOnInsideWaitsForNothing: earlier versions confirmed the first visit of somebody who had come back. Nothing more can
// be settled there, so nobody is reminded of it and nothing is late.
func TestWhoWasDecidedOnInsideWaitsForNothing(t *testing.T) {
	each(t, func(w *world) {
		shift, who := w.withBreaks(1), w.volunteers(1)[0]
		signUp := w.signedUp(shift, who)[0]
		w.attended(signUp, at(3, 9, 0), at(3, 9, 30))
		w.Clock.Set(at(3, 9, 40))
		_, err := w.tick(signUp, activity.In)
		w.must(err)
		w.Clock.Set(at(20, 9, 0))
		remind := func() {
			w.must(w.write(w.DB, models.SystemActor("test"), func(tx *models.Tx) error { _, err := hours.Remind(tx); return err }))
		}
		remind()
		if late := w.overdue(w.manager); len(late.Unsettled) != 1 {
			w.t.Fatalf("undecided: %+v", late)
		}
		w.exec("UPDATE entries SET status = 'rejected', decided_at = created_at")
		w.exec("UPDATE sign_ups SET settle_reminded = 0")
		remind()
		if late := w.overdue(w.manager); len(late.Unsettled) != 0 {
			w.t.Errorf("decided: %+v", late)
		}
		_, err = change(w, w.DB, w.manager, func(tx *models.Tx) (*activity.SignUp, error) { return activity.Settle(tx, signUp.ID, 60, "补核") })
		w.refused(err, activity.ErrAttendanceDecided)
	})
}
