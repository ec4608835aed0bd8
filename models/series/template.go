package series

import (
	"encoding/json"
	"slices"
	"time"

	"practicestation/models"
	"practicestation/models/activity"
	"practicestation/models/recurrence"
)

// content is what a series decides of an activity: as it wants it, as it is, or as it was written last.
type content struct {
	StationID      int64       `json:"-"`
	SeriesID       int64       `json:"-"`
	OccurrenceOn   models.Date `json:"-"`
	TeamID         int64       `json:"team_id"`
	Title          string      `json:"title"`
	Category       string      `json:"category"`
	Place          string      `json:"place"`
	Description    string      `json:"description"`
	BrandID        int64       `json:"brand_id"`
	sameBrand      bool        // whatever BrandID says: the brand of the series takes nothing new
	StartsAt       time.Time   `json:"starts_at"`
	EndsAt         time.Time   `json:"ends_at"`
	SignUpOpensAt  time.Time   `json:"sign_up_opens_at"` // zero: as it is, or at once
	SignUpClosesAt time.Time   `json:"sign_up_closes_at"`
	CancelClosesAt time.Time   `json:"cancel_closes_at"`
	Shifts         []slot      `json:"shifts"`
	calledOff      []int64     // the shifts that are called off, by somebody or for their history
	Terms
	override    activity.Override
	declaration activity.Declaration // of what is made; what is there keeps its own
}

// template is what the series wants of one occurrence.
func (s *Series) template(one *recurrence.Occurrence) content {
	before := func(minutes int64) time.Time { return one.StartsAt.Add(-time.Duration(minutes) * time.Minute).UTC() }
	wanted := content{
		StationID: s.StationID, SeriesID: s.ID, OccurrenceOn: one.OriginalDate,
		TeamID: s.TeamID, Title: s.Title, Category: s.Category, Place: s.Place, Description: s.Description,
		StartsAt: one.StartsAt.UTC(), EndsAt: one.EndsAt.UTC(), SignUpClosesAt: before(s.ClosesBefore), CancelClosesAt: before(s.CancelBefore),
		Terms: s.Terms, override: s.override(), declaration: s.Declaration,
	}
	if s.BrandID != nil && !s.brandGone {
		wanted.BrandID = *s.BrandID
	}
	wanted.sameBrand = s.brandGone
	if s.OpensBefore != nil {
		wanted.SignUpOpensAt = before(*s.OpensBefore)
	}
	for i, shift := range one.Shifts {
		terms := s.ShiftTermsOf(one.Rule, i)
		terms.Quotas = terms.Quotas.without(s.teamsGone)
		own := func(minutes int64) time.Time {
			if shift.StartsAt.Equal(one.StartsAt) {
				return time.Time{}
			}
			return shift.StartsAt.Add(-time.Duration(minutes) * time.Minute).UTC()
		}
		wanted.Shifts = append(wanted.Shifts, slot{
			SignUpClosesAt: own(s.ClosesBefore), CancelClosesAt: own(s.CancelBefore),
			Number: shift.Number, Role: shift.Role, StartsAt: shift.StartsAt.UTC(), EndsAt: shift.EndsAt.UTC(), Capacity: shift.Capacity, WaitlistCapacity: shift.WaitlistCapacity,
			ShiftTerms: terms,
		})
	}
	return wanted
}

// contentOf is what an activity is.
func contentOf(tx *models.Tx, a *activity.Activity, shifts []activity.Shift) (content, error) {
	terms, err := termsOf(tx, a)
	found := content{
		Terms:  terms,
		TeamID: a.TeamID, Title: a.Title, Category: a.Category, Place: a.Place, Description: a.Description, StartsAt: a.StartsAt.UTC(), EndsAt: a.EndsAt.UTC(),
		SignUpOpensAt: a.SignUpOpensAt.UTC(), SignUpClosesAt: a.SignUpClosesAt.UTC(), CancelClosesAt: a.CancelClosesAt.UTC(),
	}
	if a.BrandID != nil {
		found.BrandID = *a.BrandID
	}
	for _, shift := range asWritten(shifts) {
		if shift.CancelledAt != nil {
			found.calledOff = append(found.calledOff, shift.ID)
			continue
		}
		found.Shifts = append(found.Shifts, slotOf(&shift))
	}
	return found, err
}

// asWritten are the shifts in the order in which the series wrote them.
func asWritten(shifts []activity.Shift) []activity.Shift {
	return slices.SortedFunc(slices.Values(shifts), func(a, b activity.Shift) int { return int(a.ID - b.ID) })
}

// instantOf is an optional instant of an activity, zero for none.
func instantOf(at *time.Time) time.Time {
	if at == nil {
		return time.Time{}
	}
	return at.UTC()
}

func (c content) input() activity.Input {
	in := activity.Input{
		StationID: c.StationID, SeriesID: c.SeriesID, OccurrenceOn: c.OccurrenceOn,
		TeamID: c.TeamID, Title: c.Title, Category: c.Category, Place: c.Place, Description: c.Description, StartsAt: c.StartsAt, EndsAt: c.EndsAt,
		SignUpOpensAt: c.SignUpOpensAt, SignUpClosesAt: c.SignUpClosesAt, CancelClosesAt: c.CancelClosesAt, BrandID: &c.BrandID,
		Declaration: c.declaration, Override: c.override,
	}
	c.into(&in)
	for _, shift := range c.Shifts {
		in.Shifts = append(in.Shifts, shift.input())
	}
	return in
}

// text is the content as it is kept beside the activity.
func (c content) text() string { return jsonText(c) }

// readContent reads such a text; what was written before there were terms has the usual ones.
func readContent(text string) (content, error) {
	written := content{Terms: usual()}
	err := json.Unmarshal([]byte(text), &written)
	return written, err
}

// over is the wanted content with everything left as it is that somebody has changed since it was written.
func (c content) over(is, was content) content {
	if c.SignUpOpensAt.IsZero() {
		c.SignUpOpensAt = is.SignUpOpensAt
	}
	keep(&c.TeamID, is.TeamID, was.TeamID)
	keep(&c.Title, is.Title, was.Title)
	keep(&c.Category, is.Category, was.Category)
	keep(&c.Place, is.Place, was.Place)
	keep(&c.Description, is.Description, was.Description)
	keep(&c.BrandID, is.BrandID, was.BrandID)
	c.Terms = c.Terms.over(is.Terms, was.Terms)
	keep(&c.SignUpOpensAt, is.SignUpOpensAt, was.SignUpOpensAt)
	keep(&c.SignUpClosesAt, is.SignUpClosesAt, was.SignUpClosesAt)
	keep(&c.CancelClosesAt, is.CancelClosesAt, was.CancelClosesAt)
	c.Shifts = c.shiftsOver(is, was)
	if is.ownHours(was) {
		c.StartsAt, c.EndsAt = is.StartsAt, is.EndsAt
	} else {
		c.stretch()
	}
	return c
}

// keep leaves a value that is not the one written last.
func keep[T comparable](wanted *T, is, was T) {
	if is != was {
		*wanted = is
	}
}

// differences names the members in which the content differs, in the words of the contract.
func (c content) differences(other content) []string {
	var names []string
	note := func(name string, same bool) {
		if !same {
			names = append(names, name)
		}
	}
	note("team_id", c.TeamID == other.TeamID)
	note("title", c.Title == other.Title)
	note("category", c.Category == other.Category)
	note("place", c.Place == other.Place)
	note("description", c.Description == other.Description)
	note("brand_id", c.BrandID == other.BrandID)
	c.Terms.differences(other.Terms, note)
	note("starts_at", c.StartsAt.Equal(other.StartsAt))
	note("ends_at", c.EndsAt.Equal(other.EndsAt))
	note("sign_up_opens_at", c.SignUpOpensAt.Equal(other.SignUpOpensAt))
	note("sign_up_closes_at", c.SignUpClosesAt.Equal(other.SignUpClosesAt))
	note("cancel_closes_at", c.CancelClosesAt.Equal(other.CancelClosesAt))
	note("shifts", slices.EqualFunc(c.Shifts, other.Shifts, func(a, b slot) bool {
		return a.Role == b.Role && a.StartsAt.Equal(b.StartsAt) && a.EndsAt.Equal(b.EndsAt) && a.Capacity == b.Capacity && a.WaitlistCapacity == b.WaitlistCapacity &&
			a.MinHeadcount == b.MinHeadcount && a.asks(b.ShiftTerms) && a.Quotas.same(b.Quotas)
	}))
	note("shift_deadlines", slices.EqualFunc(c.Shifts, other.Shifts, func(a, b slot) bool {
		return a.SignUpClosesAt.Equal(b.SignUpClosesAt) && a.CancelClosesAt.Equal(b.CancelClosesAt)
	}))
	return names
}
