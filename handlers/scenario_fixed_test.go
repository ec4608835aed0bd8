package handlers_test

import "testing"

// TestWhatStaysMayBeSentBack: a client that sends the whole representation back, with what cannot change in it, is
// understood; one that tries to change it is refused and changes nothing.
func TestWhatStaysMayBeSentBack(t *testing.T) {
	t.Parallel()
	eachApp(t, func(t *testing.T, a *app) {
		staff := a.as(centerAdmin)
		station := staff.get("/organizations/" + a.station).must(200)
		body := object{"name": "东街新站", "level": "station", "parent_id": a.town, "region_code": "320282001001", "version": station.version()}
		renamed := staff.put("/organizations/"+a.station, body).must(200)
		again := staff.put("/organizations/"+a.station, object{"name": "东街站", "version": renamed.version()}).must(200)
		if got := again.text("region_code"); got != "320282001001" {
			t.Errorf("a rename made the region code %q", got)
		}
		draft := a.draft()
		edit := a.activity("title", "改过的标题", "version", draft.version(), "shifts", nil, "sign_up_opens_at", nil)
		if got := a.as(manager).put("/activities/"+draft.id(), edit).must(200).text("title"); got != "改过的标题" {
			t.Errorf("the title is %q", got)
		}
		a.run([]scenario{
			{name: "another level", who: staff, method: "PUT", path: "/organizations/" + a.station, body: object{"name": "东街站", "level": "institute", "version": again.version()}, status: 422, code: "invalid_request"},
			{name: "another parent", who: staff, method: "PUT", path: "/organizations/" + a.station, body: object{"name": "东街站", "parent_id": a.otherTown, "version": again.version()}, status: 422, code: "invalid_request"},
			{name: "another station", who: staff, method: "PUT", path: "/activities/" + draft.id(), body: edit.with("station_id", a.otherStation, "version", draft.version()+1), status: 422, code: "invalid_request"},
		})
	})
}
