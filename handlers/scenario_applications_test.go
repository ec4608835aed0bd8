package handlers_test

import (
	"testing"
)

func TestApplicationsAreDecidedByStaff(t *testing.T) {
	t.Parallel()
	eachApp(t, func(t *testing.T, a *app) {
		staff, who := a.as(manager), a.as(volunteerRole)
		made := a.published("recruitment", "approval", "shifts", []object{a.shift("capacity", 1, "waitlist_capacity", 1)})
		shift := shiftOf(made)
		path := "/shifts/" + shift + "/applications"
		first := who.post(path, object{"note": "有护士证"}).must(201)
		second := a.as(otherVolunteer).post(path, nil).must(201)
		late := a.volunteer("第三人")
		third := late.post(path, nil).must(201)
		if seats := staff.get("/shifts/" + shift).must(200); seats.text("confirmed")+seats.text("waitlisted") != "00" {
			t.Errorf("applications hold %s", seats.body)
		}
		a.run([]scenario{
			{name: "twice", who: who, path: path, status: 409, code: "application_exists"},
			{name: "for what is open", who: who, path: "/shifts/" + shiftOf(a.published()) + "/applications", status: 409, code: "application_not_needed"},
			{name: "by invitation only", who: who, path: "/shifts/" + shiftOf(a.published("recruitment", "invitation")) + "/applications", status: 409, code: "invitation_needed"},
			{name: "every other obstacle", who: a.visitor("无名"), path: path, status: 409, code: "profile_missing"},
			{name: "unknown shift", who: who, path: "/shifts/999/applications", status: 404, code: "shift_not_found"},
			{name: "unknown shift, to list", who: staff, method: "GET", path: "/shifts/999/applications", status: 404, code: "shift_not_found"},
			{name: "unknown shift, to approve", who: staff, path: "/shifts/999/applications/approve", body: object{"application_ids": []string{"1"}}, status: 404, code: "shift_not_found"},
			{name: "unknown, to approve", who: staff, path: "/applications/999/approve", status: 404, code: "application_not_found"},
			{name: "unknown, to reject", who: staff, path: "/applications/999/reject", body: object{"reason": "满"}, status: 404, code: "application_not_found"},
			{name: "unknown, to withdraw", who: who, path: "/applications/999/withdraw", status: 404, code: "application_not_found"},
			{name: "no reason", who: staff, path: "/applications/" + first.id() + "/reject", body: object{"reason": " "}, status: 422, code: "reason_missing"},
			{name: "nobody", who: staff, path: path + "/approve", body: object{"application_ids": []string{}}, status: 422, code: "invalid_request"},
			{name: "one", who: staff, path: "/applications/" + first.id() + "/approve", status: 200, has: `"status":"approved"`},
			{name: "once more", who: staff, path: "/applications/" + first.id() + "/approve", status: 409, code: "application_decided"},
			{name: "rejected after that", who: staff, path: "/applications/" + first.id() + "/reject", body: object{"reason": "满"}, status: 409, code: "application_decided"},
			{name: "withdrawn after that", who: who, path: "/applications/" + first.id() + "/withdraw", status: 409, code: "application_decided"},
		})
		batch := staff.post(path+"/approve", object{"application_ids": []string{second.id(), third.id(), first.id(), "999", second.id()}}).must(200)
		if got := batch.every("items", "sign_up.status"); got != "waitlisted    " {
			t.Errorf("the batch gives %q: %s", got, batch.body)
		}
		for i, want := range []string{"", "shift_full", "application_decided", "application_not_found", "application_decided"} {
			if got := batch.text("items." + string(rune('0'+i)) + ".errors.0.code"); got != want {
				t.Errorf("number %d: %s, want %s", i, got, want)
			}
		}
		a.run([]scenario{
			{name: "waiting ones", who: staff, method: "GET", path: path + "?status=pending", status: 200, has: third.id()},
			{name: "rejected", who: staff, path: "/applications/" + third.id() + "/reject", body: object{"reason": "岗位已满"}, status: 200, has: `"reason":"岗位已满"`},
			{name: "told of a sign-up", who: who, method: "GET", path: "/me/notices", status: 200, has: `"kind":"application_approved"`},
			{name: "told of a rejection", who: late, method: "GET", path: "/me/notices", status: 200, has: "岗位已满"},
			{name: "one's own", who: who, method: "GET", path: "/me/applications?status=approved", status: 200, has: `"note":"有护士证"`},
			{name: "the roster says how they came", who: staff, method: "GET", path: "/shifts/" + shift + "/roster", status: 200, has: `"source":"application"`},
		})
		again := late.post(path, nil).must(201)
		a.run([]scenario{{name: "withdrawn", who: late, path: "/applications/" + again.id() + "/withdraw", status: 200, has: `"status":"withdrawn"`}})
	})
}

func TestApplicationsOfACancelledActivityAreTold(t *testing.T) {
	t.Parallel()
	eachApp(t, func(_ *testing.T, a *app) {
		made := a.published("recruitment", "approval")
		applied := a.as(volunteerRole).post("/shifts/"+shiftOf(made)+"/applications", nil).must(201)
		a.run([]scenario{
			{name: "rehearsed", who: a.as(manager), path: "/activities/" + made.id() + "/cancel/dry-run", body: object{"reason": "暴雨"}, status: 200, has: "您申请报名的"},
			{name: "called off", who: a.as(manager), path: "/activities/" + made.id() + "/cancel", body: object{"reason": "暴雨"}, status: 200},
			{name: "told", who: a.as(volunteerRole), method: "GET", path: "/me/notices", status: 200, has: "您的申请不再审核"},
			{name: "expired", who: a.as(volunteerRole), method: "GET", path: "/me/applications?status=expired", status: 200, has: `"status":"expired"`},
			{name: "approved after that", who: a.as(manager), path: "/applications/" + applied.id() + "/approve", status: 409, code: "application_decided"},
		})
	})
}

func TestApplicationsEndWithAnotherWayIn(t *testing.T) {
	t.Parallel()
	eachApp(t, func(t *testing.T, a *app) {
		staff, who := a.as(manager), a.as(volunteerRole)
		made := a.published("recruitment", "approval")
		applied := who.post("/shifts/"+shiftOf(made)+"/applications", nil).must(201)
		path := "/activities/" + made.id()
		opened := a.activity("station_id", nil, "declaration_version", nil, "shifts", nil, "recruitment", "open", "version", 2)
		rehearsed := staff.post(path+"/dry-run", opened).must(200)
		staff.put(path, opened).must(200)
		if told := who.get("/me/notices").must(200); rehearsed.length("effects") != 1 || rehearsed.text("effects.0.text") != told.text("items.0.text") {
			t.Errorf("the dry run says %s, and told is %s", rehearsed.body, told.body)
		}
		a.run([]scenario{
			{name: "ended", who: who, method: "GET", path: "/me/applications?status=expired", status: 200, has: applied.id()},
			{name: "approved after that", who: staff, path: "/applications/" + applied.id() + "/approve", status: 409, code: "application_decided"},
			{name: "directly", who: who, path: "/shifts/" + shiftOf(made) + "/sign-ups", status: 201},
		})
	})
}
