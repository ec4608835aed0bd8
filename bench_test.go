package main

import (
	"bufio"
	"bytes"
	"fmt"
	"io"
	"net"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"practicestation/handlers"
	"practicestation/models"
	"practicestation/models/account"
	"practicestation/models/activity"
	"practicestation/models/modelstest"
	"practicestation/models/organization"
	"practicestation/models/team"
	"practicestation/models/volunteer"
)

// The size of the storm: so many volunteers, each once, over so many connections at a time.
const (
	stormVolunteers  = 10_000
	stormConnections = 256
	listingShown     = 5_000
	listingCalls     = 20_000
	listingConnects  = 64
)

// BenchmarkStorm lets 10,000 volunteers sign up for one shift at once, against the program itself in a process of its own.
func BenchmarkStorm(b *testing.B) {
	program := buildProgram(b)
	for _, dialect := range []models.Dialect{models.SQLite, models.MySQL} {
		for _, places := range []int{500, 10_000} {
			b.Run(fmt.Sprintf("%s/places=%d", dialect, places), func(b *testing.B) {
				for b.Loop() {
					county := newBenchCounty(b, dialect)
					tokens := county.volunteers(b, stormVolunteers)
					shift := county.openShift(b, places)
					server := startProgram(b, program, county.world.URL)
					path := fmt.Sprintf("/api/v1/shifts/%d/sign-ups", shift)
					result := fire(b, server, stormConnections, len(tokens), func(i int) *http.Request {
						return request(b, http.MethodPost, server.address+path, tokens[i])
					})
					result.report(b, server)
					if taken := county.taken(b, shift); taken != min(places, stormVolunteers) || result.statuses[http.StatusCreated].Load() != int64(taken) {
						b.Fatalf("%d places, %d taken, %d told so", places, taken, result.statuses[http.StatusCreated].Load())
					}
					server.stop()
				}
			})
		}
	}
}

// BenchmarkListing reads the public list of activities, 20 of 5,000.
func BenchmarkListing(b *testing.B) {
	program := buildProgram(b)
	for _, dialect := range []models.Dialect{models.SQLite, models.MySQL} {
		b.Run(string(dialect), func(b *testing.B) {
			for b.Loop() {
				county := newBenchCounty(b, dialect)
				county.publish(b, listingShown)
				server := startProgram(b, program, county.world.URL)
				result := fire(b, server, listingConnects, listingCalls, func(int) *http.Request {
					return request(b, http.MethodGet, server.address+"/api/v1/activities?limit=20", "")
				})
				result.report(b, server)
				server.stop()
			}
		})
	}
}

// benchCounty is a database with one station, filled directly: its making is not what is measured.
type benchCounty struct {
	world   *modelstest.World
	admin   models.Actor
	station int64
	team    int64
}

func newBenchCounty(b *testing.B, dialect models.Dialect) *benchCounty {
	b.Helper()
	county := &benchCounty{world: modelstest.Open(b, string(dialect))}
	county.world.Clock.Set(time.Now())
	county.write(b, func(tx *models.Tx) error {
		center, err := organization.FoundCenter(tx, "中心", "")
		if err != nil {
			return err
		}
		tx.Actor = models.Actor{Name: "bench", Scopes: []models.Scope{{Role: models.CenterAdmin, OrganizationID: center.ID, Path: center.Path}}}
		county.admin = tx.Actor
		town, err := organization.Create(tx, organization.Input{Name: "镇", Level: organization.Institute, ParentID: center.ID})
		if err != nil {
			return err
		}
		station, err := organization.Create(tx, organization.Input{Name: "站", Level: organization.Station, ParentID: town.ID})
		if err != nil {
			return err
		}
		county.station = station.ID
		host, err := team.Create(tx, team.Input{OrganizationID: town.ID, Name: "队", Affiliation: team.Party, Category: "综合"})
		if err != nil {
			return err
		}
		county.team = host.ID
		return nil
	})
	return county
}

func (c *benchCounty) write(b *testing.B, unit func(tx *models.Tx) error) {
	b.Helper()
	if err := c.world.DB.Write(b.Context(), c.admin, unit); err != nil {
		b.Fatal(err)
	}
}

// volunteers makes people with open sessions and gives their access tokens.
func (c *benchCounty) volunteers(b *testing.B, count int) []string {
	b.Helper()
	tokens := make([]string, 0, count)
	c.write(b, func(tx *models.Tx) error {
		key, err := account.SigningKey(tx)
		if err != nil {
			return err
		}
		signer, err := handlers.NewTokens(key, time.Hour, time.Now)
		if err != nil {
			return err
		}
		accounts, sessions := make([]account.Account, count), make([]account.Session, count)
		people := make([]volunteer.Volunteer, count)
		for i := range count {
			id, open := int64(i+1000), fmt.Sprintf("dev:%d", i)
			accounts[i] = account.Account{ID: id, Name: "志愿者", WechatOpenID: &open, Status: account.Active, Version: 1, CreatedAt: tx.Now, UpdatedAt: tx.Now}
			sessions[i] = account.Session{ID: id, AccountID: id, CreatedAt: tx.Now, ExpiresAt: tx.Now.Add(24 * time.Hour)}
			people[i] = volunteer.Volunteer{
				ID: id, AccountID: &id, Name: "志愿者", Gender: volunteer.Female, BornOn: "1990-01-01", Phone: "13800000000", Version: 1,
				CreatedAt: tx.Now, UpdatedAt: tx.Now,
			}
			token, _, err := signer.Sign(id, id, tx.Now)
			if err != nil {
				return err
			}
			tokens = append(tokens, token)
		}
		for _, rows := range []any{accounts, sessions, people} {
			if err := tx.DB.CreateInBatches(rows, 500).Error; err != nil {
				return err
			}
		}
		return nil
	})
	return tokens
}

func (c *benchCounty) input(start time.Time) activity.Input {
	return activity.Input{StationID: c.station, TeamID: c.team, Title: "清洁家园", Category: "卫生环保", Place: "村口", StartsAt: start, EndsAt: start.Add(2 * time.Hour), DeclarationVersion: 1}
}

func (c *benchCounty) openShift(b *testing.B, places int) int64 {
	b.Helper()
	var shift int64
	c.write(b, func(tx *models.Tx) error {
		in := c.input(tx.Now.Add(48 * time.Hour))
		in.Shifts = []activity.ShiftInput{{Role: "清洁员", StartsAt: in.StartsAt, EndsAt: in.EndsAt, Capacity: int64(places)}}
		made, err := activity.Create(tx, in)
		if err != nil {
			return err
		}
		shifts, err := activity.ShiftsOf(tx, made.ID)
		if err != nil {
			return err
		}
		shift = shifts[made.ID][0].ID
		_, err = activity.Publish(tx, made.ID)
		return err
	})
	return shift
}

func (c *benchCounty) publish(b *testing.B, count int) {
	b.Helper()
	c.write(b, func(tx *models.Tx) error {
		for i := range count {
			in := c.input(tx.Now.Add(time.Duration(i) * time.Hour))
			in.Shifts = []activity.ShiftInput{{Role: "清洁员", StartsAt: in.StartsAt, EndsAt: in.EndsAt, Capacity: 10}}
			made, err := activity.Create(tx, in)
			if err != nil {
				return err
			}
			if _, err := activity.Publish(tx, made.ID); err != nil {
				return err
			}
		}
		return nil
	})
}

// taken counts the seats by their rows, and fails when the shift's own counter differs.
func (c *benchCounty) taken(b *testing.B, shift int64) int {
	b.Helper()
	var rows int64
	var counted activity.Shift
	err := c.world.DB.Read(b.Context(), c.admin, func(tx *models.Tx) error {
		if err := tx.DB.Model(&activity.SignUp{}).Where("shift_id = ? AND status = ?", shift, activity.SignedUp).Count(&rows).Error; err != nil {
			return err
		}
		return tx.DB.Where("id = ?", shift).Take(&counted).Error
	})
	if err != nil {
		b.Fatal(err)
	}
	if counted.Confirmed != rows {
		b.Fatalf("the counter says %d, the rows %d", counted.Confirmed, rows)
	}
	return int(rows)
}

// running is the program in a process of its own.
type running struct {
	command *exec.Cmd
	address string
}

func buildProgram(b *testing.B) string {
	b.Helper()
	path := filepath.Join(b.TempDir(), "station")
	build := exec.CommandContext(b.Context(), "go", "build", "-tags", "nomsgpack", "-o", path, ".")
	build.Env = append(os.Environ(), "CGO_ENABLED=0")
	if output, err := build.CombinedOutput(); err != nil {
		b.Fatalf("%v\n%s", err, output)
	}
	return path
}

func startProgram(b *testing.B, program, database string) *running {
	b.Helper()
	free, err := new(net.ListenConfig).Listen(b.Context(), "tcp", "127.0.0.1:0")
	if err != nil {
		b.Fatal(err)
	}
	address := free.Addr().String()
	if err := free.Close(); err != nil {
		b.Fatal(err)
	}
	server := &running{command: exec.CommandContext(b.Context(), program, "--listen", address, "--database", database), address: "http://" + address}
	server.command.Stderr = os.Stderr
	if err := server.command.Start(); err != nil {
		b.Fatal(err)
	}
	b.Cleanup(server.stop)
	for range 200 {
		if answer, err := http.Get(server.address + "/readyz"); err == nil { //nolint:forbidigo // a wait for the start, bounded by the loop
			_ = answer.Body.Close()
			return server
		}
		time.Sleep(25 * time.Millisecond)
	}
	b.Fatal("the program does not answer")
	return nil
}

func (r *running) stop() {
	if r.command.ProcessState == nil {
		_ = r.command.Process.Signal(os.Interrupt)
		_ = r.command.Wait()
	}
}

// peakMegabytes is the most memory that the process has had, as Linux tells.
func (r *running) peakMegabytes() float64 {
	status, err := os.ReadFile(fmt.Sprintf("/proc/%d/status", r.command.Process.Pid))
	if err != nil {
		return 0
	}
	lines := bufio.NewScanner(bytes.NewReader(status))
	for lines.Scan() {
		if value, found := strings.CutPrefix(lines.Text(), "VmHWM:"); found {
			kilobytes, _ := strconv.ParseFloat(strings.Fields(value)[0], 64)
			return kilobytes / 1024
		}
	}
	return 0
}

func request(b *testing.B, method, url, token string) *http.Request {
	made, err := http.NewRequestWithContext(b.Context(), method, url, nil)
	if err != nil {
		b.Fatal(err)
	}
	if token != "" {
		made.Header.Set("Authorization", "Bearer "+token)
	}
	return made
}

// volley is what came back from many calls.
type volley struct {
	elapsed   time.Duration
	latencies []time.Duration
	statuses  [600]atomic.Int64
}

// fire makes the calls over so many connections at a time, each as soon as the one before it on its connection is answered.
func fire(b *testing.B, server *running, connections, calls int, call func(i int) *http.Request) *volley {
	b.Helper()
	client := &http.Client{Transport: &http.Transport{MaxIdleConnsPerHost: connections, MaxConnsPerHost: connections}, Timeout: 30 * time.Second}
	defer client.CloseIdleConnections()
	result := &volley{latencies: make([]time.Duration, calls)}
	var next, lost atomic.Int64
	var group sync.WaitGroup
	began := time.Now()
	for range connections {
		group.Go(func() {
			for i := int(next.Add(1)) - 1; i < calls; i = int(next.Add(1)) - 1 {
				sent := time.Now()
				answer, err := client.Do(call(i))
				if err != nil {
					lost.Add(1)
					continue
				}
				_, _ = io.Copy(io.Discard, answer.Body)
				_ = answer.Body.Close()
				result.latencies[i] = time.Since(sent)
				result.statuses[answer.StatusCode].Add(1)
			}
		})
	}
	group.Wait()
	result.elapsed = time.Since(began)
	if lost.Load() > 0 {
		b.Fatalf("%d calls to %s were not answered", lost.Load(), server.address)
	}
	return result
}

func (v *volley) report(b *testing.B, server *running) {
	b.Helper()
	for status := http.StatusInternalServerError; status < len(v.statuses); status++ {
		if count := v.statuses[status].Load(); count > 0 {
			b.Fatalf("%d answers of status %d", count, status)
		}
	}
	slices.Sort(v.latencies)
	at := func(share float64) float64 {
		return float64(v.latencies[int(share*float64(len(v.latencies)-1))].Microseconds()) / 1000
	}
	b.ReportMetric(at(0.50), "p50-ms")
	b.ReportMetric(at(0.99), "p99-ms")
	b.ReportMetric(float64(len(v.latencies))/v.elapsed.Seconds(), "calls/s")
	b.ReportMetric(server.peakMegabytes(), "peak-MB")
	b.ReportMetric(0, "ns/op")
}
