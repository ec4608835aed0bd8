package hours_test

import (
	"errors"
	"testing"

	"practicestation/models"
	"practicestation/models/hours"
	"practicestation/models/modelstest"
)

// as is somebody with a role on the organization and an account of the own.
func as(account int64, actor models.Actor) models.Actor {
	actor.AccountID = account
	return actor
}

func (l *ledger) correct(t testing.TB, actor models.Actor, entry, minutes int64) (id int64, err error) {
	t.Helper()
	err = l.DB.Write(t.Context(), actor, func(tx *models.Tx) error {
		made, err := hours.RequestCorrection(tx, entry, minutes, "按签到表")
		if err == nil {
			id = made.ID
		}
		return err
	})
	return id, err
}

func (l *ledger) approve(t testing.TB, actor models.Actor, correction int64) (stands int64, err error) {
	t.Helper()
	err = l.DB.Write(t.Context(), actor, func(tx *models.Tx) error {
		made, err := hours.ApproveCorrection(tx, correction)
		if err == nil && made.NewEntryID != nil {
			stands = *made.NewEntryID
		}
		return err
	})
	return stands, err
}

func (l *ledger) refuse(t testing.TB, actor models.Actor, correction int64) error {
	t.Helper()
	return l.DB.Write(t.Context(), actor, func(tx *models.Tx) error {
		_, err := hours.RefuseCorrection(tx, correction, "没有依据")
		return err
	})
}

// corrected corrects an entry as two managers do.
func (l *ledger) corrected(t testing.TB, entry, minutes int64) (stands int64) {
	t.Helper()
	id, err := l.correct(t, as(77, on(models.StationManager, l.stations[0])), entry, minutes)
	if err != nil {
		t.Fatalf("correct %d: %v", entry, err)
	}
	stands, err = l.approve(t, as(78, on(models.StationManager, l.stations[0])), id)
	if err != nil {
		t.Fatalf("approve %d: %v", id, err)
	}
	return stands
}

func (l *ledger) total(t testing.TB, who models.Actor) (totals hours.Totals) {
	t.Helper()
	l.read(t, who, func(tx *models.Tx) (err error) {
		_, totals, err = hours.ListOwn(tx, hours.Filter{}, models.Page{Limit: 1})
		return err
	})
	return totals
}

// TestACorrectionIsAReversalAndANewEntry, with a reason and two people; what was there before stays readable.
func TestACorrectionIsAReversalAndANewEntry(t *testing.T) {
	t.Parallel()
	modelstest.Each(t, func(t *testing.T, w *modelstest.World) {
		l := found(t, w)
		wang := l.volunteer(t)
		first := l.serve(t, wang, 0, 90, "2026-03-01")
		modelstest.Expect(t, "confirm", l.confirm(t, on(models.StationManager, l.stations[0]), first), nil)
		second := l.corrected(t, first, 120)
		if total := l.total(t, wang); total.Credit != 120 {
			t.Errorf("corrected to 120: %+v", total)
		}
		rows := l.postings(t)
		if len(rows) != 3 || rows[1].Minutes != -90 || *rows[1].Reverses != 1 || rows[1].SubjectID != first || rows[2].SubjectID != second ||
			*rows[2].RequestedBy != 77 || *rows[2].DecidedBy != 78 || *rows[1].Reason != "按签到表" {
			t.Errorf("the ledger is %+v", rows)
		}
		if third := l.corrected(t, second, 0); third != 0 {
			t.Errorf("nothing was served, and yet there is the entry %d", third)
		}
		if total := l.total(t, wang); total.Credit != 0 {
			t.Errorf("corrected to nothing: %+v", total)
		}
		l.corrected(t, second, 60)
		if total := l.total(t, wang); total.Credit != 60 {
			t.Errorf("corrected back: %+v", total)
		}
		l.sound(t, "after it")
	})
}

// TestEveryStateAndWhatCanBeDoneInIt walks all pairs of a state of an entry and a step.
func TestEveryStateAndWhatCanBeDoneInIt(t *testing.T) {
	t.Parallel()
	modelstest.Each(t, func(t *testing.T, w *modelstest.World) {
		l := found(t, w)
		manager, wang := as(77, on(models.StationManager, l.stations[0])), l.volunteer(t)
		day := models.Date("2026-01-01")
		attend := func() int64 { day = day.Plus(1); return l.serve(t, wang, 0, 90, day) } // a day each: a day has a cap
		states := map[string]func() int64{
			"pending": func() int64 { return attend() },
			"confirmed": func() int64 {
				id := attend()
				must(t, l.confirm(t, manager, id))
				return id
			},
			"rejected": func() int64 {
				id := attend()
				must(t, l.reject(t, manager, id))
				return id
			},
		}
		states["reversed"] = func() int64 { id := states["confirmed"](); l.corrected(t, id, 0); return id }
		states["reversed and replaced"] = func() int64 { id := states["confirmed"](); l.corrected(t, id, 30); return id }
		states["rejected and replaced"] = func() int64 { id := states["rejected"](); l.corrected(t, id, 30); return id }
		states["a correction itself"] = func() int64 { return l.corrected(t, states["confirmed"](), 30) }
		states["withdrawn"] = func() int64 { // its signing out was struck
			id := attend()
			must(t, l.DB.Write(t.Context(), models.Actor{}, func(tx *models.Tx) error {
				entry, err := models.Find[hours.Entry](tx, id, hours.ErrNotFound)
				if err != nil {
					return err
				}
				return hours.Withdraw(tx, entry)
			}))
			return id
		}
		correct := func(minutes int64) func(int64) error {
			return func(id int64) error { _, err := l.correct(t, manager, id, minutes); return err }
		}
		steps := map[string]func(int64) error{
			"confirm":       func(id int64) error { return l.confirm(t, manager, id) },
			"reject":        func(id int64) error { return l.reject(t, manager, id) },
			"object":        func(id int64) error { _, err := l.object(t, wang, id); return err },
			"correct to 45": correct(45), "correct to 90": correct(90), "correct to 0": correct(0), "correct to 481": correct(481),
		}
		want := map[string]map[string]*models.Error{
			"pending": {"correct to 45": hours.ErrUndecided, "correct to 90": hours.ErrUndecided, "correct to 0": hours.ErrUndecided, "correct to 481": hours.ErrUndecided},
			"confirmed": {
				"confirm": hours.ErrDecided, "reject": hours.ErrDecided, "correct to 90": hours.ErrMinutesSame, "correct to 481": models.ErrInvalid,
			},
			"rejected": {"confirm": hours.ErrDecided, "reject": hours.ErrDecided, "correct to 0": hours.ErrMinutesSame, "correct to 481": models.ErrInvalid},
			"reversed": {"confirm": hours.ErrDecided, "reject": hours.ErrDecided, "correct to 0": hours.ErrMinutesSame, "correct to 481": models.ErrInvalid},
			"reversed and replaced": {
				"confirm": hours.ErrDecided, "reject": hours.ErrDecided, "correct to 45": hours.ErrSuperseded, "correct to 90": hours.ErrSuperseded,
				"correct to 0": hours.ErrSuperseded, "correct to 481": hours.ErrSuperseded, "object": hours.ErrSuperseded,
			},
			"rejected and replaced": {
				"confirm": hours.ErrDecided, "reject": hours.ErrDecided, "correct to 45": hours.ErrSuperseded, "correct to 90": hours.ErrSuperseded,
				"correct to 0": hours.ErrSuperseded, "correct to 481": hours.ErrSuperseded, "object": hours.ErrSuperseded,
			},
			"a correction itself": {"confirm": hours.ErrDecided, "reject": hours.ErrDecided, "correct to 481": models.ErrInvalid},
			"withdrawn": {
				"confirm": hours.ErrWithdrawn, "reject": hours.ErrWithdrawn, "correct to 45": hours.ErrWithdrawn, "correct to 90": hours.ErrWithdrawn,
				"correct to 0": hours.ErrWithdrawn, "correct to 481": hours.ErrWithdrawn, "object": hours.ErrWithdrawn,
			},
		}
		for state, reach := range states {
			for step, do := range steps {
				modelstest.Expect(t, step+" what is "+state, do(reach()), want[state][step])
			}
		}
		l.sound(t, "after all of it")
	})
}

func must(t testing.TB, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

// TestACorrectionTakesTwoPeople, neither of whom it is for, and is decided once.
func TestACorrectionTakesTwoPeople(t *testing.T) {
	t.Parallel()
	modelstest.Each(t, func(t *testing.T, w *modelstest.World) {
		l := found(t, w)
		manager, colleague, wang, li := as(77, on(models.StationManager, l.stations[0])), as(78, on(models.StationManager, l.stations[0])), l.volunteer(t), l.volunteer(t)
		entry := l.serve(t, wang, 0, 90, "2026-03-01")
		must(t, l.confirm(t, manager, entry))
		self := wang
		self.Scopes = manager.Scopes
		for name, c := range map[string]struct {
			actor models.Actor
			want  *models.Error
		}{
			"the volunteer": {wang, models.ErrPermission}, "the volunteer as a manager": {self, hours.ErrOwn}, "another volunteer": {li, hours.ErrNotFound},
			"an auditor": {on(models.Auditor, l.center), models.ErrPermission}, "another town": {on(models.TownAdmin, l.towns[1]), hours.ErrNotFound},
		} {
			_, err := l.correct(t, c.actor, entry, 60)
			modelstest.Expect(t, name+" asks", err, c.want)
		}
		correction, err := l.correct(t, manager, entry, 60)
		modelstest.Expect(t, "a manager asks", err, nil)
		_, err = l.correct(t, colleague, entry, 30)
		modelstest.Expect(t, "a second one at once", err, hours.ErrCorrectionOpen)
		for name, c := range map[string]struct {
			actor models.Actor
			want  *models.Error
		}{
			"who asked": {manager, hours.ErrOwnCorrection}, "the volunteer": {wang, models.ErrPermission}, "the volunteer as a manager": {self, hours.ErrOwn},
			"another volunteer": {li, hours.ErrCorrectionNotFound}, "an auditor": {on(models.Auditor, l.center), models.ErrPermission},
			"another town": {on(models.TownAdmin, l.towns[1]), hours.ErrCorrectionNotFound},
		} {
			_, err := l.approve(t, c.actor, correction)
			modelstest.Expect(t, name+" approves", err, c.want)
			modelstest.Expect(t, name+" refuses", l.refuse(t, c.actor, correction), c.want)
		}
		if total := l.total(t, wang); total.Credit != 90 {
			t.Errorf("nobody has approved: %+v", total)
		}
		approved := 0
		for _, err := range modelstest.AtOnce(4, func(i int) error {
			_, err := l.approve(t, as(int64(80+i), on(models.TownAdmin, l.towns[0])), correction)
			return err
		}) {
			if err == nil {
				approved++
			} else if !errors.Is(err, hours.ErrCorrectionDecided) {
				t.Errorf("a slower one: %v", err)
			}
		}
		if total := l.total(t, wang); total.Credit != 60 || approved != 1 {
			t.Errorf("%d have approved: %+v", approved, total)
		}
		modelstest.Expect(t, "refuse after that", l.refuse(t, colleague, correction), hours.ErrCorrectionDecided)
		l.sound(t, "after it")
	})
}

// TestARefusedCorrectionLeavesEverythingAsItWas, and another may be asked for.
func TestARefusedCorrectionLeavesEverythingAsItWas(t *testing.T) {
	t.Parallel()
	modelstest.Each(t, func(t *testing.T, w *modelstest.World) {
		l := found(t, w)
		asks, wang := l.volunteer(t).AccountID, l.volunteer(t)
		manager := as(asks, on(models.StationManager, l.stations[0]))
		entry := l.serve(t, wang, 0, 90, "2026-03-01")
		must(t, l.confirm(t, manager, entry))
		correction, err := l.correct(t, manager, entry, 60)
		modelstest.Expect(t, "ask", err, nil)
		modelstest.Expect(t, "refuse, oneself", l.refuse(t, as(asks, on(models.TownAdmin, l.towns[0])), correction), hours.ErrOwnCorrection) // the same account
		modelstest.Expect(t, "refuse", l.refuse(t, as(78, on(models.TownAdmin, l.towns[0])), correction), nil)
		if total := l.total(t, wang); total.Credit != 90 || len(l.postings(t)) != 1 {
			t.Errorf("after the refusal: %+v", total)
		}
		l.corrected(t, entry, 30)
		l.sound(t, "after it")
		l.read(t, manager, func(tx *models.Tx) error {
			listed, err := hours.ListCorrections(tx, hours.CorrectionFilter{EntryID: entry, Status: hours.CorrectionRefused}, models.Page{Limit: 9})
			if len(listed.Items) != 1 || *listed.Items[0].DecisionReason != "没有依据" {
				t.Errorf("listed are %+v", listed.Items)
			}
			return err
		})
		for name, actor := range map[string]models.Actor{"a volunteer": wang, "nobody": {}} {
			err := l.DB.Read(t.Context(), actor, func(tx *models.Tx) error {
				_, err := hours.ListCorrections(tx, hours.CorrectionFilter{}, models.Page{Limit: 9})
				return err
			})
			modelstest.Expect(t, name, err, models.ErrPermission)
		}
	})
}
