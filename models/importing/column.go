package importing

import (
	"fmt"
	"maps"
	"slices"
	"strings"
	"unicode/utf8"

	"practicestation/models"
)

// column is one column of a kind of file.
type column struct {
	head     string
	required bool
	number   bool   // may be a number; everything else is text, so that no digit is lost
	member   string // what the rules call it
	words    string // which list of the dictionary it is chosen from, empty for free text
	typed    bool   // what is not in the list may be typed too, as a code
	mask     func(string) string
	comment  string
	example  string
}

// The lists that a column may be chosen from.
const (
	teamWords         = "队伍"
	organizationWords = "阵地"
	affiliationWords  = "条线"
	shiftWords        = "班次"
	declarationWords  = "声明"
)

// declared is what somebody writes who answers for past hours.
const declared = "属实"

// exampleMark begins the row of the template that shows how to fill it in.
const exampleMark = "（示例）"

var (
	nameColumn  = column{head: "姓名", required: true, member: "name", mask: models.MaskName, comment: "与证件一致，少数民族姓名的间隔号写“·”。", example: exampleMark + "张三丰"}
	phoneColumn = column{head: "手机号", required: true, member: "phone", mask: models.MaskPhone, comment: "11 位手机号。这一列要保持文本格式。", example: "13800000000"}
)

// columns lists the kind's columns in the order of the template.
func (k Kind) columns() []column {
	team := column{head: "队伍", member: "team_id", words: teamWords, comment: "从下拉里选。", example: "东街志愿服务队"}
	switch k {
	case Volunteers:
		team.comment = "同时邀请加入的队伍，可以不填。"
		return []column{nameColumn, phoneColumn, team}
	case Members:
		team.required = true
		return []column{nameColumn, phoneColumn, team}
	case Teams:
		return []column{
			{head: "队伍名称", required: true, member: "name", comment: "1 到 50 个字。", example: exampleMark + "东街理发队"},
			{head: "所属阵地", member: "organization_id", words: organizationWords, comment: "从下拉里选；不填就是本次导入的组织。", example: "东街社区新时代文明实践站"},
			{head: "条线", required: true, member: "affiliation", words: affiliationWords, comment: "从下拉里选。", example: "党组织"},
			{head: "类别", required: true, member: "category", comment: "这支队伍做什么，如便民服务。", example: "便民服务"},
		}
	case PastHours:
		return []column{
			nameColumn, phoneColumn,
			{head: "班次", required: true, member: "shift_id", words: shiftWords, comment: "从下拉里选；最前面的数字是班次的编号。", example: "12 社区义诊 2026-03-01 09:00 引导员"},
			{head: "分钟数", required: true, number: true, member: "minutes", comment: "整数，不能超过班次的时长。", example: "90"},
			{head: "依据", required: true, member: "evidence", comment: "如签到表编号、照片存放处、证明人。", example: "纸质签到表第 3 页"},
			{head: "依据网址", member: "evidence_url", comment: "可以不填。", example: "https://example.org/3.jpg"},
			{head: "声明", required: true, member: "declared", words: declarationWords, comment: "选“属实”，表示所填内容真实并愿意承担责任。", example: declared},
		}
	case Populations:
		return []column{
			{head: "阵地", member: "organization_id", words: organizationWords, typed: true, comment: "从下拉里选，也可以填 12 位区划代码；不填就是本次导入的组织。", example: exampleMark + "东街社区新时代文明实践站"},
			{head: "年份", required: true, number: true, member: "year", comment: "四位整数，不晚于今年。", example: "2026"},
			{head: "常住人口", required: true, number: true, member: "residents", comment: "整数，单位是人。", example: "3280"},
			{head: "数据来源", required: true, member: "source", comment: "如“2025年统计年鉴”，最多 100 个字。", example: "2025年统计年鉴"},
		}
	}
	return nil
}

// column finds a column of the kind by its head.
func (k Kind) column(head string) (column, bool) {
	for _, c := range k.columns() {
		if c.head == head {
			return c, true
		}
	}
	return column{}, false
}

// longestValue bounds one cell.
const longestValue = 1000

// row is one line of a file with what is wrong with it.
type row struct {
	line
	kind   Kind
	at     map[string]int
	faults []Fault
}

// value is what stands in a column, empty where the file lacks it.
func (r *row) value(head string) string { return r.cell(head).text }

func (r *row) cell(head string) cell {
	if i, there := r.at[head]; there && i < len(r.cells) {
		return r.cells[i]
	}
	return cell{}
}

// fail notes what is wrong with a cell.
func (r *row) fail(c column, code, message string) {
	place := int64(r.at[c.head] + 1)
	r.faults = append(r.faults, Fault{Row: int64(r.number), Column: place, Head: c.head, Code: code, Message: message, MaskedValue: c.masked(r.value(c.head))})
}

func (c *column) masked(value string) string {
	if c.mask != nil {
		value = c.mask(value)
	}
	if utf8.RuneCountInString(value) > 40 {
		value = string([]rune(value)[:40]) + "…"
	}
	return value
}

// check looks at each cell by itself. What looks like a formula and is the name of something to choose from is that name.
func (r *row) check(known *choices) {
	r.checkHeadless()
	for _, c := range r.kind.columns() {
		one := r.cell(c.head)
		spoiled, code, message := one.nature.fault(c.number)
		switch {
		case spoiled:
			r.fail(c, code, message)
		case one.text == "" && c.required:
			r.fail(c, "required", "“"+c.head+"”必须填写。")
		case one.text != "" && strings.ContainsRune("=+-@＝＋－＠", firstRune(one.text)) && !known.offers(c.words, one.text):
			r.fail(c, "cell_formula", "内容以 "+string(firstRune(one.text))+" 开头，像公式，请去掉这个符号。")
		case utf8.RuneCountInString(one.text) > longestValue:
			r.fail(c, "length", fmt.Sprintf("内容太长，最多 %d 个字。", longestValue))
		}
	}
}

// checkHeadless notes the first cell with something in it and no head above it: a comma within a number has moved the columns, or what
// stands there was meant for one of them. Since nobody knows what it is, it is masked like a phone.
func (r *row) checkHeadless() {
	headed := slices.Collect(maps.Values(r.at))
	for i, one := range r.cells {
		if one == (cell{}) || slices.Contains(headed, i) {
			continue
		}
		r.faults = append(r.faults, Fault{
			Row: int64(r.number), Column: int64(i + 1), Code: "cell_without_head", MaskedValue: phoneColumn.masked(one.text),
			Message: "这一格上面没有表头，不知道该导入到哪里。数字里的千分位逗号请去掉；多出来的内容请删掉，或放到有表头的列里。",
		})
		return
	}
}

// fault says why what a cell is keeps it from being taken for what somebody has written. A cell without a fault may be a number
// only where the column takes one.
func (n nature) fault(takesNumbers bool) (spoiled bool, code, message string) {
	switch n {
	case unreadable:
		return true, "cell_broken", "这一格里有读不出来的字，请重新填写。"
	case failing:
		return true, "cell_error", "这一格是错误值，如 #N/A。请改成填好的内容。"
	case calculated:
		return true, "cell_formula", "这一格是公式，请改成填好的文字或数字（复制后选择性粘贴为值）。"
	case logical:
		return true, "cell_boolean", "这一格是逻辑值 TRUE 或 FALSE，不是文字。请把这一列设为文本，再重新填写。"
	case dated:
		return true, "cell_date", "这一格是日期或时间。请把这一列设为文本，再重新填写；要填数字的，请把格式改成“常规”。"
	case numeric:
		return !takesNumbers, "cell_numeric", "这一格是数字，可能已经丢了数位。请把这一列设为文本，再重新填写。"
	case merged:
		return true, "cell_merged", "这一格和别的格合并了，不知道每一行各是什么。请取消合并，每一行都填写完整。"
	case plain:
	}
	return false, "", ""
}

func firstRune(text string) rune {
	first, _ := utf8.DecodeRuneInString(text)
	return first
}

// bad reports whether anything is wrong with the row.
func (r *row) bad() bool { return len(r.faults) > 0 }

// sound reports whether nothing is known to be wrong with a cell.
func (r *row) sound(head string) bool {
	return !slices.ContainsFunc(r.faults, func(f Fault) bool { return f.Head == head })
}

// note notes faults at the columns that they name, and reports whether there is such a column. A cell says what was found wrong
// with it first: what follows from that would only confuse.
func (r *row) note(faults models.Faults) (placed bool) {
	for _, fault := range faults {
		for _, c := range r.kind.columns() {
			if c.member != fault.Field {
				continue
			}
			if placed = true; r.sound(c.head) {
				r.fail(c, fault.Code, fault.Message)
			}
		}
	}
	return placed
}

// refuse notes what a rule has refused, at the columns that it names, or at the first one. It reports whether the error was a
// refusal at all.
func (r *row) refuse(err error) bool {
	refusal, is := refusalOf(err)
	if !is {
		return false
	}
	if !r.note(refusal.Fields) {
		r.fail(r.kind.columns()[0], refusal.Code, refusal.Message)
	}
	return true
}
