package report

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"
	"testing"

	"practicestation/models"
	"practicestation/models/modelstest"
)

// why is a reason good enough for any export.
const why = "季度总结上报"

var november = Input{Report: "stations", Format: XLSX, From: "2025-11-01", To: "2025-12-01", Reason: why}

func (c *county) order(t *testing.T, actor models.Actor, in Input) *Export {
	t.Helper()
	if in.Reason == "" {
		in.Reason = why
	}
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
	return c.fileWith(t, actor, id, "")
}

// fileWith is file for who has a ticket.
func (c *county) fileWith(t *testing.T, actor models.Actor, id int64, ticket string) (content []byte, name string, err error) {
	t.Helper()
	var file *File
	err = c.DB.Write(t.Context(), actor, func(tx *models.Tx) (err error) {
		file, err = TakeFile(tx, id, ticket)
		return err
	})
	if err != nil {
		return nil, "", err
	}
	err = c.read(t, models.Actor{}, func(tx *models.Tx) (err error) {
		if content, err = io.ReadAll(file.Content(tx)); err != nil {
			return err
		}
		sum := sha256.Sum256(content)
		if int64(len(content)) != file.Size || hex.EncodeToString(sum[:]) != file.SHA256 {
			return fmt.Errorf("%d bytes of %d, or another sum", len(content), file.Size)
		}
		return nil
	})
	return content, file.Name, err
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
		want := fmt.Sprintf("东河街道新时代文明实践所_志愿服务统计表（按实践站）_2025-11-01至2025-11-30_DC%06d_工作人员.xlsx", ordered.ID)
		if name != want {
			t.Errorf("name %q, want %q", name, want)
		}
		if _, err := c.find(t, other, ordered.ID); !errors.Is(err, ErrExportNotFound) {
			t.Errorf("somebody else's export: %v", err)
		}
		if _, _, err := c.file(t, other, ordered.ID); !errors.Is(err, ErrExportNotFound) {
			t.Errorf("somebody else's file: %v", err)
		}
		if audited := c.audited(t, ordered.ID); !slices.Equal(audited, []string{"export.create", "export.done", "export.download"}) {
			t.Errorf("the audit has %v", audited)
		}
		w.Clock.Advance(kept)
		if _, _, err := c.file(t, town, ordered.ID); !errors.Is(err, ErrExportExpired) {
			t.Errorf("an expired file: %v", err)
		}
		for _, want := range []int64{1 + 1, 0} { // its row and its file
			c.write(t, func(tx *models.Tx) error {
				dropped, err := ForgetExports(tx)
				if dropped != want {
					t.Errorf("%d forgotten, want %d", dropped, want)
				}
				return err
			})
		}
		if left := c.pieces(t, ordered.ID); left != 0 {
			t.Errorf("%d pieces of an expired file are left", left)
		}
		if after, err := c.find(t, town, ordered.ID); err != nil || after.Status != Expired || after.Progress() != 100 || after.Reason != why {
			t.Errorf("the trace of it: %+v, %v", after, err)
		}
	})
}

func TestExportsAreRefused(t *testing.T) {
	t.Parallel()
	modelstest.Each(t, func(t *testing.T, w *modelstest.World) {
		c := newCounty(t, w)
		town, leader := c.staff(t, models.TownAdmin, c.east), c.staff(t, models.TeamLeader, c.east)
		manager := c.staff(t, models.StationManager, c.stations[0])
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
			"no reason":    {town, func(in *Input) { in.Reason = "" }, models.ErrInvalid},
			"only spaces":  {town, func(in *Input) { in.Reason = "  要用  " }, models.ErrInvalid},
			"nothing seen": {town, func(in *Input) { in.Reason = "\u200B\u200B\u200B\u200B" }, models.ErrInvalid},
			"line breaks":  {town, func(in *Input) { in.Reason = "要\n\n用" }, models.ErrInvalid},
			"a long one":   {town, func(in *Input) { in.Reason = strings.Repeat("长", longestReason+1) }, models.ErrInvalid},
			"half masked":  {town, func(in *Input) { in.Masking = "half" }, models.ErrInvalid},
			"with names":   {manager, func(in *Input) { in.OrganizationID, in.Masking = c.stations[0].ID, Unmasked }, models.ErrPermission},
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

// TestLargeFileIsStoredInPieces: the file comes back whole, and a piece that is missing shows.
func TestLargeFileIsStoredInPieces(t *testing.T) {
	t.Parallel()
	modelstest.Each(t, func(t *testing.T, w *modelstest.World) {
		c := newCounty(t, w)
		town := c.staff(t, models.TownAdmin, c.east)
		for _, size := range []int{0, 1, pieceSize, 2*pieceSize + 7} {
			ordered, content := c.order(t, town, november), bytes.Repeat([]byte("0123456"), size/7+1)[:size]
			claim := c.claim(t, "worker")
			file := newPieces(t.Context(), claim)
			_, writeErr := file.Write(content)
			stored, sum, closeErr := file.close()
			made := &product{name: "a.xlsx", size: stored, sum: sum, rows: 1}
			if err := errors.Join(writeErr, closeErr, claim.finish(t.Context(), made)); err != nil {
				t.Fatal(err)
			}
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
			if _, _, err := c.file(t, town, ordered.ID); !errors.Is(err, ErrDamaged) {
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
