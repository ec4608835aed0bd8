package handlers_test

import (
	"strings"
	"testing"
	"time"
)

// batch copies one of the matrix's activities to a later day.
func (a *app) batch(publish bool) *answer {
	a.t.Helper()
	body := object{"dates": []string{a.at(20 * 24 * time.Hour)[:10]}, "publish": publish}
	return a.as(manager).post("/activities/"+a.brief(false).id()+"/copy", body.with("allow_duplicates", true)).must(201)
}

// TestAnActivityIsCopiedAndTakenBack: a mistake with many dates is undone before anybody is hurt by it.
func TestAnActivityIsCopiedAndTakenBack(t *testing.T) {
	t.Parallel()
	eachApp(t, func(t *testing.T, a *app) {
		staff := a.as(manager)
		path := "/activities/" + a.draft("recruitment", "approval").id() + "/copy"
		made := staff.post(path, object{"dates": []string{"2026-03-31", "2026-04-01"}, "publish": true}).must(201)
		if made.text("kind") != "copied" || made.every("activities", "status") != "published published" || made.text("created_by_name") == "" ||
			made.every("activities", "starts_at") != "2026-03-31T11:00:00+08:00 2026-04-01T11:00:00+08:00" || made.text("undo_closes_at") != "2026-03-31T11:00:00+08:00" {
			t.Errorf("the batch is %s", made.body)
		}
		shift := shiftOf(staff.get("/activities/" + made.text("activities.0.activity_id")).must(200))
		a.as(volunteerRole).post("/shifts/"+shift+"/applications", nil).must(201)
		undo := "/activity-batches/" + made.id() + "/undo"
		dry := staff.post(undo+"/dry-run", nil).must(200)
		if dry.every("activities", "outcome") != "taken_back taken_back" || dry.every("effects", "kind") != "activity_withdrawn" || !strings.Contains(dry.text("effects.0.text"), "您申请报名的“社区义诊”") {
			t.Errorf("it would be %s", dry.body)
		}
		if now := staff.get("/activity-batches/" + made.id()).must(200); now.every("activities", "status") != "published published" || now.text("undone_at") != "" {
			t.Errorf("the dry run has left %s", now.body)
		}
		a.takenBack(made, path, dry)
	})
}

// takenBack undoes the batch of two, as its dry run has said.
func (a *app) takenBack(made *answer, copying string, dry *answer) {
	a.t.Helper()
	staff, undo := a.as(manager), "/activity-batches/"+made.id()+"/undo"
	done := staff.post(undo, nil).must(200)
	if done.every("activities", "outcome") != "taken_back taken_back" || done.every("activities", "status") != "withdrawn withdrawn" || done.text("undo_closes_at") != "" {
		a.t.Errorf("undone: %s", done.body)
	}
	if told := a.as(volunteerRole).get("/me/notices").must(200); told.text("items.0.text") != dry.text("effects.0.text") {
		a.t.Errorf("told %s", told.body)
	}
	a.run([]scenario{
		{name: "the application is over", who: a.as(volunteerRole), method: "GET", path: "/me/applications?status=expired", status: 200, has: `"status":"expired"`},
		{name: "gone from the public", who: a.as(nobody), method: "GET", path: "/activities/" + made.text("activities.0.activity_id"), status: 404, code: "activity_not_found"},
		{name: "twice", who: staff, path: undo, status: 409, code: "batch_undone"},
		{name: "twice, rehearsed", who: staff, path: undo + "/dry-run", status: 409, code: "batch_undone"},
		{name: "unknown", who: staff, path: "/activity-batches/999/undo", status: 404, code: "batch_not_found"},
		{name: "unknown, rehearsed", who: staff, path: "/activity-batches/999/undo/dry-run", status: 404, code: "batch_not_found"},
		{name: "unknown to see", who: staff, method: "GET", path: "/activity-batches/999", status: 404, code: "batch_not_found"},
		{name: "of a bad page", who: staff, method: "GET", path: "/activity-batches?cursor=xx", status: 400, code: "invalid_cursor"},
		{name: "the days are free again", who: staff, path: copying, body: object{"dates": []string{"2026-03-31", "2026-04-01"}}, status: 201},
		{name: "listed, the latest first", who: staff, method: "GET", path: "/activity-batches", status: 200, has: `"undone_at":null},{"activities"`},
	})
}

// TestUndoLeavesWhoHasSignedUp: it is refused and names them, or leaves their activity and takes back the rest.
func TestUndoLeavesWhoHasSignedUp(t *testing.T) {
	t.Parallel()
	eachApp(t, func(_ *testing.T, a *app) {
		staff := a.as(manager)
		made := staff.post("/activities/"+a.draft().id()+"/copy", object{"dates": []string{"2026-03-31", "2026-04-01"}, "publish": true}).must(201)
		signUp := a.as(volunteerRole).signUp(shiftOf(staff.get("/activities/" + made.text("activities.0.activity_id")).must(200)))
		undo := "/activity-batches/" + made.id() + "/undo"
		a.run([]scenario{
			{name: "somebody has signed up", who: staff, path: undo, body: object{}, status: 409, code: "batch_held", has: `"activities":[{"activity_id":"` + made.text("activities.0.activity_id") + `","reason":"has_sign_ups"}]`},
			{name: "rehearsed", who: staff, path: undo + "/dry-run", status: 409, code: "batch_held", has: "“社区义诊”（3月31日（周二）11:00，东街社区广场）已有 1 人报名，不能撤销。"},
			{name: "rehearsed for the others", who: staff, path: undo + "/dry-run", body: object{"leave_changed": true}, status: 200, has: `"outcome":"left"`},
			{name: "the others", who: staff, path: undo, body: object{"leave_changed": true}, status: 200, has: `"reason":"has_sign_ups"`},
			{name: "the seat is kept", who: a.as(volunteerRole), method: "GET", path: "/sign-ups/" + signUp.id(), status: 200, has: `"status":"confirmed"`},
		})
	})
}

// TestCopiesAreRefused: by form, by their days, and by what stands there.
func TestCopiesAreRefused(t *testing.T) {
	t.Parallel()
	eachApp(t, func(_ *testing.T, a *app) {
		staff, none := a.as(manager), int64(61)
		path, many := "/activities/"+a.draft().id()+"/copy", make([]string, none)
		for i := range many {
			many[i] = a.now().AddDate(0, 0, i+1).Format(time.DateOnly)
		}
		on := func(days ...string) object { return object{"dates": days} }
		a.run([]scenario{
			{name: "31 February", who: staff, path: path, body: on("2026-04-01", "2026-02-31"), status: 422, code: "invalid_request", has: `"field":"dates.1"`},
			{name: "61 days", who: staff, path: path, body: on(many...), status: 422, code: "invalid_request", has: `"code":"max_items"`},
			{name: "no day", who: staff, path: path, body: object{"dates": []string{}}, status: 422, code: "invalid_request", has: `"code":"min_items"`},
			{name: "nothing", who: staff, path: path, body: object{}, status: 422, code: "invalid_request", has: `"field":"dates"`},
			{name: "with a time", who: staff, path: path, body: on("2026-04-01T08:00:00+08:00"), status: 422, code: "invalid_request", has: `"field":"dates.0"`},
			{name: "twice and past", who: staff, path: path, body: on("2026-04-01", "2026-04-01", "2026-03-01"), status: 422, code: "invalid_request", has: `"errors":[{"field":"dates.1","code":"repeated","message":"这一天写了两次。"},{"field":"dates.2","code":"past"`},
			{name: "the day that it is on itself", who: staff, path: path, body: on("2026-03-02"), status: 409, code: "batch_refused", has: `{"field":"dates.0","code":"activity_repeated","message":"3月2日（周一）11:00：已经有“社区义诊”`},
			{name: "unknown", who: staff, path: "/activities/999/copy", body: on("2026-04-01"), status: 404, code: "activity_not_found"},
			{name: "60 days", who: staff, path: path, body: on(many[:60]...), status: 201},
		})
	})
}

// TestActivitiesAreCreatedInOneGo, or none of them, with every fault by its place.
func TestActivitiesAreCreatedInOneGo(t *testing.T) {
	t.Parallel()
	eachApp(t, func(t *testing.T, a *app) {
		staff, path := a.as(manager), "/activities/batch"
		one, other := a.activity(), a.activity("title", "植树")
		all := func(activities ...object) object { return object{"activities": activities} }
		a.run([]scenario{
			{
				name: "a shift outside", who: staff, path: path, body: all(one, a.activity("title", " ", "shifts", []object{a.shift("ends_at", a.at(8*time.Hour))})),
				status: 422, code: "invalid_request",
				has: `"errors":[{"field":"activities.1.title","code":"invalid_text","message":"第 2 个活动：标题要有 1 到 100 个字，不能含看不见的字符。"},{"field":"activities.1.shifts.0.starts_at"`,
			},
			{name: "a bad shape", who: staff, path: path, body: all(one, a.activity("shifts", []object{a.shift("capacity", 0)})), status: 422, code: "invalid_request", has: `"field":"activities.1.shifts.0.capacity"`},
			{name: "the same twice", who: staff, path: path, body: all(one, one), status: 409, code: "batch_refused", has: `"field":"activities.1","code":"activity_repeated"`},
			{name: "nothing to publish", who: staff, path: path, body: all(one, a.activity("title", "植树", "shifts", nil)).with("publish", true), status: 409, code: "batch_refused", has: `"field":"activities.1","code":"shifts_missing"`},
			{name: "none", who: staff, path: path, body: object{"activities": []object{}}, status: 422, code: "invalid_request", has: `"code":"min_items"`},
		})
		key := []string{"Idempotency-Key", "batch-1"}
		first := staff.send("POST", base+path, all(one, other).with("publish", true), key...).must(201)
		again := staff.send("POST", base+path, all(one, other).with("publish", true), key...).must(201)
		if first.id() != again.id() || first.text("kind") != "created" || first.every("activities", "title") != "社区义诊 植树" {
			t.Errorf("first %s, again %s", first.body, again.body)
		}
		list := staff.get("/activities?status=published&station_id=" + a.station).must(200)
		if list.every("items", "title") != "社区义诊 植树" {
			t.Errorf("published: %s", list.body)
		}
	})
}

// TestAnOccurrenceIsCopiedAlone: the copy belongs to no series and carries out no plan.
func TestAnOccurrenceIsCopiedAlone(t *testing.T) {
	t.Parallel()
	eachApp(t, func(t *testing.T, a *app) {
		staff := a.as(manager)
		staff.post("/series", a.series()).must(201)
		a.linkedItem()
		for _, id := range []string{staff.get("/activities?status=published&limit=1").must(200).text("items.0.id"), a.lastLinked()} {
			made := staff.post("/activities/"+id+"/copy", object{"dates": []string{"2026-05-05"}}).must(201)
			copied := staff.get("/activities/" + made.text("activities.0.activity_id")).must(200)
			if copied.text("series_id") != "" || copied.text("occurrence_on") != "" || copied.text("plan_item_id") != "" || made.text("source_activity_id") != id {
				t.Errorf("the copy is %s", copied.body)
			}
		}
	})
}
