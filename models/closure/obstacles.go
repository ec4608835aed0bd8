package closure

import (
	"fmt"
	"slices"
	"strings"

	"practicestation/models"
	"practicestation/models/account"
	"practicestation/models/activity"
	"practicestation/models/evaluation"
	"practicestation/models/hours"
	"practicestation/models/series"
	"practicestation/models/servicerequest"
	"practicestation/models/star"
	"practicestation/models/team"
)

// The refusals of a closure: something is open that needs the person.
var (
	ErrHoldsRole = models.DefineError(models.Conflict, "closure_holds_role", "还担任工作职务", "您还有工作人员的授权，请先请管理员收回授权，再注销账号。")
	ErrInCharge  = models.DefineError(models.Conflict, "closure_in_charge", "还是负责人", "您还是负责人，请先办理交接，再注销账号。")
	ErrCheckedIn = models.DefineError(models.Conflict, "closure_checked_in", "还没有签退", "您有已签到、还没有签退的班次，请先签退；班次已经结束的，请联系实践站补记时长，再注销账号。")
	ErrUndecided = models.DefineError(models.Conflict, "closure_undecided", "还有事项没有结果", "您还有事项没有结果，请等有了结果再注销账号。")
)

// mayGo refuses the closure while something is open that needs the actor, and lists all of it.
func mayGo(tx *models.Tx) error {
	var obstacles []*models.Error
	for _, look := range []func(tx *models.Tx) (*models.Error, error){heldRole, inCharge, checkedIn, undecided} {
		found, err := look(tx)
		if err != nil {
			return err
		}
		if found != nil {
			obstacles = append(obstacles, found)
		}
	}
	return models.Refusal(obstacles)
}

func heldRole(tx *models.Tx) (*models.Error, error) {
	held, err := account.HoldsRole(tx, tx.Actor.AccountID)
	if err != nil || !held {
		return nil, err
	}
	last, err := account.IsLastAdministrator(tx, tx.Actor.AccountID)
	if err != nil || !last {
		return ErrHoldsRole, err
	}
	return ErrHoldsRole.Saying("您是中心最后一名管理员，没有别人能收回您的授权。请先授权另一人担任中心管理员，由其收回您的授权，再注销账号。"), nil
}

func inCharge(tx *models.Tx) (*models.Error, error) {
	led, err := team.LedBy(tx, tx.Actor.AccountID)
	if err != nil {
		return nil, err
	}
	onSite, err := activity.LedOnSite(tx, tx.Actor.AccountID)
	if err != nil {
		return nil, err
	}
	repeated, err := series.LedOnSite(tx, tx.Actor.AccountID)
	if err != nil {
		return nil, err
	}
	if led = slices.Concat(led, onSite, repeated); len(led) == 0 {
		return nil, nil //nolint:nilnil // nothing is in the way
	}
	return ErrInCharge.Saying("您还是“%s”的负责人，请先办理交接，再注销账号。", strings.Join(led, "”“")), nil
}

func checkedIn(tx *models.Tx) (*models.Error, error) {
	there, err := activity.CheckedInNow(tx, tx.Actor.VolunteerID)
	if err != nil || there == 0 {
		return nil, err
	}
	return ErrCheckedIn, nil
}

// undecided is what others have still to decide, and the person could not answer any more.
func undecided(tx *models.Tx) (*models.Error, error) {
	open, err := hours.WaitingOf(tx, tx.Actor.VolunteerID)
	if err != nil {
		return nil, err
	}
	objections, err := evaluation.OpenObjections(tx, tx.Actor.VolunteerID)
	if err != nil {
		return nil, err
	}
	starred, err := star.InReview(tx, tx.Actor.VolunteerID)
	if err != nil {
		return nil, err
	}
	requests, err := servicerequest.Unfinished(tx)
	if err != nil {
		return nil, err
	}
	var stars int64
	if starred {
		stars = 1
	}
	var waiting []string
	for _, one := range []struct {
		count int64
		text  string
	}{
		{open.Entries + open.RetroEntries, "%d 条时长待确认"},
		{open.Corrections, "%d 条更正待审核"},
		{open.Objections + objections, "%d 条异议待答复"},
		{stars, "%d 份星级申请在审核或公示"},
		{requests, "%d 件点单没有办结（可以撤回的请先撤回）"},
	} {
		if one.count > 0 {
			waiting = append(waiting, fmt.Sprintf(one.text, one.count))
		}
	}
	if len(waiting) == 0 {
		return nil, nil //nolint:nilnil // nothing is in the way
	}
	return ErrUndecided.Saying("您还有%s，请等有了结果再注销账号；急着办的请联系实践站。", strings.Join(waiting, "、")), nil
}
