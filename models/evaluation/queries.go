package evaluation

import (
	"math"
	"slices"

	"gorm.io/gorm"

	"practicestation/models"
	"practicestation/models/activity"
	"practicestation/models/organization"
	"practicestation/models/volunteer"
)

const (
	fewest      = 5   // below so many, a mean or a comment points to somebody
	mostComment = 200 // shown at once
)

// Named is an evaluation with the names that it is shown with.
type Named struct {
	Evaluation    `gorm:"embedded"`
	ActivityTitle string
	VolunteerName string
	AuthorName    string
}

func named(tx *models.Tx) *gorm.DB {
	return tx.DB.Table("evaluations AS e").Select("e.*, y.title AS activity_title, v.name AS volunteer_name, a.name AS author_name").
		Joins("JOIN activities AS y ON y.id = e.activity_id").Joins("JOIN volunteers AS v ON v.id = e.volunteer_id").
		Joins("JOIN accounts AS a ON a.id = e.author_id")
}

func find(tx *models.Tx, id int64) (*Named, error) {
	var found Named
	err := named(tx).Where("e.id = ?", id).Take(&found).Error
	if models.IsMissing(err) {
		return nil, ErrNotFound
	}
	return &found, err
}

// ListOwn lists what was said of the actor's service and what the actor has said of activities, the newest first.
func ListOwn(tx *models.Tx, direction Direction, page models.Page) (models.Paged[Named], error) {
	query := named(tx).Where("e.volunteer_id = ?", tx.Actor.VolunteerID)
	if direction != "" {
		query = query.Where("e.direction = ?", direction)
	}
	return fetch(query, page)
}

// ListOf lists what was said of one volunteer, for staff. It fails with ErrPermission or volunteer.ErrNotFound.
func ListOf(tx *models.Tx, volunteerID int64, page models.Page) (models.Paged[Named], error) {
	if _, err := volunteer.FindInReach(tx, models.ReadRecords, volunteerID); err != nil {
		return models.Paged[Named]{}, err
	}
	return fetch(named(tx).Where("e.volunteer_id = ? AND e.direction = ?", volunteerID, OfVolunteer), page)
}

func fetch(query *gorm.DB, page models.Page) (models.Paged[Named], error) {
	return models.Fetch(query, page, models.Order[Named]{IDColumn: "e.id", ID: func(e *Named) int64 { return e.ID }, Descending: true})
}

// Average is what evaluations come to; Mean is nil without any.
type Average struct {
	Count int64
	Mean  *float64
}

// averageOf adds up what counts: what people wrote and no objection has set aside.
func averageOf(query *gorm.DB) (Average, error) {
	var sum struct{ Count, Total int64 }
	err := query.Select("COUNT(*) AS count, COALESCE(SUM(score), 0) AS total").Where("set_aside = ?", false).Scan(&sum).Error
	average := Average{Count: sum.Count}
	if sum.Count > 0 {
		mean := math.Round(float64(sum.Total)/float64(sum.Count)*100) / 100
		average.Mean = &mean
	}
	return average, err
}

// AverageOf is how a volunteer's service was evaluated; who may see it is decided before.
func AverageOf(tx *models.Tx, volunteerID int64) (Average, error) {
	return averageOf(tx.DB.Model(&Evaluation{}).Where("volunteer_id = ? AND direction = ?", volunteerID, OfVolunteer))
}

// Summary is how volunteers evaluated an activity, as far as the one who asks may know.
type Summary struct {
	Count    *int64 // nil for the public
	Mean     *float64
	Comments []string // without names and in no order of time, for staff
}

// SummaryOf sums up how volunteers evaluated an activity: staff see count and mean, everybody a mean that points to nobody.
// It fails with activity.ErrNotFound.
func SummaryOf(tx *models.Tx, activityID int64) (*Summary, error) {
	of, err := activity.Find(tx, activityID)
	if err != nil {
		return nil, err
	}
	station, err := models.Find[organization.Organization](tx, of.StationID, organization.ErrNotFound)
	if err != nil {
		return nil, err
	}
	said := func() *gorm.DB {
		return tx.DB.Model(&Evaluation{}).Where("activity_id = ? AND direction = ?", activityID, OfActivity)
	}
	average, err := averageOf(said())
	if err != nil {
		return nil, err
	}
	summary := &Summary{Mean: average.Mean}
	staff := tx.Actor.CanForTeam(models.ReadRosters, station.Path, of.TeamID)
	if staff {
		summary.Count = &average.Count
	}
	if average.Count < fewest {
		if !staff {
			summary.Mean = nil
		}
		return summary, nil
	}
	if staff {
		err = said().Where("text <> '' AND set_aside = ?", false).Order("id DESC").Limit(mostComment).Pluck("text", &summary.Comments).Error
		slices.Sort(summary.Comments)
	}
	return summary, err
}
