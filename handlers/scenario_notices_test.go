package handlers_test

import "testing"

// TestADryRunSaysWhatTheChangeThenSays: whom, and in which words; and it changes nothing.
func TestADryRunSaysWhatTheChangeThenSays(t *testing.T) {
	t.Parallel()
	eachApp(t, func(t *testing.T, a *app) {
		made := a.published()
		shift := shiftOf(made)
		first, second, waiting := a.volunteer("张三"), a.volunteer("李四"), a.volunteer("王五")
		given := first.signUp(shift)
		second.signUp(shift)
		waiting.signUp(shift)

		rehearsed := a.as(manager).post("/sign-ups/"+given.id()+"/cancel/dry-run", object{"reason": "重复"}).must(200)
		if rehearsed.every("effects", "name") != "张三 王五" || rehearsed.every("effects", "kind") != "sign_up_cancelled sign_up_promoted" {
			t.Errorf("the dry run says %s", rehearsed.body)
		}
		own := first.post("/sign-ups/"+given.id()+"/cancel/dry-run", object{}).must(200)
		if own.every("effects", "name") != "王*" || own.text("effects.0.volunteer_id") != "" {
			t.Errorf("a volunteer sees of the others: %s", own.body)
		}
		if first.get("/sign-ups/"+given.id()).must(200).text("status") != "confirmed" || waiting.get("/me/notices").must(200).length("items") != 0 {
			t.Error("a dry run has changed something")
		}
		a.as(manager).post("/sign-ups/"+given.id()+"/cancel", object{"reason": "重复"}).must(200)
		told := first.get("/me/notices?unread=true").must(200)
		if told.text("items.0.text") != rehearsed.text("effects.0.text") || told.text("items.0.sign_up_id") != given.id() {
			t.Errorf("told %s, rehearsed %s", told.body, rehearsed.body)
		}

		called := a.as(manager).post("/activities/"+made.id()+"/cancel/dry-run", object{"reason": "暴雨"}).must(200)
		if called.every("effects", "name") != "李四 王五" {
			t.Errorf("cancelling would tell %s", called.body)
		}
		a.as(manager).post("/activities/"+made.id()+"/cancel", object{"reason": "暴雨"}).must(200)
		if got := second.get("/me/notices").must(200); got.text("items.0.text") != called.text("effects.0.text") {
			t.Errorf("told %s, rehearsed %s", got.body, called.body)
		}
		a.run([]scenario{
			{name: "read", who: waiting, path: "/me/notices/read", body: object{"last_notice_id": "999999"}, status: 200, has: `{"unread":0}`},
			{name: "nothing unread", who: waiting, method: "GET", path: "/me/notices?unread=true", status: 200, has: `"items":[]`},
			{name: "no id", who: waiting, path: "/me/notices/read", body: object{}, status: 422, code: "invalid_request"},
			{name: "no reason", who: a.as(manager), path: "/activities/" + made.id() + "/cancel/dry-run", body: object{"reason": " "}, status: 422},
			{name: "cancelled already", who: a.as(manager), path: "/activities/" + made.id() + "/cancel/dry-run", body: object{"reason": "暴雨"}, status: 409, code: "activity_status"},
			{name: "unknown", who: a.as(manager), path: "/activities/999/cancel/dry-run", body: object{"reason": "暴雨"}, status: 404, code: "activity_not_found"},
			{name: "unknown sign-up", who: a.as(manager), path: "/sign-ups/999/cancel/dry-run", body: object{"reason": "有事"}, status: 404, code: "sign_up_not_found"},
			{name: "given back already", who: first, path: "/sign-ups/" + given.id() + "/cancel/dry-run", body: object{}, status: 409, code: "already_cancelled"},
		})
	})
}
