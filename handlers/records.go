package handlers

import (
	"net/http"

	"github.com/gin-gonic/gin"

	"practicestation/api"
	"practicestation/models"
	"practicestation/models/honour"
	"practicestation/models/record"
	"practicestation/models/training"
)

// GetMyRecord handles GET /me/record.
func (s *Server) GetMyRecord(c *gin.Context, params api.GetMyRecordParams) {
	read(s, c, func(tx *models.Tx) (api.Record, error) {
		found, err := record.Own(tx, pageOf(params.Limit, (*string)(nil)).Limit)
		if err != nil {
			return api.Record{}, err
		}
		return viewRecord(tx, found), nil
	})
}

// GetVolunteerRecord handles GET /volunteers/{volunteer_id}/record: a look that is written down.
func (s *Server) GetVolunteerRecord(c *gin.Context, volunteerID api.VolunteerID, params api.GetVolunteerRecordParams) {
	view, ok := change(s, c, func(tx *models.Tx) (api.Record, error) {
		found, err := record.Of(tx, id64(volunteerID), pageOf(params.Limit, (*string)(nil)).Limit)
		if err != nil {
			return api.Record{}, err
		}
		return viewRecord(tx, found), nil
	})
	if ok {
		answer(c, http.StatusOK, view)
	}
}

// ListVolunteerTrainings handles GET /volunteers/{volunteer_id}/trainings.
func (s *Server) ListVolunteerTrainings(c *gin.Context, volunteerID api.VolunteerID, params api.ListVolunteerTrainingsParams) {
	read(s, c, func(tx *models.Tx) (api.TrainingRecordPage, error) {
		found, err := training.ListOf(tx, id64(volunteerID), pageOf(params.Limit, params.Cursor))
		return api.TrainingRecordPage{Items: viewEach(tx, found.Items, viewTrainingRecord), NextCursor: textOrNone(found.NextCursor)}, err
	})
}

func viewRecord(tx *models.Tx, r *record.Record) api.Record {
	v := r.Volunteer
	gaps := record.Missing()
	return api.Record{
		VolunteerID: idText(v.ID),
		Basics: api.RecordBasics{
			Name: v.Name, Gender: api.Gender(v.Gender), BornOn: viewDate(v.BornOn), Residence: textOrNone(r.Residence), Phone: v.Phone,
			Skills: v.Skills, ServiceCategories: v.Categories(),
		},
		Service: api.RecordServices{
			Count: int(r.Service.Count), TotalMinutes: int(r.Service.Minutes), List: r.ServiceList, Items: viewEach(tx, r.Service.Items, viewService),
			Honor: api.RecordHonorServices{
				Count: int(r.Honor.Count), TotalMinutes: int(r.Honor.Minutes), List: r.HonorList, Items: viewEach(tx, r.Honor.Items, viewService),
			},
		},
		Trainings: api.RecordTrainings{
			Count: int(r.Trainings.Count), TotalMinutes: int(r.Trainings.Minutes), List: r.TrainingList,
			Items: viewEach(tx, r.Trainings.Items, viewLearnt),
		},
		Honours: api.RecordHonours{Count: int(r.Honours.Count), List: r.HonourList, Items: viewEach(tx, r.Honours.Items, viewAward)},
		Evaluations: api.RecordEvaluations{
			Count: int(r.Evaluations.Count), Mean: r.Evaluations.Mean, List: r.SaidList, Items: viewEach(tx, r.Evaluations.Items, viewSaid),
		},
		Missing: viewEach(tx, gaps, func(_ *models.Tx, gap *record.Gap) api.RecordGap {
			return api.RecordGap{Group: api.RecordGapGroup(gap.Group), Field: gap.Field, Reason: gap.Reason}
		}),
	}
}

func viewService(_ *models.Tx, s *record.Service) api.RecordService {
	return api.RecordService{
		Kind: api.HoursKind(s.Kind), ActivityID: idText(s.ActivityID), Title: s.Title, ServedOn: viewDate(s.ServedOn), Place: s.Place, Content: s.Category + "（岗位：" + s.Role + "）",
		Minutes: int(s.Minutes), Organizer: s.Station + " " + s.Team, Leader: s.Leader,
	}
}

func viewLearnt(_ *models.Tx, t *training.NamedRecord) api.RecordTraining {
	return api.RecordTraining{Name: t.TrainingName, Content: t.Content, Minutes: viewNumber(t.Minutes), Host: t.Host, TrainedOn: viewDate(t.TrainedOn)}
}

func viewAward(_ *models.Tx, h *honour.Honour) api.RecordHonour {
	return api.RecordHonour{Name: h.Name, AwardedOn: viewDate(h.AwardedOn), GrantedBy: h.GrantedBy}
}

func viewSaid(tx *models.Tx, e *record.Said) api.RecordEvaluation {
	return api.RecordEvaluation{
		Score: int(e.Score), Text: e.Text, EvaluatedOn: viewDate(models.DateOf(e.CreatedAt, tx.Zone)), ActivityTitle: e.ActivityTitle,
	}
}
