package certificate_test

import (
	"testing"

	"practicestation/models"
	"practicestation/models/certificate"
	"practicestation/models/modelstest"
)

// TestStaffIssueForThoseWithoutAPhone: within their own stations, for whom they know; who did it is on the certificate,
// and the volunteer is told.
func TestStaffIssueForThoseWithoutAPhone(t *testing.T) {
	each(t, func(w *world) {
		wang, stranger := w.volunteer("王芳"), w.volunteer("李娜")
		w.confirmed(wang, 0, 90, "2026-02-01")
		w.confirmed(wang, 1, 60, "2026-02-01")
		in := certificate.Input{VolunteerID: wang.VolunteerID, StationID: w.stations[0].ID}
		unknown := certificate.Input{VolunteerID: stranger.VolunteerID, StationID: w.stations[0].ID}
		for name, c := range map[string]struct {
			actor models.Actor
			in    certificate.Input
			want  *models.Error
		}{
			"the station's manager":       {w.managers[0], in, nil},
			"the town's admin":            {on(models.TownAdmin, w.towns[0]), in, nil},
			"another station's manager":   {w.managers[1], in, models.ErrPermission},
			"another town's admin":        {on(models.TownAdmin, w.towns[1]), in, models.ErrPermission},
			"an auditor":                  {on(models.Auditor, w.center), in, models.ErrPermission},
			"the volunteer":               {wang, in, models.ErrPermission},
			"nobody":                      {models.Actor{}, in, models.ErrPermission},
			"who has never been there":    {w.managers[0], unknown, models.ErrInvalid},
			"somebody who is not there":   {w.managers[0], certificate.Input{VolunteerID: 999, StationID: w.stations[0].ID}, models.ErrInvalid},
			"a station that is not there": {w.managers[0], certificate.Input{VolunteerID: wang.VolunteerID, StationID: 999}, models.ErrInvalid},
			"no station at all":           {on(models.CenterAdmin, w.center), certificate.Input{VolunteerID: wang.VolunteerID}, models.ErrInvalid},
		} {
			for _, table := range []string{"notices", "certificate_records", "certificates"} {
				w.write(models.Actor{}, func(tx *models.Tx) error { return tx.DB.Exec("DELETE FROM " + table).Error })
			}
			issued, err := w.issue(c.actor, c.in)
			modelstest.Expect(t, name, err, c.want)
			if c.want != nil || err != nil {
				continue
			}
			made := issued.Certificates
			if len(made) != 1 || made[0].Minutes != 90 || made[0].HandlerName != "经办人甲" || *made[0].HandlerID != 77 {
				t.Errorf("%s: %+v", name, made)
			}
			if told := w.count("notices", "volunteer_id = ? AND kind = 'certificate_issued'", wang.VolunteerID); told != 1 {
				t.Errorf("%s: told %d times", name, told)
			}
		}
	})
}
