package handlers

import (
	"bytes"
	"encoding/base64"
	"errors"
	"maps"
	"strings"
	"testing"
	"time"

	"github.com/golang-jwt/jwt/v5"

	"practicestation/models"
)

var (
	tokenTestKey = bytes.Repeat([]byte{7}, 32)
	tokenTestNow = time.Date(2026, 3, 1, 1, 0, 0, 0, time.UTC)
)

func testTokens(t *testing.T, now time.Time) *Tokens {
	t.Helper()
	tokens, err := NewTokens(tokenTestKey, 15*time.Minute, func() time.Time { return now })
	if err != nil {
		t.Fatal(err)
	}
	return tokens
}

// forge signs a token of the right form after one change to it.
func forge(t *testing.T, method jwt.SigningMethod, key any, change func(header map[string]any, claims jwt.MapClaims)) string {
	t.Helper()
	claims := jwt.MapClaims{
		"iss": tokenIssuer, "aud": tokenAudience, "sub": "7", "sid": "9",
		"iat": tokenTestNow.Unix(), "exp": tokenTestNow.Add(time.Minute).Unix(),
	}
	token := jwt.NewWithClaims(method, claims)
	token.Header["typ"] = tokenType
	change(token.Header, claims)
	signed, err := token.SignedString(key)
	if err != nil {
		t.Fatal(err)
	}
	return signed
}

func TestTokenCarriesAccountAndSession(t *testing.T) {
	t.Parallel()
	tokens := testTokens(t, tokenTestNow)
	token, expires, err := tokens.Sign(7, 9, tokenTestNow)
	if err != nil {
		t.Fatal(err)
	}
	if want := tokenTestNow.Add(15 * time.Minute); !expires.Equal(want) {
		t.Errorf("expires %v, want %v", expires, want)
	}
	account, session, err := tokens.Verify(token)
	if err != nil || account != 7 || session != 9 {
		t.Errorf("got %d, %d, %v", account, session, err)
	}
	late := testTokens(t, expires.Add(tokenLeeway))
	if _, _, err := late.Verify(token); !errors.Is(err, errTokenExpired) {
		t.Errorf("after its end: %v", err)
	}
}

func TestForgedTokensAreRefused(t *testing.T) {
	t.Parallel()
	same := func(map[string]any, jwt.MapClaims) {}
	claim := func(name string, value any) func(map[string]any, jwt.MapClaims) {
		return func(_ map[string]any, claims jwt.MapClaims) { claims[name] = value }
	}
	without := func(name string) func(map[string]any, jwt.MapClaims) {
		return func(_ map[string]any, claims jwt.MapClaims) {
			maps.DeleteFunc(claims, func(n string, _ any) bool { return n == name })
		}
	}
	hs256 := func(change func(map[string]any, jwt.MapClaims)) string {
		return forge(t, jwt.SigningMethodHS256, tokenTestKey, change)
	}
	good := hs256(same)
	past := tokenTestNow.Add(-time.Hour).Unix()
	tests := []struct {
		name, token string
		want        *models.Error
	}{
		{"alg none", forge(t, jwt.SigningMethodNone, jwt.UnsafeAllowNoneSignatureType, same), errTokenInvalid},
		{"HS512", forge(t, jwt.SigningMethodHS512, tokenTestKey, same), errTokenInvalid},
		{"another key", forge(t, jwt.SigningMethodHS256, bytes.Repeat([]byte{8}, 32), same), errTokenInvalid},
		{"empty key", forge(t, jwt.SigningMethodHS256, []byte{}, same), errTokenInvalid},
		{"expired", hs256(claim("exp", past)), errTokenExpired},
		{"no exp", hs256(without("exp")), errTokenInvalid},
		{"exp as text", hs256(claim("exp", "soon")), errTokenInvalid},
		{"wrong audience", hs256(claim("aud", "other")), errTokenInvalid},
		{"no audience", hs256(without("aud")), errTokenInvalid},
		{"wrong issuer", hs256(claim("iss", "other")), errTokenInvalid},
		{"no issuer", hs256(without("iss")), errTokenInvalid},
		{"wrong type", hs256(func(header map[string]any, _ jwt.MapClaims) { header["typ"] = "JWT" }), errTokenInvalid},
		{"no type", hs256(func(header map[string]any, _ jwt.MapClaims) { delete(header, "typ") }), errTokenInvalid},
		{"wrong type and expired", hs256(func(header map[string]any, claims jwt.MapClaims) {
			header["typ"] = "JWT"
			claims["exp"] = past
		}), errTokenInvalid},
		{"wrong audience and expired", hs256(func(_ map[string]any, claims jwt.MapClaims) {
			claims["aud"] = "other"
			claims["exp"] = past
		}), errTokenInvalid},
		{"issued in the future", hs256(claim("iat", tokenTestNow.Add(time.Minute).Unix())), errTokenInvalid},
		{"not valid yet", hs256(claim("nbf", tokenTestNow.Add(time.Minute).Unix())), errTokenInvalid},
		{"subject is no number", hs256(claim("sub", "root")), errTokenInvalid},
		{"subject zero", hs256(claim("sub", "0")), errTokenInvalid},
		{"no session", hs256(without("sid")), errTokenInvalid},
		{"a refresh token", base64.RawURLEncoding.EncodeToString(bytes.Repeat([]byte{1}, 32)), errTokenInvalid},
		{"empty", "", errTokenInvalid},
		{"dots", strings.Repeat(".", 1000), errTokenInvalid},
		{"signature cut off", good[:strings.LastIndex(good, ".")+1], errTokenInvalid},
		{"padded", good + "=", errTokenInvalid},
	}
	tokens := testTokens(t, tokenTestNow)
	if _, _, err := tokens.Verify(good); err != nil {
		t.Fatalf("the unforged token is refused: %v", err)
	}
	for _, test := range tests {
		account, session, err := tokens.Verify(test.token)
		if !errors.Is(err, test.want) || account != 0 || session != 0 {
			t.Errorf("%s: got %d, %d, %v, want %v", test.name, account, session, err, test.want)
		}
	}
}

func TestWeakTokenSettingsAreRefused(t *testing.T) {
	t.Parallel()
	clock := func() time.Time { return tokenTestNow }
	if _, err := NewTokens(tokenTestKey[:31], time.Minute, clock); err == nil {
		t.Error("a key of 31 bytes was taken")
	}
	if _, err := NewTokens(tokenTestKey, 0, clock); err == nil {
		t.Error("a lifetime of zero was taken")
	}
}
