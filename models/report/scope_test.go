package report

import (
	"bytes"
	"errors"
	"strings"
	"testing"

	"practicestation/models"
	"practicestation/models/hours"
	"practicestation/models/modelstest"
)

// TestFileHoldsOnlyTheOwnSubtree: no row of a neighbour's, whichever of the two reads it.
func TestFileHoldsOnlyTheOwnSubtree(t *testing.T) {
	t.Parallel()
	modelstest.Each(t, func(t *testing.T, w *modelstest.World) {
		c := newCounty(t, w)
		c.write(t, func(tx *models.Tx) error {
			who := c.person(tx, "欧阳震华")
			for i, at := range c.stations {
				c.served(tx, c.held(tx, at, c.teams[i], "在"+at.Name, "卫生环保"), who, "2026-01-15", 60, hours.Confirmed)
			}
			return nil
		})
		for i, at := range c.stations {
			manager := c.staff(t, models.StationManager, at)
			content, made := c.export(t, manager, Input{Report: HoursDetail, Format: CSV, From: "2026-01-01", To: "2026-02-01"})
			if made.OrganizationName != at.Name || made.RowsDone != 1 {
				t.Errorf("%+v", made)
			}
			for j, other := range c.stations {
				if got := strings.Contains(string(content), other.Name); got != (i == j) {
					t.Errorf("the file of %s names %s: %t", at.Name, other.Name, got)
				}
			}
		}
	})
}

// TestDetailIsOfOneMoment: what is confirmed or taken back while a file is written is not in it, in no part of it.
func TestDetailIsOfOneMoment(t *testing.T) {
	t.Parallel()
	modelstest.Each(t, func(t *testing.T, w *modelstest.World) {
		c := newCounty(t, w)
		c.write(t, func(tx *models.Tx) error {
			who, of := c.person(tx, "欧阳震华"), c.held(tx, c.stations[0], c.teams[0], "清扫", "卫生环保")
			for _, on := range []models.Date{"2026-01-10", "2026-01-11", "2026-01-12"} {
				c.served(tx, of, who, on, 60, hours.Confirmed)
			}
			return nil
		})
		export := &Export{Report: HoursDetail, From: "2026-01-01", To: "2026-02-01", Masking: Masked}
		var written bytes.Buffer
		err := c.DB.Snapshot(t.Context(), models.Actor{}, func(tx *models.Tx) error {
			table := &Table{}
			if err := export.layDetail(tx, table, c.center.Path); err != nil {
				return err
			}
			c.write(t, func(tx *models.Tx) error {
				return tx.DB.Model(&hours.Entry{}).Where("served_on = '2026-01-12'").Update("status", hours.Reversed).Error
			})
			sum := &tally{activities: map[int64]struct{}{}, people: map[int64]struct{}{}}
			body := &csvPen{to: &written}
			within := spans([]day{{"2026-01-10", 1}, {"2026-01-11", 1}, {"2026-01-12", 1}}, export.From, export.To, 1)
			done, err := export.pour(tx, []string{c.center.Path}, within, sum, body, func(int64) error { return nil })
			if done != table.Expected || len(within) != 3 {
				t.Errorf("%d rows in %d spans, %d were counted", done, len(within), table.Expected)
			}
			return errors.Join(err, body.flush())
		})
		if err != nil || strings.Count(written.String(), "\r\n") != 3 {
			t.Errorf("%v: %s", err, written.String())
		}
	})
}
