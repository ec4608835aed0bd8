package handlers

import (
	"net/http"

	"github.com/gin-gonic/gin"

	"practicestation/api"
	"practicestation/models"
	"practicestation/models/account"
)

// SetUp handles POST /setup (首次设置).
func (s *Server) SetUp(c *gin.Context, _ api.SetUpParams) {
	var in api.SetUpInput
	if !bind(c, &in) {
		return
	}
	first := account.Input{Name: in.Name, Phone: in.Phone}
	if _, ok := load(s, c, func(tx *models.Tx) (struct{}, error) {
		return struct{}{}, account.CheckSetUp(tx, in.Key, first, in.Password)
	}); !ok {
		return
	}
	hash, err := s.passwords.Hash(c.Request.Context(), in.Password)
	if err != nil {
		abort(c, err)
		return
	}
	first.PasswordHash = hash
	s.openSession(c, http.StatusCreated, func(tx *models.Tx) (*account.Account, error) {
		return account.SetUp(tx, in.Key, first)
	})
}
