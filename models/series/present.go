package series

import (
	"slices"
	"time"

	"gorm.io/gorm"

	"practicestation/models"
	"practicestation/models/activity"
)

// state is how an occurrence and its series get on.
type state string

const (
	held    state = "held"    // as the series wants it
	dropped state = "dropped" // withdrawn by the series, which may take it up again
	kept    state = "kept"    // not as the series wants it, for the people who have signed up: they have been told
)

// entry keeps what the series has written into one activity.
type entry struct {
	ActivityID   int64 `gorm:"primaryKey;autoIncrement:false"`
	SeriesID     int64
	Rule         int
	OccurrenceOn models.Date
	State        state
	Written      string
	Told         *string // what the people of a kept one were told last, and who
}

// TableName names the table.
func (entry) TableName() string { return "series_occurrences" }

// Outcome says what becomes of an occurrence.
type Outcome string

// The outcomes. One that stays as it is has none.
const (
	Created Outcome = "created"
	Changed Outcome = "changed"
	Kept    Outcome = "kept"
	Removed Outcome = "removed"
	Refused Outcome = "refused" // a rule of the field forbids to create it
)

// Change is what a change of the series does to one occurrence.
type Change struct {
	Outcome      Outcome
	ActivityID   int64 // 0 for what is refused or new: a dry run takes the new ones back
	OccurrenceOn models.Date
	Rule         int
	StartsAt     time.Time
	Title        string
	People       int64    // with a seat or in the queue
	Members      []string // in which it is changed, or differs from what the series wants
	Reason       string   // the code of why it is kept, or not created
	why          string   // the same for people
}

// key is what an occurrence is known by within its series.
type key struct {
	on   models.Date
	rule int
}

// present is an occurrence that is an activity.
type present struct {
	entry    *entry
	activity *activity.Activity
	shifts   []activity.Shift
}

func (p *present) people() (people int64) {
	for _, shift := range p.shifts {
		people += shift.Confirmed + shift.Waitlisted
	}
	return people
}

// recent is how long an original day may lie back with its occurrence still to come: the longest holiday is shorter.
const recent = 62

// present locks the activities of the series that are to come, and those whose original day is not long past: their
// organizers' changes have to wait, so that none is lost.
func (s *Series) present(tx *models.Tx) (map[key]*present, error) {
	entries, err := s.entries(tx)
	if err != nil {
		return nil, err
	}
	return presentOf(tx, tx.Locking(), entries)
}

// entries are those of the occurrences that may be to come.
func (s *Series) entries(tx *models.Tx) (entries []entry, err error) {
	err = tx.DB.Where("series_id = ? AND occurrence_on >= ?", s.ID, tx.Today().Plus(-recent)).Find(&entries).Error
	return entries, err
}

// presentOf finds the activities of the entries, and their shifts.
func presentOf(tx *models.Tx, from *gorm.DB, entries []entry) (map[key]*present, error) {
	ids := make([]int64, len(entries))
	for i := range entries {
		ids[i] = entries[i].ActivityID
	}
	all := map[key]*present{}
	if len(ids) == 0 {
		return all, nil
	}
	var activities []activity.Activity
	if err := from.Where("id IN (?)", ids).Order("id").Find(&activities).Error; err != nil {
		return nil, err
	}
	shifts, err := activity.ShiftsOf(tx, ids...)
	if err != nil {
		return nil, err
	}
	byID := map[int64]*activity.Activity{}
	for i := range activities {
		byID[activities[i].ID] = &activities[i]
	}
	for i := range entries {
		one := &entries[i]
		all[key{one.OccurrenceOn, one.Rule}] = &present{entry: one, activity: byID[one.ActivityID], shifts: shifts[one.ActivityID]}
	}
	return all, nil
}

// inOrder sorts what is left by activity, the order in which locks are taken.
func inOrder(all map[key]*present) []*present {
	left := make([]*present, 0, len(all))
	for _, there := range all {
		left = append(left, there)
	}
	slices.SortFunc(left, func(a, b *present) int { return int(a.activity.ID - b.activity.ID) })
	return left
}

// settled reports whether the occurrence is nothing of the series any more: begun, cancelled, or withdrawn by somebody.
func (p *present) settled(tx *models.Tx) bool {
	status := p.activity.Status
	return !p.activity.StartsAt.After(tx.Now) || status == activity.Cancelled || status == activity.Withdrawn && p.entry.State != dropped
}

func (p *present) change(outcome Outcome, members []string) *Change {
	return &Change{
		Outcome: outcome, ActivityID: p.activity.ID, OccurrenceOn: p.entry.OccurrenceOn, Rule: p.entry.Rule,
		StartsAt: p.activity.StartsAt, Title: p.activity.Title, People: p.people(), Members: members,
	}
}
