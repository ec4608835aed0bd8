package feed

import (
	"bytes"
	"fmt"
	"strconv"
	"strings"
	"time"

	ics "github.com/arran4/golang-ical"
)

// Publisher is who gives calendars out: the installation's own name in the ids of events, which must never change or every
// phone shows everything twice, and the address of an activity's page.
type Publisher struct {
	Installation string
	PageOf       func(activityID int64) string
}

const (
	localForm = "20060102T150405"
	alarm     = "-PT2H"
	refreshed = "PT1H" // REFRESH-INTERVAL is left out: some phones refuse the whole file for it
)

// ICalendar writes the calendar by RFC 5545. The bytes change only when the events do.
func (c *Calendar) ICalendar(by Publisher) ([]byte, error) {
	written := ics.NewCalendarFor("practice-station")
	written.SetProductId("-//practice-station//practice-station//ZH")
	written.SetCalscale("GREGORIAN")
	written.SetXWRCalName(shown(c.Name))
	written.SetXPublishedTTL(refreshed)
	write := func(e *ics.VEvent, property ics.ComponentProperty, at time.Time) {
		e.SetProperty(property, at.UTC().Format(localForm+"Z"))
	}
	if offset, ok := c.offset(); ok {
		name := c.zone.String()
		written.SetXWRTimezone(name)
		written.AddVTimezone(timezone(name, offset))
		write = func(e *ics.VEvent, property ics.ComponentProperty, at time.Time) {
			e.SetProperty(property, at.In(c.zone).Format(localForm), ics.WithTZID(name))
		}
	}
	for i := range c.events {
		c.events[i].writeTo(written, c.own, by, write)
	}
	var text bytes.Buffer
	err := written.SerializeTo(&text, ics.WithNewLineWindows)
	return text.Bytes(), err
}

// offset is the zone's one distance from UTC, in seconds, over all events. A zone that changes its clocks meanwhile has
// none: then the times are written in UTC, which needs no table of the changes.
func (c *Calendar) offset() (int, bool) {
	if len(c.events) == 0 || c.zone == time.UTC || c.zone.String() == "Local" {
		return 0, false
	}
	_, last := c.events[0].StartsAt.In(c.zone).ZoneBounds()
	for _, e := range c.events {
		if !last.IsZero() && !e.EndsAt.Before(last) {
			return 0, false
		}
	}
	_, seconds := c.events[0].StartsAt.In(c.zone).Zone()
	return seconds, true
}

func timezone(name string, offset int) *ics.VTimezone {
	sign, minutes := '+', offset/60
	if minutes < 0 {
		sign, minutes = '-', -minutes
	}
	distance := fmt.Sprintf("%c%02d%02d", sign, minutes/60, minutes%60)
	zone := ics.NewTimezone(name)
	standard := zone.AddStandard()
	standard.SetProperty(ics.ComponentPropertyDtStart, "19700101T000000")
	standard.SetProperty(ics.ComponentProperty(ics.PropertyTzoffsetfrom), distance)
	standard.SetProperty(ics.ComponentProperty(ics.PropertyTzoffsetto), distance)
	return zone
}

// writeTo adds one VEVENT. A program that knows no STATUS shows a cancelled event like any other, so the title says it too.
func (e *event) writeTo(calendar *ics.Calendar, own bool, by Publisher, write func(*ics.VEvent, ics.ComponentProperty, time.Time)) {
	id := fmt.Sprintf("shift-%d@%s", e.ShiftID, by.Installation)
	if own {
		id = "my-" + id
	}
	written := calendar.AddEvent(id)
	written.SetProperty(ics.ComponentPropertySequence, strconv.FormatInt(e.Sequence, 10))
	written.SetDtStampTime(e.ChangedAt)
	written.SetModifiedAt(e.ChangedAt)
	write(written, ics.ComponentPropertyDtStart, e.StartsAt)
	write(written, ics.ComponentPropertyDtEnd, e.EndsAt)
	written.SetStatus(ics.ObjectStatus(e.State))
	written.SetSummary(e.summary())
	if e.Withdrawn {
		written.SetDescription("组织方已撤回这个活动，不用再去；重新发布后会再出现。")
		return
	}
	written.SetLocation(e.Place + "（" + e.Station + "）")
	page := by.PageOf(e.ActivityID)
	written.SetDescription(e.description() + "\n详情：" + page)
	written.SetURL(page)
	if e.State == cancelled {
		return
	}
	reminder := written.AddAlarm()
	reminder.SetAction(ics.ActionDisplay)
	reminder.SetTrigger(alarm)
	reminder.SetDescription(e.summary())
}

func (e *event) summary() string {
	switch {
	case e.Withdrawn:
		return "活动已撤回"
	case e.State == cancelled:
		return "【已取消】" + e.Title
	case e.Waiting:
		return "【候补】" + e.Title
	case e.State == tentative:
		return "【待定】" + e.Title
	}
	return e.Title
}

func (e *event) description() string {
	lines := []string{"岗位：" + e.Role, "队伍：" + e.Team, "实践站：" + e.Station}
	if e.Reason != "" {
		lines = append([]string{"取消原因：" + e.Reason}, lines...)
	}
	return strings.Join(lines, "\n")
}
