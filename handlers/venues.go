package handlers

import (
	"net/http"

	"github.com/gin-gonic/gin"

	"practicestation/api"
	"practicestation/models"
	"practicestation/models/venue"
)

// ListVenues handles GET /venues (场地列表).
func (s *Server) ListVenues(c *gin.Context, params api.ListVenuesParams) {
	filter := venue.Filter{OrganizationID: id64OrNone(params.OrganizationID), Status: venue.Status(valueOf(params.Status))}
	read(s, c, func(tx *models.Tx) (api.VenuePage, error) {
		found, err := venue.List(tx, filter, pageOf(params.Limit, params.Cursor))
		return api.VenuePage{Items: viewEach(tx, found.Items, viewVenue), NextCursor: textOrNone(found.NextCursor)}, err
	})
}

// CreateVenue handles POST /venues (新建场地).
func (s *Server) CreateVenue(c *gin.Context, _ api.CreateVenueParams) {
	var in api.VenueInput
	if !bind(c, &in) {
		return
	}
	wanted := venue.Input{
		OrganizationID: id64(in.OrganizationID), Name: in.Name, Address: in.Address, Capacity: in.Capacity, Latitude: in.Latitude, Longitude: in.Longitude,
	}
	write(s, c, http.StatusCreated, func(tx *models.Tx) (api.Venue, error) {
		created, err := venue.Create(tx, wanted)
		if err != nil {
			return api.Venue{}, err
		}
		return viewVenue(tx, created), nil
	})
}

// GetVenue handles GET /venues/{venue_id} (场地).
func (s *Server) GetVenue(c *gin.Context, venueID api.VenueID) {
	read(s, c, func(tx *models.Tx) (api.Venue, error) {
		found, err := models.Find[venue.Venue](tx, id64(venueID), venue.ErrNotFound)
		if err != nil {
			return api.Venue{}, err
		}
		return viewVenue(tx, found), nil
	})
}

// UpdateVenue handles PUT /venues/{venue_id} (修改场地).
func (s *Server) UpdateVenue(c *gin.Context, venueID api.VenueID) {
	var in api.VenueUpdate
	if !bind(c, &in) {
		return
	}
	wanted := venue.Input{
		OrganizationID: id64OrNone(in.OrganizationID), Name: in.Name, Address: in.Address, Capacity: in.Capacity,
		Latitude: in.Latitude, Longitude: in.Longitude, Status: venue.Status(valueOf(in.Status)),
	}
	write(s, c, http.StatusOK, func(tx *models.Tx) (api.Venue, error) {
		updated, err := venue.Update(tx, id64(venueID), in.Version, wanted)
		if err != nil {
			return api.Venue{}, err
		}
		return viewVenue(tx, updated), nil
	})
}

func viewVenue(tx *models.Tx, v *venue.Venue) api.Venue {
	return api.Venue{
		ID: idText(v.ID), OrganizationID: idText(v.OrganizationID), Name: v.Name, Address: v.Address, Capacity: v.Capacity,
		Latitude: v.Latitude, Longitude: v.Longitude, Status: api.VenueStatus(v.Status), Version: v.Version, CreatedAt: localTime(tx, v.CreatedAt),
	}
}
