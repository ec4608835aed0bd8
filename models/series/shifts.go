package series

import (
	"slices"
	"time"

	"practicestation/models/activity"
)

// slot is a shift as its series sees it.
type slot struct {
	ID               int64     `json:"id,omitempty"`
	Number           int       `json:"number,omitempty"` // of the shift of the rule; 0: somebody has added it to the occurrence
	Role             string    `json:"role"`
	StartsAt         time.Time `json:"starts_at"`
	EndsAt           time.Time `json:"ends_at"`
	Capacity         int64     `json:"capacity"`
	WaitlistCapacity int64     `json:"waitlist_capacity"`
	SignUpClosesAt   time.Time `json:"sign_up_closes_at,omitzero"` // zero: the activity's
	CancelClosesAt   time.Time `json:"cancel_closes_at,omitzero"`  // likewise
	ShiftTerms
	ownSeats bool // the seats that it keeps for teams are somebody's own, and are not to be written
}

// slotOf is what a shift is.
func slotOf(shift *activity.Shift) slot {
	return slot{
		SignUpClosesAt: instantOf(shift.SignUpClosesAt), CancelClosesAt: instantOf(shift.CancelClosesAt),
		ID: shift.ID, Role: shift.Role, StartsAt: shift.StartsAt.UTC(), EndsAt: shift.EndsAt.UTC(), Capacity: shift.Capacity, WaitlistCapacity: shift.WaitlistCapacity,
		ShiftTerms: ShiftTerms{Requirements: shift.Requirements, MinHeadcount: shift.MinHeadcount, Quotas: seatsKept(shift)},
	}
}

func (s *slot) input() activity.ShiftInput {
	in := activity.ShiftInput{
		ID: s.ID, Role: s.Role, StartsAt: s.StartsAt, EndsAt: s.EndsAt, Capacity: s.Capacity, WaitlistCapacity: s.WaitlistCapacity,
		SignUpClosesAt: &s.SignUpClosesAt, CancelClosesAt: &s.CancelClosesAt,
	}
	if s.Number == 0 {
		return in // what the series has not written it does not judge either
	}
	in.Requirements, in.MinHeadcount = &s.Requirements, &s.MinHeadcount
	if !s.ownSeats {
		quotas := s.Quotas.on(s.StartsAt)
		in.Quotas = &quotas
	}
	return in
}

// shiftsOver are the shifts that the occurrence is to hold: each of the series as somebody has left it, except what is called
// off, and whatever somebody has added. Those that are there come in the order of their ids, the new ones after them.
func (c *content) shiftsOver(is, was content) []slot {
	var there, fresh []slot
	for _, wanted := range c.Shifts {
		last, known := was.numbered(wanted.Number)
		at := slices.IndexFunc(is.Shifts, func(s slot) bool { return known && s.ID == last.ID })
		switch {
		case at >= 0:
			there = append(there, wanted.over(is.Shifts[at], last, is.ownHours(was)))
		case known && slices.Contains(is.calledOff, last.ID):
			continue
		case !is.ownHours(was):
			fresh = append(fresh, wanted)
		default:
			if wanted.shift(is.StartsAt.Sub(was.StartsAt)); is.spans(wanted) {
				fresh = append(fresh, wanted)
			}
		}
	}
	for _, own := range is.Shifts {
		if !slices.ContainsFunc(was.Shifts, func(last slot) bool { return last.ID == own.ID }) {
			there = append(there, own)
		}
	}
	slices.SortFunc(there, func(a, b slot) int { return int(a.ID - b.ID) })
	return append(there, fresh...)
}

// numbered is the shift with the number.
func (c *content) numbered(number int) (slot, bool) {
	at := slices.IndexFunc(c.Shifts, func(s slot) bool { return s.Number == number })
	if at < 0 {
		return slot{}, false
	}
	return c.Shifts[at], true
}

// ownHours reports whether somebody has moved the activity: it is laid out by hand then.
func (c *content) ownHours(was content) bool {
	return !c.StartsAt.Equal(was.StartsAt) || !c.EndsAt.Equal(was.EndsAt)
}

func (c *content) spans(s slot) bool {
	return !s.StartsAt.Before(c.StartsAt) && !s.EndsAt.After(c.EndsAt)
}

// stretch lets the activity last as long as its shifts: one that is somebody's own may lie outside the series' hours.
func (c *content) stretch() {
	for _, shift := range c.Shifts {
		if shift.StartsAt.Before(c.StartsAt) {
			c.StartsAt = shift.StartsAt
		}
		if shift.EndsAt.After(c.EndsAt) {
			c.EndsAt = shift.EndsAt
		}
	}
}

// shift moves the shift with its deadlines.
func (s *slot) shift(by time.Duration) {
	for _, at := range []*time.Time{&s.StartsAt, &s.EndsAt, &s.SignUpClosesAt, &s.CancelClosesAt} {
		if !at.IsZero() {
			*at = at.Add(by)
		}
	}
}

// over is the wanted shift with everything left as it is that somebody has changed since it was written.
func (s slot) over(is, was slot, ownHours bool) slot {
	s.ID = is.ID
	if ownHours || !is.StartsAt.Equal(was.StartsAt) || !is.EndsAt.Equal(was.EndsAt) {
		s.StartsAt, s.EndsAt, s.SignUpClosesAt, s.CancelClosesAt = is.StartsAt, is.EndsAt, is.SignUpClosesAt, is.CancelClosesAt
	}
	keep(&s.Role, is.Role, was.Role)
	keep(&s.Capacity, is.Capacity, was.Capacity)
	keep(&s.WaitlistCapacity, is.WaitlistCapacity, was.WaitlistCapacity)
	keep(&s.SignUpClosesAt, is.SignUpClosesAt, was.SignUpClosesAt)
	keep(&s.CancelClosesAt, is.CancelClosesAt, was.CancelClosesAt)
	keep(&s.MinHeadcount, is.MinHeadcount, was.MinHeadcount)
	if !is.asks(was.ShiftTerms) {
		s.Requirements = is.Requirements
	}
	s.keepSeats(is, was)
	return s
}

// remembered is the template as it is kept beside an activity: with the shift that each of its shifts has become, and the
// hours as the series has stretched them.
func (c content) remembered(wanted, is, was content) content {
	c.Shifts = slices.Clone(c.Shifts)
	for i := range c.Shifts {
		last, _ := was.numbered(c.Shifts[i].Number) // it may be called off
		now, held := wanted.numbered(c.Shifts[i].Number)
		if c.Shifts[i].ID = last.ID; held {
			c.Shifts[i].ID = now.ID
		}
	}
	if !is.ownHours(was) {
		c.StartsAt, c.EndsAt = wanted.StartsAt, wanted.EndsAt
	}
	return c
}
