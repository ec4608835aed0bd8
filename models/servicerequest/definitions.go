package servicerequest

import "practicestation/models"

// What statements say of a request r and a dispatch d of it. Every figure and every list takes its words from here.
const (
	// WasTaken (接单): the team has said yes, whatever came afterwards.
	WasTaken = "d.taken_at IS NOT NULL"
	// WasDeclined (拒单): the team has said no.
	WasDeclined = "d.status = 'declined'"
	// WasCompleted (办结): the team that stands has done it.
	WasCompleted = "(d.status = 'taken' AND r.completed_on IS NOT NULL)"
	// WasDue (到期): the team that stands had to be ready; its only argument is today. What is not done yet and may still be in time is not due.
	WasDue = "(d.status = 'taken' AND (r.completed_on IS NOT NULL OR d.due_on < ?))"
	// CompletedInTime (按时办结): done on the due day or before it.
	CompletedInTime = "(d.status = 'taken' AND r.completed_on <= d.due_on)"
	// IsOverdue (超时): the due day of a dispatch that stands is over, and the request was not done by then; its only argument is today.
	IsOverdue = "(d.live = 1 AND COALESCE(r.completed_on, ?) > d.due_on)"
	// WasRated (评价): people have rated what the team that stands has done.
	WasRated = "(d.status = 'taken' AND r.score IS NOT NULL)"
	// WasSatisfied (满意): rated with four points or five.
	WasSatisfied = "(d.status = 'taken' AND r.score >= 4)"
	// WasAskedFor (点单活动): some request is carried out by the activity a.
	WasAskedFor = "EXISTS (SELECT 1 FROM service_requests AS r WHERE r.activity_id = a.id)"
)

// IsOverdue is the same for a request that has been read.
func (l *Listed) IsOverdue(today models.Date) bool {
	if l.CompletedOn != nil {
		today = *l.CompletedOn
	}
	return l.DueOn != nil && today > *l.DueOn
}
