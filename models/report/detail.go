package report

import (
	"fmt"
	"time"

	"practicestation/models"
	"practicestation/models/team"
)

const (
	// detailPage is how many entries are read at once.
	detailPage = 1000
	// detailLimit bounds one file: more than this no office prints, and the file is kept in the database for days.
	detailLimit = 200_000
)

// detailRow is one confirmed entry with what a reader wants to see of it.
type detailRow struct {
	ID           int64
	ActivityID   int64
	VolunteerID  int64
	ServedOn     models.Date
	Minutes      int64
	Title        string
	Category     string
	StationName  string
	TeamName     string
	Affiliation  team.Affiliation
	Volunteer    string
	CheckedInAt  *time.Time
	CheckedOutAt *time.Time
}

// tally adds up the rows as they pass.
type tally struct {
	activities, people map[int64]struct{}
	attendances        int64
	minutes            int64
}

func (t *tally) add(row detailRow) {
	t.activities[row.ActivityID] = struct{}{}
	t.people[row.VolunteerID] = struct{}{}
	t.attendances++
	t.minutes += row.Minutes
}

// layDetail fills a table with the entries of the organization with this path, one by one.
func (e *Export) layDetail(tx *models.Tx, table *Table, path string) error {
	paths := []string{path}
	if err := entries(tx, e.From, e.To, paths).Count(&table.Expected).Error; err != nil {
		return err
	}
	if err := mayDetail(table.Expected); err != nil {
		return err
	}
	sum := tally{activities: map[int64]struct{}{}, people: map[int64]struct{}{}}
	table.Columns, table.Lead, table.Frozen = detailColumns, len(detailColumns)-2, 2
	table.Rows = func(yield func([]Cell, error) bool) {
		next := detailRow{ServedOn: e.From}
		for {
			page, err := e.detailAfter(tx, paths, next)
			if err != nil {
				yield(nil, err)
				return
			}
			for _, row := range page {
				sum.add(row)
				if !yield(row.cells(sum.attendances, tx.Zone), nil) {
					return
				}
			}
			if len(page) < detailPage {
				return
			}
			next = page[len(page)-1]
		}
	}
	table.Total = func() (string, []Cell) {
		label := fmt.Sprintf("合计（%d 场活动，%d 人次，%d 人）", len(sum.activities), sum.attendances, len(sum.people))
		return label, []Cell{{Number: sum.minutes}, {Number: sum.minutes}}
	}
	table.Notes, table.Meanings = detailNotes, detailMeanings
	return nil
}

// mayDetail refuses a file that would be too long.
func mayDetail(rows int64) error {
	if rows > detailLimit {
		return refusal{fmt.Sprintf("明细有 %d 行，一次最多导出 %d 行，请缩短统计期间，或按所、站分别导出。", rows, detailLimit)}
	}
	return nil
}

// detailAfter reads the next entries by day and id. It goes on behind the last one rather than at a number of rows, so
// that the last page costs what the first one does, and what is confirmed meanwhile moves nothing.
func (e *Export) detailAfter(tx *models.Tx, paths []string, last detailRow) ([]detailRow, error) {
	var page []detailRow
	err := entries(tx, last.ServedOn, e.To, paths).
		Select(`e.id, e.activity_id, e.volunteer_id, e.served_on, e.minutes, a.title, a.category, o.name AS station_name,
			t.name AS team_name, t.affiliation, v.name AS volunteer, s.checked_in_at, s.checked_out_at`).
		Joins("JOIN activities AS a ON a.id = e.activity_id").Joins("JOIN organizations AS o ON o.id = e.station_id").
		Joins("JOIN teams AS t ON t.id = e.team_id").Joins("JOIN volunteers AS v ON v.id = e.volunteer_id").
		Joins("JOIN sign_ups AS s ON s.id = e.sign_up_id").
		Where("(e.served_on > ? OR e.id > ?)", last.ServedOn, last.ID).
		Order("e.served_on, e.id").Limit(detailPage).Scan(&page).Error
	return page, err
}

var detailColumns = []Column{
	{Head: "序号", Kind: Integer, Width: 8},
	{Group: "活动", Head: "名称", Width: 34},
	{Group: "活动", Head: "类别", Width: 16},
	{Head: "实践站", Width: 40},
	{Group: "志愿者", Head: "队伍", Width: 28},
	{Group: "志愿者", Head: "条线", Width: 10},
	{Group: "志愿者", Head: "姓名", Width: 12},
	{Group: "服务时间", Head: "日期", Width: 13},
	{Group: "服务时间", Head: "签到", Width: 18},
	{Group: "服务时间", Head: "签退", Width: 18},
	{Group: "服务时长", Head: "分钟", Kind: Integer, Width: 12},
	{Group: "服务时长", Head: "小时", Kind: Hours, Width: 12},
}

func (r detailRow) cells(serial int64, zone *time.Location) []Cell {
	return []Cell{
		{Number: serial}, {Text: r.Title}, {Text: r.Category}, {Text: r.StationName}, {Text: r.TeamName}, {Text: r.Affiliation.Name()},
		{Text: models.MaskName(r.Volunteer)}, {Text: string(r.ServedOn)}, {Text: minute(r.CheckedInAt, zone)}, {Text: minute(r.CheckedOutAt, zone)},
		{Number: r.Minutes}, {Number: r.Minutes},
	}
}

func minute(at *time.Time, zone *time.Location) string {
	if at == nil {
		return "—"
	}
	return at.In(zone).Format("2006-01-02 15:04")
}
