package handlers_test

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"log/slog"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/xuri/excelize/v2"

	"practicestation/jobs"
	"practicestation/models"
)

// period covers the story's years, in pieces of at most five.
var period = [][2]string{{"2016-01-01", "2021-01-01"}, {"2021-01-01", "2026-01-01"}}

// compareStatistics holds the API's figures against the test's own and against plain SQL.
func (s *story) compareStatistics() {
	a := s.app
	attendances, minutes := 0, 0
	for _, dimension := range []string{"stations", "teams", "affiliations", "categories", "months"} {
		got := map[string][2]int{}
		for _, p := range period {
			answer := s.admin.get("/statistics/" + dimension + "?from=" + p[0] + "&to=" + p[1]).must(200)
			var told struct {
				Items []struct {
					ID                   string
					Attendances, Minutes int
				}
			}
			a.check(json.Unmarshal(answer.body, &told))
			for _, row := range told.Items {
				got[row.ID] = [2]int{got[row.ID][0] + row.Attendances, got[row.ID][1] + row.Minutes}
			}
			if dimension == "stations" {
				attendances += number(a, answer, "total.attendances")
				minutes += number(a, answer, "total.minutes")
			}
		}
		for key, f := range s.expected {
			kind, id, _ := strings.Cut(key, " ")
			if kind == dimension && got[id] != [2]int{f.attendances, f.minutes} {
				a.t.Errorf("%s: %v, want %d attendances and %d minutes", key, got[id], f.attendances, f.minutes)
			}
		}
	}
	s.drillDown()
	total := s.expected["total"]
	var plain struct{ Attendances, Minutes, People, Activities int }
	a.check(a.db.Read(a.t.Context(), models.Actor{}, func(tx *models.Tx) error {
		return tx.DB.Raw(`SELECT COUNT(*) AS attendances, SUM(minutes) AS minutes, COUNT(DISTINCT volunteer_id) AS people,
			COUNT(DISTINCT activity_id) AS activities FROM entries WHERE status = 'confirmed'`).Scan(&plain).Error
	}))
	want := struct{ Attendances, Minutes, People, Activities int }{total.attendances, total.minutes, len(total.people), len(total.activities)}
	if plain != want || attendances != want.Attendances || minutes != want.Minutes {
		a.t.Errorf("the API says %d attendances and %d minutes, SQL %+v, the test %+v", attendances, minutes, plain, want)
	}
	if want.Activities != 44 {
		a.t.Errorf("%d activities, want 44", want.Activities)
	}
}

func number(a *app, r *answer, path string) int {
	n, err := strconv.Atoi(r.text(path))
	a.check(err)
	return n
}

// compareWorkbooks exports each dimension as a workbook, reads it back with excelize and holds it against the API.
func (s *story) compareWorkbooks() {
	a := s.app
	runner := jobs.New(a.db, slog.New(slog.DiscardHandler))
	done := make(chan struct{})
	ctx, stop := context.WithCancel(a.t.Context())
	go func() { defer close(done); runner.Run(ctx) }()
	defer func() { stop(); <-done }()
	for _, dimension := range []string{"stations", "teams", "affiliations", "categories", "months"} {
		for _, p := range period {
			export := s.admin.post("/exports", object{"report": dimension, "format": "xlsx", "from": p[0], "to": p[1], "reason": "对照统计"}).must(202)
			runner.Wake()
			file := s.await(export.id())
			statistics := s.admin.get("/statistics/" + dimension + "?from=" + p[0] + "&to=" + p[1]).must(200)
			compareSheet(a, statistics, file)
		}
	}
}

// await polls an export as a client does.
func (s *story) await(id string) []byte {
	for range 600 {
		switch state := s.admin.get("/exports/" + id).must(200); state.text("status") {
		case "done":
			return s.admin.get("/exports/" + id + "/file").must(200).body
		case "failed":
			s.app.t.Fatalf("the export failed: %s", state.body)
		}
		time.Sleep(10 * time.Millisecond)
	}
	s.app.t.Fatal("the export is not made")
	return nil
}

// compareSheet finds each row of the statistics in the sheet, by its name and figures, and the total row.
func compareSheet(a *app, statistics *answer, file []byte) {
	a.t.Helper()
	book, err := excelize.OpenReader(bytes.NewReader(file))
	a.check(err)
	defer func() { _ = book.Close() }()
	rows, err := book.GetRows(book.GetSheetName(0), excelize.Options{RawCellValue: true})
	a.check(err)
	var told struct {
		Items []sheetRow
		Total sheetRow
	}
	a.check(json.Unmarshal(statistics.body, &told))
	told.Total.Name = "合计"
	for _, wanted := range append(told.Items, told.Total) {
		if !slices.ContainsFunc(rows, wanted.isIn) {
			a.t.Errorf("the sheet lacks %+v", wanted)
		}
	}
}

// sheetRow is what the API says of one row of a sheet.
type sheetRow struct {
	Name                                     string
	Activities, Attendances, People, Minutes int
}

// isIn reports whether a row of the sheet has the name and the four figures, in the sheet's order.
func (w sheetRow) isIn(row []string) bool {
	next := slices.Index(row, w.Name) + 1
	if next == 0 {
		return false
	}
	for _, figure := range []int{w.Activities, w.Attendances, w.People, w.Minutes} {
		k := slices.Index(row[next:], strconv.Itoa(figure))
		if k < 0 {
			return false
		}
		next += k + 1
	}
	return true
}

// drillDown reads the list behind each station's figures of one period: its rows add up to them.
func (s *story) drillDown() {
	a := s.app
	span := "from=" + period[1][0] + "&to=" + period[1][1]
	var told struct {
		Items []struct {
			ID                   string
			Attendances, Minutes json.Number
		}
	}
	a.check(json.Unmarshal(s.admin.get("/statistics/stations?"+span).must(200).body, &told))
	looked := 0
	for _, row := range told.Items {
		if row.Attendances == "0" {
			continue
		}
		looked++
		rows, minutes := 0, 0
		for cursor := ""; ; {
			page := s.admin.get("/hours?status=confirmed&limit=2&station_id=" + row.ID + "&" + span + cursor).must(200)
			for k := range page.length("items") {
				rows++
				minutes += number(a, page, fmt.Sprintf("items.%d.minutes", k))
			}
			if cursor = page.text("next_cursor"); cursor == "" {
				break
			}
			cursor = "&cursor=" + cursor
		}
		if row.Attendances.String() != strconv.Itoa(rows) || row.Minutes.String() != strconv.Itoa(minutes) {
			a.t.Errorf("station %s: the list has %d rows and %d minutes, the figures are %s and %s", row.ID, rows, minutes, row.Attendances, row.Minutes)
		}
	}
	if looked == 0 {
		a.t.Error("no station has figures to look behind")
	}
}
