package handlers

import (
	"net/http"

	"github.com/gin-gonic/gin"

	"practicestation/api"
	"practicestation/models"
	"practicestation/models/honour"
)

// ListMyHonours handles GET /me/honours.
func (s *Server) ListMyHonours(c *gin.Context, params api.ListMyHonoursParams) {
	read(s, c, func(tx *models.Tx) (api.HonourPage, error) {
		found, err := honour.ListOwn(tx, honour.Status(valueOf(params.Status)), pageOf(params.Limit, params.Cursor))
		return viewHonourPage(tx, found), err
	})
}

// ListHonours handles GET /honours.
func (s *Server) ListHonours(c *gin.Context, params api.ListHonoursParams) {
	read(s, c, func(tx *models.Tx) (api.HonourPage, error) {
		found, err := honour.List(tx, honour.Status(valueOf(params.Status)), pageOf(params.Limit, params.Cursor))
		return viewHonourPage(tx, found), err
	})
}

// ListVolunteerHonours handles GET /volunteers/{volunteer_id}/honours.
func (s *Server) ListVolunteerHonours(c *gin.Context, volunteerID api.VolunteerID, params api.ListVolunteerHonoursParams) {
	read(s, c, func(tx *models.Tx) (api.HonourPage, error) {
		found, err := honour.ListOf(tx, id64(volunteerID), honour.Status(valueOf(params.Status)), pageOf(params.Limit, params.Cursor))
		return viewHonourPage(tx, found), err
	})
}

// ClaimHonour handles POST /me/honours.
func (s *Server) ClaimHonour(c *gin.Context, _ api.ClaimHonourParams) {
	var in api.HonourClaim
	if !bind(c, &in) {
		return
	}
	claim := honour.Input{Name: in.Name, AwardedOn: dateOf(in.AwardedOn.Time), GrantedBy: in.GrantedBy, Level: honour.Level(in.Level), Evidence: in.Evidence}
	s.writeHonour(c, http.StatusCreated, func(tx *models.Tx) (*honour.Named, error) { return honour.Claim(tx, claim) })
}

// GiveHonour handles POST /volunteers/{volunteer_id}/honours.
func (s *Server) GiveHonour(c *gin.Context, volunteerID api.VolunteerID, _ api.GiveHonourParams) {
	var in api.HonourInput
	if !bind(c, &in) {
		return
	}
	given := honour.Input{
		OrganizationID: id64(in.OrganizationID), Name: in.Name, AwardedOn: dateOf(in.AwardedOn.Time), Level: honour.Level(in.Level), Evidence: in.Evidence,
	}
	s.writeHonour(c, http.StatusCreated, func(tx *models.Tx) (*honour.Named, error) { return honour.Give(tx, id64(volunteerID), given) })
}

// VerifyHonour handles POST /honours/{honour_id}/verify.
func (s *Server) VerifyHonour(c *gin.Context, honourID api.HonourID, _ api.VerifyHonourParams) {
	s.writeHonour(c, http.StatusOK, func(tx *models.Tx) (*honour.Named, error) { return honour.Verify(tx, id64(honourID)) })
}

// RefuseHonour handles POST /honours/{honour_id}/refuse.
func (s *Server) RefuseHonour(c *gin.Context, honourID api.HonourID, _ api.RefuseHonourParams) {
	var in api.ReasonInput
	if !bind(c, &in) {
		return
	}
	s.writeHonour(c, http.StatusOK, func(tx *models.Tx) (*honour.Named, error) { return honour.Refuse(tx, id64(honourID), in.Reason) })
}

// WithdrawHonour handles POST /honours/{honour_id}/withdraw.
func (s *Server) WithdrawHonour(c *gin.Context, honourID api.HonourID, _ api.WithdrawHonourParams) {
	var in api.ReasonInput
	if !bind(c, &in) {
		return
	}
	s.writeHonour(c, http.StatusOK, func(tx *models.Tx) (*honour.Named, error) { return honour.Withdraw(tx, id64(honourID), in.Reason) })
}

func (s *Server) writeHonour(c *gin.Context, status int, rule func(tx *models.Tx) (*honour.Named, error)) {
	write(s, c, status, func(tx *models.Tx) (api.Honour, error) {
		written, err := rule(tx)
		if err != nil {
			return api.Honour{}, err
		}
		return viewHonour(tx, written), nil
	})
}

func viewHonour(tx *models.Tx, h *honour.Named) api.Honour {
	return api.Honour{
		ID: idText(h.ID), VolunteerID: idText(h.VolunteerID), VolunteerName: h.VolunteerName, Name: h.Name, AwardedOn: viewDate(h.AwardedOn),
		GrantedBy: h.GrantedBy, Level: api.HonourLevel(h.Level), Evidence: h.Evidence, Status: api.HonourStatus(h.Status),
		OrganizationID: idTextOrNone(valueOf(h.OrganizationID)), DecidedBy: h.DeciderName, DecidedAt: localTimeOrNone(tx, h.DecidedAt),
		Reason: h.Reason, CreatedAt: localTime(tx, h.CreatedAt),
	}
}

func viewHonourPage(tx *models.Tx, page models.Paged[honour.Named]) api.HonourPage {
	return api.HonourPage{Items: viewEach(tx, page.Items, viewHonour), NextCursor: textOrNone(page.NextCursor)}
}
