// Package brand holds the brands (特色品牌) of stations and other organizations: what a station is known for, since when, and
// who is in charge of it.
package brand

import (
	"time"

	"practicestation/models"
	"practicestation/models/organization"
	"practicestation/models/team"
)

// Status (品牌状态) says whether a brand is still carried on.
type Status string

// The states of a brand. A delisted one keeps what was held under it, and takes nothing new.
const (
	Active   Status = "active"
	Delisted Status = "delisted"
)

// Brand is a recurring activity that an organization is known for, under a name of its own.
type Brand struct {
	ID             int64
	OrganizationID int64
	Name           string
	Slogan         string
	Category       string // in the county's own words, as 扶贫帮困
	Intro          string
	StartedOn      models.Date
	Status         Status
	Version        int64
	CreatedAt      time.Time
	UpdatedAt      time.Time
}

// YearsOn is how many whole years the brand has run on a day.
func (b *Brand) YearsOn(day models.Date) int { return max(0, b.StartedOn.AgeOn(day)) }

// Named is a brand with the name of its organization.
type Named struct {
	Brand            `gorm:"embedded"`
	OrganizationName string
}

// The refusals about brands.
var (
	ErrNotFound  = models.DefineError(models.NotFound, "brand_not_found", "品牌不存在", "没有找到这个特色品牌。")
	ErrNameTaken = models.DefineError(models.Conflict, "brand_exists", "同名品牌已存在", "这个组织已有同名的特色品牌，请换一个名称。")
)

// Input is what a brand is made of. A new one is active and has its first person in charge from now on.
type Input struct {
	OrganizationID int64
	Name           string
	Slogan         string
	Category       string
	Intro          string
	StartedOn      models.Date
	Status         Status // of a change; empty: as it was
	LeaderID       int64  // of a new one: the account in charge
}

func (in *Input) faults(today models.Date) models.Faults {
	var faults models.Faults
	for _, text := range []struct {
		field    string
		value    *string
		longest  int
		optional bool
		message  string
	}{
		{"name", &in.Name, 50, false, "品牌名称要有 1 到 50 个字，不能含看不见的字符。"},
		{"slogan", &in.Slogan, 100, true, "口号不超过 100 个字，不能含看不见的字符。"},
		{"category", &in.Category, 32, false, "类别要有 1 到 32 个字。"},
	} {
		if text.optional && *text.value == "" {
			continue
		}
		cleaned, ok := models.CleanName(*text.value)
		if !ok || len([]rune(cleaned)) > text.longest {
			faults.Add(text.field, "invalid_text", text.message)
		}
		*text.value = cleaned
	}
	switch day, fits := models.ParseDate(string(in.StartedOn)); {
	case !fits:
		faults.Add("started_on", "format", "创建日期要写成 2026-03-01 这样的日期。")
	case day > today:
		faults.Add("started_on", "future", "创建日期不能晚于今天：品牌从第一次开展算起。")
	}
	return faults
}

// Create founds a brand at an organization and puts its first person in charge.
// It fails with ErrPermission, ErrInvalid or ErrNameTaken.
func Create(tx *models.Tx, in Input) (*Brand, error) {
	if !tx.Actor.CanSomewhere(models.ManagePlans) {
		return nil, models.ErrPermission
	}
	if err := in.faults(tx.Today()).Err(); err != nil {
		return nil, err
	}
	home, err := models.Find[organization.Organization](tx, in.OrganizationID, models.Unknown("organization_id"))
	if err != nil {
		return nil, err
	}
	if !tx.Actor.Can(models.ManagePlans, home.Path) {
		return nil, models.ErrPermission
	}
	created := &Brand{OrganizationID: home.ID, Status: Active, Version: 1, CreatedAt: tx.Now, UpdatedAt: tx.Now}
	created.fill(in)
	if err := tx.DB.Create(created).Error; err != nil {
		return nil, taken(err)
	}
	if err := team.Succeed(tx, &team.Leadership{BrandID: &created.ID}, team.Handover{AccountID: in.LeaderID}); err != nil {
		return nil, misnamed(err)
	}
	after := created.facts()
	after["account_id"] = in.LeaderID
	tx.Audit(models.AuditEntry{Action: "brand.create", Subject: "brand", SubjectID: created.ID, OrganizationID: home.ID, After: after})
	return created, nil
}

// misnamed speaks of the leader by the name that the member has in a new brand.
func misnamed(err error) error {
	if models.IsCode(err, models.ErrInvalid) {
		return models.Unknown("leader_account_id")
	}
	return err
}

func taken(err error) error {
	if models.IsDuplicate(err) {
		return ErrNameTaken
	}
	return err
}

func (b *Brand) fill(in Input) {
	b.Name, b.Slogan, b.Category, b.Intro, b.StartedOn = in.Name, in.Slogan, in.Category, in.Intro, in.StartedOn
}

// facts are what the audit keeps of a brand, and what a change may change.
func (b *Brand) facts() map[string]any {
	return map[string]any{
		"name": b.Name, "slogan": b.Slogan, "category": b.Category, "intro": b.Intro, "started_on": b.StartedOn, "status": b.Status,
	}
}

// Update rewrites a brand, delists it or takes it up again; its organization stays.
// It fails with ErrNotFound, ErrPermission, ErrInvalid, ErrVersionConflict or ErrNameTaken.
func Update(tx *models.Tx, id, version int64, in Input) (*Brand, error) {
	current, err := findToManage(tx, id)
	if err != nil {
		return nil, err
	}
	if err := in.faults(tx.Today()).Err(); err != nil {
		return nil, err
	}
	before := current.facts()
	current.fill(in)
	if in.Status != "" {
		current.Status = in.Status
	}
	after := current.facts()
	if err := tx.UpdateVersion(current, id, version, after); err != nil {
		return nil, models.ConflictAt(taken(err), current.Version)
	}
	tx.Audit(models.AuditEntry{Action: "brand.update", Subject: "brand", SubjectID: id, OrganizationID: current.OrganizationID, Before: before, After: after})
	return models.Find[Brand](tx, id, ErrNotFound)
}

// HandOver gives a brand to another person in charge.
// It fails with ErrNotFound, ErrPermission, ErrInvalid, team.ErrHandoverOrder or team.ErrAlreadyLeader.
func HandOver(tx *models.Tx, id int64, to team.Handover) (*Brand, error) {
	current, err := findToManage(tx, id)
	if err != nil {
		return nil, err
	}
	next := &team.Leadership{BrandID: &id}
	if err := team.Succeed(tx, next, to); err != nil {
		return nil, err
	}
	if err := tx.UpdateVersion(current, id, current.Version, map[string]any{}); err != nil {
		return nil, err
	}
	tx.Audit(models.AuditEntry{
		Action: "brand.hand_over", Subject: "brand", SubjectID: id, OrganizationID: current.OrganizationID,
		After: map[string]any{"account_id": to.AccountID, "from": next.StartsAt},
	})
	return models.Find[Brand](tx, id, ErrNotFound)
}

// findToManage finds a brand for change. Everybody may see brands, so whoever may not manage this one is told so.
func findToManage(tx *models.Tx, id int64) (*Brand, error) {
	current, err := models.FindLocked[Brand](tx, id, ErrNotFound)
	if err != nil {
		return nil, err
	}
	home, err := models.Find[organization.Organization](tx, current.OrganizationID, organization.ErrNotFound)
	if err != nil {
		return nil, err
	}
	if !tx.Actor.Can(models.ManagePlans, home.Path) {
		return nil, models.ErrPermission
	}
	return current, nil
}
