package models_test

import (
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"practicestation/models"
	"practicestation/models/modelstest"
)

func TestOneInstanceHasATurn(t *testing.T) {
	t.Parallel()
	modelstest.Each(t, func(t *testing.T, w *modelstest.World) {
		other := w.Reopen(t)
		var won atomic.Int64
		var all sync.WaitGroup
		for i := range 8 {
			db, owner := w.DB, string(rune('a'+i))
			if i%2 == 1 {
				db = other
			}
			all.Go(func() {
				if takeTurn(t, db, owner) {
					won.Add(1)
				}
			})
		}
		all.Wait()
		if won.Load() != 1 {
			t.Errorf("%d of 8 have the turn, want 1", won.Load())
		}
	})
}

func TestTurnGoesOnAfterItsEndOrItsLease(t *testing.T) {
	t.Parallel()
	modelstest.Each(t, func(t *testing.T, w *modelstest.World) {
		expect := func(what string, want bool) {
			t.Helper()
			if got := takeTurn(t, w.DB, "second"); got != want {
				t.Errorf("%s: %t, want %t", what, got, want)
			}
		}
		if !takeTurn(t, w.DB, "first") {
			t.Fatal("nobody else was there")
		}
		w.Clock.Advance(time.Minute - time.Millisecond)
		expect("the first still holds it", false)
		endTurn(t, w.DB, "first")
		expect("the pause has begun", false)
		w.Clock.Advance(time.Hour)
		expect("the pause is over", true)
		w.Clock.Advance(time.Minute)
		expect("the lease is over", true)
		endTurn(t, w.DB, "first")
		w.Clock.Advance(30 * time.Second)
		expect("one who has lost it ends nothing", false)
	})
}

func takeTurn(t *testing.T, db *models.DB, owner string) (taken bool) {
	t.Helper()
	err := db.Write(t.Context(), models.SystemActor("test"), func(tx *models.Tx) error {
		var err error
		taken, err = models.TakeTurn(tx, "sweep", owner, time.Minute)
		return err
	})
	if err != nil {
		t.Errorf("take: %v", err)
	}
	return taken
}

func endTurn(t *testing.T, db *models.DB, owner string) {
	t.Helper()
	err := db.Write(t.Context(), models.SystemActor("test"), func(tx *models.Tx) error {
		return models.EndTurn(tx, "sweep", owner, time.Hour)
	})
	if err != nil {
		t.Errorf("end: %v", err)
	}
}
