package team

import (
	"time"

	"practicestation/models"
	"practicestation/models/organization"
)

// Line (条线) is one affiliation's work at one organization, with a person in charge of its own (有专人抓).
type Line struct {
	ID             int64
	OrganizationID int64
	Affiliation    Affiliation
	Name           string
	Version        int64
	CreatedAt      time.Time
	UpdatedAt      time.Time
}

// TableName names the table.
func (Line) TableName() string { return "affiliation_lines" }

// The refusals about lines.
var (
	ErrLineNotFound = models.DefineError(models.NotFound, "line_not_found", "条线不存在", "没有找到这条条线。")
	ErrLineExists   = models.DefineError(models.Conflict, "line_exists", "条线已存在", "这个组织已经有这条条线。")
)

// CreateLine sets up an affiliation's line at an organization; without a name it takes the affiliation's.
// It fails with organization.ErrNotFound, ErrPermission, ErrInvalid or ErrLineExists.
func CreateLine(tx *models.Tx, organizationID int64, affiliation Affiliation, name string) (*Line, error) {
	home, err := models.Find[organization.Organization](tx, organizationID, organization.ErrNotFound)
	if err != nil {
		return nil, err
	}
	if !tx.Actor.Can(models.ManageTeams, home.Path) {
		return nil, models.ErrPermission
	}
	if name == "" {
		name = affiliation.Name()
	}
	cleaned, ok := models.CleanName(name)
	if !ok || len([]rune(cleaned)) > 50 {
		return nil, models.ErrInvalid.WithFields(models.FieldError{Field: "name", Code: "invalid_name", Message: "名称要有 1 到 50 个字，不能含看不见的字符。"})
	}
	line := &Line{OrganizationID: home.ID, Affiliation: affiliation, Name: cleaned, Version: 1, CreatedAt: tx.Now, UpdatedAt: tx.Now}
	err = tx.DB.Create(line).Error
	if models.IsDuplicate(err) {
		return nil, ErrLineExists
	}
	if err != nil {
		return nil, err
	}
	tx.Audit(models.AuditEntry{
		Action: "line.create", Subject: "line", SubjectID: line.ID, OrganizationID: home.ID,
		After: map[string]any{"affiliation": affiliation, "name": cleaned},
	})
	return line, nil
}

// Lines lists an organization's lines. It fails with organization.ErrNotFound.
func Lines(tx *models.Tx, organizationID int64, page models.Page) (models.Paged[Line], error) {
	if _, err := models.Find[organization.Organization](tx, organizationID, organization.ErrNotFound); err != nil {
		return models.Paged[Line]{}, err
	}
	query := tx.DB.Model(&Line{}).Where("organization_id = ?", organizationID)
	return models.Fetch(query, page, models.Order[Line]{IDColumn: "id", ID: func(l *Line) int64 { return l.ID }})
}
