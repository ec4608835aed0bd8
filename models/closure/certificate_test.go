package closure_test

import (
	"testing"

	"practicestation/models"
	"practicestation/models/activity"
	"practicestation/models/certificate"
	"practicestation/models/modelstest"
	"practicestation/models/volunteer"
)

// TestACertificateStaysWhatItIs: to close the account is no renaming, and revives no name that was given up before.
func TestACertificateStaysWhatItIs(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		wang, li := w.person("王芳"), w.person("李娜")
		shift := w.publish(func(*activity.Input) {})
		codes := map[string]string{}
		for _, who := range []models.Actor{wang, li} {
			signUp := w.signUp(who, shift)
			w.exec(`INSERT INTO entries (sign_up_id, shift_id, activity_id, volunteer_id, station_id, team_id, minutes, served_on, status, created_at)
				VALUES (?, ?, 1, ?, ?, ?, 60, '2026-02-01', 'confirmed', '2026-02-01')`, signUp.ID, shift, who.VolunteerID, w.station.ID, w.team.ID)
			codes[who.Name] = w.certify(who)
		}
		w.write(li, func(tx *models.Tx) error {
			_, err := volunteer.Save(tx, volunteer.Input{Name: "李丽", Gender: volunteer.Female, BornOn: "1990-05-01", Phone: "13900000003", Version: 1})
			return err
		})
		before := w.states(codes)
		w.closed(wang)
		w.closed(li)
		want := map[string]certificate.State{"王芳": certificate.Valid, "李娜": certificate.Superseded}
		for name, state := range want {
			if after := w.states(codes); before[name] != state || after[name] != state {
				t.Errorf("%s: %s before and %s after, want %s", name, before[name], after[name], state)
			}
		}
		if got := w.text("SELECT volunteer_name FROM certificates WHERE volunteer_id = ?", wang.VolunteerID); got != "王芳" {
			t.Errorf("it is in the name of %s", got)
		}
		if found := modelstest.Findings(t, w.World, certificate.Checks()); len(found) != 0 {
			t.Errorf("verify: %q", found)
		}
		err := w.DB.Write(t.Context(), w.manager, func(tx *models.Tx) error {
			_, err := certificate.IssueFor(tx, certificate.Input{VolunteerID: wang.VolunteerID, StationID: w.station.ID})
			return err
		})
		modelstest.Expect(t, "a new one in no name", err, models.ErrInvalid)
	})
}

// certify gives the code of a new certificate of all hours.
func (w *world) certify(who models.Actor) (code string) {
	w.t.Helper()
	w.write(who, func(tx *models.Tx) error {
		issued, err := certificate.Ask(tx, certificate.Input{})
		if err == nil {
			code = issued.Certificates[0].Code
		}
		return err
	})
	return code
}

// states are what everybody is told of certificates, by the name of their volunteer.
func (w *world) states(codes map[string]string) map[string]certificate.State {
	w.t.Helper()
	found := map[string]certificate.State{}
	for name, code := range codes {
		err := w.DB.Read(w.t.Context(), models.Actor{}, func(tx *models.Tx) error {
			shown, err := certificate.Check(tx, code, "")
			if err == nil {
				found[name] = shown.State()
			}
			return err
		})
		modelstest.Expect(w.t, name, err, nil)
	}
	return found
}
