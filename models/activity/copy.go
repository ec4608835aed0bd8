package activity

import (
	"fmt"
	"slices"
	"time"

	"practicestation/models"
)

// ErrSourceUnfit refuses to copy an activity that could no longer be made as it is.
var ErrSourceUnfit = models.DefineError(models.Conflict, "source_unfit", "原活动不能照抄",
	"原活动的队伍、场地、现场负责人、品牌、培训或保留名额有的已经不能用，请先修改原活动，或者另建活动。")

// CopyInput says onto which days an activity is to be copied (复制).
type CopyInput struct {
	Dates    []models.Date
	Publish  bool
	Repeated bool // whether there may be an activity of the same title and start at the same station already
	Override Override
}

// template is what the copies of an activity have in common.
type template struct {
	source Activity
	shifts []Shift // those that are not called off
	notice string  // the risk notice that the source shows
}

// Copy makes the activity again on other days, whatever its state, without its people: all of the copies or none. The
// clock on the wall stays, and everything that is not of its day. It fails with ErrNotFound, ErrPermission, ErrSourceUnfit,
// or with ErrInvalid or ErrBatchRefused, which list every fault of every day.
func Copy(tx *models.Tx, id int64, in CopyInput) (*Batch, error) {
	source, err := findToManage(tx, id, models.PlanActivities) // locked: the same copy asked for twice at once is seen to repeat
	if err != nil {
		return nil, err
	}
	if in.Publish {
		if err := mayManage(tx, source, models.PublishActivities); err != nil {
			return nil, err
		}
	}
	if err := append(countFaults("dates", len(in.Dates)), in.Override.faults()...).Err(); err != nil {
		return nil, err
	}
	pattern, err := takeTemplate(tx, source)
	if err != nil {
		return nil, err
	}
	making := &making{Batch: Batch{Kind: BatchCopied, SourceID: &source.ID}, publish: in.Publish, repeated: in.Repeated}
	for i, date := range in.Dates {
		at := place{field: fmt.Sprintf("dates.%d", i)}
		if err := pattern.faultsOn(tx, date, slices.Contains(in.Dates[:i], date), in.Publish).Err(); err != nil {
			if err := making.note(at, err); err != nil {
				return nil, err
			}
			continue
		}
		at.words = Moment(pattern.onDay(tx, date).StartsAt, tx.Now, tx.Zone) + "："
		err := making.make(tx, at, in.Override, func() (*Activity, error) { return pattern.make(tx, date, in.Override) })
		if err != nil {
			return nil, err
		}
	}
	return making.finish(tx)
}

// takeTemplate reads what is to be copied. It fails with ErrSourceUnfit when it could not be made anew.
func takeTemplate(tx *models.Tx, source *Activity) (*template, error) {
	all, err := ShiftsOf(tx, source.ID)
	if err != nil {
		return nil, err
	}
	pattern := &template{source: *source, shifts: held(all[source.ID])}
	if pattern.notice, err = source.NoticeText(tx); err != nil {
		return nil, err
	}
	return pattern, unfit(pattern.mayBeMade(tx))
}

// unfit speaks of the source where a new activity would be at fault: who copies has nothing else to change.
func unfit(err error) error {
	if models.IsCode(err, models.ErrInvalid) {
		return ErrSourceUnfit
	}
	return err
}

// mayBeMade asks of everything that the source refers to whether a new activity may have it.
func (t *template) mayBeMade(tx *models.Tx) error {
	station, err := MayPlan(tx, t.source.StationID, t.source.TeamID)
	if err != nil {
		return err
	}
	if err := mayCarry(tx, &Activity{StationID: station.ID}, t.source.BrandID); err != nil {
		return err
	}
	if err := mayBook(tx, &Activity{}, &t.source); err != nil {
		return err
	}
	for i, shift := range t.shifts {
		asked := ShiftInput{Requirements: &shift.Requirements, Quotas: &QuotasInput{Quotas: shift.Quotas}}
		if err := asked.known(tx, shiftField(i)); err != nil {
			return err
		}
	}
	return nil
}

// faultsOn lists what is wrong with a day itself.
func (t *template) faultsOn(tx *models.Tx, date models.Date, again, publish bool) models.Faults {
	var faults models.Faults
	if _, isDate := models.ParseDate(string(date)); !isDate {
		faults.Add("", "format", "应为真实存在的日期，如 2026-03-01。")
		return faults
	}
	if again {
		faults.Add("", "repeated", "这一天写了两次。")
	}
	copied := t.onDay(tx, date)
	switch {
	case !copied.StartsAt.After(tx.Now):
		faults.Add("", "past", "这一天的开始时间已经过了。")
	case publish && !copied.SignUpClosesAt.After(tx.Now):
		faults.Add("", "sign_up_closed", "照原活动的提前量，这一天的报名已经截止；请先复制成草稿，改好报名时间再发布。")
	}
	return faults
}

// days is how many days of the calendar lie between the source and its copy.
func (t *template) days(tx *models.Tx, date models.Date) int {
	from := models.DateOf(t.source.StartsAt, tx.Zone)
	return int(date.In(time.UTC).Sub(from.In(time.UTC)) / (24 * time.Hour))
}

// moveDays moves an instant by whole days of the calendar: the clock on the wall shows the same.
func moveDays(at time.Time, days int, zone *time.Location) time.Time {
	return at.In(zone).AddDate(0, 0, days).UTC()
}

// onDay is the copy of the activity on a day. It is the source's own row, from which is taken what is of its day and of its
// past: so whatever an activity comes to have besides is copied too.
func (t *template) onDay(tx *models.Tx, date models.Date) *Activity {
	days, made := t.days(tx, date), t.source
	for _, at := range []*time.Time{&made.StartsAt, &made.EndsAt, &made.SignUpOpensAt, &made.SignUpClosesAt, &made.CancelClosesAt} {
		*at = moveDays(*at, days, tx.Zone)
	}
	// Who did not say when sign-up opens had it open at once, and so it does here; it cannot open in the past either.
	if !t.source.SignUpOpensAt.After(t.source.CreatedAt) || made.SignUpOpensAt.Before(tx.Now) {
		made.SignUpOpensAt = tx.Now
	}
	if !made.SignUpOpensAt.Before(made.SignUpClosesAt) {
		made.SignUpOpensAt = made.SignUpClosesAt.Add(-time.Minute)
	}
	made.ID, made.Status, made.PublishedAt, made.CancelReason = 0, Draft, nil, nil
	made.PendingEntries, made.DecidedEntries, made.Benefit = 0, 0, Benefit{}
	made.PlanItemID, made.SeriesID, made.OccurrenceOn = nil, nil, nil
	made.RescheduledAt, made.RescheduleReason, made.FreeCancelClosesAt = nil, nil, nil
	made.RiskNoticeID = nil // the text becomes a notice of the copy's own
	made.CreatedBy, made.Version, made.CreatedAt, made.UpdatedAt = models.Nullable(tx.Actor.AccountID), 1, tx.Now, tx.Now
	return &made
}

// shiftOnDay is the copy of a shift, made as onDay is.
func shiftOnDay(tx *models.Tx, source Shift, of *Activity, days int) (Shift, error) {
	secret, err := newCodeSecret()
	made := source
	made.StartsAt, made.EndsAt = moveDays(source.StartsAt, days, tx.Zone), moveDays(source.EndsAt, days, tx.Zone)
	for _, at := range []**time.Time{&made.QuotaReleasedAt, &made.SignUpClosesAt, &made.CancelClosesAt} {
		if *at != nil {
			moved := moveDays(**at, days, tx.Zone)
			*at = &moved
		}
	}
	made.Quotas = slices.Clone(source.Quotas)
	for i := range made.Quotas {
		made.Quotas[i].Taken = 0
	}
	made.ID, made.ActivityID, made.CodeSecret, made.RosterVersion = 0, of.ID, secret, 1
	made.Confirmed, made.Waitlisted, made.LastSequence, made.OverLimit, made.OverReason = 0, 0, 0, 0, nil
	made.CancelledAt, made.CancelReason = nil, nil
	made.Version, made.CreatedAt, made.UpdatedAt = 1, tx.Now, tx.Now
	return made, err
}

// make writes the copy of one day with its risk notice and its shifts. It fails with ErrVenueConflict or ErrLeaderConflict.
func (t *template) make(tx *models.Tx, date models.Date, override Override) (*Activity, error) {
	made := t.onDay(tx, date)
	if err := holdBookings(tx, made); err != nil {
		return nil, err
	}
	if err := tx.DB.Create(made).Error; err != nil {
		return nil, err
	}
	if err := book(tx, made, override); err != nil {
		return nil, err
	}
	if err := giveNotice(tx, made, &t.notice); err != nil {
		return nil, err
	}
	if err := tx.DB.Exec("UPDATE activities SET risk_notice_id = ? WHERE id = ?", made.RiskNoticeID, made.ID).Error; err != nil {
		return nil, err
	}
	tx.Audit(models.AuditEntry{Action: "activity.create", Subject: "activity", SubjectID: made.ID, OrganizationID: made.StationID, After: made.facts()})
	return made, t.makeShifts(tx, made, t.days(tx, date))
}

func (t *template) makeShifts(tx *models.Tx, of *Activity, days int) error {
	if len(t.shifts) == 0 {
		return nil
	}
	shifts := make([]Shift, len(t.shifts))
	for i, source := range t.shifts {
		var err error
		if shifts[i], err = shiftOnDay(tx, source, of, days); err != nil {
			return err
		}
	}
	return tx.DB.CreateInBatches(&shifts, 100).Error
}
