package hours_test

import (
	"fmt"
	"slices"
	"testing"
	"time"

	"practicestation/models"
	"practicestation/models/hours"
	"practicestation/models/modelstest"
)

func (l *ledger) correctRetro(t testing.TB, actor models.Actor, retro, minutes int64) (id int64, err error) {
	t.Helper()
	err = l.DB.Write(t.Context(), actor, func(tx *models.Tx) error {
		made, err := hours.RequestRetroCorrection(tx, retro, minutes, "按签到表")
		if err == nil {
			id = made.ID
		}
		return err
	})
	return id, err
}

// retros are all retro-entries, in the order in which they came.
func (l *ledger) retros(t testing.TB) (rows []hours.RetroEntry) {
	t.Helper()
	l.read(t, models.Actor{}, func(tx *models.Tx) error { return tx.DB.Order("id").Find(&rows).Error })
	return rows
}

// approvedRetro is one of 120 minutes that the manager 77 has entered and the town's 88 approved.
func (l *ledger) approvedRetro(t testing.TB, who models.Actor) (id int64) {
	t.Helper()
	id, err := l.enter(t, as(77, on(models.StationManager, l.stations[0])), retroFor(who))
	must(t, err)
	must(t, l.decideRetro(t, as(88, on(models.TownAdmin, l.towns[0])), id, true))
	return id
}

// TestWhoDecidesAboutARetroEntryIsAboveWhoEnteredIt: the town about the station's, the center about the town's and another
// of the center about the center's; so it is with the answers to objections and with corrections.
func TestWhoDecidesAboutARetroEntryIsAboveWhoEnteredIt(t *testing.T) {
	t.Parallel()
	modelstest.Each(t, func(t *testing.T, w *modelstest.World) {
		l := found(t, w)
		w.Clock.Advance(9 * time.Hour)
		station := []models.Actor{as(701, on(models.StationManager, l.stations[0])), as(702, on(models.StationManager, l.stations[0]))}
		town := []models.Actor{as(801, on(models.TownAdmin, l.towns[0])), as(802, on(models.TownAdmin, l.towns[0]))}
		center := []models.Actor{as(901, on(models.CenterAdmin, l.center)), as(902, on(models.CenterAdmin, l.center)), as(903, on(models.CenterAdmin, l.center))}
		both := station[0]
		both.Scopes = slices.Concat(both.Scopes, town[0].Scopes)
		asker := as(l.volunteer(t).AccountID, on(models.StationManager, l.stations[0])) // who asks is told of a refusal
		for name, c := range map[string]struct {
			enters models.Actor
			below  []models.Actor // who may not
			above  []models.Actor // the first decides, the second about a correction that the first has asked for
			own    *models.Error  // what who entered it is told
		}{
			"the station's":               {station[0], station, []models.Actor{town[0], town[1]}, hours.ErrRetroAbove},
			"the station's, by the top":   {station[0], station, []models.Actor{center[0], town[1]}, hours.ErrRetroAbove},
			"the town's":                  {town[0], []models.Actor{station[0], town[1]}, []models.Actor{center[0], center[1]}, hours.ErrRetroAbove},
			"by who is both":              {both, []models.Actor{station[1], town[1]}, []models.Actor{center[0], center[1]}, hours.ErrRetroAbove},
			"the center's":                {center[0], []models.Actor{station[0], town[0]}, []models.Actor{center[1], center[2]}, hours.ErrOwnRetro},
			"the center's, the other way": {center[1], []models.Actor{station[0], town[0]}, []models.Actor{center[0], center[2]}, hours.ErrOwnRetro},
		} {
			who := l.volunteer(t)
			retro, err := l.enter(t, c.enters, retroFor(who))
			must(t, err)
			objection := int64(0)
			for _, step := range []struct {
				what string
				do   func(actor models.Actor) error
				by   models.Actor
			}{
				{"approve", func(actor models.Actor) error { return l.decideRetro(t, actor, retro, true) }, c.above[0]},
				{"answer an objection", func(actor models.Actor) error {
					if objection == 0 {
						objection, err = l.objectToRetro(t, who, retro)
						must(t, err)
					}
					return l.answer(t, actor, objection, 60)
				}, c.above[0]},
				{"approve a correction", func(actor models.Actor) error { _, err := l.approve(t, actor, l.pendingCorrection(t)); return err }, c.above[1]},
				{"refuse a correction", func(actor models.Actor) error {
					if l.pendingCorrection(t) == 0 {
						_, err = l.correctRetro(t, asker, retro+1, 30)
						must(t, err)
					}
					return l.refuse(t, actor, l.pendingCorrection(t))
				}, c.above[1]},
			} {
				for _, actor := range c.below {
					modelstest.Expect(t, fmt.Sprintf("%s: %s by %s %d", name, step.what, actor.Name, actor.AccountID), step.do(actor), hours.ErrRetroAbove)
				}
				modelstest.Expect(t, name+": "+step.what+" by who entered it", step.do(c.enters), c.own)
				modelstest.Expect(t, name+": "+step.what, step.do(step.by), nil)
			}
		}
		l.sound(t, "after it")
	})
}

// TestARetroEntryIsCorrectedByTwoPeople: what counted is reversed, what was found instead stands, and ledger, correction and
// both retro-entries name who asked and who approved. Nobody raises honor alone, and what was approved wrongly is taken back.
func TestARetroEntryIsCorrectedByTwoPeople(t *testing.T) {
	t.Parallel()
	modelstest.Each(t, func(t *testing.T, w *modelstest.World) {
		l := found(t, w)
		w.Clock.Advance(9 * time.Hour)
		manager, town, center := as(77, on(models.StationManager, l.stations[0])), as(88, on(models.TownAdmin, l.towns[0])), as(99, on(models.CenterAdmin, l.center))
		wang := l.volunteer(t)
		retro := l.approvedRetro(t, wang)
		self := wang
		self.Scopes = town.Scopes
		for name, c := range map[string]struct {
			actor models.Actor
			want  *models.Error
		}{
			"the volunteer": {wang, models.ErrPermission}, "the volunteer as an admin": {self, hours.ErrOwn}, "another volunteer": {l.volunteer(t), hours.ErrRetroNotFound},
			"an auditor": {on(models.Auditor, l.center), models.ErrPermission}, "another town": {on(models.TownAdmin, l.towns[1]), hours.ErrRetroNotFound},
		} {
			_, err := l.correctRetro(t, c.actor, retro, 180)
			modelstest.Expect(t, name+" asks", err, c.want)
		}
		raised, err := l.correctRetro(t, town, retro, 180)
		modelstest.Expect(t, "the town asks for more", err, nil)
		if total := l.total(t, wang); total.Honor != 120 {
			t.Errorf("one person has said so: %+v", total)
		}
		for name, c := range map[string]struct {
			actor models.Actor
			want  *models.Error
		}{
			"who asked": {town, hours.ErrOwnCorrection}, "the station": {as(78, manager), hours.ErrRetroAbove}, "who entered it, now above": {as(77, center), hours.ErrOwnRetro},
			"the volunteer as an admin": {self, hours.ErrOwn}, "another town": {on(models.TownAdmin, l.towns[1]), hours.ErrCorrectionNotFound},
		} {
			_, err := l.approve(t, c.actor, raised)
			modelstest.Expect(t, name+" approves", err, c.want)
			modelstest.Expect(t, name+" refuses", l.refuse(t, c.actor, raised), c.want)
		}
		_, err = l.approve(t, center, raised)
		modelstest.Expect(t, "another one approves", err, nil)
		if total := l.total(t, wang); total != (hours.Totals{Honor: 180}) {
			t.Errorf("corrected to 180: %+v", total)
		}
		rows := l.postings(t)
		if len(rows) != 3 || rows[0].Minutes != 120 || *rows[0].RequestedBy != 77 || *rows[0].DecidedBy != 88 || rows[1].Minutes != -120 || *rows[1].Reverses != 1 ||
			rows[1].SubjectID != retro || rows[2].SubjectID != retro+1 || rows[2].Kind != hours.HonorKind {
			t.Errorf("the ledger is %+v", rows)
		}
		for _, row := range rows[1:] {
			if *row.RequestedBy != 88 || *row.DecidedBy != 99 || *row.Reason != "按签到表" {
				t.Errorf("who asked and who approved: %+v", row)
			}
		}
		all := l.retros(t)
		if was, stands := all[0], all[1]; was.Status != hours.RetroReversed || *was.DecidedBy != 88 || stands.Status != hours.RetroApproved || *stands.CorrectsID != retro ||
			stands.EnteredBy != 77 || *stands.DecidedBy != 99 || stands.Evidence != was.Evidence {
			t.Errorf("what was and what stands: %+v", all)
		}
		taken, err := l.correctRetro(t, manager, retro+1, 0)
		modelstest.Expect(t, "the station asks to take it back", err, nil)
		_, err = l.approve(t, town, taken)
		modelstest.Expect(t, "the town takes it back", err, nil)
		if total := l.total(t, wang); total != (hours.Totals{}) {
			t.Errorf("taken back: %+v", total)
		}
		back, err := l.correctRetro(t, manager, retro+1, 60)
		modelstest.Expect(t, "corrected back", err, nil)
		again, err := l.enter(t, manager, retroFor(wang))
		modelstest.Expect(t, "entered again meanwhile", err, nil)
		_, err = l.approve(t, town, back)
		modelstest.Expect(t, "both cannot be", err, hours.ErrRetroExists)
		must(t, l.decideRetro(t, town, again, false))
		l.serve(t, wang, 0, 30, "2026-03-02")
		_, err = l.approve(t, town, back)
		modelstest.Expect(t, "attended after all", err, hours.ErrOverlap)
		l.sound(t, "after it")
	})
}

// TestARetroEntryThatAttendanceMeetsIsTakenBack: hours that somebody has twice are lowered to nothing, not kept because of it.
func TestARetroEntryThatAttendanceMeetsIsTakenBack(t *testing.T) {
	t.Parallel()
	modelstest.Each(t, func(t *testing.T, w *modelstest.World) {
		l := found(t, w)
		w.Clock.Advance(9 * time.Hour)
		wang := l.volunteer(t)
		retro := l.approvedRetro(t, wang)
		l.serve(t, wang, 0, 30, "2026-03-02")
		taken, err := l.correctRetro(t, as(88, on(models.TownAdmin, l.towns[0])), retro, 0)
		must(t, err)
		_, err = l.approve(t, as(99, on(models.CenterAdmin, l.center)), taken)
		modelstest.Expect(t, "taken back", err, nil)
		l.sound(t, "after it")
	})
}

// TestAnAcceptedObjectionToARetroEntryIsAnsweredByACorrection of two people. While that is refused, the volunteer has no answer yet.
func TestAnAcceptedObjectionToARetroEntryIsAnsweredByACorrection(t *testing.T) {
	t.Parallel()
	modelstest.Each(t, func(t *testing.T, w *modelstest.World) {
		l := found(t, w)
		w.Clock.Advance(9 * time.Hour)
		manager, wang, li := as(77, on(models.StationManager, l.stations[0])), l.volunteer(t), l.volunteer(t)
		town, center := as(l.volunteer(t).AccountID, on(models.TownAdmin, l.towns[0])), as(99, on(models.CenterAdmin, l.center))
		retro := l.approvedRetro(t, wang)
		_, err := l.objectToRetro(t, li, retro)
		modelstest.Expect(t, "somebody else's", err, hours.ErrRetroNotFound)
		_, err = l.objectToRetro(t, manager, retro)
		modelstest.Expect(t, "by the manager", err, hours.ErrNotOwnHours)
		objection, err := l.objectToRetro(t, wang, retro)
		modelstest.Expect(t, "object", err, nil)
		modelstest.Expect(t, "answered by the station", l.answer(t, manager, objection, 180), hours.ErrRetroAbove)
		modelstest.Expect(t, "answered by another town", l.answer(t, on(models.TownAdmin, l.towns[1]), objection, 180), hours.ErrObjectionNotFound)
		modelstest.Expect(t, "the same minutes", l.answer(t, town, objection, 120), hours.ErrMinutesSame)
		modelstest.Expect(t, "more than the shift", l.answer(t, town, objection, 481), models.ErrInvalid)
		modelstest.Expect(t, "accepted", l.answer(t, town, objection, 180), nil)
		modelstest.Expect(t, "accepted twice", l.answer(t, town, objection, 200), hours.ErrObjectionDecided)
		if total := l.total(t, wang); total != (hours.Totals{Honor: 120}) {
			t.Errorf("one person has said so: %+v", total)
		}
		_, err = l.objectToRetro(t, wang, retro)
		modelstest.Expect(t, "while the correction waits", err, hours.ErrObjectionOpen)
		_, err = l.approve(t, town, l.pendingCorrection(t))
		modelstest.Expect(t, "approved by who accepted", err, hours.ErrOwnCorrection)
		modelstest.Expect(t, "the correction is refused", l.refuse(t, center, l.pendingCorrection(t)), nil)
		if open := l.objections(t, town, hours.ObjectionFilter{Status: hours.ObjectionOpen}); len(open) != 1 || open[0].Answer != nil {
			t.Errorf("it is open again: %+v", open)
		}
		modelstest.Expect(t, "accepted again", l.answer(t, town, objection, 150), nil)
		_, err = l.approve(t, center, l.pendingCorrection(t))
		modelstest.Expect(t, "the correction is approved", err, nil)
		if total := l.total(t, wang); total != (hours.Totals{Honor: 150}) {
			t.Errorf("two people have said so: %+v", total)
		}
		_, err = l.objectToRetro(t, wang, retro)
		modelstest.Expect(t, "to what was there before", err, hours.ErrSuperseded)
		again, err := l.objectToRetro(t, wang, retro+1)
		modelstest.Expect(t, "to what stands now", err, nil)
		modelstest.Expect(t, "refused", l.answer(t, town, again, -1), nil)
		refused, err := l.enter(t, manager, retroFor(li))
		must(t, err)
		must(t, l.decideRetro(t, town, refused, false))
		after, err := l.objectToRetro(t, li, refused)
		modelstest.Expect(t, "to a refusal", err, nil)
		modelstest.Expect(t, "accepted after all", l.answer(t, town, after, 60), nil)
		_, err = l.approve(t, center, l.pendingCorrection(t))
		modelstest.Expect(t, "and approved", err, nil)
		if total := l.total(t, li); total != (hours.Totals{Honor: 60}) {
			t.Errorf("the totals are %+v", total)
		}
		l.sound(t, "after it")
	})
}

// TestTwoApprovalsAtOnceCorrectARetroEntryOnce, one that counted and one that did not.
func TestTwoApprovalsAtOnceCorrectARetroEntryOnce(t *testing.T) {
	t.Parallel()
	modelstest.Each(t, func(t *testing.T, w *modelstest.World) {
		l := found(t, w)
		w.Clock.Advance(9 * time.Hour)
		manager, town := as(77, on(models.StationManager, l.stations[0])), as(88, on(models.TownAdmin, l.towns[0]))
		instances := []*models.DB{w.DB, w.Reopen(t)}
		wang, li := l.volunteer(t), l.volunteer(t)
		refused, err := l.enter(t, manager, retroFor(li))
		must(t, err)
		must(t, l.decideRetro(t, town, refused, false))
		for retro, who := range map[int64]models.Actor{l.approvedRetro(t, wang): wang, refused: li} {
			correction, err := l.correctRetro(t, manager, retro, 60)
			must(t, err)
			done := 0
			tried := modelstest.AtOnce(4, func(i int) error {
				return instances[i%2].Write(t.Context(), as(int64(900+i), on(models.CenterAdmin, l.center)), func(tx *models.Tx) error {
					_, err := hours.ApproveCorrection(tx, correction)
					return err
				})
			})
			for _, err := range tried {
				if err == nil {
					done++
				} else {
					modelstest.Expect(t, "too late", err, hours.ErrCorrectionDecided)
				}
			}
			if total := l.total(t, who); done != 1 || total.Honor != 60 {
				t.Errorf("%d approvals came to %+v", done, total)
			}
		}
		l.sound(t, "after it")
	})
}
