package handlers

import (
	"net/http"

	"github.com/gin-gonic/gin"

	"practicestation/api"
	"practicestation/models"
	"practicestation/models/activity"
)

// CreateInvitations handles POST /shifts/{shift_id}/invitations.
func (s *Server) CreateInvitations(c *gin.Context, shiftID api.ShiftID, _ api.CreateInvitationsParams) {
	var in api.InvitationInput
	if !bind(c, &in) {
		return
	}
	write(s, c, http.StatusCreated, func(tx *models.Tx) (api.InvitationOutcomes, error) {
		invited, err := activity.Invite(tx, id64(shiftID), guestsOf(in))
		return api.InvitationOutcomes{Items: viewEach(tx, invited, viewGuest)}, err
	})
}

// guestsOf is whom a client wants to have asked.
func guestsOf(in api.InvitationInput) activity.Guests {
	return activity.Guests{VolunteerIDs: ids64(in.VolunteerIds), TeamID: id64OrNone(in.TeamID), Note: in.Note}
}

// ListInvitations handles GET /shifts/{shift_id}/invitations.
func (s *Server) ListInvitations(c *gin.Context, shiftID api.ShiftID, params api.ListInvitationsParams) {
	read(s, c, func(tx *models.Tx) (api.InvitationPage, error) {
		found, err := activity.ListInvitations(tx, id64(shiftID), activity.AskStatus(valueOf(params.Status)), pageOf(params.Limit, params.Cursor))
		return viewInvitationPage(tx, found), err
	})
}

// ListMyInvitations handles GET /me/invitations.
func (s *Server) ListMyInvitations(c *gin.Context, params api.ListMyInvitationsParams) {
	read(s, c, func(tx *models.Tx) (api.InvitationPage, error) {
		found, err := activity.ListOwnInvitations(tx, activity.AskStatus(valueOf(params.Status)), pageOf(params.Limit, params.Cursor))
		return viewInvitationPage(tx, found), err
	})
}

// AcceptInvitation handles POST /invitations/{invitation_id}/accept.
func (s *Server) AcceptInvitation(c *gin.Context, invitationID api.InvitationID, _ api.AcceptInvitationParams) {
	var in api.AcceptInput
	if !bind(c, &in) {
		return
	}
	write(s, c, http.StatusOK, func(tx *models.Tx) (api.Invitation, error) {
		accepted, err := activity.AcceptInvitation(tx, id64(invitationID), wayOfAnswer(in))
		return viewAnswered(tx, accepted, err)
	})
}

// DryRunAcceptInvitation handles POST /invitations/{invitation_id}/accept/dry-run.
func (s *Server) DryRunAcceptInvitation(c *gin.Context, invitationID api.InvitationID) {
	var in api.AcceptInput
	if !bind(c, &in) {
		return
	}
	rehearse(s, c, func(tx *models.Tx) error {
		_, err := activity.AcceptInvitation(tx, id64(invitationID), wayOfAnswer(in))
		return err
	})
}

// wayOfAnswer is what an invited person brings along.
func wayOfAnswer(in api.AcceptInput) activity.Way {
	return wayOf(api.SignUpInput{RiskAcknowledged: in.RiskAcknowledged, RiskNoticeID: in.RiskNoticeID})
}

// DeclineInvitation handles POST /invitations/{invitation_id}/decline.
func (s *Server) DeclineInvitation(c *gin.Context, invitationID api.InvitationID, _ api.DeclineInvitationParams) {
	write(s, c, http.StatusOK, func(tx *models.Tx) (api.Invitation, error) {
		declined, err := activity.DeclineInvitation(tx, id64(invitationID))
		return viewAnswered(tx, declined, err)
	})
}

// ids64 are the numbers of ids.
func ids64(ids []api.ID) []int64 {
	numbers := make([]int64, len(ids))
	for i, id := range ids {
		numbers[i] = id64(id)
	}
	return numbers
}

// viewAnswered shows an invitation, unless its answer was refused.
func viewAnswered(tx *models.Tx, i *activity.NamedInvitation, refusal error) (api.Invitation, error) {
	if refusal != nil {
		return api.Invitation{}, refusal
	}
	return viewInvitation(tx, i), nil
}

func viewInvitation(tx *models.Tx, i *activity.NamedInvitation) api.Invitation {
	return api.Invitation{
		ID: idText(i.ID), ShiftID: idText(i.ShiftID), ActivityID: idText(i.ActivityID), VolunteerID: idText(i.VolunteerID),
		VolunteerName: i.VolunteerName, ActivityTitle: i.ActivityTitle, StationName: i.StationName, Role: i.Role,
		StartsAt: localTime(tx, i.StartsAt), EndsAt: localTime(tx, i.EndsAt), Kind: kindOf(i), Status: api.InvitationStatus(i.StatusAt(tx.Now)),
		Note: i.Note, SignUpID: idTextOrNone(valueOf(i.SignUpID)), DecidedAt: localTimeOrNone(tx, i.DecidedAt), CreatedAt: localTime(tx, i.CreatedAt),
	}
}

func kindOf(i *activity.NamedInvitation) api.InvitationKind {
	if i.SeatID != 0 {
		return api.InvitationKindStandIn
	}
	return api.InvitationKindJoin
}

func viewInvitationPage(tx *models.Tx, page models.Paged[activity.NamedInvitation]) api.InvitationPage {
	return api.InvitationPage{Items: viewEach(tx, page.Items, viewInvitation), NextCursor: textOrNone(page.NextCursor)}
}

func viewGuest(tx *models.Tx, guest *activity.Guest) api.InvitationOutcome {
	view := api.InvitationOutcome{VolunteerID: idText(guest.VolunteerID), Errors: viewRowProblems(guest.Err)}
	if guest.Invitation != nil {
		invitation := viewInvitation(tx, guest.Invitation)
		view.Invitation = &invitation
	}
	return view
}
