package series

import (
	"errors"
	"slices"
	"strings"

	"gorm.io/gorm"

	"practicestation/models"
	"practicestation/models/activity"
	"practicestation/models/holiday"
	"practicestation/models/recurrence"
)

// forever is after every plan.
const forever models.Date = "9999-12-31"

// upcoming are the occurrences that the series wants to hold from now on; none once it has ended.
func (s *Series) upcoming(tx *models.Tx) ([]recurrence.Occurrence, error) {
	if s.Status == Ended {
		return nil, nil
	}
	calendar, err := holiday.Load(tx)
	if err != nil {
		return nil, err
	}
	return s.toCome(tx, calendar), nil
}

// toCome are the occurrences that the plan holds from now on.
func (s *Series) toCome(tx *models.Tx, calendar *holiday.Calendar) []recurrence.Occurrence {
	found := s.plan().Expand(calendar, tx.Zone, tx.Today(), forever).Occurrences
	return slices.DeleteFunc(found, func(one recurrence.Occurrence) bool {
		return one.Outcome == recurrence.Skipped || !one.StartsAt.After(tx.Now)
	})
}

// reconcile makes the activities to come agree with the series, whose row is locked, and lists what changes. What stands in
// the way of one occurrence is that one's own matter, and is listed.
func (s *Series) reconcile(tx *models.Tx) ([]Change, error) {
	wanted, err := s.upcoming(tx)
	if err != nil {
		return nil, err
	}
	if err := s.lookAround(tx); err != nil {
		return nil, err
	}
	all, err := s.present(tx)
	if err != nil {
		return nil, err
	}
	if err := handOver(tx, all, wanted); err != nil {
		return nil, err
	}
	var changes []Change
	note := func(change *Change, err error) error {
		if change != nil {
			changes = append(changes, *change)
		}
		return err
	}
	horizon := tx.Today().Plus(int(s.LeadDays))
	for i := range wanted {
		one := &wanted[i]
		known := key{one.OriginalDate, one.Rule}
		if there, found := all[known]; found {
			delete(all, known)
			err = note(s.adjust(tx, there, one))
		} else if one.Date <= horizon {
			err = note(s.make(tx, one))
		}
		if err != nil {
			return nil, err
		}
	}
	for _, there := range inOrder(all) {
		if err := note(s.drop(tx, there)); err != nil {
			return nil, err
		}
	}
	slices.SortStableFunc(changes, func(a, b Change) int { return a.StartsAt.Compare(b.StartsAt) })
	return changes, s.noteRun(tx, changes)
}

// lookAround notes what the series names and what is no longer there.
func (s *Series) lookAround(tx *models.Tx) error {
	if err := s.lookAtBrand(tx); err != nil {
		return err
	}
	return s.lookAtTeams(tx)
}

// make turns an occurrence into an activity.
func (s *Series) make(tx *models.Tx, one *recurrence.Occurrence) (*Change, error) {
	change := &Change{Outcome: Created, OccurrenceOn: one.OriginalDate, Rule: one.Rule, StartsAt: one.StartsAt, Title: s.Title}
	made, err := activity.Create(tx, s.template(one).input())
	if err != nil {
		return change.orRefused(err)
	}
	shifts, err := activity.ShiftsOf(tx, made.ID)
	if err != nil {
		return nil, err
	}
	written, err := contentOf(tx, made, shifts[made.ID])
	if err != nil {
		return nil, err
	}
	for i := range written.Shifts {
		written.Shifts[i].Number = one.Shifts[i].Number
	}
	kept := &entry{ActivityID: made.ID, SeriesID: s.ID, Rule: one.Rule, OccurrenceOn: one.OriginalDate, State: held, Written: written.text()}
	err = tx.DB.Create(kept).Error
	if errors.Is(err, gorm.ErrDuplicatedKey) {
		return nil, tx.Retry() // another instance has made it, on another node
	}
	if err != nil {
		return nil, err
	}
	return change, s.publish(tx, made.ID, change)
}

// orRefused lists a refusal as what becomes of the occurrence, and gives back any other error.
func (c *Change) orRefused(err error) (*Change, error) {
	refusal := refused(err)
	if refusal == nil {
		return nil, err
	}
	c.Outcome = Refused
	c.refuse(refusal)
	return c, nil
}

// refuse notes what stands in the way, so that people know what of the series to change: that its content is wrong would not tell.
func (c *Change) refuse(refusal *models.Error) {
	c.Reason, c.why = refusal.Code, refusal.Title
	if !models.IsCode(refusal, models.ErrInvalid) || len(refusal.Fields) == 0 {
		return
	}
	fault := refusal.Fields[0]
	if fault.Field == "leader_account_id" {
		c.Reason, c.why = ErrLeaderGone.Code, ErrLeaderGone.Title
		return
	}
	c.why = strings.TrimSuffix(fault.Message, "。")
}

// publish opens an activity of the series, if that is what the series does. One that may not be opened stays a draft.
func (s *Series) publish(tx *models.Tx, id int64, change *Change) error {
	if !s.Publish {
		return nil
	}
	_, err := activity.PublishDespite(tx, id, s.override())
	refusal := refused(err)
	if refusal == nil {
		return err
	}
	change.refuse(refusal)
	return nil
}

// refused is the rule's own refusal, if the error is one: such a rule has changed nothing.
func refused(err error) *models.Error {
	var refusal *models.Error
	if errors.As(err, &refusal) {
		return refusal
	}
	return nil
}

// adjust makes an activity what the series wants of it, except in what somebody has changed. With people it stays.
func (s *Series) adjust(tx *models.Tx, there *present, one *recurrence.Occurrence) (*Change, error) {
	if there.settled(tx) {
		return nil, nil //nolint:nilnil // nothing changes, and nothing is wrong
	}
	was, err := readContent(there.entry.Written)
	if err != nil {
		return nil, err
	}
	is, err := contentOf(tx, there.activity, there.shifts)
	if err != nil {
		return nil, err
	}
	template := s.template(one)
	if template.SignUpOpensAt.IsZero() {
		template.SignUpOpensAt = was.SignUpOpensAt
	}
	if template.sameBrand {
		template.BrandID = is.BrandID
	}
	wanted := template.over(is, was)
	change := there.change(Changed, wanted.differences(is))
	change.StartsAt = wanted.StartsAt
	if len(change.Members) == 0 && there.entry.State != dropped {
		if err := there.note(tx, held, template.remembered(wanted, is, was).text(), nil); err != nil {
			return nil, err
		}
		return s.openDraft(tx, there, change)
	}
	if there.people() > 0 {
		change.StartsAt = is.StartsAt
		return change, s.keep(tx, there, change, activity.ErrHasSignUps, &wish{template, wanted, is})
	}
	reworked, ids, err := activity.Rework(tx, there.activity.ID, wanted.input())
	if refusal := refused(err); refusal != nil {
		return change, s.keep(tx, there, change, refusal, &wish{template, wanted, is})
	}
	if err != nil {
		return nil, err
	}
	for i := range ids {
		wanted.Shifts[i].ID = ids[i]
	}
	return change, s.takeUp(tx, there, reworked, template.remembered(wanted, is, was), change)
}

// takeUp notes what has been written, and opens again what had been dropped.
func (s *Series) takeUp(tx *models.Tx, there *present, reworked *activity.Activity, written content, change *Change) error {
	again, draft := there.entry.State == dropped, reworked.Status == activity.Draft
	if err := there.note(tx, held, written.text(), nil); err != nil {
		return err
	}
	if again {
		change.Outcome = Created
	}
	if !again && !draft {
		return nil
	}
	return s.publish(tx, reworked.ID, change)
}

// openDraft publishes a draft that is as the series wants it: something stood in its way, or the series used to leave drafts.
// What an organizer has taken back is withdrawn and no draft.
func (s *Series) openDraft(tx *models.Tx, there *present, change *Change) (*Change, error) {
	if !s.Publish || there.activity.Status != activity.Draft {
		return nil, nil //nolint:nilnil // nothing changes, and nothing is wrong
	}
	change.Members = []string{"status"}
	err := s.publish(tx, there.activity.ID, change)
	if change.Reason != "" {
		change.Outcome = Kept
	}
	return change, err
}

// note keeps how the occurrence and its series get on; told is what its people were told, nil for what is not kept for them.
func (p *present) note(tx *models.Tx, now state, written string, told *string) error {
	if p.entry.State == now && p.entry.Written == written && (p.entry.Told == told || told != nil && p.entry.Told != nil && *told == *p.entry.Told) {
		return nil
	}
	p.entry.State, p.entry.Written, p.entry.Told = now, written, told
	return tx.DB.Model(&entry{}).Where("activity_id = ?", p.entry.ActivityID).
		Updates(map[string]any{"state": now, "written": written, "told": told}).Error
}

// drop withdraws an activity that the series no longer wants.
func (s *Series) drop(tx *models.Tx, there *present) (*Change, error) {
	if there.settled(tx) || there.entry.State == dropped {
		return nil, nil //nolint:nilnil // nothing changes, and nothing is wrong
	}
	change := there.change(Removed, nil)
	if change.People > 0 {
		return change, s.keep(tx, there, change, activity.ErrHasSignUps, nil)
	}
	_, err := activity.Drop(tx, there.activity.ID)
	if refusal := refused(err); refusal != nil {
		return change, s.keep(tx, there, change, refusal, nil)
	}
	if err != nil {
		return nil, err
	}
	return change, there.note(tx, dropped, there.entry.Written, nil)
}

// keep leaves the activity as it is, and tells its people that the series goes another way.
func (s *Series) keep(tx *models.Tx, there *present, change *Change, refusal *models.Error, of *wish) error {
	change.Outcome = Kept
	change.refuse(refusal)
	if change.People == 0 {
		return nil
	}
	return s.tell(tx, there, change, of)
}
