package models

import (
	"slices"
	"strings"
)

// Role (角色) is what a grant makes of an account within one organization and everything below it.
type Role string

// The roles, from the county down. A volunteer has none: a volunteer is an account with a volunteer profile.
const (
	CenterAdmin    Role = "center_admin"
	TownAdmin      Role = "town_admin"
	StationManager Role = "station_manager"
	TeamLeader     Role = "team_leader"
	Auditor        Role = "auditor"
)

// Permission (权限) is one thing that a role may do.
type Permission string

// The permissions.
const (
	ManageOrganizations Permission = "manage_organizations"
	ReadAccounts        Permission = "read_accounts"
	ManageAccounts      Permission = "manage_accounts"
	ManageTeams         Permission = "manage_teams"
	ManageVenues        Permission = "manage_venues"
	ApproveMembers      Permission = "approve_members"
	ReadDrafts          Permission = "read_drafts"
	PlanActivities      Permission = "plan_activities"
	PublishActivities   Permission = "publish_activities"
	ManagePlans         Permission = "manage_plans" // monthly plans and brands of an organization, and the review of what is below it
	ReadRosters         Permission = "read_rosters"
	KeepRosters         Permission = "keep_rosters"
	ReadHours           Permission = "read_hours"
	ConfirmHours        Permission = "confirm_hours"
	ReadStatistics      Permission = "read_statistics"
	ExportStatistics    Permission = "export_statistics"
	RevealNames         Permission = "reveal_names" // take names and phone numbers out of the system as they are
	ReadAudit           Permission = "read_audit"
	ManageHolidays      Permission = "manage_holidays"
	ReadRecords         Permission = "read_records" // what is kept about one person: record, honours, evaluations, stars
	KeepRecords         Permission = "keep_records" // honours given and verified
	ReviewStars         Permission = "review_stars" // applications for stars and objections to them
	ManageStars         Permission = "manage_stars" // what a star takes
	ReadRequests        Permission = "read_requests"
	HandleRequests      Permission = "handle_requests" // review and dispatch what residents ask for, and call them
	ManageTargets       Permission = "manage_targets"
)

// permissions is the whole matrix of role and permission.
var permissions = map[Role][]Permission{
	CenterAdmin: {
		ManageOrganizations, ReadAccounts, ManageAccounts, ManageTeams, ManageVenues, ApproveMembers, ReadDrafts, PlanActivities,
		PublishActivities, ManagePlans, ReadRosters, KeepRosters, ReadHours, ConfirmHours, ReadStatistics, ExportStatistics, RevealNames, ReadAudit,
		ManageHolidays, ReadRecords, KeepRecords, ReviewStars, ManageStars, ManageTargets, ReadRequests, HandleRequests,
	},
	TownAdmin: {
		ManageOrganizations, ReadAccounts, ManageAccounts, ManageTeams, ManageVenues, ApproveMembers, ReadDrafts, PlanActivities,
		PublishActivities, ManagePlans, ReadRosters, KeepRosters, ReadHours, ConfirmHours, ReadStatistics, ExportStatistics, RevealNames, ReadAudit,
		ReadRecords, KeepRecords, ReviewStars, ManageTargets, ReadRequests, HandleRequests,
	},
	StationManager: {
		ReadAccounts, ManageTeams, ManageVenues, ApproveMembers, ReadDrafts, PlanActivities, PublishActivities, ManagePlans, ReadRosters,
		KeepRosters, ReadHours, ConfirmHours, ReadStatistics, ExportStatistics, ReadRecords, KeepRecords, ReadRequests, HandleRequests,
	},
	TeamLeader: {ApproveMembers, ReadDrafts, PlanActivities, ReadRosters, KeepRosters, ReadHours},
	Auditor:    {ReadAccounts, ReadDrafts, ReadRosters, ReadHours, ReadStatistics, ExportStatistics, ReadAudit, ReadRecords, ReadRequests},
}

// mayGrant says which roles a role may give to others: only those below itself, but a center may have two administrators.
var mayGrant = map[Role][]Role{
	CenterAdmin:    {CenterAdmin, TownAdmin, StationManager, TeamLeader, Auditor},
	TownAdmin:      {StationManager, TeamLeader, Auditor},
	StationManager: {TeamLeader},
}

// Allows reports whether the role has the permission.
func (r Role) Allows(p Permission) bool { return slices.Contains(permissions[r], p) }

// Roles lists every role, from the county down.
func Roles() []Role { return []Role{CenterAdmin, TownAdmin, StationManager, TeamLeader, Auditor} }

// Scope is a role in force on an organization, given by its path.
type Scope struct {
	Role           Role
	OrganizationID int64
	Path           string // "/1/5/33/": the organization and its parents, from the center down
}

// Actor is who asks: an account with its scopes, or nobody, or the system itself.
type Actor struct {
	AccountID   int64
	SessionID   int64
	VolunteerID int64 // 0 without a volunteer profile
	Name        string
	Scopes      []Scope
	LedTeams    []int64 // the teams that this account is in charge of today
	RequestID   string
	Address     string
}

// SystemActor is the actor of a background job or a command; name says which.
func SystemActor(name string) Actor { return Actor{Name: name} }

// Anonymous reports whether nobody is signed in.
func (a Actor) Anonymous() bool { return a.AccountID == 0 }

// Can reports whether the actor has the permission on the organization with this path.
func (a Actor) Can(p Permission, path string) bool {
	return slices.ContainsFunc(a.Scopes, func(s Scope) bool {
		return s.Role.Allows(p) && strings.HasPrefix(path, s.Path)
	})
}

// CanForTeam is Can, and also true for whoever is in charge of the team where a team leader has the permission.
func (a Actor) CanForTeam(p Permission, path string, teamID int64) bool {
	return a.Can(p, path) || TeamLeader.Allows(p) && slices.Contains(a.LedTeams, teamID)
}

// CanSomewhere reports whether the actor has the permission on any organization or team at all.
func (a Actor) CanSomewhere(p Permission) bool {
	return len(a.Paths(p)) > 0 || TeamLeader.Allows(p) && len(a.LedTeams) > 0
}

// Paths lists the organizations, as paths, below which the actor has the permission.
func (a Actor) Paths(p Permission) []string {
	var paths []string
	for _, s := range a.Scopes {
		if s.Role.Allows(p) {
			paths = append(paths, s.Path)
		}
	}
	return paths
}

// CanGrant reports whether the actor may give the role on the organization with this path.
func (a Actor) CanGrant(role Role, path string) bool {
	return slices.ContainsFunc(a.Scopes, func(s Scope) bool {
		return slices.Contains(mayGrant[s.Role], role) && strings.HasPrefix(path, s.Path)
	})
}
