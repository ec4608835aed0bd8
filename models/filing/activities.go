package filing

import (
	"strconv"
	"strings"
	"time"

	"practicestation/models"
	"practicestation/models/activity"
	"practicestation/models/hours"
	"practicestation/models/report"
	"practicestation/models/team"
)

// nowhere is the key of what has no platform or brand, as the statistics name it.
const nowhere = "none"

// activitiesReport (活动统计表) has a row for each station: planned and held, by platform, who took part, and for how long.
func activitiesReport() Definition {
	by := report.ByStation
	columns := append(heads("村居（实践站）", 22, "镇（实践所）", 12),
		Column{Key: "manager", Head: "站长", Kind: Text, Width: 10, Meaning: "现任站点管理员；有几位时是任职最早的一位，交表时定下来。"},
		count(by, report.PlannedItems, "活动场次", "计划"),
		count(by, report.CarriedOutItems, "活动场次", "已落实"),
		ofFigure(by, report.OnPlanRate, "活动场次", "落实率", Percent, 9),
		count(by, report.HeldActivities, "活动场次", "举办"),
		count(by, report.CancelledActivities, "活动场次", "取消"),
	)
	var charted []string
	short := strings.NewReplacer("与", "", "服务", "") // a head has two or four characters
	for _, platform := range activity.Platforms() {
		column := count(by, report.HeldActivities, "五大平台举办场次", short.Replace(platform.Name()))
		column.Key, column.across = "platform_"+string(platform), part{by: report.ByPlatform, key: string(platform)}
		column.Meaning = "举办场次中，平台登记为“" + platform.Name() + "”的。"
		columns, charted = append(columns, column), append(charted, column.Key)
	}
	unfilled := count(by, report.HeldActivities, "五大平台举办场次", "未填")
	unfilled.Key, unfilled.across = "platform_none", part{by: report.ByPlatform, key: nowhere}
	unfilled.Meaning = "举办场次中没有登记平台的；五个平台加上未填等于举办场次。"
	branded := count(by, report.HeldActivities, "", "特色场次")
	branded.Key, branded.across = "branded", part{by: report.ByBrand, key: nowhere, others: true}
	branded.Meaning = "举办场次中，属于一个特色品牌的。"
	columns = append(columns, unfilled, branded,
		count(by, report.RequestedActivities, "", "点单场次"),
		count(by, report.Attendances, "参与志愿者", "人次"),
		count(by, report.People, "参与志愿者", "人数（去重）"),
		ofFigure(by, report.AverageAttendances, "参与志愿者", "场均人次", Decimal, 9),
		count(by, report.Beneficiaries, "", "受益群众（人次）"),
		ofFigure(by, report.Minutes, "", "服务时长（小时）", InHours, 12),
		Column{Key: byHand, Head: "备注", Kind: Text, Width: 8, Meaning: "留给填表人打印以后手写。"},
	)
	return Definition{
		Kind: Activities, Name: "活动统计表", Dimension: by, Columns: columns, DetailColumns: activityColumns(), charted: append(charted, unfilled.Key),
		lookUp: func(s *scope, rows []report.SummaryRow) (facts, error) {
			found := ofStations(rows)
			return found, managers(s.tx, found)
		},
		details: activityDetails,
	}
}

func activityColumns() []Column {
	return []Column{
		{Key: "serial", Head: "序号", Kind: Integer, Width: 6},
		{Key: "title", Group: "活动", Head: "名称", Kind: Text, Width: 34},
		{Key: "category", Group: "活动", Head: "类别", Kind: Text, Width: 14},
		{Key: "platform", Group: "活动", Head: "平台", Kind: Text, Width: 18},
		{Key: "brand", Group: "活动", Head: "特色品牌", Kind: Text, Width: 18},
		{Key: "station", Head: "实践站", Kind: Text, Width: 22},
		{Key: "team", Group: "志愿服务队", Head: "名称", Kind: Text, Width: 22},
		{Key: "affiliation", Group: "志愿服务队", Head: "条线", Kind: Text, Width: 10},
		{Key: "starts", Head: "开始时间", Kind: Text, Width: 20},
		{Key: string(report.HeldActivities), Group: "场次", Head: "举办", Kind: Integer, Width: 7},
		{Key: string(report.CancelledActivities), Group: "场次", Head: "取消", Kind: Integer, Width: 7},
		{Key: string(report.Attendances), Head: "人次", Kind: Integer, Width: 8},
		{Key: string(report.Beneficiaries), Head: "受益群众（人次）", Kind: Integer, Width: 12},
		{Key: string(report.Minutes), Head: "服务时长（小时）", Kind: InHours, Width: 12},
	}
}

// activityRow is one activity that a figure of the report counts.
type activityRow struct {
	ID, StationID        int64
	Title, Category      string
	Platform             activity.Platform
	Brand, Station, Team string
	Affiliation          team.Affiliation
	StartsAt             time.Time
	Held, Cancelled      int64
	Attendances, Minutes int64
	Beneficiaries        int64
}

// activityDetails lists what ended in the period and was held or called off, and what has hours in it: each of the columns
// with numbers adds up to the report's figure.
func activityDetails(s *scope) ([]Row, error) {
	tx, begins, ends := s.tx, s.query.From.In(s.tx.Zone).UTC(), s.query.To.In(s.tx.Zone).UTC()
	served := tx.DB.Table("entries AS e").Select("e.activity_id, COUNT(*) AS attendances, SUM(e.minutes) AS minutes").
		Where("e.status = ? AND e.served_on >= ? AND e.served_on < ?", hours.Confirmed, s.query.From, s.query.To).Group("e.activity_id")
	held := activity.EndedWithin + " AND " + activity.WasHeld
	stations := models.Within(tx.DB.Table("organizations").Select("id"), "path", s.paths())
	var found []activityRow
	err := tx.DB.Table("activities AS a").Select(`a.id, a.station_id, a.title, a.category, COALESCE(a.platform, '') AS platform, COALESCE(b.name, '') AS brand,
			o.name AS station, t.name AS team, t.affiliation, a.starts_at,
			CASE WHEN `+held+` THEN 1 ELSE 0 END AS held, CASE WHEN `+activity.EndedWithin+` AND a.status = ? THEN 1 ELSE 0 END AS cancelled,
			COALESCE(h.attendances, 0) AS attendances, COALESCE(h.minutes, 0) AS minutes,
			CASE WHEN `+held+` THEN COALESCE(a.beneficiaries, 0) ELSE 0 END AS beneficiaries`,
		begins, ends, tx.Now, begins, ends, activity.Cancelled, begins, ends, tx.Now).
		Joins("JOIN organizations AS o ON o.id = a.station_id").Joins("JOIN teams AS t ON t.id = a.team_id").
		Joins("LEFT JOIN brands AS b ON b.id = a.brand_id").Joins("LEFT JOIN (?) AS h ON h.activity_id = a.id", served).
		Where("a.station_id IN (?)", stations).
		Where("h.activity_id IS NOT NULL OR ("+held+") OR ("+activity.EndedWithin+" AND a.status = ?)", begins, ends, tx.Now, begins, ends, activity.Cancelled).
		Order("o.region_code IS NULL, o.region_code, o.id, a.starts_at, a.id").Limit(longest + 1).Scan(&found).Error
	if len(found) > longest {
		return nil, errLongList
	}
	rows := make([]Row, len(found))
	for i, one := range found {
		rows[i] = one.row(i, tx.Zone)
	}
	return rows, err
}

func (r *activityRow) row(i int, zone *time.Location) Row {
	return Row{ID: strconv.FormatInt(r.ID, 10), OrganizationID: r.StationID, Cells: []Cell{
		whole(int64(i + 1)),
		{Text: r.Title},
		{Text: r.Category},
		{Text: r.Platform.Name()},
		{Text: r.Brand},
		{Text: unitOf(r.Station)},
		{Text: r.Team},
		{Text: r.Affiliation.Name()},
		{Text: minuteOf(r.StartsAt, zone)},
		whole(r.Held), whole(r.Cancelled), whole(r.Attendances), whole(r.Beneficiaries), whole(r.Minutes),
	}}
}
