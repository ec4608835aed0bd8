package servicerequest

import (
	"slices"
	"time"

	"gorm.io/gorm"

	"practicestation/models"
	"practicestation/models/organization"
)

// Listed is a request with the names that belong to it and the dispatch that stands; without one those members are nil.
type Listed struct {
	Request       `gorm:"embedded"`
	StationName   string
	Path          string // of the station
	ActivityTitle *string
	TeamID        *int64
	TeamName      *string
	DueOn         *models.Date
	DispatchedBy  *int64
	DispatchedAt  *time.Time
	TakenAt       *time.Time
}

func listed(tx *models.Tx) *gorm.DB {
	return tx.DB.Table("service_requests AS r").
		Select("r.*, o.name AS station_name, o.path, a.title AS activity_title, d.team_id, t.name AS team_name, d.due_on, d.dispatched_by, d.dispatched_at, d.taken_at").
		Joins("JOIN organizations AS o ON o.id = r.station_id").Joins("LEFT JOIN activities AS a ON a.id = r.activity_id").
		Joins("LEFT JOIN service_request_dispatches AS d ON d.request_id = r.id AND d.live = 1").Joins("LEFT JOIN teams AS t ON t.id = d.team_id")
}

// isHandled reports whether the actor handles the station's requests.
func (l *Listed) isHandled(by models.Actor) bool { return by.Can(models.HandleRequests, l.Path) }

// isLed reports whether the actor is in charge of the team that the request stands with.
func (l *Listed) isLed(by models.Actor) bool {
	return l.TeamID != nil && slices.Contains(by.LedTeams, *l.TeamID)
}

// isOwn reports whether the actor has asked for it.
func (l *Listed) isOwn(by models.Actor) bool {
	return l.RequesterID != nil && *l.RequesterID == by.AccountID
}

// maySee reports whether the actor may know of the request at all.
func (l *Listed) maySee(by models.Actor) bool {
	return l.isOwn(by) || l.isLed(by) || by.Can(models.ReadRequests, l.Path)
}

// ShowsContact reports whether the actor may see whom to call, which a team may only from its yes until the work is done.
func (l *Listed) ShowsContact(to models.Actor) bool {
	return l.isOwn(to) || l.isHandled(to) || l.isLed(to) && l.Status == Taken
}

// read finds a request for whoever has been let through before.
func read(tx *models.Tx, id int64) (*Listed, error) {
	var found Listed
	err := listed(tx).Where("r.id = ?", id).Take(&found).Error
	if models.IsMissing(err) {
		return nil, ErrNotFound
	}
	return &found, err
}

// Find finds a request that the actor may see. It fails with ErrNotFound.
func Find(tx *models.Tx, id int64) (*Listed, error) {
	found, err := read(tx, id)
	if err == nil && !found.maySee(tx.Actor) {
		return nil, ErrNotFound
	}
	return found, err
}

// findLocked is Find for change: the request's row is held first.
func findLocked(tx *models.Tx, id int64) (*Listed, error) {
	if _, err := models.FindLocked[Request](tx, id, ErrNotFound); err != nil {
		return nil, err
	}
	return Find(tx, id)
}

// Filter narrows a list of requests.
type Filter struct {
	OrganizationID int64 // the requests of the organization's stations
	TeamID         int64 // with which they stand
	Status         Status
	Overdue        bool // only those whose due day is over
}

// List lists the requests of the stations whose requests the actor reads and of the teams that the actor leads, the last one first.
// It fails with ErrPermission.
func List(tx *models.Tx, filter Filter, page models.Page) (models.Paged[Listed], error) {
	paths := tx.Actor.Paths(models.ReadRequests)
	if len(paths) == 0 && len(tx.Actor.LedTeams) == 0 {
		return models.Paged[Listed]{}, models.ErrPermission
	}
	query := listed(tx).Where(models.Within(tx.DB, "o.path", paths).Or("d.team_id IN (?)", append([]int64{0}, tx.Actor.LedTeams...)))
	if filter.OrganizationID != 0 {
		within, err := organization.Below(tx, filter.OrganizationID)
		if err != nil {
			return models.Paged[Listed]{}, err
		}
		query = query.Where("r.station_id IN (?)", within)
	}
	if filter.TeamID != 0 {
		query = query.Where("d.team_id = ?", filter.TeamID)
	}
	if filter.Status != "" {
		query = query.Where("r.status = ?", filter.Status)
	}
	if filter.Overdue {
		query = query.Where(IsOverdue, tx.Today())
	}
	return fetch(query, page)
}

// ListOwn lists what the actor has asked for, the last one first.
func ListOwn(tx *models.Tx, page models.Page) (models.Paged[Listed], error) {
	return fetch(listed(tx).Where("r.requester_id = ?", tx.Actor.AccountID), page)
}

func fetch(query *gorm.DB, page models.Page) (models.Paged[Listed], error) {
	return models.Fetch(query, page, models.Order[Listed]{IDColumn: "r.id", Descending: true, ID: func(l *Listed) int64 { return l.ID }})
}

// NamedDispatch is a dispatch with the name of its team.
type NamedDispatch struct {
	Dispatch `gorm:"embedded"`
	TeamName string
}

// Dispatches lists all the dispatches of a request, the first one first, for those who read the station's requests: why a team could not
// come is between it and the station. It fails with ErrNotFound or ErrPermission.
func Dispatches(tx *models.Tx, id int64) ([]NamedDispatch, error) {
	found, err := Find(tx, id)
	if err != nil {
		return nil, err
	}
	if !tx.Actor.Can(models.ReadRequests, found.Path) {
		return nil, models.ErrPermission
	}
	var rows []NamedDispatch
	err = tx.DB.Table("service_request_dispatches AS d").Select("d.*, t.name AS team_name").Joins("JOIN teams AS t ON t.id = d.team_id").
		Where("d.request_id = ?", id).Order("d.id").Scan(&rows).Error
	return rows, err
}
