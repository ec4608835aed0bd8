package handlers_test

import (
	"bytes"
	"fmt"
	"strings"
	"testing"

	"github.com/xuri/excelize/v2"

	"practicestation/models"
)

// TestReportFromDraftToTheNextEdition: a town's month is drafted on live figures, handed in, returned, handed in again and locked;
// an hour that is corrected afterwards leaves it as it is, stands in the differences, and in the next edition.
func TestReportFromDraftToTheNextEdition(t *testing.T) {
	t.Parallel()
	eachApp(t, func(t *testing.T, a *app) {
		done := a.as(volunteerRole).served(a.published())
		entry := a.entryOf(done)
		town, center := a.as(townAdmin), a.as(centerAdmin)
		input := object{"kind": "hours", "organization_id": a.town, "period": "month", "starts_on": "2026-03-01"}
		made := town.post("/reports", input).must(201)
		path := "/reports/" + made.id()
		if draft := town.get(path).must(200); draft.text("report.live") != "true" || draft.minutes() != 0 {
			t.Errorf("the draft: %s", draft.body)
		}
		a.as(manager).post("/hours/"+entry+"/confirm", nil).must(200)
		if draft := town.get(path).must(200); draft.minutes() != 120 {
			t.Errorf("the draft does not move: %s", draft.body)
		}
		a.run([]scenario{
			{name: "the same again", who: town, path: "/reports", body: input, status: 409, code: "report_exists"},
			{name: "orders", who: town, path: "/reports", body: input.with("kind", "orders"), status: 422, code: "invalid_request", has: `"field":"kind"`},
			{name: "half a month", who: town, path: "/reports", body: input.with("starts_on", "2026-03-15"), status: 422, code: "invalid_request", has: `"field":"starts_on"`},
			{name: "nowhere", who: town, path: "/reports", body: input.with("organization_id", "999"), status: 422, code: "invalid_request", has: `"field":"organization_id"`},
			{name: "compared too early", who: town, method: "GET", path: path + "/adjustments", status: 409, code: "report_not_frozen"},
			{name: "locked too early", who: center, path: path + "/lock", status: 409, code: "report_status"},
			{name: "revised too early", who: town, path: path + "/versions", body: object{"reason": "更正"}, status: 409, code: "report_not_locked"},
			{name: "without a name", who: town, path: path + "/submit", body: filler.with("filler_name", ""), status: 422, code: "invalid_request"},
			{name: "handed in", who: town, path: path + "/submit", body: filler, status: 200, has: `"live":false`},
			{name: "handed in twice", who: town, path: path + "/submit", body: filler, status: 409, code: "report_status"},
			{name: "returned without a reason", who: center, path: path + "/return", body: object{"reason": " "}, status: 422},
			{name: "returned by itself", who: town, path: path + "/return", body: object{"reason": "再核对"}, status: 403, code: "permission_missing"},
			{name: "returned", who: center, path: path + "/return", body: object{"reason": "再核对"}, status: 200, has: `"status":"returned"`},
			{name: "handed in again", who: town, path: path + "/submit", body: filler, status: 200, has: `"status":"submitted"`},
			{name: "locked by its own town", who: town, path: path + "/lock", status: 403, code: "permission_missing"},
			{name: "locked", who: center, path: path + "/lock", status: 200, has: `"status":"locked"`},
			{name: "returned when locked", who: center, path: path + "/return", body: object{"reason": "再核对"}, status: 409, code: "report_status"},
			{name: "in the list", who: town, method: "GET", path: "/reports?kind=hours&period=month&starts_on=2026-03-01&status=locked&organization_id=" + a.town, status: 200, has: `"edition":1`},
			{name: "not in the other list", who: town, method: "GET", path: "/reports?status=draft", status: 200, has: `"items":[]`},
			{name: "unknown", who: town, method: "GET", path: "/reports/999", status: 404, code: "report_not_found"},
		})
		locked, file := town.get(path).must(200), town.get(path+"/file").must(200)
		a.corrected(entry, 90)
		again, fileAgain := town.get(path).must(200), town.get(path+"/file").must(200)
		if !bytes.Equal(locked.body, again.body) || !bytes.Equal(file.body, fileAgain.body) || locked.minutes() != 120 {
			t.Errorf("the locked report has changed:\n%s\n%s", locked.body, again.body)
		}
		differ := town.get(path + "/adjustments").must(200)
		if differ.every("items", "then") != "120 120" || differ.every("items", "now") != "90 90" || differ.every("causes", "minutes") != "-120 90" {
			t.Errorf("the differences: %s", differ.body)
		}
		next := town.post(path+"/versions", object{"reason": "更正了时长"}).must(201)
		second := town.post("/reports/"+next.id()+"/submit", filler).must(200)
		if shown := town.get("/reports/" + next.id()).must(200); second.text("edition") != "2" || shown.minutes() != 90 {
			t.Errorf("the next edition: %s", shown.body)
		}
		if old := town.get(path).must(200); old.text("report.latest") != "false" || old.text("report.status") != "locked" || old.minutes() != 120 {
			t.Errorf("the locked edition: %s", old.body)
		}
		unit := locked.text("table.unit")
		a.check(a.db.Write(t.Context(), models.SystemActor("test"), func(tx *models.Tx) error {
			return tx.DB.Exec("UPDATE organizations SET name = '改名后的所' WHERE id = ?", a.town).Error
		}))
		if renamed := town.get(path).must(200); unit == "" || renamed.text("table.unit") != unit || renamed.text("report.organization_name") != "改名后的所" {
			t.Errorf("a town that has a new name: %s", renamed.body)
		}
		a.readFiles(path, file)
		taken := center.get("/audit-entries?subject_kind=report&subject_id=" + made.id()).must(200)
		if taken.text("items.0.action") != "report.download" || taken.text("items.0.after.format") != "csv" || taken.text("items.0.account_id") != town.account {
			t.Errorf("who took the file: %s", taken.body)
		}
	})
}

// minutes is the total of a report's service time.
func (r *answer) minutes() float64 {
	r.t.Helper()
	for i := range r.length("table.columns") {
		if r.text(fmt.Sprintf("table.columns.%d.key", i)) == "minutes" {
			number, _ := r.value(fmt.Sprintf("table.total.%d.value", i)).(float64)
			return number
		}
	}
	r.t.Fatalf("no minutes in %s", r.body)
	return 0
}

// corrected changes the minutes of an entry by two people.
func (a *app) corrected(entry string, minutes int) {
	a.t.Helper()
	asked := a.as(manager).post("/hours/"+entry+"/correct", object{"minutes": minutes, "reason": "签退记错了"}).must(201)
	a.as(townAdmin).post("/corrections/"+asked.id()+"/approve", nil).must(200)
}

// readFiles reads the workbook with a second reader, and the text.
func (a *app) readFiles(path string, file *answer) {
	a.t.Helper()
	if !strings.HasPrefix(file.header.Get("Content-Disposition"), "attachment; filename*=utf-8''") {
		a.t.Errorf("the file is called %s", file.header.Get("Content-Disposition"))
	}
	book, err := excelize.OpenReader(bytes.NewReader(file.body))
	a.check(err)
	defer func() { _ = book.Close() }()
	lines, err := book.GetRows("明细", excelize.Options{RawCellValue: true})
	if err != nil || lines[4][11] != "2" || lines[5][11] != "2" {
		a.t.Errorf("the details are %v, %v", lines, err)
	}
	text := a.as(townAdmin).get(path + "/file?format=csv").must(200)
	if !strings.HasPrefix(string(text.body), "\ufeff序号,村居（实践站）") || !strings.Contains(string(text.body), "合计,,,1,1,1,2.00,0,0.00\r\n") {
		a.t.Errorf("the text is %s", text.body)
	}
}

// TestReportsOfEveryKind are made, shown and printed for a station too.
func TestReportsOfEveryKind(t *testing.T) {
	t.Parallel()
	eachApp(t, func(t *testing.T, a *app) {
		worked(a)
		staff := a.as(manager)
		a.as(townAdmin).post("/targets", goal.with("organization_id", a.town, "period", "quarter")).must(201) // without one, nothing is assessed
		kinds := staff.get("/report-kinds").must(200)
		for i, kind := range strings.Fields(kinds.every("items", "kind")) {
			made := staff.post("/reports", object{"kind": kind, "organization_id": a.station, "period": "quarter", "starts_on": "2026-01-01"}).must(201)
			shown := staff.get("/reports/" + made.id()).must(200)
			if heads := fmt.Sprintf("items.%d.columns", i); shown.every("table.columns", "key") != kinds.every(heads, "key") || shown.length("table.rows") == 0 {
				t.Errorf("%s: %s", kind, shown.body)
			}
			staff.get("/reports/" + made.id() + "/file").must(200)
		}
	})
}

// TestReportThatIsTooLongIsNotShown: nobody reads or prints 20 wanted numbers of each of 1,001 stations.
func TestReportThatIsTooLongIsNotShown(t *testing.T) {
	t.Parallel()
	eachApp(t, func(_ *testing.T, a *app) {
		comparisons := make([]object, 20)
		for i := range comparisons {
			comparisons[i] = object{"figure": "activities", "operator": "gte", "value": i + 1}
		}
		condition := object{"match": "all", "comparisons": comparisons}
		a.as(townAdmin).post("/targets", goal.with("organization_id", a.town, "period", "quarter", "condition", condition)).must(201)
		path := "/reports/" + a.as(townAdmin).post("/reports", object{"kind": "assessment", "organization_id": a.town, "period": "quarter", "starts_on": "2026-01-01"}).must(201).id()
		a.as(townAdmin).get(path).must(200)
		const digits = "(SELECT 0 AS n UNION ALL SELECT 1 UNION ALL SELECT 2 UNION ALL SELECT 3 UNION ALL SELECT 4 UNION ALL SELECT 5 UNION ALL SELECT 6 UNION ALL SELECT 7 UNION ALL SELECT 8 UNION ALL SELECT 9)"
		const number = "1000000 + x.n + 10 * y.n + 100 * z.n"
		a.write(func(tx *models.Tx) error {
			return tx.DB.Exec(`INSERT INTO organizations (id, level, name, parent_id, path, version, created_at, updated_at)
				SELECT `+number+`, 'station', CONCAT('站', `+number+`), o.id, CONCAT(o.path, `+number+`, '/'), 1, o.created_at, o.updated_at
				FROM (SELECT * FROM organizations WHERE id = ?) AS o, `+digits+` AS x, `+digits+` AS y, `+digits+` AS z`, id64(a.town)).Error
		})
		a.as(townAdmin).get(path).refused(409, "report_too_long")
		a.as(townAdmin).get(path+"/file").refused(409, "report_too_long")
	})
}
