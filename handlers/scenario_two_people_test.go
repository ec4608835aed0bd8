package handlers_test

import (
	"testing"
	"time"
)

// TestUploadedAttendanceIsReviewedBeforeItCounts: by somebody else than who uploaded it, all rows or none, and only after the end.
func TestUploadedAttendanceIsReviewedBeforeItCounts(t *testing.T) {
	t.Parallel()
	eachApp(t, func(_ *testing.T, a *app) {
		who, staff, second := a.as(volunteerRole), a.as(manager), a.as(townAdmin)
		made := a.published()
		shift, signUp := shiftOf(made), who.signUp(shiftOf(made)).id()
		a.moveTo(made.text("shifts.0.starts_at"))
		staff.post("/sign-ups/"+signUp+"/check-in", nil).must(200)
		a.wait(30 * time.Minute)
		entry := a.entryOf(staff.post("/sign-ups/"+signUp+"/check-out", nil).must(200))
		a.run([]scenario{
			{name: "before the end", who: staff, path: "/hours/" + entry + "/confirm", status: 409, code: "shift_not_ended"},
			{name: "rejected before the end", who: staff, path: "/hours/" + entry + "/reject", body: object{"reason": "没有到场"}, status: 409, code: "shift_not_ended"},
		})
		a.moveTo(made.text("shifts.0.ends_at"))
		row := object{"sign_up_id": signUp, "kind": "in", "device_time": made.text("shifts.0.starts_at"), "nonce": "device-0001"}
		staff.post("/shifts/"+shift+"/attendance-batches", object{"rows": []object{row}}).must(200)
		uploaded := a.lastEvent()
		path := "/shifts/" + shift + "/attendance-reviews"
		body := object{"event_ids": []string{uploaded}, "note": "与纸质签到表相符"}
		a.run([]scenario{
			{name: "unseen", who: staff, path: "/hours/" + entry + "/confirm", status: 409, code: "attendance_unreviewed"},
			{name: "unseen, in a batch", who: second, path: "/hours/confirm", body: object{"entry_ids": []string{entry}}, status: 409, code: "hours_batch_refused", has: `"code":"attendance_unreviewed"`},
			{name: "by who uploaded it", who: staff, path: path, body: body, status: 409, code: "attendance_reviews_refused", has: `"field":"event_ids.0"`},
			{name: "with one twice", who: second, path: path, body: body.with("event_ids", []string{uploaded, uploaded}), status: 409, code: "attendance_reviews_refused", has: `"code":"attendance_event_repeated"`},
			{name: "without a note", who: second, path: path, body: body.with("note", " "), status: 422, code: "reason_missing"},
			{name: "none", who: second, path: path, body: body.with("event_ids", []string{}), status: 422, code: "invalid_request"},
			{name: "no such shift", who: second, path: "/shifts/999/attendance-reviews", body: body, status: 404, code: "shift_not_found"},
			{name: "reviewed", who: second, path: path, body: body, status: 200, has: `"review_note":"与纸质签到表相符"`},
			{name: "confirmed", who: staff, path: "/hours/" + entry + "/confirm", status: 200, has: `"status":"confirmed"`},
		})
	})
}

// TestAMistakenTapIsStruck: it stays on the list with who and why, the volunteer is told, and the hours follow.
func TestAMistakenTapIsStruck(t *testing.T) {
	t.Parallel()
	eachApp(t, func(_ *testing.T, a *app) {
		who, staff := a.as(volunteerRole), a.as(manager)
		made := a.published()
		shift, signUp := shiftOf(made), who.signUp(shiftOf(made)).id()
		a.moveTo(made.text("shifts.0.starts_at"))
		staff.post("/sign-ups/"+signUp+"/check-in", nil).must(200)
		entry := a.entryOf(staff.post("/sign-ups/"+signUp+"/check-out", nil).must(200))
		path := "/attendance-events/" + a.lastEvent() + "/strike"
		a.run([]scenario{
			{name: "without a reason", who: staff, path: path, body: object{"reason": " "}, status: 422, code: "reason_missing"},
			{name: "no such event", who: staff, path: "/attendance-events/999/strike", body: object{"reason": "点错了人"}, status: 404, code: "attendance_event_not_found"},
			{name: "struck", who: staff, path: path, body: object{"reason": "点错了人"}, status: 200, has: `"struck_reason":"点错了人"`},
			{name: "twice", who: staff, path: path, body: object{"reason": "点错了人"}, status: 409, code: "attendance_event_struck"},
			{name: "listed", who: staff, method: "GET", path: "/shifts/" + shift + "/attendance", status: 200, has: `"struck_by_name":"`},
			{name: "there again", who: who, method: "GET", path: "/sign-ups/" + signUp, status: 200, has: `"status":"checked_in"`},
			{name: "told", who: who, method: "GET", path: "/me/notices", status: 200, has: `"kind":"attendance_struck"`},
			{name: "withdrawn", who: who, method: "GET", path: "/me/hours", status: 200, has: `"status":"withdrawn"`},
			{name: "not to be confirmed", who: staff, path: "/hours/" + entry + "/confirm", status: 409, code: "entry_withdrawn"},
			{name: "not to be disputed", who: who, path: "/hours/" + entry + "/objections", body: object{"reason": "我在"}, status: 409, code: "entry_withdrawn"},
		})
		a.moveTo(made.text("shifts.0.ends_at"))
		left := staff.post("/sign-ups/"+signUp+"/check-out", nil).must(200)
		a.run([]scenario{
			{name: "confirmed", who: staff, path: "/hours/" + a.entryOf(left) + "/confirm", status: 200, has: `"minutes":120`},
			{name: "too late to strike", who: staff, path: "/attendance-events/" + a.lastEvent() + "/strike", body: object{"reason": "点错了人"}, status: 409, code: "attendance_decided"},
		})
		colleague := a.another(manager)
		colleague.put("/me/volunteer", object{"name": "站长", "gender": "male", "born_on": "1980-01-01", "phone": a.newPhone()}).must(200)
		next := a.published()
		own := colleague.signUp(shiftOf(next)).id()
		a.moveTo(next.text("shifts.0.starts_at"))
		staff.post("/sign-ups/"+own+"/check-in", nil).must(200)
		a.run([]scenario{{name: "one's own", who: colleague, path: "/attendance-events/" + a.lastEvent() + "/strike", body: object{"reason": "点错了"}, status: 403, code: "own_strike"}})
	})
}
