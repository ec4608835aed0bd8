package hours_test

import (
	"errors"
	"strings"
	"testing"
	"time"

	"practicestation/models"
	"practicestation/models/hours"
	"practicestation/models/modelstest"
)

// TestHoursOfAShiftThatGoesOnAreNotDecided: neither confirmed, alone or in a batch, nor rejected, nor corrected into being.
func TestHoursOfAShiftThatGoesOnAreNotDecided(t *testing.T) {
	t.Parallel()
	modelstest.Each(t, func(t *testing.T, w *modelstest.World) {
		l := found(t, w)
		manager, wang := as(77, on(models.StationManager, l.stations[0])), l.volunteer(t)
		w.Clock.Advance(-time.Millisecond) // before the end
		first, second := l.serve(t, wang, 0, 90, "2026-03-01"), l.serve(t, wang, 0, 60, "2026-03-02")
		modelstest.Expect(t, "confirm", l.confirm(t, manager, first), hours.ErrShiftNotEnded)
		err := l.confirmAll(t, manager, second, first)
		modelstest.Expect(t, "confirm in a batch", err, hours.ErrBatch)
		if fields := fieldsOf(err); fields != "entry_ids.0 shift_not_ended, entry_ids.1 shift_not_ended" {
			t.Errorf("the batch names %s", fields)
		}
		modelstest.Expect(t, "reject", l.reject(t, manager, second), hours.ErrShiftNotEnded)
		w.Clock.Advance(time.Millisecond)
		modelstest.Expect(t, "reject at its end", l.reject(t, manager, second), nil)
		w.Clock.Advance(-time.Millisecond) // a shift that was made longer since
		_, err = l.correct(t, manager, second, 60)
		modelstest.Expect(t, "correct into being", err, hours.ErrShiftNotEnded)
		objection, err := l.object(t, wang, first)
		modelstest.Expect(t, "object", err, nil)
		modelstest.Expect(t, "accept", l.answer(t, manager, objection, 120), hours.ErrShiftNotEnded)
		modelstest.Expect(t, "decline", l.answer(t, manager, objection, -1), nil)
		w.Clock.Advance(time.Millisecond)
		modelstest.Expect(t, "confirm at its end", l.confirm(t, manager, first), nil)
		l.sound(t, "after it")
	})
}

// TestTheJudgeHoldsUpAConfirmation of what it names, and no rejection.
func TestTheJudgeHoldsUpAConfirmation(t *testing.T) {
	t.Parallel()
	modelstest.Each(t, func(t *testing.T, w *modelstest.World) {
		l := found(t, w)
		manager, wang := as(77, on(models.StationManager, l.stations[0])), l.volunteer(t)
		good, doubtful := l.serve(t, wang, 0, 90, "2026-03-01"), l.serve(t, wang, 0, 60, "2026-03-02")
		judge := doubting(doubtful)
		one := func(id int64) error {
			return l.DB.Write(t.Context(), manager, func(tx *models.Tx) error { _, err := hours.Confirm(tx, id, judge); return err })
		}
		modelstest.Expect(t, "what is in doubt", one(doubtful), hours.ErrZero)
		err := l.DB.Write(t.Context(), manager, func(tx *models.Tx) error {
			_, err := hours.ConfirmAll(tx, []int64{good, doubtful}, judge)
			return err
		})
		if fields := fieldsOf(err); fields != "entry_ids.1 entry_empty" {
			t.Errorf("the batch names %s", fields)
		}
		modelstest.Expect(t, "what is not", one(good), nil)
		modelstest.Expect(t, "reject", l.reject(t, manager, doubtful), nil)
		l.sound(t, "after it")
	})
}

// TestTheJudgeLooksAgainBehindTheEntrysRow: what has come up between the look and the write, as somebody who comes back from a
// break, keeps the hours from being decided, alone and in a batch, either way.
func TestTheJudgeLooksAgainBehindTheEntrysRow(t *testing.T) {
	t.Parallel()
	modelstest.Each(t, func(t *testing.T, w *modelstest.World) {
		l := found(t, w)
		manager, wang := as(77, on(models.StationManager, l.stations[0])), l.volunteer(t)
		entry := l.serve(t, wang, 0, 90, "2026-03-01")
		for name, decide := range map[string]func(tx *models.Tx, judge hours.Judge) error{
			"confirm": func(tx *models.Tx, judge hours.Judge) error { _, err := hours.Confirm(tx, entry, judge); return err },
			"reject": func(tx *models.Tx, judge hours.Judge) error {
				_, err := hours.Reject(tx, entry, "没有到场", judge)
				return err
			},
			"in a batch": func(tx *models.Tx, judge hours.Judge) error {
				_, err := hours.ConfirmAll(tx, []int64{entry}, judge)
				return err
			},
		} {
			looks, doubt := 0, doubting(entry)
			err := l.DB.Write(t.Context(), manager, func(tx *models.Tx) error {
				return decide(tx, func(tx *models.Tx, entries []hours.NamedEntry) (map[int64]*models.Error, error) {
					if looks++; looks == 1 {
						return beyondDoubt(tx, entries)
					}
					return doubt(tx, entries)
				})
			})
			if looks != 3 { // before the write, behind it, and when the unit runs again
				t.Errorf("%s: the judge looks %d times", name, looks)
			}
			if refused := fieldsOf(err); name == "in a batch" && refused != "entry_ids.0 entry_empty" || name != "in a batch" && !models.IsCode(err, hours.ErrZero) {
				t.Errorf("%s: %v", name, err)
			}
		}
		modelstest.Expect(t, "nobody has decided", l.confirm(t, manager, entry), nil)
		l.sound(t, "after it")
	})
}

// TestAnObjectionBeforeTheDecisionIsAnsweredFirst: until then nobody decides; accepted, one person has set the minutes and
// another confirms them; declined, the hours stay as they were recorded.
func TestAnObjectionBeforeTheDecisionIsAnsweredFirst(t *testing.T) {
	t.Parallel()
	modelstest.Each(t, func(t *testing.T, w *modelstest.World) {
		l := found(t, w)
		manager, colleague, wang := as(77, on(models.StationManager, l.stations[0])), as(78, on(models.StationManager, l.stations[0])), l.volunteer(t)
		self := wang
		self.Scopes = manager.Scopes
		entry := l.serve(t, wang, 0, 90, "2026-03-01")
		objection, err := l.objectClaiming(t, wang, entry, 150)
		modelstest.Expect(t, "object", err, nil)
		modelstest.Expect(t, "confirm", l.confirm(t, manager, entry), hours.ErrObjectionOpen)
		modelstest.Expect(t, "reject", l.reject(t, manager, entry), hours.ErrObjectionOpen)
		if fields := fieldsOf(l.confirmAll(t, manager, entry)); fields != "entry_ids.0 objection_open" {
			t.Errorf("the batch names %s", fields)
		}
		modelstest.Expect(t, "declined", l.answer(t, manager, objection, -1), nil)
		objection, err = l.objectClaiming(t, wang, entry, 150)
		modelstest.Expect(t, "object again", err, nil)
		modelstest.Expect(t, "accepted by oneself", l.answer(t, self, objection, 150), hours.ErrOwn)
		modelstest.Expect(t, "accepted", l.answer(t, manager, objection, 120), nil)
		modelstest.Expect(t, "confirmed by who accepted", l.confirm(t, manager, entry), hours.ErrOwnSettlement)
		if total := l.total(t, wang); total.Credit != 0 {
			t.Errorf("one person has said so: %+v", total)
		}
		modelstest.Expect(t, "confirmed by another", l.confirm(t, colleague, entry), nil)
		if total := l.total(t, wang); total.Credit != 120 {
			t.Errorf("two people have said so: %+v", total)
		}
		l.sound(t, "after it")
	})
}

// TestAnAnswerLiesBetweenWhatIsRecordedAndWhatIsClaimed: without the first and with the second.
func TestAnAnswerLiesBetweenWhatIsRecordedAndWhatIsClaimed(t *testing.T) {
	t.Parallel()
	modelstest.Each(t, func(t *testing.T, w *modelstest.World) {
		l := found(t, w)
		manager, wang, day := as(77, on(models.StationManager, l.stations[0])), l.volunteer(t), models.Date("2026-01-01")
		for _, state := range []string{"pending", "confirmed"} {
			for _, c := range []struct {
				claimed, minutes int64
				want             *models.Error
			}{
				{120, 89, hours.ErrBeyondClaim},
				{120, 90, hours.ErrMinutesSame},
				{120, 91, nil},
				{120, 120, nil},
				{120, 121, hours.ErrBeyondClaim},
				{120, 0, hours.ErrBeyondClaim},
				{60, 91, hours.ErrBeyondClaim},
				{60, 90, hours.ErrMinutesSame},
				{60, 89, nil},
				{60, 60, nil},
				{60, 59, hours.ErrBeyondClaim},
				{-1, 200, nil},
				{-1, 10, nil},
				{-1, 90, hours.ErrMinutesSame}, // no number claimed
			} {
				day = day.Plus(1)
				entry := l.serve(t, wang, 0, 90, day)
				if state == "confirmed" {
					must(t, l.confirm(t, manager, entry))
				}
				objection, err := l.objectClaiming(t, wang, entry, c.claimed)
				must(t, err)
				modelstest.Expect(t, state+": answered", l.answer(t, manager, objection, c.minutes), c.want)
			}
			day = day.Plus(1)
			entry := l.serve(t, wang, 0, 90, day)
			_, err := l.objectClaiming(t, wang, entry, 90)
			modelstest.Expect(t, state+": to claim what is recorded", err, hours.ErrMinutesSame)
		}
		l.sound(t, "after it")
	})
}

// objectClaiming is object with a number of minutes; none for less than 0.
func (l *ledger) objectClaiming(t testing.TB, who models.Actor, entry, minutes int64) (id int64, err error) {
	t.Helper()
	claimed := &minutes
	if minutes < 0 {
		claimed = nil
	}
	err = l.DB.Write(t.Context(), who, func(tx *models.Tx) error {
		made, err := hours.Object(tx, entry, "我走得晚", claimed)
		if err == nil {
			id = made.ID
		}
		return err
	})
	return id, err
}

// fieldsOf tells which members an error names, and why.
func fieldsOf(err error) string {
	var refused *models.Error
	if !errors.As(err, &refused) {
		return "none"
	}
	var told []string
	for _, field := range refused.Fields {
		told = append(told, field.Field+" "+field.Code)
	}
	return strings.Join(told, ", ")
}

// doubting judges that one entry is not to be confirmed.
func doubting(id int64) hours.Judge {
	return func(*models.Tx, []hours.NamedEntry) (map[int64]*models.Error, error) {
		return map[int64]*models.Error{id: hours.ErrZero}, nil
	}
}
