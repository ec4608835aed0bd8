package handlers_test

import "testing"

// servedSignUp is a sign-up of the volunteer, who has served just now.
func (a *app) servedSignUp() string {
	a.t.Helper()
	return a.as(volunteerRole).served(a.brief(true)).id()
}

// evaluated is what the manager has said of the volunteer, and objected is that with an objection.
func (a *app) evaluated() string {
	a.t.Helper()
	return a.as(manager).put("/sign-ups/"+a.servedSignUp()+"/volunteer-evaluation", object{"score": 2}).must(200).id()
}

func (a *app) objected() string {
	a.t.Helper()
	evaluation := a.evaluated()
	a.as(volunteerRole).post("/evaluations/"+evaluation+"/objection", object{"reason": "送老人就医"}).must(200)
	return evaluation
}

func TestBothSidesEvaluate(t *testing.T) {
	t.Parallel()
	eachApp(t, func(_ *testing.T, a *app) {
		staff, who := a.as(manager), a.as(volunteerRole)
		unused := who.signUp(shiftOf(a.brief(true))).id()
		made := a.brief(true)
		signUp := who.served(made).id()
		person, event := "/sign-ups/"+signUp+"/volunteer-evaluation", "/sign-ups/"+signUp+"/activity-evaluation"
		of := "/volunteers/" + who.volunteerID() + "/evaluations"
		a.run([]scenario{
			{name: "of nothing", who: staff, method: "PUT", path: "/sign-ups/999/volunteer-evaluation", body: object{"score": 5}, status: 404, code: "sign_up_not_found"},
			{name: "of no activity", who: who, method: "PUT", path: "/sign-ups/999/activity-evaluation", body: object{"score": 5}, status: 404, code: "sign_up_not_found"},
			{name: "not served", who: staff, method: "PUT", path: "/sign-ups/" + unused + "/volunteer-evaluation", body: object{"score": 5}, status: 409, code: "evaluation_not_served"},
			{name: "not served oneself", who: who, method: "PUT", path: "/sign-ups/" + unused + "/activity-evaluation", body: object{"score": 5}, status: 409, code: "evaluation_not_served"},
			{name: "of oneself", who: who, method: "PUT", path: person, body: object{"score": 5}, status: 403, code: "own_evaluation"},
			{name: "six", who: staff, method: "PUT", path: person, body: object{"score": 6}, status: 422, code: "invalid_request"},
			{name: "evaluated", who: staff, method: "PUT", path: person, body: object{"score": 2, "text": "中途离开"}, status: 200, has: `"closes_on":"2026-03-16"`},
			{name: "corrected without a version", who: staff, method: "PUT", path: person, body: object{"score": 3}, status: 422, code: "invalid_request", has: `"field":"version"`},
			{name: "corrected with another", who: staff, method: "PUT", path: person, body: object{"score": 3, "version": 7}, status: 409, code: "version_conflict"},
			{name: "corrected", who: staff, method: "PUT", path: person, body: object{"score": 3, "text": "中途离开", "version": 1}, status: 200, has: `"version":2`},
			{name: "by another of the staff", who: a.as(townAdmin), method: "PUT", path: person, body: object{"score": 5, "version": 2}, status: 403, code: "permission_missing"},
			{name: "the activity", who: who, method: "PUT", path: event, body: object{"score": 4, "text": "场地有点挤"}, status: 200, has: `"direction":"of_activity"`},
			{name: "by staff", who: staff, method: "PUT", path: event, body: object{"score": 5}, status: 403, code: "permission_missing"},
			{name: "one's own", who: who, method: "GET", path: "/me/evaluations?direction=of_activity", status: 200, has: `"text":"场地有点挤"`},
			{name: "to staff", who: staff, method: "GET", path: of, status: 200, has: `"score":3`},
			{name: "of nobody", who: staff, method: "GET", path: "/volunteers/999/evaluations", status: 404, code: "volunteer_not_found"},
			{name: "a broken cursor", who: staff, method: "GET", path: of + "?cursor=x", status: 400, code: "invalid_cursor"},
			{name: "summed up for staff", who: staff, method: "GET", path: "/activities/" + made.id() + "/evaluation", status: 200, has: `"count":1,"mean":4`},
			{name: "but not for all", who: a.as(nobody), method: "GET", path: "/activities/" + made.id() + "/evaluation", status: 200, has: `"count":null,"mean":null`},
			{name: "of no activity", who: staff, method: "GET", path: "/activities/999/evaluation", status: 404, code: "activity_not_found"},
			{name: "told", who: who, method: "GET", path: "/me/notices", status: 200, has: `"kind":"evaluation_corrected"`},
		})
	})
}

func TestAnEvaluationIsObjectedTo(t *testing.T) {
	t.Parallel()
	eachApp(t, func(_ *testing.T, a *app) {
		staff, who, town := a.as(manager), a.as(volunteerRole), a.as(townAdmin)
		evaluation := "/evaluations/" + a.evaluated()
		answer := object{"upheld": true, "answer": "情况属实"}
		a.run([]scenario{
			{name: "to nothing", who: who, path: "/evaluations/999/objection", body: object{"reason": "不对"}, status: 404, code: "evaluation_not_found"},
			{name: "of others", who: staff, path: evaluation + "/objection", body: object{"reason": "不对"}, status: 403, code: "permission_missing"},
			{name: "without a reason", who: who, path: evaluation + "/objection", body: object{"reason": " "}, status: 422, code: "reason_missing"},
			{name: "answered before", who: town, path: evaluation + "/answer", body: answer, status: 409, code: "objection_missing"},
			{name: "objected", who: who, path: evaluation + "/objection", body: object{"reason": "送老人就医"}, status: 200, has: `"objection":"送老人就医"`},
			{name: "twice", who: who, path: evaluation + "/objection", body: object{"reason": "送老人就医"}, status: 409, code: "objection_exists"},
			{name: "the author is told", who: staff, method: "GET", path: "/me/notices", status: 200, has: `"kind":"evaluation_objection"`},
			{name: "answered by the author", who: staff, path: evaluation + "/answer", body: answer, status: 403, code: "own_evaluation"},
			{name: "of nothing", who: town, path: "/evaluations/999/answer", body: answer, status: 404, code: "evaluation_not_found"},
			{name: "answered", who: town, path: evaluation + "/answer", body: answer, status: 200, has: `"set_aside":true`},
			{name: "twice", who: town, path: evaluation + "/answer", body: answer, status: 409, code: "objection_answered"},
			{name: "told", who: who, method: "GET", path: "/me/notices", status: 200, has: `"kind":"evaluation_answered"`},
		})
	})
}
