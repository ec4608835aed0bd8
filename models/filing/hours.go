package filing

import (
	"strconv"
	"time"

	"practicestation/models"
	"practicestation/models/hours"
	"practicestation/models/report"
	"practicestation/models/team"
)

// hoursReport (时长明细) has a row for each station, and behind it every confirmed service, one by one: what was attended, and
// apart from it what was written down afterwards.
func hoursReport() Definition {
	by := report.ByStation
	columns := append(heads("村居（实践站）", 22, "镇（实践所）", 12),
		count(by, report.Activities, "签到签退的服务", "活动场次"),
		count(by, report.Attendances, "签到签退的服务", "人次"),
		count(by, report.People, "签到签退的服务", "人数（去重）"),
		ofFigure(by, report.Minutes, "签到签退的服务", "时长（小时）", InHours, 13),
		Column{Key: "honor_attendances", Group: "补录的服务（另计）", Head: "人次", Kind: Integer, Width: 10, Meaning: "上一级批准的补录，一条计一人次，不计入签到签退的人次。"},
		Column{Key: "honor_minutes", Group: "补录的服务（另计）", Head: "时长（小时）", Kind: InHours, Width: 13, Meaning: "上一级批准的补录时长，与签到签退的时长分开，不相加。"},
	)
	return Definition{
		Kind: Hours, Name: "时长明细表", Dimension: by, Columns: columns, DetailColumns: serviceColumns(),
		charted: []string{string(report.Minutes), "honor_minutes"}, lookUp: lookUpHonor, details: serviceDetails,
	}
}

func lookUpHonor(s *scope, rows []report.SummaryRow) (facts, error) {
	found := ofStations(rows)
	cells, total, err := hours.Total(s.tx, hours.Scope{Paths: s.paths(), From: s.query.From, To: s.query.To, Kind: hours.HonorKind}, hours.PerStation)
	for _, row := range rows {
		found.set(row.ID, "honor_attendances", whole(0))
		found.set(row.ID, "honor_minutes", whole(0))
	}
	for _, cell := range cells {
		found.set(cell.Keys[0], "honor_attendances", whole(cell.Honor.Attendances))
		found.set(cell.Keys[0], "honor_minutes", whole(cell.Honor.Minutes))
	}
	found.total["honor_attendances"], found.total["honor_minutes"] = whole(total.Honor.Attendances), whole(total.Honor.Minutes)
	return found, err
}

func serviceColumns() []Column {
	return []Column{
		{Key: "serial", Head: "序号", Kind: Integer, Width: 6},
		{Key: "volunteer_number", Group: "志愿者", Head: "编号", Kind: Text, Width: 10},
		{Key: "volunteer", Group: "志愿者", Head: "姓名", Kind: Text, Width: 10},
		{Key: "title", Group: "服务", Head: "名称", Kind: Text, Width: 32},
		{Key: "category", Group: "服务", Head: "内容", Kind: Text, Width: 14},
		{Key: "place", Group: "服务", Head: "地点", Kind: Text, Width: 20},
		{Key: "station", Head: "实践站", Kind: Text, Width: 22},
		{Key: "team", Group: "志愿服务队", Head: "名称", Kind: Text, Width: 20},
		{Key: "affiliation", Group: "志愿服务队", Head: "条线", Kind: Text, Width: 10},
		{Key: "leader", Head: "活动负责人", Kind: Text, Width: 10},
		{Key: "served_on", Head: "服务日期", Kind: Text, Width: 14},
		{Key: string(report.Minutes), Group: "时长（小时）", Head: "签到签退", Kind: InHours, Width: 10},
		{Key: "honor_minutes", Group: "时长（小时）", Head: "补录", Kind: InHours, Width: 10},
		{Key: "way", Head: "录入方式", Kind: Text, Width: 12},
		{Key: "decided_by", Head: "记录人", Kind: Text, Width: 10},
		{Key: "status", Head: "状态", Kind: Text, Width: 10},
	}
}

// serviceRow is one service that the ledger holds and has not taken back.
type serviceRow struct {
	ID, StationID, VolunteerID int64
	Kind                       hours.Kind
	Volunteer                  string
	Title, Category, Place     string
	Station, Team, Leader      string
	DecidedBy                  string
	Affiliation                team.Affiliation
	ServedOn                   models.Date
	Minutes                    int64
}

// serviceDetails reads the ledger itself: what stands in it, without what a later row has taken back.
func serviceDetails(s *scope) ([]Row, error) {
	stations := models.Within(s.tx.DB.Table("organizations").Select("id"), "path", s.paths())
	var found []serviceRow
	err := s.tx.DB.Table("ledger AS l").Select(`l.id, l.station_id, l.volunteer_id, l.kind, v.name AS volunteer, a.title, a.category, a.place, o.name AS station,
			t.name AS team, t.affiliation, COALESCE(p.name, '') AS leader, COALESCE(c.name, '') AS decided_by, l.served_on, l.minutes`).
		Joins("LEFT JOIN ledger AS back ON back.station_id = l.station_id AND back.reverses = l.sequence").
		Joins("JOIN volunteers AS v ON v.id = l.volunteer_id").Joins("JOIN activities AS a ON a.id = l.activity_id").
		Joins("JOIN organizations AS o ON o.id = l.station_id").Joins("JOIN teams AS t ON t.id = l.team_id").
		Joins("LEFT JOIN accounts AS p ON p.id = a.leader_account_id").Joins("LEFT JOIN accounts AS c ON c.id = l.decided_by").
		Where("l.movement = ? AND back.id IS NULL AND l.served_on >= ? AND l.served_on < ?", hours.Add, s.query.From, s.query.To).
		Where("l.station_id IN (?)", stations).
		Order("o.region_code IS NULL, o.region_code, o.id, l.served_on, l.id").Limit(longest + 1).Scan(&found).Error
	if len(found) > longest {
		return nil, errLongList
	}
	rows := make([]Row, len(found))
	for i, one := range found {
		rows[i] = one.row(i)
	}
	return rows, err
}

// row shows of a volunteer's name the first character only: a report passes through many hands.
func (r *serviceRow) row(i int) Row {
	credit, honor, way := whole(r.Minutes), whole(0), "签到签退"
	if r.Kind == hours.HonorKind {
		credit, honor, way = honor, credit, "补录"
	}
	return Row{ID: strconv.FormatInt(r.ID, 10), OrganizationID: r.StationID, Cells: []Cell{
		whole(int64(i + 1)),
		{Text: strconv.FormatInt(r.VolunteerID, 10)},
		{Text: models.MaskName(r.Volunteer)},
		{Text: r.Title},
		{Text: r.Category},
		{Text: r.Place},
		{Text: unitOf(r.Station)},
		{Text: r.Team},
		{Text: r.Affiliation.Name()},
		{Text: r.Leader},
		{Text: string(r.ServedOn)},
		credit, honor,
		{Text: way},
		{Text: r.DecidedBy},
		{Text: "已确认"},
	}}
}

// minuteOf writes an instant as people read it.
func minuteOf(at time.Time, zone *time.Location) string {
	return at.In(zone).Format("2006-01-02 15:04")
}
