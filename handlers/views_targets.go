package handlers

import (
	"practicestation/api"
	"practicestation/models"
	"practicestation/models/target"
)

func viewTarget(tx *models.Tx, found *target.Listed) (api.Target, error) {
	condition, err := found.Condition()
	if err != nil {
		return api.Target{}, err
	}
	view := api.Target{
		ID: idText(found.ID), OrganizationID: idText(found.OrganizationID), OrganizationName: found.OrganizationName, Title: found.Title, Source: found.Source,
		Subject: api.TargetSubject(found.Subject), Period: api.TargetPeriod(found.Period), StartsOn: viewDate(found.StartsOn),
		EndsOn: viewDateOrNone(valueOf(found.EndsOn)), EndedOn: viewDateOrNone(valueOf(found.EndedOn)), EndReason: found.EndReason,
		Version: found.Version, CreatedAt: localTime(tx, found.CreatedAt),
		Condition: api.TargetCondition{Match: api.TargetMatch(condition.Match), Groups: []api.TargetGroup{}},
	}
	view.Condition.Comparisons = viewComparisons(0, condition.Comparisons)
	next := len(condition.Comparisons)
	for _, group := range condition.Groups {
		view.Condition.Groups = append(view.Condition.Groups, api.TargetGroup{Match: api.TargetMatch(group.Match), Comparisons: viewComparisons(next, group.Comparisons)})
		next += len(group.Comparisons)
	}
	return view, nil
}

// viewComparisons numbers the comparisons from the first on.
func viewComparisons(first int, comparisons []target.Comparison) []api.TargetComparison {
	views := make([]api.TargetComparison, len(comparisons))
	for i := range comparisons {
		one := &comparisons[i]
		views[i] = api.TargetComparison{
			Comparison: first + i, Wanted: one.InWords(), Figure: api.FigureCode(one.Figure), Over: textOrNone(string(one.Over)),
			Categories: append([]string{}, one.Categories...), Platforms: []api.TargetPlatform{}, BrandID: idTextOrNone(one.BrandID),
			Period: textOrNone(string(one.Period)), Operator: api.TargetOperator(one.Operator), Value: target.NumberOf(one.Value), Measure: api.TargetMeasure(one.Measure),
		}
		for _, platform := range one.Platforms {
			views[i].Platforms = append(views[i].Platforms, api.TargetPlatform(platform))
		}
		if one.Operator == target.Between {
			upper := target.NumberOf(one.Upper)
			views[i].Upper = &upper
		}
	}
	return views
}

func viewTargetProgress(tx *models.Tx, found *target.Progress) (api.TargetProgressPage, error) {
	of, err := viewTarget(tx, &found.Target)
	if err != nil {
		return api.TargetProgressPage{}, err
	}
	return api.TargetProgressPage{
		Target: of, Period: found.Window.Code, StartsOn: viewDate(found.Window.From), EndsOn: viewDate(found.Window.To.Plus(-1)), InProgress: found.IsRunning,
		NextCursor: textOrNone(found.NextCursor),
		Items: viewEach(tx, found.Rows, func(_ *models.Tx, row *target.Row) api.TargetProgressRow {
			view := api.TargetProgressRow{
				SubjectID: idText(row.ID), Name: row.Name, OrganizationID: idText(row.OrganizationID), OrganizationName: row.OrganizationName, Met: row.Met,
				Results: make([]api.TargetResult, len(row.Results)),
			}
			for i, result := range row.Results {
				view.Results[i] = api.TargetResult{Comparison: i, Met: result.Met, Windows: viewWindows(found, row.ID, i, result.Counted)}
			}
			return view
		}),
	}, nil
}

func viewWindows(of *target.Progress, subjectID int64, comparison int, counted []target.Counted) []api.TargetWindow {
	views := make([]api.TargetWindow, len(counted))
	for i, one := range counted {
		views[i] = api.TargetWindow{
			Window: one.Code, StartsOn: viewDate(one.From), EndsOn: viewDate(one.To.Plus(-1)), InProgress: one.IsRunning, Actual: one.Actual, Met: one.Met,
			Parts: make([]api.TargetPart, len(one.Parts)),
		}
		for k, part := range one.Parts {
			views[i].Parts[k] = api.TargetPart{Figure: api.FigureCode(part.Figure), Value: part.Value}
			if part.Value != nil {
				views[i].Parts[k].Details = detailsAddress(of, subjectID, comparison, one.Code, k)
			}
		}
	}
	return views
}
