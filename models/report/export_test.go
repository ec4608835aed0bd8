package report

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"strings"
	"sync"
	"testing"
	"time"

	"practicestation/models"
	"practicestation/models/account"
	"practicestation/models/modelstest"
)

var november = Input{Report: "stations", Format: XLSX, From: "2025-11-01", To: "2025-12-01"}

func (c *county) order(t *testing.T, actor models.Actor, in Input) *Export {
	t.Helper()
	var created *Export
	err := c.DB.Write(t.Context(), actor, func(tx *models.Tx) error {
		var err error
		created, err = CreateExport(tx, in)
		return err
	})
	if err != nil {
		t.Fatalf("create %+v: %v", in, err)
	}
	return created
}

func (c *county) claim(t *testing.T, owner string) *Claim {
	t.Helper()
	claim, found, err := ClaimExport(t.Context(), c.DB, owner)
	if err != nil {
		t.Fatalf("claim: %v", err)
	}
	if !found {
		return nil
	}
	return claim
}

func (c *county) find(t *testing.T, actor models.Actor, id int64) (found *Export, err error) {
	t.Helper()
	err = c.read(t, actor, func(tx *models.Tx) error {
		found, err = FindExport(tx, id)
		return err
	})
	return found, err
}

// file reads a whole file, or says why there is none.
func (c *county) file(t *testing.T, actor models.Actor, id int64) (content []byte, name string, err error) {
	t.Helper()
	err = c.read(t, actor, func(tx *models.Tx) error {
		file, err := OpenFile(tx, id)
		if err != nil {
			return err
		}
		name = file.Name
		if content, err = io.ReadAll(file); err != nil {
			return err
		}
		sum := sha256.Sum256(content)
		if int64(len(content)) != file.Size || hex.EncodeToString(sum[:]) != file.SHA256 {
			return fmt.Errorf("%d bytes of %d, or another sum", len(content), file.Size)
		}
		return nil
	})
	return content, name, err
}

// export orders a report, makes it, and reads its file.
func (c *county) export(t *testing.T, actor models.Actor, in Input) ([]byte, *Export) {
	t.Helper()
	ordered := c.order(t, actor, in)
	claim := c.claim(t, "worker")
	if claim == nil || claim.ID != ordered.ID {
		t.Fatalf("claimed %+v, want export %d", claim, ordered.ID)
	}
	if err := claim.Produce(t.Context()); err != nil {
		t.Fatalf("produce %+v: %v", in, err)
	}
	content, _, err := c.file(t, actor, ordered.ID)
	if err != nil {
		t.Fatalf("file of %+v: %v", in, err)
	}
	done, err := c.find(t, actor, ordered.ID)
	if err != nil {
		t.Fatal(err)
	}
	return content, done
}

func TestExportFromOrderToFile(t *testing.T) {
	t.Parallel()
	modelstest.Each(t, func(t *testing.T, w *modelstest.World) {
		c := newCounty(t, w)
		c.fill(t, 50)
		town, other := c.staff(t, models.TownAdmin, c.east), c.staff(t, models.TownAdmin, c.east)
		ordered := c.order(t, town, november)
		if ordered.OrganizationID != c.east.ID || ordered.Status != Queued || ordered.Progress() != 0 {
			t.Errorf("ordered: %+v", ordered)
		}
		if _, _, err := c.file(t, town, ordered.ID); !errors.Is(err, ErrExportNotReady) {
			t.Errorf("file before its time: %v", err)
		}
		claim := c.claim(t, "worker")
		if err := claim.Produce(t.Context()); err != nil {
			t.Fatal(err)
		}
		done, err := c.find(t, town, ordered.ID)
		if err != nil || done.Status != Done || done.Progress() != 100 || done.RowsDone != 2 || done.FinishedAt == nil || done.Owner != nil {
			t.Errorf("done: %+v, %v", done, err)
		}
		content, name, err := c.file(t, town, ordered.ID)
		if err != nil || !bytes.HasPrefix(content, []byte("PK")) {
			t.Errorf("file: %d bytes, %v", len(content), err)
		}
		want := fmt.Sprintf("东河街道新时代文明实践所_志愿服务统计表（按实践站）_2025-11-01至2025-11-30_DC%06d.xlsx", ordered.ID)
		if name != want {
			t.Errorf("name %q, want %q", name, want)
		}
		if _, err := c.find(t, other, ordered.ID); !errors.Is(err, ErrExportNotFound) {
			t.Errorf("somebody else's export: %v", err)
		}
		if _, _, err := c.file(t, other, ordered.ID); !errors.Is(err, ErrExportNotFound) {
			t.Errorf("somebody else's file: %v", err)
		}
		w.Clock.Advance(kept)
		if _, _, err := c.file(t, town, ordered.ID); !errors.Is(err, ErrExportNotFound) {
			t.Errorf("an expired file: %v", err)
		}
		c.write(t, func(tx *models.Tx) error {
			dropped, err := ForgetExports(tx)
			if dropped != 1 {
				t.Errorf("%d exports forgotten, want 1", dropped)
			}
			return err
		})
	})
}

func TestExportsAreRefused(t *testing.T) {
	t.Parallel()
	modelstest.Each(t, func(t *testing.T, w *modelstest.World) {
		c := newCounty(t, w)
		town, leader := c.staff(t, models.TownAdmin, c.east), c.staff(t, models.TeamLeader, c.east)
		for name, one := range map[string]struct {
			actor models.Actor
			spoil func(in *Input)
			want  *models.Error
		}{
			"nobody":       {models.Actor{}, func(*Input) {}, models.ErrPermission},
			"a leader":     {leader, func(*Input) {}, models.ErrPermission},
			"another town": {town, func(in *Input) { in.OrganizationID = c.west.ID }, models.ErrPermission},
			"nowhere":      {town, func(in *Input) { in.OrganizationID = 999999 }, models.ErrInvalid},
			"no report":    {town, func(in *Input) { in.Report = "moons" }, models.ErrInvalid},
			"no format":    {town, func(in *Input) { in.Format = "xls" }, models.ErrInvalid},
			"no period":    {town, func(in *Input) { in.To = in.From }, models.ErrInvalid},
		} {
			in := november
			one.spoil(&in)
			err := c.DB.Write(t.Context(), one.actor, func(tx *models.Tx) error {
				_, err := CreateExport(tx, in)
				return err
			})
			if !errors.Is(err, one.want) {
				t.Errorf("%s: %v, want %v", name, err, one.want)
			}
		}
	})
}

func TestOwnExportsAreListedNewestFirst(t *testing.T) {
	t.Parallel()
	modelstest.Each(t, func(t *testing.T, w *modelstest.World) {
		c := newCounty(t, w)
		town, other := c.staff(t, models.TownAdmin, c.east), c.staff(t, models.TownAdmin, c.west)
		first, _, last := c.order(t, town, november), c.order(t, other, november), c.order(t, town, november)
		var listed []int64
		page := models.Page{Limit: 1}
		for {
			var found models.Paged[Export]
			err := c.read(t, town, func(tx *models.Tx) error {
				var err error
				found, err = ListExports(tx, page)
				return err
			})
			if err != nil {
				t.Fatal(err)
			}
			for _, one := range found.Items {
				listed = append(listed, one.ID)
			}
			if page.Cursor = found.NextCursor; page.Cursor == "" {
				break
			}
		}
		if len(listed) != 2 || listed[0] != last.ID || listed[1] != first.ID {
			t.Errorf("listed %v, want %d and %d", listed, last.ID, first.ID)
		}
	})
}

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
		if err := first.progress(t.Context(), 1, 2); err != nil {
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
func (c *county) failed(t *testing.T, actor models.Actor, id int64, reason string) {
	t.Helper()
	found, err := c.find(t, actor, id)
	if err != nil || found.Status != Failed || found.Failure == nil || *found.Failure != reason || found.FinishedAt == nil {
		t.Errorf("found %+v, %v; want it failed: %s", found, err, reason)
	}
	if _, _, err = c.file(t, actor, id); !errors.Is(err, ErrExportFailed) || !strings.Contains(err.Error(), reason) {
		t.Errorf("file: %v", err)
	}
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
			actor  models.Actor
			id     int64
			reason string
		}{{town, lost.ID, notAllowed}, {gone, left.ID, notActive}} {
			if err := c.claim(t, "worker").Produce(t.Context()); err == nil {
				t.Error("a file was made for somebody without the right to it")
			}
			c.failed(t, one.actor, one.id, one.reason)
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

// TestLargeFileIsStoredInPieces: the file comes back whole, and a piece that is missing shows.
func TestLargeFileIsStoredInPieces(t *testing.T) {
	t.Parallel()
	modelstest.Each(t, func(t *testing.T, w *modelstest.World) {
		c := newCounty(t, w)
		town := c.staff(t, models.TownAdmin, c.east)
		for _, size := range []int{0, 1, pieceSize, 2*pieceSize + 7} {
			ordered, content := c.order(t, town, november), bytes.Repeat([]byte("0123456"), size/7+1)[:size]
			sum, name := sha256.Sum256(content), "a.xlsx"
			text := hex.EncodeToString(sum[:])
			c.write(t, func(tx *models.Tx) error {
				if err := storePieces(tx, ordered.ID, bytes.NewReader(content)); err != nil {
					return err
				}
				return tx.DB.Model(&Export{}).Where("id = ?", ordered.ID).
					Updates(map[string]any{"status": Done, "file_name": name, "file_size": size, "file_sha256": text}).Error
			})
			got, _, err := c.file(t, town, ordered.ID)
			if err != nil || !bytes.Equal(got, content) {
				t.Errorf("%d bytes: %d came back, %v", size, len(got), err)
			}
			if size <= pieceSize {
				continue
			}
			c.write(t, func(tx *models.Tx) error {
				return tx.DB.Where("export_id = ? AND number = 1", ordered.ID).Delete(&piece{}).Error
			})
			if _, _, err := c.file(t, town, ordered.ID); !errors.Is(err, io.ErrUnexpectedEOF) {
				t.Errorf("a missing piece: %v", err)
			}
		}
	})
}

func TestProgress(t *testing.T) {
	t.Parallel()
	for _, one := range []struct {
		export Export
		want   int
	}{
		{Export{Status: Queued}, 0},
		{Export{Status: Running, RowsDone: 1, RowsTotal: 3}, 33},
		{Export{Status: Running, RowsDone: 3, RowsTotal: 3}, 99},
		{Export{Status: Running, RowsDone: 5, RowsTotal: 3}, 99},
		{Export{Status: Failed, RowsDone: 1, RowsTotal: 2}, 50},
		{Export{Status: Done}, 100},
	} {
		if got := one.export.Progress(); got != one.want {
			t.Errorf("%+v: %d, want %d", one.export, got, one.want)
		}
	}
}
