package report

import (
	"bytes"
	"context"
	"errors"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"practicestation/models"
	"practicestation/models/account"
	"practicestation/models/modelstest"
)

// atOnce runs the same on several connections at once and counts how often it worked; what did not must be the refusal.
func (c *county) atOnce(t *testing.T, actor models.Actor, refusal *models.Error, unit func(tx *models.Tx) error) int64 {
	t.Helper()
	second := c.Reopen(t)
	var worked atomic.Int64
	var all sync.WaitGroup
	for i := range 8 {
		db := []*models.DB{c.DB, second}[i%2]
		all.Go(func() {
			switch err := db.Write(t.Context(), actor, unit); {
			case err == nil:
				worked.Add(1)
			case !errors.Is(err, refusal):
				t.Errorf("at once: %v", err)
			}
		})
	}
	all.Wait()
	return worked.Load()
}

func TestUnfinishedExportsOfOneAccountAreFew(t *testing.T) {
	t.Parallel()
	modelstest.Each(t, func(t *testing.T, w *modelstest.World) {
		c := newCounty(t, w)
		town := c.staff(t, models.TownAdmin, c.east)
		taken := c.atOnce(t, town, ErrExportsTooMany, func(tx *models.Tx) error {
			_, err := CreateExport(tx, november)
			return err
		})
		if taken != unfinished {
			t.Errorf("%d exports wait, want %d", taken, unfinished)
		}
		c.order(t, c.staff(t, models.TownAdmin, c.east), november) // nobody else is kept from theirs
		if err := c.claim(t, "worker").Produce(t.Context()); err != nil {
			t.Fatal(err)
		}
		c.order(t, town, november)
	})
}

func TestTicketWorksOnce(t *testing.T) {
	t.Parallel()
	modelstest.Each(t, func(t *testing.T, w *modelstest.World) {
		c := newCounty(t, w)
		town := c.staff(t, models.TownAdmin, c.east)
		content, made := c.export(t, town, november)
		_, other := c.export(t, town, november)
		issue := func() (secret string) {
			c.act(t, town, func(tx *models.Tx) (err error) {
				_, secret, err = IssueTicket(tx, made.ID)
				return err
			})
			return secret
		}
		secret := issue()
		if _, _, err := c.fileWith(t, models.Actor{}, other.ID, secret); !errors.Is(err, ErrTicketInvalid) {
			t.Errorf("for another file: %v", err)
		}
		look := func(id int64) error { // which uses nothing up
			return c.read(t, models.Actor{}, func(tx *models.Tx) error { _, err := FindFile(tx, id, secret); return err })
		}
		if err := look(made.ID); err != nil {
			t.Errorf("a look: %v", err)
		}
		if err := look(other.ID); !errors.Is(err, ErrTicketInvalid) {
			t.Errorf("a look at another file: %v", err)
		}
		taken := c.atOnce(t, models.Actor{}, ErrTicketInvalid, func(tx *models.Tx) error {
			_, err := TakeFile(tx, made.ID, secret)
			return err
		})
		if taken != 1 {
			t.Errorf("one ticket took the file %d times", taken)
		}
		secret = issue()
		w.Clock.Advance(ticketLife - time.Millisecond)
		if got, _, err := c.fileWith(t, models.Actor{}, made.ID, secret); err != nil || !bytes.Equal(got, content) {
			t.Errorf("in its last moment: %v", err)
		}
		late := issue()
		w.Clock.Advance(ticketLife)
		if _, _, err := c.fileWith(t, models.Actor{}, made.ID, late); !errors.Is(err, ErrTicketInvalid) {
			t.Errorf("too late: %v", err)
		}
		c.write(t, func(tx *models.Tx) error {
			var kept []Ticket
			if err := tx.DB.Find(&kept).Error; err != nil {
				return err
			}
			for _, one := range kept {
				if strings.Contains(one.Hash, secret) || one.Hash == late {
					t.Error("a secret is kept")
				}
			}
			_, err := ForgetExports(tx)
			return err
		})
	})
}

// act runs a unit as somebody, which must work.
func (c *county) act(t *testing.T, actor models.Actor, unit func(tx *models.Tx) error) {
	t.Helper()
	if err := c.DB.Write(t.Context(), actor, unit); err != nil {
		t.Fatal(err)
	}
}

// TestCancelledExportStopsItsWorker: also one that has written half of the file, of which nothing stays.
func TestCancelledExportStopsItsWorker(t *testing.T) {
	t.Parallel()
	modelstest.Each(t, func(t *testing.T, w *modelstest.World) {
		c := newCounty(t, w)
		town := c.staff(t, models.TownAdmin, c.east)
		ordered := c.order(t, town, november)
		claim := c.claim(t, "worker")
		file := newPieces(t.Context(), claim)
		if _, err := file.Write(make([]byte, pieceSize)); err != nil {
			t.Fatal(err)
		}
		c.act(t, town, func(tx *models.Tx) error {
			_, err := CancelExport(tx, ordered.ID)
			return err
		})
		if _, err := file.Write(make([]byte, pieceSize)); !errors.Is(err, errLost) {
			t.Errorf("the worker goes on: %v", err)
		}
		if err := claim.finish(t.Context(), &product{}); !errors.Is(err, errLost) {
			t.Errorf("the worker finishes: %v", err)
		}
		if err := claim.Produce(t.Context()); !errors.Is(err, errLost) {
			t.Errorf("the worker begins: %v", err)
		}
		if found, err := c.find(t, town, ordered.ID); err != nil || found.Status != Cancelled || found.FinishedAt == nil {
			t.Errorf("cancelled: %+v, %v", found, err)
		}
		if c.claim(t, "other") != nil {
			t.Error("a cancelled export was taken up")
		}
		c.write(t, func(tx *models.Tx) error { _, err := ForgetExports(tx); return err })
		if left := c.pieces(t, ordered.ID); left != 0 {
			t.Errorf("%d pieces are left", left)
		}
		err := c.DB.Write(t.Context(), town, func(tx *models.Tx) error { _, err := CancelExport(tx, ordered.ID); return err })
		if !errors.Is(err, ErrExportEnded) {
			t.Errorf("once more: %v", err)
		}
		if audited := c.audited(t, ordered.ID); !slices.Equal(audited, []string{"export.create", "export.cancel"}) {
			t.Errorf("the audit has %v", audited)
		}
	})
}

// TestHalfAFileIsStartedOver: what a worker has stored before it died is no part of the file that the next one makes, and if
// it was only slow, it adds nothing to it.
func TestHalfAFileIsStartedOver(t *testing.T) {
	t.Parallel()
	modelstest.Each(t, func(t *testing.T, w *modelstest.World) {
		c := newCounty(t, w)
		c.fill(t, 50)
		town := c.staff(t, models.TownAdmin, c.east)
		ordered := c.order(t, town, november)
		slow := newPieces(t.Context(), c.claim(t, "slow"))
		if _, err := slow.Write(make([]byte, 2*pieceSize)); err != nil {
			t.Fatal(err)
		}
		w.Clock.Advance(lease)
		second := c.claim(t, "quick")
		if _, err := slow.Write(make([]byte, pieceSize)); !errors.Is(err, errLost) {
			t.Errorf("the slow one goes on: %v", err)
		}
		if err := second.Produce(t.Context()); err != nil {
			t.Fatal(err)
		}
		if content, _, err := c.file(t, town, ordered.ID); err != nil || !bytes.HasPrefix(content, []byte("PK")) {
			t.Errorf("the file: %v", err)
		}
		if left := c.pieces(t, ordered.ID); left != 1 {
			t.Errorf("the file has %d pieces", left)
		}
	})
}

// TestBrokenExportLeavesNothing: what was stored of a file that will never be whole is dropped with the failure.
func TestBrokenExportLeavesNothing(t *testing.T) {
	t.Parallel()
	modelstest.Each(t, func(t *testing.T, w *modelstest.World) {
		c := newCounty(t, w)
		town := c.staff(t, models.TownAdmin, c.east)
		ordered := c.order(t, town, november)
		claim := c.claim(t, "worker")
		if _, err := newPieces(t.Context(), claim).Write(make([]byte, pieceSize)); err != nil {
			t.Fatal(err)
		}
		if err := claim.fail(t.Context(), brokenDown); err != nil {
			t.Fatal(err)
		}
		c.failed(t, town, ordered.ID, brokenDown)
	})
}

// TestWorkerHearsOfTheEnd: one who waits for the database's first row stops too, soon after the export was cancelled.
func TestWorkerHearsOfTheEnd(t *testing.T) {
	t.Parallel()
	modelstest.Each(t, func(t *testing.T, w *modelstest.World) {
		c := newCounty(t, w)
		town := c.staff(t, models.TownAdmin, c.east)
		ordered := c.order(t, town, november)
		claim := c.claim(t, "worker")
		claim.pulse = time.Millisecond
		working, cancel := context.WithCancelCause(t.Context())
		file := newPieces(working, claim)
		file.rows.Store(7)
		ended := make(chan struct{})
		go func() {
			defer close(ended)
			claim.live(working, cancel, file)
		}()
		for alive := false; !alive; {
			found, err := c.find(t, town, ordered.ID)
			if err != nil {
				t.Fatal(err)
			}
			alive = found.RowsDone == 7
		}
		c.act(t, town, func(tx *models.Tx) error {
			_, err := CancelExport(tx, ordered.ID)
			return err
		})
		select {
		case <-working.Done():
		case <-time.After(10 * time.Second):
			t.Fatal("the worker goes on")
		}
		<-ended
		if !errors.Is(context.Cause(working), errLost) {
			t.Errorf("stopped for %v", context.Cause(working))
		}
	})
}

// TestNamesNeedTheirRightAlsoWhenTheFileIsMade: whoever lost it meanwhile gets no names.
func TestNamesNeedTheirRightAlsoWhenTheFileIsMade(t *testing.T) {
	t.Parallel()
	modelstest.Each(t, func(t *testing.T, w *modelstest.World) {
		c := newCounty(t, w)
		town := c.staff(t, models.TownAdmin, c.east)
		ordered := c.order(t, town, Input{Report: HoursDetail, Format: CSV, From: "2026-01-01", To: "2026-02-01", Masking: Unmasked})
		c.write(t, func(tx *models.Tx) error {
			return tx.DB.Model(&account.Grant{}).Where("account_id = ?", town.AccountID).Update("role", models.Auditor).Error
		})
		if err := c.claim(t, "worker").Produce(t.Context()); err == nil {
			t.Error("names were given to an auditor")
		}
		c.failed(t, town, ordered.ID, notAllowed)
	})
}
