package account_test

import (
	"encoding/csv"
	"errors"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"practicestation/models"
	"practicestation/models/account"
	"practicestation/models/modelstest"
)

func TestEntitiesMatchTheirTables(t *testing.T) {
	t.Parallel()
	modelstest.Each(t, func(t *testing.T, w *modelstest.World) {
		modelstest.MatchesSchema(t, w, account.Account{}, account.Session{}, account.RefreshToken{}, account.Grant{})
		if keys := modelstest.Schema(t, w)["setup_keys"]; len(keys.Columns) != 3 || !slices.Equal(keys.PrimaryKey, []string{"key_hash"}) {
			t.Errorf("setup_keys: %+v", keys)
		}
	})
}

func TestCreateRefuses(t *testing.T) {
	t.Parallel()
	modelstest.Each(t, func(t *testing.T, w *modelstest.World) {
		c := found(t, w)
		townAdmin := c.as(t, c.holder(t, models.TownAdmin, c.townA))
		good := account.Input{Name: "某人", Phone: "13700000000", PasswordHash: "hash"}
		with := func(change func(in *account.Input)) account.Input { in := good; change(&in); return in }
		for name, refused := range map[string]struct {
			actor models.Actor
			in    account.Input
			want  *models.Error
		}{
			"nobody":             {models.Actor{}, good, models.ErrPermission},
			"station manager":    {c.as(t, c.holder(t, models.StationManager, c.stationA)), good, models.ErrPermission},
			"auditor":            {c.as(t, c.holder(t, models.Auditor, c.center)), good, models.ErrPermission},
			"in another town":    {townAdmin, with(func(in *account.Input) { in.OrganizationID = c.stationB.ID }), models.ErrPermission},
			"above the own town": {townAdmin, with(func(in *account.Input) { in.OrganizationID = c.center.ID }), models.ErrPermission},
			"nowhere":            {townAdmin, with(func(in *account.Input) { in.OrganizationID = 99 }), models.ErrInvalid},
			"no name":            {townAdmin, with(func(in *account.Input) { in.Name = "\u3000" }), models.ErrInvalid},
			"51 characters":      {townAdmin, with(func(in *account.Input) { in.Name = strings.Repeat("𠮷", 51) }), models.ErrInvalid},
			"a zero-width space": {townAdmin, with(func(in *account.Input) { in.Name = "王\u200b芳" }), models.ErrInvalid},
			"ten digits":         {townAdmin, with(func(in *account.Input) { in.Phone = "1370000000" }), models.ErrInvalid},
			"full-width digits":  {townAdmin, with(func(in *account.Input) { in.Phone = "１３７００００００００" }), models.ErrInvalid},
			"a line break":       {townAdmin, with(func(in *account.Input) { in.Phone = "13700000000\n" }), models.ErrInvalid},
			"a taken phone":      {townAdmin, with(func(in *account.Input) { in.Phone = "13800000000" }), account.ErrPhoneTaken},
		} {
			err := w.DB.Write(t.Context(), refused.actor, func(tx *models.Tx) error { _, err := account.Create(tx, refused.in); return err })
			modelstest.Expect(t, name, err, refused.want)
		}
		c.write(t, townAdmin, func(tx *models.Tx) error {
			made, err := account.Create(tx, good)
			if err == nil && (*made.OrganizationID != c.townA.ID || made.Status != account.Active || made.Version != 1) {
				t.Errorf("%+v", made)
			}
			return err
		})
	})
}

// TestWhoSeesWhichAccount: those of the own scope, whoever holds a role there, and oneself; for the center all. What is
// not seen is not there (404); what is seen and not managed is refused (403).
func TestWhoSeesWhichAccount(t *testing.T) {
	t.Parallel()
	modelstest.Each(t, func(t *testing.T, w *modelstest.World) {
		c := found(t, w)
		adminA, adminB := c.holder(t, models.TownAdmin, c.townA), c.holder(t, models.TownAdmin, c.townB)
		manager, leader := c.holder(t, models.StationManager, c.stationA), c.holder(t, models.TeamLeader, c.stationA)
		auditor := c.holder(t, models.Auditor, c.townA)
		colleague, foreigner, wechat := c.person(t, c.stationA), c.person(t, c.stationB), c.wechat(t, "open-id")
		visitor := c.person(t, c.townB) // works in B and also audits A's station
		if _, err := c.grant(t, c.admin, visitor, account.GrantInput{Role: models.Auditor, OrganizationID: c.stationA.ID}); err != nil {
			t.Fatal(err)
		}
		const yes, no403, no404 = "200", "403", "404"
		targets := []int64{c.admin, adminA, adminB, manager, colleague, foreigner, visitor, wechat}
		for who, row := range map[string]struct {
			id   int64
			want [8]string // what a suspension answers
		}{
			//              admin  adminA adminB manager colleague foreigner visitor wechat
			"center admin": {c.admin, [8]string{"own", yes, yes, yes, yes, yes, yes, yes}},
			"admin of A":   {adminA, [8]string{no404, "own", no404, yes, yes, no404, no403, no404}},
			"admin of B":   {adminB, [8]string{no404, no404, "own", no404, no404, yes, no403, no404}},
			"manager in A": {manager, [8]string{no404, no404, no404, "own", no403, no404, no403, no404}},
			"auditor of A": {auditor, [8]string{no404, no403, no404, no403, no403, no404, no403, no404}},
			"leader in A":  {leader, [8]string{no404, no404, no404, no404, no404, no404, no404, no404}},
		} {
			actor := c.as(t, row.id)
			rollBack := errors.New("only tried")
			for i, target := range targets {
				got := "?"
				err := c.DB.Write(t.Context(), actor, func(tx *models.Tx) error {
					if _, err := account.Suspend(tx, target, "试"); err != nil {
						return err
					}
					return rollBack
				})
				switch {
				case errors.Is(err, rollBack):
					got = yes
				case models.IsCode(err, models.ErrPermission):
					got = no403
				case models.IsCode(err, account.ErrNotFound):
					got = no404
				case models.IsCode(err, account.ErrSelf):
					got = "own"
				}
				if got != row.want[i] {
					t.Errorf("%s suspends account %d of the table: %s (%v), want %s", who, i, got, err, row.want[i])
				}
				seen := c.DB.Read(t.Context(), actor, func(tx *models.Tx) error { _, err := account.Find(tx, target); return err })
				if (seen == nil) != (row.want[i] != no404) {
					t.Errorf("%s looks for account %d of the table: %v", who, i, seen)
				}
			}
		}
		expectListed(t, c, adminA, []int64{adminA, manager, leader, auditor, colleague, visitor})
		expectListed(t, c, adminB, []int64{adminB, foreigner, visitor})
		err := c.DB.Read(t.Context(), c.as(t, leader), func(tx *models.Tx) error {
			_, err := account.List(tx, account.Filter{}, models.Page{Limit: 9})
			return err
		})
		modelstest.Expect(t, "the leader's list", err, models.ErrPermission)
	})
}

func expectListed(t *testing.T, c *county, who int64, want []int64) {
	t.Helper()
	var got []int64
	c.read(t, c.as(t, who), func(tx *models.Tx) error {
		listed, err := account.List(tx, account.Filter{}, models.Page{Limit: 100})
		for _, a := range listed.Items {
			got = append(got, a.ID)
		}
		return err
	})
	slices.Sort(want)
	if !slices.Equal(got, want) {
		t.Errorf("account %d lists %v, want %v", who, got, want)
	}
}

func TestSuspensionEndsSessionsAtOnce(t *testing.T) {
	t.Parallel()
	modelstest.Each(t, func(t *testing.T, w *modelstest.World) {
		c := found(t, w)
		id := c.holder(t, models.TownAdmin, c.townA)
		opened := c.logIn(t, id)
		modelstest.Expect(t, "suspend", c.suspend(t, c.as(t, c.admin), id), nil)
		_, err := c.loadActor(t, opened.SessionID)
		modelstest.Expect(t, "the session", err, account.ErrSuspended)
		_, _, err = c.refresh(t, opened.RefreshToken)
		modelstest.Expect(t, "its token", err, account.ErrRefreshInvalid)
		open := func() error {
			return c.DB.Write(t.Context(), models.Actor{}, func(tx *models.Tx) error { _, err := account.Open(tx, id, time.Hour); return err })
		}
		modelstest.Expect(t, "a new log-in", open(), account.ErrSuspended)
		modelstest.Expect(t, "the account's own jobs", c.DB.Read(t.Context(), models.Actor{}, func(tx *models.Tx) error { _, err := account.ActorOf(tx, id); return err }), account.ErrSuspended)
		modelstest.Expect(t, "suspend again", c.suspend(t, c.as(t, c.admin), id), account.ErrAlreadyStatus)
		resume := func() error {
			return c.DB.Write(t.Context(), c.as(t, c.admin), func(tx *models.Tx) error { _, err := account.Resume(tx, id); return err })
		}
		modelstest.Expect(t, "resume", resume(), nil)
		_, err = c.loadActor(t, opened.SessionID)
		modelstest.Expect(t, "the old session stays dead", err, account.ErrSessionRevoked)
		modelstest.Expect(t, "a new log-in works", open(), nil)
		modelstest.Expect(t, "resume again", resume(), account.ErrAlreadyStatus)
		modelstest.Expect(t, "oneself", c.suspend(t, c.as(t, c.admin), c.admin), account.ErrSelf)
	})
}

func TestRename(t *testing.T) {
	t.Parallel()
	modelstest.Each(t, func(t *testing.T, w *modelstest.World) {
		c := found(t, w)
		rename := func(version int64, name string) error {
			return c.DB.Write(t.Context(), c.as(t, c.admin), func(tx *models.Tx) error { _, err := account.Rename(tx, version, name); return err })
		}
		modelstest.Expect(t, "rename", rename(1, " 欧阳𬭎 "), nil)
		modelstest.Expect(t, "stale", rename(1, "乙"), models.ErrVersionConflict)
		modelstest.Expect(t, "empty", rename(2, " "), models.ErrInvalid)
		var audit models.AuditRow
		c.read(t, models.Actor{}, func(tx *models.Tx) error { return tx.DB.Where("action = 'account.rename'").Take(&audit).Error })
		if *audit.BeforeJSON != `{"name":"中心管理员"}` || *audit.AfterJSON != `{"name":"欧阳𬭎"}` {
			t.Errorf("the audit says %s became %s", *audit.BeforeJSON, *audit.AfterJSON)
		}
	})
}

// TestAuditHoldsNoSecret: neither a password's hash nor a whole phone number.
func TestAuditHoldsNoSecret(t *testing.T) {
	t.Parallel()
	modelstest.Each(t, func(t *testing.T, w *modelstest.World) {
		c := found(t, w)
		c.logIn(t, c.holder(t, models.TownAdmin, c.townA))
		var rows []models.AuditRow
		c.read(t, models.Actor{}, func(tx *models.Tx) error { return tx.DB.Find(&rows).Error })
		for _, row := range rows {
			for _, text := range []*string{row.BeforeJSON, row.AfterJSON} {
				if text != nil && (strings.Contains(*text, "hash") || strings.Contains(*text, "13800000000") || strings.Contains(*text, "13900000001")) {
					t.Errorf("%s: %s", row.Action, *text)
				}
			}
		}
		if len(rows) < 5 {
			t.Errorf("only %d audit rows", len(rows))
		}
	})
}

// TestWechatAccounts: one for each identity, also when it comes twice at once.
func TestWechatAccounts(t *testing.T) {
	t.Parallel()
	modelstest.Each(t, func(t *testing.T, w *modelstest.World) {
		c := found(t, w)
		ids := make([]int64, 8)
		for _, err := range modelstest.AtOnce(len(ids), func(i int) error {
			return c.DB.Write(t.Context(), models.Actor{}, func(tx *models.Tx) error {
				own, err := account.FindOrCreateByWechat(tx, "open-id", "李𠮷")
				if err == nil {
					ids[i] = own.ID
				}
				return err
			})
		}) {
			modelstest.Expect(t, "log in", err, nil)
		}
		if slices.Min(ids) != slices.Max(ids) {
			t.Errorf("one identity has the accounts %v", ids)
		}
		if other := c.wechat(t, "Open-Id"); other == ids[0] {
			t.Error("two identities that differ in case share an account")
		}
	})
}

// realNames are those of testdata/names_odd.csv that are names, and the longest that there may be.
func realNames(t testing.TB) []string {
	t.Helper()
	file, err := os.Open(filepath.Join("..", "..", "testdata", "names_odd.csv"))
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = file.Close() }()
	rows, err := csv.NewReader(file).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	names := []string{strings.Repeat("赵𪚥𪚥", 10), strings.Repeat("𠮷", 50)}
	for _, row := range rows[1:] {
		if row[4] != "padded" { // blanks and a zero-width space at the ends are not part of a name
			names = append(names, row[0])
		}
	}
	return names
}

func TestNamesSurviveByteForByte(t *testing.T) {
	t.Parallel()
	names := realNames(t)
	if len(names) < 70 {
		t.Fatalf("only %d names", len(names))
	}
	modelstest.Each(t, func(t *testing.T, w *modelstest.World) {
		c := found(t, w)
		c.write(t, c.as(t, c.admin), func(tx *models.Tx) error {
			for i, name := range names {
				phone := "1360000" + string([]byte{'0' + byte(i/1000%10), '0' + byte(i/100%10), '0' + byte(i/10%10), '0' + byte(i%10)})
				made, err := account.Create(tx, account.Input{Name: name, Phone: phone, PasswordHash: "hash"})
				if err != nil {
					return err
				}
				if found, err := account.Find(tx, made.ID); err != nil || found.Name != name {
					t.Errorf("%q came back as %q, %v", name, found.Name, err)
				}
			}
			return nil
		})
	})
}
