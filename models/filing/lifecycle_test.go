package filing

import (
	"bytes"
	"fmt"
	"slices"
	"strings"
	"testing"

	"practicestation/models"
	"practicestation/models/modelstest"
	"practicestation/models/organization"
)

func TestEntitiesMatchTheSchema(t *testing.T) {
	t.Parallel()
	modelstest.Each(t, func(t *testing.T, w *modelstest.World) { modelstest.MatchesSchema(t, w, Filing{}, Snapshot{}) })
}

// TestEveryPairOfStates walks from each state to each other by the verb that leads there; a new edition leaves the state behind.
func TestEveryPairOfStates(t *testing.T) {
	each(t, func(t *testing.T, c *county) {
		ways := map[Status][]Status{Draft: {}, Submitted: {Submitted}, Returned: {Submitted, Returned}, Locked: {Submitted, Locked}}
		allowed := []string{"draft submitted", "submitted returned", "submitted locked", "returned submitted", "locked draft"}
		actors := map[Status]models.Actor{Draft: c.townAdmin, Submitted: c.townAdmin, Returned: c.admin, Locked: c.admin}
		refusals := map[Status]*models.Error{Draft: ErrNotLocked, Submitted: ErrStatus, Returned: ErrStatus, Locked: ErrStatus}
		kinds := []Kind{Activities, Volunteers, Teams, Brands}
		year := 2020
		for i, from := range []Status{Draft, Submitted, Returned, Locked} {
			for _, to := range []Status{Draft, Submitted, Returned, Locked} {
				year--
				made, err := c.create(c.townAdmin, kinds[i], c.town, Period{Year, models.Date(fmt.Sprintf("%d-01-01", year))})
				c.check(err)
				for _, state := range ways[from] {
					c.check(c.step(actors[state], made.ID, state))
				}
				before := c.show(made.ID)
				err = c.step(actors[to], made.ID, to)
				after := c.show(made.ID)
				pair := string(from) + " " + string(to)
				switch fits := slices.Contains(allowed, pair); {
				case before.Status != from || before.IsLive() != (from == Draft || from == Returned):
					t.Errorf("%s: it starts as %s, live %t", pair, before.Status, before.IsLive())
				case fits && to == Draft && (err != nil || after.Status != Locked || after.Live != nil):
					t.Errorf("%s: %v, and the locked one is %+v", pair, err, after.Filing)
				case fits && to != Draft && (err != nil || after.Status != to || after.Version != before.Version+1):
					t.Errorf("%s: %v, and it is %s", pair, err, after.Status)
				case !fits && (!models.IsCode(err, refusals[to]) || after.Status != from || after.Version != before.Version):
					t.Errorf("%s: %v, and it is %s at version %d", pair, err, after.Status, after.Version)
				}
			}
		}
	})
}

// TestWhoFilesAndWhoLocks: an organization's own people hand in, the level above decides, and never who had a hand in it.
func TestWhoFilesAndWhoLocks(t *testing.T) {
	each(t, func(t *testing.T, c *county) {
		for _, test := range []struct {
			name          string
			of            *organization.Organization
			filer, locker models.Actor
			mayNotFile    []models.Actor
			denied, blind []models.Actor
		}{
			{"station", c.stations[0], c.manager, c.townAdmin, []models.Actor{c.auditor, c.otherTownAdmin}, []models.Actor{c.colleague, c.auditor}, []models.Actor{c.otherTownAdmin}},
			{"town", c.town, c.townAdmin, c.admin, []models.Actor{c.manager, c.auditor}, []models.Actor{c.auditor}, []models.Actor{c.manager, c.otherTownAdmin}},
			{"center", c.center, c.admin, c.secondAdmin, []models.Actor{c.townAdmin}, []models.Actor{c.auditor}, []models.Actor{c.townAdmin, c.manager}},
		} {
			for _, outsider := range test.mayNotFile {
				_, err := c.create(outsider, Teams, test.of, february)
				modelstest.Expect(t, test.name+" begun by an outsider", err, models.ErrPermission)
			}
			made, err := c.create(test.filer, Teams, test.of, february)
			c.check(err)
			_, err = c.create(test.filer, Teams, test.of, february)
			modelstest.Expect(t, test.name+" a second time", err, ErrExists)
			modelstest.Expect(t, test.name+" handed in by who only reads", c.step(c.auditor, made.ID, Submitted), models.ErrPermission)
			c.check(c.step(test.filer, made.ID, Submitted))
			for _, outcome := range []Status{Returned, Locked} {
				for _, actor := range test.denied {
					modelstest.Expect(t, test.name+" decided by who is not above", c.step(actor, made.ID, outcome), models.ErrPermission)
				}
				for _, actor := range test.blind {
					modelstest.Expect(t, test.name+" decided by who does not see it", c.step(actor, made.ID, outcome), ErrNotFound)
				}
			}
			c.check(c.step(test.locker, made.ID, Locked))
		}
		for i, hands := range [][2]models.Actor{{c.townAdmin, c.manager}, {c.manager, c.townAdmin}} {
			made, err := c.create(hands[0], Brands, c.stations[0], Period{Month, []models.Date{"2026-01-01", "2026-02-01"}[i]})
			c.check(err)
			c.check(c.step(hands[1], made.ID, Submitted))
			modelstest.Expect(t, "locked by who made or handed it in", c.step(c.townAdmin, made.ID, Locked), ErrOwn)
			modelstest.Expect(t, "returned by who made or handed it in", c.step(c.townAdmin, made.ID, Returned), ErrOwn)
			c.check(c.step(c.admin, made.ID, Locked))
		}
	})
}

// TestWhatAReportMayBe: a kind that there is, a whole period that has begun, and a filler who can be reached.
func TestWhatAReportMayBe(t *testing.T) {
	each(t, func(t *testing.T, c *county) {
		for name, period := range map[string]Period{
			"another span": {"week", "2026-02-01"}, "no date": {Month, "2026-02-30"}, "the midst of a month": {Month, "2026-02-02"},
			"no quarter": {Quarter, "2026-02-01"}, "no year": {Year, "2025-04-01"}, "next month": {Month, "2026-04-01"},
		} {
			_, err := c.create(c.townAdmin, Teams, c.town, period)
			modelstest.Expect(t, name, err, models.ErrInvalid)
		}
		_, err := c.create(c.townAdmin, "orders", c.town, february)
		modelstest.Expect(t, "a kind that there is not", err, models.ErrInvalid)
		made := c.draft(Teams, c.town)
		for _, by := range []Signature{{"", "0510-87654321"}, {"王建平", ""}, {"王建平", "=cmd"}} {
			_, err := change(c, c.townAdmin, func(tx *models.Tx) (*Filing, error) { return Submit(tx, made.ID, by) })
			modelstest.Expect(t, "a filler who cannot be reached", err, models.ErrInvalid)
		}
		c.check(c.step(c.townAdmin, made.ID, Submitted))
		_, err = change(c, c.admin, func(tx *models.Tx) (*Filing, error) { return Return(tx, made.ID, " ") })
		modelstest.Expect(t, "returned without a reason", err, models.ErrReasonMissing)
	})
}

// TestOneAtOnce: of many who begin, lock or revise the same report at once, one does.
func TestOneAtOnce(t *testing.T) {
	each(t, func(t *testing.T, c *county) {
		count := func(what string, work func(i int) error) {
			won := 0
			for _, err := range modelstest.AtOnce(4, work) {
				if err == nil {
					won++
				}
			}
			if won != 1 {
				t.Errorf("%s: %d times", what, won)
			}
		}
		count("begun", func(int) error { _, err := c.create(c.townAdmin, Teams, c.town, february); return err })
		var made Filing
		c.write(func(tx *models.Tx) error { return tx.DB.Take(&made).Error })
		c.check(c.step(c.townAdmin, made.ID, Submitted))
		count("decided", func(i int) error { return c.step(c.admin, made.ID, []Status{Locked, Returned}[i%2]) })
		c.write(func(tx *models.Tx) error { return tx.DB.Model(&made).Updates(map[string]any{"status": Locked}).Error })
		count("revised", func(int) error { return c.step(c.townAdmin, made.ID, Draft) })
	})
}

// TestLockedStays: what was locked stays as it was to the byte; what is corrected later is listed with its cause, and the next
// edition has it.
func TestLockedStays(t *testing.T) {
	each(t, func(t *testing.T, c *county) {
		c.live(5)
		made := c.draft(Activities, c.town)
		_, err := change(c, c.townAdmin, func(tx *models.Tx) (*Differences, error) { return Compare(tx, made.ID) })
		modelstest.Expect(t, "compared before it is handed in", err, ErrLive)
		c.check(c.step(c.townAdmin, made.ID, Submitted))
		c.check(c.step(c.admin, made.ID, Locked))
		locked, file := c.show(made.ID), c.workbook(made.ID)
		differ := func() *Differences {
			return look(c, c.townAdmin, func(tx *models.Tx) (*Differences, error) { return Compare(tx, made.ID) })
		}
		if none := differ(); len(none.Adjustments)+len(none.Causes) != 0 {
			t.Errorf("nothing has changed, and it differs by %+v", none)
		}
		entry := c.correct(c.stations[0], 7)
		if now := c.show(made.ID); !now.Table.equal(locked.Table) || !bytes.Equal(c.workbook(made.ID), file) {
			t.Error("the locked report has changed")
		}
		found := differ()
		for _, one := range found.Adjustments {
			gap := *one.Now - *one.Then
			switch {
			case one.Column.Key == "minutes" && gap == float64(7-entry.Minutes) && (one.RowName == "茶东社区" || one.RowID == ""):
			default:
				t.Errorf("%s of %q differs by %v", one.Column.Key, one.RowName, gap)
			}
		}
		if len(found.Adjustments) != 2 || len(found.Causes) != 2 || found.Causes[0].Minutes != -entry.Minutes || found.Causes[1].Minutes != 7 {
			t.Errorf("the differences are %+v", found)
		}
		c.check(c.step(c.townAdmin, made.ID, Draft))
		var second Filing
		c.write(func(tx *models.Tx) error { return tx.DB.Where("edition = 2").Take(&second).Error })
		c.check(c.step(c.townAdmin, second.ID, Submitted))
		minutes := func(table *Table) float64 { return *table.Total[at(table.Columns, "minutes")].Number }
		if then, now := minutes(locked.Table), minutes(c.show(second.ID).Table); now-then != float64(7-entry.Minutes) {
			t.Errorf("%v minutes in the first edition, %v in the second", then, now)
		}
		modelstest.Expect(t, "an edition that has a later one, revised", c.step(c.townAdmin, made.ID, Draft), ErrNotLocked)
		if !bytes.Equal(c.workbook(made.ID), file) {
			t.Error("the first edition has changed")
		}
	})
}

// TestSomebodyWhoChangesASnapshotIsFound: what was handed in is proved by its digest, which the audit has too.
func TestSomebodyWhoChangesASnapshotIsFound(t *testing.T) {
	each(t, func(t *testing.T, c *county) {
		made := c.draft(Teams, c.town)
		c.check(c.step(c.townAdmin, made.ID, Submitted))
		c.write(func(tx *models.Tx) error {
			return tx.DB.Exec("UPDATE filing_snapshots SET content = ?", []byte(`{"table":{}}`)).Error
		})
		if err := c.step(c.admin, made.ID, Locked); err == nil {
			t.Error("a report was locked that is not what was handed in")
		}
		err := c.DB.Read(t.Context(), c.admin, func(tx *models.Tx) error { _, err := Show(tx, made.ID); return err })
		if err == nil {
			t.Error("a report was shown that is not what was handed in")
		}
	})
}

// TestPeopleAreTold: the filler of what became of the report, and both hands of a locked one that another edition comes.
func TestPeopleAreTold(t *testing.T) {
	each(t, func(t *testing.T, c *county) {
		made := c.draft(Teams, c.town)
		for _, step := range []struct {
			by models.Actor
			to Status
		}{{c.townAdmin, Submitted}, {c.admin, Returned}, {c.townAdmin, Submitted}, {c.admin, Locked}, {c.townAdmin, Draft}} {
			c.check(c.step(step.by, made.ID, step.to))
		}
		told := func(who models.Actor) string {
			var kinds []string
			c.write(func(tx *models.Tx) error {
				return tx.DB.Model(&models.Notice{}).Where("account_id = ?", who.AccountID).Order("id").Pluck("kind", &kinds).Error
			})
			return fmt.Sprint(kinds)
		}
		if filler, locker := told(c.townAdmin), told(c.admin); filler != "[report_returned report_locked]" || locker != "[report_replaced]" {
			t.Errorf("the filler is told %s, who locked it %s", filler, locker)
		}
		var audited []string
		c.write(func(tx *models.Tx) error {
			return tx.DB.Model(&models.AuditRow{}).Where("subject_kind = 'report'").Order("id").Pluck("after_json", &audited).Error
		})
		text := strings.Join(audited, "\n")
		if len(audited) != 7 || !strings.Contains(text, *c.show(made.ID).SnapshotSHA256) || strings.Contains(text, "87654321") {
			t.Errorf("the audit has %d rows: %s", len(audited), text)
		}
	})
}

func (c *county) workbook(id int64) []byte {
	c.t.Helper()
	var content bytes.Buffer
	c.check(c.show(id).WriteWorkbook(&content))
	return content.Bytes()
}
