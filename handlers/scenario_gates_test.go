package handlers_test

import (
	"testing"
	"time"
)

// dangerous is what to post for an activity of high risk that has all it needs.
func (a *app) dangerous(changes ...any) object {
	day := a.now().Format(time.DateOnly)
	return a.activity("risk_level", "high", "risk_notice", "河道湿滑，须穿救生衣。",
		"insurance_policy", object{"insurer": "人保财险", "number": "PICC-1", "from_on": day, "to_on": day}).with(changes...).declared()
}

func TestHighRiskGates(t *testing.T) {
	t.Parallel()
	eachApp(t, func(t *testing.T, a *app) {
		staff, who := a.as(manager), a.as(volunteerRole)
		bare := staff.post("/activities", a.dangerous("risk_notice", nil, "insurance_policy", nil)).must(201)
		path := "/activities/" + bare.id()
		a.run([]scenario{
			{name: "published bare", who: staff, path: path + "/publish", status: 409, code: "insurance_missing", has: `"code":"risk_notice_missing"`},
			{name: "no such level", who: staff, path: "/activities", body: a.dangerous("risk_level", "extreme"), status: 422, code: "invalid_request", has: `"field":"risk_level"`},
			{
				name: "insured backwards", who: staff, path: "/activities", status: 422, code: "invalid_request", has: `"field":"insurance_policy.to_on"`,
				body: a.dangerous("insurance_policy", object{"insurer": "人保", "number": "1", "from_on": "2026-03-04", "to_on": "2026-03-03"}),
			},
		})
		change := a.dangerous("station_id", nil, "shifts", nil, "version", 1)
		changed := staff.put(path, change).must(200)
		if changed.text("risk_notice") != "河道湿滑，须穿救生衣。" || changed.text("insurance_policy.number") != "PICC-1" || changed.text("risk_level") != "high" {
			t.Errorf("the gates are %s", changed.body)
		}
		published := staff.post(path+"/publish", nil).must(200)
		shift, notice := shiftOf(published), published.text("risk_notice_id")
		a.run([]scenario{
			{
				name: "what is left out stays", who: staff, method: "PUT", path: path, status: 200, has: `"risk_level":"high"`,
				body: change.with("version", 3, "risk_level", nil, "risk_notice", nil, "insurance_policy", nil),
			},
			{name: "without its notice", who: staff, method: "PUT", path: path, status: 409, code: "risk_notice_missing", body: change.with("version", 4, "risk_notice", "")},
			{name: "not acknowledged", who: who, path: "/shifts/" + shift + "/sign-ups", status: 409, code: "risk_not_acknowledged"},
			{name: "another text", who: who, path: "/shifts/" + shift + "/sign-ups", status: 409, code: "risk_notice_outdated", body: object{"risk_acknowledged": true, "risk_notice_id": "999"}},
			{name: "nor that by staff", who: staff, path: "/shifts/" + shift + "/proxy-sign-ups", status: 409, code: "risk_notice_outdated", body: object{"person": walkIn, "confirmation": "phone", "risk_acknowledged": true, "risk_notice_id": "999"}},
			{name: "bare emergency", who: staff, path: "/activities/" + a.draft("emergency", true).id() + "/publish", status: 409, code: "insurance_missing", has: `"code":"risk_notice_missing"`},
			{name: "foreseen", who: who, method: "GET", path: "/shifts/" + shift + "/eligibility", status: 200, has: `"must_acknowledge_risk":true`},
			{name: "acknowledged", who: who, path: "/shifts/" + shift + "/sign-ups", status: 201, has: `"risk_notice_id":"` + notice + `"`, body: object{"risk_acknowledged": true, "risk_notice_id": notice}},
			{name: "all versions", who: who, method: "GET", path: path + "/risk-notices", status: 200, has: `"notice":"河道湿滑`},
			{name: "of an unknown activity", who: who, method: "GET", path: "/activities/999/risk-notices", status: 404, code: "activity_not_found"},
			{name: "a broken cursor", who: who, method: "GET", path: path + "/risk-notices?cursor=x", status: 400, code: "invalid_cursor"},
			{name: "no page at all", who: who, method: "GET", path: path + "/risk-notices?limit=0", status: 422, code: "invalid_request"},
		})
	})
}

// TestWhoWaitsAcknowledgesTheNewText, and sees that it is that which keeps them waiting.
func TestWhoWaitsAcknowledgesTheNewText(t *testing.T) {
	t.Parallel()
	eachApp(t, func(_ *testing.T, a *app) {
		staff, who, other := a.as(manager), a.as(volunteerRole), a.as(otherVolunteer)
		body := a.dangerous("shifts", []object{a.shift("capacity", 1, "waitlist_capacity", 1)})
		made := staff.post("/activities/"+staff.post("/activities", body).must(201).id()+"/publish", nil).must(200)
		shift, read := "/shifts/"+shiftOf(made), object{"risk_acknowledged": true, "risk_notice_id": made.text("risk_notice_id")}
		first := who.post(shift+"/sign-ups", read).must(201)
		second := other.post(shift+"/sign-ups", read).must(201)
		rewriting := a.dangerous("station_id", nil, "declaration_version", nil, "shifts", nil, "version", 2, "risk_notice", "水位上涨，须系安全绳。")
		now := staff.put("/activities/"+made.id(), rewriting).must(200).text("risk_notice_id")
		who.post("/sign-ups/"+first.id()+"/cancel", nil).must(200)
		a.run([]scenario{
			{name: "passed over", who: other, method: "GET", path: "/sign-ups/" + second.id(), status: 200, has: `"must_acknowledge_risk":true`},
			{name: "and still the first", who: other, method: "GET", path: "/me/sign-ups?status=waitlisted", status: 200, has: `"waitlist_position":1`},
			{name: "on the roster", who: staff, method: "GET", path: shift + "/roster", status: 200, has: `"must_acknowledge_risk":true`},
			{name: "told", who: other, method: "GET", path: "/me/notices", status: 200, has: "确认后有空位马上录取"},
			{name: "acknowledged", who: other, path: "/sign-ups/" + second.id() + "/acknowledge-risk", body: object{"risk_notice_id": now}, status: 200, has: `"status":"confirmed"`},
			{name: "nothing more to do", who: other, method: "GET", path: "/me/sign-ups", status: 200, has: `"must_acknowledge_risk":false`},
		})
	})
}
