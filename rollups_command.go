package main

import (
	"context"
	"fmt"

	"github.com/spf13/cobra"

	"practicestation/models"
	"practicestation/models/hours"
)

// stationStep is how many stations lie between two lines that tell how far a rebuild has come.
const stationStep = 50

func (p *program) rollupsCommand() *cobra.Command {
	parent := &cobra.Command{
		Use: "rollups", Short: "统计汇总：rollups rebuild 按台账重算按日、按月和每队按月的汇总", Args: noArguments,
		RunE: func(cmd *cobra.Command, _ []string) error { return cmd.Help() },
	}
	parent.AddCommand(&cobra.Command{
		Use: "rebuild", Short: "按台账重算全部汇总；服务可以照常运行，中断后再运行一次即可", Args: noArguments,
		RunE: func(cmd *cobra.Command, _ []string) error {
			return p.withDatabase(cmd.Context(), func(db *models.DB) error { return p.rebuildRollups(cmd.Context(), db) })
		},
	})
	return parent
}

// rebuildRollups makes the rollups of every station anew, each in a unit of its own.
func (p *program) rebuildRollups(ctx context.Context, db *models.DB) error {
	actor := models.SystemActor("station rollups rebuild")
	var stations []int64
	err := db.Read(ctx, actor, func(tx *models.Tx) (err error) {
		stations, err = hours.RolledStations(tx)
		return err
	})
	if err != nil {
		return err
	}
	total := int64(0)
	for i, station := range stations {
		var rows int64
		err := db.Write(ctx, actor, func(tx *models.Tx) (err error) {
			rows, err = hours.Rebuild(tx, station)
			return err
		})
		if err != nil {
			return fmt.Errorf("重算汇总时中断，已完成 %d 站，共 %d 站；原有的汇总没有损坏，再运行一次 station rollups rebuild 即可：%w", i, len(stations), err)
		}
		if total += rows; (i+1)%stationStep == 0 {
			p.say("  …… 已重算 %d 站，共 %d 站", i+1, len(stations))
		}
	}
	p.say("已按台账重算 %d 站的汇总，共 %d 行。", len(stations), total)
	return nil
}

// rollUp makes the rollups of ledgers that are older than they are. What serves has all of them.
func (p *program) rollUp(ctx context.Context, db *models.DB) error {
	for total := int64(0); ; total++ {
		var some int64
		err := db.Write(ctx, models.SystemActor("station"), func(tx *models.Tx) (err error) {
			some, err = hours.RollUp(tx)
			return err
		})
		switch {
		case err != nil:
			return fmt.Errorf("按台账计算汇总时中断，已完成 %d 站；再运行一次会接着做：%w", total, err)
		case some == 0 && total > 0:
			p.say("已按台账算好 %d 站的汇总。", total)
			return nil
		case some == 0:
			return nil
		case total > 0 && total%stationStep == 0:
			p.say("  …… 已算好 %d 站的汇总", total)
		}
	}
}
