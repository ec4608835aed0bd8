package plan

import (
	"fmt"
	"time"

	"practicestation/models"
	"practicestation/models/activity"
	"practicestation/models/brand"
)

const (
	// maxItems bounds the items of one plan.
	maxItems = 100
	// maxHeadcount bounds how many people an item expects.
	maxHeadcount = 100_000
)

// Item (计划项) is one thing that a plan means to hold: on a day, in a week, or sometime in the month.
type Item struct {
	ID                int64
	PlanID            int64
	Position          int64
	Title             string
	Category          string
	Platform          *activity.Platform
	PlannedOn         *models.Date
	PlannedWeek       *int64
	Place             string // empty while unknown
	ExpectedHeadcount *int64
	BrandID           *int64
}

// TableName names the table.
func (Item) TableName() string { return "plan_items" }

// ItemInput is one item of a plan as its author writes it; what is zero is left open.
type ItemInput struct {
	Title             string
	Category          string
	Platform          activity.Platform
	PlannedOn         models.Date
	PlannedWeek       int64
	Place             string
	ExpectedHeadcount int64
	BrandID           int64
}

// check cleans the items and lists everything that is wrong with them; the brands must fit the plan's organization.
func check(tx *models.Tx, month Month, items []ItemInput, path string) error {
	if len(items) > maxItems {
		return models.ErrInvalid.WithFields(models.FieldError{Field: "items", Code: "max_items", Message: "一份计划最多 100 项。"})
	}
	ids := make([]int64, len(items))
	for i := range items {
		ids[i] = items[i].BrandID
	}
	misfits, err := brand.Misfits(tx, ids, path)
	if err != nil {
		return err
	}
	var faults models.Faults
	for i := range items {
		at := fmt.Sprintf("items.%d.", i)
		faults = append(faults, items[i].faults(at, month)...)
		if fault, wrong := misfits[items[i].BrandID]; wrong {
			faults.Add(at+"brand_id", fault.Code, fault.Message)
		}
	}
	return faults.Err()
}

func (in *ItemInput) faults(at string, month Month) models.Faults {
	var faults models.Faults
	for _, text := range []struct {
		field    string
		value    *string
		longest  int
		optional bool
		message  string
	}{
		{"title", &in.Title, 100, false, "名称要有 1 到 100 个字，不能含看不见的字符。"},
		{"category", &in.Category, 32, false, "类别要有 1 到 32 个字。"},
		{"place", &in.Place, 200, true, "地点不超过 200 个字，不能含看不见的字符。"},
	} {
		if text.optional && *text.value == "" {
			continue
		}
		cleaned, ok := models.CleanName(*text.value)
		if !ok || len([]rune(cleaned)) > text.longest {
			faults.Add(at+text.field, "invalid_text", text.message)
		}
		*text.value = cleaned
	}
	if !in.Platform.Valid() {
		faults.Add(at+"platform", "enum", activity.PlatformFault)
	}
	switch _, fits := models.ParseDate(string(in.PlannedOn)); {
	case in.PlannedOn != "" && in.PlannedWeek != 0:
		faults.Add(at+"planned_week", "exclusive", "日期和周次只能写一个。")
	case in.PlannedOn != "" && (!fits || !month.has(in.PlannedOn)):
		faults.Add(at+"planned_on", "outside_month", "日期要在计划的月份之内。")
	case in.PlannedWeek < 0 || in.PlannedWeek > month.weeks():
		faults.Add(at+"planned_week", "outside_month", "这个月没有第几周：1 到 7 日是第一周，以此类推。")
	}
	if in.ExpectedHeadcount < 0 || in.ExpectedHeadcount > maxHeadcount {
		faults.Add(at+"expected_headcount", "range", "预计人数要在 1 到 100000 之间。")
	}
	return faults
}

func (in *ItemInput) row(planID int64, position int) Item {
	return Item{
		PlanID: planID, Position: int64(position), Title: in.Title, Category: in.Category, Platform: orNil(in.Platform), PlannedOn: orNil(in.PlannedOn),
		PlannedWeek: orNil(in.PlannedWeek), Place: in.Place, ExpectedHeadcount: orNil(in.ExpectedHeadcount), BrandID: orNil(in.BrandID),
	}
}

// orNil is nothing for a zero value.
func orNil[T comparable](value T) *T {
	var zero T
	if value == zero {
		return nil
	}
	return &value
}

// orZero is the zero value for nothing.
func orZero[T any](value *T) T {
	if value == nil {
		var zero T
		return zero
	}
	return *value
}

// input is the item as its author wrote it.
func (i *Item) input() ItemInput {
	return ItemInput{
		Title: i.Title, Category: i.Category, Platform: orZero(i.Platform), PlannedOn: orZero(i.PlannedOn), PlannedWeek: orZero(i.PlannedWeek), Place: i.Place,
		ExpectedHeadcount: orZero(i.ExpectedHeadcount), BrandID: orZero(i.BrandID),
	}
}

// move takes an item to another month: to the same day or week where that month has it, otherwise to sometime in it.
func (in *ItemInput) move(to Month) {
	if in.PlannedOn != "" {
		day, there := to.day(in.PlannedOn.In(time.UTC).Day())
		if in.PlannedOn = day; !there {
			in.PlannedOn = ""
		}
	}
	if in.PlannedWeek > to.weeks() {
		in.PlannedWeek = 0
	}
}

// facts are what the audit keeps of a plan's items.
func facts(items []ItemInput) []map[string]any {
	kept := make([]map[string]any, len(items))
	for i, item := range items {
		kept[i] = map[string]any{
			"title": item.Title, "category": item.Category, "platform": item.Platform, "planned_on": item.PlannedOn, "planned_week": item.PlannedWeek,
			"place": item.Place, "expected_headcount": item.ExpectedHeadcount, "brand_id": item.BrandID,
		}
	}
	return kept
}

// write replaces a plan's items.
func write(tx *models.Tx, planID int64, items []ItemInput) error {
	if err := tx.DB.Where("plan_id = ?", planID).Delete(&Item{}).Error; err != nil {
		return err
	}
	if len(items) == 0 {
		return nil
	}
	rows := make([]Item, len(items))
	for i := range items {
		rows[i] = items[i].row(planID, i+1)
	}
	return tx.DB.Create(&rows).Error
}

// inputs are a plan's items as its author wrote them.
func inputs(tx *models.Tx, planID int64) ([]ItemInput, error) {
	found, err := itemsOf(tx, planID)
	items := make([]ItemInput, len(found[planID]))
	for i := range items {
		items[i] = found[planID][i].input()
	}
	return items, err
}

// itemsOf finds the items of the plans, in their order.
func itemsOf(tx *models.Tx, planIDs ...int64) (map[int64][]Item, error) {
	var items []Item
	err := tx.DB.Where("plan_id IN (?)", append([]int64{0}, planIDs...)).Order("plan_id, position").Find(&items).Error
	byPlan := map[int64][]Item{}
	for _, item := range items {
		byPlan[item.PlanID] = append(byPlan[item.PlanID], item)
	}
	return byPlan, err
}
