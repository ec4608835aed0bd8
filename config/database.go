package config

import (
	"log/slog"
	"net/url"
	"strings"
)

// DatabaseURL names the database and may hold a password: converted to a string it is whole, printed it is not.
type DatabaseURL string

// String gives the URL for people and logs, with the password replaced.
func (u DatabaseURL) String() string {
	text := string(u)
	// A file has no password, and the full path is what a person looks for.
	if strings.HasPrefix(text, "sqlite:") || text == "" {
		return text
	}
	scheme, rest, ok := strings.Cut(text, "://")
	if !ok {
		return "***"
	}
	// By hand and not by url.Parse: a URL that is not well formed must not show its password either.
	rest, _, _ = strings.Cut(rest, "?")
	at := strings.LastIndex(rest, "@")
	if at < 0 {
		return scheme + "://***"
	}
	user, _, ok := strings.Cut(rest[:at], ":")
	if ok {
		user += ":***"
	}
	return scheme + "://" + user + rest[at:]
}

// GoString keeps the password out of %#v.
func (u DatabaseURL) GoString() string { return `"` + u.String() + `"` }

// LogValue keeps the password out of structured logs.
func (u DatabaseURL) LogValue() slog.Value { return slog.StringValue(u.String()) }

// MarshalText keeps the password out of JSON.
func (u DatabaseURL) MarshalText() ([]byte, error) { return []byte(u.String()), nil }

func parseDatabase(text string) (DatabaseURL, error) {
	if path, ok := strings.CutPrefix(text, "sqlite:"); ok {
		_, err := parsePath(path)
		return DatabaseURL(text), err
	}
	// The cause is dropped on purpose: url.Error repeats the whole URL, password included.
	parsed, err := url.Parse(text)
	if err != nil || parsed.Scheme != "mysql" || parsed.Hostname() == "" || parsed.User.Username() == "" ||
		len(parsed.Path) < 2 || strings.Contains(parsed.Path[1:], "/") || parsed.RawQuery != "" || parsed.Fragment != "" {
		return "", errForm
	}
	return DatabaseURL(text), nil
}
