package handlers

import (
	"net/http"
	"time"

	"github.com/gin-gonic/gin"

	"practicestation/api"
	"practicestation/models"
	"practicestation/models/training"
)

// ListTrainings handles GET /trainings.
func (s *Server) ListTrainings(c *gin.Context, params api.ListTrainingsParams) {
	read(s, c, func(tx *models.Tx) (api.TrainingPage, error) {
		found, err := training.List(tx, id64OrNone(params.OrganizationID), pageOf(params.Limit, params.Cursor))
		return api.TrainingPage{Items: viewEach(tx, found.Items, viewTraining), NextCursor: textOrNone(found.NextCursor)}, err
	})
}

// CreateTraining handles POST /trainings.
func (s *Server) CreateTraining(c *gin.Context, _ api.CreateTrainingParams) {
	var in api.TrainingInput
	if !bind(c, &in) {
		return
	}
	wanted := training.Input{
		OrganizationID: id64(in.OrganizationID), Name: in.Name, Content: in.Content, Host: in.Host,
		Minutes: int64(valueOf(in.Minutes)), ValidMonths: int64(valueOf(in.ValidMonths)),
	}
	write(s, c, http.StatusCreated, func(tx *models.Tx) (api.Training, error) {
		created, err := training.Create(tx, wanted)
		if err != nil {
			return api.Training{}, err
		}
		return viewTraining(tx, created), nil
	})
}

// RecordTraining handles POST /trainings/{training_id}/records.
func (s *Server) RecordTraining(c *gin.Context, trainingID api.TrainingID, _ api.RecordTrainingParams) {
	var in api.TrainingRecordInput
	if !bind(c, &in) {
		return
	}
	write(s, c, http.StatusCreated, func(tx *models.Tx) (api.TrainingRecordList, error) {
		records, err := training.Take(tx, id64(trainingID), in.TrainedOn.Format(time.DateOnly), id64s(in.VolunteerIds))
		return api.TrainingRecordList{Items: viewEach(tx, records, viewTrainingRecord)}, err
	})
}

// ListMyTrainings handles GET /me/trainings.
func (s *Server) ListMyTrainings(c *gin.Context, params api.ListMyTrainingsParams) {
	read(s, c, func(tx *models.Tx) (api.TrainingRecordPage, error) {
		found, err := training.ListOwn(tx, pageOf(params.Limit, params.Cursor))
		return api.TrainingRecordPage{Items: viewEach(tx, found.Items, viewTrainingRecord), NextCursor: textOrNone(found.NextCursor)}, err
	})
}

func viewTraining(tx *models.Tx, t *training.Training) api.Training {
	return api.Training{
		ID: idText(t.ID), OrganizationID: idText(t.OrganizationID), Name: t.Name, Content: t.Content, Host: t.Host, Minutes: viewNumber(t.Minutes),
		ValidMonths: viewNumber(t.ValidMonths), CreatedAt: localTime(tx, t.CreatedAt),
	}
}

func viewTrainingRecord(_ *models.Tx, r *training.NamedRecord) api.TrainingRecord {
	view := api.TrainingRecord{
		ID: idText(r.ID), TrainingID: idText(r.TrainingID), TrainingName: r.TrainingName, Content: r.Content, Host: r.Host, Minutes: viewNumber(r.Minutes),
		VolunteerID: idText(r.VolunteerID), VolunteerName: r.VolunteerName, TrainedOn: viewDate(r.TrainedOn),
	}
	if expires := r.ExpiresOn(); expires != "" {
		day := viewDate(expires)
		view.ExpiresOn = &day
	}
	return view
}
