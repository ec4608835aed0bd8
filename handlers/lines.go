package handlers

import (
	"net/http"

	"github.com/gin-gonic/gin"

	"practicestation/api"
	"practicestation/models"
	"practicestation/models/team"
)

// ListLines handles GET /organizations/{organization_id}/lines (条线列表).
func (s *Server) ListLines(c *gin.Context, organizationID api.OrganizationID, params api.ListLinesParams) {
	read(s, c, func(tx *models.Tx) (api.LinePage, error) {
		found, err := team.Lines(tx, id64(organizationID), pageOf(params.Limit, params.Cursor))
		if err != nil {
			return api.LinePage{}, err
		}
		items, err := viewLines(tx, found.Items)
		return api.LinePage{Items: items, NextCursor: textOrNone(found.NextCursor)}, err
	})
}

// CreateLine handles POST /organizations/{organization_id}/lines (新建条线).
func (s *Server) CreateLine(c *gin.Context, organizationID api.OrganizationID, _ api.CreateLineParams) {
	var in api.LineInput
	if !bind(c, &in) {
		return
	}
	write(s, c, http.StatusCreated, func(tx *models.Tx) (api.Line, error) {
		created, err := team.CreateLine(tx, id64(organizationID), team.Affiliation(in.Affiliation), in.Name)
		if err != nil {
			return api.Line{}, err
		}
		return viewLine(tx, created)
	})
}

// HandOverLine handles POST /lines/{line_id}/leader (条线交接).
func (s *Server) HandOverLine(c *gin.Context, lineID api.LineID, _ api.HandOverLineParams) {
	var in api.HandOverInput
	if !bind(c, &in) {
		return
	}
	write(s, c, http.StatusOK, func(tx *models.Tx) (api.Line, error) {
		handed, err := team.HandOverLine(tx, id64(lineID), handover(tx, in))
		if err != nil {
			return api.Line{}, err
		}
		return viewLine(tx, handed)
	})
}

// handover says to whom a team, line or brand goes.
func handover(tx *models.Tx, in api.HandOverInput) team.Handover {
	return team.Handover{AccountID: id64(in.AccountID), From: dateOrTimeOrNone(tx, in.From), Note: in.Note}
}
