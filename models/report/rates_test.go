package report

import (
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"practicestation/models"
	"practicestation/models/modelstest"
	"practicestation/models/organization"
	"practicestation/models/population"
	"practicestation/models/venue"
)

// TestARateHasNoValueWithoutItsBase: missing is not 0, and nothing is divided by 0.
func TestARateHasNoValueWithoutItsBase(t *testing.T) {
	t.Parallel()
	rate, _ := FigureOf(RegistrationRate)
	for _, one := range []struct {
		name   string
		values Values
		want   *float64
	}{
		{"no base", Values{RegisteredVolunteers: 3}, nil},
		{"a base of nobody", Values{RegisteredVolunteers: 3, Residents: 0}, nil},
		{"nobody registered", Values{RegisteredVolunteers: 0, Residents: 9}, new(float64)},
		{"four decimals", Values{RegisteredVolunteers: 1, Residents: 3}, func() *float64 { third := 0.3333; return &third }()},
	} {
		got := one.values.Of(rate)
		if (got == nil) != (one.want == nil) || got != nil && *got != *one.want {
			t.Errorf("%s: %v", one.name, got)
		}
	}
}

// TestThePopulationIsThatOfTheYear: the latest word of the year of the last day counts, no other year stands in, and no
// organization has the sum of those below it.
func TestThePopulationIsThatOfTheYear(t *testing.T) {
	t.Parallel()
	modelstest.Each(t, func(t *testing.T, w *modelstest.World) {
		c := newCounty(t, w)
		center := c.staff(t, models.CenterAdmin, c.center)
		c.write(t, func(tx *models.Tx) error {
			who := c.person(tx, "李四")
			c.create(tx, &population.Base{OrganizationID: c.center.ID, Year: 2025, Residents: 900, Source: "年鉴", RecordedAt: tx.Now})
			c.create(tx, &population.Base{OrganizationID: c.center.ID, Year: 2025, Residents: 1000, Source: "更正", RecordedAt: tx.Now})
			c.create(tx, &population.Base{OrganizationID: c.stations[0].ID, Year: 2026, Residents: 50, Source: "年鉴", RecordedAt: tx.Now})
			return tx.DB.Model(who).Updates(map[string]any{"created_at": tx.Now.AddDate(-1, 0, 0), "residence_id": c.stations[0].ID}).Error
		})
		rate := func(dimension Dimension, from, to models.Date, key string) *float64 {
			var value *float64
			err := c.read(t, center, func(tx *models.Tx) error {
				found, err := Summarize(tx, Selection{Query{Dimension: dimension, From: from, To: to}, []Code{RegistrationRate}})
				if err != nil {
					return err
				}
				values := found.TotalValues
				if i := slices.IndexFunc(found.Rows, func(r SummaryRow) bool { return r.ID == key }); i >= 0 {
					values = found.Rows[i].Values
				}
				value = values.Of(found.Figures[0])
				return nil
			})
			if err != nil {
				t.Fatal(err)
			}
			return value
		}
		station := strconv.FormatInt(c.stations[0].ID, 10)
		for _, one := range []struct {
			name      string
			dimension Dimension
			from, to  models.Date
			key       string
			want      float64 // below 0: none
		}{
			{"the year of the last day", ByStation, "2024-06-01", "2026-01-01", "", 0.001},
			{"no other year stands in", ByStation, "2025-06-01", "2026-01-02", "", -1},
			{"each year its own", ByYear, "2025-01-01", "2027-01-01", "2025", 0.001},
			{"a year without", ByYear, "2025-01-01", "2027-01-01", "2026", -1},
			{"a station's own", ByStation, "2026-01-01", "2026-02-01", station, 0.02},
			{"no sum of those below", ByOrganization, "2026-01-01", "2026-02-01", strconv.FormatInt(c.east.ID, 10), -1},
		} {
			got := rate(one.dimension, one.from, one.to, one.key)
			if (got == nil) != (one.want < 0) || got != nil && *got != one.want {
				t.Errorf("%s: %v, want %v", one.name, got, one.want)
			}
		}
	})
}

// TestTheLargestVenueIsTheOrganizationsOwn: of its open venues the largest that has said how many it holds; no sum, and nothing of
// those below it. Behind it stands that venue.
func TestTheLargestVenueIsTheOrganizationsOwn(t *testing.T) {
	t.Parallel()
	modelstest.Each(t, func(t *testing.T, w *modelstest.World) {
		c := newCounty(t, w)
		center := c.staff(t, models.CenterAdmin, c.center)
		c.write(t, func(tx *models.Tx) error {
			for i, one := range []struct {
				at       *organization.Organization
				capacity int64
				status   venue.Status
				founded  time.Time
			}{
				{c.stations[0], 20, venue.Active, tx.Now},
				{c.stations[0], 35, venue.Active, tx.Now},
				{c.stations[0], 35, venue.Active, tx.Now},
				{c.stations[0], 90, venue.Closed, tx.Now},
				{c.stations[0], 0, venue.Active, tx.Now},
				{c.stations[0], 70, venue.Active, tx.Now.AddDate(1, 0, 0)},
				{c.stations[1], 0, venue.Active, tx.Now},
				{c.east, 10, venue.Active, tx.Now},
				{c.center, 5, venue.Active, tx.Now},
			} {
				made := &venue.Venue{OrganizationID: one.at.ID, Name: strconv.Itoa(i), Address: "1号", Status: one.status, Version: 1, CreatedAt: one.founded}
				if one.capacity > 0 {
					made.Capacity = &one.capacity
				}
				c.create(tx, made)
			}
			return nil
		})
		from, to := models.Date("2026-01-01"), models.Date("2027-01-01")
		check := func(dimension Dimension, key string, want int64) {
			t.Helper()
			asked := Query{Dimension: dimension, From: from, To: to}
			err := c.read(t, center, func(tx *models.Tx) error {
				found, err := Summarize(tx, Selection{asked, []Code{LargestVenue}})
				if err != nil {
					return err
				}
				values := found.TotalValues
				if key != "" {
					values = nil
					if i := slices.IndexFunc(found.Rows, func(r SummaryRow) bool { return r.ID == key }); i >= 0 {
						values = found.Rows[i].Values
					}
				}
				if got, known := values[LargestVenue]; got != want || known != (want > 0) {
					t.Errorf("%s of %q has %d, %v, want %d", dimension, key, got, known, want)
				}
				behind, sum, err := Details(tx, Drill{asked, LargestVenue, key}, models.Page{Limit: 10})
				if want > 0 && (err != nil || sum != want || len(behind.Items) != 1 || behind.Items[0].Kind != "venue" || behind.Items[0].Name == "") {
					t.Errorf("behind %s of %q stands %+v, %d, %v", dimension, key, behind.Items, sum, err)
				}
				return nil
			})
			if err != nil {
				t.Error(err)
			}
		}
		key := func(of *organization.Organization) string { return strconv.FormatInt(of.ID, 10) }
		check(ByStation, key(c.stations[0]), 35)
		check(ByStation, key(c.stations[1]), 0)
		check(ByOrganization, key(c.east), 10)
		check(ByOrganization, "", 5)
		check(ByYear, "2026", 5)
	})
}

// TestTheCatalogueSaysEverything: each figure has its words, and a reason wherever its rows do not add up.
func TestTheCatalogueSaysEverything(t *testing.T) {
	t.Parallel()
	seen := map[Code]bool{}
	for _, figure := range Catalogue() {
		if seen[figure.Code] || figure.Name == "" || figure.Unit == "" || !strings.HasSuffix(figure.Meaning, "。") || len(figure.Dimensions) == 0 {
			t.Errorf("%+v", figure)
		}
		seen[figure.Code] = true
		for dimension, reason := range figure.Overlaps {
			if reason == "" || !slices.Contains(figure.Dimensions, dimension) {
				t.Errorf("%s by %s: %q", figure.Code, dimension, reason)
			}
		}
		for _, part := range []Code{figure.Over, figure.Under} {
			if of, known := FigureOf(part); figure.IsRate() && (!known || of.IsRate()) {
				t.Errorf("%s is made of %s", figure.Code, part)
			}
		}
	}
}

// TestNamesBehindANumberAreForWhoKeepsTheRosters: everybody else reads the first character.
func TestNamesBehindANumberAreForWhoKeepsTheRosters(t *testing.T) {
	t.Parallel()
	modelstest.Each(t, func(t *testing.T, w *modelstest.World) {
		c := newCounty(t, w)
		c.write(t, func(tx *models.Tx) error {
			return tx.DB.Model(c.person(tx, "张三丰")).Update("residence_id", c.stations[0].ID).Error
		})
		for role, want := range map[models.Role]string{models.TownAdmin: "张三丰", models.Auditor: "张**"} {
			err := c.read(t, c.staff(t, role, c.east), func(tx *models.Tx) error {
				query := Query{Dimension: ByStation, From: "2026-01-01", To: "2026-12-01"}
				rows, _, err := Details(tx, Drill{query, RegisteredVolunteers, ""}, models.Page{Limit: 9})
				if err == nil && (len(rows.Items) != 1 || rows.Items[0].VolunteerName != want) {
					t.Errorf("%s reads %+v", role, rows.Items)
				}
				return err
			})
			if err != nil {
				t.Error(err)
			}
		}
	})
}

// TestNestedScopesCountOnce: who has a role at the center and another below it sees each station once.
func TestNestedScopesCountOnce(t *testing.T) {
	t.Parallel()
	modelstest.Each(t, func(t *testing.T, w *modelstest.World) {
		c := newCounty(t, w)
		c.live(t, 5)
		actor := c.staff(t, models.CenterAdmin, c.center)
		plainly := c.summary(t, actor)
		actor.Scopes = append(actor.Scopes, models.Scope{Role: models.Auditor, OrganizationID: c.east.ID, Path: c.east.Path}, actor.Scopes[0])
		if difference := cmp.Diff(plainly, c.summary(t, actor)); difference != "" {
			t.Errorf("with one role (-) and with three (+):\n%s", difference)
		}
	})
}

// summary is what the actor reads of the subordinate organizations, by name.
func (c *county) summary(t *testing.T, actor models.Actor) map[string]Values {
	t.Helper()
	read := map[string]Values{}
	err := c.read(t, actor, func(tx *models.Tx) error {
		query := Query{Dimension: ByOrganization, From: "2025-12-01", To: "2026-03-01"}
		found, err := Summarize(tx, Selection{query, []Code{Minutes, HeldActivities, RegisteredVolunteers, PlannedItems, Residents}})
		if err != nil {
			return err
		}
		read["total"] = found.TotalValues
		for _, row := range found.Rows {
			read[row.Name] = row.Values
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return read
}
