package handlers

import (
	"net/http"

	"github.com/gin-gonic/gin"

	"practicestation/api"
	"practicestation/models"
	"practicestation/models/star"
)

// ListStarNotices handles GET /star-notices.
func (s *Server) ListStarNotices(c *gin.Context, params api.ListStarNoticesParams) {
	read(s, c, func(tx *models.Tx) (api.StarNoticePage, error) {
		found, err := star.ListNotices(tx, pageOf(params.Limit, params.Cursor))
		return api.StarNoticePage{Items: viewEach(tx, found.Items, viewStarNotice), NextCursor: textOrNone(found.NextCursor)}, err
	})
}

// ObjectToStar handles POST /star-notices/{star_notice_id}/objections.
func (s *Server) ObjectToStar(c *gin.Context, noticeID api.StarNoticeID, _ api.ObjectToStarParams) {
	s.objection(c, http.StatusCreated, id64(noticeID), star.Object)
}

// UpholdStarObjection handles POST /star-objections/{star_objection_id}/uphold.
func (s *Server) UpholdStarObjection(c *gin.Context, objectionID api.StarObjectionID, _ api.UpholdStarObjectionParams) {
	s.objection(c, http.StatusOK, id64(objectionID), star.Uphold)
}

// DismissStarObjection handles POST /star-objections/{star_objection_id}/dismiss.
func (s *Server) DismissStarObjection(c *gin.Context, objectionID api.StarObjectionID, _ api.DismissStarObjectionParams) {
	s.objection(c, http.StatusOK, id64(objectionID), star.Dismiss)
}

func (s *Server) objection(c *gin.Context, status int, id int64, rule func(tx *models.Tx, id int64, reason string) (*star.NamedObjection, error)) {
	var in api.ReasonInput
	if !bind(c, &in) {
		return
	}
	write(s, c, status, func(tx *models.Tx) (api.StarObjection, error) {
		written, err := rule(tx, id, in.Reason)
		if err != nil {
			return api.StarObjection{}, err
		}
		return viewStarObjection(tx, written), nil
	})
}
