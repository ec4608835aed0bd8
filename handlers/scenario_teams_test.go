package handlers_test

import (
	"fmt"
	"testing"
)

func TestTeams(t *testing.T) {
	t.Parallel()
	eachApp(t, func(t *testing.T, a *app) {
		staff := a.as(manager)
		team := object{"name": "巾帼志愿队", "organization_id": a.station, "affiliation": "womens_federation", "category": "邻里互助"}
		made := staff.post("/teams", team).must(201)
		path := "/teams/" + made.id()
		change := object{"name": "巾帼队", "category": "卫生环保", "version": 1}
		a.run([]scenario{
			{name: "the same name", who: staff, path: "/teams", body: team, status: 409, code: "team_exists"},
			{name: "nowhere", who: staff, path: "/teams", body: team.with("organization_id", "999"), status: 422, code: "invalid_request", has: `"field":"organization_id"`},
			{name: "unknown", who: staff, method: "GET", path: "/teams/999", status: 404, code: "team_not_found"},
			{name: "unknown, to change", who: staff, method: "PUT", path: "/teams/999", body: change, status: 404, code: "team_not_found"},
			{name: "changed", who: staff, method: "PUT", path: path, body: change, status: 200, has: `"version":2`},
			{name: "stale", who: staff, method: "PUT", path: path, body: change, status: 409, code: "version_conflict", has: `"current_version":2`},
			{name: "no persons in charge", who: staff, method: "GET", path: path + "/leaders", status: 200, has: `"items":[]`},
			{name: "first in charge", who: staff, path: path + "/leader", body: object{"account_id": a.as(teamLeader).account, "from": "2026-03-01"}, status: 200, has: `"leader":{`},
			{name: "the same again", who: staff, path: path + "/leader", body: object{"account_id": a.as(teamLeader).account}, status: 409, code: "already_leader"},
			{name: "suspended", who: staff, path: path + "/leader", body: object{"account_id": a.as(suspended).account}, status: 422, code: "invalid_request", has: `"field":"account_id"`},
			{name: "handed over", who: staff, path: path + "/leader", body: object{"account_id": staff.account}, status: 200, has: `"account_id":"` + staff.account + `"`},
			{name: "unknown, to hand over", who: staff, path: "/teams/999/leader", body: object{"account_id": staff.account}, status: 404, code: "team_not_found"},
			{name: "unknown, its leaders", who: staff, method: "GET", path: "/teams/999/leaders", status: 404, code: "team_not_found"},
			{name: "unknown, its members", who: staff, method: "GET", path: "/teams/999/members", status: 404, code: "team_not_found"},
			{name: "by affiliation", who: staff, method: "GET", path: "/teams?affiliation=womens_federation", status: 200, has: `"name":"巾帼队"`},
			{name: "by another", who: staff, method: "GET", path: "/teams?affiliation=union", status: 200, has: `"items":[]`},
		})
		leaders := staff.get(path + "/leaders").must(200)
		if leaders.length("items") != 2 || leaders.text("items.0.to") != "" || leaders.text("items.1.to") != leaders.text("items.0.from") {
			t.Errorf("persons in charge: %s", leaders.body)
		}
	})
}

func TestMembership(t *testing.T) {
	t.Parallel()
	eachApp(t, func(t *testing.T, a *app) {
		staff, who, other := a.as(manager), a.as(volunteerRole), a.as(otherVolunteer)
		team := a.newTeam("新队")
		request := "/teams/" + team + "/members"
		first := who.post(request, object{}).must(201)
		a.run([]scenario{
			{name: "twice", who: who, path: request, status: 409, code: "already_member"},
			{name: "without a profile", who: a.visitor("无名"), path: request, status: 409, code: "profile_missing"},
			{name: "unknown team", who: who, path: "/teams/999/members", status: 404, code: "team_not_found"},
			{name: "unknown member", who: staff, path: "/members/999/approve", status: 404, code: "member_not_found"},
			{name: "rejected", who: staff, path: "/members/" + first.id() + "/reject", body: object{"reason": "名额有限"}, status: 200, has: `"reason":"名额有限"`},
			{name: "rejected twice", who: staff, path: "/members/" + first.id() + "/reject", status: 409, code: "member_status"},
			{name: "approved after that", who: staff, path: "/members/" + first.id() + "/approve", status: 409, code: "member_status"},
			{name: "left after that", who: who, path: "/members/" + first.id() + "/leave", status: 409, code: "member_status"},
			{name: "unknown, to reject", who: staff, path: "/members/999/reject", status: 404, code: "member_not_found"},
			{name: "unknown, to leave", who: who, path: "/members/999/leave", status: 404, code: "member_not_found"},
		})
		again := who.post(request, nil).must(201)
		staff.post("/members/"+again.id()+"/approve", nil).must(200)
		if got := staff.get("/teams/" + team).must(200); got.text("member_count") != "1" {
			t.Errorf("the team has %s members", got.text("member_count"))
		}
		if got := who.get("/me/teams").must(200); got.every("items", "status") != "rejected active" {
			t.Errorf("one's own teams: %s", got.body)
		}
		if got := other.get(request).must(200); got.length("items") != 0 {
			t.Errorf("a stranger sees members: %s", got.body)
		}
		dissolve := object{"name": "新队", "category": "医疗健身", "status": "dissolved", "version": staff.get("/teams/" + team).version()}
		staff.put("/teams/"+team, dissolve).must(200)
		a.run([]scenario{
			{name: "dissolved", who: other, path: request, status: 409, code: "team_dissolved"},
			{name: "an activity of a dissolved team", who: staff, path: "/activities", body: a.activity("team_id", team), status: 422, code: "invalid_request", has: `"field":"team_id"`},
			{name: "left", who: who, path: fmt.Sprintf("/members/%s/leave", again.id()), status: 200, has: `"status":"left"`},
		})
	})
}
