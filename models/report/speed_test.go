package report

import (
	"fmt"
	"os"
	"runtime"
	"testing"
	"time"

	"practicestation/models"
	"practicestation/models/modelstest"
)

func TestSpeedTmp(t *testing.T) {
	for _, d := range []string{"sqlite", "mysql"} {
		w := modelstest.Open(t, d)
		c := newCounty(t, w)
		c.fill(t, 10)
		e := c.entries[0]
		c.write(t, func(tx *models.Tx) error {
			var st []int64
			for i := range 300 {
				st = append(st, c.organization(tx, c.west, "station", fmt.Sprintf("站%d", i), "").ID)
			}
			var as []int64
			for i := range 3000 {
				a := c.activities[i%14]
				a.ID = 0
				a.StationID = st[i%300]
				c.create(tx, &a)
				as = append(as, a.ID)
			}
			type row = map[string]any
			var rows []row
			for i := range 190000 {
				day := time.Date(2025, 1, 1, 0, 0, 0, 0, time.UTC).AddDate(0, 0, i*7%365).Format("2006-01-02")
				rows = append(rows, row{"sign_up_id": e.SignUpID + int64(i) + 100000, "shift_id": e.ShiftID, "activity_id": as[i%3000], "volunteer_id": c.volunteers[i%12].ID, "station_id": st[i%300], "team_id": e.TeamID, "minutes": 60, "served_on": day, "status": "confirmed", "created_at": tx.Now})
			}
			var sus []row
			for i := range 190000 {
				sus = append(sus, row{"id": e.SignUpID + int64(i) + 100000, "shift_id": e.ShiftID, "activity_id": 1, "volunteer_id": 1, "status": "completed", "sequence": 100000 + i, "created_at": tx.Now, "updated_at": tx.Now, "checked_in_at": tx.Now, "checked_out_at": tx.Now})
			}
			if d == "mysql" {
				tx.DB.Exec("SET foreign_key_checks=0")
			} else {
				tx.DB.Exec("PRAGMA defer_foreign_keys=on")
			}
			for i := range sus {
				sus[i]["volunteer_id"] = c.volunteers[0].ID
			}
			if err := tx.DB.Table("sign_ups").CreateInBatches(sus, 1000).Error; err != nil {
				return err
			}
			return tx.DB.Table("entries").CreateInBatches(rows, 1000).Error
		})
		if os.Getenv("ANALYZE") != "" {
			c.write(t, func(tx *models.Tx) error {
				if d == "mysql" {
					return tx.DB.Exec("ANALYZE TABLE entries, organizations, activities, sign_ups").Error
				}
				return tx.DB.Exec("ANALYZE").Error
			})
		}
		actor := c.staff(t, models.CenterAdmin, c.center)
		for _, dim := range Dimensions() {
			at := time.Now()
			_, total := c.statistics(t, actor, Query{Dimension: dim, From: "2025-01-01", To: "2026-01-01"})
			fmt.Println(d, dim, total, time.Since(at))
		}
		at := time.Now()
		_, _ = c.statistics(t, actor, Query{Dimension: ByStation, From: "2025-03-01", To: "2025-04-01"})
		fmt.Println(d, "one month", time.Since(at))
		for _, f := range []Format{CSV, XLSX} {
			at = time.Now()
			content, _ := c.export(t, actor, Input{Report: HoursDetail, Format: f, From: "2025-01-01", To: "2026-01-01"})
			var m runtime.MemStats
			runtime.ReadMemStats(&m)
			fmt.Println(d, f, len(content), time.Since(at), "sys", m.Sys>>20, "heap", m.HeapAlloc>>20)
		}
	}
}
