package handlers_test

import (
	"strings"
	"testing"
	"time"
)

// TestAWishFromSubmittingToRating: a resident asks, one team declines and another takes, an activity carries it out, and whoever asked rates.
func TestAWishFromSubmittingToRating(t *testing.T) {
	t.Parallel()
	eachApp(t, func(t *testing.T, a *app) {
		resident, staff, leader := a.volunteer("陈桂芳"), a.as(manager), a.as(teamLeader)
		made := resident.post("/me/service-requests", wishBody.with("station_id", a.station)).must(201)
		path, due := "/service-requests/"+made.id(), a.at(48 * time.Hour)[:10]
		if made.text("number") != a.at(0)[:4]+"-000001" || made.text("source") != "mini_program" || made.text("score") != "" || made.text("contact_masked") != "false" {
			t.Errorf("submitted: %s", made.body)
		}
		second := a.newTeam("家电维修队")
		unled := a.as(centerAdmin).post("/teams", object{"name": "新队", "organization_id": a.station, "affiliation": "party", "category": "便民服务"}).must(201).id()
		a.run([]scenario{
			{name: "sent before it is accepted", who: staff, path: path + "/dispatch", body: object{"team_id": second, "due_on": due}, status: 409, code: "service_request_status"},
			{name: "cancelled before it is accepted", who: staff, path: path + "/cancel", body: object{"reason": "重复"}, status: 409, code: "service_request_status"},
			{name: "taken back before it is sent", who: staff, path: path + "/take-back", body: object{"reason": "改派"}, status: 409, code: "service_request_status"},
			{name: "rejected without a reason", who: staff, path: path + "/reject", body: object{"reason": " "}, status: 422, code: "reason_missing"},
			{name: "accepted", who: staff, path: path + "/accept", status: 200, has: `"status":"accepted"`},
			{name: "accepted twice", who: staff, path: path + "/accept", status: 409, code: "service_request_status"},
			{name: "rejected after that", who: staff, path: path + "/reject", body: object{"reason": "超范围"}, status: 409, code: "service_request_status"},
			{name: "due yesterday", who: staff, path: path + "/dispatch", body: object{"team_id": second, "due_on": a.at(-24 * time.Hour)[:10]}, status: 422, has: `"field":"due_on"`},
			{name: "to no team", who: staff, path: path + "/dispatch", body: object{"team_id": "999", "due_on": due}, status: 422, has: `"field":"team_id"`},
			{name: "to a team without a leader", who: staff, path: path + "/dispatch", body: object{"team_id": unled, "due_on": due}, status: 409, code: "service_request_team_unled"},
			{name: "sent", who: staff, path: path + "/dispatch", body: object{"team_id": second, "due_on": due}, status: 200, has: `"contact_phone":"139`},
			{name: "seen by the team that is asked", who: leader, method: "GET", path: path, status: 200, has: `"contact_masked":true`},
			{name: "declined", who: leader, path: path + "/decline", body: object{"reason": "水工外出"}, status: 200, has: `"contact_masked":true`},
			{name: "no longer seen by it", who: leader, method: "GET", path: path, status: 404, code: "service_request_not_found"},
			{name: "sent again", who: staff, path: path + "/dispatch", body: object{"team_id": a.teamID(), "due_on": due}, status: 200},
			{name: "taken", who: leader, path: path + "/take", status: 200, has: `"contact_masked":false`},
			{name: "taken twice", who: leader, path: path + "/take", status: 409, code: "service_request_status"},
			{name: "declined after that", who: leader, path: path + "/decline", body: object{"reason": "不去了"}, status: 409, code: "service_request_status"},
			{name: "withdrawn after that", who: resident, path: path + "/withdraw", body: object{"reason": "不需要了"}, status: 409, code: "service_request_status"},
			{name: "rated too early", who: resident, path: path + "/rate", body: object{"score": 5}, status: 409, code: "service_request_status"},
			{name: "unlinked too early", who: leader, path: path + "/unlink", status: 409, code: "service_request_status"},
		})
		body := requestedActivity.with("starts_at", a.at(2*time.Hour), "ends_at", a.at(4*time.Hour))
		drafted := leader.post(path+"/activities", body).must(201)
		a.run([]scenario{
			{name: "a second activity", who: leader, path: path + "/activities", body: body, status: 409, code: "service_request_linked"},
			{name: "linked twice", who: leader, path: path + "/link", body: object{"activity_id": drafted.id()}, status: 409, code: "service_request_linked"},
			{name: "completed", who: leader, path: path + "/complete", body: object{"result": "换了水龙头"}, status: 200, has: `"overdue":false`},
			{name: "completed twice", who: leader, path: path + "/complete", body: object{"result": "换了水龙头"}, status: 409, code: "service_request_status"},
			{name: "rated by its own leader", who: leader, path: path + "/rate", body: object{"score": 5}, status: 403, code: "own_service"},
			{name: "six points", who: resident, path: path + "/rate", body: object{"score": 6}, status: 422},
			{name: "rated", who: resident, path: path + "/rate", body: object{"score": 4, "text": "很快"}, status: 200, has: `"rating_way":"self"`},
			{name: "in the own list", who: resident, method: "GET", path: "/me/service-requests", status: 200, has: `"score":4`},
			{name: "in the station's", who: staff, method: "GET", path: "/service-requests?status=rated&overdue=false&organization_id=" + a.station, status: 200, has: made.text("number")},
			{name: "in the team's", who: leader, method: "GET", path: "/service-requests?team_id=" + a.teamID(), status: 200, has: made.text("number")},
			{name: "not among the overdue", who: staff, method: "GET", path: "/service-requests?overdue=true", status: 200, has: `"items":[]`},
			{name: "not in the next station's", who: a.as(neighbour), method: "GET", path: "/service-requests", status: 200, has: `"items":[]`},
			{name: "unknown", who: staff, method: "GET", path: "/service-requests/999", status: 404, code: "service_request_not_found"},
		})
		if sent := staff.get(path + "/dispatches").must(200); sent.every("items", "status") != "declined taken" || sent.text("items.0.reason") != "水工外出" {
			t.Errorf("the dispatches: %s", sent.body)
		}
		seen := a.as(auditor).get(path).must(200)
		if seen.text("contact_name") != "陈**" || strings.Contains(string(seen.body), resident.phone) && resident.phone != "" {
			t.Errorf("the auditor sees %s", seen.body)
		}
		told := resident.get("/me/notices").must(200).every("items", "kind")
		if told != "service_request_completed service_request_taken service_request_accepted" {
			t.Errorf("the resident has been told %s", told)
		}
	})
}

// TestAWishThatStaffWriteDown: it belongs to no account; what is elsewhere is no activity of it.
func TestAWishThatStaffWriteDown(t *testing.T) {
	t.Parallel()
	eachApp(t, func(_ *testing.T, a *app) {
		staff, leader := a.as(manager), a.as(teamLeader)
		body := heardBody.with("station_id", a.station)
		made := staff.post("/service-requests", body).must(201)
		path := "/service-requests/" + made.id()
		staff.post(path+"/accept", nil).must(200)
		staff.post(path+"/dispatch", object{"team_id": a.teamID(), "due_on": a.at(0)[:10]}).must(200)
		leader.post(path+"/take", nil).must(200)
		foreign := a.as(centerAdmin).post("/teams", object{"name": "外镇队", "organization_id": a.thirdStation, "affiliation": "party", "category": "便民服务"}).must(201).id()
		elsewhere := a.as(centerAdmin).post("/activities", a.activity("station_id", a.thirdStation, "team_id", foreign)).must(201).id()
		a.run([]scenario{
			{name: "at a town", who: staff, path: "/service-requests", body: body.with("station_id", a.town), status: 422, has: `"field":"station_id"`},
			{name: "from nowhere", who: staff, path: "/service-requests", body: body.with("source", "mini_program"), status: 422, has: `"field":"source"`},
			{name: "an activity elsewhere", who: a.as(centerAdmin), path: path + "/link", body: object{"activity_id": elsewhere}, status: 409, code: "activity_outside_request"},
		})
		a.wait(24 * time.Hour)
		a.run([]scenario{
			{name: "overdue", who: staff, method: "GET", path: "/service-requests?overdue=true", status: 200, has: `"overdue":true`},
			{name: "taken back", who: staff, path: path + "/take-back", body: object{"reason": "超过期限"}, status: 200, has: `"overdue":false`},
			{name: "cancelled", who: staff, path: path + "/cancel", body: object{"reason": "已自行解决"}, status: 200, has: `"reason":"已自行解决"`},
		})
	})
}
