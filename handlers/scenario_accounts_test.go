package handlers_test

import (
	"strings"
	"testing"
)

func TestAccountsAndGrants(t *testing.T) {
	t.Parallel()
	eachApp(t, func(t *testing.T, a *app) {
		admin := a.as(townAdmin)
		person := object{"name": "蒋文娟", "phone": "13861500007", "password": password, "organization_id": a.station}
		made := admin.post("/accounts", person).must(201)
		if made.text("phone") != "138****0007" || strings.Contains(string(made.body), "13861500007") {
			t.Errorf("somebody else's phone is shown: %s", made.body)
		}
		grants, grant := "/accounts/"+made.id()+"/grants", object{"role": "station_manager", "organization_id": a.station}
		given := admin.post(grants, grant).must(201)
		a.run([]scenario{
			{name: "the same phone", who: admin, path: "/accounts", body: person, status: 409, code: "phone_taken"},
			{name: "a weak password", who: admin, path: "/accounts", body: person.with("phone", "13861500008", "password", "11111111"), status: 422, code: "weak_password"},
			{name: "an unknown home", who: admin, path: "/accounts", body: person.with("phone", "13861500008", "organization_id", "999"), status: 422, code: "invalid_request", has: `"field":"organization_id"`},
			{name: "the own home", who: admin, path: "/accounts", body: person.with("phone", "13861500009", "organization_id", nil), status: 201, has: `"organization_id":"` + a.town + `"`},
			{name: "the same grant", who: admin, path: grants, body: grant, status: 409, code: "grant_exists"},
			{name: "a manager of a town", who: admin, path: grants, body: grant.with("organization_id", a.town), status: 422, code: "invalid_request", has: `"field":"role"`},
			{name: "over before it begins", who: admin, path: grants, body: grant.with("role", "auditor", "from", "2026-04-02", "to", "2026-04-02"), status: 422, code: "invalid_request", has: `"field":"to"`},
			{name: "nowhere", who: admin, path: grants, body: grant.with("organization_id", "999"), status: 422, code: "invalid_request", has: `"field":"organization_id"`},
			{name: "in another town", who: admin, path: grants, body: grant.with("organization_id", a.thirdStation), status: 403, code: "permission_missing"},
			{name: "above oneself", who: admin, path: grants, body: object{"role": "center_admin", "organization_id": a.center}, status: 403, code: "permission_missing"},
			{name: "to nobody", who: admin, path: "/accounts/999/grants", body: grant, status: 404, code: "account_not_found"},
			{name: "detail", who: admin, method: "GET", path: "/accounts/" + made.id(), status: 200, has: `"role":"station_manager"`},
			{name: "unknown account", who: admin, method: "GET", path: "/accounts/999", status: 404, code: "account_not_found"},
			{name: "revoked", who: admin, path: "/grants/" + given.id() + "/revoke", status: 200, has: `"revoked_at":"2026-`},
			{name: "revoked twice", who: admin, path: "/grants/" + given.id() + "/revoke", status: 409, code: "grant_revoked"},
			{name: "unknown grant", who: admin, path: "/grants/999/revoke", status: 404, code: "grant_not_found"},
			{name: "suspended", who: admin, path: "/accounts/" + made.id() + "/suspend", body: object{"reason": "离职"}, status: 200, has: `"status":"suspended"`},
			{name: "suspended twice", who: admin, path: "/accounts/" + made.id() + "/suspend", status: 409, code: "account_status_unchanged"},
			{name: "resumed", who: admin, path: "/accounts/" + made.id() + "/resume", status: 200, has: `"status":"active"`},
			{name: "resumed twice", who: admin, path: "/accounts/" + made.id() + "/resume", status: 409, code: "account_status_unchanged"},
			{name: "oneself", who: admin, path: "/accounts/" + admin.account + "/suspend", status: 409, code: "own_account"},
			{name: "unknown, to suspend", who: admin, path: "/accounts/999/suspend", status: 404, code: "account_not_found"},
			{name: "by phone", who: admin, method: "GET", path: "/accounts?phone=13861500007", status: 200, has: `"name":"蒋文娟"`},
		})
		if all := admin.get("/accounts?limit=100").must(200); strings.Contains(all.every("items", "organization_id"), a.thirdStation) {
			t.Errorf("a town sees accounts of another: %s", all.body)
		}
	})
}

// The last administrator can neither be removed nor remove itself.
func TestOneAdministratorIsLeft(t *testing.T) {
	t.Parallel()
	eachApp(t, func(_ *testing.T, a *app) {
		admin := a.as(centerAdmin)
		second := a.another(centerAdmin)
		grant := admin.get("/me").text("grants.0.id")
		a.run([]scenario{
			{name: "the second suspends the first", who: second, path: "/accounts/" + admin.account + "/suspend", status: 200},
			{name: "a role that does not count any more", who: second, path: "/grants/" + grant + "/revoke", status: 200},
			{name: "the last", who: second, path: "/grants/" + second.get("/me").text("grants.0.id") + "/revoke", status: 409, code: "last_administrator"},
		})
	})
}
