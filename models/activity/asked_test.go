package activity_test

import (
	"strings"
	"testing"

	"practicestation/models"
	"practicestation/models/activity"
)

// askedFor is a shift by approval with an applicant and an invited person.
func (w *world) askedFor() (shift *activity.Shift, applicant, guest models.Actor) {
	w.t.Helper()
	people := w.volunteers(2)
	in := w.plan(2, 0)
	in.Recruitment = activity.ByApproval
	second := in.Shifts[0]
	second.Role = "引导员"
	in.Shifts = append(in.Shifts, second)
	shift = w.publish(in)
	w.applied(people[0], shift)
	w.asked(shift, people[1])
	return shift, people[0], people[1]
}

func (w *world) asked(shift *activity.Shift, who models.Actor) {
	w.t.Helper()
	// Whom the station may invite has to do with it.
	w.exec("UPDATE volunteers SET residence_id = ? WHERE id = ?", w.station.ID, who.VolunteerID)
	guests, err := change(w, w.DB, w.manager, func(tx *models.Tx) ([]activity.Guest, error) {
		return activity.Invite(tx, shift.ID, activity.Guests{VolunteerIDs: []int64{who.VolunteerID}})
	})
	w.must(err)
	w.must(guests[0].Err)
}

// words are what somebody was told last, and how often somebody was told something of the kind.
func (w *world) words(who models.Actor, kind models.NoticeKind) (text string, times int) {
	w.t.Helper()
	page := read(w, who, func(tx *models.Tx) (models.Paged[models.Notice], error) {
		return models.ListNotices(tx, false, models.Page{Limit: 50})
	})
	for _, notice := range page.Items {
		if notice.Kind != kind {
			continue
		}
		if text == "" {
			text = notice.Text
		}
		times++
	}
	return text, times
}

// hears wants somebody to have been told once of the kind, with all these words.
func (w *world) hears(who models.Actor, kind models.NoticeKind, words ...string) {
	w.t.Helper()
	text, times := w.words(who, kind)
	if times != 1 {
		w.t.Errorf("told %d times of %s", times, kind)
	}
	for _, word := range words {
		if !strings.Contains(text, word) {
			w.t.Errorf("%s without %s: %s", kind, word, text)
		}
	}
}

func (w *world) askStatuses(shift *activity.Shift) string {
	w.t.Helper()
	applications := read(w, w.manager, func(tx *models.Tx) (models.Paged[activity.NamedApplication], error) {
		return activity.ListApplications(tx, shift.ID, "", models.Page{Limit: 10})
	})
	invitations := read(w, w.manager, func(tx *models.Tx) (models.Paged[activity.NamedInvitation], error) {
		return activity.ListInvitations(tx, shift.ID, "", models.Page{Limit: 10})
	})
	var found []string
	for _, a := range applications.Items {
		found = append(found, string(a.StatusAt(w.Clock.Now())))
	}
	for _, i := range invitations.Items {
		found = append(found, string(i.StatusAt(w.Clock.Now())))
	}
	return strings.Join(found, " ")
}

// TestWhatIsAskedEndsWithTheActivity, or with the shift: the people hear of it, nothing is decided any more, and nothing
// comes back when the activity is published again; they may ask anew.
func TestWhatIsAskedEndsWithTheActivity(t *testing.T) {
	each(t, func(w *world) {
		for _, c := range []struct {
			end  func(shift *activity.Shift) error
			kind models.NoticeKind
			word string
		}{
			{func(s *activity.Shift) error { return w.manage(s, activity.Withdraw) }, activity.NoticeActivityWithdrawn, "已撤回修改。"},
			{func(s *activity.Shift) error { return w.manage(s, activity.Drop) }, activity.NoticeActivityWithdrawn, "已撤回修改。"},
			{func(s *activity.Shift) error { return w.manage(s, callOff) }, activity.NoticeActivityCancelled, "已取消，原因：台风预警。"},
			{func(s *activity.Shift) error {
				return w.write(w.DB, w.manager, func(tx *models.Tx) error {
					_, err := activity.CancelShift(tx, s.ID, "修路")
					return err
				})
			}, activity.NoticeShiftCancelled, "已取消，原因：修路。"},
		} {
			shift, applicant, guest := w.askedFor()
			w.must(c.end(shift))
			w.hears(applicant, c.kind, "您申请报名的“清洁家园”", c.word)
			w.hears(guest, c.kind, "邀请您参加的“清洁家园”", c.word)
			w.same([]string{w.askStatuses(shift)}, "expired expired")
			w.same([]string{w.askExpired(applicant)}, "1")
			w.refused(w.approve(w.DB, w.numbers("SELECT id FROM applications WHERE shift_id = ?", shift.ID)[0]), activity.ErrApplicationDecided)
			if c.kind == activity.NoticeActivityWithdrawn {
				w.must(w.manage(shift, activity.Publish))
				w.same([]string{w.askStatuses(shift)}, "expired expired")
				w.applied(applicant, shift)
			}
		}
	})
}

// askExpired counts the applications of somebody that are listed as expired.
func (w *world) askExpired(who models.Actor) string {
	w.t.Helper()
	own := read(w, who, func(tx *models.Tx) (models.Paged[activity.NamedApplication], error) {
		return activity.ListOwnApplications(tx, activity.AskExpired, models.Page{Limit: 5})
	})
	return strings.Repeat("1", len(own.Items))
}

// TestWhoHasAskedHearsWhatChanges: title, time, place and role of what nobody has joined yet; of what changes nothing for
// them, nobody hears.
func TestWhoHasAskedHearsWhatChanges(t *testing.T) {
	each(t, func(w *world) {
		shift, applicant, guest := w.askedFor()
		w.must(w.update(shift, 2, func(in *activity.Input) { in.Description = "带水杯" }))
		if _, times := w.words(applicant, activity.NoticeAskedChanged); times != 0 {
			w.t.Errorf("told %d times of a new description", times)
		}
		w.must(w.update(shift, 3, func(in *activity.Input) { in.Title, in.Place = "清洁河道", "码头" }))
		w.hears(applicant, activity.NoticeAskedChanged, "您申请报名的“清洁家园”", "名称改为“清洁河道”；地点改为“码头”。", "请撤回申请")
		w.hears(guest, activity.NoticeAskedChanged, "邀请您参加的“清洁家园”", "名称改为“清洁河道”；地点改为“码头”。", "谢绝")
		w.exec("DELETE FROM notices")
		adult := int64(18)
		w.must(w.edit(shift, func(in *activity.ShiftInput) {
			in.Role, in.StartsAt, in.Requirements = "打捞员", at(3, 10, 0), &activity.Requirements{MinAge: &adult}
		}))
		w.hears(applicant, activity.NoticeAskedChanged, "时间改为3月3日（周二）10:00至3月3日（周二）11:00；岗位改为“打捞员”；报名条件有调整。")
		w.hears(guest, activity.NoticeAskedChanged, "时间改为3月3日（周二）10:00")
		w.exec("DELETE FROM notices")
		other := w.shiftsOf(shift.ActivityID)[0]
		w.must(w.edit(&other, func(in *activity.ShiftInput) { in.Role = "讲解员" }))
		w.told(activity.NoticeAskedChanged, 0)
	})
}

// TestWhoIsInvitedHearsOfTheReschedule, as applicants do.
func TestWhoIsInvitedHearsOfTheReschedule(t *testing.T) {
	each(t, func(w *world) {
		shift, applicant, guest := w.askedFor()
		_, err := change(w, w.DB, w.manager, func(tx *models.Tx) (*activity.Activity, error) {
			return activity.Move(tx, shift.ActivityID, activity.Reschedule{Version: 2, Reason: "下雨", StartsAt: at(4, 9, 0)})
		})
		w.must(err)
		w.hears(applicant, activity.NoticeRescheduled, "3月4日（周三）09:00", "下雨", "撤回申请")
		w.hears(guest, activity.NoticeRescheduled, "3月4日（周三）09:00", "下雨", "谢绝")
	})
}

// TestSeriesTellsWhoHasAsked: what a series makes of an activity that nobody has joined reaches those who have asked too.
func TestSeriesTellsWhoHasAsked(t *testing.T) {
	each(t, func(w *world) {
		shift, applicant, guest := w.askedFor()
		in := w.plan(2, 0)
		in.Place = "码头"
		second := in.Shifts[0]
		second.Role = "引导员"
		in.Shifts = append(in.Shifts, second)
		in.Shifts[0].ID = shift.ID
		_, err := change(w, w.DB, w.manager, func(tx *models.Tx) (*activity.Activity, error) {
			reworked, _, err := activity.Rework(tx, shift.ActivityID, in)
			return reworked, err
		})
		w.must(err)
		w.hears(applicant, activity.NoticeAskedChanged, "地点改为“码头”")
		w.hears(guest, activity.NoticeAskedChanged, "地点改为“码头”")
	})
}

// askAndWithdraw: people ask while the activity is taken back; whoever has asked is ended with it.
func askAndWithdraw(w *world, workers int) {
	shift, people := w.recruiting(activity.ByApproval, 4), w.volunteers(24)
	w.atOnce(workers, 24, func(db *models.DB, i int) error {
		if i == 11 {
			_, err := change(w, db, w.manager, func(tx *models.Tx) (*activity.Activity, error) { return activity.Withdraw(tx, shift.ActivityID) })
			return err
		}
		_, err := w.apply(db, people[i], shift)
		return err
	}, activity.ErrWithdrawn)
	w.expect("applications that wait for an activity that was taken back", len(w.numbers("SELECT id FROM applications WHERE shift_id = ? AND status = 'pending'", shift.ID)), 0)
}
