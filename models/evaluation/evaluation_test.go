package evaluation_test

import (
	"strings"
	"testing"
	"time"

	"practicestation/models"
	"practicestation/models/activity"
	"practicestation/models/evaluation"
	"practicestation/models/modelstest"
	"practicestation/models/volunteer"
)

func TestEntitiesMatchTheirTables(t *testing.T) {
	t.Parallel()
	modelstest.Each(t, func(t *testing.T, w *modelstest.World) {
		modelstest.MatchesSchema(t, w, evaluation.Evaluation{}, evaluation.Revision{})
	})
}

func TestWhoEvaluatesAVolunteer(t *testing.T) {
	each(t, func(t *testing.T, v *village) {
		for _, c := range []struct {
			name  string
			actor models.Actor
			want  *models.Error
		}{
			{"a manager", v.manager, nil},
			{"the team's leader", v.leader, nil},
			{"the on-site leader", v.onSite, nil},
			{"an auditor", v.auditor, models.ErrPermission},
			{"another station", v.neighbour, activity.ErrSignUpNotFound},
			{"nobody", v.account(), activity.ErrSignUpNotFound},
		} {
			_, signUp := v.served(activity.Completed)
			_, err := v.person(c.actor, signUp, evaluation.Input{Score: 4})
			modelstest.Expect(t, c.name, err, c.want)
		}
		who, signUp := v.served(activity.Completed)
		_, err := v.person(who, signUp, evaluation.Input{Score: 5})
		modelstest.Expect(t, "a volunteer, of the own service", err, evaluation.ErrOwn)
		own, signUp := v.serves(v.second, activity.Completed)
		_, err = v.person(own, signUp, evaluation.Input{Score: 5})
		modelstest.Expect(t, "a manager who served", err, evaluation.ErrOwn)
		_, signUp = v.served(activity.CheckedIn)
		_, err = v.person(v.manager, signUp, evaluation.Input{Score: 5})
		modelstest.Expect(t, "before the check-out", err, evaluation.ErrNotServed)
		_, err = v.person(v.manager, 999, evaluation.Input{Score: 5})
		modelstest.Expect(t, "of nothing", err, activity.ErrSignUpNotFound)
	})
}

func TestScoresAreFromOneToFive(t *testing.T) {
	each(t, func(t *testing.T, v *village) {
		_, signUp := v.served(activity.Completed)
		for _, in := range []evaluation.Input{{Score: 0}, {Score: 6}, {Score: 3, Text: strings.Repeat("长", 501)}} {
			_, err := v.person(v.manager, signUp, in)
			modelstest.Expect(t, "refused", err, models.ErrInvalid)
		}
	})
}

// TestNoAnswerIsNoScore: without an evaluation there is no mean, and nothing that time does makes one.
func TestNoAnswerIsNoScore(t *testing.T) {
	each(t, func(t *testing.T, v *village) {
		who, signUp := v.served(activity.Completed)
		v.Clock.Advance(400 * 24 * time.Hour)
		if average := v.average(who); average.Count != 0 || average.Mean != nil {
			t.Errorf("without an evaluation: %+v", average)
		}
		v.Clock.Advance(-400 * 24 * time.Hour)
		_, err := v.person(v.manager, signUp, evaluation.Input{Score: 4})
		v.check(err)
		if average := v.average(who); average.Count != 1 || *average.Mean != 4 {
			t.Errorf("with one: %+v", average)
		}
		if v.told(who, evaluation.NoticeEvaluated) != 1 {
			t.Error("the volunteer has not been told once")
		}
	})
}

// TestOrganizersHaveTenWorkingDays: an activity that ended on Monday 2026-03-02 can be evaluated until Monday the 16th.
func TestOrganizersHaveTenWorkingDays(t *testing.T) {
	each(t, func(t *testing.T, v *village) {
		_, first := v.served(activity.Completed)
		_, second := v.served(activity.Completed)
		v.Clock.Set(time.Date(2026, time.March, 16, 23, 59, 0, 0, modelstest.Zone()))
		made, err := v.person(v.manager, first, evaluation.Input{Score: 4})
		if err != nil || made.ClosesOn != "2026-03-16" {
			t.Fatalf("on the last day: %v, %+v", err, made)
		}
		v.Clock.Advance(time.Minute)
		_, err = v.person(v.manager, second, evaluation.Input{Score: 4})
		modelstest.Expect(t, "a day later", err, evaluation.ErrClosed)
		_, err = v.person(v.manager, first, evaluation.Input{Score: 5, Version: 1})
		modelstest.Expect(t, "corrected a day later", err, evaluation.ErrClosed)
	})
}

func TestVolunteersHaveThirtyDays(t *testing.T) {
	each(t, func(t *testing.T, v *village) {
		who, signUp := v.served(activity.Completed)
		late, unused := v.served(activity.Completed)
		v.Clock.Set(time.Date(2026, time.April, 1, 23, 0, 0, 0, modelstest.Zone()))
		_, err := v.event(v.manager, signUp, evaluation.Input{Score: 5})
		modelstest.Expect(t, "by staff", err, models.ErrPermission)
		_, err = v.event(who, signUp, evaluation.Input{Score: 5})
		modelstest.Expect(t, "on the last day", err, nil)
		v.Clock.Advance(2 * time.Hour)
		_, err = v.event(late, unused, evaluation.Input{Score: 5})
		modelstest.Expect(t, "a day later", err, evaluation.ErrClosed)
	})
}

func TestOnesOwnEvaluationIsCorrected(t *testing.T) {
	each(t, func(t *testing.T, v *village) {
		who, signUp := v.served(activity.Completed)
		_, err := v.person(v.manager, signUp, evaluation.Input{Score: 2, Text: "迟到"})
		v.check(err)
		_, err = v.person(v.second, signUp, evaluation.Input{Score: 5, Version: 1})
		modelstest.Expect(t, "by another", err, models.ErrPermission)
		_, err = v.person(v.manager, signUp, evaluation.Input{Score: 4})
		modelstest.Expect(t, "as if for the first time", err, models.ErrInvalid)
		_, err = v.person(v.manager, signUp, evaluation.Input{Score: 4, Version: 2})
		modelstest.Expect(t, "another version", err, models.ErrVersionConflict)
		corrected, err := v.person(v.manager, signUp, evaluation.Input{Score: 4, Text: "记错人了", Version: 1})
		if err != nil || corrected.Score != 4 || corrected.CorrectedAt == nil || corrected.Version != 2 {
			t.Fatalf("corrected: %v, %+v", err, corrected)
		}
		if average := v.average(who); average.Count != 1 || *average.Mean != 4 {
			t.Errorf("a corrected one counts once: %+v", average)
		}
		var kept []evaluation.Revision
		v.check(v.DB.Read(t.Context(), v.manager, func(tx *models.Tx) error { return tx.DB.Find(&kept).Error }))
		if len(kept) != 1 || kept[0].Score != 2 || kept[0].Text != "迟到" {
			t.Errorf("what it said before: %+v", kept)
		}
		if v.told(who, evaluation.NoticeCorrected) != 1 {
			t.Error("the volunteer has not been told of the correction")
		}
	})
}

func TestAnObjectionIsAnsweredBySomebodyElse(t *testing.T) {
	each(t, func(t *testing.T, v *village) {
		who, signUp := v.serves(v.second, activity.Completed)
		made, err := v.person(v.manager, signUp, evaluation.Input{Score: 1, Text: "中途离开"})
		v.check(err)
		third := v.staff(models.StationManager, v.station)
		modelstest.Expect(t, "answered without", v.answer(third, made.ID, true, "属实"), evaluation.ErrObjectionMissing)
		modelstest.Expect(t, "by somebody else", v.object(v.manager, made.ID), models.ErrPermission)
		modelstest.Expect(t, "by a stranger", v.object(v.account(), made.ID), evaluation.ErrNotFound)
		modelstest.Expect(t, "to nothing", v.object(who, 999), evaluation.ErrNotFound)
		modelstest.Expect(t, "objected", v.object(who, made.ID), nil)
		modelstest.Expect(t, "twice", v.object(who, made.ID), evaluation.ErrObjectionExists)
		if v.told(v.manager, evaluation.NoticeObjection) != 1 {
			t.Error("the author has not been told")
		}
		modelstest.Expect(t, "answered by the author", v.answer(v.manager, made.ID, false, "不实"), evaluation.ErrOwn)
		modelstest.Expect(t, "answered by oneself", v.answer(who, made.ID, true, "属实"), evaluation.ErrOwn)
		modelstest.Expect(t, "answered by an auditor", v.answer(v.auditor, made.ID, true, "属实"), models.ErrPermission)
		modelstest.Expect(t, "without a reason", v.answer(third, made.ID, true, " "), models.ErrReasonMissing)
		modelstest.Expect(t, "upheld", v.answer(third, made.ID, true, "属实"), nil)
		modelstest.Expect(t, "answered twice", v.answer(third, made.ID, false, "不实"), evaluation.ErrObjectionAnswered)
		if average := v.average(who); average.Count != 0 || average.Mean != nil {
			t.Errorf("what is set aside counts nowhere: %+v", average)
		}
		if v.told(who, evaluation.NoticeAnswer) != 1 {
			t.Error("the volunteer has not been told of the answer")
		}
		event, err := v.event(who, signUp, evaluation.Input{Score: 1})
		v.check(err)
		modelstest.Expect(t, "to what volunteers say of activities", v.object(who, event.ID), evaluation.ErrNotFound)
	})
}

// TestAFewScoresPointToNobody: the public sees a mean from five on, staff see comments from five on, and names nobody.
func TestAFewScoresPointToNobody(t *testing.T) {
	each(t, func(t *testing.T, v *village) {
		summary := func(actor models.Actor) (found *evaluation.Summary) {
			v.check(v.DB.Read(t.Context(), actor, func(tx *models.Tx) (err error) {
				found, err = evaluation.SummaryOf(tx, v.activity.ID)
				return err
			}))
			return found
		}
		if none := summary(v.manager); *none.Count != 0 || none.Mean != nil {
			t.Errorf("without any: %+v", none)
		}
		say := func(score int64, text string) {
			who, signUp := v.served(activity.Completed)
			_, err := v.event(who, signUp, evaluation.Input{Score: score, Text: text})
			v.check(err)
		}
		for _, text := range []string{"丙", "", "甲", "乙"} {
			say(4, text)
		}
		if few := summary(models.Actor{}); few.Count != nil || few.Mean != nil || few.Comments != nil {
			t.Errorf("four, to the public: %+v", few)
		}
		if few := summary(v.manager); *few.Count != 4 || *few.Mean != 4 || few.Comments != nil {
			t.Errorf("four, to staff: %+v", few)
		}
		say(5, "")
		if five := summary(v.neighbour); five.Count != nil || *five.Mean != 4.2 || five.Comments != nil {
			t.Errorf("five, to the public: %+v", five)
		}
		if five := summary(v.leader); *five.Count != 5 || *five.Mean != 4.2 || strings.Join(five.Comments, "") != "丙乙甲" {
			t.Errorf("five, to staff: %+v", five)
		}
	})
}

func TestWhoReadsEvaluations(t *testing.T) {
	each(t, func(t *testing.T, v *village) {
		who, signUp := v.served(activity.Completed)
		_, err := v.person(v.manager, signUp, evaluation.Input{Score: 4})
		v.check(err)
		_, err = v.event(who, signUp, evaluation.Input{Score: 2, Text: "太挤"})
		v.check(err)
		own := func(direction evaluation.Direction) func(tx *models.Tx) (models.Paged[evaluation.Named], error) {
			return func(tx *models.Tx) (models.Paged[evaluation.Named], error) {
				return evaluation.ListOwn(tx, direction, models.Page{Limit: 5})
			}
		}
		of := func(tx *models.Tx) (models.Paged[evaluation.Named], error) {
			return evaluation.ListOf(tx, who.VolunteerID, models.Page{Limit: 5})
		}
		for _, c := range []struct {
			name  string
			actor models.Actor
			query func(tx *models.Tx) (models.Paged[evaluation.Named], error)
			n     int
			want  *models.Error
		}{
			{"one's own", who, own(""), 2, nil},
			{"what one has said", who, own(evaluation.OfActivity), 1, nil},
			{"staff, not what the volunteer said", v.manager, of, 1, nil},
			{"another station", v.neighbour, of, 0, volunteer.ErrNotFound},
			{"the leader", v.leader, of, 0, models.ErrPermission},
			{"nobody", v.account(), own(""), 0, nil},
		} {
			n := 0
			err := v.DB.Read(t.Context(), c.actor, func(tx *models.Tx) error {
				found, err := c.query(tx)
				n = len(found.Items)
				return err
			})
			modelstest.Expect(t, c.name, err, c.want)
			if n != c.n {
				t.Errorf("%s: %d, want %d", c.name, n, c.n)
			}
		}
	})
}

// TestTwoOrganizersWriteOne: of two who evaluate at once, one is told that there is one already.
func TestTwoOrganizersWriteOne(t *testing.T) {
	each(t, func(t *testing.T, v *village) {
		who, signUp := v.served(activity.Completed)
		won := 0
		for _, err := range modelstest.AtOnce(4, func(i int) error {
			_, err := v.person([]models.Actor{v.manager, v.second, v.leader, v.onSite}[i], signUp, evaluation.Input{Score: int64(i) + 1})
			return err
		}) {
			if err == nil {
				won++
				continue
			}
			modelstest.Expect(t, "the others", err, models.ErrPermission)
		}
		if average := v.average(who); won != 1 || average.Count != 1 {
			t.Errorf("%d won, %d count", won, average.Count)
		}
	})
}

// TestWhoIsGoneIsNotEvaluated: who has closed the account could not object, to a first evaluation or to a corrected one.
func TestWhoIsGoneIsNotEvaluated(t *testing.T) {
	each(t, func(t *testing.T, v *village) {
		_, rated := v.served(activity.Completed)
		_, signUp := v.served(activity.Completed)
		made, err := v.person(v.manager, rated, evaluation.Input{Score: 4})
		modelstest.Expect(t, "before", err, nil)
		v.check(v.DB.Write(t.Context(), models.SystemActor("test"), func(tx *models.Tx) error {
			return tx.DB.Exec("UPDATE volunteers SET closed_at = ?", tx.Now).Error
		}))
		_, err = v.person(v.manager, signUp, evaluation.Input{Score: 1, Text: "很差"})
		modelstest.Expect(t, "a first one", err, volunteer.ErrClosed)
		_, err = v.person(v.manager, rated, evaluation.Input{Score: 1, Version: made.Version})
		modelstest.Expect(t, "a corrected one", err, volunteer.ErrClosed)
		_, err = v.person(v.neighbour, signUp, evaluation.Input{Score: 1})
		modelstest.Expect(t, "another station", err, activity.ErrSignUpNotFound)
	})
}
