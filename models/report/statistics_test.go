package report

import (
	"errors"
	"fmt"
	"slices"
	"strconv"
	"testing"

	"github.com/google/go-cmp/cmp"

	"practicestation/models"
	"practicestation/models/hours"
	"practicestation/models/modelstest"
	"practicestation/models/organization"
	"practicestation/models/team"
)

func TestStatisticsEqualARecount(t *testing.T) {
	t.Parallel()
	modelstest.Each(t, func(t *testing.T, w *modelstest.World) {
		c := newCounty(t, w)
		c.fill(t, 400)
		center, town, station := c.staff(t, models.CenterAdmin, c.center), c.staff(t, models.TownAdmin, c.east), c.staff(t, models.StationManager, c.stations[2])
		for _, from := range []models.Date{"2025-12-01", "2025-12-17", "2030-01-01"} {
			to := models.Date("2026-02-01")
			if from > to {
				to = "2030-03-01"
			}
			for _, dimension := range Dimensions() {
				for _, as := range []struct {
					actor models.Actor
					of    int64
					below *organization.Organization
				}{{center, 0, c.center}, {center, c.west.ID, c.west}, {town, 0, c.east}, {town, c.stations[1].ID, c.stations[1]}, {station, 0, c.stations[2]}} {
					rows, total := c.statistics(t, as.actor, Query{dimension, from, to, as.of})
					key := c.keyOf(dimension)
					if dimension == ByOrganization {
						key = func(e hours.Entry) string { return c.childOf(as.below, e.StationID) }
					}
					want, wantTotal := c.recount(from, to, as.below, key)
					if total != wantTotal {
						t.Errorf("%s of %s from %s: total %+v, want %+v", dimension, as.below.Name, from, total, wantTotal)
					}
					got := map[string]Figures{}
					for _, row := range rows {
						if row.Figures != (Figures{}) {
							got[row.ID] = row.Figures
						}
						if row.Name == "" {
							t.Errorf("%s: row %s has no name", dimension, row.ID)
						}
					}
					if difference := cmp.Diff(want, got); difference != "" {
						t.Errorf("%s of %s from %s (-want +got):\n%s", dimension, as.below.Name, from, difference)
					}
				}
			}
		}
	})
}

func TestRowsAreShownWhereNothingWasDone(t *testing.T) {
	t.Parallel()
	modelstest.Each(t, func(t *testing.T, w *modelstest.World) {
		c := newCounty(t, w)
		actor := c.staff(t, models.CenterAdmin, c.center)
		c.write(t, func(tx *models.Tx) error {
			who := c.person(tx, "张三丰")
			c.served(tx, c.held(tx, c.stations[0], c.teams[3], "清洁家园", "卫生环保"), who, "2026-01-31", 60, hours.Confirmed)
			c.served(tx, c.held(tx, c.stations[0], c.teams[4], "读书会", "Reading"), who, "2026-01-01", 30, hours.Confirmed)
			return nil
		})
		ids := func(dimension Dimension, from, to models.Date, of int64) []string {
			rows, _ := c.statistics(t, actor, Query{dimension, from, to, of})
			var ids []string
			for _, row := range rows {
				ids = append(ids, row.ID+" "+row.Name)
			}
			return ids
		}
		name := func(id int64, name string) string { return strconv.FormatInt(id, 10) + " " + name }
		check := func(what string, got []string, want ...string) {
			t.Helper()
			if difference := cmp.Diff(want, got); difference != "" {
				t.Errorf("%s (-want +got):\n%s", what, difference)
			}
		}
		station := func(i int) string { return name(c.stations[i].ID, c.stations[i].Name) }
		group := func(i int) string { return name(c.teams[i].ID, c.teams[i].Name) }
		check("stations by region code, those without last", ids(ByStation, "2026-01-01", "2026-02-01", 0), station(1), station(2), station(3), station(0))
		check("stations of a town", ids(ByStation, "2026-01-01", "2026-02-01", c.west.ID), station(2), station(3))
		check("teams", ids(ByTeam, "2026-01-01", "2026-02-01", 0), group(0), group(1), group(2), group(3), group(4))
		check("teams of a town, then those from elsewhere", ids(ByTeam, "2026-01-01", "2026-02-01", c.east.ID), group(0), group(1), group(3), group(4))
		check("affiliations", ids(ByAffiliation, "2026-01-01", "2026-02-01", 0),
			"party 党组织", "union 工会", "youth_league 共青团", "womens_federation 妇联", "other 其他")
		check("categories", ids(ByCategory, "2026-01-01", "2026-02-01", 0), "Reading Reading", "卫生环保 卫生环保")
		check("categories of nothing", ids(ByCategory, "2024-01-01", "2024-02-01", 0))
		check("months over a year's end", ids(ByMonth, "2025-11-30", "2026-02-02", 0),
			"2025-11 2025年11月", "2025-12 2025年12月", "2026-01 2026年1月", "2026-02 2026年2月")
		check("one month", ids(ByMonth, "2025-12-01", "2026-01-01", 0), "2025-12 2025年12月")
	})
}

// TestPeopleAreNotAddedUp: one person at two stations and in two months is one person.
func TestPeopleAreNotAddedUp(t *testing.T) {
	t.Parallel()
	modelstest.Each(t, func(t *testing.T, w *modelstest.World) {
		c := newCounty(t, w)
		actor := c.staff(t, models.Auditor, c.center)
		c.write(t, func(tx *models.Tx) error {
			who := c.person(tx, "张三丰")
			first := c.held(tx, c.stations[0], c.teams[0], "清洁家园", "卫生环保")
			c.served(tx, first, who, "2025-12-31", 60, hours.Confirmed)
			c.served(tx, first, who, "2026-01-01", 61, hours.Confirmed)
			c.served(tx, c.held(tx, c.stations[3], c.teams[3], "读书会", "读书"), who, "2026-01-31", 1, hours.Confirmed)
			return nil
		})
		for _, dimension := range Dimensions() {
			rows, total := c.statistics(t, actor, Query{Dimension: dimension, From: "2025-12-31", To: "2026-02-01"})
			if want := (Figures{Activities: 2, People: 1, Attendances: 3, Minutes: 122}); total != want {
				t.Errorf("%s: total %+v, want %+v", dimension, total, want)
			}
			people := int64(0)
			for _, row := range rows {
				people += row.People
			}
			want := int64(2)
			if dimension == ByPlatform || dimension == ByBrand { // all in one row, as nobody has said
				want = 1
			}
			if people != want {
				t.Errorf("%s: the rows have %d people, want %d", dimension, people, want)
			}
		}
	})
}

// TestSomebodyOfSeveralAffiliationsIsOnePerson: who is a member of a team of each affiliation, and has served for all of them, is one
// person in every total, and in every row that is not about teams.
func TestSomebodyOfSeveralAffiliationsIsOnePerson(t *testing.T) {
	t.Parallel()
	modelstest.Each(t, func(t *testing.T, w *modelstest.World) {
		c := newCounty(t, w)
		c.write(t, func(tx *models.Tx) error {
			who := c.person(tx, "张三丰")
			for i, host := range c.teams[:4] {
				live := 1
				c.create(tx, &team.Member{TeamID: host.ID, VolunteerID: who.ID, Status: team.ActiveMember, Live: &live, RequestedAt: tx.Now})
				c.served(tx, c.held(tx, c.stations[0], host, "清洁家园", "卫生环保"), who, models.Date(fmt.Sprintf("2026-01-0%d", i+1)), 60, hours.Confirmed)
			}
			return nil
		})
		want := Figures{Activities: 4, People: 1, Attendances: 4, Minutes: 240}
		for _, dimension := range Dimensions() {
			for _, at := range []*organization.Organization{c.center, c.east, c.stations[0]} {
				rows, total := c.statistics(t, c.staff(t, models.Auditor, at), Query{Dimension: dimension, From: "2026-01-01", To: "2026-02-01"})
				if total != want {
					t.Errorf("%s of %s: total %+v, want %+v", dimension, at.Name, total, want)
				}
				people := max(1, map[Dimension]int64{ByTeam: 4, ByAffiliation: 4}[dimension])
				for _, row := range rows {
					people -= row.People
					if row.People > 1 {
						t.Errorf("%s of %s: %s has %d people", dimension, at.Name, row.Name, row.People)
					}
				}
				if people != 0 {
					t.Errorf("%s of %s: the rows lack %d people", dimension, at.Name, people)
				}
			}
		}
	})
}

func TestStatisticsAreRefused(t *testing.T) {
	t.Parallel()
	modelstest.Each(t, func(t *testing.T, w *modelstest.World) {
		c := newCounty(t, w)
		town, leader := c.staff(t, models.TownAdmin, c.east), c.staff(t, models.TeamLeader, c.east)
		good := Query{Dimension: ByStation, From: "2026-01-01", To: "2027-01-01"}
		cases := []struct {
			name  string
			actor models.Actor
			query func(q *Query)
			want  *models.Error
			field string
		}{
			{"nobody", models.Actor{}, func(*Query) {}, models.ErrPermission, ""},
			{"a leader", leader, func(*Query) {}, models.ErrPermission, ""},
			{"another town", town, func(q *Query) { q.OrganizationID = c.west.ID }, models.ErrPermission, ""},
			{"the county", town, func(q *Query) { q.OrganizationID = c.center.ID }, models.ErrPermission, ""},
			{"no organization", town, func(q *Query) { q.OrganizationID = 999999 }, models.ErrInvalid, "organization_id"},
			{"no dimension", town, func(q *Query) { q.Dimension = "moons" }, models.ErrInvalid, "dimension"},
			{"no day", town, func(q *Query) { q.From = "2026-02-30" }, models.ErrInvalid, "from"},
			{"an empty period", town, func(q *Query) { q.To = q.From }, models.ErrInvalid, "to"},
			{"backwards", town, func(q *Query) { q.To = "2025-12-31" }, models.ErrInvalid, "to"},
			{"five years and a day", town, func(q *Query) { q.To = "2031-01-02" }, models.ErrInvalid, "to"},
			{"five years", town, func(q *Query) { q.To = "2031-01-01" }, nil, ""},
		}
		for _, one := range cases {
			query := good
			one.query(&query)
			err := c.read(t, one.actor, func(tx *models.Tx) error {
				_, _, err := Statistics(tx, query)
				return err
			})
			if one.want == nil {
				if err != nil {
					t.Errorf("%s: %v", one.name, err)
				}
				continue
			}
			var refused *models.Error
			if !errors.As(err, &refused) || !errors.Is(err, one.want) {
				t.Errorf("%s: %v, want %v", one.name, err, one.want)
				continue
			}
			if one.field != "" && !slices.ContainsFunc(refused.Fields, func(f models.FieldError) bool { return f.Field == one.field }) {
				t.Errorf("%s: %v does not name %s", one.name, refused.Fields, one.field)
			}
		}
	})
}

func TestEntitiesMatchTheSchema(t *testing.T) {
	t.Parallel()
	modelstest.Each(t, func(t *testing.T, w *modelstest.World) { modelstest.MatchesSchema(t, w, &Export{}, &piece{}) })
}

func TestEveryAffiliationHasARow(t *testing.T) {
	t.Parallel()
	if got, want := len(affiliations()), len(team.Affiliations()); got != want {
		t.Errorf("%d rows for %d affiliations", got, want)
	}
}
