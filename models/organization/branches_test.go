package organization_test

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"practicestation/models"
	"practicestation/models/modelstest"
	"practicestation/models/organization"
)

// TestEveryPlaceOfAScopeBelongsToOneBranch: to the child of the top that it lies below, or to the top itself, also where a scope has
// several tops or one path lies below another.
func TestEveryPlaceOfAScopeBelongsToOneBranch(t *testing.T) {
	t.Parallel()
	modelstest.Each(t, func(t *testing.T, w *modelstest.World) {
		c := found(t, w)
		other := c.create(t, w, organization.Input{Name: "丁蜀镇", Level: organization.Institute, ParentID: c.center.ID, RegionCode: "320282002000"})
		far := c.create(t, w, organization.Input{Name: "西望村村民委员会", Level: organization.Station, ParentID: other.ID, RegionCode: "320282002001"})
		center, town, station := c.center.ID, c.town.ID, c.station.ID
		for _, scope := range []struct {
			name  string
			paths []string
			want  map[int64]int64
		}{
			{"nothing", nil, map[int64]int64{}},
			{"the county", []string{c.center.Path}, map[int64]int64{center: center, town: town, station: town, other.ID: other.ID, far.ID: other.ID}},
			{"a town", []string{c.town.Path}, map[int64]int64{town: town, station: station}},
			{"a station", []string{far.Path}, map[int64]int64{far.ID: far.ID}},
			{"a town and a station of another", []string{far.Path, c.town.Path}, map[int64]int64{town: town, station: station, far.ID: far.ID}},
			{"a town and what lies in it", []string{c.station.Path, c.town.Path, c.town.Path}, map[int64]int64{town: town, station: station}},
		} {
			got := map[int64]int64{}
			read(t, w, func(tx *models.Tx) error {
				var rows []struct{ OrganizationID, ID int64 }
				err := tx.DB.Raw(organization.Branches(scope.paths)).Scan(&rows).Error
				for _, row := range rows {
					if _, twice := got[row.OrganizationID]; twice {
						t.Errorf("%s: %d belongs to two branches", scope.name, row.OrganizationID)
					}
					got[row.OrganizationID] = row.ID
				}
				return err
			})
			if difference := cmp.Diff(scope.want, got); difference != "" {
				t.Errorf("%s (-want +got):\n%s", scope.name, difference)
			}
		}
	})
}
