// Package jobs does the work that no request waits for: it makes exports, checks and carries out imports, and tidies up. Any number of instances may run
// on one database; every piece of work is claimed there, with a lease, so that one of them does it.
package jobs

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"runtime/debug"
	"sync"
	"time"

	"practicestation/models"
	"practicestation/models/importing"
	"practicestation/models/report"
)

const (
	// poll is how long work may lie in a queue before another instance than the one that took it in sees it.
	poll = time.Second
	// longestPause bounds the pause after failures, as while the database is away.
	longestPause = 30 * time.Second
)

// queue is one kind of work that people wait for: do does the oldest piece of it, if there is one, and err says that not even
// the queue could be read.
type queue struct {
	what string
	wake chan struct{} // holds at most one call
	do   func(ctx context.Context) (done bool, err error)
}

// Runner runs the background work of one instance.
type Runner struct {
	db     *models.DB
	log    *slog.Logger
	owner  string // tells this instance's leases from those of others
	poll   time.Duration
	queues []queue
	tasks  []task
}

// New makes a Runner; nothing is done before Run.
func New(db *models.DB, log *slog.Logger) *Runner {
	r := &Runner{db: db, log: log, owner: models.RandomCode(16), poll: poll, tasks: tasks()}
	r.queues = []queue{
		{"exports cannot be made", make(chan struct{}, 1), r.makeExport},
		{"imports cannot be handled", make(chan struct{}, 1), r.handleImport},
	}
	return r
}

// Wake tells that there is work in a queue, so that it need not wait for the next look. It never blocks.
func (r *Runner) Wake() {
	for _, waiting := range r.queues {
		select {
		case waiting.wake <- struct{}{}:
		default: // somebody has called already
		}
	}
}

// Run works until ctx ends; what is under way is then given back for another instance to do, and the audit is sealed.
func (r *Runner) Run(ctx context.Context) {
	var running sync.WaitGroup
	for _, waiting := range r.queues {
		running.Go(func() { r.work(ctx, waiting) })
	}
	running.Go(func() { r.keepHouse(ctx) })
	running.Wait()
	r.sealLast(ctx)
}

// work does one piece of a queue after the other, and looks again every poll or when it is woken.
func (r *Runner) work(ctx context.Context, waiting queue) {
	pause := r.poll
	for ctx.Err() == nil {
		done := false
		err := r.guard(func() (err error) {
			done, err = waiting.do(ctx)
			return err
		})
		switch {
		case err != nil:
			if ctx.Err() == nil {
				r.log.ErrorContext(ctx, waiting.what, "error", err)
			}
			pause = min(pause*2, longestPause)
		case done:
			continue
		default:
			pause = r.poll
		}
		if !sleep(ctx, pause, waiting.wake) {
			return
		}
	}
}

// makeExport makes the oldest waiting export, if any. What goes wrong with one export is that export's own matter, which
// its requester reads.
func (r *Runner) makeExport(ctx context.Context) (made bool, err error) {
	claim, found, err := report.ClaimExport(ctx, r.db, r.owner)
	if err != nil || !found {
		return false, err
	}
	r.tell(ctx, claim, claim.Produce(ctx))
	return true, nil
}

// handleImport checks or carries out the oldest waiting import, if any; what goes wrong with it is for whoever uploaded it.
func (r *Runner) handleImport(ctx context.Context) (handled bool, err error) {
	claim, found, err := importing.ClaimImport(ctx, r.db, r.owner)
	if err != nil || !found {
		return false, err
	}
	log := r.log.With("import", claim.ID, "kind", claim.Kind, "status", claim.Status, "attempt", claim.Attempts)
	if err := claim.Work(ctx); err != nil {
		log.WarnContext(ctx, "import not handled", "error", err)
		return true, nil
	}
	log.InfoContext(ctx, "import handled")
	return true, nil
}

func (r *Runner) tell(ctx context.Context, claim *report.Claim, err error) {
	log := r.log.With("export", claim.ID, "report", claim.Report, "format", claim.Format, "attempt", claim.Attempts)
	if err != nil {
		log.WarnContext(ctx, "export not made", "error", err)
		return
	}
	log.InfoContext(ctx, "export made")
}

// guard turns a panic into an error: without that, one in a goroutine would end the whole program.
func (r *Runner) guard(work func() error) (err error) {
	defer func() {
		if cause := recover(); cause != nil {
			err = errors.Join(err, fmt.Errorf("panic: %v\n%s", cause, debug.Stack()))
		}
	}()
	return work()
}

// sleep waits for the pause or a call, and reports whether there is reason to go on.
func sleep(ctx context.Context, pause time.Duration, wake <-chan struct{}) bool {
	timer := time.NewTimer(pause)
	defer timer.Stop()
	select {
	case <-ctx.Done():
		return false
	case <-wake:
	case <-timer.C:
	}
	return true
}
