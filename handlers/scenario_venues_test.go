package handlers_test

import (
	"fmt"
	"strings"
	"testing"
)

// venue makes a room of the station and gives its id.
func (a *app) venue() string {
	a.t.Helper()
	return a.as(manager).post("/venues", object{"organization_id": a.station, "name": fmt.Sprintf("%d 号厅", a.nextNumber())}).must(201).id()
}

func TestVenues(t *testing.T) {
	t.Parallel()
	eachApp(t, func(t *testing.T, a *app) {
		staff := a.as(manager)
		made := staff.post("/venues", object{"organization_id": a.station, "name": "多功能厅", "address": "二楼", "capacity": 60}).must(201)
		path := "/venues/" + made.id()
		a.run([]scenario{
			{name: "the same again", who: staff, path: "/venues", body: object{"organization_id": a.station, "name": "多功能厅"}, status: 409, code: "venue_exists"},
			{name: "of nothing", who: staff, path: "/venues", body: object{"organization_id": "999", "name": "厅"}, status: 422, code: "invalid_request", has: `"field":"organization_id"`},
			{name: "a name of nothing", who: staff, path: "/venues", body: object{"organization_id": a.station, "name": "\u200b"}, status: 422, code: "invalid_request", has: `"field":"name"`},
			{name: "no room at all", who: staff, path: "/venues", body: object{"organization_id": a.station, "name": "厅", "capacity": 0}, status: 422, code: "invalid_request", has: `"field":"capacity"`},
			{name: "unknown", who: staff, method: "GET", path: "/venues/999", status: 404, code: "venue_not_found"},
			{name: "unknown, to change", who: staff, method: "PUT", path: "/venues/999", body: object{"name": "厅", "version": 1}, status: 404, code: "venue_not_found"},
			{name: "to another station", who: staff, method: "PUT", path: path, body: object{"organization_id": a.otherStation, "name": "厅", "version": 1}, status: 422, code: "invalid_request", has: `"code":"immutable"`},
			{name: "closed", who: staff, method: "PUT", path: path, body: object{"name": "多功能厅", "status": "closed", "version": 1}, status: 200, has: `"status":"closed"`},
			{name: "stale", who: staff, method: "PUT", path: path, body: object{"name": "多功能厅", "version": 1}, status: 409, code: "version_conflict", has: `"current_version":2`},
			{name: "planned when closed", who: staff, path: "/activities", body: a.activity("venue_id", made.id()), status: 422, code: "invalid_request", has: `"code":"venue_closed"`},
		})
		other := a.venue()
		if list := staff.get("/venues?status=active&organization_id=" + a.town).must(200); list.every("items", "id") != other {
			t.Errorf("the open rooms of the town: %s", list.body)
		}
	})
}

// A room and a leader are at one activity at a time; who plans over that says why, and it shows.
func TestVenueAndLeaderConflicts(t *testing.T) {
	t.Parallel()
	eachApp(t, func(t *testing.T, a *app) {
		staff, room, leader := a.as(manager), a.venue(), a.hire("负责人").account
		first := a.published("title", "元宵灯会", "venue_id", room, "leader_account_id", leader)
		if first.text("venue_id") != room || !strings.HasSuffix(first.text("venue_name"), "号厅") || first.text("leader_account_id") != leader {
			t.Errorf("the activity shows %s", first.body)
		}
		if name := a.as(nobody).get("/activities/" + first.id()).must(200).text("leader_name"); !strings.HasSuffix(name, "*") {
			t.Errorf("the public reads %s", name)
		}
		again := a.activity("venue_id", room, "leader_account_id", leader)
		a.run([]scenario{
			{name: "both taken", who: staff, path: "/activities", body: again, status: 409, code: "venue_conflict", has: `"activity_id":"` + first.id() + `"`},
			{name: "the leader", who: staff, path: "/activities", body: again.with("venue_id", nil), status: 409, code: "leader_conflict", has: "元宵灯会"},
			{name: "no reason", who: staff, path: "/activities", body: again.with("override_conflicts", true), status: 422, code: "invalid_request", has: `"field":"override_reason"`},
			{name: "a reason alone", who: staff, path: "/activities", body: again.with("override_reason", "隔断使用"), status: 409, code: "venue_conflict"},
			{name: "no such leader", who: staff, path: "/activities", body: again.with("leader_account_id", "999"), status: 422, code: "invalid_request", has: `"field":"leader_account_id"`},
		})
		second := staff.post("/activities", again.with("override_conflicts", true, "override_reason", "隔断使用")).must(201)
		if second.text("accepted_conflicts.0.reason") != "隔断使用" || second.text("accepted_conflicts.0.activity_id") != first.id() || second.length("accepted_conflicts") != 2 {
			t.Errorf("the second shows %s", second.body)
		}
		staff.post("/activities/"+second.id()+"/publish", nil).must(200)
		if shown := a.as(volunteerRole).get("/activities/" + first.id()).must(200); shown.length("accepted_conflicts") != 0 {
			t.Errorf("a volunteer reads %s", shown.body)
		}
	})
}

func TestConflictAtThePublication(t *testing.T) {
	t.Parallel()
	eachApp(t, func(t *testing.T, a *app) {
		staff, room := a.as(manager), a.venue()
		first, second := a.draft("venue_id", room), a.draft("venue_id", room)
		staff.post("/activities/"+first.id()+"/publish", nil).must(200)
		path := "/activities/" + second.id()
		change := a.activity("station_id", nil, "shifts", nil, "version", 1)
		a.run([]scenario{
			{name: "taken meanwhile", who: staff, path: path + "/publish", status: 409, code: "venue_conflict"},
			{name: "no reason", who: staff, path: path + "/publish", body: object{"override_conflicts": true}, status: 422, code: "invalid_request"},
			{name: "the room stays when nothing is said", who: staff, method: "PUT", path: path, body: change, status: 200, has: `"venue_id":"` + room + `"`},
			{name: "no room", who: staff, method: "PUT", path: path, body: change.with("version", 2, "venue_id", "null"), status: 422, code: "invalid_request"},
			{name: "published all the same", who: staff, path: path + "/publish", body: object{"override_conflicts": true, "override_reason": "隔断使用"}, status: 200, has: "隔断使用"},
		})
		if gone := staff.put(path, strings.Replace(change.with("version", 3, "venue_id", "none").text(), `"none"`, "null", 1)).must(200); gone.text("venue_id") != "" && gone.text("venue_id") != "<nil>" {
			t.Errorf("the room is still %q", gone.text("venue_id"))
		}
	})
}
