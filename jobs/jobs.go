// Package jobs does the work that no request waits for: it makes exports, and tidies up. Any number of instances may run
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
	"practicestation/models/report"
)

const (
	// poll is how long an export may lie in the queue before another instance than the one that took it in sees it.
	poll = time.Second
	// longestPause bounds the pause after failures, as while the database is away.
	longestPause = 30 * time.Second
)

// Runner runs the background work of one instance.
type Runner struct {
	db    *models.DB
	log   *slog.Logger
	owner string        // tells this instance's leases from those of others
	wake  chan struct{} // holds at most one call
	poll  time.Duration
	tasks []task
}

// New makes a Runner; nothing is done before Run.
func New(db *models.DB, log *slog.Logger) *Runner {
	return &Runner{db: db, log: log, owner: models.RandomCode(16), wake: make(chan struct{}, 1), poll: poll, tasks: tasks()}
}

// Wake tells that there is an export to be made, so that it need not wait for the next look. It never blocks.
func (r *Runner) Wake() {
	select {
	case r.wake <- struct{}{}:
	default: // somebody has called already
	}
}

// Run works until ctx ends; what is under way is then given back for another instance to do, and the audit is sealed.
func (r *Runner) Run(ctx context.Context) {
	var running sync.WaitGroup
	running.Go(func() { r.makeExports(ctx) })
	running.Go(func() { r.keepHouse(ctx) })
	running.Wait()
	r.sealLast(ctx)
}

// makeExports makes one export after the other, and looks again every poll or when it is woken.
func (r *Runner) makeExports(ctx context.Context) {
	pause := r.poll
	for ctx.Err() == nil {
		made, err := r.makeExport(ctx)
		switch {
		case err != nil:
			pause = min(pause*2, longestPause)
		case made:
			continue
		default:
			pause = r.poll
		}
		if !r.sleep(ctx, pause) {
			return
		}
	}
}

// makeExport makes the oldest waiting export, if any. What goes wrong with one export is that export's own matter, which
// its requester reads; err says that not even the queue could be read.
func (r *Runner) makeExport(ctx context.Context) (made bool, err error) {
	err = r.guard(func() error {
		claim, found, err := report.ClaimExport(ctx, r.db, r.owner)
		if err != nil || !found {
			return err
		}
		made = true
		r.tell(ctx, claim, claim.Produce(ctx))
		return nil
	})
	if err != nil && ctx.Err() == nil {
		r.log.ErrorContext(ctx, "exports cannot be made", "error", err)
	}
	return made, err
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
func (r *Runner) sleep(ctx context.Context, pause time.Duration) bool {
	timer := time.NewTimer(pause)
	defer timer.Stop()
	select {
	case <-ctx.Done():
		return false
	case <-r.wake:
	case <-timer.C:
	}
	return true
}
