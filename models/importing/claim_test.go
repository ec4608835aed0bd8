package importing_test

import (
	"context"
	"errors"
	"sync/atomic"
	"testing"
	"time"

	"practicestation/models/importing"
	"practicestation/models/modelstest"
)

func TestEachImportHasOneWorker(t *testing.T) {
	t.Parallel()
	modelstest.Each(t, func(t *testing.T, w *modelstest.World) {
		v := found(t, w)
		made, err := v.upload(t, importing.Volunteers, text("姓名,手机号", "张三,13900000001"))
		if err != nil {
			t.Fatal(err)
		}
		var claimed atomic.Int64
		for _, err := range modelstest.AtOnce(4, func(int) error {
			_, found, err := importing.ClaimImport(t.Context(), v.DB, "one of four")
			if found {
				claimed.Add(1)
			}
			return err
		}) {
			if err != nil {
				t.Error(err)
			}
		}
		if claimed.Load() != 1 {
			t.Errorf("%d workers have the import", claimed.Load())
		}
		v.work(t) // nothing: it is somebody's
		expect(t, "while a worker is silent", v.find(t, made.ID), importing.Checking, 0, 0, 0)
		v.Clock.Advance(2 * time.Minute)
		v.work(t)
		expect(t, "after a restart", v.find(t, made.ID), importing.Checked, 1, 0, 0)
	})
}

// A worker that was thought dead must not write over what another one has done, and must not import a second time.
func TestASlowWorkerChangesNothing(t *testing.T) {
	t.Parallel()
	modelstest.Each(t, func(t *testing.T, w *modelstest.World) {
		v := found(t, w)
		made := v.checked(t, importing.Volunteers, text("姓名,手机号", "张三,13900000001"))
		err := v.DB.Write(t.Context(), v.manager, confirming(made.ID))
		if err != nil {
			t.Fatal(err)
		}
		slow, claimed, err := importing.ClaimImport(t.Context(), v.DB, "slow")
		if err != nil || !claimed {
			t.Fatal(claimed, err)
		}
		v.Clock.Advance(importing.Lease)
		v.work(t)
		expect(t, "applied by another", v.find(t, made.ID), importing.Applied, 1, 0, 0)
		if err := slow.Work(t.Context()); err == nil {
			t.Error("the slow worker has not noticed")
		}
		expect(t, "after the slow one", v.find(t, made.ID), importing.Applied, 1, 0, 0)
		if v.count(t, "volunteer_invitations") != 1 {
			t.Errorf("%d invitations", v.count(t, "volunteer_invitations"))
		}
	})
}

// A worker that lives keeps its import however long it takes, and stops soon after the import was discarded.
func TestAWorkerThatLivesKeepsItsImport(t *testing.T) {
	t.Parallel()
	modelstest.Each(t, func(t *testing.T, w *modelstest.World) {
		v := found(t, w)
		made, err := v.upload(t, importing.Volunteers, text("姓名,手机号", "张三,13900000001"))
		if err != nil {
			t.Fatal(err)
		}
		claim, claimed, err := importing.ClaimImport(t.Context(), v.DB, "lives")
		if err != nil || !claimed {
			t.Fatal(claimed, err)
		}
		working, cancel := context.WithCancelCause(t.Context())
		ended := make(chan struct{})
		v.Clock.Advance(importing.Lease - time.Millisecond)
		go func() {
			defer close(ended)
			claim.Live(working, cancel)
		}()
		for first := *claim.LeaseUntil; !v.find(t, made.ID).LeaseUntil.After(first); {
			continue
		}
		v.Clock.Advance(time.Millisecond)
		v.work(t) // nothing: it is somebody's
		expect(t, "longer than a lease", v.find(t, made.ID), importing.Checking, 0, 0, 0)
		v.write(t, v.manager, discarding(made.ID))
		select {
		case <-working.Done():
		case <-time.After(10 * time.Second):
			t.Fatal("the worker goes on")
		}
		<-ended
		if !errors.Is(context.Cause(working), importing.ErrLost) {
			t.Errorf("stopped for %v", context.Cause(working))
		}
	})
}

func TestWhatKillsItsWorkersEnds(t *testing.T) {
	t.Parallel()
	modelstest.Each(t, func(t *testing.T, w *modelstest.World) {
		v := found(t, w)
		made, err := v.upload(t, importing.Volunteers, text("姓名,手机号", "张三,13900000001"))
		if err != nil {
			t.Fatal(err)
		}
		for range 3 {
			if _, claimed, err := importing.ClaimImport(t.Context(), v.DB, "dies"); err != nil || !claimed {
				t.Fatal(claimed, err)
			}
			v.Clock.Advance(importing.Lease)
		}
		v.work(t)
		got := v.find(t, made.ID)
		if got.Status != importing.Failed || *got.FailureCode != importing.ErrStopped.Code || v.count(t, "import_chunks") != 0 {
			t.Errorf("after three deaths it is %s", got.Status)
		}
	})
}

func TestDiscardedWhileItIsChecked(t *testing.T) {
	t.Parallel()
	modelstest.Each(t, func(t *testing.T, w *modelstest.World) {
		v := found(t, w)
		made, err := v.upload(t, importing.Volunteers, text("姓名,手机号", "张三,13900000001"))
		if err != nil {
			t.Fatal(err)
		}
		claim, claimed, err := importing.ClaimImport(t.Context(), v.DB, "test")
		if err != nil || !claimed {
			t.Fatal(claimed, err)
		}
		v.write(t, v.manager, discarding(made.ID))
		if err := claim.Work(t.Context()); err == nil {
			t.Error("the worker has not noticed")
		}
		expect(t, "discarded", v.find(t, made.ID), importing.Discarded, 0, 0, 0)
	})
}
