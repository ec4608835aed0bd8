package handlers

import (
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
)

// The real routes and the real contract belong together, and every operation asks for a token unless it says otherwise.
func TestShippedOperationsAreChecked(t *testing.T) {
	t.Parallel()
	k := newTiny(t, createNothing)
	s, err := New(Options{DB: k.server.db, Logger: slog.New(slog.NewTextHandler(io.Discard, nil)), TokenKey: tokenTestKey})
	if err != nil {
		t.Fatal(err)
	}
	router, err := s.Router()
	if err != nil {
		t.Fatal(err)
	}
	for key, op := range s.contract.operations {
		method, path, _ := strings.Cut(key, " ")
		for strings.Contains(path, ":") {
			before, after, _ := strings.Cut(path, ":")
			_, rest, slash := strings.Cut(after, "/")
			if path = before + "7"; slash {
				path += "/" + rest
			}
		}
		w := httptest.NewRecorder()
		router.ServeHTTP(w, httptest.NewRequest(method, path+"?no_such_key=1", nil))
		if w.Code != http.StatusBadRequest || !strings.Contains(w.Body.String(), "unknown_query") {
			t.Errorf("%s: an unknown query key got %d %s", op.id, w.Code, w.Body)
		}
		if op.access == anybody {
			continue
		}
		r := httptest.NewRequest(method, path, nil)
		r.Header.Set("Authorization", "Bearer rubbish")
		w = httptest.NewRecorder()
		router.ServeHTTP(w, r)
		if w.Code != http.StatusUnauthorized {
			t.Errorf("%s: a bad token got %d %s", op.id, w.Code, w.Body)
		}
	}
}

func TestServerRefusesToStartHalfMade(t *testing.T) {
	t.Parallel()
	k := newTiny(t, createNothing)
	quiet := slog.New(slog.NewTextHandler(io.Discard, nil))
	for name, options := range map[string]Options{
		"no database": {Logger: quiet, TokenKey: tokenTestKey},
		"no logger":   {DB: k.server.db, TokenKey: tokenTestKey},
		"short key":   {DB: k.server.db, Logger: quiet, TokenKey: []byte("secret")},
	} {
		if _, err := New(options); err == nil {
			t.Errorf("%s: it started", name)
		}
	}
	s, err := New(Options{DB: k.server.db, Logger: quiet, TokenKey: tokenTestKey, TrustedProxies: []string{"no address"}})
	if err != nil {
		t.Fatal(err)
	}
	if _, err := s.Router(); err == nil {
		t.Error("a proxy that is no address was taken")
	}
}
