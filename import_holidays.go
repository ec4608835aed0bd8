package main

import (
	"context"
	"fmt"
	"os"
	"path/filepath"

	"github.com/spf13/cobra"

	"practicestation/models"
	"practicestation/models/holiday"
)

func (p *program) importHolidaysCommand() *cobra.Command {
	return &cobra.Command{
		Use:   "holidays 文件",
		Short: "从 CSV 导入放假与调休安排（列：date,name,day_type,notice_year），按年份整年替换；要么全部导入，要么什么都不变",
		Args: func(_ *cobra.Command, files []string) error {
			if len(files) != 1 {
				return fmt.Errorf("请给出一个要导入的文件，例如 station import holidays holidays-2027.csv")
			}
			return nil
		},
		RunE: func(cmd *cobra.Command, files []string) error { return p.importHolidays(cmd.Context(), files[0]) },
	}
}

func (p *program) importHolidays(ctx context.Context, name string) error {
	file, err := os.Open(name)
	if err != nil {
		return fmt.Errorf("打不开文件 %s，请检查路径和权限", name)
	}
	sheet := holiday.Read(filepath.Base(name), file)
	_ = file.Close()
	return p.withDatabase(ctx, func(db *models.DB) error {
		var done []holiday.Imported
		err := db.Write(ctx, models.SystemActor("station import holidays"), func(tx *models.Tx) error {
			var err error
			done, err = holiday.Replace(tx, sheet)
			return err
		})
		if err != nil {
			return err
		}
		for _, year := range done {
			outcome := "与原来相同"
			if year.Changed {
				outcome = "已替换"
			}
			p.say("%d 年：放假 %d 天，调休上班 %d 天，%s。", year.Year, year.Off, year.MakeUp, outcome)
		}
		return nil
	})
}
