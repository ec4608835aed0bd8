package hours_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"practicestation/models"
	"practicestation/models/account"
	"practicestation/models/hours"
	"practicestation/models/modelstest"
	"practicestation/models/organization"
)

func (l *ledger) remind(t testing.TB) (told int64) {
	t.Helper()
	l.write(t, models.SystemActor("test"), func(tx *models.Tx) (err error) {
		told, err = hours.Remind(tx)
		return err
	})
	return told
}

// manage gives an account the role at the first station.
func (l *ledger) manage(t testing.TB, who models.Actor) {
	t.Helper()
	l.grant(t, who, models.StationManager, l.stations[0])
}

func (l *ledger) grant(t testing.TB, who models.Actor, role models.Role, where *organization.Organization) {
	t.Helper()
	l.write(t, models.SystemActor("test"), func(tx *models.Tx) error {
		grant := &account.Grant{AccountID: who.AccountID, Role: role, OrganizationID: where.ID, StartsAt: tx.Now, CreatedAt: tx.Now}
		return tx.DB.Create(grant).Error
	})
}

// heard is the text of the latest notice to an account.
func (l *ledger) heard(t testing.TB, who models.Actor) (text string) {
	t.Helper()
	l.read(t, models.Actor{}, func(tx *models.Tx) error {
		return tx.DB.Model(&models.Notice{}).Where("account_id = ?", who.AccountID).Order("id DESC").Limit(1).Pluck("text", &text).Error
	})
	return text
}

// TestHoursAreDueInWorkingDaysAndRemindedOfTwice: with five and with two working days left, by the calendar with its holidays, and
// then they are overdue. Hours from before there was such a day get theirs.
func TestHoursAreDueInWorkingDaysAndRemindedOfTwice(t *testing.T) {
	t.Parallel()
	modelstest.Each(t, func(t *testing.T, w *modelstest.World) {
		l := found(t, w)
		staff, wang := l.volunteer(t), l.volunteer(t)
		l.manage(t, staff)
		w.Clock.Set(time.Date(2026, 9, 18, 1, 0, 0, 0, time.UTC)) // Friday; Sunday the 20th is worked, 25 to 27 are off, then 1 to 7 October
		decided, waiting := l.serve(t, wang, 0, 60, "2026-09-18"), l.serve(t, wang, 0, 90, "2026-09-18")
		must(t, l.confirm(t, as(77, on(models.StationManager, l.stations[0])), decided))
		l.sql(t, fmt.Sprintf("UPDATE entries SET due_on = NULL WHERE id = %d", waiting),
			"DELETE FROM audit_entries WHERE row_table = 'entries'", fmt.Sprintf("UPDATE audit_starts SET last_id = %d WHERE row_table = 'entries'", waiting))
		if given := l.remind(t); given != 1 {
			t.Errorf("%d entries have got their day", given)
		}
		var entry *hours.Entry
		l.read(t, models.Actor{}, func(tx *models.Tx) (err error) {
			entry, err = models.Find[hours.Entry](tx, waiting, hours.ErrNotFound)
			return err
		})
		if due := *entry.DueOn; due != "2026-10-09" { // 20, 21, 22, 23, 24, 28, 29, 30 September, 8 and 9 October
			t.Errorf("due on %s", due)
		}
		l.sound(t, "with its day")
		l.sql(t, "UPDATE entries SET due_on = '2026-10-10' WHERE due_on = '2026-10-09' AND status = 'pending'")
		if found := l.findings(t); len(found) != 1 || !strings.HasPrefix(found[0], fmt.Sprintf("entries %d: due_on 与操作留痕", waiting)) {
			t.Errorf("the day that it got is another one: found %q", found)
		}
		l.sql(t, "UPDATE entries SET due_on = '2026-10-09' WHERE due_on = '2026-10-10' AND status = 'pending'")
		for _, day := range []struct {
			on   models.Date
			told int64
		}{{"2026-09-23", 0}, {"2026-09-24", 1}, {"2026-09-28", 0}, {"2026-09-29", 0}, {"2026-09-30", 1}, {"2026-10-08", 0}, {"2026-10-12", 0}} {
			w.Clock.Set(day.on.In(modelstest.Zone()).Add(9 * time.Hour))
			if told := l.remind(t) + l.remind(t); told != day.told {
				t.Errorf("on %s: %d are told of, want %d", day.on, told, day.told)
			}
		}
		var told []models.Notice
		l.read(t, models.Actor{}, func(tx *models.Tx) error { return tx.DB.Where("account_id = ?", staff.AccountID).Find(&told).Error })
		if len(told) != 2 || !strings.Contains(told[0].Text, "2026-10-09，还有 5 个工作日") || !strings.Contains(told[1].Text, "2026-10-09，还有 2 个工作日") {
			t.Errorf("the manager is told %+v", told)
		}
		l.read(t, on(models.TownAdmin, l.towns[0]), func(tx *models.Tx) error {
			late, err := hours.List(tx, hours.Filter{Overdue: true}, models.Page{Limit: 9})
			if len(late.Items) != 1 || late.Items[0].ID != waiting {
				t.Errorf("overdue on 12 October: %+v", late.Items)
			}
			return err
		})
		l.sql(t, fmt.Sprintf("UPDATE entries SET reminded = 0 WHERE id = %d", waiting))
		if told := l.remind(t) + l.remind(t); told != 1 {
			t.Errorf("missed by both rounds: told of %d times, want once", told)
		}
		if last := l.heard(t, staff); !strings.Contains(last, "有 1 条服务时长要确认或驳回，最早的期限是 2026-10-09，已超过") {
			t.Errorf("the day is past, and the manager is told %q", last)
		}
		w.Clock.Set(time.Date(2026, 10, 12, 1, 0, 0, 0, time.UTC))
		l.serve(t, wang, 0, 60, "2026-09-27")
		l.serve(t, wang, 0, 60, "2026-09-28")
		if told := l.remind(t); told != 2 {
			t.Errorf("told of %d, want 2", told)
		}
		if last := l.heard(t, staff); !strings.Contains(last, "有 2 条服务时长要确认或驳回，最早的期限是 2026-10-15，还有 3 个工作日") {
			t.Errorf("one is due before the day that was asked for, and the manager is told %q", last)
		}
	})
}

// TestMinutesThatOneHasSetAreConfirmedByAnother.
func TestMinutesThatOneHasSetAreConfirmedByAnother(t *testing.T) {
	t.Parallel()
	modelstest.Each(t, func(t *testing.T, w *modelstest.World) {
		l := found(t, w)
		id := l.serve(t, l.volunteer(t), 0, 60, "2026-03-01")
		l.sql(t, "UPDATE entries SET settled_by = 77, settled_reason = '现场证实'")
		self := as(77, on(models.StationManager, l.stations[0]))
		modelstest.Expect(t, "oneself", l.confirm(t, self, id), hours.ErrOwnSettlement)
		modelstest.Expect(t, "oneself, in a batch", l.confirmAll(t, self, id), hours.ErrBatch)
		modelstest.Expect(t, "another", l.confirm(t, as(78, self), id), nil)
	})
}
