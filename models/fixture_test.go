package models_test

import (
	"strconv"
	"testing"

	"practicestation/models"
	"practicestation/models/modelstest"
)

// tester is the actor of the kernel's tests.
var tester = models.Actor{AccountID: 7, Name: "测试员", RequestID: "request-1", Address: "192.0.2.1"}

func write(t testing.TB, w *modelstest.World, unit func(tx *models.Tx) error) {
	t.Helper()
	if err := w.DB.Write(t.Context(), tester, unit); err != nil {
		t.Fatalf("write: %v", err)
	}
}

func read(t testing.TB, w *modelstest.World, unit func(tx *models.Tx) error) {
	t.Helper()
	if err := w.DB.Read(t.Context(), tester, unit); err != nil {
		t.Fatalf("read: %v", err)
	}
}

// lease is one row of job_leases: the table that has the fewest ties, for tests that need just some row.
func lease(tx *models.Tx, name, owner string) error {
	return tx.DB.Exec("INSERT INTO job_leases (name, owner, lease_until, next_run_at) VALUES (?, ?, ?, ?)", name, owner, tx.Now, tx.Now).Error
}

func count(t testing.TB, w *modelstest.World, table string) int64 {
	t.Helper()
	var rows int64
	read(t, w, func(tx *models.Tx) error { return tx.DB.Table(table).Count(&rows).Error })
	return rows
}

// expectNothing checks that no unit has left anything behind.
func expectNothing(t testing.TB, w *modelstest.World) {
	t.Helper()
	for _, table := range []string{"job_leases", "audit_entries", "idempotency_keys"} {
		if rows := count(t, w, table); rows != 0 {
			t.Errorf("%s has %d rows, want none", table, rows)
		}
	}
}

func itoa(n int) string { return strconv.Itoa(n) }
