package filing

import (
	"strconv"

	"practicestation/models"
	"practicestation/models/activity"
	"practicestation/models/brand"
	"practicestation/models/report"
	"practicestation/models/team"
)

// brandsReport (特色品牌台账) has a row for each brand, and one for what was held under none.
func brandsReport() Definition {
	by := report.ByBrand
	columns := append(heads("特色品牌", 24, "所属组织", 24),
		Column{Key: "category", Head: "类别", Kind: Text, Width: 14, Meaning: "品牌的类别，按登记的。"},
		Column{Key: "leader", Head: "负责人", Kind: Text, Width: 10, Meaning: "交表时的品牌负责人。"},
		Column{Key: "started", Head: "起始日期", Kind: Text, Width: 14, Meaning: "品牌开始的日期。"},
		Column{Key: "years", Head: "已满年数", Kind: Integer, Width: 8, Meaning: "到期间最后一天，品牌已满的整年数。", Overlap: "各品牌的年数相加没有意义，没有合计。"},
		count(by, report.HeldActivities, "举办场次", "本期"),
		Column{Key: "held_ever", Group: "举办场次", Head: "累计", Kind: Integer, Width: 10, Meaning: "到期间最后一天为止结束并已举办的活动，口径同举办场次。"},
		count(by, report.Attendances, "参与志愿者", "人次"),
		count(by, report.People, "参与志愿者", "人数（去重）"),
		count(by, report.Beneficiaries, "", "受益群众（人次）"),
		ofFigure(by, report.Minutes, "", "服务时长（小时）", InHours, 13),
	)
	return Definition{
		Kind: Brands, Name: "特色品牌台账", Dimension: by, Columns: columns, charted: []string{string(report.HeldActivities)}, lookUp: lookUpBrands,
	}
}

func lookUpBrands(s *scope, rows []report.SummaryRow) (facts, error) {
	found := newFacts()
	ids := []int64{0}
	for _, row := range rows {
		ids = append(ids, idOf(row.ID))
	}
	var brands []brand.Brand
	if err := s.tx.DB.Where("id IN (?)", ids).Find(&brands).Error; err != nil {
		return found, err
	}
	leaders, err := team.CurrentBrandLeaders(s.tx, ids)
	if err != nil {
		return found, err
	}
	for _, one := range brands {
		row := strconv.FormatInt(one.ID, 10)
		found.places[row] = one.OrganizationID
		found.set(row, "category", Cell{Text: one.Category})
		found.set(row, "leader", Cell{Text: leaders[one.ID].Name})
		found.set(row, "started", Cell{Text: string(one.StartedOn)})
		found.set(row, "years", whole(int64(one.YearsOn(s.query.To.Plus(-1)))))
	}
	return found, heldEver(s, rows, found)
}

// heldEver counts what was held under each brand of the rows from the beginning to the end of the period.
func heldEver(s *scope, rows []report.SummaryRow, found facts) error {
	var counted []struct {
		Brand  string
		Amount int64
	}
	stations := models.Within(s.tx.DB.Table("organizations").Select("id"), "path", s.paths())
	err := s.tx.DB.Table("activities AS a").Select("COALESCE(a.brand_id, 0) AS brand, COUNT(*) AS amount").
		Where("a.station_id IN (?) AND a.ends_at < ? AND "+activity.WasHeld, stations, s.query.To.In(s.tx.Zone).UTC(), s.tx.Now).
		Group("COALESCE(a.brand_id, 0)").Scan(&counted).Error
	ever, sum := map[string]int64{}, int64(0)
	for _, one := range counted {
		if one.Brand == "0" {
			one.Brand = nowhere
		}
		ever[one.Brand] = one.Amount
	}
	for _, row := range rows {
		found.set(row.ID, "held_ever", whole(ever[row.ID]))
		sum += ever[row.ID]
	}
	found.total["held_ever"] = whole(sum)
	return err
}
