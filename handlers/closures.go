package handlers

import (
	"net/http"

	"github.com/gin-gonic/gin"

	"practicestation/api"
	"practicestation/models"
	"practicestation/models/account"
	"practicestation/models/activity"
	"practicestation/models/closure"
)

// CloseMyAccount handles POST /me/closure (注销账号).
func (s *Server) CloseMyAccount(c *gin.Context, _ api.CloseMyAccountParams) {
	var in api.ClosureInput
	if !bind(c, &in) {
		return
	}
	prepare := func() (*string, error) { return s.proveForClosure(c, valueOf(in.CurrentPassword)) }
	writePrepared(s, c, http.StatusOK, prepare, func(tx *models.Tx, provedHash *string) (api.Closure, error) {
		made, err := closure.Close(tx, provedHash)
		if err != nil {
			return api.Closure{}, err
		}
		return viewClosure(tx, made), nil
	})
}

// proveForClosure lets nobody close an account by a stolen session alone, where there is a password to ask for. Guesses count as they
// do at log-in.
func (s *Server) proveForClosure(c *gin.Context, password string) (*string, error) {
	var own *account.Account
	err := s.db.Read(c.Request.Context(), actorOf(c), func(tx *models.Tx) (err error) {
		own, err = account.Own(tx)
		return err
	})
	if err != nil || own.PasswordHash == nil {
		return nil, err
	}
	return own.PasswordHash, s.prove(c, own, password, account.ErrPasswordWrong.At("current_password"))
}

// DryRunCloseMyAccount handles POST /me/closure/dry-run.
func (s *Server) DryRunCloseMyAccount(c *gin.Context) {
	var view api.ClosureDryRun
	err := s.db.Rehearse(c.Request.Context(), actorOf(c), func(tx *models.Tx) error {
		made, err := closure.Rehearse(tx)
		if err != nil {
			return err
		}
		told, err := viewDryRun(tx)
		view = api.ClosureDryRun{Closure: viewClosure(tx, made), Effects: told.Effects}
		return err
	})
	if err != nil {
		abort(c, err)
		return
	}
	answer(c, http.StatusOK, view)
}

func viewClosure(tx *models.Tx, made *closure.Closure) api.Closure {
	return api.Closure{
		ClosedAt: localTime(tx, made.At), SignUps: viewEach(tx, made.SignUps, viewLeaving), Applications: viewEach(tx, made.Applications, viewLeaving),
		Invitations: viewEach(tx, made.Invitations, viewLeaving), Teams: append([]string{}, made.Teams...),
		Honours: made.Claims, VolunteerInvitations: made.JoinInvitations, Feeds: made.Feeds,
	}
}

func viewLeaving(tx *models.Tx, ended *activity.Leaving) api.ClosedItem {
	return api.ClosedItem{
		ID: idText(ended.ID), ShiftID: idText(ended.ShiftID), ActivityTitle: ended.ActivityTitle, Role: ended.Role, StartsAt: localTime(tx, ended.StartsAt),
	}
}
