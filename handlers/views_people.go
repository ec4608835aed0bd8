package handlers

import (
	"time"

	openapi_types "github.com/oapi-codegen/runtime/types"

	"practicestation/api"
	"practicestation/models"
	"practicestation/models/account"
	"practicestation/models/organization"
	"practicestation/models/team"
	"practicestation/models/volunteer"
)

// viewEach turns rows into views; a list without any is empty and never null.
func viewEach[R, V any](tx *models.Tx, rows []R, view func(tx *models.Tx, row *R) V) []V {
	views := make([]V, len(rows))
	for i := range rows {
		views[i] = view(tx, &rows[i])
	}
	return views
}

// viewOwnAccount shows an account to its owner.
func viewOwnAccount(tx *models.Tx, a *account.Account) api.Account {
	return api.Account{
		ID: idText(a.ID), Name: a.Name, Phone: a.Phone, OrganizationID: idTextOrNone(valueOf(a.OrganizationID)),
		Status: api.AccountStatus(a.Status), Version: a.Version, CreatedAt: localTime(tx, a.CreatedAt),
	}
}

// viewAccount shows an account with its phone masked, unless it is the actor's own.
func viewAccount(tx *models.Tx, a *account.Account) api.Account {
	view := viewOwnAccount(tx, a)
	if a.Phone != nil && a.ID != tx.Actor.AccountID {
		masked := models.MaskPhone(*a.Phone)
		view.Phone = &masked
	}
	return view
}

func viewAccountPage(tx *models.Tx, page models.Paged[account.Account]) api.AccountPage {
	return api.AccountPage{Items: viewEach(tx, page.Items, viewAccount), NextCursor: textOrNone(page.NextCursor)}
}

func viewAccountDetail(tx *models.Tx, a *account.Account) (api.AccountDetail, error) {
	grants, err := account.Grants(tx, a.ID)
	view := viewAccount(tx, a)
	return api.AccountDetail{
		ID: view.ID, Name: view.Name, Phone: view.Phone, OrganizationID: view.OrganizationID, Status: view.Status,
		Version: view.Version, CreatedAt: view.CreatedAt, Grants: viewEach(tx, grants, viewGrant),
	}, err
}

// viewMe shows the actor the own account and what it may do.
func viewMe(tx *models.Tx, a *account.Account) (api.Me, error) {
	grants, err := account.GrantsInForce(tx, a.ID)
	if err != nil {
		return api.Me{}, err
	}
	led, err := team.Named(tx, tx.Actor.LedTeams)
	view := viewOwnAccount(tx, a)
	return api.Me{
		ID: view.ID, Name: view.Name, Phone: view.Phone, OrganizationID: view.OrganizationID, Status: view.Status,
		Version: view.Version, CreatedAt: view.CreatedAt, Grants: viewEach(tx, grants, viewGrant),
		LedTeams: viewEach(tx, led, viewTeamName), VolunteerID: idTextOrNone(tx.Actor.VolunteerID),
	}, err
}

func viewGrant(tx *models.Tx, g *account.Grant) api.Grant {
	return api.Grant{
		ID: idText(g.ID), AccountID: idText(g.AccountID), Role: api.Role(g.Role), OrganizationID: idText(g.OrganizationID),
		From: localTime(tx, g.StartsAt), To: localTimeOrNone(tx, g.EndsAt), RevokedAt: localTimeOrNone(tx, g.RevokedAt),
	}
}

// viewVolunteer shows a profile to the one it is about.
func viewVolunteer(tx *models.Tx, v *volunteer.Volunteer) api.Volunteer {
	return api.Volunteer{
		ID: idText(v.ID), Name: v.Name, Gender: api.Gender(v.Gender), BornOn: viewDate(v.BornOn), Phone: v.Phone,
		ResidenceID: idTextOrNone(valueOf(v.ResidenceID)), Skills: v.Skills,
		ServiceCategories: v.Categories(), Version: v.Version, CreatedAt: localTime(tx, v.CreatedAt),
	}
}

func viewOrganization(tx *models.Tx, o *organization.Organization) api.Organization {
	return api.Organization{
		ID: idText(o.ID), Name: o.Name, Level: api.OrganizationLevel(o.Level), ParentID: idTextOrNone(valueOf(o.ParentID)),
		RegionCode: o.RegionCode, Version: o.Version, CreatedAt: localTime(tx, o.CreatedAt),
	}
}

func viewOrganizationPage(tx *models.Tx, page models.Paged[organization.Organization]) api.OrganizationPage {
	return api.OrganizationPage{Items: viewEach(tx, page.Items, viewOrganization), NextCursor: textOrNone(page.NextCursor)}
}

// viewLines asks once for all persons in charge.
func viewLines(tx *models.Tx, lines []team.Line) ([]api.Line, error) {
	ids := make([]int64, len(lines))
	for i, line := range lines {
		ids[i] = line.ID
	}
	leaders, err := team.CurrentLineLeaders(tx, ids)
	return viewEach(tx, lines, func(tx *models.Tx, l *team.Line) api.Line {
		return api.Line{
			ID: idText(l.ID), OrganizationID: idText(l.OrganizationID), Affiliation: api.Affiliation(l.Affiliation), Name: l.Name,
			Leader: viewLeaderOf(tx, leaders, l.ID), Version: l.Version,
		}
	}), err
}

func viewLine(tx *models.Tx, l *team.Line) (api.Line, error) {
	views, err := viewLines(tx, []team.Line{*l})
	return views[0], err
}

// viewTeams asks once for all persons in charge, and once for all numbers of members.
func viewTeams(tx *models.Tx, teams []team.Team) ([]api.Team, error) {
	ids := make([]int64, len(teams))
	for i, one := range teams {
		ids[i] = one.ID
	}
	leaders, err := team.CurrentLeaders(tx, ids)
	if err != nil {
		return nil, err
	}
	members, err := team.CountMembers(tx, ids)
	return viewEach(tx, teams, func(tx *models.Tx, t *team.Team) api.Team {
		return api.Team{
			ID: idText(t.ID), Name: t.Name, OrganizationID: idText(t.OrganizationID), Affiliation: api.Affiliation(t.Affiliation),
			Category: t.Category, Status: api.TeamStatus(t.Status), Leader: viewLeaderOf(tx, leaders, t.ID),
			MemberCount: int(members[t.ID]), Version: t.Version, CreatedAt: localTime(tx, t.CreatedAt),
		}
	}), err
}

func viewTeam(tx *models.Tx, t *team.Team) (api.Team, error) {
	views, err := viewTeams(tx, []team.Team{*t})
	if err != nil {
		return api.Team{}, err
	}
	return views[0], nil
}

func viewTeamName(_ *models.Tx, t *team.Team) api.TeamName {
	return api.TeamName{ID: idText(t.ID), Name: t.Name}
}

// viewLeaderOf is nothing for a team or line that nobody is in charge of.
func viewLeaderOf(tx *models.Tx, leaders map[int64]team.Leader, id int64) *api.Leader {
	leader, found := leaders[id]
	if !found {
		return nil
	}
	view := viewLeader(tx, &leader)
	return &view
}

func viewLeader(tx *models.Tx, l *team.Leader) api.Leader {
	return api.Leader{
		AccountID: idText(l.AccountID), Name: l.Name, From: localTime(tx, l.StartsAt), To: localTimeOrNone(tx, l.EndsAt), Note: l.Note,
	}
}

func viewLeaderPage(tx *models.Tx, page models.Paged[team.Leader]) api.LeaderPage {
	return api.LeaderPage{Items: viewEach(tx, page.Items, viewLeader), NextCursor: textOrNone(page.NextCursor)}
}

func viewMember(tx *models.Tx, m *team.NamedMember) api.TeamMember {
	return api.TeamMember{
		ID: idText(m.ID), TeamID: idText(m.TeamID), TeamName: m.TeamName, VolunteerID: idText(m.VolunteerID), Name: m.VolunteerName,
		Status: api.MemberStatus(m.Status), RequestedAt: localTime(tx, m.RequestedAt), DecidedAt: localTimeOrNone(tx, m.DecidedAt),
		Reason: m.Reason,
	}
}

func viewMemberPage(tx *models.Tx, page models.Paged[team.NamedMember]) api.TeamMemberPage {
	return api.TeamMemberPage{Items: viewEach(tx, page.Items, viewMember), NextCursor: textOrNone(page.NextCursor)}
}

// viewDate is a civil date in the contract's type.
func viewDate(day models.Date) openapi_types.Date {
	return openapi_types.Date{Time: day.In(time.UTC)}
}
