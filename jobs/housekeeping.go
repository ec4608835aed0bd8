package jobs

import (
	"context"
	"time"

	"practicestation/models"
	"practicestation/models/account"
	"practicestation/models/activity"
	"practicestation/models/hours"
	"practicestation/models/importing"
	"practicestation/models/invitation"
	"practicestation/models/report"
	"practicestation/models/series"
)

const (
	// round is how often an instance looks whether something is due, and so how late a task can be: a round as long as a task's pause
	// would miss it by a moment and do it every second time.
	round = 10 * time.Second
	// turn is how long an instance has a task for itself; one that dies is followed by another after that.
	turn = 10 * time.Minute
	// farewell is how long the last seal of an instance may take.
	farewell = 3 * time.Second
)

// task (例行任务) is what must be done again and again, by one instance at a time. It does some of what is due, as dropping
// what is over, and reports how much; 0 says that nothing is left.
type task struct {
	name  string
	every time.Duration
	do    func(tx *models.Tx) (int64, error)
}

func tasks() []task {
	return []task{
		{"release_quotas", time.Minute, activity.ReleaseQuotas},
		{"forget_answers", time.Hour, models.ForgetAnswers},
		{"forget_exports", time.Hour, report.ForgetExports},
		{"forget_imports", time.Hour, importing.Forget},
		{"forget_volunteer_invitations", 24 * time.Hour, invitation.Forget},
		{"forget_device_keys", 24 * time.Hour, activity.ForgetDeviceKeys},
		{"forget_sessions", 24 * time.Hour, account.ForgetSessions},
		{"seal_audit", time.Minute, models.SealAudit},
		{"adopt_entries", 24 * time.Hour, hours.Adopt},
		{"roll_up", time.Hour, hours.RollUp},
		{"remind_of_hours", time.Hour, hours.Remind},
		{"generate_series", 10 * time.Minute, series.Generate},
	}
}

// keepHouse does what is due, and looks again every round.
func (r *Runner) keepHouse(ctx context.Context) {
	ticker := time.NewTicker(round)
	defer ticker.Stop()
	for {
		for _, due := range r.tasks {
			done, err := r.doTask(ctx, due)
			switch {
			case err != nil && ctx.Err() == nil:
				r.log.ErrorContext(ctx, "task failed", "task", due.name, "error", err)
			case done > 0:
				r.log.InfoContext(ctx, "task done", "task", due.name, "done", done)
			}
		}
		select {
		case <-ctx.Done():
			return
		case <-ticker.C:
		}
	}
}

// sealLast seals what the instance has written to the audit until now, for nobody may be there to do it for a while. Whoever
// stops does not wait long for it.
func (r *Runner) sealLast(ctx context.Context) {
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), farewell)
	defer cancel()
	err := r.guard(func() error {
		for {
			some := int64(0)
			err := r.db.Write(ctx, models.SystemActor("seal_audit"), func(tx *models.Tx) (err error) {
				some, err = models.SealAudit(tx)
				return err
			})
			if err != nil || some == 0 {
				return err
			}
		}
	})
	if err != nil {
		r.log.WarnContext(ctx, "the audit is not sealed", "error", err)
	}
}

// doTask does the task if it is due and no other instance does it. A task that fails keeps its turn, so that it is tried
// again only when the lease is over.
func (r *Runner) doTask(ctx context.Context, due task) (done int64, err error) {
	err = r.guard(func() error {
		mine, err := r.takeTurn(ctx, due)
		if err != nil || !mine {
			return err
		}
		for {
			some := int64(0)
			err := r.write(ctx, due, func(tx *models.Tx) error {
				some, err = due.do(tx)
				return err
			})
			done += some
			if err != nil {
				return err
			}
			if some == 0 {
				break
			}
		}
		return r.write(ctx, due, func(tx *models.Tx) error { return models.EndTurn(tx, due.name, r.owner, due.every) })
	})
	return done, err
}

// takeTurn looks before it writes: SQLite has one writer, who is needed for other things.
func (r *Runner) takeTurn(ctx context.Context, due task) (mine bool, err error) {
	err = r.db.Read(ctx, models.SystemActor("housekeeping"), func(tx *models.Tx) error {
		mine, err = models.IsDue(tx, due.name)
		return err
	})
	if err != nil || !mine {
		return false, err
	}
	err = r.write(ctx, due, func(tx *models.Tx) error {
		mine, err = models.TakeTurn(tx, due.name, r.owner, turn)
		return err
	})
	return mine, err
}

func (r *Runner) write(ctx context.Context, due task, unit func(tx *models.Tx) error) error {
	return r.db.Write(ctx, models.SystemActor(due.name), unit)
}
