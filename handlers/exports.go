package handlers

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"hash"
	"io"
	"mime"
	"net/http"
	"strconv"

	"github.com/gin-gonic/gin"

	"practicestation/api"
	"practicestation/models"
	"practicestation/models/report"
)

// CreateExport handles POST /exports (导出); the file is made in the background.
func (s *Server) CreateExport(c *gin.Context, _ api.CreateExportParams) {
	var in api.ExportInput
	if !bind(c, &in) {
		return
	}
	write(s, c, http.StatusAccepted, func(tx *models.Tx) (api.Export, error) {
		created, err := report.CreateExport(tx, report.Input{
			Report: report.Report(in.Report), Format: report.Format(in.Format),
			From: dateOf(in.From.Time), To: dateOf(in.To.Time), OrganizationID: id64OrNone(in.OrganizationID),
			Reason: in.Reason, Masking: report.Masking(valueOf(in.Masking)),
		})
		if err != nil {
			return api.Export{}, err
		}
		return viewExport(tx, created), nil
	})
	s.wakeJobs()
}

// ListExports handles GET /exports.
func (s *Server) ListExports(c *gin.Context, params api.ListExportsParams) {
	read(s, c, func(tx *models.Tx) (api.ExportPage, error) {
		found, err := report.ListExports(tx, pageOf(params.Limit, params.Cursor))
		if err != nil {
			return api.ExportPage{}, err
		}
		return api.ExportPage{Items: viewEach(tx, found.Items, viewExport), NextCursor: textOrNone(found.NextCursor)}, nil
	})
}

// GetExport handles GET /exports/{export_id}.
func (s *Server) GetExport(c *gin.Context, exportID api.ExportID) {
	read(s, c, func(tx *models.Tx) (api.Export, error) {
		found, err := report.FindExport(tx, id64(exportID))
		if err != nil {
			return api.Export{}, err
		}
		return viewExport(tx, found), nil
	})
}

// CancelExport handles POST /exports/{export_id}/cancel.
func (s *Server) CancelExport(c *gin.Context, exportID api.ExportID, _ api.CancelExportParams) {
	write(s, c, http.StatusOK, func(tx *models.Tx) (api.Export, error) {
		cancelled, err := report.CancelExport(tx, id64(exportID))
		if err != nil {
			return api.Export{}, err
		}
		return viewExport(tx, cancelled), nil
	})
}

// CreateExportTicket handles POST /exports/{export_id}/tickets. The secret goes out once and is kept nowhere.
func (s *Server) CreateExportTicket(c *gin.Context, exportID api.ExportID, _ api.CreateExportTicketParams) {
	write(s, c, http.StatusCreated, func(tx *models.Tx) (shownOnce, error) {
		issued, secret, err := report.IssueTicket(tx, id64(exportID))
		if err != nil {
			return shownOnce{}, err
		}
		kept := api.ExportTicket{ExpiresAt: localTime(tx, issued.ExpiresAt)}
		shown := kept
		shown.Ticket, shown.Path = &secret, textOrNone(s.contract.base+"/exports/"+string(exportID)+"/file?ticket="+secret)
		return shownOnce{shown: shown, kept: kept}, nil
	})
}

// DownloadExport handles GET /exports/{export_id}/file. The file's size is told before its first byte and its last byte
// only goes out when its sum is right, so a broken download shows as broken, and so does its export from then on.
func (s *Server) DownloadExport(c *gin.Context, exportID api.ExportID, params api.DownloadExportParams) {
	if params.Ticket == nil && actorOf(c).Anonymous() {
		abort(c, errTokenMissing)
		return
	}
	file, err := s.fileOf(c, id64(exportID), valueOf(params.Ticket))
	if err == nil {
		err = s.sendExport(c, file)
	}
	if errors.Is(err, report.ErrDamaged) {
		err = s.failDamaged(c, id64(exportID))
	}
	switch {
	case err == nil:
	case c.Writer.Written():
		panic(http.ErrAbortHandler) // the answer has begun: break the connection, so that nobody takes half a file for a whole
	default:
		for _, name := range []string{"Content-Type", "Content-Length", "Content-Disposition"} {
			c.Writer.Header().Del(name) // which is the file's, not the refusal's
		}
		abort(c, err)
	}
}

// fileOf finds the file that a request is for. A look at its head takes nothing: chat programs look before they load.
func (s *Server) fileOf(c *gin.Context, id int64, ticket string) (file *report.File, err error) {
	if c.Request.Method == http.MethodHead {
		err = s.db.Read(c.Request.Context(), actorOf(c), func(tx *models.Tx) (err error) {
			file, err = report.FindFile(tx, id, ticket)
			return err
		})
		return file, err
	}
	err = s.db.Write(c.Request.Context(), actorOf(c), func(tx *models.Tx) (err error) {
		file, err = report.TakeFile(tx, id, ticket)
		return err
	})
	return file, err
}

func (s *Server) sendExport(c *gin.Context, file *report.File) error {
	c.Header("Content-Type", file.ContentType)
	c.Header("Content-Length", strconv.FormatInt(file.Size, 10))
	c.Header("Content-Disposition", mime.FormatMediaType("attachment", map[string]string{"filename": file.Name}))
	if c.Request.Method == http.MethodHead {
		c.Status(http.StatusOK)
		return nil
	}
	// A file may outlast the deadline of ordinary requests: the connection's own ends it, or a reader who has gone.
	return s.db.Read(context.WithoutCancel(c.Request.Context()), actorOf(c), func(tx *models.Tx) error {
		c.Status(http.StatusOK)
		_, err := io.Copy(&summing{to: c.Writer, sum: sha256.New(), left: file.Size, want: file.SHA256}, file.Content(tx))
		return err
	})
}

// failDamaged ends an export whose file was found damaged, for all to see, and gives what its requester is told.
func (s *Server) failDamaged(c *gin.Context, id int64) error {
	var told *models.Error
	err := s.db.Write(context.WithoutCancel(c.Request.Context()), models.SystemActor("export"), func(tx *models.Tx) (err error) {
		told, err = report.FailDamaged(tx, id)
		return err
	})
	if err != nil {
		return err
	}
	return told
}

// summing writes a file on and keeps its last piece back when the sum of all is wrong.
type summing struct {
	to   io.Writer
	sum  hash.Hash
	left int64
	want string
}

// Write passes a piece on. It fails with ErrDamaged on the last one of a file that is not what was stored.
func (w *summing) Write(piece []byte) (int, error) {
	w.sum.Write(piece)
	w.left -= int64(len(piece))
	if w.left <= 0 && hex.EncodeToString(w.sum.Sum(nil)) != w.want {
		return 0, report.ErrDamaged
	}
	return w.to.Write(piece)
}

func viewExport(tx *models.Tx, export *report.Export) api.Export {
	view := api.Export{
		ID: idText(export.ID), Number: export.Number(), Report: api.ExportReport(export.Report), Format: api.ExportFormat(export.Format),
		From: viewDate(export.From), To: viewDate(export.To), OrganizationID: idText(export.OrganizationID), OrganizationName: export.OrganizationName,
		Reason: export.Reason, Masking: api.ExportMasking(export.Masking), Status: api.ExportStatus(export.StateAt(tx.Now)), Progress: export.Progress(),
		RowsDone: int(export.RowsDone), RowsTotal: int(export.RowsTotal), FileName: export.FileName, Error: export.Failure, ErrorCode: export.FailureCode,
		CreatedAt: localTime(tx, export.CreatedAt), FinishedAt: localTimeOrNone(tx, export.FinishedAt), ExpiresAt: localTime(tx, export.ExpiresAt),
	}
	if export.FileName != nil {
		rows := int(export.RowsDone)
		view.RowCount, view.FileSize = &rows, &export.FileSize
	}
	return view
}
