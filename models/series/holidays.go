package series

import (
	"practicestation/models"
	"practicestation/models/holiday"
	"practicestation/models/organization"
	"practicestation/models/recurrence"
)

// The bounds of a rehearsal: it holds the writer's turn. A series whose days are looked at costs a few milliseconds, and
// one whose activities are rewritten as much as a change of it.
const (
	maxLookedAt  = 500
	maxRehearsed = 50
)

// HolidayRehearsal is what an import of holidays would do, and what the series would do after it.
type HolidayRehearsal struct {
	Years   []holiday.Imported
	Touched []Touched
	LeftOut int64 // how many series the rehearsal has not looked at or not rehearsed
}

// Touched is a series whose days an import changes.
type Touched struct {
	Series  *Listed
	Days    int      // how many of its days to come, also of those that are no activities yet
	Changes []Change // of its activities
}

// RehearseHolidays imports the holidays and lets the series that this touches go by them at once, as the job does within a
// day; the caller takes everything back. It fails as holiday.Import does.
func RehearseHolidays(tx *models.Tx, sheet holiday.Sheet) (*HolidayRehearsal, error) {
	before, err := holiday.Load(tx)
	if err != nil {
		return nil, err
	}
	years, err := holiday.Import(tx, sheet)
	if err != nil {
		return nil, err
	}
	after, err := holiday.Load(tx)
	if err != nil {
		return nil, err
	}
	rehearsal := &HolidayRehearsal{Years: years}
	going, err := goingByHolidays(tx)
	if err != nil {
		return nil, err
	}
	for i := range going {
		days := going[i].moved(tx, before, after)
		switch {
		case i >= maxLookedAt, len(days) > 0 && len(rehearsal.Touched) == maxRehearsed:
			rehearsal.LeftOut++
			continue
		case len(days) == 0:
			continue
		}
		touched, err := going[i].rehearse(tx, days)
		if err != nil {
			return nil, err
		}
		rehearsal.Touched = append(rehearsal.Touched, *touched)
	}
	return rehearsal, nil
}

// goingByHolidays are the series that go on and whose days depend on the holidays, in the order of their ids. One that is
// past its last day may still hold what was moved.
func goingByHolidays(tx *models.Tx) ([]Series, error) {
	var going []Series
	err := tx.DB.Where("status = ? AND (ends_on = '' OR ends_on >= ?) AND NOT (holiday_policy = ? AND adjusted_workdays = ?)",
		Active, tx.Today().Plus(-recent), recurrence.Keep, recurrence.AsWeekend).Order("id").Find(&going).Error
	return going, err
}

// moved are the original days to come that are held on another day with the one calendar than with the other, or only with
// one of them.
func (s *Series) moved(tx *models.Tx, before, after *holiday.Calendar) map[key]bool {
	was, moved := map[key]models.Date{}, map[key]bool{}
	for _, one := range s.toCome(tx, before) {
		was[key{one.OriginalDate, one.Rule}] = one.Date
		moved[key{one.OriginalDate, one.Rule}] = true
	}
	for _, one := range s.toCome(tx, after) {
		known := key{one.OriginalDate, one.Rule}
		if was[known] == one.Date {
			delete(moved, known)
		} else {
			moved[known] = true
		}
	}
	return moved
}

// rehearse reconciles the series as the job does, and lists what becomes of these days.
func (s *Series) rehearse(tx *models.Tx, days map[key]bool) (*Touched, error) {
	locked, err := models.FindLocked[Series](tx, s.ID, ErrNotFound)
	if err != nil {
		return nil, err
	}
	asked := tx.Actor
	tx.Actor = models.SystemActor(asked.Name)
	changes, err := locked.look(tx)
	tx.Actor = asked
	if err != nil {
		return nil, err
	}
	touched := &Touched{Days: len(days)}
	for _, change := range changes {
		if days[key{change.OccurrenceOn, change.Rule}] {
			touched.Changes = append(touched.Changes, change)
		}
	}
	touched.Series, err = Find(tx, s.ID)
	return touched, err
}

// look makes the activities of a series whose row is locked agree with it. Whoever made the series was entitled to what it
// makes, so the job acts with a manager's rights at its station.
func (s *Series) look(tx *models.Tx) ([]Change, error) {
	station, err := models.Find[organization.Organization](tx, s.StationID, organization.ErrNotFound)
	if err != nil {
		return nil, err
	}
	tx.Actor.Scopes = []models.Scope{{Role: models.StationManager, OrganizationID: station.ID, Path: station.Path}}
	if refusal := refused(s.mayBe(tx, models.PlanActivities)); refusal != nil {
		return nil, s.stop(tx)
	}
	if err := s.adopt(tx); err != nil {
		return nil, err
	}
	return s.reconcile(tx)
}
