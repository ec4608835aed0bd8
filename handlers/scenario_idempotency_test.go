package handlers_test

import (
	"fmt"
	"strings"
	"sync"
	"testing"
)

const (
	keyHeader      = "Idempotency-Key"
	replayedHeader = "Idempotent-Replayed"
)

// same fails unless the second answer is the first one once more.
func same(t *testing.T, first, second *answer) {
	t.Helper()
	if first.status != second.status || string(first.body) != string(second.body) || second.header.Get(replayedHeader) != "true" || first.header.Get(replayedHeader) != "" ||
		first.header.Get("Content-Type") != second.header.Get("Content-Type") {
		t.Errorf("%s\nfirst  %d %s\nsecond %d %s, replayed %q", first.asked, first.status, first.body, second.status, second.body, second.header.Get(replayedHeader))
	}
}

func TestKeyedRequestIsAnsweredTheSameTwice(t *testing.T) {
	t.Parallel()
	eachApp(t, func(t *testing.T, a *app) {
		staff, who := a.as(manager), a.as(volunteerRole)
		body := a.activity()
		created := staff.post("/activities", body, keyHeader, "k-1").must(201)
		same(t, created, staff.post("/activities", body, keyHeader, "k-1"))
		same(t, created, staff.post("/activities", body, keyHeader, `"k-1"`))
		staff.post("/activities", body.with("title", "别的活动"), keyHeader, "k-1").refused(422, "idempotency_key_reused")
		staff.post("/activities/"+created.id()+"/publish", nil, keyHeader, "k-1").refused(422, "idempotency_key_reused")
		if n := a.count("activities", "1 = 1"); n != 1 {
			t.Errorf("%d activities", n)
		}
		if other := a.another(manager).post("/activities", body, keyHeader, "k-1").must(201); other.id() == created.id() || other.header.Get(replayedHeader) != "" {
			t.Errorf("the key of another account gave %s", other.body)
		}

		published := staff.post("/activities/"+created.id()+"/publish", nil, keyHeader, "k-2").must(200)
		same(t, published, staff.post("/activities/"+created.id()+"/publish", nil, keyHeader, "k-2"))
		conflict := staff.post("/activities/"+created.id()+"/publish", nil, keyHeader, "k-3").refused(409, "activity_status")
		staff.post("/activities/"+created.id()+"/withdraw", nil).must(200)
		same(t, conflict, staff.post("/activities/"+created.id()+"/publish", nil, keyHeader, "k-3"))
		staff.post("/activities/"+created.id()+"/publish", nil, keyHeader, "k-4").must(200)

		invalid := staff.post("/activities/"+created.id()+"/cancel", object{"reason": "　"}, keyHeader, "k-5").refused(422, "reason_missing")
		same(t, invalid, staff.post("/activities/"+created.id()+"/cancel", object{"reason": "　"}, keyHeader, "k-5"))

		seat := who.post("/shifts/"+shiftOf(created)+"/sign-ups", nil, keyHeader, "k-1").must(201)
		who.post("/sign-ups/"+seat.id()+"/cancel", nil).must(200)
		same(t, seat, who.post("/shifts/"+shiftOf(created)+"/sign-ups", object{}, keyHeader, "k-1"))
	})
}

// Whatever may pass by itself is not kept: a log-in, a role, an activity that becomes visible.
func TestKeyDoesNotKeepWhatPasses(t *testing.T) {
	t.Parallel()
	eachApp(t, func(t *testing.T, a *app) {
		who, staff := a.as(volunteerRole), a.another(teamLeader)
		draft := a.draft()
		path := "/shifts/" + shiftOf(draft) + "/sign-ups"
		who.post(path, nil, keyHeader, "k-1").refused(404, "shift_not_found")
		staff.post("/teams", object{"name": "新队", "organization_id": a.station, "affiliation": "union", "category": "环保"}, keyHeader, "k-1").refused(403, "permission_missing")
		a.as(expired).post(path, nil, keyHeader, "k-1").refused(401, "token_expired")
		if n := a.count("idempotency_keys", "1 = 1"); n != 0 {
			t.Errorf("%d answers are kept", n)
		}
		a.as(manager).post("/activities/"+draft.id()+"/publish", nil).must(200)
		who.post(path, nil, keyHeader, "k-1").must(201)
		a.as(centerAdmin).post("/accounts/"+staff.account+"/grants", object{"role": "station_manager", "organization_id": a.station}).must(201)
		staff.post("/teams", object{"name": "新队", "organization_id": a.station, "affiliation": "union", "category": "环保"}, keyHeader, "k-1").must(201)
		a.as(nobody).post("/auth/wechat", object{"code": "dev:张三"}, keyHeader, "k-9").must(200)
		if again := a.as(nobody).post("/auth/wechat", object{"code": "dev:李四"}, keyHeader, "k-9").must(200); again.header.Get(replayedHeader) != "" || again.text("account.name") != "李四" {
			t.Errorf("a key without a token was kept: %s", again.body)
		}
	})
}

func TestKeysOfAnotherForm(t *testing.T) {
	t.Parallel()
	eachApp(t, func(_ *testing.T, a *app) {
		body := a.activity()
		for _, key := range []string{strings.Repeat("k", 65), "键", "a\tb", "\x7f"} {
			a.expect(scenario{name: key, who: a.as(manager), path: "/activities", body: body, header: []string{keyHeader, key}, status: 422, code: "invalid_request", has: keyHeader})
		}
		a.expect(scenario{name: "64 characters", who: a.as(manager), path: "/activities", body: body, header: []string{keyHeader, strings.Repeat("~", 64)}, status: 201})
	})
}

// Sixteen twins of one request at once have one effect and one answer, whether it makes something or takes a seat.
func TestTwinsAtOnce(t *testing.T) {
	t.Parallel()
	eachApp(t, func(t *testing.T, a *app) {
		staff, who := a.as(manager), a.as(volunteerRole)
		shift := shiftOf(a.published())
		body := a.activity("title", "双胞胎")
		for name, ask := range map[string]func() *answer{
			"create":  func() *answer { return staff.post("/activities", body, keyHeader, "twin") },
			"sign up": func() *answer { return who.post("/shifts/"+shift+"/sign-ups", nil, keyHeader, "twin") },
		} {
			const twins = 16
			got := make([]*answer, twins)
			var done sync.WaitGroup
			for i := range twins {
				done.Go(func() { got[i] = ask() })
			}
			done.Wait()
			different, first := map[string]bool{}, 0
			for _, one := range got {
				different[fmt.Sprint(one.status, " ", string(one.body))] = true
				if one.header.Get(replayedHeader) == "" {
					first++
				}
			}
			if len(different) != 1 || first != 1 || got[0].status != 201 {
				t.Errorf("%s: %d were not replayed, answers %v", name, first, different)
			}
		}
		if made, seats := a.count("activities", "title = ?", "双胞胎"), a.count("sign_ups", "shift_id = ?", id64(shift)); made != 1 || seats != 1 {
			t.Errorf("%d activities and %d sign-ups", made, seats)
		}
	})
}
