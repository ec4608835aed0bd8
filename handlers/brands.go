package handlers

import (
	"net/http"

	"github.com/gin-gonic/gin"

	"practicestation/api"
	"practicestation/models"
	"practicestation/models/activity"
	"practicestation/models/brand"
	"practicestation/models/series"
	"practicestation/models/team"
)

// ListBrands handles GET /brands (特色品牌列表).
func (s *Server) ListBrands(c *gin.Context, params api.ListBrandsParams) {
	filter := brand.Filter{
		OrganizationID: id64OrNone(params.OrganizationID), Category: valueOf(params.Category), Status: brand.Status(valueOf(params.Status)),
	}
	read(s, c, func(tx *models.Tx) (api.BrandPage, error) {
		found, err := brand.List(tx, filter, pageOf(params.Limit, params.Cursor))
		if err != nil {
			return api.BrandPage{}, err
		}
		items, err := viewBrands(tx, found.Items)
		return api.BrandPage{Items: items, NextCursor: textOrNone(found.NextCursor)}, err
	})
}

// CreateBrand handles POST /brands (新建特色品牌).
func (s *Server) CreateBrand(c *gin.Context, _ api.CreateBrandParams) {
	var in api.BrandInput
	if !bind(c, &in) {
		return
	}
	wanted := brand.Input{
		OrganizationID: id64(in.OrganizationID), Name: in.Name, Slogan: in.Slogan, Category: in.Category, Intro: in.Intro,
		StartedOn: dateOf(in.StartedOn.Time), LeaderID: id64(in.LeaderAccountID),
	}
	write(s, c, http.StatusCreated, func(tx *models.Tx) (api.Brand, error) {
		created, err := brand.Create(tx, wanted)
		return viewChangedBrand(tx, created, err)
	})
}

// GetBrand handles GET /brands/{brand_id} (特色品牌).
func (s *Server) GetBrand(c *gin.Context, brandID api.BrandID) {
	read(s, c, func(tx *models.Tx) (api.Brand, error) { return viewBrand(tx, id64(brandID)) })
}

// UpdateBrand handles PUT /brands/{brand_id} (修改特色品牌).
func (s *Server) UpdateBrand(c *gin.Context, brandID api.BrandID) {
	var in api.BrandUpdate
	if !bind(c, &in) {
		return
	}
	wanted := brand.Input{
		Name: in.Name, Slogan: in.Slogan, Category: in.Category, Intro: in.Intro, StartedOn: dateOf(in.StartedOn.Time),
		Status: brand.Status(valueOf(in.Status)),
	}
	write(s, c, http.StatusOK, func(tx *models.Tx) (api.Brand, error) {
		updated, err := brand.Update(tx, id64(brandID), in.Version, wanted)
		return viewChangedBrand(tx, updated, err)
	})
}

// HandOverBrand handles POST /brands/{brand_id}/leader (品牌交接).
func (s *Server) HandOverBrand(c *gin.Context, brandID api.BrandID, _ api.HandOverBrandParams) {
	var in api.HandOverInput
	if !bind(c, &in) {
		return
	}
	write(s, c, http.StatusOK, func(tx *models.Tx) (api.Brand, error) {
		handed, err := brand.HandOver(tx, id64(brandID), handover(tx, in))
		return viewChangedBrand(tx, handed, err)
	})
}

// ListBrandLeaders handles GET /brands/{brand_id}/leaders (品牌历任负责人).
func (s *Server) ListBrandLeaders(c *gin.Context, brandID api.BrandID, params api.ListBrandLeadersParams) {
	read(s, c, func(tx *models.Tx) (api.LeaderPage, error) {
		found, err := brand.Leaders(tx, id64(brandID), pageOf(params.Limit, params.Cursor))
		return viewLeaderPage(tx, found), err
	})
}

// viewChangedBrand shows what has become of a brand, unless the change was refused.
func viewChangedBrand(tx *models.Tx, changed *brand.Brand, refusal error) (api.Brand, error) {
	if refusal != nil {
		return api.Brand{}, refusal
	}
	return viewBrand(tx, changed.ID)
}

func viewBrand(tx *models.Tx, id int64) (api.Brand, error) {
	found, err := brand.Find(tx, id)
	if err != nil {
		return api.Brand{}, err
	}
	views, err := viewBrands(tx, []brand.Named{*found})
	if err != nil {
		return api.Brand{}, err
	}
	return views[0], nil
}

// viewBrands asks once for all persons in charge, whose names are for those signed in, once for all that was held, and
// once for all series.
func viewBrands(tx *models.Tx, brands []brand.Named) ([]api.Brand, error) {
	ids := make([]int64, len(brands))
	for i := range brands {
		ids[i] = brands[i].ID
	}
	held, err := activity.HeldUnder(tx, ids)
	if err != nil {
		return nil, err
	}
	leaders := map[int64]team.Leader{}
	if !tx.Actor.Anonymous() {
		if leaders, err = team.CurrentBrandLeaders(tx, ids); err != nil {
			return nil, err
		}
	}
	under, err := series.UnderBrands(tx, ids)
	if err != nil {
		return nil, err
	}
	return viewEach(tx, brands, func(tx *models.Tx, b *brand.Named) api.Brand {
		return api.Brand{
			ID: idText(b.ID), OrganizationID: idText(b.OrganizationID), OrganizationName: b.OrganizationName, Name: b.Name, Slogan: b.Slogan,
			Category: b.Category, Intro: b.Intro, StartedOn: viewDate(b.StartedOn), Years: b.YearsOn(tx.Today()), Status: api.BrandStatus(b.Status),
			Leader: viewLeaderOf(tx, leaders, b.ID), Held: viewHeld(held[b.ID]), Series: viewEach(tx, under[b.ID], viewTitledSeries), Version: b.Version, CreatedAt: localTime(tx, b.CreatedAt),
		}
	}), nil
}

func viewTitledSeries(_ *models.Tx, s *series.Titled) api.BrandSeries {
	return api.BrandSeries{ID: idText(s.ID), Title: s.Title, Status: api.SeriesStatus(s.Status)}
}

func viewHeld(figures activity.BrandFigures) api.BrandHeld {
	return api.BrandHeld{
		ThisMonth: figures.ThisMonth, ThisYear: figures.ThisYear, Total: figures.Total, Attendances: figures.Attendances,
	}
}
