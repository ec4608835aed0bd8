package hours_test

import (
	"fmt"
	"slices"
	"testing"

	"practicestation/models"
	"practicestation/models/hours"
	"practicestation/models/modelstest"
)

func TestEntitiesMatchTheirTables(t *testing.T) {
	t.Parallel()
	modelstest.Each(t, func(t *testing.T, w *modelstest.World) {
		modelstest.MatchesSchema(t, w, hours.Entry{}, hours.Posting{}, hours.Head{}, hours.Correction{}, hours.Objection{}, hours.RetroEntry{})
	})
}

// TestWhoDecides: a foreign entry is not there (404); who sees one and may not decide, or whose own it is, is refused
// (403).
func TestWhoDecides(t *testing.T) {
	t.Parallel()
	modelstest.Each(t, func(t *testing.T, w *modelstest.World) {
		l := found(t, w)
		wang, li := l.volunteer(t), l.volunteer(t)
		own := func(actor models.Actor) models.Actor { actor.VolunteerID = wang.VolunteerID; return actor }
		leader := models.Actor{AccountID: 78, LedTeams: []int64{l.teams[0].ID}}
		for name, c := range map[string]struct {
			actor models.Actor
			want  *models.Error
		}{
			"the station's manager":            {on(models.StationManager, l.stations[0]), nil},
			"the town's admin":                 {on(models.TownAdmin, l.towns[0]), nil},
			"the center's admin":               {on(models.CenterAdmin, l.center), nil},
			"the manager, the own hours":       {own(on(models.StationManager, l.stations[0])), hours.ErrOwn},
			"the center's admin, the own ones": {own(on(models.CenterAdmin, l.center)), hours.ErrOwn},
			"another station's manager":        {on(models.StationManager, l.stations[1]), hours.ErrNotFound},
			"another town's admin":             {on(models.TownAdmin, l.towns[1]), hours.ErrNotFound},
			"a manager elsewhere, own hours":   {own(on(models.StationManager, l.stations[1])), models.ErrPermission},
			"an auditor":                       {on(models.Auditor, l.center), models.ErrPermission},
			"a team leader by role":            {on(models.TeamLeader, l.stations[0]), models.ErrPermission},
			"the team's leader":                {leader, models.ErrPermission},
			"the leader, the own hours":        {own(leader), models.ErrPermission},
			"another team's leader":            {models.Actor{AccountID: 79, LedTeams: []int64{l.teams[1].ID}}, hours.ErrNotFound},
			"the volunteer":                    {wang, models.ErrPermission},
			"another volunteer":                {li, hours.ErrNotFound},
			"nobody":                           {models.Actor{}, hours.ErrNotFound},
		} {
			for verb, decide := range map[string]func(testing.TB, models.Actor, int64) error{"confirms": l.confirm, "rejects": l.reject} {
				l.write(t, models.Actor{}, func(tx *models.Tx) error {
					tx.DB.Exec("DELETE FROM entries")
					return tx.DB.Exec("UPDATE activities SET pending_entries = 0, decided_entries = 0").Error
				})
				id := l.serve(t, wang, 0, 90, "2026-03-01")
				what := name + " " + verb
				modelstest.Expect(t, what, decide(t, c.actor, id), c.want)
				if c.want == nil {
					l.expectCounters(t, what, 1, 0, 1)
				} else {
					l.expectCounters(t, what, 1, 1, 0)
				}
			}
		}
		modelstest.Expect(t, "what there is not", l.confirm(t, on(models.CenterAdmin, l.center), 999), hours.ErrNotFound)
	})
}

func TestDecisionIsMadeOnce(t *testing.T) {
	t.Parallel()
	modelstest.Each(t, func(t *testing.T, w *modelstest.World) {
		l := found(t, w)
		manager, wang := on(models.StationManager, l.stations[0]), l.volunteer(t)
		confirmed, rejected, empty := l.serve(t, wang, 0, 90, "2026-03-01"), l.serve(t, wang, 0, 60, "2026-03-01"), l.serve(t, wang, 0, 0, "2026-03-01")
		l.expectCounters(t, "at first", 1, 3, 0)
		modelstest.Expect(t, "confirm", l.confirm(t, manager, confirmed), nil)
		modelstest.Expect(t, "reject", l.reject(t, manager, rejected), nil)
		modelstest.Expect(t, "confirm nothing", l.confirm(t, manager, empty), hours.ErrZero)
		l.expectCounters(t, "after two", 1, 1, 2)
		for _, id := range []int64{confirmed, rejected} {
			modelstest.Expect(t, "confirm again", l.confirm(t, manager, id), hours.ErrDecided)
			modelstest.Expect(t, "reject again", l.reject(t, manager, id), hours.ErrDecided)
		}
		noReason := l.DB.Write(t.Context(), manager, func(tx *models.Tx) error { _, err := hours.Reject(tx, empty, " \n", beyondDoubt); return err })
		modelstest.Expect(t, "reject without a reason", noReason, models.ErrReasonMissing)
		modelstest.Expect(t, "reject nothing", l.reject(t, manager, empty), nil)
		l.expectCounters(t, "at last", 1, 0, 3)
		l.expectCounters(t, "another activity", 2, 0, 0)
		l.read(t, manager, func(tx *models.Tx) error {
			got, err := hours.List(tx, hours.Filter{Status: hours.Rejected}, models.Page{Limit: 100})
			if err != nil || len(got.Items) != 2 || *got.Items[0].Reason != "没有到场" || *got.Items[0].DecidedBy != 77 || !got.Items[0].DecidedAt.Equal(tx.Now) || got.Items[0].Minutes != 60 {
				t.Errorf("%v, %+v", err, got.Items)
			}
			return err
		})
	})
}

// TestTwoDecisionsAtOnce: one counts, and the activity's counters know of one.
func TestTwoDecisionsAtOnce(t *testing.T) {
	t.Parallel()
	modelstest.Each(t, func(t *testing.T, w *modelstest.World) {
		l := found(t, w)
		wang := l.volunteer(t)
		for round := range int64(4) {
			id := l.serve(t, wang, 0, 90, "2026-03-01")
			won := 0
			for _, err := range modelstest.AtOnce(6, func(i int) error {
				if i%2 == 0 {
					return l.confirm(t, on(models.StationManager, l.stations[0]), id)
				}
				return l.reject(t, on(models.TownAdmin, l.towns[0]), id)
			}) {
				if err == nil {
					won++
				} else {
					modelstest.Expect(t, "a slower one", err, hours.ErrDecided)
				}
			}
			if won != 1 {
				t.Errorf("%d decisions on one entry", won)
			}
			l.expectCounters(t, fmt.Sprintf("round %d", round), 1, 0, round+1)
		}
	})
}

// TestDifferentEntriesOfOneActivityAtOnce are all decided, and all counted.
func TestDifferentEntriesOfOneActivityAtOnce(t *testing.T) {
	t.Parallel()
	modelstest.Each(t, func(t *testing.T, w *modelstest.World) {
		l := found(t, w)
		var ids []int64
		for range 12 {
			ids = append(ids, l.serve(t, l.volunteer(t), 0, 90, "2026-03-01"))
		}
		for _, err := range modelstest.AtOnce(len(ids), func(i int) error { return l.confirm(t, on(models.StationManager, l.stations[0]), ids[i]) }) {
			modelstest.Expect(t, "confirm", err, nil)
		}
		l.expectCounters(t, "all", 1, 0, 12)
	})
}

func TestOneEntryForASignUp(t *testing.T) {
	t.Parallel()
	modelstest.Each(t, func(t *testing.T, w *modelstest.World) {
		l := found(t, w)
		l.serve(t, l.volunteer(t), 0, 90, "2026-03-01")
		err := l.DB.Write(t.Context(), models.Actor{}, func(tx *models.Tx) error {
			return hours.Credit(tx, hours.Entry{SignUpID: 1, ShiftID: 1, ActivityID: 1, VolunteerID: 1, StationID: l.stations[0].ID, TeamID: 1, Minutes: 90, ServedOn: "2026-03-01"})
		})
		if !models.IsDuplicate(err) {
			t.Errorf("a second entry: %v", err)
		}
		l.expectCounters(t, "after it", 1, 1, 0)
	})
}

// TestListsAreBoundedByScope, whatever the filter asks for.
func TestListsAreBoundedByScope(t *testing.T) {
	t.Parallel()
	modelstest.Each(t, func(t *testing.T, w *modelstest.World) {
		l := found(t, w)
		wang, li := l.volunteer(t), l.volunteer(t)
		a := l.serve(t, wang, 0, 90, "2026-03-01")
		b := l.serve(t, li, 0, 30, "2026-03-02")
		c := l.serve(t, wang, 1, 60, "2026-03-02")
		modelstest.Expect(t, "confirm", l.confirm(t, on(models.CenterAdmin, l.center), b), nil)
		manager, leader := on(models.StationManager, l.stations[0]), models.Actor{AccountID: 78, LedTeams: []int64{l.teams[1].ID}}
		both := manager
		both.LedTeams = leader.LedTeams
		for name, row := range map[string]struct {
			actor  models.Actor
			filter hours.Filter
			want   []int64
		}{
			"the center":                  {on(models.CenterAdmin, l.center), hours.Filter{}, []int64{a, b, c}},
			"an auditor of a town":        {on(models.Auditor, l.towns[1]), hours.Filter{}, []int64{c}},
			"a manager":                   {manager, hours.Filter{}, []int64{a, b}},
			"a leader":                    {leader, hours.Filter{}, []int64{c}},
			"a manager who leads":         {both, hours.Filter{}, []int64{a, b, c}},
			"both, of one station":        {both, hours.Filter{StationID: l.stations[1].ID}, []int64{c}},
			"both, of one volunteer":      {both, hours.Filter{VolunteerID: li.VolunteerID}, []int64{b}},
			"a manager, another station":  {manager, hours.Filter{StationID: l.stations[1].ID}, nil},
			"a manager, another team":     {manager, hours.Filter{TeamID: l.teams[1].ID}, nil},
			"a manager, a volunteer":      {manager, hours.Filter{VolunteerID: wang.VolunteerID}, []int64{a}},
			"a manager, another shift":    {manager, hours.Filter{ShiftID: 2}, nil},
			"a manager, another activity": {manager, hours.Filter{ActivityID: 2}, nil},
			"pending":                     {both, hours.Filter{Status: hours.Pending}, []int64{a, c}},
			"from":                        {both, hours.Filter{From: "2026-03-02"}, []int64{b, c}},
			"to, exclusive":               {both, hours.Filter{To: "2026-03-02"}, []int64{a}},
			"of an affiliation":           {both, hours.Filter{Affiliation: "union"}, []int64{c}},
			"of a category":               {both, hours.Filter{Category: "理发"}, []int64{a, b}},
			"of both that exclude":        {both, hours.Filter{Category: "理发", Affiliation: "union"}, nil},
		} {
			var got []int64
			l.read(t, row.actor, func(tx *models.Tx) error {
				listed, err := hours.List(tx, row.filter, models.Page{Limit: 100})
				for _, entry := range listed.Items {
					got = append(got, entry.ID)
				}
				return err
			})
			if !slices.Equal(got, row.want) {
				t.Errorf("%s: %v, want %v", name, got, row.want)
			}
		}
		for name, actor := range map[string]models.Actor{"a volunteer": wang, "nobody": {}} {
			err := l.DB.Read(t.Context(), actor, func(tx *models.Tx) error { _, err := hours.List(tx, hours.Filter{}, models.Page{Limit: 9}); return err })
			modelstest.Expect(t, name, err, models.ErrPermission)
		}
		err := l.DB.Read(t.Context(), manager, func(tx *models.Tx) error {
			_, err := hours.List(tx, hours.Filter{From: "2026-03-02", To: "2026-03-02"}, models.Page{Limit: 9})
			return err
		})
		modelstest.Expect(t, "an empty period", err, models.ErrInvalid)
	})
}

// TestOwnTotalCountsConfirmedOnly, of all time, whatever page or filter is shown.
func TestOwnTotalCountsConfirmedOnly(t *testing.T) {
	t.Parallel()
	modelstest.Each(t, func(t *testing.T, w *modelstest.World) {
		l := found(t, w)
		admin, wang, li := on(models.CenterAdmin, l.center), l.volunteer(t), l.volunteer(t)
		expectOwn := func(what string, filter hours.Filter, limit, entries int, minutes int64) {
			t.Helper()
			l.read(t, wang, func(tx *models.Tx) error {
				own, totals, err := hours.ListOwn(tx, filter, models.Page{Limit: limit})
				if len(own.Items) != entries || totals.Credit != minutes {
					t.Errorf("%s: %d entries and %d minutes, want %d and %d", what, len(own.Items), totals.Credit, entries, minutes)
				}
				for _, entry := range own.Items {
					if entry.VolunteerID != wang.VolunteerID {
						t.Errorf("%s: %+v is somebody else's", what, entry)
					}
				}
				return err
			})
		}
		expectOwn("at first", hours.Filter{}, 100, 0, 0)
		confirmed, rejected := l.serve(t, wang, 0, 90, "2026-03-01"), l.serve(t, wang, 0, 60, "2026-03-01")
		l.serve(t, wang, 1, 30, "2026-03-02")
		later, others := l.serve(t, wang, 1, 7, "2026-03-02"), l.serve(t, li, 0, 1000, "2026-03-02")
		expectOwn("all pending", hours.Filter{}, 100, 4, 0)
		for _, id := range []int64{confirmed, later, others} {
			modelstest.Expect(t, "confirm", l.confirm(t, admin, id), nil)
		}
		modelstest.Expect(t, "reject", l.reject(t, admin, rejected), nil)
		expectOwn("two of four", hours.Filter{}, 100, 4, 97)
		expectOwn("one page", hours.Filter{}, 1, 1, 97)
		expectOwn("those that wait", hours.Filter{Status: hours.Pending}, 100, 1, 97)
		expectOwn("somebody else's", hours.Filter{VolunteerID: li.VolunteerID}, 100, 0, 97)
	})
}
