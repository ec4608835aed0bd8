// Package organization holds the tree of the county: its center (中心), the institutes (所) of its towns and the stations
// (站) of its villages and communities.
package organization

import (
	"fmt"
	"regexp"
	"strings"
	"time"

	"gorm.io/gorm"

	"practicestation/models"
)

// Level (层级) is the tier of an organization.
type Level string

// The tiers, from the county down.
const (
	Center    Level = "center"
	Institute Level = "institute"
	Station   Level = "station"
)

// above says which tier an organization hangs under.
var above = map[Level]Level{Institute: Center, Station: Institute}

// Organization is one node of the tree. Path holds the ids from the center down to itself, as "/1/5/33/".
type Organization struct {
	ID         int64
	ParentID   *int64
	Level      Level
	Name       string
	RegionCode *string // 12 digits by GB/T 2260 and GB/T 10114, nil when unknown
	Path       string
	Version    int64
	CreatedAt  time.Time
	UpdatedAt  time.Time
}

// The refusals about organizations.
var (
	ErrNotFound    = models.DefineError(models.NotFound, "organization_not_found", "组织不存在", "没有找到这个中心、所或站。")
	ErrCenterTaken = models.DefineError(models.Conflict, "center_exists", "已有县级中心", "一套系统只服务一个县级中心，它已经存在。")
	ErrNameTaken   = models.DefineError(models.Conflict, "organization_exists", "同名组织已存在", "同一个上级下面已有同名的组织，请换一个名称。")
	ErrRegionTaken = models.DefineError(models.Conflict, "region_code_taken", "区划代码已被使用", "这个区划代码已属于另一个组织，请核对。")
)

// Input is what a new organization is made of.
type Input struct {
	Name       string
	Level      Level
	ParentID   int64 // 0 for a center
	RegionCode string

	SameRegionCode bool // a change leaves the code as it is, whatever RegionCode says
}

var regionCode = regexp.MustCompile(`^[0-9]{12}$`)

// faults lists what is wrong with the input by itself.
func (in *Input) faults() models.Faults {
	var faults models.Faults
	name, ok := models.CleanName(in.Name)
	if !ok || len([]rune(name)) > 50 {
		faults.Add("name", "invalid_name", "名称要有 1 到 50 个字，不能含看不见的字符。")
	}
	in.Name = name
	if in.RegionCode != "" && !regionCode.MatchString(in.RegionCode) {
		faults.Add("region_code", "pattern", "区划代码是 12 位数字。")
	}
	if _, known := above[in.Level]; !known && in.Level != Center {
		faults.Add("level", "enum", "层级只能是 center、institute 或 station。")
	}
	return faults
}

// Create adds an institute below the center or a station below an institute.
// It fails with ErrPermission, ErrInvalid, ErrCenterTaken, ErrNameTaken or ErrRegionTaken.
func Create(tx *models.Tx, in Input) (*Organization, error) {
	if !tx.Actor.CanSomewhere(models.ManageOrganizations) {
		return nil, models.ErrPermission
	}
	if err := in.faults().Err(); err != nil {
		return nil, err
	}
	if in.Level == Center {
		return nil, ErrCenterTaken
	}
	parent, err := models.Find[Organization](tx, in.ParentID, models.Unknown("parent_id"))
	if err != nil {
		return nil, err
	}
	if parent.Level != above[in.Level] {
		return nil, models.ErrInvalid.WithFields(models.FieldError{Field: "parent_id", Code: "wrong_level", Message: "所要挂在中心下面，站要挂在所下面。"})
	}
	if !tx.Actor.Can(models.ManageOrganizations, parent.Path) {
		return nil, models.ErrPermission
	}
	return insert(tx, in, parent)
}

// FoundCenter makes the one center of the installation, or returns the one that is there. The installation's row is
// locked first, so that of two at once the second one sees what the first has made.
func FoundCenter(tx *models.Tx, name, code string) (*Organization, error) {
	if err := lockTree(tx); err != nil {
		return nil, err
	}
	center, err := FindCenter(tx)
	if err == nil || !models.IsCode(err, ErrNotFound) {
		return center, err
	}
	center, err = insert(tx, Input{Name: name, Level: Center, RegionCode: code}, nil)
	if err != nil {
		return nil, err
	}
	guard := tx.DB.Table("installation").Where("id = 1 AND center_id IS NULL").Update("center_id", center.ID)
	if guard.Error == nil && guard.RowsAffected == 0 {
		return nil, tx.Retry()
	}
	return center, guard.Error
}

// lockTree lets one unit at a time make the tree.
func lockTree(tx *models.Tx) error {
	var installation struct{ ID int64 }
	return tx.Locking().Table("installation").Select("id").Where("id = 1").Take(&installation).Error
}

// FindCenter finds the one center of the installation. It fails with ErrNotFound before there is one.
func FindCenter(tx *models.Tx) (*Organization, error) {
	var center Organization
	err := tx.DB.Where("level = ?", Center).Order("id").Take(&center).Error
	if models.IsMissing(err) {
		return nil, ErrNotFound
	}
	return &center, err
}

func insert(tx *models.Tx, in Input, parent *Organization) (*Organization, error) {
	if err := free(tx, in, parent, 0); err != nil {
		return nil, err
	}
	created := &Organization{Level: in.Level, Name: in.Name, RegionCode: text(in.RegionCode), Version: 1, CreatedAt: tx.Now, UpdatedAt: tx.Now}
	prefix := "/"
	if parent != nil {
		created.ParentID, prefix = &parent.ID, parent.Path
	}
	if err := tx.DB.Create(created).Error; err != nil {
		return nil, raced(tx, err)
	}
	created.Path = fmt.Sprintf("%s%d/", prefix, created.ID)
	if err := tx.DB.Model(created).Update("path", created.Path).Error; err != nil {
		return nil, err
	}
	tx.Audit(models.AuditEntry{
		Action: "organization.create", Subject: "organization", SubjectID: created.ID, OrganizationID: created.ID,
		After: map[string]any{"name": created.Name, "level": created.Level, "region_code": created.RegionCode},
	})
	return created, nil
}

// free fails when another organization than the excepted one has the name below the parent, or the region code.
func free(tx *models.Tx, in Input, parent *Organization, except int64) error {
	var taken int64
	if in.RegionCode != "" {
		err := tx.DB.Model(&Organization{}).Where("region_code = ? AND id <> ?", in.RegionCode, except).Count(&taken).Error
		if err != nil {
			return err
		}
		if taken > 0 {
			return ErrRegionTaken
		}
	}
	if parent == nil {
		return nil
	}
	err := tx.DB.Model(&Organization{}).Where("parent_id = ? AND name = ? AND id <> ?", parent.ID, in.Name, except).Count(&taken).Error
	if err == nil && taken > 0 {
		return ErrNameTaken
	}
	return err
}

// raced runs the unit again when somebody else took the name or the region code after free had looked: the next look
// says which of the two it was.
func raced(tx *models.Tx, err error) error {
	if models.IsDuplicate(err) {
		return tx.Retry()
	}
	return err
}

// Update renames an organization or corrects its region code.
// It fails with ErrNotFound, ErrPermission, ErrInvalid, ErrVersionConflict, ErrNameTaken or ErrRegionTaken.
func Update(tx *models.Tx, id, version int64, in Input) (*Organization, error) {
	current, err := models.FindLocked[Organization](tx, id, ErrNotFound)
	if err != nil {
		return nil, err
	}
	if !tx.Actor.Can(models.ManageOrganizations, current.Path) {
		return nil, models.ErrPermission
	}
	if err := current.keeps(&in); err != nil {
		return nil, err
	}
	if err := in.faults().Err(); err != nil {
		return nil, err
	}
	var parent *Organization
	if current.ParentID != nil {
		parent = &Organization{ID: *current.ParentID}
	}
	if err := free(tx, in, parent, id); err != nil {
		return nil, err
	}
	if err := tx.UpdateVersion(current, id, version, map[string]any{"name": in.Name, "region_code": text(in.RegionCode)}); err != nil {
		return nil, models.ConflictAt(raced(tx, err), current.Version)
	}
	tx.Audit(models.AuditEntry{
		Action: "organization.update", Subject: "organization", SubjectID: id, OrganizationID: id,
		Before: map[string]any{"name": current.Name, "region_code": current.RegionCode}, After: map[string]any{"name": in.Name, "region_code": text(in.RegionCode)},
	})
	return models.Find[Organization](tx, id, ErrNotFound)
}

// keeps refuses to move an organization in the tree, and fills in what the input does not say.
func (o *Organization) keeps(in *Input) error {
	switch {
	case in.Level != "" && in.Level != o.Level:
		return models.Fixed("level")
	case in.ParentID != 0 && (o.ParentID == nil || in.ParentID != *o.ParentID):
		return models.Fixed("parent_id")
	}
	in.Level = o.Level
	if in.SameRegionCode && o.RegionCode != nil {
		in.RegionCode = *o.RegionCode
	}
	return nil
}

// Filter narrows the list of organizations.
type Filter struct {
	Level      Level
	ParentID   int64
	RegionCode string
	NamePrefix string
}

// List lists organizations in the order of their ids; they are public.
func List(tx *models.Tx, filter Filter, page models.Page) (models.Paged[Organization], error) {
	query := tx.DB.Model(&Organization{})
	if filter.Level != "" {
		query = query.Where("level = ?", filter.Level)
	}
	if filter.ParentID != 0 {
		query = query.Where("parent_id = ?", filter.ParentID)
	}
	if filter.RegionCode != "" {
		query = query.Where("region_code = ?", filter.RegionCode)
	}
	if filter.NamePrefix != "" {
		query = query.Where("name LIKE ? ESCAPE '!'", models.StartsWith(filter.NamePrefix))
	}
	return models.Fetch(query, page, models.Order[Organization]{IDColumn: "id", ID: func(o *Organization) int64 { return o.ID }})
}

// Below selects the ids of an organization and of all below it; of one that is not there, none.
func Below(tx *models.Tx, id int64) (*gorm.DB, error) {
	top, err := models.Find[Organization](tx, id, ErrNotFound)
	if models.IsCode(err, ErrNotFound) {
		top, err = &Organization{Path: "none"}, nil
	}
	if err != nil {
		return nil, err
	}
	return models.Within(tx.DB.Table("organizations").Select("id"), "path", []string{top.Path}), nil
}

// ParentPath is the path of the organization above, of the center its own.
func (o *Organization) ParentPath() string {
	above := o.Path[:strings.LastIndex(strings.TrimSuffix(o.Path, "/"), "/")+1]
	if above == "/" {
		return o.Path
	}
	return above
}

// IsBelow reports whether the organization is the other one or lies below it.
func (o *Organization) IsBelow(other *Organization) bool {
	return strings.HasPrefix(o.Path, other.Path)
}

func text(value string) *string {
	if value == "" {
		return nil
	}
	return &value
}
