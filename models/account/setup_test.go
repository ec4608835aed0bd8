package account_test

import (
	"bytes"
	"regexp"
	"strings"
	"testing"
	"time"

	"practicestation/models"
	"practicestation/models/account"
	"practicestation/models/modelstest"
	"practicestation/models/organization"
)

var first = account.Input{Name: "首位管理员", Phone: "13800000001", PasswordHash: "hash"}

func newKey(t testing.TB, w *modelstest.World) (key string) {
	t.Helper()
	err := w.DB.Write(t.Context(), models.SystemActor("test"), func(tx *models.Tx) (err error) { key, err = account.NewSetupKey(tx); return err })
	if err != nil {
		t.Fatal(err)
	}
	return key
}

func setUp(t testing.TB, w *modelstest.World, key string, in account.Input) (made *account.Account, err error) {
	t.Helper()
	err = w.DB.Write(t.Context(), models.Actor{}, func(tx *models.Tx) error { made, err = account.SetUp(tx, key, in); return err })
	return made, err
}

func TestSetUp(t *testing.T) {
	t.Parallel()
	modelstest.Each(t, func(t *testing.T, w *modelstest.World) {
		key, other := newKey(t, w), newKey(t, w)
		if !regexp.MustCompile(`^[2-9A-Z]{4}(-[2-9A-Z]{4}){3}$`).MatchString(key) || key == other {
			t.Errorf("the keys are %s and %s", key, other)
		}
		for _, wrong := range []string{"", "-", "AAAA-AAAA-AAAA-AAAA", key[:18], key + "A", other[:9] + key[9:]} {
			_, err := setUp(t, w, wrong, first)
			modelstest.Expect(t, "the key "+wrong, err, account.ErrSetupKey)
		}
		_, err := setUp(t, w, key, account.Input{Name: " ", Phone: "1"})
		modelstest.Expect(t, "a good key with a bad input", err, models.ErrInvalid)
		made, err := setUp(t, w, " "+strings.ToLower(strings.ReplaceAll(key, "-", ""))+"\n", first)
		if err != nil {
			t.Fatalf("the key as people type it, still good after a mistake: %v", err)
		}
		err = w.DB.Read(t.Context(), models.Actor{}, func(tx *models.Tx) error {
			center, err := organization.FindCenter(tx)
			if err != nil {
				return err
			}
			actor, err := account.ActorOf(tx, made.ID)
			if !actor.Can(models.ManageOrganizations, center.Path) || len(actor.Scopes) != 1 || actor.Scopes[0].Role != models.CenterAdmin {
				t.Errorf("the first administrator has %+v", actor.Scopes)
			}
			return err
		})
		modelstest.Expect(t, "read", err, nil)
		for _, dead := range []string{key, other, "AAAA-AAAA-AAAA-AAAA"} {
			_, err := setUp(t, w, dead, account.Input{Name: "第二位", Phone: "13800000002", PasswordHash: "hash"})
			modelstest.Expect(t, "the key "+dead+" afterwards", err, account.ErrSetupDone)
		}
		err = w.DB.Write(t.Context(), models.Actor{}, func(tx *models.Tx) error { _, err := account.NewSetupKey(tx); return err })
		modelstest.Expect(t, "a new key afterwards", err, account.ErrSetupDone)
	})
}

func TestSetupKeyLastsThirtyMinutes(t *testing.T) {
	t.Parallel()
	modelstest.Each(t, func(t *testing.T, w *modelstest.World) {
		check := func(key string) error {
			return w.DB.Read(t.Context(), models.Actor{}, func(tx *models.Tx) error { return account.CheckSetUp(tx, key, first, "long enough") })
		}
		key := newKey(t, w)
		w.Clock.Advance(30*time.Minute - time.Millisecond)
		modelstest.Expect(t, "just before its end", check(key), nil)
		w.Clock.Advance(time.Millisecond)
		modelstest.Expect(t, "at its end", check(key), account.ErrSetupKey)
		_, err := setUp(t, w, key, first)
		modelstest.Expect(t, "used at its end", err, account.ErrSetupKey)
		_, err = setUp(t, w, newKey(t, w), first)
		modelstest.Expect(t, "the next key", err, nil)
	})
}

// TestTwoSetUpsAtOnce, with one key and with two keys: one administrator.
func TestTwoSetUpsAtOnce(t *testing.T) {
	t.Parallel()
	for name, keys := range map[string]int{"one key": 1, "two keys": 2} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			modelstest.Each(t, func(t *testing.T, w *modelstest.World) {
				held := []string{newKey(t, w), newKey(t, w)}
				won := 0
				for _, err := range modelstest.AtOnce(8, func(i int) error {
					in := first
					in.Phone = "1380000000" + string(rune('0'+i))
					_, err := setUp(t, w, held[i%keys], in)
					return err
				}) {
					if err == nil {
						won++
					} else {
						modelstest.Expect(t, "a slower one", err, account.ErrSetupDone)
					}
				}
				var accounts, grants, centers int64
				err := w.DB.Read(t.Context(), models.Actor{}, func(tx *models.Tx) error {
					tx.DB.Table("role_grants").Count(&grants)
					tx.DB.Table("organizations").Count(&centers)
					return tx.DB.Table("accounts").Count(&accounts).Error
				})
				if err != nil || won != 1 || accounts != 1 || grants != 1 || centers != 1 {
					t.Errorf("%v: %d won, %d accounts, %d grants, %d centers", err, won, accounts, grants, centers)
				}
			})
		})
	}
}

// TestAdministratorFromTheCommandLine closes the set-up the first time, and is the way back in later.
func TestAdministratorFromTheCommandLine(t *testing.T) {
	t.Parallel()
	modelstest.Each(t, func(t *testing.T, w *modelstest.World) {
		key := newKey(t, w)
		var made *account.Account
		run := func(create func(*models.Tx, account.Input) (*account.Account, error), in account.Input) error {
			return w.DB.Write(t.Context(), models.SystemActor("station admin create"), func(tx *models.Tx) (err error) { made, err = create(tx, in); return err })
		}
		modelstest.Expect(t, "the first", run(account.FirstAdministrator, first), nil)
		_, err := setUp(t, w, key, account.Input{Name: "乙", Phone: "13800000002", PasswordHash: "hash"})
		modelstest.Expect(t, "the printed key", err, account.ErrSetupDone)
		second := account.Input{Name: "乙", Phone: "13800000003", PasswordHash: "hash"}
		modelstest.Expect(t, "a second first", run(account.FirstAdministrator, second), account.ErrSetupDone)
		modelstest.Expect(t, "the same phone", run(account.Administrator, first), account.ErrPhoneTaken)
		modelstest.Expect(t, "one more", run(account.Administrator, second), nil)
		err = w.DB.Read(t.Context(), models.Actor{}, func(tx *models.Tx) error {
			actor, err := account.ActorOf(tx, made.ID)
			if !actor.Can(models.ManageAccounts, "/1/") {
				t.Errorf("one more has %+v", actor.Scopes)
			}
			return err
		})
		modelstest.Expect(t, "read", err, nil)
	})
}

func TestEveryInstanceHasTheSameSigningKey(t *testing.T) {
	t.Parallel()
	modelstest.Each(t, func(t *testing.T, w *modelstest.World) {
		instances := []*models.DB{w.DB, w.Reopen(t)}
		keys := make([][]byte, 8)
		for _, err := range modelstest.AtOnce(len(keys), func(i int) error {
			return instances[i%2].Write(t.Context(), models.SystemActor("start"), func(tx *models.Tx) (err error) { keys[i], err = account.SigningKey(tx); return err })
		}) {
			modelstest.Expect(t, "key", err, nil)
		}
		for _, key := range keys {
			if len(key) != 32 || !bytes.Equal(key, keys[0]) || bytes.Equal(key, make([]byte, 32)) {
				t.Fatalf("the keys are %x", keys)
			}
		}
	})
}
