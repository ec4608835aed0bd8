package report

import (
	"time"

	"practicestation/models"
	"practicestation/models/servicerequest"
)

const ofRequest = "r.id AS subject_id, r.station_id AS place_id, r.category, NULL AS platform, NULL AS brand_id"

// requestFacts are what residents have asked for.
func requestFacts(tx *models.Tx, begins, ends time.Time) facts {
	return facts{
		from:    tx.DB.Table("service_requests AS r").Where("r.created_at >= ? AND r.created_at < ?", begins, ends),
		columns: ofRequest + ", NULL AS team_id",
		amounts: map[Code]amount{ReceivedRequests: one()},
	}
}

// dispatchFacts are the teams that have been asked; each figure has a day of its own.
func dispatchFacts(tx *models.Tx, days span, begins, ends time.Time) facts {
	at := func(condition, column string) amount {
		return when(condition+" AND "+column+" >= ? AND "+column+" < ?", begins, ends)
	}
	on := func(condition, column string, arguments ...any) amount {
		return when(condition+" AND "+column+" >= ? AND "+column+" < ?", append(arguments, days.from, days.to)...)
	}
	points := at(servicerequest.WasRated, "r.rated_at")
	return facts{
		from:    tx.DB.Table("service_request_dispatches AS d").Joins("JOIN service_requests AS r ON r.id = d.request_id"),
		columns: ofRequest + ", d.team_id",
		amounts: map[Code]amount{
			DispatchedRequests: when("d.dispatched_at >= ? AND d.dispatched_at < ?", begins, ends),
			TakenRequests:      at(servicerequest.WasTaken, "d.taken_at"),
			DeclinedRequests:   at(servicerequest.WasDeclined, "d.ended_at"),
			CompletedRequests:  on(servicerequest.WasCompleted, "r.completed_on"),
			DueRequests:        on(servicerequest.WasDue, "d.due_on", tx.Today()),
			InTimeRequests:     on(servicerequest.CompletedInTime, "d.due_on"),
			RatedRequests:      points,
			SatisfiedRequests:  at(servicerequest.WasSatisfied, "r.rated_at"),
			RatingPoints:       {"COALESCE(r.score, 0) * " + points.statement, points.arguments},
		},
	}
}
