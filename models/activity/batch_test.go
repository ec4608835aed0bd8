package activity_test

import (
	"errors"
	"slices"
	"strings"
	"testing"

	"practicestation/models"
	"practicestation/models/activity"
	"practicestation/models/modelstest"
)

func TestBatchEntitiesMatchTheirTables(t *testing.T) {
	t.Parallel()
	modelstest.Each(t, func(t *testing.T, w *modelstest.World) {
		modelstest.MatchesSchema(t, w, activity.Batch{}, activity.BatchMember{})
	})
}

// faultsIn are the faults that a refusal lists.
func faultsIn(err error) []models.FieldError {
	var refusal *models.Error
	if errors.As(err, &refusal) {
		return refusal.Fields
	}
	return nil
}

// faultsOf are the same, each as place:code.
func faultsOf(err error) (all []string) {
	for _, fault := range faultsIn(err) {
		all = append(all, fault.Field+":"+fault.Code)
	}
	return all
}

func (w *world) createBatch(who models.Actor, in activity.BatchInput) (*activity.Batch, error) {
	in.Activities = slices.Clone(in.Activities)
	return change(w, w.DB, who, func(tx *models.Tx) (*activity.Batch, error) { return activity.CreateBatch(tx, in) })
}

// weekly are plans for so many weeks from Tuesday 3 March on.
func (w *world) weekly(n int) (all []activity.Input) {
	for i := range n {
		all = append(all, w.planAt(at(3+7*i, 9, 0), at(3+7*i, 11, 0), 2, 0))
	}
	return all
}

// TestBatchIsAllOrNothing: every fault of every activity is told at once, by its place, and nothing is made with one.
func TestBatchIsAllOrNothing(t *testing.T) {
	each(t, func(w *world) {
		wanted := w.weekly(4)
		wanted[0].Title = " "
		wanted[2].Shifts[0].Capacity, wanted[2].EndsAt = 0, at(17, 8, 0)
		wanted[3].TeamID = 999
		_, err := w.createBatch(w.manager, activity.BatchInput{Activities: wanted})
		w.named(err, models.ErrInvalid, "activities.0.title:invalid_text", "activities.2.ends_at:order", "activities.2.shifts.0.capacity:range",
			"activities.2.shifts.0.starts_at:shift_outside_activity", "activities.3.team_id:not_found")
		if text := faultsIn(err)[0].Message; !strings.HasPrefix(text, "第 1 个活动：标题") {
			w.t.Errorf("told %s", text)
		}
		_, err = w.createBatch(w.manager, activity.BatchInput{})
		w.named(err, models.ErrInvalid, "activities:min_items")
		_, err = w.createBatch(w.manager, activity.BatchInput{Activities: w.weekly(61)})
		w.named(err, models.ErrInvalid, "activities:max_items")

		bare := w.weekly(3)
		bare[1].Shifts, bare[2].StartsAt, bare[2].EndsAt = nil, at(1, 9, 0), at(1, 11, 0)
		bare[2].Shifts = nil
		_, err = w.createBatch(w.manager, activity.BatchInput{Activities: bare, Publish: true})
		w.named(err, activity.ErrBatchRefused, "activities.1:shifts_missing", "activities.2:activity_ended")
		w.nothingMade(0)

		batch, err := w.createBatch(w.manager, activity.BatchInput{Activities: bare}) // a past one may be drafted
		w.must(err)
		view := w.view(batch.ID)
		if view.Kind != activity.BatchCreated || view.CreatorName != "志愿者" || len(view.Activities) != 3 || view.UndoClosesAt() != nil || view.SourceID != nil {
			w.t.Errorf("the batch is %+v", view)
		}
		w.invariants()
	})
}

// TestBatchIsPublishedByWhoMayPublish and drafted by who may plan; who may do neither makes nothing.
func TestBatchIsPublishedByWhoMayPublish(t *testing.T) {
	each(t, func(w *world) {
		leader, stranger := w.volunteers(1)[0], w.volunteers(1)[0]
		leader.LedTeams = []int64{w.team.ID}
		in := activity.BatchInput{Activities: w.weekly(2), Publish: true}
		for _, who := range []models.Actor{leader, stranger} {
			_, err := w.createBatch(who, in)
			w.refused(err, models.ErrPermission)
		}
		w.nothingMade(0)
		batch, err := w.createBatch(w.manager, in)
		w.must(err)
		if view := w.view(batch.ID); !view.UndoClosesAt().Equal(at(3, 9, 0)) || view.Activities[1].Status != activity.Published {
			w.t.Errorf("the batch is %+v", view)
		}
		in.Publish, in.Repeated = false, true
		_, err = w.createBatch(leader, in)
		w.must(err)
		list := read(w, leader, func(tx *models.Tx) (models.Paged[activity.BatchView], error) {
			return activity.ListBatches(tx, models.Page{Limit: 1})
		})
		if len(list.Items) != 1 || list.Items[0].ID == batch.ID || list.NextCursor == "" || len(list.Items[0].Activities) != 2 {
			w.t.Errorf("listed %+v", list)
		}
		_, err = change(w, w.DB, stranger, func(tx *models.Tx) (*activity.BatchView, error) { return activity.FindBatch(tx, batch.ID) })
		w.refused(err, activity.ErrBatchNotFound)
		_, err = change(w, w.DB, stranger, func(tx *models.Tx) (models.Paged[activity.BatchView], error) {
			return activity.ListBatches(tx, models.Page{Limit: 1})
		})
		w.refused(err, models.ErrPermission)
	})
}

// TestTheSameTwiceIsRefused, also within one batch, unless that is wanted; what was withdrawn or called off is no other.
func TestTheSameTwiceIsRefused(t *testing.T) {
	each(t, func(w *world) {
		twice := append(w.weekly(2), w.weekly(1)...)
		_, err := w.createBatch(w.manager, activity.BatchInput{Activities: twice})
		w.named(err, activity.ErrBatchRefused, "activities.2:activity_repeated")
		shift := w.publish(twice[0])
		_, err = w.createBatch(w.manager, activity.BatchInput{Activities: twice[:2]})
		w.named(err, activity.ErrBatchRefused, "activities.0:activity_repeated")
		w.must(w.manage(shift, activity.Withdraw))
		_, err = w.createBatch(w.manager, activity.BatchInput{Activities: twice[:2]})
		w.must(err)
		_, err = w.createBatch(w.manager, activity.BatchInput{Activities: twice, Repeated: true})
		w.must(err)
		other := w.weekly(1)
		other[0].Title = "另一个活动"
		_, err = w.createBatch(w.manager, activity.BatchInput{Activities: other})
		w.must(err)
	})
}

// TestBatchesDoNotShareAVenue: neither with others nor among themselves, as drafts too.
func TestBatchesDoNotShareAVenue(t *testing.T) {
	each(t, func(w *world) {
		room, leader := w.venue(), w.colleague()
		other := w.booked(at(12, 9, 0), at(12, 11, 0), room.ID, w.colleague())
		other.Title = "别的活动"
		w.publish(other)
		wanted := []activity.Input{w.booked(at(4, 9, 0), at(4, 11, 0), room.ID, leader), w.booked(at(4, 10, 0), at(4, 12, 0), room.ID, leader), w.booked(at(12, 10, 0), at(12, 12, 0), room.ID, leader)}
		for _, publish := range []bool{false, true} {
			_, err := w.createBatch(w.manager, activity.BatchInput{Activities: wanted, Publish: publish})
			w.named(err, activity.ErrBatchRefused, "activities.1:venue_conflict", "activities.1:leader_conflict", "activities.2:venue_conflict")
		}
		wanted[1].Override = activity.Override{Wanted: true, Reason: "隔断使用"}
		wanted[2].Override = activity.Override{Wanted: true, Reason: "错峰使用"}
		_, err := w.createBatch(w.manager, activity.BatchInput{Activities: wanted, Publish: true})
		w.must(err)
		w.invariants()
	})
}
