package handlers

import (
	"errors"
	"fmt"
	"strconv"
	"time"

	"github.com/golang-jwt/jwt/v5"

	"practicestation/models"
)

// What an access token of ours says about itself. A refresh token is no JWT at all, so the two can never be confused.
const (
	tokenIssuer   = "practice-station"
	tokenAudience = "practice-station"
	tokenType     = "at+jwt"
	tokenLeeway   = 5 * time.Second // clocks of two instances differ a little
	minTokenKey   = 32
)

// The refusals of a request that does not prove who asks.
var (
	errTokenMissing = models.DefineError(models.Unauthenticated, "token_missing", "请先登录",
		"这个接口需要登录，请在 Authorization 头中带上访问令牌。")
	errTokenInvalid = models.DefineError(models.Unauthenticated, "token_invalid", "登录凭证无效",
		"访问令牌无效，请重新登录。")
	errTokenExpired = models.DefineError(models.Unauthenticated, "token_expired", "登录已过期",
		"访问令牌已过期，请用刷新令牌换取新的，或重新登录。")
)

// Tokens signs and verifies access tokens. A token carries an account and its session and nothing else: roles are read
// from the database at every request, so that a withdrawn role acts at once.
type Tokens struct {
	key      []byte
	lifetime time.Duration
	parser   *jwt.Parser
}

type accessClaims struct {
	jwt.RegisteredClaims
	SessionID string `json:"sid"`
}

// NewTokens makes Tokens with an HMAC key of at least 32 bytes; clock is asked for the time at every verification.
func NewTokens(key []byte, lifetime time.Duration, clock func() time.Time) (*Tokens, error) {
	if len(key) < minTokenKey {
		return nil, fmt.Errorf("the token key has %d bytes, it needs at least %d", len(key), minTokenKey)
	}
	if lifetime <= 0 {
		return nil, errors.New("the lifetime of a token must be positive")
	}
	parser := jwt.NewParser(
		jwt.WithValidMethods([]string{jwt.SigningMethodHS256.Alg()}),
		jwt.WithIssuer(tokenIssuer),
		jwt.WithAudience(tokenAudience),
		jwt.WithExpirationRequired(),
		jwt.WithIssuedAt(),
		jwt.WithLeeway(tokenLeeway),
		jwt.WithStrictDecoding(),
		jwt.WithTimeFunc(clock),
	)
	return &Tokens{key: key, lifetime: lifetime, parser: parser}, nil
}

// Sign makes an access token for an account's session and says when it expires.
func (t *Tokens) Sign(accountID, sessionID int64, now time.Time) (token string, expiresAt time.Time, err error) {
	expires := jwt.NewNumericDate(now.Add(t.lifetime))
	unsigned := jwt.NewWithClaims(jwt.SigningMethodHS256, accessClaims{
		RegisteredClaims: jwt.RegisteredClaims{
			Issuer:    tokenIssuer,
			Audience:  jwt.ClaimStrings{tokenAudience},
			Subject:   strconv.FormatInt(accountID, 10),
			IssuedAt:  jwt.NewNumericDate(now),
			ExpiresAt: expires,
		},
		SessionID: strconv.FormatInt(sessionID, 10),
	})
	unsigned.Header["typ"] = tokenType
	token, err = unsigned.SignedString(t.key)
	return token, expires.UTC(), err
}

// Verify reads an access token of ours. It fails with token_expired or token_invalid.
func (t *Tokens) Verify(token string) (accountID, sessionID int64, err error) {
	var claims accessClaims
	if _, err := t.parser.ParseWithClaims(token, &claims, t.keyFor); err != nil {
		return 0, 0, tokenRefusal(err)
	}
	accountID, accountErr := strconv.ParseInt(claims.Subject, 10, 64)
	sessionID, sessionErr := strconv.ParseInt(claims.SessionID, 10, 64)
	if accountErr != nil || sessionErr != nil || accountID <= 0 || sessionID <= 0 {
		return 0, 0, errTokenInvalid
	}
	return accountID, sessionID, nil
}

// keyFor gives the key only to a token that says it is an access token (RFC 8725, explicit typing).
func (t *Tokens) keyFor(token *jwt.Token) (any, error) {
	if token.Header["typ"] != tokenType {
		return nil, errTokenInvalid
	}
	return t.key, nil
}

// tokenRefusal calls a token expired only when nothing else is wrong with it.
func tokenRefusal(err error) error {
	others := []error{
		jwt.ErrTokenMalformed, jwt.ErrTokenUnverifiable, jwt.ErrTokenSignatureInvalid, jwt.ErrTokenInvalidIssuer,
		jwt.ErrTokenInvalidAudience, jwt.ErrTokenUsedBeforeIssued, jwt.ErrTokenNotValidYet, jwt.ErrTokenRequiredClaimMissing,
	}
	for _, other := range others {
		if errors.Is(err, other) {
			return errTokenInvalid
		}
	}
	if errors.Is(err, jwt.ErrTokenExpired) {
		return errTokenExpired
	}
	return errTokenInvalid
}
