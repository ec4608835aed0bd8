package models_test

import (
	"errors"
	"slices"
	"strings"
	"testing"
	"time"

	"practicestation/models"
	"practicestation/models/modelstest"
)

// What somebody does who wants a line of the audit to be forgotten, without making a hash anew.
const (
	withoutLastSeal = "DELETE FROM audit_seals WHERE sequence = 2"
	withoutSeals    = "DELETE FROM audit_seals"
	headToFirst     = "UPDATE audit_heads SET sequence = 1, last_id = 2, hash = (SELECT hash FROM audit_seals WHERE sequence = 1)"
	headToNone      = "UPDATE audit_heads SET sequence = 0, last_id = 0, hash = '0000000000000000000000000000000000000000000000000000000000000000'"
	withoutMarks    = "UPDATE audit_entries SET hash = NULL, unit = NULL, unit_line = NULL, unit_lines = NULL"
	withoutAnything = "UPDATE audit_entries SET hash = NULL, unit = NULL, unit_line = NULL, unit_lines = NULL, after_seal = NULL"
	otherPerson     = "UPDATE audit_entries SET account_name = '别人', account_id = 1 WHERE action = 'two'"
	startMoved      = "UPDATE audit_starts SET last_id = 99 WHERE row_table = 'audit_entries'"
	cut             = "DELETE FROM audit_entries WHERE action = 'two'"
	gapClosed       = "UPDATE audit_entries SET id = id - 1 WHERE id > 2"
	counterSet      = "UPDATE sqlite_sequence SET seq = 3 WHERE name = 'audit_entries'"
)

// sealedTwice has two lines in its first seal, one in its second, and "four" behind them.
func sealedTwice(t *testing.T, w *modelstest.World) {
	t.Helper()
	note(t, w, "one", "two")
	w.Clock.Advance(20 * time.Minute)
	seal(t, w)
	note(t, w, "three")
	w.Clock.Advance(20 * time.Minute)
	seal(t, w)
	note(t, w, "four")
	if found := auditFindings(t, w); len(found) != 0 {
		t.Errorf("before it: %q", found)
	}
}

// behindItsBack runs statements of which some are for one database only.
func behindItsBack(t *testing.T, w *modelstest.World, statements ...string) {
	t.Helper()
	for _, statement := range statements {
		if w.DB.Dialect == models.SQLite || !strings.Contains(statement, "sqlite_sequence") {
			write(t, w, func(tx *models.Tx) error { return tx.DB.Exec(statement).Error })
		}
	}
}

// TestATamperedAuditIsFound, sealed or not, with its seals or after they were taken away.
func TestATamperedAuditIsFound(t *testing.T) {
	t.Parallel()
	rehash := "UPDATE audit_entries SET action = 'six', hash = (SELECT hash FROM (SELECT hash FROM audit_entries WHERE action = 'three') AS other) WHERE action = 'two'"
	for what, c := range map[string]struct {
		statements []string
		want       string
	}{
		"a sealed row changes":             {[]string{"UPDATE audit_entries SET account_name = '别人' WHERE action = 'two'"}, "audit_entries: 内容"},
		"an unsealed row changes":          {[]string{"UPDATE audit_entries SET after_json = '{}' WHERE action = 'four'"}, "audit_entries: 内容"},
		"an unsealed row loses its hash":   {[]string{"UPDATE audit_entries SET hash = NULL WHERE action = 'four'"}, "audit_entries: 没有指纹"},
		"a sealed row changes, hash gone":  {[]string{"UPDATE audit_entries SET action = 'six', hash = NULL WHERE action = 'two'"}, "audit_entries: 没有指纹"},
		"a sealed row is gone":             {[]string{cut}, "audit_entries: 编号"},
		"a sealed row with another's hash": {[]string{rehash}, "audit_entries: 内容"},
		"a seal changes":                   {[]string{"UPDATE audit_seals SET hash = '0' WHERE sequence = 1"}, "audit_entries: 编号"},
		"a seal is gone":                   {[]string{"DELETE FROM audit_seals WHERE sequence = 1"}, "audit_seals: 与前一次封存接不上"},

		"the last seal is gone":                        {[]string{withoutLastSeal}, "audit_seals: 末端记着封存到第 2 次，现有的到第 1 次"},
		"the last seal is gone, and a line":            {[]string{withoutLastSeal, "DELETE FROM audit_entries WHERE action = 'three'"}, "audit_seals: 末端"},
		"the last seal is gone, the end set back":      {[]string{withoutLastSeal, headToFirst}, "audit_entries: 写在第 2 次封存之后，而在它之前的只到第 1 次"},
		"the last seal is gone with its end":           {[]string{withoutLastSeal, "DELETE FROM audit_heads"}, "audit_heads: "},
		"there are two ends":                           {[]string{"INSERT INTO audit_heads (id, sequence, last_id, hash) SELECT 2, sequence, last_id, hash FROM audit_heads"}, "audit_heads: "},
		"the end is set back, the seals stay":          {[]string{headToFirst}, "audit_seals: 末端"},
		"no seals":                                     {[]string{withoutSeals}, "audit_seals: 末端"},
		"no seals, the end set back":                   {[]string{withoutSeals, headToNone}, "audit_entries: 写在第 1 次封存之后，而在它之前的只到第 0 次"},
		"no seals, a line is gone":                     {[]string{cut, withoutSeals}, "audit_seals: 末端"},
		"no seals, a line is gone, the end set back":   {[]string{cut, withoutSeals, headToNone}, "audit_entries: 写在第"},
		"no seals, no hashes":                          {[]string{withoutSeals, withoutMarks, otherPerson}, "audit_seals: 末端"},
		"no seals, no hashes, the end set back":        {[]string{withoutSeals, headToNone, withoutMarks, otherPerson}, "audit_entries: 没有指纹"},
		"no seals, no hashes, no trace of them":        {[]string{withoutSeals, headToNone, withoutAnything, otherPerson}, "audit_entries: 没有指纹"},
		"no seals, no hashes, called early":            {[]string{withoutSeals, headToNone, withoutMarks, otherPerson, startMoved}, "audit_entries: 晚于对照的起点"},
		"called early":                                 {[]string{startMoved}, "audit_entries: 晚于对照的起点"},
		"no start":                                     {[]string{"DELETE FROM audit_starts WHERE row_table = 'audit_entries'"}, "audit_starts: "},
		"cut from the middle, gap closed":              {[]string{cut, gapClosed, counterSet}, "audit_entries: "},
		"cut from the middle, no seals":                {[]string{cut, gapClosed, counterSet, withoutSeals}, "audit_seals: 末端"},
		"cut from the middle, no seals, end set back":  {[]string{cut, gapClosed, counterSet, withoutSeals, headToNone}, "audit_entries: 写在第"},
		"a line says that it was before the last seal": {[]string{"UPDATE audit_entries SET after_seal = 1 WHERE action = 'four'", withoutLastSeal, headToFirst}, "audit_entries: 内容"},
	} {
		t.Run(what, func(t *testing.T) {
			t.Parallel()
			modelstest.Each(t, func(t *testing.T, w *modelstest.World) {
				sealedTwice(t, w)
				behindItsBack(t, w, c.statements...)
				found := auditFindings(t, w)
				if !slices.ContainsFunc(found, func(one string) bool { return strings.HasPrefix(one, c.want) }) {
					t.Errorf("found %q, want %q", found, c.want)
				}
				w.Clock.Advance(20 * time.Minute)
				_ = w.DB.Write(t.Context(), tester, func(tx *models.Tx) error { _, err := models.SealAudit(tx); return err })
				if found := auditFindings(t, w); len(found) == 0 {
					t.Error("the next seal covers it up")
				}
			})
		})
	}
}

// TestSealsMadeAnewAreFound: whoever takes the seals away with their end, and lets the service make others, is told of by the lines
// that were written behind the former ones, however many are made.
func TestSealsMadeAnewAreFound(t *testing.T) {
	t.Parallel()
	modelstest.Each(t, func(t *testing.T, w *modelstest.World) {
		sealedTwice(t, w)
		behindItsBack(t, w, cut, gapClosed, counterSet, withoutSeals, headToNone)
		for range 3 {
			w.Clock.Advance(20 * time.Minute)
			seal(t, w)
			note(t, w, "later")
		}
		if found := auditFindings(t, w); len(found) == 0 || !strings.HasPrefix(found[0], "audit_entries: 写在第 1 次封存之后，而在它之前的只到第 0 次") {
			t.Errorf("found %q", found)
		}
	})
}

// TestALineNamesTheLastSealThatItsInstanceKnows, looked up once a minute; what a unit has sealed and taken back is not known.
func TestALineNamesTheLastSealThatItsInstanceKnows(t *testing.T) {
	t.Parallel()
	modelstest.Each(t, func(t *testing.T, w *modelstest.World) {
		other := *w
		other.DB = w.Reopen(t)
		note(t, w, "before any")
		note(t, &other, "elsewhere")
		w.Clock.Advance(2 * time.Minute)
		note(t, &other, "it looks now")
		w.Clock.Advance(30 * time.Second)
		seal(t, w)
		note(t, w, "who sealed knows")
		note(t, &other, "who did not does not yet")
		w.Clock.Advance(2 * time.Minute)
		note(t, &other, "a while later")
		taken := errors.New("taken back")
		err := w.DB.Write(t.Context(), tester, func(tx *models.Tx) error {
			if sealed, err := models.SealAudit(tx); sealed == 0 || err != nil {
				t.Errorf("%d sealed, %v", sealed, err)
			}
			return taken
		})
		if !errors.Is(err, taken) {
			t.Error(err)
		}
		note(t, w, "nobody has sealed")
		var named []int64
		read(t, w, func(tx *models.Tx) error {
			return tx.DB.Raw("SELECT after_seal FROM audit_entries ORDER BY id").Scan(&named).Error
		})
		if want := []int64{0, 0, 0, 1, 0, 1, 1}; !slices.Equal(named, want) {
			t.Errorf("the lines name %v, want %v", named, want)
		}
		if found := auditFindings(t, w); len(found) != 0 {
			t.Errorf("found %q", found)
		}
	})
}

// TestAuditRowsOfEarlierVersionsAreKeptAsTheyAre: without a hash, with one, or with their unit, sealed or not when the upgrade came.
// What is written from then on has everything, and the earlier rows are held by their seals.
func TestAuditRowsOfEarlierVersionsAreKeptAsTheyAre(t *testing.T) {
	t.Parallel()
	for _, sealed := range []bool{true, false} {
		modelstest.Each(t, func(t *testing.T, w *modelstest.World) {
			dropTables(t, w)
			if err := w.DB.MigrateTo(t.Context(), 62); err != nil {
				t.Fatal(err)
			}
			unit, first := "unit", int64(1)
			write(t, w, func(tx *models.Tx) error {
				row := func(action string) models.AuditRow {
					return models.AuditRow{At: tx.Now, Action: action, SubjectKind: "row", SubjectID: 1}
				}
				named := row("three")
				named.Unit, named.UnitLine, named.UnitLines = &unit, &first, &first
				if err := errors.Join(models.Written(tx, row("one"), false), models.Written(tx, row("two"), true)); err != nil {
					return err
				}
				if sealed {
					if err := models.Sealed(tx); err != nil {
						return err
					}
				}
				return models.Written(tx, named, true)
			})
			if err := w.DB.Migrate(t.Context()); err != nil {
				t.Fatal(err)
			}
			note(t, w, "four")
			for _, when := range []string{"after the upgrade", "sealed on", "later"} {
				if found := auditFindings(t, w); len(found) != 0 {
					t.Errorf("%s: %q", when, found)
				}
				w.Clock.Advance(20 * time.Minute)
				seal(t, w)
				note(t, w, when)
			}
			for action, want := range map[string]string{"one": "audit_entries: 编号", "two": "audit_entries: 内容", "three": "audit_entries: 内容", "four": "audit_entries: 内容"} {
				behindItsBack(t, w, "UPDATE audit_entries SET account_name = '别人' WHERE action = '"+action+"'")
				if found := auditFindings(t, w); len(found) != 1 || !strings.HasPrefix(found[0], want) {
					t.Errorf("%s: found %q, want %q", action, found, want)
				}
				behindItsBack(t, w, "UPDATE audit_entries SET account_name = '"+map[string]string{"four": tester.Name}[action]+"' WHERE action = '"+action+"'")
			}
			behindItsBack(t, w, withoutSeals, headToNone, withoutAnything)
			if found := auditFindings(t, w); len(found) == 0 || found[0] != "audit_entries: 没有指纹" {
				t.Errorf("found %q", found)
			}
		})
	}
}
