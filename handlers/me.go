package handlers

import (
	"net/http"

	"github.com/gin-gonic/gin"

	"practicestation/api"
	"practicestation/models"
	"practicestation/models/account"
	"practicestation/models/team"
	"practicestation/models/volunteer"
)

// GetMe handles GET /me (我的账号).
func (s *Server) GetMe(c *gin.Context) {
	read(s, c, func(tx *models.Tx) (api.Me, error) {
		own, err := account.Own(tx)
		if err != nil {
			return api.Me{}, err
		}
		return viewMe(tx, own)
	})
}

// UpdateMe handles PUT /me (修改我的账号).
func (s *Server) UpdateMe(c *gin.Context) {
	var in api.MeUpdate
	if !bind(c, &in) {
		return
	}
	write(s, c, http.StatusOK, func(tx *models.Tx) (api.Me, error) {
		own, err := account.Rename(tx, in.Version, in.Name)
		if err != nil {
			return api.Me{}, err
		}
		return viewMe(tx, own)
	})
}

// ChangePassword handles POST /me/password (修改密码).
func (s *Server) ChangePassword(c *gin.Context, _ api.ChangePasswordParams) {
	var in api.PasswordInput
	if !bind(c, &in) {
		return
	}
	prepare := func() (string, error) { return s.hashNewPassword(c, in) }
	writePrepared(s, c, http.StatusOK, prepare, func(tx *models.Tx, hash string) (api.Me, error) {
		own, err := account.ChangePassword(tx, hash)
		if err != nil {
			return api.Me{}, err
		}
		return viewMe(tx, own)
	})
}

// hashNewPassword lets nobody change a password by a stolen session alone: the current one is asked for, and guesses
// count as they do at log-in.
func (s *Server) hashNewPassword(c *gin.Context, in api.PasswordInput) (string, error) {
	var own *account.Account
	err := s.db.Read(c.Request.Context(), actorOf(c), func(tx *models.Tx) error {
		var err error
		own, err = account.OwnWithPassword(tx)
		return err
	})
	if err != nil {
		return "", err
	}
	if err := s.prove(c, own, in.CurrentPassword, account.ErrPasswordWrong.At("current_password")); err != nil {
		return "", err
	}
	if err := own.CheckNewPassword(in.NewPassword); err != nil {
		return "", err
	}
	return s.passwords.Hash(c.Request.Context(), in.NewPassword)
}

// GetMyVolunteer handles GET /me/volunteer (我的志愿者资料).
func (s *Server) GetMyVolunteer(c *gin.Context) {
	read(s, c, func(tx *models.Tx) (api.Volunteer, error) {
		own, err := volunteer.Own(tx)
		if err != nil {
			return api.Volunteer{}, err
		}
		return viewVolunteer(tx, own), nil
	})
}

// PutMyVolunteer handles PUT /me/volunteer (登记或修改志愿者资料).
func (s *Server) PutMyVolunteer(c *gin.Context) {
	var in api.VolunteerInput
	if !bind(c, &in) {
		return
	}
	profile := volunteer.Input{
		Name: in.Name, Gender: volunteer.Gender(in.Gender), BornOn: in.BornOn.String(), Phone: in.Phone,
		ResidenceID: id64OrNone(in.ResidenceID), Skills: in.Skills, Categories: valueOf(in.ServiceCategories), Version: valueOf(in.Version),
	}
	write(s, c, http.StatusOK, func(tx *models.Tx) (api.Volunteer, error) {
		own, err := volunteer.Save(tx, profile)
		if err != nil {
			return api.Volunteer{}, err
		}
		return viewVolunteer(tx, own), nil
	})
}

// ListMyTeams handles GET /me/teams (我的队伍).
func (s *Server) ListMyTeams(c *gin.Context, params api.ListMyTeamsParams) {
	read(s, c, func(tx *models.Tx) (api.TeamMemberPage, error) {
		found, err := team.OwnMemberships(tx, pageOf(params.Limit, params.Cursor))
		return viewMemberPage(tx, found), err
	})
}
