package main

import (
	"context"
	"fmt"
	"os"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"practicestation/models"
	"practicestation/models/account"
	"practicestation/models/activity"
	"practicestation/models/certificate"
	"practicestation/models/evaluation"
	"practicestation/models/filing"
	"practicestation/models/hours"
	"practicestation/models/report"
	"practicestation/models/star"
	"practicestation/models/volunteer"
)

// progressStep is how many rows lie between two lines that tell how far a check has come.
const progressStep = 100_000

func (p *program) verifyCommand() *cobra.Command {
	var anchor, against string
	command := &cobra.Command{
		Use: "verify", Short: "查验台账、时长、签到、名额、证明、评价、星级和操作留痕有没有被改动；发现问题时指出第一行，并以 1 退出", Args: noArguments,
		RunE: func(cmd *cobra.Command, _ []string) error {
			return p.withDatabase(cmd.Context(), func(db *models.DB) error {
				if err := p.verify(cmd.Context(), db); err != nil {
					return err
				}
				if against != "" {
					if err := p.compareAnchor(cmd.Context(), db, against); err != nil {
						return err
					}
				}
				if anchor == "" {
					return nil
				}
				return p.writeAnchor(cmd.Context(), db, anchor)
			})
		},
	}
	command.Flags().StringVar(&anchor, "anchor", "", "查验无误后，把各条链此刻的末端写入这个文件，打印或存到别处")
	command.Flags().StringVar(&against, "against", "", "与以前用 --anchor 写的文件对照：当时已有的行必须原样还在")
	return command
}

// verify runs every check, and names the first bad row of each.
func (p *program) verify(ctx context.Context, db *models.DB) error {
	broken := 0
	checks := slices.Concat(hours.Checks(), activity.Checks(), account.Checks(), volunteer.Checks(), certificate.Checks(), evaluation.Checks(), star.Checks(), filing.Checks(), models.AuditChecks())
	for _, check := range checks {
		told := int64(0)
		seen, found, err := check.Run(ctx, db, func(seen int64) {
			if seen-told >= progressStep {
				told = seen
				p.say("  …… 已查 %d 行", seen)
			}
		})
		switch {
		case err != nil:
			return fmt.Errorf("没有查完“%s”：%w", check.Name, err)
		case found != nil:
			broken++
			p.say("不符  %s\n      %s", check.Name, found)
		default:
			p.say("正确  %s（%d 行）", check.Name, seen)
		}
	}
	if broken > 0 {
		return fmt.Errorf("有 %d 项查验不符。请保留现场，与最近的备份和以前导出的锚点对照，并查看数据库的访问记录", broken)
	}
	p.say("全部查验正确。")
	return nil
}

func (p *program) writeAnchor(ctx context.Context, db *models.DB, name string) error {
	text, err := report.MakeAnchor(ctx, db)
	if err != nil {
		return err
	}
	if err := os.WriteFile(name, []byte(text), 0o600); err != nil {
		return fmt.Errorf("写不了锚点文件 %s，请检查路径和权限", name)
	}
	p.say("锚点已写入 %s，请打印或存到别处：", name)
	p.say("%s", strings.TrimRight(text, "\n"))
	return nil
}

func (p *program) compareAnchor(ctx context.Context, db *models.DB, name string) error {
	text, err := os.ReadFile(name) //nolint:gosec // the operator names the file
	if err != nil {
		return fmt.Errorf("打不开锚点文件 %s，请检查路径和权限", name)
	}
	lines, found, err := report.CompareAnchor(ctx, db, string(text))
	switch {
	case err != nil:
		return fmt.Errorf("锚点文件 %s：%w", name, err)
	case found != nil:
		return fmt.Errorf("与锚点 %s 不符：%s", name, found)
	}
	p.say("正确  与锚点 %s 一致（%d 条链）", name, lines)
	return nil
}

// adoptEntries takes into the ledger what was confirmed before there was one.
func (p *program) adoptEntries(ctx context.Context, db *models.DB) error {
	total := int64(0)
	for {
		var some int64
		err := db.Write(ctx, models.SystemActor("station migrate"), func(tx *models.Tx) (err error) {
			some, err = hours.Adopt(tx)
			return err
		})
		if err != nil {
			return fmt.Errorf("把已确认的时长记入台账时中断，已记 %d 条；再运行一次 station migrate 会接着做：%w", total, err)
		}
		if some == 0 {
			break
		}
		if total += some; total%10_000 < some {
			p.say("  …… 已把 %d 条已确认的时长记入台账", total)
		}
	}
	if total > 0 {
		p.say("已把以前确认的 %d 条时长记入台账。", total)
	}
	return nil
}
