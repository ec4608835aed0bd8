package series_test

import (
	"fmt"
	"testing"

	"practicestation/models"
	"practicestation/models/brand"
	"practicestation/models/series"
)

func (w *world) newBrand(name string, status brand.Status) *brand.Brand {
	w.t.Helper()
	made := &brand.Brand{OrganizationID: w.station.ID, Name: name, Category: "便民服务", Status: status, StartedOn: "2020-01-01", Version: 1}
	w.insert(made)
	return made
}

// brands are the brands that the activities of the series carry, by start; 0 for none.
func (w *world) brands(s *series.Series) string {
	w.t.Helper()
	all := ""
	for _, one := range w.held(s) {
		carried := int64(0)
		if one.BrandID != nil {
			carried = *one.BrandID
		}
		all += fmt.Sprint(carried, " ")
	}
	return all
}

// TestOccurrencesInheritTheBrand: all that is made carries it, an edit gives another to what nobody has changed, and once
// it has been delisted what is there stays and what is made carries none.
func TestOccurrencesInheritTheBrand(t *testing.T) {
	each(t, func(w *world) {
		first, second := w.newBrand("银龄剪", brand.Active), w.newBrand("巾帼剪", brand.Active)
		in := w.saturdays()
		in.BrandID = first.ID
		in.LeadDays = 14
		made := w.create(in)
		if got, want := w.brands(made), fmt.Sprint(first.ID, " ", first.ID, " "); got != want {
			t.Fatalf("the first two carry %q, want %q", got, want)
		}
		in.BrandID = second.ID
		if got := w.update(made, in); got != "changed 03-07 brand_id, changed 03-14 brand_id" {
			t.Errorf("another brand: %s", got)
		}
		changed := w.held(made)[0].ID
		done(w, w.manager, func(tx *models.Tx) (any, error) {
			return nil, tx.DB.Exec("UPDATE activities SET brand_id = NULL WHERE id = ?", changed).Error
		})
		done(w, w.manager, func(tx *models.Tx) (any, error) {
			return nil, tx.DB.Exec("UPDATE brands SET status = 'delisted' WHERE id = ?", second.ID).Error
		})
		in.LeadDays = 21
		if got := w.update(made, in); got != "created 03-21" {
			t.Errorf("a longer lead under a delisted brand: %s", got)
		}
		if got, want := w.brands(made), fmt.Sprint("0 ", second.ID, " 0 "); got != want {
			t.Errorf("then they carry %q, want %q", got, want)
		}
		if got := w.update(made, in); got != "" {
			t.Errorf("the same once more: %s", got)
		}
		under := done(w, w.manager, func(tx *models.Tx) (map[int64][]series.Titled, error) {
			return series.UnderBrands(tx, []int64{first.ID, second.ID})
		})
		if len(under[first.ID]) != 0 || len(under[second.ID]) != 1 || under[second.ID][0].Title != in.Title {
			t.Errorf("under the brands: %+v", under)
		}
		delisted := w.saturdays()
		delisted.BrandID = second.ID
		_, err := do(w, w.DB, w.manager, func(tx *models.Tx) (*series.Series, error) { return series.Create(tx, delisted) })
		if !models.IsCode(err, models.ErrInvalid) {
			t.Errorf("a new series of a delisted brand: %v", err)
		}
	})
}
