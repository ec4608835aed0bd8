package series_test

import (
	"testing"
	"time"

	"practicestation/models"
	"practicestation/models/activity"
	"practicestation/models/modelstest"
	"practicestation/models/recurrence"
	"practicestation/models/series"
)

func TestChangeTouchesOnlyWhatNobodyHasJoined(t *testing.T) {
	each(t, func(w *world) {
		made := w.create(w.saturdays())
		joined := w.held(made)[1]
		who := w.join(&joined)
		in := w.saturdays()
		in.Rules[0].RRule = "FREQ=WEEKLY;BYDAY=SU"
		w.same("to Sundays", w.update(made, in),
			"removed 03-07, created 03-08, kept 03-14, created 03-15, removed 03-21, created 03-22, removed 03-28, created 03-29")
		w.same("the days", w.days(made), "03-08 03-14 03-15 03-22 03-29")
		if told := w.told(who); told != 1 {
			w.t.Errorf("told %d times", told)
		}
		w.same("the same again", w.update(made, in), "kept 03-14")
		w.Clock.Advance(24 * time.Hour)
		_, err := w.generate(w.DB)
		w.must(err)
		if told := w.told(who); told != 1 {
			w.t.Errorf("told %d times in the end", told)
		}
		w.same("and back", w.update(made, w.saturdays()),
			"created 03-07, removed 03-08, removed 03-15, created 03-21, removed 03-22, created 03-28, removed 03-29")
		w.same("the days", w.days(made), "03-07 03-14 03-21 03-28")
		for _, one := range w.held(made) {
			if one.Status != activity.Published {
				w.t.Errorf("%s is %s", *one.OccurrenceOn, one.Status)
			}
		}
	})
}

func TestChangeOfContentsReachesEachOccurrenceButWhatIsItsOwn(t *testing.T) {
	each(t, func(w *world) {
		made := w.create(w.saturdays())
		all := w.held(made)
		w.edit(&all[0], func(in *activity.Input) { in.Place = "卫生室" })
		w.edit(&all[1], func(in *activity.Input) { in.EndsAt = in.EndsAt.Add(time.Hour) })
		shift := w.shiftOf(&all[2])
		done(w, w.manager, func(tx *models.Tx) (*activity.Shift, error) {
			return activity.UpdateShift(tx, shift.ID, shift.Version, activity.ShiftInput{Role: shift.Role, StartsAt: shift.StartsAt, EndsAt: shift.EndsAt, Capacity: 9})
		})
		in := w.saturdays()
		in.Place, in.Title = "村委会", "周末理发日"
		in.Rules[0].Shifts[0].Starts, in.Rules[0].Shifts[0].Capacity = "07:00", 3
		w.same("moved, renamed, enlarged", w.update(made, in),
			"changed 03-07 title+starts_at+sign_up_closes_at+cancel_closes_at+shifts, changed 03-14 title+place+sign_up_closes_at+cancel_closes_at+shifts, "+
				"changed 03-21 title+place+starts_at+sign_up_closes_at+cancel_closes_at+shifts, changed 03-28 title+place+starts_at+sign_up_closes_at+cancel_closes_at+shifts")
		all = w.held(made)
		w.same("the place that was its own", all[0].Place, "卫生室")
		w.same("the title that was not", all[0].Title, "周末理发日")
		w.same("the time that was its own", w.clock(all[1].StartsAt)+"-"+w.clock(all[1].EndsAt), "08:00-11:00")
		w.same("the time that was not", w.clock(all[2].StartsAt), "07:00")
		for i, want := range []int64{3, 3, 9, 3} {
			if shift := w.shiftOf(&all[i]); shift.Capacity != want {
				w.t.Errorf("%s has %d seats, want %d", *all[i].OccurrenceOn, shift.Capacity, want)
			}
		}
		w.same("the same again", w.update(made, in), "")
		in.Place = "文化礼堂"
		w.same("and on", w.update(made, in), "changed 03-14 place, changed 03-21 place, changed 03-28 place")
	})
}

func TestShiftsComeAndGoWithTheSeries(t *testing.T) {
	each(t, func(w *world) {
		made := w.create(w.saturdays())
		in := w.saturdays()
		in.Rules[0].Shifts = append(in.Rules[0].Shifts, recurrence.Shift{Role: "夜巡", Starts: "22:00", Ends: "06:00", Capacity: 1})
		w.update(made, in)
		first := w.held(made)[0]
		w.same("across midnight", w.clock(first.StartsAt)+"-"+w.clock(first.EndsAt), "08:00-06:00")
		gone, night := w.volunteer(), w.shiftsOf(&first)[1]
		done(w, gone, func(tx *models.Tx) (*activity.SignUp, error) {
			return activity.SignUpSelf(tx, night.ID, activity.Way{})
		})
		signUp := done(w, gone, func(tx *models.Tx) (models.Paged[activity.OwnSignUp], error) {
			return activity.ListOwn(tx, activity.OwnFilter{}, models.Page{Limit: 1})
		}).Items[0]
		done(w, gone, func(tx *models.Tx) (*activity.SignUp, error) { return activity.CancelSignUp(tx, signUp.ID, "") })
		in.Rules[0].Shifts = in.Rules[0].Shifts[:1]
		w.same("only the night goes", w.update(made, in)[:28], "changed 03-07 ends_at+shifts")
		if counted := w.count("SELECT COUNT(*) FROM shifts"); counted != 4+1 {
			w.t.Errorf("%d shifts: one with a history is not deleted", counted)
		}
	})
}

func TestWhatAnOrganizerTookBackStaysSo(t *testing.T) {
	each(t, func(w *world) {
		made := w.create(w.saturdays())
		all := w.held(made)
		done(w, w.manager, func(tx *models.Tx) (*activity.Activity, error) { return activity.Withdraw(tx, all[0].ID) })
		done(w, w.manager, func(tx *models.Tx) (*activity.Activity, error) { return activity.Cancel(tx, all[1].ID, "暴雨") })
		in := w.saturdays()
		in.Title = "周末理发日"
		w.same("a change", w.update(made, in), "changed 03-21 title, changed 03-28 title")
		w.Clock.Advance(24 * time.Hour)
		_, err := w.generate(w.DB)
		w.must(err)
		w.same("the days", w.days(made), "03-21 03-28")
	})
}

func TestEndWithdrawsWhatNobodyHasJoined(t *testing.T) {
	each(t, func(w *world) {
		made := w.create(w.saturdays())
		joined := w.held(made)[2]
		who := w.join(&joined)
		end := func(reason string) (string, error) {
			return do(w, w.DB, w.manager, func(tx *models.Tx) (string, error) {
				_, changes, err := series.End(tx, made.ID, reason)
				return inWords(changes), err
			})
		}
		_, err := end(" ")
		modelstest.Expect(w.t, "without a reason", err, models.ErrReasonMissing)
		changes, err := end("理发师退休")
		w.must(err)
		w.same("the end", changes, "removed 03-07, removed 03-14, kept 03-21, removed 03-28")
		w.same("the days", w.days(made), "03-21")
		if told := w.told(who); told != 1 {
			w.t.Errorf("told %d times", told)
		}
		_, err = end("再结束一次")
		modelstest.Expect(w.t, "twice", err, series.ErrEnded)
		w.Clock.Advance(48 * time.Hour)
		if runs, err := w.generate(w.DB); runs != 0 || err != nil {
			w.t.Errorf("%d runs after the end, %v", runs, err)
		}
	})
}

func TestSignUpDuringAChangeIsNotLost(t *testing.T) {
	each(t, func(w *world) {
		made := w.create(w.saturdays())
		people := make([]models.Actor, 4)
		shifts := make([]*activity.Shift, 4)
		for i, one := range w.held(made) {
			people[i], shifts[i] = w.volunteer(), w.shiftOf(&one)
		}
		in := w.saturdays()
		in.Rules[0].RRule = "FREQ=WEEKLY;BYDAY=SU"
		in.Rules[0].Number = made.Rules[0].Number
		dbs := []*models.DB{w.DB, w.Reopen(w.t)}
		results := modelstest.AtOnce(5, func(i int) error {
			if i == 4 {
				_, err := do(w, dbs[0], w.manager, func(tx *models.Tx) (int, error) {
					_, _, err := series.Update(tx, made.ID, made.Version, in)
					return 0, err
				})
				return err
			}
			_, err := do(w, dbs[1], people[i], func(tx *models.Tx) (*activity.SignUp, error) {
				return activity.SignUpSelf(tx, shifts[i].ID, activity.Way{})
			})
			return err
		})
		w.must(results[4])
		for i, err := range results[:4] {
			status := w.count("SELECT COUNT(*) FROM activities WHERE id = ? AND status = 'published'", shifts[i].ActivityID)
			if (err == nil) != (status == 1) {
				w.t.Errorf("sign-up %d: %v, published: %d", i, err, status)
			}
		}
	})
}

func TestPeopleAreToldOfEachNewWayAndOnce(t *testing.T) {
	each(t, func(w *world) {
		made := w.create(w.saturdays())
		joined := w.held(made)[1]
		first := w.join(&joined)
		in := w.saturdays()
		now := func(what string, wanted ...int) {
			w.t.Helper()
			w.Clock.Advance(24 * time.Hour)
			_, err := w.generate(w.DB)
			w.must(err)
			w.update(made, in)
			people := []models.Actor{first}
			if len(wanted) > 1 {
				people = append(people, models.Actor{AccountID: first.AccountID + 1, VolunteerID: first.VolunteerID + 1})
			}
			for i, who := range people {
				if told := w.told(who); told != wanted[i] {
					w.t.Errorf("%s: person %d is told %d times, want %d", what, i, told, wanted[i])
				}
			}
		}
		now("as it is", 0)
		in.Place = "村委会"
		now("another place", 1)
		now("the same", 1)
		in.Description = "带上围布"
		now("what does not matter", 1)
		w.join(&joined)
		now("somebody joins", 1, 1)
		in.Place = "文化礼堂"
		now("a third place", 2, 2)
		w.same("the words", w.lastWords(first), "系列活动“周末理发”已经调整：地点改为“文化礼堂”。"+
			"您报名的“周末理发”（3月14日（周六）08:00，村文化广场，岗位：理发师）照原样举行，报名仍然有效；去不了请及时取消。")
		done(w, w.manager, func(tx *models.Tx) (int, error) {
			_, _, err := series.End(tx, made.ID, "理发师退休")
			return 0, err
		})
		if told := w.told(first); told != 3 {
			w.t.Errorf("told %d times with the end", told)
		}
	})
}

func TestNoticeNamesOnesOwnShiftAndWhatIsNew(t *testing.T) {
	each(t, func(w *world) {
		in := w.saturdays()
		in.Rules[0].Shifts = append(in.Rules[0].Shifts, recurrence.Shift{Role: "引导员", Starts: "09:00", Ends: "10:00", Capacity: 2})
		made := w.create(in)
		joined := w.held(made)[1]
		w.edit(&joined, func(in *activity.Input) { in.Place = "卫生室" })
		late, who := w.shiftsOf(&joined)[1], w.volunteer()
		done(w, who, func(tx *models.Tx) (*activity.SignUp, error) { return activity.SignUpSelf(tx, late.ID, activity.Way{}) })
		in.Title = "理发日"
		in.Rules[0].Shifts[0].Starts = "07:00"
		w.update(made, in)
		w.same("what is new", w.lastWords(who), "系列活动“周末理发”已经调整：名称改为“理发日”，开始时间改为3月14日（周六）07:00，班次改为理发师（07:00至10:00）、引导员（09:00至10:00）。"+
			"您报名的“周末理发”（3月14日（周六）09:00，卫生室，岗位：引导员）照原样举行，报名仍然有效；去不了请及时取消。")
		done(w, w.manager, func(tx *models.Tx) (*activity.Shift, error) {
			return activity.UpdateShift(tx, late.ID, late.Version, activity.ShiftInput{Role: late.Role, StartsAt: late.StartsAt, EndsAt: late.EndsAt, Capacity: 9})
		})
		w.update(made, in)
		if told := w.told(who); told != 1 {
			w.t.Errorf("told %d times after an organizer's own change", told)
		}
		in.Place = "村委会"
		w.update(made, in)
		if told := w.told(who); told != 1 {
			w.t.Errorf("told %d times of a place that this occurrence does not follow", told)
		}
		in.Rules[0].RRule = "FREQ=WEEKLY;BYDAY=SU"
		w.update(made, in)
		w.same("no longer", w.lastWords(who), "系列活动“周末理发”已经调整，不再安排3月14日（周六）08:00这一场。"+
			"您报名的“周末理发”（3月14日（周六）09:00，卫生室，岗位：引导员）照原样举行，报名仍然有效；去不了请及时取消。")
	})
}
