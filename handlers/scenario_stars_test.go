package handlers_test

import (
	"strconv"
	"testing"
	"time"

	"practicestation/models"
	"practicestation/models/star"
)

var starScheme = object{"name": "村里的办法", "period": "all_time", "thresholds": []int{60, 600}}

// starOf is an application of the volunteer as it stands after some steps, written past the rules: the matrix needs hundreds.
func (a *app) starOf(status star.Status, until models.Date) string {
	a.t.Helper()
	a.joined(a.as(volunteerRole))
	made := &star.Application{VolunteerID: id64(a.as(volunteerRole).volunteerID()), SchemeID: 1, Level: 1, Status: status, CreatedAt: a.now(), UpdatedAt: a.now()}
	if until != "" {
		made.NoticeUntil = &until
	}
	a.write(func(tx *models.Tx) error { return tx.DB.Create(made).Error })
	return strconv.FormatInt(made.ID, 10)
}

func (a *app) appliedStar() string { return a.starOf(star.Applied, "") }

func (a *app) noticedStar() string {
	return a.starOf(star.Approved, models.Date(a.at(48 * time.Hour)[:10]))
}

func (a *app) grantedStar() string {
	return a.starOf(star.Approved, models.Date(a.at(-48 * time.Hour)[:10]))
}

// starObjection is one of somebody else against the volunteer's star.
func (a *app) starObjection() string {
	a.t.Helper()
	return a.as(otherVolunteer).post("/star-notices/"+a.noticedStar()+"/objections", object{"reason": "有误"}).must(201).id()
}

func TestStarsTakeWhatTheSchemeSays(t *testing.T) {
	t.Parallel()
	eachApp(t, func(_ *testing.T, a *app) {
		center, town, who := a.as(centerAdmin), a.as(townAdmin), a.as(volunteerRole)
		a.run([]scenario{
			{name: "the shipped one", who: a.as(nobody), method: "GET", path: "/star-schemes/current", status: 200, has: `"thresholds":[6000,18000,36000,60000,90000]`},
			{name: "by a town", who: town, method: "PUT", path: "/star-schemes/current", body: starScheme.with("version", 1), status: 403, code: "permission_missing"},
			{name: "falling", who: center, method: "PUT", path: "/star-schemes/current", body: starScheme.with("version", 1, "thresholds", []int{60, 60}), status: 422, code: "invalid_request", has: `"field":"thresholds"`},
			{name: "another", who: center, method: "PUT", path: "/star-schemes/current", body: starScheme.with("version", 1), status: 200, has: `"version":2`},
			{name: "over it", who: center, method: "PUT", path: "/star-schemes/current", body: starScheme.with("version", 1), status: 409, code: "version_conflict", has: `"current_version":2`},
			{name: "versions", who: a.as(nobody), method: "GET", path: "/star-schemes?limit=1", status: 200, has: `"period":"all_time"`},
			{name: "a broken cursor", who: a.as(nobody), method: "GET", path: "/star-schemes?cursor=x", status: 400, code: "invalid_cursor"},
			{name: "short", who: who, path: "/me/star-applications", body: object{"level": 1}, status: 409, code: "star_short", has: `"missing_minutes":60`},
			{name: "without a profile", who: town, path: "/me/star-applications", body: object{"level": 1}, status: 409, code: "profile_missing"},
			{name: "no such star", who: who, path: "/me/star-applications", body: object{"level": 5}, status: 422, code: "invalid_request", has: `"field":"level"`},
			{name: "one's standing", who: who, method: "GET", path: "/me/star", status: 200, has: `"next":{"level":1,"minutes":60,"missing_minutes":60}`},
		})
	})
}

func TestAStarIsAppliedForReviewedAndPutUp(t *testing.T) {
	t.Parallel()
	eachApp(t, func(_ *testing.T, a *app) {
		town, who := a.as(townAdmin), a.as(volunteerRole)
		a.as(centerAdmin).put("/star-schemes/current", starScheme.with("version", 1)).must(200)
		entry := a.entryOf(who.served(a.brief(true)))
		a.as(manager).post("/hours/"+entry+"/confirm", nil).must(200)
		made := who.post("/me/star-applications", object{"level": 1}).must(201).id()
		of, notice := "/star-applications/"+made, "/star-notices/"+made
		a.run([]scenario{
			{name: "twice", who: who, path: "/me/star-applications", body: object{"level": 1}, status: 409, code: "star_pending"},
			{name: "one's own", who: who, method: "GET", path: "/me/star-applications", status: 200, has: `"status":"applied"`},
			{name: "to be reviewed", who: town, method: "GET", path: "/star-applications?status=applied", status: 200, has: `"minutes":60`},
			{name: "unknown, to approve", who: town, path: "/star-applications/999/approve", status: 404, code: "star_application_not_found"},
			{name: "unknown, to refuse", who: town, path: "/star-applications/999/refuse", body: object{"reason": "不行"}, status: 404, code: "star_application_not_found"},
			{name: "unknown, to revoke", who: town, path: "/star-applications/999/revoke", body: object{"reason": "不行"}, status: 404, code: "star_application_not_found"},
			{name: "objected to before", who: a.as(otherVolunteer), path: notice + "/objections", body: object{"reason": "有误"}, status: 404, code: "star_notice_not_found"},
			{name: "approved", who: town, path: of + "/approve", status: 200, has: `"status":"public_notice"`},
			{name: "approved twice", who: town, path: of + "/approve", status: 409, code: "star_decided"},
			{name: "refused after that", who: town, path: of + "/refuse", body: object{"reason": "不行"}, status: 409, code: "star_decided"},
			{name: "revoked before it is granted", who: town, path: of + "/revoke", body: object{"reason": "不行"}, status: 409, code: "star_not_granted"},
			{name: "everybody sees a masked name", who: a.as(nobody), method: "GET", path: "/star-notices", status: 200, has: `"name":"v**********"`},
			{name: "told", who: who, method: "GET", path: "/me/notices", status: 200, has: `"kind":"star_approved"`},
		})
		a.wait(10 * 24 * time.Hour)
		a.run([]scenario{
			{name: "granted", who: who, method: "GET", path: "/me/star", status: 200, has: `"status":"granted"`},
			{name: "no longer shown", who: a.as(nobody), method: "GET", path: "/star-notices", status: 200, has: `"items":[]`},
			{name: "objected to afterwards", who: a.as(otherVolunteer), path: notice + "/objections", body: object{"reason": "有误"}, status: 409, code: "star_notice_over"},
			{name: "the same once more", who: who, path: "/me/star-applications", body: object{"level": 1}, status: 409, code: "star_held"},
			{name: "revoked without a reason", who: town, path: of + "/revoke", body: object{"reason": " "}, status: 422, code: "reason_missing"},
			{name: "revoked", who: town, path: of + "/revoke", body: object{"reason": "时长已冲正"}, status: 200, has: `"status":"revoked"`},
		})
	})
}

func TestObjectionsToAStar(t *testing.T) {
	t.Parallel()
	eachApp(t, func(_ *testing.T, a *app) {
		town, who, reader := a.as(townAdmin), a.as(volunteerRole), a.as(otherVolunteer)
		first, second := a.noticedStar(), a.noticedStar()
		dismissed := reader.post("/star-notices/"+first+"/objections", object{"reason": "有误"}).must(201).id()
		upheld := reader.post("/star-notices/"+second+"/objections", object{"reason": "有误"}).must(201).id()
		a.run([]scenario{
			{name: "to nothing", who: reader, path: "/star-notices/999/objections", body: object{"reason": "有误"}, status: 404, code: "star_notice_not_found"},
			{name: "to one's own", who: who, path: "/star-notices/" + first + "/objections", body: object{"reason": "有误"}, status: 403, code: "own_star"},
			{name: "twice", who: reader, path: "/star-notices/" + first + "/objections", body: object{"reason": "有误"}, status: 409, code: "star_objection_exists"},
			{name: "seen by who reviews", who: town, method: "GET", path: "/star-applications?status=public_notice", status: 200, has: `"author_name":"other volunteer`},
			{name: "not by the volunteer", who: who, method: "GET", path: "/me/star-applications", status: 200, has: `"objections":[]`},
			{name: "unknown, to dismiss", who: town, path: "/star-objections/999/dismiss", body: object{"reason": "无误"}, status: 404, code: "star_objection_not_found"},
			{name: "unknown, to uphold", who: town, path: "/star-objections/999/uphold", body: object{"reason": "属实"}, status: 404, code: "star_objection_not_found"},
			{name: "dismissed", who: town, path: "/star-objections/" + dismissed + "/dismiss", body: object{"reason": "无误"}, status: 200, has: `"status":"dismissed"`},
			{name: "dismissed twice", who: town, path: "/star-objections/" + dismissed + "/dismiss", body: object{"reason": "无误"}, status: 409, code: "star_objection_decided"},
			{name: "upheld after that", who: town, path: "/star-objections/" + dismissed + "/uphold", body: object{"reason": "属实"}, status: 409, code: "star_objection_decided"},
			{name: "upheld", who: town, path: "/star-objections/" + upheld + "/uphold", body: object{"reason": "属实"}, status: 200, has: `"status":"upheld"`},
			{name: "which refuses it", who: who, method: "GET", path: "/me/star-applications", status: 200, has: `"status":"refused"`},
			{name: "told", who: reader, method: "GET", path: "/me/notices", status: 200, has: `"kind":"star_objection_decided"`},
		})
	})
}
