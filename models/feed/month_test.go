package feed_test

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"gorm.io/gorm"
	"gorm.io/gorm/logger"

	"practicestation/models"
	"practicestation/models/activity"
	"practicestation/models/feed"
	"practicestation/models/holiday"
)

// march asks for the whole of March 2026.
var march = feed.Wanted{From: "2026-03-01", To: "2026-04-01"}

func (w *world) days(who models.Actor, wanted feed.Wanted) ([]feed.Day, error) {
	return read(w, who, func(tx *models.Tx) ([]feed.Day, error) { return feed.Days(tx, wanted) })
}

// outline writes the days that hold something, one line each: 03 义诊[引导员 医生].
func (w *world) outline(who models.Actor, wanted feed.Wanted) []string {
	w.t.Helper()
	days, err := w.days(who, wanted)
	w.must(err)
	lines := []string{}
	for _, day := range days {
		for _, a := range day.Activities {
			var roles []string
			for _, shift := range a.Shifts {
				role := shift.Role
				if shift.EndsNextDay {
					role += "→"
				}
				if shift.Own != nil {
					role += "=" + string(shift.Own.Status)
				}
				roles = append(roles, role)
			}
			lines = append(lines, fmt.Sprintf("%s %s[%s]", day.Date[8:], a.Title, strings.Join(roles, " ")))
		}
	}
	return lines
}

func TestAShiftStandsOnTheDayOfItsStart(t *testing.T) {
	each(t, func(w *world) {
		w.publish(0, "巡逻", slot("晚班", at(3, 18, 0), at(4, 0, 0)), slot("夜班", at(3, 22, 0), at(4, 6, 0)), slot("早班", at(4, 6, 0), at(4, 12, 0)))
		w.publish(0, "义诊", slot("引导员", at(4, 0, 0), at(4, 1, 0)))
		w.publish(0, "跨月", slot("守夜", at(31, 23, 59), at(32, 6, 0)))
		want := []string{"03 巡逻[晚班 夜班→]", "04 巡逻[早班]", "04 义诊[引导员]", "31 跨月[守夜→]"}
		if difference := cmp.Diff(want, w.outline(models.Actor{}, march)); difference != "" {
			w.t.Error(difference)
		}
		if got := w.outline(models.Actor{}, feed.Wanted{From: "2026-04-01", To: "2026-04-02"}); len(got) != 0 {
			w.t.Errorf("the day after shows %q again", got)
		}
		days, err := w.days(models.Actor{}, march)
		w.must(err)
		if len(days) != 31 || days[0].Date != "2026-03-01" || days[30].Date != "2026-03-31" {
			w.t.Errorf("%d days from %s", len(days), days[0].Date)
		}
	})
}

func TestTheCalendarShowsWhatItsReaderMaySee(t *testing.T) {
	each(t, func(w *world) {
		w.draft(0, "草稿", slot("引导员", at(4, 9, 0), at(4, 11, 0)))
		w.withdraw(w.publish(0, "撤回", slot("引导员", at(5, 9, 0), at(5, 11, 0))))
		w.callOff(w.publish(0, "取消", slot("引导员", at(6, 9, 0), at(6, 11, 0))))
		w.publish(1, "邻站", slot("引导员", at(7, 9, 0), at(7, 11, 0)))
		change(w, w.manager, func(tx *models.Tx) (*activity.Activity, error) {
			return activity.Create(tx, activity.Input{
				StationID: w.stations[0].ID, TeamID: w.teams[0].ID, Title: "没有班次", Category: "其他", Place: "村口", StartsAt: at(8, 9, 0), EndsAt: at(9, 9, 0),
				DeclarationVersion: 1,
			})
		})
		public := []string{"06 取消[引导员]", "07 邻站[引导员]"}
		for _, who := range []models.Actor{{}, w.people[0]} {
			if difference := cmp.Diff(public, w.outline(who, march)); difference != "" {
				w.t.Error(difference)
			}
		}
		all := []string{"04 草稿[引导员]", "05 撤回[引导员]", "06 取消[引导员]", "07 邻站[引导员]", "08 没有班次[]"}
		for _, test := range []struct {
			wanted feed.Wanted
			want   []string
		}{
			{march, all},
			{feed.Wanted{From: march.From, To: march.To, OrganizationID: w.town.ID}, all},
			{feed.Wanted{From: march.From, To: march.To, OrganizationID: w.stations[1].ID}, all[3:4]},
			{feed.Wanted{From: march.From, To: march.To, StationID: w.stations[1].ID}, all[3:4]},
			{feed.Wanted{From: march.From, To: march.To, TeamID: w.teams[0].ID}, slices.Concat(all[:3], all[4:])},
			{feed.Wanted{From: "2026-03-05", To: "2026-03-06"}, all[1:2]},
		} {
			if difference := cmp.Diff(test.want, w.outline(w.manager, test.wanted)); difference != "" {
				w.t.Errorf("%+v: %s", test.wanted, difference)
			}
		}
	})
}

func TestTheCalendarShowsOnesOwnSignUps(t *testing.T) {
	each(t, func(w *world) {
		who, rival := w.people[0], w.people[1]
		seat := w.publish(0, "有座", slot("甲", at(3, 9, 0), at(3, 10, 0)), slot("乙", at(3, 10, 0), at(3, 11, 0)))
		queue := w.publish(0, "候补", slot("甲", at(4, 9, 0), at(4, 10, 0)))
		gone := w.publish(0, "退出", slot("甲", at(5, 9, 0), at(5, 10, 0)))
		off := w.publish(0, "停办", slot("甲", at(6, 9, 0), at(6, 10, 0)))
		w.signUp(who, seat)
		w.signUp(rival, seat)
		w.signUp(rival, queue)
		w.signUp(who, queue)
		w.cancel(who, w.signUp(who, gone))
		w.signUp(who, off)
		w.callOff(off)
		want := []string{"03 有座[甲=confirmed 乙]", "04 候补[甲=waitlisted]", "05 退出[甲=cancelled]", "06 停办[甲=cancelled_by_organizer]"}
		if difference := cmp.Diff(want, w.outline(who, march)); difference != "" {
			w.t.Error(difference)
		}
		mine := march
		mine.Mine = true
		want = []string{"03 有座[甲=confirmed]", "04 候补[甲=waitlisted]", "06 停办[甲=cancelled_by_organizer]"}
		if difference := cmp.Diff(want, w.outline(who, mine)); difference != "" {
			w.t.Error(difference)
		}
		if got := w.outline(models.Actor{}, mine); len(got) != 0 {
			w.t.Errorf("nobody's own are %q", got)
		}
		later := w.publish(0, "跨月", slot("甲", at(31, 9, 0), at(31, 10, 0)), slot("乙", at(32, 9, 0), at(32, 10, 0)))
		second := w.shifts(later)[1].ID
		change(w, who, func(tx *models.Tx) (*activity.SignUp, error) { return activity.SignUpSelf(tx, second, activity.Way{}) })
		w.exec("DELETE FROM shifts WHERE id = ?", w.shifts(later)[0].ID)
		if got := w.outline(who, mine); len(got) != 3 {
			w.t.Errorf("with a shift of the next month one's own are %q", got)
		}
	})
}

func TestTheCalendarHasBounds(t *testing.T) {
	each(t, func(w *world) {
		for _, test := range []struct {
			wanted feed.Wanted
			want   *models.Error
		}{
			{feed.Wanted{From: "2026-03-01", To: "2026-05-02"}, nil},
			{feed.Wanted{From: "2026-03-01", To: "2026-05-03"}, models.ErrInvalid},
			{feed.Wanted{From: "2026-03-01", To: "2026-03-01"}, models.ErrInvalid},
			{feed.Wanted{From: "2026-03-02", To: "2026-03-01"}, models.ErrInvalid},
			{feed.Wanted{From: "2026-03-01", To: "2026-03-02", OrganizationID: 999}, models.ErrInvalid},
		} {
			if _, err := w.days(models.Actor{}, test.wanted); test.want == nil && err != nil || test.want != nil && !models.IsCode(err, test.want) {
				w.t.Errorf("%+v: %v", test.wanted, err)
			}
		}
	})
}

// copies writes a published activity so many times, with so many shifts each.
func (w *world) copies(activities, shifts int) {
	w.t.Helper()
	from, to := at(10, 9, 0).UTC(), at(10, 11, 0).UTC()
	rows := make([]activity.Activity, activities)
	for i := range rows {
		rows[i] = activity.Activity{
			ID: int64(i + 1), StationID: w.stations[0].ID, TeamID: w.teams[0].ID, Title: "义诊", Category: "其他", Place: "村口", StartsAt: from, EndsAt: to, SignUpOpensAt: from,
			SignUpClosesAt: to, CancelClosesAt: to, Status: activity.Published, PublishedAt: &from, Version: 1, CreatedAt: from, UpdatedAt: from,
		}
	}
	slots := make([]activity.Shift, activities*shifts)
	for i := range slots {
		slots[i] = activity.Shift{ActivityID: int64(i/shifts + 1), Role: "甲", StartsAt: from, EndsAt: to, Capacity: 1, CodeSecret: []byte{1}, Version: 1, CreatedAt: from, UpdatedAt: from}
	}
	w.must(w.DB.Write(w.t.Context(), models.SystemActor("test"), func(tx *models.Tx) error {
		if err := tx.DB.CreateInBatches(rows, 500).Error; err != nil {
			return err
		}
		return tx.DB.CreateInBatches(slots, 500).Error
	}))
}

func TestAFullCalendarSaysSo(t *testing.T) {
	each(t, func(w *world) {
		w.copies(1000, 5)
		days, err := w.days(models.Actor{}, march)
		w.must(err)
		if got := len(days[9].Activities); got != 1000 {
			w.t.Errorf("%d activities", got)
		}
		w.exec("INSERT INTO shifts (activity_id, role, starts_at, ends_at, capacity, waitlist_capacity, confirmed, waitlisted, last_sequence, roster_version, " +
			"code_secret, version, created_at, updated_at) SELECT activity_id, role, starts_at, ends_at, 1, 0, 0, 0, 0, 1, code_secret, 1, created_at, updated_at FROM shifts WHERE id = 1")
		if _, err := w.days(models.Actor{}, march); !models.IsCode(err, feed.ErrTooLarge) {
			w.t.Errorf("5001 shifts: %v", err)
		}
		w.exec("DELETE FROM shifts WHERE id > 1")
		w.publish(0, "一个太多", slot("甲", at(11, 9, 0), at(11, 10, 0)))
		if _, err := w.days(models.Actor{}, march); !models.IsCode(err, feed.ErrTooLarge) {
			w.t.Errorf("1001 activities: %v", err)
		}
		mine := march
		mine.Mine = true
		if _, err := w.days(w.people[0], mine); err != nil {
			w.t.Errorf("one's own of 1001 activities: %v", err)
		}
	})
}

// counting is a logger that only counts the statements.
type counting struct {
	logger.Interface
	statements *int
}

// Trace counts one statement.
func (c counting) Trace(context.Context, time.Time, func() (string, int64), error) { *c.statements++ }

func TestAMonthTakesAsManyQueriesAsADay(t *testing.T) {
	each(t, func(w *world) {
		w.copies(300, 3)
		w.signUp(w.people[0], w.publish(0, "我的", slot("甲", at(3, 9, 0), at(3, 10, 0))))
		count := func(wanted feed.Wanted) (statements int) {
			_, err := read(w, w.people[0], func(tx *models.Tx) ([]feed.Day, error) {
				tx.DB = tx.DB.Session(&gorm.Session{Logger: counting{tx.DB.Logger, &statements}})
				return feed.Days(tx, wanted)
			})
			w.must(err)
			return statements
		}
		day, month := count(feed.Wanted{From: "2026-03-03", To: "2026-03-04", OrganizationID: w.town.ID}), count(feed.Wanted{From: march.From, To: march.To, OrganizationID: w.town.ID})
		if day != month || month > 6 {
			w.t.Errorf("%d queries for a day, %d for a month", day, month)
		}
	})
}

func TestTheCalendarMarksHolidays(t *testing.T) {
	each(t, func(w *world) {
		days, err := w.days(models.Actor{}, feed.Wanted{From: "2026-05-01", To: "2026-05-10"})
		w.must(err)
		if first := days[0]; first.Kind != holiday.Festival || first.Name != "劳动节" || !first.Off || !first.Known {
			w.t.Errorf("the first of May is %+v", first)
		}
		if ninth := days[8]; ninth.Kind != holiday.MakeUp || ninth.Off || days[5].Kind != holiday.Ordinary {
			w.t.Errorf("the ninth of May is %+v", ninth)
		}
		if first := days[0]; first.Lunar == nil || first.Lunar.String() != "三月十五" || days[4].Term != "立夏" {
			w.t.Errorf("the first of May is %v", days[0].Lunar)
		}
	})
}
