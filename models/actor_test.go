package models_test

import (
	"slices"
	"testing"

	"practicestation/models"
)

// TestRoleMatrix is the whole matrix, written out a second time: what a role may do changes in two places or not at all.
func TestRoleMatrix(t *testing.T) {
	t.Parallel()
	const yes, no = true, false
	roles := []models.Role{models.CenterAdmin, models.TownAdmin, models.StationManager, models.TeamLeader, models.Auditor, ""}
	if !slices.Equal(models.Roles(), roles[:5]) {
		t.Errorf("roles %v, want %v", models.Roles(), roles[:5])
	}
	for permission, row := range map[models.Permission][6]bool{
		//                          center town station leader auditor nobody
		models.ManageOrganizations: {yes, yes, no, no, no, no},
		models.ReadAccounts:        {yes, yes, yes, no, yes, no},
		models.ManageAccounts:      {yes, yes, no, no, no, no},
		models.ManageTeams:         {yes, yes, yes, no, no, no},
		models.ApproveMembers:      {yes, yes, yes, yes, no, no},
		models.ReadDrafts:          {yes, yes, yes, yes, yes, no},
		models.PlanActivities:      {yes, yes, yes, yes, no, no},
		models.PublishActivities:   {yes, yes, yes, no, no, no},
		models.ManagePlans:         {yes, yes, yes, no, no, no},
		models.ReadRosters:         {yes, yes, yes, yes, yes, no},
		models.KeepRosters:         {yes, yes, yes, yes, no, no},
		models.ManageVenues:        {yes, yes, yes, no, no, no},
		models.ReadHours:           {yes, yes, yes, yes, yes, no},
		models.ConfirmHours:        {yes, yes, yes, no, no, no},
		models.ReadStatistics:      {yes, yes, yes, no, yes, no},
		models.ExportStatistics:    {yes, yes, yes, no, yes, no},
		models.RevealNames:         {yes, yes, no, no, no, no},
		models.ReadAudit:           {yes, yes, no, no, yes, no},
		models.ManageHolidays:      {yes, no, no, no, no, no},
		models.ReadRecords:         {yes, yes, yes, no, yes, no},
		models.KeepRecords:         {yes, yes, yes, no, no, no},
		models.ReviewStars:         {yes, yes, no, no, no, no},
		models.ManageStars:         {yes, no, no, no, no, no},
		models.ReadRequests:        {yes, yes, yes, no, yes, no},
		models.HandleRequests:      {yes, yes, yes, no, no, no},
		models.ManageTargets:       {yes, yes, no, no, no, no},
		"unheard_of":               {no, no, no, no, no, no},
	} {
		for i, role := range roles {
			if got := role.Allows(permission); got != row[i] {
				t.Errorf("%q allows %s: %t, want %t", role, permission, got, row[i])
			}
		}
	}
}

// TestWhoMayGrantWhat: only roles below one's own, but a center may have several administrators.
func TestWhoMayGrantWhat(t *testing.T) {
	t.Parallel()
	const yes, no = true, false
	for granter, row := range map[models.Role][5]bool{
		//                     center town station leader auditor
		models.CenterAdmin:    {yes, yes, yes, yes, yes},
		models.TownAdmin:      {no, no, yes, yes, yes},
		models.StationManager: {no, no, no, yes, no},
		models.TeamLeader:     {no, no, no, no, no},
		models.Auditor:        {no, no, no, no, no},
		"":                    {no, no, no, no, no},
	} {
		actor := models.Actor{AccountID: 1, Scopes: []models.Scope{{Role: granter, OrganizationID: 2, Path: "/1/2/"}}}
		for i, role := range models.Roles() {
			for path, inside := range map[string]bool{"/1/2/": true, "/1/2/3/": true, "/1/": false, "/1/22/": false, "/1/3/": false} {
				if got := actor.CanGrant(role, path); got != (row[i] && inside) {
					t.Errorf("%q on /1/2/ grants %s on %s: %t", granter, role, path, got)
				}
			}
		}
		if actor.CanGrant("", "/1/2/") || actor.CanGrant("root", "/1/2/") {
			t.Errorf("%q grants a role that there is not", granter)
		}
	}
}

// TestScopeIsASubtree: an organization and what lies below it, and none whose number merely starts alike.
func TestScopeIsASubtree(t *testing.T) {
	t.Parallel()
	actor := models.Actor{AccountID: 1, Scopes: []models.Scope{
		{Role: models.TownAdmin, OrganizationID: 2, Path: "/1/2/"}, {Role: models.Auditor, OrganizationID: 1, Path: "/1/"},
	}}
	for path, want := range map[string]bool{
		"/1/2/": true, "/1/2/3/": true, "/1/2/33/": true,
		"/1/": false, "/1/22/": false, "/1/20/": false, "/1/3/": false, "/12/": false, "/11/2/": false, "/2/": false, "/1/2": false, "/": false, "": false,
	} {
		if got := actor.Can(models.ManageTeams, path); got != want {
			t.Errorf("manages teams on %q: %t, want %t", path, got, want)
		}
	}
	if !actor.Can(models.ReadHours, "/1/22/") || actor.Can(models.ReadHours, "/12/") {
		t.Error("the auditor of /1/ reads exactly what lies below")
	}
	if got := actor.Paths(models.ManageTeams); !slices.Equal(got, []string{"/1/2/"}) {
		t.Errorf("manages teams below %v", got)
	}
	if got := actor.Paths(models.ReadHours); !slices.Equal(got, []string{"/1/2/", "/1/"}) {
		t.Errorf("reads hours below %v", got)
	}
}

// TestLeaderOfATeam may do on that team what the role team_leader may, wherever the team is, and nothing else.
func TestLeaderOfATeam(t *testing.T) {
	t.Parallel()
	leader := models.Actor{AccountID: 1, LedTeams: []int64{4}}
	for _, permission := range []models.Permission{models.ApproveMembers, models.ReadDrafts, models.PlanActivities, models.ReadRosters, models.KeepRosters, models.ReadHours} {
		if !leader.CanForTeam(permission, "/1/", 4) || !leader.CanSomewhere(permission) {
			t.Errorf("the leader of team 4 lacks %s", permission)
		}
		if leader.CanForTeam(permission, "/1/", 44) || leader.CanForTeam(permission, "/1/", 0) || leader.Can(permission, "/1/") {
			t.Errorf("the leader of team 4 has %s beyond it", permission)
		}
	}
	for _, permission := range []models.Permission{models.PublishActivities, models.ConfirmHours, models.ManageTeams, models.ReadStatistics, models.ReadAudit} {
		if leader.CanForTeam(permission, "/1/", 4) || leader.CanSomewhere(permission) {
			t.Errorf("the leader of team 4 has %s", permission)
		}
	}
}

func TestNobodyMayDoNothing(t *testing.T) {
	t.Parallel()
	for name, actor := range map[string]models.Actor{"nobody": {}, "the system": models.SystemActor("job"), "a volunteer": {AccountID: 3, VolunteerID: 2}} {
		if actor.Can(models.ReadHours, "/1/") || actor.CanSomewhere(models.ReadHours) || actor.CanForTeam(models.ReadHours, "/1/", 0) || actor.CanGrant(models.Auditor, "/1/") {
			t.Errorf("%s may do something", name)
		}
		if actor.Anonymous() != (actor.AccountID == 0) {
			t.Errorf("%s: anonymous %t", name, actor.Anonymous())
		}
	}
}
