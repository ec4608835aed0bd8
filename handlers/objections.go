package handlers

import (
	"net/http"

	"github.com/gin-gonic/gin"

	"practicestation/api"
	"practicestation/models"
	"practicestation/models/hours"
)

// ObjectToEntry handles POST /hours/{entry_id}/objections.
func (s *Server) ObjectToEntry(c *gin.Context, entryID api.EntryID, _ api.ObjectToEntryParams) {
	var in api.ObjectionInput
	if !bind(c, &in) {
		return
	}
	write(s, c, http.StatusCreated, func(tx *models.Tx) (api.Objection, error) {
		return viewObjection(tx)(hours.Object(tx, id64(entryID), in.Reason, numberOrNone(in.ClaimedMinutes)))
	})
}

// ListMyObjections handles GET /me/objections.
func (s *Server) ListMyObjections(c *gin.Context, params api.ListMyObjectionsParams) {
	filter := hours.ObjectionFilter{Status: hours.ObjectionStatus(valueOf(params.Status))}
	read(s, c, func(tx *models.Tx) (api.ObjectionPage, error) {
		return viewObjections(tx)(hours.ListOwnObjections(tx, filter, pageOf(params.Limit, params.Cursor)))
	})
}

// ListObjections handles GET /objections.
func (s *Server) ListObjections(c *gin.Context, params api.ListObjectionsParams) {
	filter := hours.ObjectionFilter{Status: hours.ObjectionStatus(valueOf(params.Status)), Overdue: valueOf(params.Overdue)}
	read(s, c, func(tx *models.Tx) (api.ObjectionPage, error) {
		return viewObjections(tx)(hours.ListObjections(tx, filter, pageOf(params.Limit, params.Cursor)))
	})
}

// AcceptObjection handles POST /objections/{objection_id}/accept.
func (s *Server) AcceptObjection(c *gin.Context, objectionID api.ObjectionID, _ api.AcceptObjectionParams) {
	var in api.AcceptObjectionInput
	if !bind(c, &in) {
		return
	}
	write(s, c, http.StatusOK, func(tx *models.Tx) (api.Objection, error) {
		return viewObjection(tx)(hours.AcceptObjection(tx, id64(objectionID), int64(in.Minutes), in.Reason))
	})
}

// RefuseObjection handles POST /objections/{objection_id}/refuse.
func (s *Server) RefuseObjection(c *gin.Context, objectionID api.ObjectionID, _ api.RefuseObjectionParams) {
	var in api.ReasonInput
	if !bind(c, &in) {
		return
	}
	write(s, c, http.StatusOK, func(tx *models.Tx) (api.Objection, error) {
		return viewObjection(tx)(hours.RefuseObjection(tx, id64(objectionID), in.Reason))
	})
}

// viewObjection takes what a rule gives, refusals included.
func viewObjection(tx *models.Tx) func(*hours.Objection, error) (api.Objection, error) {
	return func(objection *hours.Objection, err error) (api.Objection, error) {
		if err != nil {
			return api.Objection{}, err
		}
		return objectionView(tx, objection), nil
	}
}

func viewObjections(tx *models.Tx) func(models.Paged[hours.Objection], error) (api.ObjectionPage, error) {
	return func(page models.Paged[hours.Objection], err error) (api.ObjectionPage, error) {
		if err != nil {
			return api.ObjectionPage{}, err
		}
		return api.ObjectionPage{Items: viewEach(tx, page.Items, objectionView), NextCursor: textOrNone(page.NextCursor)}, nil
	}
}

func objectionView(tx *models.Tx, objection *hours.Objection) api.Objection {
	return api.Objection{
		ID: idText(objection.ID), Kind: api.HoursKind(objection.Kind), SubjectID: idText(objection.SubjectID), VolunteerID: idText(objection.VolunteerID),
		StationID: idText(objection.StationID), Reason: objection.Reason, Status: api.ObjectionStatus(objection.Status),
		DueOn: viewDate(objection.DueOn), Overdue: objection.IsOverdue(tx.Today()), Answer: objection.Answer,
		DecidedAt: localTimeOrNone(tx, objection.DecidedAt), CreatedAt: localTime(tx, objection.CreatedAt),
		ClaimedMinutes: intOrNone(objection.ClaimedMinutes),
	}
}

// intOrNone is an optional number as the contract writes it.
func intOrNone(number *int64) *int {
	if number == nil {
		return nil
	}
	view := int(*number)
	return &view
}
