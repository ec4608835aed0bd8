package filing

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
)

// unknown stands where a number is not known, which is not 0.
const unknown = "—"

// label says at a glance whether the figures still move.
func (s *Shown) label() string {
	switch s.Status {
	case Submitted:
		return "已上报，待审核"
	case Locked:
		return "已锁定"
	case Draft, Returned:
	}
	return "草稿，实时数据"
}

// notes stand below the table, where whoever adds up the columns will look.
func (s *Shown) notes() []string {
	var reasons []string
	heads := map[string][]string{}
	for _, column := range s.Table.Columns {
		if column.Overlap == "" {
			continue
		}
		if len(heads[column.Overlap]) == 0 {
			reasons = append(reasons, column.Overlap)
		}
		if !slices.Contains(heads[column.Overlap], column.flat()) {
			heads[column.Overlap] = append(heads[column.Overlap], column.flat())
		}
	}
	var notes []string
	for _, reason := range reasons {
		notes = append(notes, strings.Join(heads[reason], "、")+"："+reason)
	}
	notes = append(notes,
		"其余各列的合计等于各行相加；小时由分钟数换算，只在显示时舍入，合计按合计的分钟数换算，可能与显示的各行之和差 0.1。0 表示期间内没有，“"+unknown+"”表示没有，或没有基数、算不出来。各列的含义见“"+meaningsSheet+"”。",
		"数据截止到"+minuteOf(s.AsOf, s.AsOf.Location())+"；以后确认、更正的不再计入这一版，列在系统的差异清单里。",
	)
	if s.IsLive() {
		notes[len(notes)-1] = "这是草稿：数字是" + minuteOf(s.AsOf, s.AsOf.Location()) + "的实时数据，还会变化，上报时才固定下来。"
	}
	if s.Table.Unlisted {
		notes = append(notes, fmt.Sprintf("明细超过 %d 行，没有附在这份报表里；要逐条看的，由下级的所、站分别填报，或在统计里导出服务时长明细。", longest))
	}
	for i := range notes {
		lead := "　　"
		if i == 0 {
			lead = "注："
		}
		notes[i] = lead + strconv.Itoa(i+1) + "." + notes[i]
	}
	return notes
}

// meanings say what each column means, for the last sheet.
func (s *Shown) meanings() [][2]string {
	said := [][2]string{
		{"统计范围", s.Table.Unit + "及其下级。"},
		{"统计期间", s.Period().InWords() + "，按本地日期，从" + string(s.StartsOn) + "到" + string(s.Period().End().Plus(-1)) + "，首尾两天都包括在内。"},
		{"报表状态", "第" + strconv.FormatInt(s.Edition, 10) + "版，" + s.label() + "。"},
	}
	if s.EditionReason != nil {
		said = append(said, [2]string{"另出新版的原因", *s.EditionReason})
	}
	for _, column := range s.Table.Columns {
		if column.Meaning != "" {
			said = append(said, [2]string{column.flat(), column.Meaning})
		}
	}
	if len(s.Table.DetailColumns) > 0 {
		said = append(said, [2]string{"明细", "明细里有数字的各列相加，等于汇总表的同名指标；人数按人去重，不能由明细相加。姓名只显示第一个字。"})
	}
	return append(said, [2]string{"报表编号", "页脚和文件属性里的 " + s.Number() + "，可以在系统里查到是谁、什么时候填报和锁定的。"})
}

// signatures is the last line: the filler and whoever answers for the unit sign what an office hands in.
func (s *Shown) signatures() string {
	signed := func(name *string) string {
		if name == nil || s.IsLive() {
			return "　　　　　　　　"
		}
		return *name + "　　　　"
	}
	return "单位负责人：　　　　　　　　审核人：" + signed(s.ApproverName) + "填表人：" + signed(s.FillerName) + "联系电话：" + signed(s.FillerPhone)
}

// flat is the column's head in one line.
func (c *Column) flat() string {
	if c.Group == "" {
		return c.Head
	}
	return c.Group + "·" + c.Head
}
