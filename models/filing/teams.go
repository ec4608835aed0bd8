package filing

import (
	"strconv"

	"practicestation/models/report"
	"practicestation/models/team"
)

// teamsReport (队伍统计表) has a row for each team.
func teamsReport() Definition {
	by := report.ByTeam
	columns := append(heads("志愿服务队", 28, "所属组织", 22),
		Column{Key: "number", Head: "队伍编号", Kind: Text, Width: 10, Meaning: "队伍在系统里的编号。"},
		Column{Key: "affiliation", Head: "条线", Kind: Text, Width: 10, Meaning: "队伍所属的条线：党组织、工会、共青团、妇联、其他。"},
		Column{Key: "category", Head: "类别", Kind: Text, Width: 16, Meaning: "队伍做什么，按队伍登记的。"},
		Column{Key: "leader", Head: "负责人", Kind: Text, Width: 10, Meaning: "交表时的队伍负责人。"},
		Column{Key: "members", Head: "队员", Kind: Integer, Width: 8, Meaning: "期末已注册的志愿者里现在的队员，待审核和已退出的不算。", Overlap: "一个人可以参加几支队伍，在每支队伍各计一次，合计按人去重，不等于各行相加。"},
		count(by, report.HeldActivities, "本期活动", "举办场次"),
		count(by, report.CancelledActivities, "本期活动", "取消场次"),
		count(by, report.Attendances, "参与志愿者", "人次"),
		count(by, report.People, "参与志愿者", "人数（去重）"),
		ofFigure(by, report.Minutes, "", "服务时长（小时）", InHours, 13),
		count(by, report.TakenRequests, "点单", "接单"),
		count(by, report.DeclinedRequests, "点单", "拒单"),
		ofFigure(by, report.InTimeRate, "点单", "按时办结率", Percent, 10),
		ofFigure(by, report.SatisfactionRate, "点单", "满意度", Percent, 9),
	)
	return Definition{Kind: Teams, Name: "队伍统计表", Dimension: by, Columns: columns, charted: []string{string(report.Minutes)}, lookUp: lookUpTeams}
}

func lookUpTeams(s *scope, rows []report.SummaryRow) (facts, error) {
	found := newFacts()
	ids := []int64{0}
	for _, row := range rows {
		ids = append(ids, idOf(row.ID))
	}
	var teams []team.Team
	if err := s.tx.DB.Where("id IN (?)", ids).Find(&teams).Error; err != nil {
		return found, err
	}
	if err := countMembers(s, rows, found); err != nil {
		return found, err
	}
	leaders, err := team.CurrentLeaders(s.tx, ids)
	for _, one := range teams {
		row := strconv.FormatInt(one.ID, 10)
		found.places[row] = one.OrganizationID
		found.set(row, "number", Cell{Text: row})
		found.set(row, "affiliation", Cell{Text: one.Affiliation.Name()})
		found.set(row, "category", Cell{Text: one.Category})
		found.set(row, "leader", Cell{Text: leaders[one.ID].Name})
	}
	return found, err
}

// countMembers counts who is on each team, and everybody on any of them once: who is on no team is registered and no member.
func countMembers(s *scope, rows []report.SummaryRow, found facts) error {
	registered, err := report.Summarize(s.tx, report.Selection{Query: s.query, Codes: []report.Code{report.RegisteredVolunteers}})
	if err != nil {
		return err
	}
	members, total := map[string]int64{}, registered.TotalValues[report.RegisteredVolunteers]
	for _, row := range registered.Rows {
		if row.ID == nowhere {
			total -= row.Values[report.RegisteredVolunteers]
			continue
		}
		members[row.ID] = row.Values[report.RegisteredVolunteers]
	}
	for _, row := range rows {
		found.set(row.ID, "members", whole(members[row.ID]))
	}
	found.total["members"] = whole(total)
	return nil
}
