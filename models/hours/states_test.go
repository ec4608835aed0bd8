package hours_test

import (
	"fmt"
	"testing"
	"time"

	"practicestation/models"
	"practicestation/models/hours"
	"practicestation/models/modelstest"
)

// Each table below names, for every state and every action, what comes of it: nil is done. A pair that is missing fails.

// pairs walks all pairs; each gets a subject of its own.
func pairs(t *testing.T, states map[string]func() int64, actions map[string]func(id int64) error, want map[string]map[string]*models.Error) {
	t.Helper()
	for state, reach := range states {
		for action, do := range actions {
			expected, told := want[state][action]
			if !told {
				t.Errorf("the table does not say what comes of %s: %s", state, action)
				continue
			}
			modelstest.Expect(t, state+": "+action, do(reach()), expected)
		}
	}
}

// TestEveryStateOfACorrectionAndWhatCanBeDoneInIt.
func TestEveryStateOfACorrectionAndWhatCanBeDoneInIt(t *testing.T) {
	t.Parallel()
	modelstest.Each(t, func(t *testing.T, w *modelstest.World) {
		l := found(t, w)
		asks, wang := as(l.volunteer(t).AccountID, on(models.StationManager, l.stations[0])), l.volunteer(t)
		decides, day := as(78, on(models.TownAdmin, l.towns[0])), models.Date("2020-01-01")
		entryOf := map[int64]int64{}
		pending := func() int64 {
			day = day.Plus(1)
			entry := l.serve(t, wang, 0, 90, day)
			must(t, l.confirm(t, asks, entry))
			id, err := l.correct(t, asks, entry, 60)
			must(t, err)
			entryOf[id] = entry
			return id
		}
		pairs(t, map[string]func() int64{
			"pending":  pending,
			"approved": func() int64 { id := pending(); _, err := l.approve(t, decides, id); must(t, err); return id },
			"refused":  func() int64 { id := pending(); must(t, l.refuse(t, decides, id)); return id },
		}, map[string]func(int64) error{
			"approve":         func(id int64) error { _, err := l.approve(t, decides, id); return err },
			"refuse":          func(id int64) error { return l.refuse(t, decides, id) },
			"approve oneself": func(id int64) error { _, err := l.approve(t, asks, id); return err },
			"refuse oneself":  func(id int64) error { return l.refuse(t, asks, id) },
			"ask again":       func(id int64) error { _, err := l.correct(t, asks, entryOf[id], 30); return err },
			"object":          func(id int64) error { _, err := l.object(t, wang, entryOf[id]); return err },
		}, map[string]map[string]*models.Error{
			"pending": {
				"approve": nil, "refuse": nil, "approve oneself": hours.ErrOwnCorrection, "refuse oneself": hours.ErrOwnCorrection,
				"ask again": hours.ErrCorrectionOpen, "object": nil,
			},
			"approved": {
				"approve": hours.ErrCorrectionDecided, "refuse": hours.ErrCorrectionDecided, "approve oneself": hours.ErrOwnCorrection,
				"refuse oneself": hours.ErrOwnCorrection, "ask again": hours.ErrSuperseded, "object": hours.ErrSuperseded,
			},
			"refused": {
				"approve": hours.ErrCorrectionDecided, "refuse": hours.ErrCorrectionDecided, "approve oneself": hours.ErrOwnCorrection,
				"refuse oneself": hours.ErrOwnCorrection, "ask again": nil, "object": nil,
			},
		})
		l.sound(t, "after all of it")
	})
}

// TestEveryStateOfAnObjectionAndWhatCanBeDoneInIt, to hours that are confirmed and to some that nobody has decided.
func TestEveryStateOfAnObjectionAndWhatCanBeDoneInIt(t *testing.T) {
	t.Parallel()
	modelstest.Each(t, func(t *testing.T, w *modelstest.World) {
		l := found(t, w)
		answers, wang := as(l.volunteer(t).AccountID, on(models.StationManager, l.stations[0])), l.volunteer(t)
		decides, day := as(78, on(models.TownAdmin, l.towns[0])), models.Date("2020-01-01")
		entryOf := map[int64]int64{}
		undecided := func() int64 {
			day = day.Plus(1)
			entry := l.serve(t, wang, 0, 90, day)
			id, err := l.object(t, wang, entry)
			must(t, err)
			entryOf[id] = entry
			return id
		}
		open := func() int64 {
			day = day.Plus(1)
			entry := l.serve(t, wang, 0, 90, day)
			must(t, l.confirm(t, answers, entry))
			id, err := l.object(t, wang, entry)
			must(t, err)
			entryOf[id] = entry
			return id
		}
		accepted := func() int64 { id := open(); must(t, l.answer(t, answers, id, 60)); return id }
		pairs(t, map[string]func() int64{
			"before the decision, open":     undecided,
			"before the decision, accepted": func() int64 { id := undecided(); must(t, l.answer(t, answers, id, 60)); return id },
			"before the decision, refused":  func() int64 { id := undecided(); must(t, l.answer(t, answers, id, -1)); return id },
			"open":                          open,
			"refused":                       func() int64 { id := open(); must(t, l.answer(t, answers, id, -1)); return id },
			"accepted, to be approved":      accepted,
			"accepted and approved": func() int64 {
				id := accepted()
				_, err := l.approve(t, decides, l.pendingOf(t, entryOf[id]))
				must(t, err)
				return id
			},
			"accepted and not approved": func() int64 { id := accepted(); must(t, l.refuse(t, decides, l.pendingOf(t, entryOf[id]))); return id },
		}, map[string]func(int64) error{
			"accept":       func(id int64) error { return l.answer(t, answers, id, 45) },
			"refuse":       func(id int64) error { return l.answer(t, answers, id, -1) },
			"object again": func(id int64) error { _, err := l.object(t, wang, entryOf[id]); return err },
			"confirm":      func(id int64) error { return l.confirm(t, answers, entryOf[id]) },
			"reject":       func(id int64) error { return l.reject(t, decides, entryOf[id]) },
			"correct":      func(id int64) error { _, err := l.correct(t, decides, entryOf[id], 30); return err },
		}, map[string]map[string]*models.Error{
			"before the decision, open": {
				"accept": nil, "refuse": nil, "object again": hours.ErrObjectionOpen, "confirm": hours.ErrObjectionOpen,
				"reject": hours.ErrObjectionOpen, "correct": hours.ErrUndecided,
			},
			"before the decision, accepted": {
				"accept": hours.ErrObjectionDecided, "refuse": hours.ErrObjectionDecided, "object again": nil, "confirm": hours.ErrOwnSettlement,
				"reject": nil, "correct": hours.ErrUndecided,
			},
			"before the decision, refused": {
				"accept": hours.ErrObjectionDecided, "refuse": hours.ErrObjectionDecided, "object again": nil, "confirm": nil, "reject": nil,
				"correct": hours.ErrUndecided,
			},
			"open": {
				"accept": nil, "refuse": nil, "object again": hours.ErrObjectionOpen, "confirm": hours.ErrDecided, "reject": hours.ErrDecided, "correct": nil,
			},
			"refused": {
				"accept": hours.ErrObjectionDecided, "refuse": hours.ErrObjectionDecided, "object again": nil, "confirm": hours.ErrDecided,
				"reject": hours.ErrDecided, "correct": nil,
			},
			"accepted, to be approved": {
				"accept": hours.ErrObjectionDecided, "refuse": hours.ErrObjectionDecided, "object again": hours.ErrObjectionOpen,
				"confirm": hours.ErrDecided, "reject": hours.ErrDecided, "correct": hours.ErrCorrectionOpen,
			},
			"accepted and approved": {
				"accept": hours.ErrObjectionDecided, "refuse": hours.ErrObjectionDecided, "object again": hours.ErrSuperseded,
				"confirm": hours.ErrDecided, "reject": hours.ErrDecided, "correct": hours.ErrSuperseded,
			},
			"accepted and not approved": { // the volunteer has no answer yet
				"accept": nil, "refuse": nil, "object again": hours.ErrObjectionOpen, "confirm": hours.ErrDecided, "reject": hours.ErrDecided, "correct": nil,
			},
		})
		l.sound(t, "after all of it")
	})
}

// TestEveryStateOfARetroEntryAndWhatCanBeDoneInIt.
func TestEveryStateOfARetroEntryAndWhatCanBeDoneInIt(t *testing.T) {
	t.Parallel()
	modelstest.Each(t, func(t *testing.T, w *modelstest.World) {
		l := found(t, w)
		w.Clock.Advance(time.Hour)
		manager, town := as(77, on(models.StationManager, l.stations[0])), as(88, on(models.TownAdmin, l.towns[0]))
		owner := map[int64]models.Actor{}
		pending := func() int64 { // a person each: nobody has hours twice for one time
			who := l.volunteer(t)
			id, err := l.enter(t, manager, retroFor(who))
			must(t, err)
			owner[id] = who
			return id
		}
		approved := func() int64 { id := pending(); must(t, l.decideRetro(t, town, id, true)); return id }
		refused := func() int64 { id := pending(); must(t, l.decideRetro(t, town, id, false)); return id }
		center := as(99, on(models.CenterAdmin, l.center))
		asked := func(id, minutes int64) int64 {
			_, err := l.correctRetro(t, manager, id, minutes)
			must(t, err)
			return id
		}
		corrected := func(id, minutes int64) int64 {
			correction, err := l.correctRetro(t, manager, id, minutes)
			must(t, err)
			_, err = l.approve(t, center, correction)
			must(t, err)
			return id
		}
		stands := func(id, minutes int64) int64 {
			owner[id+1] = owner[id]
			return corrected(id, minutes) + 1
		}
		pairs(t, map[string]func() int64{
			"pending": pending, "approved": approved, "refused": refused,
			"approved, and a correction waits": func() int64 { return asked(approved(), 60) },
			"approved and replaced":            func() int64 { return corrected(approved(), 60) },
			"approved and taken back":          func() int64 { return corrected(approved(), 0) },
			"refused and replaced":             func() int64 { return corrected(refused(), 60) },
			"a correction itself":              func() int64 { return stands(approved(), 60) },
		}, map[string]func(int64) error{
			"approve":        func(id int64) error { return l.decideRetro(t, town, id, true) },
			"refuse":         func(id int64) error { return l.decideRetro(t, town, id, false) },
			"object":         func(id int64) error { _, err := l.objectToRetro(t, owner[id], id); return err },
			"enter again":    func(id int64) error { _, err := l.enter(t, manager, retroFor(owner[id])); return err },
			"correct to 45":  func(id int64) error { _, err := l.correctRetro(t, manager, id, 45); return err },
			"correct to 120": func(id int64) error { _, err := l.correctRetro(t, manager, id, 120); return err },
			"correct to 0":   func(id int64) error { _, err := l.correctRetro(t, manager, id, 0); return err },
			"correct to 481": func(id int64) error { _, err := l.correctRetro(t, manager, id, 481); return err },
		}, map[string]map[string]*models.Error{
			"pending": {
				"approve": nil, "refuse": nil, "object": hours.ErrRetroPending, "enter again": hours.ErrRetroExists, "correct to 45": hours.ErrRetroPending,
				"correct to 120": hours.ErrRetroPending, "correct to 0": hours.ErrRetroPending, "correct to 481": hours.ErrRetroPending,
			},
			"approved": {
				"approve": hours.ErrRetroDecided, "refuse": hours.ErrRetroDecided, "object": nil, "enter again": hours.ErrRetroExists, "correct to 45": nil,
				"correct to 120": hours.ErrMinutesSame, "correct to 0": nil, "correct to 481": models.ErrInvalid,
			},
			"approved, and a correction waits": {
				"approve": hours.ErrRetroDecided, "refuse": hours.ErrRetroDecided, "object": nil, "enter again": hours.ErrRetroExists, "correct to 45": hours.ErrCorrectionOpen,
				"correct to 120": hours.ErrMinutesSame, "correct to 0": hours.ErrCorrectionOpen, "correct to 481": models.ErrInvalid,
			},
			"refused": {
				"approve": hours.ErrRetroDecided, "refuse": hours.ErrRetroDecided, "object": nil, "enter again": nil, "correct to 45": nil,
				"correct to 120": nil, "correct to 0": hours.ErrMinutesSame, "correct to 481": models.ErrInvalid,
			},
			"approved and replaced": {
				"approve": hours.ErrRetroDecided, "refuse": hours.ErrRetroDecided, "object": hours.ErrSuperseded, "enter again": hours.ErrRetroExists,
				"correct to 45": hours.ErrSuperseded, "correct to 120": hours.ErrSuperseded, "correct to 0": hours.ErrSuperseded, "correct to 481": hours.ErrSuperseded,
			},
			"approved and taken back": { // which may have been the mistake
				"approve": hours.ErrRetroDecided, "refuse": hours.ErrRetroDecided, "object": nil, "enter again": nil, "correct to 45": nil,
				"correct to 120": nil, "correct to 0": hours.ErrMinutesSame, "correct to 481": models.ErrInvalid,
			},
			"refused and replaced": {
				"approve": hours.ErrRetroDecided, "refuse": hours.ErrRetroDecided, "object": hours.ErrSuperseded, "enter again": hours.ErrRetroExists,
				"correct to 45": hours.ErrSuperseded, "correct to 120": hours.ErrSuperseded, "correct to 0": hours.ErrSuperseded, "correct to 481": hours.ErrSuperseded,
			},
			"a correction itself": {
				"approve": hours.ErrRetroDecided, "refuse": hours.ErrRetroDecided, "object": nil, "enter again": hours.ErrRetroExists, "correct to 45": nil,
				"correct to 120": nil, "correct to 0": nil, "correct to 481": models.ErrInvalid,
			},
		})
		l.sound(t, "after all of it")
	})
}

// TestNobodyDecidesOnBothSides: who asks for a correction, or accepts the objection that leads to it, does not approve it, whatever
// that person did before; nor does anybody for whom, or for whose household, it is.
func TestNobodyDecidesOnBothSides(t *testing.T) {
	t.Parallel()
	modelstest.Each(t, func(t *testing.T, w *modelstest.World) {
		l := found(t, w)
		first, second, wang := as(l.volunteer(t).AccountID, on(models.StationManager, l.stations[0])), as(78, on(models.TownAdmin, l.towns[0])), l.volunteer(t)
		relative := l.volunteer(t)
		relative.Scopes = first.Scopes
		self := wang
		self.Scopes = first.Scopes
		l.sql(t, "UPDATE accounts SET phone = '13777777777' WHERE id = "+fmt.Sprint(relative.AccountID), "UPDATE volunteers SET phone = '13777777777' WHERE id = "+fmt.Sprint(wang.VolunteerID))
		entry := l.serve(t, wang, 0, 90, "2026-03-01")
		must(t, l.reject(t, first, entry))
		objection, err := l.object(t, wang, entry)
		must(t, err)
		modelstest.Expect(t, "the household accepts", l.answer(t, relative, objection, 90), hours.ErrHousehold)
		modelstest.Expect(t, "who rejected accepts after all", l.answer(t, first, objection, 90), nil)
		correction := l.pendingOf(t, entry)
		for name, c := range map[string]struct {
			actor models.Actor
			want  *models.Error
		}{"who accepted": {first, hours.ErrOwnCorrection}, "the volunteer": {self, hours.ErrOwn}, "the household": {relative, hours.ErrHousehold}} {
			_, err := l.approve(t, c.actor, correction)
			modelstest.Expect(t, name+" approves", err, c.want)
			modelstest.Expect(t, name+" refuses", l.refuse(t, c.actor, correction), c.want)
		}
		_, err = l.correct(t, relative, entry, 60)
		modelstest.Expect(t, "the household asks", err, hours.ErrHousehold)
		_, err = l.approve(t, second, correction)
		modelstest.Expect(t, "a second person approves", err, nil)
		if total := l.total(t, wang); total.Credit != 90 {
			t.Errorf("two people have said so: %+v", total)
		}
		l.sound(t, "after it")
	})
}
