package handlers_test

import (
	"testing"
	"time"
)

func TestServiceIsEnteredAfterwardsAndDecidedAbove(t *testing.T) {
	t.Parallel()
	eachApp(t, func(t *testing.T, a *app) {
		staff, town, who := a.as(manager), a.as(townAdmin), a.as(volunteerRole)
		activity := a.published()
		body := object{"shift_id": shiftOf(activity), "volunteer_id": who.volunteerID(), "minutes": 60, "evidence": "纸质签到表第 3 页", "evidence_url": "https://example.cn/3.jpg", "declared": true}
		a.run([]scenario{
			{name: "before its end", who: staff, path: "/retro-entries", body: body, status: 409, code: "retro_not_over"},
		})
		a.wait(5 * time.Hour)
		a.run([]scenario{
			{name: "without a declaration", who: staff, path: "/retro-entries", body: body.with("declared", false), status: 422, code: "invalid_request", has: `"field":"declared"`},
			{name: "more than the shift", who: staff, path: "/retro-entries", body: body.with("minutes", 121), status: 422, code: "invalid_request", has: `"field":"minutes"`},
			{name: "an unknown volunteer", who: staff, path: "/retro-entries", body: body.with("volunteer_id", "999"), status: 422, code: "invalid_request", has: `"field":"volunteer_id"`},
		})
		retro := staff.post("/retro-entries", body).must(201).id()
		a.run([]scenario{
			{name: "twice", who: staff, path: "/retro-entries", body: body, status: 409, code: "retro_entry_exists"},
			{name: "by the station", who: staff, path: "/retro-entries/" + retro + "/approve", status: 403, code: "retro_decided_above"},
			{name: "to object too early", who: who, path: "/retro-entries/" + retro + "/objections", body: object{"reason": "更久"}, status: 409, code: "retro_entry_pending", has: "请现在联系录入它的实践站"},
			{name: "unknown", who: town, path: "/retro-entries/999/approve", status: 404, code: "retro_entry_not_found"},
			{name: "approved above", who: town, path: "/retro-entries/" + retro + "/approve", status: 200, has: `"status":"approved"`},
			{name: "approved twice", who: town, path: "/retro-entries/" + retro + "/approve", status: 409, code: "retro_entry_decided"},
			{name: "refused after that", who: town, path: "/retro-entries/" + retro + "/refuse", body: object{"reason": "不符"}, status: 409, code: "retro_entry_decided"},
			{name: "one's own", who: who, method: "GET", path: "/me/retro-entries?status=approved", status: 200, has: `"evidence_url":"https://example.cn/3.jpg"`},
			{name: "at the station", who: staff, method: "GET", path: "/retro-entries?station_id=" + a.station + "&volunteer_id=" + who.volunteerID(), status: 200, has: `"minutes":60`},
		})
		if mine := who.get("/me/hours").must(200); mine.text("total_minutes") != "0" || mine.text("honor_minutes") != "60" {
			t.Errorf("one's own hours: %s", mine.body)
		}
		a.wait(91 * 24 * time.Hour)
		a.run([]scenario{
			{name: "too late", who: staff, path: "/retro-entries", body: body.with("volunteer_id", a.as(otherVolunteer).volunteerID()), status: 409, code: "retro_too_old"},
		})
		own := town.post("/retro-entries", body.with("shift_id", a.pastShift())).must(201).id()
		a.run([]scenario{
			{name: "by who entered it", who: town, path: "/retro-entries/" + own + "/approve", status: 403, code: "retro_decided_above"},
			{name: "by another of the town", who: a.another(townAdmin), path: "/retro-entries/" + own + "/approve", status: 403, code: "retro_decided_above"},
			{name: "refused above", who: a.as(centerAdmin), path: "/retro-entries/" + own + "/refuse", body: object{"reason": "不符"}, status: 200, has: `"reason":"不符"`},
		})
		filed := who.post("/retro-entries/"+own+"/objections", object{"reason": "确实去了", "claimed_minutes": 45}).must(201).id()
		a.as(centerAdmin).post("/objections/"+filed+"/accept", object{"minutes": 45, "reason": "核实"}).must(200)
		correction := town.get("/corrections?status=pending&retro_entry_id=" + own).must(200)
		if correction.text("items.0.objection_id") != filed || correction.text("items.0.kind") != "honor" || correction.text("items.0.retro_entry_id") != own {
			t.Errorf("the correction is %s", correction.body)
		}
		asked := correction.text("items.0.id")
		a.run([]scenario{
			{name: "not by who accepted", who: a.as(centerAdmin), path: "/corrections/" + asked + "/approve", status: 403, code: "own_correction"},
			{name: "nor by who entered it", who: town, path: "/corrections/" + asked + "/approve", status: 403, code: "retro_decided_above"},
			{name: "by another of the center", who: a.another(centerAdmin), path: "/corrections/" + asked + "/approve", status: 200, has: `"new_entry_id":null,"new_retro_entry_id":"`},
		})
		if mine := who.get("/me/hours").must(200); mine.text("honor_minutes") != "105" {
			t.Errorf("one's own hours: %s", mine.body)
		}
	})
}

func TestARetroEntryIsTakenBackByTwoPeople(t *testing.T) {
	t.Parallel()
	eachApp(t, func(t *testing.T, a *app) {
		staff, town, who := a.as(manager), a.as(townAdmin), a.as(volunteerRole)
		retro := a.retroEntry()
		correcting, wanted := "/retro-entries/"+retro+"/correct", object{"minutes": 0, "reason": "活动没有举行"}
		a.run([]scenario{
			{name: "before it is decided", who: town, path: correcting, body: wanted, status: 409, code: "retro_entry_pending"},
			{name: "approved", who: town, path: "/retro-entries/" + retro + "/approve", status: 200},
			{name: "unknown", who: staff, path: "/retro-entries/999/correct", body: wanted, status: 404, code: "retro_entry_not_found"},
			{name: "the same minutes", who: staff, path: correcting, body: wanted.with("minutes", 30), status: 409, code: "minutes_unchanged"},
			{name: "more than the shift", who: staff, path: correcting, body: wanted.with("minutes", 481), status: 422, code: "invalid_request", has: `"field":"minutes"`},
			{name: "without a reason", who: staff, path: correcting, body: wanted.with("reason", " "), status: 422, code: "reason_missing"},
		})
		asked := staff.post(correcting, wanted).must(201).id()
		a.run([]scenario{
			{name: "asked twice", who: town, path: correcting, body: wanted, status: 409, code: "correction_open"},
			{name: "approved below", who: a.another(manager), path: "/corrections/" + asked + "/approve", status: 403, code: "retro_decided_above"},
			{name: "approved", who: town, path: "/corrections/" + asked + "/approve", status: 200, has: `"new_retro_entry_id":null`},
			{name: "reversed", who: who, method: "GET", path: "/me/retro-entries?status=reversed", status: 200, has: `"minutes":30`},
			{name: "told", who: who, method: "GET", path: "/me/notices", status: 200, has: "的荣誉时长从 30 分钟更正为 0 分钟，原因：活动没有举行"},
		})
		if mine := who.get("/me/hours").must(200); mine.text("honor_minutes") != "0" {
			t.Errorf("one's own hours: %s", mine.body)
		}
	})
}

// What attendance has recorded is not entered a second time.
func TestHoursAreNotEnteredOverOthers(t *testing.T) {
	t.Parallel()
	eachApp(t, func(_ *testing.T, a *app) {
		activity := a.published()
		a.as(volunteerRole).served(activity)
		a.wait(5 * time.Hour)
		body := object{"shift_id": shiftOf(activity), "volunteer_id": a.as(volunteerRole).volunteerID(), "minutes": 60, "evidence": "纸质签到表第 3 页", "declared": true}
		a.run([]scenario{{name: "over attendance", who: a.as(manager), path: "/retro-entries", body: body, status: 409, code: "hours_overlap"}})
	})
}
