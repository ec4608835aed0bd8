package handlers

import (
	"time"

	"github.com/gin-gonic/gin"

	"practicestation/api"
	"practicestation/models"
	"practicestation/models/activity"
)

// nearDays is how far ahead an unfilled shift counts as urgent when the caller does not say.
const nearDays = 3

// ListUrgentShifts handles GET /shifts/urgent.
func (s *Server) ListUrgentShifts(c *gin.Context, params api.ListUrgentShiftsParams) {
	filter := activity.UrgentFilter{Days: nearDays, Managed: valueOf(params.Managed)}
	if params.Days != nil {
		filter.Days = *params.Days
	}
	read(s, c, func(tx *models.Tx) (api.UrgentShiftPage, error) {
		found, err := activity.Urgent(tx, filter, pageOf(params.Limit, params.Cursor))
		return api.UrgentShiftPage{Items: viewEach(tx, found.Items, viewUrgentShift), NextCursor: textOrNone(found.NextCursor)}, err
	})
}

func viewUrgentShift(tx *models.Tx, shift *activity.UrgentShift) api.UrgentShift {
	return api.UrgentShift{
		Shift: viewShift(tx, &shift.Shift), Missing: int(shift.Missing()), ActivityTitle: shift.ActivityTitle,
		StationID: idText(shift.StationID), StationName: shift.StationName, Place: shift.Place,
	}
}

// quotasOf is what a client wants a shift to keep for teams; nothing leaves it as it is.
func quotasOf(in *api.QuotasInput) *activity.QuotasInput {
	if in == nil {
		return nil
	}
	wanted := &activity.QuotasInput{ReleasedAt: in.ReleasedAt}
	for _, quota := range in.Teams {
		wanted.Quotas = append(wanted.Quotas, activity.Quota{TeamID: id64(quota.TeamID), Seats: int64(quota.Seats)})
	}
	return wanted
}

// viewQuotas is nothing for a shift that keeps no seats.
func viewQuotas(tx *models.Tx, quotas []activity.Quota, releasedAt *time.Time) *api.Quotas {
	if releasedAt == nil {
		return nil
	}
	view := &api.Quotas{ReleasedAt: localTime(tx, *releasedAt), Teams: make([]api.Quota, len(quotas))}
	for i, quota := range quotas {
		view.Teams[i] = api.Quota{TeamID: idText(quota.TeamID), Seats: int(quota.Seats), Taken: int(quota.Taken)}
	}
	return view
}
