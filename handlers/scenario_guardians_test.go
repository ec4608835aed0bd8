package handlers_test

import (
	"strings"
	"testing"
	"time"
)

// minor is somebody of fifteen whom staff have registered, without a guardian's word.
func (a *app) minor() *answer {
	a.t.Helper()
	return a.as(manager).post("/volunteers", walkIn.with("name", "周小满", "born_on", "2010-06-01", "organization_id", a.station, "confirmed_by", "in_person")).must(201)
}

// young is somebody of fifteen with an account, who lives at the station.
func (a *app) young(name string) *caller {
	a.t.Helper()
	who := a.visitor(name)
	who.put("/me/volunteer", object{"name": name, "gender": "female", "born_on": "2010-06-01", "phone": a.newPhone(), "residence_id": a.station}).must(200)
	return who
}

func TestAMinorJoinsWithAGuardiansConsent(t *testing.T) {
	t.Parallel()
	eachApp(t, func(_ *testing.T, a *app) {
		staff, who, next := a.as(manager), a.young("周小满"), a.volunteer("李四")
		made := a.published("shifts", []object{a.shift("capacity", 1)})
		shift, path := "/shifts/"+shiftOf(made), "/volunteers/"+who.volunteerID()+"/guardian-consents"
		a.run([]scenario{
			{name: "foreseen, with what to do", who: who, method: "GET", path: shift + "/eligibility", status: 200, has: `"remedy":"请监护人联系实践站登记同意，登记后就能报名。"`},
			{name: "on a page", who: who, method: "GET", path: "/shifts/eligibility?ids=" + shiftOf(made), status: 200, has: `"code":"guardian_consent_needed"`},
			{name: "refused", who: who, path: shift + "/sign-ups", status: 409, code: "guardian_consent_needed"},
			{name: "no such mode", who: staff, path: path, body: mother.with("mode", "perhaps"), status: 422, code: "invalid_request"},
			{name: "an unknown activity", who: staff, path: path, body: mother.with("activity_id", "999"), status: 422, code: "invalid_request", has: `"field":"activity_id"`},
			{name: "until yesterday", who: staff, path: path, body: mother.with("expires_on", "2026-03-01"), status: 422, code: "invalid_request", has: `"field":"expires_on"`},
			{name: "no such person", who: staff, path: "/volunteers/999/guardian-consents", body: mother, status: 404, code: "volunteer_out_of_reach"},
			{name: "nobody's list", who: staff, method: "GET", path: "/volunteers/999/guardian-consents", status: 404, code: "volunteer_out_of_reach"},
			{name: "a broken cursor", who: staff, method: "GET", path: path + "?cursor=x", status: 400, code: "invalid_cursor"},
			{name: "no page at all", who: staff, method: "GET", path: path + "?limit=0", status: 422, code: "invalid_request"},
			{name: "own, a broken cursor", who: who, method: "GET", path: "/me/guardian-consents?cursor=x", status: 400, code: "invalid_cursor"},
			{name: "own, no page at all", who: who, method: "GET", path: "/me/guardian-consents?limit=0", status: 422, code: "invalid_request"},
			{name: "recorded", who: staff, path: path, body: mother.with("mode", "accompany", "activity_id", made.id(), "expires_on", "2026-12-31"), status: 201, has: `"scope":"activity"`},
			{name: "told", who: who, method: "GET", path: "/me/notices", status: 200, has: `"kind":"guardian_consent_recorded"`},
			{name: "staff can call", who: staff, method: "GET", path: path, status: 200, has: `"phone":"13900000009"`},
			{name: "nobody else can", who: who, method: "GET", path: "/me/guardian-consents", status: 200, has: `"phone":"139****0009"`},
			{name: "with company", who: who, path: shift + "/sign-ups", status: 201, has: `"guardian_accompanies":true`},
			{name: "told to come together", who: who, method: "GET", path: "/me/notices", status: 200, has: `"kind":"guardian_accompanies"`},
			{name: "on the roster", who: staff, method: "GET", path: shift + "/roster", status: 200, has: `"guardian_accompanies":true`},
			{name: "somebody waits", who: next, path: shift + "/sign-ups", status: 201, has: `"status":"waitlisted"`},
		})
		revoke := "/guardian-consents/" + staff.get(path).must(200).text("items.0.id") + "/revoke"
		reason := object{"reason": "期末复习"}
		a.run([]scenario{
			{name: "without a reason", who: staff, path: revoke, body: object{"reason": " "}, status: 422, code: "reason_missing"},
			{name: "rehearsed without a reason", who: staff, path: revoke + "/dry-run", body: object{"reason": " "}, status: 422, code: "reason_missing"},
			{name: "unknown", who: staff, path: "/guardian-consents/999/revoke", body: reason, status: 404, code: "guardian_consent_not_found"},
			{name: "unknown, rehearsed", who: staff, path: "/guardian-consents/999/revoke/dry-run", body: reason, status: 404, code: "guardian_consent_not_found"},
			{name: "rehearsed", who: staff, path: revoke + "/dry-run", body: reason, status: 200, has: `监护人撤回了同意`},
			{name: "nothing has happened", who: who, method: "GET", path: "/me/sign-ups", status: 200, has: `"status":"confirmed"`},
			{name: "revoked", who: staff, path: revoke, body: reason, status: 200, has: `"revoke_reason":"期末复习"`},
			{name: "released", who: who, method: "GET", path: "/me/sign-ups", status: 200, has: `"cancel_reason":"监护人撤回了同意"`},
			{name: "and the next one moves up", who: next, method: "GET", path: "/me/sign-ups", status: 200, has: `"status":"confirmed"`},
			{name: "twice", who: staff, path: revoke, body: reason, status: 409, code: "guardian_consent_revoked"},
			{name: "twice, rehearsed", who: staff, path: revoke + "/dry-run", body: reason, status: 409, code: "guardian_consent_revoked"},
			{name: "no longer", who: who, path: shift + "/sign-ups", status: 409, code: "guardian_consent_needed"},
		})
		grown := staff.post("/volunteers", walkIn.with("organization_id", a.station, "confirmed_by", "phone")).must(201)
		staff.post("/volunteers/"+grown.id()+"/guardian-consents", mother).refused(409, "guardian_consent_needless")
	})
}

func TestAMinorStaysOutOfDangerousWork(t *testing.T) {
	t.Parallel()
	eachApp(t, func(_ *testing.T, a *app) {
		staff, who := a.as(manager), a.young("周小满")
		path := "/volunteers/" + who.volunteerID() + "/guardian-consents"
		staff.post(path, mother.with("name", "周小满")).refused(422, "invalid_request")
		staff.post(path, mother).must(201)
		risky := staff.post("/activities/"+staff.post("/activities", a.dangerous()).must(201).id()+"/publish", nil).must(200)
		rescue := staff.post("/activities/"+staff.post("/activities", a.dangerous("risk_level", "low", "emergency", true)).must(201).id()+"/publish", nil).must(200)
		for name, made := range map[string]*answer{"high risk": risky, "emergency": rescue} {
			shift := "/shifts/" + shiftOf(made)
			a.run([]scenario{
				{name: name + ", foreseen", who: who, method: "GET", path: shift + "/eligibility", status: 200, has: `"lifted_at":"2028-06-01T00:00:00+08:00"`},
				{name: name, who: who, path: shift + "/sign-ups", body: object{"risk_acknowledged": true}, status: 409, code: "minor_dangerous_work"},
				{name: name + ", by staff", who: staff, path: shift + "/proxy-sign-ups", body: object{"volunteer_id": who.volunteerID(), "confirmation": "phone", "risk_acknowledged": true}, status: 409, code: "minor_dangerous_work"},
				{name: name + ", agreed to", who: staff, path: path, body: mother.with("activity_id", made.id()), status: 409, code: "minor_dangerous_work"},
			})
		}
	})
}

func TestAChildIsRegisteredWithItsGuardian(t *testing.T) {
	t.Parallel()
	eachApp(t, func(_ *testing.T, a *app) {
		staff := a.as(manager)
		child := walkIn.with("name", "周小满", "born_on", "2016-06-01", "organization_id", a.station, "confirmed_by", "in_person")
		made := a.published()
		shift := "/shifts/" + shiftOf(made)
		person := object{"name": "周小雪", "gender": "female", "born_on": "2017-02-01"}
		a.run([]scenario{
			{name: "alone", who: staff, path: "/volunteers", body: child, status: 409, code: "guardian_consent_missing"},
			{name: "of nobody's name", who: staff, path: "/volunteers", body: child.with("guardian", mother.with("name", " ")), status: 422, code: "invalid_request", has: `"field":"guardian.name"`},
			{name: "agreed to by itself", who: staff, path: "/volunteers", body: child.with("guardian", mother.with("name", "周小满")), status: 422, code: "invalid_request", has: `"field":"guardian.name","code":"guardian_is_minor"`},
			{name: "grown up", who: staff, path: "/volunteers", body: child.with("guardian", mother, "born_on", "2008-03-02"), status: 422, code: "invalid_request", has: `"field":"guardian"`},
			{name: "an account of its own", who: a.visitor("周小满"), method: "PUT", path: "/me/volunteer", body: object{"name": "周小满", "gender": "female", "born_on": "2016-06-01", "phone": "13700000077"}, status: 409, code: "guardian_consent_missing"},
		})
		registered := staff.post("/volunteers", child.with("guardian", mother.with("mode", "accompany"))).must(201)
		consents := staff.get("/volunteers/" + registered.id() + "/guardian-consents").must(200)
		if consents.length("items") != 1 || consents.text("items.0.scope") != "register" || consents.text("items.0.relation") != "母亲" {
			a.t.Errorf("the consents are %s", consents.body)
		}
		a.run([]scenario{
			{name: "signed up with company", who: staff, path: shift + "/proxy-sign-ups", body: object{"volunteer_id": registered.id(), "confirmation": "in_person"}, status: 201, has: `"guardian_accompanies":true`},
			{name: "signed up alone", who: staff, path: shift + "/proxy-sign-ups", body: object{"person": person, "confirmation": "in_person"}, status: 409, code: "guardian_consent_missing"},
			{name: "signed up with a guardian", who: staff, path: shift + "/proxy-sign-ups", body: object{"person": person.with("guardian", mother), "confirmation": "in_person"}, status: 201, has: `"guardian_accompanies":false`},
		})
		a.moveTo(made.text("shifts.0.starts_at"))
		late := object{"person": person.with("name", "周小雨", "born_on", "2011-01-01"), "confirmation": "in_person", "over_reason": "专程赶来"}
		a.run([]scenario{{name: "at the door", who: staff, path: shift + "/walk-ins", body: late, status: 409, code: "guardian_consent_needed"}})
	})
}

func TestWhatIsNoServiceIsDeclaredAway(t *testing.T) {
	t.Parallel()
	eachApp(t, func(t *testing.T, a *app) {
		staff := a.as(manager)
		kinds := a.as(nobody).get("/activity-exclusions").must(200)
		if kinds.length("items") != 6 || kinds.text("version") != "1" {
			t.Errorf("the exclusions are %s", kinds.body)
		}
		for path, body := range map[string]object{"/activities": a.activity(), "/series": a.series()} {
			a.run([]scenario{
				{name: path + " undeclared", who: staff, path: path, body: body.with("declaration_version", nil), status: 422, code: "invalid_request", has: `"field":"declaration_version"`},
				{name: path + " of another version", who: staff, path: path, body: body.with("declaration_version", 2), status: 422, code: "invalid_request", has: "请先阅读六类不予记录的情形"},
			})
		}
		made := a.draft()
		if made.text("declaration_version") != "1" || made.text("declared_by") != staff.account || made.text("declared_at") != a.at(0) {
			t.Errorf("the activity says %s", made.body)
		}
		a.wait(time.Minute)
		series := staff.post("/series", a.series()).must(201)
		declared := series.text("declared_at")
		a.wait(time.Hour)
		staff.put("/series/"+series.id(), a.series("version", 1, "place", "村委会", "rules", []object{a.rule("FREQ=WEEKLY;BYDAY=SA", "number", 1)})).must(200)
		after := staff.get("/series/" + series.id()).must(200)
		if after.text("declaration_version") != "1" || after.text("declared_at") != declared {
			t.Errorf("a change of the series made of the declaration %s", after.body)
		}
		held := staff.get("/activities?series_id=" + series.id()).must(200)
		if said := held.every("items", "declared_at"); held.length("items") == 0 || strings.Count(said, declared) != held.length("items") {
			t.Errorf("the occurrences say %q, and the series %q", said, declared)
		}
	})
}
