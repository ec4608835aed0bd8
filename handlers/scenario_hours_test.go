package handlers_test

import (
	"testing"
	"time"

	"practicestation/models"
)

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

func TestABatchOfHoursIsConfirmedAsAWholeOrNotAtAll(t *testing.T) {
	t.Parallel()
	eachApp(t, func(t *testing.T, a *app) {
		staff := a.as(manager)
		activity := a.published("shifts", []object{a.shift("capacity", 5)})
		others := a.as(otherVolunteer).signUp(shiftOf(activity))
		first := a.entryOf(a.as(volunteerRole).served(activity))
		for _, step := range []string{"/check-in", "/check-out"} { // after the end: nothing was served
			staff.post("/sign-ups/"+others.id()+step, nil).must(200)
		}
		empty := a.entryOf(others)
		a.run([]scenario{
			{name: "with one of no minute", who: staff, path: "/hours/confirm", body: object{"entry_ids": []string{first, empty}}, status: 409, code: "hours_batch_refused", has: `"field":"entry_ids.1"`},
			{name: "one of them twice", who: staff, path: "/hours/confirm", body: object{"entry_ids": []string{first, first}}, status: 409, code: "hours_batch_refused", has: `"code":"entry_repeated"`},
			{name: "one that is not there", who: staff, path: "/hours/confirm", body: object{"entry_ids": []string{first, "999"}}, status: 409, code: "hours_batch_refused", has: `"code":"entry_not_found"`},
			{name: "none", who: staff, path: "/hours/confirm", body: object{"entry_ids": []string{}}, status: 422, code: "invalid_request"},
			{name: "nothing has been confirmed", who: staff, method: "GET", path: "/hours?status=confirmed", status: 200, has: `"items":[]`},
			{name: "a good one", who: staff, path: "/hours/confirm", body: object{"entry_ids": []string{first}}, status: 200, has: `"status":"confirmed"`},
		})
		told := a.as(volunteerRole).get("/me/notices").must(200)
		if told.text("items.0.kind") != "hours_confirmed" {
			t.Errorf("the volunteer is told: %s", told.body)
		}
	})
}

// One phone in two accounts is one household: neither decides about the other's hours.
func TestNobodyConfirmsTheHoursOfTheHousehold(t *testing.T) {
	t.Parallel()
	eachApp(t, func(_ *testing.T, a *app) {
		made := a.published()
		entry := a.entryOf(a.as(volunteerRole).served(made))
		event := a.lastEvent()
		relative := a.another(manager)
		a.write(func(tx *models.Tx) error {
			return tx.DB.Exec("UPDATE volunteers SET phone = ?", relative.phone).Error
		})
		a.run([]scenario{
			{name: "to confirm", who: relative, path: "/hours/" + entry + "/confirm", status: 403, code: "household_hours"},
			{name: "to reject", who: relative, path: "/hours/" + entry + "/reject", body: object{"reason": "误记"}, status: 403, code: "household_hours"},
			{name: "in a batch", who: relative, path: "/hours/confirm", body: object{"entry_ids": []string{entry}}, status: 409, code: "hours_batch_refused", has: `"code":"household_hours"`},
			{name: "to review", who: relative, path: "/attendance-events/" + event + "/review", body: object{"note": "属实"}, status: 403, code: "household_hours"},
			{name: "to review in a batch", who: relative, path: "/shifts/" + shiftOf(made) + "/attendance-reviews", body: object{"event_ids": []string{event}, "note": "属实"}, status: 409, code: "attendance_reviews_refused", has: `"code":"household_hours"`},
			{name: "to strike", who: relative, path: "/attendance-events/" + event + "/strike", body: object{"reason": "点错了"}, status: 403, code: "household_hours"},
			{name: "by somebody else", who: a.as(manager), path: "/hours/" + entry + "/confirm", status: 200},
		})
	})
}

func TestHoursAreCorrectedByTwoPeople(t *testing.T) {
	t.Parallel()
	eachApp(t, func(t *testing.T, a *app) {
		staff, second, who := a.as(manager), a.as(townAdmin), a.as(volunteerRole)
		entry := a.entryOf(who.served(a.published()))
		wanted := object{"minutes": 90, "reason": "按签到表"}
		a.run([]scenario{
			{name: "not decided yet", who: staff, path: "/hours/" + entry + "/correct", body: wanted, status: 409, code: "entry_undecided"},
			{name: "confirmed", who: staff, path: "/hours/" + entry + "/confirm", status: 200},
			{name: "more than the shift", who: staff, path: "/hours/" + entry + "/correct", body: wanted.with("minutes", 121), status: 422, code: "invalid_request", has: `"field":"minutes"`},
			{name: "the same", who: staff, path: "/hours/" + entry + "/correct", body: wanted.with("minutes", 120), status: 409, code: "minutes_unchanged"},
			{name: "without a reason", who: staff, path: "/hours/" + entry + "/correct", body: wanted.with("reason", " "), status: 422, code: "reason_missing"},
		})
		refused := staff.post("/hours/"+entry+"/correct", wanted).must(201).id()
		a.run([]scenario{
			{name: "one at a time", who: second, path: "/hours/" + entry + "/correct", body: wanted, status: 409, code: "correction_open"},
			{name: "by who asked", who: staff, path: "/corrections/" + refused + "/approve", status: 403, code: "own_correction"},
			{name: "refused", who: second, path: "/corrections/" + refused + "/refuse", body: object{"reason": "没有依据"}, status: 200, has: `"status":"refused"`},
			{name: "refused twice", who: second, path: "/corrections/" + refused + "/refuse", body: object{"reason": "没有依据"}, status: 409, code: "correction_decided"},
			{name: "approved after that", who: second, path: "/corrections/" + refused + "/approve", status: 409, code: "correction_decided"},
			{name: "unknown", who: second, path: "/corrections/999/approve", status: 404, code: "correction_not_found"},
		})
		approved := staff.post("/hours/"+entry+"/correct", wanted).must(201).id()
		stands := second.post("/corrections/"+approved+"/approve", nil).must(200).text("new_entry_id")
		a.run([]scenario{
			{name: "what was there before", who: staff, path: "/hours/" + entry + "/correct", body: wanted.with("minutes", 60), status: 409, code: "entry_superseded"},
			{name: "what stands now", who: staff, method: "GET", path: "/hours?status=confirmed", status: 200, has: `"corrects_id":"` + entry + `"`},
			{name: "listed", who: staff, method: "GET", path: "/corrections?status=approved&entry_id=" + entry, status: 200, has: `"new_entry_id":"` + stands + `"`},
		})
		if mine := who.get("/me/hours").must(200); mine.text("total_minutes") != "90" || mine.length("items") != 2 {
			t.Errorf("one's own hours: %s", mine.body)
		}
		if told := who.get("/me/notices").must(200); told.text("items.0.kind") != "hours_corrected" {
			t.Errorf("the volunteer is told: %s", told.body)
		}
	})
}

func TestAVolunteerObjectsAndIsAnswered(t *testing.T) {
	t.Parallel()
	eachApp(t, func(t *testing.T, a *app) {
		staff, second, who := a.as(manager), a.as(townAdmin), a.as(volunteerRole)
		entry := a.entryOf(who.served(a.published()))
		objecting := "/hours/" + entry + "/objections"
		wrong := object{"reason": "我走得晚", "claimed_minutes": 110}
		a.run([]scenario{
			{name: "what is recorded", who: who, path: objecting, body: wrong.with("claimed_minutes", 120), status: 409, code: "minutes_unchanged"},
			{name: "rejected", who: staff, path: "/hours/" + entry + "/reject", body: object{"reason": "没有到场"}, status: 200},
			{name: "by staff", who: staff, path: objecting, body: wrong, status: 403, code: "not_own_hours"},
			{name: "more than the shift", who: who, path: objecting, body: wrong.with("claimed_minutes", 121), status: 422, code: "invalid_request", has: `"field":"claimed_minutes"`},
			{name: "without a reason", who: who, path: objecting, body: wrong.with("reason", " "), status: 422, code: "reason_missing"},
		})
		filed := who.post(objecting, wrong).must(201)
		a.run([]scenario{
			{name: "one at a time", who: who, path: objecting, body: wrong, status: 409, code: "objection_open"},
			{name: "unknown", who: staff, path: "/objections/999/refuse", body: object{"reason": "不符"}, status: 404, code: "objection_not_found"},
			{name: "one's own list", who: who, method: "GET", path: "/me/objections?status=open", status: 200, has: `"claimed_minutes":110`},
			{name: "in time", who: staff, method: "GET", path: "/objections?overdue=true", status: 200, has: `"items":[]`},
			{name: "refused", who: staff, path: "/objections/" + filed.id() + "/refuse", body: object{"reason": "与记录不符"}, status: 200, has: `"status":"refused"`},
			{name: "refused twice", who: staff, path: "/objections/" + filed.id() + "/refuse", body: object{"reason": "与记录不符"}, status: 409, code: "objection_decided"},
		})
		a.run([]scenario{
			{name: "accepted after that", who: staff, path: "/objections/" + filed.id() + "/accept", body: object{"minutes": 30, "reason": "证实"}, status: 409, code: "objection_decided"},
		})
		again := who.post(objecting, wrong).must(201).id()
		a.run([]scenario{
			{name: "more than is claimed", who: staff, path: "/objections/" + again + "/accept", body: object{"minutes": 111, "reason": "证实"}, status: 409, code: "minutes_beyond_claim"},
		})
		staff.post("/objections/"+again+"/accept", object{"minutes": 110, "reason": "现场证实"}).must(200)
		correction := staff.get("/corrections?status=pending").must(200)
		if correction.text("items.0.objection_id") != again || correction.text("items.0.minutes") != "110" {
			t.Errorf("the correction is %s", correction.body)
		}
		a.wait(20 * 24 * time.Hour)
		a.run([]scenario{
			{name: "accepted, and not decided", who: staff, method: "GET", path: "/objections?overdue=true", status: 200, has: `"overdue":true`},
			{name: "late for the town, too", who: second, method: "GET", path: "/hours/overdue?station_id=" + a.station, status: 200, has: `"objections":[{`},
		})
		second.post("/corrections/"+correction.text("items.0.id")+"/approve", nil).must(200)
		a.run([]scenario{
			{name: "decided", who: second, method: "GET", path: "/hours/overdue", status: 200, has: `"objections":[]`},
		})
		if mine := who.get("/me/hours").must(200); mine.text("total_minutes") != "110" {
			t.Errorf("one's own hours: %s", mine.body)
		}
	})
}

func TestWhoNeverSignedOutIsSettledByTwoPeople(t *testing.T) {
	t.Parallel()
	eachApp(t, func(t *testing.T, a *app) {
		staff, who := a.as(manager), a.as(volunteerRole)
		made := a.published()
		signUp := who.signUp(shiftOf(made)).id()
		a.wait(2 * time.Hour)
		staff.post("/sign-ups/"+signUp+"/check-in", nil).must(200)
		found := object{"minutes": 90, "reason": "现场证实"}
		a.run([]scenario{
			{name: "while signing out is possible", who: staff, path: "/sign-ups/" + signUp + "/settle", body: found, status: 409, code: "not_unsettled"},
			{name: "nobody waits yet", who: staff, method: "GET", path: "/hours/unsettled", status: 200, has: `"items":[]`},
		})
		a.moveTo(made.text("shifts.0.check_in_closes_at"))
		a.run([]scenario{
			{name: "listed", who: staff, method: "GET", path: "/hours/unsettled", status: 200, has: `"due_on":"2026-03-16"`},
			{name: "not late yet", who: staff, method: "GET", path: "/hours/unsettled?overdue=true&station_id=" + a.station, status: 200, has: `"items":[]`},
			{name: "nothing is filled in", who: staff, method: "GET", path: "/hours", status: 200, has: `"items":[]`},
			{name: "more than the shift", who: staff, path: "/sign-ups/" + signUp + "/settle", body: found.with("minutes", 121), status: 422, code: "invalid_request", has: `"field":"minutes"`},
			{name: "settled", who: staff, path: "/sign-ups/" + signUp + "/settle", body: found, status: 200, has: `"status":"completed"`},
			{name: "settled twice", who: staff, path: "/sign-ups/" + signUp + "/settle", body: found, status: 409, code: "not_unsettled"},
		})
		entry := staff.get("/hours?status=pending").must(200)
		if entry.text("items.0.minutes") != "90" || entry.text("items.0.settled_reason") != "现场证实" || entry.text("items.0.due_on") != "2026-03-16" {
			t.Errorf("the entry is %s", entry.body)
		}
		id := entry.text("items.0.id")
		a.run([]scenario{
			{name: "confirmed by oneself", who: staff, path: "/hours/" + id + "/confirm", status: 403, code: "own_settlement"},
			{name: "not overdue", who: staff, method: "GET", path: "/hours/overdue", status: 200, has: `"items":[]`},
		})
		a.wait(15 * 24 * time.Hour)
		a.run([]scenario{
			{name: "nothing stands out", who: staff, method: "GET", path: "/hours/anomalies?from=2026-03-01&to=2026-04-01", status: 200, has: `"items":[]`},
			{name: "without an end", who: staff, method: "GET", path: "/hours/anomalies?from=2026-03-01", status: 422, code: "invalid_request", has: `"field":"to"`},
			{name: "too long a period", who: staff, method: "GET", path: "/hours/anomalies?from=2026-03-01&to=2028-04-01", status: 422, code: "invalid_request", has: `"field":"to"`},
			{name: "overdue", who: staff, method: "GET", path: "/hours/overdue", status: 200, has: `"id":"` + id + `"`},
			{name: "confirmed by another", who: a.as(townAdmin), path: "/hours/" + id + "/confirm", status: 200, has: `"status":"confirmed"`},
			{name: "decided", who: staff, method: "GET", path: "/hours/overdue", status: 200, has: `"items":[]`},
		})
	})
}
