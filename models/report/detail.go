package report

import (
	"fmt"
	"iter"
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
	days, err := e.days(tx, paths)
	if err != nil {
		return err
	}
	for _, one := range days {
		table.Expected += one.Entries
	}
	if err := mayDetail(table.Expected); err != nil {
		return err
	}
	sum := tally{activities: map[int64]struct{}{}, people: map[int64]struct{}{}}
	table.Columns, table.Lead, table.Frozen = detailColumns, len(detailColumns)-2, 2
	table.Rows = func(yield func([]Cell, error) bool) {
		for row, err := range e.details(tx, paths, spans(days, e.From, e.To)) {
			if err != nil {
				yield(nil, err)
				return
			}
			sum.add(row)
			if !yield(row.cells(sum.attendances, tx.Zone), nil) {
				return
			}
		}
	}
	table.Total = func() (string, []Cell) {
		label := fmt.Sprintf("合计（%d 场活动，%d 人次，%d 人）", len(sum.activities), sum.attendances, len(sum.people))
		return label, []Cell{{Number: sum.minutes}, {Number: sum.minutes}}
	}
	table.Notes, table.Meanings = detailNotes, detailMeanings
	return nil
}

// day is how many entries a day has.
type day struct {
	ServedOn models.Date
	Entries  int64
}

func (e *Export) days(tx *models.Tx, paths []string) ([]day, error) {
	var days []day
	err := entries(tx, e.From, e.To, paths).Select("e.served_on, COUNT(*) AS entries").Group("e.served_on").Order("e.served_on").Scan(&days).Error
	return days, err
}

// span is some days in a row: [from, to).
type span struct{ from, to models.Date }

// spans cuts a period where a page of entries is full. To read the next page of a whole year, a database sorts all that
// is left of the year, again and again; in a span there is hardly more than the page.
func spans(days []day, from, to models.Date) []span {
	var cut []span
	held := int64(0)
	for _, one := range days {
		if held > 0 && held+one.Entries > detailPage {
			cut, from, held = append(cut, span{from, one.ServedOn}), one.ServedOn, 0
		}
		held += one.Entries
	}
	return append(cut, span{from, to})
}

// details reads the entries of the spans by day and id, page by page.
func (e *Export) details(tx *models.Tx, paths []string, within []span) iter.Seq2[detailRow, error] {
	return func(yield func(detailRow, error) bool) {
		for _, days := range within {
			last, full := detailRow{ServedOn: days.from}, true
			for full {
				page, err := detailAfter(tx, paths, last, days.to)
				if err != nil {
					yield(detailRow{}, err)
					return
				}
				for _, row := range page {
					if !yield(row, nil) {
						return
					}
					last = row
				}
				full = len(page) == detailPage
			}
		}
	}
}

// mayDetail refuses a file that would be too long.
func mayDetail(rows int64) error {
	if rows > detailLimit {
		return refusal{fmt.Sprintf("明细有 %d 行，一次最多导出 %d 行，请缩短统计期间，或按所、站分别导出。", rows, detailLimit)}
	}
	return nil
}

// detailAfter reads the next entries before a day. It goes on behind the last one rather than at a number of rows, so
// that what is confirmed meanwhile moves nothing.
func detailAfter(tx *models.Tx, paths []string, last detailRow, to models.Date) ([]detailRow, error) {
	var page []detailRow
	err := entries(tx, last.ServedOn, to, paths).
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
		{Number: serial},
		{Text: r.Title},
		{Text: r.Category},
		{Text: r.StationName},
		{Text: r.TeamName},
		{Text: r.Affiliation.Name()},
		{Text: models.MaskName(r.Volunteer)},
		{Text: string(r.ServedOn)},
		{Text: minute(r.CheckedInAt, zone)},
		{Text: minute(r.CheckedOutAt, zone)},
		{Number: r.Minutes},
		{Number: r.Minutes},
	}
}

func minute(at *time.Time, zone *time.Location) string {
	if at == nil {
		return "—"
	}
	return at.In(zone).Format("2006-01-02 15:04")
}
