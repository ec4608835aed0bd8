package evaluation

import (
	"practicestation/models"
	"practicestation/models/activity"
)

// The refusals about objections.
var (
	ErrObjectionExists   = models.DefineError(models.Conflict, "objection_exists", "已经提出过异议", "您已经提出过异议，一份只能提一次，请等待答复。")
	ErrObjectionMissing  = models.DefineError(models.Conflict, "objection_missing", "没有异议", "这份评价没有人提出异议，不需要答复。")
	ErrObjectionAnswered = models.DefineError(models.Conflict, "objection_answered", "异议已答复", "这份异议已经答复过，请刷新后查看。")
)

// Object has a volunteer say that an evaluation of theirs is wrong, once.
// It fails with ErrNotFound, ErrPermission, ErrReasonMissing or ErrObjectionExists.
func Object(tx *models.Tx, id int64, objection string) (*Named, error) {
	current, of, err := findVisible(tx, id)
	if err != nil {
		return nil, err
	}
	if current.VolunteerID != tx.Actor.VolunteerID {
		return nil, models.ErrPermission
	}
	if objection, err = models.CleanReason(objection); err != nil {
		return nil, err
	}
	if current.ObjectedAt != nil {
		return nil, ErrObjectionExists
	}
	if err := tx.UpdateVersion(current, id, current.Version, map[string]any{"objection": objection, "objected_at": tx.Now}); err != nil {
		return nil, tx.Retry()
	}
	tx.Audit(models.AuditEntry{
		Action: "evaluation.object", Subject: "evaluation", SubjectID: id, OrganizationID: of.activity.StationID, Row: rows().Row(id),
		After: map[string]any{"objection": objection},
	})
	of.tell(tx, models.Notice{AccountID: &current.AuthorID, Kind: NoticeObjection, Title: "对评价有异议"},
		"您对“"+of.activity.Title+"”一名志愿者的评价有异议："+objection+"。期限内可以更正评价；异议由另一位管理员答复。")
	return find(tx, id)
}

// Answer decides on an objection, by staff who confirm the activity's hours and did not write the evaluation themselves. An
// upheld one sets the evaluation aside. It fails with ErrNotFound, ErrPermission, ErrOwn, ErrReasonMissing, ErrObjectionMissing
// or ErrObjectionAnswered.
func Answer(tx *models.Tx, id int64, upheld bool, answer string) (*Named, error) {
	current, of, err := findVisible(tx, id)
	if err != nil {
		return nil, err
	}
	if current.VolunteerID == tx.Actor.VolunteerID || current.AuthorID == tx.Actor.AccountID {
		return nil, ErrOwn
	}
	if !tx.Actor.Can(models.ConfirmHours, of.stationPath) {
		return nil, models.ErrPermission
	}
	if answer, err = models.CleanReason(answer); err != nil {
		return nil, err
	}
	switch {
	case current.ObjectedAt == nil:
		return nil, ErrObjectionMissing
	case current.AnsweredAt != nil:
		return nil, ErrObjectionAnswered
	}
	err = tx.UpdateVersion(current, id, current.Version, map[string]any{
		"answer": answer, "answered_at": tx.Now, "answered_by": tx.Actor.AccountID, "set_aside": upheld,
	})
	if err != nil {
		return nil, tx.Retry()
	}
	tx.Audit(models.AuditEntry{
		Action: "evaluation.answer", Subject: "evaluation", SubjectID: id, OrganizationID: of.activity.StationID, Row: rows().Row(id),
		After: map[string]any{"upheld": upheld, "answer": answer},
	})
	outcome := "您对“" + of.activity.Title + "”服务评价的异议不成立，评价保留，理由：" + answer + "。"
	if upheld {
		outcome = "您对“" + of.activity.Title + "”服务评价的异议成立，这份评价作废，不再计入您的记录，理由：" + answer + "。"
	}
	of.tell(tx, models.Notice{VolunteerID: &current.VolunteerID, Kind: NoticeAnswer, Title: "评价异议有了答复"}, outcome)
	return find(tx, id)
}

// findVisible locks an evaluation of a volunteer that the actor may see, with what it is about. What volunteers say of
// activities is nobody else's to see, and nobody objects to it.
func findVisible(tx *models.Tx, id int64) (*Evaluation, *service, error) {
	current, err := models.FindLocked[Evaluation](tx, id, ErrNotFound)
	if err != nil {
		return nil, nil, err
	}
	of, err := findService(tx, current.SignUpID)
	if models.IsCode(err, activity.ErrSignUpNotFound) || err == nil && current.Direction != OfVolunteer {
		return nil, nil, ErrNotFound
	}
	return current, of, err
}
