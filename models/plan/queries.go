package plan

import (
	"gorm.io/gorm"

	"practicestation/models"
	"practicestation/models/activity"
	"practicestation/models/organization"
)

// Listed is a plan with the names that belong to it, and its items, each with the activities that carry it out.
type Listed struct {
	Plan             `gorm:"embedded"`
	OrganizationName string
	TeamName         *string
	SubmittedByName  *string
	ReviewedByName   *string
	Items            []ListedItem `gorm:"-"`
}

// ListedItem is an item with the activities that carry it out, by start.
type ListedItem struct {
	Item
	Activities []activity.PlannedActivity
}

func listed(tx *models.Tx) *gorm.DB {
	return tx.DB.Table("plans AS p").
		Select("p.*, o.name AS organization_name, t.name AS team_name, s.name AS submitted_by_name, r.name AS reviewed_by_name").
		Joins("JOIN organizations AS o ON o.id = p.organization_id").Joins("LEFT JOIN teams AS t ON t.id = p.team_id").
		Joins("LEFT JOIN accounts AS s ON s.id = p.submitted_by").Joins("LEFT JOIN accounts AS r ON r.id = p.reviewed_by")
}

// visible is subject.seenBy as a condition.
func visible(tx *models.Tx) *gorm.DB {
	return models.Within(tx.DB, "o.path", tx.Actor.Paths(models.ReadDrafts)).Or("p.team_id IN (?)", append([]int64{0}, tx.Actor.LedTeams...))
}

// Find finds a plan that the actor may see. It fails with ErrNotFound.
func Find(tx *models.Tx, id int64) (*Listed, error) {
	var found Listed
	err := listed(tx).Where("p.id = ?", id).Where(visible(tx)).Take(&found).Error
	if models.IsMissing(err) {
		return nil, ErrNotFound
	}
	if err != nil {
		return nil, err
	}
	plans := []Listed{found}
	return &plans[0], fill(tx, plans)
}

// Filter narrows the list of plans.
type Filter struct {
	OrganizationID int64 // the organization's plans, its teams' and those of all below it
	TeamID         int64
	Month          Month
	Status         Status
}

// List lists the plans that the actor may see, the last one made first. It fails with ErrPermission.
func List(tx *models.Tx, filter Filter, page models.Page) (models.Paged[Listed], error) {
	if !tx.Actor.CanSomewhere(models.ReadDrafts) {
		return models.Paged[Listed]{}, models.ErrPermission
	}
	query := listed(tx).Where(visible(tx))
	if filter.OrganizationID != 0 {
		within, err := organization.Below(tx, filter.OrganizationID)
		if err != nil {
			return models.Paged[Listed]{}, err
		}
		query = query.Where("p.organization_id IN (?)", within)
	}
	if filter.TeamID != 0 {
		query = query.Where("p.team_id = ?", filter.TeamID)
	}
	if filter.Month != "" {
		query = query.Where("p.month = ?", filter.Month)
	}
	if filter.Status != "" {
		query = query.Where("p.status = ?", filter.Status)
	}
	found, err := models.Fetch(query, page, models.Order[Listed]{IDColumn: "p.id", Descending: true, ID: func(p *Listed) int64 { return p.ID }})
	if err != nil {
		return found, err
	}
	return found, fill(tx, found.Items)
}

// fill adds the items and their activities to the plans.
func fill(tx *models.Tx, plans []Listed) error {
	ids := make([]int64, len(plans))
	for i := range plans {
		ids[i] = plans[i].ID
	}
	items, err := itemsOf(tx, ids...)
	if err != nil {
		return err
	}
	activities, err := activity.OfPlanItems(tx, tx.DB.Model(&Item{}).Select("id").Where("plan_id IN (?)", append(ids, 0)))
	if err != nil {
		return err
	}
	for i := range plans {
		for _, item := range items[plans[i].ID] {
			plans[i].Items = append(plans[i].Items, ListedItem{Item: item, Activities: activities[item.ID]})
		}
	}
	return nil
}
