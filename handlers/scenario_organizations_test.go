package handlers_test

import "testing"

func TestOrganizations(t *testing.T) {
	t.Parallel()
	eachApp(t, func(t *testing.T, a *app) {
		admin := a.as(townAdmin)
		station := object{"name": "茶东社区新时代文明实践站", "level": "station", "parent_id": a.town, "region_code": "320282001001"}
		made := admin.post("/organizations", station).must(201)
		path := "/organizations/" + made.id()
		a.run([]scenario{
			{name: "the same name", who: admin, path: "/organizations", body: station.with("region_code", nil), status: 409, code: "organization_exists"},
			{name: "the same name elsewhere", who: a.as(centerAdmin), path: "/organizations", body: station.with("region_code", nil, "parent_id", a.otherTown), status: 201},
			{name: "the same code", who: admin, path: "/organizations", body: station.with("name", "别的站"), status: 409, code: "region_code_taken"},
			{name: "a second center", who: a.as(centerAdmin), path: "/organizations", body: object{"name": "第二中心", "level": "center"}, status: 409, code: "center_exists"},
			{name: "a station below a station", who: a.as(centerAdmin), path: "/organizations", body: station.with("parent_id", a.station, "region_code", nil), status: 422, code: "invalid_request", has: `"field":"parent_id"`},
			{name: "below nothing", who: a.as(centerAdmin), path: "/organizations", body: object{"name": "站", "level": "station"}, status: 422, code: "invalid_request", has: `"field":"parent_id"`},
			{name: "below what is not there", who: a.as(centerAdmin), path: "/organizations", body: station.with("parent_id", "999", "region_code", nil), status: 422, code: "invalid_request"},
			{name: "an institute by a town", who: admin, path: "/organizations", body: object{"name": "新所", "level": "institute", "parent_id": a.center}, status: 403, code: "permission_missing"},
			{name: "renamed", who: admin, method: "PUT", path: path, body: object{"name": "茶西站", "region_code": nil, "version": 1}, status: 200, has: `"region_code":null`},
			{name: "stale", who: admin, method: "PUT", path: path, body: object{"name": "茶北站", "region_code": nil, "version": 1}, status: 409, code: "version_conflict", has: `"current_version":2`},
			{name: "renamed to a taken name", who: admin, method: "PUT", path: path, body: object{"name": "东街社区新时代文明实践站", "region_code": nil, "version": 2}, status: 409, code: "organization_exists"},
			{name: "unknown", who: a.as(nobody), method: "GET", path: "/organizations/999", status: 404, code: "organization_not_found"},
			{name: "unknown, to change", who: admin, method: "PUT", path: "/organizations/999", body: object{"name": "站", "region_code": nil, "version": 1}, status: 404, code: "organization_not_found"},
			{name: "by level", who: a.as(nobody), method: "GET", path: "/organizations?level=center", status: 200, has: `"level":"center"`},
		})
		if below := a.as(nobody).get("/organizations?parent_id=" + a.town).must(200); below.length("items") != 3 {
			t.Errorf("below the town: %s", below.body)
		}
	})
}

func TestLinesAndTheirPersonsInCharge(t *testing.T) {
	t.Parallel()
	eachApp(t, func(t *testing.T, a *app) {
		staff := a.as(manager)
		line := staff.post("/organizations/"+a.station+"/lines", object{"affiliation": "womens_federation"}).must(201)
		if line.text("name") != "妇联" || line.value("leader") != nil {
			t.Errorf("a new line is %s", line.body)
		}
		first, second := a.hire("first").account, a.hire("second").account
		lead := "/lines/" + line.id() + "/leader"
		staff.post(lead, object{"account_id": first}).must(200)
		a.run([]scenario{
			{name: "again", who: staff, path: "/organizations/" + a.station + "/lines", body: object{"affiliation": "womens_federation", "name": "妇女之家"}, status: 409, code: "line_exists"},
			{name: "unknown organization", who: staff, path: "/organizations/999/lines", body: object{"affiliation": "union"}, status: 404, code: "organization_not_found"},
			{name: "unknown organization, to list", who: staff, method: "GET", path: "/organizations/999/lines", status: 404, code: "organization_not_found"},
			{name: "unknown line", who: staff, path: "/lines/999/leader", body: object{"account_id": first}, status: 404, code: "line_not_found"},
			{name: "the same person", who: staff, path: lead, body: object{"account_id": first}, status: 409, code: "already_leader"},
			{name: "before the present one", who: staff, path: lead, body: object{"account_id": second, "from": "2026-03-01"}, status: 409, code: "handover_before_current"},
			{name: "to nobody", who: staff, path: lead, body: object{"account_id": "999"}, status: 422, code: "invalid_request", has: `"field":"account_id"`},
			{name: "from tomorrow on", who: staff, path: lead, body: object{"account_id": second, "from": "2026-03-03", "note": "轮换"}, status: 200, has: `"account_id":"` + first + `"`},
		})
		a.moveTo("2026-03-03T00:00:00+08:00")
		after := staff.get("/organizations/" + a.station + "/lines").must(200)
		if after.text("items.0.leader.account_id") != second || after.text("items.0.leader.note") != "轮换" {
			t.Errorf("after the handover: %s", after.body)
		}
	})
}
