package filing

import (
	"fmt"
	"slices"
	"time"

	"practicestation/models"
)

// Span (报表期间) is how long the period of a report is.
type Span string

// The spans.
const (
	Month   Span = "month"
	Quarter Span = "quarter"
	Year    Span = "year"
)

// months is how many months each span has.
var months = map[Span]int{Month: 1, Quarter: 3, Year: 12}

// Period is the days of a report: a whole month, quarter or year from its first day on.
type Period struct {
	Span     Span
	StartsOn models.Date
}

// End is the first day after the period.
func (p Period) End() models.Date {
	return models.DateOf(p.StartsOn.In(time.UTC).AddDate(0, months[p.Span], 0), time.UTC)
}

// Code names the period in files: 2026-11, 2026-Q4, 2026.
func (p Period) Code() string {
	first := p.StartsOn.In(time.UTC)
	switch p.Span {
	case Month:
		return first.Format("2006-01")
	case Quarter:
		return fmt.Sprintf("%d-Q%d", first.Year(), (int(first.Month())+2)/3)
	case Year:
	}
	return first.Format("2006")
}

// InWords names the period as people write it.
func (p Period) InWords() string {
	first := p.StartsOn.In(time.UTC)
	switch p.Span {
	case Month:
		return fmt.Sprintf("%d年%d月", first.Year(), int(first.Month()))
	case Quarter:
		return fmt.Sprintf("%d年第%s季度", first.Year(), string([]rune("一二三四")[(int(first.Month())-1)/3]))
	case Year:
	}
	return fmt.Sprintf("%d年", first.Year())
}

// faults says what is wrong with a period: it begins with its span, and not in the future.
func (p Period) faults(today models.Date) models.Faults {
	var faults models.Faults
	first, fits := models.ParseDate(string(p.StartsOn))
	switch {
	case !slices.Contains([]Span{Month, Quarter, Year}, p.Span):
		faults.Add("period", "enum", "期间只能是 month、quarter 或 year。")
	case !fits:
		faults.Add("starts_on", "format", "起始日期要写成 2026-11-01 这样的日期。")
	case first.In(time.UTC).Day() != 1 || (int(first.In(time.UTC).Month())-1)%months[p.Span] != 0:
		faults.Add("starts_on", "first_day", "起始日期要是这个月、季度或年的第一天。")
	case first > today:
		faults.Add("starts_on", "future", "期间还没有开始，请等开始以后再填报。")
	}
	return faults
}
