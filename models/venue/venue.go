// Package venue holds the venues (场地) of the organizations: the rooms and places that activities are held in.
package venue

import (
	"math"
	"strings"
	"time"

	"practicestation/models"
	"practicestation/models/organization"
)

// Status (场地状态) says whether a venue may be chosen.
type Status string

// The states of a venue. What is booked in a venue that closes stays booked.
const (
	Active Status = "active"
	Closed Status = "closed"
)

// Venue is a room or place of an organization, in which one activity at a time takes place.
type Venue struct {
	ID             int64
	OrganizationID int64
	Name           string
	Address        string
	Capacity       *int64 // people who fit in; nil when unknown
	Latitude       *float64
	Longitude      *float64
	Status         Status
	BookingVersion int64 // moves with every booking, so that two at once meet in this row
	Version        int64
	CreatedAt      time.Time
	UpdatedAt      time.Time
}

// The refusals about venues.
var (
	ErrNotFound  = models.DefineError(models.NotFound, "venue_not_found", "场地不存在", "没有找到这个场地。")
	ErrNameTaken = models.DefineError(models.Conflict, "venue_exists", "同名场地已存在", "这个组织已有同名的场地，请换一个名称。")
)

// The longest name and address.
const (
	longestName    = 50
	longestAddress = 200
	maxCapacity    = 1_000_000
)

// Input is what a venue is made of.
type Input struct {
	OrganizationID int64 // 0 in a change: as it is
	Name           string
	Address        string
	Capacity       *int64
	Latitude       *float64 // with the longitude, or neither
	Longitude      *float64
	Status         Status // empty in a change: as it is
}

func (in *Input) faults() models.Faults {
	var faults models.Faults
	name, ok := models.CleanName(in.Name)
	if !ok || len([]rune(name)) > longestName {
		faults.Add("name", "invalid_name", "场地名称要有 1 到 50 个字，不能含看不见的字符。")
	}
	address := strings.TrimSpace(in.Address)
	if address != "" {
		address, ok = models.CleanName(address)
		if !ok || len([]rune(address)) > longestAddress {
			faults.Add("address", "invalid_text", "地址最多 200 个字，不能含看不见的字符。")
		}
	}
	if in.Capacity != nil && (*in.Capacity < 1 || *in.Capacity > maxCapacity) {
		faults.Add("capacity", "range", "可容纳人数要在 1 到 1000000 之间。")
	}
	if !in.isOnEarth() {
		faults.Add("latitude", "range", "经纬度要一起填写：纬度在 -90 到 90 之间，经度在 -180 到 180 之间；不清楚时都不填。")
	}
	if in.Status != Active && in.Status != Closed {
		faults.Add("status", "enum", "状态只能是 active 或 closed。")
	}
	in.Name, in.Address = name, address
	return faults
}

// isOnEarth reports whether the input has both coordinates, within their bounds, or neither.
func (in *Input) isOnEarth() bool {
	if in.Latitude == nil || in.Longitude == nil {
		return in.Latitude == nil && in.Longitude == nil
	}
	return math.Abs(*in.Latitude) <= 90 && math.Abs(*in.Longitude) <= 180
}

// Create adds a venue to an organization. It fails with ErrPermission, ErrInvalid or ErrNameTaken.
func Create(tx *models.Tx, in Input) (*Venue, error) {
	if !tx.Actor.CanSomewhere(models.ManageVenues) {
		return nil, models.ErrPermission
	}
	in.Status = Active
	if err := in.faults().Err(); err != nil {
		return nil, err
	}
	home, err := models.Find[organization.Organization](tx, in.OrganizationID, models.Unknown("organization_id"))
	if err != nil {
		return nil, err
	}
	if !tx.Actor.Can(models.ManageVenues, home.Path) {
		return nil, models.ErrPermission
	}
	created := &Venue{
		OrganizationID: home.ID, Name: in.Name, Address: in.Address, Capacity: in.Capacity, Status: Active,
		Latitude: in.Latitude, Longitude: in.Longitude,
		Version: 1, CreatedAt: tx.Now, UpdatedAt: tx.Now,
	}
	err = tx.DB.Create(created).Error
	if models.IsDuplicate(err) {
		return nil, ErrNameTaken
	}
	if err != nil {
		return nil, err
	}
	tx.Audit(models.AuditEntry{Action: "venue.create", Subject: "venue", SubjectID: created.ID, OrganizationID: home.ID, After: created.facts()})
	return created, nil
}

// Update rewrites a venue, or closes it for new activities.
// It fails with ErrNotFound, ErrPermission, ErrInvalid, ErrVersionConflict or ErrNameTaken.
func Update(tx *models.Tx, id, version int64, in Input) (*Venue, error) {
	current, err := models.FindLocked[Venue](tx, id, ErrNotFound)
	if err != nil {
		return nil, err
	}
	home, err := models.Find[organization.Organization](tx, current.OrganizationID, organization.ErrNotFound)
	if err != nil {
		return nil, err
	}
	if !tx.Actor.Can(models.ManageVenues, home.Path) {
		return nil, models.ErrPermission
	}
	if in.OrganizationID != 0 && in.OrganizationID != current.OrganizationID {
		return nil, models.Fixed("organization_id")
	}
	if in.Status == "" {
		in.Status = current.Status
	}
	if err := in.faults().Err(); err != nil {
		return nil, err
	}
	before := current.facts()
	current.Name, current.Address, current.Capacity, current.Status = in.Name, in.Address, in.Capacity, in.Status
	current.Latitude, current.Longitude = in.Latitude, in.Longitude
	err = tx.UpdateVersion(current, id, version, current.facts())
	if models.IsDuplicate(err) {
		return nil, ErrNameTaken
	}
	if err != nil {
		return nil, models.ConflictAt(err, current.Version)
	}
	tx.Audit(models.AuditEntry{
		Action: "venue.update", Subject: "venue", SubjectID: id, OrganizationID: current.OrganizationID, Before: before, After: current.facts(),
	})
	return models.Find[Venue](tx, id, ErrNotFound)
}

func (v *Venue) facts() map[string]any {
	return map[string]any{"name": v.Name, "address": v.Address, "capacity": v.Capacity, "status": v.Status, "latitude": v.Latitude, "longitude": v.Longitude}
}

// Filter narrows the list of venues.
type Filter struct {
	OrganizationID int64 // the organization's own venues and those of all below it
	Status         Status
}

// List lists venues in the order of their ids; whoever is signed in may see them.
func List(tx *models.Tx, filter Filter, page models.Page) (models.Paged[Venue], error) {
	query := tx.DB.Model(&Venue{})
	if filter.OrganizationID != 0 {
		home, err := models.Find[organization.Organization](tx, filter.OrganizationID, organization.ErrNotFound)
		if models.IsCode(err, organization.ErrNotFound) {
			return models.Paged[Venue]{}, nil
		}
		if err != nil {
			return models.Paged[Venue]{}, err
		}
		query = query.Where("organization_id IN (?)", models.Within(tx.DB.Table("organizations").Select("id"), "path", []string{home.Path}))
	}
	if filter.Status != "" {
		query = query.Where("status = ?", filter.Status)
	}
	return models.Fetch(query, page, models.Order[Venue]{IDColumn: "id", ID: func(v *Venue) int64 { return v.ID }})
}

// MayHold fails with ErrInvalid unless activities of the station may be planned in the venue: it is open, and belongs to
// the station, to an organization above it, or to one for which the actor plans activities too.
func MayHold(tx *models.Tx, id int64, stationPath string) error {
	found, err := models.Find[Venue](tx, id, models.Unknown("venue_id"))
	if err != nil {
		return err
	}
	home, err := models.Find[organization.Organization](tx, found.OrganizationID, organization.ErrNotFound)
	if err != nil {
		return err
	}
	if !strings.HasPrefix(stationPath, home.Path) && !tx.Actor.Can(models.PlanActivities, home.Path) {
		return models.Unknown("venue_id")
	}
	if found.Status != Active {
		return models.ErrInvalid.WithFields(models.FieldError{Field: "venue_id", Code: "venue_closed", Message: "这个场地已停用，请选择别的场地。"})
	}
	return nil
}
