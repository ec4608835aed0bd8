package handlers

import (
	"context"
	"encoding/json"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/gin-gonic/gin"

	"practicestation/models"
	"practicestation/models/account"
)

// tinySpec is a contract with one of everything that the check must hold.
const tinySpec = `
openapi: 3.0.3
info: {title: tiny, version: '1'}
servers: [{url: /api/v1}]
security: [{bearerAuth: []}]
paths:
  /things:
    get:
      operationId: listThings
      security: [{}, {bearerAuth: []}]
      parameters:
        - {name: limit, in: query, schema: {type: integer, minimum: 1, maximum: 100, default: 20}}
        - {name: owner_id, in: query, schema: {$ref: '#/components/schemas/ID'}}
        - {name: from, in: query, schema: {type: string, format: date-time}}
        - {name: kind, in: query, schema: {type: string, enum: [big, small]}}
      responses: {'200': {description: ok}}
    post:
      operationId: createThing
      requestBody:
        required: true
        content: {application/json: {schema: {$ref: '#/components/schemas/ThingInput'}}}
      responses: {'201': {description: ok}}
  /open/things:
    post:
      operationId: proposeThing
      security: []
      requestBody:
        required: true
        content: {application/json: {schema: {$ref: '#/components/schemas/ThingInput'}}}
      responses: {'201': {description: ok}}
  /things/{thing_id}/poke:
    post:
      operationId: pokeThing
      security: []
      parameters: [{name: thing_id, in: path, required: true, schema: {$ref: '#/components/schemas/ID'}}]
      responses: {'200': {description: ok}}
components:
  securitySchemes: {bearerAuth: {type: http, scheme: bearer}}
  schemas:
    ID: {type: string, pattern: '^[1-9][0-9]{0,18}$', description: 编号。}
    Moment:
      type: string
      pattern: '^[0-9]{4}-[0-9]{2}-[0-9]{2}(T[0-9]{2}:[0-9]{2}:[0-9]{2}(\.[0-9]{1,9})?(Z|[+-][0-9]{2}:[0-9]{2}))?$'
    ThingInput:
      type: object
      additionalProperties: false
      required: [name, size]
      properties:
        name: {type: string, minLength: 1, maxLength: 10}
        size: {type: integer, minimum: 1, maximum: 100000}
        at: {type: string, format: date-time}
        on: {type: string, format: date}
        moment: {$ref: '#/components/schemas/Moment'}
        kind: {type: string, enum: [big, small]}
        owner_id: {$ref: '#/components/schemas/ID'}
        phone: {type: string, pattern: '^1[0-9]{10}$', description: 手机号，11 位。}
        password: {type: string, format: password, minLength: 8}
        made: {type: boolean}
        id: {type: string, readOnly: true}
        parts:
          type: array
          maxItems: 2
          items:
            type: object
            additionalProperties: false
            required: [count]
            properties: {count: {type: integer, minimum: 1}}
`

// thingInput is what a generated type for ThingInput looks like.
type thingInput struct {
	Name     string     `json:"name"`
	Size     int        `json:"size"`
	At       *time.Time `json:"at"`
	On       *string    `json:"on"`
	Moment   *string    `json:"moment"`
	Kind     *string    `json:"kind"`
	OwnerID  *string    `json:"owner_id"`
	Phone    *string    `json:"phone"`
	Password *string    `json:"password"`
	Made     *bool      `json:"made"`
	Parts    []struct {
		Count int `json:"count"`
	} `json:"parts"`
}

// tiny is a server of the tiny contract on a database of its own.
type tiny struct {
	t      *testing.T
	server *Server
	engine *gin.Engine
	token  string
	log    *strings.Builder
}

var tinyNow = time.Date(2026, 3, 1, 1, 0, 0, 0, time.UTC)

func newTiny(t *testing.T, create gin.HandlerFunc) *tiny {
	t.Helper()
	log := &strings.Builder{}
	db, err := models.Open(t.Context(), "sqlite:"+filepath.Join(t.TempDir(), "tiny.db"), models.Options{
		Clock: func() time.Time { return tinyNow }, Zone: time.UTC, Logger: slog.New(slog.NewTextHandler(io.Discard, nil)),
	})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = db.Close() })
	if err := db.Migrate(t.Context()); err != nil {
		t.Fatal(err)
	}
	s, err := New(Options{DB: db, Logger: slog.New(slog.NewTextHandler(log, nil)), TokenKey: tokenTestKey})
	if err != nil {
		t.Fatal(err)
	}
	if s.contract, err = newContract([]byte(tinySpec)); err != nil {
		t.Fatal(err)
	}
	engine, err := s.engine()
	if err != nil {
		t.Fatal(err)
	}
	tinyRoutes(headed{engine.Group(s.contract.base, s.deadline, s.check)}, create)
	if err := s.contract.matches(engine.Routes()); err != nil {
		t.Fatal(err)
	}
	s.servePages(engine)
	return &tiny{t: t, server: s, engine: engine, log: log, token: tinyToken(t, s)}
}

func tinyRoutes(group gin.IRouter, create gin.HandlerFunc) {
	group.GET("/things", func(c *gin.Context) {
		answer(c, http.StatusOK, map[string]any{"account": idText(actorOf(c).AccountID)})
	})
	group.POST("/things", create)
	group.POST("/open/things", func(c *gin.Context) {
		var in thingInput
		if bind(c, &in) {
			answer(c, http.StatusCreated, map[string]any{"name": in.Name, "size": in.Size})
		}
	})
	group.POST("/things/:thing_id/poke", func(c *gin.Context) { answer(c, http.StatusOK, map[string]any{}) })
}

// tinyToken signs in the first administrator.
func tinyToken(t *testing.T, s *Server) string {
	t.Helper()
	var token string
	err := s.db.Write(context.Background(), models.SystemActor("test"), func(tx *models.Tx) error {
		admin, err := account.FirstAdministrator(tx, account.Input{Name: "张三", Phone: "13800000001", PasswordHash: "x"})
		if err != nil {
			return err
		}
		session, err := account.Open(tx, admin.ID, time.Hour)
		if err != nil {
			return err
		}
		token, _, err = s.tokens.Sign(admin.ID, session.SessionID, tx.Now)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return token
}

// request sends one; headers come as name and value in turn.
func (k *tiny) request(method, target, body string, headers ...string) *httptest.ResponseRecorder {
	k.t.Helper()
	r := httptest.NewRequest(method, target, strings.NewReader(body))
	if body != "" {
		r.Header.Set("Content-Type", jsonType)
	}
	for i := 0; i < len(headers); i += 2 {
		if headers[i+1] == "" {
			r.Header.Del(headers[i])
			continue
		}
		r.Header.Add(headers[i], headers[i+1])
		if headers[i] == "Content-Type" {
			r.Header.Set(headers[i], headers[i+1])
		}
	}
	w := httptest.NewRecorder()
	k.engine.ServeHTTP(w, r)
	return w
}

type problem struct {
	Type, Title, Detail, Instance, Code string
	Status                              int
	Errors                              []problemField
}

// refused reads a problem document and checks what every one must have.
func (k *tiny) refused(w *httptest.ResponseRecorder) problem {
	k.t.Helper()
	var p problem
	if err := json.Unmarshal(w.Body.Bytes(), &p); err != nil {
		k.t.Fatalf("%d %q: %v", w.Code, w.Body.String(), err)
	}
	if w.Header().Get("Content-Type") != problemType || p.Status != w.Code || p.Type != "/problems/"+p.Code ||
		p.Title == "" || p.Detail == "" || p.Instance != w.Header().Get("X-Request-Id") {
		k.t.Errorf("not a whole problem document: %d %s %s", w.Code, w.Header(), w.Body)
	}
	return p
}
