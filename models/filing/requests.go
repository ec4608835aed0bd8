package filing

import (
	"strconv"
	"time"

	"gorm.io/gorm"

	"practicestation/models"
	"practicestation/models/report"
	"practicestation/models/servicerequest"
)

// requestsReport (点单派单台账) has a row for each station, and behind it every request of which something happened in the period. Who
// asked and whom to call are no columns: the ledger passes through many hands.
func requestsReport() Definition {
	by := report.ByStation
	columns := append(heads("村居（实践站）", 22, "镇（实践所）", 12),
		count(by, report.ReceivedRequests, "", "点单"),
		count(by, report.DispatchedRequests, "派单情况", "派单"),
		count(by, report.TakenRequests, "派单情况", "接单"),
		count(by, report.DeclinedRequests, "派单情况", "拒单"),
		count(by, report.CompletedRequests, "办理情况", "办结"),
		count(by, report.DueRequests, "办理情况", "到期"),
		count(by, report.InTimeRequests, "办理情况", "按时办结"),
		ofFigure(by, report.InTimeRate, "办理情况", "按时办结率", Percent, 10),
		count(by, report.RatedRequests, "评价情况", "评价"),
		ofFigure(by, report.AverageScore, "评价情况", "平均评分", Decimal, 9),
		ofFigure(by, report.SatisfactionRate, "评价情况", "满意度", Percent, 9),
	)
	return Definition{
		Kind: ServiceRequests, Name: "点单派单台账", Dimension: by, Columns: columns, DetailColumns: requestColumns(),
		charted: []string{string(report.ReceivedRequests)}, details: requestDetails,
		lookUp: func(_ *scope, rows []report.SummaryRow) (facts, error) { return ofStations(rows), nil },
	}
}

func requestColumns() []Column {
	return []Column{
		{Key: "serial", Head: "序号", Kind: Integer, Width: 6},
		{Key: "number", Head: "单号", Kind: Text, Width: 13},
		{Key: "source", Head: "来源", Kind: Text, Width: 8},
		{Key: "created", Head: "点单时间", Kind: Text, Width: 13},
		{Key: "station", Head: "村居", Kind: Text, Width: 14},
		{Key: "category", Head: "类别", Kind: Text, Width: 12},
		{Key: "content", Head: "内容", Kind: Text, Width: 44},
		{Key: "status", Head: "状态", Kind: Text, Width: 11},
		{Key: "reviewed", Head: "审核时间", Kind: Text, Width: 13},
		{Key: "dispatched", Head: "派单时间", Kind: Text, Width: 13},
		{Key: "team", Head: "接单队伍", Kind: Text, Width: 20},
		{Key: "taken", Head: "接单时间", Kind: Text, Width: 13},
		{Key: "completed", Head: "完成时间", Kind: Text, Width: 13},
		{Key: "overdue", Head: "是否超时", Kind: Text, Width: 9},
		{Key: "score", Head: "评分", Kind: Text, Width: 6},
		{Key: "rating_way", Head: "评价方式", Kind: Text, Width: 10},
		{Key: string(report.ReceivedRequests), Group: "计入本期", Head: "点单", Kind: Integer, Width: 6},
		{Key: string(report.DispatchedRequests), Group: "计入本期", Head: "派单", Kind: Integer, Width: 6},
		{Key: string(report.TakenRequests), Group: "计入本期", Head: "接单", Kind: Integer, Width: 6},
		{Key: string(report.DeclinedRequests), Group: "计入本期", Head: "拒单", Kind: Integer, Width: 6},
		{Key: string(report.CompletedRequests), Group: "计入本期", Head: "办结", Kind: Integer, Width: 6},
		{Key: string(report.DueRequests), Group: "计入本期", Head: "到期", Kind: Integer, Width: 6},
		{Key: string(report.InTimeRequests), Group: "计入本期", Head: "按时办结", Kind: Integer, Width: 8},
		{Key: string(report.RatedRequests), Group: "计入本期", Head: "评价", Kind: Integer, Width: 6},
	}
}

// requestRow is one request with what the period's figures count of it.
type requestRow struct {
	ID, StationID                 int64
	Number, Category, Content     string
	Source                        servicerequest.Source
	Status                        servicerequest.Status
	Station                       string
	Team                          *string
	CreatedAt                     time.Time
	ReviewedAt, DispatchedAt      *time.Time
	TakenAt, CompletedAt          *time.Time
	DueOn                         *models.Date
	Overdue                       bool
	Score                         *int64
	RatingWay                     *servicerequest.RatingWay
	Received                      int64
	Dispatched, Taken, Declined   int64
	Completed, Due, InTime, Rated int64
}

// requestDetails lists what was asked for, sent, answered, done, due or rated in the period: each of the columns with numbers adds up
// to the report's figure.
func requestDetails(s *scope) ([]Row, error) {
	tx, begins, ends := s.tx, s.query.From.In(s.tx.Zone).UTC(), s.query.To.In(s.tx.Zone).UTC()
	counted := s.countedDispatches(begins, ends)
	stations := models.Within(tx.DB.Table("organizations").Select("id"), "path", s.paths())
	const received = "(r.created_at >= ? AND r.created_at < ?)"
	var found []requestRow
	err := tx.DB.Table("service_requests AS r").Select(`r.id, r.station_id, r.number, r.category, r.content, r.source, r.status, o.name AS station, t.name AS team,
			r.created_at, r.reviewed_at, d.dispatched_at, d.taken_at, r.completed_at, d.due_on, CASE WHEN `+servicerequest.IsOverdue+` THEN 1 ELSE 0 END AS overdue,
			r.score, r.rating_way, CASE WHEN `+received+` THEN 1 ELSE 0 END AS received, COALESCE(n.dispatched, 0) AS dispatched, COALESCE(n.taken, 0) AS taken,
			COALESCE(n.declined, 0) AS declined, COALESCE(n.completed, 0) AS completed, COALESCE(n.due, 0) AS due, COALESCE(n.in_time, 0) AS in_time,
			COALESCE(n.rated, 0) AS rated`, tx.Today(), begins, ends).
		Joins("JOIN organizations AS o ON o.id = r.station_id").
		Joins("LEFT JOIN service_request_dispatches AS d ON d.request_id = r.id AND d.live = 1").Joins("LEFT JOIN teams AS t ON t.id = d.team_id").
		Joins("LEFT JOIN (?) AS n ON n.request_id = r.id", counted).Where("r.station_id IN (?)", stations).
		Where(received+" OR n.dispatched + n.taken + n.declined + n.completed + n.due + n.rated > 0", begins, ends).
		Order("o.region_code IS NULL, o.region_code, o.id, r.created_at, r.id").Limit(longest + 1).Scan(&found).Error
	if len(found) > longest {
		return nil, errLongList
	}
	rows := make([]Row, len(found))
	for i, one := range found {
		rows[i] = one.row(i, tx.Zone)
	}
	return rows, err
}

// countedDispatches says of each request what of its dispatches the period counts, as the figures do.
func (s *scope) countedDispatches(begins, ends time.Time) *gorm.DB {
	var columns string
	var arguments []any
	add := func(name, condition, column string, from, to any, first ...any) {
		columns += ", SUM(CASE WHEN " + condition + " AND " + column + " >= ? AND " + column + " < ? THEN 1 ELSE 0 END) AS " + name
		arguments = append(append(arguments, first...), from, to)
	}
	from, to := s.query.From, s.query.To
	add("dispatched", "1 = 1", "d.dispatched_at", begins, ends)
	add("taken", servicerequest.WasTaken, "d.taken_at", begins, ends)
	add("declined", servicerequest.WasDeclined, "d.ended_at", begins, ends)
	add("completed", servicerequest.WasCompleted, "r.completed_on", from, to)
	add("due", servicerequest.WasDue, "d.due_on", from, to, s.tx.Today())
	add("in_time", servicerequest.CompletedInTime, "d.due_on", from, to)
	add("rated", servicerequest.WasRated, "r.rated_at", begins, ends)
	return s.tx.DB.Table("service_request_dispatches AS d").Joins("JOIN service_requests AS r ON r.id = d.request_id").
		Select("d.request_id"+columns, arguments...).Group("d.request_id")
}

func (r *requestRow) row(i int, zone *time.Location) Row {
	overdue := ""
	if r.DueOn != nil {
		overdue = map[bool]string{true: "是", false: "否"}[r.Overdue]
	}
	cells := []Cell{
		whole(int64(i + 1)),
		{Text: r.Number},
		{Text: r.Source.Name()},
		{Text: minuteOf(r.CreatedAt, zone)},
		{Text: unitOf(r.Station)},
		{Text: r.Category},
		{Text: r.Content},
		{Text: r.Status.Name()},
		{Text: minuteOrNone(r.ReviewedAt, zone)},
		{Text: minuteOrNone(r.DispatchedAt, zone)},
		{Text: r.teamThatTook()},
		{Text: minuteOrNone(r.TakenAt, zone)},
		{Text: minuteOrNone(r.CompletedAt, zone)},
		{Text: overdue},
		{Text: r.scoreText()},
		{Text: r.wayText()},
	}
	for _, number := range []int64{r.Received, r.Dispatched, r.Taken, r.Declined, r.Completed, r.Due, r.InTime, r.Rated} {
		cells = append(cells, whole(number))
	}
	return Row{ID: strconv.FormatInt(r.ID, 10), OrganizationID: r.StationID, Cells: cells}
}

// teamThatTook is empty while a team has only been asked.
func (r *requestRow) teamThatTook() string {
	if r.Team == nil || r.TakenAt == nil {
		return ""
	}
	return *r.Team
}

// scoreText is a text, for points of different people do not add up.
func (r *requestRow) scoreText() string {
	if r.Score == nil {
		return ""
	}
	return strconv.FormatInt(*r.Score, 10)
}

func (r *requestRow) wayText() string {
	if r.RatingWay == nil {
		return ""
	}
	return r.RatingWay.Name()
}

func minuteOrNone(at *time.Time, zone *time.Location) string {
	if at == nil {
		return ""
	}
	return minuteOf(*at, zone)
}
