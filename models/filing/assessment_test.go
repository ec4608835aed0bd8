package filing

import (
	"fmt"
	"html"
	"strings"
	"testing"

	"practicestation/models"
	"practicestation/models/report"
	"practicestation/models/target"
	"practicestation/models/volunteer"
)

// assess sets what the county wants of its stations each month, beside what stands on no report of the town's month: what it wants of
// volunteers, of the year, and what the other town wants.
func (c *county) assess() (id int64) {
	c.t.Helper()
	in := target.Input{
		OrganizationID: c.center.ID, Title: "每月活动", Source: "每月至少开展1场，注册率达到10%", Subject: report.OfStations, Period: target.Month, StartsOn: "2026-01-01",
		Condition: target.Condition{Group: target.Group{Match: target.All, Comparisons: []target.Comparison{
			{Figure: report.Activities, Operator: target.AtLeast, Value: target.Kept(1), Measure: target.InUnits},
			{Figure: report.RegistrationRate, Operator: target.AtLeast, Value: target.Kept(10), Measure: target.InPercent},
		}}},
	}
	people := in
	people.Subject, people.Title = report.OfVolunteers, "每人"
	people.Condition.Comparisons = in.Condition.Comparisons[:1:1]
	yearly := in
	yearly.Period, yearly.Title = target.Year, "全年"
	elsewhere := in
	elsewhere.OrganizationID, elsewhere.Title = c.otherTown.ID, "乙镇"
	c.check(c.DB.Write(c.t.Context(), c.admin, func(tx *models.Tx) error {
		made, err := target.Create(tx, in)
		if err != nil {
			return err
		}
		id = made.ID
		for _, other := range []target.Input{people, yearly, elsewhere} {
			if _, err := target.Create(tx, other); err != nil {
				return err
			}
		}
		return nil
	}))
	return id
}

// said is a report's rows in short: who, what was wanted, what there is, met and in all.
func (s *Shown) said() (lines []string) {
	for _, row := range s.Table.Rows {
		actual := "?"
		if number := row.Cells[at(s.Table.Columns, "actual")].Number; number != nil {
			actual = fmt.Sprint(*number)
		}
		met := 0
		for i, key := range []string{"met", "unmet", "unknown"} {
			met += (i + 1) * int(*row.Cells[at(s.Table.Columns, key)].Number)
		}
		lines = append(lines, fmt.Sprint(row.name(), " ", row.Cells[at(s.Table.Columns, "wanted")].Text, " ", actual, " ", "+-?"[met-1:met], " ", row.Cells[at(s.Table.Columns, "whole")].Text))
	}
	return lines
}

// TestTheAssessmentIsHandedInAsItStood: every number that the month's targets want of the town's stations, none of volunteers, and what
// is judged otherwise later stands in the differences.
func TestTheAssessmentIsHandedInAsItStood(t *testing.T) {
	each(t, func(t *testing.T, c *county) {
		id := c.assess()
		c.insert(&volunteer.Volunteer{
			Name: "李四", Gender: volunteer.Female, BornOn: "1990-01-01", Phone: "13900000001", ResidenceID: &c.stations[0].ID, OrganizationID: &c.stations[0].ID,
			RosterVersion: 1, Version: 1, CreatedAt: c.Clock.Now().AddDate(-1, 0, 0),
		})
		made := c.draft(Assessment, c.town)
		c.check(c.step(c.townAdmin, made.ID, Submitted))
		shown := c.show(made.ID)
		want := []string{
			"茶西村 活动场次至少 1 场 0 - 未达到", "茶西村 注册率至少 10% ? ? 未达到", "茶东社区 活动场次至少 1 场 0 - 未达到", "茶东社区 注册率至少 10% ? ? 未达到",
		}
		if got := shown.said(); fmt.Sprint(got) != fmt.Sprint(want) {
			t.Errorf("the rows are\n%q, want\n%q", got, want)
		}
		if total := shown.Table.Total; *total[at(shown.Table.Columns, "unmet")].Number != 2 || *total[at(shown.Table.Columns, "unknown")].Number != 2 || *total[at(shown.Table.Columns, "met")].Number != 0 {
			t.Errorf("the total is %+v", total)
		}
		c.check(c.DB.Write(t.Context(), c.admin, func(tx *models.Tx) error {
			in := target.Input{
				Title: "每月活动", Source: "原文", Subject: report.OfStations, Period: target.Month, StartsOn: "2026-01-01",
				Condition: target.Condition{Group: target.Group{Match: target.All, Comparisons: []target.Comparison{
					{Figure: report.Activities, Operator: target.AtLeast, Value: 0, Measure: target.InUnits},
				}}},
			}
			_, err := target.Update(tx, id, 1, in)
			return err
		}))
		if got := c.show(made.ID).said(); fmt.Sprint(got) != fmt.Sprint(want) {
			t.Errorf("what was handed in has changed:\n%q", got)
		}
		var differ *Differences
		c.check(c.DB.Read(t.Context(), c.admin, func(tx *models.Tx) (err error) {
			differ, err = Compare(tx, made.ID)
			return err
		}))
		if len(differ.Adjustments) == 0 {
			t.Error("a target that wants less makes no difference")
		}
		village, err := c.create(c.otherTownAdmin, Assessment, c.stations[2], Period{Month, "2026-02-01"})
		c.check(err)
		if len(c.show(village.ID).Table.Rows) != 3 { // one of the county, and two of its town
			t.Errorf("the other town's station has %d rows", len(c.show(village.ID).Table.Rows))
		}
	})
}

// TestATargetThatNeverBeganIsAssessedNowhere: it was ended before its first day, and the report of the days around is as without it.
func TestATargetThatNeverBeganIsAssessedNowhere(t *testing.T) {
	each(t, func(t *testing.T, c *county) {
		c.assess()
		made := c.draft(Assessment, c.town)
		before := c.show(made.ID).said()
		c.check(c.DB.Write(t.Context(), c.admin, func(tx *models.Tx) error {
			set, err := target.Create(tx, target.Input{
				OrganizationID: c.center.ID, Title: "设错了", Source: "原文", Subject: report.OfStations, Period: target.Month, StartsOn: "2026-03-20",
				Condition: target.Condition{Group: target.Group{Match: target.All, Comparisons: []target.Comparison{
					{Figure: report.Activities, Operator: target.AtLeast, Value: 1, Measure: target.InUnits},
				}}},
			})
			if err != nil {
				return err
			}
			_, err = target.End(tx, set.ID, set.Version, "设错了")
			if err != nil {
				return err
			}
			progress, err := target.Asked{}.Measure(tx, set.ID, models.Page{})
			if err != nil || progress.IsRunning {
				t.Errorf("a target that never began runs: %v, %v", progress, err)
			}
			return nil
		}))
		march, err := c.create(c.townAdmin, Assessment, c.town, Period{Month, "2026-03-01"})
		c.check(err)
		if got := c.show(march.ID).said(); fmt.Sprint(got) != fmt.Sprint(before) {
			t.Errorf("with a target that never began:\n%q, want\n%q", got, before)
		}
	})
}

// TestTheAssessmentIsDrawnBySubject: beside the chart stands how many wants each station meets, in the order of the rows; the bars
// come to the total, and two stations of one name stay two.
func TestTheAssessmentIsDrawnBySubject(t *testing.T) {
	each(t, func(t *testing.T, c *county) {
		c.assess()
		c.check(c.DB.Write(t.Context(), c.admin, func(tx *models.Tx) error {
			return tx.DB.Model(c.stations[2]).Update("name", c.stations[0].Name).Error
		}))
		made, err := c.create(c.admin, Assessment, c.center, february)
		c.check(err)
		shown, book := c.show(made.ID), open(t, c.workbook(made.ID))
		if len(shown.Table.Bars) != 3 || len(shown.Table.Rows) != 8 {
			t.Fatalf("%d bars of %d rows", len(shown.Table.Bars), len(shown.Table.Rows))
		}
		want := "[[茶东社区 乙镇 0 2 2] [茶西村 青山镇 0 1 1] [茶东社区 青山镇 0 1 1]]"
		if got := fmt.Sprint(raw(t, book, chartSheet)[headRow:]); got != want {
			t.Errorf("the bars are drawn from %s, want %s", got, want)
		}
		for i, key := range shown.Table.Charted {
			sum := 0.0
			for _, bar := range shown.Table.Bars {
				sum += *bar.Cells[homeAt+i].Number
			}
			if total := *shown.Table.Total[at(shown.Table.Columns, key)].Number; sum != total {
				t.Errorf("the bars of %s come to %v, and the total is %v", key, sum, total)
			}
		}
		part, _ := book.Pkg.Load("xl/charts/chart1.xml")
		drawn, _ := part.([]byte)
		for _, cells := range []string{"'图表'!$A$5:$A$7", "'图表'!$C$5:$C$7", "'图表'!$E$5:$E$7", "'汇总'!$H$4"} {
			if !strings.Contains(html.UnescapeString(string(drawn)), "<f>"+cells+"</f>") {
				t.Errorf("the chart does not show %s", cells)
			}
		}
	})
}
