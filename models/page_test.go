package models_test

import (
	"encoding/base64"
	"fmt"
	"slices"
	"strconv"
	"testing"
	"time"

	"gorm.io/gorm"

	"practicestation/models"
	"practicestation/models/modelstest"
)

func byID(descending bool) models.Order[models.AuditRow] {
	return models.Order[models.AuditRow]{IDColumn: "id", ID: func(r *models.AuditRow) int64 { return r.ID }, Descending: descending}
}

func byTime(descending bool) models.Order[models.AuditRow] {
	order := byID(descending)
	order.TimeColumn, order.Time = "at", func(r *models.AuditRow) time.Time { return r.At }
	return order
}

// fillAudit writes rows whose times fall back and come in groups of equals, down to the millisecond.
func fillAudit(t testing.TB, w *modelstest.World, n int) {
	t.Helper()
	write(t, w, func(tx *models.Tx) error {
		var rows []models.AuditRow
		for i := range n {
			at := tx.Now.Add(time.Duration(i*7%5) * time.Millisecond)
			rows = append(rows, models.AuditRow{At: at, Action: fmt.Sprint(i), SubjectKind: "row"})
		}
		return tx.DB.Create(&rows).Error
	})
}

// pages follows the cursors to the end.
func pages(t testing.TB, w *modelstest.World, limit int, order models.Order[models.AuditRow]) (ids []int64, calls int) {
	t.Helper()
	cursor := ""
	for {
		var got models.Paged[models.AuditRow]
		read(t, w, func(tx *models.Tx) (err error) {
			got, err = models.Fetch(tx.DB.Model(&models.AuditRow{}), models.Page{Limit: limit, Cursor: cursor}, order)
			return err
		})
		calls++
		for _, row := range got.Items {
			ids = append(ids, row.ID)
		}
		cursor = got.NextCursor
		if cursor == "" || calls > 100 {
			return ids, calls
		}
		if len(got.Items) != limit {
			t.Fatalf("%d items on a page of %d that is not the last", len(got.Items), limit)
		}
	}
}

// TestPagesJoinedAreTheList: in each order and with each page size every row comes once, in the order of the whole list.
func TestPagesJoinedAreTheList(t *testing.T) {
	t.Parallel()
	const rows = 24
	modelstest.Each(t, func(t *testing.T, w *modelstest.World) {
		fillAudit(t, w, rows)
		for name, order := range map[string]models.Order[models.AuditRow]{
			"id": byID(false), "id desc": byID(true), "at, id": byTime(false), "at desc, id desc": byTime(true),
		} {
			var whole []int64
			read(t, w, func(tx *models.Tx) error {
				return tx.DB.Model(&models.AuditRow{}).Order(name).Pluck("id", &whole).Error
			})
			for _, limit := range []int{1, 5, 8, 23, 24, 25, 100} {
				ids, calls := pages(t, w, limit, order)
				if !slices.Equal(ids, whole) {
					t.Errorf("by %s, %d a page: %v, want %v", name, limit, ids, whole)
				}
				if want := (rows + limit - 1) / limit; calls != want {
					t.Errorf("by %s, %d a page: %d pages, want %d", name, limit, calls, want)
				}
			}
		}
	})
}

func TestEmptyListIsOnePage(t *testing.T) {
	t.Parallel()
	modelstest.Each(t, func(t *testing.T, w *modelstest.World) {
		if ids, calls := pages(t, w, 20, byTime(true)); len(ids) != 0 || calls != 1 {
			t.Errorf("%d rows on %d pages", len(ids), calls)
		}
	})
}

// TestRowsAddedMeanwhileMoveNothing: who pages through the newest first never sees a row twice or misses an old one.
func TestRowsAddedMeanwhileMoveNothing(t *testing.T) {
	t.Parallel()
	modelstest.Each(t, func(t *testing.T, w *modelstest.World) {
		fillAudit(t, w, 10)
		fetch := func(cursor string) (got models.Paged[models.AuditRow]) {
			read(t, w, func(tx *models.Tx) (err error) {
				got, err = models.Fetch(tx.DB.Model(&models.AuditRow{}), models.Page{Limit: 6, Cursor: cursor}, byTime(true))
				return err
			})
			return got
		}
		first := fetch("")
		w.Clock.Advance(time.Hour)
		fillAudit(t, w, 10)
		second := fetch(first.NextCursor)
		seen := map[int64]bool{}
		for _, row := range append(first.Items, second.Items...) {
			if seen[row.ID] || row.ID > 10 {
				t.Errorf("row %d came again or too late", row.ID)
			}
			seen[row.ID] = true
		}
		if len(seen) != 10 || second.NextCursor != "" {
			t.Errorf("%d of the 10 old rows, then %q", len(seen), second.NextCursor)
		}
	})
}

func cursorOf(text string) string { return base64.RawURLEncoding.EncodeToString([]byte(text)) }

func cursorIn(year int) string {
	at := time.Date(year, 6, 1, 0, 0, 0, 0, time.UTC)
	return cursorOf(strconv.FormatInt(at.UnixMilli(), 36) + ".1")
}

// badCursors: another year than 1 to 9999 is what a database would choke on; the rest is not of our making.
func badCursors() []string {
	return []string{
		"x", "%", "é", "AAAA", cursorOf("."), cursorOf("1"), cursorOf("1."), cursorOf(".1"), cursorOf("1.1.1"), cursorOf("-.-"),
		cursorOf("0x1.1"), cursorOf("+1.1"), cursorOf("01.1"), cursorOf("1.1\x00"), cursorOf("1.1 OR 1=1"), cursorOf("A.B"), cursorOf("1.1") + "=",
		cursorOf("1.1") + "\n", cursorOf("1y2p0ij32e8e7.1"), cursorOf("-1y2p0ij32e8e8.1"), cursorOf("1y2p0ij32e8e8.1"), cursorOf("1.1y2p0ij32e8e8"),
		cursorIn(10000), cursorIn(0), cursorIn(-1), cursorIn(200000),
	}
}

func TestForeignCursorIsRefused(t *testing.T) {
	t.Parallel()
	modelstest.Each(t, func(t *testing.T, w *modelstest.World) {
		fillAudit(t, w, 3)
		for _, cursor := range badCursors() {
			for _, order := range []models.Order[models.AuditRow]{byID(false), byTime(true)} {
				err := w.DB.Read(t.Context(), tester, func(tx *models.Tx) error {
					_, err := models.Fetch(tx.DB.Model(&models.AuditRow{}), models.Page{Limit: 2, Cursor: cursor}, order)
					return err
				})
				if !models.IsCode(err, models.ErrCursor) {
					t.Errorf("%q: %v, want a bad cursor", cursor, err)
				}
			}
		}
	})
}

// FuzzCursor: whatever a client sends is a page or a bad cursor, never an error of the database.
func FuzzCursor(f *testing.F) {
	w := modelstest.Open(f, "sqlite")
	fillAudit(f, w, 3)
	for _, cursor := range append(badCursors(), cursorOf("mm8m7x00.2"), cursorOf("-hraszps0.1"), cursorOf("1.-1")) {
		f.Add(cursor)
	}
	f.Fuzz(func(t *testing.T, cursor string) {
		err := w.DB.Read(t.Context(), tester, func(tx *models.Tx) error {
			_, err := models.Fetch(tx.DB.Model(&models.AuditRow{}), models.Page{Limit: 2, Cursor: cursor}, byTime(false))
			return err
		})
		if err != nil && !models.IsCode(err, models.ErrCursor) {
			t.Errorf("%q: %v", cursor, err)
		}
	})
}

// TestWithin also guards the order of the conditions: the scope is one of several, never an alternative to them.
func TestWithin(t *testing.T) {
	t.Parallel()
	modelstest.Each(t, func(t *testing.T, w *modelstest.World) {
		write(t, w, func(tx *models.Tx) error {
			for id, path := range []string{"/1/", "/1/2/", "/1/2/3/", "/1/22/", "/12/", "/1/22/2/"} {
				err := tx.DB.Exec("INSERT INTO organizations (id, level, name, path, version, created_at, updated_at) VALUES (?, 'station', ?, ?, 1, ?, ?)",
					id+1, path, path, tx.Now, tx.Now).Error
				if err != nil {
					return err
				}
			}
			return nil
		})
		found := func(query func(db *gorm.DB) *gorm.DB) (names []string) {
			read(t, w, func(tx *models.Tx) error {
				return query(tx.DB.Table("organizations").Order("id")).Pluck("name", &names).Error
			})
			return names
		}
		for _, c := range []struct{ paths, want []string }{
			{nil, nil},
			{[]string{}, nil},
			{[]string{"/1/2/"}, []string{"/1/2/", "/1/2/3/"}},
			{[]string{"/1/22/"}, []string{"/1/22/", "/1/22/2/"}},
			{[]string{"/1/"}, []string{"/1/", "/1/2/", "/1/2/3/", "/1/22/", "/1/22/2/"}},
			{[]string{"/1/2/3/", "/12/"}, []string{"/1/2/3/", "/12/"}},
			{[]string{"/3/"}, nil},
		} {
			if got := found(func(db *gorm.DB) *gorm.DB { return models.Within(db, "path", c.paths) }); !slices.Equal(got, c.want) {
				t.Errorf("within %v: %v, want %v", c.paths, got, c.want)
			}
		}
		narrowed := found(func(db *gorm.DB) *gorm.DB {
			return models.Within(db.Where("id = ?", 5), "path", []string{"/1/2/", "/1/22/"}).Where("level = ?", "station")
		})
		if len(narrowed) != 0 {
			t.Errorf("two scopes let %v in, which is in none", narrowed)
		}
	})
}

func TestStartsWithIsLiteral(t *testing.T) {
	t.Parallel()
	names := []string{"100%", "100x", "a_b", "axb", "wow!", "wow", `back\slash`, "%", "_", "Abc", "abc"}
	modelstest.Each(t, func(t *testing.T, w *modelstest.World) {
		write(t, w, func(tx *models.Tx) error {
			for _, name := range names {
				if err := lease(tx, name, "甲"); err != nil {
					return err
				}
			}
			return nil
		})
		for prefix, want := range map[string][]string{
			"100%": {"100%"}, "100": {"100%", "100x"}, "a_": {"a_b"}, "a": {"a_b", "abc", "axb"}, "wow!": {"wow!"}, "wow": {"wow", "wow!"},
			`back\`: {`back\slash`}, "%": {"%"}, "_": {"_"}, "!": nil, "!!": nil, "!%": nil, "x": nil,
		} {
			var got []string
			read(t, w, func(tx *models.Tx) error {
				return tx.DB.Table("job_leases").Where("name LIKE ? ESCAPE '!'", models.StartsWith(prefix)).Order("name").Pluck("name", &got).Error
			})
			if !slices.Equal(got, want) {
				t.Errorf("%q: %v, want %v", prefix, got, want)
			}
		}
	})
}
