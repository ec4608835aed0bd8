package lunar

var (
	monthNames = [...]string{"正月", "二月", "三月", "四月", "五月", "六月", "七月", "八月", "九月", "十月", "冬月", "腊月"}
	dayNames   = [...]string{
		"初一", "初二", "初三", "初四", "初五", "初六", "初七", "初八", "初九", "初十",
		"十一", "十二", "十三", "十四", "十五", "十六", "十七", "十八", "十九", "二十",
		"廿一", "廿二", "廿三", "廿四", "廿五", "廿六", "廿七", "廿八", "廿九", "三十",
	}
	stems    = [...]string{"甲", "乙", "丙", "丁", "戊", "己", "庚", "辛", "壬", "癸"}
	branches = [...]string{"子", "丑", "寅", "卯", "辰", "巳", "午", "未", "申", "酉", "戌", "亥"}
)

// String is the date without its year as people say it: 正月十五, 闰六月初一.
func (d Date) String() string { return d.MonthName() + d.DayName() }

// MonthName is the month as people say it: 正月, 闰六月, 腊月.
func (d Date) MonthName() string {
	if d.Month < 1 || d.Month > len(monthNames) {
		return ""
	}
	if d.Leap {
		return "闰" + monthNames[d.Month-1]
	}
	return monthNames[d.Month-1]
}

// DayName is the day of the month as people say it: 初一, 十五, 廿九.
func (d Date) DayName() string {
	if d.Day < 1 || d.Day > len(dayNames) {
		return ""
	}
	return dayNames[d.Day-1]
}

// YearName is the lunar year by its stem and branch: 丙午.
func (d Date) YearName() string {
	at := ((d.Year-4)%60 + 60) % 60 // the year 4 was a 甲子
	return stems[at%10] + branches[at%12]
}
