package filing

import (
	"bytes"
	"fmt"
	"slices"
	"testing"
	"time"

	"practicestation/models"
	"practicestation/models/modelstest"
	"practicestation/models/organization"
	"practicestation/models/team"
	"practicestation/testdata"
)

// realCounty is the county of testdata with all its towns and stations, a team at each town and at every tenth station.
// It stands on Tuesday 2027-01-05 at 09:00.
func realCounty(t testing.TB, w *modelstest.World) *county {
	t.Helper()
	c := &county{World: w, t: t}
	w.Clock.Set(time.Date(2027, 1, 5, 9, 0, 0, 0, modelstest.Zone()))
	c.write(func(tx *models.Tx) error {
		towns, _ := organization.ReadDivisions("towns.csv", bytes.NewReader(testdata.Towns))
		stations, _ := organization.ReadDivisions("stations.csv", bytes.NewReader(testdata.Stations))
		if _, err := organization.ImportDivisions(tx, append(towns, stations...)); err != nil {
			return err
		}
		var all []*organization.Organization
		if err := tx.DB.Order("id").Find(&all).Error; err != nil {
			return err
		}
		for _, one := range all {
			switch {
			case one.Level == organization.Center:
				c.center = one
			case one.Level == organization.Station:
				c.stations = append(c.stations, one)
			case c.town == nil:
				c.town = one
			default:
				c.otherTown = one
			}
			if one.Level == organization.Institute || one.Level == organization.Station && len(c.stations)%10 == 0 {
				n := len(c.teams)
				made := &team.Team{OrganizationID: one.ID, Name: fmt.Sprintf("第%d队", n), Affiliation: team.Affiliations()[n%4], Category: "便民服务", Status: team.Active, Version: 1}
				if err := tx.DB.Create(made).Error; err != nil {
					return err
				}
				c.teams = append(c.teams, made)
			}
		}
		return nil
	})
	c.hire()
	return c
}

// TestAYearOfTheRealCounty: a year over all 312 stations. Every report of the county's year, of its busiest quarter for a town and of
// a station's month comes to what plain SQL, the ledger and its own list come to, and the workbook, read by a second reader, to that.
func TestAYearOfTheRealCounty(t *testing.T) {
	t.Parallel()
	if testing.Short() {
		t.Skip("makes a year of life, one row after the other")
	}
	modelstest.Each(t, func(t *testing.T, w *modelstest.World) {
		c := realCounty(t, w)
		if len(c.stations) != 312 {
			t.Fatalf("%d stations", len(c.stations))
		}
		c.liveThrough(2026, life{from: "2025-12-31", days: 366, people: 800, activities: 2000, requests: 500})
		served := c.plain("SELECT MIN(e.station_id) FROM entries e WHERE e.status = 'confirmed' AND e.served_on LIKE '2026-02-%'")
		station := c.stations[slices.IndexFunc(c.stations, func(one *organization.Organization) bool { return one.ID == int64(served) })]
		c.correct(station, 9)
		for _, asked := range []struct {
			of     *organization.Organization
			period Period
		}{{c.center, Period{Year, "2026-01-01"}}, {c.town, Period{Quarter, "2026-01-01"}}, {station, february}} {
			c.countActivities(asked.of, asked.period)
			c.countVolunteers(asked.of, asked.period)
			c.countTeamsAndBrands(asked.of, asked.period)
			c.countRequests(asked.of, asked.period)
		}
		c.assess()
		for _, definition := range Definitions() {
			made, err := c.create(c.admin, definition.Kind, c.center, Period{Year, "2026-01-01"})
			c.check(err)
			c.check(c.step(c.admin, made.ID, Submitted))
			book, shown := open(t, c.workbook(made.ID)), c.show(made.ID)
			checkTable(t, book, shown)
			if definition.Kind == Volunteers { // the others' lists make hundreds of long sheets; the small county has those
				checkPlaces(t, book, shown)
			}
		}
	})
}
