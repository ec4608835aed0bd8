package hours_test

import (
	"strings"
	"testing"
	"time"

	"practicestation/models"
	"practicestation/models/hours"
	"practicestation/models/modelstest"
)

func (l *ledger) object(t testing.TB, who models.Actor, entry int64) (id int64, err error) {
	t.Helper()
	err = l.DB.Write(t.Context(), who, func(tx *models.Tx) error {
		made, err := hours.Object(tx, entry, "我走得晚", nil)
		if err == nil {
			id = made.ID
		}
		return err
	})
	return id, err
}

func (l *ledger) answer(t testing.TB, actor models.Actor, objection, minutes int64) error {
	t.Helper()
	return l.DB.Write(t.Context(), actor, func(tx *models.Tx) error {
		if minutes < 0 {
			_, err := hours.RefuseObjection(tx, objection, "与记录不符")
			return err
		}
		_, err := hours.AcceptObjection(tx, objection, minutes, "现场证实")
		return err
	})
}

func (l *ledger) objections(t testing.TB, actor models.Actor, filter hours.ObjectionFilter) (found []hours.Objection) {
	t.Helper()
	l.read(t, actor, func(tx *models.Tx) error {
		page, err := hours.ListObjections(tx, filter, models.Page{Limit: 100})
		found = page.Items
		return err
	})
	return found
}

// pendingCorrection is the one that waits.
func (l *ledger) pendingCorrection(t testing.TB) (id int64) {
	t.Helper()
	l.read(t, models.Actor{}, func(tx *models.Tx) error {
		return tx.DB.Model(&hours.Correction{}).Where("status = ?", hours.CorrectionPending).Pluck("id", &id).Error
	})
	return id
}

// TestAnAcceptedObjectionIsAnsweredByACorrection of two people. While that is refused, the volunteer has no answer yet.
func TestAnAcceptedObjectionIsAnsweredByACorrection(t *testing.T) {
	t.Parallel()
	modelstest.Each(t, func(t *testing.T, w *modelstest.World) {
		l := found(t, w)
		manager, wang, li := as(l.volunteer(t).AccountID, on(models.StationManager, l.stations[0])), l.volunteer(t), l.volunteer(t)
		second := as(99, on(models.TownAdmin, l.towns[0]))
		entry := l.serve(t, wang, 0, 90, "2026-03-01")
		must(t, l.confirm(t, manager, entry))
		_, err := l.object(t, li, entry)
		modelstest.Expect(t, "to somebody else's", err, hours.ErrNotFound)
		_, err = l.object(t, manager, entry)
		modelstest.Expect(t, "by the manager", err, hours.ErrNotOwnHours)
		objection, err := l.object(t, wang, entry)
		modelstest.Expect(t, "object", err, nil)
		_, err = l.object(t, wang, entry)
		modelstest.Expect(t, "twice", err, hours.ErrObjectionOpen)
		self := wang
		self.Scopes = manager.Scopes
		modelstest.Expect(t, "answered by oneself", l.answer(t, self, objection, 120), hours.ErrOwn)
		modelstest.Expect(t, "by the volunteer", l.answer(t, wang, objection, 120), models.ErrPermission)
		modelstest.Expect(t, "by another town", l.answer(t, on(models.TownAdmin, l.towns[1]), objection, -1), hours.ErrObjectionNotFound)
		modelstest.Expect(t, "to the same minutes", l.answer(t, manager, objection, 90), hours.ErrMinutesSame)
		modelstest.Expect(t, "accepted", l.answer(t, manager, objection, 120), nil)
		modelstest.Expect(t, "accepted twice", l.answer(t, manager, objection, 120), hours.ErrObjectionDecided)
		if total := l.total(t, wang); total.Credit != 90 {
			t.Errorf("one person has said so: %+v", total)
		}
		_, err = l.object(t, wang, entry)
		modelstest.Expect(t, "while the correction waits", err, hours.ErrObjectionOpen)
		modelstest.Expect(t, "the correction is refused", l.refuse(t, second, l.pendingCorrection(t)), nil)
		if open := l.objections(t, manager, hours.ObjectionFilter{Status: hours.ObjectionOpen}); len(open) != 1 || open[0].Answer != nil {
			t.Errorf("it is open again: %+v", open)
		}
		modelstest.Expect(t, "accepted again", l.answer(t, manager, objection, 100), nil)
		stands, err := l.approve(t, second, l.pendingCorrection(t))
		modelstest.Expect(t, "the correction is approved", err, nil)
		if total := l.total(t, wang); total.Credit != 100 {
			t.Errorf("two people have said so: %+v", total)
		}
		_, err = l.object(t, wang, entry)
		modelstest.Expect(t, "to what was there before", err, hours.ErrSuperseded)
		_, err = l.object(t, wang, stands)
		modelstest.Expect(t, "to what stands now", err, nil)
		l.sound(t, "after it")
	})
}

// TestACorrectionIsNotApprovedPastAnObjection, of served and of past hours: whoever would approve answers first, or lets the
// correction go for the objection's own.
func TestACorrectionIsNotApprovedPastAnObjection(t *testing.T) {
	t.Parallel()
	modelstest.Each(t, func(t *testing.T, w *modelstest.World) {
		l := found(t, w)
		w.Clock.Advance(9 * time.Hour)
		manager, second := as(l.volunteer(t).AccountID, on(models.StationManager, l.stations[0])), as(88, on(models.TownAdmin, l.towns[0]))
		wang, owner := l.volunteer(t), l.volunteer(t)
		center := as(99, on(models.CenterAdmin, l.center))
		serve := func(day models.Date) int64 {
			entry := l.serve(t, wang, 0, 90, day)
			must(t, l.confirm(t, manager, entry))
			return entry
		}
		served, other, retro := serve("2020-03-01"), serve("2020-03-02"), l.approvedRetro(t, owner)
		for what, c := range map[string]struct {
			ask    func(minutes int64) (int64, error)
			object func() (int64, error)
		}{
			"served hours": {
				func(minutes int64) (int64, error) { return l.correct(t, manager, served, minutes) },
				func() (int64, error) { return l.object(t, wang, served) },
			},
			"past hours": {
				func(minutes int64) (int64, error) { return l.correctRetro(t, manager, retro, minutes) },
				func() (int64, error) { return l.objectToRetro(t, owner, retro) },
			},
		} {
			correction, err := c.ask(60)
			must(t, err)
			objection, err := c.object()
			must(t, err)
			_, err = l.approve(t, center, correction)
			modelstest.Expect(t, what+": approved before the answer", err, hours.ErrObjectionOpen)
			err = l.answer(t, second, objection, 100)
			modelstest.Expect(t, what+": accepted while the correction waits", err, hours.ErrCorrectionOpen)
			if err == nil || !strings.Contains(err.Error(), "先由另一位管理员不同意那条更正") {
				t.Errorf("%s: nothing says what to do: %v", what, err)
			}
			must(t, l.refuse(t, center, correction))
			modelstest.Expect(t, what+": accepted", l.answer(t, second, objection, 100), nil)
			_, err = l.approve(t, center, l.pendingCorrection(t))
			modelstest.Expect(t, what+": its own correction", err, nil)
		}
		correction, err := l.correct(t, manager, other, 60)
		must(t, err)
		objection, err := l.object(t, wang, other)
		must(t, err)
		modelstest.Expect(t, "declined", l.answer(t, second, objection, -1), nil)
		_, err = l.approve(t, center, correction)
		modelstest.Expect(t, "approved after the answer", err, nil)
		l.sound(t, "after it")
	})
}

// TestAnObjectionToWhatWasCorrectedSinceIsAboutWhatStandsNow: so it was left by an earlier version, or by an objection that came at
// the moment of the approval.
func TestAnObjectionToWhatWasCorrectedSinceIsAboutWhatStandsNow(t *testing.T) {
	t.Parallel()
	modelstest.Each(t, func(t *testing.T, w *modelstest.World) {
		l := found(t, w)
		w.Clock.Advance(9 * time.Hour)
		manager, second := as(l.volunteer(t).AccountID, on(models.StationManager, l.stations[0])), as(88, on(models.TownAdmin, l.towns[0]))
		wang, owner := l.volunteer(t), l.volunteer(t)
		center := as(99, on(models.CenterAdmin, l.center))
		entry, declined := l.serve(t, wang, 0, 90, "2020-03-01"), l.serve(t, wang, 0, 90, "2020-03-02")
		must(t, l.confirmAll(t, manager, entry, declined))
		retro := l.approvedRetro(t, owner)
		var objections []int64
		for _, object := range []func() (int64, error){
			func() (int64, error) { return l.object(t, wang, entry) }, func() (int64, error) { return l.object(t, wang, declined) },
			func() (int64, error) { return l.objectToRetro(t, owner, retro) },
		} {
			id, err := object()
			must(t, err)
			objections = append(objections, id)
		}
		past := func(ask func() (int64, error)) {
			t.Helper()
			l.sql(t, "UPDATE objections SET status = 'later' WHERE status = 'open'")
			correction, err := ask()
			must(t, err)
			_, err = l.approve(t, center, correction)
			must(t, err)
			l.sql(t, "UPDATE objections SET status = 'open' WHERE status = 'later'")
		}
		past(func() (int64, error) { return l.correct(t, manager, entry, 60) })
		past(func() (int64, error) { return l.correct(t, manager, entry+2, 45) }) // and once more
		past(func() (int64, error) { return l.correct(t, manager, declined, 60) })
		past(func() (int64, error) { return l.correctRetro(t, manager, retro, 60) })
		modelstest.Expect(t, "to what stands already", l.answer(t, second, objections[0], 45), hours.ErrMinutesSame)
		for i, what := range map[int]string{0: "served hours", 2: "past hours"} {
			modelstest.Expect(t, what+": accepted", l.answer(t, second, objections[i], 100), nil)
			_, err := l.approve(t, center, l.pendingCorrection(t))
			modelstest.Expect(t, what+": corrected", err, nil)
		}
		modelstest.Expect(t, "declined", l.answer(t, second, objections[1], -1), nil)
		if served, past := l.total(t, wang), l.total(t, owner); served.Credit != 160 || past.Honor != 100 {
			t.Errorf("100 and 60 minutes were served, 100 before: %+v, %+v", served, past)
		}
		if open := l.objections(t, center, hours.ObjectionFilter{Status: hours.ObjectionOpen}); len(open) != 0 {
			t.Errorf("left open: %+v", open)
		}
		l.sound(t, "after it")
	})
}

// TestAnObjectionIsDueInWorkingDays: ten of them, across Mid-Autumn, National Day and a make-up day.
func TestAnObjectionIsDueInWorkingDays(t *testing.T) {
	t.Parallel()
	modelstest.Each(t, func(t *testing.T, w *modelstest.World) {
		l := found(t, w)
		manager, wang := as(l.volunteer(t).AccountID, on(models.StationManager, l.stations[0])), l.volunteer(t)
		w.Clock.Set(time.Date(2026, 9, 24, 1, 0, 0, 0, time.UTC))
		entry := l.serve(t, wang, 0, 90, "2026-09-23")
		must(t, l.reject(t, manager, entry))
		objection, err := l.object(t, wang, entry)
		must(t, err)
		due := l.objections(t, manager, hours.ObjectionFilter{})[0].DueOn
		counted := 0
		for day := models.Date("2026-09-25"); day <= due; day = day.Plus(1) {
			if isWorkday(day) {
				counted++
			}
		}
		if counted != 10 || !isWorkday(due) {
			t.Errorf("due on %s, %d working days later", due, counted)
		}
		w.Clock.Set(due.In(modelstest.Zone()).Add(23 * time.Hour))
		if late := l.objections(t, manager, hours.ObjectionFilter{Overdue: true}); len(late) != 0 {
			t.Errorf("on its last day: %+v", late)
		}
		w.Clock.Advance(time.Hour)
		if late := l.objections(t, manager, hours.ObjectionFilter{Overdue: true}); len(late) != 1 || late[0].ID != objection || !late[0].IsOverdue(due.Plus(1)) {
			t.Errorf("the day after: %+v", late)
		}
		must(t, l.answer(t, manager, objection, -1))
		if late := l.objections(t, manager, hours.ObjectionFilter{Overdue: true}); len(late) != 0 {
			t.Errorf("answered: %+v", late)
		}
		for name, actor := range map[string]models.Actor{"a volunteer": wang, "nobody": {}} {
			err := l.DB.Read(t.Context(), actor, func(tx *models.Tx) error {
				_, err := hours.ListObjections(tx, hours.ObjectionFilter{}, models.Page{Limit: 9})
				return err
			})
			modelstest.Expect(t, name, err, models.ErrPermission)
		}
		if elsewhere := l.objections(t, on(models.TownAdmin, l.towns[1]), hours.ObjectionFilter{}); len(elsewhere) != 0 {
			t.Errorf("another town reads %+v", elsewhere)
		}
	})
}

// isWorkday reads the State Council's notice of 2026, as it was published: off from 1 to 7 October, worked on 20 September and
// 10 October, and Mid-Autumn off from 25 to 27 September.
func isWorkday(day models.Date) bool {
	switch {
	case day == "2026-09-20" || day == "2026-10-10":
		return true
	case day >= "2026-10-01" && day <= "2026-10-07" || day >= "2026-09-25" && day <= "2026-09-27":
		return false
	}
	return day.Weekday() != time.Saturday && day.Weekday() != time.Sunday
}
