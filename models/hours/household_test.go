package hours_test

import (
	"fmt"
	"testing"
	"time"

	"practicestation/models"
	"practicestation/models/account"
	"practicestation/models/hours"
	"practicestation/models/modelstest"
	"practicestation/models/volunteer"
)

// changesPhone has a volunteer put another phone into the own profile.
func (l *ledger) changesPhone(t testing.TB, who models.Actor, phone string) {
	t.Helper()
	l.write(t, who, func(tx *models.Tx) error {
		own, err := volunteer.Own(tx)
		if err == nil {
			_, err = volunteer.Save(tx, volunteer.Input{Name: own.Name, Gender: own.Gender, BornOn: string(own.BornOn), Phone: phone, Version: own.Version})
		}
		return err
	})
}

// TestChangingThePhoneDoesNotLiftTheHousehold: whoever once shared a phone, by whichever of the two ways, is refused in every
// decision about the other's hours.
func TestChangingThePhoneDoesNotLiftTheHousehold(t *testing.T) {
	t.Parallel()
	modelstest.Each(t, func(t *testing.T, w *modelstest.World) {
		l := found(t, w)
		w.Clock.Advance(9 * time.Hour)
		l.sql(t, "UPDATE shifts SET starts_at = '2020-01-01 00:00:00', ends_at = '2020-01-01 08:00:00' WHERE id = 2") // apart from what is entered afterwards
		wang, husband, stranger := l.volunteer(t), l.volunteer(t), l.volunteer(t)
		l.changesPhone(t, husband, "13900000001") // that of Wang
		l.changesPhone(t, husband, "13911111111")
		scopes := on(models.CenterAdmin, l.center).Scopes
		husband.Scopes, stranger.Scopes = scopes, scopes
		first, second := l.serve(t, wang, 1, 60, "2026-03-01"), l.serve(t, wang, 1, 61, "2026-03-02")
		modelstest.Expect(t, "confirm", l.confirm(t, husband, first), hours.ErrHousehold)
		modelstest.Expect(t, "reject", l.reject(t, husband, first), hours.ErrHousehold)
		modelstest.Expect(t, "confirm both", l.confirmAll(t, husband, first, second), hours.ErrBatch)
		modelstest.Expect(t, "a stranger confirms", l.confirmAll(t, stranger, first, second), nil)
		_, err := l.correct(t, husband, first, 90)
		modelstest.Expect(t, "ask for a correction", err, hours.ErrHousehold)
		asked, err := l.correct(t, stranger, first, 90)
		must(t, err)
		_, err = l.approve(t, husband, asked)
		modelstest.Expect(t, "approve a correction", err, hours.ErrHousehold)
		objection, err := l.object(t, wang, second)
		must(t, err)
		modelstest.Expect(t, "answer an objection", l.answer(t, husband, objection, 90), hours.ErrHousehold)
		_, err = l.enter(t, husband, retroFor(wang))
		modelstest.Expect(t, "enter hours afterwards", err, hours.ErrHousehold)
		retro, err := l.enter(t, as(77, on(models.StationManager, l.stations[0])), retroFor(wang))
		must(t, err)
		modelstest.Expect(t, "approve them", l.decideRetro(t, husband, retro, true), hours.ErrHousehold)
		l.changesPhone(t, wang, "13922222222")
		modelstest.Expect(t, "both have new phones", l.decideRetro(t, husband, retro, true), hours.ErrHousehold)
		modelstest.Expect(t, "a stranger approves them", l.decideRetro(t, stranger, retro, true), nil)
		_, err = l.correctRetro(t, husband, retro, 60)
		modelstest.Expect(t, "ask to correct them", err, hours.ErrHousehold)
		correction, err := l.correctRetro(t, as(77, on(models.StationManager, l.stations[0])), retro, 60)
		must(t, err)
		_, err = l.approve(t, husband, correction)
		modelstest.Expect(t, "approve the correction", err, hours.ErrHousehold)
	})
}

// TestWhatMakesAHousehold is a phone of the account or the profile, at any time and on either side, a registration in either
// direction, and a guardian's consent in either direction, revoked or not.
func TestWhatMakesAHousehold(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		statements []string // 1 decides, 2 has served, of accounts and profiles alike
		want       *models.Error
	}{
		"nothing in common":                      {nil, nil},
		"the account's phone now":                {[]string{"UPDATE accounts SET phone = '13900000002' WHERE id = 1"}, hours.ErrHousehold},
		"the served one's account's phone now":   {[]string{"UPDATE accounts SET phone = '13900000001' WHERE id = 2"}, hours.ErrHousehold},
		"the account's phone once":               {[]string{"INSERT INTO known_phones (account_id, phone, created_at) SELECT 1, '13900000002', created_at FROM accounts WHERE id = 1"}, hours.ErrHousehold},
		"the served one's account's phone once":  {[]string{"INSERT INTO known_phones (account_id, phone, created_at) SELECT 2, '13900000001', created_at FROM accounts WHERE id = 1"}, hours.ErrHousehold},
		"no phone on both sides":                 {[]string{"DELETE FROM known_phones", "UPDATE volunteers SET phone = ''"}, nil},
		"registered by the one who decides":      {[]string{"UPDATE volunteers SET registered_by = 1 WHERE id = 2"}, hours.ErrHousehold},
		"the one who decides is registered":      {[]string{"UPDATE volunteers SET registered_by = 2 WHERE id = 1"}, hours.ErrHousehold},
		"both registered by a third":             {[]string{"UPDATE volunteers SET registered_by = 3 WHERE id IN (1, 2)"}, nil},
		"a guardian":                             {[]string{consentOf(2, "13900000001", "NULL")}, hours.ErrHousehold},
		"a guardian whose consent was revoked":   {[]string{consentOf(2, "13900000001", "created_at")}, hours.ErrHousehold},
		"the served one is the guardian":         {[]string{consentOf(1, "13900000002", "NULL")}, hours.ErrHousehold},
		"somebody else is the guardian":          {[]string{consentOf(2, "13900000003", "NULL")}, nil},
		"a guardian of both, who has no account": {[]string{consentOf(1, "13955555555", "NULL"), consentOf(2, "13955555555", "NULL")}, nil},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			modelstest.Each(t, func(t *testing.T, w *modelstest.World) {
				l := found(t, w)
				decides, served, third := l.volunteer(t), l.volunteer(t), l.volunteer(t)
				if decides.AccountID != 1 || served.VolunteerID != 2 || third.VolunteerID != 3 {
					t.Fatalf("the people are %+v and %+v", decides, served)
				}
				decides.Scopes = on(models.CenterAdmin, l.center).Scopes
				l.sql(t, c.statements...)
				modelstest.Expect(t, "confirm", l.confirm(t, decides, l.serve(t, served, 0, 60, "2026-03-01")), c.want)
			})
		})
	}
}

// consentOf is a statement that names a guardian with a phone for a volunteer.
func consentOf(volunteerID int64, phone, revokedAt string) string {
	return fmt.Sprintf(`INSERT INTO guardian_consents (volunteer_id, guardian_name, relation, phone, scope, mode, given_by, granted_at, revoked_at)
		SELECT %d, '张三', '母亲', '%s', 'register', 'consent', 'paper', created_at, %s FROM accounts WHERE id = 1`, volunteerID, phone, revokedAt)
}

// TestEveryPhoneIsKept, of accounts and of profiles, each once.
func TestEveryPhoneIsKept(t *testing.T) {
	t.Parallel()
	modelstest.Each(t, func(t *testing.T, w *modelstest.World) {
		modelstest.MatchesSchema(t, w, account.KnownPhone{})
		l := found(t, w)
		wang := l.volunteer(t)
		for _, phone := range []string{"13911111111", "13911111111", "13900000001"} {
			l.changesPhone(t, wang, phone)
		}
		l.write(t, on(models.CenterAdmin, l.center), func(tx *models.Tx) error {
			_, err := volunteer.RegisterPerson(tx, volunteer.PersonInput{
				OrganizationID: l.stations[0].ID, Name: "李奶奶", Gender: volunteer.Female, BornOn: "1950-01-01", Phone: "13933333333", ConfirmedBy: volunteer.InPerson,
			})
			if err == nil {
				_, err = account.Create(tx, account.Input{Name: "干事", Phone: "13944444444", PasswordHash: "hash"})
			}
			return err
		})
		var kept []string
		l.read(t, models.Actor{}, func(tx *models.Tx) error {
			return tx.DB.Table("known_phones").Order("id").Pluck("phone", &kept).Error
		})
		if got := fmt.Sprint(kept); got != "[13900000001 13911111111 13933333333 13944444444]" {
			t.Errorf("kept are %s", got)
		}
	})
}
