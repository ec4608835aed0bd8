package handlers

import (
	"net/http"

	"github.com/gin-gonic/gin"

	"practicestation/api"
	"practicestation/models"
	"practicestation/models/invitation"
	"practicestation/models/volunteer"
)

// ListMyVolunteerInvitations handles GET /me/volunteer-invitations (邀请我加入的).
func (s *Server) ListMyVolunteerInvitations(c *gin.Context, params api.ListMyVolunteerInvitationsParams) {
	read(s, c, func(tx *models.Tx) (api.VolunteerInvitationPage, error) {
		found, err := invitation.ListOwn(tx, pageOf(params.Limit, params.Cursor))
		if err != nil {
			return api.VolunteerInvitationPage{}, err
		}
		return api.VolunteerInvitationPage{Items: viewEach(tx, found.Items, viewVolunteerInvitation), NextCursor: textOrNone(found.NextCursor)}, nil
	})
}

// AcceptVolunteerInvitation handles POST /me/volunteer-invitations/{volunteer_invitation_id}/accept.
func (s *Server) AcceptVolunteerInvitation(c *gin.Context, id api.VolunteerInvitationID, _ api.AcceptVolunteerInvitationParams) {
	var in api.AcceptVolunteerInvitationInput
	if !bind(c, &in) {
		return
	}
	profile := invitation.Profile{Gender: volunteer.Gender(valueOf(in.Gender))}
	if in.BornOn != nil {
		profile.BornOn = string(dateOf(in.BornOn.Time))
	}
	s.answerVolunteerInvitation(c, func(tx *models.Tx) (*invitation.Named, error) { return invitation.Accept(tx, id64(id), profile) })
}

// DeclineVolunteerInvitation handles POST /me/volunteer-invitations/{volunteer_invitation_id}/decline.
func (s *Server) DeclineVolunteerInvitation(c *gin.Context, id api.VolunteerInvitationID, _ api.DeclineVolunteerInvitationParams) {
	s.answerVolunteerInvitation(c, func(tx *models.Tx) (*invitation.Named, error) { return invitation.Decline(tx, id64(id)) })
}

func (s *Server) answerVolunteerInvitation(c *gin.Context, rule func(tx *models.Tx) (*invitation.Named, error)) {
	write(s, c, http.StatusOK, func(tx *models.Tx) (api.VolunteerInvitation, error) {
		answered, err := rule(tx)
		if err != nil {
			return api.VolunteerInvitation{}, err
		}
		return viewVolunteerInvitation(tx, answered), nil
	})
}

func viewVolunteerInvitation(tx *models.Tx, asked *invitation.Named) api.VolunteerInvitation {
	return api.VolunteerInvitation{
		ID: idText(asked.ID), OrganizationID: idText(asked.OrganizationID), OrganizationName: asked.OrganizationName,
		TeamID: idTextOrNone(valueOf(asked.TeamID)), TeamName: asked.TeamName, Status: api.VolunteerInvitationStatus(asked.Status),
		CreatedAt: localTime(tx, asked.CreatedAt), ExpiresAt: localTime(tx, asked.ExpiresAt),
	}
}

// ListVolunteerInvitations handles GET /volunteer-invitations (发出的加入邀请).
func (s *Server) ListVolunteerInvitations(c *gin.Context, params api.ListVolunteerInvitationsParams) {
	filter := invitation.Filter{OrganizationID: id64OrNone(params.OrganizationID), Status: invitation.Status(valueOf(params.Status))}
	read(s, c, func(tx *models.Tx) (api.SentVolunteerInvitationPage, error) {
		found, err := invitation.ListSent(tx, filter, pageOf(params.Limit, params.Cursor))
		if err != nil {
			return api.SentVolunteerInvitationPage{}, err
		}
		return api.SentVolunteerInvitationPage{Items: viewEach(tx, found.Items, viewSentVolunteerInvitation), NextCursor: textOrNone(found.NextCursor)}, nil
	})
}

// WithdrawVolunteerInvitation handles POST /volunteer-invitations/{volunteer_invitation_id}/withdraw.
func (s *Server) WithdrawVolunteerInvitation(c *gin.Context, id api.VolunteerInvitationID, _ api.WithdrawVolunteerInvitationParams) {
	write(s, c, http.StatusOK, func(tx *models.Tx) (api.SentVolunteerInvitation, error) {
		withdrawn, err := invitation.Withdraw(tx, id64(id))
		if err != nil {
			return api.SentVolunteerInvitation{}, err
		}
		return viewSentVolunteerInvitation(tx, withdrawn), nil
	})
}

func viewSentVolunteerInvitation(tx *models.Tx, sent *invitation.Sent) api.SentVolunteerInvitation {
	view := api.SentVolunteerInvitation{
		ID: idText(sent.ID), OrganizationID: idText(sent.OrganizationID), OrganizationName: sent.OrganizationName,
		TeamID: idTextOrNone(valueOf(sent.TeamID)), TeamName: sent.TeamName, Name: textOrNone(sent.Name), Status: api.VolunteerInvitationStatus(sent.Status),
		InvitedBy: idText(sent.InvitedBy), InvitedByName: sent.InvitedByName, CreatedAt: localTime(tx, sent.CreatedAt), ExpiresAt: localTime(tx, sent.ExpiresAt),
	}
	if sent.Phone != "" {
		view.Phone = textOrNone(models.MaskPhone(sent.Phone))
	}
	return view
}
