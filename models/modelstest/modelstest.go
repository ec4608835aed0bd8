package modelstest

import (
	"errors"
	"log/slog"
	"os"
	"path/filepath"
	"testing"
	"time"

	"practicestation/models"
)

// World is one test's database: empty, migrated, and nobody else's.
type World struct {
	DB      *models.DB
	Clock   *Clock
	Dialect string // "sqlite" or "mysql"
	URL     string // the address that models.Open takes
}

// Each runs the test on both databases at once, as the subtests "sqlite" and "mysql", each in a world of its own.
func Each(t *testing.T, test func(t *testing.T, w *World)) {
	t.Helper()
	for _, dialect := range []models.Dialect{models.SQLite, models.MySQL} {
		t.Run(string(dialect), func(t *testing.T) {
			t.Parallel()
			test(t, Open(t, string(dialect)))
		})
	}
}

// Open makes a world of one dialect that ends with the test; Each is the usual way to get one. It skips the test when
// there is no MariaDB to run on.
func Open(t testing.TB, dialect string) *World {
	t.Helper()
	if running == nil {
		t.Fatal("this package needs: func TestMain(m *testing.M) { modelstest.Main(m) }")
	}
	w := &World{Clock: NewClock(), Dialect: dialect}
	switch models.Dialect(dialect) {
	case models.SQLite:
		w.URL = newSQLite(t)
	case models.MySQL:
		w.URL = newMySQL(t)
	default:
		t.Fatalf("%q is neither sqlite nor mysql", dialect)
	}
	w.DB = w.Reopen(t)
	return w
}

// Reopen connects to the same database once more, as a second instance of the program would; both share the clock.
func (w *World) Reopen(t testing.TB) *models.DB {
	t.Helper()
	db, err := models.Open(t.Context(), w.URL, options(w.Clock))
	if err != nil {
		t.Fatalf("open %s: %v", w.URL, err)
	}
	t.Cleanup(func() {
		if err := db.Close(); err != nil {
			t.Errorf("close %s: %v", w.URL, err)
		}
	})
	return db
}

// options says nothing to a log: what a test must know comes back as an error. The settings are the product's own.
func options(clock *Clock) models.Options {
	return models.Options{Clock: clock.Now, Zone: Zone(), Logger: slog.New(slog.DiscardHandler), Settings: models.Settings{
		CheckInMargin: 30 * time.Minute, NoShowLimit: 3, NoShowWindow: 180 * 24 * time.Hour, ApprovalOnlyPeriod: 30 * 24 * time.Hour, ExcusePeriod: 72 * time.Hour,
		ObjectionDays: 10, RecordCap: 480, DayCap: 720,
		LongDay: 480, MassEntries: 20, SamePairs: 20, SettleDays: 10, RetroDays: 90,
	}}
}

func newSQLite(t testing.TB) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), "station.db")
	content, err := running.sqlite()
	if err == nil {
		err = os.WriteFile(path, content, 0o600)
	}
	if err != nil {
		t.Fatalf("make a SQLite database: %v", err)
	}
	return "sqlite:" + path
}

func newMySQL(t testing.TB) string {
	t.Helper()
	server, err := running.mysql()
	if errors.Is(err, errNoServer) && os.Getenv("TEST_REQUIRE_MYSQL") == "" {
		t.Skip(notRun)
	}
	if err != nil {
		t.Fatalf("MariaDB: %v", err)
	}
	address, drop, err := server.create(t.Context())
	if err != nil {
		t.Fatalf("make a MariaDB database: %v", err)
	}
	t.Cleanup(func() {
		if err := drop(); err != nil {
			t.Errorf("drop the MariaDB database: %v", err)
		}
	})
	return address
}
