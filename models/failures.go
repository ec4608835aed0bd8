package models

import (
	"context"
	"database/sql/driver"
	"errors"
	"net"
	"slices"

	"github.com/go-sql-driver/mysql"
	"gorm.io/gorm"
	"modernc.org/sqlite"
)

// The numbers by which the databases report what happened.
const (
	mysqlDuplicate  = 1062
	mysqlReferenced = 1451
	mysqlForeignKey = 1452

	sqliteBusy       = 5
	sqliteIOError    = 10
	sqliteFull       = 13
	sqliteForeignKey = 787
	sqlitePrimaryKey = 1555
	sqliteUnique     = 2067
)

// mysqlAgain are deadlock, lock timeout and lost snapshot of MySQL and MariaDB, and the write conflicts of TiDB.
var mysqlAgain = []uint16{1213, 1205, 1020, 9007, 8002, 8005, 8022, 8028}

// mysqlAway are too many connections, a shutdown, a killed connection and a cluster node without a quorum: the server is
// there and cannot serve now.
var mysqlAway = []uint16{1040, 1053, 1927, 1047}

// commitError says that COMMIT failed: when the connection went away meanwhile, nobody knows what became of the unit.
type commitError struct{ cause error }

func (e *commitError) Error() string { return "commit: " + e.cause.Error() }
func (e *commitError) Unwrap() error { return e.cause }

// constraintError keeps the driver's error beside GORM's name for it, which alone would lose what happened.
type constraintError struct{ named, cause error }

func (e *constraintError) Error() string   { return e.named.Error() + ": " + e.cause.Error() }
func (e *constraintError) Unwrap() []error { return []error{e.named, e.cause} }

// IsDuplicate reports whether an insert met a unique key.
func IsDuplicate(err error) bool { return errors.Is(err, gorm.ErrDuplicatedKey) }

// IsMissing reports whether a query found no row.
func IsMissing(err error) bool { return errors.Is(err, gorm.ErrRecordNotFound) }

func retryable(err error) bool {
	if err == nil {
		return false
	}
	if errors.Is(err, errRetry) {
		return true
	}
	if number, ok := mysqlNumber(err); ok {
		return slices.Contains(mysqlAgain, number)
	}
	if code, ok := sqliteCode(err); ok {
		return code&0xff == sqliteBusy
	}
	var commit *commitError
	return errors.Is(err, driver.ErrBadConn) && !errors.As(err, &commit)
}

// translate turns what no rule has caught into an error that a client can act on; everything else stays as it is.
func translate(ctx context.Context, err error) error {
	var own *Error
	switch {
	case err == nil, errors.As(err, &own):
		return err
	case retryable(err):
		return ErrBusy
	case ctx.Err() != nil:
		return ctx.Err()
	}
	if code, ok := sqliteCode(err); ok && (code&0xff == sqliteFull || code&0xff == sqliteIOError) {
		return ErrStorageFull
	}
	var commit *commitError
	var network *net.OpError // the server is not there at all
	lost := errors.Is(err, driver.ErrBadConn) || errors.Is(err, mysql.ErrInvalidConn) || errors.As(err, &network)
	switch {
	case lost && errors.As(err, &commit):
		return ErrOutcomeUnknown
	case lost:
		return ErrBusy
	}
	if number, ok := mysqlNumber(err); ok && slices.Contains(mysqlAway, number) {
		return ErrBusy
	}
	return err
}

func mysqlNumber(err error) (uint16, bool) {
	var reported *mysql.MySQLError
	if errors.As(err, &reported) {
		return reported.Number, true
	}
	return 0, false
}

func sqliteCode(err error) (int, bool) {
	var reported *sqlite.Error
	if errors.As(err, &reported) {
		return reported.Code(), true
	}
	return 0, false
}

// constraint names a broken constraint in GORM's words and keeps the driver's.
func constraint(err error) error {
	if number, ok := mysqlNumber(err); ok {
		switch number {
		case mysqlDuplicate:
			return &constraintError{gorm.ErrDuplicatedKey, err}
		case mysqlReferenced, mysqlForeignKey:
			return &constraintError{gorm.ErrForeignKeyViolated, err}
		}
	}
	if code, ok := sqliteCode(err); ok {
		switch code {
		case sqlitePrimaryKey, sqliteUnique:
			return &constraintError{gorm.ErrDuplicatedKey, err}
		case sqliteForeignKey:
			return &constraintError{gorm.ErrForeignKeyViolated, err}
		}
	}
	return err
}
