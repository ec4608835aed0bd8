package target

import (
	"strings"
	"testing"

	"practicestation/models"
	"practicestation/models/activity"
	"practicestation/models/report"
)

// theory is a lecture in February at a station.
func (c *county) theory(station, count int, category string) {
	c.t.Helper()
	who := c.people(station, 1)[0]
	for i := range count {
		c.held(station, models.Date("2026-02-03").Plus(i), category, activity.TheoryPlatform, who, 60)
	}
}

// TestFourAMonthOfWhichOneOrTwo is T001: at least four lectures a month, of which one or two about the situation and policies.
func TestFourAMonthOfWhichOneOrTwo(t *testing.T) {
	each(t, func(c *county) {
		id := c.mustSet(c.wanted(report.OfStations, Month,
			Comparison{Figure: report.HeldActivities, Platforms: []activity.Platform{activity.TheoryPlatform}, Operator: AtLeast, Value: Kept(4)},
			Comparison{Figure: report.HeldActivities, Categories: []string{"形势政策"}, Operator: Between, Value: Kept(1), Upper: Kept(2)}))
		c.theory(0, 2, "形势政策") // the third row: codes go down
		c.theory(0, 2, "理论宣讲")
		c.theory(1, 3, "形势政策")
		c.theory(1, 1, "理论宣讲")
		c.theory(2, 1, "形势政策")
		c.theory(2, 2, "理论宣讲")
		if got := c.verdicts(id, "2026-02"); got != "--+" {
			t.Errorf("three of them, three in all, two of four: %s", got)
		}
		if got := c.verdicts(id, "2026-01"); got != "---" {
			t.Errorf("the month before: %s", got)
		}
		c.theory(2, 1, "理论宣讲")
		if got := c.verdicts(id, "2026-02"); got != "+-+" {
			t.Errorf("one more lecture: %s", got)
		}
	})
}

// TestEveryMonthWithAQuarterAround is T002: at least one a month, and each quarter something of every topic.
func TestEveryMonthWithAQuarterAround(t *testing.T) {
	each(t, func(c *county) {
		education := func(category string, period Period) Comparison {
			one := Comparison{Figure: report.HeldActivities, Platforms: []activity.Platform{activity.EducationPlatform}, Operator: AtLeast, Value: Kept(1), Period: period}
			if category != "" {
				one.Categories = []string{category}
			}
			return one
		}
		id := c.mustSet(c.wanted(report.OfStations, Month, education("", ""), education("社会主义核心价值观", Quarter), education("普法", Quarter)))
		who := c.people(2, 1)[0] // the first row
		c.held(2, "2025-10-31", "普法", activity.EducationPlatform, who, 60)
		c.held(2, "2025-12-01", "社会主义核心价值观", activity.EducationPlatform, who, 60)
		for period, want := range map[string]string{"2025-10": "+", "2025-11": "-", "2025-12": "+", "2026-01": "-"} {
			if got := c.verdicts(id, period)[:1]; got != want {
				t.Errorf("%s: %s, want %s", period, got, want)
			}
		}
		every := c.mustSet(c.wanted(report.OfStations, Quarter, education("", Month)))
		if got := c.verdicts(every, "2025-Q4")[:1]; got != "-" {
			t.Errorf("every month of the quarter but November: %s", got)
		}
		c.held(2, "2025-11-30", "普法", activity.EducationPlatform, who, 60)
		if got := c.verdicts(every, "2025-Q4")[:1]; got != "+" {
			t.Errorf("every month of the quarter: %s", got)
		}
		found, err := c.measure(c.admin, every, Asked{Period: "2026-Q1"})
		c.must(err)
		windows := found.Rows[0].Results[0].Counted
		if !found.IsRunning || len(windows) != 3 || windows[1].IsRunning || !windows[2].IsRunning || *windows[1].Met {
			t.Errorf("the running quarter: %+v", windows)
		}
		c.Clock.Set(models.Date("2026-01-15").In(c.Clock.Now().Location()))
		if found, err = c.measure(c.admin, every, Asked{}); err != nil || found.Window.Code != "2026-Q1" || found.Rows[0].Results[0].Counted[1].Met != nil || found.Rows[0].Results[0].Counted[1].Parts != nil {
			t.Errorf("a month to come is not known: %+v, %v", found, err)
		}
	})
}

// TestRatesNeedTheirBase is T027: a tenth of the residents; whose residents nobody has written down has no answer, and neither
// 0 nor 100 per cent.
func TestRatesNeedTheirBase(t *testing.T) {
	each(t, func(c *county) {
		share := Comparison{Figure: report.RegisteredVolunteers, Over: report.Residents, Operator: AtLeast, Value: Kept(10), Measure: InPercent}
		id := c.mustSet(c.wanted(report.OfStations, Year, share))
		for station := range 3 {
			c.people(station, 2)
		}
		c.residents(c.stations[1], 20)
		c.residents(c.stations[0], 21)
		if got := c.verdicts(id, "2025"); got != "?+-" {
			t.Errorf("of nobody knows, 20 and 21 residents: %s", got)
		}
		found, err := c.measure(c.admin, id, Asked{Period: "2025"})
		c.must(err)
		if counted := found.Rows[0].Results[0].Counted[0]; counted.Actual != nil || *counted.Parts[0].Value != 2 || counted.Parts[1].Value != nil {
			t.Errorf("without a base: %+v", counted)
		}
		county := c.mustSet(c.wanted(report.OfInstitutes, Year, share))
		c.residents(c.east, 40)
		if got := c.verdicts(county, "2025"); got != "+?" {
			t.Errorf("a town's own residents, and no sum of its stations': %s", got)
		}
	})
}

// TestOnlyTheFirstOfARatioIsNarrowed: lectures as a share of everything that was held.
func TestOnlyTheFirstOfARatioIsNarrowed(t *testing.T) {
	each(t, func(c *county) {
		share := Comparison{Figure: report.HeldActivities, Over: report.HeldActivities, Categories: []string{"理论宣讲"}, Operator: AtLeast, Value: Kept(50), Measure: InPercent}
		id := c.mustSet(c.wanted(report.OfStations, Month, share))
		c.theory(0, 1, "理论宣讲")
		c.theory(0, 1, "文化")
		c.theory(1, 1, "理论宣讲")
		c.theory(1, 2, "文化")
		if got := c.verdicts(id, "2026-02"); got != "?-+" {
			t.Errorf("of nothing, of three, of two: %s", got)
		}
	})
}

// TestKindsAndStations are T028 and T026: not less than three kinds, and every station reached.
func TestKindsAndStations(t *testing.T) {
	each(t, func(c *county) {
		kinds := c.mustSet(c.wanted(report.OfStations, Year, Comparison{Figure: report.HeldCategories, Operator: AtLeast, Value: Kept(3)}))
		reached := c.mustSet(c.wanted(report.OfCenter, Cumulative, Comparison{Figure: report.HeldStations, Categories: []string{"普法"}, Operator: Exactly, Value: Kept(3)}))
		for station := range 3 {
			who := c.people(station, 1)[0]
			if got := c.verdicts(reached, "2026-03-01"); got != "-" {
				t.Errorf("%d stations are all: %s", station, got)
			}
			c.held(station, "2026-01-10", "普法", "", who, 60)
			for i, category := range []string{"普法", "文化", "义诊"}[:station+1] {
				c.held(station, models.Date("2026-02-10").Plus(i), category, "", who, 60)
			}
		}
		if got := c.verdicts(kinds, "2026"); got != "+--" {
			t.Errorf("three kinds, two, one: %s", got)
		}
		if got := c.verdicts(reached, "2026-03-01"); got != "+" {
			t.Errorf("three stations: %s", got)
		}
		if got := c.verdicts(reached, "2026-01-09"); got != "-" {
			t.Errorf("before the first: %s", got)
		}
	})
}

// TestTeamsAndPeople are T024, T018 and T033: ten to twenty members, more than fifty hours a year, no five absences.
func TestTeamsAndPeople(t *testing.T) {
	each(t, func(c *county) {
		size := c.mustSet(c.wanted(report.OfTeams, Cumulative, Comparison{Figure: report.RegisteredVolunteers, Operator: Between, Value: Kept(10), Upper: Kept(20)}))
		c.people(2, 9)
		c.people(1, 21)
		members := c.people(0, 10)
		if got := c.verdicts(size, ""); got != "--+" {
			t.Errorf("nine, 21 and ten members: %s", got)
		}
		c.people(2, 1)
		if got := c.verdicts(size, ""); got != "+-+" {
			t.Errorf("ten, 21 and ten members: %s", got)
		}
		long := c.mustSet(c.wanted(report.OfVolunteers, Year, Comparison{Figure: report.Minutes, Operator: MoreThan, Value: Kept(50), Measure: InHours}))
		absent := c.mustSet(c.wanted(report.OfVolunteers, Year, Comparison{Figure: report.NoShows, Operator: LessThan, Value: Kept(5)}))
		for i := range 10 {
			c.held(1, models.Date("2025-05-01").Plus(i), "文化", "", members[0], 300) // elsewhere counts too
			c.held(0, models.Date("2025-06-01").Plus(i), "文化", "", members[1], 300)
		}
		c.held(0, "2025-07-01", "文化", "", members[1], 1)
		for i := range 5 {
			c.held(0, models.Date("2025-08-01").Plus(i), "文化", "", members[2], 0)
		}
		of := func(id int64) string {
			found, err := c.measure(c.admin, id, Asked{Period: "2025", OrganizationID: c.stations[0].ID})
			c.must(err)
			var marks strings.Builder
			for _, row := range found.Rows {
				marks.WriteString(mark(row.Met))
			}
			return marks.String()
		}
		if got := of(long); got != "-+--------" {
			t.Errorf("50 hours, and a minute more: %s", got)
		}
		if got := of(absent); got != "++-+++++++" {
			t.Errorf("five absences: %s", got)
		}
	})
}

// TestAWeekAndATown are T006 and T036: once a week at a station, fifteen shows a year in a town.
func TestAWeekAndATown(t *testing.T) {
	each(t, func(c *county) {
		weekly := c.mustSet(c.wanted(report.OfStations, Week, Comparison{Figure: report.HeldActivities, Operator: AtLeast, Value: Kept(1)}))
		yearly := c.mustSet(c.wanted(report.OfInstitutes, Year, Comparison{Figure: report.HeldActivities, Categories: []string{"送戏下乡"}, Operator: AtLeast, Value: Kept(15)}))
		who := c.people(2, 1)[0]
		c.held(2, "2026-02-22", "文化", "", who, 60) // a Sunday
		for period, want := range map[string]string{"2026-W07": "---", "2026-W08": "+--", "2026-W09": "---"} {
			if got := c.verdicts(weekly, period); got != want {
				t.Errorf("%s: %s, want %s", period, got, want)
			}
		}
		for i := range 14 {
			c.held(i%2, models.Date("2025-03-01").Plus(i), "送戏下乡", "", who, 60)
		}
		if got := c.verdicts(yearly, "2025"); got != "--" {
			t.Errorf("fourteen shows at two stations: %s", got)
		}
		c.held(1, "2025-12-31", "送戏下乡", "", who, 60)
		if got := c.verdicts(yearly, "2025"); got != "+-" {
			t.Errorf("fifteen: %s", got)
		}
	})
}
