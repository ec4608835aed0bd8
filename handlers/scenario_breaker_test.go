package handlers_test

import (
	"fmt"
	"strings"
	"sync"
	"testing"
	"time"
)

// TestHugeBodiesCostLittle: nobody makes the server work for minutes, or answer with megabytes, by a body full of nothing.
func TestHugeBodiesCostLittle(t *testing.T) {
	t.Parallel()
	eachApp(t, func(t *testing.T, a *app) {
		var members strings.Builder
		for i := range 20_000 {
			fmt.Fprintf(&members, `,"a%d":0`, i)
		}
		a.as(nobody).post("/auth/login", "{"+members.String()[1:]+"}").refused(400, "malformed_json")
		few := members.String()[1:strings.Index(members.String(), `,"a4000"`)]
		if got := a.as(nobody).post("/auth/login", "{"+few+"}").refused(400, "unknown_member"); got.length("errors") != 100 || len(got.body) > 20_000 {
			t.Errorf("%d errors in %d bytes", got.length("errors"), len(got.body))
		}
		a.as(manager).post("/activities", `{"shifts":[`+strings.Repeat("{},", 6000)+`{}]}`).refused(400, "malformed_json")
	})
}

// TestPasswordLockHoldsAgainstTriesAtOnce: what was compared before the lock fell does not get in after it.
func TestPasswordLockHoldsAgainstTriesAtOnce(t *testing.T) {
	t.Parallel()
	eachApp(t, func(_ *testing.T, a *app) {
		var tries sync.WaitGroup
		for range 10 {
			tries.Go(func() {
				a.as(nobody).post("/auth/login", object{"phone": "13800000000", "password": "wrong horse"})
			})
		}
		tries.Wait()
		a.as(nobody).post("/auth/login", object{"phone": "13800000000", "password": password}).refused(429, "too_many_attempts")
	})
}

// TestHandoverShowsNoStranger: an account that one may not see cannot be found out by making it a leader.
func TestHandoverShowsNoStranger(t *testing.T) {
	t.Parallel()
	eachApp(t, func(_ *testing.T, a *app) {
		stranger := a.volunteer("陌生人")
		a.as(manager).post("/teams/"+a.teamID()+"/leader", object{"account_id": stranger.account}).refused(422, "invalid_request")
		a.wait(time.Minute)
		a.as(manager).post("/teams/"+a.teamID()+"/leader", object{"account_id": a.as(centerAdmin).account}).must(200)
		a.wait(time.Minute)
		a.as(centerAdmin).post("/teams/"+a.teamID()+"/leader", object{"account_id": stranger.account}).must(200)
	})
}

// TestDeadlineIsNotMovedUnderThoseWhoSignedUp: who may still cancel keeps that.
func TestDeadlineIsNotMovedUnderThoseWhoSignedUp(t *testing.T) {
	t.Parallel()
	eachApp(t, func(_ *testing.T, a *app) {
		made := a.published()
		a.volunteer("甲一").signUp(shiftOf(made))
		edit := a.activity("shifts", nil, "version", made.version(), "cancel_closes_at", a.at(-1))
		a.as(manager).put("/activities/"+made.id(), edit).refused(409, "has_sign_ups")
	})
}

// TestFakeLogInHearsNoProxy: a proxy on this machine speaks for others.
func TestFakeLogInHearsNoProxy(t *testing.T) {
	t.Parallel()
	eachApp(t, func(_ *testing.T, a *app) {
		a.as(nobody).post("/auth/wechat", object{"code": "dev:张三"}, "X-Forwarded-For", "8.8.8.8").refused(403, "wechat_disabled")
	})
}

// TestFinishedExportNeedsTheRole: a file made with a role is not given out when the role is gone.
func TestFinishedExportNeedsTheRole(t *testing.T) {
	t.Parallel()
	eachApp(t, func(_ *testing.T, a *app) {
		clerk := a.another(auditor)
		export := clerk.post("/exports", object{"report": "hours", "format": "csv", "from": "2026-03-01", "to": "2026-04-01", "reason": "三月总结上报"}).must(202)
		clerk.get("/exports/"+export.id()+"/file").refused(409, "export_not_ready")
		grants := a.as(centerAdmin).get("/accounts/" + clerk.account).must(200)
		a.as(centerAdmin).post("/grants/"+grants.text("grants.0.id")+"/revoke", nil).must(200)
		clerk.get("/exports/"+export.id()+"/file").refused(403, "permission_missing")
	})
}
