package activity

import (
	"cmp"
	"slices"
	"time"

	"practicestation/models"
)

// stayed is an event with what its visit is worked out by.
type stayed struct {
	AttendanceEvent `gorm:"embedded"`
	BreaksAllowed   bool
	EndsAt          time.Time
}

// stay is a visit as a span of time: one that has not ended lasts as long as somebody may still sign out.
type stay struct {
	signUpID, volunteerID int64
	from, to              time.Time
}

// overlapping finds the events of visits during which their person was at another shift, too. Nobody is refused for it:
// somebody may have forgotten to sign out. It is told here, and settled with the hours.
func overlapping(tx *models.Tx, events []AttendanceEvent) (map[int64]bool, error) {
	found := map[int64]bool{}
	people, from, to := spanOf(events)
	if len(people) == 0 {
		return found, nil
	}
	const reach = 24 * time.Hour
	var near []stayed
	err := tx.DB.Table("attendance_events AS e").Select("e.*, a.breaks_allowed, h.ends_at").
		Joins("JOIN shifts AS h ON h.id = e.shift_id").Joins("JOIN activities AS a ON a.id = h.activity_id").
		Where("e.volunteer_id IN (?) AND h.starts_at <= ? AND h.ends_at >= ?", people, to.Add(reach), from.Add(-reach)).
		Order("e.volunteer_id, e.sign_up_id, e.id").Scan(&near).Error
	if err != nil {
		return nil, err
	}
	double := meeting(staysOf(tx, near))
	for _, event := range events {
		found[event.ID] = slices.ContainsFunc(double, func(s stay) bool {
			return s.signUpID == event.SignUpID && !event.OccurredAt.Before(s.from) && !event.OccurredAt.After(s.to)
		})
	}
	return found, nil
}

// staysOf works out the visits of events that come by sign-up.
func staysOf(tx *models.Tx, events []stayed) (stays []stay) {
	for first := 0; first < len(events); {
		var own []AttendanceEvent
		last := first
		for ; last < len(events) && events[last].SignUpID == events[first].SignUpID; last++ {
			own = append(own, events[last].AttendanceEvent)
		}
		of := &events[first]
		for _, visit := range visitsOf(own, of.BreaksAllowed) {
			until := of.EndsAt.Add(tx.Settings.CheckInMargin)
			if visit.Out != nil {
				until = *visit.Out
			}
			stays = append(stays, stay{signUpID: of.SignUpID, volunteerID: of.VolunteerID, from: visit.In, to: until})
		}
		first = last
	}
	return stays
}

// meeting picks the stays that overlap another one of the same person at another shift.
func meeting(stays []stay) []stay {
	slices.SortFunc(stays, func(a, b stay) int {
		return cmp.Or(cmp.Compare(a.volunteerID, b.volunteerID), a.from.Compare(b.from), cmp.Compare(a.signUpID, b.signUpID))
	})
	double := make([]bool, len(stays))
	for i, a := range stays {
		for j := i + 1; j < len(stays) && stays[j].volunteerID == a.volunteerID && stays[j].from.Before(a.to); j++ {
			if stays[j].signUpID != a.signUpID && a.from.Before(stays[j].to) {
				double[i], double[j] = true, true
			}
		}
	}
	var met []stay
	for i := range stays {
		if double[i] {
			met = append(met, stays[i])
		}
	}
	return met
}
