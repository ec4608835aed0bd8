package report

import (
	"database/sql"
	"errors"
	"fmt"
	"slices"
	"strconv"
	"time"

	"gorm.io/gorm"

	"practicestation/models"
	"practicestation/models/hours"
	"practicestation/models/team"
)

// detailLimit bounds one file: more than this no program opens, and the file is kept in the database for days.
const detailLimit = 3_000_000

// detailRow is one confirmed entry with what a reader wants to see of it, as the database has written it.
type detailRow struct {
	activity, volunteer, minutes             sql.RawBytes
	servedOn, title, category, station, team sql.RawBytes
	affiliation, name, phone                 sql.RawBytes
	checkedInAt, checkedOutAt                sql.NullTime
	activityID, volunteerID, minutesServed   int64
	masked                                   []byte
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
	sum := &tally{activities: map[int64]struct{}{}, people: map[int64]struct{}{}}
	table.Columns = e.Masking.detailColumns()
	table.Lead, table.Frozen = len(table.Columns)-2, 2
	table.Pour = func(into pen, progress func(done int64) error) (int64, error) {
		return e.pour(tx, paths, spans(days, e.From, e.To, spanRows), sum, into, progress)
	}
	table.Total = func() (string, []Cell) {
		label := fmt.Sprintf("合计（%d 场活动，%d 人次，%d 人）", len(sum.activities), sum.attendances, len(sum.people))
		return label, []Cell{{Number: sum.minutes}, {Number: sum.minutes}}
	}
	table.Notes, table.Meanings = e.Masking.detailTexts()
	return nil
}

// mayDetail refuses a file that would be too long.
func mayDetail(rows int64) error {
	if rows > detailLimit {
		text := fmt.Sprintf("明细有 %d 行，一次最多导出 %d 行，请缩短统计期间，或按所、站分别导出。", rows, detailLimit)
		return refusal{tooLarge, text}
	}
	return nil
}

// pour reads the entries, span by span, and passes them on one by one: nothing grows with their number but the sets of
// whom the total counts.
func (e *Export) pour(tx *models.Tx, paths []string, within []span, sum *tally, into pen, progress func(done int64) error) (int64, error) {
	stations, err := stationsBelow(tx, paths)
	if err != nil {
		return 0, err
	}
	for _, days := range within {
		if err := e.pourSpan(tx, stations, days, sum, into, progress); err != nil {
			return sum.attendances, err
		}
	}
	return sum.attendances, nil
}

func (e *Export) pourSpan(tx *models.Tx, stations []int64, days span, sum *tally, into pen, progress func(done int64) error) (err error) {
	rows, err := detailQuery(tx, days.from, days.to, stations).Rows()
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, rows.Close()) }()
	var row detailRow
	for rows.Next() {
		if err := row.scan(rows); err != nil {
			return err
		}
		sum.add(&row)
		if sum.attendances%beat == 0 {
			if err := progress(sum.attendances); err != nil {
				return err
			}
		}
		if err := row.write(into, sum.attendances, tx.Zone, e.Masking); err != nil {
			return err
		}
	}
	return rows.Err()
}

// detailQuery reads the entries by day. Its joins only look up what an entry names, which a LEFT JOIN says to the planner: free
// to choose, it begins with the organizations, joins everything, and sorts all of that before it gives the first row.
func detailQuery(tx *models.Tx, from, to models.Date, stations []int64) *gorm.DB {
	return tx.DB.Table("entries AS e").
		Select(`e.activity_id, e.volunteer_id, e.served_on, e.minutes, a.title, a.category, o.name AS station_name,
			t.name AS team_name, t.affiliation, v.name AS volunteer, v.phone, s.checked_in_at, s.checked_out_at`).
		Joins("LEFT JOIN activities AS a ON a.id = e.activity_id").Joins("LEFT JOIN organizations AS o ON o.id = e.station_id").
		Joins("LEFT JOIN teams AS t ON t.id = e.team_id").Joins("LEFT JOIN volunteers AS v ON v.id = e.volunteer_id").
		Joins("LEFT JOIN sign_ups AS s ON s.id = e.sign_up_id").
		Where("e.status = ? AND e.served_on >= ? AND e.served_on < ? AND e.station_id IN ?", hours.Confirmed, from, to, stations).
		Order("e.served_on, e.id")
}

// stationsBelow lists the stations of a subtree.
func stationsBelow(tx *models.Tx, paths []string) (stations []int64, err error) {
	err = models.Within(tx.DB.Table("organizations"), "path", paths).Order("id").Pluck("id", &stations).Error
	return stations, err
}

// scan reads the next row; its texts hold until the one after it is read.
func (r *detailRow) scan(rows *sql.Rows) error {
	err := rows.Scan(&r.activity, &r.volunteer, &r.servedOn, &r.minutes, &r.title, &r.category, &r.station, &r.team, &r.affiliation,
		&r.name, &r.phone, &r.checkedInAt, &r.checkedOutAt)
	if err != nil {
		return err
	}
	if r.activityID, err = strconv.ParseInt(string(r.activity), 10, 64); err != nil {
		return err
	}
	if r.volunteerID, err = strconv.ParseInt(string(r.volunteer), 10, 64); err != nil {
		return err
	}
	r.minutesServed, err = strconv.ParseInt(string(r.minutes), 10, 64)
	return err
}

// write writes the row in the order of the columns.
func (r *detailRow) write(into pen, serial int64, zone *time.Location, masking Masking) error {
	into.number(serial)
	into.text(r.title)
	into.text(r.category)
	into.text(r.station)
	into.text(r.team)
	into.text([]byte(team.Affiliation(r.affiliation).Name()))
	if masking == Unmasked {
		into.text(r.name)
		into.text(r.phone)
	} else {
		r.masked = models.AppendMaskedName(r.masked[:0], r.name)
		into.text(r.masked)
	}
	into.day(r.servedOn)
	into.moment(local(r.checkedInAt, zone))
	into.moment(local(r.checkedOutAt, zone))
	into.number(r.minutesServed)
	into.hours(r.minutesServed)
	return into.end()
}

func local(at sql.NullTime, zone *time.Location) time.Time {
	if !at.Valid {
		return time.Time{}
	}
	return at.Time.In(zone)
}

// tally adds up the rows as they pass.
type tally struct {
	activities, people map[int64]struct{}
	attendances        int64
	minutes            int64
}

func (t *tally) add(row *detailRow) {
	t.activities[row.activityID] = struct{}{}
	t.people[row.volunteerID] = struct{}{}
	t.attendances++
	t.minutes += row.minutesServed
}

// detailColumns are those of the hours one by one. Phone numbers, which tell people of one name apart, are there only with
// the names.
func (m Masking) detailColumns() []Column {
	columns := []Column{
		{Head: "序号", Kind: Integer, Width: 10},
		{Group: "活动", Head: "名称", Width: 34},
		{Group: "活动", Head: "类别", Width: 16},
		{Head: "实践站", Width: 40},
		{Group: "志愿者", Head: "队伍", Width: 28},
		{Group: "志愿者", Head: "条线", Width: 10},
		{Group: "志愿者", Head: "姓名", Width: 12},
		{Group: "服务时间", Head: "日期", Kind: Day, Width: 13},
		{Group: "服务时间", Head: "签到", Kind: Moment, Width: 18},
		{Group: "服务时间", Head: "签退", Kind: Moment, Width: 18},
		{Group: "服务时长", Head: "分钟", Kind: Integer, Width: 12},
		{Group: "服务时长", Head: "小时", Kind: Hours, Width: 12},
	}
	if m == Unmasked {
		columns = slices.Insert(columns, 7, Column{Group: "志愿者", Head: "手机号", Width: 16})
	}
	return columns
}

// detailTexts are the notes below the table and the second sheet; with the names, they say to whom the file may go.
func (m Masking) detailTexts() (notes []string, meanings [][2]string) {
	if m != Unmasked {
		return detailNotes, detailMeanings
	}
	notes, meanings = slices.Clone(detailNotes), slices.Clone(detailMeanings)
	notes[len(notes)-1] = "　　2.本表含志愿者姓名和手机号，只限按导出原因使用，用完请删除。小时由分钟除以 60 得出，显示两位小数。"
	for i := range meanings {
		if meanings[i][0] == "志愿者" {
			meanings[i][1] = "姓名和手机号没有遮盖，只限按导出原因使用，不得转发；导出人、时间和原因都已记入审计。"
		}
	}
	return notes, meanings
}
