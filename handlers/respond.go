package handlers

import (
	"bytes"
	"encoding/json"
	"net/http"
	"strconv"
	"time"

	"github.com/gin-gonic/gin"

	"practicestation/models"
)

// load runs a reading rule for a handler that answers with something else than JSON. When it gives false, the request
// has been refused and the handler returns.
func load[T any](s *Server, c *gin.Context, rule func(tx *models.Tx) (T, error)) (T, bool) {
	var found T
	err := s.db.Read(c.Request.Context(), actorOf(c), func(tx *models.Tx) error {
		var err error
		found, err = rule(tx)
		return err
	})
	if err != nil {
		abort(c, err)
		return found, false
	}
	return found, true
}

// change runs a rule in one unit of work for a handler that answers in its own way, without Idempotency-Key. When it
// gives false, the request has been refused and the handler returns.
func change[T any](s *Server, c *gin.Context, rule func(tx *models.Tx) (T, error)) (T, bool) {
	var outcome T
	err := s.db.Write(c.Request.Context(), actorOf(c), func(tx *models.Tx) error {
		var err error
		outcome, err = rule(tx)
		return err
	})
	if err != nil {
		abort(c, err)
		return outcome, false
	}
	return outcome, true
}

// answer sends a view that is already there.
func answer(c *gin.Context, status int, view any) {
	ready, err := answerWith(status, view)
	if err != nil {
		abort(c, err)
		return
	}
	send(c, ready)
}

// read runs a reading rule that gives the contract's view, and answers 200 with it.
func read[T any](s *Server, c *gin.Context, rule func(tx *models.Tx) (T, error)) {
	if view, ok := load(s, c, rule); ok {
		answer(c, http.StatusOK, view)
	}
}

// write runs a rule in one unit of work and answers with the contract's view that it gives. The rule may run more than
// once and must have no effect outside its Tx. A POST with an Idempotency-Key has one effect and one answer.
func write[T any](s *Server, c *gin.Context, status int, rule func(tx *models.Tx) (T, error)) {
	writePrepared(s, c, status, func() (struct{}, error) { return struct{}{}, nil },
		func(tx *models.Tx, _ struct{}) (T, error) { return rule(tx) })
}

// writePrepared is write for a rule that needs what takes too long for a unit of work, as the hash of a password. It is
// prepared once, and not at all for a request that has been answered before.
func writePrepared[P, T any](s *Server, c *gin.Context, status int, prepare func() (P, error), rule func(tx *models.Tx, prepared P) (T, error)) {
	key, err := idempotencyKey(c)
	if err != nil {
		abort(c, err)
		return
	}
	if key != nil && s.replayed(c, *key) {
		return
	}
	var sent models.Answer
	prepared, err := prepare()
	if err == nil {
		err = s.db.Write(c.Request.Context(), actorOf(c), func(tx *models.Tx) error {
			view, err := rule(tx, prepared)
			if err != nil {
				return err
			}
			if sent, err = answerWith(status, view); err != nil || key == nil {
				return err
			}
			kept := sent
			if once, secret := any(view).(shownOnce); secret {
				if kept, err = answerWith(status, once.kept); err != nil {
					return err
				}
			}
			return models.SaveAnswer(tx, *key, kept)
		})
	}
	switch {
	case err == nil:
		send(c, sent)
	case key != nil:
		s.refuseKeyed(c, *key, err)
	default:
		abort(c, err)
	}
}

// shownOnce is a view with a secret that only the first answer shows: what is kept for a repeated request lacks it, for no
// secret is stored.
type shownOnce struct{ shown, kept any }

// MarshalJSON writes the view that is shown.
func (o shownOnce) MarshalJSON() ([]byte, error) { return json.Marshal(o.shown) }

// answerWith marshals before any byte is sent: a value that has no JSON becomes a problem, not an empty 200.
func answerWith(status int, view any) (models.Answer, error) {
	var body bytes.Buffer
	encoder := json.NewEncoder(&body)
	encoder.SetEscapeHTML(false)
	if err := encoder.Encode(view); err != nil {
		return models.Answer{}, err
	}
	return models.Answer{Status: status, ContentType: jsonType, Body: bytes.TrimSuffix(body.Bytes(), []byte{'\n'})}, nil
}

// send writes an answer that is complete.
func send(c *gin.Context, answer models.Answer) {
	c.Data(answer.Status, answer.ContentType, answer.Body)
}

// defaultLimit is how many items a page has when the caller does not say.
const defaultLimit = 20

// pageOf turns the contract's limit and cursor into a page.
func pageOf[L ~int | ~int32 | ~int64, C ~string](limit *L, cursor *C) models.Page {
	page := models.Page{Limit: defaultLimit}
	if limit != nil {
		page.Limit = int(*limit)
	}
	if cursor != nil {
		page.Cursor = string(*cursor)
	}
	return page
}

// id64 is the number of an id that the contract check has let pass; it gives 0, which no row has, for anything else.
func id64[S ~string](id S) int64 {
	number, err := strconv.ParseInt(string(id), 10, 64)
	if err != nil {
		return 0
	}
	return number
}

// id64OrNone is id64 of an optional id, and 0 for a missing one.
func id64OrNone[S ~string](id *S) int64 {
	if id == nil {
		return 0
	}
	return id64(*id)
}

// idGiven is the number of an id that a change may leave as it is: nil without the member, 0 for null.
func idGiven[S ~string](c *gin.Context, member string, id *S) *int64 {
	if !given(c, member) {
		return nil
	}
	number := id64OrNone(id)
	return &number
}

// timeGiven is what a body says of an optional instant that may stay as it is: nothing when it is silent, zero for null.
func timeGiven(c *gin.Context, member string, at *time.Time) *time.Time {
	if !given(c, member) {
		return nil
	}
	instant := valueOf(at)
	return &instant
}

// idText writes a number as the contract writes ids.
func idText(id int64) string { return strconv.FormatInt(id, 10) }

// idTextOrNone is idText of an optional id: nothing for 0.
func idTextOrNone(id int64) *string {
	if id == 0 {
		return nil
	}
	text := idText(id)
	return &text
}

// valueOf is what an optional member holds, or the zero value without it.
func valueOf[T any](member *T) T {
	if member == nil {
		var none T
		return none
	}
	return *member
}

// textOrNone is nothing for an empty text.
func textOrNone(text string) *string {
	if text == "" {
		return nil
	}
	return &text
}

// id64s is id64 of each.
func id64s[S ~string](ids []S) []int64 {
	numbers := make([]int64, len(ids))
	for i, id := range ids {
		numbers[i] = id64(id)
	}
	return numbers
}

// numberOrNone takes a number that may be missing.
func numberOrNone(number *int) *int64 {
	if number == nil {
		return nil
	}
	taken := int64(*number)
	return &taken
}
