package team_test

import (
	"context"
	"slices"
	"testing"
	"time"

	"pgregory.net/rapid"

	"practicestation/models"
	"practicestation/models/account"
	"practicestation/models/modelstest"
	"practicestation/models/team"
)

// TestHandoverIsDated: the successor is in charge from the instant named, and the predecessor until then.
func TestHandoverIsDated(t *testing.T) {
	t.Parallel()
	modelstest.Each(t, func(t *testing.T, w *modelstest.World) {
		v := found(t, w)
		start := w.DB.Now()
		a, b, c := v.person(t, "a"), v.person(t, "b"), v.person(t, "c")
		if v.inCharge(t) != 0 {
			t.Error("somebody is in charge of a new team")
		}
		modelstest.Expect(t, "from a past instant", v.handOver(t, v.manager, team.Handover{AccountID: a.AccountID, From: start.Add(-time.Hour)}), nil)
		modelstest.Expect(t, "to the same", v.handOver(t, v.manager, team.Handover{AccountID: a.AccountID, From: start}), team.ErrAlreadyLeader)
		modelstest.Expect(t, "before the current one began", v.handOver(t, v.manager, team.Handover{AccountID: b.AccountID, From: start.Add(-2 * time.Hour)}), team.ErrHandoverOrder)
		modelstest.Expect(t, "when the current one began", v.handOver(t, v.manager, team.Handover{AccountID: b.AccountID, From: start.Add(-time.Hour)}), team.ErrHandoverOrder)
		modelstest.Expect(t, "from now", v.handOver(t, v.manager, team.Handover{AccountID: b.AccountID}), nil)
		modelstest.Expect(t, "from a future instant", v.handOver(t, v.manager, team.Handover{AccountID: c.AccountID, From: start.Add(time.Hour), Note: "换届"}), nil)
		modelstest.Expect(t, "before that", v.handOver(t, v.manager, team.Handover{AccountID: a.AccountID, From: start.Add(time.Minute)}), team.ErrHandoverOrder)
		for _, at := range []struct {
			after time.Duration
			who   models.Actor
		}{
			{-time.Hour - time.Millisecond, models.Actor{}}, {-time.Hour, a}, {-time.Millisecond, a}, {0, b}, {time.Hour - time.Millisecond, b}, {time.Hour, c}, {1000 * time.Hour, c},
		} {
			w.Clock.Set(start.Add(at.after))
			if got := v.inCharge(t); got != at.who.AccountID {
				t.Errorf("after %v account %d is in charge, want %d", at.after, got, at.who.AccountID)
			}
			for name, person := range map[string]models.Actor{"a": a, "b": b, "c": c} {
				leads := slices.Equal(v.person(t, name).LedTeams, []int64{v.team.ID})
				if leads != (person.AccountID == at.who.AccountID) {
					t.Errorf("after %v %s leads the team: %t", at.after, name, leads)
				}
			}
		}
		v.read(t, models.Actor{}, func(tx *models.Tx) error {
			leaders, err := team.Leaders(tx, v.team.ID, models.Page{Limit: 2})
			if err == nil && (len(leaders.Items) != 2 || leaders.NextCursor == "" || leaders.Items[0].Name != "c" || leaders.Items[0].Note != "换届" || leaders.Items[1].Name != "b") {
				t.Errorf("the list is %+v", leaders)
			}
			return err
		})
	})
}

func TestWhoHandsOverToWhom(t *testing.T) {
	t.Parallel()
	modelstest.Each(t, func(t *testing.T, w *modelstest.World) {
		v := found(t, w)
		a, gone := v.person(t, "a"), v.person(t, "gone")
		v.write(t, v.manager, func(tx *models.Tx) error {
			return tx.DB.Exec("UPDATE accounts SET status = ? WHERE id = ?", account.Suspended, gone.AccountID).Error
		})
		elsewhere := v.manager
		elsewhere.Scopes = []models.Scope{{Role: models.StationManager, OrganizationID: 99, Path: v.station.Path[:len(v.station.Path)-1] + "9/"}}
		leader := models.Actor{AccountID: 9, LedTeams: []int64{v.team.ID}}
		modelstest.Expect(t, "nobody", v.handOver(t, models.Actor{}, team.Handover{AccountID: a.AccountID}), models.ErrPermission)
		modelstest.Expect(t, "another station's manager", v.handOver(t, elsewhere, team.Handover{AccountID: a.AccountID}), models.ErrPermission)
		modelstest.Expect(t, "the leader", v.handOver(t, leader, team.Handover{AccountID: a.AccountID}), models.ErrPermission)
		modelstest.Expect(t, "to nobody", v.handOver(t, v.manager, team.Handover{AccountID: 99}), models.ErrInvalid)
		modelstest.Expect(t, "to a suspended account", v.handOver(t, v.manager, team.Handover{AccountID: gone.AccountID}), models.ErrInvalid)
		v.team = &team.Team{ID: 99}
		modelstest.Expect(t, "of no team", v.handOver(t, v.manager, team.Handover{AccountID: a.AccountID}), team.ErrNotFound)
	})
}

// TestTwoHandoversAtOnce: one person is last in charge, and the chain has no gap.
func TestTwoHandoversAtOnce(t *testing.T) {
	t.Parallel()
	modelstest.Each(t, func(t *testing.T, w *modelstest.World) {
		v := found(t, w)
		people := []models.Actor{v.person(t, "a"), v.person(t, "b"), v.person(t, "c"), v.person(t, "d")}
		results := modelstest.AtOnce(len(people), func(i int) error {
			return v.handOver(t, v.manager, team.Handover{AccountID: people[i].AccountID})
		})
		expectOne(t, results, team.ErrHandoverOrder)
		w.Clock.Advance(time.Hour)
		for i, err := range modelstest.AtOnce(len(people), func(i int) error {
			return v.handOver(t, v.manager, team.Handover{AccountID: people[i].AccountID, From: w.DB.Now().Add(time.Duration(i) * time.Hour)})
		}) {
			if err != nil && !models.IsCode(err, team.ErrAlreadyLeader) {
				modelstest.Expect(t, people[i].Name, err, team.ErrHandoverOrder)
			}
		}
		expectChain(t, v)
	})
}

// expectChain checks that each leadership ends where the next begins, and that only the last one is open.
func expectChain(t rapid.TB, v *village) {
	var chain []team.Leadership
	err := v.DB.Read(context.Background(), models.Actor{}, func(tx *models.Tx) error {
		return tx.DB.Where("team_id = ?", v.team.ID).Order("starts_at, id").Find(&chain).Error
	})
	if err != nil {
		t.Fatal(err)
	}
	for i, one := range chain {
		last := i == len(chain)-1
		switch {
		case last && (one.EndsAt != nil || one.IsLast == nil):
			t.Errorf("the last one has an end: %+v", one)
		case !last && (one.EndsAt == nil || one.IsLast != nil || !one.EndsAt.Equal(chain[i+1].StartsAt) || !one.EndsAt.After(one.StartsAt)):
			t.Errorf("%+v is followed by %+v", one, chain[i+1])
		}
	}
}

// TestExactlyOneIsInChargeAtEachInstant after whatever handovers were tried: compared with a model that keeps the
// accepted ones in a list.
func TestExactlyOneIsInChargeAtEachInstant(t *testing.T) {
	t.Parallel()
	w := modelstest.Open(t, "sqlite")
	v := found(t, w)
	start := w.DB.Now()
	people := []models.Actor{v.person(t, "a"), v.person(t, "b"), v.person(t, "c")}
	rapid.Check(t, func(r *rapid.T) {
		v.write(t, v.manager, func(tx *models.Tx) error { return tx.DB.Exec("DELETE FROM leaderships").Error })
		type term struct {
			from int
			who  int64
		}
		var accepted []term
		for _, minute := range rapid.SliceOfN(rapid.IntRange(-30, 30), 1, 6).Draw(r, "minutes") {
			who := rapid.SampledFrom(people).Draw(r, "who").AccountID
			err := v.handOver(t, v.manager, team.Handover{AccountID: who, From: start.Add(time.Duration(minute) * time.Minute)})
			var want *models.Error
			if n := len(accepted); n > 0 {
				switch before := accepted[n-1]; {
				case before.who == who:
					want = team.ErrAlreadyLeader
				case minute <= before.from:
					want = team.ErrHandoverOrder
				}
			}
			modelstest.Expect(t, "handover", err, want)
			if err == nil {
				accepted = append(accepted, term{minute, who})
			}
		}
		expectChain(r, v)
		for minute := -31; minute <= 31; minute += 2 {
			w.Clock.Set(start.Add(time.Duration(minute) * time.Minute))
			var want int64
			for _, one := range accepted {
				if one.from <= minute {
					want = one.who
				}
			}
			if got := v.inCharge(t); got != want {
				r.Fatalf("at minute %d account %d is in charge, want %d of %+v", minute, got, want, accepted)
			}
		}
	})
}

func TestLineHandover(t *testing.T) {
	t.Parallel()
	modelstest.Each(t, func(t *testing.T, w *modelstest.World) {
		v := found(t, w)
		a, b := v.person(t, "a"), v.person(t, "b")
		var line *team.Line
		v.write(t, v.manager, func(tx *models.Tx) (err error) {
			line, err = team.CreateLine(tx, v.station.ID, team.WomensFederation, "")
			return err
		})
		handOver := func(actor models.Actor, id int64, to team.Handover) error {
			return w.DB.Write(t.Context(), actor, func(tx *models.Tx) error { _, err := team.HandOverLine(tx, id, to); return err })
		}
		modelstest.Expect(t, "nobody", handOver(models.Actor{}, line.ID, team.Handover{AccountID: a.AccountID}), models.ErrPermission)
		modelstest.Expect(t, "no line", handOver(v.manager, 99, team.Handover{AccountID: a.AccountID}), team.ErrLineNotFound)
		modelstest.Expect(t, "the first", handOver(v.manager, line.ID, team.Handover{AccountID: a.AccountID}), nil)
		w.Clock.Advance(time.Minute)
		modelstest.Expect(t, "the next", handOver(v.manager, line.ID, team.Handover{AccountID: b.AccountID}), nil)
		v.read(t, models.Actor{}, func(tx *models.Tx) error {
			leaders, err := team.CurrentLineLeaders(tx, []int64{line.ID})
			if leaders[line.ID].Name != "b" {
				t.Errorf("in charge is %+v", leaders)
			}
			return err
		})
		if got := v.person(t, "b").LedTeams; len(got) != 0 {
			t.Errorf("whoever leads a line leads the teams %v", got)
		}
	})
}
