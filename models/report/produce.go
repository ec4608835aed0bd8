package report

import (
	"context"
	"errors"
	"fmt"
	"runtime/debug"
	"time"

	"practicestation/models"
	"practicestation/models/account"
	"practicestation/models/organization"
)

// refusal ends an export for good, as trying again would not help: a code for machines, and a reason as its requester reads
// it.
type refusal struct{ code, reason string }

func (r refusal) Error() string { return r.code + ": " + r.reason }

// tooLarge and refusedByRule are the codes of refusals whose reasons say more.
const (
	tooLarge      = "too_large"
	refusedByRule = "refused"
)

// The refusals for which an export ends without a file, or loses it.
var (
	brokenDown = refusal{"interrupted", "生成文件时多次中断，请稍后重新导出；仍不成功时请联系管理员。"}
	damaged    = refusal{"file_damaged", "保存的文件已损坏，不能下载，请重新导出。"}
	notAllowed = refusal{"permission_lost", "提交人已没有导出这个组织数据的权限，请联系上级管理员。"}
	notActive  = refusal{"account_inactive", "提交人的账号已停用，导出已停止。"}
)

const (
	// longest bounds one attempt, so that a stuck one ends.
	longest = 15 * time.Minute
	// pulse is how often a worker tells that it is alive and how far it is, and hears that it shall stop: a statement over
	// a million rows may take long before its first one.
	pulse = 3 * time.Second
)

// product is the file that an attempt has made.
type product struct {
	name string
	size int64
	sum  string
	rows int64
}

// Produce makes the file and ends the export, whatever happens: done, failed with a reason, or given back to the queue.
// What it returns is for the log.
func (c *Claim) Produce(ctx context.Context) error {
	return c.settle(ctx, c.attempt(ctx))
}

func (c *Claim) attempt(ctx context.Context) (err error) {
	bounded, stop := context.WithTimeout(ctx, longest)
	defer stop()
	working, cancel := context.WithCancelCause(bounded)
	defer cancel(nil)
	defer func() {
		if cause := recover(); cause != nil {
			err = fmt.Errorf("panic: %v\n%s", cause, debug.Stack())
		}
	}()
	file := newPieces(working, c)
	alive := make(chan struct{})
	go func() {
		defer close(alive)
		c.live(working, cancel, file)
	}()
	made, err := c.make(working, file)
	if errors.Is(context.Cause(working), errLost) { // whatever else went wrong, this is why
		err = errLost
	}
	cancel(nil)
	<-alive // it may not tell of progress once the export has ended
	if err != nil {
		return err
	}
	return c.finish(bounded, made)
}

// live gives signs of life until the attempt ends, and ends it when the export is no longer this worker's.
func (c *Claim) live(ctx context.Context, cancel context.CancelCauseFunc, file *pieces) {
	ticker := time.NewTicker(c.pulse)
	defer ticker.Stop()
	for {
		select {
		case <-ctx.Done():
			return
		case <-ticker.C:
		}
		if err := c.progress(ctx, file.rows.Load()); errors.Is(err, errLost) {
			cancel(errLost)
			return
		}
	}
}

// settle decides what becomes of an export whose attempt has ended so.
func (c *Claim) settle(ctx context.Context, cause error) error {
	if cause == nil || errors.Is(cause, errLost) {
		return cause
	}
	// The last word must be said also when the program is being stopped.
	closing, cancel := context.WithTimeout(context.WithoutCancel(ctx), 10*time.Second)
	defer cancel()
	var refused refusal
	switch {
	case errors.As(cause, &refused):
		return errors.Join(cause, c.fail(closing, refused))
	case ctx.Err() != nil: // a stop is nobody's failed attempt
		return errors.Join(cause, c.giveBack(closing, 0, c.Attempts-1))
	case c.Attempts >= attempts:
		return errors.Join(cause, c.fail(closing, brokenDown))
	}
	return errors.Join(cause, c.giveBack(closing, time.Duration(c.Attempts)*5*time.Second, c.Attempts))
}

// make writes the report into the file with the requester's rights of this moment.
func (c *Claim) make(ctx context.Context, file *pieces) (*product, error) {
	actor, of, err := c.requester(ctx)
	if err != nil {
		return nil, err
	}
	made := &product{name: c.fileName(of.Name, actor.Name)}
	err = c.db.Snapshot(ctx, actor, func(tx *models.Tx) error {
		table, err := c.table(tx, of)
		if err != nil {
			return err
		}
		if err := c.begin(ctx, table.Expected); err != nil {
			return err
		}
		made.rows, err = table.writeTo(file, c.Format, func(done int64) error {
			file.rows.Store(done)
			return nil
		})
		return err
	})
	if err != nil {
		return nil, refused(err)
	}
	made.size, made.sum, err = file.close()
	return made, err
}

// requester loads who asked, anew: the role may have ended since. It fails with a refusal.
func (c *Claim) requester(ctx context.Context) (actor models.Actor, of *organization.Organization, err error) {
	err = c.db.Read(ctx, models.SystemActor("export"), func(tx *models.Tx) error {
		if actor, err = account.ActorOf(tx, c.AccountID); err != nil {
			return err
		}
		of, err = models.Find[organization.Organization](tx, c.OrganizationID, organization.ErrNotFound)
		return err
	})
	switch {
	case errors.Is(err, account.ErrSuspended), errors.Is(err, account.ErrNotFound):
		return actor, nil, notActive
	case err != nil:
		return actor, nil, refused(err)
	case !mayExport(actor, c.Report, c.Masking, of.Path):
		return actor, nil, notAllowed
	}
	return actor, of, nil
}

// refused turns what a rule has refused into a refusal, and leaves what may pass by itself as it is.
func refused(err error) error {
	var own *models.Error
	if errors.As(err, &own) && own.Kind != models.Unavailable && own.Kind != models.Internal {
		return refusal{refusedByRule, own.Message}
	}
	return err
}
