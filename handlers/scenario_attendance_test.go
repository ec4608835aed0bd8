package handlers_test

import (
	"strings"
	"testing"
	"time"
)

// begun is a published activity's shift with everybody of the list signed up, at the shift's start.
func (a *app) begun(people ...*caller) (shift string) {
	a.t.Helper()
	made := a.published("shifts", []object{a.shift("capacity", max(1, len(people)))})
	for _, who := range people {
		who.signUp(shiftOf(made))
	}
	a.moveTo(made.text("shifts.0.starts_at"))
	return shiftOf(made)
}

// checkInCode is the code that staff show now.
func (a *app) checkInCode(shift string) string {
	a.t.Helper()
	return a.as(manager).get("/shifts/" + shift + "/check-in-code").must(200).text("code")
}

// TestCheckInCodeOnTheScreen: the QR code says what the answer says, a phone reads it, and what it reads checks in.
func TestCheckInCodeOnTheScreen(t *testing.T) {
	t.Parallel()
	eachApp(t, func(t *testing.T, a *app) {
		who := a.as(volunteerRole)
		shift := a.begun(who)
		shown := a.as(manager).get("/shifts/" + shift + "/check-in-code").must(200)
		if shown.text("refresh_after_ms") != "20000" || !strings.HasSuffix(shown.text("qr"), ":"+shown.text("code")) {
			t.Errorf("shown: %s", shown.body)
		}
		picture := a.as(manager).get("/shifts/" + shift + "/check-in-code/image").must(200)
		if read := scanned(t, string(picture.body)); read != shown.text("qr") || !strings.Contains(string(picture.body), ">"+shown.text("code")+"<") {
			t.Errorf("the picture reads %q, the answer says %q", read, shown.text("qr"))
		}
		a.as(manager).get("/shifts/999/check-in-code/image").refused(404, "shift_not_found")
		a.run([]scenario{
			{name: "half a QR code", who: who, path: "/check-ins", body: object{"code": "ps1:abc:123456", "kind": "in"}, status: 422, code: "invalid_request"},
			{name: "scanned", who: who, path: "/check-ins", body: object{"code": shown.text("qr"), "kind": "in"}, status: 200, has: `"status":"checked_in"`},
			{name: "replayed", who: who, path: "/check-ins", body: object{"code": shown.text("qr"), "kind": "in"}, status: 409, code: "already_checked_in"},
		})
	})
}

// TestCheckInCodesCannotBeGuessed: the count outlives each refusal, and the lock says until when.
func TestCheckInCodesCannotBeGuessed(t *testing.T) {
	t.Parallel()
	eachApp(t, func(_ *testing.T, a *app) {
		who, other := a.as(volunteerRole), a.as(otherVolunteer)
		shift := a.begun(who, other)
		wrong := object{"code": "ps1:aaaaaaaaaaaa:000000", "kind": "in"}
		for range 4 {
			a.run([]scenario{{name: "wrong", who: who, path: "/check-ins", body: wrong, status: 409, code: "check_in_code_invalid"}})
		}
		a.run([]scenario{
			{name: "the fifth", who: who, path: "/check-ins", body: wrong, status: 429, code: "check_in_code_locked", has: `"retry_after":901`},
			{name: "a right one now", who: who, path: "/check-ins", body: object{"code": a.checkInCode(shift), "kind": "in"}, status: 429, code: "check_in_code_locked"},
			{name: "somebody else", who: other, path: "/check-ins", body: object{"code": a.checkInCode(shift), "kind": "in"}, status: 200},
			{name: "the roster", who: a.as(manager), method: "GET", path: "/shifts/" + shift + "/roster", status: 200},
		})
		a.wait(15 * time.Minute)
		a.run([]scenario{{name: "later", who: who, path: "/check-ins", body: object{"code": a.checkInCode(shift), "kind": "in"}, status: 200}})
	})
}

// TestOfflineBatches: what was written down without a network comes later, and each row has its own answer.
func TestOfflineBatches(t *testing.T) {
	t.Parallel()
	eachApp(t, func(_ *testing.T, a *app) {
		who, staff := a.as(volunteerRole), a.as(manager)
		made := a.published()
		signUp := who.signUp(shiftOf(made)).id()
		a.moveTo(made.text("shifts.0.check_in_closes_at"))
		path := "/shifts/" + shiftOf(made) + "/attendance-batches"
		in := object{"sign_up_id": signUp, "kind": "in", "device_time": made.text("shifts.0.starts_at"), "nonce": "device-0001"}
		out := object{"sign_up_id": signUp, "kind": "out", "device_time": made.text("shifts.0.ends_at"), "nonce": "device-0002"}
		late := out.with("device_time", made.text("shifts.0.check_in_closes_at"), "nonce", "device-0003")
		rows := object{"rows": []object{out, in, late}}
		tooMany := make([]object, 501)
		for i := range tooMany {
			tooMany[i] = in
		}
		a.run([]scenario{
			{name: "no rows", who: staff, path: path, body: object{"rows": []object{}}, status: 422, code: "invalid_request"},
			{name: "too many", who: staff, path: path, body: object{"rows": tooMany}, status: 422, code: "invalid_request"},
			{name: "a short name", who: staff, path: path, body: object{"rows": []object{in.with("nonce", "1")}}, status: 422, code: "invalid_request"},
			{name: "no such shift", who: staff, path: "/shifts/999/attendance-batches", body: rows, status: 404, code: "shift_not_found"},
			{name: "out first", who: staff, path: path, body: rows, status: 200, has: `"result":"refused"`},
			{name: "it is complete", who: who, method: "GET", path: "/sign-ups/" + signUp, status: 200, has: `"status":"completed"`},
			{name: "again", who: staff, path: path, body: rows, status: 200, has: `"errors":[],"kind":"in","nonce":"device-0001","result":"duplicate"`},
			{name: "the reason", who: staff, path: path, body: object{"rows": []object{late}}, status: 200, has: `"code":"device_time_outside"`},
			{name: "for review", who: staff, method: "GET", path: "/shifts/" + shiftOf(made) + "/attendance", status: 200, has: `"flags":["offline","by_staff"]`},
			{name: "the whole shift", who: staff, method: "GET", path: "/hours?shift_id=" + shiftOf(made), status: 200, has: `"minutes":120`},
		})
	})
}

// TestPlaceAndDeviceAreFlagsOnly: whoever is far away on somebody else's phone is checked in all the same, and it shows.
func TestPlaceAndDeviceAreFlagsOnly(t *testing.T) {
	t.Parallel()
	eachApp(t, func(t *testing.T, a *app) {
		who, other, staff := a.as(volunteerRole), a.as(otherVolunteer), a.as(manager)
		room := staff.post("/venues", object{"organization_id": a.station, "name": "文化广场", "latitude": 28.2731, "longitude": 109.4512}).must(201)
		made := a.published("venue_id", room.id())
		shift := shiftOf(made)
		who.signUp(shift)
		other.signUp(shift)
		a.moveTo(made.text("shifts.0.starts_at"))
		body := func() object {
			return object{"code": a.checkInCode(shift), "kind": "in", "device": "phone-1", "location": object{"latitude": 28.3, "longitude": 109.4512, "accuracy_meters": 12.5}}
		}
		a.run([]scenario{
			{name: "half a place", who: staff, path: "/venues", body: object{"organization_id": a.station, "name": "半个", "latitude": 28.2}, status: 422, code: "invalid_request", has: `"field":"latitude"`},
			{name: "not agreed yet", who: who, method: "GET", path: "/me/consents/location", status: 200, has: `"granted":false,"granted_at":null,"revoked_at":null,"version":1`},
			{name: "agreed", who: who, method: "PUT", path: "/me/consents/location", body: object{"granted": true}, status: 200, has: `"granted":true`},
			{name: "no profile", who: staff, method: "PUT", path: "/me/consents/location", body: object{"granted": true}, status: 409, code: "profile_missing"},
			{name: "far away", who: who, path: "/check-ins", body: body(), status: 200, has: `"location_use":"used"`},
			{name: "not agreed", who: other, path: "/check-ins", body: body(), status: 200, has: `"location_use":"no_consent"`},
			{name: "flagged", who: staff, method: "GET", path: "/shifts/" + shift + "/attendance", status: 200, has: `"flags":["far","shared_device"]`},
		})
		listed := staff.get("/shifts/" + shift + "/attendance").must(200)
		if listed.text("items.0.accuracy_meters") != "13" || listed.text("items.1.distance_meters") != "" || strings.Contains(string(listed.body), "28.3") {
			t.Errorf("listed: %s", listed.body)
		}
		path := "/attendance-events/" + listed.text("items.0.id") + "/review"
		a.run([]scenario{
			{name: "no note", who: staff, path: path, body: object{"note": " "}, status: 422, code: "reason_missing"},
			{name: "no such event", who: staff, path: "/attendance-events/999/review", body: object{"note": "在场"}, status: 404, code: "attendance_event_not_found"},
			{name: "reviewed", who: staff, path: path, body: object{"note": "定位漂移"}, status: 200, has: `"review_note":"定位漂移"`},
			{name: "revoked", who: who, method: "PUT", path: "/me/consents/location", body: object{"granted": false}, status: 200, has: `"granted":false`},
			{name: "no distance is left", who: staff, method: "GET", path: "/shifts/" + shift + "/attendance", status: 200, has: `"distance_meters":null,"flags":["shared_device"]`},
		})
	})
}

// TestWhereSomebodyWasIsNotKept: not even as a part of the fingerprint by which a repeated request is known.
func TestWhereSomebodyWasIsNotKept(t *testing.T) {
	t.Parallel()
	eachApp(t, func(_ *testing.T, a *app) {
		who := a.as(volunteerRole)
		shift := a.begun(who)
		body := object{"code": a.checkInCode(shift), "kind": "in", "location": object{"latitude": 28.3, "longitude": 109.4512, "accuracy_meters": 10}}
		first := who.post("/check-ins", body, "Idempotency-Key", "scan-1").must(200)
		moved := body.with("location", object{"latitude": 30, "longitude": 110, "accuracy_meters": 10}, "device", "another")
		if again := who.post("/check-ins", moved, "Idempotency-Key", "scan-1").must(200); string(again.body) != string(first.body) {
			a.t.Errorf("the same scan from elsewhere: %s", again.body)
		}
		who.post("/check-ins", body.with("kind", "out"), "Idempotency-Key", "scan-1").refused(422, "idempotency_key_reused")
	})
}

// TestBreaks: who may come back scans in and out again, and the visits add up.
func TestBreaks(t *testing.T) {
	t.Parallel()
	eachApp(t, func(_ *testing.T, a *app) {
		who, staff := a.as(volunteerRole), a.as(manager)
		made := a.published("breaks_allowed", true)
		shift := shiftOf(made)
		who.signUp(shift)
		a.moveTo(made.text("shifts.0.starts_at"))
		scan := func(kind string) scenario {
			return scenario{name: kind, who: who, path: "/check-ins", body: object{"code": a.checkInCode(shift), "kind": kind}, status: 200}
		}
		for _, kind := range []string{"in", "out", "in"} {
			a.run([]scenario{scan(kind)})
			a.wait(30 * time.Minute)
		}
		edit := a.activity("shifts", nil, "station_id", nil, "sign_up_opens_at", nil, "starts_at", made.text("starts_at"), "ends_at", made.text("ends_at"), "version", made.version())
		a.run([]scenario{
			scan("out"),
			{name: "the sum", who: staff, method: "GET", path: "/hours?shift_id=" + shift, status: 200, has: `"minutes":60`},
			{name: "not to be changed now", who: staff, method: "PUT", path: "/activities/" + made.id(), body: edit.with("breaks_allowed", false), status: 409, code: "breaks_fixed"},
			{name: "as it was", who: staff, method: "PUT", path: "/activities/" + made.id(), body: edit, status: 200, has: `"breaks_allowed":true`},
		})
	})
}
