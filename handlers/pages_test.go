package handlers

import (
	"net/http"
	"strings"
	"testing"
)

func TestPagesAreServedWithHeadAndRevalidation(t *testing.T) {
	t.Parallel()
	k := newTiny(t, createNothing)
	tests := []struct{ path, contentType, has string }{
		{"/docs", "text/html; charset=utf-8", "swagger-ui"},
		{"/docs/swagger-ui-bundle.js", "text/javascript; charset=utf-8", ""},
		{"/openapi.yaml", "application/yaml", "openapi: 3.0.3"},
		{"/setup", "text/html; charset=utf-8", "首次设置"},
		{"/pages/setup.js", "text/javascript; charset=utf-8", "/api/v1/setup"},
		{"/pages/style.css", "text/css; charset=utf-8", "font-family"},
	}
	for _, test := range tests {
		w := k.request("GET", test.path, "")
		header := w.Header()
		if w.Code != http.StatusOK || header.Get("Content-Type") != test.contentType || !strings.Contains(w.Body.String(), test.has) {
			t.Errorf("%s: %d %s", test.path, w.Code, header)
		}
		if header.Get("X-Content-Type-Options") != "nosniff" || header.Get("Content-Security-Policy") == "" || header.Get("Cache-Control") != "no-cache" {
			t.Errorf("%s: headers %v", test.path, header)
		}
		if w := k.request("GET", test.path, "", "If-None-Match", header.Get("ETag")); w.Code != http.StatusNotModified || w.Body.Len() != 0 {
			t.Errorf("%s unchanged: %d", test.path, w.Code)
		}
		if w := k.request("HEAD", test.path, ""); w.Code != http.StatusOK || w.Body.Len() != 0 || w.Header().Get("ETag") != header.Get("ETag") {
			t.Errorf("HEAD %s: %d", test.path, w.Code)
		}
	}
	if w := k.request("GET", "/", ""); w.Code != http.StatusFound || w.Header().Get("Location") != "/docs" {
		t.Errorf("/: %d %s", w.Code, w.Header().Get("Location"))
	}
	if w := k.request("POST", "/setup", ""); w.Code != http.StatusMethodNotAllowed || w.Header().Get("Allow") != "GET, HEAD" {
		t.Errorf("POST /setup: %d, Allow %q", w.Code, w.Header().Get("Allow"))
	}
}

// The set-up page works on a machine without a way out, and a policy without inline scripts holds for it.
func TestSetupPageNeedsNoOtherServer(t *testing.T) {
	t.Parallel()
	k := newTiny(t, createNothing)
	for _, path := range []string{"/setup", "/pages/setup.js", "/pages/style.css", "/docs", "/problems", "/problems/busy"} {
		text := k.request("GET", path, "").Body.String()
		for _, foreign := range []string{"http://", "https://", "<style", "style=", "onclick", "<script>"} {
			if strings.Contains(text, foreign) {
				t.Errorf("%s contains %s", path, foreign)
			}
		}
	}
}

func TestProbesTellProcessAndDatabaseApart(t *testing.T) {
	t.Parallel()
	k := newTiny(t, createNothing)
	if w := k.request("GET", "/readyz", ""); w.Code != http.StatusOK {
		t.Errorf("ready: %d %s", w.Code, w.Body)
	}
	if err := k.server.db.Close(); err != nil {
		t.Fatal(err)
	}
	w := k.request("GET", "/readyz", "")
	if w.Code != http.StatusServiceUnavailable || !strings.Contains(w.Body.String(), "数据库") || strings.Contains(w.Body.String(), "sql") {
		t.Errorf("without a database: %d %s", w.Code, w.Body)
	}
	if w := k.request("GET", "/healthz", ""); w.Code != http.StatusOK {
		t.Errorf("the process itself: %d", w.Code)
	}
	if p := k.refused(k.request("POST", "/api/v1/things", aThing, "Authorization", "Bearer "+k.token)); p.Status < 500 {
		t.Errorf("a request without a database: %+v", p)
	}
}
