package handlers

import (
	"bytes"
	"mime"
	"net/http"

	"github.com/gin-gonic/gin"

	"practicestation/api"
	"practicestation/models"
	"practicestation/models/filing"
	"practicestation/models/report"
)

// ListReportKinds handles GET /report-kinds (报表种类).
func (s *Server) ListReportKinds(c *gin.Context) {
	read(s, c, func(tx *models.Tx) (api.ReportKindList, error) {
		return api.ReportKindList{Items: viewEach(tx, filing.Definitions(), viewReportKind)}, nil
	})
}

// ListReports handles GET /reports (报表列表).
func (s *Server) ListReports(c *gin.Context, params api.ListReportsParams) {
	filter := filing.Filter{
		OrganizationID: id64OrNone(params.OrganizationID), Kind: filing.Kind(valueOf(params.Kind)), Span: filing.Span(valueOf(params.Period)),
		Status: filing.Status(valueOf(params.Status)),
	}
	if params.StartsOn != nil {
		filter.StartsOn = dateOf(params.StartsOn.Time)
	}
	read(s, c, func(tx *models.Tx) (api.ReportPage, error) {
		found, err := filing.List(tx, filter, pageOf(params.Limit, params.Cursor))
		return api.ReportPage{Items: viewEach(tx, found.Items, viewReport), NextCursor: textOrNone(found.NextCursor)}, err
	})
}

// CreateReport handles POST /reports (新建报表).
func (s *Server) CreateReport(c *gin.Context, _ api.CreateReportParams) {
	var in api.ReportInput
	if !bind(c, &in) {
		return
	}
	wanted := filing.Input{
		Kind: filing.Kind(in.Kind), OrganizationID: id64(in.OrganizationID),
		Period: filing.Period{Span: filing.Span(in.Period), StartsOn: dateOf(in.StartsOn.Time)},
	}
	s.changeReport(c, http.StatusCreated, func(tx *models.Tx) (*filing.Filing, error) { return filing.Create(tx, wanted) })
}

// GetReport handles GET /reports/{report_id} (报表).
func (s *Server) GetReport(c *gin.Context, reportID api.ReportID) {
	read(s, c, func(tx *models.Tx) (api.ReportWithTable, error) {
		shown, err := filing.Show(tx, id64(reportID))
		if err != nil {
			return api.ReportWithTable{}, err
		}
		return viewShownReport(tx, shown), nil
	})
}

// SubmitReport handles POST /reports/{report_id}/submit (上报报表).
func (s *Server) SubmitReport(c *gin.Context, reportID api.ReportID, _ api.SubmitReportParams) {
	var in api.ReportSubmitInput
	if !bind(c, &in) {
		return
	}
	s.changeReport(c, http.StatusOK, func(tx *models.Tx) (*filing.Filing, error) {
		return filing.Submit(tx, id64(reportID), filing.Signature{Name: in.FillerName, Phone: in.FillerPhone})
	})
}

// ReturnReport handles POST /reports/{report_id}/return (退回报表).
func (s *Server) ReturnReport(c *gin.Context, reportID api.ReportID, _ api.ReturnReportParams) {
	var in api.ReasonInput
	if !bind(c, &in) {
		return
	}
	s.changeReport(c, http.StatusOK, func(tx *models.Tx) (*filing.Filing, error) { return filing.Return(tx, id64(reportID), in.Reason) })
}

// LockReport handles POST /reports/{report_id}/lock (锁定报表).
func (s *Server) LockReport(c *gin.Context, reportID api.ReportID, _ api.LockReportParams) {
	s.changeReport(c, http.StatusOK, func(tx *models.Tx) (*filing.Filing, error) { return filing.Lock(tx, id64(reportID)) })
}

// CreateReportVersion handles POST /reports/{report_id}/versions (另出新版).
func (s *Server) CreateReportVersion(c *gin.Context, reportID api.ReportID, _ api.CreateReportVersionParams) {
	var in api.ReasonInput
	if !bind(c, &in) {
		return
	}
	s.changeReport(c, http.StatusCreated, func(tx *models.Tx) (*filing.Filing, error) { return filing.Revise(tx, id64(reportID), in.Reason) })
}

// changeReport runs a rule about a report and shows what has become of it.
func (s *Server) changeReport(c *gin.Context, status int, rule func(tx *models.Tx) (*filing.Filing, error)) {
	write(s, c, status, func(tx *models.Tx) (api.Report, error) {
		changed, err := rule(tx)
		if err != nil {
			return api.Report{}, err
		}
		found, err := filing.Find(tx, changed.ID)
		if err != nil {
			return api.Report{}, err
		}
		return viewReport(tx, found), nil
	})
}

// GetReportAdjustments handles GET /reports/{report_id}/adjustments (报表差异).
func (s *Server) GetReportAdjustments(c *gin.Context, reportID api.ReportID) {
	read(s, c, func(tx *models.Tx) (api.ReportAdjustments, error) {
		found, err := filing.Compare(tx, id64(reportID))
		if err != nil {
			return api.ReportAdjustments{}, err
		}
		return api.ReportAdjustments{
			FrozenAt: localTime(tx, found.FrozenAt), Items: viewEach(tx, found.Adjustments, viewAdjustment),
			Causes: viewEach(tx, found.Causes, viewReportCause), MoreCauses: found.MoreCauses,
		}, nil
	})
}

// DownloadReport handles GET /reports/{report_id}/file. The file is made whole, and its taker written down,
// before its first byte goes out.
func (s *Server) DownloadReport(c *gin.Context, reportID api.ReportID, params api.DownloadReportParams) {
	shown, ok := load(s, c, func(tx *models.Tx) (*filing.Shown, error) { return filing.Show(tx, id64(reportID)) })
	if !ok {
		return
	}
	format, writeTo := report.XLSX, shown.WriteWorkbook
	if valueOf(params.Format) == api.ExportFormat(report.CSV) {
		format, writeTo = report.CSV, shown.WriteCSV
	}
	var content bytes.Buffer
	if err := writeTo(&content); err != nil {
		abort(c, err)
		return
	}
	noted := func(tx *models.Tx) (struct{}, error) {
		filing.NoteDownload(tx, shown, string(format))
		return struct{}{}, nil
	}
	if _, ok := change(s, c, noted); !ok {
		return
	}
	c.Header("Content-Disposition", mime.FormatMediaType("attachment", map[string]string{"filename": shown.FileName(string(format))}))
	c.Data(http.StatusOK, format.ContentType(), content.Bytes())
}
