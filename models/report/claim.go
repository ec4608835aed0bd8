package report

import (
	"context"
	"errors"
	"time"

	"gorm.io/gorm"

	"practicestation/models"
)

const (
	// lease is how long a claim holds without a sign of life; the pages of a large report come every second or so.
	lease = 2 * time.Minute
	// attempts bounds how often an export is begun: what has killed three workers would kill the next one.
	attempts = 3
)

// errLost says that another instance has taken the export over, because this one was silent for too long.
var errLost = errors.New("the export's lease was lost")

// Claim is an export that this instance works on until it finishes, fails, or falls silent. The number of the attempt
// tells one claim from a later one of the same owner.
type Claim struct {
	Export
	db    *models.DB
	owner string
	pulse time.Duration
}

// claimable is the condition for exports that wait, or whose worker has died.
const claimable = "status IN ('queued', 'running') AND (lease_until IS NULL OR lease_until <= ?) AND expires_at > ?"

// ClaimExport takes the oldest export that waits or was left behind, if there is one. Of several that try at once, each
// export has one winner.
func ClaimExport(ctx context.Context, db *models.DB, owner string) (claim *Claim, found bool, err error) {
	worker := models.SystemActor("export")
	var waiting []int64
	err = db.Read(ctx, worker, func(tx *models.Tx) error {
		return tx.DB.Model(&Export{}).Where(claimable, tx.Now, tx.Now).Order("id").Limit(8).Pluck("id", &waiting).Error
	})
	for _, id := range waiting {
		claim = &Claim{db: db, owner: owner, pulse: pulse}
		err = db.Write(ctx, worker, func(tx *models.Tx) error {
			found, err = claim.take(tx, id)
			return err
		})
		if err != nil || found {
			return claim, found, err
		}
	}
	return nil, false, err
}

// take is the conditional write that decides who gets the export. One that was begun too often ends here.
func (c *Claim) take(tx *models.Tx, id int64) (bool, error) {
	const again = "id = ? AND attempts < ? AND " + claimable
	taken := tx.DB.Model(&Export{}).Where(again, id, attempts, tx.Now, tx.Now).Updates(map[string]any{
		"status": Running, "owner": c.owner, "lease_until": tx.Now.Add(lease), "attempts": gorm.Expr("attempts + 1"), "rows_done": 0, "rows_total": 0,
	})
	if taken.Error != nil {
		return false, taken.Error
	}
	if taken.RowsAffected == 0 {
		return false, exhaust(tx, id)
	}
	current, err := models.Find[Export](tx, id, ErrExportNotFound)
	if err != nil {
		return false, err
	}
	c.Export = *current
	return true, nil
}

// exhaust ends an export that was begun too often, so that it is seen to be broken.
func exhaust(tx *models.Tx, id int64) error {
	const exhausted = "id = ? AND attempts >= ? AND " + claimable
	ended := tx.DB.Model(&Export{}).Where(exhausted, id, attempts, tx.Now, tx.Now).
		Updates(ending(tx, Failed, map[string]any{"failure_code": brokenDown.code, "failure": brokenDown.reason}))
	if ended.Error != nil || ended.RowsAffected == 0 {
		return ended.Error
	}
	broken, err := models.Find[Export](tx, id, ErrExportNotFound)
	if err != nil {
		return err
	}
	broken.audit(tx, "export.fail", map[string]any{"code": brokenDown.code})
	return nil
}

// ending is the columns of an export that nobody works on any more.
func ending(tx *models.Tx, status Status, columns map[string]any) map[string]any {
	columns["status"], columns["finished_at"], columns["owner"], columns["lease_until"] = status, tx.Now, nil, nil
	return columns
}

// change writes the export's columns as long as the claim holds. It fails with errLost.
func (c *Claim) change(tx *models.Tx, columns map[string]any) error {
	const mine = "id = ? AND status = ? AND owner = ? AND attempts = ?"
	changed := tx.DB.Model(&Export{}).Where(mine, c.ID, Running, c.owner, c.Attempts).Updates(columns)
	if changed.Error != nil || changed.RowsAffected > 0 {
		return changed.Error
	}
	// MySQL does not count a row that had these very values already.
	var held int64
	if err := tx.DB.Model(&Export{}).Where(mine, c.ID, Running, c.owner, c.Attempts).Count(&held).Error; err != nil {
		return err
	}
	if held == 0 {
		return errLost
	}
	return nil
}

func (c *Claim) write(ctx context.Context, unit func(tx *models.Tx) error) error {
	return c.db.Write(ctx, models.SystemActor("export"), unit)
}

// begin drops what an earlier attempt has left of a file, and tells how many rows there will be. It fails with errLost.
func (c *Claim) begin(ctx context.Context, total int64) error {
	return c.write(ctx, func(tx *models.Tx) error {
		if err := c.change(tx, map[string]any{"rows_done": 0, "rows_total": total, "lease_until": tx.Now.Add(lease)}); err != nil {
			return err
		}
		return dropPieces(tx, []int64{c.ID})
	})
}

// progress tells how far the work is, and renews the lease. It fails with errLost.
func (c *Claim) progress(ctx context.Context, done int64) error {
	return c.write(ctx, func(tx *models.Tx) error {
		return c.change(tx, map[string]any{"rows_done": done, "lease_until": tx.Now.Add(lease)})
	})
}

// store keeps one piece of the file. The claim is asked for in the same unit: a worker who was too slow for it adds nothing
// to the file of another. It fails with errLost.
func (c *Claim) store(ctx context.Context, number, done int64, content []byte) error {
	return c.write(ctx, func(tx *models.Tx) error {
		if err := c.change(tx, map[string]any{"rows_done": done, "lease_until": tx.Now.Add(lease)}); err != nil {
			return err
		}
		return tx.DB.Create(&piece{ExportID: c.ID, Number: number, Content: content}).Error
	})
}

// finish turns the export to done: only now does anybody see its file, which is whole. It fails with errLost.
func (c *Claim) finish(ctx context.Context, made *product) error {
	return c.write(ctx, func(tx *models.Tx) error {
		err := c.change(tx, ending(tx, Done, map[string]any{
			"rows_done": made.rows, "rows_total": made.rows, "file_name": made.name, "file_size": made.size, "file_sha256": made.sum,
		}))
		if err != nil {
			return err
		}
		c.audit(tx, "export.done", map[string]any{"rows": made.rows, "file_name": made.name, "file_size": made.size, "file_sha256": made.sum})
		return nil
	})
}

// fail ends the export with a reason for its requester, and drops what there is of its file. It fails with errLost.
func (c *Claim) fail(ctx context.Context, cause refusal) error {
	return c.write(ctx, func(tx *models.Tx) error {
		if err := c.change(tx, ending(tx, Failed, map[string]any{"failure_code": cause.code, "failure": cause.reason})); err != nil {
			return err
		}
		c.audit(tx, "export.fail", map[string]any{"code": cause.code})
		return dropPieces(tx, []int64{c.ID})
	})
}

// giveBack puts the export into the queue again, to be claimed after a pause. It fails with errLost.
func (c *Claim) giveBack(ctx context.Context, pause time.Duration, attempts int64) error {
	return c.write(ctx, func(tx *models.Tx) error {
		return c.change(tx, map[string]any{"status": Queued, "owner": nil, "lease_until": tx.Now.Add(pause), "attempts": attempts})
	})
}
