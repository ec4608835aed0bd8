package handlers_test

// statisticsRights is the part of the matrix about what is counted and exported, and the audit.
var statisticsRights = []row{
	//                              nobody volunteer other leader manager neighbour town other town center auditor
	// Statistics, exports and the audit.
	{"listPopulations", get("/organizations/{station}/populations"), []int{401, 403, 403, 403, 200, 403, 200, 403, 200, 200}},
	{"recordPopulation", post("/organizations/{station}/populations", object{"year": 2025, "residents": 3000, "source": "统计年鉴"}), []int{401, 403, 403, 403, 201, 403, 201, 403, 201, 403}},
	{"checkIdentity", post("/volunteers/{known}/identity-checks", object{"organization_id": "{station}", "document": "resident_card"}), []int{401, 403, 403, 403, 201, 404, 201, 404, 201, 403}},
	{"recordBeneficiaries", put("/activities/{published}/beneficiaries", object{"beneficiaries": 20, "version": 2}), []int{401, 403, 403, 409, 409, 403, 409, 403, 409, 403}},
	{"listFigures", get("/figures"), everybody(200)},
	{"listStatisticsDetails", get("/statistics/stations/details?figure=minutes&from=2026-01-01&to=2027-01-01&organization_id={station}"), []int{401, 403, 403, 403, 200, 403, 200, 403, 200, 200}},
	{"getStatistics", get("/statistics/stations?from=2026-01-01&to=2027-01-01"), []int{401, 403, 403, 403, 200, 200, 200, 200, 200, 200}},
	{"getStatistics", get("/statistics/stations?from=2026-01-01&to=2027-01-01&organization_id={station}"), []int{401, 403, 403, 403, 200, 403, 200, 403, 200, 200}},
	{"createExport", post("/exports", exportBody), []int{401, 403, 403, 403, 202, 202, 202, 202, 202, 202}},
	{"createExport", post("/exports", exportBody.with("organization_id", "{station}")), []int{401, 403, 403, 403, 202, 403, 202, 403, 202, 202}},
	{"createExport", post("/exports", exportBody.with("masking", "unmasked")), []int{401, 403, 403, 403, 403, 403, 202, 202, 202, 403}}, // names: by who answers for a town
	{"cancelExport", post("/exports/{queuedExport}/cancel", nil), []int{401, 404, 404, 404, 200, 404, 404, 404, 404, 404}},
	{"createExportTicket", post("/exports/{export}/tickets", nil), []int{401, 404, 404, 404, 201, 404, 404, 404, 404, 404}},
	{"listExports", get("/exports"), signedIn()}, // one's own
	{"getExport", get("/exports/{export}"), []int{401, 404, 404, 404, 200, 404, 404, 404, 404, 404}},
	{"downloadExport", get("/exports/{export}/file"), []int{401, 404, 404, 404, 200, 404, 404, 404, 404, 404}},
	{"downloadExport", get("/exports/{ticketedFile}").onlyOnce(), everybody(200)}, // a ticket is all it takes, once
	{"importHolidays", post("/holidays/import", object{"csv": nextNotice}), []int{401, 403, 403, 403, 403, 403, 403, 403, 200, 403}},
	{"dryRunImportHolidays", post("/holidays/import/dry-run", object{"csv": nextNotice}), []int{401, 403, 403, 403, 403, 403, 403, 403, 200, 403}},
	{"listAuditEntries", get("/audit-entries"), []int{401, 403, 403, 403, 403, 403, 200, 200, 200, 200}},
}

var exportBody = object{"report": "stations", "format": "csv", "from": "2026-01-01", "to": "2027-01-01", "reason": "年度总结上报"}
