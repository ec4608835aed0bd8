package star

import (
	"fmt"
	"time"

	"practicestation/models"
)

// ObjectionStatus (异议状态) is where an objection stands.
type ObjectionStatus string

// The states of an objection.
const (
	Open      ObjectionStatus = "open"
	Upheld    ObjectionStatus = "upheld"
	Dismissed ObjectionStatus = "dismissed"
)

// Objection (异议) is somebody's word against a star under public notice. As long as it is open, the star is not granted.
type Objection struct {
	ID            int64
	ApplicationID int64
	AccountID     int64
	Reason        string
	Status        ObjectionStatus
	Answer        *string
	DecidedBy     *int64
	DecidedAt     *time.Time
	CreatedAt     time.Time
}

// TableName names the table.
func (Objection) TableName() string { return "star_objections" }

// NamedObjection is an objection with the name of who made it, for those who decide on it.
type NamedObjection struct {
	Objection  `gorm:"embedded"`
	AuthorName string
}

// The refusals about objections.
var (
	ErrNoticeNotFound    = models.DefineError(models.NotFound, "star_notice_not_found", "公示不存在", "没有找到这条公示。")
	ErrObjectionNotFound = models.DefineError(models.NotFound, "star_objection_not_found", "异议不存在", "没有找到这份异议。")
	ErrNoticeOver        = models.DefineError(models.Conflict, "star_notice_over", "公示已结束", "公示已经结束，不能再提异议；有问题请联系镇（街道）实践所。")
	ErrObjectionExists   = models.DefineError(models.Conflict, "star_objection_exists", "已经提过异议", "您已经对这条公示提过异议，请等待处理结果。")
	ErrObjectionDecided  = models.DefineError(models.Conflict, "star_objection_decided", "异议已处理", "这份异议已经处理过，请刷新后查看。")
)

// Object speaks against a star while it is under public notice, by anybody who is signed in, once.
// It fails with ErrNoticeNotFound, ErrOwn, ErrReasonMissing, ErrNoticeOver or ErrObjectionExists.
func Object(tx *models.Tx, noticeID int64, reason string) (*NamedObjection, error) {
	against, err := models.FindLocked[Application](tx, noticeID, ErrNoticeNotFound)
	if err != nil {
		return nil, err
	}
	if against.NoticeUntil == nil {
		return nil, ErrNoticeNotFound
	}
	if against.VolunteerID == tx.Actor.VolunteerID {
		return nil, ErrOwn
	}
	if reason, err = models.CleanReason(reason); err != nil {
		return nil, err
	}
	if against.Status != Approved || tx.Today() > *against.NoticeUntil {
		return nil, ErrNoticeOver
	}
	made := &Objection{ApplicationID: noticeID, AccountID: tx.Actor.AccountID, Reason: reason, Status: Open, CreatedAt: tx.Now}
	err = tx.DB.Create(made).Error
	if models.IsDuplicate(err) {
		return nil, ErrObjectionExists
	}
	if err != nil {
		return nil, err
	}
	tx.Audit(models.AuditEntry{Action: "star.object", Subject: "star", SubjectID: noticeID, Row: objectionRows().Row(made.ID), After: map[string]any{"reason": reason}})
	against.tell(tx, NoticeObjected, "星级公示有异议", fmt.Sprintf("有人对您的%d星公示提出异议，核实清楚之前暂不授予。处理结果会告诉您。", against.Level))
	if against.DecidedBy != nil && *against.DecidedBy != tx.Actor.AccountID { // who approved it sees to it that somebody looks
		tx.Tell(models.Notice{
			AccountID: against.DecidedBy, Kind: NoticeObjected, Title: "星级公示有异议",
			Text: fmt.Sprintf("您审核同意的一份%d星公示有异议，请在星级申请里核实并处理：%s", against.Level, reason),
		})
	}
	return findObjection(tx, made.ID)
}

// Uphold finds an objection right: the application is refused for it.
// It fails with ErrObjectionNotFound, ErrPermission, ErrOwn, ErrReasonMissing or ErrObjectionDecided.
func Uphold(tx *models.Tx, id int64, answer string) (*NamedObjection, error) {
	return decide(tx, id, Upheld, answer)
}

// Dismiss finds an objection wrong: the notice goes on, or the star is granted when it has ended.
// It fails as Uphold does.
func Dismiss(tx *models.Tx, id int64, answer string) (*NamedObjection, error) {
	return decide(tx, id, Dismissed, answer)
}

func decide(tx *models.Tx, id int64, status ObjectionStatus, answer string) (*NamedObjection, error) {
	objection, against, err := findToDecide(tx, id)
	if err != nil {
		return nil, err
	}
	if answer, err = models.CleanReason(answer); err != nil {
		return nil, err
	}
	if objection.Status != Open {
		return nil, ErrObjectionDecided
	}
	if err := settle(tx, []Objection{*objection}, against, status, answer); err != nil {
		return nil, err
	}
	if status == Upheld {
		return findObjectionAfter(tx, id, against.fall(tx, answer))
	}
	against.tell(tx, NoticeDecided, "公示的异议不成立", fmt.Sprintf("对您的%d星公示的异议经核实不成立，公示照常进行，没有其他异议的到期授予。", against.Level))
	return findObjection(tx, id)
}

// fall refuses an application whose objection was upheld; what else was said against it is upheld with that.
func (a *Application) fall(tx *models.Tx, answer string) error {
	if err := a.become(tx, Refused, map[string]any{"reason": answer, "live": nil}); err != nil {
		return err
	}
	a.tell(tx, NoticeRefused, "星级申请没有通过", fmt.Sprintf("公示期间的异议经核实成立，您申请的%d星没有通过，原因：%s。", a.Level, answer))
	var others []Objection
	if err := tx.DB.Where("application_id = ? AND status = ?", a.ID, Open).Order("id").Find(&others).Error; err != nil {
		return err
	}
	return settle(tx, others, a, Upheld, answer)
}

// settle decides on objections and tells those who made them.
func settle(tx *models.Tx, objections []Objection, against *Application, status ObjectionStatus, answer string) error {
	outcome := map[ObjectionStatus]string{Upheld: "成立，这次申请不予通过", Dismissed: "不成立，公示照常进行"}[status]
	for _, objection := range objections {
		moved := tx.DB.Model(&Objection{}).Where("id = ? AND status = ?", objection.ID, Open).
			Updates(map[string]any{"status": status, "answer": answer, "decided_by": models.Nullable(tx.Actor.AccountID), "decided_at": tx.Now})
		if moved.Error != nil {
			return moved.Error
		}
		if moved.RowsAffected == 0 {
			return tx.Retry()
		}
		tx.Audit(models.AuditEntry{
			Action: "star_objection." + string(status), Subject: "star", SubjectID: against.ID, Row: objectionRows().Row(objection.ID),
			After: map[string]any{"objection_id": objection.ID, "answer": answer},
		})
		tx.Tell(models.Notice{
			AccountID: &objection.AccountID, Kind: NoticeDecided, Title: "您的异议有了结果",
			Text: fmt.Sprintf("您对%d星公示的异议经核实%s，理由：%s。", against.Level, outcome, answer),
		})
	}
	return nil
}

// findToDecide locks the application and then its objection, for who reviews the one and has made neither.
func findToDecide(tx *models.Tx, id int64) (*Objection, *Application, error) {
	seen, err := models.Find[Objection](tx, id, ErrObjectionNotFound)
	if err != nil {
		return nil, nil, err
	}
	against, err := models.FindLocked[Application](tx, seen.ApplicationID, ErrNotFound)
	if err != nil {
		return nil, nil, err
	}
	err = mayReview(tx, against)
	if models.IsCode(err, ErrNotFound) {
		return nil, nil, ErrObjectionNotFound
	}
	if err != nil {
		return nil, nil, err
	}
	if seen.AccountID == tx.Actor.AccountID {
		return nil, nil, ErrOwn
	}
	objection, err := models.FindLocked[Objection](tx, id, ErrObjectionNotFound)
	return objection, against, err
}
