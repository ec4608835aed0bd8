package config

import (
	"fmt"
	"strings"
	"time"
)

// setting declares one setting for the environment, the command line and the help.
type setting struct {
	flag     string
	kind     string // the placeholder in the help line, in ASCII so that columns align
	fallback string // parsed like any other value; empty leaves the field as it is
	help     string
	form     string // what a right value looks like, for faults
	secret   bool   // the value must not be repeated in faults
	parse    func(c *Config, text string) error
}

// variable is the name of the environment variable that carries the setting.
func (s setting) variable() string {
	return prefix + strings.ToUpper(strings.ReplaceAll(s.flag, "-", "_"))
}

// settings lists every setting, in the order of the help.
func settings() []setting {
	return []setting{
		{
			flag: "listen", kind: "HOST:PORT", fallback: "127.0.0.1:8080",
			help: "监听地址；要让别的机器访问，用 0.0.0.0:8080",
			form: "主机:端口，例如 127.0.0.1:8080",
			parse: func(c *Config, text string) (err error) {
				c.Listen, err = parseAddress(text)
				return err
			},
		},
		{
			flag: "database", kind: "URL", secret: true,
			help: "数据库：sqlite:文件路径 或 mysql://用户:密码@主机:端口/库名；不设则用数据目录中的 station.db",
			form: "sqlite:文件路径 或 mysql://用户:密码@主机:端口/库名（密码中的 @ : / ? # % 等字符要写成 %40 这样的百分号编码）",
			parse: func(c *Config, text string) (err error) {
				c.Database, err = parseDatabase(text)
				return err
			},
		},
		{
			flag: "data", kind: "FOLDER", fallback: "./data",
			help: "数据目录",
			form: "一个文件夹的路径",
			parse: func(c *Config, text string) (err error) {
				c.Data, err = parsePath(text)
				return err
			},
		},
		{
			flag: "time-zone", kind: "ZONE", fallback: "Asia/Shanghai",
			help: "时区：日期、周、月按它计算",
			form: "时区名，例如 Asia/Shanghai",
			parse: func(c *Config, text string) (err error) {
				c.TimeZone, err = parseZone(text)
				return err
			},
		},
		{
			// Warnings only, so that the first run's lines are not swept away; the container image asks for info.
			flag: "log", kind: "LEVEL", fallback: "warn",
			help: "日志级别：debug、info、warn、error；info 起每个请求一行",
			form: "debug、info、warn、error 之一",
			parse: func(c *Config, text string) (err error) {
				c.LogLevel, err = parseLevel(text)
				return err
			},
		},
		{
			flag: "wechat", kind: "MODE", fallback: string(WeChatAuto),
			help: "微信登录：off 关闭，fake 供开发用的假登录（仅限本机地址），auto 按监听地址选择",
			form: "auto、fake、off 之一",
			parse: func(c *Config, text string) (err error) {
				c.WeChat, err = parseWeChat(text)
				return err
			},
		},
		{
			flag: "public-url", kind: "URL",
			help: "对外网址，用于打印的链接；例如 https://zyfw.example.cn",
			form: "http 或 https 网址，例如 https://zyfw.example.cn，不带 ? 和 #",
			parse: func(c *Config, text string) (err error) {
				c.PublicURL, err = parsePublicURL(text)
				return err
			},
		},
		{
			flag: "trusted-proxies", kind: "CIDR,...",
			help: "可信的反向代理，逗号分隔；只采信它们转告的来访地址",
			form: "逗号分隔的地址或网段，例如 127.0.0.1,10.0.0.0/8，不能是全部地址",
			parse: func(c *Config, text string) (err error) {
				c.TrustedProxies, err = parsePrefixes(text)
				return err
			},
		},
		durationSetting("check-in-margin", "30m", "班次前后多久可以签到、签退", 0, 24*time.Hour,
			func(c *Config) *time.Duration { return &c.CheckInMargin }),
		numberSetting("no-show-limit", "3", "缺席几次（未获谅解）后暂时只能申请报名；0 表示不限制", 0, 100,
			func(c *Config) *int { return &c.NoShowLimit }),
		durationSetting("no-show-window", "4320h", "缺席次数按最近多久计算", 24*time.Hour, 17520*time.Hour,
			func(c *Config) *time.Duration { return &c.NoShowWindow }),
		durationSetting("approval-only-period", "720h", "缺席过多后多久之内只能申请报名", time.Hour, 8760*time.Hour,
			func(c *Config) *time.Duration { return &c.ApprovalOnlyPeriod }),
		durationSetting("excuse-period", "72h", "班次结束后多久之内可以谅解缺席", 0, 8760*time.Hour,
			func(c *Config) *time.Duration { return &c.ExcusePeriod }),
		numberSetting("objection-days", "10", "对时长的异议要在几个工作日内答复", 1, 60,
			func(c *Config) *int { return &c.ObjectionDays }),
		durationSetting("record-cap", "8h", "一条时长最多记多久", 30*time.Minute, 24*time.Hour,
			func(c *Config) *time.Duration { return &c.RecordCap }),
		durationSetting("day-cap", "12h", "一个人一天最多记多久", 30*time.Minute, 24*time.Hour,
			func(c *Config) *time.Duration { return &c.DayCap }),
		durationSetting("anomaly-day", "8h", "一个人一天的时长超过多久列为异常", 30*time.Minute, 24*time.Hour,
			func(c *Config) *time.Duration { return &c.LongDay }),
		numberSetting("anomaly-entries", "20", "一个账号为同一天补录、核定、离线补传，或在任意十分钟内代签超过多少条列为异常", 1, 10000,
			func(c *Config) *int { return &c.MassEntries }),
		numberSetting("anomaly-pair", "20", "同一账号为同一人确认超过多少次列为异常（按查询的时段）", 1, 10000,
			func(c *Config) *int { return &c.SamePairs }),
		numberSetting("settle-days", "10", "时长要在班次结束后几个工作日内确认或驳回", 1, 60,
			func(c *Config) *int { return &c.SettleDays }),
		numberSetting("retro-days", "90", "班次结束后多少天内可以补录时长", 1, 366,
			func(c *Config) *int { return &c.RetroDays }),
		{
			flag: "ranking-enabled", kind: "on|off", fallback: "off",
			help: "考核指标的完成情况可不可以排名；默认只按区划代码的次序",
			form: "on 或 off",
			parse: func(c *Config, text string) (err error) {
				c.RankingEnabled, err = parseSwitch(text)
				return err
			},
		},
		durationSetting("access-token-lifetime", "15m", "访问令牌的有效期", time.Minute, 24*time.Hour,
			func(c *Config) *time.Duration { return &c.AccessTokenLifetime }),
		durationSetting("refresh-token-lifetime", "720h", "刷新令牌的有效期", time.Hour, 8760*time.Hour,
			func(c *Config) *time.Duration { return &c.RefreshTokenLifetime }),
	}
}

func durationSetting(flag, fallback, help string, low, high time.Duration, field func(*Config) *time.Duration) setting {
	return setting{
		flag: flag, kind: "DURATION", fallback: fallback, help: help,
		form: "整秒的时长，" + shortDuration(low) + " 到 " + shortDuration(high) + "，例如 " + fallback,
		parse: func(c *Config, text string) (err error) {
			*field(c), err = parseDuration(text, low, high)
			return err
		},
	}
}

func numberSetting(flag, fallback, help string, low, high int, field func(*Config) *int) setting {
	return setting{
		flag: flag, kind: "NUMBER", fallback: fallback, help: help,
		form: fmt.Sprintf("%d 到 %d 的整数", low, high),
		parse: func(c *Config, text string) (err error) {
			*field(c), err = parseNumber(text, low, high)
			return err
		},
	}
}

// shortDuration writes 24h0m0s as 24h.
func shortDuration(d time.Duration) string {
	switch {
	case d == 0:
		return "0s"
	case d%time.Hour == 0:
		return strings.TrimSuffix(d.String(), "0m0s")
	case d%time.Minute == 0:
		return strings.TrimSuffix(d.String(), "0s")
	}
	return d.String()
}
