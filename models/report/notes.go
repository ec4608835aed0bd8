package report

import (
	"strconv"
	"strings"
)

// onSheet are the figures that a statistical report shows, in the order of its columns.
func onSheet() []Code { return []Code{Activities, Attendances, People, Minutes} }

// statisticsNotes stand below the table, where whoever adds up the columns will look.
func statisticsNotes(dimension Dimension) []string {
	var notes []string
	note := func(text string) {
		lead := "　　"
		if len(notes) == 0 {
			lead = "注："
		}
		notes = append(notes, lead+strconv.Itoa(len(notes)+1)+"."+text)
	}
	var adding []string
	for _, code := range onSheet() {
		figure, _ := FigureOf(code)
		if figure.AddsUp(dimension) {
			adding = append(adding, figure.Name)
			continue
		}
		note(figure.Name + "：" + figure.Overlaps[dimension])
	}
	note(strings.Join(adding, "、") + "等于各行相加。")
	note("只统计已确认的服务时长，按班次结束当天归入统计期间；0 表示期间内没有。小时由分钟除以 60 得出，显示两位小数。")
	return notes
}

// statisticsMeanings is the second sheet of a statistical report; what the figures mean is in the catalogue.
func statisticsMeanings() [][2]string {
	meanings := [][2]string{
		{"统计范围", "填报单位及其下级实践站举办的活动。本县其他单位的队伍到这里服务的，计入举办活动的实践站。"},
		{"统计期间", "按班次结束当天的本地日期归入，首尾两天都包括在内；跨过零点的班次只计一次，计入结束的那一天。"},
	}
	for _, code := range onSheet() {
		figure, _ := FigureOf(code)
		meanings = append(meanings, [2]string{figure.Name + "（" + figure.Unit + "）", figure.Meaning})
	}
	return append(meanings,
		[2]string{"服务时长（小时）", "服务时长的分钟数除以 60，显示两位小数。合计由合计分钟数换算，不由各行四舍五入后的小时数相加。"},
		[2]string{"条线", "活动主办队伍所属的条线：党组织、工会、共青团、妇联、其他。"},
		[2]string{"没有计入的", "待确认、已驳回和已冲正的时长，缺席和未签退的报名，以及没有人服务的活动。"},
		[2]string{"导出号", "页脚和文件属性里的编号，可以在系统里查到是谁、什么时候、按什么条件导出的。"},
	)
}

// detailNotes stand below the hours one by one.
var detailNotes = []string{
	"注：1.每行是一条已确认的服务时长，按班次结束当天的日期排列；合计中的人数按人去重。",
	"　　2.志愿者姓名只显示第一个字。小时由分钟除以 60 得出，显示两位小数。",
}

// detailMeanings is the second sheet of the hours one by one.
var detailMeanings = [][2]string{
	{"统计范围", "填报单位及其下级实践站举办的活动中，已确认的服务时长，每条一行。"},
	{"日期", "班次结束当天的本地日期；跨过零点的班次计入结束的那一天。"},
	{"志愿者", "姓名只显示第一个字，其余以 * 代替；需要全名时请在系统里查看名单。"},
	{"条线", "活动主办队伍所属的条线：党组织、工会、共青团、妇联、其他。"},
	{"签到、签退", "实际签到和签退的时刻。服务时长只计班次时间以内的部分，所以可能短于两者之差。"},
	{"分钟", "经管理员确认的分钟数，不足一分钟的舍去。"},
	{"小时", "分钟数除以 60，显示两位小数。"},
	{"合计", "活动按活动去重，人数按人去重，人次是行数。"},
	{"导出号", "页脚和文件属性里的编号，可以在系统里查到是谁、什么时候、按什么条件导出的。"},
}
