package organization_test

import (
	"errors"
	"strings"
	"testing"

	"practicestation/models"
	"practicestation/models/modelstest"
	"practicestation/models/organization"
)

func TestEntitiesMatchTheirTables(t *testing.T) {
	t.Parallel()
	modelstest.Each(t, func(t *testing.T, w *modelstest.World) {
		modelstest.MatchesSchema(t, w, organization.Organization{})
	})
}

// TestTree: each organization knows its way up, and is found by it.
func TestTree(t *testing.T) {
	t.Parallel()
	modelstest.Each(t, func(t *testing.T, w *modelstest.World) {
		c := found(t, w)
		if c.center.Path != "/1/" || c.town.Path != "/1/2/" || c.station.Path != "/1/2/3/" {
			t.Errorf("paths %s, %s, %s", c.center.Path, c.town.Path, c.station.Path)
		}
		if !c.station.IsBelow(c.center) || !c.station.IsBelow(c.station) || c.town.IsBelow(c.station) {
			t.Error("below is the organization itself and what hangs under it")
		}
		again := c.create(t, w, organization.Input{Name: "茶东社区居民委员会", Level: organization.Station, ParentID: c.create(t, w,
			organization.Input{Name: "屺亭街道", Level: organization.Institute, ParentID: c.center.ID}).ID})
		if again.Path != "/1/4/5/" || again.RegionCode != nil {
			t.Errorf("the same name in another town: %+v", again)
		}
		if got := list(t, w, organization.Filter{Level: organization.Station, ParentID: c.town.ID, RegionCode: "320282001001", NamePrefix: "茶东"}); len(got) != 1 || got[0].ID != c.station.ID {
			t.Errorf("the list finds %+v", got)
		}
	})
}

func TestCreateRefuses(t *testing.T) {
	t.Parallel()
	modelstest.Each(t, func(t *testing.T, w *modelstest.World) {
		c := found(t, w)
		other := c.create(t, w, organization.Input{Name: "屺亭街道", Level: organization.Institute, ParentID: c.center.ID})
		town := actorOn(models.TownAdmin, c.town)
		for name, refused := range map[string]struct {
			actor models.Actor
			in    organization.Input
			want  *models.Error
			field string
		}{
			"a second center":            {c.admin, organization.Input{Name: "江阴市", Level: organization.Center}, organization.ErrCenterTaken, ""},
			"a station under the center": {c.admin, organization.Input{Name: "甲", Level: organization.Station, ParentID: c.center.ID}, models.ErrInvalid, "parent_id"},
			"a town under a town":        {c.admin, organization.Input{Name: "甲", Level: organization.Institute, ParentID: c.town.ID}, models.ErrInvalid, "parent_id"},
			"under a station":            {c.admin, organization.Input{Name: "甲", Level: organization.Station, ParentID: c.station.ID}, models.ErrInvalid, "parent_id"},
			"without a parent":           {c.admin, organization.Input{Name: "甲", Level: organization.Station}, models.ErrInvalid, "parent_id"},
			"under nothing":              {c.admin, organization.Input{Name: "甲", Level: organization.Station, ParentID: 99}, models.ErrInvalid, "parent_id"},
			"an unknown level":           {c.admin, organization.Input{Name: "甲", Level: "village", ParentID: c.town.ID}, models.ErrInvalid, "level"},
			"no name":                    {c.admin, organization.Input{Name: " \u3000", Level: organization.Station, ParentID: c.town.ID}, models.ErrInvalid, "name"},
			"51 characters":              {c.admin, organization.Input{Name: strings.Repeat("𠮷", 51), Level: organization.Station, ParentID: c.town.ID}, models.ErrInvalid, "name"},
			"a short code":               {c.admin, organization.Input{Name: "甲", Level: organization.Station, ParentID: c.town.ID, RegionCode: "320282"}, models.ErrInvalid, "region_code"},
			"full-width digits":          {c.admin, organization.Input{Name: "甲", Level: organization.Station, ParentID: c.town.ID, RegionCode: "３２０２８２００１００９"}, models.ErrInvalid, "region_code"},
			"a taken name":               {c.admin, organization.Input{Name: " 茶东社区居民委员会 ", Level: organization.Station, ParentID: c.town.ID}, organization.ErrNameTaken, ""},
			"a taken code":               {c.admin, organization.Input{Name: "甲", Level: organization.Station, ParentID: other.ID, RegionCode: "320282001001"}, organization.ErrRegionTaken, ""},
			"another town's admin":       {town, organization.Input{Name: "甲", Level: organization.Station, ParentID: other.ID}, models.ErrPermission, ""},
			"a town's admin, a town":     {town, organization.Input{Name: "甲", Level: organization.Institute, ParentID: c.center.ID}, models.ErrPermission, ""},
			"a station's manager":        {actorOn(models.StationManager, c.station), organization.Input{Name: "甲", Level: organization.Station, ParentID: c.town.ID}, models.ErrPermission, ""},
			"nobody":                     {models.Actor{}, organization.Input{Name: "甲", Level: organization.Station, ParentID: c.town.ID}, models.ErrPermission, ""},
		} {
			err := w.DB.Write(t.Context(), refused.actor, func(tx *models.Tx) error { _, err := organization.Create(tx, refused.in); return err })
			expectRefusal(t, name, err, refused.want, refused.field)
		}
		if got := list(t, w, organization.Filter{}); len(got) != 4 {
			t.Errorf("%d organizations, want the 4 from before", len(got))
		}
	})
}

func expectRefusal(t *testing.T, name string, err error, want *models.Error, field string) {
	t.Helper()
	var got *models.Error
	if !errors.As(err, &got) || !models.IsCode(err, want) {
		t.Errorf("%s: got %v, want %s", name, err, want.Code)
		return
	}
	if field != "" && (len(got.Fields) != 1 || got.Fields[0].Field != field) {
		t.Errorf("%s: at fault is %+v, want %s", name, got.Fields, field)
	}
}

func TestUpdate(t *testing.T) {
	t.Parallel()
	modelstest.Each(t, func(t *testing.T, w *modelstest.World) {
		c := found(t, w)
		sibling := c.create(t, w, organization.Input{Name: "荆东社区", Level: organization.Station, ParentID: c.town.ID, RegionCode: "320282001002"})
		change := func(actor models.Actor, id, version int64, in organization.Input) (updated *organization.Organization, err error) {
			err = w.DB.Write(t.Context(), actor, func(tx *models.Tx) error { updated, err = organization.Update(tx, id, version, in); return err })
			return updated, err
		}
		updated, err := change(actorOn(models.TownAdmin, c.town), c.station.ID, 1, organization.Input{Name: "𬭎东社区", RegionCode: "320282001001"})
		if err != nil || updated.Name != "𬭎东社区" || updated.Version != 2 || updated.Path != c.station.Path || updated.Level != organization.Station {
			t.Errorf("%v, %+v", err, updated)
		}
		var audit models.AuditRow
		read(t, w, func(tx *models.Tx) error { return tx.DB.Order("id DESC").Take(&audit).Error })
		if !strings.Contains(*audit.BeforeJSON, "茶东社区居民委员会") || !strings.Contains(*audit.AfterJSON, "𬭎东社区") {
			t.Errorf("the audit says %s became %s", *audit.BeforeJSON, *audit.AfterJSON)
		}
		for name, refused := range map[string]struct {
			actor       models.Actor
			id, version int64
			in          organization.Input
			want        *models.Error
		}{
			"stale":        {c.admin, c.station.ID, 1, organization.Input{Name: "甲"}, models.ErrVersionConflict},
			"missing":      {c.admin, 99, 1, organization.Input{Name: "甲"}, organization.ErrNotFound},
			"manager":      {actorOn(models.StationManager, c.station), c.station.ID, 2, organization.Input{Name: "甲"}, models.ErrPermission},
			"another town": {actorOn(models.TownAdmin, c.town), c.center.ID, 1, organization.Input{Name: "甲"}, models.ErrPermission},
			"no name":      {c.admin, c.station.ID, 2, organization.Input{}, models.ErrInvalid},
			"taken name":   {c.admin, c.station.ID, 2, organization.Input{Name: sibling.Name}, organization.ErrNameTaken},
			"taken code":   {c.admin, c.station.ID, 2, organization.Input{Name: "甲", RegionCode: *sibling.RegionCode}, organization.ErrRegionTaken},
		} {
			_, err := change(refused.actor, refused.id, refused.version, refused.in)
			expectRefusal(t, name, err, refused.want, "")
		}
		if updated, err = change(c.admin, c.station.ID, 2, organization.Input{Name: "𬭎东社区"}); err != nil || updated.RegionCode != nil || updated.Version != 3 {
			t.Errorf("without a code: %v, %+v", err, updated)
		}
	})
}

// TestSameNameAtOnce: of those who want one name, or one code, at once, one has it and the others are told why not.
func TestSameNameAtOnce(t *testing.T) {
	t.Parallel()
	modelstest.Each(t, func(t *testing.T, w *modelstest.World) {
		c := found(t, w)
		second := c.create(t, w, organization.Input{Name: "荆东社区", Level: organization.Station, ParentID: c.town.ID})
		for name, c := range map[string]struct {
			work func(tx *models.Tx, i int) error
			want *models.Error
		}{
			"create": {func(tx *models.Tx, _ int) error {
				_, err := organization.Create(tx, organization.Input{Name: "新社区", Level: organization.Station, ParentID: c.town.ID})
				return err
			}, organization.ErrNameTaken},
			"create with one code": {func(tx *models.Tx, i int) error {
				_, err := organization.Create(tx, organization.Input{Name: "社区" + string(rune('A'+i)), Level: organization.Station, ParentID: c.town.ID, RegionCode: "320282001099"})
				return err
			}, organization.ErrRegionTaken},
			"rename": {func(tx *models.Tx, i int) error {
				_, err := organization.Update(tx, []int64{c.station.ID, second.ID}[i%2], 1, organization.Input{Name: "改名社区"})
				if models.IsCode(err, models.ErrVersionConflict) {
					return organization.ErrNameTaken // the other one of a pair that renames the same row
				}
				return err
			}, organization.ErrNameTaken},
		} {
			won := 0
			for _, err := range modelstest.AtOnce(6, func(i int) error {
				return w.DB.Write(t.Context(), actorOn(models.CenterAdmin, &organization.Organization{ID: 1, Path: "/1/"}), func(tx *models.Tx) error { return c.work(tx, i) })
			}) {
				if err == nil {
					won++
				} else if !models.IsCode(err, c.want) {
					t.Errorf("%s: %v", name, err)
				}
			}
			if won != 1 {
				t.Errorf("%s: %d succeeded", name, won)
			}
		}
	})
}

func TestCenterIsFoundedOnce(t *testing.T) {
	t.Parallel()
	modelstest.Each(t, func(t *testing.T, w *modelstest.World) {
		read(t, w, func(tx *models.Tx) error {
			if _, err := organization.FindCenter(tx); !models.IsCode(err, organization.ErrNotFound) {
				t.Errorf("before: %v", err)
			}
			return nil
		})
		for i, err := range modelstest.AtOnce(8, func(i int) error {
			return w.DB.Write(t.Context(), system, func(tx *models.Tx) error {
				_, err := organization.FoundCenter(tx, "中心", []string{"", "320282000000"}[i%2])
				return err
			})
		}) {
			if err != nil {
				t.Errorf("%d: %v", i, err)
			}
		}
		if got := list(t, w, organization.Filter{}); len(got) != 1 || got[0].Level != organization.Center {
			t.Errorf("%d organizations: %+v", len(got), got)
		}
	})
}

// TestNamesThatDifferInARareCharacterAreTwo under the unique key of a parent's names.
func TestNamesThatDifferInARareCharacterAreTwo(t *testing.T) {
	t.Parallel()
	names := []string{"𠮷田村", "𡋾田村", "吉田村", "湖㳇村", "湖父村", "黄村", "黃村", "金村", "\uf90a村", "é村", "e\u0301村", "A村", "a村", "ss村", "ß村", "村", "村 村", "村  村", "村😀", "村😁"}
	modelstest.Each(t, func(t *testing.T, w *modelstest.World) {
		c := found(t, w)
		for _, name := range names {
			created := c.create(t, w, organization.Input{Name: name, Level: organization.Station, ParentID: c.town.ID})
			if got := list(t, w, organization.Filter{NamePrefix: name, ParentID: c.town.ID}); created.Name != name || len(got) == 0 || got[0].Name != name {
				t.Errorf("%q came back as %q, %+v", name, created.Name, got)
			}
		}
	})
}
