package recurrence

import (
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/teambition/rrule-go"

	"practicestation/models"
)

// maxCount bounds COUNT: a day each, for a year.
const maxCount = 366

// fault is what is wrong with one part of a plan, before it is known where in the request that part stands.
type fault struct{ code, message string }

// The faults of a repetition rule.
var (
	malformed   = &fault{"rrule_malformed", "重复规则写得不对，请写成 FREQ=WEEKLY;BYDAY=MO,WE 这样，各部分用分号隔开且不重复。"}
	unsupported = &fault{"rrule_unsupported", "重复规则只能用 FREQ（DAILY、WEEKLY、MONTHLY、YEARLY）、INTERVAL、BYDAY、BYMONTHDAY、BYMONTH、BYSETPOS、WKST、COUNT、UNTIL；几点到几点请写在班次里。"}
	wrongNumber = &fault{"rrule_out_of_range", "重复规则里的数或日子不对：INTERVAL 和 COUNT 从 1 起，BYDAY 写 MO 到 SU（第几个写 1MO 到 5MO、-1MO），BYMONTHDAY 在 1 到 31 或 -31 到 -1 之间，BYMONTH 在 1 到 12 之间，UNTIL 要是有的日期。"}
	together    = &fault{"rrule_combination", "重复规则的几部分不能一起用：第几个星期几（如 1MO）和 BYSETPOS 只用在每月或每年的规则里，BYSETPOS 还要有 BYDAY 或 BYMONTHDAY，BYMONTHDAY 不用在每周的规则里；“每个”和“第几个”星期几要分成两条规则。"}
	dayMissing  = &fault{"rrule_day_missing", "没有写明是哪一天：每周的规则要有 BYDAY，每月的要有 BYDAY 或 BYMONTHDAY，每年的还要有 BYMONTH。“每月至少几次”这样的要求不是日程。"}
	endless     = &fault{"recurrence_endless", "重复规则没有尽头，请写明 COUNT、UNTIL 或系列的结束日期。"}
	tooLong     = &fault{"recurrence_too_long", "重复规则太长：从开始日期起最多两年，COUNT 最多 366 次。"}
	offTheTable = &fault{"recurrence_beyond_lunar_table", "农历和节气只能推算到 2100 年底，请把结束日期提前。"}
	never       = &fault{"recurrence_never", "按这条规则，起止日期之内没有一天，请检查规则和日期。"}
)

// pattern is the part of an RFC 5545 rule that says days. The times of day come from the shifts.
type pattern struct {
	option rrule.ROption
	count  int
	until  models.Date
}

var (
	frequencies = map[string]rrule.Frequency{"DAILY": rrule.DAILY, "WEEKLY": rrule.WEEKLY, "MONTHLY": rrule.MONTHLY, "YEARLY": rrule.YEARLY}
	weekdays    = map[string]rrule.Weekday{"MO": rrule.MO, "TU": rrule.TU, "WE": rrule.WE, "TH": rrule.TH, "FR": rrule.FR, "SA": rrule.SA, "SU": rrule.SU}
)

// parsePattern reads a rule's text strictly: what it does not know, or finds twice, it refuses.
func parsePattern(text string) (*pattern, *fault) {
	p := &pattern{option: rrule.ROption{Freq: -1, Interval: 1, Wkst: rrule.MO}}
	seen := map[string]bool{}
	for part := range strings.SplitSeq(strings.TrimPrefix(strings.ToUpper(text), "RRULE:"), ";") {
		name, value, found := strings.Cut(part, "=")
		if !found || seen[name] || value == "" {
			return nil, malformed
		}
		seen[name] = true
		if wrong := p.read(name, value); wrong != nil {
			return nil, wrong
		}
	}
	return p, p.check(seen)
}

func (p *pattern) read(name, value string) *fault {
	var known bool
	switch name {
	case "FREQ":
		if p.option.Freq, known = frequencies[value]; !known {
			return unsupported
		}
	case "INTERVAL":
		p.option.Interval, known = number(value, 1, maxCount)
	case "COUNT":
		count, err := strconv.Atoi(value)
		if p.count, known = count, err == nil && count > 0; known && count > maxCount {
			return tooLong
		}
	case "UNTIL":
		return p.readUntil(value)
	case "BYDAY":
		p.option.Byweekday, known = list(value, weekday)
	case "BYMONTHDAY":
		p.option.Bymonthday, known = list(value, func(one string) (int, bool) { return signed(one, 31) })
	case "BYMONTH":
		p.option.Bymonth, known = list(value, func(one string) (int, bool) { return number(one, 1, 12) })
	case "BYSETPOS":
		p.option.Bysetpos, known = list(value, func(one string) (int, bool) { return signed(one, 31) })
	case "WKST":
		p.option.Wkst, known = weekdays[value]
	default:
		return unsupported
	}
	if !known {
		return wrongNumber
	}
	return nil
}

// readUntil takes a date: with a time of day, floating or of another zone, it would be open which day is the last.
func (p *pattern) readUntil(value string) *fault {
	at, err := time.Parse("20060102", value)
	if err != nil && strings.Contains(value, "T") {
		return unsupported
	}
	if err != nil {
		return wrongNumber
	}
	p.until = models.Date(at.Format(time.DateOnly))
	return nil
}

// check says what makes the parts no rule together. Where RFC 5545 would take the day from the start, it wants it said:
// so a least number of times a month is not taken for a schedule.
func (p *pattern) check(seen map[string]bool) *fault {
	o := p.option
	isNth := func(day rrule.Weekday) bool { return day.N() != 0 }
	nth := slices.ContainsFunc(o.Byweekday, isNth)
	mixed := nth && slices.ContainsFunc(o.Byweekday, func(day rrule.Weekday) bool { return !isNth(day) }) // the library takes only days that are both
	monthly := o.Freq == rrule.MONTHLY || o.Freq == rrule.YEARLY
	anyDay := seen["BYDAY"] || seen["BYMONTHDAY"]
	switch {
	case o.Freq < 0, seen["COUNT"] && seen["UNTIL"]:
		return malformed
	case mixed, nth && !monthly, seen["BYSETPOS"] && (!monthly || !anyDay), seen["BYMONTHDAY"] && o.Freq == rrule.WEEKLY:
		return together
	case o.Freq == rrule.WEEKLY && !seen["BYDAY"], o.Freq == rrule.MONTHLY && !anyDay, o.Freq == rrule.YEARLY && (!anyDay || !seen["BYMONTH"]):
		return dayMissing
	}
	return nil
}

// days are the days of the rule in [from, last]. COUNT counts from the first day on that fits.
func (p *pattern) days(from, last models.Date) []models.Date {
	if !p.mayFall(from.In(time.UTC), last.In(time.UTC)) {
		return nil
	}
	option := p.option
	option.Dtstart, option.Count = from.In(time.UTC), p.count
	rule, err := rrule.NewRRule(option)
	if err != nil {
		return nil // the library refuses no more than check does; a rule without days is refused by the plan
	}
	var days []models.Date
	for next := rule.Iterator(); ; {
		at, more := next()
		day := models.DateOf(at, time.UTC)
		if !more || day > last {
			return days
		}
		days = append(days, day)
	}
}

// isOnlyWeekends reports whether the rule names Saturdays and Sundays alone.
func (p *pattern) isOnlyWeekends() bool {
	return len(p.option.Byweekday) > 0 && !slices.ContainsFunc(p.option.Byweekday, func(day rrule.Weekday) bool { return day.Day() < rrule.SA.Day() })
}

// isEveryWorkday reports whether the rule is for each working day: every week, all of Monday to Friday.
func (p *pattern) isEveryWorkday() bool {
	o := p.option
	if o.Freq != rrule.WEEKLY && o.Freq != rrule.DAILY || o.Interval != 1 || len(o.Bymonthday) > 0 || len(o.Byweekday) != 5 {
		return false
	}
	for day := range 5 {
		if !slices.ContainsFunc(o.Byweekday, func(w rrule.Weekday) bool { return w.Day() == day }) {
			return false
		}
	}
	return true
}

func list[T any](value string, read func(string) (T, bool)) ([]T, bool) {
	var all []T
	for one := range strings.SplitSeq(value, ",") {
		item, ok := read(one)
		if !ok || len(all) >= maxCount {
			return nil, false
		}
		all = append(all, item)
	}
	return all, true
}

func number(text string, least, most int) (int, bool) {
	n, err := strconv.Atoi(text)
	return n, err == nil && n >= least && n <= most
}

// signed reads a place from the start or, negative, from the end.
func signed(text string, most int) (int, bool) {
	n, ok := number(text, -most, most)
	return n, ok && n != 0
}

// weekday reads SA, 1SA or -1SA: in a month there are five of a weekday at most.
func weekday(text string) (rrule.Weekday, bool) {
	if len(text) < 2 {
		return rrule.Weekday{}, false
	}
	day, ok := weekdays[text[len(text)-2:]]
	if !ok || len(text) == 2 {
		return day, ok
	}
	n, ok := signed(text[:len(text)-2], 5)
	return day.Nth(n), ok
}
