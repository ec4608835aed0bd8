package handlers

import (
	"context"
	"crypto/rand"
	"errors"
	"log/slog"
	"net/http"
	"regexp"
	"runtime/debug"

	"github.com/gin-gonic/gin"

	"practicestation/models"
)

// The errors of requests that reach no operation.
var (
	errRouteNotFound = models.DefineError(models.NotFound, "route_not_found", "没有这个地址",
		"没有这个地址，请对照 /docs 中的接口说明检查路径。")
	errMethodNotAllowed = models.DefineError(models.MethodNotAllowed, "method_not_allowed", "不支持这种请求方法",
		"这个地址不支持这种请求方法，允许的方法见 Allow 头。")
	errInternal = models.DefineError(models.Internal, "internal", "系统内部错误",
		"系统内部出错，已经记录。请稍后再试，仍不行时把请求编号告诉运维人员。")
)

// call is what the chain finds out about one request.
type call struct {
	requestID string
	operation *operation // nil outside the contract
	actor     models.Actor
	body      []byte // the checked body, empty without one
	code      string // of the refusal, for the access log
}

type callKey struct{}

// callOf gives what is known about the request so far.
func callOf(c *gin.Context) *call {
	if known, ok := c.Get(callKey{}); ok {
		return known.(*call)
	}
	return &call{}
}

// actorOf is who asks; the actor of a public operation is anonymous.
func actorOf(c *gin.Context) models.Actor { return callOf(c).actor }

// acceptedRequestID is what a caller's own request id may look like: it goes into logs and answers.
var acceptedRequestID = regexp.MustCompile(`^[A-Za-z0-9-]{8,64}$`)

func (s *Server) identify(c *gin.Context) {
	id := c.GetHeader("X-Request-Id")
	if !acceptedRequestID.MatchString(id) {
		id = rand.Text()
	}
	known := &call{requestID: id, actor: models.Actor{RequestID: id, Address: c.ClientIP()}}
	c.Set(callKey{}, known)
	c.Header("X-Request-Id", id)
	c.Next()
}

// accessLog writes one line per request, without bodies, queries or names.
func (s *Server) accessLog(c *gin.Context) {
	start := s.clock()
	defer func() {
		known := callOf(c)
		attributes := []slog.Attr{
			slog.String("request_id", known.requestID),
			slog.String("method", c.Request.Method),
			slog.String("route", c.FullPath()),
			slog.Int("status", c.Writer.Status()),
			slog.Int("bytes", max(0, c.Writer.Size())),
			slog.Duration("duration", s.clock().Sub(start)),
		}
		if known.operation != nil {
			attributes = append(attributes, slog.String("operation", known.operation.id))
		}
		if !known.actor.Anonymous() {
			attributes = append(attributes, slog.Int64("account_id", known.actor.AccountID))
		}
		if known.code != "" {
			attributes = append(attributes, slog.String("code", known.code))
		}
		s.log.LogAttrs(c.Request.Context(), slog.LevelInfo, "request", attributes...)
	}()
	c.Next()
}

// recovery answers a panic with a problem. Once bytes are out, only a broken connection tells the client that the answer
// is not whole: a swallowed panic would end a half-written file as a clean 200.
func (s *Server) recovery(c *gin.Context) {
	defer func() {
		cause := recover()
		if cause == nil {
			return
		}
		if fault, ok := cause.(error); !ok || !errors.Is(fault, http.ErrAbortHandler) {
			s.log.LogAttrs(c.Request.Context(), slog.LevelError, "panic", slog.String("request_id", callOf(c).requestID),
				slog.Any("cause", cause), slog.String("stack", string(debug.Stack())))
		}
		c.Abort()
		if c.Writer.Written() {
			panic(http.ErrAbortHandler)
		}
		s.writeProblem(c, errInternal)
	}()
	c.Next()
}

// strictPolicy lets an answer load nothing at all; the pages have policies of their own.
const strictPolicy = "default-src 'none'; frame-ancestors 'none'"

func securityHeaders(c *gin.Context) {
	header := c.Writer.Header()
	header.Set("X-Content-Type-Options", "nosniff")
	header.Set("Cache-Control", "no-store")
	header.Set("Content-Security-Policy", strictPolicy)
	header.Set("Referrer-Policy", "no-referrer")
	header.Set("X-Frame-Options", "DENY")
	c.Next()
}

// problems writes the last error of an aborted request; a handler never writes one itself.
func (s *Server) problems(c *gin.Context) {
	c.Next()
	last := c.Errors.Last()
	if last == nil {
		return
	}
	if c.Writer.Written() {
		s.log.LogAttrs(c.Request.Context(), slog.LevelError, "an error came after the answer",
			slog.String("request_id", callOf(c).requestID), slog.String("error", last.Err.Error()))
		return
	}
	s.writeProblem(c, last.Err)
}

// deadline bounds how long an operation may keep a database connection busy.
func (s *Server) deadline(c *gin.Context) {
	ctx, cancel := context.WithTimeout(c.Request.Context(), s.timeout)
	defer cancel()
	whole := c.Request
	c.Request = c.Request.WithContext(ctx)
	c.Next()
	c.Request = whole // its context still tells whether the client is there
}
