package activity

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"practicestation/models"
	"practicestation/models/organization"
)

// maxBatch bounds the activities of one batch.
const maxBatch = 60

// BatchKind says how a batch came about.
type BatchKind string

// The kinds of batches: copies of one activity, or activities that were written one by one.
const (
	BatchCopied  BatchKind = "copied"
	BatchCreated BatchKind = "created"
)

// Batch (批次) is a number of activities that were made in one go and may be taken back in one go.
type Batch struct {
	ID        int64
	Kind      BatchKind
	SourceID  *int64 // the activity that was copied
	CreatedBy *int64
	CreatedAt time.Time
	UndoneAt  *time.Time
	UndoneBy  *int64
}

// TableName names the table.
func (Batch) TableName() string { return "activity_batches" }

// BatchMember is one activity of a batch, as it was made.
type BatchMember struct {
	ActivityID int64 `gorm:"primaryKey;autoIncrement:false"`
	BatchID    int64
	Version    int64        // that the activity had; publishing it later moves this one along
	Shifts     int64        // how many it had
	Outcome    *UndoOutcome // nil until the batch is undone
	Reason     *string      // why it was left: the code
}

// TableName names the table.
func (BatchMember) TableName() string { return "activity_batch_members" }

// The refusals about making many activities at once.
var (
	ErrBatchRefused = models.DefineError(models.Conflict, "batch_refused", "整批没有建立", "有的活动不能建立，所以一个也没有建立，请按 errors 逐项修改后再提交。")
	ErrRepeated     = models.DefineError(models.Conflict, "activity_repeated", "活动已经有了", "这个站同一时间已有同名的活动，请先核对；确实要再建的，请注明允许重复。")
)

// BatchInput is a number of new activities.
type BatchInput struct {
	Activities []Input
	Publish    bool
	Repeated   bool // whether there may be an activity of the same title and start at the same station already
}

// making is a batch under way: what has been made, and everything that stands in the way. All of it is one unit, so that
// with one fault nothing is made.
type making struct {
	Batch
	publish, repeated bool
	made              []*Activity
	faults            models.Faults
	invalid           bool
}

// place is one wish of a batch: the member of the request that it stands in, and what people call it.
type place struct{ field, words string }

// CreateBatch drafts a number of activities, and publishes them where that is wanted; all of them or none.
// It fails with ErrPermission, with ErrInvalid or ErrBatchRefused, which list every fault of every activity.
func CreateBatch(tx *models.Tx, in BatchInput) (*Batch, error) {
	if !tx.Actor.CanSomewhere(models.PlanActivities) {
		return nil, models.ErrPermission
	}
	if err := countFaults("activities", len(in.Activities)).Err(); err != nil {
		return nil, err
	}
	if err := holdForBatch(tx, in.Activities); err != nil {
		return nil, err
	}
	making := &making{Batch: Batch{Kind: BatchCreated}, publish: in.Publish, repeated: in.Repeated}
	for i, wanted := range in.Activities {
		at := place{field: fmt.Sprintf("activities.%d", i), words: fmt.Sprintf("第 %d 个活动：", i+1)}
		err := making.make(tx, at, wanted.Override, func() (*Activity, error) { return Create(tx, wanted) })
		if err != nil {
			return nil, err
		}
	}
	return making.finish(tx)
}

func countFaults(field string, n int) models.Faults {
	var faults models.Faults
	switch {
	case n == 0:
		faults.Add(field, "min_items", "至少要有 1 项。")
	case n > maxBatch:
		faults.Add(field, "max_items", fmt.Sprintf("一批最多 %d 项，请分几批提交。", maxBatch))
	}
	return faults
}

// holdForBatch locks the stations, so that the same batch sent twice at once is seen to repeat, and writes the rows of all
// venues and leaders, so that two batches take them in one order.
func holdForBatch(tx *models.Tx, wanted []Input) error {
	var stations, venues, leaders []int64
	for i := range wanted {
		stations = append(stations, wanted[i].StationID)
		for _, booked := range []struct {
			id   *int64
			into *[]int64
		}{{wanted[i].VenueID, &venues}, {wanted[i].LeaderAccountID, &leaders}} {
			if booked.id != nil {
				*booked.into = append(*booked.into, *booked.id)
			}
		}
	}
	if err := tx.Locking().Where("id IN (?)", stations).Order("id").Find(&[]organization.Organization{}).Error; err != nil {
		return err
	}
	for _, ids := range []*[]int64{&venues, &leaders} {
		slices.Sort(*ids)
		*ids = slices.Compact(*ids)
	}
	for _, id := range venues {
		if err := holdBookings(tx, &Activity{VenueID: &id}); err != nil {
			return err
		}
	}
	for _, id := range leaders {
		if err := holdBookings(tx, &Activity{LeaderAccountID: &id}); err != nil {
			return err
		}
	}
	return nil
}

// make makes one activity and notes what stands in its way; it fails only where the whole batch must end at once.
func (m *making) make(tx *models.Tx, at place, override Override, create func() (*Activity, error)) error {
	made, err := create()
	if err != nil {
		return m.note(at, err)
	}
	if err := m.note(at, m.repeats(tx, made)); err != nil {
		return err
	}
	if m.publish {
		published, err := PublishDespite(tx, made.ID, override)
		if err != nil {
			return m.note(at, err)
		}
		made = published
	} else if !override.Wanted {
		if err := m.note(at, m.clashes(tx, made)); err != nil {
			return err
		}
	}
	m.made = append(m.made, made)
	return nil
}

// note keeps a refusal under the name of its place, and gives back whatever else an error is.
func (m *making) note(at place, err error) error {
	var refusal *models.Error
	if err == nil {
		return nil
	}
	if !errors.As(err, &refusal) || refusal.Kind != models.Invalid && refusal.Kind != models.Conflict {
		return err
	}
	m.invalid = m.invalid || refusal.Kind == models.Invalid
	fields := refusal.Fields
	if len(fields) == 0 {
		fields = []models.FieldError{{Code: refusal.Code, Message: refusal.Message}}
	}
	for _, fault := range fields {
		m.faults.Add(strings.TrimSuffix(at.field+"."+fault.Field, "."), fault.Code, at.words+fault.Message)
	}
	return nil
}

// repeats refuses an activity that its station has already, by title and start.
func (m *making) repeats(tx *models.Tx, made *Activity) error {
	if m.repeated {
		return nil
	}
	var others int64
	err := tx.DB.Model(&Activity{}).Where("station_id = ? AND starts_at = ? AND title = ? AND id <> ? AND status IN (?)",
		made.StationID, made.StartsAt, made.Title, made.ID, []Status{Draft, Published}).Count(&others).Error
	if err == nil && others > 0 {
		return ErrRepeated.Saying("已经有%s，请先核对；确实要再建的，请注明允许重复。", made.inWords(tx))
	}
	return err
}

// clashes refuses a draft that would hold the venue or the leader of another draft of the batch: the author is told now,
// and not one by one when they are published. What is published has met the others in the database.
func (m *making) clashes(tx *models.Tx, made *Activity) error {
	var found []*models.Error
	for _, other := range m.made {
		if !made.StartsAt.Before(other.EndsAt) || !other.StartsAt.Before(made.EndsAt) {
			continue
		}
		if made.VenueID != nil && same(made.VenueID, other.VenueID) {
			found = append(found, ErrVenueConflict.Saying("与同一批的%s占用同一场地，请换时间或场地；确需同时使用的，请写明原因。", other.inWords(tx)))
		}
		if made.LeaderAccountID != nil && same(made.LeaderAccountID, other.LeaderAccountID) {
			found = append(found, ErrLeaderConflict.Saying("与同一批的%s由同一人现场负责，请换时间或换人；确需兼顾的，请写明原因。", other.inWords(tx)))
		}
	}
	return models.Refusal(found)
}

// finish keeps the batch, or refuses it with every fault.
func (m *making) finish(tx *models.Tx) (*Batch, error) {
	switch {
	case m.invalid:
		return nil, m.faults.Err()
	case len(m.faults) > 0:
		return nil, ErrBatchRefused.WithFields(m.faults...)
	}
	batch := m.Batch
	batch.CreatedBy, batch.CreatedAt = models.Nullable(tx.Actor.AccountID), tx.Now
	if err := tx.DB.Create(&batch).Error; err != nil {
		return nil, err
	}
	ids := make([]int64, len(m.made))
	for i, made := range m.made {
		ids[i] = made.ID
	}
	shifts, err := ShiftsOf(tx, ids...)
	if err != nil {
		return nil, err
	}
	members := make([]BatchMember, len(m.made))
	for i, made := range m.made {
		members[i] = BatchMember{ActivityID: made.ID, BatchID: batch.ID, Version: made.Version, Shifts: int64(len(shifts[made.ID]))}
	}
	if err := tx.DB.CreateInBatches(&members, 100).Error; err != nil {
		return nil, err
	}
	tx.Audit(models.AuditEntry{
		Action: "activity_batch." + string(batch.Kind), Subject: "activity_batch", SubjectID: batch.ID, OrganizationID: m.made[0].StationID,
		After: map[string]any{"activity_ids": ids, "source_id": batch.SourceID, "published": m.publish},
	})
	return &batch, nil
}

// followPublishing lets a batch know that an activity of it is published as it was made: that is no change by hand, and
// the batch may still be undone.
func followPublishing(tx *models.Tx, current *Activity) error {
	return tx.DB.Exec("UPDATE activity_batch_members SET version = version + 1 WHERE activity_id = ? AND version = ?", current.ID, current.Version).Error
}
