package config

import (
	"errors"
	"log/slog"
	"net"
	"net/netip"
	"net/url"
	"strconv"
	"strings"
	"time"
)

// errForm says that a text does not have the form its setting asks for; the fault shown to a person is made from the setting.
var errForm = errors.New("值的写法不对")

func parseAddress(text string) (string, error) {
	name, port, err := net.SplitHostPort(text)
	if err != nil || strings.ContainsAny(name, " /\x00") {
		return "", errForm
	}
	if _, err := strconv.ParseUint(port, 10, 16); err != nil {
		return "", errForm
	}
	return text, nil
}

func parseNumber(text string, low, high int) (int, error) {
	number, err := strconv.Atoi(text)
	if err != nil || number < low || number > high {
		return 0, errForm
	}
	return number, nil
}

func parseSwitch(text string) (bool, error) {
	if text != "on" && text != "off" {
		return false, errForm
	}
	return text == "on", nil
}

func parsePath(text string) (string, error) {
	if strings.TrimSpace(text) == "" || strings.ContainsRune(text, 0) {
		return "", errForm
	}
	return text, nil
}

func parseZone(text string) (*time.Location, error) {
	// Go reads an empty name as UTC and "Local" as this machine's zone; a figure must not depend on the machine.
	if text == "" || text == "Local" {
		return nil, errForm
	}
	return time.LoadLocation(text)
}

func parseLevel(text string) (slog.Level, error) {
	switch text {
	case "debug":
		return slog.LevelDebug, nil
	case "info":
		return slog.LevelInfo, nil
	case "warn":
		return slog.LevelWarn, nil
	case "error":
		return slog.LevelError, nil
	}
	return 0, errForm
}

func parseWeChat(text string) (WeChat, error) {
	switch mode := WeChat(text); mode {
	case WeChatAuto, WeChatFake, WeChatOff:
		return mode, nil
	}
	return "", errForm
}

func parsePublicURL(text string) (string, error) {
	if text == "" {
		return "", nil
	}
	public, err := url.Parse(text)
	if err != nil {
		return "", err
	}
	if public.Scheme != "http" && public.Scheme != "https" || public.Hostname() == "" || public.User != nil ||
		strings.ContainsAny(text, "?# ") {
		return "", errForm
	}
	return strings.TrimRight(text, "/"), nil
}

func parsePrefixes(text string) ([]netip.Prefix, error) {
	var prefixes []netip.Prefix
	if text == "" {
		return prefixes, nil
	}
	for part := range strings.SplitSeq(text, ",") {
		prefix, err := parsePrefix(strings.TrimSpace(part))
		if err != nil {
			return nil, err
		}
		prefixes = append(prefixes, prefix)
	}
	return prefixes, nil
}

func parsePrefix(text string) (netip.Prefix, error) {
	if address, err := netip.ParseAddr(text); err == nil {
		return address.Prefix(address.BitLen())
	}
	prefix, err := netip.ParsePrefix(text)
	if err != nil {
		return netip.Prefix{}, err
	}
	// Trusting everyone lets anyone write any address into the audit trail.
	if prefix.Bits() == 0 {
		return netip.Prefix{}, errForm
	}
	return prefix.Masked(), nil
}

func parseDuration(text string, low, high time.Duration) (time.Duration, error) {
	d, err := time.ParseDuration(text)
	if err != nil {
		return 0, err
	}
	if d < low || d > high || d%time.Second != 0 {
		return 0, errForm
	}
	return d, nil
}
