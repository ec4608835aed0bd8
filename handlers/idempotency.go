package handlers

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"net/http"
	"strings"

	"github.com/gin-gonic/gin"

	"practicestation/models"
)

const (
	keyHeader      = "Idempotency-Key"
	replayedHeader = "Idempotent-Replayed"
	maxKeyLength   = 64
)

// errKeyReused refuses a key that already stands for another request.
var errKeyReused = models.DefineError(models.Invalid, "idempotency_key_reused", "请求标识已被使用",
	"这个 Idempotency-Key 已用于另一个请求，新的请求请换一个新的标识。")

// idempotencyKey is the caller's own name for this write, or nil without one. Only a POST of somebody signed in has one:
// a PUT is repeatable by its version, and nobody else has a place to keep keys in.
func idempotencyKey(c *gin.Context) (*models.IdempotencyKey, error) {
	sent := c.Request.Header.Values(keyHeader)
	actor := actorOf(c)
	if len(sent) == 0 || c.Request.Method != http.MethodPost || actor.Anonymous() {
		return nil, nil //nolint:nilnil // most requests have no key, and that is no error
	}
	key := sent[0]
	// The header is a structured string by its draft, so the same key may come quoted.
	if len(key) > 2 && strings.HasPrefix(key, `"`) && strings.HasSuffix(key, `"`) {
		key = key[1 : len(key)-1]
	}
	if len(sent) > 1 || !acceptableKey(key) {
		fault := models.FieldError{Field: keyHeader, Code: codeFormat, Message: "应为 1 至 64 个可见的 ASCII 字符，且只出现一次"}
		return nil, listed(models.ErrInvalid, []models.FieldError{fault})
	}
	fingerprint, err := fingerprintOf(c)
	if err != nil {
		return nil, err
	}
	return &models.IdempotencyKey{AccountID: actor.AccountID, Key: key, Fingerprint: fingerprint}, nil
}

func acceptableKey(key string) bool {
	unprintable := func(r rune) bool { return r < ' ' || r > '~' }
	return key != "" && len(key) <= maxKeyLength && !strings.ContainsFunc(key, unprintable)
}

// fingerprintOf is what was asked: two bodies that differ in spaces or in the order of members ask for the same.
// Passwords and places are left out, for the fingerprint is stored and what a fast hash of them stands for can be guessed.
func fingerprintOf(c *gin.Context) (string, error) {
	known := callOf(c)
	hash := sha256.New()
	hash.Write([]byte(c.Request.Method + "\x00" + c.Request.URL.Path + "\x00"))
	members := map[string]any{} // no body asks for the same as an empty one
	if len(known.body) > 0 {
		decoder := json.NewDecoder(bytes.NewReader(known.body))
		decoder.UseNumber()
		if err := decoder.Decode(&members); err != nil {
			return "", err
		}
	}
	for _, name := range known.operation.secrets {
		delete(members, name)
	}
	canonical, err := json.Marshal(members) // sorted by name
	if err != nil {
		return "", err
	}
	hash.Write(canonical)
	return hex.EncodeToString(hash.Sum(nil)), nil
}

// replayed answers with what the key's first request was answered, and reports whether the request is settled by that.
func (s *Server) replayed(c *gin.Context, key models.IdempotencyKey) bool {
	var kept *models.Answer
	err := s.db.Read(c.Request.Context(), actorOf(c), func(tx *models.Tx) error {
		var err error
		kept, err = models.FindAnswer(tx, key)
		return err
	})
	switch {
	case errors.Is(err, models.ErrAnswerUnknown):
		return false
	case err != nil:
		abort(c, err)
	case kept.Fingerprint != key.Fingerprint:
		abort(c, errKeyReused)
	default:
		c.Header(replayedHeader, "true")
		send(c, *kept)
	}
	return true
}

// refuseKeyed answers a keyed write that came to nothing. A twin of the request may have been faster, and its answer
// counts: what refuses this one may be the very effect that the twin had.
func (s *Server) refuseKeyed(c *gin.Context, key models.IdempotencyKey, refusal error) {
	kept, lasts := lastingAnswer(c, refusal)
	if !lasts {
		if c.Request.Context().Err() != nil || !s.replayed(c, key) {
			abort(c, refusal)
		}
		return
	}
	err := s.db.Write(c.Request.Context(), actorOf(c), func(tx *models.Tx) error {
		return models.SaveAnswer(tx, key, kept)
	})
	switch {
	case err == nil:
		abort(c, refusal)
	case !errors.Is(err, models.ErrAnswerExists):
		abort(c, err)
	case !s.replayed(c, key):
		abort(c, refusal)
	}
}

// refuseShape answers a request that does not have the contract's shape, and keeps that answer under the request's key, if
// it has one: a key stands for one request, also for a wrong one.
func (s *Server) refuseShape(c *gin.Context, fault error) {
	key, err := idempotencyKey(c)
	if key == nil || err != nil {
		abort(c, fault)
		return
	}
	if !s.replayed(c, *key) {
		s.refuseKeyed(c, *key, fault)
	}
	c.Abort()
}

// lastingAnswer is the answer to a refusal by a rule, which repeating the request must not change. Whatever may pass by
// itself (no permission yet, too many requests, a fault of ours) is not kept.
func lastingAnswer(c *gin.Context, err error) (models.Answer, bool) {
	var refusal *models.Error
	if !errors.As(err, &refusal) || refusal.Kind != models.Conflict && refusal.Kind != models.Invalid {
		return models.Answer{}, false
	}
	body, fault := problemBody(refusal, callOf(c).requestID)
	if fault != nil {
		return models.Answer{}, false
	}
	return models.Answer{Status: statusOf(refusal.Kind), ContentType: problemType, Body: body}, true
}
