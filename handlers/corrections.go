package handlers

import (
	"net/http"

	"github.com/gin-gonic/gin"

	"practicestation/api"
	"practicestation/models"
	"practicestation/models/hours"
)

// CorrectEntry handles POST /hours/{entry_id}/correct.
func (s *Server) CorrectEntry(c *gin.Context, entryID api.EntryID, _ api.CorrectEntryParams) {
	var in api.CorrectionInput
	if !bind(c, &in) {
		return
	}
	write(s, c, http.StatusCreated, func(tx *models.Tx) (api.Correction, error) {
		return viewCorrection(tx)(hours.RequestCorrection(tx, id64(entryID), int64(in.Minutes), in.Reason))
	})
}

// CorrectRetroEntry handles POST /retro-entries/{retro_entry_id}/correct.
func (s *Server) CorrectRetroEntry(c *gin.Context, retroEntryID api.RetroEntryID, _ api.CorrectRetroEntryParams) {
	var in api.CorrectionInput
	if !bind(c, &in) {
		return
	}
	write(s, c, http.StatusCreated, func(tx *models.Tx) (api.Correction, error) {
		return viewCorrection(tx)(hours.RequestRetroCorrection(tx, id64(retroEntryID), int64(in.Minutes), in.Reason))
	})
}

// ListCorrections handles GET /corrections.
func (s *Server) ListCorrections(c *gin.Context, params api.ListCorrectionsParams) {
	filter := hours.CorrectionFilter{
		EntryID: id64OrNone(params.EntryID), RetroEntryID: id64OrNone(params.RetroEntryID), Status: hours.CorrectionStatus(valueOf(params.Status)),
	}
	read(s, c, func(tx *models.Tx) (api.CorrectionPage, error) {
		page, err := hours.ListCorrections(tx, filter, pageOf(params.Limit, params.Cursor))
		if err != nil {
			return api.CorrectionPage{}, err
		}
		return api.CorrectionPage{Items: viewEach(tx, page.Items, correctionView), NextCursor: textOrNone(page.NextCursor)}, nil
	})
}

// ApproveCorrection handles POST /corrections/{correction_id}/approve.
func (s *Server) ApproveCorrection(c *gin.Context, correctionID api.CorrectionID, _ api.ApproveCorrectionParams) {
	write(s, c, http.StatusOK, func(tx *models.Tx) (api.Correction, error) {
		return viewCorrection(tx)(hours.ApproveCorrection(tx, id64(correctionID)))
	})
}

// RefuseCorrection handles POST /corrections/{correction_id}/refuse.
func (s *Server) RefuseCorrection(c *gin.Context, correctionID api.CorrectionID, _ api.RefuseCorrectionParams) {
	var in api.ReasonInput
	if !bind(c, &in) {
		return
	}
	write(s, c, http.StatusOK, func(tx *models.Tx) (api.Correction, error) {
		return viewCorrection(tx)(hours.RefuseCorrection(tx, id64(correctionID), in.Reason))
	})
}

// viewCorrection takes what a rule gives, refusals included.
func viewCorrection(tx *models.Tx) func(*hours.Correction, error) (api.Correction, error) {
	return func(correction *hours.Correction, err error) (api.Correction, error) {
		if err != nil {
			return api.Correction{}, err
		}
		return correctionView(tx, correction), nil
	}
}

func correctionView(tx *models.Tx, correction *hours.Correction) api.Correction {
	return api.Correction{
		ID: idText(correction.ID), Kind: api.HoursKind(correction.Kind()), EntryID: idTextOrNone(valueOf(correction.EntryID)),
		RetroEntryID: idTextOrNone(valueOf(correction.RetroEntryID)), StationID: idText(correction.StationID), Minutes: int(correction.Minutes),
		Reason: correction.Reason, Status: api.CorrectionStatus(correction.Status), RequestedBy: idText(correction.RequestedBy),
		DecidedBy: idTextOrNone(valueOf(correction.DecidedBy)), DecidedAt: localTimeOrNone(tx, correction.DecidedAt),
		DecisionReason: correction.DecisionReason, NewEntryID: idTextOrNone(valueOf(correction.NewEntryID)),
		NewRetroEntryID: idTextOrNone(valueOf(correction.NewRetroEntryID)),
		ObjectionID:     idTextOrNone(valueOf(correction.ObjectionID)), CreatedAt: localTime(tx, correction.CreatedAt),
	}
}
