package handlers_test

import (
	"archive/zip"
	"bytes"
	"encoding/csv"
	"strings"
	"testing"
	"time"
)

// worked is an installation in which one volunteer has served two confirmed hours.
func worked(a *app) {
	a.t.Helper()
	done := a.as(volunteerRole).served(a.published())
	a.as(manager).post("/hours/"+a.entryOf(done)+"/confirm", nil).must(200)
}

const march = "?from=2026-03-01&to=2026-04-01"

func TestStatisticsInEveryDimension(t *testing.T) {
	t.Parallel()
	eachApp(t, func(t *testing.T, a *app) {
		worked(a)
		a.wait(3 * time.Hour)
		keys := map[string]string{
			"organizations": a.station, "stations": a.station, "teams": a.teamID(), "affiliations": "party", "categories": "医疗健身", "platforms": "none",
			"brands": "none", "months": "2026-03", "quarters": "2026-Q1", "years": "2026",
		}
		for dimension, key := range keys {
			got := a.as(townAdmin).get("/statistics/" + dimension + march + "&figures=held_activities,minutes,average_minutes").must(200)
			figures := `[{"figure":"minutes","value":120},{"figure":"held_activities","value":1},{"figure":"average_minutes","value":120}]`
			total := `"total":{"activities":1,"attendances":1,"figures":` + figures + `,"minutes":120,"people":1}`
			if got.find("id", key) != key || !strings.Contains(string(got.body), total) || strings.Count(string(got.body), figures) != 2 {
				t.Errorf("%s: %s", dimension, got.body)
			}
			detail := a.as(townAdmin).get("/statistics/" + dimension + "/details" + march + "&figure=minutes&key=" + key).must(200)
			if detail.text("total") != "120" || detail.every("items", "amount") != "120" || detail.text("items.0.volunteer_name") != "volunteer 1" {
				t.Errorf("what %s is made of: %s", dimension, detail.body)
			}
		}
		if masked := a.as(auditor).get("/statistics/stations/details" + march + "&figure=people").must(200); masked.text("items.0.volunteer_name") != "v**********" {
			t.Errorf("who keeps no rosters reads %s", masked.body)
		}
		a.run([]scenario{
			{name: "another town", who: a.as(otherTownAdmin), method: "GET", path: "/statistics/months" + march, status: 200, has: `"minutes":0,"people":0}`},
			{name: "no period", who: a.as(townAdmin), method: "GET", path: "/statistics/months", status: 422, code: "invalid_request", has: `"field":"from"`},
			{name: "the wrong way round", who: a.as(townAdmin), method: "GET", path: "/statistics/months?from=2026-04-01&to=2026-03-01", status: 422, code: "invalid_request", has: `"field":"to"`},
			{name: "an instant", who: a.as(townAdmin), method: "GET", path: "/statistics/months?from=2026-03-01T00:00:00Z&to=2026-04-01", status: 422, code: "invalid_request"},
			{name: "another dimension", who: a.as(townAdmin), method: "GET", path: "/statistics/moods" + march, status: 422, code: "invalid_request", has: `"field":"dimension"`},
			{name: "an unknown organization", who: a.as(townAdmin), method: "GET", path: "/statistics/months" + march + "&organization_id=999", status: 422, code: "invalid_request", has: `"field":"organization_id"`},
			{name: "an unknown figure", who: a.as(townAdmin), method: "GET", path: "/statistics/months" + march + "&figures=minutes,moods", status: 422, code: "invalid_request", has: `"field":"figures`},
			{name: "a figure of another dimension", who: a.as(townAdmin), method: "GET", path: "/statistics/brands" + march + "&figures=residents", status: 422, code: "invalid_request", has: `"field":"figures"`},
			{name: "behind a rate", who: a.as(townAdmin), method: "GET", path: "/statistics/months/details" + march + "&figure=on_plan_rate", status: 422, code: "invalid_request", has: "已落实计划项"},
			{name: "behind no row", who: a.as(townAdmin), method: "GET", path: "/statistics/months/details" + march + "&figure=minutes&key=2026-04", status: 422, code: "invalid_request", has: `"field":"key"`},
			{name: "the catalogue", who: a.as(nobody), method: "GET", path: "/figures", status: 200, has: `"numerator":"carried_out_items"`},
		})
	})
}

func TestExportIsMadeAndFetched(t *testing.T) {
	t.Parallel()
	eachApp(t, func(t *testing.T, a *app) {
		worked(a)
		staff := a.as(manager)
		input := object{"report": "stations", "format": "csv", "from": "2026-03-01", "to": "2026-04-01", "reason": "三月总结上报"}
		made := staff.post("/exports", input).must(202)
		path := "/exports/" + made.id()
		a.run([]scenario{
			{name: "queued", who: staff, method: "GET", path: path, status: 200, has: `"status":"queued"`},
			{name: "not ready", who: staff, method: "GET", path: path + "/file", status: 409, code: "export_not_ready"},
			{name: "of others", who: a.as(centerAdmin), method: "GET", path: path, status: 404, code: "export_not_found"},
			{name: "unknown", who: staff, method: "GET", path: "/exports/999/file", status: 404, code: "export_not_found"},
			{name: "nowhere", who: staff, path: "/exports", body: input.with("organization_id", "999"), status: 422, code: "invalid_request", has: `"field":"organization_id"`},
			{name: "no day", who: staff, path: "/exports", body: input.with("to", "2026-03-01"), status: 422, code: "invalid_request", has: `"field":"to"`},
			{name: "as a picture", who: staff, path: "/exports", body: input.with("format", "png"), status: 422, code: "invalid_request", has: `"field":"format"`},
		})
		a.makeExports()
		done := staff.get(path).must(200)
		if done.text("status") != "done" || done.text("progress") != "100" || !strings.HasSuffix(done.text("file_name"), ".csv") {
			t.Errorf("the export is %s", done.body)
		}
		file := staff.get(path + "/file").must(200)
		rows, err := csv.NewReader(bytes.NewReader(bytes.TrimPrefix(file.body, []byte("\ufeff")))).ReadAll()
		if err != nil || !bytes.HasPrefix(file.body, []byte("\ufeff")) || len(rows) < 2 {
			t.Errorf("%v: %s", err, file.body)
		}
		if !strings.HasPrefix(file.header.Get("Content-Disposition"), "attachment; filename*=utf-8''") {
			t.Errorf("the file is called %s", file.header.Get("Content-Disposition"))
		}
		book := staff.post("/exports", input.with("format", "xlsx", "report", "hours")).must(202)
		a.makeExports()
		content := staff.get("/exports/" + book.id() + "/file").must(200).body
		if _, err := zip.NewReader(bytes.NewReader(content), int64(len(content))); err != nil {
			t.Errorf("the workbook: %v", err)
		}
		if list := staff.get("/exports").must(200); list.every("items", "id") != book.id()+" "+made.id() {
			t.Errorf("one's own exports: %s", list.body)
		}
	})
}

func TestAuditTellsWhoDidWhat(t *testing.T) {
	t.Parallel()
	eachApp(t, func(t *testing.T, a *app) {
		made := a.published()
		got := a.as(townAdmin).get("/audit-entries?subject_kind=activity&subject_id=" + made.id()).must(200)
		if got.every("items", "action") != "activity.published activity.create" || got.text("items.0.account_id") != a.as(manager).account ||
			got.text("items.0.organization_id") != a.station || got.text("items.0.before.status") != "draft" {
			t.Errorf("the audit: %s", got.body)
		}
		secrets := []string{password, a.as(manager).phone, a.as(manager).refresh, "argon2", "password_hash"}
		all := a.as(centerAdmin).get("/audit-entries?limit=100").must(200)
		for _, secret := range secrets {
			if strings.Contains(string(all.body), secret) {
				t.Errorf("the audit holds %q", secret)
			}
		}
		a.run([]scenario{
			{name: "of another town", who: a.as(otherTownAdmin), method: "GET", path: "/audit-entries?subject_kind=activity", status: 200, has: `"items":[]`},
			{name: "tomorrow", who: a.as(auditor), method: "GET", path: "/audit-entries?from=2026-03-03", status: 200, has: `"items":[]`},
			{name: "the wrong way round", who: a.as(auditor), method: "GET", path: "/audit-entries?from=2026-03-03&to=2026-03-02", status: 422, code: "invalid_request"},
		})
	})
}
