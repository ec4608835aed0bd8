package report

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"gorm.io/gorm"

	"practicestation/models"
	"practicestation/models/account"
	"practicestation/models/activity"
	"practicestation/models/hours"
	"practicestation/models/modelstest"
	"practicestation/models/organization"
	"practicestation/models/team"
)

// benchRows is how many rows the detail of the benchmark has, unless EXPORT_BENCH_ROWS says.
const benchRows = 100_000

// The ways in which the benchmark writes the same rows, each in a process of its own.
var benchWays = []string{"csv", "xlsx", "job csv", "job xlsx"}

// BenchmarkDetail holds the export of many hours against mysql --batch with the same statement, in turns, three times, and
// prints the ratios of the medians and the most memory that each had. "job" is all of an export: the file is stored in the
// database besides.
func BenchmarkDetail(b *testing.B) {
	rows := benchRows
	if text := os.Getenv("EXPORT_BENCH_ROWS"); text != "" {
		var err error
		if rows, err = strconv.Atoi(text); err != nil {
			b.Fatal(err)
		}
	}
	w := modelstest.Open(b, "mysql")
	staff := fillForBench(b, w, rows)
	statement := benchStatement(b, w)
	for b.Loop() {
		taken, peak := map[string][]time.Duration{}, map[string]int64{}
		for range 3 {
			taken["mysql"] = append(taken["mysql"], runClient(b, w.URL, statement, rows))
			for _, way := range benchWays {
				elapsed, kilobytes := runChild(b, w.URL, way, staff)
				taken[way], peak[way] = append(taken[way], elapsed), max(peak[way], kilobytes)
			}
		}
		base := median(taken["mysql"])
		b.Logf("%d rows: mysql --batch --quick %v", rows, base)
		for _, way := range benchWays {
			ratio := median(taken[way]).Seconds() / base.Seconds()
			b.Logf("%-9s %v %v, %.2f x mysql --batch, %d MB at most", way, median(taken[way]), taken[way], ratio, peak[way]>>10)
			b.ReportMetric(ratio, strings.ReplaceAll(way, " ", "-")+"/mysql")
			b.ReportMetric(float64(peak[way])/1024, strings.ReplaceAll(way, " ", "-")+"-peak-MB")
		}
	}
	b.ReportMetric(0, "ns/op")
}

func median(all []time.Duration) time.Duration {
	sorted := slices.Sorted(slices.Values(all))
	return sorted[len(sorted)/2]
}

// benchStatement is what the export asks the database, as a client can send it.
func benchStatement(b *testing.B, w *modelstest.World) (statement string) {
	b.Helper()
	err := w.DB.Read(b.Context(), models.Actor{}, func(tx *models.Tx) error {
		dry := *tx
		dry.DB = tx.DB.Session(&gorm.Session{NewDB: true, DryRun: true})
		stations, err := stationsBelow(tx, []string{"/1/"})
		if err != nil {
			return err
		}
		made := detailQuery(&dry, "2025-01-01", "2026-01-01", stations).Find(&[]map[string]any{}).Statement
		statement = tx.DB.Explain(made.SQL.String(), made.Vars...)
		return nil
	})
	if err != nil {
		b.Fatal(err)
	}
	return statement
}

// runClient lets the database's own client write the rows into a file.
func runClient(b *testing.B, address, statement string, rows int) time.Duration {
	b.Helper()
	parsed, err := url.Parse(address)
	if err != nil {
		b.Fatal(err)
	}
	path := filepath.Join(b.TempDir(), "rows.tsv")
	file, err := os.Create(path)
	if err != nil {
		b.Fatal(err)
	}
	defer func() { _ = os.Remove(path) }()
	client := exec.CommandContext(b.Context(), "mysql", "--no-defaults", "--batch", "--quick", "--default-character-set=utf8mb4", "--protocol=tcp",
		"--host="+parsed.Hostname(), "--port="+parsed.Port(), "--user="+parsed.User.Username(), strings.TrimPrefix(parsed.Path, "/"), "-e", statement)
	password, _ := parsed.User.Password()
	client.Env = append(os.Environ(), "MYSQL_PWD="+password)
	client.Stdout, client.Stderr = file, os.Stderr
	began := time.Now()
	if err := client.Run(); err != nil {
		b.Fatalf("mysql: %v", err)
	}
	elapsed := time.Since(began)
	content, err := os.ReadFile(path)
	if err != nil || file.Close() != nil {
		b.Fatal(err)
	}
	if got := strings.Count(string(content), "\n") - 1; got != rows {
		b.Fatalf("mysql wrote %d rows, want %d", got, rows)
	}
	return elapsed
}

// childMode tells the process of a test binary that it is one of the benchmark's.
const childMode = "EXPORT_BENCH_WAY"

func runChild(b *testing.B, address, way string, staff int64) (elapsed time.Duration, kilobytes int64) {
	b.Helper()
	path := filepath.Join(b.TempDir(), "file")
	defer func() { _ = os.Remove(path) }()
	child := exec.CommandContext(b.Context(), os.Args[0])
	child.Env = append(os.Environ(), childMode+"="+way, "EXPORT_BENCH_URL="+address, "EXPORT_BENCH_FILE="+path, fmt.Sprintf("EXPORT_BENCH_ACCOUNT=%d", staff))
	child.Stderr = os.Stderr
	output, err := child.Output()
	if err != nil {
		b.Fatalf("%s: %v", way, err)
	}
	var nanoseconds int64
	if _, err := fmt.Sscan(string(output), &nanoseconds, &kilobytes); err != nil {
		b.Fatal(err)
	}
	return time.Duration(nanoseconds), kilobytes
}

// tellBench prints how long it took and the most memory that this process has had. What the parent could ask for about its
// child also counts what the parent itself held when it began the child.
func tellBench(elapsed time.Duration) error {
	status, err := os.ReadFile("/proc/self/status")
	if err != nil {
		return err
	}
	_, after, _ := strings.Cut(string(status), "VmHWM:")
	kilobytes, _, _ := strings.Cut(strings.TrimSpace(after), " ")
	_, err = fmt.Fprintln(os.Stdout, elapsed.Nanoseconds(), kilobytes)
	return err
}

// benchChild writes the rows once and prints how long that took.
func benchChild(way string) error {
	ctx := context.Background()
	db, err := models.Open(ctx, os.Getenv("EXPORT_BENCH_URL"), models.Options{Clock: time.Now, Zone: modelstest.Zone(), Logger: slog.New(slog.DiscardHandler)})
	if err != nil {
		return err
	}
	defer func() { _ = db.Close() }()
	format := XLSX
	if strings.HasSuffix(way, "csv") {
		format = CSV
	}
	staff, err := strconv.ParseInt(os.Getenv("EXPORT_BENCH_ACCOUNT"), 10, 64)
	if err != nil {
		return err
	}
	input := Input{Report: HoursDetail, Format: format, From: "2025-01-01", To: "2026-01-01", Reason: "测量导出要多久"}
	var actor models.Actor
	err = db.Write(ctx, models.SystemActor("bench"), func(tx *models.Tx) error {
		if actor, err = account.ActorOf(tx, staff); err == nil && strings.HasPrefix(way, "job") {
			tx.Actor = actor
			_, err = CreateExport(tx, input)
		}
		return err
	})
	if err != nil {
		return err
	}
	began := time.Now()
	if strings.HasPrefix(way, "job") {
		claim, found, err := ClaimExport(ctx, db, "bench")
		if err != nil || !found {
			return fmt.Errorf("claim: %t, %w", found, err)
		}
		return errors.Join(claim.Produce(ctx), tellBench(time.Since(began)))
	}
	file, err := os.Create(os.Getenv("EXPORT_BENCH_FILE"))
	if err != nil {
		return err
	}
	return errors.Join(benchWrite(ctx, db, actor, input, file), tellBench(time.Since(began)))
}

func benchWrite(ctx context.Context, db *models.DB, actor models.Actor, input Input, file io.WriteCloser) error {
	export := &Export{ID: 1, OrganizationID: actor.Scopes[0].OrganizationID, Report: input.Report, Format: input.Format, From: input.From, To: input.To, Masking: Masked}
	err := db.Snapshot(ctx, actor, func(tx *models.Tx) error {
		of, err := models.Find[organization.Organization](tx, export.OrganizationID, organization.ErrNotFound)
		if err != nil {
			return err
		}
		table, err := export.table(tx, of)
		if err != nil {
			return err
		}
		_, err = table.writeTo(file, input.Format, func(int64) error { return nil })
		return err
	})
	if err != nil {
		return err
	}
	return file.Close()
}

// fillForBench makes a county with 200 stations, 2,000 teams, 20,000 activities and 50,000 people, who have served so often
// within a year, and answers the account of its auditor.
func fillForBench(b *testing.B, w *modelstest.World, rows int) int64 {
	b.Helper()
	var staff int64
	err := w.DB.Write(b.Context(), models.SystemActor("bench"), func(tx *models.Tx) error {
		c := &county{World: w}
		c.center = c.organization(tx, nil, organization.Center, "青山县新时代文明实践中心", "340100000000")
		station := c.organization(tx, c.center, organization.Station, "东一社区新时代文明实践站", "340101001000")
		own := &account.Account{Name: "统计员", Status: account.Active, Version: 1, CreatedAt: tx.Now, UpdatedAt: tx.Now}
		c.create(tx, own)
		c.create(tx, &account.Grant{AccountID: own.ID, Role: models.Auditor, OrganizationID: c.center.ID, StartsAt: tx.Now, CreatedAt: tx.Now})
		staff = own.ID
		host := &team.Team{
			OrganizationID: station.ID, Name: "清风志愿服务队", Affiliation: team.Party, Category: "卫生环保", Status: team.Active, Version: 1,
			CreatedAt: tx.Now, UpdatedAt: tx.Now,
		}
		c.create(tx, host)
		c.served(tx, c.held(tx, station, host, "“洁净家园”周末清洁志愿服务活动", "卫生环保"), c.person(tx, "欧阳震华"), "2024-06-01", 120, hours.Confirmed)
		const first = 1000 // numbers of what is made here begin behind the samples'
		multiply := func(sample any, count int, columns map[string]string) {
			if err := multiplied(tx, sample, first, count, columns); err != nil {
				panic(err)
			}
		}
		spread := func(count, stride int) string { return fmt.Sprintf("%d + (n.seq * %d) %% %d", first, stride, count) }
		multiply(station, 200, map[string]string{"path": fmt.Sprintf("CONCAT('/1/', %d + n.seq - 1, '/')", first), "region_code": "NULL", "name": "CONCAT('第', n.seq, '社区新时代文明实践站')"})
		multiply(host, 2000, map[string]string{"organization_id": spread(200, 1), "name": "CONCAT('第', n.seq, '志愿服务队')"})
		multiply(&c.activities[0], 20_000, map[string]string{"station_id": spread(200, 1), "team_id": spread(2000, 1)})
		multiply(&c.volunteers[0], 50_000, map[string]string{"account_id": "NULL", "name": "CONCAT(ELT(1 + n.seq % 4, '张', '李', '欧阳', '王'), ELT(1 + n.seq % 3, '三丰', '芳', '建国'))", "phone": "CONCAT('139', LPAD(n.seq, 8, '0'))"})
		multiply(&activity.SignUp{}, rows, map[string]string{"activity_id": spread(20_000, 7), "volunteer_id": spread(50_000, 31), "sequence": "1000 + n.seq", "live": "NULL"})
		multiply(&hours.Entry{}, rows, map[string]string{
			"sign_up_id": fmt.Sprintf("%d + n.seq - 1", first), "activity_id": spread(20_000, 7), "station_id": spread(200, 7), "team_id": spread(2000, 7),
			"volunteer_id": spread(50_000, 31), "minutes": "30 + n.seq % 200", "served_on": "CAST(DATE('2025-01-01') + INTERVAL (n.seq * 11 % 365) DAY AS CHAR)",
		})
		return nil
	})
	if err != nil {
		b.Fatal(err)
	}
	return staff
}

// multiplied copies the first row of a table so many times, with other values in some columns.
func multiplied(tx *models.Tx, sample any, first, count int, columns map[string]string) error {
	statement := &gorm.Statement{DB: tx.DB}
	if err := statement.Parse(sample); err != nil {
		return err
	}
	columns["id"] = fmt.Sprintf("%d + n.seq - 1", first)
	var names, values []string
	for _, name := range statement.Schema.DBNames {
		value, given := columns[name]
		if !given {
			value = "s." + name
		}
		names, values = append(names, name), append(values, value)
	}
	table := statement.Schema.Table
	var sampleID int64
	if err := tx.DB.Table(table).Select("MAX(id)").Scan(&sampleID).Error; err != nil {
		return err
	}
	const batch = 20_000 // a statement may last only so long
	for done := 0; done < count; done += batch {
		err := tx.DB.Exec(fmt.Sprintf("INSERT INTO %s (%s) SELECT %s FROM %s AS s JOIN seq_%d_to_%d AS n WHERE s.id = %d", table,
			strings.Join(names, ", "), strings.Join(values, ", "), table, done+1, min(done+batch, count), sampleID)).Error
		if err != nil {
			return err
		}
	}
	return nil
}
