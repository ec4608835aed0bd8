// Package config holds the settings of an installation: typed, with defaults that run without any setting.
//
// Each setting is declared once, as one row of the table in settings.go. That row serves the environment variable, the
// flag, the default and the line of help. The package imports nothing of ours.
package config

import (
	"errors"
	"fmt"
	"log/slog"
	"net"
	"net/netip"
	"net/url"
	"path/filepath"
	"time"

	// The zone rules travel inside the binary: Windows and bare containers have none of their own.
	_ "time/tzdata"
)

// Config is the settings of one installation (部署设置), complete after Bind, FromEnvironment and Validate.
type Config struct {
	Listen               string         // host:port
	Database             DatabaseURL    // never printed in full
	Data                 string         // folder of the embedded database and of what the server writes
	TimeZone             *time.Location // civil dates, weeks and months are this zone's
	LogLevel             slog.Level
	WeChat               WeChat         // WeChatFake or WeChatOff after Validate
	PublicURL            string         // without a slash at the end; empty when the listening address is the address
	TrustedProxies       []netip.Prefix // whose X-Forwarded-For is believed; none by default
	CheckInMargin        time.Duration  // how long before and after a shift check-in is open
	NoShowLimit          int            // so many unexcused no-shows have a consequence; 0 for none
	NoShowWindow         time.Duration  // within so long
	ApprovalOnlyPeriod   time.Duration  // and the consequence lasts so long
	ExcusePeriod         time.Duration  // until when after a shift an absence may be excused
	ObjectionDays        int            // working days within which an objection to hours is answered
	RecordCap            time.Duration  // how long one record of hours is at most
	DayCap               time.Duration  // how long the hours of one person on one day are at most
	LongDay              time.Duration  // longer hours of one person on one day stand out
	MassEntries          int            // more people written down by one account for one day stand out
	SamePairs            int            // more decisions of one account about one person stand out
	SettleDays           int            // working days after its shift within which hours are confirmed or rejected
	RetroDays            int            // until so many days after a shift its service may be entered afterwards
	RankingEnabled       bool           // whether the progress of targets may be sorted by how well somebody does
	AccessTokenLifetime  time.Duration
	RefreshTokenLifetime time.Duration
}

// WeChat says how a WeChat login code (微信登录凭证) is answered.
type WeChat string

// The ways to answer a WeChat login code.
const (
	WeChatAuto WeChat = "auto" // before Validate only: fake for a listener that no other machine reaches, else off
	WeChatFake WeChat = "fake" // code dev:NAME logs in as NAME, for client developers
	WeChatOff  WeChat = "off"  // refused
)

// Validate fills in what depends on other settings (database, WeChat) and checks the settings against each other.
func (c *Config) Validate() error {
	if c.Database == "" {
		c.Database = DatabaseURL("sqlite:" + filepath.Join(c.Data, "station.db"))
	}
	if c.RefreshTokenLifetime < c.AccessTokenLifetime {
		return errors.New("STATION_REFRESH_TOKEN_LIFETIME 不能短于 STATION_ACCESS_TOKEN_LIFETIME")
	}
	return c.settleWeChat()
}

func (c *Config) settleWeChat() error {
	switch {
	case c.WeChat == WeChatAuto && c.private():
		c.WeChat = WeChatFake
	case c.WeChat == WeChatAuto:
		c.WeChat = WeChatOff
	case c.WeChat == WeChatFake && !c.private():
		return fmt.Errorf("STATION_WECHAT=fake 会让任何人不经微信登录，只能在本机地址上使用；"+
			"请把 STATION_LISTEN（现为 %s）改为 127.0.0.1:8080 并去掉 STATION_PUBLIC_URL 和 STATION_TRUSTED_PROXIES，或设 STATION_WECHAT=off", c.Listen)
	}
	return nil
}

// private tells that only this machine reaches the server. A public address or a trusted proxy in front of a loopback
// listener makes it public: that is the usual way to deploy behind nginx.
func (c *Config) private() bool {
	if !loopback(host(c.Listen)) || len(c.TrustedProxies) > 0 {
		return false
	}
	if c.PublicURL == "" {
		return true
	}
	public, err := url.Parse(c.PublicURL)
	return err == nil && loopback(public.Hostname())
}

// LocalURL is the address at which this machine itself reaches the server, for the health check and the first link.
func (c *Config) LocalURL() string {
	name, port, err := net.SplitHostPort(c.Listen)
	if err != nil {
		return ""
	}
	switch address, err := netip.ParseAddr(name); {
	case name == "":
		name = "127.0.0.1"
	case err == nil && address.IsUnspecified() && address.Is4():
		name = "127.0.0.1"
	case err == nil && address.IsUnspecified():
		name = "::1"
	}
	return "http://" + net.JoinHostPort(name, port)
}

// BaseURL is the address that people are told: the public one when it is set, else the local one.
func (c *Config) BaseURL() string {
	if c.PublicURL != "" {
		return c.PublicURL
	}
	return c.LocalURL()
}

func host(listen string) string {
	name, _, err := net.SplitHostPort(listen)
	if err != nil {
		return ""
	}
	return name
}

func loopback(name string) bool {
	if name == "localhost" {
		return true
	}
	address, err := netip.ParseAddr(name)
	return err == nil && address.IsLoopback()
}
