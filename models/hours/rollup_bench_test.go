package hours_test

import (
	"database/sql"
	"fmt"
	"os"
	"regexp"
	"slices"
	"strconv"
	"sync/atomic"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"practicestation/models"
	"practicestation/models/hours"
	"practicestation/models/modelstest"
)

// The county of the benchmark: 24 months, so many people at each station, so many attendances of each activity.
const (
	benchStations   = 312
	benchTeams      = 8   // at each station
	benchPeople     = 160 // at each station; one attendance of ten is at another
	benchAttending  = 25
	benchDays       = 731 // 2024 and 2025
	benchRepeats    = 5
	benchDecisions  = 4000
	benchDeciders   = 16
	benchBatch      = 200
	benchRowsMySQL  = 5_000_000
	benchRowsSQLite = 1_000_000
)

// BenchmarkRollups asks for the statistics of two years from the rollups and from the rows of the ledger, and prints medians and
// their ratios. BENCH_LEDGER_ROWS sets the size:
//
//	TEST_MYSQL_DURABLE=1 TEST_MYSQL_BUFFER_POOL=3G go test ./models/hours -run '^$' -bench 'Rollups' -benchtime 1x -timeout 60m
func BenchmarkRollups(b *testing.B) {
	for dialect, rows := range map[models.Dialect]int{models.MySQL: benchRowsMySQL, models.SQLite: benchRowsSQLite} {
		if set := os.Getenv("BENCH_LEDGER_ROWS"); set != "" {
			rows, _ = strconv.Atoi(set)
		}
		b.Run(fmt.Sprintf("%s/rows=%d", dialect, rows), func(b *testing.B) {
			county := newBenchCounty(b, dialect)
			county.fill(b, rows)
			began := time.Now()
			county.l.rebuild(b, county.l.DB)
			b.Logf("%s, %d rows: rebuilt in %.1f s: %s", dialect, rows, time.Since(began).Seconds(), county.sizes(b))
			for _, question := range benchQuestions {
				b.Run(question.name, func(b *testing.B) {
					for b.Loop() {
						county.compare(b, question)
					}
					b.ReportMetric(0, "ns/op")
				})
			}
		})
	}
}

// benchQuestion is a statistic, and the plain query for it: keys, joins.
type benchQuestion struct {
	name     string
	from, to models.Date
	by       []hours.Grouping
	key      string
	join     string
}

// What the plain queries join and group by.
const (
	ofActivity = " JOIN activities AS a ON a.id = l.activity_id"
	ofTeam     = " JOIN teams AS t ON t.id = l.team_id"
	ofPlace    = " JOIN organizations AS o ON o.id = l.station_id"
	quarter    = "CONCAT(SUBSTR(l.served_on, 1, 4), '-Q', CASE WHEN SUBSTR(l.served_on, 6, 2) <= '03' THEN 1 WHEN SUBSTR(l.served_on, 6, 2) <= '06' THEN 2" +
		" WHEN SUBSTR(l.served_on, 6, 2) <= '09' THEN 3 ELSE 4 END)"
)

var benchQuestions = []benchQuestion{
	{name: "one month by station", from: "2025-08-01", to: "2025-09-01", by: []hours.Grouping{hours.PerStation}, key: "l.station_id"},
	{name: "one month by category", from: "2025-08-01", to: "2025-09-01", by: []hours.Grouping{hours.PerCategory}, key: "a.category", join: ofActivity},
	{name: "one month by platform", from: "2025-08-01", to: "2025-09-01", by: []hours.Grouping{hours.PerPlatform}, key: "a.platform", join: ofActivity},
	{name: "one month by brand", from: "2025-08-01", to: "2025-09-01", by: []hours.Grouping{hours.PerBrand}, key: "a.brand_id", join: ofActivity},
	{name: "one month by organization", from: "2025-08-01", to: "2025-09-01", by: []hours.Grouping{hours.PerOrganization}, key: "o.parent_id", join: ofPlace},
	{name: "one month by team", from: "2025-08-01", to: "2025-09-01", by: []hours.Grouping{hours.PerTeam}, key: "l.team_id"},
	{name: "one month by affiliation", from: "2025-08-01", to: "2025-09-01", by: []hours.Grouping{hours.PerAffiliation}, key: "t.affiliation", join: ofTeam},
	{name: "a year by quarter", from: "2025-01-01", to: "2026-01-01", by: []hours.Grouping{hours.PerQuarter}, key: quarter},
	{name: "parts of two months by station", from: "2025-06-11", to: "2025-08-21", by: []hours.Grouping{hours.PerStation}, key: "l.station_id"},
	{name: "24 months by month", from: "2024-01-01", to: "2026-01-01", by: []hours.Grouping{hours.PerMonth}, key: "SUBSTR(l.served_on, 1, 7)"},
	{name: "24 months by station", from: "2024-01-01", to: "2026-01-01", by: []hours.Grouping{hours.PerStation}, key: "l.station_id"},
}

// compare asks both ways, wants one answer, and prints the medians.
func (c *benchCounty) compare(b *testing.B, q benchQuestion) {
	b.Helper()
	var fast, slow []time.Duration
	var got, want []string
	for range benchRepeats {
		began := time.Now()
		cells, total := c.l.totals(b, q.from, q.to, q.by...)
		fast, got = append(fast, time.Since(began)), []string{fmt.Sprint("total ", total.Credit)}
		for _, cell := range cells {
			got = append(got, fmt.Sprint(cell.Keys[0], " ", cell.Credit))
		}
	}
	for range 3 {
		began := time.Now()
		want = c.plain(b, q)
		slow = append(slow, time.Since(began))
	}
	slices.Sort(got)
	slices.Sort(want)
	if difference := cmp.Diff(want, got); difference != "" {
		b.Fatalf("%s (-plain +rollups):\n%s", q.name, difference)
	}
	rolled, plain := median(fast), median(slow)
	b.ReportMetric(milliseconds(rolled), "rollups-ms")
	b.ReportMetric(milliseconds(plain), "plain-ms")
	b.ReportMetric(float64(plain)/float64(rolled), "times")
}

// plain is what statistics were before there were rollups: one pass for the groups, one for the total.
func (c *benchCounty) plain(b *testing.B, q benchQuestion) (lines []string) {
	b.Helper()
	const counted = "COUNT(DISTINCT l.activity_id), COUNT(DISTINCT l.volunteer_id), COALESCE(SUM(CASE l.movement WHEN 'add' THEN 1 ELSE -1 END), 0), COALESCE(SUM(l.minutes), 0)"
	where := " FROM ledger AS l" + q.join + " WHERE l.kind = 'credit' AND l.served_on >= '" + string(q.from) + "' AND l.served_on < '" + string(q.to) +
		"' AND l.station_id IN (SELECT id FROM organizations WHERE path LIKE '" + c.l.center.Path + "%')"
	rows, err := c.pool.QueryContext(b.Context(), "SELECT "+q.key+", "+counted+where+" GROUP BY "+q.key+" UNION ALL SELECT 'total', "+counted+where)
	if err != nil {
		b.Fatal(err)
	}
	defer func() { _ = rows.Close() }()
	for rows.Next() {
		var key sql.NullString
		var f hours.Figures
		if err := rows.Scan(&key, &f.Activities, &f.People, &f.Attendances, &f.Minutes); err != nil {
			b.Fatal(err)
		}
		lines = append(lines, fmt.Sprint(key.String, " ", f))
	}
	if err := rows.Err(); err != nil {
		b.Fatal(err)
	}
	return lines
}

func median(all []time.Duration) time.Duration {
	slices.Sort(all)
	return all[len(all)/2]
}

func milliseconds(d time.Duration) float64 { return float64(d.Microseconds()) / 1000 }

// BenchmarkUpkeep confirms hours, one by one and in batches, with the rollups and, in a copy of the source, without them:
//
//	TEST_MYSQL_DURABLE=1 go test ./models/hours -run '^$' -bench 'Upkeep' -benchtime 1x -timeout 30m
func BenchmarkUpkeep(b *testing.B) {
	if os.Getenv("BENCH_UPKEEP") == "alone" { // a child, which may be without the rollups
		benchUpkeep(b, models.Dialect(os.Getenv("BENCH_DIALECT")))
		return
	}
	for _, dialect := range []models.Dialect{models.MySQL, models.SQLite} {
		b.Run(string(dialect), func(b *testing.B) {
			for b.Loop() {
				rates := map[string][2][]float64{}
				w := modelstest.Open(b, string(dialect))
				for range 3 {
					for i, instead := range []string{"return rollUp(tx, postings)", "_ = rollUp\n\treturn nil"} {
						output, err := without(b, w, dialect, cut{"models/hours/ledger.go", "return rollUp(tx, postings)", instead},
							[]string{"BENCH_UPKEEP=alone", "BENCH_DIALECT=" + string(dialect)}, "-run", "^$", "-bench", "^BenchmarkUpkeep$", "-benchtime", "1x")
						if err != nil {
							b.Fatalf("%v\n%s", err, output)
						}
						for _, found := range regexp.MustCompile(`([0-9.e+]+) ((?:single|batch)/s)`).FindAllStringSubmatch(output, -1) {
							rate, _ := strconv.ParseFloat(found[1], 64)
							pair := rates[found[2]]
							pair[i] = append(pair[i], rate)
							rates[found[2]] = pair
						}
					}
				}
				for name, pair := range rates {
					slices.Sort(pair[0])
					slices.Sort(pair[1])
					with, plain := pair[0][len(pair[0])/2], pair[1][len(pair[1])/2]
					b.Logf("%s, confirmations %s: %.0f with rollups, %.0f without: %.0f %% (with %.0f, without %.0f)", dialect, name, with, plain, 100*with/plain, pair[0], pair[1])
				}
				b.ReportMetric(0, "ns/op")
			}
		})
	}
}

func benchUpkeep(b *testing.B, dialect models.Dialect) {
	for b.Loop() {
		county := newBenchCounty(b, dialect)
		county.fill(b, 100_000)
		county.l.rebuild(b, county.l.DB)
		admin := on(models.CenterAdmin, county.l.center)
		single, batch := county.pending(b, benchDecisions), county.pending(b, benchDecisions)
		began, next := time.Now(), atomic.Int64{}
		failed := modelstest.AtOnce(benchDeciders, func(int) error {
			for i := int(next.Add(1)) - 1; i < len(single); i = int(next.Add(1)) - 1 {
				if err := county.l.DB.Write(b.Context(), admin, func(tx *models.Tx) error { _, err := hours.Confirm(tx, single[i], beyondDoubt); return err }); err != nil {
					return err
				}
			}
			return nil
		})
		b.ReportMetric(float64(len(single))/time.Since(began).Seconds(), "single/s")
		began = time.Now()
		for ids := range slices.Chunk(batch, benchBatch) {
			failed = append(failed, county.l.DB.Write(b.Context(), admin, func(tx *models.Tx) error { _, err := hours.ConfirmAll(tx, ids, beyondDoubt); return err }))
		}
		b.ReportMetric(float64(len(batch))/time.Since(began).Seconds(), "batch/s")
		for _, err := range failed {
			if err != nil {
				b.Fatal(err)
			}
		}
		b.ReportMetric(0, "ns/op")
	}
}
