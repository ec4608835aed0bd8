package population_test

import (
	"errors"
	"testing"

	"practicestation/models"
	"practicestation/models/modelstest"
	"practicestation/models/organization"
	"practicestation/models/population"
)

func TestMain(m *testing.M) { modelstest.Main(m) }

// village is a station of a town, with who manages it and who audits it.
type village struct {
	*modelstest.World
	t                *testing.T
	town, station    *organization.Organization
	manager, auditor models.Actor
}

func each(t *testing.T, story func(t *testing.T, v *village)) {
	t.Parallel()
	modelstest.Each(t, func(t *testing.T, w *modelstest.World) {
		v := &village{World: w, t: t}
		v.town = &organization.Organization{Level: organization.Institute, Name: "甲镇", Path: "/1/", Version: 1}
		v.station = &organization.Organization{Level: organization.Station, Name: "甲一村", Path: "/1/2/", Version: 1}
		v.write(func(tx *models.Tx) error {
			if err := tx.DB.Create(v.town).Error; err != nil {
				return err
			}
			v.station.ParentID = &v.town.ID
			return tx.DB.Create(v.station).Error
		})
		v.manager = models.Actor{Name: "周站长", Scopes: []models.Scope{{Role: models.StationManager, OrganizationID: v.station.ID, Path: v.station.Path}}}
		v.auditor = models.Actor{Name: "吴审计", Scopes: []models.Scope{{Role: models.Auditor, OrganizationID: v.town.ID, Path: v.town.Path}}}
		story(t, v)
	})
}

func (v *village) write(unit func(tx *models.Tx) error) {
	v.t.Helper()
	if err := v.DB.Write(v.t.Context(), models.SystemActor("test"), unit); err != nil {
		v.t.Fatal(err)
	}
}

func (v *village) record(actor models.Actor, at *organization.Organization, in population.Input) (*population.Listed, error) {
	var made *population.Listed
	err := v.DB.Write(v.t.Context(), actor, func(tx *models.Tx) error {
		var err error
		made, err = population.Record(tx, at.ID, in)
		return err
	})
	return made, err
}

func TestEntitiesMatchTheSchema(t *testing.T) {
	t.Parallel()
	modelstest.Each(t, func(t *testing.T, w *modelstest.World) { modelstest.MatchesSchema(t, w, &population.Base{}) })
}

// TestTheLatestOfAYearCounts, and what was written before stays.
func TestTheLatestOfAYearCounts(t *testing.T) {
	each(t, func(t *testing.T, v *village) {
		for i, in := range []population.Input{{2025, 3000, "年鉴"}, {2026, 3100, "年鉴"}, {2025, 2900, "  普查 更正 "}} {
			if made, err := v.record(v.manager, v.station, in); err != nil || !made.Counts {
				t.Fatalf("the %d. base: %+v, %v", i, made, err)
			}
		}
		var listed models.Paged[population.Listed]
		err := v.DB.Read(t.Context(), v.auditor, func(tx *models.Tx) error {
			var err error
			listed, err = population.List(tx, v.station.ID, models.Page{Limit: 9})
			return err
		})
		if err != nil || len(listed.Items) != 3 {
			t.Fatalf("%+v, %v", listed, err)
		}
		for i, want := range []struct {
			residents int64
			counts    bool
		}{{2900, true}, {3100, true}, {3000, false}} {
			if got := listed.Items[i]; got.Residents != want.residents || got.Counts != want.counts {
				t.Errorf("the %d. is %+v", i, got)
			}
		}
	})
}

func TestBasesAreRefused(t *testing.T) {
	each(t, func(t *testing.T, v *village) {
		good := population.Input{Year: 2026, Residents: 1, Source: "年鉴"}
		elsewhere := &organization.Organization{ID: 999}
		for _, one := range []struct {
			name  string
			actor models.Actor
			at    *organization.Organization
			in    population.Input
			want  *models.Error
		}{
			{"by who only reads", v.auditor, v.station, good, models.ErrPermission},
			{"of the level above", v.manager, v.town, good, models.ErrPermission},
			{"of nowhere", v.manager, elsewhere, good, organization.ErrNotFound},
			{"of a year to come", v.manager, v.station, population.Input{Year: 2027, Residents: 1, Source: "年鉴"}, models.ErrInvalid},
			{"of long ago", v.manager, v.station, population.Input{Year: 1999, Residents: 1, Source: "年鉴"}, models.ErrInvalid},
			{"of nobody", v.manager, v.station, population.Input{Year: 2026, Source: "年鉴"}, models.ErrInvalid},
			{"from nowhere", v.manager, v.station, population.Input{Year: 2026, Residents: 1}, models.ErrInvalid},
		} {
			if _, err := v.record(one.actor, one.at, one.in); !errors.Is(err, one.want) {
				t.Errorf("%s: %v, want %v", one.name, err, one.want)
			}
		}
	})
}
