package jobs

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"log/slog"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"practicestation/models"
	"practicestation/models/account"
	"practicestation/models/modelstest"
	"practicestation/models/organization"
	"practicestation/models/report"
)

func TestMain(m *testing.M) { modelstest.Main(m) }

// diary keeps what a Runner says, for a test to read while it runs.
type diary struct {
	mutex sync.Mutex
	text  bytes.Buffer
}

// Write keeps one line.
func (d *diary) Write(line []byte) (int, error) {
	d.mutex.Lock()
	defer d.mutex.Unlock()
	return d.text.Write(line)
}

func (d *diary) says(text string) bool {
	d.mutex.Lock()
	defer d.mutex.Unlock()
	return strings.Contains(d.text.String(), text)
}

func newRunner(db *models.DB) (*Runner, *diary) {
	kept := &diary{}
	r := New(db, slog.New(slog.NewTextHandler(kept, nil)))
	r.poll = 5 * time.Millisecond
	return r, kept
}

// start runs the Runner and answers what stops it and waits for its end.
func start(t *testing.T, r *Runner) (stop func()) {
	t.Helper()
	ctx, cancel := context.WithCancel(t.Context())
	ended := make(chan struct{})
	go func() {
		defer close(ended)
		r.Run(ctx)
	}()
	stop = sync.OnceFunc(func() {
		cancel()
		select {
		case <-ended:
		case <-time.After(10 * time.Second):
			t.Error("the runner did not stop")
		}
	})
	t.Cleanup(stop)
	return stop
}

func eventually(t *testing.T, what string, holds func() bool) {
	t.Helper()
	for range 2000 {
		if holds() {
			return
		}
		time.Sleep(5 * time.Millisecond)
	}
	t.Fatalf("%s: not within ten seconds", what)
}

// auditor makes an account that may export, and answers what it may do.
func auditor(t *testing.T, w *modelstest.World) (actor models.Actor) {
	t.Helper()
	err := w.DB.Write(t.Context(), models.SystemActor("test"), func(tx *models.Tx) error {
		center, err := organization.FoundCenter(tx, "青山县新时代文明实践中心", "340100000000")
		if err != nil {
			return err
		}
		own := &account.Account{Name: "统计员", Status: account.Active, Version: 1, CreatedAt: tx.Now, UpdatedAt: tx.Now}
		if err := tx.DB.Create(own).Error; err != nil {
			return err
		}
		grant := &account.Grant{AccountID: own.ID, Role: models.Auditor, OrganizationID: center.ID, StartsAt: tx.Now, CreatedAt: tx.Now}
		if err := tx.DB.Create(grant).Error; err != nil {
			return err
		}
		actor, err = account.ActorOf(tx, own.ID)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return actor
}

func order(t *testing.T, w *modelstest.World, actor models.Actor) int64 {
	t.Helper()
	var id int64
	err := w.DB.Write(t.Context(), actor, func(tx *models.Tx) error {
		made, err := report.CreateExport(tx, report.Input{Report: "months", Format: report.CSV, From: "2026-01-01", To: "2026-03-01", Reason: "季度总结"})
		if err == nil {
			id = made.ID
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return id
}

func status(t *testing.T, w *modelstest.World, actor models.Actor, id int64) (status report.Status) {
	t.Helper()
	err := w.DB.Read(t.Context(), actor, func(tx *models.Tx) error {
		found, err := report.FindExport(tx, id)
		if err == nil {
			status = found.Status
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return status
}

func TestTwoInstancesMakeEveryExportOnce(t *testing.T) {
	t.Parallel()
	modelstest.Each(t, func(t *testing.T, w *modelstest.World) {
		actor := auditor(t, w)
		first, diary := newRunner(w.DB)
		second, other := newRunner(w.Reopen(t))
		stopFirst, stopSecond := start(t, first), start(t, second)
		var ids []int64
		for range 5 { // as many as one account may have waiting
			ids = append(ids, order(t, w, actor))
			first.Wake()
		}
		for _, id := range ids {
			eventually(t, fmt.Sprintf("export %d is done", id), func() bool { return status(t, w, actor, id) == report.Done })
		}
		stopFirst()
		stopSecond()
		for _, id := range ids {
			line := fmt.Sprintf("export=%d ", id)
			if diary.says(line) == other.says(line) {
				t.Errorf("export %d: both made it, or none says so", id)
			}
		}
	})
}

// TestWakeDoesNotWaitForThePoll: and it never blocks, however often it is called.
func TestWakeDoesNotWaitForThePoll(t *testing.T) {
	t.Parallel()
	modelstest.Each(t, func(t *testing.T, w *modelstest.World) {
		actor := auditor(t, w)
		runner, _ := newRunner(w.DB)
		runner.poll = time.Hour
		for range 3 {
			runner.Wake()
		}
		start(t, runner)
		id := order(t, w, actor)
		for range 3 {
			runner.Wake()
		}
		eventually(t, "the export is done", func() bool { return status(t, w, actor, id) == report.Done })
	})
}

func TestStopIsCleanWhileTheDatabaseIsAway(t *testing.T) {
	t.Parallel()
	modelstest.Each(t, func(t *testing.T, w *modelstest.World) {
		gone := w.Reopen(t)
		runner, diary := newRunner(gone)
		if err := gone.Close(); err != nil {
			t.Fatal(err)
		}
		stop := start(t, runner)
		eventually(t, "the fault is told", func() bool { return diary.says("exports cannot be made") })
		stop()
	})
}

func TestTaskIsDoneByOneInstanceAndThenPauses(t *testing.T) {
	t.Parallel()
	modelstest.Each(t, func(t *testing.T, w *modelstest.World) {
		var runs atomic.Int64
		sweep := task{"sweep", time.Hour, func(*models.Tx) (int64, error) { return runs.Add(1) % 3 % 2, nil }} // 1, then 0 …
		first, _ := newRunner(w.DB)
		second, _ := newRunner(w.Reopen(t))
		both := func() {
			var all sync.WaitGroup
			for _, r := range []*Runner{first, second, first, second} {
				all.Go(func() {
					if _, err := r.doTask(t.Context(), sweep); err != nil {
						t.Errorf("task: %v", err)
					}
				})
			}
			all.Wait()
		}
		both()
		if runs.Load() != 2 { // once with something to drop, once with nothing
			t.Errorf("%d runs at first, want 2", runs.Load())
		}
		both()
		if runs.Load() != 2 {
			t.Errorf("%d runs in the pause, want 2", runs.Load())
		}
		w.Clock.Advance(time.Hour)
		both()
		if runs.Load() != 3 {
			t.Errorf("%d runs after the pause, want 3", runs.Load())
		}
	})
}

func TestTaskThatPanicsKeepsNobodyFromWorking(t *testing.T) {
	t.Parallel()
	modelstest.Each(t, func(t *testing.T, w *modelstest.World) {
		actor := auditor(t, w)
		runner, diary := newRunner(w.DB)
		fault := errors.New("no sweeping today")
		runner.tasks = []task{
			{"panics", time.Hour, func(*models.Tx) (int64, error) { panic("broom broken") }},
			{"fails", time.Hour, func(*models.Tx) (int64, error) { return 0, fault }},
			{"works", time.Hour, func(tx *models.Tx) (int64, error) { return models.ForgetAnswers(tx) }},
		}
		start(t, runner)
		id := order(t, w, actor)
		eventually(t, "the export is done", func() bool { return status(t, w, actor, id) == report.Done })
		eventually(t, "the panic is told", func() bool { return diary.says("broom broken") && diary.says("no sweeping today") })
		eventually(t, "the last task has had its turn", func() bool {
			due := true
			err := w.DB.Read(t.Context(), actor, func(tx *models.Tx) error {
				var err error
				due, err = models.IsDue(tx, "works")
				return err
			})
			return err == nil && !due
		})
	})
}

// TestTasksDropWhatIsOver runs the real tasks on what they are for.
func TestTasksDropWhatIsOver(t *testing.T) {
	t.Parallel()
	modelstest.Each(t, func(t *testing.T, w *modelstest.World) {
		actor := auditor(t, w)
		id := order(t, w, actor)
		err := w.DB.Write(t.Context(), actor, func(tx *models.Tx) error {
			key := models.IdempotencyKey{AccountID: actor.AccountID, Key: "k", Fingerprint: strings.Repeat("0", 64)}
			return models.SaveAnswer(tx, key, models.Answer{Status: 200, ContentType: "application/json", Body: []byte("{}"), Fingerprint: key.Fingerprint})
		})
		if err != nil {
			t.Fatal(err)
		}
		runner, _ := newRunner(w.DB)
		drop := func() (dropped int64) {
			for _, one := range tasks() {
				some, err := runner.doTask(t.Context(), one)
				if err != nil {
					t.Fatalf("%s: %v", one.name, err)
				}
				dropped += some
			}
			return dropped
		}
		// SQLite seals at once, and the others when nobody can stand before a row any more.
		now, later := int64(0), int64(4)
		if w.DB.Dialect == models.SQLite {
			now, later = 2, 3 // at the end also the row that tells of the file's end
		}
		if got := drop(); got != now {
			t.Errorf("%d done while all was in use, want %d audit rows sealed", got, now)
		}
		w.Clock.Advance(8 * 24 * time.Hour)
		if got := drop(); got != later {
			t.Errorf("%d done, want the answer dropped, the export expired and the audit sealed", got)
		}
		if got := status(t, w, actor, id); got != report.Expired {
			t.Errorf("the export is %s after that", got)
		}
	})
}
