package main

import (
	"path/filepath"
	"strings"
	"testing"
)

// TestRollupsAreRebuiltByACommand: what was tampered with is found by verify and put right by a rebuild, and an upgrade makes the
// rollups of a ledger that is older than they are.
func TestRollupsAreRebuiltByACommand(t *testing.T) {
	t.Parallel()
	database := "sqlite:" + filepath.Join(t.TempDir(), "station.db")
	command := func(arguments ...string) (string, error) {
		return run(t, nil, append(arguments, "--database", database)...)
	}
	if told, err := command("admin", "create", "--name", "张三", "--phone", "13800000000"); err != nil {
		t.Fatalf("%s, %v", told, err)
	}
	tamper(t, database, confirmedHours...)
	if told, err := command("migrate"); err != nil {
		t.Fatalf("migrate: %q, %v", told, err)
	}
	for _, c := range []struct {
		change  string
		command []string
		says    string
	}{
		{"UPDATE rollup_months SET minutes = 900", []string{"rollups", "rebuild"}, "已按台账重算 1 站的汇总，共 3 行。"},
		{"DELETE FROM rollup_team_months", []string{"rollups", "rebuild"}, "已按台账重算 1 站的汇总，共 3 行。"},
		{"UPDATE rollup_days SET people = ''", []string{"rollups", "rebuild"}, "已按台账重算 1 站的汇总，共 3 行。"},
		{"UPDATE ledger_heads SET rolled_sequence = 0", []string{"migrate"}, "已按台账算好 1 站的汇总。"},
	} {
		tamper(t, database, c.change)
		if told, err := command("verify"); err == nil || !strings.Contains(told, "不符") {
			t.Errorf("%s: %q, %v", c.change, told, err)
		}
		if told, err := command(c.command...); err != nil || !strings.Contains(told, c.says) {
			t.Errorf("%v after %s: %q, %v", c.command, c.change, told, err)
		}
		if told, err := command("verify"); err != nil {
			t.Errorf("%s is not put right: %q, %v", c.change, told, err)
		}
	}
	if told, err := command("rollups"); err != nil || !strings.Contains(told, "rebuild") {
		t.Errorf("the command by itself: %q, %v", told, err)
	}
}
