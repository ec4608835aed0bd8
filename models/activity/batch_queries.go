package activity

import (
	"time"

	"gorm.io/gorm"

	"practicestation/models"
)

// BatchView is a batch with who made it, and its activities as far as the actor may see them.
type BatchView struct {
	Batch
	CreatorName string
	Activities  []BatchActivity
}

// BatchActivity is one activity of a batch with how many have signed up, and what an undo has made of it.
type BatchActivity struct {
	Listed
	People  int64
	Outcome *UndoOutcome
	Reason  *string
}

// UndoClosesAt is when the first of the activities begins that is public: until then the whole batch may be undone, if
// nobody signs up. It is nil when there is no such bound, and once the batch is undone.
func (b *BatchView) UndoClosesAt() *time.Time {
	var first *time.Time
	if b.UndoneAt != nil {
		return nil
	}
	for i := range b.Activities {
		a := &b.Activities[i]
		if a.Status == Published && (first == nil || a.StartsAt.Before(*first)) {
			first = &a.StartsAt
		}
	}
	return first
}

// batchRow is a batch as it is read for a list.
type batchRow struct {
	Batch       `gorm:"embedded"`
	CreatorName string
}

// batches finds those of which the actor may see an activity before it is public.
func batches(tx *models.Tx) *gorm.DB {
	seen := tx.DB.Table("activity_batch_members AS m").Select("m.batch_id").Joins("JOIN activities AS a ON a.id = m.activity_id").
		Joins("JOIN organizations AS o ON o.id = a.station_id").Where(draftScope(tx))
	return tx.DB.Table("activity_batches AS b").Select("b.*, COALESCE(c.name, '') AS creator_name").
		Joins("LEFT JOIN accounts AS c ON c.id = b.created_by").Where("b.id IN (?)", seen)
}

// FindBatch finds a batch with its activities. It fails with ErrBatchNotFound for what the actor may not see.
func FindBatch(tx *models.Tx, id int64) (*BatchView, error) {
	var row batchRow
	err := batches(tx).Where("b.id = ?", id).Take(&row).Error
	if models.IsMissing(err) {
		return nil, ErrBatchNotFound
	}
	if err != nil {
		return nil, err
	}
	views, err := withActivities(tx, []batchRow{row})
	if err != nil {
		return nil, err
	}
	return &views[0], nil
}

// ListBatches lists the batches that the actor may see, the latest first. It fails with ErrPermission for who may see none.
func ListBatches(tx *models.Tx, page models.Page) (models.Paged[BatchView], error) {
	if !tx.Actor.CanSomewhere(models.ReadDrafts) {
		return models.Paged[BatchView]{}, models.ErrPermission
	}
	found, err := models.Fetch(batches(tx), page, models.Order[batchRow]{IDColumn: "b.id", ID: func(b *batchRow) int64 { return b.ID }, Descending: true})
	if err != nil {
		return models.Paged[BatchView]{}, err
	}
	views, err := withActivities(tx, found.Items)
	return models.Paged[BatchView]{Items: views, NextCursor: found.NextCursor}, err
}

// withActivities reads the activities of all the batches at once, in the order of their making.
func withActivities(tx *models.Tx, rows []batchRow) ([]BatchView, error) {
	views, at, ids := make([]BatchView, len(rows)), map[int64]int{}, []int64{0}
	for i := range rows {
		views[i] = BatchView{Batch: rows[i].Batch, CreatorName: rows[i].CreatorName}
		at[rows[i].ID] = i
		ids = append(ids, rows[i].ID)
	}
	var members []struct {
		BatchMember `gorm:"embedded"`
		People      int64
	}
	err := tx.DB.Table("activity_batch_members AS m").
		Select("m.*, (SELECT COALESCE(SUM(h.confirmed + h.waitlisted), 0) FROM shifts AS h WHERE h.activity_id = m.activity_id) AS people").
		Where("m.batch_id IN (?)", ids).Order("m.activity_id").Scan(&members).Error
	if err != nil {
		return nil, err
	}
	var found []Listed
	of := tx.DB.Table("activity_batch_members").Select("activity_id").Where("batch_id IN (?)", ids)
	if err := listed(tx).Where("a.id IN (?)", of).Where(draftScope(tx)).Find(&found).Error; err != nil {
		return nil, err
	}
	byID := make(map[int64]*Listed, len(found))
	for i := range found {
		byID[found[i].ID] = &found[i]
	}
	for i := range members {
		if of := byID[members[i].ActivityID]; of != nil {
			view := &views[at[members[i].BatchID]]
			view.Activities = append(view.Activities, BatchActivity{Listed: *of, People: members[i].People, Outcome: members[i].Outcome, Reason: members[i].Reason})
		}
	}
	return views, nil
}
