package handlers_test

import (
	"time"
)

// reportRights is the part of the matrix about what an organization hands in; the reports are of the app's station.
var reportRights = []row{
	//                              nobody volunteer other leader manager neighbour town other town center auditor
	{"listReportKinds", get("/report-kinds"), everybody(200)},
	{"listReports", get("/reports"), []int{401, 403, 403, 403, 200, 200, 200, 200, 200, 200}},
	{"createReport", post("/reports", object{"kind": "teams", "organization_id": "{station}", "period": "month", "starts_on": "{someMonth}"}), []int{401, 403, 403, 403, 201, 403, 201, 403, 201, 403}},
	{"getReport", get("/reports/{draftReport}"), []int{401, 404, 404, 404, 200, 404, 200, 404, 200, 200}},
	{"submitReport", post("/reports/{draftReport}/submit", filler), []int{401, 404, 404, 404, 200, 404, 200, 404, 200, 403}},
	{"returnReport", post("/reports/{submittedReport}/return", object{"reason": "请核对"}), []int{401, 404, 404, 404, 403, 404, 200, 404, 200, 403}},
	{"lockReport", post("/reports/{submittedReport}/lock", nil), []int{401, 404, 404, 404, 403, 404, 200, 404, 200, 403}},
	{"createReportVersion", post("/reports/{lockedReport}/versions", object{"reason": "更正了时长"}), []int{401, 404, 404, 404, 201, 404, 201, 404, 201, 403}},
	{"getReportAdjustments", get("/reports/{submittedReport}/adjustments"), []int{401, 404, 404, 404, 200, 404, 200, 404, 200, 200}},
	{"downloadReport", get("/reports/{draftReport}/file"), []int{401, 404, 404, 404, 200, 404, 200, 404, 200, 200}},
}

// filler signs a report.
var filler = object{"filler_name": "王建平", "filler_phone": "0510-87654321"}

// someMonth is the first day of a month that no report is about yet.
func (a *app) someMonth() string {
	return time.Date(2026, time.Month(3-a.nextNumber()), 1, 0, 0, 0, 0, time.UTC).Format(time.DateOnly)
}

// draftReport is one of the station's teams that its manager has begun.
func (a *app) draftReport() string {
	a.t.Helper()
	body := object{"kind": "teams", "organization_id": a.station, "period": "month", "starts_on": a.someMonth()}
	return a.as(manager).post("/reports", body).must(201).id()
}

func (a *app) submittedReport() string {
	a.t.Helper()
	return a.as(manager).post("/reports/"+a.draftReport()+"/submit", filler).must(200).id()
}

func (a *app) lockedReport() string {
	a.t.Helper()
	return a.as(townAdmin).post("/reports/"+a.submittedReport()+"/lock", nil).must(200).id()
}
