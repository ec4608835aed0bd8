package models

import (
	"context"
	"database/sql"
	"errors"
	"maps"
	"math/rand/v2"
	"reflect"
	"slices"
	"time"

	"gorm.io/gorm"
	"gorm.io/gorm/clause"
)

// attempts bounds how often a unit is run when the database keeps refusing it.
const attempts = 12

// errRetry asks the kernel to run the whole unit again.
var errRetry = errors.New("the unit lost a race and must run again")

// errRehearsed makes a unit that has succeeded be taken back.
var errRehearsed = errors.New("the unit was a rehearsal")

// Tx is one unit of work: everything that a rule may depend on besides its arguments. It embeds the request's context,
// which is never stored beyond the unit.
type Tx struct {
	context.Context
	DB    *gorm.DB // inside the transaction
	Now   time.Time
	Actor Actor
	Zone  *time.Location

	Settings Settings

	closes    bool // that the unit closes its actor's account
	audit     []AuditRow
	witnessed []*WitnessedRow // by line of the audit; nil for none
	notices   []Notice
	seal      *int64 // the last seal of the audit, once the unit has looked or sealed
}

// Retry is what a rule returns when a guard that it had read before has moved: the kernel then runs the unit again.
func (tx *Tx) Retry() error { return errRetry }

// ErrAccountClosed refuses what somebody asks for who has closed the account.
var ErrAccountClosed = DefineError(Unauthenticated, "account_closed", "账号已注销", "这个账号已经注销，不能再使用。要再参加服务，请重新登录，系统会建立新账号。")

// ClosesAccount says that the unit closes the account of its actor, and may be written all the same.
func (tx *Tx) ClosesAccount() { tx.closes = true }

// stillOpen fails with ErrAccountClosed when the actor's account was closed after the request had been let in: what closing has emptied
// and ended must not be filled or begun behind it. The row is locked as the last thing of a unit, so that a closure under way is
// waited for, one that comes next finds all that the unit has written, and nobody is held up for long.
func (tx *Tx) stillOpen() error {
	if tx.Actor.AccountID == 0 || tx.closes {
		return nil
	}
	var statuses []string
	err := tx.Locking().Table("accounts").Where("id = ?", tx.Actor.AccountID).Pluck("status", &statuses).Error
	if err != nil {
		return err
	}
	if slices.Contains(statuses, "closed") {
		return ErrAccountClosed
	}
	return nil
}

// Today is the civil date of the unit in the installation's zone.
func (tx *Tx) Today() Date { return DateOf(tx.Now, tx.Zone) }

// Locking reads rows for change. SQLite has one writer and drops the clause; elsewhere it is a row lock on one node, so
// every invariant is also guarded by a write.
func (tx *Tx) Locking() *gorm.DB { return tx.DB.Clauses(clause.Locking{Strength: "UPDATE"}) }

// UpdateVersion changes columns of the row, moves its version, and fails with ErrVersionConflict when the version that
// the caller has seen is not the current one. The entity only names the table, and columns stay as they are: GORM writes
// new values into its model, and an audit row made afterwards would show them as the old ones.
func (tx *Tx) UpdateVersion(entity any, id, version int64, columns map[string]any) error {
	change := maps.Clone(columns)
	change["version"] = gorm.Expr("version + 1")
	change["updated_at"] = tx.Now
	table := reflect.New(reflect.TypeOf(entity).Elem()).Interface()
	result := tx.DB.Model(table).Where("id = ? AND version = ?", id, version).Updates(change)
	if result.Error != nil {
		return result.Error
	}
	if result.RowsAffected == 0 {
		return ErrVersionConflict
	}
	return nil
}

// Find loads the row with this id, or fails with the error given for a missing one.
func Find[T any](tx *Tx, id int64, missing *Error) (*T, error) {
	return one[T](tx.DB, id, missing)
}

// FindLocked is Find for change.
func FindLocked[T any](tx *Tx, id int64, missing *Error) (*T, error) {
	return one[T](tx.Locking(), id, missing)
}

func one[T any](db *gorm.DB, id int64, missing *Error) (*T, error) {
	var row T
	err := db.Where("id = ?", id).Take(&row).Error
	if errors.Is(err, gorm.ErrRecordNotFound) {
		return nil, missing
	}
	if err != nil {
		return nil, err
	}
	return &row, nil
}

// Write runs the unit in one transaction with one instant and one actor, and commits it with its audit rows and notices. When the
// database reports a deadlock, a lock timeout or a lost race, the whole unit runs again: it must have no effect outside tx.
// An error of the unit rolls everything back and is returned as it is.
func (db *DB) Write(ctx context.Context, actor Actor, unit func(tx *Tx) error) error {
	return db.repeat(ctx, func() error { return db.once(ctx, actor, unit) })
}

// Rehearse runs the unit as Write does and takes everything back: a dry run does exactly what the change would do.
func (db *DB) Rehearse(ctx context.Context, actor Actor, unit func(tx *Tx) error) error {
	err := db.repeat(ctx, func() error {
		return db.once(ctx, actor, func(tx *Tx) error {
			if err := unit(tx); err != nil {
				return err
			}
			return errRehearsed
		})
	})
	if errors.Is(err, errRehearsed) {
		return nil
	}
	return err
}

// repeat runs what may meet others until it no longer does.
func (db *DB) repeat(ctx context.Context, run func() error) error {
	var err error
	for attempt := range attempts {
		if err = run(); !retryable(err) {
			return translate(ctx, err)
		}
		if wait(ctx, attempt) != nil {
			break
		}
	}
	return translate(ctx, err)
}

// Read runs the unit outside a transaction, on a connection that cannot write where the database allows for that.
func (db *DB) Read(ctx context.Context, actor Actor, unit func(tx *Tx) error) error {
	tx := &Tx{Context: ctx, DB: db.readers.WithContext(ctx), Now: db.Now(), Actor: actor, Zone: db.Zone, Settings: db.settings}
	return translate(ctx, unit(tx))
}

// Snapshot is Read with one state of the database for everything that the unit reads, however many statements it takes and
// whatever others write meanwhile.
func (db *DB) Snapshot(ctx context.Context, actor Actor, unit func(tx *Tx) error) error {
	options := &sql.TxOptions{ReadOnly: true}
	if db.Dialect == MySQL {
		options.Isolation = sql.LevelRepeatableRead
	}
	handle := db.readers.WithContext(ctx).Begin(options)
	if handle.Error != nil {
		return translate(ctx, handle.Error)
	}
	defer handle.Rollback()
	tx := &Tx{Context: ctx, DB: handle, Now: db.Now(), Actor: actor, Zone: db.Zone, Settings: db.settings}
	return translate(ctx, unit(tx))
}

func (db *DB) once(ctx context.Context, actor Actor, unit func(tx *Tx) error) (err error) {
	// A pool gives its connections to those who wait by chance; a channel serves them in order, so nobody starves.
	select {
	case db.turns <- struct{}{}:
		defer func() { <-db.turns }()
	case <-ctx.Done():
		return ctx.Err()
	}
	handle := db.writer.WithContext(ctx).Begin(db.isolation())
	if handle.Error != nil {
		return handle.Error
	}
	committed := false
	defer func() {
		if !committed {
			handle.Rollback()
		}
	}()
	tx := &Tx{Context: ctx, DB: handle, Now: db.Now(), Actor: actor, Zone: db.Zone, Settings: db.settings}
	if err := unit(tx); err != nil {
		return err
	}
	if err := tx.flushAudit(&db.seals); err != nil {
		return err
	}
	if err := tx.flushNotices(); err != nil {
		return err
	}
	if err := tx.stillOpen(); err != nil {
		return err
	}
	committed = true
	if err := handle.Commit().Error; err != nil {
		return &commitError{err}
	}
	db.seals.learn(tx)
	return nil
}

// isolation is READ COMMITTED on MySQL: under REPEATABLE READ a plain read made before a lock freezes an old snapshot.
func (db *DB) isolation() *sql.TxOptions {
	if db.Dialect == MySQL {
		return &sql.TxOptions{Isolation: sql.LevelReadCommitted}
	}
	return nil
}

// wait sleeps a little longer after each attempt, by chance, so that those who met do not meet again.
func wait(ctx context.Context, attempt int) error {
	longest := min(time.Duration(attempt+1)*8*time.Millisecond, 100*time.Millisecond)
	timer := time.NewTimer(rand.N(longest)) // jitter needs no secrecy
	defer timer.Stop()
	select {
	case <-ctx.Done():
		return ctx.Err()
	case <-timer.C:
		return nil
	}
}
