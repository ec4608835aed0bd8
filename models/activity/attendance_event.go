package activity

import (
	"slices"
	"strings"
	"time"

	"practicestation/models"
)

// Kind (签到、签退) is which end of the attendance is recorded.
type Kind string

// The two ends.
const (
	In  Kind = "in"
	Out Kind = "out"
)

// Method (签到方式) is how an event came to be recorded.
type Method string

// The methods: the code shown on site, the roster, a batch kept on a device without a network, and what was recorded
// before there were events.
const (
	ByShownCode Method = "code"
	ByRoster    Method = "roster"
	Offline     Method = "offline"
	UnknownWay  Method = "unknown"
)

// AttendanceEvent (签到签退流水) is one time that somebody came or left, as it was recorded. Events are only ever added, and a
// mistake is struck and stays; what follows from them, the state of the sign-up and its minutes, is worked out anew from all
// that are not struck.
type AttendanceEvent struct {
	ID             int64
	SignUpID       int64
	ShiftID        int64
	VolunteerID    int64
	Kind           Kind
	OccurredAt     time.Time // when it was: by the server's clock, or offline by the device's
	Method         Method
	OperatorID     *int64  // the account of the staff who recorded it
	CodeStep       *int64  // the time step of the code that was used
	Nonce          *string // what a batch calls it, once for a shift
	DeviceHash     *string // which device, in a form that tells nothing beyond the station and its day
	DistanceMeters *int64  // from the venue; where that was is never kept
	AccuracyMeters *int64
	WasFar         bool       // judged when it was recorded, since the distance goes with the consent
	StruckAt       *time.Time // when somebody struck it as a mistake,
	StruckBy       *int64     // the account that did,
	StruckReason   *string    // and why
	CreatedAt      time.Time
}

// isStruck reports whether the event counts for nothing any more. Its code and its nonce stay used all the same.
func (e AttendanceEvent) isStruck() bool { return e.StruckAt != nil }

// Visit (到岗时段) is one stay at a shift: from coming to leaving, or until now.
type Visit struct {
	In  time.Time
	Out *time.Time
}

func (v Visit) equal(other Visit) bool {
	if v.Out == nil || other.Out == nil {
		return v.In.Equal(other.In) && v.Out == nil && other.Out == nil
	}
	return v.In.Equal(other.In) && v.Out.Equal(*other.Out)
}

// visitsOf works the visits out from the set of events, whatever the order in which they were recorded. Coming while there
// and leaving while away change nothing: the first of several counts. Without breaks there is one visit at most.
func visitsOf(events []AttendanceEvent, breaks bool) []Visit {
	sorted := slices.DeleteFunc(slices.Clone(events), AttendanceEvent.isStruck)
	slices.SortFunc(sorted, func(a, b AttendanceEvent) int {
		if order := a.OccurredAt.Compare(b.OccurredAt); order != 0 {
			return order
		}
		return strings.Compare(string(a.Kind), string(b.Kind)) // in before out
	})
	var visits []Visit
	for first := 0; first < len(sorted); {
		last := first
		for last < len(sorted) && sorted[last].OccurredAt.Equal(sorted[first].OccurredAt) {
			last++
		}
		visits = stepOver(visits, sorted[first:last], breaks)
		first = last
	}
	return visits
}

// stepOver adds the events of one instant: who is there leaves before coming again, who is away comes before leaving.
func stepOver(visits []Visit, instant []AttendanceEvent, breaks bool) []Visit {
	at := instant[0].OccurredAt
	comes := instant[0].Kind == In
	leaves := instant[len(instant)-1].Kind == Out
	there := isThere(visits)
	if there && leaves {
		visits[len(visits)-1].Out, there, leaves = &at, false, false
	}
	if comes && !there && (breaks || len(visits) == 0) {
		visits = append(visits, Visit{In: at})
		if leaves {
			visits[len(visits)-1].Out = &at
		}
	}
	return visits
}

// isThere reports whether the last visit has not ended.
func isThere(visits []Visit) bool { return len(visits) > 0 && visits[len(visits)-1].Out == nil }

// hasLeft reports whether any visit has ended, so that there is something to credit.
func hasLeft(visits []Visit) bool { return len(visits) > 0 && visits[0].Out != nil }

// minutes is the service time of the visits that have ended, each cut to the shift, in whole minutes of their sum.
func (s *Shift) minutes(visits []Visit) int64 {
	var served time.Duration
	for _, visit := range visits {
		if visit.Out == nil {
			continue
		}
		from, to := visit.In, *visit.Out
		if from.Before(s.StartsAt) {
			from = s.StartsAt
		}
		if to.After(s.EndsAt) {
			to = s.EndsAt
		}
		served += max(0, to.Sub(from))
	}
	return int64(served / time.Minute)
}

// follows is what a sign-up with a seat becomes by its visits.
func follows(visits []Visit) (status SignUpStatus, in, out *time.Time) {
	if len(visits) == 0 {
		return SignedUp, nil, nil
	}
	first, last := visits[0], visits[len(visits)-1]
	if last.Out == nil {
		return CheckedIn, &first.In, nil
	}
	return Completed, &first.In, last.Out
}

// eventsOf reads the events of sign-ups, by sign-up.
func eventsOf(tx *models.Tx, signUpIDs []int64) (map[int64][]AttendanceEvent, error) {
	var events []AttendanceEvent
	if err := tx.DB.Where("sign_up_id IN (?)", append([]int64{0}, signUpIDs...)).Order("id").Find(&events).Error; err != nil {
		return nil, err
	}
	found := map[int64][]AttendanceEvent{}
	for _, event := range events {
		found[event.SignUpID] = append(found[event.SignUpID], event)
	}
	return found, nil
}
