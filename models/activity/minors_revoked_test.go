package activity_test

import (
	"testing"

	"practicestation/models"
	"practicestation/models/activity"
	"practicestation/models/volunteer"
)

// TestTheMinorIsToldThatTheGuardianComesAlong, as that very activity's consent has it.
func TestTheMinorIsToldThatTheGuardianComesAlong(t *testing.T) {
	each(t, func(w *world) {
		shift, who := w.openShift(1, 0), w.minors(1)[0]
		along := mother
		along.Mode = volunteer.Accompanies
		consent := w.consent(who, shift.ActivityID, along)
		w.consent(who, 0, mother) // a later word, and a more general one
		signUp := w.signedUp(shift, who)[0]
		if stored := w.find(signUp); !stored.GuardianAccompanies || *stored.GuardianConsentID != consent.ID {
			w.t.Errorf("%+v", stored)
		}
		told := w.numbers("SELECT sign_up_id FROM notices WHERE volunteer_id = ? AND kind = 'guardian_accompanies'", who.VolunteerID)
		if len(told) != 1 || told[0] != signUp.ID {
			w.t.Errorf("told of %v", told)
		}
	})
}

// TestRevokedConsentReleasesTheMinor from what no other consent covers and has not begun; the first in the queue moves up,
// and those in charge know.
func TestRevokedConsentReleasesTheMinor(t *testing.T) {
	each(t, func(w *world) {
		who, others := w.minors(1)[0], w.volunteers(3)
		w.bornOn(who, "2010-05-01")
		past, gone := w.openShiftAt(at(2, 10, 0), at(2, 12, 0), 2, 0), w.openShift(1, 1)
		waits, covered := w.openShiftAt(at(4, 9, 0), at(4, 11, 0), 1, 1), w.openShiftAt(at(5, 9, 0), at(5, 11, 0), 1, 0)
		general := w.consent(who, 0, mother)
		w.signedUp(waits, others[0])
		mine := w.signedUp(past, who)
		mine = append(mine, w.signedUp(gone, who)...)
		mine = append(mine, w.signedUp(waits, who)...)
		mine = append(mine, w.signedUp(covered, who)...)
		w.consent(who, covered.ActivityID, mother)
		next := w.signedUp(gone, others[1])
		w.Clock.Set(at(2, 10, 0))
		w.must(w.revokeOn(w.DB, general))
		w.states(mine, activity.SignedUp, activity.CancelledByOrganizer, activity.CancelledByOrganizer, activity.SignedUp)
		w.states(next, activity.SignedUp)
		w.holds(waits, 1, 0)
		w.invariants()
		w.expect("notices to the minor", len(w.numbers("SELECT id FROM notices WHERE volunteer_id = ? AND kind = 'sign_up_cancelled'", who.VolunteerID)), 2)
		w.refused(w.revokeOn(w.DB, general), volunteer.ErrConsentRevoked)
	})
}

// TestAConsentThatIsOverByThenReleasesTheMinor: a reschedule past its last day lets the minor go, and says why.
func TestAConsentThatIsOverByThenReleasesTheMinor(t *testing.T) {
	each(t, func(w *world) {
		who, shift, until := w.minors(1)[0], w.openShift(1, 0), mother
		w.bornOn(who, "2010-05-01")
		until.ExpiresOn = "2026-03-04"
		w.consent(who, 0, until)
		signUps := w.signedUp(shift, who)
		w.must(w.move(shift, activity.Reschedule{StartsAt: at(4, 9, 0)}))
		w.states(signUps, activity.SignedUp)
		w.must(w.move(shift, activity.Reschedule{StartsAt: at(5, 9, 0)}))
		w.states(signUps, activity.CancelledByOrganizer)
		w.told(activity.NoticeUnfit, 1)
		w.invariants()
	})
}

// TestABirthDateStaysWhereItMatters: nobody becomes a minor under their sign-ups, or of age under a guardian's word.
func TestABirthDateStaysWhereItMatters(t *testing.T) {
	each(t, func(w *world) {
		grown, young, shift := w.volunteers(1)[0], w.minors(1)[0], w.openShift(2, 0)
		born := func(who models.Actor, date string) error {
			_, err := change(w, w.DB, who, func(tx *models.Tx) (*volunteer.Volunteer, error) {
				own, err := volunteer.Own(tx)
				if err != nil {
					return nil, err
				}
				return volunteer.Save(tx, volunteer.Input{Name: own.Name, Gender: own.Gender, BornOn: date, Phone: "13800000000", ResidenceID: w.station.ID, Version: own.Version})
			})
			return err
		}
		mine := w.signedUp(shift, grown)[0]
		w.must(born(grown, "1988-08-08"))
		w.refused(born(grown, "2010-05-01"), volunteer.ErrBirthFixed)
		w.must(w.cancel(grown, mine, ""))
		w.must(born(grown, "2010-05-01"))
		w.must(born(young, "2010-05-02"))
		said := w.consent(young, 0, mother)
		w.refused(w.document(young, "1990-01-01"), volunteer.ErrBirthFixed)
		w.must(w.revokeOn(w.DB, said))
		w.must(w.document(young, "1990-01-01"))
	})
}

// document has staff look at somebody's document with this birth date.
func (w *world) document(who models.Actor, date string) error {
	_, err := change(w, w.DB, w.manager, func(tx *models.Tx) (*volunteer.IdentityCheck, error) {
		return volunteer.CheckIdentity(tx, who.VolunteerID, volunteer.IdentityInput{OrganizationID: w.station.ID, Document: volunteer.ResidentCard, BornOn: date})
	})
	return err
}

// TestNobodyComesOfAgeByTheirOwnWord: a minor who was kept from dangerous work is not let in by typing another year; staff who
// have seen a document mend a slip.
func TestNobodyComesOfAgeByTheirOwnWord(t *testing.T) {
	each(t, func(w *world) {
		young, shift := w.minors(1)[0], w.flooded(2, 0, 0)
		_, err := w.signUpBy(w.DB, young, shift, activity.Way{RiskAcknowledged: true})
		w.refused(err, activity.ErrMinorDangerousWork)
		own, err := change(w, w.DB, young, volunteer.Own)
		w.must(err)
		_, err = change(w, w.DB, young, func(tx *models.Tx) (*volunteer.Volunteer, error) {
			return volunteer.Save(tx, volunteer.Input{Name: own.Name, Gender: own.Gender, BornOn: "1990-01-01", Phone: "13800000000", ResidenceID: w.station.ID, Version: own.Version})
		})
		if !models.IsCode(err, volunteer.ErrBirthFixed) {
			w.t.Errorf("of age by one's own word: %v", err)
		}
		if err := w.document(young, "2099-01-01"); !models.IsCode(err, models.ErrInvalid) {
			w.t.Errorf("not born yet: %v", err)
		}
		w.refused(w.document(young, "2025-01-01"), volunteer.ErrGuardian)
		w.must(w.document(young, "1990-01-01"))
		_, err = w.signUpBy(w.DB, young, shift, activity.Way{RiskAcknowledged: true})
		w.must(err)
	})
}

// TestThoseInChargeKnowWhoIsReleased: whoever made the activity, when somebody else takes the consent back.
func TestThoseInChargeKnowWhoIsReleased(t *testing.T) {
	each(t, func(w *world) {
		who, shift, maker := w.minors(1)[0], w.openShift(1, 0), w.manager
		general := w.consent(who, 0, mother)
		w.signedUp(shift, who)
		w.manager = w.volunteers(1)[0]
		w.manager.Scopes = maker.Scopes
		w.must(w.revokeOn(w.DB, general))
		w.expect("notices to the maker", len(w.numbers("SELECT id FROM notices WHERE account_id = ? AND kind = 'sign_up_cancelled'", maker.AccountID)), 1)
	})
}

// consentsRevoked: guardians take their consents back while the minors sign up, change their minds and come again.
func consentsRevoked(w *world, workers int) {
	shift, people := w.openShift(30, 10), w.minors(20)
	consents := make([]*volunteer.Consent, len(people))
	for i, who := range people {
		consents[i] = w.consent(who, 0, mother)
	}
	w.atOnce(workers, 60, func(db *models.DB, i int) error {
		if i%3 == 1 {
			return w.revokeOn(db, consents[i/3])
		}
		_, err := w.signUpOn(db, people[i/3], shift)
		return err
	}, activity.ErrGuardianConsentNeeded, activity.ErrAlreadySignedUp)
	w.expect("minors on a shift to come without a consent", len(w.numbers("SELECT id FROM sign_ups WHERE shift_id = ? AND live = 1", shift.ID)), 0)
}
