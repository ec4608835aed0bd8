package handlers_test

import (
	"fmt"
	"strings"
	"testing"
	"time"
)

// training is one of the app's station.
func (a *app) training() string {
	a.t.Helper()
	return a.as(manager).post("/trainings", object{"organization_id": a.station, "name": fmt.Sprintf("培训 %d", a.nextNumber())}).must(201).id()
}

// trainee is the volunteer, who has signed up at the station once.
func (a *app) trainee() string {
	a.t.Helper()
	return a.as(volunteerRole).signUp(shiftOf(a.brief(true))).text("volunteer_id")
}

func TestShiftsAskForSomething(t *testing.T) {
	t.Parallel()
	eachApp(t, func(t *testing.T, a *app) {
		staff, who := a.as(manager), a.volunteer("张三")
		training := staff.post("/trainings", object{"organization_id": a.station, "name": "急救员培训", "valid_months": 24}).must(201)
		asks := object{"min_age": 99, "max_age": 120, "team_ids": []string{a.teamID()}, "affiliations": []string{"union"}, "training_id": training.id(), "min_minutes": 90}
		made := a.published("shifts", []object{a.shift("requirements", asks), a.shift("starts_at", a.at(4*time.Hour), "ends_at", a.at(5*time.Hour))})
		shift, other := shiftOf(made), made.text("shifts.1.id")
		if want := fmt.Sprintf(`"requirements":{"affiliations":["union"],"max_age":120,"min_age":99,"min_minutes":90,"team_ids":["%s"],"training_id":"%s"}`,
			a.teamID(), training.id()); !strings.Contains(string(made.body), want) {
			t.Errorf("%s\nis not in %s", want, made.body)
		}
		a.run([]scenario{
			{name: "signing up", who: who, path: "/shifts/" + shift + "/sign-ups", status: 409, code: "age_below_minimum", has: `"code":"minutes_required"`},
			{name: "without a profile", who: a.visitor("路人"), method: "GET", path: "/shifts/" + shift + "/eligibility", status: 200,
				has: `"undecided":["guardian_consent_needed","age_below_minimum","age_above_maximum"]`},
			{name: "without a profile, on a page", who: a.visitor("路人"), method: "GET", path: "/shifts/eligibility?ids=" + shift, status: 200, has: `"minutes_missing":90`},
			{name: "with one", who: who, method: "GET", path: "/shifts/" + shift + "/eligibility", status: 200, has: `"undecided":[]`},
			{name: "a page", who: who, method: "GET", path: "/shifts/eligibility?ids=" + shift + ",999," + other, status: 200, has: `"minutes_missing":90`},
			{name: "a page names what it lacks", who: who, method: "GET", path: "/shifts/eligibility?ids=" + shift + ",999,999", status: 200, has: `"missing":["999"]`},
			{name: "no shift", who: who, method: "GET", path: "/shifts/eligibility?ids=", status: 422, code: "invalid_request"},
			{name: "words", who: who, method: "GET", path: "/shifts/eligibility?ids=a", status: 422, code: "invalid_request"},
			{name: "twice", who: who, method: "GET", path: "/shifts/eligibility?ids=1&ids=2", status: 400, code: "repeated_query"},
			{
				name: "an unknown team", who: staff, path: "/activities/" + made.id() + "/shifts", status: 422, code: "invalid_request", has: `"field":"requirements.team_ids.0"`,
				body: a.shift("requirements", object{"team_ids": []string{"999"}}),
			},
			{name: "no such age", who: staff, path: "/activities/" + made.id() + "/shifts", status: 422, code: "invalid_request", body: a.shift("requirements", object{"min_age": 121})},
			{name: "given up", who: staff, method: "PUT", path: "/shifts/" + shift, status: 200, has: `"min_age":null`, body: a.shift("requirements", object{"min_minutes": 0}).with("version", 1)},
			{name: "and then", who: who, path: "/shifts/" + shift + "/sign-ups", status: 201},
		})
		page := who.get("/shifts/eligibility?ids=" + other + ",999," + shift).must(200)
		if page.every("items", "shift_id") != other+" "+shift || page.every("items", "eligible") != "true false" {
			t.Errorf("the page is %s", page.body)
		}
	})
}

func TestTrainings(t *testing.T) {
	t.Parallel()
	eachApp(t, func(t *testing.T, a *app) {
		staff, who := a.as(manager), a.as(volunteerRole)
		body := object{"organization_id": a.station, "name": "急救员培训", "content": "心肺复苏", "valid_months": 24}
		training := staff.post("/trainings", body).must(201)
		stranger := a.volunteer("路人").get("/me/volunteer").must(200).id()
		path := "/trainings/" + training.id() + "/records"
		taken := object{"trained_on": "2026-03-01", "volunteer_ids": []string{a.trainee()}}
		a.run([]scenario{
			{name: "twice", who: staff, path: "/trainings", body: body, status: 409, code: "training_exists"},
			{name: "without a name", who: staff, path: "/trainings", body: body.with("name", " "), status: 422, code: "invalid_request"},
			{name: "of nobody", who: staff, path: "/trainings", body: body.with("organization_id", "999"), status: 422, code: "invalid_request", has: `"field":"organization_id"`},
			{name: "of one organization", who: who, method: "GET", path: "/trainings?organization_id=" + a.station, status: 200, has: `"name":"急救员培训"`},
			{name: "of another", who: who, method: "GET", path: "/trainings?organization_id=" + a.otherStation, status: 200, has: `"items":[]`},
			{name: "a broken cursor", who: who, method: "GET", path: "/trainings?cursor=x", status: 400, code: "invalid_cursor"},
			{name: "no organization", who: who, method: "GET", path: "/trainings?organization_id=x", status: 422, code: "invalid_request"},
			{name: "unknown", who: staff, path: "/trainings/999/records", body: taken, status: 404, code: "training_not_found"},
			{name: "a stranger", who: staff, path: path, body: taken.with("volunteer_ids", []string{stranger}), status: 422, code: "invalid_request", has: `"field":"volunteer_ids.0"`},
			{name: "tomorrow", who: staff, path: path, body: taken.with("trained_on", "2027-01-01"), status: 422, code: "invalid_request", has: `"field":"trained_on"`},
			{name: "nobody", who: staff, path: path, body: taken.with("volunteer_ids", []string{}), status: 422, code: "invalid_request"},
			{name: "recorded", who: staff, path: path, body: taken, status: 201, has: `"expires_on":"2028-03-01"`},
			{name: "and again", who: staff, path: path, body: taken, status: 201, has: `"trained_on":"2026-03-01"`},
			{name: "one's own", who: who, method: "GET", path: "/me/trainings", status: 200, has: `"training_name":"急救员培训"`},
			{name: "not of others", who: a.as(otherVolunteer), method: "GET", path: "/me/trainings", status: 200, has: `"items":[]`},
			{name: "own, a broken cursor", who: who, method: "GET", path: "/me/trainings?cursor=x", status: 400, code: "invalid_cursor"},
			{name: "own, no page", who: who, method: "GET", path: "/me/trainings?limit=0", status: 422, code: "invalid_request"},
		})
		if got := who.get("/me/trainings").must(200); got.length("items") != 1 {
			t.Errorf("one's own: %s", got.body)
		}
	})
}
