package handlers_test

import "testing"

// TestAnObjectionComesBeforeTheDecision: nobody decides until it is answered; accepted, another person confirms what was set.
func TestAnObjectionComesBeforeTheDecision(t *testing.T) {
	t.Parallel()
	eachApp(t, func(t *testing.T, a *app) {
		staff, second, who := a.as(manager), a.as(townAdmin), a.as(volunteerRole)
		entry := a.entryOf(who.served(a.published()))
		filed := who.post("/hours/"+entry+"/objections", object{"reason": "我走得早", "claimed_minutes": 60}).must(201).id()
		a.run([]scenario{
			{name: "confirmed before the answer", who: staff, path: "/hours/" + entry + "/confirm", status: 409, code: "objection_open"},
			{name: "rejected before the answer", who: staff, path: "/hours/" + entry + "/reject", body: object{"reason": "没有到场"}, status: 409, code: "objection_open"},
			{name: "less than is claimed", who: staff, path: "/objections/" + filed + "/accept", body: object{"minutes": 59, "reason": "证实"}, status: 409, code: "minutes_beyond_claim"},
			{name: "accepted", who: staff, path: "/objections/" + filed + "/accept", body: object{"minutes": 60, "reason": "证实"}, status: 200, has: `"status":"accepted"`},
			{name: "told", who: who, method: "GET", path: "/me/notices", status: 200, has: `"kind":"hours_settled"`},
			{name: "confirmed by who accepted", who: staff, path: "/hours/" + entry + "/confirm", status: 403, code: "own_settlement"},
			{name: "confirmed by another", who: second, path: "/hours/" + entry + "/confirm", status: 200, has: `"settled_reason":"证实"`},
		})
		if mine := who.get("/me/hours").must(200); mine.text("total_minutes") != "60" {
			t.Errorf("one's own hours: %s", mine.body)
		}
	})
}
