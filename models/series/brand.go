package series

import (
	"practicestation/models"
	"practicestation/models/brand"
	"practicestation/models/organization"
)

// brandFaults lets the series take a brand that its station may carry. One that has been delisted since may stay.
func (s *Series) brandFaults(tx *models.Tx, wanted int64) (models.Faults, error) {
	if s.BrandID != nil && *s.BrandID == wanted {
		return nil, nil
	}
	fault, err := s.misfit(tx, wanted)
	if err != nil || fault == nil {
		return nil, err
	}
	fault.Field = "brand_id"
	return models.Faults{*fault}, nil
}

// misfit says why the series cannot carry the brand; a station that is not there is another rule's matter.
func (s *Series) misfit(tx *models.Tx, brandID int64) (*models.FieldError, error) {
	station, err := models.Find[organization.Organization](tx, s.StationID, organization.ErrNotFound)
	if models.IsCode(err, organization.ErrNotFound) {
		station, err = &organization.Organization{}, nil
	}
	if err != nil {
		return nil, err
	}
	misfits, err := brand.Misfits(tx, []int64{brandID}, station.Path)
	if fault, wrong := misfits[brandID]; wrong {
		return &fault, err
	}
	return nil, err
}

// lookAtBrand notes whether what the series makes now may carry its brand.
func (s *Series) lookAtBrand(tx *models.Tx) error {
	if s.BrandID == nil {
		return nil
	}
	fault, err := s.misfit(tx, *s.BrandID)
	s.brandGone = fault != nil
	return err
}

// Titled is a series as its brand shows it.
type Titled struct {
	ID      int64
	BrandID int64
	Title   string
	Status  Status
}

// UnderBrands finds the series of each of the brands, the newest first; everybody may know their titles.
func UnderBrands(tx *models.Tx, brandIDs []int64) (map[int64][]Titled, error) {
	var found []Titled
	err := tx.DB.Table("series").Select("id, brand_id, title, status").Where("brand_id IN (?)", append([]int64{0}, brandIDs...)).
		Order("id DESC").Scan(&found).Error
	byBrand := map[int64][]Titled{}
	for _, one := range found {
		byBrand[one.BrandID] = append(byBrand[one.BrandID], one)
	}
	return byBrand, err
}
