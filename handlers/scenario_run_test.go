package handlers_test

import (
	"cmp"
	"database/sql"
	"errors"
	"fmt"
	"hash/fnv"
	"maps"
	"os"
	"slices"
	"strings"
	"testing"

	"practicestation/models"
	"practicestation/models/modelstest"
)

// scenario is one request below /api/v1 and what must come of it.
type scenario struct {
	name   string
	who    *caller
	method string // POST when empty
	path   string
	body   any
	header []string
	status int
	code   string // of the problem; a refusal must also change nothing
	has    string // a part of the body, empty for any
}

// run sends the scenarios one after another and complains of each that comes out otherwise.
func (a *app) run(scenarios []scenario) {
	a.t.Helper()
	for _, s := range scenarios {
		a.expect(s)
	}
}

func (a *app) expect(s scenario) {
	a.t.Helper()
	if s.status < 400 {
		a.ask(s)
	} else {
		a.refuse(s)
	}
}

// refuse sends what must be refused, and every table must be after all of it as it was before.
func (a *app) refuse(scenarios ...scenario) {
	a.t.Helper()
	before := a.state()
	names := make([]string, 0, len(scenarios))
	for _, s := range scenarios {
		a.ask(s)
		names = append(names, s.name)
	}
	if changed := difference(before, a.state()); changed != "" {
		a.t.Errorf("%s: refused, and yet changed %s", strings.Join(names, ", "), changed)
	}
}

// ask sends a scenario and complains of another answer.
func (a *app) ask(s scenario) {
	a.t.Helper()
	got := s.who.send(cmp.Or(s.method, "POST"), base+s.path, s.body, s.header...)
	if got.status != s.status || s.code != "" && got.text("code") != s.code || !strings.Contains(string(got.body), s.has) {
		a.t.Errorf("%s: %s\ngot %d %s, want %d %s %s", s.name, got.asked, got.status, abridged(string(got.body)), s.status, s.code, s.has)
	}
}

// besides are the tables that a refusal may write to: what is kept of requests themselves.
var besides = []string{"audit_entries", "idempotency_keys", "sessions", "refresh_tokens", "join_code_tries", "check_in_code_tries"}

// state is a checksum of each table that holds what the product is about.
func (a *app) state() map[string]uint64 {
	a.t.Helper()
	a.mutex.Lock()
	if a.tables == nil {
		a.tables = slices.Sorted(maps.Keys(modelstest.Schema(a.t, a.world)))
	}
	tables := a.tables
	a.mutex.Unlock()
	sums := make(map[string]uint64, len(tables))
	a.check(a.db.Read(a.t.Context(), models.SystemActor("test"), func(tx *models.Tx) error {
		for _, table := range tables {
			if slices.Contains(besides, table) {
				continue
			}
			var err error
			if sums[table], err = checksum(tx, table); err != nil {
				return err
			}
		}
		return nil
	}))
	return sums
}

// checksum adds up the hashes of a table's rows, whatever their order.
func checksum(tx *models.Tx, table string) (sum uint64, err error) {
	rows, err := tx.DB.Raw("SELECT * FROM " + table).Rows()
	if err != nil {
		return 0, err
	}
	defer func() { err = errors.Join(err, rows.Close()) }()
	columns, err := rows.Columns()
	if err != nil {
		return 0, err
	}
	values, cells := make([]sql.RawBytes, len(columns)), make([]any, len(columns))
	for i := range values {
		cells[i] = &values[i]
	}
	for rows.Next() {
		if err := rows.Scan(cells...); err != nil {
			return 0, err
		}
		hash := fnv.New64a()
		for _, value := range values {
			_, _ = hash.Write(value)
			_, _ = hash.Write([]byte{0})
		}
		sum += hash.Sum64() // of two equal rows, too, each counts
	}
	return sum, rows.Err()
}

func difference(before, after map[string]uint64) string {
	var changed []string
	for _, table := range slices.Sorted(maps.Keys(before)) {
		if before[table] != after[table] {
			changed = append(changed, table)
		}
	}
	return strings.Join(changed, ", ")
}

// count is how many rows of a table fulfil a condition.
func (a *app) count(table, condition string, values ...any) (n int64) {
	a.t.Helper()
	a.check(a.db.Read(a.t.Context(), models.SystemActor("test"), func(tx *models.Tx) error {
		return tx.DB.Table(table).Where(condition, values...).Count(&n).Error
	}))
	return n
}

// TestMain runs the tests of the whole package, and then asks whether they have reached the whole contract.
func TestMain(m *testing.M) {
	modelstest.Main(m)
	if !wholeRun() {
		return
	}
	known, err := readContract()
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
	if complaints := covered.missing(known, os.Stderr); complaints > 0 {
		fmt.Fprintf(os.Stderr, "FAIL: %d answers of the contract are reached by no scenario\n", complaints)
		os.Exit(1)
	}
}
