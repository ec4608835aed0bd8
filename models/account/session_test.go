package account_test

import (
	"context"
	"errors"
	"strings"
	"testing"
	"time"

	"practicestation/models"
	"practicestation/models/account"
	"practicestation/models/modelstest"
)

func (c *county) refresh(t testing.TB, token string) (next *account.LogIn, reused bool, err error) {
	t.Helper()
	err = c.DB.Write(t.Context(), models.Actor{}, func(tx *models.Tx) error {
		next, reused, err = account.Refresh(tx, token, month)
		return err
	})
	return next, reused, err
}

func (c *county) byPhone(t testing.TB, phone string) (found *account.Account) {
	t.Helper()
	c.read(t, models.Actor{}, func(tx *models.Tx) (err error) { found, err = account.FindByPhone(tx, phone); return err })
	return found
}

func TestTenWrongPasswordsLockFifteenMinutes(t *testing.T) {
	t.Parallel()
	modelstest.Each(t, func(t *testing.T, w *modelstest.World) {
		c := found(t, w)
		wrong := func() {
			c.write(t, models.Actor{}, func(tx *models.Tx) error { return account.NoteWrongPassword(tx, c.admin) })
		}
		locked := func() error { return c.byPhone(t, "13800000000").Locked(c.DB.Now()) }
		for range 9 {
			wrong()
		}
		modelstest.Expect(t, "after nine", locked(), nil)
		c.logIn(t, c.admin) // a right one starts the count anew
		for range 9 {
			wrong()
		}
		modelstest.Expect(t, "after nine, a right one and nine", locked(), nil)
		wrong()
		var refused *models.Error
		if err := locked(); !errors.As(err, &refused) || !models.IsCode(err, account.ErrLocked) || refused.Facts["retry_after"] != 901 {
			t.Errorf("after ten: %v", err)
		}
		c.Clock.Advance(15*time.Minute - time.Millisecond)
		modelstest.Expect(t, "just before the end", locked(), account.ErrLocked)
		c.Clock.Advance(time.Millisecond)
		modelstest.Expect(t, "at the end", locked(), nil)
		wrong()
		modelstest.Expect(t, "one more wrong one", locked(), nil)
		c.logIn(t, c.admin)
		if own := c.byPhone(t, "13800000000"); own.FailedLogIns != 0 || own.LockedUntil != nil {
			t.Errorf("after a log-in: %d wrong, locked until %v", own.FailedLogIns, own.LockedUntil)
		}
		if nobody := c.byPhone(t, "13800009999"); nobody.ID != 0 || nobody.PasswordHash != nil || nobody.Locked(c.DB.Now()) != nil {
			t.Errorf("an unknown phone is %+v", nobody)
		}
		c.write(t, models.Actor{}, func(tx *models.Tx) error { return account.NoteWrongPassword(tx, 0) })
	})
}

// TestWrongPasswordsAtOnceAreAllCounted: guessing in parallel buys nothing.
func TestWrongPasswordsAtOnceAreAllCounted(t *testing.T) {
	t.Parallel()
	modelstest.Each(t, func(t *testing.T, w *modelstest.World) {
		c := found(t, w)
		for _, err := range modelstest.AtOnce(10, func(int) error {
			return c.DB.Write(t.Context(), models.Actor{}, func(tx *models.Tx) error { return account.NoteWrongPassword(tx, c.admin) })
		}) {
			modelstest.Expect(t, "count", err, nil)
		}
		modelstest.Expect(t, "after ten at once", c.byPhone(t, "13800000000").Locked(c.DB.Now()), account.ErrLocked)
	})
}

// TestRefreshTokensRotate: each works once; one that is used again has been copied, and ends the session with all of its tokens.
func TestRefreshTokensRotate(t *testing.T) {
	t.Parallel()
	modelstest.Each(t, func(t *testing.T, w *modelstest.World) {
		c := found(t, w)
		first := c.logIn(t, c.admin)
		bystander := c.logIn(t, c.admin)
		second, reused, err := c.refresh(t, first.RefreshToken)
		if err != nil || reused || second.SessionID != first.SessionID || second.RefreshToken == first.RefreshToken || second.Account.ID != c.admin {
			t.Fatalf("%v, %t, %+v", err, reused, second)
		}
		third, _, err := c.refresh(t, second.RefreshToken)
		modelstest.Expect(t, "the second", err, nil)
		if _, reused, err = c.refresh(t, first.RefreshToken); err != nil || !reused {
			t.Errorf("the first again: %t, %v", reused, err)
		}
		if _, reused, err = c.refresh(t, third.RefreshToken); reused || !models.IsCode(err, account.ErrRefreshInvalid) {
			t.Errorf("a later one of the session: %t, %v", reused, err)
		}
		if _, reused, err = c.refresh(t, first.RefreshToken); reused || !models.IsCode(err, account.ErrRefreshInvalid) {
			t.Errorf("the first once more: %t, %v", reused, err)
		}
		_, err = c.loadActor(t, first.SessionID)
		modelstest.Expect(t, "the session", err, account.ErrSessionRevoked)
		_, err = c.loadActor(t, bystander.SessionID)
		modelstest.Expect(t, "another session", err, nil)
		for _, token := range []string{"", "x", first.RefreshToken + "x", strings.ToLower(bystander.RefreshToken)} {
			_, _, err = c.refresh(t, token)
			modelstest.Expect(t, "a made-up token", err, account.ErrRefreshInvalid)
		}
	})
}

func TestSessionsRunOut(t *testing.T) {
	t.Parallel()
	modelstest.Each(t, func(t *testing.T, w *modelstest.World) {
		c := found(t, w)
		start, opened := c.DB.Now(), c.logIn(t, c.admin)
		c.Clock.Set(start.Add(month - time.Millisecond))
		_, err := c.loadActor(t, opened.SessionID)
		modelstest.Expect(t, "just before its end", err, nil)
		next, _, err := c.refresh(t, opened.RefreshToken)
		modelstest.Expect(t, "refreshed in the last moment", err, nil)
		c.Clock.Set(start.Add(month))
		_, err = c.loadActor(t, opened.SessionID)
		modelstest.Expect(t, "it lives on", err, nil)
		c.Clock.Set(start.Add(2*month - time.Millisecond))
		_, err = c.loadActor(t, opened.SessionID)
		modelstest.Expect(t, "at its end", err, account.ErrSessionRevoked)
		_, _, err = c.refresh(t, next.RefreshToken)
		modelstest.Expect(t, "its token", err, account.ErrRefreshInvalid)
		_, err = c.loadActor(t, 999)
		modelstest.Expect(t, "no session", err, account.ErrSessionRevoked)
		c.Clock.Advance(31 * 24 * time.Hour)
		c.write(t, models.Actor{}, func(tx *models.Tx) error {
			gone, err := account.ForgetSessions(tx)
			if gone != 2 {
				t.Errorf("%d tokens forgotten, want 2", gone)
			}
			return err
		})
	})
}

// TestOneTokenTwiceAtOnce: one request wins, and the session is over, for nobody knows which of the two was the thief.
func TestOneTokenTwiceAtOnce(t *testing.T) {
	t.Parallel()
	modelstest.Each(t, func(t *testing.T, w *modelstest.World) {
		c := found(t, w)
		for range 5 {
			opened := c.logIn(t, c.admin)
			type outcome struct {
				next   *account.LogIn
				reused bool
			}
			outcomes := make([]outcome, 2)
			for i, err := range modelstest.AtOnce(2, func(i int) (err error) {
				outcomes[i].next, outcomes[i].reused, err = c.refresh(t, opened.RefreshToken)
				return err
			}) {
				modelstest.Expect(t, []string{"one", "the other"}[i], err, nil)
			}
			if outcomes[0].reused == outcomes[1].reused {
				t.Fatalf("reused: %t and %t, want one of each", outcomes[0].reused, outcomes[1].reused)
			}
			winner := outcomes[0]
			if winner.reused {
				winner = outcomes[1]
			}
			_, _, err := c.refresh(t, winner.next.RefreshToken)
			modelstest.Expect(t, "the winner's next token", err, account.ErrRefreshInvalid)
			_, err = c.loadActor(t, opened.SessionID)
			modelstest.Expect(t, "the session", err, account.ErrSessionRevoked)
		}
	})
}

func TestLogOutEndsOneSession(t *testing.T) {
	t.Parallel()
	modelstest.Each(t, func(t *testing.T, w *modelstest.World) {
		c := found(t, w)
		one, other := c.logIn(t, c.admin), c.logIn(t, c.admin)
		actor, err := c.loadActor(t, one.SessionID)
		modelstest.Expect(t, "before", err, nil)
		at := c.DB.Now()
		for range 2 {
			c.write(t, actor, func(tx *models.Tx) error {
				since, err := account.LogOut(tx)
				if !since.Equal(at) {
					t.Errorf("over since %v, want %v", since, at)
				}
				return err
			})
			c.Clock.Advance(time.Minute)
		}
		_, err = c.loadActor(t, one.SessionID)
		modelstest.Expect(t, "the session", err, account.ErrSessionRevoked)
		_, _, err = c.refresh(t, one.RefreshToken)
		modelstest.Expect(t, "its token", err, account.ErrRefreshInvalid)
		_, err = c.loadActor(t, other.SessionID)
		modelstest.Expect(t, "the other session", err, nil)
	})
}

func TestNewPasswordEndsTheOtherSessions(t *testing.T) {
	t.Parallel()
	modelstest.Each(t, func(t *testing.T, w *modelstest.World) {
		c := found(t, w)
		one, other := c.logIn(t, c.admin), c.logIn(t, c.admin)
		actor, err := c.loadActor(t, one.SessionID)
		modelstest.Expect(t, "before", err, nil)
		c.write(t, actor, func(tx *models.Tx) error {
			changed, err := account.ChangePassword(tx, "new hash")
			if err == nil && (*changed.PasswordHash != "new hash" || changed.Version != 2) {
				t.Errorf("%+v", changed)
			}
			return err
		})
		_, err = c.loadActor(t, one.SessionID)
		modelstest.Expect(t, "the own session", err, nil)
		_, err = c.loadActor(t, other.SessionID)
		modelstest.Expect(t, "the other session", err, account.ErrSessionRevoked)
	})
}

func TestHashedPasswords(t *testing.T) {
	t.Parallel()
	passwords, err := account.NewPasswords(1)
	if err != nil {
		t.Fatal(err)
	}
	password := strings.Repeat("长密码·𠮷", 12) // longer than the 72 bytes of bcrypt
	stored, err := passwords.Hash(t.Context(), password)
	again, _ := passwords.Hash(t.Context(), password)
	if err != nil || stored == again || !strings.HasPrefix(stored, "$argon2id$v=19$m=19456,t=2,p=1$") || len(stored) > 160 {
		t.Fatalf("%v: %s and %s", err, stored, again)
	}
	for try, want := range map[string]bool{password: true, password + " ": false, password[:72]: false, "": false} {
		if got, err := passwords.Matches(t.Context(), &stored, try); err != nil || got != want {
			t.Errorf("%q: %t, %v", try, got, err)
		}
	}
	if got, err := passwords.Matches(t.Context(), nil, password); err != nil || got {
		t.Errorf("an account without a password: %t, %v", got, err)
	}
	for _, broken := range []string{"", "hash", "$argon2id$v=19$m=19456,t=2,p=1$salt", "$argon2id$v=19$m=x,t=2,p=1$c2FsdA$c3Vt", "$argon2id$v=19$m=64,t=1,p=1$!$!"} {
		if got, err := passwords.Matches(t.Context(), &broken, password); err == nil || got {
			t.Errorf("%q: %t, %v", broken, got, err)
		}
	}
}

// TestHashingWaitsItsTurn, but not longer than the request lives.
func TestHashingWaitsItsTurn(t *testing.T) {
	t.Parallel()
	passwords, err := account.NewPasswords(1)
	if err != nil {
		t.Fatal(err)
	}
	for _, err := range modelstest.AtOnce(4, func(int) error { _, err := passwords.Hash(t.Context(), "a password"); return err }) {
		modelstest.Expect(t, "one of four", err, nil)
	}
	over, cancel := context.WithCancel(t.Context())
	cancel()
	refused := 0
	for range 20 {
		if _, err := passwords.Hash(over, "x"); errors.Is(err, context.Canceled) {
			refused++
		}
	}
	if refused == 0 {
		t.Error("a request that is over still takes a turn")
	}
}
