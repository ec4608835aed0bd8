package hours_test

import (
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	"practicestation/models"
	"practicestation/models/hours"
	"practicestation/models/modelstest"
)

func (l *ledger) enter(t testing.TB, actor models.Actor, in hours.RetroInput) (id int64, err error) {
	t.Helper()
	err = l.DB.Write(t.Context(), actor, func(tx *models.Tx) error {
		made, err := hours.EnterRetro(tx, in)
		if err == nil {
			id = made.ID
		}
		return err
	})
	return id, err
}

func (l *ledger) decideRetro(t testing.TB, actor models.Actor, id int64, approve bool) error {
	t.Helper()
	return l.DB.Write(t.Context(), actor, func(tx *models.Tx) error {
		if approve {
			_, err := hours.ApproveRetro(tx, id)
			return err
		}
		_, err := hours.RefuseRetro(tx, id, "签到表上没有")
		return err
	})
}

func (l *ledger) objectToRetro(t testing.TB, who models.Actor, retro int64) (id int64, err error) {
	t.Helper()
	err = l.DB.Write(t.Context(), who, func(tx *models.Tx) error {
		made, err := hours.ObjectToRetro(tx, retro, "那天更久", nil)
		if err == nil {
			id = made.ID
		}
		return err
	})
	return id, err
}

func retroFor(who models.Actor) hours.RetroInput {
	return hours.RetroInput{ShiftID: 1, VolunteerID: who.VolunteerID, Minutes: 120, Evidence: "纸质签到表第 3 页", Declared: true}
}

// TestARetroEntryIsHonorDecidedOneLevelUp, by somebody else than who entered it, and is counted apart.
func TestARetroEntryIsHonorDecidedOneLevelUp(t *testing.T) {
	t.Parallel()
	modelstest.Each(t, func(t *testing.T, w *modelstest.World) {
		l := found(t, w)
		manager, wang, li := as(77, on(models.StationManager, l.stations[0])), l.volunteer(t), l.volunteer(t)
		town := as(88, on(models.TownAdmin, l.towns[0]))
		w.Clock.Advance(9 * time.Hour)
		retro, err := l.enter(t, manager, retroFor(wang))
		modelstest.Expect(t, "enter", err, nil)
		_, err = l.enter(t, town, retroFor(wang))
		modelstest.Expect(t, "enter twice", err, hours.ErrRetroExists)
		_, err = l.objectToRetro(t, wang, retro)
		modelstest.Expect(t, "object before the decision", err, hours.ErrRetroPending)
		self := wang
		self.Scopes = town.Scopes
		for name, c := range map[string]struct {
			actor models.Actor
			want  *models.Error
		}{
			"who entered it":             {manager, hours.ErrRetroAbove},
			"a colleague of the station": {as(78, manager), hours.ErrRetroAbove},
			"who entered it, now above":  {as(77, town), hours.ErrOwnRetro},
			"the volunteer as an admin":  {self, hours.ErrOwn},
			"the volunteer":              {wang, models.ErrPermission},
			"another volunteer":          {li, hours.ErrRetroNotFound},
			"an auditor":                 {on(models.Auditor, l.center), models.ErrPermission},
			"another town":               {on(models.TownAdmin, l.towns[1]), hours.ErrRetroNotFound},
		} {
			modelstest.Expect(t, name+" approves", l.decideRetro(t, c.actor, retro, true), c.want)
			modelstest.Expect(t, name+" refuses", l.decideRetro(t, c.actor, retro, false), c.want)
		}
		modelstest.Expect(t, "the town approves", l.decideRetro(t, town, retro, true), nil)
		modelstest.Expect(t, "the town refuses after that", l.decideRetro(t, town, retro, false), hours.ErrRetroDecided)
		if total := l.total(t, wang); total != (hours.Totals{Honor: 120}) {
			t.Errorf("the totals are %+v", total)
		}
		other, err := l.enter(t, town, retroFor(li))
		modelstest.Expect(t, "enter at the town", err, nil)
		modelstest.Expect(t, "the town's own, by the town", l.decideRetro(t, town, other, true), hours.ErrRetroAbove)
		modelstest.Expect(t, "the town's own, by the center", l.decideRetro(t, as(99, on(models.CenterAdmin, l.center)), other, false), nil)
		if total := l.total(t, li); total != (hours.Totals{}) {
			t.Errorf("refused, and the totals are %+v", total)
		}
		_, err = l.enter(t, manager, retroFor(li))
		modelstest.Expect(t, "enter again after a refusal", err, nil)
		l.sound(t, "after it")
		l.sql(t, "UPDATE retro_entries SET minutes = 900 WHERE status = 'approved'")
		if found := l.findings(t); len(found) == 0 || !strings.HasPrefix(found[0], "retro_entries 1: ") {
			t.Errorf("tampered with, and found is %q", found)
		}
	})
}

// TestWhatCannotBeEnteredAfterwards.
func TestWhatCannotBeEnteredAfterwards(t *testing.T) {
	t.Parallel()
	modelstest.Each(t, func(t *testing.T, w *modelstest.World) {
		l := found(t, w)
		manager, wang, li, served := as(77, on(models.StationManager, l.stations[0])), l.volunteer(t), l.volunteer(t), l.volunteer(t)
		l.serve(t, served, 0, 90, "2026-03-01")
		w.Clock.Advance(-8 * time.Hour) // back to its beginning
		_, err := l.enter(t, manager, retroFor(wang))
		modelstest.Expect(t, "before its end", err, hours.ErrRetroNotOver)
		w.Clock.Advance(8*time.Hour + 30*time.Minute - time.Millisecond)
		_, err = l.enter(t, manager, retroFor(wang))
		modelstest.Expect(t, "while signing out is possible", err, hours.ErrRetroNotOver)
		w.Clock.Advance(time.Millisecond)
		never := l.volunteer(t)
		l.serve(t, never, 0, 0, "2026-03-01")
		l.sql(t, fmt.Sprintf("DELETE FROM entries WHERE volunteer_id = %d", never.VolunteerID), "UPDATE activities SET pending_entries = pending_entries - 1 WHERE id = 1",
			fmt.Sprintf("UPDATE sign_ups SET status = 'checked_in' WHERE volunteer_id = %d", never.VolunteerID))
		self := wang
		self.Scopes = manager.Scopes
		for name, c := range map[string]struct {
			actor  models.Actor
			change func(in *hours.RetroInput)
			want   *models.Error
		}{
			"for oneself":             {self, func(*hours.RetroInput) {}, hours.ErrOwn},
			"by a volunteer":          {li, func(*hours.RetroInput) {}, models.ErrPermission},
			"by another station":      {on(models.StationManager, l.stations[1]), func(*hours.RetroInput) {}, models.ErrPermission},
			"an unknown shift":        {manager, func(in *hours.RetroInput) { in.ShiftID = 99 }, models.ErrInvalid},
			"an unknown volunteer":    {manager, func(in *hours.RetroInput) { in.VolunteerID = 99 }, models.ErrInvalid},
			"no minute":               {manager, func(in *hours.RetroInput) { in.Minutes = 0 }, models.ErrInvalid},
			"more than the shift":     {manager, func(in *hours.RetroInput) { in.Minutes = 481 }, models.ErrInvalid},
			"without evidence":        {manager, func(in *hours.RetroInput) { in.Evidence = " " }, models.ErrInvalid},
			"a long story":            {manager, func(in *hours.RetroInput) { in.Evidence = strings.Repeat("长", 1001) }, models.ErrInvalid},
			"a strange address":       {manager, func(in *hours.RetroInput) { in.EvidenceURL = "javascript:alert(1)" }, models.ErrInvalid},
			"without a declaration":   {manager, func(in *hours.RetroInput) { in.Declared = false }, models.ErrInvalid},
			"who never signed out":    {manager, func(in *hours.RetroInput) { in.VolunteerID = never.VolunteerID }, hours.ErrOverlap},
			"what attendance has had": {manager, func(in *hours.RetroInput) { in.VolunteerID = served.VolunteerID }, hours.ErrOverlap},
		} {
			in := retroFor(wang)
			c.change(&in)
			_, err := l.enter(t, c.actor, in)
			modelstest.Expect(t, name, err, c.want)
			if refused := new(models.Error); name == "who never signed out" && (!errors.As(err, &refused) || !strings.Contains(refused.Message, "没有签退")) {
				t.Errorf("%s is told %v", name, err)
			}
		}
		w.Clock.Advance(90*24*time.Hour - 30*time.Minute)
		last, err := l.enter(t, manager, retroFor(wang))
		modelstest.Expect(t, "on the last day", err, nil)
		l.serve(t, wang, 0, 30, "2026-03-01")
		modelstest.Expect(t, "attended after all", l.decideRetro(t, as(88, on(models.TownAdmin, l.towns[0])), last, true), hours.ErrOverlap)
		w.Clock.Advance(time.Millisecond)
		_, err = l.enter(t, manager, retroFor(li))
		modelstest.Expect(t, "after the last day", err, hours.ErrRetroTooOld)
		l.sql(t, "UPDATE shifts SET cancelled_at = starts_at")
		_, err = l.enter(t, manager, retroFor(li))
		modelstest.Expect(t, "a cancelled shift", err, hours.ErrRetroNotOver)
	})
}

// TestNobodyHasHoursTwiceForOneTime: once hours are entered for a time, attendance of that time is neither confirmed nor
// corrected into being, however it comes.
func TestNobodyHasHoursTwiceForOneTime(t *testing.T) {
	t.Parallel()
	modelstest.Each(t, func(t *testing.T, w *modelstest.World) {
		l := found(t, w)
		manager, wang := as(77, on(models.StationManager, l.stations[0])), l.volunteer(t)
		w.Clock.Advance(9 * time.Hour)
		rejected := l.serve(t, wang, 0, 90, "2026-03-01")
		must(t, l.reject(t, manager, rejected))
		correction, err := l.correct(t, manager, rejected, 90)
		must(t, err)
		retro, err := l.enter(t, manager, retroFor(wang))
		modelstest.Expect(t, "a rejected hour is none", err, nil)
		must(t, l.decideRetro(t, as(88, on(models.TownAdmin, l.towns[0])), retro, true))
		_, err = l.approve(t, as(78, manager), correction)
		modelstest.Expect(t, "corrected into being", err, hours.ErrOverlap)
		late := l.serve(t, wang, 0, 30, "2026-03-01")
		modelstest.Expect(t, "confirmed", l.confirm(t, manager, late), hours.ErrOverlap)
		modelstest.Expect(t, "confirmed in a batch", l.confirmAll(t, manager, late), hours.ErrBatch)
		modelstest.Expect(t, "rejected", l.reject(t, manager, late), nil)
		elsewhere := l.serve(t, wang, 1, 30, "2026-03-01")
		l.sql(t, "UPDATE shifts SET starts_at = (SELECT ends_at FROM (SELECT ends_at FROM shifts WHERE id = 1) AS other), ends_at = '2027-01-01 00:00:00' WHERE id = 2")
		w.Clock.Set(time.Date(2027, 1, 1, 0, 0, 0, 0, time.UTC))
		modelstest.Expect(t, "at another time", l.confirm(t, on(models.CenterAdmin, l.center), elsewhere), nil)
		if total := l.total(t, wang); total != (hours.Totals{Credit: 30, Honor: 120}) {
			t.Errorf("the totals are %+v", total)
		}
		l.sound(t, "after it")
	})
}
