package hours_test

import (
	"fmt"
	"strings"
	"testing"

	"practicestation/models"
	"practicestation/models/hours"
	"practicestation/models/modelstest"
)

// totals asks for the totals of everything from the first day to before the other.
func (l *ledger) totals(t testing.TB, from, to models.Date, by ...hours.Grouping) (cells []hours.Cell, total hours.Cell) {
	t.Helper()
	return l.totalsBelow(t, l.center.Path, from, to, by...)
}

func (l *ledger) totalsBelow(t testing.TB, path string, from, to models.Date, by ...hours.Grouping) (cells []hours.Cell, total hours.Cell) {
	t.Helper()
	l.read(t, models.Actor{}, func(tx *models.Tx) (err error) {
		cells, total, err = hours.Total(tx, hours.Scope{Paths: []string{path}, From: from, To: to}, by...)
		return err
	})
	return cells, total
}

func shown(cells []hours.Cell) string {
	var lines []string
	for _, cell := range cells {
		lines = append(lines, fmt.Sprintf("%s: %+v %+v", strings.Join(cell.Keys, " "), cell.Credit, cell.Honor))
	}
	return strings.Join(lines, "\n")
}

// TestRollupsFollowEachDecision: a confirmation counts at once, a correction counts the new minutes only, and what was taken back
// altogether leaves no attendance, no person and no activity.
func TestRollupsFollowEachDecision(t *testing.T) {
	t.Parallel()
	modelstest.Each(t, func(t *testing.T, w *modelstest.World) {
		l := found(t, w)
		wang, li, manager := l.volunteer(t), l.volunteer(t), on(models.StationManager, l.stations[0])
		first, second := l.serve(t, wang, 0, 90, "2026-03-01"), l.serve(t, li, 0, 30, "2026-03-02")
		expect := func(what string, want hours.Figures) {
			t.Helper()
			for _, period := range [][2]models.Date{{"2026-03-01", "2026-04-01"}, {"2026-02-20", "2026-03-05"}} {
				for _, at := range []string{l.center.Path, l.stations[0].Path} {
					if _, total := l.totalsBelow(t, at, period[0], period[1]); total.Credit != want || total.Honor != (hours.Figures{}) {
						t.Errorf("%s, at %s from %s: %+v, want %+v", what, at, period[0], total, want)
					}
				}
			}
			l.sound(t, what)
		}
		expect("nothing is confirmed", hours.Figures{})
		modelstest.Expect(t, "confirm both", l.confirmAll(t, manager, first, second), nil)
		expect("both are confirmed", hours.Figures{Activities: 1, People: 2, Attendances: 2, Minutes: 120})
		stands := l.corrected(t, first, 60)
		expect("one is corrected", hours.Figures{Activities: 1, People: 2, Attendances: 2, Minutes: 90})
		l.corrected(t, stands, 0)
		expect("and taken back", hours.Figures{Activities: 1, People: 1, Attendances: 1, Minutes: 30})
		l.corrected(t, second, 0)
		expect("both are", hours.Figures{})
		if cells, _ := l.totals(t, "2026-03-01", "2026-04-01", hours.PerMonth, hours.PerCategory); len(cells) != 0 {
			t.Errorf("cells without hours:\n%s", shown(cells))
		}
	})
}

// TestWhatAnActivityIsAboutIsLookedUp: a category that changes after the confirmation takes the hours along.
func TestWhatAnActivityIsAboutIsLookedUp(t *testing.T) {
	t.Parallel()
	modelstest.Each(t, func(t *testing.T, w *modelstest.World) {
		l := found(t, w)
		modelstest.Expect(t, "confirm", l.confirm(t, on(models.CenterAdmin, l.center), l.serve(t, l.volunteer(t), 0, 90, "2026-03-01")), nil)
		l.sql(t, "UPDATE activities SET category = '读书' WHERE id = 1", "UPDATE teams SET affiliation = 'other'")
		figures := hours.Figures{Activities: 1, People: 1, Attendances: 1, Minutes: 90}
		cells, _ := l.totals(t, "2026-01-01", "2027-01-01", hours.PerCategory, hours.PerAffiliation)
		if len(cells) != 1 || strings.Join(cells[0].Keys, " ") != "读书 other" || cells[0].Credit != figures {
			t.Errorf("the cells are\n%s", shown(cells))
		}
		l.sound(t, "after it")
	})
}

// TestARollupThatWasTamperedWithIsFoundAndRebuilt: the check names the first bad row, and a rebuild makes it right.
func TestARollupThatWasTamperedWithIsFoundAndRebuilt(t *testing.T) {
	t.Parallel()
	modelstest.Each(t, func(t *testing.T, w *modelstest.World) {
		l := found(t, w)
		wang, admin := l.volunteer(t), on(models.CenterAdmin, l.center)
		for i, day := range []models.Date{"2026-03-01", "2026-03-31", "2026-04-01"} {
			modelstest.Expect(t, "confirm", l.confirm(t, admin, l.serve(t, wang, i%2, 60, day)), nil)
		}
		l.sound(t, "before it")
		station := l.stations[0].ID
		day := fmt.Sprintf("rollup_days 0: 实践站 %d 在 2026-04-01 的队伍 %d、活动 1（credit）", station, l.teams[0].ID)
		month := fmt.Sprintf("rollup_months 0: 实践站 %d 在 2026-04（credit）", station)
		for what, c := range map[string]struct{ statement, want string }{
			"minutes of a day":           {"UPDATE rollup_days SET minutes = 600 WHERE served_on = '2026-04-01'", day + "应为 1 人次 60 分钟，实为 1 人次 600 分钟；运行"},
			"nobody on a day":            {"UPDATE rollup_days SET people = '' WHERE served_on = '2026-04-01'", day + "应为 1 人次 60 分钟，实为 1 人次 60 分钟；缺少志愿者 1；运行"},
			"bytes behind a crowd":       {"UPDATE rollup_days SET people = x'020278' WHERE served_on = '2026-04-01'", day + "应为 1 人次 60 分钟，实为 1 人次 60 分钟；名单里有读不懂的内容；运行"},
			"a zero behind a crowd":      {"UPDATE rollup_days SET people = x'020200' WHERE served_on = '2026-04-01'", day},
			"a longer way to write it":   {"UPDATE rollup_days SET people = x'02028080' WHERE served_on = '2026-04-01'", day},
			"somebody no times":          {"UPDATE rollup_days SET people = x'02020200' WHERE served_on = '2026-04-01'", day},
			"bytes behind activities":    {"UPDATE rollup_team_months SET activities = x'020278' WHERE month = '2026-04'", "rollup_team_months 0: "},
			"bytes in an empty row":      {"INSERT INTO rollup_days SELECT station_id, '2020-01-01', team_id, activity_id, kind, 0, 0, x'00' FROM rollup_days WHERE served_on = '2026-04-01'", "rollup_days 0: "},
			"a day too many":             {"INSERT INTO rollup_days SELECT station_id, '2020-01-01', team_id, activity_id, kind, 1, 1, people FROM rollup_days WHERE served_on = '2026-04-01'", "rollup_days "},
			"a month is gone":            {"DELETE FROM rollup_months WHERE month = '2026-04'", month + "应为 1 人次 60 分钟，实为 0 人次 0 分钟；缺少志愿者 1；缺少活动 1；运行"},
			"somebody else":              {"UPDATE rollup_months SET people = x'0402' WHERE month = '2026-04'", month + "应为 1 人次 60 分钟，实为 1 人次 60 分钟；多出志愿者 2；缺少志愿者 1；运行"},
			"more often than that":       {"UPDATE rollup_months SET people = x'0204' WHERE month = '2026-04'", "rollup_months "},
			"no crowd at all":            {"UPDATE rollup_months SET people = x'ffffff' WHERE month = '2026-04'", "rollup_months "},
			"another activity":           {"UPDATE rollup_team_months SET activities = x'0602' WHERE month = '2026-04'", "rollup_team_months "},
			"attendances of a team":      {"UPDATE rollup_team_months SET attendances = 2 WHERE month = '2026-04'", "rollup_team_months "},
			"a place without any ledger": {fmt.Sprintf("INSERT INTO rollup_months SELECT %d, month, kind, 1, 1, people, activities FROM rollup_months WHERE month = '2026-04'", l.center.ID), fmt.Sprintf("rollup_months 0: 实践站 %d 在", l.center.ID)},
			"rollups that fell behind":   {fmt.Sprintf("UPDATE ledger_heads SET rolled_sequence = 1 WHERE station_id = %d", station), fmt.Sprintf("ledger_heads %d: ", station)},
		} {
			l.sql(t, c.statement)
			if got := l.findings(t); len(got) != 1 || !strings.HasPrefix(got[0], c.want) {
				t.Errorf("%s: found %q, want %q", what, got, c.want)
			}
			l.rebuild(t, l.DB)
			l.sound(t, what+", rebuilt")
		}
	})
}

// TestWhoIsTooManyOrMissingIsNamed, however many are counted before: whoever reads it need not look for the difference.
func TestWhoIsTooManyOrMissingIsNamed(t *testing.T) {
	t.Parallel()
	modelstest.Each(t, func(t *testing.T, w *modelstest.World) {
		l := found(t, w)
		var entries []int64
		for range 9 {
			entries = append(entries, l.serve(t, l.volunteer(t), 0, 60, "2026-04-01"))
		}
		must(t, l.confirmAll(t, on(models.CenterAdmin, l.center), entries...))
		// Who was the eighth is not there, the ninth is twice.
		l.sql(t, "UPDATE rollup_months SET people = x'02020202020202020202020202020404'")
		want := fmt.Sprintf("rollup_months 0: 实践站 %d 在 2026-04（credit）应为 9 人次 540 分钟，实为 9 人次 540 分钟；多出志愿者 9；缺少志愿者 8；运行", l.stations[0].ID)
		if got := l.findings(t); len(got) != 1 || !strings.HasPrefix(got[0], want) {
			t.Errorf("found %q, want %q", got, want)
		}
	})
}

// rebuild rebuilds every station, as the command does.
func (l *ledger) rebuild(t testing.TB, db *models.DB) {
	t.Helper()
	var stations []int64
	l.read(t, models.Actor{}, func(tx *models.Tx) (err error) {
		stations, err = hours.RolledStations(tx)
		return err
	})
	for _, station := range stations {
		if err := db.Write(t.Context(), models.SystemActor("test"), func(tx *models.Tx) error { _, err := hours.Rebuild(tx, station); return err }); err != nil {
			t.Fatalf("a rebuild: %v", err)
		}
	}
}

// TestLedgersFromBeforeTheRollupsAreRolledUp, station by station, also while their hours go on being confirmed.
func TestLedgersFromBeforeTheRollupsAreRolledUp(t *testing.T) {
	t.Parallel()
	modelstest.Each(t, func(t *testing.T, w *modelstest.World) {
		l := found(t, w)
		wang, admin := l.volunteer(t), on(models.CenterAdmin, l.center)
		for i := range 4 {
			modelstest.Expect(t, "confirm", l.confirm(t, admin, l.serve(t, wang, i%2, 60, models.Date("2026-03-30").Plus(i))), nil)
		}
		l.sql(t, "DELETE FROM rollup_days", "DELETE FROM rollup_months", "DELETE FROM rollup_team_months", "UPDATE ledger_heads SET rolled_sequence = 0")
		modelstest.Expect(t, "confirm one more", l.confirm(t, admin, l.serve(t, wang, 0, 60, "2026-04-05")), nil)
		for _, want := range []int64{1, 1, 0} {
			l.write(t, models.SystemActor("test"), func(tx *models.Tx) error {
				got, err := hours.RollUp(tx)
				if got != want {
					t.Errorf("%d stations rolled up, want %d", got, want)
				}
				return err
			})
		}
		l.sound(t, "after it")
	})
}
