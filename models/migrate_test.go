package models_test

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net/url"
	"path/filepath"
	"strings"
	"testing"

	"practicestation/models"
	"practicestation/models/modelstest"
)

// dropTables drops every table, so that the database is as it was before its first migration.
func dropTables(t *testing.T, w *modelstest.World) {
	t.Helper()
	err := w.DB.Write(t.Context(), models.SystemActor("test"), func(tx *models.Tx) error {
		list, off, on := "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite%'", "PRAGMA defer_foreign_keys = ON", "SELECT 1"
		if tx.DB.Name() == "mysql" {
			list, off, on = "SELECT table_name FROM information_schema.tables WHERE table_schema = DATABASE()", "SET foreign_key_checks = 0", "SET foreign_key_checks = 1"
		}
		var tables []string
		if err := errors.Join(tx.DB.Raw(list).Scan(&tables).Error, tx.DB.Exec(off).Error); err != nil {
			return err
		}
		for _, table := range tables {
			if err := tx.DB.Exec("DROP TABLE " + table).Error; err != nil {
				return err
			}
		}
		return tx.DB.Exec(on).Error
	})
	if err != nil {
		t.Fatal(err)
	}
}

// TestFourInstancesMigrateAtOnce an empty database: each of them succeeds, and the schema is the right one.
func TestFourInstancesMigrateAtOnce(t *testing.T) {
	t.Parallel()
	modelstest.Each(t, func(t *testing.T, w *modelstest.World) {
		whole := modelstest.Schema(t, w)
		dropTables(t, w)
		if empty, err := w.DB.IsEmpty(t.Context()); err != nil || !empty {
			t.Errorf("empty: %t, %v", empty, err)
		}
		instances := []*models.DB{w.DB, w.Reopen(t), w.Reopen(t), w.Reopen(t)}
		for i, err := range modelstest.AtOnce(len(instances), func(i int) error { return instances[i].Migrate(t.Context()) }) {
			if err != nil {
				t.Errorf("instance %d: %v", i, err)
			}
		}
		if err := w.DB.CheckSchema(t.Context()); err != nil {
			t.Error(err)
		}
		if empty, err := w.DB.IsEmpty(t.Context()); err != nil || empty {
			t.Errorf("empty after it: %t, %v", empty, err)
		}
		if got := modelstest.Schema(t, w); len(got) != len(whole) {
			t.Errorf("%d tables, want %d", len(got), len(whole))
		}
		if rows := count(t, w, "installation"); rows != 1 {
			t.Errorf("%d installation rows", rows)
		}
		if err := w.DB.Ping(t.Context()); err != nil {
			t.Error(err)
		}
	})
}

// TestForeignSchemaIsRefused with a sentence that says what to do; an empty database counts as an older one.
func TestForeignSchemaIsRefused(t *testing.T) {
	t.Parallel()
	modelstest.Each(t, func(t *testing.T, w *modelstest.World) {
		write(t, w, func(tx *models.Tx) error {
			return tx.DB.Exec("INSERT INTO goose_db_version (version_id, is_applied) VALUES (99, 1)").Error
		})
		newer := fmt.Sprintf("数据库结构是第 99 版，比本程序认识的第 %d 版新。请换用新版本的程序，不要用旧程序打开它。", newest(t))
		expectRefusal(t, w.DB.CheckSchema(t.Context()), models.ErrSchema, newer)
		expectRefusal(t, w.DB.Migrate(t.Context()), models.ErrSchema, newer)
		dropTables(t, w)
		expectRefusal(t, w.DB.CheckSchema(t.Context()), models.ErrSchema, fmt.Sprintf("数据库结构是第 0 版，本程序需要第 %d 版。请先备份数据库，再运行 station migrate 升级。", newest(t)))
		if err := w.DB.Ping(t.Context()); err == nil {
			t.Error("a database without tables answers as if all was well")
		}
	})
}

// newest is the number of the last migration file.
func newest(t *testing.T) int {
	t.Helper()
	files, err := filepath.Glob("migrations/sqlite/*.sql")
	if err != nil || len(files) == 0 {
		t.Fatalf("%d migration files, %v", len(files), err)
	}
	var number int
	if _, err := fmt.Sscanf(filepath.Base(files[len(files)-1]), "%d_", &number); err != nil {
		t.Fatal(err)
	}
	return number
}

func expectRefusal(t *testing.T, err error, defined *models.Error, sentence string) {
	t.Helper()
	var got *models.Error
	if !errors.As(err, &got) || !models.IsCode(err, defined) || got.Message != sentence {
		t.Errorf("got %v\nwant %s: %s", err, defined.Code, sentence)
	}
}

func TestEntitiesMatchTheirTables(t *testing.T) {
	t.Parallel()
	modelstest.Each(t, func(t *testing.T, w *modelstest.World) {
		modelstest.MatchesSchema(t, w, models.AuditRow{}, models.AuditSeal{}, models.AuditHead{}, models.AuditStart{})
		modelstest.MatchesSchema(t, w, models.Notice{})
		answers := modelstest.Schema(t, w)["idempotency_keys"]
		if len(answers.Columns) != 7 || len(answers.PrimaryKey) != 2 {
			t.Errorf("idempotency_keys: %+v", answers)
		}
	})
}

// TestSQLiteIsNewEnough: up to 3.51.2 a reset of the write-ahead log could lose a commit.
func TestSQLiteIsNewEnough(t *testing.T) {
	t.Parallel()
	w := modelstest.Open(t, "sqlite")
	var number int
	read(t, w, func(tx *models.Tx) error {
		const query = `WITH v AS (SELECT sqlite_version() || '.0' AS t), p AS (SELECT t, instr(t, '.') AS a, instr(substr(t, instr(t, '.') + 1), '.') AS b FROM v)
			SELECT CAST(t AS INTEGER) * 1000000 + CAST(substr(t, a + 1) AS INTEGER) * 1000 + CAST(substr(t, a + b + 1) AS INTEGER) FROM p`
		return tx.DB.Raw(query).Scan(&number).Error
	})
	if number < 3_051_003 {
		t.Errorf("SQLite %d, want 3.51.3 or later", number)
	}
}

func TestSQLiteConnectionsKeepTheirPromises(t *testing.T) {
	t.Parallel()
	w := modelstest.Open(t, "sqlite")
	check := func(tx *models.Tx) error {
		for pragma, want := range map[string]string{"journal_mode": "wal", "synchronous": "2", "foreign_keys": "1", "busy_timeout": "5000"} {
			var got string
			if err := tx.DB.Raw("PRAGMA " + pragma).Scan(&got).Error; err != nil {
				return err
			}
			if got != want {
				t.Errorf("%s is %s, want %s", pragma, got, want)
			}
		}
		return nil
	}
	write(t, w, check)
	read(t, w, check)
}

func TestMySQLSessionsKeepTheirPromises(t *testing.T) {
	t.Parallel()
	w := modelstest.Open(t, "mysql")
	check := func(tx *models.Tx) error {
		for variable, want := range map[string]string{
			"time_zone": "+00:00", "collation_connection": "utf8mb4_bin", "character_set_client": "utf8mb4",
			"innodb_lock_wait_timeout": "10", "autocommit": "1",
		} {
			var got string
			if err := tx.DB.Raw("SELECT @@SESSION." + variable).Scan(&got).Error; err != nil {
				return err
			}
			if got != want {
				t.Errorf("%s is %s, want %s", variable, got, want)
			}
		}
		var mode string
		if err := tx.DB.Raw("SELECT @@SESSION.sql_mode").Scan(&mode).Error; err != nil {
			return err
		}
		if !strings.Contains(mode, "STRICT_TRANS_TABLES") || !strings.Contains(mode, "ONLY_FULL_GROUP_BY") {
			t.Errorf("sql_mode is %s", mode)
		}
		return nil
	}
	read(t, w, check)
	write(t, w, check)
	tooLong := w.DB.Write(t.Context(), tester, func(tx *models.Tx) error { return lease(tx, strings.Repeat("长", 49), "甲") })
	if tooLong == nil || count(t, w, "job_leases") != 0 {
		t.Errorf("a value longer than its column: %v", tooLong)
	}
}

// TestWrongDatabaseAddress: each mistake gets one Chinese sentence that says what to change and holds no secret.
func TestWrongDatabaseAddress(t *testing.T) {
	t.Parallel()
	const secret = "pa-ss-word"
	folder := t.TempDir()
	file := filepath.Join(folder, "station.db")
	for address, want := range map[string]string{
		"":                                       "数据库地址要写成",
		"postgres://u:" + secret + "@h/d":        "数据库地址要写成",
		"mysql:u:" + secret + "@tcp(h:3306)/d":   "数据库地址要写成",
		"mysql://u:" + secret + "@127.0.0.1:1/d": "连不上 MySQL 127.0.0.1:1，",
		"mysql://u:" + secret + "@no-such-host.invalid/d": "连不上 MySQL no-such-host.invalid:3306，",
		"mysql://u:" + secret + "@h:3306":                 "MySQL 地址要写成",
		"mysql://u:" + secret + "@h:3306/":                "MySQL 地址要写成",
		"mysql://h:3306/d":                                "MySQL 地址要写成",
		"mysql://u:" + secret + "%zz@h/d":                 "MySQL 地址要写成",
		"mysql://u:" + secret + "@h:port/d":               "MySQL 地址要写成",
		"mysql:///d":                                      "MySQL 地址要写成",
		"sqlite:" + folder:                                "无法写入数据库文件 " + folder,
		"sqlite:/proc/no-such-folder/station.db":          "无法创建数据目录 /proc/no-such-folder，",
		"sqlite:" + file + "/inside/station.db":           "无法创建数据目录 " + file + "/inside，",
	} {
		if address == "sqlite:"+file+"/inside/station.db" {
			openOnce(t, "sqlite:"+file)
		}
		expectSettingsFault(t, address, want, secret)
	}
}

// openOnce makes the file of a database, which no folder can then be.
func openOnce(t *testing.T, address string) {
	t.Helper()
	db, err := models.Open(t.Context(), address, openOptions())
	if err != nil {
		t.Fatal(err)
	}
	if err := db.Close(); err != nil {
		t.Error(err)
	}
}

func openOptions() models.Options {
	return models.Options{Clock: modelstest.NewClock().Now, Zone: modelstest.Zone(), Logger: slog.New(slog.DiscardHandler)}
}

func expectSettingsFault(t *testing.T, address, want, secret string) {
	t.Helper()
	db, err := models.Open(context.WithoutCancel(t.Context()), address, openOptions())
	if db != nil {
		_ = db.Close()
	}
	var got *models.Error
	if !errors.As(err, &got) || !models.IsCode(err, models.ErrDatabaseSettings) {
		t.Errorf("%s: got %v, want a fault of the settings", address, err)
		return
	}
	if !strings.Contains(got.Message, want) || !strings.HasSuffix(got.Message, "。") || strings.Contains(err.Error(), secret) {
		t.Errorf("%s: %s\nwant %s…", address, err, want)
	}
}

func TestMySQLThatRefusesUs(t *testing.T) {
	t.Parallel()
	w := modelstest.Open(t, "mysql")
	address, err := url.Parse(w.URL)
	if err != nil {
		t.Fatal(err)
	}
	known := address.User
	password, _ := known.Password()
	address.User = url.UserPassword(known.Username(), "pa-ss-word")
	expectSettingsFault(t, address.String(), "MySQL 拒绝了用户 "+known.Username()+"，", "pa-ss-word")
	address.User, address.Path = known, "/test_no_such_database"
	if password == "" {
		password = "\x00"
	}
	expectSettingsFault(t, address.String(), "MySQL 里没有名为 test_no_such_database 的库，", password)
}
