package modelstest_test

import (
	"context"
	"testing"
	"time"

	"practicestation/models"
	"practicestation/models/modelstest"
)

func TestMain(m *testing.M) { modelstest.Main(m) }

func TestEachGivesAMigratedDatabase(t *testing.T) {
	t.Parallel()
	modelstest.Each(t, func(t *testing.T, w *modelstest.World) {
		if got := string(w.DB.Dialect); got != w.Dialect {
			t.Errorf("the database is %s, the world says %s", got, w.Dialect)
		}
		if err := w.DB.CheckSchema(t.Context()); err != nil {
			t.Errorf("schema: %v", err)
		}
		if err := w.DB.Ping(t.Context()); err != nil {
			t.Errorf("ping: %v", err)
		}
	})
}

// TestCopyEqualsMigration guards the shortcut: a copied database has what a migrated one has, rows of the migrations included.
func TestCopyEqualsMigration(t *testing.T) {
	t.Parallel()
	modelstest.Each(t, func(t *testing.T, w *modelstest.World) {
		if got := count(t, w.DB, "goose_db_version"); got < 2 {
			t.Errorf("%d rows say which migrations ran, want at least 2", got)
		}
		if got := count(t, w.DB, "installation"); got != 1 {
			t.Errorf("%d installation rows, want the one of the migration", got)
		}
		if err := w.DB.Migrate(t.Context()); err != nil {
			t.Errorf("migrate again: %v", err)
		}
	})
}

func TestWorldsAreIsolated(t *testing.T) {
	t.Parallel()
	for _, dialect := range []string{"sqlite", "mysql"} {
		t.Run(dialect, func(t *testing.T) {
			t.Parallel()
			one, other := modelstest.Open(t, dialect), modelstest.Open(t, dialect)
			addKey(t, one)
			if got := count(t, one.DB, "setup_keys"); got != 1 {
				t.Errorf("%d rows where one was written", got)
			}
			if got := count(t, other.DB, "setup_keys"); got != 0 {
				t.Errorf("%d rows came over from another world", got)
			}
		})
	}
}

func TestReopenSeesTheSameRows(t *testing.T) {
	t.Parallel()
	modelstest.Each(t, func(t *testing.T, w *modelstest.World) {
		second := w.Reopen(t)
		addKey(t, w)
		if got := count(t, second, "setup_keys"); got != 1 {
			t.Errorf("the second instance sees %d rows, want 1", got)
		}
		w.Clock.Advance(time.Hour)
		if !second.Now().Equal(w.DB.Now()) {
			t.Errorf("two clocks: %v and %v", second.Now(), w.DB.Now())
		}
	})
}

func TestClock(t *testing.T) {
	t.Parallel()
	clock := modelstest.NewClock()
	start := time.Date(2026, 3, 2, 1, 0, 0, 0, time.UTC)
	if got := clock.Now(); !got.Equal(start) || got.Weekday() != time.Monday || got.Format(time.RFC3339) != "2026-03-02T09:00:00+08:00" {
		t.Errorf("the clock starts at %v", got)
	}
	clock.Advance(90 * time.Minute)
	if got := clock.Now(); !got.Equal(start.Add(90 * time.Minute)) {
		t.Errorf("90 minutes on it is %v", got)
	}
	clock.Set(start.Add(-time.Hour))
	if got := clock.Now(); !got.Equal(start.Add(-time.Hour)) {
		t.Errorf("set back it is %v", got)
	}
}

func TestWorldRunsOnItsClock(t *testing.T) {
	t.Parallel()
	modelstest.Each(t, func(t *testing.T, w *modelstest.World) {
		w.Clock.Set(time.Date(2026, 12, 31, 23, 59, 59, 0, modelstest.Zone()))
		read(t, w.DB, func(tx *models.Tx) error {
			if !tx.Now.Equal(w.Clock.Now()) || tx.Today() != "2026-12-31" {
				t.Errorf("the unit runs at %v, on %s", tx.Now, tx.Today())
			}
			return nil
		})
	})
}

// BenchmarkOpen shows what a world costs a test.
func BenchmarkOpen(b *testing.B) {
	for _, dialect := range []string{"sqlite", "mysql"} {
		b.Run(dialect, func(b *testing.B) {
			modelstest.Open(b, dialect) // the template is made once
			for b.Loop() {
				modelstest.Open(b, dialect)
			}
		})
	}
}

func addKey(t *testing.T, w *modelstest.World) {
	t.Helper()
	err := w.DB.Write(context.Background(), models.SystemActor("test"), func(tx *models.Tx) error {
		return tx.DB.Exec("INSERT INTO setup_keys (key_hash, created_at, expires_at) VALUES (?, ?, ?)", "hash", tx.Now, tx.Now).Error
	})
	if err != nil {
		t.Fatalf("write: %v", err)
	}
}

func count(t *testing.T, db *models.DB, table string) int64 {
	t.Helper()
	var rows int64
	read(t, db, func(tx *models.Tx) error { return tx.DB.Table(table).Count(&rows).Error })
	return rows
}

func read(t *testing.T, db *models.DB, unit func(tx *models.Tx) error) {
	t.Helper()
	if err := db.Read(t.Context(), models.SystemActor("test"), unit); err != nil {
		t.Fatalf("read: %v", err)
	}
}
