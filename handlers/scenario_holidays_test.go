package handlers_test

import (
	"os"
	"strings"
	"testing"
)

// nextNotice is a file for 2027 with what a notice cannot lack, a day off in lieu in the year before, and a Saturday worked.
const nextNotice = `date,weekday,name,day_type,kind,notice_year,notice_url
2026-12-31,星期四,元旦,off,调休放假,2027,
2027-01-01,星期五,元旦,off,放假,2027,
2027-02-06,星期六,春节,off,放假,2027,
2027-02-20,星期六,春节,work,调休上班,2027,
2027-04-05,星期一,清明节,off,放假,2027,
2027-05-01,星期六,劳动节,off,放假,2027,
2027-06-09,星期三,端午节,off,放假,2027,
2027-09-15,星期三,中秋节,off,放假,2027,
2027-10-01,星期五,国庆节,off,放假,2027,
`

// otherNotice is one for this year, with Thursday, 12 March off.
const otherNotice = `date,weekday,name,day_type,kind,notice_year,notice_url
2026-01-01,星期四,元旦,off,放假,2026,
2026-02-17,星期二,春节,off,放假,2026,
2026-03-12,星期四,植树节,off,放假,2026,
2026-04-05,星期日,清明节,off,放假,2026,
2026-05-01,星期五,劳动节,off,放假,2026,
2026-06-19,星期五,端午节,off,放假,2026,
2026-09-25,星期五,中秋节,off,放假,2026,
2026-10-01,星期四,国庆节,off,放假,2026,
`

func TestHolidaysOfTheKnownYears(t *testing.T) {
	t.Parallel()
	eachApp(t, func(t *testing.T, a *app) {
		this := a.as(nobody).get("/holidays").must(200)
		if this.value("year") != float64(2026) || this.length("items") != 39 || this.text("known_through") != "2026-12-31" || !strings.HasPrefix(this.text("notice_url"), "https://www.gov.cn/") {
			t.Errorf("this year: %s", this.body)
		}
		a.run([]scenario{
			{name: "the year before begins in December", who: a.as(nobody), method: "GET", path: "/holidays?year=2023", status: 200, has: `{"date":"2022-12-31","kind":"holiday","name":"元旦","off":true,"weekday":6}`},
			{name: "not known", who: a.as(nobody), method: "GET", path: "/holidays?year=2027", status: 200, has: `"items":[],"known":false,"known_through":"2026-12-31","notice_url":null`},
			{name: "no such year", who: a.as(nobody), method: "GET", path: "/holidays?year=1999", status: 422, code: "invalid_request"},
			{name: "no year", who: a.as(nobody), method: "GET", path: "/holidays?year=今年", status: 422, code: "invalid_request"},
		})
	})
}

func TestCalendarPage(t *testing.T) {
	t.Parallel()
	eachApp(t, func(t *testing.T, a *app) {
		page := a.as(nobody).get("/calendar-days?from=2026-01-01&to=2027-01-02").must(200)
		if page.length("items") != 366 {
			t.Errorf("%d days", page.length("items"))
		}
		a.run([]scenario{
			{name: "a festival", who: a.as(nobody), method: "GET", path: "/calendar-days?from=2026-02-17&to=2026-02-18", status: 200, has: `"holiday":"春节"`},
			{name: "its lunar date", who: a.as(nobody), method: "GET", path: "/calendar-days?from=2026-02-17&to=2026-02-18", status: 200, has: `"day_name":"初一","leap":false,"month":1,"month_name":"正月","text":"正月初一","year":2026,"year_name":"丙午"`},
			{name: "a solar term", who: a.as(nobody), method: "GET", path: "/calendar-days?from=2026-04-05&to=2026-04-06", status: 200, has: `"solar_term":"清明","weekday":7`},
			{name: "a Saturday that is worked", who: a.as(nobody), method: "GET", path: "/calendar-days?from=2026-02-14&to=2026-02-15", status: 200, has: `"kind":"make_up","known":true`},
			{name: "a weekend that nobody has announced", who: a.as(nobody), method: "GET", path: "/calendar-days?from=2027-01-02&to=2027-01-03", status: 200, has: `"holiday":null,"kind":"ordinary","known":false`},
			{name: "a leap month", who: a.as(nobody), method: "GET", path: "/calendar-days?from=2025-07-25&to=2025-07-26", status: 200, has: `"text":"闰六月初一"`},
			{name: "before the lunar table", who: a.as(nobody), method: "GET", path: "/calendar-days?from=1999-12-31&to=2000-01-01", status: 200, has: `"lunar":null,"off":false,"solar_term":null`},
			{name: "four hundred days", who: a.as(nobody), method: "GET", path: "/calendar-days?from=2026-01-01&to=2027-02-05", status: 200, has: `"2027-02-04"`},
			{name: "one more", who: a.as(nobody), method: "GET", path: "/calendar-days?from=2026-01-01&to=2027-02-06", status: 422, code: "invalid_request", has: `"field":"to","code":"range"`},
			{name: "none", who: a.as(nobody), method: "GET", path: "/calendar-days?from=2026-01-01&to=2026-01-01", status: 422, code: "invalid_request", has: `"field":"to","code":"order"`},
			{name: "without an end", who: a.as(nobody), method: "GET", path: "/calendar-days?from=2026-01-01", status: 422, code: "invalid_request"},
			{name: "no date", who: a.as(nobody), method: "GET", path: "/calendar-days?from=2026-02-30&to=2026-03-01", status: 422, code: "invalid_request"},
		})
	})
}

func TestImportOfHolidays(t *testing.T) {
	t.Parallel()
	shipped, err := os.ReadFile("../testdata/holidays.csv")
	if err != nil {
		t.Fatal(err)
	}
	eachApp(t, func(t *testing.T, a *app) {
		admin := a.as(centerAdmin)
		wrong := strings.NewReplacer("2027-04-05,星期一", "2027-04-05,星期二", "2027-05-01,星期六,劳动节,off", "2027-05-01,星期六,劳动节,rest").Replace(nextNotice)
		a.run([]scenario{
			{name: "bad rows", who: admin, path: "/holidays/import", body: object{"csv": wrong}, status: 422, code: "holidays_invalid", has: `"field":"csv:6:weekday"`},
			{name: "all of them", who: admin, path: "/holidays/import", body: object{"csv": wrong}, status: 422, code: "holidays_invalid", has: `"field":"csv:7:day_type"`},
			{name: "half a file", who: admin, path: "/holidays/import", body: object{"csv": nextNotice[:300]}, status: 422, code: "holidays_invalid"},
			{name: "no file", who: admin, path: "/holidays/import", body: object{"csv": ""}, status: 422, code: "invalid_request", has: `"field":"csv"`},
			{name: "too long a file", who: admin, path: "/holidays/import", body: object{"csv": strings.Repeat("x", 200_001)}, status: 422, code: "invalid_request", has: `"field":"csv"`},
			{name: "by a town", who: a.as(townAdmin), path: "/holidays/import", body: object{"csv": nextNotice}, status: 403, code: "permission_missing"},
			{name: "rehearsed by a town", who: a.as(townAdmin), path: "/holidays/import/dry-run", body: object{"csv": nextNotice}, status: 403, code: "permission_missing"},
			{name: "bad rows, rehearsed", who: admin, path: "/holidays/import/dry-run", body: object{"csv": wrong}, status: 422, code: "holidays_invalid", has: `"field":"csv:6:weekday"`},
			{name: "rehearsed", who: admin, path: "/holidays/import/dry-run", body: object{"csv": nextNotice}, status: 200, has: `"changed":true,"make_up_days":1,"off_days":8,"year":2027`},
			{name: "imported", who: admin, path: "/holidays/import", body: object{"csv": nextNotice}, status: 200, has: `{"items":[{"changed":true,"make_up_days":1,"off_days":8,"year":2027}]}`},
			{name: "again", who: admin, path: "/holidays/import", body: object{"csv": nextNotice}, status: 200, has: `"changed":false`},
			{name: "what the program ships", who: admin, path: "/holidays/import", body: object{"csv": string(shipped)}, status: 200, has: `{"changed":false,"make_up_days":6,"off_days":33,"year":2026}`},
			{name: "known now", who: a.as(nobody), method: "GET", path: "/holidays?year=2027", status: 200, has: `"known":true,"known_through":"2027-12-31"`},
			{name: "the day before the year", who: a.as(nobody), method: "GET", path: "/calendar-days?from=2026-12-31&to=2027-01-01", status: 200, has: `"kind":"in_lieu"`},
		})
		if told := admin.get("/audit-entries?limit=1").must(200); !strings.Contains(string(told.body), "holidays.import") {
			t.Errorf("the audit has %s", told.body)
		}
	})
}

// TestAHolidayImportSaysFirstWhatItDoes: whose days change, and whom it would tell what.
func TestAHolidayImportSaysFirstWhatItDoes(t *testing.T) {
	t.Parallel()
	eachApp(t, func(t *testing.T, a *app) {
		made := a.as(manager).post("/series", a.ruled("FREQ=WEEKLY;BYDAY=TH;COUNT=3").with("holiday_policy", "skip")).must(201)
		list := a.as(nobody).get("/activities?series_id=" + made.id() + "&from=2026-03-12").must(200)
		a.volunteer("张三").signUp(list.text("items.0.shifts.0.id"))
		would := a.as(centerAdmin).post("/holidays/import/dry-run", object{"csv": otherNotice}).must(200)
		if would.every("series", "series_id") != made.id() || would.text("series.0.days_changed") != "1" || would.text("series.0.changes.0.outcome") != "kept" ||
			would.text("series.0.changes.0.occurrence_on") != "2026-03-12" || would.every("effects", "name") != "张三" || would.text("series_left_out") != "0" {
			t.Errorf("it would do %s", would.body)
		}
		if known := a.as(nobody).get("/holidays?year=2026").must(200); known.length("items") != 39 {
			t.Error("the dry run has imported the holidays")
		}
	})
}
