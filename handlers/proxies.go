package handlers

import (
	"net/http"

	"github.com/gin-gonic/gin"

	"practicestation/api"
	"practicestation/models"
	"practicestation/models/activity"
	"practicestation/models/volunteer"
)

// RegisterVolunteer handles POST /volunteers: staff write down a person without an account.
func (s *Server) RegisterVolunteer(c *gin.Context, _ api.RegisterVolunteerParams) {
	var in api.VolunteerRegistration
	if !bind(c, &in) {
		return
	}
	person := volunteer.PersonInput{
		OrganizationID: id64(in.OrganizationID), Name: in.Name, Gender: volunteer.Gender(in.Gender), BornOn: in.BornOn.String(), Phone: in.Phone,
		ConfirmedBy: volunteer.Confirmation(in.ConfirmedBy), Guardian: guardianOf(in.Guardian),
	}
	write(s, c, http.StatusCreated, func(tx *models.Tx) (api.RegisteredVolunteer, error) {
		registered, err := volunteer.RegisterPerson(tx, person)
		if err != nil {
			return api.RegisteredVolunteer{}, err
		}
		return viewRegistered(tx, registered), nil
	})
}

// CreateProxySignUp handles POST /shifts/{shift_id}/proxy-sign-ups.
func (s *Server) CreateProxySignUp(c *gin.Context, shiftID api.ShiftID, _ api.CreateProxySignUpParams) {
	s.signUpFor(c, shiftID, activity.SignUpFor)
}

// CreateWalkIn handles POST /shifts/{shift_id}/walk-ins.
func (s *Server) CreateWalkIn(c *gin.Context, shiftID api.ShiftID, _ api.CreateWalkInParams) {
	s.signUpFor(c, shiftID, activity.WalkIn)
}

func (s *Server) signUpFor(c *gin.Context, shiftID api.ShiftID, rule func(*models.Tx, int64, activity.Proxy) (*activity.SignUp, error)) {
	var in api.ProxySignUpInput
	if !bind(c, &in) {
		return
	}
	write(s, c, http.StatusCreated, func(tx *models.Tx) (api.SignUp, error) {
		signUp, err := rule(tx, id64(shiftID), proxyOf(in))
		if err != nil {
			return api.SignUp{}, err
		}
		return viewSignUp(tx, signUp, signUp.Status), nil
	})
}

// proxyOf is whom staff mean, and how that person has agreed.
func proxyOf(in api.ProxySignUpInput) activity.Proxy {
	proxy := activity.Proxy{
		VolunteerID: id64OrNone(in.VolunteerID), Confirmation: volunteer.Confirmation(in.Confirmation),
		Way: wayOf(api.SignUpInput{RiskAcknowledged: in.RiskAcknowledged, RiskNoticeID: in.RiskNoticeID}),
	}
	proxy.Way.OverReason = in.OverReason
	if in.Person != nil {
		proxy.Person = &volunteer.PersonInput{
			Name: in.Person.Name, Gender: volunteer.Gender(in.Person.Gender), BornOn: in.Person.BornOn.String(), Phone: in.Person.Phone,
			Guardian: guardianOf(in.Person.Guardian),
		}
	}
	return proxy
}

// viewRegistered shows what staff may know of somebody whom they have registered.
func viewRegistered(tx *models.Tx, v *volunteer.Volunteer) api.RegisteredVolunteer {
	return api.RegisteredVolunteer{
		ID: idText(v.ID), Name: v.Name, Phone: textOrNone(models.MaskPhone(v.Phone)), HasAccount: v.AccountID != nil, CreatedAt: localTime(tx, v.CreatedAt),
	}
}
