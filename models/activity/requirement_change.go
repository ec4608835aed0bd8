package activity

import (
	"fmt"
	"slices"
	"strings"

	"practicestation/models"
	"practicestation/models/training"
)

// NoticeRequirementsChanged tells who is on a shift, or waits for it, that it has come to ask for more.
const NoticeRequirementsChanged models.NoticeKind = "shift_requirements_changed"

// tighter reports whether somebody may meet the requirements of before and not these.
func (in *Requirements) tighter(before *Requirements) bool {
	opened := len(in.TeamIDs)+len(in.Affiliations) == 0
	fewer := len(before.TeamIDs)+len(before.Affiliations) == 0 ||
		slices.ContainsFunc(before.TeamIDs, func(id int64) bool { return !slices.Contains(in.TeamIDs, id) }) ||
		!containsAll(in.Affiliations, before.Affiliations)
	switch {
	case in.MinAge != nil && (before.MinAge == nil || *in.MinAge > *before.MinAge),
		in.MaxAge != nil && (before.MaxAge == nil || *in.MaxAge < *before.MaxAge),
		in.TrainingID != nil && !same(in.TrainingID, before.TrainingID),
		in.MinMinutes > before.MinMinutes:
		return true
	}
	return !opened && fewer
}

func containsAll[T comparable](all, some []T) bool {
	return !slices.ContainsFunc(some, func(one T) bool { return !slices.Contains(all, one) })
}

// inWords lists what is asked.
func (in *Requirements) inWords(tx *models.Tx) (string, error) {
	var words []string
	if in.MinAge != nil {
		words = append(words, fmt.Sprintf("年满 %d 周岁", *in.MinAge))
	}
	if in.MaxAge != nil {
		words = append(words, fmt.Sprintf("不超过 %d 周岁", *in.MaxAge))
	}
	if len(in.TeamIDs)+len(in.Affiliations) > 0 {
		words = append(words, "是指定队伍或条线的队员")
	}
	if in.MinMinutes > 0 {
		words = append(words, "已确认的服务时长满 "+inHours(in.MinMinutes))
	}
	if in.TrainingID != nil {
		names, err := training.Names(tx, []int64{*in.TrainingID})
		if err != nil {
			return "", err
		}
		words = append(words, "参加过“"+names[*in.TrainingID]+"”培训")
	}
	return strings.Join(words, "、"), nil
}

// tellOfRequirements tells that a shift has come to ask for more: those with a seat who no longer fit, and all who wait. Who
// signed up before a condition came stays, with a seat or in the queue, and is promoted in turn: the place was theirs first.
func tellOfRequirements(tx *models.Tx, of *Activity, was, is *Shift) error {
	if !is.tighter(&was.Requirements) {
		return nil
	}
	asks, err := is.Requirements.inWords(tx)
	if err != nil {
		return err
	}
	var live []SignUp
	if err := tx.DB.Where("shift_id = ? AND status IN (?)", is.ID, []SignUpStatus{SignedUp, Waitlisted}).Order("id").Find(&live).Error; err != nil {
		return err
	}
	news := "您报名的" + is.inWords(tx, of) + "报名条件改为：" + asks + "。"
	for chunk := range slices.Chunk(live, 500) {
		ids := make([]int64, len(chunk))
		for i, signUp := range chunk {
			ids[i] = signUp.VolunteerID
		}
		people, err := readApplicants(tx, ids, needsOf([]Shift{*was, *is}))
		if err != nil {
			return err
		}
		for i := range chunk {
			if consequence := consequenceFor(tx, of, was, is, &chunk[i], people); consequence != "" {
				tell(tx, NoticeRequirementsChanged, &chunk[i], "报名条件有变化", news+consequence)
			}
		}
	}
	return nil
}

// consequenceFor says what tighter requirements mean for somebody on the shift; nothing for who has a seat and fits.
func consequenceFor(tx *models.Tx, of *Activity, was, is *Shift, signUp *SignUp, people map[int64]*applicant) string {
	unfit := newlyMissing(tx, of, was, is, signUp.VolunteerID, people) != nil
	switch {
	case signUp.Status == SignedUp && unfit:
		return "您报名在先，报名仍然有效；如果不适合参加，请取消报名。"
	case signUp.Status == Waitlisted && unfit:
		return "您报名在先，候补次序不变，有名额时照常录取；如果不适合参加，请取消报名。"
	case signUp.Status == Waitlisted:
		return "您的候补次序不变。"
	}
	return ""
}
