package config_test

import (
	"strings"
	"testing"
)

func TestFaultsNameTheSettingInOneSentence(t *testing.T) {
	t.Parallel()
	tests := []struct {
		environ string
		want    string
	}{
		{"STATION_LISTN=127.0.0.1:1", "没有名为 STATION_LISTN 的设置，是不是 STATION_LISTEN？"},
		{"STATION_TIMEZONE=UTC", "是不是 STATION_TIME_ZONE？"},
		{"STATION_PORT=80", "station help 列出全部设置"},
		{"STATION_=", "没有名为 STATION_ 的设置"},
		{"STATION_LISTEN=8080", "STATION_LISTEN 的值“8080”无效：应为主机:端口"},
		{"STATION_LISTEN=127.0.0.1:65536", "STATION_LISTEN"},
		{"STATION_LISTEN=127.0.0.1:http", "STATION_LISTEN"},
		{"STATION_LISTEN=", "STATION_LISTEN"},
		{"STATION_DATA= ", "STATION_DATA"},
		{"STATION_TIME_ZONE=Local", "STATION_TIME_ZONE"},
		{"STATION_TIME_ZONE=", "STATION_TIME_ZONE"},
		{"STATION_TIME_ZONE=Asia/Beijing", "STATION_TIME_ZONE 的值“Asia/Beijing”无效"},
		{"STATION_LOG=loud", "STATION_LOG"},
		{"STATION_WECHAT=on", "STATION_WECHAT"},
		{"STATION_PUBLIC_URL=zyfw.example.cn", "STATION_PUBLIC_URL"},
		{"STATION_PUBLIC_URL=ftp://zyfw.example.cn", "STATION_PUBLIC_URL"},
		{"STATION_PUBLIC_URL=https://a:b@zyfw.example.cn", "STATION_PUBLIC_URL"},
		{"STATION_PUBLIC_URL=https://zyfw.example.cn/?a=1", "STATION_PUBLIC_URL"},
		{"STATION_TRUSTED_PROXIES=nginx", "STATION_TRUSTED_PROXIES"},
		{"STATION_TRUSTED_PROXIES=0.0.0.0/0", "STATION_TRUSTED_PROXIES"},
		{"STATION_TRUSTED_PROXIES=::/0", "STATION_TRUSTED_PROXIES"},
		{"STATION_TRUSTED_PROXIES=127.0.0.1,", "STATION_TRUSTED_PROXIES"},
		{"STATION_CHECK_IN_MARGIN=30", "STATION_CHECK_IN_MARGIN 的值“30”无效：应为整秒的时长，0s 到 24h，例如 30m"},
		{"STATION_CHECK_IN_MARGIN=-1m", "STATION_CHECK_IN_MARGIN"},
		{"STATION_CHECK_IN_MARGIN=24h1s", "STATION_CHECK_IN_MARGIN"},
		{"STATION_CHECK_IN_MARGIN=1500ms", "STATION_CHECK_IN_MARGIN"},
		{"STATION_ACCESS_TOKEN_LIFETIME=0s", "STATION_ACCESS_TOKEN_LIFETIME"},
		{"STATION_REFRESH_TOKEN_LIFETIME=59m", "STATION_REFRESH_TOKEN_LIFETIME"},
	}
	for _, test := range tests {
		t.Run(test.environ, func(t *testing.T) {
			t.Parallel()
			_, err := load(nil, []string{test.environ})
			if err == nil {
				t.Fatal("accepted")
			}
			if !strings.Contains(err.Error(), test.want) || strings.Contains(err.Error(), "\n") {
				t.Errorf("got %q, want one line with %q", err, test.want)
			}
		})
	}
}

func TestFaultsOfTheCommandLineAreChinese(t *testing.T) {
	t.Parallel()
	tests := []struct {
		argument string
		want     string
	}{
		{"--listn=x", "没有这个参数：--listn；station help 列出全部参数"},
		{"-x", "没有这个参数：-x；station help 列出全部参数"},
		{"--listen", "参数 --listen 后面缺少值"},
		{"--=x", "参数写法有误：--=x"},
		{"--log=loud", "--log 的值“loud”无效：应为debug、info、warn、error 之一"},
	}
	for _, test := range tests {
		t.Run(test.argument, func(t *testing.T) {
			t.Parallel()
			if _, err := load([]string{test.argument}, nil); err == nil || err.Error() != test.want {
				t.Errorf("got %v, want %q", err, test.want)
			}
		})
	}
}
