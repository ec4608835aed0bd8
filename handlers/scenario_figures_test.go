package handlers_test

import (
	"strings"
	"testing"
	"time"
)

const spring = "?from=2026-03-01&to=2026-04-01"

// figure is one number of the total over everything that the caller sees.
func (c *caller) figure(code string) string {
	return c.get("/statistics/years" + spring + "&figures=" + code).must(200).text("total.figures.0.value")
}

func TestBeneficiariesAreSaidAfterwards(t *testing.T) {
	t.Parallel()
	eachApp(t, func(t *testing.T, a *app) {
		done := a.as(volunteerRole).served(a.published("platform", "culture"))
		path := "/activities/" + done.text("activity_id")
		before := a.as(manager).get(path).must(200)
		body := object{"beneficiaries": 46, "version": before.version()}
		if before.text("platform") != "culture" || !strings.Contains(string(before.body), `"beneficiaries":null`) {
			t.Errorf("before: %s", before.body)
		}
		a.run([]scenario{
			{name: "too soon", who: a.as(teamLeader), method: "PUT", path: path + "/beneficiaries", body: body, status: 409, code: "activity_not_over"},
		})
		a.wait(3 * time.Hour)
		said := a.as(teamLeader).put(path+"/beneficiaries", body).must(200)
		if said.text("beneficiaries") != "46" || said.text("beneficiaries_recorded_by") != a.as(teamLeader).account {
			t.Errorf("after: %s", said.body)
		}
		if got := a.as(townAdmin).figure("beneficiaries"); got != "46" {
			t.Errorf("the figure is %s", got)
		}
		a.run([]scenario{
			{name: "an old version", who: a.as(manager), method: "PUT", path: path + "/beneficiaries", body: body, status: 409, code: "version_conflict"},
			{name: "less than nobody", who: a.as(manager), method: "PUT", path: path + "/beneficiaries", body: body.with("beneficiaries", -1), status: 422, code: "invalid_request", has: `"field":"beneficiaries"`},
			{name: "corrected", who: a.as(manager), method: "PUT", path: path + "/beneficiaries", body: body.with("version", said.version(), "beneficiaries", 40), status: 200, has: `"beneficiaries":40`},
			{name: "nowhere", who: a.as(manager), method: "PUT", path: "/activities/999/beneficiaries", body: body, status: 404, code: "activity_not_found"},
			{name: "of no platform that there is", who: a.as(manager), path: "/activities", body: a.activity("platform", "moods"), status: 422, code: "invalid_request", has: `"field":"platform"`},
		})
	})
}

func TestAnIdentityIsCheckedBySomebodyElse(t *testing.T) {
	t.Parallel()
	eachApp(t, func(t *testing.T, a *app) {
		who := a.as(manager).post("/volunteers", walkIn.with("organization_id", a.station, "confirmed_by", "phone")).must(201).id()
		body := object{"organization_id": a.station, "document": "resident_card"}
		if got := a.as(townAdmin).figure("real_named_volunteers"); got != "0" {
			t.Errorf("before, %s are real-named", got)
		}
		checked := a.as(manager).post("/volunteers/"+who+"/identity-checks", body).must(201)
		if checked.text("checked_by") != a.as(manager).account || checked.text("document") != "resident_card" {
			t.Errorf("the check: %s", checked.body)
		}
		a.as(townAdmin).post("/volunteers/"+who+"/identity-checks", body.with("document", "passport")).must(201)
		if got := a.as(townAdmin).figure("real_named_volunteers"); got != "1" {
			t.Errorf("checked twice, %s are real-named", got)
		}
		a.joined(a.as(volunteerRole))
		told := a.as(volunteerRole)
		a.as(manager).post("/volunteers/"+told.volunteerID()+"/identity-checks", body).must(201)
		a.as(manager).post("/volunteers/"+told.volunteerID()+"/identity-checks", body.with("born_on", "1975-05-05")).must(201)
		told.post("/shifts/"+a.published().text("shifts.0.id")+"/sign-ups", nil).must(201)
		a.run([]scenario{
			{name: "one's own", who: a.as(manager), path: "/volunteers/" + a.ownProfile(manager) + "/identity-checks", body: body, status: 403, code: "own_identity"},
			{name: "told", who: told, method: "GET", path: "/me/notices", status: 200, has: "出生日期已按证件更正为 1975-05-05"},
			{name: "of nobody", who: a.as(manager), path: "/volunteers/999/identity-checks", body: body, status: 404, code: "volunteer_not_found"},
			{name: "elsewhere", who: a.as(manager), path: "/volunteers/" + who + "/identity-checks", body: body.with("organization_id", a.town), status: 422, code: "invalid_request", has: `"field":"organization_id"`},
			{name: "born on another day, under a sign-up", who: a.as(manager), path: "/volunteers/" + told.volunteerID() + "/identity-checks", body: body.with("born_on", "2010-01-01"), status: 409, code: "born_on_fixed"},
			{name: "a slip mended", who: a.as(manager), path: "/volunteers/" + who + "/identity-checks", body: body.with("born_on", "1970-01-02"), status: 201, has: `"document":"resident_card"`},
			{name: "by a kind word", who: a.as(manager), path: "/volunteers/" + who + "/identity-checks", body: body.with("document", "word"), status: 422, code: "invalid_request", has: `"field":"document"`},
			{name: "the list behind it", who: a.as(townAdmin), method: "GET", path: "/statistics/organizations/details" + spring + "&figure=real_named_volunteers&key=" + a.station, status: 200, has: `"kind":"volunteer"`},
		})
	})
}

// ownProfile gives somebody of the staff a profile at the app's station.
func (a *app) ownProfile(of role) string {
	a.t.Helper()
	profile := object{"name": "王五", "gender": "male", "born_on": "1980-01-01", "phone": a.newPhone(), "residence_id": a.station}
	return a.as(of).put("/me/volunteer", profile).must(200).id()
}

// TestThePlatformGoesAlong: from a plan's item to its activity, from a series to its occurrences, from an activity to its copies;
// how many somebody has served stays with the one.
func TestThePlatformGoesAlong(t *testing.T) {
	t.Parallel()
	eachApp(t, func(t *testing.T, a *app) {
		staff := a.as(manager)
		made := staff.post("/plans", object{"organization_id": a.station, "month": "2026-03", "items": []object{planItem("platform", "science", "planned_on", "2026-03-20")}}).must(201)
		staff.post("/plans/"+made.id()+"/submit", nil).must(200)
		approved := a.as(townAdmin).post("/plans/"+made.id()+"/approve", nil).must(200)
		copied := staff.post("/plans/"+made.id()+"/copies", object{"month": "2026-04"}).must(201)
		planned := staff.post("/plan-items/"+approved.text("items.0.id")+"/activities", object{"declaration_version": 1, "team_id": a.teamID()}).must(201)
		if planned.text("platform") != "science" || copied.text("items.0.platform") != "science" {
			t.Errorf("of the plan: %s, %s", planned.body, copied.body)
		}
		series := staff.post("/series", a.series("platform", "sports")).must(201)
		if held := staff.get("/activities?series_id=" + series.id()).must(200); series.text("platform") != "sports" || held.text("items.0.platform") != "sports" {
			t.Errorf("of the series: %s", held.body)
		}
		staff.put("/series/"+series.id(), a.series("station_id", nil, "version", 1, "platform", "theory", "rules", []object{a.rule("FREQ=WEEKLY;BYDAY=SA", "number", 1)})).must(200)
		if held := staff.get("/activities?series_id=" + series.id()).must(200); held.text("items.0.platform") != "theory" {
			t.Errorf("of the series, changed: %s", held.body)
		}
		source := a.as(volunteerRole).served(a.published("platform", "culture")).text("activity_id")
		a.wait(3 * time.Hour)
		staff.put("/activities/"+source+"/beneficiaries", object{"beneficiaries": 9, "version": staff.get("/activities/" + source).must(200).version()}).must(200)
		batch := staff.post("/activities/"+source+"/copy", object{"dates": []string{"2026-04-09"}}).must(201)
		repeated := staff.get("/activities/" + batch.text("activities.0.activity_id")).must(200)
		if repeated.text("platform") != "culture" || !strings.Contains(string(repeated.body), `"beneficiaries":null,"beneficiaries_recorded_at":null,"beneficiaries_recorded_by":null`) {
			t.Errorf("of the copy: %s", repeated.body)
		}
		edit := object{"team_id": a.teamID(), "title": "社区义诊", "category": "医疗健身", "place": "广场", "starts_at": repeated.text("starts_at"), "ends_at": repeated.text("ends_at"), "version": 1}
		if silent := staff.put("/activities/"+repeated.id(), edit).must(200); silent.text("platform") != "culture" {
			t.Errorf("silence has changed it: %s", silent.body)
		}
		if taken := staff.put("/activities/"+repeated.id(), edit.with("version", 2, "platform", (*string)(nil))).must(200); !strings.Contains(string(taken.body), `"platform":null`) {
			t.Errorf("taken away: %s", taken.body)
		}
	})
}

func TestPopulationIsRecordedByYear(t *testing.T) {
	t.Parallel()
	eachApp(t, func(t *testing.T, a *app) {
		path, body := "/organizations/"+a.town+"/populations", object{"year": 2026, "residents": 4000, "source": "统计年鉴"}
		a.as(manager).post("/volunteers", walkIn.with("organization_id", a.station, "confirmed_by", "phone")).must(201)
		if got := a.as(townAdmin).get("/statistics/years" + spring + "&figures=registration_rate").must(200); !strings.Contains(string(got.body), `"value":null`) {
			t.Errorf("without a base: %s", got.body)
		}
		first := a.as(townAdmin).post(path, body).must(201)
		a.as(townAdmin).post(path, body.with("residents", 400, "source", "更正")).must(201)
		list := a.as(auditor).get(path).must(200)
		if list.every("items", "residents") != "400 4000" || list.every("items", "counts") != "true false" || first.text("counts") != "true" {
			t.Errorf("what was recorded: %s", list.body)
		}
		rate := a.as(townAdmin).get("/statistics/years" + spring + "&figures=registered_volunteers,residents,registration_rate").must(200)
		if !strings.Contains(string(rate.body), `{"figure":"residents","value":400}`) || strings.Contains(string(rate.body), `{"figure":"registration_rate","value":null}`) {
			t.Errorf("the rate: %s", rate.body)
		}
		a.run([]scenario{
			{name: "of a year to come", who: a.as(townAdmin), path: path, body: body.with("year", 2027), status: 422, code: "invalid_request", has: `"field":"year"`},
			{name: "of nobody", who: a.as(townAdmin), path: path, body: body.with("residents", 0), status: 422, code: "invalid_request", has: `"field":"residents"`},
			{name: "from nowhere", who: a.as(townAdmin), path: path, body: body.with("source", " "), status: 422, code: "invalid_request", has: `"field":"source"`},
			{name: "of no place", who: a.as(townAdmin), path: "/organizations/999/populations", body: body, status: 404, code: "organization_not_found"},
			{name: "a broken cursor", who: a.as(townAdmin), method: "GET", path: path + "?cursor=x", status: 400, code: "invalid_cursor"},
			{name: "no page at all", who: a.as(townAdmin), method: "GET", path: path + "?limit=0", status: 422, code: "invalid_request"},
			{name: "a broken cursor behind a number", who: a.as(townAdmin), method: "GET", path: "/statistics/years/details" + spring + "&figure=minutes&cursor=x", status: 400, code: "invalid_cursor"},
			{name: "the list of no place", who: a.as(townAdmin), method: "GET", path: "/organizations/999/populations", status: 404, code: "organization_not_found"},
		})
	})
}
