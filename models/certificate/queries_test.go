package certificate_test

import (
	"testing"

	"practicestation/models"
	"practicestation/models/certificate"
	"practicestation/models/modelstest"
)

// TestWhoSeesCertificates: the volunteer the own ones, staff those of their stations; everybody else gets a 404.
func TestWhoSeesCertificates(t *testing.T) {
	each(t, func(w *world) {
		wang, li := w.volunteer("王芳"), w.volunteer("李娜")
		w.confirmed(wang, 0, 90, "2026-02-01")
		w.confirmed(wang, 0, 30, "2026-02-02")
		w.confirmed(li, 1, 60, "2026-02-01")
		issued := w.own(wang)
		w.own(li)
		find := func(actor models.Actor) error {
			return w.DB.Read(t.Context(), actor, func(tx *models.Tx) error {
				found, err := certificate.Find(tx, issued.ID)
				if err == nil && (len(found.Records) != 2 || found.Minutes != 120) {
					t.Errorf("%+v", found)
				}
				return err
			})
		}
		for name, c := range map[string]struct {
			actor  models.Actor
			want   *models.Error
			listed int // -1: the list is refused
		}{
			"the volunteer":             {wang, nil, -1},
			"another volunteer":         {li, certificate.ErrNotFound, -1},
			"nobody":                    {models.Actor{}, certificate.ErrNotFound, -1},
			"the station's manager":     {w.managers[0], nil, 1},
			"another station's manager": {w.managers[1], certificate.ErrNotFound, 1},
			"the town's admin":          {on(models.TownAdmin, w.towns[0]), nil, 1},
			"the center's auditor":      {on(models.Auditor, w.center), nil, 2},
			"the team's leader":         {models.Actor{AccountID: 78, LedTeams: []int64{w.teams[0].ID}}, certificate.ErrNotFound, -1},
		} {
			modelstest.Expect(t, name, find(c.actor), c.want)
			listed, err := w.list(c.actor, certificate.Filter{})
			if c.listed < 0 {
				modelstest.Expect(t, name+" lists", err, models.ErrPermission)
				continue
			}
			if err != nil || len(listed) != c.listed {
				t.Errorf("%s lists %d: %v", name, len(listed), err)
			}
		}
	})
}

// TestListsAreNarrowed: by station, by volunteer, to one's own.
func TestListsAreNarrowed(t *testing.T) {
	each(t, func(w *world) {
		wang, li := w.volunteer("王芳"), w.volunteer("李娜")
		w.confirmed(wang, 0, 90, "2026-02-01")
		w.confirmed(li, 1, 60, "2026-02-01")
		issued := w.own(wang)
		w.own(li)
		auditor := on(models.Auditor, w.center)
		if one, err := w.list(auditor, certificate.Filter{StationID: w.stations[0].ID}); err != nil || len(one) != 1 || one[0].ID != issued.ID {
			t.Errorf("of a station: %v, %+v", err, one)
		}
		if one, err := w.list(auditor, certificate.Filter{VolunteerID: wang.VolunteerID}); err != nil || len(one) != 1 || one[0].ID != issued.ID {
			t.Errorf("of a volunteer: %v, %+v", err, one)
		}
		err := w.DB.Read(t.Context(), wang, func(tx *models.Tx) error {
			own, err := certificate.ListOwn(tx, models.Page{Limit: 10})
			if err == nil && (len(own.Items) != 1 || own.Items[0].ID != issued.ID) {
				t.Errorf("the own ones: %+v", own.Items)
			}
			return err
		})
		modelstest.Expect(t, "the own ones", err, nil)
	})
}

func (w *world) list(actor models.Actor, filter certificate.Filter) (items []certificate.Shown, err error) {
	w.t.Helper()
	err = w.DB.Read(w.t.Context(), actor, func(tx *models.Tx) error {
		page, err := certificate.List(tx, filter, models.Page{Limit: 10})
		items = page.Items
		return err
	})
	return items, err
}
