package handlers

import (
	"net/http"

	"github.com/gin-gonic/gin"

	"practicestation/api"
	"practicestation/models"
	"practicestation/models/activity"
)

// CopyActivity handles POST /activities/{activity_id}/copy (复制): the same activity on other days.
func (s *Server) CopyActivity(c *gin.Context, activityID api.ActivityID, _ api.CopyActivityParams) {
	var in api.CopyActivityInput
	if !bind(c, &in) {
		return
	}
	write(s, c, http.StatusCreated, func(tx *models.Tx) (api.ActivityBatch, error) {
		made, err := activity.Copy(tx, id64(activityID), activity.CopyInput{
			Dates: datesOf(in.Dates), Publish: in.Publish, Repeated: in.AllowDuplicates, Override: overriding(in.OverrideConflicts, in.OverrideReason),
		})
		return viewMadeBatch(tx, made, err)
	})
}

// CreateActivityBatch handles POST /activities/batch: a number of new activities, all or none.
func (s *Server) CreateActivityBatch(c *gin.Context, _ api.CreateActivityBatchParams) {
	var in api.ActivityBatchInput
	if !bind(c, &in) {
		return
	}
	write(s, c, http.StatusCreated, func(tx *models.Tx) (api.ActivityBatch, error) {
		wanted := make([]activity.Input, len(in.Activities))
		for i, one := range in.Activities {
			wanted[i] = newActivity(one)
		}
		made, err := activity.CreateBatch(tx, activity.BatchInput{Activities: wanted, Publish: in.Publish, Repeated: in.AllowDuplicates})
		return viewMadeBatch(tx, made, err)
	})
}

// ListActivityBatches handles GET /activity-batches.
func (s *Server) ListActivityBatches(c *gin.Context, params api.ListActivityBatchesParams) {
	read(s, c, func(tx *models.Tx) (api.ActivityBatchPage, error) {
		found, err := activity.ListBatches(tx, pageOf(params.Limit, params.Cursor))
		return api.ActivityBatchPage{Items: viewEach(tx, found.Items, viewBatch), NextCursor: textOrNone(found.NextCursor)}, err
	})
}

// GetActivityBatch handles GET /activity-batches/{batch_id}.
func (s *Server) GetActivityBatch(c *gin.Context, batchID api.BatchID) {
	read(s, c, func(tx *models.Tx) (api.ActivityBatch, error) {
		found, err := activity.FindBatch(tx, id64(batchID))
		if err != nil {
			return api.ActivityBatch{}, err
		}
		return viewBatch(tx, found), nil
	})
}

// UndoActivityBatch handles POST /activity-batches/{batch_id}/undo (撤销).
func (s *Server) UndoActivityBatch(c *gin.Context, batchID api.BatchID, _ api.UndoActivityBatchParams) {
	var in api.UndoBatchInput
	if !bind(c, &in) {
		return
	}
	write(s, c, http.StatusOK, func(tx *models.Tx) (api.ActivityBatch, error) {
		undone, err := activity.Undo(tx, id64(batchID), in.LeaveChanged)
		if err != nil {
			return api.ActivityBatch{}, err
		}
		return viewBatch(tx, undone), nil
	})
}

// DryRunUndoActivityBatch handles POST /activity-batches/{batch_id}/undo/dry-run: what would become of each activity, and
// whom it would tell what.
func (s *Server) DryRunUndoActivityBatch(c *gin.Context, batchID api.BatchID) {
	var in api.UndoBatchInput
	if !bind(c, &in) {
		return
	}
	var view api.BatchDryRun
	err := s.db.Rehearse(c.Request.Context(), actorOf(c), func(tx *models.Tx) error {
		undone, err := activity.Undo(tx, id64(batchID), in.LeaveChanged)
		if err != nil {
			return err
		}
		told, err := viewDryRun(tx)
		view = api.BatchDryRun{Activities: viewEach(tx, undone.Activities, viewBatchActivity), Effects: told.Effects}
		return err
	})
	if err != nil {
		abort(c, err)
		return
	}
	answer(c, http.StatusOK, view)
}

// viewMadeBatch shows what has been made, unless that was refused.
func viewMadeBatch(tx *models.Tx, made *activity.Batch, refusal error) (api.ActivityBatch, error) {
	if refusal != nil {
		return api.ActivityBatch{}, refusal
	}
	found, err := activity.FindBatch(tx, made.ID)
	if err != nil {
		return api.ActivityBatch{}, err
	}
	return viewBatch(tx, found), nil
}

func viewBatch(tx *models.Tx, b *activity.BatchView) api.ActivityBatch {
	return api.ActivityBatch{
		ID: idText(b.ID), Kind: api.ActivityBatchKind(b.Kind), SourceActivityID: idTextOrNone(valueOf(b.SourceID)),
		CreatedBy: idTextOrNone(valueOf(b.CreatedBy)), CreatedByName: b.CreatorName, CreatedAt: localTime(tx, b.CreatedAt),
		UndoClosesAt: localTimeOrNone(tx, b.UndoClosesAt()), UndoneAt: localTimeOrNone(tx, b.UndoneAt),
		Activities: viewEach(tx, b.Activities, viewBatchActivity),
	}
}

func viewBatchActivity(tx *models.Tx, a *activity.BatchActivity) api.BatchActivity {
	return api.BatchActivity{
		ActivityID: idText(a.ID), StationID: idText(a.StationID), StationName: a.StationName, Title: a.Title,
		StartsAt: localTime(tx, a.StartsAt), EndsAt: localTime(tx, a.EndsAt), Status: api.ActivityStatus(a.StatusAt(tx.Now, tx.Settings)),
		People: int(a.People), Outcome: (*api.BatchOutcome)(a.Outcome), Reason: a.Reason,
	}
}
