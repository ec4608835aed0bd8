package main

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"strings"

	"github.com/spf13/cobra"

	"practicestation/demo"
)

func (p *program) demoCommand() *cobra.Command {
	return &cobra.Command{
		Use: "demo", Short: "用一个临时数据库演示：真实区划、四类队伍、一年的活动和时长", Args: noArguments,
		RunE: func(cmd *cobra.Command, _ []string) error { return p.demonstrate(cmd.Context()) },
	}
}

// demonstrate serves a database of its own, which goes with the program and can never become a real one.
func (p *program) demonstrate(ctx context.Context) error {
	folder, err := os.MkdirTemp("", "practice-station-demo-")
	if err != nil {
		return fmt.Errorf("无法创建临时目录，请检查 %s 是否可写", os.TempDir())
	}
	defer func() { _ = os.RemoveAll(folder) }()
	clock := demo.NewClock(p.clock)
	db, err := p.open(ctx, "sqlite:"+filepath.Join(folder, "demo.db"), clock.Now)
	if err != nil {
		return err
	}
	defer func() { _ = db.Close() }()
	p.say("演示：正在生成一年的示例数据……")
	county, err := demo.Fill(ctx, db, clock)
	if err != nil {
		return err
	}
	return p.serveOn(ctx, db, func() error { return p.welcomeToDemo(county) })
}

func (p *program) welcomeToDemo(county *demo.County) error {
	p.say("志愿服务排班 %s 演示   数据：临时数据库，退出即删除   时区：%s", version, p.settings.TimeZone)
	p.addresses()
	p.say("演示账号，密码都是 %s", county.Password)
	for _, login := range county.Logins {
		p.say("  %s   %s   %s", login.Phone, login.Name, login.Role)
	}
	p.say("志愿者用微信假登录：dev:%s", strings.Join(county.Volunteers, "、dev:"))
	return nil
}
