package feed_test

import (
	"bytes"
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/emersion/go-ical"
	"github.com/google/go-cmp/cmp"

	"practicestation/models"
	"practicestation/models/account"
	"practicestation/models/activity"
	"practicestation/models/feed"
	"practicestation/models/modelstest"
	"practicestation/models/volunteer"
)

var publisher = feed.Publisher{Installation: "county.example", PageOf: func(id int64) string { return fmt.Sprintf("https://county.example/a/%d", id) }}

// titles reads a feed as a phone does, and gives the titles of its events in order.
func (w *world) titles(secret string) []string {
	w.t.Helper()
	calendar, err := read(w, models.Actor{}, func(tx *models.Tx) (*feed.Calendar, error) { return feed.Open(tx, secret) })
	w.must(err)
	return titlesOf(w.t, calendar)
}

func titlesOf(t *testing.T, calendar *feed.Calendar) []string {
	t.Helper()
	titles := []string{}
	for _, e := range eventsOf(t, calendar) {
		title, err := e.Props.Text("SUMMARY")
		if err != nil {
			t.Fatal(err)
		}
		titles = append(titles, title)
	}
	return titles
}

func eventsOf(t *testing.T, calendar *feed.Calendar) []ical.Event {
	t.Helper()
	text, err := calendar.ICalendar(publisher)
	if err != nil {
		t.Fatal(err)
	}
	read, err := ical.NewDecoder(bytes.NewReader(text)).Decode()
	if err != nil {
		t.Fatal(err)
	}
	return read.Events()
}

func (w *world) refusal(secret string) error {
	_, err := read(w, models.Actor{}, func(tx *models.Tx) (*feed.Calendar, error) { return feed.Open(tx, secret) })
	return err
}

func TestSchema(t *testing.T) {
	t.Parallel()
	modelstest.Each(t, func(t *testing.T, w *modelstest.World) { modelstest.MatchesSchema(t, w, &feed.Feed{}) })
}

func TestASecretIsShownOnceAndKeptNowhere(t *testing.T) {
	each(t, func(w *world) {
		made, secret := w.subscribe(w.people[0], feed.Input{Scope: feed.Volunteer})
		_, other := w.subscribe(w.people[0], feed.Input{Scope: feed.Volunteer})
		if len(secret) < 26 || secret == other || made.Name != "我的志愿服务" {
			w.t.Errorf("secrets %q and %q of %+v", secret, other, made)
		}
		for table := range modelstest.Schema(w.t, w.World) {
			rows, err := read(w, models.Actor{}, func(tx *models.Tx) (all []map[string]any, err error) {
				return all, tx.DB.Table(table).Find(&all).Error
			})
			w.must(err)
			if strings.Contains(fmt.Sprint(rows), secret) {
				w.t.Errorf("%s holds the secret", table)
			}
		}
		if w.titles(secret); !models.IsCode(w.refusal(strings.ToLower(secret)), feed.ErrNotFound) || !models.IsCode(w.refusal(""), feed.ErrNotFound) {
			w.t.Error("another secret opens the feed")
		}
	})
}

func TestARevokedFeedIsGoneAndOnlyItsOwnerRevokes(t *testing.T) {
	each(t, func(w *world) {
		owner, stranger := w.people[0], w.people[1]
		made, secret := w.subscribe(owner, feed.Input{Scope: feed.Volunteer})
		revoke := func(who models.Actor) (revoked *feed.Listed, err error) {
			err = w.DB.Write(w.t.Context(), who, func(tx *models.Tx) (err error) {
				revoked, err = feed.Revoke(tx, made.ID)
				return err
			})
			return revoked, err
		}
		if _, err := revoke(stranger); !models.IsCode(err, feed.ErrNotFound) {
			w.t.Errorf("a stranger's revocation: %v", err)
		}
		w.titles(secret)
		first, err := revoke(owner)
		w.must(err)
		w.Clock.Advance(3600e9)
		again, err := revoke(owner)
		w.must(err)
		if first.RevokedAt == nil || !first.RevokedAt.Equal(*again.RevokedAt) {
			w.t.Errorf("revoked at %v, then %v", first.RevokedAt, again.RevokedAt)
		}
		told, err := read(w, models.Actor{}, func(tx *models.Tx) (n int64, err error) {
			return n, tx.DB.Table("audit_entries").Where("action = 'feed.revoke'").Count(&n).Error
		})
		if w.must(err); told != 1 {
			w.t.Errorf("one revocation is in the audit %d times", told)
		}
		if err := w.refusal(secret); !models.IsCode(err, feed.ErrNotFound) {
			w.t.Errorf("a revoked feed: %v", err)
		}
	})
}

func TestAFeedEndsWithItsOwnersAccount(t *testing.T) {
	each(t, func(w *world) {
		_, secret := w.subscribe(w.people[0], feed.Input{Scope: feed.Station, StationID: w.stations[0].ID})
		w.titles(secret)
		w.exec("UPDATE accounts SET status = ? WHERE id = ?", account.Suspended, w.people[0].AccountID)
		if err := w.refusal(secret); !models.IsCode(err, feed.ErrNotFound) {
			w.t.Errorf("the feed of a suspended account: %v", err)
		}
	})
}

func TestFeedsAreListedAndLimited(t *testing.T) {
	each(t, func(w *world) {
		w.subscribe(w.people[1], feed.Input{Scope: feed.Volunteer})
		w.subscribe(w.people[0], feed.Input{Scope: feed.Station, StationID: w.stations[0].ID})
		w.subscribe(w.people[0], feed.Input{Scope: feed.Team, TeamID: w.teams[1].ID})
		listed, err := read(w, w.people[0], func(tx *models.Tx) (models.Paged[feed.Listed], error) { return feed.List(tx, models.Page{Limit: 10}) })
		w.must(err)
		var names []string
		for _, f := range listed.Items {
			names = append(names, f.Name)
		}
		if difference := cmp.Diff([]string{"杏花村队", "桃源村"}, names); difference != "" {
			w.t.Error(difference)
		}
		var first *feed.Listed
		for range 18 {
			first, _ = w.subscribe(w.people[0], feed.Input{Scope: feed.Volunteer})
		}
		create := func() error {
			return w.DB.Write(w.t.Context(), w.people[0], func(tx *models.Tx) error {
				_, _, err := feed.Create(tx, feed.Input{Scope: feed.Volunteer})
				return err
			})
		}
		if err := create(); !models.IsCode(err, feed.ErrTooMany) {
			w.t.Errorf("the 21st: %v", err)
		}
		change(w, w.people[0], func(tx *models.Tx) (*feed.Listed, error) { return feed.Revoke(tx, first.ID) })
		w.must(create())
	})
}

func TestAFeedNeedsWhatItIsAbout(t *testing.T) {
	each(t, func(w *world) {
		station, host := w.stations[0].ID, w.teams[0].ID
		for _, test := range []struct {
			name string
			who  models.Actor
			in   feed.Input
			want *models.Error
		}{
			{"no profile", w.manager, feed.Input{Scope: feed.Volunteer}, volunteer.ErrProfileMissing},
			{"no station", w.manager, feed.Input{Scope: feed.Station}, models.ErrInvalid},
			{"a town", w.manager, feed.Input{Scope: feed.Station, StationID: w.town.ID}, models.ErrInvalid},
			{"a station that is not there", w.manager, feed.Input{Scope: feed.Station, StationID: 999}, models.ErrInvalid},
			{"a team that is not there", w.manager, feed.Input{Scope: feed.Team, TeamID: 999}, models.ErrInvalid},
			{"a station and a team", w.manager, feed.Input{Scope: feed.Station, StationID: station, TeamID: host}, models.ErrInvalid},
			{"a station for one's own", w.people[0], feed.Input{Scope: feed.Volunteer, StationID: station}, models.ErrInvalid},
		} {
			err := w.DB.Write(w.t.Context(), test.who, func(tx *models.Tx) error {
				_, _, err := feed.Create(tx, test.in)
				return err
			})
			if !models.IsCode(err, test.want) {
				w.t.Errorf("%s: %v", test.name, err)
			}
		}
	})
}

func TestAStationsFeedShowsWhatIsPublic(t *testing.T) {
	each(t, func(w *world) {
		_, station := w.subscribe(w.people[0], feed.Input{Scope: feed.Station, StationID: w.stations[0].ID})
		_, host := w.subscribe(w.people[0], feed.Input{Scope: feed.Team, TeamID: w.teams[1].ID})
		w.draft(0, "草稿", slot("引导员", at(4, 9, 0), at(4, 11, 0)))
		w.withdraw(w.publish(0, "撤回", slot("引导员", at(5, 9, 0), at(5, 11, 0))))
		w.publish(0, "义诊 13812345678", slot("引导员", at(6, 9, 0), at(6, 11, 0)), slot("医生", at(6, 11, 0), at(6, 12, 0)))
		w.callOff(w.publish(0, "露天电影", slot("放映员", at(7, 19, 0), at(7, 21, 0))))
		w.publish(1, "巡逻", slot("巡逻员", at(3, 22, 0), at(4, 6, 0)))
		half := w.publish(1, "半场", slot("甲", at(8, 9, 0), at(8, 10, 0)), slot("乙", at(8, 10, 0), at(8, 11, 0)))
		off := w.shifts(half)[1].ID
		change(w, w.manager, func(tx *models.Tx) (*activity.Shift, error) { return activity.CancelShift(tx, off, "停电") })
		if got := w.titles(station); !slices.Equal(got, []string{"活动已撤回", "义诊 138****5678", "义诊 138****5678", "【已取消】露天电影"}) {
			w.t.Errorf("the station offers %q", got)
		}
		if got := w.titles(host); !slices.Equal(got, []string{"巡逻", "半场", "【已取消】半场"}) {
			w.t.Errorf("the team offers %q", got)
		}
		if text := w.share(models.Actor{}, half); !strings.Contains(text, "\n2. 乙 10:00–11:00：已取消\n") {
			w.t.Errorf("the shared text is %s", text)
		}
	})
}

func TestAFeedHoldsAMonthBackAndThreeAhead(t *testing.T) {
	each(t, func(w *world) {
		_, secret := w.subscribe(w.people[0], feed.Input{Scope: feed.Station, StationID: w.stations[0].ID})
		for day, title := range map[int]string{3: "三月三日", 92: "五月三十一日", 93: "六月一日"} {
			w.publish(0, title, slot("引导员", at(day, 9, 0), at(day, 11, 0)))
		}
		if got := w.titles(secret); !slices.Equal(got, []string{"三月三日", "五月三十一日"}) {
			w.t.Errorf("90 days ahead are %q", got)
		}
		w.Clock.Set(at(33, 12, 0))
		if got := w.titles(secret); !slices.Equal(got, []string{"三月三日", "五月三十一日", "六月一日"}) {
			w.t.Errorf("30 days back are %q", got)
		}
		w.Clock.Set(at(34, 12, 0))
		if got := w.titles(secret); !slices.Equal(got, []string{"五月三十一日", "六月一日"}) {
			w.t.Errorf("31 days back are %q", got)
		}
	})
}

// What a volunteer has once had in a phone's calendar says what became of it, and never just vanishes.
func TestAVolunteersFeedFollowsTheSignUp(t *testing.T) {
	each(t, func(w *world) {
		who, rival := w.people[0], w.people[1]
		_, secret := w.subscribe(who, feed.Input{Scope: feed.Volunteer})
		clinic := w.publish(0, "义诊", slot("引导员", at(6, 9, 0), at(6, 11, 0)))
		w.publish(0, "别人的", slot("引导员", at(5, 9, 0), at(5, 11, 0)))
		seat := w.signUp(rival, clinic)
		last := int64(-1)
		step := func(want string) {
			w.t.Helper()
			calendar, err := read(w, models.Actor{}, func(tx *models.Tx) (*feed.Calendar, error) { return feed.Open(tx, secret) })
			w.must(err)
			events := eventsOf(w.t, calendar)
			if got := titlesOf(w.t, calendar); !slices.Equal(got, []string{want}) {
				w.t.Fatalf("%q, want %q", got, want)
			}
			sequence, err := events[0].Props.Get("SEQUENCE").Int()
			w.must(err)
			if int64(sequence) < last {
				w.t.Errorf("%s has sequence %d after %d", want, sequence, last)
			}
			last = int64(sequence)
			if id := events[0].Props.Get("UID").Value; id != fmt.Sprintf("my-shift-%d@county.example", w.shifts(clinic)[0].ID) {
				w.t.Errorf("%s is %s", want, id)
			}
		}
		own := w.signUp(who, clinic)
		step("【候补】义诊")
		w.cancel(rival, seat)
		step("义诊")
		w.cancel(who, own)
		step("【已取消】义诊")
		w.signUp(who, clinic)
		step("义诊")
		w.callOff(clinic)
		step("【已取消】义诊")
	})
}

func TestOneActivityIsTakenOver(t *testing.T) {
	each(t, func(w *world) {
		drafted := w.draft(0, "义诊", slot("引导员", at(6, 9, 0), at(6, 11, 0)), slot("医生", at(6, 10, 0), at(6, 11, 0)))
		of := func(who models.Actor) (*feed.Calendar, error) {
			return read(w, who, func(tx *models.Tx) (*feed.Calendar, error) { return feed.Of(tx, drafted.ID) })
		}
		if _, err := of(w.people[0]); !models.IsCode(err, activity.ErrNotFound) {
			w.t.Errorf("a draft: %v", err)
		}
		calendar, err := of(w.manager)
		w.must(err)
		if got := titlesOf(w.t, calendar); !slices.Equal(got, []string{"【待定】义诊", "【待定】义诊"}) {
			w.t.Errorf("the manager gets %q", got)
		}
	})
}
