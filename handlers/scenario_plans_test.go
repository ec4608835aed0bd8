package handlers_test

import (
	"fmt"
	"testing"
	"time"
)

// freeMonth is one that nothing has a plan for yet.
func (a *app) freeMonth() string {
	n := a.nextNumber()
	return fmt.Sprintf("%d-%02d", 2030+n/12, 1+n%12)
}

// plan drafts a plan of an organization or team for a free month; its one item has no day.
func (a *app) plan(whose, id string) *answer {
	a.t.Helper()
	maker := a.as(manager)
	if whose == "team_id" {
		maker = a.as(teamLeader)
	}
	return maker.post("/plans", object{whose: id, "month": a.freeMonth(), "items": []object{planItem()}}).must(201)
}

func planItem(changes ...any) object {
	return object{"title": "义务理发", "category": "扶贫帮困"}.with(changes...)
}

func (a *app) submitted(whose, id string) *answer {
	a.t.Helper()
	maker := a.as(manager)
	if whose == "team_id" {
		maker = a.as(teamLeader)
	}
	return maker.post("/plans/"+a.plan(whose, id).id()+"/submit", nil).must(200)
}

// planItem is the item of an approved plan of the station.
func (a *app) planItem() string {
	a.t.Helper()
	return a.as(townAdmin).post("/plans/"+a.submitted("organization_id", a.station).id()+"/approve", nil).must(200).text("items.0.id")
}

// linkedItem is such an item with an activity on it, and lastLinked that activity.
func (a *app) linkedItem() string {
	a.t.Helper()
	item := a.planItem()
	body := object{"declaration_version": 1, "team_id": a.teamID(), "starts_at": a.at(time.Hour), "ends_at": a.at(2 * time.Hour)}
	a.as(manager).post("/plan-items/"+item+"/activities", body).must(201)
	return item
}

func (a *app) lastLinked() string {
	a.t.Helper()
	return a.as(centerAdmin).get("/plans?limit=1").must(200).text("items.0.items.0.activities.0.id")
}

// brand founds one of the station, a minute ago.
func (a *app) brand() *answer {
	a.t.Helper()
	made := a.as(manager).post("/brands", object{
		"organization_id": a.station, "name": fmt.Sprintf("品牌 %d", a.nextNumber()), "slogan": "一把剪刀", "category": "扶贫帮困", "intro": "每月第一个周六",
		"started_on": "2021-03-02", "leader_account_id": a.as(manager).account,
	}).must(201)
	a.wait(time.Minute)
	return made
}

func TestBrands(t *testing.T) {
	t.Parallel()
	eachApp(t, func(t *testing.T, a *app) {
		staff := a.as(manager)
		made := a.brand()
		path := "/brands/" + made.id()
		body := object{"organization_id": a.station, "name": made.text("name"), "category": "扶贫帮困", "started_on": "2021-03-02", "leader_account_id": staff.account}
		change := object{"name": "银龄剪", "category": "扶贫帮困", "started_on": "2021-03-03", "status": "delisted", "version": 1}
		a.run([]scenario{
			{name: "the same name", who: staff, path: "/brands", body: body, status: 409, code: "brand_exists"},
			{name: "led by nobody", who: staff, path: "/brands", body: body.with("name", "另一个", "leader_account_id", "999"), status: 422, code: "invalid_request", has: `"field":"leader_account_id"`},
			{name: "nowhere", who: staff, path: "/brands", body: body.with("organization_id", "999"), status: 422, code: "invalid_request", has: `"field":"organization_id"`},
			{name: "30 February", who: staff, path: "/brands", body: body.with("started_on", "2021-02-30"), status: 422, code: "invalid_request", has: `"field":"started_on"`},
			{name: "invisible", who: staff, path: "/brands", body: body.with("name", "银\u200b龄"), status: 422, code: "invalid_request", has: `"field":"name"`},
			{name: "unknown", who: a.as(nobody), method: "GET", path: "/brands/999", status: 404, code: "brand_not_found"},
			{name: "unknown, its leaders", who: staff, method: "GET", path: "/brands/999/leaders", status: 404, code: "brand_not_found"},
			{name: "unknown, to change", who: staff, method: "PUT", path: "/brands/999", body: change, status: 404, code: "brand_not_found"},
			{name: "unknown, to hand over", who: staff, path: "/brands/999/leader", body: object{"account_id": staff.account}, status: 404, code: "brand_not_found"},
			{name: "to the same", who: staff, path: path + "/leader", body: object{"account_id": staff.account}, status: 409, code: "already_leader"},
			{name: "handed over", who: staff, path: path + "/leader", body: object{"account_id": a.as(teamLeader).account, "note": "换届"}, status: 200, has: `"account_id":"` + a.as(teamLeader).account + `"`},
			{name: "stale", who: staff, method: "PUT", path: path, body: change, status: 409, code: "version_conflict", has: `"current_version":2`},
			{name: "delisted", who: staff, method: "PUT", path: path, body: change.with("version", 2), status: 200, has: `"status":"delisted"`},
			{name: "in the list", who: a.as(nobody), method: "GET", path: "/brands?status=delisted&category=%E6%89%B6%E8%B4%AB%E5%B8%AE%E5%9B%B0&organization_id=" + a.town, status: 200, has: `"name":"银龄剪"`},
			{name: "not in the other", who: a.as(nobody), method: "GET", path: "/brands?status=active", status: 200, has: `"items":[]`},
			{name: "on a new activity", who: staff, path: "/activities", body: a.activity("brand_id", made.id()), status: 422, code: "invalid_request", has: `"code":"brand_delisted"`},
		})
		if leaders := staff.get(path + "/leaders").must(200); leaders.length("items") != 2 || leaders.text("items.1.to") != leaders.text("items.0.from") {
			t.Errorf("the persons in charge: %s", leaders.body)
		}
		seen, shown := staff.get(path).must(200), a.as(nobody).get(path).must(200)
		if seen.text("leader.name") == "" || shown.value("leader") != nil || shown.text("years") != "4" || made.text("years") != "5" {
			t.Errorf("staff see %s\nthe public sees %s", seen.body, shown.body)
		}
	})
}

// TestBrandShowsWhatWasHeld, and the activities under it are found by it.
func TestBrandShowsWhatWasHeld(t *testing.T) {
	t.Parallel()
	eachApp(t, func(t *testing.T, a *app) {
		staff, made := a.as(manager), a.brand()
		activity := a.published("brand_id", made.id())
		a.draft()
		signUp := a.as(volunteerRole).signUp(shiftOf(activity))
		a.moveTo(activity.text("starts_at"))
		staff.post("/sign-ups/"+signUp.id()+"/check-in", nil).must(200)
		a.moveTo(activity.text("shifts.0.ends_at"))
		out := staff.post("/sign-ups/"+signUp.id()+"/check-out", nil).must(200)
		if got := a.as(nobody).get("/brands/" + made.id()).must(200); got.text("held.total") != "0" {
			t.Errorf("held before it was over: %s", got.body)
		}
		a.moveTo(activity.text("ends_at"))
		for _, want := range []string{"1110", "1111"} { // an attendance counts when it is confirmed
			got := a.as(nobody).get("/brands/" + made.id()).must(200)
			if got.text("held.this_month")+got.text("held.this_year")+got.text("held.total")+got.text("held.attendances") != want {
				t.Errorf("held, want %s: %s", want, got.body)
			}
			if want == "1110" {
				staff.post("/hours/"+a.entryOf(out)+"/confirm", nil).must(200)
			}
		}
		if list := staff.get("/activities?brand_id=" + made.id()).must(200); list.every("items", "id") != activity.id() {
			t.Errorf("under the brand: %s", list.body)
		}
		other := a.draft("brand_id", made.id())
		body := a.activity("station_id", nil, "shifts", nil, "sign_up_opens_at", nil, "version", 1)
		kept := staff.put("/activities/"+other.id(), body).must(200)
		removed := staff.put("/activities/"+other.id(), body.text()[:len(body.text())-1]+`,"brand_id":null}`)
		if kept.text("brand_id") != made.id() || removed.status != 409 {
			t.Errorf("an edit that does not speak of the brand: %s, then %d", kept.body, removed.status)
		}
		removed = staff.put("/activities/"+other.id(), body.with("version", 2).spoilt(t, `"version":2`, `"version":2,"brand_id":null`)).must(200)
		if removed.value("brand_id") != nil {
			t.Errorf("taken off: %s", removed.body)
		}
	})
}

// TestSeriesCarryABrand to the activities that they make, and the brand shows them.
func TestSeriesCarryABrand(t *testing.T) {
	t.Parallel()
	eachApp(t, func(t *testing.T, a *app) {
		staff, made := a.as(manager), a.brand()
		branded := staff.post("/series", a.series("brand_id", made.id())).must(201)
		if list := staff.get("/activities?brand_id=" + made.id()).must(200); list.length("items") == 0 {
			t.Errorf("made under the brand: %s", list.body)
		}
		elsewhere := a.as(centerAdmin).post("/brands", object{
			"organization_id": a.otherStation, "name": "邻站品牌", "category": "扶贫帮困", "started_on": "2021-03-02", "leader_account_id": staff.account,
		}).must(201)
		a.run([]scenario{
			{name: "another station's brand", who: staff, path: "/series", body: a.series("brand_id", elsewhere.id()), status: 422, code: "invalid_request", has: `"code":"brand_elsewhere"`},
			{name: "on the brand's page", who: a.as(nobody), method: "GET", path: "/brands/" + made.id(), status: 200, has: `"series":[{"id":"` + branded.id() + `","status":"active","title":"周末理发"}]`},
			{name: "found by the brand", who: staff, method: "GET", path: "/series?brand_id=" + made.id(), status: 200, has: `"brand_id":"` + made.id() + `"`},
			{name: "not by another", who: staff, method: "GET", path: "/series?brand_id=" + elsewhere.id(), status: 200, has: `"items":[]`},
		})
	})
}

func TestPlanFromDraftToActivities(t *testing.T) {
	t.Parallel()
	eachApp(t, func(t *testing.T, a *app) {
		staff, town := a.as(manager), a.as(townAdmin)
		body := object{"organization_id": a.station, "month": "2026-03", "items": []object{planItem("planned_on", "2026-03-07", "place", "广场", "expected_headcount", 5), planItem("planned_week", 2)}}
		made := staff.post("/plans", body).must(201)
		path := "/plans/" + made.id()
		change := object{"items": []object{planItem("planned_on", "2026-03-07")}, "version": 1}
		a.run([]scenario{
			{name: "a second one", who: staff, path: "/plans", body: body, status: 409, code: "plan_exists"},
			{name: "of nobody", who: staff, path: "/plans", body: body.with("organization_id", nil), status: 422, code: "invalid_request", has: `"field":"team_id"`},
			{name: "no month", who: staff, path: "/plans", body: body.with("month", "2026-13"), status: 422, code: "invalid_request", has: `"field":"month"`},
			{name: "another month's day", who: staff, path: "/plans", body: body.with("month", "2026-04"), status: 422, code: "invalid_request", has: `"field":"items.0.planned_on"`},
			{name: "the sixth week", who: staff, method: "PUT", path: path, body: change.with("items", []object{planItem("planned_week", 6)}), status: 422, code: "invalid_request"},
			{name: "unknown", who: staff, method: "GET", path: "/plans/999", status: 404, code: "plan_not_found"},
			{name: "unknown, to change", who: staff, method: "PUT", path: "/plans/999", body: change, status: 404, code: "plan_not_found"},
			{name: "stale", who: staff, method: "PUT", path: path, body: change.with("version", 2), status: 409, code: "version_conflict", has: `"current_version":1`},
			{name: "approved too early", who: town, path: path + "/approve", status: 409, code: "plan_status"},
			{name: "returned too early", who: town, path: path + "/return", body: object{"reason": "补充"}, status: 409, code: "plan_status"},
			{name: "submitted", who: staff, path: path + "/submit", status: 200, has: `"status":"submitted"`},
			{name: "submitted twice", who: staff, path: path + "/submit", status: 409, code: "plan_status"},
			{name: "changed by then", who: staff, method: "PUT", path: path, body: change.with("version", 2), status: 409, code: "plan_status"},
			{name: "returned without a reason", who: town, path: path + "/return", body: object{"reason": "  "}, status: 422, code: "reason_missing"},
			{name: "returned", who: town, path: path + "/return", body: object{"reason": "请补充地点"}, status: 200, has: `"return_reason":"请补充地点"`},
			{name: "in the list", who: staff, method: "GET", path: "/plans?status=returned&month=2026-03&organization_id=" + a.town, status: 200, has: `"id":"` + made.id() + `"`},
			{name: "not in the team's", who: staff, method: "GET", path: "/plans?team_id=" + a.teamID(), status: 200, has: `"items":[]`},
			{name: "submitted again", who: staff, path: path + "/submit", status: 200, has: `"status":"submitted"`},
			{name: "an activity before it is approved", who: staff, path: "/plan-items/" + made.text("items.0.id") + "/activities", body: object{"declaration_version": 1, "team_id": a.teamID()}, status: 409, code: "plan_not_approved"},
			{name: "a link before it is approved", who: staff, path: "/plan-items/" + made.text("items.0.id") + "/link", body: object{"activity_id": "1"}, status: 409, code: "plan_not_approved"},
			{name: "or taken away", who: staff, path: "/plan-items/" + made.text("items.0.id") + "/unlink", body: object{"activity_id": "1"}, status: 409, code: "plan_not_approved"},
			{name: "approved", who: town, path: path + "/approve", status: 200, has: `"reviewed_by_name":"`},
			{name: "copied onto another", who: staff, path: path + "/copies", body: object{"month": "2026-03"}, status: 409, code: "plan_exists"},
			{name: "copied", who: staff, path: path + "/copies", body: object{"month": "2026-04"}, status: 201, has: `"planned_on":"2026-04-07"`},
			{name: "copied to no month", who: staff, path: path + "/copies", body: object{"month": "2026-4"}, status: 422, code: "invalid_request"},
		})
		for _, verb := range []string{"submit", "approve", "return", "copies"} {
			body := map[string]object{"return": {"reason": "补充"}, "copies": {"month": "2026-05"}}[verb]
			a.expect(scenario{name: "unknown, to " + verb, who: town, path: "/plans/999/" + verb, body: orNothing(body), status: 404, code: "plan_not_found"})
		}
		first, second := "/plan-items/"+made.text("items.0.id"), "/plan-items/"+made.text("items.1.id")
		drafted := staff.post(first+"/activities", object{"declaration_version": 1, "team_id": a.teamID()}).must(201)
		if drafted.text("starts_at") != "2026-03-07T09:00:00+08:00" || drafted.text("shifts.0.capacity") != "5" || drafted.text("plan_item_id") != made.text("items.0.id") {
			t.Errorf("made of the item: %s", drafted.body)
		}
		other := a.draft("shifts", nil)
		elsewhere := a.as(centerAdmin).post("/activities", a.activity("station_id", a.otherStation, "shifts", nil)).must(201)
		link := func(activity *answer) object { return object{"activity_id": activity.id()} }
		a.run([]scenario{
			{name: "no day", who: staff, path: second + "/activities", body: object{"declaration_version": 1, "team_id": a.teamID()}, status: 422, code: "invalid_request", has: `"field":"starts_at"`},
			{name: "elsewhere", who: town, path: first + "/activities", body: object{"declaration_version": 1, "team_id": a.teamID(), "station_id": a.otherStation}, status: 409, code: "activity_outside_plan"},
			{name: "undeclared", who: staff, path: first + "/activities", body: object{}, status: 422, code: "invalid_request", has: `"field":"declaration_version"`},
			{name: "no team", who: staff, path: first + "/activities", body: object{"declaration_version": 1}, status: 422, code: "invalid_request", has: `"field":"team_id"`},
			{name: "of no item", who: staff, path: "/plan-items/999/activities", body: object{"declaration_version": 1}, status: 404, code: "plan_item_not_found"},
			{name: "of no item, to link", who: staff, path: "/plan-items/999/link", body: link(other), status: 404, code: "plan_item_not_found"},
			{name: "of no item, to unlink", who: staff, path: "/plan-items/999/unlink", body: link(other), status: 404, code: "plan_item_not_found"},
			{name: "no activity", who: staff, path: second + "/link", body: object{"activity_id": "999"}, status: 422, code: "invalid_request", has: `"field":"activity_id"`},
			{name: "another station's", who: a.as(centerAdmin), path: second + "/link", body: link(elsewhere), status: 409, code: "activity_outside_plan"},
			{name: "linked", who: staff, path: second + "/link", body: link(other), status: 200, has: `"plan_item_id":"` + made.text("items.1.id") + `"`},
			{name: "linked twice", who: staff, path: first + "/link", body: link(other), status: 409, code: "activity_planned"},
			{name: "unlinked from another", who: staff, path: first + "/unlink", body: link(other), status: 422, code: "invalid_request", has: `"field":"activity_id"`},
			{name: "found by its item", who: staff, method: "GET", path: "/activities?plan_item_id=" + made.text("items.1.id"), status: 200, has: `"id":"` + other.id() + `"`},
			{name: "unlinked", who: staff, path: second + "/unlink", body: link(other), status: 200, has: `"plan_item_id":null`},
		})
		if told := staff.get("/me/notices").must(200); told.every("items", "kind") != "plan_approved plan_returned" {
			t.Errorf("the author was told %s", told.body)
		}
	})
}

// orNothing is no body at all for no object.
func orNothing(body object) any {
	if body == nil {
		return nil
	}
	return body
}

// TestNobodyApprovesTheirOwnPlan, nor plans nothing.
func TestNobodyApprovesTheirOwnPlan(t *testing.T) {
	t.Parallel()
	eachApp(t, func(_ *testing.T, a *app) {
		town := a.as(townAdmin)
		made := town.post("/plans", object{"organization_id": a.station, "month": "2026-03", "items": []object{}}).must(201)
		path := "/plans/" + made.id()
		a.run([]scenario{
			{name: "empty", who: a.as(manager), path: path + "/submit", status: 409, code: "plan_empty"},
			{name: "filled", who: a.as(manager), method: "PUT", path: path, body: object{"items": []object{planItem()}, "version": 1}, status: 200, has: `"version":2`},
			{name: "submitted", who: a.as(manager), path: path + "/submit", status: 200},
			{name: "by who made it", who: town, path: path + "/approve", status: 403, code: "own_plan"},
			{name: "returned by who made it", who: town, path: path + "/return", body: object{"reason": "补充"}, status: 403, code: "own_plan"},
			{name: "by another", who: a.as(centerAdmin), path: path + "/approve", status: 200, has: `"status":"approved"`},
		})
	})
}

func TestProgressOfAMonth(t *testing.T) {
	t.Parallel()
	eachApp(t, func(t *testing.T, a *app) {
		staff, town := a.as(manager), a.as(townAdmin)
		made := staff.post("/plans", object{"organization_id": a.station, "month": "2026-03", "items": []object{planItem(), planItem("planned_week", 2)}}).must(201)
		staff.post("/plans/"+made.id()+"/submit", nil).must(200)
		town.post("/plans/"+made.id()+"/approve", nil).must(200)
		activity, called := a.published(), a.published()
		staff.post("/plan-items/"+made.text("items.0.id")+"/link", object{"activity_id": activity.id()}).must(200)
		staff.post("/activities/"+called.id()+"/cancel", object{"reason": "暴雨"}).must(200)
		signUp := a.as(volunteerRole).signUp(shiftOf(activity))
		a.moveTo(activity.text("starts_at"))
		staff.post("/sign-ups/"+signUp.id()+"/check-in", nil).must(200)
		a.moveTo(activity.text("shifts.0.ends_at"))
		staff.post("/sign-ups/"+signUp.id()+"/check-out", nil).must(200)
		a.moveTo(activity.text("ends_at"))
		got := town.get("/plans/progress?from_month=2026-03&to_month=2026-03&organization_id=" + a.town).must(200)
		const figures = `"figures":{"cancelled":1,"carried_out":1,"held":1,"made":1,"on_plan_rate":0.5,"planned":2}`
		a.run([]scenario{
			{name: "a row", who: town, method: "GET", path: "/plans/progress?from_month=2026-03&to_month=2026-03", status: 200, has: figures},
			{name: "nothing planned", who: staff, method: "GET", path: "/plans/progress?from_month=2026-04&to_month=2026-04", status: 200, has: `"on_plan_rate":null`},
			{name: "backwards", who: town, method: "GET", path: "/plans/progress?from_month=2026-03&to_month=2026-02", status: 422, code: "invalid_request", has: `"field":"to_month"`},
			{name: "13 months", who: town, method: "GET", path: "/plans/progress?from_month=2026-03&to_month=2027-03", status: 422, code: "invalid_request", has: `"field":"to_month"`},
			{name: "no months", who: town, method: "GET", path: "/plans/progress", status: 422, code: "invalid_request"},
			{name: "of nobody", who: town, method: "GET", path: "/plans/progress?from_month=2026-03&to_month=2026-03&organization_id=999", status: 422, code: "invalid_request", has: `"field":"organization_id"`},
		})
		if got.length("items") != 2 || got.text("items.0.plan_ids.0") != made.id() || got.text("items.0.held_activity_ids.0") != activity.id() || got.text("items.0.cancelled_activity_ids.0") != called.id() {
			t.Errorf("planned against held: %s", got.body)
		}
		if plan := staff.get("/plans/" + made.id()).must(200); plan.text("items.0.activities.0.held") != "true" || plan.length("items.1.activities") != 0 {
			t.Errorf("the plan shows %s", plan.body)
		}
	})
}
