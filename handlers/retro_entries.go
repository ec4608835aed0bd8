package handlers

import (
	"net/http"

	"github.com/gin-gonic/gin"

	"practicestation/api"
	"practicestation/models"
	"practicestation/models/hours"
)

// CreateRetroEntry handles POST /retro-entries.
func (s *Server) CreateRetroEntry(c *gin.Context, _ api.CreateRetroEntryParams) {
	var in api.RetroEntryInput
	if !bind(c, &in) {
		return
	}
	entered := hours.RetroInput{
		ShiftID: id64(in.ShiftID), VolunteerID: id64(in.VolunteerID), Minutes: int64(in.Minutes),
		Evidence: in.Evidence, EvidenceURL: in.EvidenceURL, Declared: in.Declared,
	}
	write(s, c, http.StatusCreated, func(tx *models.Tx) (api.RetroEntry, error) {
		return viewRetroEntry(tx)(hours.EnterRetro(tx, entered))
	})
}

// ListRetroEntries handles GET /retro-entries.
func (s *Server) ListRetroEntries(c *gin.Context, params api.ListRetroEntriesParams) {
	filter := hours.RetroFilter{StationID: id64OrNone(params.StationID), VolunteerID: id64OrNone(params.VolunteerID), Status: hours.RetroStatus(valueOf(params.Status))}
	read(s, c, func(tx *models.Tx) (api.RetroEntryPage, error) {
		return viewRetroEntries(tx)(hours.ListRetro(tx, filter, pageOf(params.Limit, params.Cursor)))
	})
}

// ListMyRetroEntries handles GET /me/retro-entries.
func (s *Server) ListMyRetroEntries(c *gin.Context, params api.ListMyRetroEntriesParams) {
	filter := hours.RetroFilter{Status: hours.RetroStatus(valueOf(params.Status))}
	read(s, c, func(tx *models.Tx) (api.RetroEntryPage, error) {
		return viewRetroEntries(tx)(hours.ListOwnRetro(tx, filter, pageOf(params.Limit, params.Cursor)))
	})
}

// ApproveRetroEntry handles POST /retro-entries/{retro_entry_id}/approve.
func (s *Server) ApproveRetroEntry(c *gin.Context, retroEntryID api.RetroEntryID, _ api.ApproveRetroEntryParams) {
	write(s, c, http.StatusOK, func(tx *models.Tx) (api.RetroEntry, error) {
		return viewRetroEntry(tx)(hours.ApproveRetro(tx, id64(retroEntryID)))
	})
}

// RefuseRetroEntry handles POST /retro-entries/{retro_entry_id}/refuse.
func (s *Server) RefuseRetroEntry(c *gin.Context, retroEntryID api.RetroEntryID, _ api.RefuseRetroEntryParams) {
	var in api.ReasonInput
	if !bind(c, &in) {
		return
	}
	write(s, c, http.StatusOK, func(tx *models.Tx) (api.RetroEntry, error) {
		return viewRetroEntry(tx)(hours.RefuseRetro(tx, id64(retroEntryID), in.Reason))
	})
}

// ObjectToRetroEntry handles POST /retro-entries/{retro_entry_id}/objections.
func (s *Server) ObjectToRetroEntry(c *gin.Context, retroEntryID api.RetroEntryID, _ api.ObjectToRetroEntryParams) {
	var in api.ObjectionInput
	if !bind(c, &in) {
		return
	}
	write(s, c, http.StatusCreated, func(tx *models.Tx) (api.Objection, error) {
		return viewObjection(tx)(hours.ObjectToRetro(tx, id64(retroEntryID), in.Reason, numberOrNone(in.ClaimedMinutes)))
	})
}

// viewRetroEntry takes what a rule gives, refusals included.
func viewRetroEntry(tx *models.Tx) func(*hours.RetroEntry, error) (api.RetroEntry, error) {
	return func(entry *hours.RetroEntry, err error) (api.RetroEntry, error) {
		if err != nil {
			return api.RetroEntry{}, err
		}
		return retroEntryView(tx, entry), nil
	}
}

func viewRetroEntries(tx *models.Tx) func(models.Paged[hours.RetroEntry], error) (api.RetroEntryPage, error) {
	return func(page models.Paged[hours.RetroEntry], err error) (api.RetroEntryPage, error) {
		if err != nil {
			return api.RetroEntryPage{}, err
		}
		return api.RetroEntryPage{Items: viewEach(tx, page.Items, retroEntryView), NextCursor: textOrNone(page.NextCursor)}, nil
	}
}

func retroEntryView(tx *models.Tx, entry *hours.RetroEntry) api.RetroEntry {
	return api.RetroEntry{
		ID: idText(entry.ID), StationID: idText(entry.StationID), ActivityID: idText(entry.ActivityID), ShiftID: idText(entry.ShiftID),
		TeamID: idText(entry.TeamID), VolunteerID: idText(entry.VolunteerID), Minutes: int(entry.Minutes), ServedOn: viewDate(entry.ServedOn),
		Evidence: entry.Evidence, EvidenceURL: entry.EvidenceURL, Status: api.RetroStatus(entry.Status), EnteredBy: idText(entry.EnteredBy),
		DecidingOrganizationID: idText(entry.DecidingOrganizationID), CorrectsID: idTextOrNone(valueOf(entry.CorrectsID)),
		DecidedBy: idTextOrNone(valueOf(entry.DecidedBy)), DecidedAt: localTimeOrNone(tx, entry.DecidedAt), Reason: entry.Reason,
		CreatedAt: localTime(tx, entry.CreatedAt),
	}
}
