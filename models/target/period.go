package target

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"practicestation/models"
)

// Period (考核周期) is how often a target is held against what was done.
type Period string

// The periods. A cumulative target counts from its first day on.
const (
	Week       Period = "week"
	Month      Period = "month"
	Quarter    Period = "quarter"
	Year       Period = "year"
	Cumulative Period = "cumulative"
)

// Periods lists all of them.
func Periods() []Period { return []Period{Week, Month, Quarter, Year, Cumulative} }

// months is how many months each of the periods has that are made of months.
func (p Period) months() int { return map[Period]int{Month: 1, Quarter: 3, Year: 12}[p] }

// mixes reports whether a condition of a target may be counted by another period than the target's: by months, quarters and years
// among each other, which hold each other whole, and from the first day on by all.
func (p Period) mixes(of Period) bool {
	return of == "" || of == p || of == Cumulative || p.months() > 0 && of.months() > 0
}

// days are some days in a row: [from, to).
type days struct{ from, to models.Date }

// within are those of the days that are among others.
func (d days) within(other days) days { return days{max(d.from, other.from), min(d.to, other.to)} }

func (d days) isEmpty() bool { return d.from >= d.to }

// Window is a whole period with its name: 2026-W48, 2026-11, 2026-Q4, 2026, or up to which day a cumulative one counts.
type Window struct {
	Code     string
	From, To models.Date // [From, To)
}

func (w Window) days() days { return days{w.From, w.To} }

// at is the period that a day lies in; the cumulative one ends with the day.
func (p Period) at(day models.Date, starts models.Date) Window {
	in := day.In(time.UTC)
	switch p {
	case Week:
		monday := day.Plus(-(int(in.Weekday()) + 6) % 7)
		year, week := in.ISOWeek()
		return Window{fmt.Sprintf("%d-W%02d", year, week), monday, monday.Plus(7)}
	case Cumulative:
		return Window{string(day), starts, day.Plus(1)}
	case Month, Quarter, Year:
	}
	first := time.Date(in.Year(), (in.Month()-1)/time.Month(p.months())*time.Month(p.months())+1, 1, 0, 0, 0, 0, time.UTC)
	code := map[Period]string{Month: first.Format("2006-01"), Quarter: fmt.Sprintf("%d-Q%d", first.Year(), int(first.Month())/3+1), Year: first.Format("2006")}[p]
	return Window{code, models.DateOf(first, time.UTC), models.DateOf(first.AddDate(0, p.months(), 0), time.UTC)}
}

// parse reads the name of a period; nothing but what at writes is one.
func (p Period) parse(code string, starts models.Date) (Window, bool) {
	day, fits := models.ParseDate(p.dayOf(code))
	if !fits {
		return Window{}, false
	}
	found := p.at(day, starts)
	return found, found.Code == code
}

// dayOf is some day of the period that is called so, as text that need not be a date.
func (p Period) dayOf(code string) string {
	switch p {
	case Week:
		year, week, _ := strings.Cut(code, "-W")
		number, _ := strconv.Atoi(week)
		fourth, fits := models.ParseDate(year + "-01-04") // always lies in the first week
		if !fits || number < 1 || number > 53 {
			return ""
		}
		return string(fourth.Plus(7 * (number - 1)))
	case Quarter:
		year, quarter, _ := strings.Cut(code, "-Q")
		number, _ := strconv.Atoi(quarter)
		return fmt.Sprintf("%s-%02d-01", year, 3*number-2)
	case Month:
		return code + "-01"
	case Year:
		return code + "-01-01"
	case Cumulative:
	}
	return code
}

// windows are the periods in which a condition is counted for a window of the target: those of its own period within the window,
// or the one that holds it.
func (p Period) windows(of Period, whole Window, starts models.Date) []Window {
	switch of {
	case "", p:
		return []Window{whole}
	case Cumulative:
		return []Window{of.at(whole.To.Plus(-1), starts)}
	case Week, Month, Quarter, Year:
	}
	var found []Window
	for day := whole.From; day < whole.To; day = found[len(found)-1].To {
		found = append(found, of.at(day, starts))
	}
	return found
}

// most is how many windows a condition has at most.
func (p Period) most(of Period) int {
	if of.months() == 0 || p.months() == 0 {
		return 1
	}
	return max(1, p.months()/of.months())
}

func (p Period) isKnown() bool { return slices.Contains(Periods(), p) }
