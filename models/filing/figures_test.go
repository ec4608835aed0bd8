package filing

import (
	"fmt"
	"strings"
	"testing"

	"practicestation/models"
	"practicestation/models/modelstest"
	"practicestation/models/organization"
)

// plain asks the database for one number in the test's own words.
func (c *county) plain(statement string, arguments ...any) float64 {
	c.t.Helper()
	var number float64
	c.write(func(tx *models.Tx) error {
		return tx.DB.Raw("SELECT COALESCE(("+statement+"), 0)", arguments...).Scan(&number).Error
	})
	return number
}

// number is what a row of the table shows in a column; an empty row stands for the total.
func (t *Table) number(test testing.TB, row, column string) float64 {
	test.Helper()
	cells := t.Total
	for _, one := range t.Rows {
		if one.ID == row {
			cells = one.Cells
		}
	}
	if i := at(t.Columns, column); i >= 0 && cells[i].Number != nil {
		return *cells[i].Number
	}
	test.Errorf("row %q has no number for %s", row, column)
	return -1
}

func (c *county) table(kind Kind, of *organization.Organization, period Period) *Table {
	c.t.Helper()
	return look(c, c.admin, func(tx *models.Tx) (*Table, error) { return live(tx, kind, of, period) })
}

// expect compares a number of the table with one that the test has found out for itself.
func (c *county) expect(table *Table, row, column string, want float64) {
	c.t.Helper()
	if got := table.number(c.t, row, column); got != want {
		c.t.Errorf("row %q, %s: %v, counted by hand %v", row, column, got, want)
	}
}

const (
	isHeld = "a.ends_at >= ? AND a.ends_at < ? AND a.status = 'published' AND a.ends_at <= ? AND (SELECT COUNT(*) FROM sign_ups s WHERE s.activity_id = a.id AND s.status = 'completed') > 0"
	counts = "e.status = 'confirmed' AND e.served_on >= ? AND e.served_on < ?"
	posted = "l.served_on >= ? AND l.served_on < ?"
)

// TestFiguresAreThoseOfTheRows: on generated life, with corrections, every report says what the test counts by hand in plain SQL and
// in the ledger.
func TestFiguresAreThoseOfTheRows(t *testing.T) {
	each(t, func(_ *testing.T, c *county) {
		c.live(11)
		c.correct(c.stations[0], 9)
		c.correct(c.stations[2], 0)
		for _, period := range []Period{february, {Quarter, "2026-01-01"}, {Year, "2026-01-01"}} {
			for _, of := range []*organization.Organization{c.center, c.town, c.stations[1]} {
				c.countActivities(of, period)
				c.countVolunteers(of, period)
				c.countTeamsAndBrands(of, period)
			}
		}
	})
}

// in is the condition for what lies at a place: one station, or all of an organization.
func in(column string, of *organization.Organization) string {
	return fmt.Sprintf("%s IN (SELECT id FROM organizations WHERE SUBSTR(path, 1, %d) = '%s')", column, len(of.Path), of.Path)
}

func (c *county) countActivities(of *organization.Organization, period Period) {
	c.t.Helper()
	begins, ends := period.StartsOn.In(modelstest.Zone()).UTC(), period.End().In(modelstest.Zone()).UTC()
	table, services := c.table(Activities, of, period), c.table(Hours, of, period)
	places := map[string]*organization.Organization{"": of}
	for _, row := range table.Rows {
		for _, station := range c.stations {
			if fmt.Sprint(station.ID) == row.ID {
				places[row.ID] = station
			}
		}
	}
	if len(places) != len(table.Rows)+1 && !strings.Contains(fmt.Sprint(table.Rows), nowhere) {
		c.t.Errorf("%d rows for %d stations", len(table.Rows), len(places)-1)
	}
	for row, place := range places {
		held := c.plain("SELECT COUNT(*) FROM activities a WHERE "+in("a.station_id", place)+" AND "+isHeld, begins, ends, c.Clock.Now().UTC())
		branded := c.plain("SELECT COUNT(*) FROM activities a WHERE a.brand_id > 0 AND "+in("a.station_id", place)+" AND "+isHeld, begins, ends, c.Clock.Now().UTC())
		people := c.plain("SELECT COUNT(DISTINCT e.volunteer_id) FROM entries e WHERE "+in("e.station_id", place)+" AND "+counts, period.StartsOn, period.End())
		minutes := c.plain("SELECT SUM(e.minutes) FROM entries e WHERE "+in("e.station_id", place)+" AND "+counts, period.StartsOn, period.End())
		ledger := c.plain("SELECT SUM(l.minutes) FROM ledger l WHERE l.kind = 'credit' AND "+in("l.station_id", place)+" AND "+posted, period.StartsOn, period.End())
		c.expect(table, row, "held_activities", held)
		c.expect(table, row, "branded", branded)
		c.expect(table, row, "people", people)
		c.expect(table, row, "minutes", minutes)
		c.expect(services, row, "minutes", ledger)
		parts := table.number(c.t, row, "platform_none")
		for _, platform := range []string{"theory", "education", "culture", "science", "sports"} {
			parts += table.number(c.t, row, "platform_"+platform)
		}
		if parts != held {
			c.t.Errorf("row %q: the platforms come to %v of %v", row, parts, held)
		}
		c.compareDetails(table, row, "held_activities", "cancelled_activities", "attendances", "beneficiaries", "minutes")
		c.compareDetails(services, row, "minutes", "honor_minutes")
	}
}

// compareDetails adds up the list behind a row and compares.
func (c *county) compareDetails(table *Table, row string, columns ...string) {
	c.t.Helper()
	for _, column := range columns {
		listed := 0.0
		for _, detail := range table.Details {
			if row == "" || row == fmt.Sprint(detail.OrganizationID) {
				listed += *detail.Cells[at(table.DetailColumns, column)].Number
			}
		}
		c.expect(table, row, column, listed)
	}
}

func (c *county) countVolunteers(of *organization.Organization, period Period) {
	c.t.Helper()
	table, ends := c.table(Volunteers, of, period), period.End().In(modelstest.Zone()).UTC()
	where := in("v.residence_id", of) + " AND v.created_at < ?"
	c.expect(table, "", "registered_volunteers", c.plain("SELECT COUNT(*) FROM volunteers v WHERE "+where, ends))
	c.expect(table, "", "active_volunteers", c.plain("SELECT COUNT(DISTINCT v.id) FROM volunteers v JOIN entries e ON e.volunteer_id = v.id WHERE "+where+" AND "+counts,
		ends, period.StartsOn, period.End()))
	c.expect(table, "", "members_party", c.plain(`SELECT COUNT(DISTINCT v.id) FROM volunteers v JOIN team_members m ON m.volunteer_id = v.id AND m.live = 1 AND m.status = 'active'
		JOIN teams t ON t.id = m.team_id WHERE t.affiliation = 'party' AND `+where, ends))
}

func (c *county) countTeamsAndBrands(of *organization.Organization, period Period) {
	c.t.Helper()
	begins, ends, now := period.StartsOn.In(modelstest.Zone()).UTC(), period.End().In(modelstest.Zone()).UTC(), c.Clock.Now().UTC()
	teams, brands := c.table(Teams, of, period), c.table(Brands, of, period)
	ofTeams := `FROM volunteers v JOIN team_members m ON m.volunteer_id = v.id AND m.status = 'active' WHERE ` + in("v.residence_id", of) + " AND v.created_at < ?"
	c.expect(teams, "", "members", c.plain("SELECT COUNT(DISTINCT v.id) "+ofTeams, ends))
	for _, row := range teams.Rows {
		c.expect(teams, row.ID, "members", c.plain("SELECT COUNT(DISTINCT v.id) "+ofTeams+" AND m.team_id = ?", ends, idOf(row.ID)))
		c.expect(teams, row.ID, "minutes", c.plain("SELECT SUM(e.minutes) FROM entries e WHERE e.team_id = ? AND "+in("e.station_id", of)+" AND "+counts, idOf(row.ID), period.StartsOn, period.End()))
		c.expect(teams, row.ID, "held_activities", c.plain("SELECT COUNT(*) FROM activities a WHERE a.team_id = ? AND "+in("a.station_id", of)+" AND "+isHeld, idOf(row.ID), begins, ends, now))
	}
	for _, row := range brands.Rows {
		under := "COALESCE(a.brand_id, 0) = ? AND " + in("a.station_id", of)
		c.expect(brands, row.ID, "held_activities", c.plain("SELECT COUNT(*) FROM activities a WHERE "+under+" AND "+isHeld, idOf(row.ID), begins, ends, now))
		c.expect(brands, row.ID, "held_ever", c.plain("SELECT COUNT(*) FROM activities a WHERE "+under+" AND "+isHeld, idOf(row.ID), "2000-01-01", ends, now))
	}
}

// TestHonorStandsApart: what was written down afterwards is in the list and in columns of its own, and in no other figure.
func TestHonorStandsApart(t *testing.T) {
	each(t, func(t *testing.T, c *county) {
		c.live(2)
		before, list := c.table(Hours, c.town, february), c.table(Activities, c.town, february)
		c.honor(45)
		after := c.table(Hours, c.town, february)
		c.expect(after, "", "honor_minutes", 45)
		c.expect(after, "", "honor_attendances", 1)
		c.expect(after, "", "minutes", before.number(t, "", "minutes"))
		c.compareDetails(after, "", "minutes", "honor_minutes")
		if len(after.Details) != len(before.Details)+1 || !list.equal(c.table(Activities, c.town, february)) {
			t.Error("the honor is not in the list, or stands in other figures")
		}
	})
}

// TestAListThatIsTooLongIsLeftOut: what is frozen is kept for good, and nobody prints 20,001 rows. The figures do not depend on the list.
func TestAListThatIsTooLongIsLeftOut(t *testing.T) {
	each(t, func(t *testing.T, c *county) {
		c.live(1)
		made := c.draft(Hours, c.town)
		digits := "(SELECT 0 AS n UNION ALL SELECT 1 UNION ALL SELECT 2 UNION ALL SELECT 3 UNION ALL SELECT 4 UNION ALL SELECT 5 UNION ALL SELECT 6 UNION ALL SELECT 7 UNION ALL SELECT 8 UNION ALL SELECT 9)"
		number := "1000000 + a.n + 10 * b.n + 100 * c.n + 1000 * d.n + 10000 * e.n"
		c.write(func(tx *models.Tx) error {
			return tx.DB.Exec(`INSERT INTO ledger (station_id, sequence, kind, movement, subject_id, volunteer_id, activity_id, team_id, minutes, served_on, created_at, previous_hash, hash)
				SELECT ?, `+number+`, 'honor', 'add', `+number+`, ?, (SELECT MIN(x.id) FROM activities AS x), ?, 1, '2026-02-10', ?, '', '' FROM `+digits+` AS a, `+digits+` AS b, `+digits+` AS c, `+
				digits+` AS d, (SELECT 0 AS n UNION ALL SELECT 1 UNION ALL SELECT 2) AS e WHERE `+number+` <= 1020000`,
				c.stations[0].ID, c.volunteers[0].ID, c.teams[0].ID, c.Clock.Now()).Error
		})
		c.check(c.step(c.townAdmin, made.ID, Submitted))
		shown := c.show(made.ID)
		if notes := shown.notes(); len(shown.Table.Rows) != 2 || len(shown.Table.Details) != 0 || !strings.Contains(notes[len(notes)-1], "明细超过 20000 行") {
			t.Errorf("%d rows, %d details, notes %q", len(shown.Table.Rows), len(shown.Table.Details), notes)
		}
		book := open(t, c.workbook(made.ID))
		checkTable(t, book, shown)
		checkPlaces(t, book, shown)
	})
}
