// Package evaluation holds what organizers and volunteers say of each other after a service (评价): by people only, never by
// default, and with an objection (Measures on Volunteer Records and Certificates, articles 10, 11 and 13).
package evaluation

import (
	"slices"
	"strings"
	"time"

	"practicestation/models"
	"practicestation/models/activity"
	"practicestation/models/holiday"
	"practicestation/models/organization"
	"practicestation/models/volunteer"
)

// Direction (评价对象) is what an evaluation is about.
type Direction string

// The directions.
const (
	OfVolunteer Direction = "of_volunteer"
	OfActivity  Direction = "of_activity"
)

const (
	organizerWorkdays = 10 // within which the Measures want it recorded
	volunteerDays     = 30
)

// Evaluation is what was said of a volunteer or an activity after one sign-up. Nothing writes one by itself: no answer is no score.
type Evaluation struct {
	ID          int64
	Direction   Direction
	SignUpID    int64
	ActivityID  int64
	VolunteerID int64
	Score       int64
	Text        string
	AuthorID    int64 // the account
	CorrectedAt *time.Time
	ClosesOn    models.Date // the last day on which it can be corrected
	Objection   *string     // of the volunteer
	ObjectedAt  *time.Time
	Answer      *string
	AnsweredAt  *time.Time
	AnsweredBy  *int64
	SetAside    bool // the objection was upheld: it counts nowhere
	Version     int64
	CreatedAt   time.Time
	UpdatedAt   time.Time
}

// Revision is what an evaluation said before it was corrected.
type Revision struct {
	ID           int64
	EvaluationID int64
	Score        int64
	Text         string
	ReplacedAt   time.Time
}

// TableName names the table.
func (Revision) TableName() string { return "evaluation_revisions" }

// The refusals about evaluations.
var (
	ErrNotFound  = models.DefineError(models.NotFound, "evaluation_not_found", "评价不存在", "没有找到这份评价。")
	ErrOwn       = models.DefineError(models.Forbidden, "own_evaluation", "不能处理自己的评价", "不能评价自己，也不能答复对自己所作评价的异议，请由另一位工作人员处理。")
	ErrNotServed = models.DefineError(models.Conflict, "evaluation_not_served", "服务还没有完成", "签到并签退、完成服务的报名才能评价。")
	ErrClosed    = models.DefineError(models.Conflict, "evaluation_closed", "评价期已过", "评价的期限已过，不能再评价或更正；对收到的评价有异议可以提出异议。")
)

// What people are told about evaluations.
const (
	NoticeEvaluated models.NoticeKind = "evaluated"
	NoticeCorrected models.NoticeKind = "evaluation_corrected"
	NoticeObjection models.NoticeKind = "evaluation_objection"
	NoticeAnswer    models.NoticeKind = "evaluation_answered"
)

// Input is what an evaluation says.
type Input struct {
	Score   int64
	Text    string
	Version int64 // 0: a first one
}

func (in *Input) faults() models.Faults {
	var faults models.Faults
	if in.Score < 1 || in.Score > 5 {
		faults.Add("score", "range", "分数要在 1 到 5 分之间。")
	}
	if in.Text = strings.TrimSpace(in.Text); len([]rune(in.Text)) > 500 {
		faults.Add("text", "too_long", "评语不超过 500 个字。")
	}
	return faults
}

// service is what an evaluation is about.
type service struct {
	signUp      *activity.SignUp
	activity    *activity.Activity
	stationPath string
}

// runs reports whether the actor organizes the activity: as staff who confirm its hours, its team's leader or the on-site leader.
func (s *service) runs(actor models.Actor) bool {
	onSite := s.activity.LeaderAccountID != nil && *s.activity.LeaderAccountID == actor.AccountID
	return onSite || actor.Can(models.ConfirmHours, s.stationPath) || slices.Contains(actor.LedTeams, s.activity.TeamID)
}

// OfVolunteerBySignUp has an organizer say how a volunteer served, or correct that within the time.
// It fails with activity.ErrSignUpNotFound, ErrPermission, ErrOwn, ErrInvalid, volunteer.ErrClosed, ErrNotServed, ErrClosed
// or ErrVersionConflict.
func OfVolunteerBySignUp(tx *models.Tx, signUpID int64, in Input) (*Named, error) {
	of, err := findService(tx, signUpID)
	if err != nil {
		return nil, err
	}
	if of.signUp.VolunteerID == tx.Actor.VolunteerID {
		return nil, ErrOwn
	}
	if !of.runs(tx.Actor) {
		return nil, models.ErrPermission
	}
	if err := volunteer.MustBeOpen(tx, of.signUp.VolunteerID); err != nil {
		return nil, err
	}
	calendar, err := holiday.Load(tx)
	if err != nil {
		return nil, err
	}
	return of.evaluate(tx, OfVolunteer, calendar.AddWorkdays(of.endsOn(tx), organizerWorkdays), in)
}

// OfActivityBySignUp has a volunteer say how an activity was, or correct that within the time.
// It fails with activity.ErrSignUpNotFound, ErrPermission, ErrInvalid, ErrNotServed, ErrClosed or ErrVersionConflict.
func OfActivityBySignUp(tx *models.Tx, signUpID int64, in Input) (*Named, error) {
	of, err := findService(tx, signUpID)
	if err != nil {
		return nil, err
	}
	if of.signUp.VolunteerID != tx.Actor.VolunteerID {
		return nil, models.ErrPermission
	}
	return of.evaluate(tx, OfActivity, of.endsOn(tx).Plus(volunteerDays), in)
}

func (s *service) endsOn(tx *models.Tx) models.Date { return models.DateOf(s.activity.EndsAt, tx.Zone) }

// findService finds a sign-up that the actor may see: the own one, one on a roster that the actor reads, one on site.
func findService(tx *models.Tx, signUpID int64) (*service, error) {
	signUp, err := models.Find[activity.SignUp](tx, signUpID, activity.ErrSignUpNotFound)
	if err != nil {
		return nil, err
	}
	of, err := models.Find[activity.Activity](tx, signUp.ActivityID, activity.ErrNotFound)
	if err != nil {
		return nil, err
	}
	station, err := models.Find[organization.Organization](tx, of.StationID, organization.ErrNotFound)
	if err != nil {
		return nil, err
	}
	found := &service{signUp: signUp, activity: of, stationPath: station.Path}
	own := signUp.VolunteerID == tx.Actor.VolunteerID
	if !own && !found.runs(tx.Actor) && !tx.Actor.CanForTeam(models.ReadRosters, station.Path, of.TeamID) {
		return nil, activity.ErrSignUpNotFound
	}
	return found, nil
}

// evaluate writes what the actor says, for the first time or once more.
func (s *service) evaluate(tx *models.Tx, direction Direction, closesOn models.Date, in Input) (*Named, error) {
	if err := in.faults().Err(); err != nil {
		return nil, err
	}
	if s.signUp.Status != activity.Completed {
		return nil, ErrNotServed
	}
	if tx.Today() > closesOn {
		return nil, ErrClosed
	}
	var current Evaluation
	err := tx.Locking().Where("sign_up_id = ? AND direction = ?", s.signUp.ID, direction).Take(&current).Error
	if models.IsMissing(err) {
		return s.first(tx, direction, closesOn, in)
	}
	if err != nil {
		return nil, err
	}
	return s.correct(tx, &current, in)
}

func (s *service) first(tx *models.Tx, direction Direction, closesOn models.Date, in Input) (*Named, error) {
	made := &Evaluation{
		Direction: direction, SignUpID: s.signUp.ID, ActivityID: s.activity.ID, VolunteerID: s.signUp.VolunteerID, Score: in.Score, Text: in.Text,
		AuthorID: tx.Actor.AccountID, ClosesOn: closesOn, Version: 1, CreatedAt: tx.Now, UpdatedAt: tx.Now,
	}
	err := tx.DB.Create(made).Error
	if models.IsDuplicate(err) {
		return nil, tx.Retry() // two organizers wrote at once: the second corrects nobody unseen
	}
	if err != nil {
		return nil, err
	}
	s.record(tx, "evaluation.create", made.ID, nil, in)
	s.tellVolunteer(tx, made, NoticeEvaluated, "收到服务评价")
	return find(tx, made.ID)
}

func (s *service) correct(tx *models.Tx, current *Evaluation, in Input) (*Named, error) {
	if current.AuthorID != tx.Actor.AccountID {
		return nil, models.ErrPermission.Saying("别人已经评价过，只有评价人自己可以更正。")
	}
	if in.Version == 0 {
		return nil, models.ErrInvalid.WithFields(models.FieldError{Field: "version", Code: "required", Message: "已经评价过，更正要带上读到的 version。"})
	}
	err := tx.UpdateVersion(current, current.ID, in.Version, map[string]any{"score": in.Score, "text": in.Text, "corrected_at": tx.Now})
	if err != nil {
		return nil, models.ConflictAt(err, current.Version)
	}
	kept := &Revision{EvaluationID: current.ID, Score: current.Score, Text: current.Text, ReplacedAt: tx.Now}
	if err := tx.DB.Create(kept).Error; err != nil {
		return nil, err
	}
	tx.Audit(models.AuditEntry{
		Action: "evaluation.keep_earlier", Subject: "evaluation", SubjectID: current.ID, OrganizationID: s.activity.StationID,
		Row: revisionRows().Row(kept.ID), After: map[string]any{"revision_id": kept.ID},
	})
	s.record(tx, "evaluation.correct", current.ID, map[string]any{"score": current.Score, "text": current.Text}, in)
	changed := *current
	changed.Score = in.Score
	s.tellVolunteer(tx, &changed, NoticeCorrected, "服务评价已更正")
	return find(tx, current.ID)
}

func (s *service) record(tx *models.Tx, action string, id int64, before any, in Input) {
	tx.Audit(models.AuditEntry{
		Action: action, Subject: "evaluation", SubjectID: id, OrganizationID: s.activity.StationID,
		Row: rows().Row(id), Before: before, After: map[string]any{"score": in.Score, "text": in.Text},
	})
}

// tellVolunteer tells a volunteer what was said of the service; what volunteers say of activities goes to nobody by name.
func (s *service) tellVolunteer(tx *models.Tx, made *Evaluation, kind models.NoticeKind, title string) {
	if made.Direction != OfVolunteer {
		return
	}
	scores := [...]string{"", "1", "2", "3", "4", "5"}
	s.tell(tx, models.Notice{VolunteerID: &made.VolunteerID, Kind: kind, Title: title}, "“"+s.activity.Title+"”的组织方给您的服务评了 "+scores[made.Score]+
		" 分，在“我的评价”里可以看到评语；有异议可以提出。")
}

func (s *service) tell(tx *models.Tx, notice models.Notice, text string) {
	notice.Text, notice.ActivityID, notice.SignUpID = text, &s.activity.ID, &s.signUp.ID
	tx.Tell(notice)
}
