package activity

import (
	"slices"
	"time"

	"practicestation/models"
)

// Nobody in a county travels faster than this from one venue to another.
const fastestMetersPerHour = 150_000

// sharedDevices finds which of the events' devices several people have used at one station on one day, in whichever shifts: no two
// stations or days know a device by the same hash.
func sharedDevices(tx *models.Tx, events []AttendanceEvent) (map[string]bool, error) {
	found := map[string]bool{}
	var devices []string
	for _, event := range events {
		if event.DeviceHash != nil {
			devices = append(devices, *event.DeviceHash)
		}
	}
	if len(devices) == 0 {
		return found, nil
	}
	var shared []string
	err := tx.DB.Model(&AttendanceEvent{}).Where("device_hash IN (?) AND struck_at IS NULL", devices).
		Group("device_hash").Having("COUNT(DISTINCT volunteer_id) > 1").Pluck("device_hash", &shared).Error
	for _, device := range shared {
		found[device] = true
	}
	return found, err
}

// sighting is an event at a venue whose place is known.
type sighting struct {
	ID          int64
	VolunteerID int64
	VenueID     int64
	OccurredAt  time.Time
	Latitude    float64
	Longitude   float64
}

// impossibleTravel finds the events between which their person would have had to travel faster than anybody can.
func impossibleTravel(tx *models.Tx, events []AttendanceEvent) (map[int64]bool, error) {
	impossible := map[int64]bool{}
	people, from, to := spanOf(events)
	if len(people) == 0 {
		return impossible, nil
	}
	var sightings []sighting
	err := tx.DB.Table("attendance_events AS e").Select("e.id, e.volunteer_id, a.venue_id, e.occurred_at, n.latitude, n.longitude").
		Joins("JOIN shifts AS h ON h.id = e.shift_id").Joins("JOIN activities AS a ON a.id = h.activity_id").Joins("JOIN venues AS n ON n.id = a.venue_id").
		Where("e.volunteer_id IN (?) AND e.occurred_at >= ? AND e.occurred_at <= ? AND e.struck_at IS NULL", people, from.Add(-24*time.Hour), to.Add(24*time.Hour)).
		Where("n.latitude IS NOT NULL AND n.longitude IS NOT NULL").
		Order("e.volunteer_id, e.occurred_at, e.id").Scan(&sightings).Error
	for i := 1; i < len(sightings); i++ {
		if before, after := sightings[i-1], sightings[i]; after.tooSoonAfter(before) {
			impossible[before.ID], impossible[after.ID] = true, true
		}
	}
	return impossible, err
}

// tooSoonAfter compares two sightings of one person. Venues close to each other say nothing: a phone's clock and a walk
// across the square are all it takes.
func (s sighting) tooSoonAfter(other sighting) bool {
	if s.VolunteerID != other.VolunteerID || s.VenueID == other.VenueID {
		return false
	}
	meters := metersBetween(s.Latitude, s.Longitude, other.Latitude, other.Longitude)
	return meters > farMeters && meters > fastestMetersPerHour*s.OccurredAt.Sub(other.OccurredAt).Hours()
}

// spanOf gives whose the events are, and from when to when.
func spanOf(events []AttendanceEvent) (people []int64, from, to time.Time) {
	for i, event := range events {
		people = append(people, event.VolunteerID)
		if i == 0 || event.OccurredAt.Before(from) {
			from = event.OccurredAt
		}
		if event.OccurredAt.After(to) {
			to = event.OccurredAt
		}
	}
	slices.Sort(people)
	return slices.Compact(people), from, to
}
