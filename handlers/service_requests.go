package handlers

import (
	"net/http"

	"github.com/gin-gonic/gin"

	"practicestation/api"
	"practicestation/models"
	"practicestation/models/servicerequest"
)

// ListMyServiceRequests handles GET /me/service-requests (我的点单).
func (s *Server) ListMyServiceRequests(c *gin.Context, params api.ListMyServiceRequestsParams) {
	read(s, c, func(tx *models.Tx) (api.ServiceRequestPage, error) {
		found, err := servicerequest.ListOwn(tx, pageOf(params.Limit, params.Cursor))
		return viewServiceRequestPage(tx, found), err
	})
}

// SubmitMyServiceRequest handles POST /me/service-requests (提交点单).
func (s *Server) SubmitMyServiceRequest(c *gin.Context, _ api.SubmitMyServiceRequestParams) {
	var in api.ServiceRequestInput
	if !bind(c, &in) {
		return
	}
	wanted := servicerequest.Input{
		StationID: id64(in.StationID), Category: in.Category, Content: in.Content, ContactName: in.ContactName, ContactPhone: in.ContactPhone,
	}
	s.writeServiceRequest(c, http.StatusCreated, func(tx *models.Tx) (*servicerequest.Listed, error) { return servicerequest.Submit(tx, wanted) })
}

// ListServiceRequests handles GET /service-requests (点单列表).
func (s *Server) ListServiceRequests(c *gin.Context, params api.ListServiceRequestsParams) {
	filter := servicerequest.Filter{
		OrganizationID: id64OrNone(params.OrganizationID), TeamID: id64OrNone(params.TeamID),
		Status: servicerequest.Status(valueOf(params.Status)), Overdue: valueOf(params.Overdue),
	}
	read(s, c, func(tx *models.Tx) (api.ServiceRequestPage, error) {
		found, err := servicerequest.List(tx, filter, pageOf(params.Limit, params.Cursor))
		return viewServiceRequestPage(tx, found), err
	})
}

// CreateServiceRequest handles POST /service-requests (登记点单).
func (s *Server) CreateServiceRequest(c *gin.Context, _ api.CreateServiceRequestParams) {
	var in api.ServiceRequestRecordInput
	if !bind(c, &in) {
		return
	}
	wanted := servicerequest.Input{
		Source: servicerequest.Source(in.Source), StationID: id64(in.StationID), Category: in.Category, Content: in.Content,
		ContactName: in.ContactName, ContactPhone: in.ContactPhone,
	}
	s.writeServiceRequest(c, http.StatusCreated, func(tx *models.Tx) (*servicerequest.Listed, error) { return servicerequest.Record(tx, wanted) })
}

// GetServiceRequest handles GET /service-requests/{service_request_id} (点单).
func (s *Server) GetServiceRequest(c *gin.Context, id api.ServiceRequestID) {
	read(s, c, func(tx *models.Tx) (api.ServiceRequest, error) {
		found, err := servicerequest.Find(tx, id64(id))
		if err != nil {
			return api.ServiceRequest{}, err
		}
		return viewServiceRequest(tx, found), nil
	})
}

// ListServiceRequestDispatches handles GET /service-requests/{service_request_id}/dispatches (派单记录).
func (s *Server) ListServiceRequestDispatches(c *gin.Context, id api.ServiceRequestID) {
	read(s, c, func(tx *models.Tx) (api.ServiceRequestDispatchList, error) {
		found, err := servicerequest.Dispatches(tx, id64(id))
		return api.ServiceRequestDispatchList{Items: viewEach(tx, found, viewServiceRequestDispatch)}, err
	})
}

// AcceptServiceRequest handles POST /service-requests/{service_request_id}/accept (受理点单).
func (s *Server) AcceptServiceRequest(c *gin.Context, id api.ServiceRequestID, _ api.AcceptServiceRequestParams) {
	s.writeServiceRequest(c, http.StatusOK, func(tx *models.Tx) (*servicerequest.Listed, error) { return servicerequest.Accept(tx, id64(id)) })
}

// RejectServiceRequest handles POST /service-requests/{service_request_id}/reject (不予受理).
func (s *Server) RejectServiceRequest(c *gin.Context, id api.ServiceRequestID, _ api.RejectServiceRequestParams) {
	s.endServiceRequest(c, id, servicerequest.Reject)
}

// DispatchServiceRequest handles POST /service-requests/{service_request_id}/dispatch (派单).
func (s *Server) DispatchServiceRequest(c *gin.Context, id api.ServiceRequestID, _ api.DispatchServiceRequestParams) {
	var in api.ServiceRequestDispatchInput
	if !bind(c, &in) {
		return
	}
	s.writeServiceRequest(c, http.StatusOK, func(tx *models.Tx) (*servicerequest.Listed, error) {
		return servicerequest.Send(tx, id64(id), id64(in.TeamID), dateOf(in.DueOn.Time))
	})
}

// TakeServiceRequest handles POST /service-requests/{service_request_id}/take (接单).
func (s *Server) TakeServiceRequest(c *gin.Context, id api.ServiceRequestID, _ api.TakeServiceRequestParams) {
	s.writeServiceRequest(c, http.StatusOK, func(tx *models.Tx) (*servicerequest.Listed, error) { return servicerequest.Take(tx, id64(id)) })
}

// DeclineServiceRequest handles POST /service-requests/{service_request_id}/decline (拒单).
func (s *Server) DeclineServiceRequest(c *gin.Context, id api.ServiceRequestID, _ api.DeclineServiceRequestParams) {
	s.endServiceRequest(c, id, servicerequest.Decline)
}

// TakeBackServiceRequest handles POST /service-requests/{service_request_id}/take-back (收回派单).
func (s *Server) TakeBackServiceRequest(c *gin.Context, id api.ServiceRequestID, _ api.TakeBackServiceRequestParams) {
	s.endServiceRequest(c, id, servicerequest.TakeBack)
}

// CompleteServiceRequest handles POST /service-requests/{service_request_id}/complete (办结点单).
func (s *Server) CompleteServiceRequest(c *gin.Context, id api.ServiceRequestID, _ api.CompleteServiceRequestParams) {
	var in api.ServiceRequestCompletionInput
	if !bind(c, &in) {
		return
	}
	s.writeServiceRequest(c, http.StatusOK, func(tx *models.Tx) (*servicerequest.Listed, error) {
		return servicerequest.Complete(tx, id64(id), in.Result)
	})
}

// RateServiceRequest handles POST /service-requests/{service_request_id}/rate (评价点单).
func (s *Server) RateServiceRequest(c *gin.Context, id api.ServiceRequestID, _ api.RateServiceRequestParams) {
	var in api.ServiceRequestRatingInput
	if !bind(c, &in) {
		return
	}
	rating := servicerequest.Rating{Score: in.Score, Way: servicerequest.RatingWay(valueOf(in.Way)), Text: in.Text}
	s.writeServiceRequest(c, http.StatusOK, func(tx *models.Tx) (*servicerequest.Listed, error) {
		return servicerequest.Rate(tx, id64(id), rating)
	})
}

// WithdrawServiceRequest handles POST /service-requests/{service_request_id}/withdraw (撤回点单).
func (s *Server) WithdrawServiceRequest(c *gin.Context, id api.ServiceRequestID, _ api.WithdrawServiceRequestParams) {
	s.endServiceRequest(c, id, servicerequest.Withdraw)
}

// CancelServiceRequest handles POST /service-requests/{service_request_id}/cancel (取消点单).
func (s *Server) CancelServiceRequest(c *gin.Context, id api.ServiceRequestID, _ api.CancelServiceRequestParams) {
	s.endServiceRequest(c, id, servicerequest.Cancel)
}

// CreateServiceRequestActivity handles POST /service-requests/{service_request_id}/activities (按点单安排活动).
func (s *Server) CreateServiceRequestActivity(c *gin.Context, id api.ServiceRequestID, _ api.CreateServiceRequestActivityParams) {
	var in api.ServiceRequestActivityInput
	if !bind(c, &in) {
		return
	}
	known := servicerequest.Arrangement{
		Title: in.Title, Place: in.Place, StartsAt: in.StartsAt, EndsAt: in.EndsAt, Shifts: newShifts(valueOf(in.Shifts)), DeclarationVersion: in.DeclarationVersion,
	}
	write(s, c, http.StatusCreated, func(tx *models.Tx) (api.Activity, error) {
		created, err := servicerequest.Schedule(tx, id64(id), known)
		return viewChanged(tx, created, err)
	})
}

// LinkServiceRequest handles POST /service-requests/{service_request_id}/link (关联活动).
func (s *Server) LinkServiceRequest(c *gin.Context, id api.ServiceRequestID, _ api.LinkServiceRequestParams) {
	var in api.ServiceRequestLinkInput
	if !bind(c, &in) {
		return
	}
	s.writeServiceRequest(c, http.StatusOK, func(tx *models.Tx) (*servicerequest.Listed, error) {
		return servicerequest.Link(tx, id64(id), id64(in.ActivityID))
	})
}

// UnlinkServiceRequest handles POST /service-requests/{service_request_id}/unlink (取消关联活动).
func (s *Server) UnlinkServiceRequest(c *gin.Context, id api.ServiceRequestID, _ api.UnlinkServiceRequestParams) {
	s.writeServiceRequest(c, http.StatusOK, func(tx *models.Tx) (*servicerequest.Listed, error) { return servicerequest.Unlink(tx, id64(id)) })
}

// endServiceRequest is a step that asks for a reason.
func (s *Server) endServiceRequest(c *gin.Context, id api.ServiceRequestID, rule func(tx *models.Tx, id int64, reason string) (*servicerequest.Listed, error)) {
	var in api.ReasonInput
	if !bind(c, &in) {
		return
	}
	s.writeServiceRequest(c, http.StatusOK, func(tx *models.Tx) (*servicerequest.Listed, error) { return rule(tx, id64(id), in.Reason) })
}

func (s *Server) writeServiceRequest(c *gin.Context, status int, rule func(tx *models.Tx) (*servicerequest.Listed, error)) {
	write(s, c, status, func(tx *models.Tx) (api.ServiceRequest, error) {
		written, err := rule(tx)
		if err != nil {
			return api.ServiceRequest{}, err
		}
		return viewServiceRequest(tx, written), nil
	})
}
