package handlers

import (
	"practicestation/api"
	"practicestation/models"
	"practicestation/models/servicerequest"
)

// viewServiceRequest shows whom to call to those only who handle the request.
func viewServiceRequest(tx *models.Tx, r *servicerequest.Listed) api.ServiceRequest {
	view := api.ServiceRequest{
		ID: idText(r.ID), Number: r.Number, Source: api.ServiceRequestSource(r.Source), StationID: idText(r.StationID), StationName: r.StationName,
		Category: r.Category, Content: r.Content, ContactName: r.ContactName, ContactPhone: r.ContactPhone, Status: api.ServiceRequestStatus(r.Status),
		Reason: r.Reason, ReviewedAt: localTimeOrNone(tx, r.ReviewedAt), TeamID: idTextOrNone(valueOf(r.TeamID)), TeamName: r.TeamName,
		DueOn: viewDateOrNone(valueOf(r.DueOn)), DispatchedAt: localTimeOrNone(tx, r.DispatchedAt), TakenAt: localTimeOrNone(tx, r.TakenAt),
		Overdue: r.IsOverdue(tx.Today()), ActivityID: idTextOrNone(valueOf(r.ActivityID)), ActivityTitle: r.ActivityTitle, Result: r.Result,
		CompletedAt: localTimeOrNone(tx, r.CompletedAt), Score: r.Score, RatingWay: textOrNone(string(valueOf(r.RatingWay))), RatingText: r.RatingText,
		RatedAt: localTimeOrNone(tx, r.RatedAt), CreatedAt: localTime(tx, r.CreatedAt),
	}
	if !r.ShowsContact(tx.Actor) {
		view.ContactName, view.ContactPhone, view.ContactMasked = models.MaskName(r.ContactName), models.MaskPhone(r.ContactPhone), true
	}
	return view
}

func viewServiceRequestPage(tx *models.Tx, page models.Paged[servicerequest.Listed]) api.ServiceRequestPage {
	return api.ServiceRequestPage{Items: viewEach(tx, page.Items, viewServiceRequest), NextCursor: textOrNone(page.NextCursor)}
}

func viewServiceRequestDispatch(tx *models.Tx, d *servicerequest.NamedDispatch) api.ServiceRequestDispatch {
	return api.ServiceRequestDispatch{
		ID: idText(d.ID), TeamID: idText(d.TeamID), TeamName: d.TeamName, DueOn: viewDate(d.DueOn), Status: api.ServiceRequestDispatchStatus(d.Status),
		DispatchedAt: localTime(tx, d.DispatchedAt), TakenAt: localTimeOrNone(tx, d.TakenAt), EndedAt: localTimeOrNone(tx, d.EndedAt), Reason: d.Reason,
	}
}
