package handlers_test

import (
	"slices"
	"strings"
	"testing"
	"time"
)

// series is what to post for a series on every Saturday until the end of June, 08:00 to 10:00, at the app's station.
// Changes come as member and value in turn; nil takes a member away.
func (a *app) series(changes ...any) object {
	body := object{
		"station_id": a.station, "team_id": a.teamID(), "title": "周末理发", "category": "便民服务", "place": "东街社区广场",
		"rules": []object{a.rule("FREQ=WEEKLY;BYDAY=SA")}, "starts_on": "2026-03-01", "ends_on": "2026-06-30", "declaration_version": 1,
	}
	return body.with(changes...).declared()
}

func (a *app) rule(rrule string, changes ...any) object {
	return object{"kind": "rrule", "rrule": rrule, "shifts": []object{{"role": "理发师", "starts": "08:00", "ends": "10:00", "capacity": 2, "waitlist_capacity": 1}}}.with(changes...)
}

func TestLifeOfASeries(t *testing.T) {
	t.Parallel()
	eachApp(t, func(t *testing.T, a *app) {
		staff := a.as(manager)
		preview := staff.post("/series/preview?limit=3", a.series("holiday_policy", "skip")).must(200)
		if preview.every("occurrences", "held_on") != "2026-03-07 2026-03-14 2026-03-21" || preview.text("more") != "true" {
			t.Errorf("the preview is %s", preview.body)
		}
		made := staff.post("/series", a.series("holiday_policy", "skip", "sign_up_opens_before_minutes", 20160)).must(201)
		path := "/series/" + made.id()
		activities := a.as(nobody).get("/activities?series_id=" + made.id()).must(200)
		if activities.every("items", "occurrence_on") != "2026-03-07 2026-03-14 2026-03-21 2026-03-28" || activities.text("items.0.series_id") != made.id() {
			t.Errorf("the activities are %s", activities.body)
		}
		if got := activities.text("items.1.sign_up_opens_at"); got != "2026-02-28T08:00:00+08:00" {
			t.Errorf("sign-up opens at %s", got)
		}
		who := a.volunteer("张三")
		who.signUp(activities.text("items.0.shifts.0.id"))
		change := a.series("station_id", nil, "version", 1, "rules", []object{a.rule("FREQ=WEEKLY;BYDAY=SU", "number", 1)})
		rehearsed := staff.post(path+"/dry-run", change).must(200)
		if got := rehearsed.every("changes", "outcome"); got != "kept created removed created removed created removed created" {
			t.Errorf("the dry run: %s", got)
		}
		if rehearsed.text("changes.0.activity_id") != activities.text("items.0.id") || !strings.Contains(string(rehearsed.body), `"activity_id":null,"members":[],"occurrence_on":"2026-03-08","outcome":"created"`) {
			t.Errorf("the dry run names what it has taken back: %s", rehearsed.body)
		}
		if rehearsed.every("effects", "name") != "张三" || rehearsed.text("changes.0.reason") != "has_sign_ups" || rehearsed.text("changes.0.people") != "1" {
			t.Errorf("the dry run: %s", rehearsed.body)
		}
		if got := staff.get(path).must(200); got.text("version") != "1" || who.get("/me/notices").must(200).length("items") != 0 {
			t.Error("the dry run has changed something")
		}
		staff.put(path, change).must(200)
		if got := who.get("/me/notices").must(200); got.text("items.0.text") != rehearsed.text("effects.0.text") {
			t.Errorf("told %s, rehearsed %s", got.body, rehearsed.body)
		}
		listed := staff.get(path + "/occurrences?to=2026-03-20").must(200)
		if listed.every("occurrences", "held_on") != "2026-03-07 2026-03-08 2026-03-15" || listed.every("occurrences", "outcome") != "kept held held" ||
			listed.text("occurrences.0.reason") != "gone" || listed.text("occurrences.0.people") != "1" || listed.text("occurrences.0.activity_id") != activities.text("items.0.id") ||
			listed.text("occurrences.0.shifts.0.starts_at") != "2026-03-07T08:00:00+08:00" || listed.text("occurrences.1.activity_status") != "published" {
			t.Errorf("the occurrences are %s", listed.body)
		}
		ending := staff.post(path+"/end/dry-run", object{"reason": "人手不足"}).must(200)
		if ending.every("changes", "outcome") != "kept removed removed removed removed" || ending.every("effects", "name") != "张三" {
			t.Errorf("the end would be: %s", ending.body)
		}
		staff.post(path+"/end", object{"reason": "人手不足"}).must(200)
		if list := staff.get("/series?status=ended&station_id=" + a.station + "&team_id=" + a.teamID()).must(200); list.every("items", "id") != made.id() {
			t.Errorf("the ended ones: %s", list.body)
		}
		a.run([]scenario{
			{name: "change what has ended", who: staff, method: "PUT", path: path, body: change.with("version", 3), status: 409, code: "series_ended"},
			{name: "end it again", who: staff, path: path + "/end", body: object{"reason": "人手不足"}, status: 409, code: "series_ended"},
			{name: "rehearse its change", who: staff, path: path + "/dry-run", body: change.with("version", 3), status: 409, code: "series_ended"},
			{name: "rehearse its end", who: staff, path: path + "/end/dry-run", body: object{"reason": "人手不足"}, status: 409, code: "series_ended"},
		})
	})
}

func TestSeriesIsRefused(t *testing.T) {
	t.Parallel()
	eachApp(t, func(_ *testing.T, a *app) {
		staff := a.as(manager)
		made := staff.post("/series", a.series()).must(201)
		path := "/series/" + made.id()
		change := a.series("version", 1)
		a.run([]scenario{
			{name: "31 February", who: staff, path: "/series", body: a.ruled("FREQ=MONTHLY;BYMONTH=2;BYMONTHDAY=31"), status: 422, has: `"code":"recurrence_never"`},
			{name: "without end", who: staff, path: "/series", body: a.ruled("FREQ=DAILY").with("ends_on", nil), status: 422, has: `"code":"recurrence_endless"`},
			{name: "10,000 occurrences", who: staff, path: "/series", body: a.ruled("FREQ=DAILY;COUNT=10000"), status: 422, has: `"code":"recurrence_too_long"`},
			{name: "three years", who: staff, path: "/series", body: a.series("ends_on", "2029-03-01"), status: 422, has: `"code":"recurrence_too_long"`},
			{name: "sharing without a reason", who: staff, path: "/series", body: a.series("override_conflicts", true), status: 422, has: `"field":"override_reason"`},
			{name: "an unknown shift", who: staff, path: "/series", body: a.ruled("FREQ=DAILY").spoilt(a.t, `"role"`, `"number":7,"role"`), status: 422, has: `"field":"rules.0.shifts.0.number"`},
			{name: "every second", who: staff, path: "/series", body: a.ruled("FREQ=SECONDLY;COUNT=5"), status: 422, has: `"code":"rrule_unsupported"`},
			{name: "29 February in no leap year", who: staff, path: "/series", body: a.ruled("FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=29"), status: 422, has: `"code":"recurrence_never"`},
			{name: "29 February in a leap year", who: staff, path: "/series", body: a.ruled("FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=29").with("ends_on", "2028-03-01"), status: 201},
			{name: "until an instant", who: staff, path: "/series", body: a.ruled("FREQ=DAILY;UNTIL=20260401T000000"), status: 422, has: `"code":"rrule_unsupported"`},
			{name: "a time with an offset", who: staff, path: "/series", body: a.ruled("FREQ=DAILY").spoilt(a.t, "08:00", "08:00+08:00"), status: 422, has: `"field":"rules.0.shifts.0.starts"`},
			{name: "a date with a time", who: staff, path: "/series", body: a.series("starts_on", "2026-03-01T00:00:00"), status: 422, has: `"field":"starts_on"`},
			{name: "all over", who: staff, path: "/series/preview", body: a.series("starts_on", "2025-01-01", "ends_on", "2025-12-31"), status: 422, has: `"code":"recurrence_never"`},
			{name: "at no station", who: staff, path: "/series", body: a.series("station_id", "999"), status: 422, has: `"field":"station_id"`},
			{name: "another station", who: staff, method: "PUT", path: path, body: change.with("station_id", a.otherStation), status: 422, has: `"code":"immutable"`},
			{name: "stale", who: staff, method: "PUT", path: path, body: change.with("version", 7), status: 409, code: "version_conflict", has: `"current_version":1`},
			{name: "no reason", who: staff, path: path + "/end", body: object{"reason": "　"}, status: 422, code: "reason_missing"},
			{name: "no reason, rehearsed", who: staff, path: path + "/end/dry-run", body: object{"reason": "　"}, status: 422, code: "reason_missing"},
			{name: "unknown", who: staff, method: "GET", path: "/series/999", status: 404, code: "series_not_found"},
			{name: "unknown change", who: staff, method: "PUT", path: "/series/999", body: change, status: 404, code: "series_not_found"},
			{name: "unknown end", who: staff, path: "/series/999/end", body: object{"reason": "人手不足"}, status: 404, code: "series_not_found"},
			{name: "unknown change, rehearsed", who: staff, path: "/series/999/dry-run", body: change, status: 404, code: "series_not_found"},
			{name: "unknown end, rehearsed", who: staff, path: "/series/999/end/dry-run", body: object{"reason": "人手不足"}, status: 404, code: "series_not_found"},
			{name: "occurrences of an unknown one", who: staff, method: "GET", path: "/series/999/occurrences", status: 404, code: "series_not_found"},
			{name: "occurrences backwards", who: staff, method: "GET", path: path + "/occurrences?from=2026-04-01&to=2026-03-01", status: 422, has: `"field":"to"`},
			{name: "a bad page", who: staff, method: "GET", path: "/series?cursor=xx", status: 400, code: "invalid_cursor"},
		})
	})
}

func (a *app) ruled(rrule string) object { return a.series("rules", []object{a.rule(rrule)}) }

// TestEveryKindOfRuleIsKept: what is sent comes back, and gives its days.
func TestEveryKindOfRuleIsKept(t *testing.T) {
	t.Parallel()
	eachApp(t, func(t *testing.T, a *app) {
		staff := a.as(manager)
		rules := map[string]object{
			"2026-04-10 2026-05-10": {"kind": "dates", "dates": []string{"2026-05-10", "2026-04-10"}},
			"2026-03-03":            {"kind": "lunar", "lunar_month": 1, "lunar_days": []int{15}}, // 元宵
			"2026-03-03 2026-03-19 2026-04-02 2026-04-17": {"kind": "lunar", "lunar_days": []int{1, 15}},                                       // 初一、十五
			"2026-04-04 2026-04-05 2026-04-06":            {"kind": "solar_term", "solar_term": "清明", "term_from_days": -1, "term_to_days": 1}, // 清明前后
			"2026-03-04 2026-03-07 2026-03-11":            {"kind": "market_days", "market_digits": []int{3, 6, 9}},                            // 逢三六九
			"2026-03-05 2026-03-10 2026-03-15":            {"kind": "market_days", "market_digits": []int{5, 0}, "market_months": "civil"},     // 逢五逢十
			"2026-03-28 2026-03-31 2026-04-04":            a.rule("FREQ=MONTHLY;BYDAY=-1SA;COUNT=2", "extra_dates", []string{"2026-03-31", "2026-04-04"}),
		}
		for want, rule := range rules {
			rule["shifts"] = a.rule("")["shifts"]
			made := staff.post("/series", a.series("rules", []object{rule}, "lead_days", 1)).must(201)
			days := staff.get("/series/"+made.id()+"/occurrences?limit=4").must(200).every("occurrences", "held_on")
			if !strings.HasPrefix(days, want) && !slices.Contains(strings.Fields(days), want) {
				t.Errorf("%v gives %s, want %s", rule, days, want)
			}
			for member, value := range rule {
				if member != "shifts" && !strings.Contains(string(made.body), `"`+member+`":`+marshal(value)) {
					t.Errorf("%s came back otherwise: %s", member, made.body)
				}
			}
		}
	})
}

// TestPreviewMarksTheHolidays: the first of May 2026, a Friday, under each policy.
func TestPreviewMarksTheHolidays(t *testing.T) {
	t.Parallel()
	eachApp(t, func(t *testing.T, a *app) {
		for policy, want := range map[string]string{
			"keep": "held 2026-05-01 ", "skip": "skipped 2026-05-01 holiday", "move": "moved 2026-05-06 holiday",
		} {
			body := a.ruled("FREQ=WEEKLY;BYDAY=FR").with("holiday_policy", policy)
			first := a.as(manager).post("/series/preview?from=2026-05-01&limit=1", body).must(200)
			got := first.text("occurrences.0.outcome") + " " + first.text("occurrences.0.held_on") + " " + first.text("occurrences.0.reason")
			if got != want || first.text("occurrences.0.holiday") != "劳动节" || first.text("occurrences.0.original_on") != "2026-05-01" {
				t.Errorf("%s: %s", policy, first.body)
			}
		}
		beyond := a.as(manager).post("/series/preview?from=2027-01-01", a.series("ends_on", "2027-02-28")).must(200)
		if beyond.text("reaches_unknown") != "true" || beyond.text("holidays_known_through") != "2026-12-31" || beyond.text("occurrences.0.calendar_known") != "false" {
			t.Errorf("beyond the known years: %s", beyond.body)
		}
	})
}

// TestASeriesSaysWhetherItOutrunsTheKnownHolidays, however few of its days are listed, when it is made, changed, read, listed.
func TestASeriesSaysWhetherItOutrunsTheKnownHolidays(t *testing.T) {
	t.Parallel()
	eachApp(t, func(t *testing.T, a *app) {
		staff, daily := a.as(manager), a.ruled("FREQ=DAILY").with("starts_on", "2026-03-08", "ends_on", "2028-02-28")
		says := func(what, path string, said *answer, want string) {
			t.Helper()
			if got := said.text(path + "reaches_unknown"); got != want || said.text(path+"holidays_known_through") != "2026-12-31" {
				t.Errorf("%s: %q, want %s: %s", what, got, want, said.body)
			}
		}
		says("previewed", "", staff.post("/series/preview?limit=1", daily).must(200), "true")
		made := staff.post("/series", daily).must(201)
		says("made", "", made, "true")
		says("its days", "", staff.get("/series/"+made.id()+"/occurrences?to=2026-03-10").must(200), "true")
		says("listed", "items.0.", staff.get("/series?limit=1").must(200), "true")
		short := a.series("version", 1, "ends_on", "2026-12-31", "starts_on", "2026-03-08", "rules", []object{a.rule("FREQ=DAILY", "number", 1)})
		says("changed", "", staff.put("/series/"+made.id(), short).must(200), "false")
		says("read", "", staff.get("/series/"+made.id()).must(200), "false")
	})
}

// TestAnOccurrenceKeepsWhatIsItsOwn, also through the series' next change.
func TestAnOccurrenceKeepsWhatIsItsOwn(t *testing.T) {
	t.Parallel()
	eachApp(t, func(t *testing.T, a *app) {
		staff := a.as(manager)
		made := staff.post("/series", a.series()).must(201)
		first := staff.get("/activities?series_id=" + made.id()).must(200)
		edit := object{
			"team_id": a.teamID(), "title": "周末理发", "category": "便民服务", "place": "卫生室", "version": 2,
			"starts_at": first.text("items.0.starts_at"), "ends_at": first.text("items.0.ends_at"),
		}
		staff.put("/activities/"+first.text("items.0.id"), edit).must(200)
		staff.put("/series/"+made.id(), a.series("version", 1, "place", "村委会", "title", "理发日", "rules", []object{a.rule("FREQ=WEEKLY;BYDAY=SA", "number", 1)})).must(200)
		after := staff.get("/activities?series_id=" + made.id()).must(200)
		if after.every("items", "place") != "卫生室 村委会 村委会 村委会" || after.every("items", "title") != "理发日 理发日 理发日 理发日" {
			t.Errorf("afterwards: %s", after.body)
		}
		a.wait(7 * 24 * time.Hour)
		if list := staff.get("/series/" + made.id() + "/occurrences?limit=1").must(200); list.text("occurrences.0.held_on") != "2026-03-14" {
			t.Errorf("a week later: %s", list.body)
		}
	})
}

// TestShiftsOfASeriesAreKnownByTheirNumbers, and what a series accepts openly comes back.
func TestShiftsOfASeriesAreKnownByTheirNumbers(t *testing.T) {
	t.Parallel()
	eachApp(t, func(t *testing.T, a *app) {
		staff := a.as(manager)
		made := staff.post("/series", a.series("override_conflicts", true, "override_reason", "隔断使用")).must(201)
		if made.text("rules.0.shifts.0.number") != "1" || made.text("override_reason") != "隔断使用" || made.text("trouble_on") != "" {
			t.Errorf("it came back as %s", made.body)
		}
		first := staff.get("/activities?series_id=" + made.id()).must(200).text("items.0.shifts.0.id")
		rule := a.rule("FREQ=WEEKLY;BYDAY=SA")
		rule["shifts"] = []object{
			{"role": "引导员", "starts": "08:00", "ends": "10:00", "capacity": 2}, {"number": 1, "role": "师傅", "starts": "09:00", "ends": "10:00", "capacity": 2},
		}
		changed := staff.put("/series/"+made.id(), a.series("version", 1, "rules", []object{rule})).must(200)
		if changed.text("rules.0.shifts.0.number") != "2" || changed.text("rules.0.shifts.1.number") != "1" || changed.text("override_reason") != "" {
			t.Errorf("the series is %s", changed.body)
		}
		shifts := staff.get("/activities?series_id=" + made.id()).must(200)
		if shifts.text("items.0.shifts.1.id") != first || shifts.text("items.0.shifts.1.role") != "师傅" {
			t.Errorf("the activities are %s", shifts.body)
		}
	})
}

// TestSeriesKeepSeatsForTeams: with a release before each start, in the preview, in what is made, and through a change.
func TestSeriesKeepSeatsForTeams(t *testing.T) {
	t.Parallel()
	eachApp(t, func(t *testing.T, a *app) {
		staff := a.as(manager)
		body := func(seats, minutes int, changes ...any) object {
			rule := a.rule("FREQ=WEEKLY;BYDAY=SA", changes...)
			rule["shifts"].([]object)[0]["quotas"] = object{"released_before_minutes": minutes, "teams": []object{{"team_id": a.teamID(), "seats": seats}}}
			return a.series("rules", []object{rule})
		}
		preview := staff.post("/series/preview?limit=1", body(1, 120)).must(200)
		if preview.text("occurrences.0.shifts.0.quotas.released_at") != "2026-03-07T06:00:00+08:00" || preview.text("occurrences.0.shifts.0.quotas.teams.0.seats") != "1" {
			t.Errorf("the preview: %s", preview.body)
		}
		made := staff.post("/series", body(1, 120)).must(201)
		if made.text("rules.0.shifts.0.quotas.released_before_minutes") != "120" || made.text("rules.0.shifts.0.quotas.teams.0.team_id") != a.teamID() {
			t.Errorf("it came back as %s", made.body)
		}
		seats := func() string {
			first := staff.get("/activities?series_id=" + made.id()).must(200)
			return first.text("items.0.shifts.0.quotas.released_at") + " " + first.text("items.0.shifts.0.quotas.teams.0.seats")
		}
		if got := seats(); got != "2026-03-07T06:00:00+08:00 1" {
			t.Errorf("the first keeps %s", got)
		}
		change := body(2, 60, "number", 1).with("version", 1, "declaration_version", nil)
		if rehearsed := staff.post("/series/"+made.id()+"/dry-run", change).must(200); rehearsed.text("changes.0.members.0") != "shifts" {
			t.Errorf("rehearsed: %s", rehearsed.body)
		}
		staff.put("/series/"+made.id(), change).must(200)
		if got := seats(); got != "2026-03-07T07:00:00+08:00 2" {
			t.Errorf("then it keeps %s", got)
		}
		a.run([]scenario{
			{name: "more than there are", who: staff, path: "/series", body: body(3, 60), status: 422, has: `"field":"rules.0.shifts.0.quotas.teams"`},
			{name: "after the start", who: staff, path: "/series", body: body(1, -1), status: 422, has: `released_before_minutes`},
		})
	})
}
