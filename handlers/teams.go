package handlers

import (
	"net/http"

	"github.com/gin-gonic/gin"

	"practicestation/api"
	"practicestation/models"
	"practicestation/models/team"
)

// ListTeams handles GET /teams (队伍列表).
func (s *Server) ListTeams(c *gin.Context, params api.ListTeamsParams) {
	filter := team.Filter{
		OrganizationID: id64OrNone(params.OrganizationID), Affiliation: team.Affiliation(valueOf(params.Affiliation)),
		Category: valueOf(params.Category),
	}
	read(s, c, func(tx *models.Tx) (api.TeamPage, error) {
		found, err := team.List(tx, filter, pageOf(params.Limit, params.Cursor))
		if err != nil {
			return api.TeamPage{}, err
		}
		items, err := viewTeams(tx, found.Items)
		return api.TeamPage{Items: items, NextCursor: textOrNone(found.NextCursor)}, err
	})
}

// CreateTeam handles POST /teams (新建队伍).
func (s *Server) CreateTeam(c *gin.Context, _ api.CreateTeamParams) {
	var in api.TeamInput
	if !bind(c, &in) {
		return
	}
	wanted := team.Input{
		OrganizationID: id64(in.OrganizationID), Name: in.Name, Affiliation: team.Affiliation(in.Affiliation), Category: in.Category,
	}
	write(s, c, http.StatusCreated, func(tx *models.Tx) (api.Team, error) {
		created, err := team.Create(tx, wanted)
		if err != nil {
			return api.Team{}, err
		}
		return viewTeam(tx, created)
	})
}

// GetTeam handles GET /teams/{team_id} (队伍).
func (s *Server) GetTeam(c *gin.Context, teamID api.TeamID) {
	read(s, c, func(tx *models.Tx) (api.Team, error) {
		found, err := models.Find[team.Team](tx, id64(teamID), team.ErrNotFound)
		if err != nil {
			return api.Team{}, err
		}
		return viewTeam(tx, found)
	})
}

// UpdateTeam handles PUT /teams/{team_id} (修改队伍).
func (s *Server) UpdateTeam(c *gin.Context, teamID api.TeamID) {
	var in api.TeamUpdate
	if !bind(c, &in) {
		return
	}
	wanted := team.Input{Name: in.Name, Category: in.Category, Status: team.Status(valueOf(in.Status))}
	write(s, c, http.StatusOK, func(tx *models.Tx) (api.Team, error) {
		updated, err := team.Update(tx, id64(teamID), in.Version, wanted)
		if err != nil {
			return api.Team{}, err
		}
		return viewTeam(tx, updated)
	})
}

// HandOverTeam handles POST /teams/{team_id}/leader (队伍交接).
func (s *Server) HandOverTeam(c *gin.Context, teamID api.TeamID, _ api.HandOverTeamParams) {
	var in api.HandOverInput
	if !bind(c, &in) {
		return
	}
	write(s, c, http.StatusOK, func(tx *models.Tx) (api.Team, error) {
		handed, err := team.HandOver(tx, id64(teamID), handover(tx, in))
		if err != nil {
			return api.Team{}, err
		}
		return viewTeam(tx, handed)
	})
}

// ListTeamLeaders handles GET /teams/{team_id}/leaders (历任负责人).
func (s *Server) ListTeamLeaders(c *gin.Context, teamID api.TeamID, params api.ListTeamLeadersParams) {
	read(s, c, func(tx *models.Tx) (api.LeaderPage, error) {
		found, err := team.Leaders(tx, id64(teamID), pageOf(params.Limit, params.Cursor))
		return viewLeaderPage(tx, found), err
	})
}
