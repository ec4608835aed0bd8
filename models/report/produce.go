package report

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"os"
	"runtime/debug"
	"time"

	"practicestation/models"
	"practicestation/models/account"
	"practicestation/models/organization"
)

// The reasons for which an export ends without a file, as its requester reads them.
const (
	brokenDown = "生成文件时多次中断，请稍后重新导出；仍不成功时请联系管理员。"
	notAllowed = "提交人已没有导出这个组织数据的权限，请联系上级管理员。"
	notActive  = "提交人的账号已停用，导出已停止。"
)

// longest bounds one attempt, so that a stuck one ends.
const longest = 15 * time.Minute

// refusal ends an export for good: trying again would not help.
type refusal struct{ reason string }

func (r refusal) Error() string { return r.reason }

// product is the file that an attempt has made, still on this machine.
type product struct {
	file *os.File
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
	ctx, cancel := context.WithTimeout(ctx, longest)
	defer cancel()
	defer func() {
		if cause := recover(); cause != nil {
			err = fmt.Errorf("panic: %v\n%s", cause, debug.Stack())
		}
	}()
	file, err := os.CreateTemp("", "station-export-*")
	if err != nil {
		return err
	}
	defer func() {
		_ = file.Close()
		err = errors.Join(err, os.Remove(file.Name()))
	}()
	made, err := c.make(ctx, file)
	if err != nil {
		return err
	}
	return c.finish(ctx, made)
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
		return errors.Join(cause, c.fail(closing, refused.reason))
	case ctx.Err() != nil: // a stop is nobody's failed attempt
		return errors.Join(cause, c.giveBack(closing, 0, c.Attempts-1))
	case c.Attempts >= attempts:
		return errors.Join(cause, c.fail(closing, brokenDown))
	}
	return errors.Join(cause, c.giveBack(closing, time.Duration(c.Attempts)*5*time.Second, c.Attempts))
}

// make writes the report into the file with the requester's rights of this moment.
func (c *Claim) make(ctx context.Context, file *os.File) (*product, error) {
	actor, of, err := c.requester(ctx)
	if err != nil {
		return nil, err
	}
	made := &product{file: file, name: c.fileName(of.Name)}
	sum := sha256.New()
	err = c.db.Read(ctx, actor, func(tx *models.Tx) error {
		table, err := c.table(tx, of)
		if err != nil {
			return err
		}
		if err := c.progress(ctx, 0, table.Expected); err != nil {
			return err
		}
		made.rows, err = table.writeTo(io.MultiWriter(file, sum), c.Format, func(done int64) error {
			return c.progress(ctx, done, table.Expected)
		})
		return err
	})
	if err != nil {
		return nil, refused(err)
	}
	made.sum = hex.EncodeToString(sum.Sum(nil))
	made.size, err = file.Seek(0, io.SeekEnd)
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
		return actor, nil, refusal{notActive}
	case err != nil:
		return actor, nil, refused(err)
	case !mayExport(actor, c.Report, of.Path):
		return actor, nil, refusal{notAllowed}
	}
	return actor, of, nil
}

// refused turns what a rule has refused into a refusal, and leaves what may pass by itself as it is.
func refused(err error) error {
	var own *models.Error
	if errors.As(err, &own) && own.Kind != models.Unavailable && own.Kind != models.Internal {
		return refusal{own.Message}
	}
	return err
}
