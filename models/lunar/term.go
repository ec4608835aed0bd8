package lunar

import (
	"fmt"
	"slices"
	"strconv"

	"practicestation/models"
)

// Term (节气) is one of the 24 solar terms by its place in the civil year: 0 is 小寒 early in January, 23 is 冬至 in December.
type Term int

var termNames = [...]string{
	"小寒", "大寒", "立春", "雨水", "惊蛰", "春分", "清明", "谷雨", "立夏", "小满", "芒种", "夏至",
	"小暑", "大暑", "立秋", "处暑", "白露", "秋分", "寒露", "霜降", "立冬", "小雪", "大雪", "冬至",
}

// Terms lists the solar terms in the order of the civil year.
func Terms() []Term {
	all := make([]Term, len(termNames))
	for i := range all {
		all[i] = Term(i)
	}
	return all
}

// TermNamed is the solar term with this Chinese name, or false when there is none.
func TermNamed(name string) (Term, bool) {
	at := slices.Index(termNames[:], name)
	return Term(at), at >= 0
}

// String is the Chinese name of the term, and empty for a number that is none.
func (t Term) String() string {
	if !t.valid() {
		return ""
	}
	return termNames[t]
}

func (t Term) valid() bool { return t >= 0 && int(t) < len(termNames) }

// SolarTerm is the civil day on which the term begins in the civil year, or false when the table does not reach the year.
func SolarTerm(year int, term Term) (models.Date, bool) {
	if year < FirstYear || year > LastYear || !term.valid() {
		return "", false
	}
	day, _ := strconv.ParseInt(table[year-firstTabled].terms[term:term+1], 36, 0)
	return models.Date(fmt.Sprintf("%04d-%02d-%02d", year, term/2+1, day)), true
}

// TermOn is the solar term that begins on the civil day, or false when none does.
func TermOn(day models.Date) (Term, bool) {
	if !covers(day) {
		return 0, false
	}
	year, _ := strconv.Atoi(string(day[:4]))
	number, _ := strconv.Atoi(string(day[5:7]))
	for term := Term(number*2 - 2); term < Term(number*2); term++ {
		if on, _ := SolarTerm(year, term); on == day {
			return term, true
		}
	}
	return 0, false
}
