package activity_test

import (
	"errors"
	"fmt"
	"testing"
	"time"

	"practicestation/models"
	"practicestation/models/activity"
	"practicestation/models/brand"
)

func (w *world) newBrand(status brand.Status) *brand.Brand {
	w.t.Helper()
	made := &brand.Brand{OrganizationID: w.station.ID, Name: fmt.Sprint("品牌", status), Status: status, StartedOn: "2020-01-01", Version: 1}
	w.insert(made)
	return made
}

// TestHeldUnderABrand: only what was published, is over, and had somebody who signed out, by the month of its end; attendances are
// those that were confirmed.
func TestHeldUnderABrand(t *testing.T) {
	each(t, func(w *world) {
		named := w.newBrand(brand.Active)
		people := w.volunteers(3)
		figures := func() activity.BrandFigures {
			return read(w, models.Actor{}, func(tx *models.Tx) (map[int64]activity.BrandFigures, error) {
				return activity.HeldUnder(tx, []int64{named.ID, 999})
			})[named.ID]
		}
		expect := func(what string, want activity.BrandFigures) {
			w.t.Helper()
			if want != (activity.BrandFigures{}) {
				want.BrandID = named.ID
			}
			if got := figures(); got != want {
				w.t.Errorf("%s: %+v, want %+v", what, got, want)
			}
		}
		branded := func(day int) *activity.Shift {
			in := w.planAt(at(day, 9, 0), at(day, 11, 0), 5, 0)
			in.BrandID = &named.ID
			return w.publish(in)
		}
		first, unattended := branded(3), branded(4)
		signUps := w.signedUp(first, people...)
		w.signedUp(unattended, people[0])
		expect("published", activity.BrandFigures{})
		w.attended(signUps[0], at(3, 9, 0), at(3, 10, 0))
		w.attended(signUps[1], at(3, 10, 0), at(3, 10, 59))
		expect("not over yet", activity.BrandFigures{})
		w.Clock.Set(at(3, 11, 0))
		expect("over", activity.BrandFigures{ThisMonth: 1, ThisYear: 1, Total: 1})
		w.exec("UPDATE entries SET status = 'rejected' WHERE sign_up_id = ?", signUps[1].ID)
		expect("rejected", activity.BrandFigures{ThisMonth: 1, ThisYear: 1, Total: 1})
		w.exec("UPDATE entries SET status = 'confirmed'")
		expect("confirmed", activity.BrandFigures{ThisMonth: 1, ThisYear: 1, Total: 1, Attendances: 2})
		w.Clock.Set(at(5, 9, 0))
		expect("nobody came to the second", activity.BrandFigures{ThisMonth: 1, ThisYear: 1, Total: 1, Attendances: 2})
		called := branded(6)
		served := w.signedUp(called, people[2])
		w.attended(served[0], at(6, 9, 0), at(6, 10, 0))
		w.must(w.manage(called, callOff))
		w.Clock.Set(at(7, 9, 0))
		expect("called off while it went on", activity.BrandFigures{ThisMonth: 1, ThisYear: 1, Total: 1, Attendances: 2})
		w.Clock.Set(at(31, 23, 59))
		expect("the month's last minute", activity.BrandFigures{ThisMonth: 1, ThisYear: 1, Total: 1, Attendances: 2})
		w.Clock.Set(at(32, 0, 0))
		expect("April", activity.BrandFigures{ThisYear: 1, Total: 1, Attendances: 2})
		w.Clock.Set(at(1, 0, 0).AddDate(0, 10, 0))
		expect("the next year", activity.BrandFigures{Total: 1, Attendances: 2})
	})
}

// TestAnActivityCarriesABrand that fits its station when it is given; one delisted since may stay.
func TestAnActivityCarriesABrand(t *testing.T) {
	each(t, func(w *world) {
		named, gone := w.newBrand(brand.Active), w.newBrand(brand.Delisted)
		in := w.plan(1, 0)
		in.BrandID = &gone.ID
		_, err := change(w, w.DB, w.manager, func(tx *models.Tx) (*activity.Activity, error) { return activity.Create(tx, in) })
		if !errors.Is(err, models.ErrInvalid) {
			w.t.Errorf("a delisted one: %v", err)
		}
		in.BrandID = &named.ID
		shift := w.draft(in)
		w.exec("UPDATE brands SET status = 'delisted' WHERE id = ?", named.ID)
		update := func(id *int64) (*int64, error) {
			in.BrandID = id
			changed, err := change(w, w.DB, w.manager, func(tx *models.Tx) (*activity.Activity, error) {
				return activity.Update(tx, shift.ActivityID, w.activityOf(shift).Version, in)
			})
			if err != nil {
				return nil, err
			}
			return changed.BrandID, nil
		}
		if kept, err := update(&named.ID); err != nil || kept == nil || *kept != named.ID {
			w.t.Errorf("its own delisted brand: %v, %v", kept, err)
		}
		if kept, err := update(nil); err != nil || kept == nil || *kept != named.ID {
			w.t.Errorf("left as it was: %v, %v", kept, err)
		}
		if _, err := update(&gone.ID); !errors.Is(err, models.ErrInvalid) {
			w.t.Errorf("another delisted one: %v", err)
		}
		if removed, err := update(new(int64)); err != nil || removed != nil {
			w.t.Errorf("removed: %v, %v", removed, err)
		}
		w.Clock.Advance(time.Minute)
		w.exec("UPDATE brands SET status = 'active' WHERE id = ?", named.ID)
		if given, err := update(&named.ID); err != nil || given == nil || *given != named.ID {
			w.t.Errorf("given: %v, %v", given, err)
		}
	})
}
