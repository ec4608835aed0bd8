package handlers_test

// assessmentRights is the part of the matrix about targets; they are of the app's town.
var assessmentRights = []row{
	//                              nobody volunteer other leader manager neighbour town other town center auditor
	{"listTargets", get("/targets"), []int{401, 403, 403, 403, 200, 200, 200, 200, 200, 200}},
	{"createTarget", post("/targets", goal.with("organization_id", "{town}")), []int{401, 403, 403, 403, 403, 403, 201, 403, 201, 403}},
	{"getTarget", get("/targets/{assessed}"), []int{401, 404, 404, 404, 200, 200, 200, 404, 200, 200}},
	{"updateTarget", put("/targets/{assessed}", goal.with("version", 1)), []int{401, 404, 404, 404, 403, 403, 200, 404, 200, 403}},
	{"endTarget", post("/targets/{assessed}/end", object{"reason": "文件已废止", "version": 1}), []int{401, 404, 404, 404, 403, 403, 200, 404, 200, 403}},
	{"getTargetProgress", get("/targets/{assessed}/progress"), []int{401, 404, 404, 404, 200, 200, 200, 404, 200, 200}},
	{"getTargetProgress", get("/targets/{assessedPeople}/progress"), []int{401, 404, 404, 404, 200, 200, 200, 404, 200, 403}},
	{"listTargetProgressDetails", get("/targets/{assessedPeople}/progress/details?comparison=0&subject_id=9223372036854775807"), []int{401, 404, 404, 404, 422, 422, 422, 404, 422, 403}},
	{"listTargetProgressDetails", get("/targets/{assessed}/progress/details?comparison=0&subject_id={station}"), []int{401, 404, 404, 404, 200, 422, 200, 404, 200, 200}},
}

// goal is what to post for a target; of a new one it lacks who sets it.
var goal = object{
	"title": "站点活动", "source": "每月至少开展1场", "subject": "station", "period": "month", "starts_on": "2026-01-01",
	"condition": object{"match": "all", "comparisons": []object{{"figure": "activities", "operator": "gte", "value": 1}}},
}

// assessed is a target of the town for a kind of subject.
func (a *app) assessed(subject string) string {
	a.t.Helper()
	return a.as(townAdmin).post("/targets", goal.with("organization_id", a.town, "subject", subject)).must(201).id()
}
