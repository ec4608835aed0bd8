package models_test

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"practicestation/models"
	"practicestation/models/modelstest"
)

func TestMain(m *testing.M) { modelstest.Main(m) }

// TestDialectsAgree compares the two sets of migrations by what they make: tables, columns, keys.
func TestDialectsAgree(t *testing.T) {
	t.Parallel()
	sqlite := modelstest.Schema(t, modelstest.Open(t, "sqlite"))
	mysql := modelstest.Schema(t, modelstest.Open(t, "mysql"))
	if len(sqlite) == 0 {
		t.Fatal("there are no tables")
	}
	if difference := cmp.Diff(sqlite, mysql); difference != "" {
		t.Errorf("SQLite (-) and MySQL (+) differ:\n%s", difference)
	}
}

// TestEveryTableHasAKey: a table without one cannot be replicated or paged.
func TestEveryTableHasAKey(t *testing.T) {
	t.Parallel()
	modelstest.Each(t, func(t *testing.T, w *modelstest.World) {
		for name, table := range modelstest.Schema(t, w) {
			if len(table.PrimaryKey) == 0 {
				t.Errorf("%s has no primary key", name)
			}
		}
	})
}

// TestMySQLTablesAreStoredAlike: only InnoDB has transactions, and only a binary collation tells rare characters apart.
func TestMySQLTablesAreStoredAlike(t *testing.T) {
	t.Parallel()
	const otherwise = `SELECT CONCAT(table_name, ': ', engine, ', ', table_collation) FROM information_schema.tables
			WHERE table_schema = DATABASE() AND table_name NOT LIKE 'goose%'
			AND (engine <> 'InnoDB' OR table_collation <> 'utf8mb4_bin')
		UNION ALL SELECT CONCAT(table_name, '.', column_name, ': ', collation_name) FROM information_schema.columns
			WHERE table_schema = DATABASE() AND table_name NOT LIKE 'goose%' AND collation_name <> 'utf8mb4_bin'`
	w := modelstest.Open(t, "mysql")
	var wrong []string
	err := w.DB.Read(t.Context(), models.SystemActor("test"), func(tx *models.Tx) error { return tx.DB.Raw(otherwise).Scan(&wrong).Error })
	if err != nil {
		t.Fatal(err)
	}
	for _, line := range wrong {
		t.Error(line)
	}
}
