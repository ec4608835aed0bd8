// Package population holds how many people live where an organization serves (常住人口), by year and with its source: the base of
// the rates.
package population

import (
	"time"

	"practicestation/models"
	"practicestation/models/organization"
)

// mostResidents bounds what can be a county's population.
const mostResidents = 100_000_000

// firstYear is the earliest year that a base can be given for.
const firstYear = 2000

// Base (常住人口基数) is what somebody wrote down for one organization and year. It is never changed: the latest of a year counts.
type Base struct {
	ID             int64
	OrganizationID int64
	Year           int64
	Residents      int64
	Source         string // as 第七次全国人口普查 or 2025年统计年鉴
	RecordedBy     *int64
	RecordedAt     time.Time
}

// TableName names the table.
func (Base) TableName() string { return "populations" }

// Counts is, as SQL, whether a base b is the one that counts for its organization and year: the latest.
const Counts = "b.id = (SELECT MAX(l.id) FROM populations AS l WHERE l.organization_id = b.organization_id AND l.year = b.year)"

// Input is what somebody writes down.
type Input struct {
	Year      int64
	Residents int64
	Source    string
}

// Faults names what is wrong with each member, whoever writes it down and for whom.
func (in *Input) Faults(today models.Date) models.Faults {
	var faults models.Faults
	if in.Year < firstYear || in.Year > int64(today.In(time.UTC).Year()) {
		faults.Add("year", "range", "年份要在 2000 年到今年之间。")
	}
	if in.Residents < 1 || in.Residents > mostResidents {
		faults.Add("residents", "range", "常住人口要在 1 到 100000000 之间。")
	}
	source, ok := models.CleanName(in.Source)
	if !ok || len([]rune(source)) > 100 {
		faults.Add("source", "invalid_text", "请写明数据来源，1 到 100 个字，例如“2025年统计年鉴”。")
	}
	in.Source = source
	return faults
}

// Record writes down the base of an organization for a year; a correction is another row. It fails with
// organization.ErrNotFound, ErrPermission or ErrInvalid.
func Record(tx *models.Tx, organizationID int64, in Input) (*Listed, error) {
	at, err := models.Find[organization.Organization](tx, organizationID, organization.ErrNotFound)
	if err != nil {
		return nil, err
	}
	if !tx.Actor.Can(models.ManagePlans, at.Path) {
		return nil, models.ErrPermission
	}
	if err := in.Faults(tx.Today()).Err(); err != nil {
		return nil, err
	}
	made := &Base{
		OrganizationID: at.ID, Year: in.Year, Residents: in.Residents, Source: in.Source,
		RecordedBy: models.Nullable(tx.Actor.AccountID), RecordedAt: tx.Now,
	}
	if err := tx.DB.Create(made).Error; err != nil {
		return nil, err
	}
	tx.Audit(models.AuditEntry{
		Action: "population.record", Subject: "population", SubjectID: made.ID, OrganizationID: at.ID,
		After: map[string]any{"year": in.Year, "residents": in.Residents, "source": in.Source},
	})
	return &Listed{Base: *made, RecordedByName: nameOf(tx), Counts: true}, nil
}

// Recorded reports whether just this was written down before for the organization: residents and source of that year, also when
// something else counts by now. Two that ask at once wait for each other. It fails with organization.ErrNotFound or ErrInvalid.
func Recorded(tx *models.Tx, organizationID int64, in Input) (bool, error) {
	if err := in.Faults(tx.Today()).Err(); err != nil {
		return false, err
	}
	if _, err := models.FindLocked[organization.Organization](tx, organizationID, organization.ErrNotFound); err != nil {
		return false, err
	}
	var same int64
	err := tx.DB.Model(&Base{}).Where("organization_id = ? AND year = ? AND residents = ? AND source = ?", organizationID, in.Year, in.Residents, in.Source).
		Count(&same).Error
	return same > 0, err
}

func nameOf(tx *models.Tx) *string {
	if tx.Actor.Name == "" {
		return nil
	}
	return &tx.Actor.Name
}

// Listed is a base with who recorded it, and whether it is the one that counts for its year.
type Listed struct {
	Base           `gorm:"embedded"`
	RecordedByName *string
	Counts         bool
}

// List lists what has been recorded for an organization, the latest first. It fails with organization.ErrNotFound or
// ErrPermission.
func List(tx *models.Tx, organizationID int64, page models.Page) (models.Paged[Listed], error) {
	at, err := models.Find[organization.Organization](tx, organizationID, organization.ErrNotFound)
	if err != nil {
		return models.Paged[Listed]{}, err
	}
	if !tx.Actor.Can(models.ReadStatistics, at.Path) {
		return models.Paged[Listed]{}, models.ErrPermission
	}
	query := tx.DB.Table("populations AS b").Select("b.*, c.name AS recorded_by_name, "+Counts+" AS counts").
		Joins("LEFT JOIN accounts AS c ON c.id = b.recorded_by").Where("b.organization_id = ?", at.ID)
	return models.Fetch(query, page, models.Order[Listed]{IDColumn: "b.id", ID: func(l *Listed) int64 { return l.ID }, Descending: true})
}
