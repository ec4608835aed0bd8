package feed_test

import (
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"practicestation/models"
	"practicestation/models/account"
	"practicestation/models/activity"
	"practicestation/models/feed"
	"practicestation/models/volunteer"
)

func (w *world) share(who models.Actor, of *activity.Activity) string {
	w.t.Helper()
	share, err := read(w, who, func(tx *models.Tx) (*feed.Share, error) {
		return feed.ShareText(tx, of.ID, "https://county.example/a/1")
	})
	w.must(err)
	return share.Text
}

func TestTheShareTextIsWhatAManagerWouldWrite(t *testing.T) {
	each(t, func(w *world) {
		full := slot("医生", at(3, 11, 0), at(3, 12, 0))
		open := slot("引导员", at(3, 9, 0), at(3, 11, 0))
		open.Capacity = 4
		clinic := w.publish(0, "义诊", open, full)
		w.signUp(w.people[1], clinic)
		w.signUp(w.people[0], clinic)
		doctor := w.shifts(clinic)[1]
		for _, who := range []models.Actor{w.people[2], w.people[0]} {
			change(w, who, func(tx *models.Tx) (*activity.SignUp, error) {
				return activity.SignUpSelf(tx, doctor.ID, activity.Way{})
			})
		}
		want := `【接龙】义诊
时间：3月3日（周二）09:00–12:00
地点：文化广场（桃源村）
队伍：桃源村队
报名截止：各班次不同，最晚 3月3日（周二）11:00

1. 引导员 09:00–11:00：共 4 人，3月3日（周二）09:00 截止报名，还差 2 人
   阿***、张**
2. 医生 11:00–12:00：共 1 人，3月3日（周二）11:00 截止报名，已满，候补 1 人
   𠮷*

详情：https://county.example/a/1`
		if difference := cmp.Diff(want, w.share(w.manager, clinic)); difference != "" {
			w.t.Error(difference)
		}
		for _, who := range []models.Actor{{}, w.people[0]} {
			text := w.share(who, clinic)
			if strings.Contains(text, "*") || strings.Contains(text, "张") || strings.Contains(text, "阿") || !strings.Contains(text, "还差 2 人") {
				w.t.Errorf("who may not read the roster gets %s", text)
			}
		}
	})
}

func TestTheShareTextSaysWhyNobodyCanSignUp(t *testing.T) {
	each(t, func(w *world) {
		shift := func() activity.ShiftInput { return slot("引导员", at(3, 9, 0), at(3, 11, 0)) }
		drafted, published := w.draft(0, "草稿", shift()), w.publish(0, "发布", shift())
		withdrawn, cancelled := w.publish(0, "撤回", shift()), w.publish(0, "取消", shift())
		w.withdraw(withdrawn)
		w.callOff(cancelled)
		later := w.publish(0, "还没开始", shift())
		w.exec("UPDATE activities SET sign_up_opens_at = ? WHERE id = ?", at(3, 8, 0).UTC(), later.ID)
		for _, test := range []struct {
			of   *activity.Activity
			at   time.Time
			want string
		}{
			{drafted, at(2, 9, 0), "※ 草稿，尚未发布，还不能报名。"},
			{published, at(2, 9, 0), "报名截止：3月3日（周二）09:00"},
			{withdrawn, at(2, 9, 0), "※ 活动已撤回修改，暂不接受报名。"},
			{cancelled, at(2, 9, 0), "※ 活动已取消：暴雨"},
			{later, at(2, 9, 0), "※ 报名 3月3日（周二）08:00 开始。"},
			{published, at(3, 9, 0), "※ 报名已截止。"},
			{published, at(3, 11, 0), "※ 活动已结束。"},
		} {
			w.Clock.Set(test.at)
			text := w.share(w.manager, test.of)
			if !strings.Contains(text, "\n"+test.want+"\n") || strings.Contains(text, "※") == strings.Contains(text, "还差") ||
				strings.Contains(text, "※") == strings.Contains(text, "报名截止：") {
				w.t.Errorf("%s: %s", test.want, text)
			}
		}
		for _, hidden := range []*activity.Activity{drafted, withdrawn} {
			_, err := read(w, w.people[0], func(tx *models.Tx) (*feed.Share, error) { return feed.ShareText(tx, hidden.ID, "") })
			if !models.IsCode(err, activity.ErrNotFound) {
				w.t.Errorf("a volunteer gets %s: %v", hidden.Title, err)
			}
		}
	})
}

func TestALongShareTextIsCut(t *testing.T) {
	each(t, func(w *world) {
		var shifts []activity.ShiftInput
		for i := range 25 {
			shifts = append(shifts, slot("巡逻员", at(3+i, 22, 0), at(4+i, 6, 0)))
		}
		text := w.share(models.Actor{}, w.publish(0, "巡逻", shifts...))
		for _, want := range []string{"\n20. 巡逻员 3月22日（周日）22:00–次日06:00：", "\n……另有 5 个班次，见链接\n", "时间：3月3日（周二）22:00–3月28日（周六）06:00"} {
			if !strings.Contains(text, want) {
				w.t.Errorf("no %q in %s", want, text)
			}
		}
		if strings.Contains(text, "\n21. ") {
			w.t.Error("the text is not cut")
		}
	})
}

func TestALongRosterIsCounted(t *testing.T) {
	each(t, func(w *world) {
		shift := slot("引导员", at(3, 9, 0), at(3, 11, 0))
		shift.Capacity = 40
		clinic := w.publish(0, "义诊", shift)
		for i := range int64(32) {
			id := 100 + i
			w.insert(&account.Account{ID: id, Name: "李四", Status: account.Active, Version: 1})
			w.insert(&volunteer.Volunteer{ID: id, AccountID: &id, Name: "李四", Gender: volunteer.GenderUnknown, BornOn: "1990-01-01", Phone: "13800000000", Version: 1})
			w.signUp(models.Actor{AccountID: id, VolunteerID: id}, clinic)
		}
		if text := w.share(w.manager, clinic); strings.Count(text, "李*") != 30 || !strings.Contains(text, "李* 等 32 人\n") {
			w.t.Error(text)
		}
	})
}
