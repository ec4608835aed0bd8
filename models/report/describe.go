package report

import (
	"time"

	"gorm.io/gorm"

	"practicestation/models"
	"practicestation/models/plan"
)

// described is what is read of a row behind a number, to tell people what it is.
type described struct {
	ID               int64
	Name             string
	VolunteerName    string
	On               *models.Date `gorm:"column:day"`
	Month            plan.Month
	At               *time.Time
	OrganizationID   int64
	OrganizationName string
	Path             string
}

// subject is how the rows of a kind are read.
type subject struct {
	kind    string
	table   string
	columns string
	joins   []string
	id      string
	place   string
}

// subjects are the kinds of rows that figures are made of.
var subjects = map[string]subject{
	"entry": {
		"entry", "entries AS e", "e.id, a.title AS name, v.name AS volunteer_name, e.served_on AS day",
		[]string{"JOIN activities AS a ON a.id = e.activity_id", "JOIN volunteers AS v ON v.id = e.volunteer_id"},
		"e.id", "e.station_id",
	},
	"activity": {"activity", "activities AS a", "a.id, a.title AS name, a.starts_at AS at", nil, "a.id", "a.station_id"},
	"plan_item": {
		"plan_item", "plan_items AS i", "i.id, i.title AS name, i.planned_on AS day, p.month",
		[]string{"JOIN plans AS p ON p.id = i.plan_id"},
		"i.id", "p.organization_id",
	},
	"sign_up": {
		"sign_up", "sign_ups AS s", "s.id, a.title AS name, v.name AS volunteer_name, h.ends_at AS at",
		[]string{"JOIN shifts AS h ON h.id = s.shift_id", "JOIN activities AS a ON a.id = s.activity_id", "JOIN volunteers AS v ON v.id = s.volunteer_id"},
		"s.id", "a.station_id",
	},
	"volunteer":  {"volunteer", "volunteers AS v", "v.id, v.name AS volunteer_name, v.created_at AS at", nil, "v.id", home},
	"team":       {"team", "teams AS t", "t.id, t.name, t.created_at AS at", nil, "t.id", "t.organization_id"},
	"population": {"population", "populations AS b", "b.id, b.source AS name, b.recorded_at AS at", nil, "b.id", "b.organization_id"},
	"venue":      {"venue", "venues AS v", "v.id, v.name, v.created_at AS at", nil, "v.id", "v.organization_id"},
	"service_request": {
		"service_request", "service_requests AS r", "r.id, CONCAT(r.number, ' ', r.category) AS name, r.created_at AS at", nil, "r.id", "r.station_id",
	},
}

// subject is the kind of the rows that a figure is made of.
func (f *Figure) subject() subject {
	switch f.distinct {
	case "activity_id":
		return subjects["activity"]
	case "volunteer_id":
		return subjects["volunteer"]
	}
	return subjects[map[source]string{
		fromEntries: "entry", fromItems: "plan_item", fromActivities: "activity", fromSeats: "sign_up", fromVolunteers: "volunteer", fromTeams: "team",
		fromPopulation: "population", fromVenues: "venue", fromRequests: "service_request", fromDispatches: "service_request",
	}[f.source]]
}

// describe adds to the rows what they are, in one query.
func describe(tx *models.Tx, figure Figure, rows []Contribution) error {
	of := figure.subject()
	ids := make([]int64, len(rows))
	for i := range rows {
		ids[i] = rows[i].ID
	}
	var found []described
	if err := of.read(tx, append(ids, 0)).Scan(&found).Error; err != nil {
		return err
	}
	byID := make(map[int64]described, len(found))
	for _, one := range found {
		byID[one.ID] = one
	}
	for i := range rows {
		one := byID[rows[i].ID]
		rows[i].Kind, rows[i].Name, rows[i].OrganizationID, rows[i].OrganizationName = of.kind, one.Name, one.OrganizationID, one.OrganizationName
		rows[i].On = one.date(tx)
		if rows[i].VolunteerName = one.VolunteerName; !tx.Actor.Can(models.KeepRosters, one.Path) {
			rows[i].VolunteerName = models.MaskName(one.VolunteerName)
		}
	}
	return nil
}

// date is the row's day; an item that is planned for sometime in a month has the month's first, which it is counted by.
func (d *described) date(tx *models.Tx) models.Date {
	switch {
	case d.On != nil:
		return *d.On
	case d.At != nil:
		return models.DateOf(*d.At, tx.Zone)
	case d.Month != "":
		return models.DateOf(d.Month.In(time.UTC), time.UTC)
	}
	return ""
}

func (s subject) read(tx *models.Tx, ids []int64) *gorm.DB {
	query := tx.DB.Table(s.table).Select(s.columns+", o.id AS organization_id, o.name AS organization_name, o.path").Where(s.id+" IN (?)", ids)
	for _, join := range s.joins {
		query = query.Joins(join)
	}
	return query.Joins("LEFT JOIN organizations AS o ON o.id = " + s.place)
}
