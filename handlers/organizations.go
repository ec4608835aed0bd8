package handlers

import (
	"net/http"

	"github.com/gin-gonic/gin"

	"practicestation/api"
	"practicestation/models"
	"practicestation/models/organization"
)

// ListOrganizations handles GET /organizations (组织列表).
func (s *Server) ListOrganizations(c *gin.Context, params api.ListOrganizationsParams) {
	filter := organization.Filter{
		Level: organization.Level(valueOf(params.Level)), ParentID: id64OrNone(params.ParentID),
		RegionCode: valueOf(params.RegionCode), NamePrefix: valueOf(params.Name),
	}
	read(s, c, func(tx *models.Tx) (api.OrganizationPage, error) {
		found, err := organization.List(tx, filter, pageOf(params.Limit, params.Cursor))
		return viewOrganizationPage(tx, found), err
	})
}

// CreateOrganization handles POST /organizations (新建组织).
func (s *Server) CreateOrganization(c *gin.Context, _ api.CreateOrganizationParams) {
	var in api.OrganizationInput
	if !bind(c, &in) {
		return
	}
	wanted := organization.Input{
		Name: in.Name, Level: organization.Level(in.Level), ParentID: id64OrNone(in.ParentID), RegionCode: valueOf(in.RegionCode),
	}
	write(s, c, http.StatusCreated, func(tx *models.Tx) (api.Organization, error) {
		created, err := organization.Create(tx, wanted)
		if err != nil {
			return api.Organization{}, err
		}
		return viewOrganization(tx, created), nil
	})
}

// GetOrganization handles GET /organizations/{organization_id} (组织).
func (s *Server) GetOrganization(c *gin.Context, organizationID api.OrganizationID) {
	read(s, c, func(tx *models.Tx) (api.Organization, error) {
		found, err := models.Find[organization.Organization](tx, id64(organizationID), organization.ErrNotFound)
		if err != nil {
			return api.Organization{}, err
		}
		return viewOrganization(tx, found), nil
	})
}

// UpdateOrganization handles PUT /organizations/{organization_id} (修改组织).
func (s *Server) UpdateOrganization(c *gin.Context, organizationID api.OrganizationID) {
	var in api.OrganizationUpdate
	if !bind(c, &in) {
		return
	}
	wanted := organization.Input{
		Name: in.Name, Level: organization.Level(valueOf(in.Level)), ParentID: id64OrNone(in.ParentID),
		RegionCode: valueOf(in.RegionCode), SameRegionCode: !given(c, "region_code"),
	}
	write(s, c, http.StatusOK, func(tx *models.Tx) (api.Organization, error) {
		updated, err := organization.Update(tx, id64(organizationID), in.Version, wanted)
		if err != nil {
			return api.Organization{}, err
		}
		return viewOrganization(tx, updated), nil
	})
}
