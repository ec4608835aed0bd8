package hours_test

import (
	"database/sql"
	"fmt"
	"net/url"
	"strings"
	"testing"
	"time"

	driver "github.com/go-sql-driver/mysql"

	"practicestation/models"
	"practicestation/models/modelstest"
)

// benchCounty is a county that is filled by a connection of its own, without the limits of the product's.
type benchCounty struct {
	l          *ledger
	pool       *sql.DB
	stations   []int64
	teams      []int64 // benchTeams of the first station, and so on
	activities int
	entries    int
	base       int64 // what ids of the benchmark's rows begin after
}

func newBenchCounty(b *testing.B, dialect models.Dialect) *benchCounty {
	b.Helper()
	w := modelstest.Open(b, string(dialect))
	c := &benchCounty{l: found(b, w), base: 1000}
	var err error
	if dialect == models.SQLite {
		c.pool, err = sql.Open("sqlite", strings.TrimPrefix(w.URL, "sqlite:"))
	} else {
		address, _ := url.Parse(w.URL)
		config := driver.NewConfig()
		config.User, config.Net, config.Addr, config.DBName, config.InterpolateParams = address.User.Username(), "tcp", address.Host, strings.TrimPrefix(address.Path, "/"), true
		config.Passwd, _ = address.User.Password()
		config.MaxAllowedPacket, config.Collation = 1<<24, "utf8mb4_bin"
		c.pool, err = sql.Open("mysql", config.FormatDSN())
	}
	if err != nil {
		b.Fatal(err)
	}
	c.pool.SetMaxOpenConns(1)
	b.Cleanup(func() { _ = c.pool.Close() })
	if dialect == models.MySQL {
		c.run(b, "SET foreign_key_checks = 0, unique_checks = 0, innodb_lock_wait_timeout = 600")
	}
	return c
}

func (c *benchCounty) run(b *testing.B, statement string) {
	b.Helper()
	if _, err := c.pool.ExecContext(b.Context(), statement); err != nil {
		b.Fatalf("%v in %.200s", err, statement)
	}
}

// insert writes so many rows, each as the text of its values.
func (c *benchCounty) insert(b *testing.B, into string, count int, row func(i int) string) {
	b.Helper()
	c.run(b, "BEGIN")
	for first := 0; first < count; first += 1000 {
		var values []string
		for i := first; i < min(first+1000, count); i++ {
			values = append(values, "("+row(i)+")")
		}
		c.run(b, "INSERT INTO "+into+" VALUES "+strings.Join(values, ", "))
	}
	c.run(b, "COMMIT")
}

const benchInstant = "'2024-01-01 00:00:00'"

// fill makes the county and so many rows of the ledger: activities in turn at each station, by each team, on each day.
func (c *benchCounty) fill(b *testing.B, rows int) {
	b.Helper()
	c.activities = max(rows/benchAttending, benchStations)
	c.entries = c.activities * benchAttending // those of the ledger, by their numbers: what is decided later comes behind them
	for i := range benchStations {
		c.stations = append(c.stations, c.base+int64(i))
		for k := range benchTeams {
			c.teams = append(c.teams, c.base+int64(i*benchTeams+k))
		}
	}
	platforms, brands := []string{"'theory'", "'culture'", "'science'", "'sports'", "NULL"}, []string{"1", "2", "3", "4", "5", "6", "NULL"}
	affiliations := []string{"party", "union", "youth_league", "womens_federation", "other"}
	c.insert(b, "organizations (id, level, name, parent_id, path, version, created_at, updated_at)", benchStations, func(i int) string {
		return fmt.Sprintf("%d, 'station', '站%d', %d, '%s%d/', 1, %s, %s", c.stations[i], i, c.l.towns[i%2].ID, c.l.towns[i%2].Path, c.stations[i], benchInstant, benchInstant)
	})
	c.insert(b, "teams (id, organization_id, name, affiliation, category, status, version, created_at, updated_at)", len(c.teams), func(i int) string {
		return fmt.Sprintf("%d, %d, '队%d', '%s', '综合', 'active', 1, %s, %s", c.teams[i], c.stations[i/benchTeams], i, affiliations[i%5], benchInstant, benchInstant)
	})
	c.insert(b, "volunteers (id, name, gender, born_on, phone, skills, roster_version, version, created_at, updated_at)", benchStations*benchPeople, func(i int) string {
		return fmt.Sprintf("%d, '志愿者', 'female', '1990-01-01', '', '', 0, 1, %s, %s", c.base+int64(i), benchInstant, benchInstant)
	})
	c.insert(b, "brands (id, organization_id, name, slogan, category, intro, started_on, status, version, created_at, updated_at)", len(brands)-1, func(i int) string {
		return fmt.Sprintf("%s, %d, '品牌%d', '', '综合', '', '2020-01-01', 'active', 1, %s, %s", brands[i], c.l.center.ID, i, benchInstant, benchInstant)
	})
	first := time.Date(2024, 1, 1, 0, 0, 0, 0, time.UTC)
	c.insert(b, `activities (id, station_id, team_id, title, category, place, description, starts_at, ends_at, sign_up_opens_at, sign_up_closes_at, cancel_closes_at,
		status, pending_entries, decided_entries, version, created_at, updated_at, platform, brand_id)`, c.activities, func(i int) string {
		station := i % benchStations
		day := models.DateOf(first.AddDate(0, 0, i/benchStations*7919%benchDays), time.UTC) // the title, so that the ledger can be made from it
		return fmt.Sprintf("%d, %d, %d, '%s', '类别%d', '村口', '', %[6]s, %[6]s, %[6]s, %[6]s, %[6]s, 'published', 0, 0, 1, %[6]s, %[6]s, %[7]s, %[8]s", c.base+int64(i), c.stations[station],
			c.teams[station*benchTeams+i/benchStations%benchTeams], day, i%12, benchInstant, platforms[i%len(platforms)], brands[i%len(brands)])
	})
	c.fillLedger(b)
}

// fillLedger lets the database multiply activities by attendances.
func (c *benchCounty) fillLedger(b *testing.B) {
	b.Helper()
	var numbers []string
	for k := range benchAttending {
		numbers = append(numbers, fmt.Sprintf("SELECT %d AS k", k))
	}
	const chunk = 10_000
	for first := 0; first < c.activities; first += chunk {
		// a counts the activities, s the stations, and who is the person's place among those of the station.
		c.run(b, fmt.Sprintf(`INSERT INTO ledger (station_id, sequence, kind, movement, subject_id, volunteer_id, activity_id, team_id, minutes, served_on, created_at, previous_hash, hash)
			SELECT station_id, (a - s) / %[1]d * %[2]d + k + 1, 'credit', 'add', a * %[2]d + k,
				%[3]d + (CASE WHEN k %% 10 = 0 THEN (s + a) %% %[1]d ELSE s END) * %[4]d + (a * 31 + k * 7) %% %[4]d,
				id, team_id, 30 + (a * 7 + k * 37) %% 210, title, created_at, '', ''
			FROM (SELECT *, id - %[3]d AS a, (id - %[3]d) %% %[1]d AS s FROM activities WHERE id >= %[5]d AND id < %[6]d) AS held CROSS JOIN (%[7]s) AS numbers`,
			benchStations, benchAttending, c.base, benchPeople, c.base+int64(first), c.base+int64(first+chunk), strings.Join(numbers, " UNION ALL ")))
	}
	c.run(b, "INSERT INTO ledger_heads (station_id, sequence, hash, rolled_sequence) SELECT station_id, MAX(sequence), '', 0 FROM ledger GROUP BY station_id")
	if c.l.Dialect == string(models.MySQL) {
		c.run(b, "ANALYZE TABLE ledger, activities, organizations")
		return
	}
	c.run(b, "ANALYZE")
}

// pending makes entries that wait, spread over the stations.
func (c *benchCounty) pending(b *testing.B, count int) (ids []int64) {
	b.Helper()
	first := c.entries
	c.entries += count
	id := func(i int) int64 { return c.base + int64(first+i) }
	activity := func(i int) int64 { return c.base + int64((first+i)%c.activities) }
	c.insert(b, `shifts (id, activity_id, role, starts_at, ends_at, capacity, waitlist_capacity, confirmed, waitlisted, last_sequence, roster_version, code_secret, version, created_at, updated_at)`,
		count, func(i int) string {
			return fmt.Sprintf("%d, %d, '清洁员', %[3]s, %[3]s, 9, 0, 0, 0, 0, 0, 'secret', 1, %[3]s, %[3]s", id(i), activity(i), benchInstant)
		})
	c.insert(b, "sign_ups (id, shift_id, activity_id, volunteer_id, status, sequence, created_at, updated_at)", count, func(i int) string {
		return fmt.Sprintf("%d, %d, %d, %d, 'completed', 1, %s, %s", id(i), id(i), activity(i), c.base+int64(i), benchInstant, benchInstant)
	})
	c.insert(b, "entries (id, sign_up_id, shift_id, activity_id, volunteer_id, station_id, team_id, minutes, served_on, status, created_at)", count, func(i int) string {
		place := (first + i) % c.activities
		station := place % benchStations
		ids = append(ids, id(i))
		return fmt.Sprintf("%d, %d, %d, %d, %d, %d, %d, 60, '2026-01-%02d', 'pending', %s", id(i), id(i), id(i), activity(i), c.base+int64(i), c.stations[station],
			c.teams[station*benchTeams+place/benchStations%benchTeams], 1+i%28, benchInstant)
	})
	return ids
}

func (c *benchCounty) sizes(b *testing.B) string {
	b.Helper()
	var lines []string
	for _, table := range []string{"ledger", "rollup_days", "rollup_months", "rollup_team_months"} {
		var rows int64
		if err := c.pool.QueryRowContext(b.Context(), "SELECT COUNT(*) FROM "+table).Scan(&rows); err != nil {
			b.Fatal(err)
		}
		lines = append(lines, fmt.Sprintf("%s %d", table, rows))
	}
	return strings.Join(lines, ", ")
}
