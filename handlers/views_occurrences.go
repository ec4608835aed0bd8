package handlers

import (
	"time"

	"practicestation/api"
	"practicestation/models"
	"practicestation/models/series"
)

// newKeptSeats are the seats that each occurrence is to keep for teams.
func newKeptSeats(in *api.SeriesQuotasInput) (kept series.KeptSeats) {
	if in == nil || len(in.Teams) == 0 {
		return kept
	}
	kept.Before = time.Duration(in.ReleasedBeforeMinutes) * time.Minute
	for _, quota := range in.Teams {
		kept.Teams = append(kept.Teams, series.TeamSeats{TeamID: id64(quota.TeamID), Seats: int64(quota.Seats)})
	}
	return kept
}

// viewKeptSeats is nothing for a shift that keeps no seats.
func viewKeptSeats(kept series.KeptSeats) *api.SeriesQuotas {
	if len(kept.Teams) == 0 {
		return nil
	}
	view := &api.SeriesQuotas{ReleasedBeforeMinutes: int(kept.Before / time.Minute)}
	for _, one := range kept.Teams {
		view.Teams = append(view.Teams, api.SeriesTeamSeats{TeamID: idText(one.TeamID), Seats: int(one.Seats)})
	}
	return view
}

func viewDays(tx *models.Tx, days *series.Days, refusal error) (api.OccurrenceList, error) {
	if refusal != nil {
		return api.OccurrenceList{}, refusal
	}
	return api.OccurrenceList{
		Occurrences: viewEach(tx, days.Days, viewOccurrence), More: days.More,
		HolidaysKnownThrough: viewDate(days.HolidaysKnownThrough), ReachesUnknown: days.ReachesUnknown,
	}, nil
}

func viewOccurrence(tx *models.Tx, d *series.Day) api.Occurrence {
	return api.Occurrence{
		RuleNumber: d.Rule, HeldOn: viewDate(d.Date), OriginalOn: viewDate(d.OriginalDate), Outcome: api.OccurrenceOutcome(d.Outcome),
		Reason: textOrNone(string(d.Reason)), Holiday: textOrNone(d.Holiday), CalendarKnown: d.CalendarKnown,
		StartsAt: localTime(tx, d.StartsAt), EndsAt: localTime(tx, d.EndsAt), Shifts: viewEach(tx, d.Slots, viewSlot),
		ActivityID: idTextOrNone(d.ActivityID), ActivityStatus: textOrNone(string(d.Status)), People: int(d.People),
	}
}

func viewSlot(tx *models.Tx, s *series.DaySlot) api.OccurrenceShift {
	return api.OccurrenceShift{
		Role: s.Role, StartsAt: localTime(tx, s.StartsAt), EndsAt: localTime(tx, s.EndsAt), Capacity: int(s.Capacity), WaitlistCapacity: int(s.WaitlistCapacity),
		Quotas: viewQuotas(tx, s.Quotas, s.ReleasedAt),
	}
}
