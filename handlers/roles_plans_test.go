package handlers_test

// planRights is the part of the matrix about plans and brands.
var planRights = []row{
	//                              nobody volunteer other leader manager neighbour town other town center auditor
	// Brands are everybody's to see; plans are made by their own people and reviewed by the level above.
	{"listBrands", get("/brands"), everybody(200)},
	{"getBrand", get("/brands/{brand}"), everybody(200)},
	{"listBrandLeaders", get("/brands/{brand}/leaders"), signedIn()},
	{"createBrand", post("/brands", brandBody), []int{401, 403, 403, 403, 201, 403, 201, 403, 201, 403}},
	{"updateBrand", put("/brands/{brand}", object{"name": "{name}", "category": "扶贫帮困", "started_on": "2021-03-05", "version": 1}), []int{401, 403, 403, 403, 200, 403, 200, 403, 200, 403}},
	{"handOverBrand", post("/brands/{brand}/leader", object{"account_id": "{colleague}"}), []int{401, 403, 403, 403, 200, 403, 200, 403, 200, 403}},
	{"listPlans", get("/plans"), []int{401, 403, 403, 200, 200, 200, 200, 200, 200, 200}},
	{"createPlan", post("/plans", object{"organization_id": "{newStation}", "month": "2026-03", "items": []object{}}), []int{401, 403, 403, 403, 403, 403, 201, 403, 201, 403}},
	{"createPlan", post("/plans", object{"team_id": "{team}", "month": "2026-03", "items": []object{}}), []int{401, 403, 403, 201, 201, 403, 201, 403, 201, 403}},
	{"getPlan", get("/plans/{plan}"), []int{401, 404, 404, 404, 200, 404, 200, 404, 200, 200}},
	{"getPlan", get("/plans/{teamPlan}"), []int{401, 404, 404, 200, 200, 404, 200, 404, 200, 200}},
	{"updatePlan", put("/plans/{plan}", object{"items": []object{}, "version": 1}), []int{401, 404, 404, 404, 200, 404, 200, 404, 200, 403}},
	{"submitPlan", post("/plans/{plan}/submit", nil), []int{401, 404, 404, 404, 200, 404, 200, 404, 200, 403}},
	{"submitPlan", post("/plans/{teamPlan}/submit", nil), []int{401, 404, 404, 200, 200, 404, 200, 404, 200, 403}},
	{"approvePlan", post("/plans/{submittedPlan}/approve", nil), []int{401, 404, 404, 404, 403, 404, 200, 404, 200, 403}},
	{"approvePlan", post("/plans/{submittedTeamPlan}/approve", nil), []int{401, 404, 404, 403, 200, 404, 200, 404, 200, 403}},
	{"returnPlan", post("/plans/{submittedPlan}/return", object{"reason": "请补充"}), []int{401, 404, 404, 404, 403, 404, 200, 404, 200, 403}},
	{"copyPlan", post("/plans/{plan}/copies", object{"month": "{month}"}), []int{401, 404, 404, 404, 201, 404, 201, 404, 201, 403}},
	{"createPlanActivity", post("/plan-items/{item}/activities", object{"declaration_version": 1, "team_id": "{hostTeam}", "starts_at": "{soon}", "ends_at": "{later}"}), []int{401, 404, 404, 404, 201, 404, 201, 404, 201, 403}},
	{"linkPlanActivity", post("/plan-items/{item}/link", object{"activity_id": "{published}"}), []int{401, 404, 404, 404, 200, 404, 200, 404, 200, 403}},
	{"unlinkPlanActivity", post("/plan-items/{linkedItem}/unlink", object{"activity_id": "{linked}"}), []int{401, 404, 404, 404, 200, 404, 200, 404, 200, 403}},
	{"getPlanProgress", get("/plans/progress?from_month=2026-03&to_month=2026-04"), []int{401, 403, 403, 403, 200, 200, 200, 200, 200, 200}},
	{"getPlanProgress", get("/plans/progress?from_month=2026-03&to_month=2026-03&organization_id={station}"), []int{401, 403, 403, 403, 200, 403, 200, 403, 200, 200}},
}

var brandBody = object{"organization_id": "{station}", "name": "{name}", "category": "扶贫帮困", "started_on": "2021-03-05", "leader_account_id": "{colleague}"}
