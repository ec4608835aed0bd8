package organization_test

import (
	"testing"

	"practicestation/models"
	"practicestation/models/modelstest"
	"practicestation/models/organization"
)

func TestMain(m *testing.M) { modelstest.Main(m) }

func write(t testing.TB, w *modelstest.World, actor models.Actor, unit func(tx *models.Tx) error) {
	t.Helper()
	if err := w.DB.Write(t.Context(), actor, unit); err != nil {
		t.Fatalf("write: %v", err)
	}
}

func read(t testing.TB, w *modelstest.World, unit func(tx *models.Tx) error) {
	t.Helper()
	if err := w.DB.Read(t.Context(), models.Actor{}, unit); err != nil {
		t.Fatalf("read: %v", err)
	}
}

var system = models.SystemActor("test")

// county is a center with one town and one station in it.
type county struct {
	center, town, station *organization.Organization
	admin                 models.Actor
}

// actorOn has one role on one organization.
func actorOn(role models.Role, where *organization.Organization) models.Actor {
	return models.Actor{AccountID: 1, Name: "管理员", Scopes: []models.Scope{{Role: role, OrganizationID: where.ID, Path: where.Path}}}
}

func found(t testing.TB, w *modelstest.World) county {
	t.Helper()
	var c county
	write(t, w, system, func(tx *models.Tx) (err error) {
		c.center, err = organization.FoundCenter(tx, "宜兴市", "320282000000")
		return err
	})
	c.admin = actorOn(models.CenterAdmin, c.center)
	c.town = c.create(t, w, organization.Input{Name: "宜城街道", Level: organization.Institute, ParentID: c.center.ID, RegionCode: "320282001000"})
	c.station = c.create(t, w, organization.Input{Name: "茶东社区居民委员会", Level: organization.Station, ParentID: c.town.ID, RegionCode: "320282001001"})
	return c
}

func (c county) create(t testing.TB, w *modelstest.World, in organization.Input) (created *organization.Organization) {
	t.Helper()
	write(t, w, c.admin, func(tx *models.Tx) (err error) { created, err = organization.Create(tx, in); return err })
	return created
}

func list(t testing.TB, w *modelstest.World, filter organization.Filter) []organization.Organization {
	t.Helper()
	var all []organization.Organization
	cursor := ""
	for {
		var got models.Paged[organization.Organization]
		read(t, w, func(tx *models.Tx) (err error) {
			got, err = organization.List(tx, filter, models.Page{Limit: 100, Cursor: cursor})
			return err
		})
		all = append(all, got.Items...)
		if cursor = got.NextCursor; cursor == "" {
			return all
		}
	}
}
