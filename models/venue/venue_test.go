package venue_test

import (
	"errors"
	"testing"

	"practicestation/models"
	"practicestation/models/modelstest"
	"practicestation/models/organization"
	"practicestation/models/venue"
)

func TestMain(m *testing.M) { modelstest.Main(m) }

// world has a county with two stations below one town.
type world struct {
	*modelstest.World
	t                    *testing.T
	town, station, other *organization.Organization
	manager              models.Actor
}

func each(t *testing.T, story func(w *world)) {
	t.Parallel()
	modelstest.Each(t, func(t *testing.T, base *modelstest.World) {
		w := &world{World: base, t: t}
		insert := func(level organization.Level, name, path string) *organization.Organization {
			made := &organization.Organization{Level: level, Name: name, Path: path, Version: 1}
			w.must(w.DB.Write(t.Context(), models.SystemActor("test"), func(tx *models.Tx) error { return tx.DB.Create(made).Error }))
			return made
		}
		insert(organization.Center, "县中心", "/1/")
		w.town = insert(organization.Institute, "城关镇所", "/1/2/")
		w.station = insert(organization.Station, "东街站", "/1/2/3/")
		w.other = insert(organization.Station, "西街站", "/1/2/4/")
		w.manager = models.Actor{AccountID: 1, Name: "站长", Scopes: []models.Scope{{Role: models.StationManager, OrganizationID: w.station.ID, Path: w.station.Path}}}
		story(w)
	})
}

func (w *world) must(err error) {
	w.t.Helper()
	if err != nil {
		w.t.Fatal(err)
	}
}

func (w *world) change(who models.Actor, rule func(tx *models.Tx) (*venue.Venue, error)) (*venue.Venue, error) {
	var made *venue.Venue
	err := w.DB.Write(w.t.Context(), who, func(tx *models.Tx) (err error) {
		made, err = rule(tx)
		return err
	})
	return made, err
}

func (w *world) create(who models.Actor, in venue.Input) (*venue.Venue, error) {
	return w.change(who, func(tx *models.Tx) (*venue.Venue, error) { return venue.Create(tx, in) })
}

func (w *world) update(who models.Actor, id, version int64, in venue.Input) (*venue.Venue, error) {
	return w.change(who, func(tx *models.Tx) (*venue.Venue, error) { return venue.Update(tx, id, version, in) })
}

func (w *world) refused(err error, want *models.Error, field string) {
	w.t.Helper()
	var got *models.Error
	if !errors.As(err, &got) || got.Code != want.Code || field != "" && (len(got.Fields) != 1 || got.Fields[0].Field != field) {
		w.t.Errorf("got %v, want %s at %q", err, want.Code, field)
	}
}

func TestMatchesSchema(t *testing.T) {
	t.Parallel()
	modelstest.Each(t, func(t *testing.T, w *modelstest.World) { modelstest.MatchesSchema(t, w, venue.Venue{}) })
}

func TestVenueIsMadeAndChanged(t *testing.T) {
	each(t, func(w *world) {
		seats := int64(60)
		made, err := w.create(w.manager, venue.Input{OrganizationID: w.station.ID, Name: " 多功能厅 ", Address: " 二楼 ", Capacity: &seats})
		w.must(err)
		if made.Name != "多功能厅" || made.Address != "二楼" || *made.Capacity != 60 || made.Status != venue.Active {
			w.t.Errorf("made %+v", made)
		}
		same := venue.Input{OrganizationID: w.station.ID, Name: "多功能厅"}
		_, err = w.create(w.manager, same)
		w.refused(err, venue.ErrNameTaken, "")
		second, err := w.create(w.manager, venue.Input{OrganizationID: w.station.ID, Name: "小厅"})
		w.must(err)
		_, err = w.update(w.manager, second.ID, 1, same)
		w.refused(err, venue.ErrNameTaken, "")
		_, err = w.update(w.manager, second.ID, 1, venue.Input{OrganizationID: w.other.ID, Name: "小厅"})
		w.refused(err, models.ErrInvalid, "organization_id")
		again, err := w.update(w.manager, second.ID, 1, venue.Input{Name: "小厅", Address: "三楼"})
		w.must(err)
		closed, err := w.update(w.manager, second.ID, again.Version, venue.Input{Name: "小厅", Status: venue.Closed})
		w.must(err)
		if closed.Status != venue.Closed || closed.Version != 3 {
			w.t.Errorf("closed %+v", closed)
		}
		_, err = w.update(w.manager, second.ID, 1, venue.Input{Name: "小厅"})
		w.refused(err, models.ErrVersionConflict, "")
		_, err = w.update(w.manager, 999, 1, venue.Input{Name: "小厅"})
		w.refused(err, venue.ErrNotFound, "")
	})
}

func TestFaults(t *testing.T) {
	each(t, func(w *world) {
		none, many := int64(0), int64(1_000_001)
		long := make([]rune, 201)
		for i := range long {
			long[i] = '长'
		}
		for field, in := range map[string]venue.Input{
			"name":            {OrganizationID: w.station.ID, Name: "\u200b"},
			"address":         {OrganizationID: w.station.ID, Name: "厅", Address: string(long)},
			"capacity":        {OrganizationID: w.station.ID, Name: "厅", Capacity: &none},
			"organization_id": {OrganizationID: 999, Name: "厅"},
		} {
			_, err := w.create(w.manager, in)
			w.refused(err, models.ErrInvalid, field)
		}
		_, err := w.create(w.manager, venue.Input{OrganizationID: w.station.ID, Name: string(long), Capacity: &many})
		var refusal *models.Error
		if !errors.As(err, &refusal) || len(refusal.Fields) != 2 {
			w.t.Errorf("all faults at once: %v", err)
		}
		made, err := w.create(w.manager, venue.Input{OrganizationID: w.station.ID, Name: "厅"})
		w.must(err)
		_, err = w.update(w.manager, made.ID, 1, venue.Input{Name: "厅", Status: "gone"})
		w.refused(err, models.ErrInvalid, "status")
	})
}

func TestOnlyStaffOfTheOrganization(t *testing.T) {
	each(t, func(w *world) {
		neighbour := w.manager
		neighbour.Scopes = []models.Scope{{Role: models.StationManager, OrganizationID: w.other.ID, Path: w.other.Path}}
		in := venue.Input{OrganizationID: w.station.ID, Name: "厅"}
		_, err := w.create(neighbour, in)
		w.refused(err, models.ErrPermission, "")
		_, err = w.create(models.Actor{AccountID: 2}, in)
		w.refused(err, models.ErrPermission, "")
		made, err := w.create(w.manager, in)
		w.must(err)
		_, err = w.update(neighbour, made.ID, 1, in)
		w.refused(err, models.ErrPermission, "")
	})
}

func TestListOfVenues(t *testing.T) {
	each(t, func(w *world) {
		for _, home := range []*organization.Organization{w.town, w.station, w.other} {
			admin := w.manager
			admin.Scopes = []models.Scope{{Role: models.TownAdmin, OrganizationID: w.town.ID, Path: w.town.Path}}
			made, err := w.create(admin, venue.Input{OrganizationID: home.ID, Name: "厅"})
			w.must(err)
			if home == w.other {
				_, err = w.update(admin, made.ID, 1, venue.Input{Name: "厅", Status: venue.Closed})
				w.must(err)
			}
		}
		for _, c := range []struct {
			filter venue.Filter
			want   int
		}{
			{venue.Filter{}, 3},
			{venue.Filter{OrganizationID: w.town.ID}, 3},
			{venue.Filter{OrganizationID: w.station.ID}, 1},
			{venue.Filter{OrganizationID: 999}, 0},
			{venue.Filter{Status: venue.Closed}, 1},
			{venue.Filter{OrganizationID: w.station.ID, Status: venue.Closed}, 0},
		} {
			w.must(w.DB.Read(w.t.Context(), models.Actor{AccountID: 9}, func(tx *models.Tx) error {
				found, err := venue.List(tx, c.filter, models.Page{Limit: 10})
				if len(found.Items) != c.want {
					w.t.Errorf("%+v finds %d venues, want %d", c.filter, len(found.Items), c.want)
				}
				return err
			}))
		}
	})
}
