// Package team holds the volunteer teams (志愿服务队), the lines of the party, union, Youth League and Women's Federation
// (党工团妇) that bring them, who is in charge of each, and who belongs to a team.
package team

import (
	"slices"
	"time"

	"practicestation/models"
	"practicestation/models/organization"
)

// Affiliation (条线) is the body that brings people: party, union, Youth League, Women's Federation, or another.
type Affiliation string

// The affiliations, in the order in which the offices name them (党工团妇).
const (
	Party             Affiliation = "party"
	Union             Affiliation = "union"
	YouthLeague       Affiliation = "youth_league"
	WomensFederation  Affiliation = "womens_federation"
	OtherAffiliations Affiliation = "other"
)

// Affiliations lists all of them, in order.
func Affiliations() []Affiliation {
	return []Affiliation{Party, Union, YouthLeague, WomensFederation, OtherAffiliations}
}

// Name is what the offices call the affiliation.
func (a Affiliation) Name() string {
	return map[Affiliation]string{Party: "党组织", Union: "工会", YouthLeague: "共青团", WomensFederation: "妇联", OtherAffiliations: "其他"}[a]
}

// Status (队伍状态) says whether a team still takes part.
type Status string

// The states of a team.
const (
	Active    Status = "active"
	Dissolved Status = "dissolved"
)

// Team is a group of volunteers of one affiliation at one organization.
type Team struct {
	ID             int64
	OrganizationID int64
	Name           string
	Affiliation    Affiliation
	Category       string // what it does, as 理论政策宣讲, in the county's own words
	Status         Status
	Version        int64
	CreatedAt      time.Time
	UpdatedAt      time.Time
}

// The refusals about teams.
var (
	ErrNotFound  = models.DefineError(models.NotFound, "team_not_found", "队伍不存在", "没有找到这支队伍。")
	ErrNameTaken = models.DefineError(models.Conflict, "team_exists", "同名队伍已存在", "这个组织下面已有同名的队伍，请换一个名称。")
)

// Input is what a team is made of.
type Input struct {
	OrganizationID int64
	Name           string
	Affiliation    Affiliation
	Category       string
	Status         Status
}

// Faults names what is wrong with each member, whoever founds the team and where.
func (in *Input) Faults() models.Faults {
	var faults models.Faults
	name, ok := models.CleanName(in.Name)
	if !ok || len([]rune(name)) > 50 {
		faults.Add("name", "invalid_name", "队名要有 1 到 50 个字，不能含看不见的字符。")
	}
	category, ok := models.CleanName(in.Category)
	if !ok || len([]rune(category)) > 32 {
		faults.Add("category", "invalid_name", "类别要有 1 到 32 个字。")
	}
	in.Name, in.Category = name, category
	if !slices.Contains(Affiliations(), in.Affiliation) {
		faults.Add("affiliation", "enum", "条线只能是 party、union、youth_league、womens_federation 或 other。")
	}
	return faults
}

// Create founds a team at an organization. It fails with ErrPermission, ErrInvalid or ErrNameTaken.
func Create(tx *models.Tx, in Input) (*Team, error) {
	if !tx.Actor.CanSomewhere(models.ManageTeams) {
		return nil, models.ErrPermission
	}
	if err := in.Faults().Err(); err != nil {
		return nil, err
	}
	home, err := models.Find[organization.Organization](tx, in.OrganizationID, models.Unknown("organization_id"))
	if err != nil {
		return nil, err
	}
	if !tx.Actor.Can(models.ManageTeams, home.Path) {
		return nil, models.ErrPermission
	}
	created := &Team{
		OrganizationID: home.ID, Name: in.Name, Affiliation: in.Affiliation, Category: in.Category, Status: Active,
		Version: 1, CreatedAt: tx.Now, UpdatedAt: tx.Now,
	}
	err = tx.DB.Create(created).Error
	if models.IsDuplicate(err) {
		return nil, ErrNameTaken
	}
	if err != nil {
		return nil, err
	}
	tx.Audit(models.AuditEntry{
		Action: "team.create", Subject: "team", SubjectID: created.ID, OrganizationID: home.ID,
		After: map[string]any{"name": created.Name, "affiliation": created.Affiliation, "category": created.Category},
	})
	return created, nil
}

// Update renames a team, changes what it does, or dissolves it; its affiliation stays, because past hours count for it.
// It fails with ErrNotFound, ErrPermission, ErrInvalid, ErrVersionConflict or ErrNameTaken.
func Update(tx *models.Tx, id, version int64, in Input) (*Team, error) {
	current, path, err := findLocked(tx, id)
	if err != nil {
		return nil, err
	}
	if !tx.Actor.Can(models.ManageTeams, path) {
		return nil, models.ErrPermission
	}
	in.Affiliation = current.Affiliation
	if in.Status == "" {
		in.Status = current.Status
	}
	if err := in.Faults().Err(); err != nil {
		return nil, err
	}
	err = tx.UpdateVersion(current, id, version, map[string]any{"name": in.Name, "category": in.Category, "status": in.Status})
	if models.IsDuplicate(err) {
		return nil, ErrNameTaken
	}
	if err != nil {
		return nil, models.ConflictAt(err, current.Version)
	}
	tx.Audit(models.AuditEntry{
		Action: "team.update", Subject: "team", SubjectID: id, OrganizationID: current.OrganizationID,
		Before: map[string]any{"name": current.Name, "category": current.Category, "status": current.Status},
		After:  map[string]any{"name": in.Name, "category": in.Category, "status": in.Status},
	})
	return models.Find[Team](tx, id, ErrNotFound)
}

// findLocked finds a team for change, with the path of its organization.
func findLocked(tx *models.Tx, id int64) (*Team, string, error) {
	found, err := models.FindLocked[Team](tx, id, ErrNotFound)
	if err != nil {
		return nil, "", err
	}
	home, err := models.Find[organization.Organization](tx, found.OrganizationID, organization.ErrNotFound)
	if err != nil {
		return nil, "", err
	}
	return found, home.Path, nil
}

// Called finds the team of that name at an organization, after founding one has failed with ErrNameTaken.
func Called(tx *models.Tx, organizationID int64, name string) (*Team, error) {
	var there Team
	err := tx.DB.Where("organization_id = ? AND name = ?", organizationID, name).Take(&there).Error
	if models.IsMissing(err) {
		return nil, tx.Retry() // it was founded after this unit began, or renamed since
	}
	return &there, err
}

// Filter narrows the list of teams.
type Filter struct {
	OrganizationID int64 // the organization's own teams and those of all below it
	Affiliation    Affiliation
	Category       string
}

// Named lists the teams with these ids, in the order of their ids.
func Named(tx *models.Tx, ids []int64) ([]Team, error) {
	var teams []Team
	if len(ids) == 0 {
		return nil, nil
	}
	err := tx.DB.Where("id IN (?)", ids).Order("id").Find(&teams).Error
	return teams, err
}

// List lists teams in the order of their ids; whoever is signed in may see them.
func List(tx *models.Tx, filter Filter, page models.Page) (models.Paged[Team], error) {
	query := tx.DB.Model(&Team{})
	if filter.OrganizationID != 0 {
		within, err := organization.Below(tx, filter.OrganizationID)
		if err != nil {
			return models.Paged[Team]{}, err
		}
		query = query.Where("organization_id IN (?)", within)
	}
	if filter.Affiliation != "" {
		query = query.Where("affiliation = ?", filter.Affiliation)
	}
	if filter.Category != "" {
		query = query.Where("category = ?", filter.Category)
	}
	return models.Fetch(query, page, models.Order[Team]{IDColumn: "id", ID: func(t *Team) int64 { return t.ID }})
}
