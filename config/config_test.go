package config_test

import (
	"log/slog"
	"net/netip"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/spf13/pflag"

	"practicestation/config"
)

// load does what the program does: bind, parse the command line, read the environment, validate.
func load(arguments, environ []string) (config.Config, error) {
	var c config.Config
	flags := pflag.NewFlagSet("station", pflag.ContinueOnError)
	c.Bind(flags)
	if err := flags.Parse(arguments); err != nil {
		return c, config.FlagError(err)
	}
	if err := config.FromEnvironment(flags, environ); err != nil {
		return c, err
	}
	return c, c.Validate()
}

func mustLoad(t *testing.T, arguments, environ []string) config.Config {
	t.Helper()
	c, err := load(arguments, environ)
	if err != nil {
		t.Fatalf("load(%q, %q): %v", arguments, environ, err)
	}
	return c
}

func zone(t *testing.T, name string) *time.Location {
	t.Helper()
	location, err := time.LoadLocation(name)
	if err != nil {
		t.Fatal(err)
	}
	return location
}

func defaults(t *testing.T) config.Config {
	t.Helper()
	return config.Config{
		Listen:               "127.0.0.1:8080",
		Database:             config.DatabaseURL("sqlite:" + filepath.Join("data", "station.db")),
		Data:                 "./data",
		TimeZone:             zone(t, "Asia/Shanghai"),
		LogLevel:             slog.LevelWarn,
		WeChat:               config.WeChatFake,
		CheckInMargin:        30 * time.Minute,
		NoShowLimit:          3,
		NoShowWindow:         180 * 24 * time.Hour,
		ApprovalOnlyPeriod:   30 * 24 * time.Hour,
		ExcusePeriod:         3 * 24 * time.Hour,
		ObjectionDays:        10,
		RecordCap:            8 * time.Hour,
		DayCap:               12 * time.Hour,
		LongDay:              8 * time.Hour,
		MassEntries:          20,
		SamePairs:            20,
		SettleDays:           10,
		RetroDays:            90,
		AccessTokenLifetime:  15 * time.Minute,
		RefreshTokenLifetime: 720 * time.Hour,
	}
}

func difference(want, got config.Config) string {
	return cmp.Diff(want, got,
		cmp.Comparer(func(a, b *time.Location) bool { return a.String() == b.String() }),
		cmp.Comparer(func(a, b config.DatabaseURL) bool { return string(a) == string(b) }),
		cmp.Comparer(func(a, b netip.Prefix) bool { return a == b }))
}

func TestRunsWithoutAnySetting(t *testing.T) {
	t.Parallel()
	environ := []string{"PATH=/bin", "HOME=/root", "STATIONERY=paper", "STATION_TEST_CLOCK=/tmp/now"}
	if d := difference(defaults(t), mustLoad(t, nil, environ)); d != "" {
		t.Errorf("defaults differ (-want +got):\n%s", d)
	}
}

// effects has one row for each setting; TestEverySettingIsListedAndTakesEffect fails for a setting without one.
var effects = map[string]struct {
	text   string
	change func(t *testing.T, c *config.Config)
}{
	"STATION_LISTEN": {"0.0.0.0:9090", func(_ *testing.T, c *config.Config) {
		c.Listen, c.WeChat = "0.0.0.0:9090", config.WeChatOff
	}},
	"STATION_DATABASE": {"mysql://station:s%40cret@db.local:3307/practice", func(_ *testing.T, c *config.Config) {
		c.Database = "mysql://station:s%40cret@db.local:3307/practice"
	}},
	"STATION_DATA": {"/srv/station", func(_ *testing.T, c *config.Config) {
		c.Data = "/srv/station"
		c.Database = config.DatabaseURL("sqlite:" + filepath.Join("/srv/station", "station.db"))
	}},
	"STATION_TIME_ZONE": {"Asia/Urumqi", func(t *testing.T, c *config.Config) { c.TimeZone = zone(t, "Asia/Urumqi") }},
	"STATION_LOG":       {"debug", func(_ *testing.T, c *config.Config) { c.LogLevel = slog.LevelDebug }},
	"STATION_WECHAT":    {"off", func(_ *testing.T, c *config.Config) { c.WeChat = config.WeChatOff }},
	"STATION_PUBLIC_URL": {"https://zyfw.example.cn/", func(_ *testing.T, c *config.Config) {
		c.PublicURL, c.WeChat = "https://zyfw.example.cn", config.WeChatOff
	}},
	"STATION_TRUSTED_PROXIES": {"127.0.0.1, 10.1.2.3/8,::1", func(_ *testing.T, c *config.Config) {
		c.TrustedProxies = []netip.Prefix{
			netip.MustParsePrefix("127.0.0.1/32"), netip.MustParsePrefix("10.0.0.0/8"), netip.MustParsePrefix("::1/128"),
		}
		c.WeChat = config.WeChatOff
	}},
	"STATION_CHECK_IN_MARGIN":        {"0s", func(_ *testing.T, c *config.Config) { c.CheckInMargin = 0 }},
	"STATION_NO_SHOW_LIMIT":          {"0", func(_ *testing.T, c *config.Config) { c.NoShowLimit = 0 }},
	"STATION_NO_SHOW_WINDOW":         {"2160h", func(_ *testing.T, c *config.Config) { c.NoShowWindow = 2160 * time.Hour }},
	"STATION_APPROVAL_ONLY_PERIOD":   {"168h", func(_ *testing.T, c *config.Config) { c.ApprovalOnlyPeriod = 168 * time.Hour }},
	"STATION_EXCUSE_PERIOD":          {"24h", func(_ *testing.T, c *config.Config) { c.ExcusePeriod = 24 * time.Hour }},
	"STATION_OBJECTION_DAYS":         {"5", func(_ *testing.T, c *config.Config) { c.ObjectionDays = 5 }},
	"STATION_RECORD_CAP":             {"4h", func(_ *testing.T, c *config.Config) { c.RecordCap = 4 * time.Hour }},
	"STATION_DAY_CAP":                {"10h", func(_ *testing.T, c *config.Config) { c.DayCap = 10 * time.Hour }},
	"STATION_ANOMALY_DAY":            {"6h", func(_ *testing.T, c *config.Config) { c.LongDay = 6 * time.Hour }},
	"STATION_ANOMALY_ENTRIES":        {"5", func(_ *testing.T, c *config.Config) { c.MassEntries = 5 }},
	"STATION_ANOMALY_PAIR":           {"9", func(_ *testing.T, c *config.Config) { c.SamePairs = 9 }},
	"STATION_SETTLE_DAYS":            {"20", func(_ *testing.T, c *config.Config) { c.SettleDays = 20 }},
	"STATION_RETRO_DAYS":             {"30", func(_ *testing.T, c *config.Config) { c.RetroDays = 30 }},
	"STATION_RANKING_ENABLED":        {"on", func(_ *testing.T, c *config.Config) { c.RankingEnabled = true }},
	"STATION_ACCESS_TOKEN_LIFETIME":  {"5m", func(_ *testing.T, c *config.Config) { c.AccessTokenLifetime = 5 * time.Minute }},
	"STATION_REFRESH_TOKEN_LIFETIME": {"48h", func(_ *testing.T, c *config.Config) { c.RefreshTokenLifetime = 48 * time.Hour }},
}

func TestEverySettingIsListedAndTakesEffect(t *testing.T) {
	t.Parallel()
	flags := pflag.NewFlagSet("station", pflag.ContinueOnError)
	new(config.Config).Bind(flags)
	flags.VisitAll(func(flag *pflag.Flag) {
		variable := "STATION_" + strings.ToUpper(strings.ReplaceAll(flag.Name, "-", "_"))
		effect, ok := effects[variable]
		if !ok {
			t.Errorf("no test shows that %s takes effect", variable)
			return
		}
		want := defaults(t)
		effect.change(t, &want)
		if d := difference(want, mustLoad(t, nil, []string{variable + "=" + effect.text})); d != "" {
			t.Errorf("%s=%s (-want +got):\n%s", variable, effect.text, d)
		}
		if d := difference(want, mustLoad(t, []string{"--" + flag.Name, effect.text}, nil)); d != "" {
			t.Errorf("--%s %s (-want +got):\n%s", flag.Name, effect.text, d)
		}
		if !strings.Contains(flag.Usage, variable) {
			t.Errorf("the help of --%s does not name %s: %s", flag.Name, variable, flag.Usage)
		}
	})
	for variable := range effects {
		name := strings.ToLower(strings.ReplaceAll(strings.TrimPrefix(variable, "STATION_"), "_", "-"))
		if flags.Lookup(name) == nil {
			t.Errorf("%s has no flag", variable)
		}
	}
	if help := flags.FlagUsages(); strings.Contains(help, "default") {
		t.Errorf("the help holds the library's English:\n%s", help)
	}
}

func TestFlagBeatsEnvironment(t *testing.T) {
	t.Parallel()
	// The variable is not even read, so a broken one cannot hinder a person at the keyboard.
	for _, listen := range []string{"127.0.0.1:9001", "nonsense"} {
		c := mustLoad(t, []string{"--listen", "127.0.0.1:9002"}, []string{"STATION_LISTEN=" + listen, "STATION_LOG=error"})
		if c.Listen != "127.0.0.1:9002" || c.LogLevel != slog.LevelError {
			t.Errorf("listen %s, log %s", c.Listen, c.LogLevel)
		}
	}
}

func TestEnvironmentSetsNoFlagThatIsNoSetting(t *testing.T) {
	t.Parallel()
	var c config.Config
	flags := pflag.NewFlagSet("station", pflag.ContinueOnError)
	c.Bind(flags)
	flags.String("phone", "", "")
	if err := config.FromEnvironment(flags, []string{"STATION_PHONE=13800000000"}); err == nil {
		t.Error("STATION_PHONE was accepted")
	}
}

func TestSettingsAreCheckedAgainstEachOther(t *testing.T) {
	t.Parallel()
	_, err := load([]string{"--access-token-lifetime", "2h", "--refresh-token-lifetime", "1h"}, nil)
	if err == nil || !strings.Contains(err.Error(), "STATION_REFRESH_TOKEN_LIFETIME") {
		t.Errorf("got %v", err)
	}
}

func TestFakeWeChatOnlyWhereNobodyElseReaches(t *testing.T) {
	t.Parallel()
	tests := []struct {
		environ []string
		auto    config.WeChat
	}{
		{nil, config.WeChatFake},
		{[]string{"STATION_LISTEN=localhost:8080"}, config.WeChatFake},
		{[]string{"STATION_LISTEN=[::1]:8080"}, config.WeChatFake},
		{[]string{"STATION_LISTEN=127.0.0.9:8080"}, config.WeChatFake},
		{[]string{"STATION_PUBLIC_URL=http://localhost:8080"}, config.WeChatFake},
		{[]string{"STATION_LISTEN=:8080"}, config.WeChatOff},
		{[]string{"STATION_LISTEN=0.0.0.0:8080"}, config.WeChatOff},
		{[]string{"STATION_LISTEN=[::]:8080"}, config.WeChatOff},
		{[]string{"STATION_LISTEN=192.168.1.20:8080"}, config.WeChatOff},
		{[]string{"STATION_LISTEN=localhost.example.cn:8080"}, config.WeChatOff},
		{[]string{"STATION_PUBLIC_URL=https://zyfw.example.cn"}, config.WeChatOff},
		{[]string{"STATION_TRUSTED_PROXIES=127.0.0.1"}, config.WeChatOff},
	}
	for _, test := range tests {
		t.Run(strings.Join(test.environ, " "), func(t *testing.T) {
			t.Parallel()
			if got := mustLoad(t, nil, test.environ).WeChat; got != test.auto {
				t.Errorf("auto became %q, want %q", got, test.auto)
			}
			_, err := load([]string{"--wechat", "fake"}, test.environ)
			if refused := err != nil; refused != (test.auto == config.WeChatOff) {
				t.Errorf("an explicit fake gave %v", err)
			}
			if got := mustLoad(t, []string{"--wechat", "off"}, test.environ).WeChat; got != config.WeChatOff {
				t.Errorf("off became %q", got)
			}
		})
	}
}

func TestAddresses(t *testing.T) {
	t.Parallel()
	tests := []struct{ listen, public, local, base string }{
		{"127.0.0.1:8080", "", "http://127.0.0.1:8080", "http://127.0.0.1:8080"},
		{":8080", "", "http://127.0.0.1:8080", "http://127.0.0.1:8080"},
		{"0.0.0.0:80", "https://zyfw.example.cn", "http://127.0.0.1:80", "https://zyfw.example.cn"},
		{"[::]:8080", "", "http://[::1]:8080", "http://[::1]:8080"},
		{"192.168.1.20:8080", "", "http://192.168.1.20:8080", "http://192.168.1.20:8080"},
	}
	for _, test := range tests {
		c := mustLoad(t, nil, []string{"STATION_LISTEN=" + test.listen, "STATION_PUBLIC_URL=" + test.public})
		if c.LocalURL() != test.local || c.BaseURL() != test.base {
			t.Errorf("%s %s: local %s, base %s", test.listen, test.public, c.LocalURL(), c.BaseURL())
		}
	}
}
