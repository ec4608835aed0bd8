package main

import (
	"fmt"
	"net/http"
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
