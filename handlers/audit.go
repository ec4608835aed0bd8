package handlers

import (
	"encoding/json"
	"strings"

	"github.com/gin-gonic/gin"

	"practicestation/api"
	"practicestation/models"
)

// ListAuditEntries handles GET /audit-entries: who did what in the caller's scope, newest first.
func (s *Server) ListAuditEntries(c *gin.Context, params api.ListAuditEntriesParams) {
	read(s, c, func(tx *models.Tx) (api.AuditEntryPage, error) {
		filter := models.AuditFilter{
			Subject: valueOf(params.SubjectKind), SubjectID: id64OrNone(params.SubjectID),
			From: dateOrNone(params.From).In(tx.Zone), To: dateOrNone(params.To).In(tx.Zone),
		}
		rows, err := models.ListAudit(tx, filter, pageOf(params.Limit, params.Cursor))
		if err != nil {
			return api.AuditEntryPage{}, err
		}
		page := api.AuditEntryPage{Items: make([]api.AuditEntry, len(rows.Items)), NextCursor: textOrNone(rows.NextCursor)}
		for i := range rows.Items {
			if page.Items[i], err = viewAuditEntry(tx, &rows.Items[i]); err != nil {
				return api.AuditEntryPage{}, err
			}
		}
		return page, nil
	})
}

func viewAuditEntry(tx *models.Tx, row *models.AuditRow) (api.AuditEntry, error) {
	before, err := viewAuditState(row.BeforeJSON)
	if err != nil {
		return api.AuditEntry{}, err
	}
	after, err := viewAuditState(row.AfterJSON)
	return api.AuditEntry{
		ID: idText(row.ID), At: localTime(tx, row.At), AccountID: idTextOrNone(valueOf(row.AccountID)), AccountName: row.AccountName,
		Action: row.Action, SubjectKind: row.SubjectKind, SubjectID: idText(row.SubjectID),
		OrganizationID: idTextOrNone(valueOf(row.OrganizationID)), Before: before, After: after, RequestID: row.RequestID,
	}, err
}

// viewAuditState keeps numbers as they were written: an id does not fit into a float.
func viewAuditState(text *string) (state api.AuditState, err error) {
	if text != nil {
		decoder := json.NewDecoder(strings.NewReader(*text))
		decoder.UseNumber()
		err = decoder.Decode(&state)
	}
	return state, err
}
