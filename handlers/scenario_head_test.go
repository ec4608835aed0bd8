package handlers_test

import (
	"io"
	"maps"
	"net/http"
	"net/http/httptest"
	"slices"
	"testing"
)

// TestHeadIsAGetWithoutItsBody: what phones and proxies probe answers as it will when it is loaded.
func TestHeadIsAGetWithoutItsBody(t *testing.T) {
	t.Parallel()
	eachApp(t, func(t *testing.T, a *app) {
		server := httptest.NewServer(a.router)
		defer server.Close()
		activity := a.published().id()
		_, file := a.as(manager).subscribe(object{"scope": "station", "station_id": a.station})
		for address, status := range map[string]int{
			base + file:                                      200,
			base + "/feeds/nobodys-secret.ics":               404,
			base + "/activities/" + activity + "/calendar":   200,
			base + "/activities/" + activity + "/poster":     200,
			base + "/activities/" + activity + "/share-text": 200,
			base + "/activities?limit=5":                     200,
			base + "/activities?limit=none":                  422,
			base + "/me":                                     401,
			"/a/" + activity:                                 200,
			"/a/999":                                         404,
			"/openapi.yaml":                                  200,
		} {
			whole, head := a.probe(server, "GET", address), a.probe(server, "HEAD", address)
			if whole.status != status || head.status != status || len(whole.body) == 0 || len(head.body) != 0 {
				t.Errorf("%s: GET %d with %d bytes, HEAD %d with %d", address, whole.status, len(whole.body), head.status, len(head.body))
			}
			if names := slices.Sorted(maps.Keys(whole.header)); !slices.Equal(names, slices.Sorted(maps.Keys(head.header))) {
				t.Errorf("%s: GET has %v, HEAD %v", address, names, head.header)
			}
			for _, name := range []string{"Content-Type", "Content-Length", "Etag", "Cache-Control", "Content-Security-Policy", "Content-Disposition"} {
				if whole.header.Get(name) != head.header.Get(name) {
					t.Errorf("%s: %s is %q and %q", address, name, whole.header.Get(name), head.header.Get(name))
				}
			}
		}
	})
}

// probe sends a request over a real connection.
func (a *app) probe(server *httptest.Server, method, address string) *answer {
	a.t.Helper()
	r, err := http.NewRequestWithContext(a.t.Context(), method, server.URL+address, nil)
	a.check(err)
	response, err := server.Client().Do(r)
	a.check(err)
	defer func() { _ = response.Body.Close() }()
	body, err := io.ReadAll(response.Body)
	a.check(err)
	return &answer{t: a.t, asked: method + " " + address, status: response.StatusCode, header: response.Header, body: body}
}
