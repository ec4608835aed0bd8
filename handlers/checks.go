package handlers

import (
	"bytes"
	"context"
	"net/http"

	"github.com/gin-gonic/gin"

	"practicestation/api"
	"practicestation/models"
	"practicestation/models/certificate"
)

// checkPage is what the template of the page for checking a certificate shows: first nothing but a form.
type checkPage struct {
	Code, Number string
	Found        *api.CertificateCheck
	Asked        bool // and without a Found: there is no such certificate
}

// checkOf is the page that checks a certificate, which its QR code leads to.
func (s *Server) checkOf(c *gin.Context, code string) string { return s.address(c) + "/c/" + code }

// showCheck is the page behind the QR code on a certificate, and the one where people type number and code. It is kept
// nowhere: a certificate may fall the next minute. Guessing needs no counter, since a code has 87 bits.
func (s *Server) showCheck(c *gin.Context) {
	view := checkPage{Code: c.Param("code"), Number: c.Query("number")}
	if view.Code == "" {
		view.Code = c.Query("code")
	}
	view.Asked = view.Code != "" || view.Number != ""
	status := http.StatusOK
	if view.Asked {
		found, err := s.findCheck(c, view.Code, view.Number)
		switch {
		case models.IsCode(err, certificate.ErrNotFound):
			status = http.StatusNotFound
		case err != nil:
			abort(c, err)
			return
		}
		view.Found = found
	}
	var content bytes.Buffer
	if err := s.pages.check.Execute(&content, view); err != nil {
		abort(c, err)
		return
	}
	c.Header("Content-Security-Policy", pagePolicy)
	c.Data(status, contentTypeOf(".html"), content.Bytes())
}

func (s *Server) findCheck(c *gin.Context, code, number string) (view *api.CertificateCheck, err error) {
	ctx, cancel := context.WithTimeout(c.Request.Context(), s.timeout)
	defer cancel()
	err = s.db.Read(ctx, models.Actor{}, func(tx *models.Tx) error {
		found, err := certificate.Check(tx, code, number)
		if err != nil {
			return err
		}
		shown := viewCheck(tx, found)
		view = &shown
		return nil
	})
	return view, err
}
