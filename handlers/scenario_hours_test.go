package handlers_test

import "testing"

func TestHoursAreDecidedOnceAndByOthers(t *testing.T) {
	t.Parallel()
	eachApp(t, func(t *testing.T, a *app) {
		staff, who := a.as(manager), a.as(volunteerRole)
		colleague := a.another(manager)
		colleague.put("/me/volunteer", object{"name": "站长", "gender": "male", "born_on": "1980-01-01", "phone": a.newPhone()}).must(200)
		activity := a.published("shifts", []object{a.shift("capacity", 5)})
		unused := a.as(otherVolunteer).signUp(shiftOf(activity))
		own, kept := colleague.signUp(shiftOf(activity)), who.served(activity)
		entry := a.entryOf(kept)
		for _, step := range []string{"/check-in", "/check-out"} { // after the end: nothing was served
			staff.post("/sign-ups/"+own.id()+step, nil).must(200)
			staff.post("/sign-ups/"+unused.id()+step, nil).must(200)
		}
		empty, colleagues := a.entryOf(unused), a.entryOf(own)
		a.run([]scenario{
			{name: "one's own", who: colleague, path: "/hours/" + colleagues + "/confirm", status: 403, code: "own_hours"},
			{name: "one's own, to reject", who: colleague, path: "/hours/" + colleagues + "/reject", body: object{"reason": "误记"}, status: 403, code: "own_hours"},
			{name: "nothing served", who: staff, path: "/hours/" + empty + "/confirm", status: 409, code: "entry_empty"},
			{name: "rejected without a reason", who: staff, path: "/hours/" + empty + "/reject", body: object{"reason": " "}, status: 422, code: "reason_missing"},
			{name: "rejected", who: staff, path: "/hours/" + empty + "/reject", body: object{"reason": "没有服务"}, status: 200, has: `"reason":"没有服务"`},
			{name: "rejected twice", who: staff, path: "/hours/" + empty + "/reject", body: object{"reason": "没有服务"}, status: 409, code: "entry_decided"},
			{name: "confirmed after that", who: staff, path: "/hours/" + empty + "/confirm", status: 409, code: "entry_decided"},
			{name: "confirmed", who: staff, path: "/hours/" + entry + "/confirm", status: 200, has: `"status":"confirmed"`},
			{name: "confirmed twice", who: staff, path: "/hours/" + entry + "/confirm", status: 409, code: "entry_decided"},
			{name: "unknown", who: staff, path: "/hours/999/confirm", status: 404, code: "entry_not_found"},
			{name: "unknown, to reject", who: staff, path: "/hours/999/reject", body: object{"reason": "误记"}, status: 404, code: "entry_not_found"},
			{name: "by what it was for", who: staff, method: "GET", path: "/hours?affiliation=party&category=%E5%8C%BB%E7%96%97%E5%81%A5%E8%BA%AB&status=confirmed&from=2026-03-02&to=2026-03-03", status: 200, has: `"minutes":120`},
			{name: "by another day", who: staff, method: "GET", path: "/hours?from=2026-03-03", status: 200, has: `"items":[]`},
			{name: "a period the wrong way round", who: staff, method: "GET", path: "/hours?from=2026-03-03&to=2026-03-02", status: 422, code: "invalid_request", has: `"field":"to"`},
		})
		if mine := who.get("/me/hours").must(200); mine.text("total_minutes") != "120" || mine.length("items") != 1 {
			t.Errorf("one's own hours: %s", mine.body)
		}
	})
}
