// Package record brings together what the law has kept about a volunteer (志愿服务记录): basics, service, trainings, honours and
// evaluations (Measures on Volunteer Records and Certificates, articles 5 and 7 to 10). It keeps nothing of its own.
package record

import (
	"strconv"

	"practicestation/models"
	"practicestation/models/evaluation"
	"practicestation/models/honour"
	"practicestation/models/hours"
	"practicestation/models/organization"
	"practicestation/models/training"
	"practicestation/models/volunteer"
)

// adultAge is from when somebody is no longer a minor, at whom a look is marked as such.
const adultAge = 18

// Record is the five groups of one volunteer, each with its totals and its latest items.
type Record struct {
	Volunteer    *volunteer.Volunteer
	Residence    string   // empty without one
	Service      Services // attended and confirmed
	Honor        Services // entered afterwards and approved: never part of the other
	Trainings    Trainings
	Honours      Honours
	Evaluations  Evaluations
	ServiceList  string // where each group is to be read in full
	HonorList    string
	TrainingList string
	HonourList   string
	SaidList     string
}

// Services is the service of one kind of hours that counts.
type Services struct {
	Count, Minutes int64
	Items          []Service
}

// Service is what the law wants to know of one service.
type Service struct {
	Kind       hours.Kind
	ActivityID int64
	Title      string
	ServedOn   models.Date
	Place      string
	Category   string
	Role       string
	Minutes    int64
	Station    string
	Team       string
	Leader     *string
}

// Trainings is what was learnt.
type Trainings struct {
	Count, Minutes int64
	Items          []training.NamedRecord
}

// Honours is the verified ones.
type Honours struct {
	Count int64
	Items []honour.Honour
}

// Evaluations is what organizers wrote and no objection has set aside.
type Evaluations struct {
	evaluation.Average
	Items []Said
}

// Said is one evaluation with the title of its activity.
type Said struct {
	evaluation.Evaluation `gorm:"embedded"`
	ActivityTitle         string
}

// Own is the actor's own record, with at most so many items in each group. It fails with volunteer.ErrNotFound.
func Own(tx *models.Tx, limit int) (*Record, error) {
	own, err := volunteer.Own(tx)
	if err != nil {
		return nil, err
	}
	found := &Record{
		Volunteer: own, ServiceList: "/me/hours?status=confirmed", HonorList: "/me/retro-entries?status=approved", TrainingList: "/me/trainings", HonourList: "/me/honours?status=verified",
		SaidList: "/me/evaluations?direction=of_volunteer",
	}
	return found, found.fill(tx, limit)
}

// Of is the whole record of one volunteer, for staff whose organizations have to do with the person. Each look is audited at the
// organization whose staff looked. It fails with ErrPermission or volunteer.ErrNotFound.
func Of(tx *models.Tx, volunteerID int64, limit int) (*Record, error) {
	who, err := volunteer.FindInReach(tx, models.ReadRecords, volunteerID)
	if err != nil {
		return nil, err
	}
	id := strconv.FormatInt(who.ID, 10)
	prefix := "/volunteers/" + id
	found := &Record{
		Volunteer: who, ServiceList: "/hours?status=confirmed&volunteer_id=" + id, HonorList: "/retro-entries?status=approved&volunteer_id=" + id, TrainingList: prefix + "/trainings",
		HonourList: prefix + "/honours?status=verified", SaidList: prefix + "/evaluations",
	}
	looked := models.AuditEntry{
		Action: "record.read", Subject: "volunteer", SubjectID: who.ID, After: map[string]any{"minor": who.BornOn.AgeOn(tx.Today()) < adultAge},
	}
	for _, scope := range tx.Actor.Scopes {
		if scope.Role.Allows(models.ReadRecords) {
			looked.OrganizationID = scope.OrganizationID
			break
		}
	}
	tx.Audit(looked)
	return found, found.fill(tx, limit)
}

func (r *Record) fill(tx *models.Tx, limit int) error {
	if r.Volunteer.ResidenceID != nil {
		home, err := models.Find[organization.Organization](tx, *r.Volunteer.ResidenceID, organization.ErrNotFound)
		if err != nil {
			return err
		}
		r.Residence = home.Name
	}
	for _, group := range []func(tx *models.Tx, limit int) error{r.fillService, r.fillHonor, r.fillTrainings, r.fillHonours, r.fillEvaluations} {
		if err := group(tx, limit); err != nil {
			return err
		}
	}
	return nil
}

// inCharge names who led the host team when the activity began, for one without an on-site leader.
const inCharge = `COALESCE(x.name, (SELECT c.name FROM leaderships AS l JOIN accounts AS c ON c.id = l.account_id
	WHERE l.team_id = e.team_id AND l.starts_at <= a.starts_at AND (l.ends_at IS NULL OR l.ends_at > a.starts_at) ORDER BY l.id DESC LIMIT 1))`

func (r *Record) fillService(tx *models.Tx, limit int) (err error) {
	r.Service, err = services(tx, hours.CreditKind, "entries", "e.volunteer_id = ? AND e.status = ?", []any{r.Volunteer.ID, hours.Confirmed}, limit)
	return err
}

func (r *Record) fillHonor(tx *models.Tx, limit int) (err error) {
	r.Honor, err = services(tx, hours.HonorKind, "retro_entries", "e.volunteer_id = ? AND e.status = ?", []any{r.Volunteer.ID, hours.RetroApproved}, limit)
	return err
}

// services adds up the rows e of a table that count, and reads the latest of them.
func services(tx *models.Tx, kind hours.Kind, table, counting string, values []any, limit int) (Services, error) {
	var found Services
	var sums struct{ Count, Minutes int64 }
	err := tx.DB.Table(table+" AS e").Select("COUNT(*) AS count, COALESCE(SUM(e.minutes), 0) AS minutes").Where(counting, values...).Scan(&sums).Error
	if err != nil {
		return found, err
	}
	found.Count, found.Minutes = sums.Count, sums.Minutes
	err = tx.DB.Table(table+" AS e").
		Select("e.activity_id, a.title, e.served_on, a.place, a.category, s.role, e.minutes, o.name AS station, t.name AS team, "+inCharge+" AS leader").
		Joins("JOIN activities AS a ON a.id = e.activity_id").Joins("JOIN shifts AS s ON s.id = e.shift_id").
		Joins("JOIN organizations AS o ON o.id = e.station_id").Joins("JOIN teams AS t ON t.id = e.team_id").
		Joins("LEFT JOIN accounts AS x ON x.id = a.leader_account_id").
		Where(counting, values...).Order("e.served_on DESC, e.id DESC").Limit(limit).Scan(&found.Items).Error
	for i := range found.Items {
		found.Items[i].Kind = kind
	}
	return found, err
}

func (r *Record) fillTrainings(tx *models.Tx, limit int) (err error) {
	r.Trainings.Items, r.Trainings.Count, r.Trainings.Minutes, err = training.Latest(tx, r.Volunteer.ID, limit)
	return err
}

func (r *Record) fillHonours(tx *models.Tx, limit int) error {
	verified := tx.DB.Model(&honour.Honour{}).Where("volunteer_id = ? AND status = ?", r.Volunteer.ID, honour.Verified)
	if err := verified.Count(&r.Honours.Count).Error; err != nil {
		return err
	}
	return tx.DB.Where("volunteer_id = ? AND status = ?", r.Volunteer.ID, honour.Verified).Order("awarded_on DESC, id DESC").
		Limit(limit).Find(&r.Honours.Items).Error
}

func (r *Record) fillEvaluations(tx *models.Tx, limit int) (err error) {
	if r.Evaluations.Average, err = evaluation.AverageOf(tx, r.Volunteer.ID); err != nil {
		return err
	}
	return tx.DB.Table("evaluations AS e").Select("e.*, a.title AS activity_title").Joins("JOIN activities AS a ON a.id = e.activity_id").
		Where("e.volunteer_id = ? AND e.direction = ? AND e.set_aside = ?", r.Volunteer.ID, evaluation.OfVolunteer, false).
		Order("e.id DESC").Limit(limit).Scan(&r.Evaluations.Items).Error
}

// Gap is something that the law names and the system does not have.
type Gap struct{ Group, Field, Reason string }

// Missing lists what no record here has.
func Missing() []Gap {
	return []Gap{{"basics", "身份证件号码", "本系统不收集身份证件号码；实名信息以全国志愿服务信息系统的登记为准。"}}
}
