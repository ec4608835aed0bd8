package activity_test

import (
	"errors"
	"testing"

	"practicestation/models"
	"practicestation/models/activity"
	"practicestation/models/volunteer"
)

// mother agrees that a minor serves.
var mother = volunteer.GuardianInput{Name: "李桂英", Relation: "母亲", Phone: "13900000009", Mode: volunteer.Consents, GivenBy: volunteer.GivenInPerson}

// minors are people of the village who come of age on Wednesday, 4 March: a day after most shifts of these tests.
func (w *world) minors(n int) []models.Actor {
	w.t.Helper()
	all := w.volunteers(n)
	for _, one := range all {
		w.exec("UPDATE volunteers SET born_on = '2008-03-04', residence_id = ? WHERE id = ?", w.station.ID, one.VolunteerID)
	}
	return all
}

// consent records a guardian's word, for one activity or for all.
func (w *world) consent(who models.Actor, activityID int64, guardian volunteer.GuardianInput) *volunteer.Consent {
	w.t.Helper()
	made, err := change(w, w.DB, w.manager, func(tx *models.Tx) (*volunteer.Consent, error) {
		return activity.RecordConsent(tx, who.VolunteerID, volunteer.ConsentInput{GuardianInput: guardian, ActivityID: activityID})
	})
	w.must(err)
	return made
}

func (w *world) revokeOn(db *models.DB, consent *volunteer.Consent) error {
	_, err := change(w, db, w.manager, func(tx *models.Tx) (*volunteer.Consent, error) {
		return activity.RevokeConsent(tx, consent.ID, "期末复习")
	})
	return err
}

// ways are all the ways onto a shift: each asks, lets something happen, and then enters.
var ways = map[string]func(w *world, shift *activity.Shift, who models.Actor, meanwhile func()) error{
	"self": func(w *world, shift *activity.Shift, who models.Actor, meanwhile func()) error {
		meanwhile()
		_, err := w.signUp(who, shift)
		return err
	},
	"application": func(w *world, shift *activity.Shift, who models.Actor, meanwhile func()) error {
		w.exec("UPDATE activities SET recruitment = 'approval' WHERE id = ?", shift.ActivityID)
		asked, err := change(w, w.DB, who, func(tx *models.Tx) (*activity.NamedApplication, error) {
			return activity.Apply(tx, shift.ID, "", activity.Way{})
		})
		w.must(err)
		meanwhile()
		_, err = change(w, w.DB, w.manager, func(tx *models.Tx) (*activity.NamedApplication, error) {
			return activity.ApproveApplication(tx, asked.ID)
		})
		return err
	},
	"invitation": func(w *world, shift *activity.Shift, who models.Actor, meanwhile func()) error {
		guests, err := change(w, w.DB, w.manager, func(tx *models.Tx) ([]activity.Guest, error) {
			return activity.Invite(tx, shift.ID, activity.Guests{VolunteerIDs: []int64{who.VolunteerID}})
		})
		w.must(errors.Join(err, guests[0].Err))
		meanwhile()
		return w.accept(w.DB, who, guests[0].Invitation.ID)
	},
	"stand-in": func(w *world, shift *activity.Shift, who models.Actor, meanwhile func()) error {
		seat := w.signedUp(shift, w.volunteers(1)...)[0]
		w.givenUp(seat)
		guests, err := change(w, w.DB, w.manager, func(tx *models.Tx) ([]activity.Guest, error) {
			return activity.AskStandIns(tx, seat.ID, activity.Guests{VolunteerIDs: []int64{who.VolunteerID}})
		})
		w.must(errors.Join(err, guests[0].Err))
		meanwhile()
		return w.accept(w.DB, who, guests[0].Invitation.ID)
	},
	"proxy": func(w *world, shift *activity.Shift, who models.Actor, meanwhile func()) error {
		meanwhile()
		return w.bring(shift, who, activity.SignUpFor)
	},
	"walk-in": func(w *world, shift *activity.Shift, who models.Actor, meanwhile func()) error {
		meanwhile()
		w.Clock.Set(shift.StartsAt)
		return w.bring(shift, who, activity.WalkIn)
	},
}

func (w *world) bring(shift *activity.Shift, who models.Actor, rule func(*models.Tx, int64, activity.Proxy) (*activity.SignUp, error)) error {
	_, err := change(w, w.DB, w.manager, func(tx *models.Tx) (*activity.SignUp, error) {
		return rule(tx, shift.ID, activity.Proxy{VolunteerID: who.VolunteerID, Confirmation: volunteer.InPerson})
	})
	return err
}

// TestNoWayLeadsAMinorIntoDangerousWork, whatever the guardian says, and be it a day before the birthday.
func TestNoWayLeadsAMinorIntoDangerousWork(t *testing.T) {
	each(t, func(w *world) {
		for name, way := range ways {
			for what, change := range map[string]string{"emergency": "emergency = 1", "high risk": "risk_level = 'high'"} {
				w.Clock.Set(at(2, 9, 0))
				shift, who := w.openShift(5, 0), w.minors(1)[0]
				w.consent(who, 0, mother)
				err := way(w, shift, who, func() { w.exec("UPDATE activities SET "+change+" WHERE id = ?", shift.ActivityID) })
				if got := codes(err); len(got) == 0 || got[0] != activity.ErrMinorDangerousWork.Code {
					w.t.Errorf("%s, %s: %v", name, what, err)
				}
			}
		}
	})
}

// TestEveryWayAsksForAGuardiansConsent, when the minor asks for a seat and again when the seat is taken.
func TestEveryWayAsksForAGuardiansConsent(t *testing.T) {
	each(t, func(w *world) {
		for name, way := range ways {
			w.Clock.Set(at(2, 9, 0))
			shift, people := w.openShift(5, 0), w.minors(2)
			w.consent(people[0], shift.ActivityID, mother)
			if err := way(w, shift, people[0], func() {}); err != nil {
				w.t.Errorf("%s: with a consent: %v", name, err)
			}
			w.exec("UPDATE activities SET recruitment = 'open' WHERE id = ?", shift.ActivityID)
			w.Clock.Set(at(2, 9, 0))
			lost := w.consent(people[1], 0, mother)
			err := way(w, shift, people[1], func() { w.must(w.revokeOn(w.DB, lost)) })
			if got := codes(err); len(got) != 1 || got[0] != activity.ErrGuardianConsentNeeded.Code {
				w.t.Errorf("%s: without one: %v", name, err)
			}
		}
	})
}

// TestAskingIsRefusedToo: neither an application nor an invitation raises false hopes.
func TestAskingIsRefusedToo(t *testing.T) {
	each(t, func(w *world) {
		shift, who := w.openShift(5, 0), w.minors(1)[0]
		guests, err := change(w, w.DB, w.manager, func(tx *models.Tx) ([]activity.Guest, error) {
			return activity.Invite(tx, shift.ID, activity.Guests{VolunteerIDs: []int64{who.VolunteerID}})
		})
		w.must(err)
		w.refused(guests[0].Err, activity.ErrGuardianConsentNeeded)
		w.exec("UPDATE activities SET recruitment = 'approval' WHERE id = ?", shift.ActivityID)
		_, err = change(w, w.DB, who, func(tx *models.Tx) (*activity.NamedApplication, error) {
			return activity.Apply(tx, shift.ID, "", activity.Way{})
		})
		w.refused(err, activity.ErrGuardianConsentNeeded)
	})
}

// TestWhoIsOfAgeOnTheDayOfServiceNeedsNoConsent, although under age today; nothing is rewritten on the birthday.
func TestWhoIsOfAgeOnTheDayOfServiceNeedsNoConsent(t *testing.T) {
	each(t, func(w *world) {
		who := w.minors(1)[0]
		eve, birthday := w.openShift(1, 0), w.openShiftAt(at(4, 9, 0), at(4, 11, 0), 1, 0)
		w.hindered(who, eve, activity.ErrGuardianConsentNeeded)
		w.signedUp(birthday, who)
		_, err := w.signUpBy(w.DB, who, w.publish(w.rescue(w.planAt(at(4, 14, 0), at(4, 16, 0), 1, 0))), activity.Way{RiskAcknowledged: true})
		w.must(err)
		w.Clock.Set(at(4, 8, 0))
		_, err = change(w, w.DB, w.manager, func(tx *models.Tx) (*volunteer.Consent, error) {
			return activity.RecordConsent(tx, who.VolunteerID, volunteer.ConsentInput{GuardianInput: mother})
		})
		w.refused(err, volunteer.ErrGuardianNeedless)
	})
}

// TestDangerousWorkNamesTheBirthday: what would lift the obstacle, and no errand for a consent that would not.
func TestDangerousWorkNamesTheBirthday(t *testing.T) {
	each(t, func(w *world) {
		shift, who := w.publish(w.rescue(w.plan(1, 0))), w.minors(1)[0]
		lift := w.hindered(who, shift, activity.ErrMinorDangerousWork)
		if lift.LiftedAt == nil || !lift.LiftedAt.Equal(at(4, 0, 0)) || lift.Remedy != "请选择别的活动；2026年3月4日年满 18 周岁，那天起可以报名这类活动。" {
			w.t.Errorf("%+v", lift)
		}
		_, err := change(w, w.DB, w.manager, func(tx *models.Tx) (*volunteer.Consent, error) {
			return activity.RecordConsent(tx, who.VolunteerID, volunteer.ConsentInput{GuardianInput: mother, ActivityID: shift.ActivityID})
		})
		w.refused(err, activity.ErrMinorDangerousWork)
	})
}

// TestAConsentCoversWhatItSays: one activity or all, until its last day of service.
func TestAConsentCoversWhatItSays(t *testing.T) {
	each(t, func(w *world) {
		who := w.minors(1)[0]
		w.bornOn(who, "2010-05-01")
		first, second := w.openShift(1, 0), w.openShiftAt(at(5, 9, 0), at(5, 11, 0), 1, 0)
		w.consent(who, first.ActivityID, mother)
		w.signedUp(first, who)
		w.hindered(who, second, activity.ErrGuardianConsentNeeded)
		until := mother
		until.ExpiresOn = "2026-03-04"
		w.consent(who, 0, until)
		w.hindered(who, second, activity.ErrGuardianConsentNeeded)
		until.ExpiresOn = "2026-03-05"
		w.consent(who, 0, until)
		w.signedUp(second, who)
	})
}

// TestAnActivityWithPeopleDoesNotBecomeDangerous: nobody is on a shift that they could not join.
func TestAnActivityWithPeopleDoesNotBecomeDangerous(t *testing.T) {
	each(t, func(w *world) {
		in := w.plan(1, 0)
		shift, who := w.publish(in), w.minors(1)[0]
		w.consent(who, 0, mother)
		w.signedUp(shift, who)
		emergency, high := true, activity.HighRisk
		for _, gates := range []activity.GatesInput{{Emergency: &emergency}, {RiskLevel: &high}} {
			harder := in
			harder.Gates = gates
			current := w.activityOf(shift)
			_, err := change(w, w.DB, w.manager, func(tx *models.Tx) (*activity.Activity, error) {
				return activity.Update(tx, current.ID, current.Version, harder)
			})
			w.refused(err, activity.ErrHasSignUps)
		}
	})
}

// TestOnlyWhoIsInChargeRecordsConsent, and for nobody out of reach.
func TestOnlyWhoIsInChargeRecordsConsent(t *testing.T) {
	each(t, func(w *world) {
		who, stranger := w.minors(1)[0], w.volunteers(1)[0]
		w.bornOn(stranger, "2010-05-01")
		record := func(actor models.Actor, id int64, in volunteer.ConsentInput) error {
			_, err := change(w, w.DB, actor, func(tx *models.Tx) (*volunteer.Consent, error) { return activity.RecordConsent(tx, id, in) })
			return err
		}
		good := volunteer.ConsentInput{GuardianInput: mother}
		w.refused(record(who, who.VolunteerID, good), models.ErrPermission)
		w.refused(record(w.manager, stranger.VolunteerID, good), volunteer.ErrOutOfReach)
		w.faults(record(w.manager, who.VolunteerID, volunteer.ConsentInput{GuardianInput: mother, ActivityID: 999}), "activity_id")
		w.faults(record(w.manager, who.VolunteerID, volunteer.ConsentInput{}), "name", "relation", "phone", "mode", "given_by")
		past := good
		past.ExpiresOn = "2026-03-01"
		w.faults(record(w.manager, who.VolunteerID, past), "expires_on")
		made := w.consent(who, 0, mother)
		_, err := change(w, w.DB, who, func(tx *models.Tx) (*volunteer.Consent, error) {
			return activity.RevokeConsent(tx, made.ID, "不同意")
		})
		w.refused(err, models.ErrPermission)
		elsewhere := stranger
		elsewhere.Scopes = []models.Scope{{Role: models.StationManager, OrganizationID: 77, Path: "/1/77/"}}
		_, err = change(w, w.DB, elsewhere, func(tx *models.Tx) (*volunteer.Consent, error) {
			return activity.RevokeConsent(tx, made.ID, "不同意")
		})
		w.refused(err, volunteer.ErrConsentNotFound)
		_, err = change(w, w.DB, w.manager, func(tx *models.Tx) (*volunteer.Consent, error) { return activity.RevokeConsent(tx, made.ID, " ") })
		w.refused(err, models.ErrReasonMissing)
	})
}
