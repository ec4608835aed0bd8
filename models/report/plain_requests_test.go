package report

import (
	"fmt"
	"time"

	"practicestation/models"
	"practicestation/models/servicerequest"
)

// plainRequests are the figures of what residents ask for, once more.
func plainRequests() map[Code]plain {
	asked := func(where string) plain {
		return plain{
			value: "COUNT(*)", from: "service_requests r, service_request_dispatches d", where: "d.request_id = r.id AND " + where,
			place: "r.station_id", team: "d.team_id", category: "r.category",
		}
	}
	during := func(column string) string { return fmt.Sprintf("%s >= @begins AND %s < @ends", column, column) }
	within := func(column string) string { return fmt.Sprintf("%s >= @from AND %s < @to", column, column) }
	const stands = " AND d.status = 'taken' AND d.live = 1"
	points := asked(during("r.rated_at") + stands)
	points.value = "COALESCE(SUM(r.score), 0)"
	return map[Code]plain{
		ReceivedRequests:   {value: "COUNT(*)", from: "service_requests r", where: during("r.created_at"), place: "r.station_id", category: "r.category"},
		DispatchedRequests: asked(during("d.dispatched_at")),
		TakenRequests:      asked(during("d.taken_at")),
		DeclinedRequests:   asked(during("d.ended_at") + " AND d.status = 'declined'"),
		CompletedRequests:  asked(within("r.completed_on") + stands),
		DueRequests:        asked(within("d.due_on") + stands + " AND (r.status IN ('completed', 'rated') OR @today > d.due_on)"),
		InTimeRequests:     asked(within("d.due_on") + stands + " AND r.status IN ('completed', 'rated') AND d.due_on >= r.completed_on"),
		RatedRequests:      asked(during("r.rated_at") + stands),
		SatisfiedRequests:  asked(during("r.rated_at") + stands + " AND r.score IN (4, 5)"),
		RatingPoints:       points,
	}
}

// request is a wish in some state, with the dispatches that led there; some are linked to an activity.
func (l *life) request() {
	l.serial++
	asked := l.at()
	made := &servicerequest.Request{
		Number: fmt.Sprintf("2026-%06d", l.serial), Source: servicerequest.ByPhone, StationID: pick(l, l.stations...).ID, Category: l.category(), Content: "修灯",
		ContactName: "陈桂芳", ContactPhone: "13800001234", Status: pick(l, servicerequest.Statuses()...), Version: 1, CreatedAt: asked, UpdatedAt: asked,
	}
	var stands *servicerequest.Dispatch
	day := func() time.Time { return asked.Add(time.Duration(1+l.chance.IntN(20*24)) * time.Hour) }
	switch made.Status {
	case servicerequest.Dispatched, servicerequest.Taken, servicerequest.Completed, servicerequest.Rated:
		stands = l.dispatch(made, servicerequest.Pending, day())
	default:
	}
	if stands != nil && made.Status != servicerequest.Dispatched {
		at := day()
		stands.Status, stands.TakenAt = servicerequest.Yes, &at
		if l.odds(80) {
			made.ActivityID = models.Nullable(pick(l, l.activities...).ID)
		}
	}
	if made.Status == servicerequest.Completed || made.Status == servicerequest.Rated {
		at := day()
		on := models.DateOf(at, l.tx.Zone)
		made.CompletedAt, made.CompletedOn = &at, &on
	}
	if made.Status == servicerequest.Rated {
		at, score := day(), int64(1+l.chance.IntN(5))
		made.RatedAt, made.Score = &at, &score
	}
	l.create(l.tx, made)
	for range l.chance.IntN(3) {
		ended, at := l.dispatch(made, pick(l, servicerequest.Declined, servicerequest.Recalled), day()), day()
		if ended.Live, ended.EndedAt = nil, &at; ended.Status == servicerequest.Recalled && l.odds(50) {
			ended.TakenAt = &ended.DispatchedAt
		}
		l.create(l.tx, ended)
	}
	if stands != nil {
		stands.RequestID = made.ID
		l.create(l.tx, stands)
	}
}

func (l *life) dispatch(of *servicerequest.Request, status servicerequest.Answer, at time.Time) *servicerequest.Dispatch {
	live := 1
	return &servicerequest.Dispatch{
		RequestID: of.ID, TeamID: pick(l, l.teams...).ID, DueOn: models.DateOf(at, l.tx.Zone).Plus(l.chance.IntN(15)), Status: status, Live: &live, DispatchedAt: at,
	}
}
