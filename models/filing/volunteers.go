package filing

import (
	"practicestation/models/report"
	"practicestation/models/team"
)

// volunteersReport (志愿者统计表) has a row for each station: who is registered there, who of them serves, and how many stars they have.
func volunteersReport() Definition {
	by := report.ByStation
	columns := append(heads("村居（实践站）", 22, "镇（实践所）", 12),
		count(by, report.Residents, "注册情况", "常住人口"),
		count(by, report.RegisteredVolunteers, "注册情况", "注册志愿者"),
		ofFigure(by, report.RegistrationRate, "注册情况", "注册率", Percent, 9),
		count(by, report.RealNamedVolunteers, "注册情况", "实名志愿者"),
		count(by, report.NewVolunteers, "注册情况", "本期新增"),
		count(by, report.ActiveVolunteers, "活跃情况", "活跃志愿者"),
		ofFigure(by, report.ActiveRate, "活跃情况", "活跃率", Percent, 9),
		ofFigure(by, report.AverageMinutes, "活跃情况", "人均时长（小时）", InHours, 11),
	)
	for _, affiliation := range team.Affiliations()[:4] {
		column := count(by, report.RegisteredVolunteers, "各条线队员", affiliation.Name())
		column.Key, column.across = "members_"+string(affiliation), part{by: report.ByAffiliation, key: string(affiliation)}
		column.Meaning = "注册志愿者中，现在是" + affiliation.Name() + "条线一支队伍的队员的人；参加几条线的，每条线各计一次。"
		columns = append(columns, column)
	}
	columns = append(columns, count(by, report.Minors, "年龄", "18岁以下"), count(by, report.Seniors, "年龄", "60岁以上"))
	charted := []string{}
	for i, code := range []report.Code{report.OneStar, report.TwoStars, report.ThreeStars, report.FourStars, report.FiveStars} {
		columns = append(columns, count(by, code, "星级志愿者", string([]rune("一二三四五")[i])+"星"))
		columns[len(columns)-1].Width = 7
		charted = append(charted, string(code))
	}
	return Definition{
		Kind: Volunteers, Name: "志愿者统计表", Dimension: by, Columns: columns, charted: charted,
		lookUp: func(_ *scope, rows []report.SummaryRow) (facts, error) { return ofStations(rows), nil },
	}
}
