package handlers

import (
	"time"

	"github.com/gin-gonic/gin"

	"practicestation/api"
	"practicestation/models"
	"practicestation/models/report"
)

// GetStatistics handles GET /statistics/{dimension} (统计).
func (s *Server) GetStatistics(c *gin.Context, dimension api.StatisticsDimension, params api.GetStatisticsParams) {
	read(s, c, func(tx *models.Tx) (api.Statistics, error) {
		rows, total, err := report.Statistics(tx, report.Query{
			Dimension: report.Dimension(dimension),
			From:      dateOf(params.From.Time), To: dateOf(params.To.Time), OrganizationID: id64OrNone(params.OrganizationID),
		})
		if err != nil {
			return api.Statistics{}, err
		}
		return viewStatistics(rows, total), nil
	})
}

// dateOf is the civil date that the contract's check has read.
func dateOf(day time.Time) models.Date { return models.DateOf(day, time.UTC) }

func viewStatistics(rows []report.Row, total report.Figures) api.Statistics {
	view := api.Statistics{Items: make([]api.StatisticsRow, len(rows)), Total: api.StatisticsTotal{
		Activities: total.Activities, People: total.People, Attendances: total.Attendances, Minutes: total.Minutes,
	}}
	for i, row := range rows {
		view.Items[i] = api.StatisticsRow{
			ID: row.ID, Name: row.Name,
			Activities: row.Activities, People: row.People, Attendances: row.Attendances, Minutes: row.Minutes,
		}
	}
	return view
}
