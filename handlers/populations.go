package handlers

import (
	"net/http"

	"github.com/gin-gonic/gin"

	"practicestation/api"
	"practicestation/models"
	"practicestation/models/population"
	"practicestation/models/volunteer"
)

// ListPopulations handles GET /organizations/{organization_id}/populations (常住人口).
func (s *Server) ListPopulations(c *gin.Context, organizationID api.OrganizationID, params api.ListPopulationsParams) {
	read(s, c, func(tx *models.Tx) (api.PopulationPage, error) {
		found, err := population.List(tx, id64(organizationID), pageOf(params.Limit, params.Cursor))
		return api.PopulationPage{Items: viewEach(tx, found.Items, viewPopulation), NextCursor: textOrNone(found.NextCursor)}, err
	})
}

// RecordPopulation handles POST /organizations/{organization_id}/populations (登记常住人口).
func (s *Server) RecordPopulation(c *gin.Context, organizationID api.OrganizationID, _ api.RecordPopulationParams) {
	var in api.PopulationInput
	if !bind(c, &in) {
		return
	}
	write(s, c, http.StatusCreated, func(tx *models.Tx) (api.Population, error) {
		recorded, err := population.Record(tx, id64(organizationID), population.Input{Year: in.Year, Residents: in.Residents, Source: in.Source})
		if err != nil {
			return api.Population{}, err
		}
		return viewPopulation(tx, recorded), nil
	})
}

func viewPopulation(tx *models.Tx, base *population.Listed) api.Population {
	return api.Population{
		ID: idText(base.ID), OrganizationID: idText(base.OrganizationID), Year: base.Year, Residents: base.Residents, Source: base.Source,
		Counts: base.Counts, RecordedBy: idTextOrNone(valueOf(base.RecordedBy)), RecordedByName: base.RecordedByName, RecordedAt: localTime(tx, base.RecordedAt),
	}
}

// CheckIdentity handles POST /volunteers/{volunteer_id}/identity-checks (登记身份核对).
func (s *Server) CheckIdentity(c *gin.Context, volunteerID api.VolunteerID, _ api.CheckIdentityParams) {
	var in api.IdentityCheckInput
	if !bind(c, &in) {
		return
	}
	wanted := volunteer.IdentityInput{OrganizationID: id64(in.OrganizationID), Document: volunteer.Document(in.Document), BornOn: dayOrNone(in.BornOn)}
	write(s, c, http.StatusCreated, func(tx *models.Tx) (api.IdentityCheck, error) {
		checked, err := volunteer.CheckIdentity(tx, id64(volunteerID), wanted)
		if err != nil {
			return api.IdentityCheck{}, err
		}
		return api.IdentityCheck{
			ID: idText(checked.ID), VolunteerID: idText(checked.VolunteerID), OrganizationID: idText(checked.OrganizationID),
			Document: api.IdentityDocument(checked.Document), CheckedBy: idTextOrNone(valueOf(checked.CheckedBy)), CheckedAt: localTime(tx, checked.CheckedAt),
		}, nil
	})
}
