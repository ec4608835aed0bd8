package models_test

import (
	"bytes"
	"errors"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"practicestation/models"
	"practicestation/models/modelstest"
)

var (
	key    = models.IdempotencyKey{AccountID: 7, Key: "a-key", Fingerprint: strings.Repeat("f", 64)}
	answer = models.Answer{Status: 201, ContentType: "application/json", Body: []byte("{\"name\":\"𠮷\"}\x00"), Fingerprint: key.Fingerprint}
)

func findAnswer(t testing.TB, w *modelstest.World, key models.IdempotencyKey) (found *models.Answer, err error) {
	t.Helper()
	err = w.DB.Read(t.Context(), tester, func(tx *models.Tx) error { found, err = models.FindAnswer(tx, key); return err })
	return found, err
}

func TestAnswerIsKept(t *testing.T) {
	t.Parallel()
	modelstest.Each(t, func(t *testing.T, w *modelstest.World) {
		if _, err := findAnswer(t, w, key); !errors.Is(err, models.ErrAnswerUnknown) {
			t.Errorf("before: %v", err)
		}
		write(t, w, func(tx *models.Tx) error { return models.SaveAnswer(tx, key, answer) })
		found, err := findAnswer(t, w, key)
		if difference := cmp.Diff(&answer, found); err != nil || difference != "" {
			t.Errorf("%v, want (-), got (+):\n%s", err, difference)
		}
		// A key is one caller's, and told apart byte for byte.
		for _, other := range []models.IdempotencyKey{{AccountID: 8, Key: "a-key"}, {AccountID: 7, Key: "A-key"}, {AccountID: 7, Key: "a-ke"}} {
			if _, err := findAnswer(t, w, other); !errors.Is(err, models.ErrAnswerUnknown) {
				t.Errorf("%+v: %v", other, err)
			}
		}
	})
}

func TestLargeAnswerIsKept(t *testing.T) {
	t.Parallel()
	modelstest.Each(t, func(t *testing.T, w *modelstest.World) {
		large := answer
		large.Body = bytes.Repeat([]byte("长"), 1<<18)
		write(t, w, func(tx *models.Tx) error { return models.SaveAnswer(tx, key, large) })
		if found, err := findAnswer(t, w, key); err != nil || !bytes.Equal(found.Body, large.Body) {
			t.Errorf("%v", err)
		}
	})
}

func TestSecondAnswerIsRefusedWithItsEffect(t *testing.T) {
	t.Parallel()
	modelstest.Each(t, func(t *testing.T, w *modelstest.World) {
		write(t, w, func(tx *models.Tx) error { return models.SaveAnswer(tx, key, answer) })
		err := w.DB.Write(t.Context(), tester, func(tx *models.Tx) error {
			if err := noted(tx, "report"); err != nil {
				return err
			}
			return models.SaveAnswer(tx, key, models.Answer{Status: 200, Body: []byte("{}")})
		})
		if !errors.Is(err, models.ErrAnswerExists) {
			t.Errorf("got %v", err)
		}
		if rows := count(t, w, "job_leases"); rows != 0 {
			t.Errorf("the refused twin left %d rows", rows)
		}
		if found, err := findAnswer(t, w, key); err != nil || found.Status != 201 {
			t.Errorf("%v, %+v", err, found)
		}
	})
}

// TestTwinsHaveOneEffect: sixteen requests with one key at once.
func TestTwinsHaveOneEffect(t *testing.T) {
	t.Parallel()
	modelstest.Each(t, func(t *testing.T, w *modelstest.World) {
		won := 0
		for _, err := range modelstest.AtOnce(16, func(i int) error {
			return w.DB.Write(t.Context(), tester, func(tx *models.Tx) error {
				if err := noted(tx, itoa(i)); err != nil {
					return err
				}
				return models.SaveAnswer(tx, key, answer)
			})
		}) {
			switch {
			case err == nil:
				won++
			case !errors.Is(err, models.ErrAnswerExists):
				t.Errorf("got %v", err)
			}
		}
		if won != 1 {
			t.Errorf("%d twins were first", won)
		}
		for _, table := range []string{"job_leases", "audit_entries", "idempotency_keys"} {
			if rows := count(t, w, table); rows != 1 {
				t.Errorf("%s has %d rows, want 1", table, rows)
			}
		}
	})
}

// TestTwinOfAFailedRequestTakesItsPlace: what was rolled back holds no key.
func TestTwinOfAFailedRequestTakesItsPlace(t *testing.T) {
	t.Parallel()
	modelstest.Each(t, func(t *testing.T, w *modelstest.World) {
		failed := w.DB.Write(t.Context(), tester, func(tx *models.Tx) error {
			return errors.Join(models.SaveAnswer(tx, key, answer), errFirst)
		})
		if !models.IsCode(failed, errFirst) {
			t.Errorf("got %v", failed)
		}
		write(t, w, func(tx *models.Tx) error { return models.SaveAnswer(tx, key, answer) })
	})
}

func TestAnswersAreForgottenAfterTwoDays(t *testing.T) {
	t.Parallel()
	modelstest.Each(t, func(t *testing.T, w *modelstest.World) {
		write(t, w, func(tx *models.Tx) error { return models.SaveAnswer(tx, key, answer) })
		for _, c := range []struct {
			wait time.Duration
			gone int64
		}{{48 * time.Hour, 0}, {time.Millisecond, 1}, {0, 0}} {
			w.Clock.Advance(c.wait)
			write(t, w, func(tx *models.Tx) error {
				gone, err := models.ForgetAnswers(tx)
				if gone != c.gone {
					t.Errorf("%d answers forgotten, want %d", gone, c.gone)
				}
				return err
			})
		}
	})
}
