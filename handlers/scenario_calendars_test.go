package handlers_test

import (
	"bytes"
	"encoding/csv"
	"net/url"
	"os"
	"strings"
	"testing"
	"time"

	"github.com/emersion/go-ical"

	"practicestation/handlers"
	"practicestation/models/modelstest"
)

// subscribe makes a feed and gives the answer, and where it is read below the API.
func (c *caller) subscribe(body object) (*answer, string) {
	c.app.t.Helper()
	made := c.post("/me/feeds", body).must(201)
	address, err := url.Parse(made.text("address"))
	if err != nil {
		c.app.t.Fatal(err)
	}
	return made, strings.TrimPrefix(address.Path, base)
}

// oddNames are the names of testdata that have given trouble before, with some that try to break out of markup.
func oddNames(t *testing.T) []string {
	t.Helper()
	file, err := os.Open("../testdata/names_odd.csv")
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = file.Close() }()
	rows, err := csv.NewReader(file).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	names := []string{`<script>alert(1)</script>`, `"><img src=x onerror=alert(1)>`, `</style><script>`, `a,b;c\d:e`, `'"&<>`, strings.Repeat("长", 100), strings.Repeat("𠮷", 100)}
	for _, row := range rows[1:] {
		names = append(names, row[0])
	}
	return names
}

func TestAFeedIsReadWithoutAnyLogIn(t *testing.T) {
	t.Parallel()
	eachApp(t, func(t *testing.T, a *app) {
		staff, anybody := a.as(manager), a.as(nobody)
		made, file := staff.subscribe(object{"scope": "station", "station_id": a.station})
		if made.text("name") != "东街社区新时代文明实践站" || !strings.HasPrefix(made.text("address"), "http://example.com/api/v1/feeds/") {
			t.Errorf("made %s", made.body)
		}
		a.published("title", "义诊，联系 13812345678")
		first := anybody.get(file).must(200)
		if first.header.Get("Content-Type") != "text/calendar; charset=utf-8" || !strings.HasPrefix(first.header.Get("Cache-Control"), "private,") {
			t.Errorf("headers %v", first.header)
		}
		if strings.Contains(string(first.body), "13812345678") || !strings.Contains(string(first.body), "义诊") {
			t.Errorf("the feed is %s", first.body)
		}
		tag := first.header.Get("ETag")
		for _, known := range []string{tag, "W/" + tag, `"other", ` + tag, "*"} {
			if again := anybody.send("GET", base+file, nil, "If-None-Match", known); again.status != 304 || len(again.body) != 0 || again.header.Get("ETag") != tag {
				t.Errorf("If-None-Match %s: %d with %d bytes", known, again.status, len(again.body))
			}
		}
		a.published()
		if changed := anybody.send("GET", base+file, nil, "If-None-Match", tag).must(200); changed.header.Get("ETag") == tag {
			t.Error("another calendar has the same tag")
		}
		if listed := staff.get("/me/feeds").must(200); listed.text("items.0.address") != "" || listed.text("items.0.id") != made.id() {
			t.Errorf("the list shows %s", listed.body)
		}
		staff.post("/feeds/"+made.id()+"/revoke", nil).must(200)
		a.run([]scenario{
			{name: "revoked", who: anybody, method: "GET", path: file, status: 404, code: "feed_not_found"},
			{name: "unknown", who: anybody, method: "GET", path: "/feeds/AAAA.ics", status: 404, code: "feed_not_found"},
			{name: "no file", who: anybody, method: "GET", path: "/feeds/AAAA", status: 422, code: "invalid_request"},
			{name: "unknown scope", who: staff, path: "/me/feeds", body: object{"scope": "county"}, status: 422, code: "invalid_request"},
			{name: "no station", who: staff, path: "/me/feeds", body: object{"scope": "station"}, status: 422, code: "invalid_request"},
			{name: "no such feed", who: staff, path: "/feeds/999/revoke", status: 404, code: "feed_not_found"},
		})
	})
}

// A repeated request gets the same feed and not its secret again: the secret is stored nowhere.
func TestARepeatedRequestForAFeedShowsNoSecret(t *testing.T) {
	t.Parallel()
	eachApp(t, func(t *testing.T, a *app) {
		body := object{"scope": "station", "station_id": a.station}
		first := a.as(manager).post("/me/feeds", body, "Idempotency-Key", "feed-1").must(201)
		again := a.as(manager).post("/me/feeds", body, "Idempotency-Key", "feed-1").must(201)
		if first.text("address") == "" || again.text("address") != "" || first.id() != again.id() {
			t.Errorf("first %s\nagain %s", first.body, again.body)
		}
		if kept := a.count("idempotency_keys", "body LIKE ?", "%.ics%"); kept != 0 {
			t.Error("a kept answer holds the secret")
		}
	})
}

func TestAVolunteersFeedHoldsTheOwnSignUps(t *testing.T) {
	t.Parallel()
	eachApp(t, func(t *testing.T, a *app) {
		person := a.volunteer("张三")
		_, file := person.subscribe(object{"scope": "volunteer"})
		made := a.published()
		a.published("title", "别人的活动")
		signUp := person.signUp(shiftOf(made))
		read := func() string { return string(a.as(nobody).get(file).must(200).body) }
		if text := read(); !strings.Contains(text, "STATUS:CONFIRMED") || strings.Contains(text, "别人的活动") || strings.Contains(text, "张三") {
			t.Errorf("the feed is %s", text)
		}
		person.post("/sign-ups/"+signUp.id()+"/cancel", object{}).must(200)
		if text := read(); !strings.Contains(text, "STATUS:CANCELLED") {
			t.Errorf("after the cancellation the feed is %s", text)
		}
	})
}

// What people write into titles comes back whole from a file read by another library, and its name is a file's name.
func TestAwkwardTitlesInTheCalendarFile(t *testing.T) {
	t.Parallel()
	modelstest.Each(t, func(t *testing.T, w *modelstest.World) {
		a := newApp(t, w)
		made := a.published()
		for _, title := range oddNames(t) {
			changed := a.as(manager).put("/activities/"+made.id(), a.activity("shifts", nil, "station_id", nil, "title", title, "place", title, "version", a.as(manager).get("/activities/"+made.id()).must(200).version()))
			if changed.status == 422 {
				continue // no name at all
			}
			changed.must(200)
			file := a.as(nobody).get("/activities/" + made.id() + "/calendar").must(200)
			read, err := ical.NewDecoder(bytes.NewReader(file.body)).Decode()
			if err != nil {
				t.Fatalf("%q: %v", title, err)
			}
			if got, err := read.Events()[0].Props.Text("SUMMARY"); got != changed.text("title") || err != nil {
				t.Errorf("%q came back as %q, %v", title, got, err)
			}
			for _, line := range strings.Split(string(file.body), "\r\n") {
				if len(line) > 75 {
					t.Errorf("%q makes a line of %d octets", title, len(line))
				}
			}
			if name := file.header.Get("Content-Disposition"); !strings.HasPrefix(name, "attachment; filename") || strings.ContainsAny(name, "<>\r\n") {
				t.Errorf("%q is called %s", title, name)
			}
		}
	})
}

func TestTheCalendarOfAWeek(t *testing.T) {
	t.Parallel()
	eachApp(t, func(t *testing.T, a *app) {
		person := a.volunteer("张三")
		night := a.published("title", "夜巡", "starts_at", a.at(13*time.Hour), "ends_at", a.at(21*time.Hour),
			"shifts", []object{a.shift("starts_at", a.at(13*time.Hour), "ends_at", a.at(21*time.Hour))})
		signUp := person.signUp(shiftOf(night))
		a.draft("title", "草稿")
		week := person.get("/activities/calendar?from=2026-03-02&to=2026-03-09").must(200)
		if week.length("days") != 7 || week.length("days.0.activities") != 1 || week.length("days.1.activities") != 0 {
			t.Fatalf("the week is %s", week.body)
		}
		shift := "days.0.activities.0.shifts.0."
		if week.text(shift+"ends_next_day") != "true" || week.text(shift+"sign_up.id") != signUp.id() || week.text(shift+"confirmed") != "1" {
			t.Errorf("the shift is %s", week.body)
		}
		if all := a.as(manager).get("/activities/calendar?from=2026-03-02&to=2026-03-09&organization_id=" + a.town).must(200); all.length("days.0.activities") != 2 {
			t.Errorf("the manager sees %s", all.body)
		}
		if mine := a.as(otherVolunteer).get("/activities/calendar?from=2026-03-02&to=2026-03-09&mine=true").must(200); mine.length("days.0.activities") != 0 {
			t.Errorf("another volunteer's own are %s", mine.body)
		}
		a.run([]scenario{
			{name: "too long", who: person, method: "GET", path: "/activities/calendar?from=2026-03-01&to=2026-05-03", status: 422, code: "invalid_request"},
			{name: "no end", who: person, method: "GET", path: "/activities/calendar?from=2026-03-01", status: 422, code: "invalid_request"},
			{name: "an instant", who: person, method: "GET", path: "/activities/calendar?from=2026-03-01T00:00:00Z&to=2026-03-02", status: 422, code: "invalid_request"},
			{name: "no such town", who: person, method: "GET", path: "/activities/calendar?from=2026-03-01&to=2026-03-02&organization_id=999", status: 422, code: "invalid_request"},
		})
	})
}

func TestLinksNameThePublicAddress(t *testing.T) {
	t.Parallel()
	w := modelstest.Open(t, "sqlite")
	a := newBareApp(t, w, handlers.Options{PublicURL: "https://zyfw.example.cn/county"})
	session := a.as(nobody).post("/setup", object{"key": a.setUpKey(), "name": "中心管理员", "phone": "13800000000", "password": password}).must(201)
	admin := &caller{app: a, token: session.text("access_token")}
	town := admin.post("/organizations", object{"name": "城关镇", "level": "institute", "parent_id": session.text("account.organization_id")}).must(201).id()
	station := admin.post("/organizations", object{"name": "东街社区", "level": "station", "parent_id": town}).must(201).id()
	made, _ := admin.subscribe(object{"scope": "station", "station_id": station})
	if !strings.HasPrefix(made.text("address"), "https://zyfw.example.cn/county/api/v1/feeds/") {
		t.Errorf("the address is %s", made.text("address"))
	}
}
