package handlers_test

import (
	"fmt"
	"strings"
	"testing"
	"time"
)

// entrance is an operation that takes a body from strangers, with a body that it would accept.
type entrance struct {
	who          *caller
	method, path string
	body         object
	name         string // a member of the body that holds text
}

func entrances(a *app) []entrance {
	shift := shiftOf(a.published())
	return []entrance{
		{a.as(manager), "POST", "/activities", a.activity(), "title"},
		{a.as(otherVolunteer), "POST", "/shifts/" + shift + "/sign-ups", object{}, ""},
		{a.visitor("无名"), "PUT", "/me/volunteer", object{"name": "张三", "gender": "male", "born_on": "1990-02-28", "phone": "13912345678"}, "name"},
		{a.as(nobody), "POST", "/auth/login", object{"phone": "13800000000", "password": password}, "password"},
	}
}

// What cannot be read is refused everywhere alike, and changes nothing.
func TestUnreadableBodies(t *testing.T) {
	t.Parallel()
	eachApp(t, func(_ *testing.T, a *app) {
		for _, e := range entrances(a) {
			whole := e.body.text()
			open := strings.TrimSuffix(whole, "}")
			if open != "{" {
				open += ","
			}
			tests := map[string]string{
				"cut off": strings.TrimSuffix(whole, "}"), "trailing text": whole + "x", "two values": whole + whole, "a comma too many": strings.TrimSuffix(whole, "}") + ",}",
				"a comment": "/* */" + whole, "single quotes": open + `'a':1}`, "NaN": open + `"a":NaN}`, "a leading zero": open + `"a":01}`,
				"a byte order mark": "\ufeff" + whole, "a duplicate member": open + `"a":1,"a":1}`, "a duplicate with an escape": open + `"a":1,"\u0061":1}`,
				"bad UTF-8": open + "\"a\":\"\xff\"}", "an overlong form": open + "\"a\":\"\xc0\x80\"}", "a raw NUL": open + "\"a\":\"\x00\"}", "an escaped NUL": open + `"a":"\u0000"}`,
				"a lone high surrogate": open + `"a":"\ud800"}`, "a lone low surrogate": open + `"a":"\udc00"}`, "surrogates in the wrong order": open + `"a":"\udc00\ud800"}`,
				"deep nesting": open + `"a":` + strings.Repeat("[", 5000) + strings.Repeat("]", 5000) + "}", "a raw control character": open + "\"a\":\"\n\"}",
			}
			for name, body := range tests {
				a.expect(scenario{name: name, who: e.who, method: e.method, path: e.path, body: body, status: 400, code: "malformed_json"})
			}
			a.unknownMembers(e, open)
			a.wrongTypes(e, whole)
		}
	})
}

func (a *app) unknownMembers(e entrance, open string) {
	a.t.Helper()
	for _, member := range []string{`"colour":"red"`, `"Id":"1"`, `"":1`, `"__proto__":{}`} {
		a.expect(scenario{name: "unknown member", who: e.who, method: e.method, path: e.path, body: open + member + "}", status: 400, code: "unknown_member"})
	}
	if e.name != "" {
		other := fmt.Sprintf(`%q:"x"}`, strings.ToUpper(e.name))
		a.expect(scenario{name: "differing only by case", who: e.who, method: e.method, path: e.path, body: open + other, status: 400, code: "unknown_member"})
	}
}

func (a *app) wrongTypes(e entrance, whole string) {
	a.t.Helper()
	for _, kind := range []string{"text/plain", "application/x-www-form-urlencoded", "multipart/form-data; boundary=x", "application/json; charset=gbk", "application/xml", "json"} {
		a.expect(scenario{name: kind, who: e.who, method: e.method, path: e.path, body: whole, header: []string{"Content-Type", kind}, status: 415, code: "unsupported_media_type"})
	}
	a.expect(scenario{name: "no type", who: e.who, method: e.method, path: e.path, body: whole, header: []string{"Content-Type", ""}, status: 415, code: "unsupported_media_type"})
	a.expect(scenario{name: "compressed", who: e.who, method: e.method, path: e.path, body: whole, header: []string{"Content-Encoding", "gzip"}, status: 415, code: "unsupported_media_type"})
	a.expect(scenario{name: "huge", who: e.who, method: e.method, path: e.path, body: whole + strings.Repeat(" ", 1<<20), status: 413, code: "body_too_large"})
	for _, other := range []string{`[]`, `"a"`, `1`, `true`} {
		a.expect(scenario{name: "no object", who: e.who, method: e.method, path: e.path, body: other, status: 422, code: "invalid_request"})
	}
}

func TestValuesOutsideTheirRange(t *testing.T) {
	t.Parallel()
	eachApp(t, func(t *testing.T, a *app) {
		staff, good := a.as(manager), a.activity()
		long := strings.Repeat("长", 10_000)
		tests := []struct{ name, field, old, by string }{
			{"end before start", "ends_at", a.at(6 * time.Hour), a.at(time.Hour)},
			{"end at the start", "ends_at", a.at(6 * time.Hour), a.at(2 * time.Hour)},
			{"no offset", "shifts.0.starts_at", a.at(2 * time.Hour), "2026-03-02T11:00:00"},
			{"no T", "shifts.0.starts_at", a.at(2 * time.Hour), "2026-03-02 11:00:00+08:00"},
			{"30 February", "ends_at", a.at(6 * time.Hour), "2027-02-30T11:00:00+08:00"},
			{"24 o'clock", "ends_at", a.at(6 * time.Hour), "2026-03-02T24:00:00+08:00"},
			{"year 9999", "ends_at", a.at(6 * time.Hour), "9999-12-31T23:59:59-08:00"},
			{"year 0", "ends_at", a.at(6 * time.Hour), "0000-01-01T00:00:00Z"},
			{"empty title", "title", "社区义诊", ""},
			{"title of spaces", "title", "社区义诊", "　 "},
			{"title without width", "title", "社区义诊", "社区\u200b义诊"},
			{"title that turns around", "title", "社区义诊", "社区\u202e义诊"},
			{"long title", "title", "社区义诊", long},
			{"long place", "place", "东街社区广场", long},
			{"long category", "category", "医疗健身", strings.Repeat("长", 33)},
			{"capacity 0", "shifts.0.capacity", `"capacity":2`, `"capacity":0`},
			{"capacity -1", "shifts.0.capacity", `"capacity":2`, `"capacity":-1`},
			{"capacity 100001", "shifts.0.capacity", `"capacity":2`, `"capacity":100001`},
			{"capacity 2^63", "shifts.0.capacity", `"capacity":2`, `"capacity":9223372036854775808`},
			{"capacity 1e400", "shifts.0.capacity", `"capacity":2`, `"capacity":1e400`},
			{"capacity null", "shifts.0.capacity", `"capacity":2`, `"capacity":null`},
			{"capacity 1.5", "shifts.0.capacity", `"capacity":2`, `"capacity":1.5`},
			{"capacity 2e0", "shifts.capacity", `"capacity":2`, `"capacity":2e0`}, // a whole number to the schema, but not to Go
			{"capacity as text", "shifts.0.capacity", `"capacity":2`, `"capacity":"2"`},
			{"queue -1", "shifts.0.waitlist_capacity", `"waitlist_capacity":1`, `"waitlist_capacity":-1`},
			{"id as a number", "station_id", `"station_id":"` + a.station + `"`, `"station_id":` + a.station},
			{"id 2^63", "station_id", `"station_id":"` + a.station + `"`, `"station_id":"9223372036854775808"`},
			{"id 2^64", "station_id", `"station_id":"` + a.station + `"`, `"station_id":"18446744073709551617"`},
			{"id in wide digits", "station_id", `"station_id":"` + a.station + `"`, `"station_id":"１２"`},
		}
		for _, test := range tests {
			a.expect(scenario{name: test.name, who: staff, path: "/activities", body: good.spoilt(t, test.old, test.by), status: 422, code: "invalid_request", has: `"field":"` + test.field + `"`})
		}
		many := make([]object, 201)
		for i := range many {
			many[i] = a.shift()
		}
		a.run([]scenario{{name: "201 shifts", who: staff, path: "/activities", body: a.activity("shifts", many), status: 422, code: "invalid_request", has: `"field":"shifts"`}})
		greatest := staff.post("/activities", a.activity("title", strings.Repeat("𠮷", 100), "shifts", []object{a.shift("capacity", 100_000, "waitlist_capacity", 100_000)})).must(201)
		if greatest.text("title") != strings.Repeat("𠮷", 100) {
			t.Errorf("a title of 100 rare characters came back as %s", greatest.text("title"))
		}
	})
}
