package handlers_test

import "testing"

var (
	honourClaim = object{"name": "优秀志愿者", "awarded_on": "2026-02-10", "granted_by": "市红十字会", "level": "city", "evidence": "证书 118 号"}
	honourGift  = object{"name": "最美志愿者", "awarded_on": "2026-03-01", "level": "village"}
)

// claimedHonour is a claim of the volunteer, who has to do with the station.
func (a *app) claimedHonour() string {
	a.t.Helper()
	a.joined(a.as(volunteerRole))
	return a.as(volunteerRole).post("/me/honours", honourClaim.with("name", a.newPhone())).must(201).id()
}

// givenHonour is one that the station has given to the volunteer.
func (a *app) givenHonour() string {
	a.t.Helper()
	a.joined(a.as(volunteerRole))
	return a.as(manager).post("/volunteers/"+a.as(volunteerRole).volunteerID()+"/honours", honourGift.with("organization_id", a.station, "name", a.newPhone())).must(201).id()
}

func TestHonoursAreGivenOrClaimed(t *testing.T) {
	t.Parallel()
	eachApp(t, func(_ *testing.T, a *app) {
		staff, who, colleague := a.as(manager), a.as(volunteerRole), a.another(manager)
		a.joined(who)
		colleague.put("/me/volunteer", object{"name": "站长", "gender": "male", "born_on": "1980-01-01", "phone": a.newPhone()}).must(200)
		a.joined(colleague)
		of := "/volunteers/" + who.volunteerID() + "/honours"
		gift := honourGift.with("organization_id", a.station)
		a.run([]scenario{
			{name: "claimed", who: who, path: "/me/honours", body: honourClaim, status: 201, has: `"status":"claimed"`},
			{name: "claimed twice", who: who, path: "/me/honours", body: honourClaim, status: 409, code: "honour_exists"},
			{name: "claimed without a profile", who: staff, path: "/me/honours", body: honourClaim, status: 409, code: "profile_missing"},
			{name: "claimed for tomorrow", who: who, path: "/me/honours", body: honourClaim.with("awarded_on", "2027-01-01"), status: 422, code: "invalid_request", has: `"field":"awarded_on"`},
			{name: "given", who: staff, path: of, body: gift, status: 201, has: `"granted_by":"东街社区新时代文明实践站"`},
			{name: "given twice", who: staff, path: of, body: gift, status: 409, code: "honour_exists"},
			{name: "given to nobody", who: staff, path: "/volunteers/999/honours", body: gift, status: 404, code: "volunteer_not_found"},
			{name: "given by another", who: staff, path: of, body: gift.with("organization_id", a.otherStation), status: 422, code: "invalid_request", has: `"field":"organization_id"`},
			{name: "given to oneself", who: colleague, path: "/volunteers/" + colleague.volunteerID() + "/honours", body: gift, status: 403, code: "own_honour"},
			{name: "one's own", who: who, method: "GET", path: "/me/honours?status=claimed", status: 200, has: `"granted_by":"市红十字会"`},
			{name: "to be verified", who: staff, method: "GET", path: "/honours?status=claimed", status: 200, has: `"granted_by":"市红十字会"`},
			{name: "of one", who: staff, method: "GET", path: of, status: 200, has: `"name":"最美志愿者"`},
			{name: "of nobody", who: staff, method: "GET", path: "/volunteers/999/honours", status: 404, code: "volunteer_not_found"},
			{name: "a broken cursor", who: staff, method: "GET", path: of + "?cursor=x", status: 400, code: "invalid_cursor"},
		})
	})
}

func TestClaimsAreDecidedOnceAndByOthers(t *testing.T) {
	t.Parallel()
	eachApp(t, func(_ *testing.T, a *app) {
		staff, who, colleague := a.as(manager), a.as(volunteerRole), a.another(manager)
		colleague.put("/me/volunteer", object{"name": "站长", "gender": "male", "born_on": "1980-01-01", "phone": a.newPhone()}).must(200)
		a.joined(colleague)
		own, claim := colleague.post("/me/honours", honourClaim).must(201).id(), a.claimedHonour()
		a.run([]scenario{
			{name: "verified by oneself", who: colleague, path: "/honours/" + own + "/verify", status: 403, code: "own_honour"},
			{name: "unknown, to verify", who: staff, path: "/honours/999/verify", status: 404, code: "honour_not_found"},
			{name: "unknown, to refuse", who: staff, path: "/honours/999/refuse", body: object{"reason": "查无"}, status: 404, code: "honour_not_found"},
			{name: "unknown, to withdraw", who: staff, path: "/honours/999/withdraw", body: object{"reason": "误记"}, status: 404, code: "honour_not_found"},
			{name: "refused without a reason", who: staff, path: "/honours/" + own + "/refuse", body: object{"reason": " "}, status: 422, code: "reason_missing"},
			{name: "refused", who: staff, path: "/honours/" + own + "/refuse", body: object{"reason": "查无"}, status: 200, has: `"status":"refused"`},
			{name: "refused twice", who: staff, path: "/honours/" + own + "/refuse", body: object{"reason": "查无"}, status: 409, code: "honour_decided"},
			{name: "verified after that", who: staff, path: "/honours/" + own + "/verify", status: 409, code: "honour_decided"},
			{name: "withdrawn after that", who: colleague, path: "/honours/" + own + "/withdraw", body: object{"reason": "误报"}, status: 409, code: "honour_decided"},
			{name: "told", who: colleague, method: "GET", path: "/me/notices", status: 200, has: `"kind":"honour_refused"`},
			{name: "verified", who: staff, path: "/honours/" + claim + "/verify", status: 200, has: `"decided_by":"station manager"`},
			{name: "withdrawn", who: who, path: "/honours/" + claim + "/withdraw", body: object{"reason": "证书作废"}, status: 200, has: `"reason":"证书作废"`},
		})
	})
}
