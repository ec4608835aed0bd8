package handlers_test

import (
	"encoding/base64"
	"strings"
	"testing"
	"time"

	"practicestation/handlers"
	"practicestation/models/modelstest"
)

// logIn logs in by phone and password.
func (a *app) logIn(phone, secret string) *answer {
	a.t.Helper()
	return a.as(nobody).post("/auth/login", object{"phone": phone, "password": secret})
}

// with gives the caller another access token.
func (c *caller) with(token string) *caller { return &caller{app: c.app, token: token} }

func TestEveryRoleLogsInByPhone(t *testing.T) {
	t.Parallel()
	eachApp(t, func(t *testing.T, a *app) {
		for _, who := range []role{centerAdmin, townAdmin, manager, teamLeader, auditor} {
			session := a.logIn(a.as(who).phone, password).must(200)
			me := a.as(nobody).with(session.text("access_token")).get("/me").must(200)
			granted, where := a.grantOf(who)
			if me.id() != a.as(who).account || me.text("grants.0.role") != string(granted) || me.text("grants.0.organization_id") != where {
				t.Errorf("%s logs in as %s", who, me.body)
			}
		}
		a.run([]scenario{
			{name: "wrong password", who: a.as(nobody), path: "/auth/login", body: object{"phone": "13999999999", "password": password}, status: 401, code: "credentials_wrong"},
			{name: "suspended", who: a.as(nobody), path: "/auth/login", body: object{"phone": a.as(suspended).phone, "password": password}, status: 401, code: "account_suspended"},
			{name: "a code that WeChat does not know", who: a.as(nobody), path: "/auth/wechat", body: object{"code": "081xyz"}, status: 401, code: "wechat_code_invalid"},
		})
	})
}

// Who guesses is stopped, and the right password of a locked account is of no use either.
func TestTenWrongPasswordsLockTheAccountForAWhile(t *testing.T) {
	t.Parallel()
	modelstestSQLite(t, func(t *testing.T, a *app) {
		phone := a.as(manager).phone
		for range 10 {
			a.logIn(phone, "battery staple").refused(401, "credentials_wrong")
		}
		locked := a.logIn(phone, password).refused(429, "too_many_attempts")
		if locked.header.Get("Retry-After") == "" {
			t.Error("nobody tells how long to wait")
		}
		a.wait(15*time.Minute + time.Second)
		a.logIn(phone, password).must(200)
	})
}

// modelstestSQLite is for what is about time and not about the database.
func modelstestSQLite(t *testing.T, test func(t *testing.T, a *app)) {
	t.Helper()
	test(t, newApp(t, modelstest.Open(t, "sqlite")))
}

func TestSessionEndsAtOnce(t *testing.T) {
	t.Parallel()
	eachApp(t, func(_ *testing.T, a *app) {
		leaver := a.another(manager)
		other := a.as(nobody).with(a.logIn(leaver.phone, password).must(200).text("access_token"))
		leaver.post("/auth/logout", object{}).must(200)
		leaver.get("/me").refused(401, "session_revoked")
		leaver.post("/auth/logout", nil).refused(401, "session_revoked")
		a.as(nobody).post("/auth/refresh", object{"refresh_token": leaver.refresh}).refused(401, "refresh_token_invalid")
		other.get("/me").must(200)

		a.as(centerAdmin).post("/accounts/"+leaver.account+"/suspend", object{"reason": "离职"}).must(200)
		other.get("/me").refused(401, "account_suspended")
		a.as(centerAdmin).post("/accounts/"+leaver.account+"/resume", nil).must(200)
		other.get("/me").refused(401, "session_revoked")
	})
}

// Roles are read at every request: one that is withdrawn or over acts no more, with the same token.
func TestRoleEndsAtOnce(t *testing.T) {
	t.Parallel()
	eachApp(t, func(_ *testing.T, a *app) {
		staff := a.another(manager)
		staff.get("/hours").must(200)
		grant := staff.get("/me").text("grants.0.id")
		a.as(centerAdmin).post("/grants/"+grant+"/revoke", nil).must(200)
		staff.get("/hours").refused(403, "permission_missing")
		brief := object{"role": "auditor", "organization_id": a.town, "from": a.at(time.Hour), "to": a.at(2 * time.Hour)}
		a.as(centerAdmin).post("/accounts/"+staff.account+"/grants", brief).must(201)
		staff.get("/hours").refused(403, "permission_missing")
		a.wait(time.Hour)
		staff.get("/hours").must(200)
		a.wait(time.Hour)
		staff.get("/hours").refused(403, "permission_missing")
	})
}

func TestRefreshTokenRotatesAndItsReuseEndsTheSession(t *testing.T) {
	t.Parallel()
	eachApp(t, func(t *testing.T, a *app) {
		first := a.as(nobody).post("/auth/wechat", object{"code": "dev:张三"}).must(200)
		refresh := func(token string) *answer {
			return a.as(nobody).post("/auth/refresh", object{"refresh_token": token})
		}
		second := refresh(first.text("refresh_token")).must(200)
		third := refresh(second.text("refresh_token")).must(200)
		if first.text("refresh_token") == second.text("refresh_token") || third.text("account.id") != first.text("account.id") {
			t.Errorf("the tokens do not rotate: %s", third.body)
		}
		live := a.as(nobody).with(third.text("access_token"))
		live.get("/me").must(200)
		refresh(first.text("refresh_token")).refused(401, "refresh_token_reused")
		refresh(third.text("refresh_token")).refused(401, "refresh_token_invalid")
		live.get("/me").refused(401, "session_revoked")
		refresh("no such token").refused(401, "refresh_token_invalid")
		refresh(third.text("access_token")).refused(401, "refresh_token_invalid")
		a.as(nobody).with(third.text("refresh_token")).get("/me").refused(401, "token_invalid")
	})
}

func TestTokensAndSessionsRunOut(t *testing.T) {
	t.Parallel()
	modelstest.Each(t, func(_ *testing.T, w *modelstest.World) {
		a := newBareApp(t, w, handlers.Options{})
		session := a.as(nobody).post("/auth/wechat", object{"code": "dev:张三"}).must(200)
		who := a.as(nobody).with(session.text("access_token"))
		a.wait(14 * time.Minute)
		who.get("/me").must(200)
		a.wait(2 * time.Minute)
		who.get("/me").refused(401, "token_expired")
		who.get("/activities").refused(401, "token_expired") // who sends a token believes to be known
		a.as(nobody).post("/auth/login", object{"phone": "13800000000", "password": password}).refused(401, "credentials_wrong")
		again := a.as(nobody).post("/auth/refresh", object{"refresh_token": session.text("refresh_token")}).must(200)
		a.as(nobody).with(again.text("access_token")).get("/me").must(200)
		a.wait(30 * 24 * time.Hour)
		a.as(nobody).post("/auth/refresh", object{"refresh_token": again.text("refresh_token")}).refused(401, "refresh_token_invalid")
	})
}

func TestTokenOfAnotherMakeIsRefused(t *testing.T) {
	t.Parallel()
	modelstestSQLite(t, func(t *testing.T, a *app) {
		parts := strings.Split(a.as(manager).token, ".")
		encode := base64.RawURLEncoding.EncodeToString
		foreign, err := handlers.NewTokens([]byte(strings.Repeat("k", 32)), time.Hour, a.now)
		a.check(err)
		stranger, _, err := foreign.Sign(id64(a.as(manager).account), 1, a.now())
		a.check(err)
		tokens := map[string]string{
			"alg none":                   encode([]byte(`{"alg":"none","typ":"at+jwt"}`)) + "." + parts[1] + ".",
			"alg none, signed":           encode([]byte(`{"alg":"none","typ":"at+jwt"}`)) + "." + parts[1] + "." + parts[2],
			"another algorithm":          encode([]byte(`{"alg":"HS512","typ":"at+jwt"}`)) + "." + parts[1] + "." + parts[2],
			"another kind":               encode([]byte(`{"alg":"HS256","typ":"JWT"}`)) + "." + parts[1] + "." + parts[2],
			"another key":                stranger,
			"no signature":               parts[0] + "." + parts[1] + ".",
			"another account":            parts[0] + "." + encode([]byte(`{"iss":"practice-station","aud":["practice-station"],"sub":"1","sid":"1","exp":4102444800}`)) + "." + parts[2],
			"a session of somebody else": sign(a, a.as(neighbour).account, a.as(manager)),
		}
		for name, token := range tokens {
			if got := a.as(nobody).with(token).get("/me"); got.notRefused(401, "token_invalid") != "" {
				t.Errorf("%s: %s", name, got.notRefused(401, "token_invalid"))
			}
		}
	})
}

// sign makes a good token for an account, but for the session of somebody else.
func sign(a *app, account string, of *caller) string {
	a.t.Helper()
	var claims struct {
		SessionID string `json:"sid"`
	}
	readClaims(a, of.token, &claims)
	token, _, err := a.tokens.Sign(id64(account), id64(claims.SessionID), a.now())
	a.check(err)
	return token
}
