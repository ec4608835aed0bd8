package handlers

import (
	"net/http"
	"net/url"
	"strconv"

	"github.com/gin-gonic/gin"

	"practicestation/api"
	"practicestation/models"
	"practicestation/models/activity"
	"practicestation/models/report"
	"practicestation/models/target"
)

// ListTargets handles GET /targets (考核指标列表).
func (s *Server) ListTargets(c *gin.Context, params api.ListTargetsParams) {
	filter := target.Filter{
		OrganizationID: id64OrNone(params.OrganizationID), Subject: report.Unit(valueOf(params.Subject)), Period: target.Period(valueOf(params.Period)),
		On: models.Date(dayOrNone(params.ValidOn)),
	}
	read(s, c, func(tx *models.Tx) (api.TargetPage, error) {
		found, err := target.List(tx, filter, pageOf(params.Limit, params.Cursor))
		if err != nil {
			return api.TargetPage{}, err
		}
		page := api.TargetPage{Items: []api.Target{}, NextCursor: textOrNone(found.NextCursor)}
		for i := range found.Items {
			view, err := viewTarget(tx, &found.Items[i])
			if err != nil {
				return api.TargetPage{}, err
			}
			page.Items = append(page.Items, view)
		}
		return page, nil
	})
}

// CreateTarget handles POST /targets (新建考核指标).
func (s *Server) CreateTarget(c *gin.Context, _ api.CreateTargetParams) {
	var in api.TargetInput
	if !bind(c, &in) {
		return
	}
	wanted := target.Input{
		OrganizationID: id64(in.OrganizationID), Title: in.Title, Source: in.Source, Subject: report.Unit(in.Subject), Period: target.Period(in.Period),
		StartsOn: dateOf(in.StartsOn.Time), EndsOn: models.Date(dayOrNone(in.EndsOn)),
	}
	s.changeTarget(c, http.StatusCreated, func(tx *models.Tx) (*target.Target, error) {
		wanted.Condition = conditionOf(in.Condition)
		return target.Create(tx, wanted)
	})
}

// GetTarget handles GET /targets/{target_id} (考核指标).
func (s *Server) GetTarget(c *gin.Context, targetID api.TargetID) {
	read(s, c, func(tx *models.Tx) (api.Target, error) {
		found, err := target.Find(tx, id64(targetID))
		if err != nil {
			return api.Target{}, err
		}
		return viewTarget(tx, found)
	})
}

// UpdateTarget handles PUT /targets/{target_id} (修改考核指标).
func (s *Server) UpdateTarget(c *gin.Context, targetID api.TargetID) {
	var in api.TargetUpdate
	if !bind(c, &in) {
		return
	}
	wanted := target.Input{
		Title: in.Title, Source: in.Source, Subject: report.Unit(in.Subject), Period: target.Period(in.Period),
		StartsOn: dateOf(in.StartsOn.Time), EndsOn: models.Date(dayOrNone(in.EndsOn)),
	}
	s.changeTarget(c, http.StatusOK, func(tx *models.Tx) (*target.Target, error) {
		wanted.Condition = conditionOf(in.Condition)
		return target.Update(tx, id64(targetID), in.Version, wanted)
	})
}

// EndTarget handles POST /targets/{target_id}/end (终止考核指标).
func (s *Server) EndTarget(c *gin.Context, targetID api.TargetID, _ api.EndTargetParams) {
	var in api.TargetEndInput
	if !bind(c, &in) {
		return
	}
	s.changeTarget(c, http.StatusOK, func(tx *models.Tx) (*target.Target, error) {
		return target.End(tx, id64(targetID), in.Version, in.Reason)
	})
}

// changeTarget runs a rule about a target and shows what has become of it.
func (s *Server) changeTarget(c *gin.Context, status int, rule func(tx *models.Tx) (*target.Target, error)) {
	write(s, c, status, func(tx *models.Tx) (api.Target, error) {
		changed, err := rule(tx)
		if err != nil {
			return api.Target{}, err
		}
		found, err := target.Find(tx, changed.ID)
		if err != nil {
			return api.Target{}, err
		}
		return viewTarget(tx, found)
	})
}

// GetTargetProgress handles GET /targets/{target_id}/progress (考核指标完成情况).
func (s *Server) GetTargetProgress(c *gin.Context, targetID api.TargetID, params api.GetTargetProgressParams) {
	asked := target.Asked{Period: valueOf(params.Period), OrganizationID: id64OrNone(params.OrganizationID), Order: target.Order(valueOf(params.Order))}
	read(s, c, func(tx *models.Tx) (api.TargetProgressPage, error) {
		found, err := asked.Measure(tx, id64(targetID), pageOf(params.Limit, params.Cursor))
		if err != nil {
			return api.TargetProgressPage{}, err
		}
		return viewTargetProgress(tx, found)
	})
}

// ListTargetProgressDetails handles GET /targets/{target_id}/progress/details (考核数的明细).
func (s *Server) ListTargetProgressDetails(c *gin.Context, targetID api.TargetID, params api.ListTargetProgressDetailsParams) {
	asked := target.Asked{Period: valueOf(params.Period)}
	number := target.Number{SubjectID: id64(params.SubjectID), Comparison: params.Comparison, Window: valueOf(params.Window)}
	if valueOf(params.Part) == "denominator" {
		number.Part = 1
	}
	read(s, c, func(tx *models.Tx) (api.StatisticsDetailPage, error) {
		found, total, err := asked.Details(tx, id64(targetID), number, pageOf(params.Limit, params.Cursor))
		if err != nil {
			return api.StatisticsDetailPage{}, err
		}
		return api.StatisticsDetailPage{Items: viewEach(tx, found.Items, viewContribution), NextCursor: textOrNone(found.NextCursor), Total: total}, nil
	})
}

// conditionOf is read anew for each run of the rule, which cleans it.
func conditionOf(in api.TargetConditionInput) target.Condition {
	condition := target.Condition{Group: groupOf(in.Match, valueOf(in.Comparisons))}
	for _, group := range valueOf(in.Groups) {
		condition.Groups = append(condition.Groups, groupOf(group.Match, group.Comparisons))
	}
	return condition
}

func groupOf(match api.TargetMatch, comparisons []api.TargetComparisonInput) target.Group {
	group := target.Group{Match: target.Match(match)}
	for _, one := range comparisons {
		comparison := target.Comparison{
			Figure: report.Code(one.Figure), Over: report.Code(valueOf(one.Over)), BrandID: id64OrNone(one.BrandID), Period: target.Period(valueOf(one.Period)),
			Operator: target.Operator(one.Operator), Value: target.Kept(one.Value), Upper: target.Kept(valueOf(one.Upper)), Measure: target.InUnits,
		}
		if one.Measure != nil {
			comparison.Measure = target.Measure(*one.Measure)
		}
		comparison.Categories = append(comparison.Categories, valueOf(one.Categories)...)
		for _, platform := range valueOf(one.Platforms) {
			comparison.Platforms = append(comparison.Platforms, activity.Platform(platform))
		}
		group.Comparisons = append(group.Comparisons, comparison)
	}
	return group
}

// detailsAddress is where the rows behind a number are listed.
func detailsAddress(of *target.Progress, subjectID int64, comparison int, window string, part int) *string {
	query := url.Values{
		"subject_id": {idText(subjectID)}, "comparison": {strconv.Itoa(comparison)}, "period": {of.Window.Code}, "window": {window},
		"part": {[]string{"numerator", "denominator"}[part]},
	}
	address := "/api/v1/targets/" + idText(of.Target.ID) + "/progress/details?" + query.Encode()
	return &address
}
