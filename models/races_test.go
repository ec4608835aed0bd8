package models_test

import (
	"context"
	"fmt"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"practicestation/models"
	"practicestation/models/modelstest"
)

// TestDeadlockIsRunAgain: two units take the same two rows in opposite order, and the losing one succeeds later.
func TestDeadlockIsRunAgain(t *testing.T) {
	t.Parallel()
	const rounds = 6
	modelstest.Each(t, func(t *testing.T, w *modelstest.World) {
		write(t, w, func(tx *models.Tx) error {
			if err := lease(tx, "a", "0"); err != nil {
				return err
			}
			return lease(tx, "b", "0")
		})
		patience := 5 * time.Second
		if w.DB.Dialect == models.SQLite {
			patience = 20 * time.Millisecond
		}
		var runs atomic.Int64
		for range rounds {
			var arrived sync.WaitGroup
			arrived.Add(2)
			results := modelstest.AtOnce(2, func(i int) error {
				first, second := []string{"a", "b"}[i], []string{"b", "a"}[i]
				met := sync.OnceFunc(func() { meet(&arrived, patience) })
				return w.DB.Write(t.Context(), tester, func(tx *models.Tx) error {
					runs.Add(1)
					if err := count1(tx, first); err != nil {
						return err
					}
					met() // both hold their first row; on SQLite the other one cannot, and is not waited for
					return count1(tx, second)
				})
			})
			for i, err := range results {
				if err != nil {
					t.Errorf("unit %d: %v", i, err)
				}
			}
		}
		var owners []string
		read(t, w, func(tx *models.Tx) error {
			return tx.DB.Table("job_leases").Order("name").Pluck("owner", &owners).Error
		})
		if want := fmt.Sprint(2 * rounds); len(owners) != 2 || owners[0] != want || owners[1] != want {
			t.Errorf("the rows count %v, want %s each", owners, want)
		}
		if w.DB.Dialect == models.MySQL && runs.Load() <= 2*rounds {
			t.Errorf("%d runs of %d units: no deadlock was met, so nothing was tested", runs.Load(), 2*rounds)
		}
	})
}

// count1 adds one to the number that a row keeps in its owner, as a statement that locks the row.
func count1(tx *models.Tx, name string) error {
	return tx.DB.Exec("UPDATE job_leases SET owner = CAST(owner AS DECIMAL) + 1 WHERE name = ?", name).Error
}

// meet waits for the other one, but not long: it may be waiting for us.
func meet(arrived *sync.WaitGroup, patience time.Duration) {
	arrived.Done()
	both := make(chan struct{})
	go func() { arrived.Wait(); close(both) }()
	select {
	case <-both:
	case <-time.After(patience):
	}
}

// TestReadersNeverSeeHalfAUnit: a row and its audit become visible together.
func TestReadersNeverSeeHalfAUnit(t *testing.T) {
	t.Parallel()
	const units = 25
	modelstest.Each(t, func(t *testing.T, w *modelstest.World) {
		done, stop := context.WithCancel(t.Context())
		var writer sync.WaitGroup
		writer.Go(func() {
			defer stop()
			for i := range units {
				if err := w.DB.Write(t.Context(), tester, func(tx *models.Tx) error { return noted(tx, fmt.Sprint(i)) }); err != nil {
					t.Errorf("write: %v", err)
				}
			}
		})
		looks := 0
		for ; done.Err() == nil; looks++ {
			var difference int64
			read(t, w, func(tx *models.Tx) error {
				return tx.DB.Raw("SELECT (SELECT COUNT(*) FROM job_leases) - (SELECT COUNT(*) FROM audit_entries)").Scan(&difference).Error
			})
			if difference != 0 {
				t.Fatalf("%d rows without their audit", difference)
			}
		}
		writer.Wait()
		if looks == 0 || count(t, w, "job_leases") != units {
			t.Errorf("%d looks at %d rows", looks, count(t, w, "job_leases"))
		}
	})
}

// TestUnitSeesWhatOthersHaveCommitted: a plain read made before a lock must not freeze what the unit sees after it.
func TestUnitSeesWhatOthersHaveCommitted(t *testing.T) {
	t.Parallel()
	w := modelstest.Open(t, "mysql")
	write(t, w, func(tx *models.Tx) error {
		var before, after int64
		if err := tx.DB.Table("job_leases").Count(&before).Error; err != nil {
			return err
		}
		write(t, w, func(other *models.Tx) error { return lease(other, "report", "甲") })
		if err := tx.DB.Table("job_leases").Count(&after).Error; err != nil {
			return err
		}
		if before != 0 || after != 1 {
			t.Errorf("the unit saw %d rows and then %d, want 0 and 1: it is not READ COMMITTED", before, after)
		}
		return nil
	})
}

// TestNoUpdateIsLost: sixteen units read a number under its lock and write the next one.
func TestNoUpdateIsLost(t *testing.T) {
	t.Parallel()
	modelstest.Each(t, func(t *testing.T, w *modelstest.World) {
		write(t, w, func(tx *models.Tx) error {
			return tx.DB.Exec("INSERT INTO organizations (id, level, name, path, version, created_at, updated_at) VALUES (9, 'center', '县', '/9/', 1, ?, ?)", tx.Now, tx.Now).Error
		})
		for i, err := range modelstest.AtOnce(16, func(int) error {
			return w.DB.Write(t.Context(), tester, func(tx *models.Tx) error {
				current, err := models.FindLocked[organizationRow](tx, 9, models.ErrInvalid)
				if err != nil {
					return err
				}
				return tx.UpdateVersion(current, 9, current.Version, map[string]any{"name": "县"})
			})
		}) {
			if err != nil {
				t.Errorf("unit %d: %v", i, err)
			}
		}
		read(t, w, func(tx *models.Tx) error {
			found, err := models.Find[organizationRow](tx, 9, models.ErrInvalid)
			if err == nil && found.Version != 17 {
				t.Errorf("version %d after 16 changes of version 1", found.Version)
			}
			return err
		})
	})
}
