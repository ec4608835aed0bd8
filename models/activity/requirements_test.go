package activity_test

import (
	"sync/atomic"
	"testing"
	"time"

	"gorm.io/gorm"

	"practicestation/models"
	"practicestation/models/activity"
	"practicestation/models/modelstest"
	"practicestation/models/team"
	"practicestation/models/training"
	"practicestation/models/volunteer"
)

func number(n int64) *int64 { return &n }

// asking is an open shift on Tuesday with requirements.
func (w *world) asking(asks activity.Requirements) *activity.Shift {
	w.t.Helper()
	in := w.plan(5, 0)
	in.Shifts[0].Requirements = &asks
	return w.publish(in)
}

func (w *world) eligibility(who models.Actor, shift *activity.Shift) []activity.Obstacle {
	w.t.Helper()
	return read(w, who, func(tx *models.Tx) (*activity.Eligible, error) { return activity.Eligibility(tx, shift.ID) }).Obstacles
}

// hindered wants exactly one obstacle, of this code, and gives it.
func (w *world) hindered(who models.Actor, shift *activity.Shift, want *models.Error) activity.Obstacle {
	w.t.Helper()
	found := w.eligibility(who, shift)
	if len(found) != 1 || found[0].Error != want {
		w.t.Fatalf("obstacles %+v, want %s alone", found, want.Code)
	}
	_, err := w.signUpWith(who, shift, activity.Way{RiskAcknowledged: true})
	w.refused(err, want)
	return found[0]
}

// joins puts a volunteer into a team, as an active member or as another.
func (w *world) joins(who models.Actor, into *team.Team, status team.MemberStatus) {
	w.t.Helper()
	live := 1
	w.insert(&[]team.Member{{TeamID: into.ID, VolunteerID: who.VolunteerID, Status: status, Live: &live, RequestedAt: w.DB.Now()}})
}

func (w *world) bornOn(who models.Actor, day string) {
	w.t.Helper()
	w.exec("UPDATE volunteers SET born_on = ? WHERE id = ?", day, who.VolunteerID)
}

// TestAgeIsThatOfTheLocalDayOfService, which in UTC may still be the day before.
func TestAgeIsThatOfTheLocalDayOfService(t *testing.T) {
	each(t, func(w *world) {
		in := w.planAt(at(3, 1, 0), at(3, 3, 0), 5, 0) // 2026-03-02T17:00Z
		in.Shifts[0].Requirements = &activity.Requirements{MinAge: number(18), MaxAge: number(60)}
		shift, who := w.publish(in), w.volunteers(1)[0]
		w.exec("UPDATE volunteers SET residence_id = ? WHERE id = ?", w.station.ID, who.VolunteerID)
		w.bornOn(who, "2008-03-04")
		w.consent(who, 0, mother)
		lift := w.hindered(who, shift, activity.ErrTooYoung)
		if lift.LiftedAt == nil || !lift.LiftedAt.Equal(at(4, 0, 0)) {
			w.t.Errorf("lifted at %v", lift.LiftedAt)
		}
		w.bornOn(who, "1965-03-03") // 61 on the day
		w.hindered(who, shift, activity.ErrTooOld)
		w.bornOn(who, "1965-03-04") // 60 for one more day
		if got := w.eligibility(who, shift); len(got) > 0 {
			w.t.Errorf("at sixty: %+v", got)
		}
		w.bornOn(who, "2008-03-03") // 18 on that very day
		w.signedUp(shift, who)
	})
}

// TestTeamsAreThoseOfActiveMembership: any of the teams, or any team of the affiliations.
func TestTeamsAreThoseOfActiveMembership(t *testing.T) {
	each(t, func(w *world) {
		other := &team.Team{OrganizationID: w.station.ID, Name: "青年突击队", Affiliation: team.YouthLeague, Category: "综合", Status: team.Active, Version: 1}
		w.insert(other)
		shift := w.asking(activity.Requirements{TeamIDs: []int64{w.team.ID}, Affiliations: []team.Affiliation{team.YouthLeague}})
		people := w.volunteers(4)
		lift := w.hindered(people[0], shift, activity.ErrTeamRequired)
		if len(lift.TeamIDs) != 1 || lift.TeamIDs[0] != w.team.ID || len(lift.Affiliations) != 1 {
			w.t.Errorf("lift: %+v", lift)
		}
		w.joins(people[0], w.team, team.Requested)
		w.hindered(people[0], shift, activity.ErrTeamRequired)
		w.joins(people[1], w.team, team.ActiveMember)
		w.joins(people[2], other, team.ActiveMember)
		w.joins(people[3], other, team.ActiveMember)
		w.signedUp(shift, people[1], people[2])
		w.exec("UPDATE teams SET status = 'dissolved' WHERE id = ?", other.ID)
		w.hindered(people[3], shift, activity.ErrTeamRequired)
	})
}

// TestTrainingCountsOnTheDayOfService, not on the day of the sign-up.
func TestTrainingCountsOnTheDayOfService(t *testing.T) {
	each(t, func(w *world) {
		first := &training.Training{OrganizationID: w.station.ID, Name: "急救员培训", ValidMonths: number(1)}
		w.insert(first)
		shift, who := w.asking(activity.Requirements{TrainingID: &first.ID}), w.volunteers(1)[0]
		if lift := w.hindered(who, shift, activity.ErrTrainingMissing); *lift.TrainingID != first.ID || lift.Remedy != "参加“急救员培训”培训，由工作人员登记后就能报名。" {
			w.t.Errorf("lift: %+v", lift)
		}
		w.insert(&[]training.Record{{TrainingID: first.ID, VolunteerID: who.VolunteerID, TrainedOn: "2026-02-03"}})
		w.hindered(who, shift, activity.ErrTrainingMissing) // today it counts, on Tuesday 3 March no longer
		w.insert(&[]training.Record{{TrainingID: first.ID, VolunteerID: who.VolunteerID, TrainedOn: "2026-02-04"}})
		w.signedUp(shift, who)
	})
}

// TestOnlyConfirmedMinutesCount for a shift that asks for experience.
func TestOnlyConfirmedMinutesCount(t *testing.T) {
	each(t, func(w *world) {
		past, who := w.openShift(1, 0), w.volunteers(1)[0]
		signUp := w.signedUp(past, who)[0]
		w.attended(signUp, past.StartsAt, past.EndsAt)
		in := w.planAt(at(5, 9, 0), at(5, 11, 0), 5, 0)
		in.Shifts[0].Requirements = &activity.Requirements{MinMinutes: 120}
		shift := w.publish(in)
		if lift := w.hindered(who, shift, activity.ErrMinutesMissing); lift.Minutes != 120 || lift.Remedy != "再有 2 小时的服务时长得到确认后就能报名。" {
			w.t.Errorf("lift: %+v", lift)
		}
		w.must(w.confirm(w.DB, w.manager, w.entryOf(signUp)))
		w.signedUp(shift, who)
	})
}

// TestStricterRequirementsRemoveNobody: who is on the shift stays, who waits still moves up; newcomers meet them, and a
// sign-up that read the shift before reads it again.
func TestStricterRequirementsRemoveNobody(t *testing.T) {
	each(t, func(w *world) {
		shift, people := w.openShift(1, 2), w.volunteers(3)
		signUps := w.signedUp(shift, people[:2]...)
		before := w.reload(shift).RosterVersion
		in := input(shift)
		in.Requirements = &activity.Requirements{MinAge: number(100)}
		revise := func(version int64, in activity.ShiftInput) error {
			_, err := change(w, w.DB, w.manager, func(tx *models.Tx) (*activity.Shift, error) { return activity.UpdateShift(tx, shift.ID, version, in) })
			return err
		}
		w.must(revise(1, in))
		if now := w.reload(shift); now.RosterVersion == before || *now.MinAge != 100 {
			w.t.Errorf("the shift is %+v", now)
		}
		w.states(signUps, activity.SignedUp, activity.Waitlisted)
		w.hindered(people[2], shift, activity.ErrTooYoung)
		w.must(w.cancel(people[0], signUps[0], ""))
		w.states(signUps, activity.CancelledByVolunteer, activity.SignedUp)
		in.Requirements = nil
		w.must(revise(2, in)) // what is left out stays
		if now := w.reload(shift); now.MinAge == nil {
			w.t.Error("the requirement is gone")
		}
		in.Requirements = &activity.Requirements{}
		w.must(revise(3, in))
		w.signedUp(shift, people[2])
		w.invariants()
	})
}

func TestRequirementsThatAreNone(t *testing.T) {
	each(t, func(w *world) {
		in := w.plan(1, 0)
		try := func(asks activity.Requirements) error {
			in.Shifts[0].Requirements = &asks
			_, err := change(w, w.DB, w.manager, func(tx *models.Tx) (*activity.Activity, error) { return activity.Create(tx, in) })
			return err
		}
		w.faults(try(activity.Requirements{MinAge: number(-1), MaxAge: number(121), MinMinutes: -1}),
			"shifts.0.requirements.min_age", "shifts.0.requirements.max_age", "shifts.0.requirements.min_minutes")
		w.faults(try(activity.Requirements{MinAge: number(60), MaxAge: number(18)}), "shifts.0.requirements.max_age")
		w.faults(try(activity.Requirements{Affiliations: []team.Affiliation{"army"}}), "shifts.0.requirements.affiliations.0")
		w.faults(try(activity.Requirements{TeamIDs: make([]int64, 21)}), "shifts.0.requirements.team_ids")
		w.faults(try(activity.Requirements{TeamIDs: []int64{w.team.ID, 999}, TrainingID: number(999)}),
			"shifts.0.requirements.team_ids.1", "shifts.0.requirements.training_id")
	})
}

// TestEligibilityOfAPage says of each shift what Eligibility says of it alone, with as many queries for a hundred as for one.
func TestEligibilityOfAPage(t *testing.T) {
	t.Parallel()
	modelstest.Each(t, func(t *testing.T, base *modelstest.World) {
		w := build(t, base)
		first := &training.Training{OrganizationID: w.station.ID, Name: "急救员培训"}
		w.insert(first)
		who, ids := w.volunteers(1)[0], []int64{999}
		for i := range 100 {
			start := at(3, 9, 0).AddDate(0, 0, i/4).Add(time.Duration(i%4) * time.Hour)
			in := w.planAt(start, start.Add(time.Hour), 5, 0)
			in.Shifts[0].Requirements = []*activity.Requirements{
				nil, {MinAge: number(99)}, {TeamIDs: []int64{w.team.ID}, MinMinutes: 60}, {TrainingID: &first.ID},
			}[i%4]
			shift := w.publish(in)
			ids = append(ids, shift.ID)
			if i == 0 {
				w.signedUp(shift, who)
			}
		}
		hidden := w.draft(w.plan(1, 0))
		ids[0] = hidden.ID
		db := w.Reopen(t)
		var lost []int64
		page := func(ids []int64) (found []activity.Eligible, queries int64) {
			queries = w.queries(db, who, func(tx *models.Tx) (err error) {
				all, err := activity.Eligibilities(tx, ids)
				if err == nil {
					found, lost = all.Found, all.Missing
				}
				return err
			})
			return found, queries
		}
		page([]int64{hidden.ID, 9999, ids[1], 9999})
		w.expect("what is hidden or unknown, each once", len(lost), 2)
		if lost[0] != hidden.ID || lost[1] != 9999 {
			t.Errorf("missing: %v", lost)
		}
		one, few := page(ids[3:4])
		w.expect("nothing missing", len(lost), 0)
		all, many := page(ids[:100])
		if len(one) != 1 || len(all) != 99 || many > 11 || many > few+3 { // three kinds of facts more are asked for
			t.Errorf("%d queries for %d shifts, %d for %d", few, len(one), many, len(all))
		}
		for i, found := range all {
			alone := w.eligibility(who, &activity.Shift{ID: ids[i+1]})
			if found.ShiftID != ids[i+1] || codesOf(found.Obstacles) != codesOf(alone) {
				t.Errorf("shift %d: %q on the page, %q alone", found.ShiftID, codesOf(found.Obstacles), codesOf(alone))
			}
		}
		if got := codesOf(all[0].Obstacles) + "|" + codesOf(all[1].Obstacles) + "|" + codesOf(all[2].Obstacles); got !=
			"already_signed_up|age_below_minimum|team_required minutes_required" {
			t.Errorf("the first three: %s", got)
		}
		if seen := read(w, w.manager, func(tx *models.Tx) (*activity.Eligibles, error) { return activity.Eligibilities(tx, ids[:2]) }); len(seen.Found) != 2 || len(seen.Missing) > 0 ||
			seen.Found[0].Obstacles[0].Error != volunteer.ErrProfileMissing {
			t.Errorf("for staff: %+v", seen)
		}
		err := w.DB.Read(t.Context(), who, func(tx *models.Tx) error { _, err := activity.Eligibilities(tx, append(ids, 1)); return err })
		w.faults(err, "ids")
	})
}

func codesOf(obstacles []activity.Obstacle) string {
	text := ""
	for i, o := range obstacles {
		if i > 0 {
			text += " "
		}
		text += o.Code
	}
	return text
}

// queries counts what a reading unit asks the database.
func (w *world) queries(db *models.DB, who models.Actor, unit func(tx *models.Tx) error) int64 {
	w.t.Helper()
	var asked atomic.Int64
	w.must(db.Read(w.t.Context(), who, func(tx *models.Tx) error {
		count := func(*gorm.DB) { asked.Add(1) }
		on := tx.DB.Callback()
		if err := on.Query().After("*").Replace("test:count", count); err != nil {
			return err
		}
		if err := on.Row().After("*").Replace("test:count", count); err != nil {
			return err
		}
		return unit(tx)
	}))
	return asked.Load()
}
