package importing_test

import (
	"fmt"
	"testing"

	"github.com/google/go-cmp/cmp"

	"practicestation/models"
	"practicestation/models/importing"
	"practicestation/models/modelstest"
	"practicestation/models/organization"
	"practicestation/models/population"
)

// fromTown hands a file of populations in for the town, which has a second village, and gives the checked import's owner too.
func (v *village) fromTown(t testing.TB) (admin models.Actor, file func(rows ...string) *importing.Import, confirm func(id int64) *importing.Import) {
	t.Helper()
	admin = v.staff(t, models.TownAdmin, v.town)
	v.write(t, admin, func(tx *models.Tx) error {
		_, err := organization.Create(tx, organization.Input{Name: "乙村", Level: organization.Station, ParentID: v.town.ID, RegionCode: "320282001002"})
		return err
	})
	find := func(id int64) (found *importing.Import) {
		v.read(t, admin, func(tx *models.Tx) (err error) { found, err = importing.Find(tx, id); return err })
		return found
	}
	file = func(rows ...string) *importing.Import {
		t.Helper()
		in := importing.Input{
			Kind: importing.Populations, OrganizationID: v.town.ID, FileName: "人口.csv", Content: text(append([]string{"阵地,年份*,常住人口*,数据来源*"}, rows...)...),
		}
		var made *importing.Import
		v.write(t, admin, func(tx *models.Tx) (err error) { made, err = importing.Create(tx, in); return err })
		v.work(t)
		return find(made.ID)
	}
	confirm = func(id int64) *importing.Import {
		t.Helper()
		v.write(t, admin, func(tx *models.Tx) error { _, err := importing.Confirm(tx, id, importing.Good); return err })
		v.work(t)
		return find(id)
	}
	return admin, file, confirm
}

// faultsFor is faults for somebody else than the manager.
func (v *village) faultsFor(t testing.TB, actor models.Actor, id int64) (told []string) {
	t.Helper()
	v.read(t, actor, func(tx *models.Tx) error {
		found, err := importing.ListFaults(tx, id, models.Page{Limit: 100})
		for _, fault := range found.Items {
			told = append(told, fmt.Sprintf("%d %s %s", fault.Row, fault.Head, fault.Code))
		}
		return err
	})
	return told
}

// A place is named by what the drop-down says, by town and village, by the code of its region, or not at all when it is the
// organization that imports.
func TestPopulationsAreWrittenDownOnce(t *testing.T) {
	t.Parallel()
	modelstest.Each(t, func(t *testing.T, w *modelstest.World) {
		v := found(t, w)
		_, file, confirm := v.fromTown(t)
		rows := []string{"甲村,2025,3100,年鉴", "甲镇/甲村,2026,3200,年鉴", "320282001002,2026,900,年鉴", ",2026,4100,年鉴", "乙村,2026,900,年鉴"}
		made := file(rows...)
		expect(t, "checked", made, importing.Checked, 4, 1, 0)
		if v.count(t, "populations") != 0 {
			t.Error("the check has written something down")
		}
		expect(t, "applied", confirm(made.ID), importing.Applied, 4, 1, 0)
		if v.count(t, "populations") != 4 {
			t.Errorf("%d populations", v.count(t, "populations"))
		}
		again := file(rows...)
		expect(t, "the same file again", again, importing.Checked, 0, 5, 0)
		confirm(again.ID)
		corrected := file("甲村,2025,3050,普查更正")
		expect(t, "a correction", confirm(corrected.ID), importing.Applied, 1, 0, 0)
		// What an old file says is known and brings nothing back, so the correction stands.
		expect(t, "the old file after the correction", confirm(file(rows...).ID), importing.Applied, 0, 5, 0)
		var counting []population.Base
		v.read(t, v.manager, func(tx *models.Tx) error {
			return tx.DB.Table("populations AS b").Where(population.Counts).Where("b.organization_id = ? AND b.year = 2025", v.station.ID).Find(&counting).Error
		})
		if len(counting) != 1 || counting[0].Residents != 3050 {
			t.Errorf("what counts is %+v", counting)
		}
	})
}

func TestEveryFaultOfAPopulationIsNamed(t *testing.T) {
	t.Parallel()
	modelstest.Each(t, func(t *testing.T, w *modelstest.World) {
		v := found(t, w)
		admin, file, confirm := v.fromTown(t)
		made := file("甲村,2026,3200,年鉴", "甲村,2026,3300,年鉴", "丙村,两千,很多,", "乙村,1999,0,", "宜兴市,2026,1,年鉴", "320282001999,2027,1,年鉴", "乙村,2026,3.5,年鉴")
		want := []string{
			"3 年份 year_repeated", "4 阵地 not_found", "4 年份 integer", "4 常住人口 integer", "4 数据来源 required", "5 年份 range", "5 常住人口 range", "5 数据来源 required",
			"6 阵地 not_found", "7 阵地 not_found", "7 年份 range", "8 常住人口 integer",
		}
		if difference := cmp.Diff(want, v.faultsFor(t, admin, made.ID)); difference != "" {
			t.Errorf("faults (-want +got):\n%s", difference)
		}
		expect(t, "the good one", confirm(made.ID), importing.Applied, 1, 0, 6)
		if v.count(t, "populations") != 1 {
			t.Errorf("%d populations", v.count(t, "populations"))
		}
	})
}
