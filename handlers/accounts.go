package handlers

import (
	"net/http"

	"github.com/gin-gonic/gin"

	"practicestation/api"
	"practicestation/models"
	"practicestation/models/account"
)

// ListAccounts handles GET /accounts (账号列表).
func (s *Server) ListAccounts(c *gin.Context, params api.ListAccountsParams) {
	filter := account.Filter{
		Phone: valueOf(params.Phone), OrganizationID: id64OrNone(params.OrganizationID), Status: account.Status(valueOf(params.Status)),
	}
	read(s, c, func(tx *models.Tx) (api.AccountPage, error) {
		found, err := account.List(tx, filter, pageOf(params.Limit, params.Cursor))
		return viewAccountPage(tx, found), err
	})
}

// CreateAccount handles POST /accounts (新建账号).
func (s *Server) CreateAccount(c *gin.Context, _ api.CreateAccountParams) {
	var in api.AccountInput
	if !bind(c, &in) {
		return
	}
	wanted := account.Input{Name: in.Name, Phone: in.Phone, OrganizationID: id64OrNone(in.OrganizationID)}
	prepare := func() (string, error) { return s.hashFirstPassword(c, wanted, in.Password) }
	writePrepared(s, c, http.StatusCreated, prepare, func(tx *models.Tx, hash string) (api.Account, error) {
		wanted.PasswordHash = hash
		created, err := account.Create(tx, wanted)
		if err != nil {
			return api.Account{}, err
		}
		return viewAccount(tx, created), nil
	})
}

// hashFirstPassword hashes the password of an account that somebody makes for a colleague.
func (s *Server) hashFirstPassword(c *gin.Context, wanted account.Input, password string) (string, error) {
	err := s.db.Read(c.Request.Context(), actorOf(c), func(tx *models.Tx) error {
		return account.CheckNew(tx, wanted, password)
	})
	if err != nil {
		return "", err
	}
	return s.passwords.Hash(c.Request.Context(), password)
}

// GetAccount handles GET /accounts/{account_id} (账号).
func (s *Server) GetAccount(c *gin.Context, accountID api.AccountID) {
	read(s, c, func(tx *models.Tx) (api.AccountDetail, error) {
		found, err := account.Find(tx, id64(accountID))
		if err != nil {
			return api.AccountDetail{}, err
		}
		return viewAccountDetail(tx, found)
	})
}

// SuspendAccount handles POST /accounts/{account_id}/suspend (停用账号).
func (s *Server) SuspendAccount(c *gin.Context, accountID api.AccountID, _ api.SuspendAccountParams) {
	var in api.OptionalReasonInput
	if !bind(c, &in) {
		return
	}
	write(s, c, http.StatusOK, func(tx *models.Tx) (api.Account, error) {
		suspended, err := account.Suspend(tx, id64(accountID), in.Reason)
		if err != nil {
			return api.Account{}, err
		}
		return viewAccount(tx, suspended), nil
	})
}

// ResumeAccount handles POST /accounts/{account_id}/resume (恢复账号).
func (s *Server) ResumeAccount(c *gin.Context, accountID api.AccountID, _ api.ResumeAccountParams) {
	write(s, c, http.StatusOK, func(tx *models.Tx) (api.Account, error) {
		resumed, err := account.Resume(tx, id64(accountID))
		if err != nil {
			return api.Account{}, err
		}
		return viewAccount(tx, resumed), nil
	})
}

// GrantRole handles POST /accounts/{account_id}/grants (授予角色).
func (s *Server) GrantRole(c *gin.Context, accountID api.AccountID, _ api.GrantRoleParams) {
	var in api.GrantInput
	if !bind(c, &in) {
		return
	}
	write(s, c, http.StatusCreated, func(tx *models.Tx) (api.Grant, error) {
		grant, err := account.GrantRole(tx, id64(accountID), account.GrantInput{
			Role: models.Role(in.Role), OrganizationID: id64(in.OrganizationID),
			From: dateOrTimeOrNone(tx, in.From), To: dateOrTimeOrNone(tx, in.To),
		})
		if err != nil {
			return api.Grant{}, err
		}
		return viewGrant(tx, grant), nil
	})
}

// RevokeGrant handles POST /grants/{grant_id}/revoke (撤销授权).
func (s *Server) RevokeGrant(c *gin.Context, grantID api.GrantID, _ api.RevokeGrantParams) {
	write(s, c, http.StatusOK, func(tx *models.Tx) (api.Grant, error) {
		grant, err := account.RevokeGrant(tx, id64(grantID))
		if err != nil {
			return api.Grant{}, err
		}
		return viewGrant(tx, grant), nil
	})
}
