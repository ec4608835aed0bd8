package handlers_test

import (
	"testing"
	"time"
)

// TestActivityIsNotClosedWhileSomebodyMayStillSignOut: the last entry is decided only when no other can follow.
func TestActivityIsNotClosedWhileSomebodyMayStillSignOut(t *testing.T) {
	t.Parallel()
	eachApp(t, func(t *testing.T, a *app) {
		made := a.published()
		staff := a.as(manager)
		first, second := a.volunteer("甲一"), a.volunteer("甲二")
		signUps := []string{first.signUp(shiftOf(made)).id(), second.signUp(shiftOf(made)).id()}
		a.wait(2 * time.Hour)
		for _, id := range signUps {
			staff.post("/sign-ups/"+id+"/check-in", nil).must(200)
		}
		a.wait(2 * time.Hour)
		staff.post("/sign-ups/"+signUps[0]+"/check-out", nil).must(200)
		staff.post("/hours/"+staff.get("/hours").must(200).text("items.0.id")+"/confirm", nil).must(200)
		status := func(want string) {
			t.Helper()
			if got := a.as(nobody).get("/activities/" + made.id()).must(200).text("status"); got != want {
				t.Errorf("the activity is %s, want %s", got, want)
			}
			for _, filter := range []string{"ended", "closed"} {
				if listed := a.as(nobody).get("/activities?status="+filter).must(200).length("items") == 1; listed != (filter == want) {
					t.Errorf("the list of %s activities disagrees with %s", filter, want)
				}
			}
		}
		a.wait(2 * time.Hour)
		status("ended") // its end has come, and the second may sign out for half an hour more
		a.wait(30 * time.Minute)
		status("closed")
	})
}

// TestNoShowCannotBeCancelledAway: a generous deadline does not let anybody turn a no-show into a cancellation.
func TestNoShowCannotBeCancelledAway(t *testing.T) {
	t.Parallel()
	eachApp(t, func(t *testing.T, a *app) {
		made := a.published("cancel_closes_at", a.at(6*time.Hour))
		who := a.volunteer("甲一")
		id := who.signUp(shiftOf(made)).id()
		a.wait(5 * time.Hour)
		who.post("/sign-ups/"+id+"/cancel", nil).refused(409, "cancel_closed")
		if got := who.get("/sign-ups/" + id).must(200).text("status"); got != "no_show" {
			t.Errorf("the sign-up is %s", got)
		}
	})
}

// TestWrongShapeIsKeptUnderItsKey: a key stands for one request, also for one that the contract refuses.
func TestWrongShapeIsKeptUnderItsKey(t *testing.T) {
	t.Parallel()
	eachApp(t, func(t *testing.T, a *app) {
		staff := a.as(centerAdmin)
		body := object{"name": "", "organization_id": a.town, "affiliation": "party", "category": "综合"}
		first := staff.post("/teams", body, keyHeader, "shape-1").refused(422, "invalid_request")
		again := staff.post("/teams", body, keyHeader, "shape-1").refused(422, "invalid_request")
		if string(first.body) != string(again.body) || again.header.Get("Idempotent-Replayed") != "true" {
			t.Errorf("first %s\nthen %s", first.body, again.body)
		}
		staff.post("/teams", body.with("name", "先锋队"), keyHeader, "shape-1").refused(422, "idempotency_key_reused")
		staff.post("/teams", body.with("nonsense", 1), keyHeader, "shape-2").refused(400, "unknown_member")
		staff.post("/teams", body.with("name", "先锋队"), keyHeader, "shape-2").must(201)
	})
}
