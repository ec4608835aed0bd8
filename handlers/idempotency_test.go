package handlers

import (
	"fmt"
	"net/http"
	"sync"
	"sync/atomic"
	"testing"

	"github.com/gin-gonic/gin"

	"practicestation/models"
)

// counting is a rule whose effect can be counted, as rows of audit, and that refuses what it is told to.
type counting struct {
	k       *tiny
	refusal atomic.Pointer[models.Error]
	runs    atomic.Int64
}

func newCounting(t *testing.T) *counting {
	t.Helper()
	rule := &counting{}
	rule.k = newTiny(t, func(c *gin.Context) {
		var in thingInput
		if !bind(c, &in) {
			return
		}
		write(rule.k.server, c, http.StatusCreated, func(tx *models.Tx) (map[string]any, error) {
			run := rule.runs.Add(1)
			if refusal := rule.refusal.Load(); refusal != nil {
				return nil, refusal
			}
			tx.Audit(models.AuditEntry{Action: "thing.create", Subject: "thing", SubjectID: run})
			return map[string]any{"run": run, "name": in.Name}, nil
		})
	})
	return rule
}

func (r *counting) post(body string, headers ...string) (status int, text string, replayed bool) {
	w := r.k.request("POST", "/api/v1/things", body, append([]string{"Authorization", "Bearer " + r.k.token}, headers...)...)
	return w.Code, w.Body.String(), w.Header().Get(replayedHeader) == "true"
}

func (r *counting) effects() int64 {
	r.k.t.Helper()
	var n int64
	err := r.k.server.db.Read(r.k.t.Context(), models.SystemActor("test"), func(tx *models.Tx) error {
		return tx.DB.Table("audit_entries").Where("action = ?", "thing.create").Count(&n).Error
	})
	if err != nil {
		r.k.t.Fatal(err)
	}
	return n
}

const aThing = `{"name":"a","size":1,"password":"correct horse"}`

func TestKeyedWriteHasOneEffectAndOneAnswer(t *testing.T) {
	t.Parallel()
	rule := newCounting(t)
	status, first, replayed := rule.post(aThing, keyHeader, "k-1")
	if status != 201 || replayed {
		t.Fatalf("first: %d %s", status, first)
	}
	same := []struct{ name, body, key string }{
		{"the same", aThing, "k-1"},
		{"spaces and order", `{ "size": 1, "password": "correct horse", "name": "a" }`, "k-1"},
		{"quoted", aThing, `"k-1"`},
		{"another password, which no fingerprint may hold", `{"name":"a","size":1,"password":"battery staple"}`, "k-1"},
	}
	for _, test := range same {
		status, text, replayed := rule.post(test.body, keyHeader, test.key)
		if status != 201 || text != first || !replayed {
			t.Errorf("%s: %d %s, replayed %v", test.name, status, text, replayed)
		}
	}
	if n := rule.effects(); n != 1 {
		t.Errorf("%d effects", n)
	}
	w := rule.k.request("POST", "/api/v1/things", `{"name":"b","size":1}`, "Authorization", "Bearer "+rule.k.token, keyHeader, "k-1")
	if p := rule.k.refused(w); p.Code != "idempotency_key_reused" || p.Status != 422 {
		t.Errorf("another body: %+v", p)
	}
	if status, text, replayed := rule.post(aThing, keyHeader, "k-2"); status != 201 || text == first || replayed {
		t.Errorf("another key: %d %s", status, text)
	}
	if status, _, replayed := rule.post(aThing); status != 201 || replayed || rule.effects() != 3 {
		t.Errorf("no key: %d, %d effects", status, rule.effects())
	}
}

func TestRefusalIsReplayedOnlyWhenItLasts(t *testing.T) {
	t.Parallel()
	lasting := map[models.Kind]bool{models.Conflict: true, models.Invalid: true}
	for _, kind := range []models.Kind{
		models.Conflict, models.Invalid, models.Forbidden, models.NotFound, models.Unauthenticated, models.TooMany, models.Unavailable, models.Internal,
	} {
		rule := newCounting(t)
		rule.refusal.Store(&models.Error{Kind: kind, Code: "test_refusal", Title: "不行", Message: "不行。"})
		before, first, _ := rule.post(aThing, keyHeader, "k")
		rule.refusal.Store(nil)
		after, second, replayed := rule.post(aThing, keyHeader, "k")
		if replayed != lasting[kind] || before != statusOf(kind) {
			t.Errorf("%d: replayed %v", before, replayed)
		}
		if lasting[kind] && (after != before || second != first) {
			t.Errorf("%d: the second answer is %d %s", before, after, second)
		}
		if !lasting[kind] && (after != 201 || rule.effects() != 1) {
			t.Errorf("%d: then %d with %d effects", before, after, rule.effects())
		}
	}
}

func TestTwinsAtOnceHaveOneEffectAndOneAnswer(t *testing.T) {
	t.Parallel()
	rule := newCounting(t)
	const twins = 16
	answers := make(chan string, twins)
	var start, done sync.WaitGroup
	start.Add(1)
	for range twins {
		done.Go(func() {
			start.Wait()
			status, text, _ := rule.post(aThing, keyHeader, "k")
			answers <- fmt.Sprint(status, text)
		})
	}
	start.Done()
	done.Wait()
	close(answers)
	different := map[string]bool{}
	for text := range answers {
		different[text] = true
	}
	if len(different) != 1 || rule.effects() != 1 {
		t.Errorf("%d effects, answers %v", rule.effects(), different)
	}
}

// A twin may commit between a request's look for an answer and its refusal, which may be due to the twin's own effect.
func TestTwinThatWasFasterGivesTheAnswer(t *testing.T) {
	t.Parallel()
	for _, refusal := range []error{
		models.ErrAnswerExists,
		&models.Error{Kind: models.Conflict, Code: "already_signed_up", Title: "已报名", Message: "已报名。"},
		&models.Error{Kind: models.NotFound, Code: "gone", Title: "没有了", Message: "没有了。"},
	} {
		var k *tiny
		k = newTiny(t, func(c *gin.Context) {
			key, err := idempotencyKey(c)
			if err != nil || k.server.replayed(c, *key) {
				t.Errorf("%v: the key is not new", err)
			}
			err = k.server.db.Write(c.Request.Context(), actorOf(c), func(tx *models.Tx) error {
				return models.SaveAnswer(tx, *key, models.Answer{Status: 201, ContentType: jsonType, Body: []byte(`{"twin":true}`)})
			})
			if err != nil {
				t.Error(err)
			}
			k.server.refuseKeyed(c, *key, refusal)
		})
		w := k.request("POST", "/api/v1/things", aThing, "Authorization", "Bearer "+k.token, keyHeader, "k")
		if w.Code != 201 || w.Body.String() != `{"twin":true}` || w.Header().Get(replayedHeader) != "true" {
			t.Errorf("%v: %d %s", refusal, w.Code, w.Body)
		}
	}
}

func TestKeyOfAnotherFormIsRefused(t *testing.T) {
	t.Parallel()
	rule := newCounting(t)
	for _, key := range []string{"\x7f", "键", string(make([]byte, 65))} {
		if status, text, _ := rule.post(aThing, keyHeader, key); status != 422 {
			t.Errorf("%q: %d %s", key, status, text)
		}
	}
	if status, _, _ := rule.post(aThing, keyHeader, "a", keyHeader, "b"); status != 422 {
		t.Errorf("two keys: %d", status)
	}
	if n := rule.runs.Load(); n != 0 {
		t.Errorf("the rule ran %d times", n)
	}
}
