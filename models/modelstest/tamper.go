package modelstest

import (
	"database/sql"
	"fmt"
	"maps"
	"slices"
	"strings"
	"testing"

	"practicestation/models"
)

// Findings runs checks, and gives what each finds as "table row: sentence".
func Findings(t testing.TB, w *World, checks ...[]models.Check) []string {
	t.Helper()
	var all []string
	for _, check := range slices.Concat(checks...) {
		_, found, err := check.Run(t.Context(), w.DB, func(int64) {})
		if err != nil {
			t.Fatalf("%s: %v", check.Name, err)
		}
		if found != nil {
			all = append(all, fmt.Sprintf("%s %d: %s", found.Table, found.Row, found.Text))
		}
	}
	return all
}

// PastKeys runs statements as a client does that holds no foreign keys, such as sqlite3 unless it is told to.
func PastKeys(t testing.TB, w *World, statements ...string) {
	t.Helper()
	if w.Dialect == string(models.MySQL) {
		statements = slices.Concat([]string{"SET foreign_key_checks = 0"}, statements, []string{"SET foreign_key_checks = 1"})
		err := w.DB.Write(t.Context(), models.SystemActor("test"), func(tx *models.Tx) error {
			for _, statement := range statements {
				if err := tx.DB.Exec(statement).Error; err != nil {
					return err
				}
			}
			return nil
		})
		if err != nil {
			t.Fatal(err)
		}
		return
	}
	pool, err := sql.Open("sqlite", strings.TrimPrefix(w.URL, "sqlite:"))
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = pool.Close() }()
	for _, statement := range statements {
		if _, err := pool.ExecContext(t.Context(), statement); err != nil {
			t.Fatal(err)
		}
	}
}

// EachColumn changes one column of a row after the other by plain SQL, wants the checks to name the row each time, and puts the
// column back. Columns that the database itself lets nobody change so, because a key forbids it, are passed over.
func EachColumn(t testing.TB, w *World, table string, id int64, except []string, checks ...[]models.Check) {
	t.Helper()
	columns := Schema(t, w)[table].Columns
	changed := 0
	for _, column := range slices.Sorted(maps.Keys(columns)) {
		if column == "id" || slices.Contains(except, column) {
			continue
		}
		was := tampered(t, w, table, id, column, columns[column].Type)
		if was == nil {
			continue
		}
		changed++
		if found := Findings(t, w, checks...); !slices.ContainsFunc(found, func(one string) bool { return strings.HasPrefix(one, fmt.Sprintf("%s %d: ", table, id)) }) {
			t.Errorf("%s of %s %d was changed, and found is %q", column, table, id, found)
		}
		if err := set(t, w, table, id, column, "?", was[0]); err != nil {
			t.Fatal(err)
		}
	}
	if changed < len(columns)/2 {
		t.Errorf("only %d columns of %s could be changed", changed, table)
	}
	if found := Findings(t, w, checks...); len(found) != 0 {
		t.Errorf("put back: %q", found)
	}
}

// Tampering is a row of which every column is changed, its key too.
type Tampering struct {
	Table, Key string
	Row        any
	Moved      any               // what the key is changed to; a number or letter that stands for nothing if not said
	Values     map[string]string // by column, another value where the keys of the table let few in
	Found      map[string]string // by column, the beginning of what is found where that is not the row itself
	Without    []string          // columns that are held by nothing, each for a reason that the test gives
}

// EveryColumn changes each column of a row by plain SQL, wants the checks to find it, and puts the column back. None is passed over.
func EveryColumn(t testing.TB, w *World, row Tampering, checks ...[]models.Check) {
	t.Helper()
	columns := Schema(t, w)[row.Table].Columns
	for _, column := range slices.Sorted(maps.Keys(columns)) {
		if slices.Contains(row.Without, column) {
			continue
		}
		want, elsewhere := row.Found[column]
		if !elsewhere {
			want = fmt.Sprintf("%s %v: ", row.Table, row.Row)
		}
		was, now := row.tamper(t, w, column, columns[column].Type)
		if found := Findings(t, w, checks...); !slices.ContainsFunc(found, func(one string) bool { return strings.HasPrefix(one, want) }) {
			t.Errorf("%s of %s %v was changed: found %q, want %q", column, row.Table, row.Row, found, want)
		}
		if err := setWhere(t, w, row.Table, row.Key, now, column, "?", was); err != nil {
			t.Fatal(err)
		}
	}
	if found := Findings(t, w, checks...); len(found) != 0 {
		t.Errorf("put back: %q", found)
	}
}

// tamper gives a column another value, and tells what it was and by which key the row is found now.
func (r *Tampering) tamper(t testing.TB, w *World, column, logical string) (was, key any) {
	t.Helper()
	err := w.DB.Read(t.Context(), models.SystemActor("test"), func(tx *models.Tx) error {
		return tx.DB.Table(r.Table).Select(column).Where(r.Key+" = ?", r.Row).Row().Scan(&was)
	})
	if err != nil {
		t.Fatalf("%s of %s %v: %v", column, r.Table, r.Row, err)
	}
	if column == r.Key {
		_, text := r.Row.(string)
		switch key = r.Moved; {
		case key == nil && text:
			key = "x"
		case key == nil:
			key = 987654
		}
		if err = setWhere(t, w, r.Table, r.Key, r.Row, column, "?", key); err != nil {
			t.Fatal(err)
		}
		return was, key
	}
	values := otherValues(column, logical)
	if value, given := r.Values[column]; given {
		values = []string{value}
	}
	for _, value := range values {
		if err = setWhere(t, w, r.Table, r.Key, r.Row, column, value); err == nil {
			return was, r.Row
		}
	}
	t.Fatalf("%s of %s %v cannot be changed: %v", column, r.Table, r.Row, err)
	return nil, nil
}

// otherValues are what a column may be changed to, the first that the keys of the table let in.
func otherValues(column, logical string) []string {
	switch logical {
	case "integer":
		return []string{"COALESCE(" + column + ", 0) + 1", "COALESCE(" + column + ", 2) - 1", "COALESCE(" + column + ", 0) + 2", "COALESCE(" + column + ", 0) + 1000"}
	case "time":
		return []string{"'2020-02-02 02:02:02'"}
	case "char(10)":
		return []string{"'2020-02-02'"}
	}
	return []string{"'x'", "'y'"}
}

// tampered gives a column another value, and tells in a list of one what it was; nil when the database refuses.
func tampered(t testing.TB, w *World, table string, id int64, column, logical string) []any {
	t.Helper()
	was := make([]any, 1)
	err := w.DB.Read(t.Context(), models.SystemActor("test"), func(tx *models.Tx) error {
		return tx.DB.Table(table).Select(column).Where("id = ?", id).Row().Scan(&was[0])
	})
	if err != nil {
		t.Fatalf("%s of %s %d: %v", column, table, id, err)
	}
	for _, value := range otherValues(column, logical) {
		if set(t, w, table, id, column, value) == nil {
			return was
		}
	}
	return nil
}

func set(t testing.TB, w *World, table string, id int64, column, value string, values ...any) error {
	t.Helper()
	return setWhere(t, w, table, "id", id, column, value, values...)
}

func setWhere(t testing.TB, w *World, table, key string, row any, column, value string, values ...any) error {
	t.Helper()
	return w.DB.Write(t.Context(), models.SystemActor("test"), func(tx *models.Tx) error {
		return tx.DB.Exec("UPDATE "+table+" SET "+column+" = "+value+" WHERE "+key+" = ?", append(values, row)...).Error
	})
}
