package report

import (
	"fmt"
	"strconv"
	"strings"
	"testing"

	"practicestation/models"
	"practicestation/models/hours"
	"practicestation/models/modelstest"
)

func TestDetailHasALimit(t *testing.T) {
	t.Parallel()
	if err := mayDetail(detailLimit); err != nil {
		t.Errorf("at the limit: %v", err)
	}
	if err := mayDetail(detailLimit + 1); err == nil || !strings.Contains(err.Error(), "3000001") {
		t.Errorf("above the limit: %v", err)
	}
}

func TestDetailHasEveryEntryOnce(t *testing.T) {
	t.Parallel()
	modelstest.Each(t, func(t *testing.T, w *modelstest.World) {
		c := newCounty(t, w)
		c.fill(t, 300)
		c.write(t, func(tx *models.Tx) error { // many on one day
			who, of := c.person(tx, "欧阳震华"), c.held(tx, c.stations[0], c.teams[0], "大扫除", "卫生环保")
			for range 1000 {
				c.served(tx, of, who, "2026-01-15", 1, hours.Confirmed)
			}
			return nil
		})
		actor := c.staff(t, models.TownAdmin, c.east)
		_, total := c.recount("2025-11-01", "2026-03-01", c.east, func(hours.Entry) string { return "" })
		content, made := c.export(t, actor, Input{Report: HoursDetail, Format: XLSX, From: "2025-11-01", To: "2026-03-01"})
		sheet := raw(t, open(t, content), HoursDetail.sheet())
		minutes, day := int64(0), ""
		body := sheet[headRow : len(sheet)-4]
		for i, line := range body {
			if line[0] != strconv.Itoa(i+1) || line[7] < day {
				t.Fatalf("line %d is %v, after %s", i+1, line, day)
			}
			if name := line[6]; !strings.HasSuffix(name, "*") || strings.Contains(name, "三") {
				t.Errorf("the name %q can be read", name)
			}
			day = line[7]
			own, err := strconv.ParseInt(line[10], 10, 64)
			if err != nil {
				t.Fatal(err)
			}
			minutes += own
		}
		if int64(len(body)) != total.Attendances || minutes != total.Minutes || made.RowsDone != total.Attendances {
			t.Errorf("%d lines, %d minutes, %d told; want %+v", len(body), minutes, made.RowsDone, total)
		}
		last := sheet[len(sheet)-4]
		label := fmt.Sprintf("合计（%d 场活动，%d 人次，%d 人）", total.Activities, total.Attendances, total.People)
		if last[0] != label || last[10] != strconv.FormatInt(total.Minutes, 10) {
			t.Errorf("total %v, want %s and %d", last, label, total.Minutes)
		}
	})
}
