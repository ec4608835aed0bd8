package main

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"practicestation/models"
)

// tamper changes the database of a stopped program behind its back.
func tamper(t *testing.T, database string, statements ...string) {
	t.Helper()
	p := newProgram(nil, nil, nil, func(string) string { return "" }, nil)
	clock, err := newClock(p.getenv)
	if err != nil {
		t.Fatal(err)
	}
	db, err := models.Open(t.Context(), database, models.Options{Clock: clock})
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = db.Close() }()
	err = db.Write(t.Context(), models.SystemActor("test"), func(tx *models.Tx) error {
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
}

// confirmedHours are rows of one confirmed service, from a time without a ledger.
var confirmedHours = []string{
	`INSERT INTO organizations (id, name, level, parent_id, path, version, created_at, updated_at) SELECT 100, '东街社区', 'station', id, '/1/100/', 1, created_at, updated_at FROM organizations WHERE id = 1`,
	`INSERT INTO teams (id, organization_id, name, affiliation, category, status, version, created_at, updated_at)
		SELECT 1, 100, '队', 'party', '便民服务', 'active', 1, created_at, updated_at FROM organizations WHERE id = 1`,
	`INSERT INTO activities (id, station_id, team_id, title, category, place, description, starts_at, ends_at, sign_up_opens_at, sign_up_closes_at, cancel_closes_at,
		status, pending_entries, decided_entries, version, created_at, updated_at)
		SELECT 1, 100, 1, '义剪', '便民服务', '村口', '', created_at, created_at, created_at, created_at, created_at, 'published', 0, 1, 1, created_at, created_at FROM organizations WHERE id = 1`,
	`INSERT INTO shifts (id, activity_id, role, starts_at, ends_at, capacity, waitlist_capacity, confirmed, waitlisted, last_sequence, roster_version, code_secret, version, created_at, updated_at)
		SELECT 1, 1, '理发师', created_at, created_at, 9, 0, 1, 0, 1, 0, 'secret', 1, created_at, created_at FROM organizations WHERE id = 1`,
	`INSERT INTO volunteers (id, name, gender, born_on, phone, skills, roster_version, version, created_at, updated_at)
		SELECT 1, '蒋文娟', 'female', '1990-01-01', '', '', 0, 1, created_at, created_at FROM organizations WHERE id = 1`,
	`INSERT INTO sign_ups (id, shift_id, activity_id, volunteer_id, status, live, sequence, checked_in_at, checked_out_at, created_at, updated_at)
		SELECT 1, 1, 1, 1, 'completed', 1, 1, created_at, created_at, created_at, created_at FROM organizations WHERE id = 1`,
	`INSERT INTO attendance_events (sign_up_id, shift_id, volunteer_id, kind, occurred_at, method, created_at) SELECT id, shift_id, volunteer_id, 'in', checked_in_at, 'unknown', checked_in_at FROM sign_ups`,
	`INSERT INTO attendance_events (sign_up_id, shift_id, volunteer_id, kind, occurred_at, method, created_at) SELECT id, shift_id, volunteer_id, 'out', checked_out_at, 'unknown', checked_out_at FROM sign_ups`,
	`INSERT INTO entries (id, sign_up_id, shift_id, activity_id, volunteer_id, station_id, team_id, minutes, served_on, status, decided_at, created_at)
		SELECT 1, 1, 1, 1, 1, 100, 1, 90, '2026-03-01', 'confirmed', created_at, created_at FROM organizations WHERE id = 1`,
	"UPDATE audit_starts SET last_id = 1 WHERE row_table = 'entries'", "UPDATE audit_starts SET last_id = 2 WHERE row_table = 'attendance_events'",
	"UPDATE audit_starts SET last_id = 1 WHERE row_table = 'sign_ups'",
}

// TestVerifyNamesTheFirstBadRow: of a sound database it says so; a row that was changed by SQL is named, and the program ends
// with an error. An anchor proves what the chains themselves cannot: that they are the ones of then.
func TestVerifyNamesTheFirstBadRow(t *testing.T) {
	t.Parallel()
	folder := t.TempDir()
	database := "sqlite:" + filepath.Join(folder, "station.db")
	anchor := filepath.Join(folder, "anchor.txt")
	command := func(arguments ...string) (string, error) {
		return run(t, nil, append(arguments, "--database", database)...)
	}
	if told, err := command("admin", "create", "--name", "张三", "--phone", "13800000000"); err != nil {
		t.Fatalf("%s, %v", told, err)
	}
	tamper(t, database, confirmedHours...)
	if told, err := command("verify"); err == nil || !strings.Contains(told, "entries 的第 1 行：应为 0，实为 90") {
		t.Errorf("confirmed and not in the ledger: %q, %v", told, err)
	}
	if told, err := command("migrate"); err != nil || !strings.Contains(told, "已把以前确认的 1 条时长记入台账") {
		t.Errorf("migrate: %q, %v", told, err)
	}
	told, err := command("verify", "--anchor", anchor)
	if err != nil || !strings.Contains(told, "全部查验正确") {
		t.Fatalf("sound: %q, %v", told, err)
	}
	written, err := os.ReadFile(anchor)
	if err != nil || !strings.HasPrefix(string(written), "practice-station anchor 1\nat ") || !strings.Contains(string(written), "\nledger 100 1 ") || !strings.Contains(string(written), "\nunsealed 0 ") {
		t.Errorf("the anchor is %q, %v", written, err)
	}
	if told, err := command("verify", "--against", anchor); err != nil || !strings.Contains(told, "一致（2 条链）") {
		t.Errorf("against the anchor: %q, %v", told, err)
	}
	for _, c := range []struct{ change, back, want string }{
		{"UPDATE ledger SET minutes = 900", "UPDATE ledger SET minutes = 90", "ledger 的第 1 行：实践站 100 的第 1 号的内容与指纹不符"},
		{"UPDATE audit_entries SET account_name = '李四' WHERE id = 1", "UPDATE audit_entries SET account_name = 'station admin create' WHERE id = 1", "audit_entries 的第 1 行：内容与写入时的指纹不符"},
		{"UPDATE shifts SET confirmed = 2", "UPDATE shifts SET confirmed = 1", "shifts 的第 1 行：应为 1，实为 2"},
		{"UPDATE activities SET decided_entries = 7", "UPDATE activities SET decided_entries = 1", "activities 的第 1 行：应为 1，实为 7"},
	} {
		tamper(t, database, c.change)
		if told, err := command("verify"); err == nil || !strings.Contains(told, c.want) || !strings.Contains(sentence(err), "项查验不符") {
			t.Errorf("%s: %q, %v", c.change, told, err)
		}
		tamper(t, database, c.back)
	}
	// The audit's own rows are in the anchor before any seal: forged with their hashes and with all that they vouch for, nothing else shows it.
	tamper(t, database, "UPDATE audit_starts SET last_id = 1 WHERE row_table = 'known_phones'", "CREATE TABLE before_it AS SELECT * FROM audit_entries", "DELETE FROM audit_entries", "UPDATE sqlite_sequence SET seq = 0 WHERE name = 'audit_entries'")
	if told, err := command("verify"); err != nil {
		t.Errorf("no audit at all: %q, %v", told, err)
	}
	if _, err := command("verify", "--against", anchor); err == nil || !strings.Contains(sentence(err), "的留痕与锚点记下的不同，或已不在") {
		t.Errorf("no audit at all, against the anchor: %v", err)
	}
	tamper(t, database, "INSERT INTO audit_entries SELECT * FROM before_it", "DROP TABLE before_it", "UPDATE audit_starts SET last_id = 0 WHERE row_table = 'known_phones'")
	if told, err := command("verify", "--against", anchor); err != nil {
		t.Errorf("the audit is back: %q, %v", told, err)
	}
	// Everything forged alike: no chain shows it, only the anchor does.
	tamper(t, database, "DELETE FROM ledger", "DELETE FROM ledger_heads", "UPDATE entries SET minutes = 900")
	if _, err := command("migrate"); err != nil {
		t.Fatal(err)
	}
	if told, err := command("verify"); err != nil {
		t.Errorf("a forged ledger that fits: %q, %v", told, err)
	}
	if _, err := command("verify", "--against", anchor); err == nil || !strings.Contains(sentence(err), "ledger 的第 1 行：（ledger 100）与锚点记下的不同") {
		t.Errorf("a forged ledger against the anchor: %v", err)
	}
	for _, name := range []string{database, filepath.Join(folder, "nowhere.txt")} {
		if _, err := command("verify", "--against", name); err == nil {
			t.Errorf("%s is an anchor", name)
		}
	}
}
