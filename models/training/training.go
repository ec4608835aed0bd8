// Package training holds the trainings (培训) that organizations give, and who has taken part in which.
package training

import (
	"time"

	"practicestation/models"
	"practicestation/models/organization"
	"practicestation/models/volunteer"
)

// Training is something to be learnt that a shift may ask for, as first aid.
type Training struct {
	ID             int64
	OrganizationID int64
	Name           string
	Content        string
	Host           string // who holds it; empty: the organization itself
	Minutes        *int64 // of learning, where it was written down
	ValidMonths    *int64 // for how long it counts; nil: for good
	CreatedBy      *int64
	CreatedAt      time.Time
}

// Record (培训记录) is that a volunteer took part on a day.
type Record struct {
	ID          int64
	TrainingID  int64
	VolunteerID int64
	TrainedOn   models.Date
	RecordedBy  *int64
	CreatedAt   time.Time
}

// TableName names the table.
func (Record) TableName() string { return "training_records" }

// NamedRecord is a record with what it is shown with.
type NamedRecord struct {
	Record        `gorm:"embedded"`
	TrainingName  string
	Content       string
	Host          string
	Minutes       *int64
	ValidMonths   *int64
	VolunteerName string
}

// The refusals about trainings.
var (
	ErrNotFound  = models.DefineError(models.NotFound, "training_not_found", "培训不存在", "没有找到这个培训。")
	ErrNameTaken = models.DefineError(models.Conflict, "training_exists", "同名培训已存在", "这个组织已有同名的培训，请换一个名称。")
)

// ExpiresOn is the first day on which the record no longer counts; empty when it counts for good. A month that has no
// such day ends it on its last one.
func (r *NamedRecord) ExpiresOn() models.Date {
	if r.ValidMonths == nil {
		return ""
	}
	from := r.TrainedOn.In(time.UTC)
	first := time.Date(from.Year(), from.Month()+time.Month(*r.ValidMonths), 1, 0, 0, 0, 0, time.UTC)
	last := first.AddDate(0, 1, -1).Day()
	return models.DateOf(first.AddDate(0, 0, min(from.Day(), last)-1), time.UTC)
}

// CountsOn reports whether the record counts on a day.
func (r *NamedRecord) CountsOn(day models.Date) bool {
	expires := r.ExpiresOn()
	return r.TrainedOn <= day && (expires == "" || day < expires)
}

// Input is what a training is made of.
type Input struct {
	OrganizationID int64
	Name           string
	Content        string
	Host           string // empty: the organization itself
	Minutes        int64  // of learning; 0: not written down
	ValidMonths    int64  // 0: counts for good
}

func (in *Input) faults() models.Faults {
	var faults models.Faults
	name, ok := models.CleanName(in.Name)
	if !ok || len([]rune(name)) > 50 {
		faults.Add("name", "invalid_name", "培训名称要有 1 到 50 个字，不能含看不见的字符。")
	}
	in.Name = name
	host, ok := models.CleanName(in.Host)
	if in.Host != "" && (!ok || len([]rune(host)) > 100) {
		faults.Add("host", "invalid_name", "举办单位不超过 100 个字，不能含看不见的字符。")
	}
	in.Host = host
	if in.Minutes < 0 || in.Minutes > 60000 {
		faults.Add("minutes", "range", "学习时长要在 1 到 60000 分钟之间，不写表示没有记录。")
	}
	if in.ValidMonths < 0 || in.ValidMonths > 600 {
		faults.Add("valid_months", "range", "有效期要在 1 到 600 个月之间，不写表示长期有效。")
	}
	return faults
}

// Create writes a training of an organization. It fails with ErrPermission, ErrInvalid or ErrNameTaken.
func Create(tx *models.Tx, in Input) (*Training, error) {
	if !tx.Actor.CanSomewhere(models.PlanActivities) {
		return nil, models.ErrPermission
	}
	if err := in.faults().Err(); err != nil {
		return nil, err
	}
	home, err := models.Find[organization.Organization](tx, in.OrganizationID, models.Unknown("organization_id"))
	if err != nil {
		return nil, err
	}
	if !tx.Actor.Can(models.PlanActivities, home.Path) {
		return nil, models.ErrPermission
	}
	created := &Training{
		OrganizationID: home.ID, Name: in.Name, Content: in.Content, Host: in.Host, Minutes: models.Nullable(in.Minutes), ValidMonths: models.Nullable(in.ValidMonths),
		CreatedBy: models.Nullable(tx.Actor.AccountID), CreatedAt: tx.Now,
	}
	err = tx.DB.Create(created).Error
	if models.IsDuplicate(err) {
		return nil, ErrNameTaken
	}
	if err != nil {
		return nil, err
	}
	tx.Audit(models.AuditEntry{
		Action: "training.create", Subject: "training", SubjectID: created.ID, OrganizationID: home.ID,
		After: map[string]any{"name": created.Name, "valid_months": in.ValidMonths},
	})
	return created, nil
}

// List lists trainings, of one organization or of all; whoever is signed in may see them.
func List(tx *models.Tx, organizationID int64, page models.Page) (models.Paged[Training], error) {
	query := tx.DB.Model(&Training{})
	if organizationID != 0 {
		query = query.Where("organization_id = ?", organizationID)
	}
	return models.Fetch(query, page, models.Order[Training]{IDColumn: "id", ID: func(t *Training) int64 { return t.ID }})
}

// Take records that volunteers took part on a day; one who is recorded already stays so.
// It fails with ErrNotFound, ErrPermission or ErrInvalid.
func Take(tx *models.Tx, trainingID int64, trainedOn string, volunteerIDs []int64) ([]NamedRecord, error) {
	taken, err := models.Find[Training](tx, trainingID, ErrNotFound)
	if err != nil {
		return nil, err
	}
	home, err := models.Find[organization.Organization](tx, taken.OrganizationID, organization.ErrNotFound)
	if err != nil {
		return nil, err
	}
	if !tx.Actor.Can(models.KeepRosters, home.Path) {
		return nil, models.ErrPermission
	}
	day, fits := models.ParseDate(trainedOn)
	if !fits || day > tx.Today() {
		return nil, models.ErrInvalid.WithFields(models.FieldError{Field: "trained_on", Code: "range", Message: "培训日期要是真实的日期，不晚于今天。"})
	}
	if err := volunteer.CheckReach(tx, models.KeepRosters, "volunteer_ids", volunteerIDs); err != nil {
		return nil, err
	}
	if err := record(tx, taken, day, volunteerIDs); err != nil {
		return nil, err
	}
	var found []NamedRecord
	err = named(tx).Where("r.training_id = ? AND r.trained_on = ? AND r.volunteer_id IN (?)", taken.ID, day, volunteerIDs).Order("r.id").Find(&found).Error
	return found, err
}

// record writes those who are not recorded for the day yet.
func record(tx *models.Tx, taken *Training, day models.Date, volunteerIDs []int64) error {
	var known []int64
	err := tx.DB.Model(&Record{}).Where("training_id = ? AND trained_on = ? AND volunteer_id IN (?)", taken.ID, day, volunteerIDs).
		Pluck("volunteer_id", &known).Error
	if err != nil {
		return err
	}
	seen := map[int64]bool{}
	for _, id := range known {
		seen[id] = true
	}
	for _, id := range volunteerIDs {
		if seen[id] {
			continue
		}
		seen[id] = true
		row := &Record{TrainingID: taken.ID, VolunteerID: id, TrainedOn: day, RecordedBy: models.Nullable(tx.Actor.AccountID), CreatedAt: tx.Now}
		err := tx.DB.Create(row).Error
		if models.IsDuplicate(err) {
			return tx.Retry() // somebody else recorded the same day at once
		}
		if err != nil {
			return err
		}
		tx.Audit(models.AuditEntry{
			Action: "training.record", Subject: "training", SubjectID: taken.ID, OrganizationID: taken.OrganizationID,
			After: map[string]any{"volunteer_id": id, "trained_on": day},
		})
	}
	return nil
}
