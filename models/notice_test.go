package models_test

import (
	"errors"
	"testing"

	"practicestation/models"
	"practicestation/models/modelstest"
)

// someAccount makes an account that a notice can go to: the actor of the kernel's tests.
func someAccount(t testing.TB, w *modelstest.World) {
	t.Helper()
	write(t, w, func(tx *models.Tx) error {
		return tx.DB.Exec(`INSERT INTO accounts (id, name, status, failed_log_ins, version, created_at, updated_at)
			VALUES (7, '测试员', 'active', 0, 1, ?, ?), (8, '别人', 'active', 0, 1, ?, ?)`, tx.Now, tx.Now, tx.Now, tx.Now).Error
	})
}

func notice(account int64, title string) models.Notice {
	return models.Notice{AccountID: &account, Kind: "test", Title: title, Text: title + "。"}
}

func titles(t testing.TB, w *modelstest.World, unread bool) string {
	t.Helper()
	all := ""
	read(t, w, func(tx *models.Tx) error {
		page, err := models.ListNotices(tx, unread, models.Page{Limit: 10})
		for _, n := range page.Items {
			all += n.Title
		}
		return err
	})
	return all
}

func TestNoticesGoToWhomTheyAreForAndNobodyElse(t *testing.T) {
	t.Parallel()
	modelstest.Each(t, func(t *testing.T, w *modelstest.World) {
		someAccount(t, w)
		write(t, w, func(tx *models.Tx) error {
			tx.Tell(notice(7, "甲"))
			tx.Tell(notice(8, "乙"))
			tx.Tell(notice(7, "丙"))
			return nil
		})
		if got := titles(t, w, false); got != "丙甲" {
			t.Errorf("newest first: %q", got)
		}
		write(t, w, func(tx *models.Tx) error {
			unread, err := models.ReadNotices(tx, 2) // the second one is somebody else's
			if unread != 1 {
				t.Errorf("%d left to read", unread)
			}
			return err
		})
		var others int64
		read(t, w, func(tx *models.Tx) error {
			return tx.DB.Raw("SELECT COUNT(*) FROM notices WHERE account_id = 8 AND read_at IS NULL").Scan(&others).Error
		})
		if got := titles(t, w, true); got != "丙" || others != 1 {
			t.Errorf("unread: %q, and %d of somebody else", got, others)
		}
	})
}

func TestAUnitThatFailsTellsNobody(t *testing.T) {
	t.Parallel()
	modelstest.Each(t, func(t *testing.T, w *modelstest.World) {
		someAccount(t, w)
		failed := errors.New("no")
		err := w.DB.Write(t.Context(), tester, func(tx *models.Tx) error {
			tx.Tell(notice(7, "甲"))
			return failed
		})
		if !errors.Is(err, failed) || titles(t, w, false) != "" {
			t.Errorf("%v, told %q", err, titles(t, w, false))
		}
	})
}

// TestARehearsalDoesEverythingAndLeavesNothing: it sees its own effects, runs again like a unit, and gives the unit's error.
func TestARehearsalDoesEverythingAndLeavesNothing(t *testing.T) {
	t.Parallel()
	modelstest.Each(t, func(t *testing.T, w *modelstest.World) {
		someAccount(t, w)
		runs, told := 0, 0
		err := w.DB.Rehearse(t.Context(), tester, func(tx *models.Tx) error {
			runs++
			tx.Tell(notice(7, "甲"))
			if err := noted(tx, "rehearsed"); err != nil {
				return err
			}
			if runs == 1 {
				return tx.Retry()
			}
			var rows int64
			err := tx.DB.Table("job_leases").Count(&rows).Error
			if rows != 1 {
				t.Errorf("the rehearsal sees %d rows of its own", rows)
			}
			told = len(tx.Told())
			return err
		})
		if err != nil || runs != 2 || told != 1 {
			t.Errorf("%v after %d runs, %d told in the last", err, runs, told)
		}
		expectNothing(t, w)
		if got := titles(t, w, false); got != "" {
			t.Errorf("a rehearsal told %q", got)
		}
		failed := errors.New("no")
		if err := w.DB.Rehearse(t.Context(), tester, func(*models.Tx) error { return failed }); !errors.Is(err, failed) {
			t.Errorf("the unit's error became %v", err)
		}
	})
}

// TestATextForOthersMasksWhomItNames: in every place, the longer name first, and not the reader's own.
func TestATextForOthersMasksWhomItNames(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		text, want string
		named      map[int64]string
	}{
		{"李四将顶替张三丰。", "李四将顶替张**。", map[int64]string{1: "李四", 2: "张三丰"}},
		{"张三丰和张三，还有张三丰。", "张**和张*，还有张**。", map[int64]string{2: "张三", 3: "张三丰"}},
		{"张三丰将顶替张三。", "张三丰将顶替张*。", map[int64]string{1: "张三丰", 2: "张三"}},
		{"名额已退还。", "名额已退还。", nil},
		{"已注销的将顶替您。", "已注销的将顶替您。", map[int64]string{2: ""}},
	} {
		if got := (&models.Notice{Text: c.text, Named: c.named}).TextFor(1); got != c.want {
			t.Errorf("%s, want %s", got, c.want)
		}
	}
}
