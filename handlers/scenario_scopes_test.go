package handlers_test

import "testing"

// A list shows what lies in one's own scope, and no more: what a single read would hide as 404 must not be in a list.
func TestListsShowTheOwnScopeAlone(t *testing.T) {
	t.Parallel()
	eachApp(t, func(t *testing.T, a *app) {
		worked(a)
		a.as(manager).post("/exports", exportBody).must(202)
		draft := a.draft().id()
		colleague := a.hire("colleague")
		tests := []struct {
			path string
			sees map[role]int
		}{
			{"/hours?station_id=" + a.station, map[role]int{teamLeader: 1, manager: 1, townAdmin: 1, centerAdmin: 1, auditor: 1, neighbour: 0, otherTownAdmin: 0}},
			{"/me/hours", map[role]int{volunteerRole: 1, otherVolunteer: 0, manager: 0, centerAdmin: 0}},
			{"/me/sign-ups", map[role]int{volunteerRole: 1, otherVolunteer: 0, manager: 0, centerAdmin: 0}},
			{"/activities?status=draft", map[role]int{nobody: 0, volunteerRole: 0, teamLeader: 1, manager: 1, townAdmin: 1, centerAdmin: 1, auditor: 1, neighbour: 0, otherTownAdmin: 0}},
			{"/accounts?phone=" + colleague.phone, map[role]int{manager: 1, townAdmin: 1, centerAdmin: 1, auditor: 1, neighbour: 0, otherTownAdmin: 0}},
			{"/audit-entries?subject_kind=activity&subject_id=" + draft, map[role]int{townAdmin: 1, centerAdmin: 1, auditor: 1, otherTownAdmin: 0}},
			{"/exports", map[role]int{manager: 1, townAdmin: 0, centerAdmin: 0, auditor: 0, neighbour: 0}},
		}
		for _, test := range tests {
			for who, want := range test.sees {
				if got := a.as(who).get(test.path).must(200); got.length("items") != want {
					t.Errorf("%s sees %d of %s, want %d: %s", who, got.length("items"), test.path, want, got.body)
				}
			}
		}
		stations := map[role]string{manager: a.station, townAdmin: a.station, centerAdmin: a.station, auditor: a.station}
		for _, who := range []role{manager, townAdmin, centerAdmin, auditor, neighbour, otherTownAdmin} {
			got := a.as(who).get("/statistics/stations" + march).must(200)
			minutes := got.text("total.minutes")
			if (minutes == "120") != (stations[who] != "") {
				t.Errorf("%s counts %s minutes: %s", who, minutes, got.body)
			}
		}
	})
}
