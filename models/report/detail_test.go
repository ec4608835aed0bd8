package report

import (
	"fmt"
	"strconv"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"practicestation/models"
	"practicestation/models/hours"
	"practicestation/models/modelstest"
)

// TestSpansCoverThePeriodOnce: whatever the days hold, no day is left out or read twice, and a span is one day or holds no more than it should.
func TestSpansCoverThePeriodOnce(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		from, to := models.Date("2025-12-20"), models.Date("2026-01-20")
		var days []day
		for at := from; at < to; at = models.DateOf(at.In(time.UTC).AddDate(0, 0, 1), time.UTC) {
			if count := rapid.Int64Range(0, 2000).Draw(t, "entries"); count > 0 {
				days = append(days, day{at, count})
			}
		}
		cut := spans(days, from, to, 1000)
		if cut[0].from != from || cut[len(cut)-1].to != to {
			t.Fatalf("%v does not cover the period", cut)
		}
		for i, one := range cut {
			if one.from >= one.to || i > 0 && cut[i-1].to != one.from {
				t.Fatalf("%v has a gap or an overlap", cut)
			}
			held, served := int64(0), 0
			for _, day := range days {
				if day.ServedOn >= one.from && day.ServedOn < one.to {
					held, served = held+day.Entries, served+1
				}
			}
			if served > 1 && held > 1000 {
				t.Fatalf("%v holds %d entries of %d days", one, held, served)
			}
		}
	})
}

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
