package handlers

import (
	"context"
	"encoding/json"
	"errors"
	"log/slog"
	"net/http"
	"strconv"

	"github.com/gin-gonic/gin"

	"practicestation/models"
)

const problemType = "application/problem+json"

// statusClientGone is what the access log shows when nobody waits for the answer any more.
const statusClientGone = 499

// retryAfter is how many seconds a refused caller should wait when the error does not say.
const retryAfter = 1

// statusOf is the only place that knows which status a kind of error has.
func statusOf(kind models.Kind) int {
	switch kind {
	case models.Malformed:
		return http.StatusBadRequest
	case models.Unauthenticated:
		return http.StatusUnauthorized
	case models.Forbidden:
		return http.StatusForbidden
	case models.NotFound:
		return http.StatusNotFound
	case models.MethodNotAllowed:
		return http.StatusMethodNotAllowed
	case models.Conflict:
		return http.StatusConflict
	case models.TooLarge:
		return http.StatusRequestEntityTooLarge
	case models.Unsupported:
		return http.StatusUnsupportedMediaType
	case models.Invalid:
		return http.StatusUnprocessableEntity
	case models.TooMany:
		return http.StatusTooManyRequests
	case models.Unavailable:
		return http.StatusServiceUnavailable
	default:
		return http.StatusInternalServerError
	}
}

// abort ends the request with an error; the problems middleware writes it.
func abort(c *gin.Context, err error) {
	_ = c.Error(err) // Gin returns what it was given
	c.Abort()
}

// writeProblem answers with an error as an RFC 9457 problem document.
func (s *Server) writeProblem(c *gin.Context, err error) {
	known := callOf(c)
	if errors.Is(err, context.Canceled) && c.Request.Context().Err() != nil {
		known.code = "client_gone"
		c.Status(statusClientGone)
		return
	}
	refusal := s.refusalOf(c, err)
	known.code = refusal.Code
	body, err := problemBody(refusal, known.requestID)
	if err != nil {
		s.log.LogAttrs(c.Request.Context(), slog.LevelError, "a problem could not be written",
			slog.String("request_id", known.requestID), slog.String("code", refusal.Code), slog.String("error", err.Error()))
		refusal = errInternal
		body, _ = problemBody(refusal, known.requestID) // it has no facts that could fail
	}
	problemHeaders(c, refusal)
	c.Data(statusOf(refusal.Kind), problemType, body)
}

// refusalOf is what a client may see of an error. What no rule has named is logged and shown as internal: its text may
// hold anything.
func (s *Server) refusalOf(c *gin.Context, err error) *models.Error {
	var refusal *models.Error
	switch {
	case errors.As(err, &refusal):
		if refusal.Kind != models.Internal {
			return refusal
		}
	case errors.Is(err, context.DeadlineExceeded), errors.Is(err, context.Canceled):
		return models.ErrBusy
	}
	s.log.LogAttrs(c.Request.Context(), slog.LevelError, "an operation failed",
		slog.String("request_id", callOf(c).requestID), slog.String("route", c.FullPath()), slog.String("error", err.Error()))
	return errInternal
}

// problemHeaders sets what HTTP wants beside some statuses.
func problemHeaders(c *gin.Context, refusal *models.Error) {
	switch refusal.Kind {
	case models.Unauthenticated:
		c.Header("WWW-Authenticate", `Bearer realm="practice-station"`)
	case models.TooMany, models.Unavailable:
		seconds, ok := refusal.Facts["retry_after"].(int)
		if !ok {
			seconds = retryAfter
		}
		c.Header("Retry-After", strconv.Itoa(seconds))
	}
}

// problemBody is the document: the members of RFC 9457, our code and errors, and the error's facts beside them.
func problemBody(refusal *models.Error, requestID string) ([]byte, error) {
	document := make(map[string]any, len(refusal.Facts)+7)
	for name, fact := range refusal.Facts {
		document[name] = fact
	}
	document["type"] = "/problems/" + refusal.Code
	document["title"] = refusal.Title
	document["status"] = statusOf(refusal.Kind)
	document["detail"] = refusal.Message
	document["instance"] = requestID
	document["code"] = refusal.Code
	if len(refusal.Fields) > 0 {
		document["errors"] = problemFields(refusal.Fields)
	}
	return json.Marshal(document)
}

type problemField struct {
	Field   string `json:"field,omitempty"`
	Code    string `json:"code"`
	Message string `json:"message"`
}

func problemFields(fields []models.FieldError) []problemField {
	all := make([]problemField, len(fields))
	for i, field := range fields {
		all[i] = problemField(field)
	}
	return all
}
