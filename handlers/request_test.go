package handlers

import (
	"testing"
	"time"
)

func TestWhoAsksIsFoundOutBeforeTheBodyIsRead(t *testing.T) {
	t.Parallel()
	k := newTiny(t, createNothing)
	expired, _, err := k.server.tokens.Sign(1, 1, tinyNow.Add(-time.Hour))
	if err != nil {
		t.Fatal(err)
	}
	unknown, _, err := k.server.tokens.Sign(1, 999, tinyNow)
	if err != nil {
		t.Fatal(err)
	}
	tests := []struct{ name, authorization, code string }{
		{"none", "", "token_missing"},
		{"another scheme", "Basic " + k.token, "token_invalid"},
		{"no token", "Bearer ", "token_invalid"},
		{"rubbish", "Bearer rubbish", "token_invalid"},
		{"two spaces", "Bearer  " + k.token, "token_invalid"},
		{"expired", "Bearer " + expired, "token_expired"},
		{"session that is no more", "Bearer " + unknown, "session_revoked"},
	}
	for _, test := range tests {
		w := k.request("POST", "/api/v1/things", `{not json`, "Authorization", test.authorization)
		if p := k.refused(w); p.Status != 401 || p.Code != test.code || w.Header().Get("WWW-Authenticate") == "" {
			t.Errorf("%s: got %d %s", test.name, p.Status, p.Code)
		}
	}
	good := "bearer " + k.token
	if p := k.refused(k.request("POST", "/api/v1/things", `{not json`, "Authorization", good)); p.Code != "malformed_json" {
		t.Errorf("with a token: %+v", p)
	}
	if p := k.refused(k.request("POST", "/api/v1/things?x=1", `{not json`)); p.Code != "unknown_query" {
		t.Errorf("the query comes first: %+v", p)
	}
	if p := k.refused(k.request("POST", "/api/v1/things", "{}", "Authorization", good, "Authorization", good)); p.Code != "token_invalid" {
		t.Errorf("two tokens: %+v", p)
	}
}

func TestOptionalTokenMustBeGoodWhenSent(t *testing.T) {
	t.Parallel()
	k := newTiny(t, createNothing)
	if w := k.request("GET", "/api/v1/things", ""); w.Body.String() != `{"account":"0"}` {
		t.Errorf("without a token: %d %s", w.Code, w.Body)
	}
	if w := k.request("GET", "/api/v1/things", "", "Authorization", "Bearer "+k.token); w.Body.String() == `{"account":"0"}` || w.Code != 200 {
		t.Errorf("with a token: %d %s", w.Code, w.Body)
	}
	if p := k.refused(k.request("GET", "/api/v1/things", "", "Authorization", "Bearer x")); p.Code != "token_invalid" {
		t.Errorf("with a bad token: %+v", p)
	}
	if w := k.request("POST", "/api/v1/things/7/poke", "", "Authorization", "Bearer x"); w.Code != 200 {
		t.Errorf("a public operation looked at the token: %d", w.Code)
	}
}
