package volunteer_test

import (
	"testing"

	"practicestation/models"
	"practicestation/models/modelstest"
	"practicestation/models/organization"
	"practicestation/models/volunteer"
)

// desk is a manager at a station of their own.
func desk(t testing.TB, w *modelstest.World) (models.Actor, int64) {
	t.Helper()
	center := &organization.Organization{Level: organization.Center, Name: "县中心", Path: "/1/"}
	station := &organization.Organization{Level: organization.Station, Name: "桃源村实践站", Path: "/1/2/"}
	err := w.DB.Write(t.Context(), models.SystemActor("test"), func(tx *models.Tx) error {
		if err := tx.DB.Create(center).Error; err != nil {
			return err
		}
		station.ParentID = &center.ID
		return tx.DB.Create(station).Error
	})
	if err != nil {
		t.Fatal(err)
	}
	actor := person(t, w, "desk")
	actor.Scopes = []models.Scope{{Role: models.StationManager, OrganizationID: station.ID, Path: station.Path}}
	return actor, station.ID
}

func consents(t testing.TB, w *modelstest.World, actor models.Actor, id int64) []volunteer.Consent {
	t.Helper()
	var found models.Paged[volunteer.Consent]
	err := w.DB.Read(t.Context(), actor, func(tx *models.Tx) (err error) {
		found, err = volunteer.ConsentsOf(tx, id, models.Page{Limit: 10})
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return found.Items
}

// TestAChildsDataIsKeptWithAGuardiansWordOnly: below 14 it is asked for, below 18 taken, from 18 on refused.
func TestAChildsDataIsKeptWithAGuardiansWordOnly(t *testing.T) {
	t.Parallel()
	modelstest.Each(t, func(t *testing.T, w *modelstest.World) {
		actor, station := desk(t, w)
		guardian := volunteer.GuardianInput{Name: "李桂英", Relation: "母亲", Phone: "13900000009", Mode: volunteer.Consents, GivenBy: volunteer.GivenOnPaper}
		for name, c := range map[string]struct {
			born     string
			guardian *volunteer.GuardianInput
			want     *models.Error
			consents int
		}{
			"13, alone":              {"2012-03-03", nil, volunteer.ErrGuardian, 0},
			"13, with a guardian":    {"2012-03-03", &guardian, nil, 1},
			"14, alone":              {"2012-03-02", nil, nil, 0},
			"17, with a guardian":    {"2008-03-03", &guardian, nil, 1},
			"18, with a guardian":    {"2008-03-02", &guardian, models.ErrInvalid, 0},
			"6, with a guardian":     {"2019-05-01", &guardian, nil, 1},
			"13, with nobody's name": {"2012-03-03", &volunteer.GuardianInput{Relation: "母亲", Phone: "13900000009"}, models.ErrInvalid, 0},
		} {
			in := volunteer.PersonInput{OrganizationID: station, Name: "周小满" + name, Gender: volunteer.Female, BornOn: c.born, ConfirmedBy: volunteer.InPerson, Guardian: c.guardian}
			var made *volunteer.Volunteer
			err := w.DB.Write(t.Context(), actor, func(tx *models.Tx) (err error) {
				made, err = volunteer.RegisterPerson(tx, in)
				return err
			})
			modelstest.Expect(t, name, err, c.want)
			if c.want != nil {
				continue
			}
			if got := consents(t, w, actor, made.ID); len(got) != c.consents {
				t.Errorf("%s: %d consents, want %d", name, len(got), c.consents)
			}
		}
	})
}

// TestWhoIsKnownGetsTheGuardiansWordOnce, when a desk writes the same child down again.
func TestWhoIsKnownGetsTheGuardiansWordOnce(t *testing.T) {
	t.Parallel()
	modelstest.Each(t, func(t *testing.T, w *modelstest.World) {
		actor, station := desk(t, w)
		in := volunteer.PersonInput{OrganizationID: station, Name: "周小满", Gender: volunteer.Female, BornOn: "2010-06-01", Phone: "13700000001", ConfirmedBy: volunteer.InPerson}
		guardian := &volunteer.GuardianInput{Name: "李桂英", Relation: "母亲", Phone: "13900000009", Mode: volunteer.Accompanies, GivenBy: volunteer.GivenByPhone}
		var made *volunteer.Volunteer
		for _, agrees := range []*volunteer.GuardianInput{nil, guardian, guardian} {
			in.Guardian = agrees
			err := w.DB.Write(t.Context(), actor, func(tx *models.Tx) (err error) {
				made, err = volunteer.RegisterPerson(tx, in)
				return err
			})
			modelstest.Expect(t, "registered", err, nil)
		}
		got := consents(t, w, actor, made.ID)
		if len(got) != 1 || got[0].Scope != volunteer.ToServe || got[0].Mode != volunteer.Accompanies || *got[0].RecordedBy != actor.AccountID {
			t.Errorf("%+v", got)
		}
		var notes []models.AuditRow
		_ = w.DB.Read(t.Context(), actor, func(tx *models.Tx) error { return tx.DB.Where("action LIKE 'guardian_consent.%'").Find(&notes).Error })
		if len(notes) != 1 || *notes[0].OrganizationID != station {
			t.Errorf("the audit says %+v", notes)
		}
	})
}

// TestNobodyConsentsForThemselves: neither by name, however it is written, nor by the phone of the minor's own account, in
// both ways of recording a consent; a phone that is only written down for a child may be the guardian's.
func TestNobodyConsentsForThemselves(t *testing.T) {
	t.Parallel()
	modelstest.Each(t, func(t *testing.T, w *modelstest.World) {
		actor, station := desk(t, w)
		write := func(rule func(tx *models.Tx) error) error { return w.DB.Write(t.Context(), actor, rule) }
		composed, apart := "Ren\u00e9", "Rene\u0301"
		own := person(t, w, "minor")
		minor, err := save(t, w, own, volunteer.Input{Name: composed, Gender: volunteer.Male, BornOn: "2010-06-01", Phone: "13700000002"})
		modelstest.Expect(t, "the profile", err, nil)
		modelstest.Expect(t, "the account", write(func(tx *models.Tx) error {
			if err := tx.DB.Exec("UPDATE accounts SET phone = '13700000003' WHERE id = ?", own.AccountID).Error; err != nil {
				return err
			}
			return tx.DB.Exec("UPDATE volunteers SET organization_id = ? WHERE id = ?", station, minor.ID).Error
		}), nil)
		good := volunteer.GuardianInput{Name: "李桂英", Relation: "母亲", Phone: "13700000002", Mode: volunteer.Consents, GivenBy: volunteer.GivenOnPaper}
		for name, c := range map[string]struct {
			change func(in *volunteer.GuardianInput)
			want   *models.Error
		}{
			"the same name":               {func(in *volunteer.GuardianInput) { in.Name = composed }, models.ErrInvalid},
			"written in other characters": {func(in *volunteer.GuardianInput) { in.Name = " " + apart + " " }, models.ErrInvalid},
			"the phone of the account":    {func(in *volunteer.GuardianInput) { in.Phone = "13700000003" }, models.ErrInvalid},
			"another":                     {func(*volunteer.GuardianInput) {}, nil},
		} {
			in := good
			c.change(&in)
			recorded := write(func(tx *models.Tx) error {
				_, err := volunteer.RecordConsent(tx, minor.ID, volunteer.ConsentInput{GuardianInput: in})
				return err
			})
			modelstest.Expect(t, "recorded: "+name, recorded, c.want)
			modelstest.Expect(t, "recorded: revoked again", write(func(tx *models.Tx) error { return tx.DB.Exec("DELETE FROM guardian_consents").Error }), nil)
			known := volunteer.PersonInput{OrganizationID: station, Name: composed, Gender: volunteer.Male, BornOn: "2010-06-01", Phone: "13700000002", ConfirmedBy: volunteer.InPerson, Guardian: &in}
			modelstest.Expect(t, "registered: "+name, write(func(tx *models.Tx) error { _, err := volunteer.RegisterPerson(tx, known); return err }), c.want)
		}
		child := volunteer.PersonInput{OrganizationID: station, Name: "周小满", Gender: volunteer.Female, BornOn: "2016-06-01", Phone: "13700000004", ConfirmedBy: volunteer.InPerson}
		mother := good
		mother.Phone = child.Phone
		child.Guardian = &mother
		modelstest.Expect(t, "the guardian's phone", write(func(tx *models.Tx) error { _, err := volunteer.RegisterPerson(tx, child); return err }), nil)
	})
}
