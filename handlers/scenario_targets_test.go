package handlers_test

import (
	"strings"
	"testing"
)

// TestATargetFromItsPaperToItsEnd: the town sets what it wants of its stations, each reads how far it has come and of which rows a
// number is made, and nothing is ranked.
func TestATargetFromItsPaperToItsEnd(t *testing.T) {
	t.Parallel()
	eachApp(t, func(t *testing.T, a *app) {
		town, station := a.as(townAdmin), a.as(manager)
		body := goal.with("organization_id", a.town, "condition", object{
			"match":       "all",
			"comparisons": []object{compared("held_activities", "gte", 1, "categories", []string{"医疗健身"})},
			"groups": []object{{"match": "any", "comparisons": []object{
				compared("average_attendances", "gte", 1.5), compared("registration_rate", "gte", 13, "measure", "percent"),
			}}},
		})
		made := town.post("/targets", body).must(201)
		path := "/targets/" + made.id()
		if made.text("condition.comparisons.0.wanted") != "举办场次（医疗健身）至少 1 场" || made.text("condition.groups.0.comparisons.1.comparison") != "2" {
			t.Errorf("what was set: %s", made.body)
		}
		a.run([]scenario{
			{name: "before anything", who: station, method: "GET", path: path + "/progress", status: 200, has: `"in_progress":true`},
			{name: "ranked", who: station, method: "GET", path: path + "/progress?order=ranking", status: 403, code: "ranking_disabled"},
			{name: "of the future", who: station, method: "GET", path: path + "/progress?period=2026-04", status: 422, code: "invalid_request", has: `"field":"period"`},
			{name: "of no period", who: station, method: "GET", path: path + "/progress?period=2026-Q1", status: 422, code: "invalid_request", has: `"field":"period"`},
			{name: "unknown", who: town, method: "GET", path: "/targets/999", status: 404, code: "target_not_found"},
			{name: "in the list", who: station, method: "GET", path: "/targets?subject=station&period=month&valid_on=2026-03-02&organization_id=" + a.town, status: 200, has: `"id":"` + made.id() + `"`},
			{name: "not valid before", who: station, method: "GET", path: "/targets?valid_on=2025-12-31", status: 200, has: `"items":[]`},
			{name: "without comparisons", who: town, path: "/targets", body: body.with("condition", object{"match": "all"}), status: 422, code: "invalid_request", has: `"field":"condition"`},
			{name: "five decimals", who: town, path: "/targets", body: body.with("condition", object{"match": "all", "comparisons": []object{compared("minutes", "gte", 0.00001)}}), status: 422, code: "invalid_request", has: `comparisons.0.value`},
			{name: "of the county, by a town", who: town, path: "/targets", body: body.with("subject", "center"), status: 422, code: "invalid_request", has: `"field":"subject"`},
		})
		done := a.as(volunteerRole).served(a.published())
		station.post("/hours/"+a.entryOf(done)+"/confirm", nil).must(200)
		a.moveTo(a.as(manager).get("/activities/" + done.text("activity_id")).must(200).text("ends_at"))
		progress := station.get(path + "/progress").must(200)
		if progress.length("items") != 1 || progress.text("items.0.results.0.met") != "true" || progress.text("items.0.results.1.met") != "false" {
			t.Errorf("held once, by one: %s", progress.body)
		}
		if !strings.Contains(string(progress.body), `"met":null,"parts":[`) || !strings.Contains(string(progress.body), `"met":null,"name":"东街社区新时代文明实践站"`) {
			t.Errorf("without residents it hangs in the air: %s", progress.body)
		}
		behind := station.get(strings.TrimPrefix(progress.text("items.0.results.0.windows.0.parts.0.details"), base)).must(200)
		if behind.text("total") != "1" || behind.text("items.0.id") != done.text("activity_id") {
			t.Errorf("behind the number: %s", behind.body)
		}
		station.post("/organizations/"+a.station+"/populations", object{"year": 2026, "residents": 7, "source": "村统计"}).must(201)
		if known := station.get(path + "/progress").must(200); known.text("items.0.met") != "false" || known.text("items.0.results.2.windows.0.actual") != "0" {
			t.Errorf("with residents: %s", known.body)
		}
		if all := town.get(path + "/progress?period=2026-03").must(200); all.length("items") != 2 || all.text("items.1.met") == "true" {
			t.Errorf("the town reads %s", all.body)
		}
		a.ended(path)
	})
}

// ended changes and ends a target by somebody else than who has set it.
func (a *app) ended(path string) {
	a.t.Helper()
	center, change := a.as(centerAdmin), goal.with("title", "站点活动（全年）", "version", 1, "ends_on", "2026-12-31")
	a.run([]scenario{
		{name: "changed", who: center, method: "PUT", path: path, body: change, status: 200, has: `"version":2`},
		{name: "changed twice", who: center, method: "PUT", path: path, body: change, status: 409, code: "version_conflict"},
		{name: "ended without a reason", who: center, path: path + "/end", body: object{"reason": " ", "version": 2}, status: 422, code: "reason_missing"},
		{name: "ended", who: center, path: path + "/end", body: object{"reason": "文件已废止", "version": 2}, status: 200, has: `"ended_on":"2026-03-02"`},
		{name: "ended twice", who: center, path: path + "/end", body: object{"reason": "文件已废止", "version": 3}, status: 409, code: "target_ended"},
		{name: "changed after its end", who: center, method: "PUT", path: path, body: change.with("version", 3), status: 409, code: "target_ended"},
		{name: "told", who: a.as(townAdmin), method: "GET", path: "/me/notices", status: 200, has: "已由中心管理员终止，原因：文件已废止"},
	})
}
