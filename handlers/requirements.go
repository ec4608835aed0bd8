package handlers

import (
	"strings"

	"github.com/gin-gonic/gin"

	"practicestation/api"
	"practicestation/models"
	"practicestation/models/activity"
	"practicestation/models/team"
)

// ListEligibility handles GET /shifts/eligibility.
func (s *Server) ListEligibility(c *gin.Context, params api.ListEligibilityParams) {
	read(s, c, func(tx *models.Tx) (api.EligibilityList, error) {
		found, err := activity.Eligibilities(tx, id64s(strings.Split(params.Ids, ",")))
		if err != nil {
			return api.EligibilityList{}, err
		}
		return api.EligibilityList{Items: viewEach(tx, found.Found, viewEligibility), Missing: idTexts(found.Missing)}, nil
	})
}

func viewEligibility(tx *models.Tx, found *activity.Eligible) api.Eligibility {
	undecided := make([]api.ProblemCode, len(found.Undecided))
	for i, reason := range found.Undecided {
		undecided[i] = api.ProblemCode(reason.Code)
	}
	return api.Eligibility{
		ShiftID: idText(found.ShiftID), Eligible: len(found.Obstacles) == 0, Undecided: undecided, MustAcknowledgeRisk: found.MustAcknowledge,
		Obstacles: viewEach(tx, found.Obstacles, viewObstacle), WouldWait: found.Position > 0, WaitlistPosition: viewNumber(models.Nullable(found.Position)),
	}
}

func viewObstacle(tx *models.Tx, o *activity.Obstacle) api.Obstacle {
	return api.Obstacle{
		Code: api.ProblemCode(o.Code), Message: o.Message, Remedy: o.Remedy, LiftedAt: localTimeOrNone(tx, o.LiftedAt),
		MinutesMissing: int(o.Minutes), TeamIds: idTexts(o.TeamIDs), Affiliations: viewAffiliations(o.Affiliations),
		TrainingID: idTextOrNone(valueOf(o.TrainingID)),
	}
}

// requirementsOf is what a client wants a shift to ask for; nothing leaves it as it is.
func requirementsOf(in *api.RequirementsInput) *activity.Requirements {
	if in == nil {
		return nil
	}
	wanted := &activity.Requirements{
		MinAge: numberOrNone(in.MinAge), MaxAge: numberOrNone(in.MaxAge), MinMinutes: int64(in.MinMinutes),
		TeamIDs: id64s(in.TeamIds), TrainingID: models.Nullable(id64OrNone(in.TrainingID)),
	}
	for _, affiliation := range in.Affiliations {
		wanted.Affiliations = append(wanted.Affiliations, team.Affiliation(affiliation))
	}
	return wanted
}

func viewRequirements(asks *activity.Requirements) api.Requirements {
	return api.Requirements{
		MinAge: viewNumber(asks.MinAge), MaxAge: viewNumber(asks.MaxAge), MinMinutes: int(asks.MinMinutes),
		TeamIds: idTexts(asks.TeamIDs), Affiliations: viewAffiliations(asks.Affiliations), TrainingID: idTextOrNone(valueOf(asks.TrainingID)),
	}
}

func viewAffiliations(affiliations []team.Affiliation) []api.Affiliation {
	views := make([]api.Affiliation, len(affiliations))
	for i, affiliation := range affiliations {
		views[i] = api.Affiliation(affiliation)
	}
	return views
}
