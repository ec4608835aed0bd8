package modelstest

import (
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
	values := []string{"'x'", "'y'"}
	switch logical {
	case "integer":
		values = []string{"COALESCE(" + column + ", 0) + 1", "COALESCE(" + column + ", 2) - 1", "COALESCE(" + column + ", 0) + 2"}
	case "time":
		values = []string{"'2020-02-02 02:02:02'"}
	case "char(10)":
		values = []string{"'2020-02-02'"}
	}
	for _, value := range values {
		if set(t, w, table, id, column, value) == nil {
			return was
		}
	}
	return nil
}

func set(t testing.TB, w *World, table string, id int64, column, value string, values ...any) error {
	t.Helper()
	return w.DB.Write(t.Context(), models.SystemActor("test"), func(tx *models.Tx) error {
		return tx.DB.Exec("UPDATE "+table+" SET "+column+" = "+value+" WHERE id = ?", append(values, id)...).Error
	})
}
