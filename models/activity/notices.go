package activity

import (
	"fmt"
	"time"

	"practicestation/models"
)

// The kinds of notices about activities and sign-ups.
const (
	NoticeActivityCancelled models.NoticeKind = "activity_cancelled"
	NoticeSignUpCancelled   models.NoticeKind = "sign_up_cancelled"
	NoticePromoted          models.NoticeKind = "sign_up_promoted"
)

var weekdays = [...]string{"周日", "周一", "周二", "周三", "周四", "周五", "周六"}

// Moment writes an instant as people say it: 3月8日（周日）09:00, with the year where it is not this one.
func Moment(at, now time.Time, zone *time.Location) string {
	at, now = at.In(zone), now.In(zone)
	text := fmt.Sprintf("%d月%d日（%s）%s", at.Month(), at.Day(), weekdays[at.Weekday()], at.Format("15:04"))
	if at.Year() != now.Year() {
		text = fmt.Sprintf("%d年", at.Year()) + text
	}
	return text
}

// inWords names a shift so that its people know which one is meant.
func (s *Shift) inWords(tx *models.Tx, of *Activity) string {
	return fmt.Sprintf("“%s”（%s，%s，岗位：%s）", of.Title, Moment(s.StartsAt, tx.Now, tx.Zone), of.Place, s.Role)
}

// tell notes what becomes of one sign-up, in words for its volunteer.
func tell(tx *models.Tx, kind models.NoticeKind, signUp *SignUp, title, text string) {
	tx.Tell(models.Notice{
		VolunteerID: &signUp.VolunteerID, Kind: kind, Title: title, Text: text,
		ActivityID: &signUp.ActivityID, ShiftID: &signUp.ShiftID, SignUpID: &signUp.ID,
	})
}

// because adds a reason where there is one.
func because(reason string) string {
	if reason == "" {
		return "。"
	}
	return "，原因：" + reason + "。"
}
