//go:build testclock

package main

import (
	"os"
	"path/filepath"
	"testing"
	"time"
)

func TestClockFollowsItsFile(t *testing.T) {
	t.Parallel()
	path := filepath.Join(t.TempDir(), "now")
	write := func(text string) {
		if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	getenv := func(string) string { return path }

	if _, err := newClock(getenv); err == nil {
		t.Error("a missing file was accepted")
	}
	write("tomorrow")
	if _, err := newClock(getenv); err == nil {
		t.Error("a file without an instant was accepted")
	}

	write("2026-03-01T09:00:00.1239+08:00\n")
	clock, err := newClock(getenv)
	if err != nil {
		t.Fatal(err)
	}
	expect := func(want time.Time) {
		t.Helper()
		if now := clock(); !now.Equal(want) || now.Location() != time.UTC {
			t.Errorf("the clock says %v, want %v", now, want)
		}
	}
	expect(time.Date(2026, 3, 1, 1, 0, 0, 123_000_000, time.UTC))
	write("2026-03-08T09:00:00Z")
	expect(time.Date(2026, 3, 8, 9, 0, 0, 0, time.UTC))
	write("")
	expect(time.Date(2026, 3, 8, 9, 0, 0, 0, time.UTC))
}
