package handlers_test

import (
	"slices"
	"strings"
	"testing"
)

func TestIdsThatAreNone(t *testing.T) {
	t.Parallel()
	eachApp(t, func(_ *testing.T, a *app) {
		ids := []string{"0", "-1", "+1", "01", "1.0", "1e3", "9223372036854775808", "18446744073709551616", "abc", "%EF%BC%91%EF%BC%92", "%00", "1%20", "1%0A", "%2e%2e", "1%2F2", "null", "1;2"}
		for _, id := range ids {
			a.run([]scenario{
				{name: id, who: a.as(nobody), method: "GET", path: "/activities/" + id, status: 422, code: "invalid_request", has: `"field":"activity_id"`},
				{name: id, who: a.as(manager), path: "/sign-ups/" + id + "/check-in", status: 422, code: "invalid_request", has: `"field":"sign_up_id"`},
				{name: id, who: a.as(manager), method: "GET", path: "/hours?shift_id=" + id, status: idStatus(id)},
			})
		}
		for _, id := range []string{"9223372036854775807", "999999"} {
			a.run([]scenario{{name: id, who: a.as(nobody), method: "GET", path: "/activities/" + id, status: 404, code: "activity_not_found"}})
		}
	})
}

// idStatus is what an id gets that is none and stands in the query: some of them break the query itself, and a plus is a
// space there.
func idStatus(id string) int {
	if id == "%00" || id == "1;2" {
		return 400
	}
	return 422
}

func TestQueriesThatSayNothing(t *testing.T) {
	t.Parallel()
	eachApp(t, func(_ *testing.T, a *app) {
		tests := []struct {
			query, code string
			status      int
		}{
			{"limit=0", "invalid_request", 422},
			{"limit=-1", "invalid_request", 422},
			{"limit=1000000", "invalid_request", 422},
			{"limit=abc", "invalid_request", 422},
			{"limit=", "invalid_request", 422},
			{"limit=1.5", "invalid_request", 422},
			{"limit=99999999999999999999", "invalid_request", 422},
			{"cursor=abc", "invalid_cursor", 400},
			{"cursor=%25", "invalid_cursor", 400},
			{"cursor=MA", "invalid_cursor", 400},
			{"cursor=", "invalid_request", 422},
			{"cursor=Li4", "invalid_cursor", 400},
			{"cursor=enp6enp6enp6enouMQ", "invalid_cursor", 400},
			{"limit=%zz", "malformed_query", 400},
			{"limit=%", "malformed_query", 400},
			{"limit=1;status=draft", "malformed_query", 400},
			{"category=%ff", "malformed_query", 400},
			{"category=%00", "malformed_query", 400},
			{"%ff=1", "malformed_query", 400},
			{"limit=1&limit=1", "repeated_query", 400},
			{"colour=red", "unknown_query", 400},
			{"Limit=1", "unknown_query", 400},
			{"limit[]=1", "unknown_query", 400},
			{"status=open", "invalid_request", 422},
			{"status=", "invalid_request", 422},
			{"status=draft,published", "invalid_request", 422},
			{"from=2026-02-30", "invalid_request", 422},
			{"from=2026-03-02T09:00:00", "invalid_request", 422},
			{"from=2026-03-02T09:00:00+08:00", "invalid_request", 422},
			{"from=9999-12-31", "invalid_request", 422},
			{"from=2026-03-03&to=2026-03-02", "invalid_request", 422},
			{"from=2026-03-03&to=2026-03-03", "invalid_request", 422},
			{"station_id=0", "invalid_request", 422},
			{"team_id=1%20", "invalid_request", 422},
			{"category=", "invalid_request", 422},
		}
		for _, test := range tests {
			a.expect(scenario{name: test.query, who: a.as(manager), method: "GET", path: "/activities?" + test.query, status: test.status, code: test.code})
		}
		a.run([]scenario{
			{name: "a good one", who: a.as(manager), method: "GET", path: "/activities?limit=100&from=2026-03-02T09:00:00%2B08:00&to=2026-03-03&status=draft&category=%E5%8C%BB", status: 200, has: `"items":[]`},
			{name: "a query where none belongs", who: a.as(manager), path: "/activities?dry_run=1", body: a.activity(), status: 400, code: "unknown_query"},
		})
	})
}

func TestAddressesAndMethodsThatAreNone(t *testing.T) {
	t.Parallel()
	eachApp(t, func(t *testing.T, a *app) {
		for _, path := range []string{"/api/v1/nothing", "/api/v1/activities/", "/api/v1//activities", "/api/v1/Activities", "/api/v2/activities", "/nothing", "/api", "/api/v1/activities/1/publish/now"} {
			if fault := a.as(manager).send("POST", path, nil).notRefused(404, "route_not_found"); fault != "" {
				t.Error(fault)
			}
		}
		tests := []struct{ method, path, allow string }{
			{"DELETE", base + "/activities/1", "GET, HEAD, PUT"},
			{"PATCH", base + "/activities/1", "GET, HEAD, PUT"},
			{"PUT", base + "/activities", "GET, HEAD, POST"},
			{"GET", base + "/activities/1/publish", "POST"},
			{"HEAD", base + "/activities/1/publish", "POST"},
			{"OPTIONS", base + "/me", "GET, HEAD, PUT"},
			{"TRACE", base + "/me", "GET, HEAD, PUT"},
			{"POST", "/docs", "GET, HEAD"},
			{"DELETE", "/healthz", "GET, HEAD"},
		}
		for _, test := range tests {
			got := a.as(nobody).send(test.method, test.path, nil)
			if got.status != 405 || inOrder(got.header.Get("Allow")) != test.allow || test.method != "HEAD" && got.text("code") != "method_not_allowed" {
				t.Errorf("%s %s: %d, Allow %q %s", test.method, test.path, got.status, got.header.Get("Allow"), got.body)
			}
		}
		for _, page := range []string{"/docs", "/openapi.yaml", "/healthz", "/readyz", "/problems", "/problems/shift_full", "/setup"} {
			whole, head := a.as(nobody).send("GET", page, nil), a.as(nobody).send("HEAD", page, nil)
			if whole.status != 200 || head.status != 200 || len(whole.body) == 0 || head.header.Get("Content-Type") != whole.header.Get("Content-Type") {
				t.Errorf("%s: GET %d, HEAD %d", page, whole.status, head.status)
			}
		}
	})
}

// inOrder sorts a list of methods, whose order means nothing.
func inOrder(methods string) string {
	all := strings.Split(methods, ", ")
	slices.Sort(all)
	return strings.Join(all, ", ")
}

// The order of the checks is part of the contract: route, query syntax, who asks, body syntax, shape, rule.
func TestTheFirstFaultIsTold(t *testing.T) {
	t.Parallel()
	eachApp(t, func(_ *testing.T, a *app) {
		a.run([]scenario{
			{name: "query before token", who: a.as(nobody), path: "/activities?x=1", body: `{`, status: 400, code: "unknown_query"},
			{name: "token before body", who: a.as(nobody), path: "/activities", body: `{`, status: 401, code: "token_missing"},
			{name: "body before shape", who: a.as(manager), path: "/activities/0/cancel", body: `{`, status: 400, code: "malformed_json"},
			{name: "unknown members before types", who: a.as(manager), path: "/activities/1/cancel", body: `{"reason":1,"colour":1}`, status: 400, code: "unknown_member"},
			{name: "shape before rule", who: a.as(manager), path: "/activities/999/cancel", body: `{"reason":1}`, status: 422, code: "invalid_request"},
			{name: "rule last", who: a.as(manager), path: "/activities/999/cancel", body: `{"reason":"暴雨"}`, status: 404, code: "activity_not_found"},
		})
	})
}
