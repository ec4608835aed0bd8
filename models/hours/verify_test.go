package hours_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"practicestation/models"
	"practicestation/models/account"
	"practicestation/models/hours"
	"practicestation/models/modelstest"
)

// decided is a ledger in which everything has happened once: confirmed, rejected, corrected and objected to, entered afterwards,
// approved, refused and restated.
type decided struct {
	*ledger
	pending, confirmed, rejected, reversed, stands int64 // entries
	retro, restated, refusedRetro                  int64
}

func decide(t testing.TB, w *modelstest.World) *decided {
	t.Helper()
	d := &decided{ledger: found(t, w)}
	w.Clock.Advance(9 * time.Hour)
	d.sql(t, "UPDATE shifts SET starts_at = '2020-01-01 00:00:00', ends_at = '2020-01-01 08:00:00' WHERE id = 2")
	wang, li, manager := d.volunteer(t), d.volunteer(t), on(models.StationManager, d.stations[1])
	town := as(d.volunteer(t).AccountID, on(models.TownAdmin, d.towns[1]))
	manager.AccountID = d.volunteer(t).AccountID
	serve := func(day models.Date) int64 { return d.serve(t, wang, 1, 60, day) }
	d.pending, d.confirmed, d.rejected, d.reversed = serve("2026-03-01"), serve("2026-03-02"), serve("2026-03-03"), serve("2026-03-04")
	must(t, d.confirmAll(t, manager, d.confirmed, d.reversed))
	must(t, d.reject(t, manager, d.rejected))
	objection, err := d.object(t, wang, d.reversed)
	must(t, err)
	must(t, d.answer(t, manager, objection, 90))
	d.stands, err = d.approve(t, town, d.pendingCorrection(t))
	must(t, err)
	objection, err = d.object(t, wang, d.rejected)
	must(t, err)
	must(t, d.answer(t, manager, objection, -1))
	correction, err := d.correct(t, manager, d.confirmed, 30)
	must(t, err)
	must(t, d.refuse(t, town, correction))
	station := as(manager.AccountID, on(models.StationManager, d.stations[0]))
	above := as(town.AccountID, on(models.TownAdmin, d.towns[0]))
	d.retro, err = d.enter(t, station, retroFor(wang))
	must(t, err)
	must(t, d.decideRetro(t, above, d.retro, true))
	objection, err = d.objectToRetro(t, wang, d.retro)
	must(t, err)
	must(t, d.answer(t, above, objection, 44))
	center := as(d.volunteer(t).AccountID, on(models.CenterAdmin, d.center))
	_, err = d.approve(t, center, d.pendingCorrection(t))
	must(t, err)
	d.restated = d.retro + 1
	d.refusedRetro, err = d.enter(t, station, retroFor(li))
	must(t, err)
	must(t, d.decideRetro(t, above, d.refusedRetro, false))
	d.sound(t, "before anything is tampered with")
	return d
}

// TestEachColumnOfADecisionIsHeldAgainstTheAudit: whichever is changed by SQL, the row is named.
func TestEachColumnOfADecisionIsHeldAgainstTheAudit(t *testing.T) {
	t.Parallel()
	modelstest.Each(t, func(t *testing.T, w *modelstest.World) {
		d := decide(t, w)
		for _, entry := range []int64{d.pending, d.stands} {
			modelstest.EachColumn(t, w, "entries", entry, []string{"reminded"}, hours.Checks())
		}
		modelstest.EachColumn(t, w, "corrections", 1, nil, hours.Checks())
		modelstest.EachColumn(t, w, "corrections", 3, nil, hours.Checks()) // of a retro-entry
		modelstest.EachColumn(t, w, "objections", 2, []string{"reminded"}, hours.Checks())
		modelstest.EachColumn(t, w, "retro_entries", d.restated, nil, hours.Checks())
		// A number that is missing is told by the row behind it.
		modelstest.EachColumn(t, w, "ledger", 3, []string{"sequence"}, hours.Checks())
	})
}

// TestEachForgeryOfDecisionsIsFound, by the row that it leaves behind. Each is tried on a ledger of its own.
func TestEachForgeryOfDecisionsIsFound(t *testing.T) {
	t.Parallel()
	const cut = `UPDATE ledger_heads SET sequence = 1, hash = (SELECT hash FROM ledger WHERE id = 1) WHERE station_id = (SELECT station_id FROM ledger WHERE id = 1)`
	tail := []string{
		cut, "DELETE FROM ledger WHERE station_id = (SELECT station_id FROM (SELECT station_id FROM ledger WHERE id = 1) AS first_row) AND sequence > 1",
		"UPDATE entries SET status = 'pending', decided_at = NULL, decided_by = NULL WHERE id = 4", "DELETE FROM corrections WHERE entry_id = 4 OR new_entry_id = 5", "DELETE FROM entries WHERE id = 5",
		"UPDATE activities SET pending_entries = pending_entries + 1, decided_entries = decided_entries - 2 WHERE id = 2",
	}
	for what, c := range map[string]struct {
		statements []string
		want       string
	}{
		"an entry is gone":                          {[]string{"DELETE FROM entries WHERE id = 1"}, "entries 1: "},
		"a correction is gone":                      {[]string{"DELETE FROM corrections WHERE id = 2"}, "corrections 2: "},
		"an objection is gone":                      {[]string{"DELETE FROM objections WHERE id = 2"}, "objections 2: "},
		"a retro-entry is gone":                     {[]string{"DELETE FROM retro_entries WHERE id = 3"}, "retro_entries 3: "},
		"an entry is put in":                        {[]string{copied("entries", "revision", "9")}, "entries 6: "},
		"a correction is put in":                    {[]string{copied("corrections", "live", "NULL")}, "corrections 4: "},
		"an objection is put in":                    {[]string{copied("objections", "live", "NULL")}, "objections 4: "},
		"a retro-entry is put in":                   {[]string{copied("retro_entries", "live", "NULL")}, "retro_entries 4: "},
		"a retro-entry's correction is gone":        {[]string{"DELETE FROM corrections WHERE id = 3"}, "corrections 3: "},
		"who corrected a retro-entry decides alone": {[]string{"UPDATE corrections SET decided_by = requested_by WHERE id = 3"}, "corrections 3: "},
		"a retro-entry stands instead of another":   {[]string{"UPDATE retro_entries SET corrects_id = NULL WHERE corrects_id IS NOT NULL"}, "retro_entries 2: "},
		"a retro-entry is given to the town":        {[]string{"UPDATE retro_entries SET deciding_organization_id = station_id WHERE id = 3"}, "retro_entries 3: "},
		"the ledger's tail with the decisions":      {tail, "entries 4: "},
		"the tail, decisions and the audit's marks": {append(tail, "DELETE FROM audit_entries WHERE row_table = 'entries' AND row_id IN (4, 5) AND action <> 'entry.credit'"), "corrections "},
		"only the ledger is cut, the audit knows":   {[]string{"DELETE FROM ledger WHERE kind = 'honor'"}, "audit_entries "},
		"the start is moved over later rows":        {[]string{"UPDATE audit_starts SET last_id = 99 WHERE row_table = 'entries'"}, "entries 1: "},
		"the creation is taken from the audit":      {[]string{"DELETE FROM audit_entries WHERE action = 'entry.credit' AND row_id = 2"}, "entries 2: "},
		"the decision is taken from the audit":      {[]string{"DELETE FROM audit_entries WHERE action = 'entry.rejected'"}, "entries 3: "},
		"all of a row is taken from the audit":      {[]string{"DELETE FROM audit_entries WHERE row_table = 'entries' AND row_id = 1"}, "entries 1: "},
		"another reason in ledger and correction":   {[]string{"UPDATE corrections SET reason = '别的' WHERE status = 'approved'"}, "corrections 1: "},
	} {
		t.Run(what, func(t *testing.T) {
			t.Parallel()
			modelstest.Each(t, func(t *testing.T, w *modelstest.World) {
				d := decide(t, w)
				d.sql(t, c.statements...)
				got := d.findings(t)
				if !strings.Contains("\n"+strings.Join(got, "\n"), "\n"+c.want) {
					t.Errorf("found %q, want %q", got, c.want)
				}
			})
		})
	}
}

// TestALedgerForgedWithItsHashesIsFound by what else tells who decided: the entry, the correction, the retro-entry.
func TestALedgerForgedWithItsHashesIsFound(t *testing.T) {
	t.Parallel()
	modelstest.Each(t, func(t *testing.T, w *modelstest.World) {
		d := decide(t, w)
		other := int64(1)
		asker, decider := func(p *hours.Posting) { p.RequestedBy = &other }, func(p *hours.Posting) { p.DecidedBy = &other }
		for _, c := range []struct {
			kind     hours.Kind
			movement hours.Movement
			subject  int64
			change   func(p *hours.Posting)
			want     string // the row of the ledger, where it is empty
		}{
			{hours.CreditKind, hours.Add, d.confirmed, decider, ""},
			{hours.CreditKind, hours.Reverse, d.reversed, asker, ""},
			{hours.CreditKind, hours.Reverse, d.reversed, decider, ""},
			{hours.CreditKind, hours.Add, d.stands, asker, fmt.Sprintf("entries %d: ", d.stands)},
			{hours.HonorKind, hours.Add, d.retro, asker, ""},
			{hours.HonorKind, hours.Add, d.retro, decider, ""},
			{hours.HonorKind, hours.Reverse, d.retro, asker, ""},
			{hours.HonorKind, hours.Reverse, d.retro, decider, ""},
			{hours.HonorKind, hours.Add, d.restated, asker, fmt.Sprintf("retro_entries %d: ", d.restated)},
			{hours.HonorKind, hours.Add, d.restated, decider, fmt.Sprintf("retro_entries %d: ", d.restated)},
		} {
			var was hours.Posting
			d.read(t, models.Actor{}, func(tx *models.Tx) error {
				return tx.DB.Where("kind = ? AND movement = ? AND subject_id = ?", c.kind, c.movement, c.subject).Take(&was).Error
			})
			if c.want == "" {
				c.want = fmt.Sprintf("ledger %d: ", was.ID)
			}
			forge := func(change func(p *hours.Posting)) {
				d.write(t, models.SystemActor("test"), func(tx *models.Tx) error { return hours.Forge(tx, was.ID, change) })
			}
			forge(c.change)
			if got := d.findings(t); len(got) != 1 || !strings.HasPrefix(got[0], c.want+"应为") {
				t.Errorf("%s %s of %d: found %q, want %q", c.kind, c.movement, c.subject, got, c.want)
			}
			forge(func(p *hours.Posting) { p.RequestedBy, p.DecidedBy = was.RequestedBy, was.DecidedBy })
		}
		d.sound(t, "put back")
		// A correction that is said to have been approved, from before the audit vouched for it.
		d.sql(t, "UPDATE corrections SET status = 'approved' WHERE id = 2", "DELETE FROM audit_entries WHERE row_table = 'corrections'", "UPDATE audit_starts SET last_id = 9 WHERE row_table = 'corrections'")
		if got := d.findings(t); len(got) != 1 || got[0] != "corrections 2: 应为 1，实为 0" {
			t.Errorf("approved, and nothing has come of it: found %q", got)
		}
		d.sql(t, "UPDATE corrections SET status = 'refused' WHERE id = 2", "UPDATE corrections SET new_retro_entry_id = NULL WHERE id = 3")
		if got := d.findings(t); len(got) != 2 || got[1] != "corrections 3: 应为 0，实为 1" && got[1] != "corrections 3: 应为 1，实为 0" {
			t.Errorf("a retro-entry's, and nothing has come of it: found %q", got)
		}
	})
}

// TestWhatTheLedgerNamesIsAsItSays: the activity with its team and its station, the volunteer, and the accounts of who asked and who
// decided. None is taken away past the keys either.
func TestWhatTheLedgerNamesIsAsItSays(t *testing.T) {
	t.Parallel()
	modelstest.Each(t, func(t *testing.T, w *modelstest.World) {
		l := found(t, w)
		w.Clock.Advance(9 * time.Hour)
		manager, town, wang := as(l.volunteer(t).AccountID, on(models.StationManager, l.stations[0])), as(l.volunteer(t).AccountID, on(models.TownAdmin, l.towns[0])), l.volunteer(t)
		entry := l.serve(t, wang, 0, 90, "2020-03-01")
		must(t, l.confirm(t, manager, entry))
		correction, err := l.correct(t, manager, entry, 60)
		must(t, err)
		_, err = l.approve(t, town, correction)
		must(t, err)
		first, second := l.stations[0].ID, l.stations[1].ID
		moved := func(table string, id int64) []string {
			return []string{fmt.Sprintf("UPDATE %s SET id = 9999 WHERE id = %d", table, id), fmt.Sprintf("UPDATE %s SET id = %d WHERE id = 9999", table, id)}
		}
		for what, c := range map[string]struct {
			change []string // and back
			want   string
		}{
			"another team":    {[]string{"UPDATE activities SET team_id = 2 WHERE id = 1", "UPDATE activities SET team_id = 1 WHERE id = 1"}, "activities 1: 活动的队伍是 2，它的台账写的是 1，活动或台账被改动过"},
			"another station": {[]string{fmt.Sprintf("UPDATE activities SET station_id = %d WHERE id = 1", second), fmt.Sprintf("UPDATE activities SET station_id = %d WHERE id = 1", first)}, fmt.Sprintf("activities 1: 活动的实践站是 %d，它的台账写的是 %d，活动或台账被改动过", second, first)},
			"no activity":     {moved("activities", 1), "ledger 1: 所写的活动 1 不在了"},
			"no volunteer":    {moved("volunteers", wang.VolunteerID), fmt.Sprintf("ledger 1: 所写的志愿者 %d 不在了", wang.VolunteerID)},
			"nobody asked":    {moved("accounts", manager.AccountID), fmt.Sprintf("ledger 2: 所写的账号 %d 不在了", manager.AccountID)},
			"nobody decided":  {moved("accounts", town.AccountID), fmt.Sprintf("ledger 2: 所写的账号 %d 不在了", town.AccountID)},
			"no own account":  {moved("accounts", wang.AccountID), fmt.Sprintf("volunteers %d: 所写的账号 %d 不在了", wang.VolunteerID, wang.AccountID)},
		} {
			modelstest.PastKeys(t, w, c.change[0])
			if got := modelstest.Findings(t, w, hours.Checks(), account.Checks()); !slices.Contains(got, c.want) {
				t.Errorf("%s: found %q, want %q", what, got, c.want)
			}
			modelstest.PastKeys(t, w, c.change[1])
			if got := modelstest.Findings(t, w, hours.Checks(), account.Checks()); len(got) != 0 {
				t.Fatalf("%s, put back: %q", what, got)
			}
		}
	})
}

// copied is a statement that puts in a row like the first one, but for one column.
func copied(table, column, value string) string {
	columns := map[string]string{
		"entries":       "sign_up_id, shift_id, activity_id, volunteer_id, station_id, team_id, minutes, served_on, status, created_at",
		"corrections":   "entry_id, station_id, minutes, reason, status, requested_by, created_at",
		"objections":    "kind, subject_id, volunteer_id, station_id, reason, status, due_on, created_at",
		"retro_entries": "station_id, activity_id, shift_id, team_id, volunteer_id, minutes, served_on, evidence, declared_at, status, entered_by, created_at",
	}[table]
	return fmt.Sprintf("INSERT INTO %[1]s (%[2]s, %[3]s) SELECT %[2]s, %[4]s FROM %[1]s WHERE id = 1", table, columns, column, value)
}

// TestWhatIsChangedBeforeADecisionIsFoundAfterIt: a decision that did not touch the minutes does not vouch for other ones.
func TestWhatIsChangedBeforeADecisionIsFoundAfterIt(t *testing.T) {
	t.Parallel()
	modelstest.Each(t, func(t *testing.T, w *modelstest.World) {
		l := found(t, w)
		id := l.serve(t, l.volunteer(t), 0, 60, "2026-03-01")
		l.sql(t, "UPDATE entries SET minutes = 61")
		must(t, l.confirm(t, on(models.CenterAdmin, l.center), id))
		if got := l.findings(t); len(got) != 1 || !strings.HasPrefix(got[0], "entries 1: 到操作留痕") || !strings.Contains(got[0], "minutes 在操作之外被改动过") {
			t.Errorf("found %q", got)
		}
	})
}

// TestRowsFromBeforeTheAuditVouchedAreLeftAlone until they change.
func TestRowsFromBeforeTheAuditVouchedAreLeftAlone(t *testing.T) {
	t.Parallel()
	modelstest.Each(t, func(t *testing.T, w *modelstest.World) {
		l := found(t, w)
		wang := l.volunteer(t)
		early, later := l.serve(t, wang, 0, 60, "2026-03-01"), l.serve(t, wang, 0, 60, "2026-03-02")
		l.sql(t, "DELETE FROM audit_entries WHERE row_table = 'entries'", "UPDATE audit_starts SET last_id = 2 WHERE row_table = 'entries'")
		l.sound(t, "after an upgrade")
		must(t, l.confirm(t, on(models.CenterAdmin, l.center), early))
		must(t, l.reject(t, on(models.CenterAdmin, l.center), later))
		l.sound(t, "decided after it")
		l.sql(t, "UPDATE entries SET reason = '别的' WHERE id = 2")
		if got := l.findings(t); len(got) != 1 || !strings.HasPrefix(got[0], "entries 2: reason 与操作留痕") {
			t.Errorf("found %q", got)
		}
	})
}

// TestAnHonestBusyLedgerPasses: whatever is served, confirmed and corrected between two reads of a check, on two instances, raises
// no false alarm.
func TestAnHonestBusyLedgerPasses(t *testing.T) {
	t.Parallel()
	modelstest.Each(t, func(t *testing.T, w *modelstest.World) {
		l := found(t, w)
		w.Clock.Advance(9 * time.Hour)
		admin, second := on(models.CenterAdmin, l.center), as(l.volunteer(t).AccountID, on(models.CenterAdmin, l.center))
		admin.AccountID = l.volunteer(t).AccountID
		var entries []int64
		for i := range 12 {
			entries = append(entries, l.serve(t, l.volunteer(t), i%2, 30, "2026-03-01"))
		}
		instances := []*models.DB{w.DB, w.Reopen(t)}
		for _, err := range modelstest.AtOnce(len(entries)+1, func(i int) error {
			if i == len(entries) {
				for range 4 {
					if found := modelstest.Findings(t, w, hours.Checks(), models.AuditChecks()); len(found) > 0 {
						return fmt.Errorf("a false alarm: %q", found)
					}
				}
				return nil
			}
			db, id, correction := instances[i%2], entries[i], int64(0)
			for _, unit := range []func(tx *models.Tx) error{
				func(tx *models.Tx) error { _, err := hours.Confirm(tx, id, beyondDoubt); return err },
				func(tx *models.Tx) error {
					made, err := hours.RequestCorrection(tx, id, 45, "按签到表")
					if err == nil {
						correction = made.ID
					}
					return err
				},
				func(tx *models.Tx) error {
					tx.Actor = second
					_, err := hours.ApproveCorrection(tx, correction)
					return err
				},
				func(tx *models.Tx) error { _, err := models.SealAudit(tx); return err },
			} {
				if err := db.Write(t.Context(), admin, unit); err != nil {
					return err
				}
			}
			return nil
		}) {
			modelstest.Expect(t, "a unit", err, nil)
		}
		l.sound(t, "at the end")
	})
}
