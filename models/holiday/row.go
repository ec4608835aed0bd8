package holiday

import (
	"fmt"
	"net/url"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"

	"practicestation/models"
	"practicestation/models/lunar"
)

// firstNotice is the first year whose notice has all seven festivals; 清明, 端午 and 中秋 were no holidays before.
const firstNotice = 2008

// maxName and maxURL are what the columns hold.
const (
	maxName = 30
	maxURL  = 200
)

// rowOf reads one line and notes all that is wrong with it.
func rowOf(place string, cells []string, at map[string]int) row {
	r := row{place: place}
	texts := map[string]string{}
	for _, column := range []string{"date", "weekday", "name", "day_type", "kind", "notice_year", "notice_url"} {
		if i, there := at[column]; there {
			texts[column] = strings.TrimSpace(cells[i])
		}
		// A spreadsheet would run it as a formula, and no cell of a notice begins like this.
		if text := texts[column]; text != "" && strings.ContainsAny(text[:1], "=+-@") {
			r.add(column, "formula", "单元格以 "+text[:1]+" 开头，像公式，请改成文字或日期。")
		}
	}
	if len(r.faults) > 0 {
		return r
	}
	r.readDay(texts["date"], texts["weekday"])
	r.readNotice(texts["notice_year"], texts["notice_url"])
	r.readKind(texts["day_type"], texts["kind"])
	r.readName(texts["name"])
	return r
}

// dateForms are how people and spreadsheets write a date; the first is how the program does.
var dateForms = []string{time.DateOnly, "2006-1-2", "2006/1/2", "2006年1月2日"}

var weekdays = [...]string{"星期日", "星期一", "星期二", "星期三", "星期四", "星期五", "星期六"}

func (r *row) readDay(date, weekday string) {
	day, ok := parseDay(date)
	if !ok {
		r.add("date", "date", "日期要写成 2027-01-01 的样子，并且真有这一天。")
		return
	}
	r.Day = day
	if want := weekdays[day.Weekday()]; weekday != "" && weekday != want && weekday != strings.Replace(want, "星期", "周", 1) {
		r.add("weekday", "weekday", string(day)+" 是"+want+"，这里写的是别的，请核对日期。")
	}
}

func parseDay(text string) (models.Date, bool) {
	for _, form := range dateForms {
		if at, err := time.Parse(form, text); err == nil {
			return models.DateOf(at, time.UTC), true
		}
	}
	return "", false
}

func (r *row) readNotice(year, address string) {
	number, err := strconv.Atoi(year)
	if err != nil || number < firstNotice || number > lunar.LastYear {
		r.add("notice_year", "notice_year", fmt.Sprintf("通知年份要是 %d 到 %d 的四位数字。", firstNotice, lunar.LastYear))
		return
	}
	r.NoticeYear = number
	// A notice begins with the weekend before New Year's Day at the earliest, and ends with its year.
	if from := models.Date(fmt.Sprintf("%d-12-20", number-1)); r.Day != "" && (r.Day < from || r.Day.In(time.UTC).Year() > number) {
		r.add("date", "outside_notice", fmt.Sprintf("%d 年的通知只管 %s 到 %d-12-31，请核对日期和年份。", number, from, number))
	}
	if r.url = address; address != "" && !webAddress(address) {
		r.add("notice_url", "notice_url", fmt.Sprintf("通知网址要以 http:// 或 https:// 开头，最多 %d 个字符。", maxURL))
	}
}

func webAddress(text string) bool {
	address, err := url.Parse(text)
	return err == nil && (address.Scheme == "http" || address.Scheme == "https") && address.Host != "" && utf8.RuneCountInString(text) <= maxURL
}

// kindNames are how a file writes the kinds.
var kindNames = map[string]Kind{"放假": Festival, "调休放假": InLieu, "调休上班": MakeUp}

func (r *row) readKind(dayType, kind string) {
	switch dayType {
	case "off":
		r.Kind = Festival
	case "work":
		r.Kind = MakeUp
	default:
		r.add("day_type", "day_type", "day_type 只能是 off（放假）或 work（上班）。")
		return
	}
	if kind != "" {
		named, known := kindNames[kind]
		if !known || (named == MakeUp) != (r.Kind == MakeUp) {
			r.add("kind", "kind", "kind 只能是放假、调休放假（off）或调休上班（work），并与 day_type 一致。")
			return
		}
		r.Kind = named
	}
	if r.Kind == MakeUp && r.Day != "" && !weekend(r.Day.Weekday()) {
		r.add("day_type", "work_on_weekday", string(r.Day)+" 是"+weekdays[r.Day.Weekday()]+"，本来就上班；调休上班只在周末，请核对日期。")
	}
}

func (r *row) readName(name string) {
	clean, ok := models.CleanName(name)
	if !ok || utf8.RuneCountInString(clean) > maxName {
		r.add("name", "name", fmt.Sprintf("节日名称要有 1 到 %d 个字。", maxName))
		return
	}
	r.Name = clean
}
