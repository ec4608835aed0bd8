package handlers_test

import (
	"strings"
	"sync"
	"testing"
	"time"
)

func TestSetUpOpensOnceWithItsKey(t *testing.T) {
	t.Parallel()
	eachBareApp(t, func(t *testing.T, a *app) {
		key := a.setUpKey()
		body := object{"key": key, "name": "张三", "phone": "13800000000", "password": password}
		a.run([]scenario{
			{name: "wrong key", who: a.as(nobody), path: "/setup", body: body.with("key", "AAAA-BBBB-CCCC-DDDD"), status: 403, code: "setup_key_invalid"},
			{name: "weak password", who: a.as(nobody), path: "/setup", body: body.with("password", "aaaaaaaa"), status: 422, code: "weak_password"},
			{name: "the phone as password", who: a.as(nobody), path: "/setup", body: body.with("password", "13800000000"), status: 422, code: "weak_password"},
			{name: "a name of spaces", who: a.as(nobody), path: "/setup", body: body.with("name", "  "), status: 422, code: "invalid_request"},
		})
		a.wait(29 * time.Minute)
		session := a.as(nobody).post("/setup", body.with("key", strings.ToLower(strings.ReplaceAll(key, "-", "")))).must(201)
		admin := &caller{app: a, token: session.text("access_token")}
		me := admin.get("/me").must(200)
		if me.text("grants.0.role") != "center_admin" || me.text("grants.0.organization_id") != me.text("organization_id") {
			t.Errorf("the first administrator is %s", me.body)
		}
		a.run([]scenario{
			{name: "the same key again", who: a.as(nobody), path: "/setup", body: body.with("phone", "13800000001"), status: 409, code: "setup_done"},
			{name: "log-in", who: a.as(nobody), path: "/auth/login", body: object{"phone": "13800000000", "password": password}, status: 200},
		})
	})
}

func TestSetUpKeyIsDeadAfterHalfAnHour(t *testing.T) {
	t.Parallel()
	eachBareApp(t, func(_ *testing.T, a *app) {
		body := object{"key": a.setUpKey(), "name": "张三", "phone": "13800000000", "password": password}
		a.wait(30 * time.Minute)
		a.run([]scenario{{name: "late", who: a.as(nobody), path: "/setup", body: body, status: 403, code: "setup_key_invalid"}})
	})
}

func TestTwoSetUpsAtOnceMakeOneAdministrator(t *testing.T) {
	t.Parallel()
	eachBareApp(t, func(t *testing.T, a *app) {
		body := object{"key": a.setUpKey(), "name": "张三", "password": password}
		phones := []string{"13800000001", "13800000002", "13800000003", "13800000004"}
		got := make([]int, len(phones))
		var done sync.WaitGroup
		for i, phone := range phones {
			done.Go(func() { got[i] = a.as(nobody).post("/setup", body.with("phone", phone)).status })
		}
		done.Wait()
		tally := map[int]int{}
		for _, status := range got {
			tally[status]++
		}
		if tally[201] != 1 || tally[409] != len(phones)-1 || a.count("role_grants", "role = ?", "center_admin") != 1 {
			t.Errorf("statuses %v, %d administrators", tally, a.count("role_grants", "role = ?", "center_admin"))
		}
	})
}
