package main

import (
	"context"
	"errors"
	"fmt"
	"net"
	"net/http"
	"runtime"
	"syscall"
	"time"

	"github.com/spf13/cobra"

	"practicestation/config"
	"practicestation/handlers"
	"practicestation/jobs"
	"practicestation/models"
	"practicestation/models/account"
)

// drain is how long requests may go on after the program was told to stop.
const drain = 10 * time.Second

// serve runs the service on the database of the settings until ctx ends.
func (p *program) serve(ctx context.Context) error {
	return p.withDatabase(ctx, func(db *models.DB) error {
		if err := p.rollUp(ctx, db); err != nil {
			return err
		}
		return p.serveOn(ctx, db, func() error { return p.welcome(ctx, db) })
	})
}

// serveOn takes the port first, so that nothing is promised on a busy one, then tells people where, and serves.
func (p *program) serveOn(ctx context.Context, db *models.DB, welcome func() error) error {
	listener, err := p.listen(ctx)
	if err != nil {
		return err
	}
	defer func() { _ = listener.Close() }()
	runner := jobs.New(db, p.log)
	router, err := p.router(ctx, db, runner.Wake)
	if err != nil {
		return err
	}
	server := &http.Server{
		Handler: router, ReadHeaderTimeout: 5 * time.Second, ReadTimeout: 20 * time.Second,
		WriteTimeout: 5 * time.Minute, IdleTimeout: 60 * time.Second, MaxHeaderBytes: 32 << 10,
	}
	if err := welcome(); err != nil {
		return err
	}
	working, stopWork := context.WithCancel(context.WithoutCancel(ctx))
	worked := make(chan struct{})
	go func() {
		defer close(worked)
		runner.Run(working)
	}()
	served := make(chan error, 1)
	go func() { served <- server.Serve(listener) }()
	select {
	case err = <-served:
	case <-ctx.Done():
		// The requests under way are answered before the database closes.
		closing, cancel := context.WithTimeout(context.WithoutCancel(ctx), drain)
		err = server.Shutdown(closing)
		cancel()
	}
	stopWork()
	<-worked
	if errors.Is(err, http.ErrServerClosed) || errors.Is(err, context.DeadlineExceeded) {
		return nil
	}
	return err
}

func (p *program) listen(ctx context.Context) (net.Listener, error) {
	listener, err := new(net.ListenConfig).Listen(ctx, "tcp", p.settings.Listen)
	switch {
	case errors.Is(err, syscall.EADDRINUSE):
		return nil, fmt.Errorf("端口 %s 已被别的程序占用，请先停掉它，或换一个端口：station --listen 127.0.0.1:8081", p.settings.Listen)
	case errors.Is(err, syscall.EACCES):
		return nil, fmt.Errorf("没有权限监听 %s，请换一个 1024 以上的端口：station --listen 127.0.0.1:8080", p.settings.Listen)
	case err != nil:
		return nil, fmt.Errorf("不能监听 %s，请检查 STATION_LISTEN 里的地址和端口", p.settings.Listen)
	}
	return listener, nil
}

func (p *program) router(ctx context.Context, db *models.DB, wake func()) (http.Handler, error) {
	var key []byte
	err := db.Write(ctx, models.SystemActor("station"), func(tx *models.Tx) error {
		var err error
		key, err = account.SigningKey(tx)
		return err
	})
	if err != nil {
		return nil, err
	}
	passwords, err := account.NewPasswords(runtime.GOMAXPROCS(0))
	if err != nil {
		return nil, err
	}
	proxies := make([]string, len(p.settings.TrustedProxies))
	for i, proxy := range p.settings.TrustedProxies {
		proxies[i] = proxy.String()
	}
	server, err := handlers.New(handlers.Options{
		DB: db, Logger: p.log, Passwords: passwords, TokenKey: key, TrustedProxies: proxies, WakeJobs: wake,
		PublicURL:     p.settings.PublicURL,
		TokenLifetime: p.settings.AccessTokenLifetime, RefreshLifetime: p.settings.RefreshTokenLifetime,
		WeChatFake: p.settings.WeChat == config.WeChatFake,
	})
	if err != nil {
		return nil, err
	}
	return server.Router()
}

// welcome tells where the service is, and how to make the first administrator while there is none.
func (p *program) welcome(ctx context.Context, db *models.DB) error {
	p.say("志愿服务排班 %s   数据：%s   时区：%s", version, p.settings.Database, p.settings.TimeZone)
	p.addresses()
	var key string
	err := db.Write(ctx, models.SystemActor("station"), func(tx *models.Tx) error {
		var err error
		key, err = account.NewSetupKey(tx)
		return err
	})
	if errors.Is(err, account.ErrSetupDone) {
		return nil
	}
	if err != nil {
		return err
	}
	p.say("尚未创建管理员。30 分钟内打开（只能使用一次）：")
	p.say("  %s/setup#k=%s", p.settings.BaseURL(), key)
	p.say("或执行：  station admin create --name 姓名 --phone 手机号")
	p.say("想先看效果：  station demo      全部命令和设置：  station help")
	return nil
}

func (p *program) addresses() {
	base := p.settings.BaseURL()
	p.say("  接口文档   %s/docs      健康检查   %s/healthz", base, base)
	if p.settings.WeChat == config.WeChatFake {
		p.say("  微信登录   假登录已开启（仅限本机开发）：code 写 dev:名字")
	}
}

func (p *program) healthCommand() *cobra.Command {
	return &cobra.Command{
		Use: "health", Short: "检查本机上的服务是否可用，供容器的健康检查使用", Args: noArguments,
		RunE: func(cmd *cobra.Command, _ []string) error { return p.health(cmd.Context()) },
	}
}

func (p *program) health(ctx context.Context) error {
	ctx, cancel := context.WithTimeout(ctx, 3*time.Second)
	defer cancel()
	request, err := http.NewRequestWithContext(ctx, http.MethodGet, p.settings.LocalURL()+"/readyz", nil)
	if err != nil {
		return err
	}
	answer, err := new(http.Client).Do(request)
	if err != nil {
		return fmt.Errorf("连不上 %s，服务没有启动或地址不对", p.settings.LocalURL())
	}
	defer func() { _ = answer.Body.Close() }()
	if answer.StatusCode != http.StatusOK {
		return fmt.Errorf("服务还不能使用：%s 返回 %d", p.settings.LocalURL()+"/readyz", answer.StatusCode)
	}
	p.say("服务可用：%s", p.settings.LocalURL())
	return nil
}
