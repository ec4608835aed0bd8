package handlers

import (
	"net/http"
	"time"

	"github.com/gin-gonic/gin"
	openapi_types "github.com/oapi-codegen/runtime/types"

	"practicestation/api"
	"practicestation/models"
	"practicestation/models/activity"
	"practicestation/models/hours"
)

// ListHours handles GET /hours: the entries of the caller's scope.
func (s *Server) ListHours(c *gin.Context, params api.ListHoursParams) {
	filter := hours.Filter{
		ShiftID: id64OrNone(params.ShiftID), ActivityID: id64OrNone(params.ActivityID), VolunteerID: id64OrNone(params.VolunteerID),
		StationID: id64OrNone(params.StationID), TeamID: id64OrNone(params.TeamID),
		Affiliation: string(valueOf(params.Affiliation)), Category: valueOf(params.Category), Status: hours.Status(valueOf(params.Status)),
		From: dateOrNone(params.From), To: dateOrNone(params.To),
	}
	read(s, c, func(tx *models.Tx) (api.EntryPage, error) {
		entries, err := hours.List(tx, filter, pageOf(params.Limit, params.Cursor))
		if err != nil {
			return api.EntryPage{}, err
		}
		return api.EntryPage{Items: viewEach(tx, entries.Items, viewEntry), NextCursor: textOrNone(entries.NextCursor)}, nil
	})
}

// ListOverdueHours handles GET /hours/overdue.
func (s *Server) ListOverdueHours(c *gin.Context, params api.ListOverdueHoursParams) {
	read(s, c, func(tx *models.Tx) (api.OverduePage, error) {
		late, err := activity.ListOverdue(tx, id64OrNone(params.StationID), pageOf(params.Limit, params.Cursor))
		if err != nil {
			return api.OverduePage{}, err
		}
		return api.OverduePage{
			Items: viewEach(tx, late.Entries.Items, viewEntry), Unsettled: viewEach(tx, late.Unsettled, viewUnsettled),
			Objections: viewEach(tx, late.Objections, objectionView), NextCursor: textOrNone(late.Entries.NextCursor),
		}, nil
	})
}

// ListUnsettledSignUps handles GET /hours/unsettled.
func (s *Server) ListUnsettledSignUps(c *gin.Context, params api.ListUnsettledSignUpsParams) {
	filter := activity.UnsettledFilter{StationID: id64OrNone(params.StationID), Overdue: valueOf(params.Overdue)}
	read(s, c, func(tx *models.Tx) (api.UnsettledPage, error) {
		page, err := activity.ListUnsettled(tx, filter, pageOf(params.Limit, params.Cursor))
		if err != nil {
			return api.UnsettledPage{}, err
		}
		return api.UnsettledPage{Items: viewEach(tx, page.Items, viewUnsettled), NextCursor: textOrNone(page.NextCursor)}, nil
	})
}

// ListHoursAnomalies handles GET /hours/anomalies.
func (s *Server) ListHoursAnomalies(c *gin.Context, params api.ListHoursAnomaliesParams) {
	from, to := dateOrNone(&params.From), dateOrNone(&params.To)
	read(s, c, func(tx *models.Tx) (api.Anomalies, error) {
		found, err := hours.Anomalies(tx, from, to)
		if err != nil {
			return api.Anomalies{}, err
		}
		return api.Anomalies{Items: viewEach(tx, found, viewAnomaly)}, nil
	})
}

func viewAnomaly(_ *models.Tx, found *hours.Anomaly) api.Anomaly {
	return api.Anomaly{
		Kind: api.AnomalyKind(found.Kind), StationID: idText(found.StationID), VolunteerID: idTextOrNone(found.VolunteerID), VolunteerName: found.VolunteerName,
		AccountID: idTextOrNone(found.AccountID), AccountName: found.AccountName, ServedOn: viewDateOrNone(found.ServedOn),
		Count: int(found.Count), Minutes: int(found.Minutes),
	}
}

// SettleSignUp handles POST /sign-ups/{sign_up_id}/settle.
func (s *Server) SettleSignUp(c *gin.Context, signUpID api.SignUpID, _ api.SettleSignUpParams) {
	var in api.SettleInput
	if !bind(c, &in) {
		return
	}
	write(s, c, http.StatusOK, func(tx *models.Tx) (api.SignUp, error) {
		if _, err := activity.Settle(tx, id64(signUpID), int64(in.Minutes), in.Reason); err != nil {
			return api.SignUp{}, err
		}
		return viewSignUpNow(tx, id64(signUpID))
	})
}

func viewUnsettled(tx *models.Tx, row *activity.Unsettled) api.Unsettled {
	return api.Unsettled{
		SignUpID: idText(row.SignUpID), ShiftID: idText(row.ShiftID), ActivityID: idText(row.ActivityID), ActivityTitle: row.ActivityTitle,
		StationID: idText(row.StationID), VolunteerID: idText(row.VolunteerID), VolunteerName: row.VolunteerName,
		CheckedInAt: localTime(tx, row.CheckedInAt), StartsAt: localTime(tx, row.StartsAt), EndsAt: localTime(tx, row.EndsAt), DueOn: viewDate(row.DueOn),
	}
}

// ListMyHours handles GET /me/hours: the caller's own entries, and what the own ledger adds up to.
func (s *Server) ListMyHours(c *gin.Context, params api.ListMyHoursParams) {
	filter := hours.Filter{Status: hours.Status(valueOf(params.Status)), From: dateOrNone(params.From), To: dateOrNone(params.To)}
	read(s, c, func(tx *models.Tx) (api.MyHoursPage, error) {
		entries, totals, err := hours.ListOwn(tx, filter, pageOf(params.Limit, params.Cursor))
		if err != nil {
			return api.MyHoursPage{}, err
		}
		return api.MyHoursPage{
			Items: viewEach(tx, entries.Items, viewEntry), NextCursor: textOrNone(entries.NextCursor),
			TotalMinutes: totals.Credit, HonorMinutes: totals.Honor,
		}, nil
	})
}

// ConfirmEntry handles POST /hours/{entry_id}/confirm.
func (s *Server) ConfirmEntry(c *gin.Context, entryID api.EntryID, _ api.ConfirmEntryParams) {
	write(s, c, http.StatusOK, func(tx *models.Tx) (api.Entry, error) {
		confirmed, err := activity.ConfirmEntry(tx, id64(entryID))
		if err != nil {
			return api.Entry{}, err
		}
		return viewEntry(tx, confirmed), nil
	})
}

// ConfirmEntries handles POST /hours/confirm: all of them or none.
func (s *Server) ConfirmEntries(c *gin.Context, _ api.ConfirmEntriesParams) {
	var in api.ConfirmEntriesInput
	if !bind(c, &in) {
		return
	}
	write(s, c, http.StatusOK, func(tx *models.Tx) (api.Entries, error) {
		confirmed, err := activity.ConfirmEntries(tx, id64s(in.EntryIds))
		if err != nil {
			return api.Entries{}, err
		}
		return api.Entries{Items: viewEach(tx, confirmed, viewEntry)}, nil
	})
}

// RejectEntry handles POST /hours/{entry_id}/reject.
func (s *Server) RejectEntry(c *gin.Context, entryID api.EntryID, _ api.RejectEntryParams) {
	var in api.ReasonInput
	if !bind(c, &in) {
		return
	}
	write(s, c, http.StatusOK, func(tx *models.Tx) (api.Entry, error) {
		rejected, err := activity.RejectEntry(tx, id64(entryID), in.Reason)
		if err != nil {
			return api.Entry{}, err
		}
		return viewEntry(tx, rejected), nil
	})
}

func viewEntry(tx *models.Tx, entry *hours.NamedEntry) api.Entry {
	return api.Entry{
		ID: idText(entry.ID), SignUpID: idText(entry.SignUpID), ShiftID: idText(entry.ShiftID), ActivityID: idText(entry.ActivityID),
		VolunteerID: idText(entry.VolunteerID), VolunteerName: entry.VolunteerName,
		StationID: idText(entry.StationID), TeamID: idText(entry.TeamID),
		Minutes: int(entry.Minutes), Status: api.EntryStatus(entry.Status), ServedOn: viewDate(entry.ServedOn),
		DecidedAt: localTimeOrNone(tx, entry.DecidedAt), Reason: entry.Reason, CreatedAt: localTime(tx, entry.CreatedAt),
		CorrectsID: idTextOrNone(valueOf(entry.CorrectsID)), DueOn: viewDateOrNone(valueOf(entry.DueOn)), SettledReason: entry.SettledReason, MeasuredMinutes: intOrNone(entry.MeasuredMinutes),
	}
}

// dateOrNone is an optional date of the contract; nothing for a missing one.
func dateOrNone(date *openapi_types.Date) models.Date {
	if date == nil {
		return ""
	}
	return models.DateOf(date.Time, time.UTC)
}
