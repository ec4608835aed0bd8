package handlers_test

import (
	"encoding/base64"
	"encoding/json"
	"strings"
	"testing"
)

// readClaims reads what a token says, without asking whether it is true.
func readClaims(a *app, token string, into any) {
	a.t.Helper()
	text, err := base64.RawURLEncoding.DecodeString(strings.Split(token, ".")[1])
	a.check(err)
	a.check(json.Unmarshal(text, into))
}

func TestOwnAccount(t *testing.T) {
	t.Parallel()
	eachApp(t, func(t *testing.T, a *app) {
		staff := a.another(manager)
		other := a.as(nobody).with(a.logIn(staff.phone, password).must(200).text("access_token"))
		a.run([]scenario{
			{name: "rename", who: staff, method: "PUT", path: "/me", body: object{"name": " 阿卜杜拉·买买提 ", "version": 1}, status: 200, has: `"name":"阿卜杜拉·买买提"`},
			{name: "stale", who: staff, method: "PUT", path: "/me", body: object{"name": "李四", "version": 1}, status: 409, code: "version_conflict", has: `"current_version":2`},
			{name: "invisible", who: staff, method: "PUT", path: "/me", body: object{"name": "李\u200b四", "version": 2}, status: 422, code: "invalid_request"},
			{name: "weak password", who: staff, path: "/me/password", body: object{"current_password": password, "new_password": staff.phone}, status: 422, code: "weak_password"},
			{name: "no password", who: a.as(volunteerRole), path: "/me/password", body: object{"current_password": password, "new_password": "a new password"}, status: 409, code: "password_not_set"},
		})
		staff.post("/me/password", object{"current_password": "battery staple", "new_password": "a new password"}).refused(422, "password_wrong")
		staff.post("/me/password", object{"current_password": password, "new_password": "a new password"}).must(200)
		staff.get("/me").must(200)
		other.get("/me").refused(401, "session_revoked")
		a.logIn(staff.phone, password).refused(401, "credentials_wrong")
		a.logIn(staff.phone, "a new password").must(200)
		if me := staff.get("/me").must(200); me.text("phone") != staff.phone {
			t.Errorf("one's own phone is %s", me.text("phone"))
		}
	})
}

func TestVolunteerProfile(t *testing.T) {
	t.Parallel()
	eachApp(t, func(t *testing.T, a *app) {
		who := a.visitor("张三")
		profile := object{"name": "𠮷田·买买提", "gender": "undisclosed", "born_on": "1990-02-28", "phone": "13912345678", "residence_id": a.station, "skills": "急救"}
		a.run([]scenario{
			{name: "none yet", who: who, method: "GET", path: "/me/volunteer", status: 404, code: "volunteer_not_found"},
			{name: "13 years old", who: who, method: "PUT", path: "/me/volunteer", body: profile.with("born_on", "2012-03-03"), status: 409, code: "guardian_consent_missing"},
			{name: "not born yet", who: who, method: "PUT", path: "/me/volunteer", body: profile.with("born_on", "2026-03-03"), status: 422, code: "invalid_request", has: `"field":"born_on"`},
			{name: "30 February", who: who, method: "PUT", path: "/me/volunteer", body: profile.with("born_on", "1990-02-30"), status: 422, code: "invalid_request", has: `"field":"born_on"`},
			{name: "nowhere", who: who, method: "PUT", path: "/me/volunteer", body: profile.with("residence_id", "999"), status: 422, code: "invalid_request", has: `"field":"residence_id"`},
			{name: "first", who: who, method: "PUT", path: "/me/volunteer", body: profile, status: 200, has: `"name":"𠮷田·买买提"`},
			{name: "without a version", who: who, method: "PUT", path: "/me/volunteer", body: profile, status: 422, code: "invalid_request", has: `"field":"version"`},
			{name: "changed", who: who, method: "PUT", path: "/me/volunteer", body: profile.with("version", 1, "skills", ""), status: 200, has: `"skills":""`},
			{name: "stale", who: who, method: "PUT", path: "/me/volunteer", body: profile.with("version", 1), status: 409, code: "version_conflict", has: `"current_version":2`},
			{name: "read", who: who, method: "GET", path: "/me/volunteer", status: 200, has: `"born_on":"1990-02-28"`},
		})
		if me := who.get("/me").must(200); me.text("volunteer_id") != who.get("/me/volunteer").id() {
			t.Errorf("me: %s", me.body)
		}
	})
}

// The fake log-in takes anybody's word, so only this machine may use it.
func TestFakeWechatAnswersThisMachineAlone(t *testing.T) {
	t.Parallel()
	modelstestSQLite(t, func(_ *testing.T, a *app) {
		a.run([]scenario{
			{name: "forwarded", who: a.as(nobody), path: "/auth/wechat", body: object{"code": "dev:张三"}, header: []string{"X-Forwarded-For", "1.2.3.4"}, status: 403, code: "wechat_disabled"},
			{name: "of no name", who: a.as(nobody), path: "/auth/wechat", body: object{"code": "dev:"}, status: 401, code: "wechat_code_invalid"},
		})
		a.from = "192.0.2.7:4000"
		a.run([]scenario{{name: "from elsewhere", who: a.as(nobody), path: "/auth/wechat", body: object{"code": "dev:张三"}, header: []string{"X-Forwarded-For", "127.0.0.1"}, status: 403, code: "wechat_disabled"}})
	})
}
