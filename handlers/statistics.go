package handlers

import (
	"time"

	"github.com/gin-gonic/gin"

	"practicestation/api"
	"practicestation/models"
	"practicestation/models/report"
)

// ListFigures handles GET /figures (指标目录).
func (s *Server) ListFigures(c *gin.Context) {
	read(s, c, func(tx *models.Tx) (api.FigureList, error) {
		return api.FigureList{Items: viewEach(tx, report.Catalogue(), viewFigure)}, nil
	})
}

// GetStatistics handles GET /statistics/{dimension} (统计).
func (s *Server) GetStatistics(c *gin.Context, dimension api.StatisticsDimension, params api.GetStatisticsParams) {
	selection := report.Selection{Query: report.Query{
		Dimension: report.Dimension(dimension),
		From:      dateOf(params.From.Time), To: dateOf(params.To.Time), OrganizationID: id64OrNone(params.OrganizationID),
	}}
	for _, code := range valueOf(params.Figures) {
		selection.Codes = append(selection.Codes, report.Code(code))
	}
	read(s, c, func(tx *models.Tx) (api.Statistics, error) {
		summary, err := report.Summarize(tx, selection)
		if err != nil {
			return api.Statistics{}, err
		}
		return viewStatistics(summary), nil
	})
}

// ListStatisticsDetails handles GET /statistics/{dimension}/details (统计明细).
func (s *Server) ListStatisticsDetails(c *gin.Context, dimension api.StatisticsDimension, params api.ListStatisticsDetailsParams) {
	drill := report.Drill{
		Query: report.Query{
			Dimension: report.Dimension(dimension),
			From:      dateOf(params.From.Time), To: dateOf(params.To.Time), OrganizationID: id64OrNone(params.OrganizationID),
		},
		Code: report.Code(params.Figure), Key: valueOf(params.Key),
	}
	read(s, c, func(tx *models.Tx) (api.StatisticsDetailPage, error) {
		found, total, err := report.Details(tx, drill, pageOf(params.Limit, params.Cursor))
		if err != nil {
			return api.StatisticsDetailPage{}, err
		}
		return api.StatisticsDetailPage{Items: viewEach(tx, found.Items, viewContribution), NextCursor: textOrNone(found.NextCursor), Total: total}, nil
	})
}

// dateOf is the civil date that the contract's check has read.
func dateOf(day time.Time) models.Date { return models.DateOf(day, time.UTC) }

func viewFigure(_ *models.Tx, figure *report.Figure) api.Figure {
	view := api.Figure{
		Code: api.FigureCode(figure.Code), Name: figure.Name, Unit: figure.Unit, Meaning: figure.Meaning,
		Numerator: textOrNone(string(figure.Over)), Denominator: textOrNone(string(figure.Under)),
	}
	for _, dimension := range figure.Dimensions {
		view.Dimensions = append(view.Dimensions, api.FigureDimension{
			Dimension: api.StatisticsDimension(dimension), AddsUp: figure.AddsUp(dimension), Overlap: textOrNone(figure.Overlaps[dimension]),
		})
	}
	return view
}

func viewStatistics(summary *report.Summary) api.Statistics {
	total := summary.Total
	view := api.Statistics{Items: make([]api.StatisticsRow, len(summary.Rows)), Total: api.StatisticsTotal{
		Activities: total.Activities, People: total.People, Attendances: total.Attendances, Minutes: total.Minutes,
		Figures: viewValues(summary.Figures, summary.TotalValues),
	}}
	for i, row := range summary.Rows {
		view.Items[i] = api.StatisticsRow{
			ID: row.ID, Name: row.Name,
			Activities: row.Activities, People: row.People, Attendances: row.Attendances, Minutes: row.Minutes,
			Figures: viewValues(summary.Figures, row.Values),
		}
	}
	return view
}

func viewValues(figures []report.Figure, values report.Values) []api.FigureValue {
	views := make([]api.FigureValue, len(figures))
	for i, figure := range figures {
		views[i] = api.FigureValue{Figure: api.FigureCode(figure.Code), Value: values.Of(figure)}
	}
	return views
}

func viewContribution(_ *models.Tx, row *report.Contribution) api.StatisticsDetail {
	return api.StatisticsDetail{
		Kind: row.Kind, ID: idText(row.ID), Name: textOrNone(row.Name), VolunteerName: textOrNone(row.VolunteerName), On: viewDateOrNone(row.On),
		OrganizationID: idTextOrNone(row.OrganizationID), OrganizationName: textOrNone(row.OrganizationName), Amount: row.Amount,
	}
}
