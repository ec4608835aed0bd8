package handlers

import (
	"context"
	"errors"
	"fmt"
	"math"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/gin-gonic/gin"

	"practicestation/models"
)

func TestEveryKindHasItsStatus(t *testing.T) {
	t.Parallel()
	want := map[models.Kind]int{
		models.Malformed: 400, models.Unauthenticated: 401, models.Forbidden: 403, models.NotFound: 404,
		models.MethodNotAllowed: 405, models.Conflict: 409, models.TooLarge: 413, models.Unsupported: 415, models.Invalid: 422,
		models.TooMany: 429, models.Internal: 500, models.Unavailable: 503, models.Kind(0): 500,
	}
	for kind, status := range want {
		if got := statusOf(kind); got != status {
			t.Errorf("kind %d: %d, want %d", kind, got, status)
		}
	}
}

// A phone shows the title as a toast, so it must be short; the page of a code must say something.
func TestEveryDefinedErrorCanBeShown(t *testing.T) {
	t.Parallel()
	k := newTiny(t, createNothing)
	for _, e := range models.Catalogue() {
		if n := utf8.RuneCountInString(e.Title); n == 0 || n > 14 || strings.HasSuffix(e.Title, "。") {
			t.Errorf("%s: the title %q has %d characters", e.Code, e.Title, n)
		}
		if e.Message == "" || adviceFor(e.Kind) == "" {
			t.Errorf("%s says nothing", e.Code)
		}
		w := k.request("GET", "/problems/"+e.Code, "")
		if w.Code != http.StatusOK || !strings.Contains(w.Body.String(), e.Title) {
			t.Errorf("/problems/%s: %d", e.Code, w.Code)
		}
	}
	if w := k.request("GET", "/problems", ""); !strings.Contains(w.Body.String(), "/problems/version_conflict") {
		t.Errorf("/problems: %d", w.Code)
	}
	if p := k.refused(k.request("GET", "/problems/no_such_code", "")); p.Code != "route_not_found" {
		t.Errorf("an unknown code: %+v", p)
	}
}

func TestErrorsBecomeProblems(t *testing.T) {
	t.Parallel()
	secret := errors.New("dial tcp 10.0.0.7:3306: password is hunter2")
	stale := models.ErrVersionConflict.With("current_version", 4)
	tests := []struct {
		name   string
		err    error
		status int
		code   string
		has    string
	}{
		{"of a rule", stale, 409, "version_conflict", `"current_version":4`},
		{"wrapped", fmt.Errorf("loading shift 7: %w", stale), 409, "version_conflict", `"current_version":4`},
		{"with fields", models.ErrInvalid.At("name"), 422, "invalid_request", `"errors":[{"field":"name","code":"invalid_request"`},
		{"a fact cannot replace a member", stale.With("code", "x").With("status", 200), 409, "version_conflict", `"status":409`},
		{"unknown", secret, 500, "internal", ""},
		{"a fault of ours", models.ErrAnswerUnknown, 500, "internal", ""},
		{"deadline", fmt.Errorf("query: %w", context.DeadlineExceeded), 503, "busy", ""},
		{"cancelled, but not by the client", context.Canceled, 503, "busy", ""},
		{"busy", models.ErrBusy, 503, "busy", ""},
		{"a fact without JSON", models.ErrVersionConflict.With("average", math.NaN()), 500, "internal", ""},
	}
	for _, test := range tests {
		k := newTiny(t, func(c *gin.Context) { abort(c, test.err) })
		w := k.request("POST", "/api/v1/things", `{"name":"a","size":1}`, "Authorization", "Bearer "+k.token)
		p := k.refused(w)
		if p.Status != test.status || p.Code != test.code || !strings.Contains(w.Body.String(), test.has) {
			t.Errorf("%s: got %d %s", test.name, p.Status, w.Body)
		}
		if strings.Contains(w.Body.String(), "hunter2") {
			t.Errorf("%s: the answer tells what only the log may", test.name)
		}
		if retry := w.Header().Get("Retry-After"); (retry != "") != (test.status == 503) {
			t.Errorf("%s: Retry-After is %q", test.name, retry)
		}
		if errors.Is(test.err, secret) && !strings.Contains(k.log.String(), p.Instance) {
			t.Errorf("%s: the log does not name the request", test.name)
		}
	}
}

func TestAnswerWithoutJSONIsAProblem(t *testing.T) {
	t.Parallel()
	k := newTiny(t, func(c *gin.Context) { answer(c, http.StatusOK, map[string]float64{"average": math.Inf(1)}) })
	w := k.request("POST", "/api/v1/things", `{"name":"a","size":1}`, "Authorization", "Bearer "+k.token)
	if p := k.refused(w); p.Code != "internal" {
		t.Errorf("got %d %s", w.Code, w.Body)
	}
}

func TestPanicIsAProblemUntilBytesAreOut(t *testing.T) {
	t.Parallel()
	early := newTiny(t, func(*gin.Context) { panic("a secret") })
	w := early.request("POST", "/api/v1/things", `{"name":"a","size":1}`, "Authorization", "Bearer "+early.token)
	if p := early.refused(w); p.Code != "internal" || strings.Contains(w.Body.String(), "secret") {
		t.Errorf("got %d %s", w.Code, w.Body)
	}
	if !strings.Contains(early.log.String(), "a secret") {
		t.Error("the log does not have the cause")
	}
	late := newTiny(t, func(c *gin.Context) {
		_, _ = c.Writer.WriteString("half a file")
		panic("too late")
	})
	server := httptest.NewServer(late.engine)
	defer server.Close()
	r, err := http.NewRequestWithContext(t.Context(), "POST", server.URL+"/api/v1/things", strings.NewReader(`{"name":"a","size":1}`))
	if err != nil {
		t.Fatal(err)
	}
	r.Header.Set("Content-Type", jsonType)
	r.Header.Set("Authorization", "Bearer "+late.token)
	response, err := server.Client().Do(r)
	if err == nil {
		_ = response.Body.Close()
		t.Error("a panic after bytes were out ended as a whole answer")
	}
}

func TestRequestsThatReachNothing(t *testing.T) {
	t.Parallel()
	k := newTiny(t, createNothing)
	for _, path := range []string{"/api/v1/nothing", "/api/v1/things/", "/api/v2/things", "/nothing", "//things"} {
		if p := k.refused(k.request("GET", path, "")); p.Code != "route_not_found" || p.Status != 404 {
			t.Errorf("%s: %+v", path, p)
		}
	}
	for _, method := range []string{"DELETE", "PATCH", "PUT", "OPTIONS"} {
		w := k.request(method, "/api/v1/things", "")
		if w.Code != 405 || w.Header().Get("Allow") != "GET, HEAD, POST" {
			t.Errorf("%s: %d, Allow %q", method, w.Code, w.Header().Get("Allow"))
		}
	}
}

func TestRequestIDIsTakenOnlyWhenHarmless(t *testing.T) {
	t.Parallel()
	k := newTiny(t, createNothing)
	tests := map[string]bool{"abcd-1234": true, strings.Repeat("a", 64): true, "short": false, strings.Repeat("a", 65): false, "with space": false, "a=b&c=d<>": false}
	for id, taken := range tests {
		w := k.request("GET", "/api/v1/things", "", "X-Request-Id", id)
		if got := w.Header().Get("X-Request-Id"); (got == id) != taken || len(got) < 8 {
			t.Errorf("%q became %q", id, got)
		}
	}
	k.request("GET", "/api/v1/things?kind=big", "", "Authorization", "Bearer "+k.token, "X-Forwarded-For", "6.6.6.6")
	log := k.log.String()
	if strings.Contains(log, "kind=") || strings.Contains(log, "6.6.6.6") || !strings.Contains(log, "operation=listThings account_id=1") {
		t.Errorf("the access log: %s", log)
	}
}
