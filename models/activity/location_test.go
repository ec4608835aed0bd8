package activity_test

import (
	"fmt"
	"testing"
	"time"

	"practicestation/models"
	"practicestation/models/activity"
	"practicestation/models/venue"
	"practicestation/models/volunteer"
)

// The square of 茶东 and places at a known distance from it: a degree of latitude is 111.2 km everywhere.
const (
	squareLatitude  = 28.2731
	squareLongitude = 109.4512
	degreeMeters    = 111_194.9
)

// venueAt makes a venue so many meters north of the square.
func (w *world) venueAt(meters float64) *venue.Venue {
	w.t.Helper()
	latitude, longitude := squareLatitude+meters/degreeMeters, squareLongitude
	made := &venue.Venue{
		OrganizationID: w.station.ID, Name: fmt.Sprintf("%v 米外", meters), Status: venue.Active, Version: 1, Latitude: &latitude, Longitude: &longitude,
	}
	w.insert(made)
	return made
}

func northOf(meters, accuracy float64) *activity.Location {
	return &activity.Location{Latitude: squareLatitude + meters/degreeMeters, Longitude: squareLongitude, Accuracy: accuracy}
}

// heldAt publishes a shift at the venue.
func (w *world) heldAt(room *venue.Venue, starts time.Time, capacity int64) *activity.Shift {
	w.t.Helper()
	in := w.planAt(starts, starts.Add(2*time.Hour), capacity, 0)
	in.VenueID = &room.ID
	return w.publish(in)
}

func (w *world) locationConsent(who models.Actor, granted bool) *activity.LocationConsent {
	w.t.Helper()
	kept, err := change(w, w.DB, who, func(tx *models.Tx) (*activity.LocationConsent, error) {
		return activity.SetLocationConsent(tx, granted)
	})
	w.must(err)
	return kept
}

// located scans with a location and gives what became of it.
func (w *world) located(who models.Actor, shift *activity.Shift, at *activity.Location) activity.LocationUse {
	w.t.Helper()
	scanned, err := change(w, w.DB, who, func(tx *models.Tx) (*activity.Scanned, error) {
		return activity.Scan(tx, activity.ScanInput{Code: w.code(shift), Kind: activity.In, Location: at})
	})
	w.must(err)
	return scanned.LocationUse
}

// TestLocationIsUsedWithConsentOnly: without it nothing is kept and the answer says so; with it a distance, and no place.
func TestLocationIsUsedWithConsentOnly(t *testing.T) {
	each(t, func(w *world) {
		people := w.volunteers(5)
		shift := w.heldAt(w.venueAt(0), at(3, 9, 0), 5)
		w.signedUp(shift, people...)
		elsewhere := w.openShiftAt(at(4, 9, 0), at(4, 11, 0), 1, 0)
		w.signedUp(elsewhere, people[1])
		for _, who := range people[1:] {
			w.locationConsent(who, true)
		}
		w.locationConsent(people[4], false)
		w.Clock.Set(at(3, 9, 0))
		for i, c := range []struct {
			at   *activity.Location
			want activity.LocationUse
		}{
			{northOf(2000, 10), activity.LocationNoConsent},
			{northOf(540, 35), activity.LocationUsed},
			{northOf(540, 45), activity.LocationUsed},
			{nil, activity.LocationNone},
			{northOf(2000, 10), activity.LocationNoConsent},
		} {
			if got := w.located(people[i], shift, c.at); got != c.want {
				w.t.Errorf("person %d: the location is %s, want %s", i, got, c.want)
			}
		}
		w.flagged(shift, "in code ", "in code far", "in code ", "in code ", "in code ")
		kept := w.numbers("SELECT COALESCE(distance_meters, -1) FROM attendance_events WHERE shift_id = ? ORDER BY id", shift.ID)
		if fmt.Sprint(kept) != "[-1 539 539 -1 -1]" && fmt.Sprint(kept) != "[-1 540 540 -1 -1]" {
			w.t.Errorf("the distances kept are %v", kept)
		}
		w.Clock.Set(at(4, 9, 0))
		if got := w.located(people[1], elsewhere, northOf(0, 10)); got != activity.LocationNoCoordinates {
			w.t.Errorf("without a venue: %s", got)
		}
	})
}

// TestConsentIsRevocable: with it go the distances that were kept, and not the doubt; each time it is given is kept apart.
func TestConsentIsRevocable(t *testing.T) {
	each(t, func(w *world) {
		who, other := w.volunteers(2)[0], w.volunteers(1)[0]
		shift := w.heldAt(w.venueAt(0), at(3, 9, 0), 2)
		w.signedUp(shift, who, other)
		first := w.locationConsent(who, true)
		if again := w.locationConsent(who, true); again.ID != first.ID {
			w.t.Errorf("granted twice: %+v", again)
		}
		w.locationConsent(other, true)
		w.Clock.Set(at(3, 9, 0))
		w.located(who, shift, northOf(900, 10))
		w.located(other, shift, northOf(900, 10))
		if revoked := w.locationConsent(who, false); revoked.Live != nil || !revoked.RevokedAt.Equal(at(3, 9, 0)) {
			w.t.Errorf("revoked: %+v", revoked)
		}
		w.flagged(shift, "in code far", "in code far") // the doubt stays
		if kept := w.numbers("SELECT accuracy_meters FROM attendance_events WHERE accuracy_meters IS NOT NULL"); len(kept) != 1 {
			w.t.Errorf("after the revocation %v is kept", kept)
		}
		if again := w.locationConsent(who, true); again.ID == first.ID {
			w.t.Error("a consent given anew is the old one")
		}
		_, err := change(w, w.DB, w.manager, func(tx *models.Tx) (*activity.LocationConsent, error) { return activity.SetLocationConsent(tx, true) })
		w.refused(err, volunteer.ErrProfileMissing)
	})
}
