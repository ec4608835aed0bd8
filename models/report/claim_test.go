package report

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"sync"
	"testing"
	"time"

	"practicestation/models"
	"practicestation/models/account"
	"practicestation/models/modelstest"
)

func TestEachExportHasOneWorker(t *testing.T) {
	t.Parallel()
	modelstest.Each(t, func(t *testing.T, w *modelstest.World) {
		c := newCounty(t, w)
		town := c.staff(t, models.TownAdmin, c.east)
		for range 5 {
			c.order(t, town, november)
		}
		second := w.Reopen(t)
		var mutex sync.Mutex
		claimed := map[int64]int{}
		var all sync.WaitGroup
		for i := range 8 {
			db := []*models.DB{c.DB, second}[i%2]
			all.Go(func() {
				for {
					claim, found, err := ClaimExport(t.Context(), db, fmt.Sprintf("worker %d", i))
					if err != nil {
						t.Errorf("claim: %v", err)
					}
					if !found {
						return
					}
					mutex.Lock()
					claimed[claim.ID]++
					mutex.Unlock()
				}
			})
		}
		all.Wait()
		if len(claimed) != 5 {
			t.Errorf("%d exports claimed, want 5", len(claimed))
		}
		for id, times := range claimed {
			if times != 1 {
				t.Errorf("export %d claimed %d times", id, times)
			}
		}
	})
}

func TestExportOfADeadWorkerIsTakenOver(t *testing.T) {
	t.Parallel()
	modelstest.Each(t, func(t *testing.T, w *modelstest.World) {
		c := newCounty(t, w)
		town := c.staff(t, models.TownAdmin, c.east)
		ordered := c.order(t, town, november)
		first := c.claim(t, "worker")
		w.Clock.Advance(lease - time.Millisecond)
		if c.claim(t, "other") != nil {
			t.Fatal("an export was taken while its worker lived")
		}
		if err := first.progress(t.Context(), 1); err != nil {
			t.Fatalf("a sign of life: %v", err)
		}
		w.Clock.Advance(lease - time.Millisecond)
		if c.claim(t, "other") != nil {
			t.Fatal("a sign of life did not renew the lease")
		}
		w.Clock.Advance(time.Millisecond)
		second := c.claim(t, "worker") // the same instance, which has forgotten the first claim
		if second == nil || second.Attempts != 2 {
			t.Fatalf("taken over: %+v", second)
		}
		if err := first.Produce(t.Context()); !errors.Is(err, errLost) {
			t.Errorf("the first worker woke up: %v", err)
		}
		if found, err := c.find(t, town, ordered.ID); err != nil || found.Status != Running {
			t.Errorf("after that: %+v, %v", found, err)
		}
		if err := second.Produce(t.Context()); err != nil {
			t.Fatal(err)
		}
		if _, _, err := c.file(t, town, ordered.ID); err != nil {
			t.Errorf("file: %v", err)
		}
	})
}

func TestExportThatKillsItsWorkersFails(t *testing.T) {
	t.Parallel()
	modelstest.Each(t, func(t *testing.T, w *modelstest.World) {
		c := newCounty(t, w)
		town := c.staff(t, models.TownAdmin, c.east)
		ordered, next := c.order(t, town, november), c.order(t, town, november)
		for range attempts {
			if claim := c.claim(t, "worker"); claim == nil || claim.ID != ordered.ID {
				t.Fatalf("claimed %+v", claim)
			}
			w.Clock.Advance(lease)
		}
		if claim := c.claim(t, "worker"); claim == nil || claim.ID != next.ID {
			t.Fatalf("claimed %+v, want the next one", claim)
		}
		c.failed(t, town, ordered.ID, brokenDown)
	})
}

// failed checks that an export has failed for a reason that its requester can read, and has no file.
func (c *county) failed(t *testing.T, actor models.Actor, id int64, want refusal) {
	t.Helper()
	found, err := c.find(t, actor, id)
	if err != nil || found.Status != Failed || found.FailureCode == nil || found.Failure == nil || found.FinishedAt == nil {
		t.Fatalf("found %+v, %v; want it failed: %v", found, err, want)
	}
	if *found.FailureCode != want.code || *found.Failure != want.reason {
		t.Errorf("failed with %s, %s; want %v", *found.FailureCode, *found.Failure, want)
	}
	if audited := c.audited(t, id); audited[len(audited)-1] != "export.fail" {
		t.Errorf("the audit has %v", audited)
	}
	err = c.read(t, actor, func(tx *models.Tx) error {
		_, err := FindFile(tx, id, "")
		told := errors.Is(err, ErrExportFailed) && strings.Contains(err.Error(), want.reason)
		if gone := stillMayExport(tx, found); !told && (gone == nil || !errors.Is(err, gone)) {
			t.Errorf("file: %v", err)
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	if left := c.pieces(t, id); left != 0 {
		t.Errorf("%d pieces of its file are left", left)
	}
}

// audited lists what the audit knows of an export, in order.
func (c *county) audited(t *testing.T, id int64) (actions []string) {
	t.Helper()
	err := c.read(t, models.Actor{}, func(tx *models.Tx) error {
		return tx.DB.Model(&models.AuditRow{}).Where("subject_kind = 'export' AND subject_id = ?", id).Order("id").Pluck("action", &actions).Error
	})
	if err != nil {
		t.Fatal(err)
	}
	return actions
}

func (c *county) pieces(t *testing.T, id int64) (count int64) {
	t.Helper()
	err := c.read(t, models.Actor{}, func(tx *models.Tx) error {
		return tx.DB.Model(&piece{}).Where("export_id = ?", id).Count(&count).Error
	})
	if err != nil {
		t.Fatal(err)
	}
	return count
}

func TestRequesterMustStillBeAllowed(t *testing.T) {
	t.Parallel()
	modelstest.Each(t, func(t *testing.T, w *modelstest.World) {
		c := newCounty(t, w)
		town, gone := c.staff(t, models.TownAdmin, c.east), c.staff(t, models.TownAdmin, c.east)
		lost, left := c.order(t, town, november), c.order(t, gone, november)
		c.write(t, func(tx *models.Tx) error {
			if err := tx.DB.Model(&account.Grant{}).Where("account_id = ?", town.AccountID).Update("revoked_at", tx.Now).Error; err != nil {
				return err
			}
			return tx.DB.Model(&account.Account{}).Where("id = ?", gone.AccountID).Update("status", account.Suspended).Error
		})
		for _, one := range []struct {
			actor models.Actor
			id    int64
			want  refusal
		}{{town, lost.ID, notAllowed}, {gone, left.ID, notActive}} {
			if err := c.claim(t, "worker").Produce(t.Context()); err == nil {
				t.Error("a file was made for somebody without the right to it")
			}
			c.failed(t, one.actor, one.id, one.want)
		}
	})
}

func TestStoppedExportIsGivenBackAndNotCounted(t *testing.T) {
	t.Parallel()
	modelstest.Each(t, func(t *testing.T, w *modelstest.World) {
		c := newCounty(t, w)
		town := c.staff(t, models.TownAdmin, c.east)
		ordered := c.order(t, town, november)
		stopped, stop := context.WithCancel(t.Context())
		claim := c.claim(t, "worker")
		stop()
		if err := claim.Produce(stopped); !errors.Is(err, context.Canceled) {
			t.Errorf("stopped: %v", err)
		}
		again := c.claim(t, "worker")
		if again == nil || again.ID != ordered.ID || again.Attempts != 1 {
			t.Errorf("claimed again: %+v", again)
		}
	})
}

// TestFaultIsTriedAgainAndThenTold: what is no refusal may pass by itself, but not for ever.
func TestFaultIsTriedAgainAndThenTold(t *testing.T) {
	t.Parallel()
	modelstest.Each(t, func(t *testing.T, w *modelstest.World) {
		c := newCounty(t, w)
		town := c.staff(t, models.TownAdmin, c.east)
		ordered := c.order(t, town, november)
		fault := errors.New("the disk is full")
		for attempt := range int64(attempts) {
			claim := c.claim(t, "worker")
			if claim == nil || claim.Attempts != attempt+1 {
				t.Fatalf("attempt %d: %+v", attempt+1, claim)
			}
			if err := claim.settle(t.Context(), fault); !errors.Is(err, fault) {
				t.Errorf("settled: %v", err)
			}
			if c.claim(t, "worker") != nil {
				t.Error("there was no pause")
			}
			w.Clock.Advance(time.Minute)
		}
		c.failed(t, town, ordered.ID, brokenDown)
	})
}
