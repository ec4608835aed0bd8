package activity_test

import (
	"fmt"
	"regexp"
	"strings"
	"sync"
	"testing"
	"time"

	"gorm.io/gorm"

	"practicestation/models"
	"practicestation/models/activity"
	"practicestation/models/modelstest"
)

// TestHistoryIsNotReadAgain is mistake 26 of the peers, where each old sign-up slowed every new one: over 100,000 of them,
// no statement of a sign-up, a cancellation or an attendance reads the table, or more of an index than one person's past.
func TestHistoryIsNotReadAgain(t *testing.T) {
	t.Parallel()
	modelstest.Each(t, func(t *testing.T, base *modelstest.World) {
		w := build(t, base)
		people := w.volunteers(500)
		w.history(200, len(people))
		shift := w.openShift(2, 5)
		db := w.Reopen(t)
		statements := w.record(db, "sign_ups", func() {
			var signUps []*activity.SignUp
			for _, who := range people[:4] {
				signUp, err := w.signUpOn(db, who, shift)
				w.must(err)
				signUps = append(signUps, signUp)
			}
			w.must(w.cancelOn(db, people[0], signUps[0], ""))
			w.Clock.Set(shift.StartsAt)
			_, err := w.tickOn(db, signUps[1], activity.In)
			w.must(err)
		})
		if len(statements) < 10 {
			t.Fatalf("only %d statements on sign-ups were seen", len(statements))
		}
		for _, s := range statements {
			w.usesAnIndex(s)
		}
	})
}

// history fills the table as years would: each of the shifts was served by everybody.
func (w *world) history(shifts, people int) {
	w.t.Helper()
	w.exec(`INSERT INTO activities (id, station_id, team_id, title, category, place, description, starts_at, ends_at, sign_up_opens_at,
		sign_up_closes_at, cancel_closes_at, status, pending_entries, decided_entries, version, created_at, updated_at)
		SELECT 1, ?, ?, '往年', '卫生环保', '村里', '', created_at, created_at, created_at, created_at, created_at, 'published', 0, 0, 1, created_at, created_at
		FROM volunteers WHERE id = 1`, w.station.ID, w.team.ID)
	var rows []activity.Shift
	for i := range shifts {
		starts := at(1, 9, 0).AddDate(0, 0, -i-1)
		rows = append(rows, activity.Shift{
			ID: int64(i + 1), ActivityID: 1, Role: "志愿者", StartsAt: starts, EndsAt: starts.Add(time.Hour),
			Capacity: 1000, Confirmed: int64(people), LastSequence: int64(people), CodeSecret: []byte{1}, Version: 1,
		})
	}
	w.insert(rows)
	w.exec(`INSERT INTO sign_ups (shift_id, activity_id, volunteer_id, status, live, sequence, created_at, updated_at)
		SELECT h.id, 1, v.id, 'completed', 1, v.id, v.created_at, v.created_at FROM shifts h JOIN volunteers v ON v.id <= ?`, people)
	if got := w.numbers("SELECT COUNT(*) FROM sign_ups")[0]; got != int64(shifts*people) {
		w.t.Fatalf("the history has %d sign-ups", got)
	}
	if w.DB.Dialect == models.MySQL {
		w.exec("ANALYZE TABLE sign_ups, shifts, volunteers")
	}
}

// statement is what the program has asked the database, with its values.
type statement struct {
	sql    string
	values []any
}

// record runs a program on an instance of its own, and gives every statement on a table that it sent, but inserts.
func (w *world) record(db *models.DB, table string, program func()) []statement {
	w.t.Helper()
	var mutex sync.Mutex
	var all []statement
	note := func(sent *gorm.DB) {
		mutex.Lock()
		defer mutex.Unlock()
		if sql := sent.Statement.SQL.String(); strings.Contains(sql, table) && !strings.HasPrefix(sql, "INSERT") {
			all = append(all, statement{sql, sent.Statement.Vars})
		}
	}
	w.must(w.write(db, models.SystemActor("test"), func(tx *models.Tx) error {
		on := tx.DB.Callback()
		for _, register := range []func(name string, fn func(*gorm.DB)) error{
			on.Query().After("*").Register, on.Row().After("*").Register, on.Raw().After("*").Register, on.Update().After("*").Register,
		} {
			if err := register("test:note", note); err != nil {
				return err
			}
		}
		return nil
	}))
	program()
	return all
}

// lookup is a step of SQLite's plan that does not read a whole table or index.
var lookup = regexp.MustCompile(`^(SEARCH .*USING (COVERING )?(INDEX|INTEGER PRIMARY KEY).*|CO-ROUTINE.*|USE TEMP B-TREE.*|(CORRELATED )?(SCALAR|LIST) SUBQUERY.*)$`)

func (w *world) usesAnIndex(s statement) {
	w.t.Helper()
	if w.DB.Dialect == models.SQLite {
		for _, step := range explain[struct{ Detail string }](w, "EXPLAIN QUERY PLAN "+s.sql, s.values) {
			if !lookup.MatchString(step.Detail) {
				w.t.Errorf("%s\n%s", step.Detail, s.sql)
			}
		}
		return
	}
	type row struct {
		Table, Type, Key string
		Rows             string // MariaDB writes 2 (0%) where it also filters by a second index
	}
	for _, step := range explain[row](w, "EXPLAIN "+s.sql, s.values) {
		var rows int64
		if _, err := fmt.Sscan(step.Rows, &rows); err != nil && step.Rows != "" {
			w.t.Errorf("%+v: %v\n%s", step, err, s.sql)
		}
		if step.Type == "ALL" || step.Type == "index" || rows > 500 {
			w.t.Errorf("%+v\n%s", step, s.sql)
		}
	}
}

// explain also fails when there is no plan at all.
func explain[T any](w *world, sql string, values []any) []T {
	w.t.Helper()
	steps := read(w, w.manager, func(tx *models.Tx) (steps []T, err error) {
		err = tx.DB.Raw(sql, values...).Scan(&steps).Error
		return steps, err
	})
	if len(steps) == 0 {
		w.t.Error(fmt.Sprint("no plan for ", sql))
	}
	return steps
}
