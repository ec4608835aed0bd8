package handlers

import (
	"bytes"
	"mime"
	"net/http"

	"github.com/gin-gonic/gin"

	"practicestation/api"
	"practicestation/models"
	"practicestation/models/importing"
)

// GetImportTemplate handles GET /import-templates/{kind} (导入模板).
func (s *Server) GetImportTemplate(c *gin.Context, kind api.ImportKind, params api.GetImportTemplateParams) {
	file, ok := load(s, c, func(tx *models.Tx) (*importing.File, error) {
		return importing.Template(tx, importing.Kind(kind), id64(params.OrganizationID))
	})
	if ok {
		sendFile(c, file)
	}
}

// CreateImport handles POST /imports (导入); the file is checked in the background.
func (s *Server) CreateImport(c *gin.Context, _ api.CreateImportParams) {
	var in api.ImportInput
	if !bind(c, &in) {
		return
	}
	s.writeImport(c, http.StatusAccepted, func(tx *models.Tx) (*importing.Import, error) {
		return importing.Create(tx, importing.Input{
			Kind: importing.Kind(in.Kind), OrganizationID: id64(in.OrganizationID), FileName: in.FileName, Content: in.File,
		})
	})
	s.wakeJobs()
}

// ListImports handles GET /imports.
func (s *Server) ListImports(c *gin.Context, params api.ListImportsParams) {
	read(s, c, func(tx *models.Tx) (api.ImportPage, error) {
		found, err := importing.List(tx, pageOf(params.Limit, params.Cursor))
		if err != nil {
			return api.ImportPage{}, err
		}
		return api.ImportPage{Items: viewEach(tx, found.Items, viewImport), NextCursor: textOrNone(found.NextCursor)}, nil
	})
}

// GetImport handles GET /imports/{import_id}.
func (s *Server) GetImport(c *gin.Context, importID api.ImportID) {
	read(s, c, func(tx *models.Tx) (api.Import, error) {
		found, err := importing.Find(tx, id64(importID))
		if err != nil {
			return api.Import{}, err
		}
		return viewImport(tx, found), nil
	})
}

// ListImportFaults handles GET /imports/{import_id}/faults.
func (s *Server) ListImportFaults(c *gin.Context, importID api.ImportID, params api.ListImportFaultsParams) {
	read(s, c, func(tx *models.Tx) (api.ImportFaultPage, error) {
		found, err := importing.ListFaults(tx, id64(importID), pageOf(params.Limit, params.Cursor))
		if err != nil {
			return api.ImportFaultPage{}, err
		}
		return api.ImportFaultPage{Items: viewEach(tx, found.Items, viewImportFault), NextCursor: textOrNone(found.NextCursor)}, nil
	})
}

// DownloadFaultWorkbook handles GET /imports/{import_id}/fault-workbook.
func (s *Server) DownloadFaultWorkbook(c *gin.Context, importID api.ImportID) {
	marked, ok := load(s, c, func(tx *models.Tx) (*importing.Marked, error) { return importing.LoadMarked(tx, id64(importID)) })
	if !ok {
		return
	}
	file, err := marked.Workbook()
	if err != nil {
		abort(c, err)
		return
	}
	sendFile(c, file)
}

// ConfirmImport handles POST /imports/{import_id}/confirm; the rows are imported in the background.
func (s *Server) ConfirmImport(c *gin.Context, importID api.ImportID, _ api.ConfirmImportParams) {
	var in api.ConfirmImportInput
	if !bind(c, &in) {
		return
	}
	s.writeImport(c, http.StatusAccepted, func(tx *models.Tx) (*importing.Import, error) {
		return importing.Confirm(tx, id64(importID), importing.Mode(in.Mode))
	})
	s.wakeJobs()
}

// DiscardImport handles POST /imports/{import_id}/discard.
func (s *Server) DiscardImport(c *gin.Context, importID api.ImportID, _ api.DiscardImportParams) {
	s.writeImport(c, http.StatusOK, func(tx *models.Tx) (*importing.Import, error) { return importing.Discard(tx, id64(importID)) })
}

func (s *Server) writeImport(c *gin.Context, status int, rule func(tx *models.Tx) (*importing.Import, error)) {
	write(s, c, status, func(tx *models.Tx) (api.Import, error) {
		done, err := rule(tx)
		if err != nil {
			return api.Import{}, err
		}
		return viewImport(tx, done), nil
	})
}

func sendFile(c *gin.Context, file *importing.File) {
	c.Header("Content-Disposition", mime.FormatMediaType("attachment", map[string]string{"filename": file.Name}))
	c.DataFromReader(http.StatusOK, int64(len(file.Content)), file.ContentType(), bytes.NewReader(file.Content), nil)
}

func viewImport(tx *models.Tx, made *importing.Import) api.Import {
	view := api.Import{
		ID: idText(made.ID), Kind: api.ImportKind(made.Kind), OrganizationID: idText(made.OrganizationID), FileName: made.FileName,
		FileSize: int(made.FileSize), Format: api.ImportFormat(made.Format), Status: api.ImportStatus(made.Status), Progress: made.Progress(),
		TotalRows: int(made.TotalRows), GoodRows: int(made.GoodRows), KnownRows: int(made.KnownRows), BadRows: int(made.BadRows),
		ErrorCode: made.FailureCode, Error: made.Failure, CreatedAt: localTime(tx, made.CreatedAt), CheckedAt: localTimeOrNone(tx, made.CheckedAt),
		FinishedAt: localTimeOrNone(tx, made.FinishedAt), ExpiresAt: localTime(tx, made.ExpiresAt),
	}
	if made.Mode != nil {
		view.Mode = textOrNone(string(*made.Mode))
	}
	return view
}

func viewImportFault(_ *models.Tx, fault *importing.Fault) api.ImportFault {
	return api.ImportFault{
		Row: int(fault.Row), Column: int(fault.Column), ColumnName: fault.Head, Code: fault.Code, Message: fault.Message, MaskedValue: fault.MaskedValue,
	}
}
