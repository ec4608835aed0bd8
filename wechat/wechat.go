// Package wechat finds out who stands behind the code that a mini-program gets from wx.login. It knows nothing of accounts.
package wechat

import (
	"context"
	"errors"
	"strings"
	"unicode"
	"unicode/utf8"
)

// Mode says how a code is looked up.
type Mode string

// The modes; the zero value is Off.
const (
	Off  Mode = ""     // no code is accepted
	Fake Mode = "fake" // dev:NAME is the person NAME: for developers, never where strangers reach the server
)

// The outcomes of a code that identifies nobody.
var (
	ErrDisabled    = errors.New("log-in by WeChat is switched off")
	ErrInvalidCode = errors.New("the code identifies nobody")
)

// Identity (微信身份) is a person as WeChat knows them to this mini-program.
type Identity struct {
	OpenID string
	Name   string // may be empty: WeChat itself tells none
}

// Client looks up codes. Its zero value accepts none.
type Client struct{ Mode Mode }

const (
	fakePrefix = "dev:"
	maxName    = 32
)

// Identify finds the person behind a code. It fails with ErrDisabled or ErrInvalidCode.
func (c Client) Identify(ctx context.Context, code string) (Identity, error) {
	if err := ctx.Err(); err != nil {
		return Identity{}, err
	}
	if c.Mode != Fake {
		return Identity{}, ErrDisabled
	}
	name, ok := strings.CutPrefix(code, fakePrefix)
	if !ok || !acceptableName(name) {
		return Identity{}, ErrInvalidCode
	}
	return Identity{OpenID: code, Name: name}, nil
}

// acceptableName wants something to read, of at most 32 characters, without spaces at its ends, which databases compare
// differently.
func acceptableName(name string) bool {
	invisible := func(r rune) bool { return unicode.IsControl(r) || unicode.Is(unicode.Cf, r) || r == utf8.RuneError }
	return name != "" && utf8.RuneCountInString(name) <= maxName && strings.TrimSpace(name) == name &&
		!strings.ContainsFunc(name, invisible)
}
