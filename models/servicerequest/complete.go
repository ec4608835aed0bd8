package servicerequest

import (
	"slices"
	"strconv"
	"strings"

	"practicestation/models"
)

// Complete (办结) says that the team has done what was asked for, and what came of it; its person in charge says so, or the station's staff.
// It fails with ErrNotFound, ErrPermission, ErrInvalid or ErrStatus.
func Complete(tx *models.Tx, id int64, result string) (*Listed, error) {
	current, err := findToCarryOut(tx, id)
	if err != nil {
		return nil, err
	}
	if !current.Status.CanBecome(Completed) {
		return nil, ErrStatus
	}
	result = strings.TrimSpace(result)
	if result == "" || len([]rune(result)) > 500 {
		fault := models.FieldError{Field: "result", Code: "invalid_text", Message: "请写明办理情况，1 到 500 个字。"}
		return nil, models.ErrInvalid.WithFields(fault)
	}
	current.tellRequester(tx, NoticeCompleted, "点单已办结", current.inWords()+"已办结。请说说满意不满意，给服务评个分；没有办好请联系实践站。")
	if err := current.tellLeader(tx, NoticeCompleted, "点单已办结", current.inWords()+"已由实践站登记为办结。"); err != nil {
		return nil, err
	}
	return current.become(tx, Completed, map[string]any{
		"result": result, "completed_by": models.Nullable(tx.Actor.AccountID), "completed_at": tx.Now, "completed_on": tx.Today(),
	})
}

// findToCarryOut finds a request that the actor carries out: as the one in charge of its team, or as the station's staff.
func findToCarryOut(tx *models.Tx, id int64) (*Listed, error) {
	current, err := findLocked(tx, id)
	if err == nil && !current.isLed(tx.Actor) && !current.isHandled(tx.Actor) {
		return nil, models.ErrPermission
	}
	return current, err
}

// Rating is what somebody says of what was done.
type Rating struct {
	Score int64
	Way   RatingWay // how staff have asked; whoever has asked for the service rates by themselves
	Text  string
}

func (r *Rating) faults(own bool) models.Faults {
	var faults models.Faults
	if r.Score < 1 || r.Score > 5 {
		faults.Add("score", "range", "评分是 1 到 5 分。")
	}
	if r.Text = strings.TrimSpace(r.Text); len([]rune(r.Text)) > 200 {
		faults.Add("text", "too_long", "评语不超过 200 个字。")
	}
	switch {
	case own && r.Way != "" && r.Way != RatedSelf:
		faults.Add("way", "enum", "本人评价时不用写评价方式。")
	case !own && !slices.Contains([]RatingWay{RatedByVisit, RatedByPhone}, r.Way):
		faults.Add("way", "enum", "工作人员登记评价时要写明是上门（visit）还是电话（phone）回访的。")
	}
	return faults
}

// Rate (评价) writes down what whoever asked says of the service, once: by the own account, or to staff who called or came. Nobody in charge
// of the team does, and nobody's silence is a rating. It fails with ErrNotFound, ErrPermission, ErrOwnService, ErrInvalid or ErrStatus.
func Rate(tx *models.Tx, id int64, rating Rating) (*Listed, error) {
	current, err := findLocked(tx, id)
	if err != nil {
		return nil, err
	}
	own := current.isOwn(tx.Actor)
	switch {
	case current.isLed(tx.Actor):
		return nil, ErrOwnService
	case !own && !current.isHandled(tx.Actor):
		return nil, models.ErrPermission
	case !current.Status.CanBecome(Rated):
		return nil, ErrStatus
	}
	if err := rating.faults(own).Err(); err != nil {
		return nil, err
	}
	if own {
		rating.Way = RatedSelf
	}
	text := current.inWords() + "得到了" + strconv.FormatInt(rating.Score, 10) + "分的评价（" + rating.Way.Name() + "）。"
	if err := current.tellLeader(tx, NoticeRated, "点单有了评价", text); err != nil {
		return nil, err
	}
	change := map[string]any{
		"score": rating.Score, "rating_way": rating.Way, "rated_by": models.Nullable(tx.Actor.AccountID), "rated_at": tx.Now,
	}
	if rating.Text != "" {
		change["rating_text"] = rating.Text
	}
	return current.become(tx, Rated, change)
}
