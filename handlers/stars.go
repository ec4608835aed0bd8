package handlers

import (
	"net/http"

	"github.com/gin-gonic/gin"

	"practicestation/api"
	"practicestation/models"
	"practicestation/models/star"
)

// ListStarSchemes handles GET /star-schemes.
func (s *Server) ListStarSchemes(c *gin.Context, params api.ListStarSchemesParams) {
	read(s, c, func(tx *models.Tx) (api.StarSchemePage, error) {
		found, err := star.ListSchemes(tx, pageOf(params.Limit, params.Cursor))
		return api.StarSchemePage{Items: viewEach(tx, found.Items, viewScheme), NextCursor: textOrNone(found.NextCursor)}, err
	})
}

// GetStarScheme handles GET /star-schemes/current.
func (s *Server) GetStarScheme(c *gin.Context) {
	read(s, c, func(tx *models.Tx) (api.StarScheme, error) {
		current, err := star.Current(tx)
		if err != nil {
			return api.StarScheme{}, err
		}
		return viewScheme(tx, current), nil
	})
}

// PutStarScheme handles PUT /star-schemes/current.
func (s *Server) PutStarScheme(c *gin.Context) {
	var in api.StarSchemeInput
	if !bind(c, &in) {
		return
	}
	wanted := star.SchemeInput{Name: in.Name, Period: star.Period(in.Period), MinMemberMonths: int64(in.MinMemberMonths), Version: in.Version}
	for _, threshold := range in.Thresholds {
		wanted.Thresholds = append(wanted.Thresholds, int64(threshold))
	}
	write(s, c, http.StatusOK, func(tx *models.Tx) (api.StarScheme, error) {
		written, err := star.PutScheme(tx, wanted)
		if err != nil {
			return api.StarScheme{}, err
		}
		return viewScheme(tx, written), nil
	})
}

// GetMyStar handles GET /me/star.
func (s *Server) GetMyStar(c *gin.Context) {
	read(s, c, func(tx *models.Tx) (api.MyStar, error) {
		own, err := star.OwnStanding(tx)
		if err != nil {
			return api.MyStar{}, err
		}
		return viewStanding(tx, own), nil
	})
}

// ListMyStarApplications handles GET /me/star-applications.
func (s *Server) ListMyStarApplications(c *gin.Context, params api.ListMyStarApplicationsParams) {
	read(s, c, func(tx *models.Tx) (api.StarApplicationPage, error) {
		found, err := star.ListOwn(tx, pageOf(params.Limit, params.Cursor))
		return api.StarApplicationPage{Items: viewEach(tx, found.Items, viewStar), NextCursor: textOrNone(found.NextCursor)}, err
	})
}

// ApplyForStar handles POST /me/star-applications.
func (s *Server) ApplyForStar(c *gin.Context, _ api.ApplyForStarParams) {
	var in api.StarApplicationInput
	if !bind(c, &in) {
		return
	}
	write(s, c, http.StatusCreated, func(tx *models.Tx) (api.StarApplication, error) {
		made, err := star.Apply(tx, int64(in.Level))
		if err != nil {
			return api.StarApplication{}, err
		}
		return viewStar(tx, made), nil
	})
}

// ListStarApplications handles GET /star-applications.
func (s *Server) ListStarApplications(c *gin.Context, params api.ListStarApplicationsParams) {
	read(s, c, func(tx *models.Tx) (api.StarApplicationPage, error) {
		found, err := star.List(tx, star.Status(valueOf(params.Status)), pageOf(params.Limit, params.Cursor))
		if err != nil {
			return api.StarApplicationPage{}, err
		}
		items, err := viewReviewed(tx, found.Items)
		return api.StarApplicationPage{Items: items, NextCursor: textOrNone(found.NextCursor)}, err
	})
}

// ApproveStar handles POST /star-applications/{star_application_id}/approve.
func (s *Server) ApproveStar(c *gin.Context, applicationID api.StarApplicationID, _ api.ApproveStarParams) {
	s.reviewStar(c, func(tx *models.Tx) (*star.Listed, error) { return star.Approve(tx, id64(applicationID)) })
}

// RefuseStar handles POST /star-applications/{star_application_id}/refuse.
func (s *Server) RefuseStar(c *gin.Context, applicationID api.StarApplicationID, _ api.RefuseStarParams) {
	var in api.ReasonInput
	if !bind(c, &in) {
		return
	}
	s.reviewStar(c, func(tx *models.Tx) (*star.Listed, error) { return star.Refuse(tx, id64(applicationID), in.Reason) })
}

// RevokeStar handles POST /star-applications/{star_application_id}/revoke.
func (s *Server) RevokeStar(c *gin.Context, applicationID api.StarApplicationID, _ api.RevokeStarParams) {
	var in api.ReasonInput
	if !bind(c, &in) {
		return
	}
	s.reviewStar(c, func(tx *models.Tx) (*star.Listed, error) { return star.Revoke(tx, id64(applicationID), in.Reason) })
}

func (s *Server) reviewStar(c *gin.Context, rule func(tx *models.Tx) (*star.Listed, error)) {
	write(s, c, http.StatusOK, func(tx *models.Tx) (api.StarApplication, error) {
		reviewed, err := rule(tx)
		if err != nil {
			return api.StarApplication{}, err
		}
		views, err := viewReviewed(tx, []star.Listed{*reviewed})
		if err != nil {
			return api.StarApplication{}, err
		}
		return views[0], nil
	})
}
