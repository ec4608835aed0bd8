package hours_test

import (
	"fmt"
	"strings"
	"testing"

	"practicestation/models"
	"practicestation/models/hours"
	"practicestation/models/modelstest"
)

// findings runs the checks and gives what each finds: its table, row and sentence.
func (l *ledger) findings(t testing.TB) []string {
	t.Helper()
	var all []string
	for _, check := range hours.Checks() {
		_, found, err := check.Run(t.Context(), l.DB, func(int64) {})
		if err != nil {
			t.Fatalf("%s: %v", check.Name, err)
		}
		if found != nil {
			all = append(all, fmt.Sprintf("%s %d: %s", found.Table, found.Row, found.Text))
		}
	}
	return all
}

func (l *ledger) sound(t testing.TB, what string) {
	t.Helper()
	if found := l.findings(t); len(found) != 0 {
		t.Errorf("%s: %s", what, strings.Join(found, "\n"))
	}
}

func (l *ledger) postings(t testing.TB) (rows []hours.Posting) {
	t.Helper()
	l.read(t, models.Actor{}, func(tx *models.Tx) error { return tx.DB.Order("station_id, sequence").Find(&rows).Error })
	return rows
}

func (l *ledger) confirmAll(t testing.TB, actor models.Actor, ids ...int64) error {
	t.Helper()
	return l.DB.Write(t.Context(), actor, func(tx *models.Tx) error { _, err := hours.ConfirmAll(tx, ids, beyondDoubt); return err })
}

// sql changes the database behind the product's back.
func (l *ledger) sql(t testing.TB, statements ...string) {
	t.Helper()
	l.write(t, models.Actor{}, func(tx *models.Tx) error {
		for _, statement := range statements {
			if err := tx.DB.Exec(statement).Error; err != nil {
				return err
			}
		}
		return nil
	})
}

// TestEachConfirmationIsOneRowOfTheStationsChain, and a rejection is none.
func TestEachConfirmationIsOneRowOfTheStationsChain(t *testing.T) {
	t.Parallel()
	modelstest.Each(t, func(t *testing.T, w *modelstest.World) {
		l := found(t, w)
		admin, wang := on(models.CenterAdmin, l.center), l.volunteer(t)
		first, other, rejected, second := l.serve(t, wang, 0, 90, "2026-03-01"), l.serve(t, wang, 1, 30, "2026-03-02"),
			l.serve(t, wang, 0, 7, "2026-03-03"), l.serve(t, wang, 0, 60, "2026-03-04")
		for _, id := range []int64{first, other, second} {
			modelstest.Expect(t, "confirm", l.confirm(t, admin, id), nil)
		}
		modelstest.Expect(t, "reject", l.reject(t, admin, rejected), nil)
		modelstest.Expect(t, "confirm twice", l.confirm(t, admin, first), hours.ErrDecided)
		var got []string
		before := map[int64]string{}
		for _, row := range l.postings(t) {
			got = append(got, fmt.Sprintf("%d/%d %s %s %d: %d", row.StationID, row.Sequence, row.Kind, row.Movement, row.SubjectID, row.Minutes))
			if previous := before[row.StationID]; previous != "" && row.PreviousHash != previous || previous == "" && row.PreviousHash != models.Genesis() {
				t.Errorf("row %d follows %s", row.ID, row.PreviousHash)
			}
			before[row.StationID] = row.Hash
		}
		want := []string{
			fmt.Sprintf("%d/1 credit add %d: 90", l.stations[0].ID, first), fmt.Sprintf("%d/2 credit add %d: 60", l.stations[0].ID, second),
			fmt.Sprintf("%d/1 credit add %d: 30", l.stations[1].ID, other),
		}
		if strings.Join(got, "\n") != strings.Join(want, "\n") {
			t.Errorf("the ledger is\n%s\nwant\n%s", strings.Join(got, "\n"), strings.Join(want, "\n"))
		}
		l.sound(t, "after it")
	})
}

// TestTheChainIsNeverForked: units that write at once, on two instances, get consecutive numbers.
func TestTheChainIsNeverForked(t *testing.T) {
	t.Parallel()
	modelstest.Each(t, func(t *testing.T, w *modelstest.World) {
		l := found(t, w)
		l.stations[1] = l.stations[0] // two activities of one station, so that only the chain makes units meet
		l.sql(t, fmt.Sprintf("UPDATE activities SET station_id = %d WHERE id = 2", l.stations[0].ID))
		var ids []int64
		for i := range 16 {
			ids = append(ids, l.serve(t, l.volunteer(t), i%2, 90, "2026-03-01"))
		}
		instances := []*models.DB{w.DB, w.Reopen(t)}
		for _, err := range modelstest.AtOnce(len(ids), func(i int) error {
			return instances[i/2%2].Write(t.Context(), on(models.CenterAdmin, l.center), func(tx *models.Tx) error {
				if i < 12 {
					_, err := hours.Confirm(tx, ids[i], beyondDoubt)
					return err
				}
				if i == 12 {
					_, err := hours.ConfirmAll(tx, ids[12:], beyondDoubt)
					return err
				}
				return nil
			})
		}) {
			modelstest.Expect(t, "confirm", err, nil)
		}
		if rows := l.postings(t); len(rows) != 16 || rows[15].Sequence != 16 {
			t.Errorf("%d rows: %+v", len(rows), rows)
		}
		l.sound(t, "after it")
	})
}

// TestWhatIsTamperedWithIsFound, and the first bad row is named. Each way is tried on a ledger of its own.
func TestWhatIsTamperedWithIsFound(t *testing.T) {
	t.Parallel()
	for what, c := range map[string]struct {
		statements []string
		want       string
	}{
		"minutes of the ledger":             {[]string{"UPDATE ledger SET minutes = 900 WHERE id = 2"}, "ledger 2: "},
		"somebody else's hours":             {[]string{"UPDATE ledger SET volunteer_id = 2 WHERE id = 2"}, "ledger 2: "},
		"who decided":                       {[]string{"UPDATE ledger SET decided_by = 5 WHERE id = 3"}, "ledger 3: "},
		"a row in the middle is gone":       {[]string{"DELETE FROM ledger WHERE id = 2"}, "ledger 3: "},
		"the last row is gone":              {[]string{"DELETE FROM ledger WHERE id = 3"}, "ledger_heads "},
		"the last row and the head's place": {[]string{"UPDATE ledger_heads SET sequence = 2, hash = (SELECT hash FROM ledger WHERE id = 2)", "DELETE FROM ledger WHERE id = 3"}, "entries 3: "},
		"the head alone":                    {[]string{"UPDATE ledger_heads SET hash = (SELECT hash FROM ledger WHERE id = 2)"}, "ledger_heads "},
		"the head is gone":                  {[]string{"DELETE FROM ledger_heads"}, "ledger 1: "},
		"minutes of an entry":               {[]string{"UPDATE entries SET minutes = 900 WHERE id = 2"}, "entries 2: "},
		"an entry becomes confirmed":        {[]string{"UPDATE entries SET status = 'confirmed' WHERE id = 4"}, "entries 4: "},
		"an entry becomes rejected":         {[]string{"UPDATE entries SET status = 'rejected' WHERE id = 1"}, "entries 1: "},
		"the day of an entry":               {[]string{"UPDATE entries SET served_on = '2025-12-31' WHERE id = 2"}, "ledger 2: "},
		"another team gets the hours":       {[]string{"UPDATE activities SET team_id = 2 WHERE id = 1"}, "activities 1: "},
	} {
		t.Run(what, func(t *testing.T) {
			t.Parallel()
			modelstest.Each(t, func(t *testing.T, w *modelstest.World) {
				l := found(t, w)
				wang := l.volunteer(t)
				l.volunteer(t)
				for i := range 4 {
					id := l.serve(t, wang, 0, int64(30+i), "2026-03-01")
					if i < 3 {
						modelstest.Expect(t, "confirm", l.confirm(t, on(models.StationManager, l.stations[0]), id), nil)
					}
				}
				l.sound(t, "before it")
				l.sql(t, c.statements...)
				if got := l.findings(t); len(got) == 0 || !strings.HasPrefix(got[0], c.want) {
					t.Errorf("found %q, want first %q", got, c.want)
				}
			})
		})
	}
}

// TestABatchIsAllOrNothing, and names each entry that is in its way.
func TestABatchIsAllOrNothing(t *testing.T) {
	t.Parallel()
	modelstest.Each(t, func(t *testing.T, w *modelstest.World) {
		l := found(t, w)
		wang, li := l.volunteer(t), l.volunteer(t)
		manager := on(models.StationManager, l.stations[0])
		manager.VolunteerID = li.VolunteerID
		a, b, own, empty := l.serve(t, wang, 0, 90, "2026-03-01"), l.serve(t, wang, 0, 30, "2026-03-02"), l.serve(t, li, 0, 60, "2026-03-01"), l.serve(t, wang, 0, 0, "2026-03-03")
		done, foreign := l.serve(t, wang, 0, 15, "2026-03-04"), l.serve(t, wang, 1, 60, "2026-03-02")
		modelstest.Expect(t, "confirm one", l.confirm(t, manager, done), nil)
		err := l.confirmAll(t, manager, a, own, b, empty, done, foreign, a, 999)
		modelstest.Expect(t, "with bad ones", err, hours.ErrBatch)
		var named []string
		if refusal, ok := err.(*models.Error); ok { //nolint:errorlint // the fields of the refusal itself
			for _, field := range refusal.Fields {
				named = append(named, field.Field+" "+field.Code)
			}
		}
		want := "entry_ids.1 own_hours,entry_ids.3 entry_empty,entry_ids.4 entry_decided,entry_ids.5 entry_not_found,entry_ids.6 entry_repeated,entry_ids.7 entry_not_found"
		if got := strings.Join(named, ","); got != want {
			t.Errorf("named are %s\nwant %s", got, want)
		}
		l.expectCounters(t, "nothing has happened", 1, 4, 1)
		modelstest.Expect(t, "the good ones", l.confirmAll(t, manager, b, a), nil)
		l.expectCounters(t, "both", 1, 2, 3)
		for name, c := range map[string]struct {
			actor models.Actor
			ids   []int64
			want  *models.Error
		}{
			"a volunteer":  {wang, []int64{own}, models.ErrPermission},
			"an auditor":   {on(models.Auditor, l.center), []int64{own}, models.ErrPermission},
			"none":         {manager, nil, models.ErrInvalid},
			"too many":     {manager, make([]int64, 201), models.ErrInvalid},
			"another town": {on(models.TownAdmin, l.towns[1]), []int64{own}, hours.ErrBatch},
		} {
			modelstest.Expect(t, name, l.confirmAll(t, c.actor, c.ids...), c.want)
		}
		l.sound(t, "after it")
	})
}

// TestNobodyDecidesForTheHousehold: not for who uses the same phone, nor for whom one has registered and nobody else has seen.
func TestNobodyDecidesForTheHousehold(t *testing.T) {
	t.Parallel()
	modelstest.Each(t, func(t *testing.T, w *modelstest.World) {
		l := found(t, w)
		wang, li, elder := l.volunteer(t), l.volunteer(t), l.volunteer(t)
		l.sql(t, fmt.Sprintf("UPDATE volunteers SET phone = '13900000002' WHERE id = %d", li.VolunteerID),
			fmt.Sprintf("UPDATE volunteers SET account_id = NULL, registered_by = %d, phone = '' WHERE id = %d", li.AccountID, elder.VolunteerID))
		scopes := on(models.StationManager, l.stations[0]).Scopes
		sibling, stranger := wang, li
		sibling.VolunteerID, sibling.Scopes = 0, scopes // the account's own phone counts too
		stranger.Scopes = scopes
		l.sql(t, fmt.Sprintf("UPDATE accounts SET phone = '13900000001' WHERE id = %d", sibling.AccountID))
		for name, c := range map[string]struct {
			actor models.Actor
			whose models.Actor
			want  *models.Error
		}{
			"the same phone":                          {sibling, wang, hours.ErrHousehold},
			"another phone":                           {stranger, wang, nil},
			"whom one has registered":                 {stranger, elder, hours.ErrHousehold},
			"whom somebody else has registered":       {sibling, elder, nil},
			"the system's own, without any account":   {models.Actor{Scopes: scopes}, elder, nil},
			"a phone that neither has, which is none": {models.Actor{AccountID: 77, Scopes: scopes}, elder, nil},
		} {
			id := l.serve(t, c.whose, 0, 60, "2026-03-01")
			if c.want != nil {
				modelstest.Expect(t, name+", to reject", l.reject(t, c.actor, id), c.want)
				modelstest.Expect(t, name+", in a batch", l.confirmAll(t, c.actor, id), hours.ErrBatch)
			}
			modelstest.Expect(t, name, l.confirm(t, c.actor, id), c.want)
		}
	})
}

// TestWhatWasConfirmedBeforeTheLedgerIsAdopted, once.
func TestWhatWasConfirmedBeforeTheLedgerIsAdopted(t *testing.T) {
	t.Parallel()
	modelstest.Each(t, func(t *testing.T, w *modelstest.World) {
		l := found(t, w)
		wang := l.volunteer(t)
		for i := range 5 {
			id := l.serve(t, wang, i%2, 90, "2026-03-01")
			if i < 4 {
				modelstest.Expect(t, "confirm", l.confirm(t, on(models.CenterAdmin, l.center), id), nil)
			}
		}
		l.sql(t, "DELETE FROM ledger", "DELETE FROM ledger_heads")
		l.write(t, models.SystemActor("test"), func(tx *models.Tx) error {
			if got, err := hours.Adopt(tx); got != 0 || err != nil {
				t.Errorf("%d adopted (%v) of which the audit tells: they have been in the ledger before", got, err)
			}
			return nil
		})
		// As they were left by a version that did not vouch for them.
		l.sql(t, "UPDATE audit_starts SET last_id = 5 WHERE row_table = 'entries'", "DELETE FROM audit_entries WHERE row_table = 'entries'")
		if got := l.findings(t); len(got) == 0 || !strings.HasPrefix(got[0], "entries ") {
			t.Errorf("before it: %q", got)
		}
		for _, want := range []int64{4, 0} {
			l.write(t, models.SystemActor("test"), func(tx *models.Tx) error {
				got, err := hours.Adopt(tx)
				if got != want {
					t.Errorf("%d adopted, want %d", got, want)
				}
				return err
			})
		}
		l.sound(t, "after it")
	})
}
