package activity

import (
	"fmt"
	"slices"
	"strings"

	"practicestation/models"
)

// NoticeAskedChanged tells who has asked for a shift, or has been asked to join it, that it is no longer what it was.
const NoticeAskedChanged models.NoticeKind = "asked_activity_changed"

// alteration is an activity with its shifts before and after a change, for those who have not agreed to it yet.
type alteration struct {
	before, after *Activity
	was, shifts   []Shift // the same shifts, in any order
}

// tell tells each pending applicant and invited person what changes about their shift, in words; nobody of whom it
// changes nothing.
func (c *alteration) tell(tx *models.Tx) error {
	if !c.after.isPublic() {
		return nil // nobody can have asked
	}
	words := map[int64]string{}
	for i := range c.shifts {
		shift := &c.shifts[i]
		at := slices.IndexFunc(c.was, func(s Shift) bool { return s.ID == shift.ID })
		if at < 0 {
			continue
		}
		if changes := c.inWords(tx, &c.was[at], shift); len(changes) > 0 {
			words[shift.ID] = c.was[at].inWords(tx, c.before) + "有变化：" + strings.Join(changes, "；") + "。"
		}
	}
	applications, invitations, err := pendingAsks(tx, c.shifts)
	for _, a := range applications {
		if text := words[a.ShiftID]; text != "" {
			tellAsked(tx, NoticeAskedChanged, a.VolunteerID, a.ActivityID, a.ShiftID, "您申请报名的"+text+"申请仍在审核；不能参加的，请撤回申请。"+c.again(&a))
		}
	}
	for _, i := range invitations {
		if text := words[i.ShiftID]; text != "" {
			tellAsked(tx, NoticeAskedChanged, i.VolunteerID, i.ActivityID, i.ShiftID, "邀请您参加的"+text+"愿意参加仍可接受邀请；不方便可以谢绝，没有任何影响。")
		}
	}
	return err
}

// again says how an application comes to the risk notice that is shown now: it keeps the version that it was made with.
func (c *alteration) again(a *NamedApplication) string {
	if a.RiskNoticeID == nil || c.after.RiskNoticeID == nil || *a.RiskNoticeID == *c.after.RiskNoticeID {
		return ""
	}
	return "仍要参加的，请阅读新的风险告知后重新申请。"
}

// inWords lists what a change makes of one shift.
func (c *alteration) inWords(tx *models.Tx, was, is *Shift) []string {
	var words []string
	say := func(changed bool, format string, values ...any) {
		if changed {
			words = append(words, fmt.Sprintf(format, values...))
		}
	}
	say(c.before.Title != c.after.Title, "名称改为“%s”", c.after.Title)
	say(!was.StartsAt.Equal(is.StartsAt) || !was.EndsAt.Equal(is.EndsAt), "时间改为%s至%s", Moment(is.StartsAt, tx.Now, tx.Zone), Moment(is.EndsAt, tx.Now, tx.Zone))
	say(c.before.Place != c.after.Place, "地点改为“%s”", c.after.Place)
	say(was.Role != is.Role, "岗位改为“%s”", is.Role)
	say(c.before.TeamID != c.after.TeamID, "改由别的队伍承办")
	say(!same(c.before.RiskNoticeID, c.after.RiskNoticeID) && c.after.RiskNoticeID != nil, "风险告知有更新")
	say(c.after.harder(c.before), "风险等级提高或改为应急活动")
	say(!was.sameAs(&is.Requirements), "报名条件有调整")
	return words
}

// tellOfUpdate tells everybody whom a change of an activity concerns: its leaders, those on it, and those who have asked.
func tellOfUpdate(tx *models.Tx, was, is *Activity, shifts []Shift) error {
	if err := tellOfLeader(tx, was.LeaderAccountID, is); err != nil {
		return err
	}
	if err := tellOfRisk(tx, was, is, shifts); err != nil {
		return err
	}
	if err := endOutdatedAsks(tx, was, is, shifts); err != nil {
		return err
	}
	return (&alteration{was, is, shifts, shifts}).tell(tx)
}

// tellOfShift is tellOfUpdate for a change of one shift.
func tellOfShift(tx *models.Tx, of *Activity, was, is *Shift) error {
	if err := tellOfRequirements(tx, of, was, is); err != nil {
		return err
	}
	return (&alteration{of, of, []Shift{*was}, []Shift{*is}}).tell(tx)
}
