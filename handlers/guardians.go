package handlers

import (
	"net/http"
	"time"

	"github.com/gin-gonic/gin"

	openapi_types "github.com/oapi-codegen/runtime/types"

	"practicestation/api"
	"practicestation/models"
	"practicestation/models/activity"
	"practicestation/models/volunteer"
)

// ListActivityExclusions handles GET /activity-exclusions: what is no volunteer service.
func (s *Server) ListActivityExclusions(c *gin.Context) {
	version, kinds := activity.Exclusions()
	view := api.ActivityExclusions{Version: version, Items: make([]api.ActivityExclusion, len(kinds))}
	for i, kind := range kinds {
		view.Items[i] = api.ActivityExclusion{Code: kind.Code, Title: kind.Title, Text: kind.Text}
	}
	answer(c, http.StatusOK, view)
}

// ListMyGuardianConsents handles GET /me/guardian-consents.
func (s *Server) ListMyGuardianConsents(c *gin.Context, params api.ListMyGuardianConsentsParams) {
	read(s, c, func(tx *models.Tx) (api.GuardianConsentPage, error) {
		found, err := volunteer.OwnConsents(tx, pageOf(params.Limit, params.Cursor))
		for i := range found.Items {
			found.Items[i].Phone = models.MaskPhone(found.Items[i].Phone)
		}
		return viewConsentPage(tx, found), err
	})
}

// ListGuardianConsents handles GET /volunteers/{volunteer_id}/guardian-consents.
func (s *Server) ListGuardianConsents(c *gin.Context, volunteerID api.VolunteerID, params api.ListGuardianConsentsParams) {
	read(s, c, func(tx *models.Tx) (api.GuardianConsentPage, error) {
		found, err := volunteer.ConsentsOf(tx, id64(volunteerID), pageOf(params.Limit, params.Cursor))
		return viewConsentPage(tx, found), err
	})
}

// RecordGuardianConsent handles POST /volunteers/{volunteer_id}/guardian-consents.
func (s *Server) RecordGuardianConsent(c *gin.Context, volunteerID api.VolunteerID, _ api.RecordGuardianConsentParams) {
	var in api.GuardianConsentInput
	if !bind(c, &in) {
		return
	}
	wanted := volunteer.ConsentInput{
		GuardianInput: volunteer.GuardianInput{
			Name: in.Name, Relation: in.Relation, Phone: in.Phone, Mode: volunteer.ConsentMode(in.Mode),
			GivenBy: volunteer.ConsentForm(in.GivenBy), ExpiresOn: dayOrNone(in.ExpiresOn),
		},
		ActivityID: id64OrNone(in.ActivityID),
	}
	write(s, c, http.StatusCreated, func(tx *models.Tx) (api.GuardianConsent, error) {
		recorded, err := activity.RecordConsent(tx, id64(volunteerID), wanted)
		if err != nil {
			return api.GuardianConsent{}, err
		}
		return viewConsent(tx, recorded), nil
	})
}

// RevokeGuardianConsent handles POST /guardian-consents/{guardian_consent_id}/revoke.
func (s *Server) RevokeGuardianConsent(c *gin.Context, consentID api.GuardianConsentID, _ api.RevokeGuardianConsentParams) {
	var in api.ReasonInput
	if !bind(c, &in) {
		return
	}
	write(s, c, http.StatusOK, func(tx *models.Tx) (api.GuardianConsent, error) {
		revoked, err := activity.RevokeConsent(tx, id64(consentID), in.Reason)
		if err != nil {
			return api.GuardianConsent{}, err
		}
		return viewConsent(tx, revoked), nil
	})
}

// DryRunRevokeGuardianConsent handles POST /guardian-consents/{guardian_consent_id}/revoke/dry-run.
func (s *Server) DryRunRevokeGuardianConsent(c *gin.Context, consentID api.GuardianConsentID) {
	var in api.ReasonInput
	if !bind(c, &in) {
		return
	}
	rehearse(s, c, func(tx *models.Tx) error {
		_, err := activity.RevokeConsent(tx, id64(consentID), in.Reason)
		return err
	})
}

// guardianOf is nothing where a client names no guardian.
func guardianOf(in *api.GuardianInput) *volunteer.GuardianInput {
	if in == nil {
		return nil
	}
	return &volunteer.GuardianInput{
		Name: in.Name, Relation: in.Relation, Phone: in.Phone, Mode: volunteer.ConsentMode(in.Mode),
		GivenBy: volunteer.ConsentForm(in.GivenBy), ExpiresOn: dayOrNone(in.ExpiresOn),
	}
}

func dayOrNone(day *openapi_types.Date) string {
	if day == nil {
		return ""
	}
	return day.Format(time.DateOnly)
}

func viewConsentPage(tx *models.Tx, page models.Paged[volunteer.Consent]) api.GuardianConsentPage {
	return api.GuardianConsentPage{Items: viewEach(tx, page.Items, viewConsent), NextCursor: textOrNone(page.NextCursor)}
}

func viewConsent(tx *models.Tx, c *volunteer.Consent) api.GuardianConsent {
	return api.GuardianConsent{
		ID: idText(c.ID), VolunteerID: idText(c.VolunteerID), Name: c.GuardianName, Relation: c.Relation, Phone: c.Phone,
		Scope: api.GuardianConsentScope(c.Scope), ActivityID: idTextOrNone(valueOf(c.ActivityID)), Mode: api.GuardianMode(c.Mode),
		GivenBy: api.GuardianConsentForm(c.GivenBy), ExpiresOn: viewDateOrNone(valueOf(c.ExpiresOn)), GrantedAt: localTime(tx, c.GrantedAt),
		RevokedAt: localTimeOrNone(tx, c.RevokedAt), RevokeReason: c.RevokeReason,
	}
}
