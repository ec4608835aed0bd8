package target

import (
	"slices"
	"strings"
	"testing"

	"practicestation/models"
	"practicestation/models/activity"
	"practicestation/models/modelstest"
	"practicestation/models/report"
)

func (c *county) update(actor models.Actor, id, version int64, in Input) (changed *Target, err error) {
	err = c.DB.Write(c.t.Context(), actor, func(tx *models.Tx) error { changed, err = Update(tx, id, version, in); return err })
	return changed, err
}

func (c *county) end(actor models.Actor, id, version int64, reason string) (ended *Target, err error) {
	err = c.DB.Write(c.t.Context(), actor, func(tx *models.Tx) error { ended, err = End(tx, id, version, reason); return err })
	return ended, err
}

// told are the kinds of the notices that somebody has got.
func (c *county) told(who models.Actor) (kinds string) {
	c.t.Helper()
	c.must(c.DB.Read(c.t.Context(), who, func(tx *models.Tx) error {
		var found []string
		err := tx.DB.Table("notices").Where("account_id = ?", who.AccountID).Order("id").Pluck("kind", &found).Error
		kinds = strings.Join(found, " ")
		return err
	}))
	return kinds
}

// TestATargetIsSetChangedAndEnded: by who stands above, one version after the other; who has set it hears of what others do.
func TestATargetIsSetChangedAndEnded(t *testing.T) {
	each(t, func(c *county) {
		in := c.wanted(report.OfStations, Month, held(1))
		in.OrganizationID = c.east.ID
		made, err := c.set(c.town, in)
		c.must(err)
		manager, west := c.staff(models.StationManager, c.stations[0]), c.staff(models.TownAdmin, c.west)
		harder := c.wanted(report.OfStations, Month, held(2))
		harder.Title, harder.EndsOn = "  加码 ", "2026-12-31"
		for _, one := range []struct {
			what string
			who  models.Actor
			want *models.Error
		}{{"a station manager", manager, models.ErrPermission}, {"the town next door", west, ErrNotFound}, {"nobody", models.Actor{}, ErrNotFound}} {
			_, err := c.update(one.who, made.ID, 1, harder)
			modelstest.Expect(t, one.what+" changes it", err, one.want)
			_, err = c.end(one.who, made.ID, 1, "废止")
			modelstest.Expect(t, one.what+" ends it", err, one.want)
		}
		_, err = c.set(manager, in)
		modelstest.Expect(t, "set by a station manager", err, models.ErrPermission)
		_, err = c.set(west, in)
		modelstest.Expect(t, "set for the town next door", err, models.ErrPermission)
		above := in
		above.Subject = report.OfCenter
		if _, err = c.set(c.town, above); faultOf(err) != "subject level" {
			t.Errorf("of the level above: %v", err)
		}
		if _, err = c.update(c.town, made.ID, 1, above); faultOf(err) != "subject level" {
			t.Errorf("changed to the level above: %v", err)
		}
		_, err = c.update(c.admin, made.ID, 2, harder)
		modelstest.Expect(t, "of another version", err, models.ErrVersionConflict)
		changed, err := c.update(c.admin, made.ID, 1, harder)
		c.must(err)
		if changed.Version != 2 || changed.Title != "加码" || changed.OrganizationID != c.east.ID || *changed.EndsOn != "2026-12-31" {
			t.Errorf("changed: %+v", changed)
		}
		_, err = c.end(c.admin, made.ID, 2, " ")
		modelstest.Expect(t, "ended without a reason", err, models.ErrReasonMissing)
		_, err = c.end(c.admin, made.ID, 1, "废止")
		modelstest.Expect(t, "ended in another version", err, models.ErrVersionConflict)
		ended, err := c.end(c.admin, made.ID, 2, "废止")
		c.must(err)
		if *ended.EndedOn != "2026-03-02" || *ended.EndReason != "废止" || ended.Version != 3 {
			t.Errorf("ended: %+v", ended)
		}
		_, err = c.update(c.admin, made.ID, 3, in)
		modelstest.Expect(t, "changed after its end", err, ErrEnded)
		_, err = c.end(c.admin, made.ID, 3, "废止")
		modelstest.Expect(t, "ended twice", err, ErrEnded)
		if got := c.told(c.town); got != "target_changed target_ended" {
			t.Errorf("who has set it was told %q", got)
		}
	})
}

// TestOnlyDaysOfTheTargetCount: nothing before its first day, nothing after its last, and no period without any.
func TestOnlyDaysOfTheTargetCount(t *testing.T) {
	each(t, func(c *county) {
		in := c.wanted(report.OfStations, Month, held(1), Comparison{Figure: report.HeldActivities, Operator: AtLeast, Value: Kept(1), Period: Quarter})
		in.StartsOn, in.EndsOn = "2025-11-10", "2026-01-20"
		id := c.mustSet(in)
		who := c.people(2, 1)[0] // the first row
		c.held(2, "2025-11-09", "文化", "", who, 60)
		c.held(2, "2026-01-21", "文化", "", who, 60)
		if got := c.verdicts(id, "2025-11")[:1] + c.verdicts(id, "2026-01")[:1]; got != "--" {
			t.Errorf("the day before and the day after count: %s", got)
		}
		c.held(2, "2025-11-10", "文化", "", who, 60)
		c.held(2, "2026-01-20", "文化", "", who, 60)
		if got := c.verdicts(id, "2025-11")[:1] + c.verdicts(id, "2026-01")[:1]; got != "++" {
			t.Errorf("its first day and its last do not count: %s", got)
		}
		for period, want := range map[string]string{"2025-10": "period range", "2026-02": "period range", "2026-04": "period future", "2026-Q1": "period format"} {
			if _, err := c.measure(c.admin, id, Asked{Period: period}); faultOf(err) != want {
				t.Errorf("%s: %v, want %s", period, err, want)
			}
		}
		found, err := c.measure(c.admin, id, Asked{})
		c.must(err)
		if found.Window.Code != "2026-01" || found.IsRunning {
			t.Errorf("the last period: %+v", found.Window)
		}
		open := c.mustSet(c.wanted(report.OfStations, Month, held(1)))
		if found, err = c.measure(c.admin, open, Asked{}); err != nil || found.Window.Code != "2026-03" || !found.IsRunning {
			t.Errorf("the running period: %+v, %v", found, err)
		}
		if _, err = c.end(c.admin, open, 1, "废止"); err != nil {
			t.Fatal(err)
		}
		c.Clock.Advance(31 * 24 * 60 * 60 * 1e9)
		if found, err = c.measure(c.admin, open, Asked{}); err != nil || found.Window.Code != "2026-03" || found.IsRunning {
			t.Errorf("ended, a month later: %+v, %v", found, err)
		}
	})
}

// TestWhatCannotBeATarget names everything that is wrong.
func TestWhatCannotBeATarget(t *testing.T) {
	each(t, func(c *county) {
		for _, bad := range []struct {
			want   string
			change func(in *Input, one *Comparison)
		}{
			{"title invalid_text", func(in *Input, _ *Comparison) { in.Title = " " }},
			{"source invalid_text", func(in *Input, _ *Comparison) { in.Source = strings.Repeat("字", 501) }},
			{"subject enum", func(in *Input, _ *Comparison) { in.Subject = "village" }},
			{"period enum", func(in *Input, _ *Comparison) { in.Period = "decade" }},
			{"starts_on format", func(in *Input, _ *Comparison) { in.StartsOn = "2026-02-30" }},
			{"ends_on order", func(in *Input, _ *Comparison) { in.EndsOn = "2024-12-31" }},
			{"ends_on format", func(in *Input, _ *Comparison) { in.EndsOn = "2099-12-31" }},
			{"condition size", func(in *Input, _ *Comparison) { in.Condition.Comparisons = nil }},
			{"condition.match enum", func(in *Input, _ *Comparison) { in.Condition.Match = "most" }},
			{"condition.groups.0.comparisons min_items", func(in *Input, _ *Comparison) { in.Condition.Groups = []Group{{Match: All}} }},
			{"condition.comparisons.0.figure enum", func(_ *Input, one *Comparison) { one.Figure = "moods" }},
			{"condition.comparisons.0.figure subject", func(in *Input, _ *Comparison) { in.Subject = report.OfVolunteers }},
			{"condition.comparisons.0.figure filter", func(_ *Input, one *Comparison) { one.Figure, one.Categories = report.Teams, []string{"文化"} }},
			{"condition.comparisons.0.over enum", func(_ *Input, one *Comparison) { one.Over = "moods" }},
			{"condition.comparisons.0.categories.0 invalid_text", func(_ *Input, one *Comparison) { one.Categories = []string{""} }},
			{"condition.comparisons.0.platforms enum", func(_ *Input, one *Comparison) { one.Platforms = []activity.Platform{"moods"} }},
			{"condition.comparisons.0.period enum", func(_ *Input, one *Comparison) { one.Period = Week }},
			{"condition.comparisons.0.operator enum", func(_ *Input, one *Comparison) { one.Operator = "about" }},
			{"condition.comparisons.0.value range", func(_ *Input, one *Comparison) { one.Value = Kept(0.00001) }},
			{"condition.comparisons.0.upper range", func(_ *Input, one *Comparison) { one.Operator, one.Upper = Between, Kept(0.5) }},
			{"condition.comparisons.0.upper exclusive", func(_ *Input, one *Comparison) { one.Upper = Kept(2) }},
			{"condition.comparisons.0.measure percent", func(_ *Input, one *Comparison) { one.Measure = InPercent }},
			{"condition.comparisons.0.measure hours", func(_ *Input, one *Comparison) { one.Measure = InHours }},
			{"condition.comparisons.0.measure enum", func(_ *Input, one *Comparison) { one.Measure = "moods" }},
			{"brand_id not_found", func(_ *Input, one *Comparison) { one.BrandID = 999 }},
			{"organization_id not_found", func(in *Input, _ *Comparison) { in.OrganizationID = 999 }},
		} {
			in := c.wanted(report.OfStations, Month, held(1))
			bad.change(&in, &in.Condition.Comparisons[0])
			if _, err := c.set(c.admin, in); faultOf(err) != bad.want {
				t.Errorf("%v (%s), want %s", err, faultOf(err), bad.want)
			}
		}
		many := c.wanted(report.OfStations, Year, slices.Repeat([]Comparison{{Figure: report.ActiveRate, Operator: AtLeast, Value: Kept(1), Measure: InPercent, Period: Month}}, 6)...)
		if _, err := c.set(c.admin, many); faultOf(err) != "condition size" {
			t.Errorf("six rates each month of a year: %v", err)
		}
		most := many
		most.Condition.Comparisons = most.Condition.Comparisons[:5]
		id := c.mustSet(most)
		if got := c.verdicts(id, "2025"); got != "???" {
			t.Errorf("five rates each month of a year, of nobody: %s", got)
		}
		residents := c.wanted(report.OfTeams, Year, Comparison{Figure: report.RegistrationRate, Operator: AtLeast, Value: Kept(1), Measure: InPercent})
		if _, err := c.set(c.admin, residents); faultOf(err) != "condition.comparisons.0.figure subject" {
			t.Errorf("a team has no residents: %v", err)
		}
	})
}
