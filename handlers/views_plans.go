package handlers

import (
	"practicestation/api"
	"practicestation/models"
	"practicestation/models/activity"
	"practicestation/models/plan"
)

// planItems are the items as their author wants them.
func planItems(in []api.PlanItemInput) []plan.ItemInput {
	items := make([]plan.ItemInput, len(in))
	for i, item := range in {
		items[i] = plan.ItemInput{
			Title: item.Title, Category: item.Category, Platform: activity.Platform(valueOf(item.Platform)), PlannedWeek: int64(valueOf(item.PlannedWeek)), Place: item.Place,
			ExpectedHeadcount: int64(valueOf(item.ExpectedHeadcount)), BrandID: id64OrNone(item.BrandID),
		}
		if item.PlannedOn != nil {
			items[i].PlannedOn = dateOf(item.PlannedOn.Time)
		}
	}
	return items
}

// viewPlan shows what has become of a plan, unless the change was refused.
func viewPlan(tx *models.Tx, changed *plan.Plan, refusal error) (api.Plan, error) {
	if refusal != nil {
		return api.Plan{}, refusal
	}
	found, err := plan.Find(tx, changed.ID)
	if err != nil {
		return api.Plan{}, err
	}
	return viewListedPlan(tx, found), nil
}

func viewListedPlan(tx *models.Tx, p *plan.Listed) api.Plan {
	return api.Plan{
		ID: idText(p.ID), OrganizationID: idText(p.OrganizationID), OrganizationName: p.OrganizationName,
		TeamID: idTextOrNone(valueOf(p.TeamID)), TeamName: p.TeamName, Month: string(p.Month), Status: api.PlanStatus(p.Status), ReturnReason: p.ReturnReason,
		SubmittedAt: localTimeOrNone(tx, p.SubmittedAt), SubmittedByName: p.SubmittedByName,
		ReviewedAt: localTimeOrNone(tx, p.ReviewedAt), ReviewedByName: p.ReviewedByName,
		Items: viewEach(tx, p.Items, viewPlanItem), Version: p.Version, CreatedAt: localTime(tx, p.CreatedAt),
	}
}

func viewPlanItem(tx *models.Tx, item *plan.ListedItem) api.PlanItem {
	view := api.PlanItem{
		ID: idText(item.ID), Title: item.Title, Category: item.Category, Platform: (*api.Platform)(item.Platform), Place: item.Place, BrandID: idTextOrNone(valueOf(item.BrandID)),
		PlannedWeek: viewNumber(item.PlannedWeek), ExpectedHeadcount: viewNumber(item.ExpectedHeadcount),
		Activities: viewEach(tx, item.Activities, viewPlanActivity),
	}
	if item.PlannedOn != nil {
		day := viewDate(*item.PlannedOn)
		view.PlannedOn = &day
	}
	return view
}

func viewNumber(number *int64) *int {
	if number == nil {
		return nil
	}
	shown := int(*number)
	return &shown
}

func viewPlanActivity(tx *models.Tx, a *activity.PlannedActivity) api.PlanActivity {
	return api.PlanActivity{
		ID: idText(a.ID), Title: a.Title, StationID: idText(a.StationID), StartsAt: localTime(tx, a.StartsAt),
		Status: api.ActivityStatus(a.StatusAt(tx.Now, tx.Settings)), Held: a.Held,
	}
}

func viewProgress(tx *models.Tx, progress *plan.Progress) api.PlanProgress {
	return api.PlanProgress{
		Items: viewEach(tx, progress.Rows, func(_ *models.Tx, row *plan.ProgressRow) api.PlanProgressRow {
			return api.PlanProgressRow{
				OrganizationID: idText(row.OrganizationID), OrganizationName: row.OrganizationName, Month: string(row.Month), Figures: viewFigures(row.Figures),
				PlanIds: idTexts(row.PlanIDs), HeldActivityIds: idTexts(row.HeldIDs), CancelledActivityIds: idTexts(row.CancelledIDs),
			}
		}),
		Months: viewEach(tx, progress.Months, func(_ *models.Tx, month *plan.MonthFigures) api.PlanProgressMonth {
			return api.PlanProgressMonth{Month: string(month.Month), Figures: viewFigures(month.Figures)}
		}),
		Total: viewFigures(progress.Total),
	}
}

func viewFigures(f plan.Figures) api.PlanFigures {
	return api.PlanFigures{Planned: f.Planned, Made: f.Made, CarriedOut: f.CarriedOut, Held: f.Held, Cancelled: f.Cancelled, OnPlanRate: f.Rate()}
}

func idTexts(ids []int64) []string {
	texts := make([]string, len(ids))
	for i, id := range ids {
		texts[i] = idText(id)
	}
	return texts
}
