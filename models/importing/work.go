package importing

import (
	"context"
	"errors"
	"fmt"
	"runtime/debug"
	"slices"
	"time"

	"practicestation/models"
	"practicestation/models/account"
)

// longest bounds one attempt, so that a stuck one ends.
const longest = 8 * time.Minute

// Work checks the import or carries it out, and settles it whatever happens: checked, applied, failed with a reason, checked
// anew because something has changed, or given back to the queue. What it returns is for the log.
func (c *Claim) Work(ctx context.Context) error {
	cause := c.attempt(ctx)
	if cause == nil || errors.Is(cause, errLost) {
		return cause
	}
	// The last word must be said also when the program is being stopped.
	closing, cancel := context.WithTimeout(context.WithoutCancel(ctx), 10*time.Second)
	defer cancel()
	refusal, refused := refusalOf(cause)
	switch {
	case refused && errors.Is(cause, ErrMoved):
		return errors.Join(cause, c.write(closing, func(tx *models.Tx) error {
			return c.change(tx, ending(Checking, map[string]any{"mode": nil, "failure_code": refusal.Code, "failure": refusal.Message}))
		}))
	case refused:
		return errors.Join(cause, c.write(closing, func(tx *models.Tx) error { return c.fail(tx, refusal) }))
	case ctx.Err() != nil: // a stop is nobody's failed attempt
		return errors.Join(cause, c.giveBack(closing, 0, c.Attempts-1))
	case c.Attempts >= attempts:
		return errors.Join(cause, c.write(closing, func(tx *models.Tx) error { return c.fail(tx, ErrStopped) }))
	}
	return errors.Join(cause, c.giveBack(closing, time.Duration(c.Attempts)*5*time.Second, c.Attempts))
}

// fail ends the import: nothing of it was imported, and its file goes.
func (c *Claim) fail(tx *models.Tx, because *models.Error) error {
	if err := c.change(tx, failure(tx, because)); err != nil {
		return err
	}
	return dropContent(tx, []int64{c.ID})
}

func (c *Claim) giveBack(ctx context.Context, pause time.Duration, begun int64) error {
	return c.write(ctx, func(tx *models.Tx) error {
		return c.change(tx, map[string]any{"owner": nil, "lease_until": tx.Now.Add(pause), "attempts": begun})
	})
}

// attempt gives signs of life while the import is worked on.
func (c *Claim) attempt(ctx context.Context) (err error) {
	bounded, stop := context.WithTimeout(ctx, longest)
	defer stop()
	working, cancel := context.WithCancelCause(bounded)
	alive := make(chan struct{})
	go func() {
		defer close(alive)
		c.live(working, cancel)
	}()
	defer func() {
		if cause := recover(); cause != nil {
			err = fmt.Errorf("panic: %v\n%s", cause, debug.Stack())
		}
		if err != nil && errors.Is(context.Cause(working), errLost) { // whatever else went wrong, this is why
			err = errLost
		}
		cancel(nil)
		<-alive // nothing is told of an import that has been settled
	}()
	return c.handle(working)
}

// handle reads the file and checks it, or carries it out.
func (c *Claim) handle(ctx context.Context) error {
	actor, content, err := c.start(ctx)
	if err != nil {
		return err
	}
	sheet, err := read(content, c.Format)
	if err != nil {
		return err
	}
	at, err := sheet.places(c.Kind, c.OrganizationID)
	if err != nil {
		return err
	}
	err = c.write(ctx, func(tx *models.Tx) error { return c.change(tx, map[string]any{"total_rows": len(sheet.lines)}) })
	if err != nil {
		return err
	}
	if c.Status == Applying {
		return c.apply(ctx, actor, sheet, at)
	}
	return c.check(ctx, actor, sheet, at)
}

// start loads who uploaded the file, with the rights of this moment, and the file.
func (c *Claim) start(ctx context.Context) (actor models.Actor, content []byte, err error) {
	err = c.db.Read(ctx, models.SystemActor("import"), func(tx *models.Tx) error {
		if actor, err = account.ActorOf(tx, c.AccountID); err != nil {
			return err
		}
		content, err = c.load(tx)
		return err
	})
	return actor, content, err
}

// check runs the import and takes it back, and keeps what it found.
func (c *Claim) check(ctx context.Context, actor models.Actor, read *sheet, at map[string]int) error {
	var found *outcome
	err := c.db.Rehearse(ctx, actor, func(tx *models.Tx) (err error) {
		found, err = perform(tx, c.Kind, c.OrganizationID, read, at, seen{})
		return err
	})
	if err != nil {
		return err
	}
	return c.write(ctx, func(tx *models.Tx) error {
		err := c.change(tx, ending(Checked, map[string]any{
			"good_rows": found.good, "known_rows": found.known, "bad_rows": found.bad, "checked_at": tx.Now,
		}))
		if err != nil {
			return err
		}
		if err := replaceMeanings(tx, c.ID, slices.Clone(found.meanings)); err != nil {
			return err
		}
		return replaceFaults(tx, c.ID, slices.Clone(found.faults))
	})
}

// apply does what the check has shown, in one unit with the end of the import. A row that was good and is not any more, or that
// would mean something else, stops everything with ErrMoved; a row that was bad stays out, even if it has become good: nobody has seen that.
func (c *Claim) apply(ctx context.Context, actor models.Actor, read *sheet, at map[string]int) error {
	return c.db.Write(ctx, actor, func(tx *models.Tx) error {
		if err := c.change(tx, ending(Applied, map[string]any{"finished_at": tx.Now})); err != nil {
			return err
		}
		shown, err := seenOf(tx, c.ID)
		if err != nil {
			return err
		}
		done, err := perform(tx, c.Kind, c.OrganizationID, read, at, shown)
		if err != nil {
			return err
		}
		if len(done.faults) > 0 {
			return moved(done, len(shown.bad))
		}
		counts := map[string]any{"good_rows": done.good, "known_rows": done.known, "bad_rows": done.bad}
		if err := tx.DB.Model(&Import{}).Where("id = ?", c.ID).Updates(counts).Error; err != nil {
			return err
		}
		audit(tx, &c.Import, "import.apply", nil, counts)
		return dropFile(tx, c.ID)
	})
}
