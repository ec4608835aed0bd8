package target

import (
	"context"
	"fmt"
	"strings"
	"testing"
	"time"

	"gorm.io/gorm"
	"gorm.io/gorm/logger"

	"practicestation/models"
	"practicestation/models/modelstest"
	"practicestation/models/report"
)

func (p *Progress) names() string {
	var names []string
	for _, row := range p.Rows {
		names = append(names, row.Name)
	}
	return strings.Join(names, " ")
}

func held(least float64) Comparison {
	return Comparison{Figure: report.HeldActivities, Operator: AtLeast, Value: Kept(least)}
}

// TestWhoReadsWhat: of the county's target everybody reads their own, of a town's nobody reads next door, and volunteers' names are
// for who keeps the rosters.
func TestWhoReadsWhat(t *testing.T) {
	each(t, func(c *county) {
		all := c.mustSet(c.wanted(report.OfStations, Month, held(1)))
		people := c.mustSet(c.wanted(report.OfVolunteers, Month, Comparison{Figure: report.Minutes, Operator: AtLeast, Value: Kept(1)}))
		towns := c.wanted(report.OfStations, Month, held(1))
		towns.OrganizationID = c.east.ID
		ofEast, err := c.set(c.town, towns)
		c.must(err)
		for station := range 3 {
			c.people(station, 1)
		}
		manager, auditor := c.staff(models.StationManager, c.stations[1]), c.staff(models.Auditor, c.center)
		west, leader := c.staff(models.TownAdmin, c.west), c.staff(models.TeamLeader, c.stations[1])
		for _, one := range []struct {
			what  string
			who   models.Actor
			id    int64
			asked Asked
			want  string
			err   *models.Error
		}{
			{"the center", c.admin, all, Asked{}, "第3站 第2站 第1站", nil},
			{"the center, of a town", c.admin, all, Asked{OrganizationID: c.east.ID}, "第2站 第1站", nil},
			{"a town", c.town, all, Asked{}, "第2站 第1站", nil},
			{"a station", manager, all, Asked{}, "第2站", nil},
			{"a station, of another", manager, all, Asked{OrganizationID: c.stations[0].ID}, "", models.ErrPermission},
			{"a town's own", c.town, ofEast.ID, Asked{}, "第2站 第1站", nil},
			{"a station of its town's", manager, ofEast.ID, Asked{}, "第2站", nil},
			{"the center, of a town's", c.admin, ofEast.ID, Asked{}, "第2站 第1站", nil},
			{"next door", west, ofEast.ID, Asked{}, "", ErrNotFound},
			{"who only leads a team", leader, all, Asked{}, "", ErrNotFound},
			{"an auditor", auditor, all, Asked{}, "第3站 第2站 第1站", nil},
			{"volunteers by an auditor", auditor, people, Asked{}, "", models.ErrPermission},
			{"volunteers by a station", manager, people, Asked{}, "张三2", nil},
			{"volunteers by a town", c.town, people, Asked{}, "张三1 张三2", nil},
			{"nothing", c.admin, 999, Asked{}, "", ErrNotFound},
		} {
			found, err := c.measure(one.who, one.id, one.asked)
			modelstest.Expect(t, one.what, err, one.err)
			if err == nil && found.names() != one.want {
				t.Errorf("%s reads %s, want %s", one.what, found.names(), one.want)
			}
			if of := (models.Actor{}); err == nil {
				c.listed(of, one.who, one.id)
			}
		}
	})
}

// listed checks that who reads a target finds it in the list, and nobody else does.
func (c *county) listed(nobody, who models.Actor, id int64) {
	c.t.Helper()
	err := c.DB.Read(c.t.Context(), who, func(tx *models.Tx) error {
		page, err := List(tx, Filter{Subject: report.OfStations, On: "2026-03-02", Period: Month}, models.Page{Limit: 9})
		if err == nil && len(page.Items) == 0 {
			c.t.Errorf("target %d is not in the list", id)
		}
		return err
	})
	c.must(err)
	err = c.DB.Read(c.t.Context(), nobody, func(tx *models.Tx) error { _, err := List(tx, Filter{}, models.Page{Limit: 9}); return err })
	modelstest.Expect(c.t, "nobody", err, models.ErrPermission)
}

func TestVolunteersComeByPages(t *testing.T) {
	each(t, func(c *county) {
		id := c.mustSet(c.wanted(report.OfVolunteers, Month, Comparison{Figure: report.Attendances, Operator: AtLeast, Value: Kept(1)}))
		c.held(0, "2026-02-10", "文化", "", c.people(0, 5)[4], 60)
		page, marks := models.Page{Limit: 2}, ""
		for range 3 {
			err := c.DB.Read(t.Context(), c.admin, func(tx *models.Tx) error {
				found, err := Asked{Period: "2026-02"}.Measure(tx, id, page)
				if err != nil {
					return err
				}
				for _, row := range found.Rows {
					marks += mark(row.Met)
				}
				page.Cursor = found.NextCursor
				return nil
			})
			c.must(err)
		}
		if marks != "----+" || page.Cursor != "" {
			t.Errorf("all pages: %s, and %q", marks, page.Cursor)
		}
	})
}

// TestEveryNumberIsWhatItsRowsComeTo: of every kind of subject, with a filter, in every window, over and under.
func TestEveryNumberIsWhatItsRowsComeTo(t *testing.T) {
	each(t, func(c *county) {
		for station := range 3 {
			for i, who := range c.people(station, 3) {
				c.held(station, models.Date("2025-11-28").Plus(4*i), []string{"普法", "文化"}[i%2], "", who, int64(30+i))
				c.held((station+1)%3, models.Date("2025-12-28").Plus(4*i), "文化", "", who, int64(50+i))
			}
		}
		c.residents(c.stations[0], 90)
		c.residents(c.center, 900)
		minutes := Comparison{Figure: report.Minutes, Over: report.Attendances, Categories: []string{"文化"}, Operator: AtLeast, Value: Kept(1), Period: Month}
		for subject, comparisons := range map[report.Unit][]Comparison{
			report.OfCenter:     {minutes, held(1), {Figure: report.RegistrationRate, Operator: AtLeast, Value: Kept(1), Measure: InPercent}},
			report.OfInstitutes: {minutes, {Figure: report.People, Operator: AtLeast, Value: Kept(1)}},
			report.OfStations:   {minutes, {Figure: report.HeldCategories, Operator: AtLeast, Value: Kept(1)}, {Figure: report.RegistrationRate, Operator: AtLeast, Value: Kept(1), Measure: InPercent}},
			report.OfTeams:      {minutes, {Figure: report.ActiveRate, Operator: AtLeast, Value: Kept(1), Measure: InPercent}},
			report.OfVolunteers: {minutes, {Figure: report.Activities, Operator: AtLeast, Value: Kept(1)}},
		} {
			id := c.mustSet(c.wanted(subject, Quarter, comparisons...))
			found, err := c.measure(c.admin, id, Asked{Period: "2025-Q4"})
			c.must(err)
			if got := c.drilled(found); got == 0 {
				t.Errorf("%s: no number at all", subject)
			}
		}
	})
}

// drilled reads what is behind every number of a progress, and adds the numbers up.
func (c *county) drilled(found *Progress) (sum int64) {
	c.t.Helper()
	c.must(c.DB.Read(c.t.Context(), c.admin, func(tx *models.Tx) error {
		for _, row := range found.Rows {
			for i, result := range row.Results {
				for _, counted := range result.Counted {
					for k, part := range counted.Parts {
						if part.Value == nil {
							continue
						}
						number := Number{row.ID, i, counted.Code, k}
						rows, total, err := Asked{Period: found.Window.Code}.Details(tx, found.Target.ID, number, models.Page{Limit: 100})
						if err != nil {
							return err
						}
						listed := int64(0)
						for _, one := range rows.Items {
							listed += one.Amount
						}
						if sum += listed; total != *part.Value || listed != total {
							c.t.Errorf("%s %d %+v: %d, the rows come to %d, the sum is %d", found.Target.Subject, row.ID, number, *part.Value, listed, total)
						}
					}
				}
			}
		}
		return nil
	}))
	return sum
}

func TestNumbersThatThereAreNot(t *testing.T) {
	each(t, func(c *county) {
		id := c.mustSet(c.wanted(report.OfStations, Month, held(1)))
		for want, number := range map[string]Number{
			"subject_id not_found": {SubjectID: c.center.ID},
			"comparison not_found": {SubjectID: c.stations[0].ID, Comparison: 1},
			"window not_found":     {SubjectID: c.stations[0].ID, Window: "2026-01"},
		} {
			err := c.DB.Read(t.Context(), c.admin, func(tx *models.Tx) error {
				_, _, err := Asked{Period: "2026-02"}.Details(tx, id, number, models.Page{Limit: 9})
				return err
			})
			if got := faultOf(err); got != want {
				t.Errorf("%+v: %s, want %s", number, got, want)
			}
		}
		err := c.DB.Read(t.Context(), c.town, func(tx *models.Tx) error {
			_, _, err := Asked{}.Details(tx, id, Number{SubjectID: c.stations[2].ID}, models.Page{Limit: 9})
			return err
		})
		if got := faultOf(err); got != "subject_id not_found" {
			t.Errorf("next door: %s", got)
		}
	})
}

// counting is a logger that only counts the statements.
type counting struct {
	logger.Interface
	statements *int
}

// Trace counts one statement.
func (c counting) Trace(context.Context, time.Time, func() (string, int64), error) { *c.statements++ }

// TestManyStationsTakeNoMoreStatements: all numbers of all stations come in one.
func TestManyStationsTakeNoMoreStatements(t *testing.T) {
	each(t, func(c *county) {
		id := c.mustSet(c.wanted(report.OfStations, Quarter, held(1), Comparison{Figure: report.Minutes, Operator: AtLeast, Value: Kept(1), Period: Month},
			Comparison{Figure: report.OnPlanRate, Operator: AtLeast, Value: Kept(50), Measure: InPercent}))
		count := func() (statements, rows int) {
			c.must(c.DB.Read(t.Context(), c.admin, func(tx *models.Tx) error {
				tx.DB = tx.DB.Session(&gorm.Session{Logger: counting{tx.DB.Logger, &statements}})
				found, err := Asked{}.Measure(tx, id, models.Page{Limit: 20})
				rows = len(found.Rows)
				return err
			}))
			return statements, rows
		}
		few, rows := count()
		c.write(func(tx *models.Tx) {
			for i := range 40 {
				c.station(tx, c.west, 3+i)
			}
		})
		many, more := count()
		if few != many || many > 4 || rows != 3 || more != 43 {
			t.Errorf("%d statements for %d stations, %d for %d", few, rows, many, more)
		}
	})
}

// TestNothingIsRankedUnlessItIsSwitchedOn, and volunteers never are.
func TestNothingIsRankedUnlessItIsSwitchedOn(t *testing.T) {
	each(t, func(c *county) {
		id := c.mustSet(c.wanted(report.OfStations, Month, held(2), held(1)))
		people := c.mustSet(c.wanted(report.OfVolunteers, Month, Comparison{Figure: report.Minutes, Operator: AtLeast, Value: Kept(1)}))
		who := c.people(0, 1)[0]
		for i, count := range []int{3, 2, 1} { // of the last row most
			for day := range count {
				c.held(i, models.Date("2026-02-05").Plus(7*i+day), "文化", "", who, 60)
			}
		}
		_, err := c.measure(c.admin, id, Asked{Period: "2026-02", Order: ByRanking})
		modelstest.Expect(t, "switched off", err, ErrNoRanking)
		ranked := func(id int64, on bool) (names string, err error) {
			err = c.DB.Read(t.Context(), c.admin, func(tx *models.Tx) error {
				tx.Settings.RankingEnabled = on
				order := map[bool]Order{true: ByRanking, false: ByRegion}[on]
				found, err := Asked{Period: "2026-02", Order: order}.Measure(tx, id, models.Page{Limit: 20})
				if err == nil {
					names = found.names()
				}
				return err
			})
			return names, err
		}
		if names, err := ranked(id, true); err != nil || names != "第1站 第2站 第3站" {
			t.Errorf("ranked: %s, %v", names, err)
		}
		if names, err := ranked(id, false); err != nil || names != "第3站 第2站 第1站" {
			t.Errorf("in the order of the codes: %s, %v", names, err)
		}
		if _, err := ranked(people, true); faultOf(err) != "order volunteers" {
			t.Errorf("volunteers: %s", fmt.Sprint(err))
		}
	})
}
