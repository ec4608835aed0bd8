package series_test

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"practicestation/models"
	"practicestation/models/activity"
	"practicestation/models/holiday"
	"practicestation/models/modelstest"
	"practicestation/models/recurrence"
	"practicestation/models/series"
)

// promise is what somebody was told when signing up.
type promise struct {
	signUp   int64
	startsAt time.Time
	place    string
}

// TestSeriesAndPeopleAtOnceKeepTheirPromises lets people come and go while the series is rewritten and the job runs, on two
// instances: nobody is moved, withdrawn from under, or lost, and no occurrence is there twice.
func TestSeriesAndPeopleAtOnceKeepTheirPromises(t *testing.T) {
	each(t, func(w *world) {
		in := w.saturdays()
		in.Rules[0].RRule, in.LeadDays = "FREQ=DAILY", 10
		made := w.create(in)
		people := []models.Actor{w.volunteer(), w.volunteer(), w.volunteer()}
		dbs := []*models.DB{w.DB, w.Reopen(w.t)}
		var mutex sync.Mutex
		var promises []promise
		for _, err := range modelstest.AtOnce(6, func(i int) error {
			chance := rand.New(rand.NewPCG(uint64(i), 3)) //nolint:gosec // a test's dice
			for range 12 {
				var err error
				switch {
				case i < 3:
					var kept *promise
					if kept, err = w.comeOrGo(dbs[i%2], people[i], made, chance); kept != nil {
						mutex.Lock()
						promises = append(promises, *kept)
						mutex.Unlock()
					}
				case i == 5:
					w.exec("UPDATE series SET generate_on = '2026-03-02'")
					_, err = w.generate(dbs[1])
				default:
					err = w.rewrite(dbs[i%2], made, in, chance)
				}
				if err != nil && refusedByRule(err) == nil {
					return err
				}
			}
			return nil
		}) {
			w.must(err)
		}
		if len(promises) == 0 {
			w.t.Error("nobody could sign up")
		}
		if broken := w.broken(promises); len(broken) > 0 {
			w.t.Errorf("broken: %s", strings.Join(broken, "; "))
		}
		// The control: what the check looks for, it finds.
		if kept := w.live(promises); len(kept) > 0 {
			w.exec("UPDATE activities SET status = 'withdrawn' WHERE id = (SELECT activity_id FROM sign_ups WHERE id = ?)", kept[0].signUp)
			w.exec("UPDATE shifts SET starts_at = ? WHERE id = (SELECT shift_id FROM sign_ups WHERE id = ?)", w.Clock.Now(), kept[0].signUp)
			if broken := w.broken(promises); len(broken) < 2 {
				w.t.Errorf("the check sees only %v", broken)
			}
		}
	})
}

// refusedByRule is the rule's refusal, if it is one.
func refusedByRule(err error) error {
	for _, refusal := range models.Catalogue() {
		if models.IsCode(err, refusal) && refusal.Kind < models.Internal {
			return refusal
		}
	}
	return nil
}

// comeOrGo signs somebody up for some occurrence, or gives a seat back.
func (w *world) comeOrGo(db *models.DB, who models.Actor, of *series.Series, chance *rand.Rand) (*promise, error) {
	if chance.IntN(3) == 0 {
		_, err := do(w, db, who, func(tx *models.Tx) (*activity.SignUp, error) {
			own, err := activity.ListOwn(tx, activity.OwnFilter{Status: activity.SignedUp}, models.Page{Limit: 1})
			if err != nil || len(own.Items) == 0 {
				return nil, err
			}
			return activity.CancelSignUp(tx, own.Items[0].ID, "")
		})
		return nil, err
	}
	var kept *promise
	_, err := do(w, db, who, func(tx *models.Tx) (int, error) {
		var shifts []activity.Shift
		err := tx.DB.Table("shifts AS h").Select("h.*").Joins("JOIN activities AS a ON a.id = h.activity_id").
			Where("a.series_id = ? AND a.status = 'published'", of.ID).Order("h.id").Find(&shifts).Error
		if err != nil || len(shifts) == 0 {
			return 0, err
		}
		chosen := shifts[chance.IntN(len(shifts))]
		made, err := activity.SignUpSelf(tx, chosen.ID, activity.Way{})
		if err != nil {
			return 0, err
		}
		shift, err := activity.FindShift(tx, chosen.ID)
		if err != nil {
			return 0, err
		}
		found, err := activity.Find(tx, shift.ActivityID)
		if err == nil {
			kept = &promise{signUp: made.ID, startsAt: shift.StartsAt, place: found.Place}
		}
		return 0, err
	})
	if err != nil {
		return nil, err
	}
	return kept, nil
}

// rewrite changes the days, the hour, the shifts and the place of the series.
func (w *world) rewrite(db *models.DB, of *series.Series, in series.Input, chance *rand.Rand) error {
	rule := in.Rules[0]
	rule.Number, rule.RRule = 1, []string{"FREQ=DAILY", "FREQ=DAILY;INTERVAL=2", "FREQ=WEEKLY;BYDAY=MO,WE,FR,SU"}[chance.IntN(3)]
	rule.Shifts = []recurrence.Shift{{Role: "理发师", Starts: recurrence.Clock(fmt.Sprintf("%02d:00", 7+chance.IntN(3))), Ends: "11:00", Capacity: 2}}
	if guide := (recurrence.Shift{Role: "引导员", Starts: "09:00", Ends: "11:00", Capacity: 2}); chance.IntN(2) == 0 {
		rule.Shifts = slices.Insert(rule.Shifts, chance.IntN(2), guide)
	}
	in.Rules, in.Place = []recurrence.Rule{rule}, fmt.Sprintf("地点 %d", chance.IntN(3))
	_, err := do(w, db, w.manager, func(tx *models.Tx) (int, error) {
		current, err := models.Find[series.Series](tx, of.ID, series.ErrNotFound)
		if err != nil {
			return 0, err
		}
		_, _, err = series.Update(tx, of.ID, current.Version, in)
		return 0, err
	})
	return err
}

// live are the promises to those who are still signed up.
func (w *world) live(promises []promise) (kept []promise) {
	for _, one := range promises {
		if w.count("SELECT COUNT(*) FROM sign_ups WHERE id = ? AND live = 1", one.signUp) == 1 {
			kept = append(kept, one)
		}
	}
	return kept
}

// broken lists what is not as it should be.
func (w *world) broken(promises []promise) (broken []string) {
	w.t.Helper()
	for _, one := range w.live(promises) {
		if w.count("SELECT COUNT(*) FROM sign_ups AS s JOIN activities AS a ON a.id = s.activity_id WHERE s.id = ? AND a.status = 'published' AND a.place = ?", one.signUp, one.place) != 1 {
			broken = append(broken, fmt.Sprintf("sign-up %d has lost its activity, or its place", one.signUp))
		}
		if w.count("SELECT COUNT(*) FROM sign_ups AS s JOIN shifts AS h ON h.id = s.shift_id WHERE s.id = ? AND h.starts_at = ?", one.signUp, one.startsAt) != 1 {
			broken = append(broken, fmt.Sprintf("sign-up %d was moved", one.signUp))
		}
	}
	for what, query := range map[string]string{
		"a shift's counter is not its rows": `SELECT COUNT(*) FROM shifts AS h WHERE h.confirmed <>
			(SELECT COUNT(*) FROM sign_ups AS s WHERE s.shift_id = h.id AND s.live = 1 AND s.status <> 'waitlisted')`,
		"a shift that is called off has people": "SELECT COUNT(*) FROM shifts WHERE cancelled_at IS NOT NULL AND confirmed + waitlisted > 0",
		"an occurrence is there twice": `SELECT COUNT(*) FROM (SELECT series_id FROM activities WHERE status = 'published' AND series_id IS NOT NULL
			GROUP BY series_id, occurrence_on HAVING COUNT(*) > 1) AS t`,
		"an activity of the series is unknown to it": `SELECT COUNT(*) FROM activities AS a WHERE a.series_id IS NOT NULL
			AND NOT EXISTS (SELECT 1 FROM series_occurrences AS e WHERE e.activity_id = a.id)`,
	} {
		if w.count(query) > 0 {
			broken = append(broken, what)
		}
	}
	return broken
}

// TestNoticeThatComesLateMovesWhatNobodyHasJoined: the activities of January were made before anybody knew its holidays.
func TestNoticeThatComesLateMovesWhatNobodyHasJoined(t *testing.T) {
	each(t, func(w *world) {
		w.Clock.Set(time.Date(2026, time.December, 20, 9, 0, 0, 0, modelstest.Zone()))
		in := w.saturdays()
		in.Rules[0].RRule, in.Holidays, in.StartsOn, in.EndsOn = "FREQ=DAILY;BYDAY=FR,SA", recurrence.Skip, "2026-12-31", "2027-01-31"
		made := w.create(in)
		w.same("before", w.days(made), "01-01 01-02 01-08 01-09 01-15 01-16")
		all := w.held(made)
		who := w.join(&all[1])
		w.importHolidays(notice2027)
		w.Clock.Advance(24 * time.Hour)
		_, err := w.generate(w.DB)
		w.must(err)
		w.same("after", w.days(made), "01-02 01-08 01-09 01-15 01-16")
		if told := w.told(who); told != 1 {
			w.t.Errorf("told %d times", told)
		}
	})
}

func (w *world) importHolidays(notice string) {
	w.t.Helper()
	center := w.manager
	center.Scopes = []models.Scope{{Role: models.CenterAdmin, OrganizationID: 1, Path: "/1/"}}
	done(w, center, func(tx *models.Tx) ([]holiday.Imported, error) {
		return holiday.Import(tx, holiday.Read("2027.csv", strings.NewReader(notice)))
	})
}

// notice2027 stands for the notice of 2027: the days themselves, and the 2nd of January.
const notice2027 = `date,weekday,name,day_type,kind,notice_year,notice_url
2027-01-01,,元旦,off,,2027,
2027-01-02,,元旦,off,,2027,
2027-02-06,,春节,off,,2027,
2027-04-05,,清明节,off,,2027,
2027-05-01,,劳动节,off,,2027,
2027-06-09,,端午节,off,,2027,
2027-09-15,,中秋节,off,,2027,
2027-10-01,,国庆节,off,,2027,
`
