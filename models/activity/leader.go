package activity

import (
	"practicestation/models"
)

// The kinds of notices about the on-site leader.
const (
	NoticeLeaderAssigned models.NoticeKind = "leader_assigned"
	NoticeLeaderRelieved models.NoticeKind = "leader_relieved"
	NoticeLeaderChanged  models.NoticeKind = "leader_changed"
)

// tellLeader tells an on-site leader, if there is one, that an activity is in their charge, no longer, taken
// back or called off.
func tellLeader(tx *models.Tx, kind models.NoticeKind, of *Activity, leader *int64) {
	if leader == nil {
		return
	}
	title, text := "您是现场负责人", "您负责"+of.inWords(tx)+"的现场，请提前到场。"
	switch kind {
	case NoticeLeaderRelieved:
		title, text = "不再负责现场", of.inWords(tx)+"的现场已不由您负责。"
	case NoticeRescheduled:
		title, text = "您负责的活动改期", "您负责的"+of.inWords(tx)+"已经改期，请查看各班次的时间和地点，按新的安排到场。"
	case NoticeActivityWithdrawn:
		title, text = "您负责的活动已撤回", of.inWords(tx)+"已撤回修改，您暂时不需要再到现场；重新发布时会再通知您。"
	case NoticeActivityCancelled:
		title, text = "您负责的活动已取消", of.inWords(tx)+"已取消，您不需要再到现场。"
	}
	tx.Tell(models.Notice{AccountID: leader, Kind: kind, Title: title, Text: text, ActivityID: &of.ID})
}

// tellOfLeader tells both leaders and everybody who has signed up when a published activity has another leader than before.
func tellOfLeader(tx *models.Tx, before *int64, of *Activity) error {
	if of.Status != Published || same(before, of.LeaderAccountID) {
		return nil
	}
	tellLeader(tx, NoticeLeaderRelieved, of, before)
	tellLeader(tx, NoticeLeaderAssigned, of, of.LeaderAccountID)
	if of.LeaderAccountID == nil {
		return nil
	}
	var name string
	if err := tx.DB.Table("accounts").Select("name").Where("id = ?", *of.LeaderAccountID).Scan(&name).Error; err != nil {
		return err
	}
	var live []SignUp
	if err := tx.DB.Where("activity_id = ? AND status IN (?)", of.ID, []SignUpStatus{SignedUp, Waitlisted}).Order("id").Find(&live).Error; err != nil {
		return err
	}
	for _, signUp := range live {
		tell(tx, NoticeLeaderChanged, &signUp, "现场负责人已更换", of.inWords(tx)+"的现场负责人改为"+name+"。")
	}
	return nil
}

// inWords names an activity so that people know which one is meant.
func (a *Activity) inWords(tx *models.Tx) string {
	return "“" + a.Title + "”（" + Moment(a.StartsAt, tx.Now, tx.Zone) + "，" + a.Place + "）"
}
