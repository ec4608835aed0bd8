package brand

import (
	"slices"
	"strings"

	"gorm.io/gorm"

	"practicestation/models"
	"practicestation/models/organization"
	"practicestation/models/team"
)

func named(tx *models.Tx) *gorm.DB {
	return tx.DB.Table("brands AS b").Select("b.*, o.name AS organization_name").Joins("JOIN organizations AS o ON o.id = b.organization_id")
}

// Find finds a brand; everybody may see it. It fails with ErrNotFound.
func Find(tx *models.Tx, id int64) (*Named, error) {
	var found Named
	err := named(tx).Where("b.id = ?", id).Take(&found).Error
	if models.IsMissing(err) {
		return nil, ErrNotFound
	}
	return &found, err
}

// Filter narrows the list of brands.
type Filter struct {
	OrganizationID int64 // the organization's own brands and those of all below it
	Category       string
	Status         Status
}

// List lists brands in the order of their ids; everybody may see them.
func List(tx *models.Tx, filter Filter, page models.Page) (models.Paged[Named], error) {
	query := named(tx)
	if filter.OrganizationID != 0 {
		within, err := organization.Below(tx, filter.OrganizationID)
		if err != nil {
			return models.Paged[Named]{}, err
		}
		query = query.Where("b.organization_id IN (?)", within)
	}
	if filter.Category != "" {
		query = query.Where("b.category = ?", filter.Category)
	}
	if filter.Status != "" {
		query = query.Where("b.status = ?", filter.Status)
	}
	return models.Fetch(query, page, models.Order[Named]{IDColumn: "b.id", ID: func(b *Named) int64 { return b.ID }})
}

// Leaders lists a brand's persons in charge, the last first. It fails with ErrNotFound.
func Leaders(tx *models.Tx, id int64, page models.Page) (models.Paged[team.Leader], error) {
	if _, err := models.Find[Brand](tx, id, ErrNotFound); err != nil {
		return models.Paged[team.Leader]{}, err
	}
	return team.BrandLeaders(tx, id, page)
}

// Misfits says which of the brands what is held below the path cannot carry, and why: a brand serves its organization and
// all below it, while it is active. The faults name no member; 0 stands for no brand and always fits.
func Misfits(tx *models.Tx, ids []int64, path string) (map[int64]models.FieldError, error) {
	var found []struct {
		ID     int64
		Status Status
		Path   string
	}
	err := tx.DB.Table("brands AS b").Select("b.id, b.status, o.path").Joins("JOIN organizations AS o ON o.id = b.organization_id").
		Where("b.id IN (?)", append(slices.Clone(ids), 0)).Scan(&found).Error
	faults := map[int64]models.FieldError{}
	for _, id := range ids {
		if id != 0 {
			faults[id] = models.Unknown("").Fields[0]
		}
	}
	for _, b := range found {
		switch {
		case b.Status != Active:
			faults[b.ID] = models.FieldError{Code: "brand_delisted", Message: "这个特色品牌已停办，请换一个或不选。"}
		case !strings.HasPrefix(path, b.Path):
			faults[b.ID] = models.FieldError{Code: "brand_elsewhere", Message: "只能选本组织或上级组织的特色品牌。"}
		default:
			delete(faults, b.ID)
		}
	}
	return faults, err
}

// Check fails with ErrInvalid at brand_id when what is held below the path cannot carry the brand; 0 is no brand.
func Check(tx *models.Tx, id int64, path string) error {
	faults, err := Misfits(tx, []int64{id}, path)
	if err != nil {
		return err
	}
	if fault, wrong := faults[id]; wrong {
		fault.Field = "brand_id"
		return models.ErrInvalid.WithFields(fault)
	}
	return nil
}
