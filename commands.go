package main

import (
	"context"
	"fmt"
	"io"
	"log/slog"
	"os"
	"path/filepath"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"practicestation/config"
	"practicestation/models"
	"practicestation/models/account"
	"practicestation/models/organization"
)

// version is the release; the build may set it with -ldflags "-X main.version=…".
var version = "0.1.0"

// program is one run of the command line: its settings and where it reads and writes.
type program struct {
	settings config.Config
	in       io.Reader
	out      io.Writer
	logs     io.Writer
	getenv   func(string) string
	environ  []string
	log      *slog.Logger
	clock    func() time.Time
}

func newProgram(in io.Reader, out, logs io.Writer, getenv func(string) string, environ []string) *program {
	return &program{in: in, out: out, logs: logs, getenv: getenv, environ: environ}
}

// usage is the help in Chinese: the commands, then every setting with its variable and default.
const usage = `用法：
  {{.UseLine}}{{if .HasAvailableSubCommands}}
  {{.CommandPath}} 命令{{end}}
{{if .HasAvailableSubCommands}}
命令：{{range .Commands}}{{if .IsAvailableCommand}}
  {{rpad .Name 10}} {{.Short}}{{end}}{{end}}
{{end}}{{if .HasAvailableLocalFlags}}
选项：
{{.LocalNonPersistentFlags.FlagUsages}}{{end}}
设置（命令行选项优先于环境变量）：
{{.Root.PersistentFlags.FlagUsages}}`

func (p *program) root() *cobra.Command {
	root := &cobra.Command{
		Use: "station [设置]", DisableFlagsInUseLine: true, Short: "新时代文明实践志愿服务排班",
		Long:          "新时代文明实践志愿服务排班。不带命令时启动服务。",
		SilenceErrors: true, SilenceUsage: true, Version: version,
		Args:              noArguments,
		PersistentPreRunE: func(cmd *cobra.Command, _ []string) error { return p.prepare(cmd) },
		RunE:              func(cmd *cobra.Command, _ []string) error { return p.serve(cmd.Context()) },
	}
	root.CompletionOptions.DisableDefaultCmd = true
	root.SetVersionTemplate("practice-station {{.Version}}\n")
	root.SetOut(p.out)
	root.SetUsageTemplate(usage)
	root.SetFlagErrorFunc(func(_ *cobra.Command, err error) error { return config.FlagError(err) })
	p.settings.Bind(root.PersistentFlags())
	root.AddCommand(p.demoCommand(), p.adminCommand(), p.importCommand(), p.migrateCommand(), p.verifyCommand(), p.rollupsCommand(), p.healthCommand())
	root.SetHelpCommand(&cobra.Command{
		Use: "help", Short: "列出命令和全部设置", Hidden: true,
		PersistentPreRunE: func(*cobra.Command, []string) error { return nil },
		RunE: func(cmd *cobra.Command, arguments []string) error {
			about, _, err := cmd.Root().Find(arguments)
			if err != nil {
				return noArguments(cmd, arguments)
			}
			return about.Help()
		},
	})
	root.InitDefaultHelpFlag()
	root.Flags().Lookup("help").Usage = "显示本说明"
	root.InitDefaultVersionFlag()
	root.Flags().Lookup("version").Usage = "显示版本"
	return root
}

// prepare reads the settings, once for every command.
func (p *program) prepare(cmd *cobra.Command) error {
	if err := config.FromEnvironment(cmd.Root().PersistentFlags(), p.environ); err != nil {
		return err
	}
	if err := p.settings.Validate(); err != nil {
		return err
	}
	var err error
	if p.clock, err = newClock(p.getenv); err != nil {
		return err
	}
	p.log = slog.New(slog.NewTextHandler(p.logs, &slog.HandlerOptions{Level: p.settings.LogLevel}))
	return nil
}

func noArguments(_ *cobra.Command, arguments []string) error {
	if len(arguments) == 0 {
		return nil
	}
	return fmt.Errorf("不认识 %q，运行 station help 查看全部命令和设置", strings.Join(arguments, " "))
}

// open opens the database; an empty one gets its schema, any other must have the one this program needs.
func (p *program) open(ctx context.Context, address string, clock func() time.Time) (*models.DB, error) {
	db, err := models.Open(ctx, address, models.Options{
		Clock: clock, Zone: p.settings.TimeZone, Logger: p.log,
		Settings: models.Settings{
			CheckInMargin: p.settings.CheckInMargin, NoShowLimit: p.settings.NoShowLimit, NoShowWindow: p.settings.NoShowWindow,
			ApprovalOnlyPeriod: p.settings.ApprovalOnlyPeriod, ExcusePeriod: p.settings.ExcusePeriod,
			ObjectionDays: p.settings.ObjectionDays,
			RecordCap:     int64(p.settings.RecordCap.Minutes()), DayCap: int64(p.settings.DayCap.Minutes()),
			LongDay: int64(p.settings.LongDay.Minutes()), MassEntries: p.settings.MassEntries, SamePairs: p.settings.SamePairs, SettleDays: p.settings.SettleDays, RetroDays: p.settings.RetroDays,
			RankingEnabled: p.settings.RankingEnabled,
		},
	})
	if err != nil {
		return nil, err
	}
	empty, err := db.IsEmpty(ctx)
	switch {
	case err != nil:
	case empty:
		err = db.Migrate(ctx)
	default:
		err = db.CheckSchema(ctx)
	}
	if err != nil {
		_ = db.Close()
		return nil, err
	}
	return db, nil
}

// withDatabase runs a command on the database of the settings.
func (p *program) withDatabase(ctx context.Context, command func(db *models.DB) error) error {
	db, err := p.open(ctx, string(p.settings.Database), p.clock)
	if err != nil {
		return err
	}
	defer func() { _ = db.Close() }()
	return command(db)
}

func (p *program) migrateCommand() *cobra.Command {
	return &cobra.Command{
		Use: "migrate", Short: "把数据库结构升级到本程序需要的版本（先备份）", Args: noArguments,
		RunE: func(cmd *cobra.Command, _ []string) error {
			db, err := models.Open(cmd.Context(), string(p.settings.Database), models.Options{Clock: p.clock, Zone: p.settings.TimeZone, Logger: p.log})
			if err != nil {
				return err
			}
			defer func() { _ = db.Close() }()
			if err := db.Migrate(cmd.Context()); err != nil {
				return err
			}
			p.say("数据库结构已是本程序需要的版本：%s", p.settings.Database)
			if err := p.adoptEntries(cmd.Context(), db); err != nil {
				return err
			}
			return p.rollUp(cmd.Context(), db)
		},
	}
}

func (p *program) adminCommand() *cobra.Command {
	admin := &cobra.Command{
		Use: "admin", Short: "管理员：admin create 创建中心管理员", Args: noArguments,
		RunE: func(cmd *cobra.Command, _ []string) error { return cmd.Help() },
	}
	var name, phone string
	var fromInput bool
	create := &cobra.Command{
		Use: "create --name 姓名 --phone 手机号", Short: "创建中心管理员；不给密码时生成一个并打印一次", Args: noArguments,
		RunE: func(cmd *cobra.Command, _ []string) error {
			return p.createAdministrator(cmd.Context(), name, phone, fromInput)
		},
	}
	create.Flags().StringVar(&name, "name", "管理员", "姓名")
	create.Flags().StringVar(&phone, "phone", "", "手机号，用来登录")
	create.Flags().BoolVar(&fromInput, "password-stdin", false, "从标准输入读密码，不放进命令历史")
	admin.AddCommand(create)
	return admin
}

// createAdministrator is also the way back in for who holds the server, when no administrator can sign in any more.
func (p *program) createAdministrator(ctx context.Context, name, phone string, fromInput bool) error {
	password, made := models.RandomCode(12), true
	if fromInput {
		text, err := io.ReadAll(io.LimitReader(p.in, 1024))
		if err != nil {
			return fmt.Errorf("读不到标准输入里的密码：%w", err)
		}
		password, made = strings.TrimRight(string(text), "\r\n"), false
	}
	if err := account.CheckPassword(password, phone); err != nil {
		return err
	}
	passwords, err := account.NewPasswords(1)
	if err != nil {
		return err
	}
	hash, err := passwords.Hash(ctx, password)
	if err != nil {
		return err
	}
	in := account.Input{Name: name, Phone: phone, PasswordHash: hash}
	return p.withDatabase(ctx, func(db *models.DB) error {
		err := db.Write(ctx, models.SystemActor("station admin create"), func(tx *models.Tx) error {
			done, err := account.IsSetUp(tx)
			if err != nil {
				return err
			}
			if done {
				_, err = account.Administrator(tx, in)
				return err
			}
			_, err = account.FirstAdministrator(tx, in)
			return err
		})
		if err != nil {
			return err
		}
		p.say("已创建中心管理员 %s，手机号 %s。", name, phone)
		if made {
			p.say("密码（只显示这一次，请登录后修改）：%s", password)
		}
		return nil
	})
}

func (p *program) importCommand() *cobra.Command {
	parent := &cobra.Command{
		Use: "import", Short: "导入：import organizations 文件… 导入行政区划，import holidays 文件 导入放假安排", Args: noArguments,
		RunE: func(cmd *cobra.Command, _ []string) error { return cmd.Help() },
	}
	parent.AddCommand(&cobra.Command{
		Use: "organizations 文件…", Short: "从 CSV 导入中心、所、站（列：code,name,parent_code,level）；要么全部导入，要么什么都不变",
		Args: func(_ *cobra.Command, files []string) error {
			if len(files) == 0 {
				return fmt.Errorf("请给出要导入的文件，例如 station import organizations towns.csv stations.csv")
			}
			return nil
		},
		RunE: func(cmd *cobra.Command, files []string) error { return p.importOrganizations(cmd.Context(), files) },
	})
	parent.AddCommand(p.importHolidaysCommand())
	return parent
}

func (p *program) importOrganizations(ctx context.Context, files []string) error {
	var divisions []organization.Division
	var faults models.Faults
	for _, name := range files {
		file, err := os.Open(name)
		if err != nil {
			return fmt.Errorf("打不开文件 %s，请检查路径和权限", name)
		}
		rows, wrong := organization.ReadDivisions(filepath.Base(name), file)
		_ = file.Close()
		divisions, faults = append(divisions, rows...), append(faults, wrong...)
	}
	return p.withDatabase(ctx, func(db *models.DB) error {
		var done organization.Imported
		err := db.Write(ctx, models.SystemActor("station import organizations"), func(tx *models.Tx) error {
			var err error
			done, err = organization.ImportDivisions(tx, divisions, faults...)
			return err
		})
		if err != nil {
			return err
		}
		p.say("共 %d 行：新建 %d，更新 %d，未变 %d。", len(divisions), done.Created, done.Updated, done.Unchanged)
		return nil
	})
}

func (p *program) say(format string, values ...any) {
	_, _ = fmt.Fprintf(p.out, format+"\n", values...)
}
