package filing

import (
	"fmt"

	"practicestation/models/target"
)

// assessmentReport (考核完成情况表) has a row for each number that a target of the period wants of an organization or a team. It is in
// the order of the targets and then of the region codes: nothing in it is a ranking.
func assessmentReport() Definition {
	counted := func(key, head, meaning string) Column {
		return Column{Key: key, Group: "考核项数", Head: head, Kind: Integer, Width: 8, Meaning: meaning}
	}
	return Definition{
		Kind: Assessment, Name: "考核完成情况表",
		Columns: append(heads("考核对象", 28, "所属组织", 22),
			Column{Key: "target", Head: "考核指标", Kind: Text, Width: 22, Meaning: "考核指标的名称；考核志愿者个人的不列入报表。"},
			Column{Key: "wanted", Head: "要求", Kind: Text, Width: 34, Meaning: "考核指标里的一个比较；按自己的周期计的，每一期一行。"},
			Column{Key: "window", Head: "期间", Kind: Text, Width: 11, Meaning: "这个数算的是哪一期。"},
			Column{Key: "actual", Head: "实际", Kind: Decimal, Width: 11, Meaning: "实际的数，计量单位与要求相同；没有基数、算不出来的空着。", Overlap: "各行的计量单位不同，没有合计。"},
			counted("met", "达到", "达到要求的计 1。按没有舍入的数判断。"),
			counted("unmet", "未达到", "没有达到要求的计 1；期间还没有结束时，是到数据截止时为止。"),
			counted("unknown", "不知道", "没有基数、算不出来的计 1，不算达到，也不算没有达到。"),
			Column{Key: "whole", Head: "整个指标", Kind: Text, Width: 9, Meaning: "一个指标有几项要求时，合起来是否达到。"},
		),
		charted: []string{"met", "unmet", "unknown"}, list: assessed,
	}
}

// verdict says in words whether something is met.
func verdict(met *bool) string {
	switch {
	case met == nil:
		return "不知道"
	case *met:
		return "达到"
	}
	return "未达到"
}

// assessed lists every number that is wanted in the period, and how many are met in all.
func assessed(s *scope, period Period) (rows []Row, total []Cell, err error) {
	found, err := target.Assess(s.tx, s.of, target.Period(period.Span), period.StartsOn)
	if err != nil {
		return nil, nil, err
	}
	sums := [3]int64{}
	for _, progress := range found {
		wanted := progress.Condition.All()
		for _, subject := range progress.Rows {
			for i, result := range subject.Results {
				for _, one := range result.Counted {
					tally := [3]int64{}
					tally[map[string]int{"达到": 0, "未达到": 1, "不知道": 2}[verdict(one.Met)]] = 1
					for k := range sums {
						sums[k] += tally[k]
					}
					rows = append(rows, Row{
						ID: fmt.Sprintf("%d-%d-%s-%d", progress.Target.ID, i, one.Code, subject.ID), OrganizationID: subject.OrganizationID,
						Cells: []Cell{
							whole(int64(len(rows) + 1)),
							{Text: unitOf(subject.Name)},
							{Text: unitOf(subject.Home)},
							{Text: progress.Target.Title},
							{Text: wanted[i].InWords()},
							{Text: one.Code},
							{Number: one.Actual},
							whole(tally[0]), whole(tally[1]), whole(tally[2]),
							{Text: verdict(subject.Met)},
						},
					})
				}
			}
		}
	}
	if len(rows) > longest {
		return nil, nil, ErrTooLong
	}
	return rows, []Cell{{Text: "合计"}, {}, {}, {}, {}, {}, {}, whole(sums[0]), whole(sums[1]), whole(sums[2]), {}}, nil
}
