package brand_test

import (
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	"practicestation/models"
	"practicestation/models/account"
	"practicestation/models/brand"
	"practicestation/models/modelstest"
	"practicestation/models/organization"
	"practicestation/models/team"
)

func TestMain(m *testing.M) { modelstest.Main(m) }

// village is a station below a town, another station beside it, and three colleagues.
type village struct {
	*modelstest.World
	t                      testing.TB
	town, station, another *organization.Organization
	manager, second        models.Actor
	stranger               models.Actor
}

func each(t *testing.T, story func(t *testing.T, v *village)) {
	t.Parallel()
	modelstest.Each(t, func(t *testing.T, w *modelstest.World) {
		v := &village{World: w, t: t}
		v.town = &organization.Organization{Level: organization.Institute, Name: "甲镇", Path: "/1/", Version: 1}
		v.insert(v.town)
		v.station = &organization.Organization{ParentID: &v.town.ID, Level: organization.Station, Name: "甲一村", Path: "/1/2/", Version: 1}
		v.insert(v.station)
		v.another = &organization.Organization{ParentID: &v.town.ID, Level: organization.Station, Name: "甲二村", Path: "/1/3/", Version: 1}
		v.insert(v.another)
		actors := make([]models.Actor, 3)
		for i := range actors {
			own := &account.Account{Name: fmt.Sprintf("第 %d 人", i), OrganizationID: &v.station.ID, Status: account.Active, Version: 1}
			v.insert(own)
			actors[i] = models.Actor{AccountID: own.ID, Name: own.Name}
		}
		v.manager, v.second, v.stranger = actors[0], actors[1], actors[2]
		v.manager.Scopes = []models.Scope{{Role: models.StationManager, OrganizationID: v.station.ID, Path: v.station.Path}}
		story(t, v)
	})
}

func (v *village) insert(row any) {
	v.t.Helper()
	v.check(v.DB.Write(v.t.Context(), models.SystemActor("test"), func(tx *models.Tx) error { return tx.DB.Create(row).Error }))
}

func (v *village) check(err error) {
	v.t.Helper()
	if err != nil {
		v.t.Fatal(err)
	}
}

func (v *village) input() brand.Input {
	return brand.Input{
		OrganizationID: v.station.ID, Name: "银龄剪", Slogan: "一把剪刀", Category: "扶贫帮困", Intro: "每月第一个周六", StartedOn: "2021-03-03",
		LeaderID: v.manager.AccountID,
	}
}

func (v *village) create(actor models.Actor, in brand.Input) (made *brand.Brand, err error) {
	err = v.DB.Write(v.t.Context(), actor, func(tx *models.Tx) error { made, err = brand.Create(tx, in); return err })
	return made, err
}

func (v *village) update(actor models.Actor, id, version int64, in brand.Input) (changed *brand.Brand, err error) {
	err = v.DB.Write(v.t.Context(), actor, func(tx *models.Tx) error { changed, err = brand.Update(tx, id, version, in); return err })
	return changed, err
}

func (v *village) handOver(actor models.Actor, id int64, to team.Handover) error {
	return v.DB.Write(v.t.Context(), actor, func(tx *models.Tx) error { _, err := brand.HandOver(tx, id, to); return err })
}

// inCharge is who is in charge of the brand right now.
func (v *village) inCharge(id int64) (accountID int64) {
	v.t.Helper()
	v.check(v.DB.Read(v.t.Context(), models.Actor{}, func(tx *models.Tx) error {
		leaders, err := team.CurrentBrandLeaders(tx, []int64{id})
		accountID = leaders[id].AccountID
		return err
	}))
	return accountID
}

// faultOf is the first fault of a refusal, as member and code.
func faultOf(err error) string {
	var refusal *models.Error
	if errors.As(err, &refusal) && len(refusal.Fields) > 0 {
		return refusal.Fields[0].Field + " " + refusal.Fields[0].Code
	}
	return fmt.Sprint(err)
}

func TestEntityMatchesTheSchema(t *testing.T) {
	t.Parallel()
	modelstest.Each(t, func(t *testing.T, w *modelstest.World) { modelstest.MatchesSchema(t, w, brand.Brand{}) })
}

func TestWhoMayFoundABrand(t *testing.T) {
	each(t, func(t *testing.T, v *village) {
		leader := v.second
		leader.Scopes = []models.Scope{{Role: models.TeamLeader, OrganizationID: v.station.ID, Path: v.station.Path}}
		for name, actor := range map[string]models.Actor{"nobody": {}, "a stranger": v.stranger, "a team leader": leader} {
			_, err := v.create(actor, v.input())
			modelstest.Expect(t, name, err, models.ErrPermission)
		}
		elsewhere := v.input()
		elsewhere.OrganizationID = v.another.ID
		_, err := v.create(v.manager, elsewhere)
		modelstest.Expect(t, "at another station", err, models.ErrPermission)
		made, err := v.create(v.manager, v.input())
		v.check(err)
		if made.Status != brand.Active || v.inCharge(made.ID) != v.manager.AccountID {
			t.Errorf("founded: %+v, %d in charge", made, v.inCharge(made.ID))
		}
		_, err = v.create(v.manager, v.input())
		modelstest.Expect(t, "the same name", err, brand.ErrNameTaken)
		_, err = v.update(v.stranger, made.ID, 1, v.input())
		modelstest.Expect(t, "changed by a stranger", err, models.ErrPermission)
		modelstest.Expect(t, "handed over by a stranger", v.handOver(v.stranger, made.ID, team.Handover{AccountID: v.second.AccountID}), models.ErrPermission)
		modelstest.Expect(t, "none to hand over", v.handOver(v.manager, 999, team.Handover{AccountID: v.second.AccountID}), brand.ErrNotFound)
		_, err = v.update(v.manager, 999, 1, v.input())
		modelstest.Expect(t, "none to change", err, brand.ErrNotFound)
	})
}

func TestBrandInputIsChecked(t *testing.T) {
	each(t, func(t *testing.T, v *village) {
		for want, spoil := range map[string]func(in *brand.Input){
			"name invalid_text":           func(in *brand.Input) { in.Name = strings.Repeat("长", 51) },
			"slogan invalid_text":         func(in *brand.Input) { in.Slogan = "一\u200b把" },
			"category invalid_text":       func(in *brand.Input) { in.Category = " " },
			"started_on format":           func(in *brand.Input) { in.StartedOn = "2021-02-29" },
			"started_on future":           func(in *brand.Input) { in.StartedOn = "2026-03-03" },
			"organization_id not_found":   func(in *brand.Input) { in.OrganizationID = 999 },
			"leader_account_id not_found": func(in *brand.Input) { in.LeaderID = 999 },
		} {
			in := v.input()
			spoil(&in)
			_, err := v.create(v.manager, in)
			if got := faultOf(err); got != want {
				t.Errorf("got %s, want %s", got, want)
			}
		}
		in := v.input()
		in.Slogan, in.Intro = "", ""
		_, err := v.create(v.manager, in)
		v.check(err)
	})
}

func TestBrandIsChangedAndDelisted(t *testing.T) {
	each(t, func(t *testing.T, v *village) {
		made, err := v.create(v.manager, v.input())
		v.check(err)
		in := v.input()
		in.Name, in.Status = "银龄剪刀队", brand.Delisted
		_, err = v.update(v.manager, made.ID, 2, in)
		modelstest.Expect(t, "stale", err, models.ErrVersionConflict)
		changed, err := v.update(v.manager, made.ID, 1, in)
		v.check(err)
		in.Status = ""
		again, err := v.update(v.manager, made.ID, 2, in)
		v.check(err)
		if changed.Status != brand.Delisted || changed.Name != in.Name || again.Status != brand.Delisted || again.Version != 3 {
			t.Errorf("changed: %+v, then %+v", changed, again)
		}
		other := v.input()
		_, err = v.create(v.manager, other)
		v.check(err)
		_, err = v.update(v.manager, made.ID, 3, other)
		modelstest.Expect(t, "to another's name", err, brand.ErrNameTaken)
	})
}

// TestABrandHasOnePersonInCharge at each instant, also when two handovers meet.
func TestABrandHasOnePersonInCharge(t *testing.T) {
	each(t, func(t *testing.T, v *village) {
		made, err := v.create(v.manager, v.input())
		v.check(err)
		start := v.Clock.Now()
		v.Clock.Advance(time.Hour)
		modelstest.Expect(t, "to the same", v.handOver(v.manager, made.ID, team.Handover{AccountID: v.manager.AccountID}), team.ErrAlreadyLeader)
		modelstest.Expect(t, "too early", v.handOver(v.manager, made.ID, team.Handover{AccountID: v.second.AccountID, From: start}), team.ErrHandoverOrder)
		if err := v.handOver(v.manager, made.ID, team.Handover{AccountID: 999}); faultOf(err) != "account_id not_found" {
			t.Errorf("to nobody: %v", err)
		}
		results := modelstest.AtOnce(4, func(i int) error {
			return v.handOver(v.manager, made.ID, team.Handover{AccountID: []int64{v.second.AccountID, v.stranger.AccountID}[i%2], Note: "换届"})
		})
		won := 0
		for _, err := range results {
			if err == nil {
				won++
			}
		}
		var leaders models.Paged[team.Leader]
		v.check(v.DB.Read(t.Context(), models.Actor{}, func(tx *models.Tx) (err error) {
			leaders, err = brand.Leaders(tx, made.ID, models.Page{Limit: 10})
			return err
		}))
		if won != 1 || len(leaders.Items) != 2 || leaders.Items[0].EndsAt != nil || !leaders.Items[1].EndsAt.Equal(v.Clock.Now()) || v.inCharge(made.ID) != leaders.Items[0].AccountID {
			t.Errorf("%d handovers won: %+v", won, leaders.Items)
		}
		err = v.DB.Read(t.Context(), models.Actor{}, func(tx *models.Tx) error { _, err := brand.Leaders(tx, 999, models.Page{Limit: 1}); return err })
		modelstest.Expect(t, "the leaders of none", err, brand.ErrNotFound)
	})
}

// TestWhatABrandMayBeUsedFor: its organization and all below, while it is active.
func TestWhatABrandMayBeUsedFor(t *testing.T) {
	each(t, func(t *testing.T, v *village) {
		own, err := v.create(v.manager, v.input())
		v.check(err)
		above := &brand.Brand{OrganizationID: v.town.ID, Name: "镇品牌", Status: brand.Active, StartedOn: "2020-01-01", Version: 1}
		gone := &brand.Brand{OrganizationID: v.station.ID, Name: "旧品牌", Status: brand.Delisted, StartedOn: "2020-01-01", Version: 1}
		v.insert(above)
		v.insert(gone)
		for _, test := range []struct {
			id   int64
			path string
			want string
		}{
			{0, v.station.Path, "<nil>"},
			{own.ID, v.station.Path, "<nil>"},
			{above.ID, v.station.Path, "<nil>"},
			{own.ID, v.another.Path, "brand_id brand_elsewhere"},
			{own.ID, v.town.Path, "brand_id brand_elsewhere"},
			{gone.ID, v.station.Path, "brand_id brand_delisted"},
			{999, v.station.Path, "brand_id not_found"},
		} {
			err := v.DB.Read(t.Context(), models.Actor{}, func(tx *models.Tx) error { return brand.Check(tx, test.id, test.path) })
			if got := faultOf(err); got != test.want {
				t.Errorf("brand %d at %s: %s, want %s", test.id, test.path, got, test.want)
			}
		}
		list := func(filter brand.Filter) (names string) {
			v.check(v.DB.Read(t.Context(), models.Actor{}, func(tx *models.Tx) error {
				found, err := brand.List(tx, filter, models.Page{Limit: 10})
				for _, one := range found.Items {
					names += one.Name + " "
				}
				return err
			}))
			return names
		}
		for want, filter := range map[string]brand.Filter{
			"银龄剪 镇品牌 旧品牌 ": {}, "银龄剪 旧品牌 ": {OrganizationID: v.station.ID}, "": {OrganizationID: 999}, "旧品牌 ": {Status: brand.Delisted}, "银龄剪 ": {Category: "扶贫帮困"},
		} {
			if got := list(filter); got != want {
				t.Errorf("%+v finds %q, want %q", filter, got, want)
			}
		}
	})
}

func TestYearsOn(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		started, day models.Date
		want         int
	}{
		{"2021-03-03", "2026-03-02", 4},
		{"2021-03-03", "2026-03-03", 5},
		{"2024-02-29", "2025-02-28", 0},
		{"2024-02-29", "2025-03-01", 1},
		{"2027-01-01", "2026-03-02", 0},
	} {
		if got := (&brand.Brand{StartedOn: test.started}).YearsOn(test.day); got != test.want {
			t.Errorf("from %s to %s: %d years, want %d", test.started, test.day, got, test.want)
		}
	}
}
