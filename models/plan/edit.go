package plan

import (
	"practicestation/models"
	"practicestation/models/brand"
	"practicestation/models/organization"
	"practicestation/models/team"
)

// Input is what a new plan is made of: either an organization or a team.
type Input struct {
	OrganizationID int64
	TeamID         int64
	Month          Month
	Items          []ItemInput
}

// Create drafts the plan of an organization or a team for a month. It fails with ErrPermission, ErrInvalid or ErrExists.
func Create(tx *models.Tx, in Input) (*Plan, error) {
	if !tx.Actor.CanSomewhere(models.PlanActivities) {
		return nil, models.ErrPermission
	}
	of, err := subjectOf(tx, in)
	if err != nil {
		return nil, err
	}
	return create(tx, of, in.Month, in.Items)
}

func subjectOf(tx *models.Tx, in Input) (of subject, err error) {
	if (in.OrganizationID == 0) == (in.TeamID == 0) {
		fault := models.FieldError{Field: "team_id", Code: "exclusive", Message: "organization_id 和 team_id 要写一个，也只能写一个。"}
		return of, models.ErrInvalid.WithFields(fault)
	}
	if in.TeamID != 0 {
		host, err := models.Find[team.Team](tx, in.TeamID, models.Unknown("team_id"))
		if err != nil {
			return of, err
		}
		if host.Status != team.Active {
			return of, models.Unknown("team_id")
		}
		in.OrganizationID, of.team = host.OrganizationID, host.ID
	}
	of.home, err = models.Find[organization.Organization](tx, in.OrganizationID, models.Unknown("organization_id"))
	return of, err
}

func create(tx *models.Tx, of subject, month Month, items []ItemInput) (*Plan, error) {
	if !of.madeBy(tx.Actor) {
		return nil, models.ErrPermission
	}
	if _, fits := ParseMonth(string(month)); !fits {
		return nil, models.ErrInvalid.WithFields(models.FieldError{Field: "month", Code: "format", Message: "月份要写成 2026-03 这样。"})
	}
	if err := check(tx, month, items, of.home.Path); err != nil {
		return nil, err
	}
	created := &Plan{
		OrganizationID: of.home.ID, TeamID: orNil(of.team), Month: month, Status: Draft, CreatedBy: orNil(tx.Actor.AccountID),
		Version: 1, CreatedAt: tx.Now, UpdatedAt: tx.Now,
	}
	if of.team == 0 {
		own := 1
		created.OfOrganization = &own
	}
	err := tx.DB.Create(created).Error
	if models.IsDuplicate(err) {
		return nil, ErrExists
	}
	if err != nil {
		return nil, err
	}
	if err := write(tx, created.ID, items); err != nil {
		return nil, err
	}
	tx.Audit(models.AuditEntry{
		Action: "plan.create", Subject: "plan", SubjectID: created.ID, OrganizationID: of.home.ID,
		After: map[string]any{"team_id": created.TeamID, "month": month, "items": facts(items)},
	})
	return created, nil
}

// Update rewrites all items of a plan that is a draft or has been returned, which makes it a draft again.
// It fails with ErrNotFound, ErrPermission, ErrInvalid, ErrVersionConflict or ErrStatus.
func Update(tx *models.Tx, id, version int64, items []ItemInput) (*Plan, error) {
	current, of, err := findLocked(tx, id)
	if err != nil {
		return nil, err
	}
	if !of.madeBy(tx.Actor) {
		return nil, models.ErrPermission
	}
	if current.Version != version {
		return nil, models.ConflictAt(models.ErrVersionConflict, current.Version)
	}
	if !current.Status.CanBecome(Draft) {
		return nil, ErrStatus
	}
	if err := check(tx, current.Month, items, of.home.Path); err != nil {
		return nil, err
	}
	before, err := inputs(tx, id)
	if err != nil {
		return nil, err
	}
	if err := write(tx, id, items); err != nil {
		return nil, err
	}
	change := map[string]any{"status": Draft, "edited_by": orNil(tx.Actor.AccountID)}
	if err := tx.UpdateVersion(current, id, version, change); err != nil {
		return nil, models.ConflictAt(err, current.Version)
	}
	tx.Audit(models.AuditEntry{
		Action: "plan.update", Subject: "plan", SubjectID: id, OrganizationID: current.OrganizationID,
		Before: map[string]any{"items": facts(before)}, After: map[string]any{"items": facts(items)},
	})
	return models.Find[Plan](tx, id, ErrNotFound)
}

// Copy drafts the plan of another month from this one: each item on the same day or in the same week where that month has
// it, otherwise sometime in the month. A brand that takes nothing new any more is left out.
// It fails with ErrNotFound, ErrPermission, ErrInvalid, team.ErrDissolved or ErrExists.
func Copy(tx *models.Tx, id int64, month Month) (*Plan, error) {
	from, of, err := find(tx, id)
	if err != nil {
		return nil, err
	}
	if from.TeamID != nil {
		host, err := models.Find[team.Team](tx, *from.TeamID, team.ErrNotFound)
		if err != nil {
			return nil, err
		}
		if host.Status != team.Active {
			return nil, team.ErrDissolved
		}
	}
	items, err := inputs(tx, id)
	if err != nil {
		return nil, err
	}
	brands := make([]int64, len(items))
	for i := range items {
		items[i].move(month)
		brands[i] = items[i].BrandID
	}
	misfits, err := brand.Misfits(tx, brands, of.home.Path)
	if err != nil {
		return nil, err
	}
	for i := range items {
		if _, wrong := misfits[items[i].BrandID]; wrong {
			items[i].BrandID = 0
		}
	}
	return create(tx, of, month, items)
}
