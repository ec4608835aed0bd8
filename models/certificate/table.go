package certificate

import (
	"fmt"
	"strconv"

	"practicestation/models/paper"
)

// column is one column of the table of records.
type column struct {
	head    string
	width   float64
	numbers bool
}

// columns fill the sheet from margin to margin.
var columns = [...]column{
	{head: "序号", width: 26, numbers: true},
	{head: "日期", width: 54},
	{head: "活动名称", width: 112},
	{head: "地点", width: 82},
	{head: "服务内容", width: 74},
	{head: "组织队伍", width: 52},
	{head: "负责人", width: 36},
	{head: "小时", width: 31, numbers: true},
}

// The measures of the table, in points.
const (
	tableTop  = 104.0
	tableEnd  = 764.0
	cellSize  = 8.5
	leading   = 11.5
	padding   = 3.0
	headLines = leading + 2*padding + 2
)

// row is one record, broken into the lines of each cell.
type row struct {
	cells  [len(columns)][]string
	height float64
}

// cells are what the record's row shows.
func (r *Record) cells(serial int) []string {
	content := r.Category
	if r.Role != "" {
		content += "：" + r.Role
	}
	return []string{
		strconv.Itoa(serial), string(r.ServedOn), oneLine(r.Title), oneLine(r.Place), oneLine(content),
		oneLine(r.TeamName), oneLine(r.LeaderName), Hours(r.Minutes),
	}
}

// pages breaks the records into sheets.
func (f *Full) pages(sheet *paper.Document) [][]row {
	var pages [][]row
	room := 0.0
	for i := range f.Records {
		one := row{}
		for j, text := range f.Records[i].cells(i + 1) {
			one.cells[j] = sheet.Wrap(text, cellSize, columns[j].width-2*padding)
			one.height = max(one.height, float64(len(one.cells[j]))*leading+2*padding)
		}
		if room < one.height {
			pages, room = append(pages, nil), tableEnd-tableTop-headLines
		}
		last := len(pages) - 1
		pages[last], room = append(pages[last], one), room-one.height
	}
	return pages
}

// records is one sheet of the table, with its head; the last one adds everything up.
func (f *Full) records(sheet *paper.Document, rows []row, serial int, last bool) {
	sheet.AddPage()
	sheet.Centered(paper.Width/2, 68, 16, "志愿服务记录")
	name, issuer := "姓名："+f.VolunteerName, "记录单位："+f.IssuerName
	size := min(sheet.Fit(name, 10, 230), sheet.Fit(issuer, 10, 230))
	sheet.Text(left, 94, size, name)
	sheet.Right(right, 94, size, issuer)
	head := row{height: headLines}
	for i := range columns {
		head.cells[i] = []string{columns[i].head}
	}
	sheet.Line(left, tableTop, right, tableTop, 0.5)
	y := draw(sheet, head, tableTop)
	for _, one := range rows {
		y = draw(sheet, one, y)
	}
	if last {
		sheet.Right(right-padding, y+16, 10, fmt.Sprintf("合计 %d 次，%d 分钟，%s 小时（由分钟合计换算）", serial+len(rows), f.Minutes, Hours(f.Minutes)))
	}
}

// draw draws one row with its borders and gives where it ends.
func draw(sheet *paper.Document, one row, y float64) float64 {
	x, bottom := left, y+one.height
	for i, lines := range one.cells {
		sheet.Line(x, y, x, bottom, 0.4)
		for j, line := range lines {
			baseline := y + padding + cellSize + float64(j)*leading
			if columns[i].numbers {
				sheet.Right(x+columns[i].width-padding, baseline, cellSize, line)
				continue
			}
			sheet.Text(x+padding, baseline, cellSize, line)
		}
		x += columns[i].width
	}
	sheet.Line(right, y, right, bottom, 0.4)
	sheet.Line(left, bottom, right, bottom, 0.4)
	return bottom
}
