package importing

import (
	"context"
	"errors"
	"time"

	"gorm.io/gorm"

	"practicestation/models"
)

const (
	// lease is how long a claim holds without a sign of life. The rows are one unit, in which SQLite lets nothing else be written: no sign of
	// life, and no claim of another either.
	lease = 2 * time.Minute
	// pulse is how often a worker tells that it is alive, and hears that it shall stop.
	pulse = 3 * time.Second
	// attempts bounds how often an import is begun: what has killed three workers would kill the next one.
	attempts = 3
)

// errLost says that the import was taken over or discarded meanwhile.
var errLost = errors.New("the import's lease was lost")

// Claim is an import that this instance checks or carries out.
type Claim struct {
	Import
	db    *models.DB
	owner string
	pulse time.Duration
}

// claimable is the condition for imports that wait for work, or whose worker has died.
const claimable = "status IN ('checking', 'applying') AND (lease_until IS NULL OR lease_until <= ?) AND expires_at > ?"

// ClaimImport takes the oldest import that waits for work, if there is one. Of several that try at once, one gets it.
func ClaimImport(ctx context.Context, db *models.DB, owner string) (claim *Claim, found bool, err error) {
	worker := models.SystemActor("import")
	var waiting []int64
	err = db.Read(ctx, worker, func(tx *models.Tx) error {
		return tx.DB.Model(&Import{}).Where(claimable, tx.Now, tx.Now).Order("id").Limit(8).Pluck("id", &waiting).Error
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

// take is the conditional write that decides who gets the import. One that was begun too often ends here.
func (c *Claim) take(tx *models.Tx, id int64) (bool, error) {
	taken := tx.DB.Model(&Import{}).Where("id = ? AND attempts < ? AND "+claimable, id, attempts, tx.Now, tx.Now).Updates(map[string]any{
		"owner": c.owner, "lease_until": tx.Now.Add(lease), "attempts": gorm.Expr("attempts + 1"), "total_rows": 0,
	})
	if taken.Error != nil {
		return false, taken.Error
	}
	if taken.RowsAffected == 0 {
		ended := tx.DB.Model(&Import{}).Where("id = ? AND attempts >= ? AND "+claimable, id, attempts, tx.Now, tx.Now).Updates(failure(tx, ErrStopped))
		if ended.Error != nil || ended.RowsAffected == 0 {
			return false, ended.Error
		}
		return false, dropContent(tx, []int64{id})
	}
	current, err := models.Find[Import](tx, id, ErrNotFound)
	if err != nil {
		return false, err
	}
	c.Import = *current
	return true, nil
}

// ending is the columns of an import that nobody works on any more.
func ending(status Status, columns map[string]any) map[string]any {
	columns["status"], columns["owner"], columns["lease_until"], columns["attempts"] = status, nil, nil, 0
	return columns
}

// failure is the columns of an import that came to nothing, for a reason that its owner reads.
func failure(tx *models.Tx, because *models.Error) map[string]any {
	return ending(Failed, map[string]any{"failure_code": because.Code, "failure": because.Message, "finished_at": tx.Now})
}

// change writes the import's columns as long as the claim holds. It fails with errLost.
func (c *Claim) change(tx *models.Tx, columns map[string]any) error {
	const mine = "id = ? AND status = ? AND owner = ? AND attempts = ?"
	var held int64
	err := tx.Locking().Model(&Import{}).Select("id").Where(mine, c.ID, c.Status, c.owner, c.Attempts).Limit(1).Scan(&held).Error
	if err != nil {
		return err
	}
	if held == 0 {
		return errLost
	}
	return tx.DB.Model(&Import{}).Where(mine, c.ID, c.Status, c.owner, c.Attempts).Updates(columns).Error
}

// live gives signs of life until the attempt ends, and ends it when the import is no longer this worker's.
func (c *Claim) live(ctx context.Context, cancel context.CancelCauseFunc) {
	ticker := time.NewTicker(c.pulse)
	defer ticker.Stop()
	for {
		select {
		case <-ctx.Done():
			return
		case <-ticker.C:
		}
		err := c.write(ctx, func(tx *models.Tx) error { return c.change(tx, map[string]any{"lease_until": tx.Now.Add(lease)}) })
		if errors.Is(err, errLost) {
			cancel(errLost)
			return
		}
	}
}

func (c *Claim) write(ctx context.Context, unit func(tx *models.Tx) error) error {
	return c.db.Write(ctx, models.SystemActor("import"), unit)
}
