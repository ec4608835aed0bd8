package handlers

import (
	"net/http"

	"github.com/gin-gonic/gin"

	"practicestation/api"
	"practicestation/models"
	"practicestation/models/series"
)

// ListSeries handles GET /series.
func (s *Server) ListSeries(c *gin.Context, params api.ListSeriesParams) {
	read(s, c, func(tx *models.Tx) (api.SeriesPage, error) {
		filter := series.Filter{
			StationID: id64OrNone(params.StationID), TeamID: id64OrNone(params.TeamID), BrandID: id64OrNone(params.BrandID),
			Status: series.Status(valueOf(params.Status)),
		}
		found, err := series.List(tx, filter, pageOf(params.Limit, params.Cursor))
		return api.SeriesPage{Items: viewEach(tx, found.Items, viewSeries), NextCursor: textOrNone(found.NextCursor)}, err
	})
}

// CreateSeries handles POST /series: what is held regularly, with the activities of its first days.
func (s *Server) CreateSeries(c *gin.Context, _ api.CreateSeriesParams) {
	var in api.SeriesInput
	if !bind(c, &in) {
		return
	}
	write(s, c, http.StatusCreated, func(tx *models.Tx) (api.Series, error) {
		created, err := series.Create(tx, newSeries(in))
		return viewChangedSeries(tx, created, err)
	})
}

// The numbers of occurrences that are listed when the caller does not say.
const (
	previewed = 20
	occurring = 100
)

// PreviewSeries handles POST /series/preview: what such a series would give. Nothing is stored.
func (s *Server) PreviewSeries(c *gin.Context, params api.PreviewSeriesParams) {
	var in api.SeriesInput
	if !bind(c, &in) {
		return
	}
	read(s, c, func(tx *models.Tx) (api.OccurrenceList, error) {
		days, err := series.Preview(tx, newSeries(in), series.Window{From: dateOrNone(params.From), Limit: limitOf(params.Limit, previewed)})
		return viewDays(tx, days, err)
	})
}

// GetSeries handles GET /series/{series_id}.
func (s *Server) GetSeries(c *gin.Context, seriesID api.SeriesID) {
	read(s, c, func(tx *models.Tx) (api.Series, error) {
		return viewFoundSeries(tx, id64(seriesID))
	})
}

// UpdateSeries handles PUT /series/{series_id}.
func (s *Server) UpdateSeries(c *gin.Context, seriesID api.SeriesID) {
	var in api.SeriesUpdate
	if !bind(c, &in) {
		return
	}
	write(s, c, http.StatusOK, func(tx *models.Tx) (api.Series, error) {
		updated, _, err := series.Update(tx, id64(seriesID), in.Version, editedSeries(in))
		return viewChangedSeries(tx, updated, err)
	})
}

// DryRunUpdateSeries handles POST /series/{series_id}/dry-run.
func (s *Server) DryRunUpdateSeries(c *gin.Context, seriesID api.SeriesID) {
	var in api.SeriesUpdate
	if !bind(c, &in) {
		return
	}
	rehearseSeries(s, c, func(tx *models.Tx) ([]series.Change, error) {
		_, changes, err := series.Update(tx, id64(seriesID), in.Version, editedSeries(in))
		return changes, err
	})
}

// EndSeries handles POST /series/{series_id}/end.
func (s *Server) EndSeries(c *gin.Context, seriesID api.SeriesID, _ api.EndSeriesParams) {
	var in api.ReasonInput
	if !bind(c, &in) {
		return
	}
	write(s, c, http.StatusOK, func(tx *models.Tx) (api.Series, error) {
		ended, _, err := series.End(tx, id64(seriesID), in.Reason)
		return viewChangedSeries(tx, ended, err)
	})
}

// DryRunEndSeries handles POST /series/{series_id}/end/dry-run.
func (s *Server) DryRunEndSeries(c *gin.Context, seriesID api.SeriesID) {
	var in api.ReasonInput
	if !bind(c, &in) {
		return
	}
	rehearseSeries(s, c, func(tx *models.Tx) ([]series.Change, error) {
		_, changes, err := series.End(tx, id64(seriesID), in.Reason)
		return changes, err
	})
}

// ListOccurrences handles GET /series/{series_id}/occurrences.
func (s *Server) ListOccurrences(c *gin.Context, seriesID api.SeriesID, params api.ListOccurrencesParams) {
	read(s, c, func(tx *models.Tx) (api.OccurrenceList, error) {
		window := series.Window{From: dateOrNone(params.From), To: dateOrNone(params.To), Limit: limitOf(params.Limit, occurring)}
		days, err := series.Occurrences(tx, id64(seriesID), window)
		return viewDays(tx, days, err)
	})
}

// rehearseSeries makes a change of a series, takes everything back, and answers with what it would have done to the
// occurrences and whom it would have told what.
func rehearseSeries(s *Server, c *gin.Context, rule func(tx *models.Tx) ([]series.Change, error)) {
	var view api.SeriesDryRun
	err := s.db.Rehearse(c.Request.Context(), actorOf(c), func(tx *models.Tx) error {
		changes, err := rule(tx)
		if err != nil {
			return err
		}
		told, err := viewDryRun(tx)
		view = api.SeriesDryRun{Changes: viewEach(tx, changes, viewSeriesChange), Effects: told.Effects}
		return err
	})
	if err != nil {
		abort(c, err)
		return
	}
	answer(c, http.StatusOK, view)
}

func limitOf(limit *int, usual int) int {
	if limit == nil {
		return usual
	}
	return *limit
}
