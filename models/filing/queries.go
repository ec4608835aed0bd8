package filing

import (
	"time"

	"gorm.io/gorm"

	"practicestation/models"
	"practicestation/models/organization"
)

// Listed is a report with the names that belong to it.
type Listed struct {
	Filing           `gorm:"embedded"`
	OrganizationName string
	SubmittedByName  *string
}

// Shown is a report with its table and up to when the figures know.
type Shown struct {
	Listed
	Table *Table
	AsOf  time.Time
}

func listed(tx *models.Tx) *gorm.DB {
	query := tx.DB.Table("filings AS f").Select("f.*, o.name AS organization_name, s.name AS submitted_by_name").
		Joins("JOIN organizations AS o ON o.id = f.organization_id").Joins("LEFT JOIN accounts AS s ON s.id = f.submitted_by")
	return models.Within(query, "o.path", tx.Actor.Paths(models.ReadStatistics))
}

// Find finds a report that the actor may see. It fails with ErrNotFound.
func Find(tx *models.Tx, id int64) (*Listed, error) {
	var found Listed
	err := listed(tx).Where("f.id = ?", id).Take(&found).Error
	if models.IsMissing(err) {
		return nil, ErrNotFound
	}
	return &found, err
}

// Show finds a report with its table: live figures as long as it is not handed in. It fails with ErrNotFound or ErrTooLong.
func Show(tx *models.Tx, id int64) (*Shown, error) {
	found, err := Find(tx, id)
	if err != nil {
		return nil, err
	}
	of, err := models.Find[organization.Organization](tx, found.OrganizationID, organization.ErrNotFound)
	if err != nil {
		return nil, err
	}
	table, asOf, err := tableOf(tx, &found.Filing, of)
	return &Shown{*found, table, asOf.In(tx.Zone)}, err
}

// NoteDownload writes down that somebody takes a report's file out of the system, and what stands in it.
func NoteDownload(tx *models.Tx, taken *Shown, format string) {
	tx.Audit(models.AuditEntry{
		Action: "report.download", Subject: "report", SubjectID: taken.ID, OrganizationID: taken.OrganizationID,
		After: map[string]any{"format": format, "live": taken.IsLive(), "rows": len(taken.Table.Rows), "details": len(taken.Table.Details), "snapshot_sha256": taken.SnapshotSHA256},
	})
}

// Filter narrows the list of reports.
type Filter struct {
	OrganizationID int64 // the organization's and those of all below it
	Kind           Kind
	Span           Span
	StartsOn       models.Date
	Status         Status
}

// List lists the reports that the actor may see, the last one begun first. It fails with ErrPermission.
func List(tx *models.Tx, filter Filter, page models.Page) (models.Paged[Listed], error) {
	if len(tx.Actor.Paths(models.ReadStatistics)) == 0 {
		return models.Paged[Listed]{}, models.ErrPermission
	}
	query := listed(tx)
	if filter.OrganizationID != 0 {
		within, err := organization.Below(tx, filter.OrganizationID)
		if err != nil {
			return models.Paged[Listed]{}, err
		}
		query = query.Where("f.organization_id IN (?)", within)
	}
	for column, value := range map[string]string{
		"f.kind": string(filter.Kind), "f.span": string(filter.Span), "f.starts_on": string(filter.StartsOn), "f.status": string(filter.Status),
	} {
		if value != "" {
			query = query.Where(column+" = ?", value)
		}
	}
	return models.Fetch(query, page, models.Order[Listed]{IDColumn: "f.id", Descending: true, ID: func(f *Listed) int64 { return f.ID }})
}
