package feed_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"practicestation/models"
	"practicestation/models/activity"
	"practicestation/models/feed"
)

// events are what a feed shows now, each as its id, sequence, state, summary and beginning.
func (w *world) events(secret string) (all []string) {
	w.t.Helper()
	calendar, err := read(w, models.Actor{}, func(tx *models.Tx) (*feed.Calendar, error) { return feed.Open(tx, secret) })
	w.must(err)
	for _, e := range eventsOf(w.t, calendar) {
		var parts []string
		for _, name := range []string{"UID", "SEQUENCE", "STATUS", "SUMMARY", "DTSTART"} {
			parts = append(parts, e.Props.Get(name).Value)
		}
		id, _, _ := strings.Cut(parts[0], "@")
		all = append(all, id+" "+strings.Join(parts[1:], " "))
	}
	return all
}

// TestWhatIsWithdrawnStaysInTheFeedsAsCancelled: with its time and nothing else that was public, and with nothing that is edited
// meanwhile: neither another time nor another shift nor another team. Published again, it is itself again.
func TestWhatIsWithdrawnStaysInTheFeedsAsCancelled(t *testing.T) {
	each(t, func(w *world) {
		_, station := w.subscribe(w.people[0], feed.Input{Scope: feed.Station, StationID: w.stations[0].ID})
		_, host := w.subscribe(w.people[0], feed.Input{Scope: feed.Team, TeamID: w.teams[0].ID})
		_, other := w.subscribe(w.people[0], feed.Input{Scope: feed.Team, TeamID: w.teams[1].ID})
		w.draft(0, "草稿", slot("引导员", at(4, 9, 0), at(4, 11, 0)))
		clinic := w.publish(0, "义诊", slot("引导员", at(5, 9, 0), at(5, 11, 0)))
		shift := w.shifts(clinic)[0]
		is := func(what, secret string, want ...string) {
			w.t.Helper()
			for i := range want {
				want[i] = fmt.Sprintf("shift-%d %s", shift.ID, want[i])
			}
			if got := w.events(secret); !slices.Equal(got, want) {
				w.t.Errorf("%s: %q, want %q", what, got, want)
			}
		}
		is("public", station, "1 CONFIRMED 义诊 20260305T090000")
		w.withdraw(clinic)
		off := "2 CANCELLED 活动已撤回 20260305T090000"
		is("withdrawn, at the station", station, off)
		is("withdrawn, of the team", host, off)
		calendar, err := read(w, models.Actor{}, func(tx *models.Tx) (*feed.Calendar, error) { return feed.Open(tx, host) })
		w.must(err)
		text, err := calendar.ICalendar(feed.Publisher{Installation: "county.example", PageOf: func(int64) string { return "https://county.example/a/1" }})
		w.must(err)
		for _, never := range []string{"义诊", "引导员", "文化广场", "/a/1", "VALARM"} {
			if strings.Contains(string(text), never) {
				w.t.Errorf("%s is still in %s", never, text)
			}
		}
		change(w, w.manager, func(tx *models.Tx) (*activity.Shift, error) {
			return activity.AddShift(tx, clinic.ID, slot("医生", at(5, 10, 0), at(5, 11, 0)))
		})
		change(w, w.manager, func(tx *models.Tx) (*activity.Shift, error) {
			return activity.UpdateShift(tx, shift.ID, shift.Version, slot("引导员", at(5, 9, 30), at(5, 11, 0)))
		})
		w.exec("UPDATE activities SET team_id = ? WHERE id = ?", w.teams[1].ID, clinic.ID)
		is("edited, at the station", station, off)
		is("handed over, of the team", host, off)
		is("handed over, of the other team", other)
		change(w, w.manager, func(tx *models.Tx) (*activity.Activity, error) { return activity.Publish(tx, clinic.ID) })
		if got := w.events(station); len(got) != 2 || got[0] != fmt.Sprintf("shift-%d 4 CONFIRMED 义诊 20260305T093000", shift.ID) {
			w.t.Errorf("published again: %q", got)
		}
		is("published again, of the team", host, off)
		w.withdraw(clinic)
		is("withdrawn twice, of the team", host, off)
		if got := w.events(station); len(got) != 2 || got[0] != fmt.Sprintf("shift-%d 5 CANCELLED 活动已撤回 20260305T093000", shift.ID) {
			w.t.Errorf("withdrawn twice: %q", got)
		}
		w.Clock.Set(at(40, 0, 0))
		is("out of reach", station)
	})
}
