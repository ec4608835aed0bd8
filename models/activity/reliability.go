package activity

import (
	"fmt"
	"slices"
	"time"

	"practicestation/models"
)

// Absence (缺席) is a shift that somebody held a seat on, never came to, and was not excused from.
type Absence struct {
	VolunteerID   int64
	SignUpID      int64
	ActivityTitle string
	StartsAt      time.Time
	EndsAt        time.Time
}

// IsNoShow (缺席) is the one answer to whether a sign-up s for a shift h has come to a no-show, by the instant before which
// check-in had closed, its only argument: a seat kept to the end, nobody on it, no word, and not excused.
const IsNoShow = "(s.status = 'confirmed' AND h.ends_at <= ? AND s.cannot_come_at IS NULL AND s.excused_at IS NULL)"

// Reliability (守约情况) is what a volunteer's absences of late come to. It follows from the rows whenever it is read, is
// stored nowhere, and never touches hours.
type Reliability struct {
	Absences          []Absence // in the window that counts now, the latest first
	ApprovalOnlyUntil *time.Time
}

// absences finds the people's unexcused absences whose check-in closed after the instant, in that order. It looks at their
// unused seats first and at those shifts then: in one query, MySQL would rather read all shifts.
func absences(tx *models.Tx, volunteerIDs []int64, since time.Time) ([]Absence, error) {
	if len(volunteerIDs) == 0 {
		return nil, nil
	}
	var unused []SignUp
	err := tx.DB.Select("id, volunteer_id, shift_id").Where("volunteer_id IN (?) AND live = 1 AND status = ? AND cannot_come_at IS NULL AND excused_at IS NULL",
		volunteerIDs, SignedUp).Find(&unused).Error
	if err != nil || len(unused) == 0 {
		return nil, err
	}
	ids, margin := make([]int64, len(unused)), tx.Settings.CheckInMargin
	for i, signUp := range unused {
		ids[i] = signUp.ShiftID
	}
	var over []struct {
		ID int64
		Absence
	}
	err = tx.DB.Table("shifts AS h").Select("h.id, a.title AS activity_title, h.starts_at, h.ends_at").Joins("JOIN activities AS a ON a.id = h.activity_id").
		Where("h.id IN (?) AND h.ends_at <= ? AND h.ends_at > ?", ids, tx.Now.Add(-margin), since.Add(-margin)).Scan(&over).Error
	byShift := make(map[int64]Absence, len(over))
	for _, shift := range over {
		byShift[shift.ID] = shift.Absence
	}
	var found []Absence
	for _, signUp := range unused {
		if absence, missed := byShift[signUp.ShiftID]; missed {
			absence.VolunteerID, absence.SignUpID = signUp.VolunteerID, signUp.ID
			found = append(found, absence)
		}
	}
	slices.SortFunc(found, func(a, b Absence) int { return a.EndsAt.Compare(b.EndsAt) })
	return found, err
}

// approvalOnlyUntil tells until when somebody with these absences, in the order of time, is taken in by approval only.
func approvalOnlyUntil(found []Absence, settings models.Settings, now time.Time) *time.Time {
	limit := settings.NoShowLimit
	var until *time.Time
	for i := limit - 1; limit > 0 && i < len(found); i++ {
		last := found[i].EndsAt.Add(settings.CheckInMargin)
		if found[i].EndsAt.Sub(found[i-limit+1].EndsAt) > settings.NoShowWindow {
			continue
		}
		if ends := last.Add(settings.ApprovalOnlyPeriod); now.Before(ends) {
			until = &ends
		}
	}
	return until
}

// limited finds who of the people is taken in by approval only, and until when.
func limited(tx *models.Tx, volunteerIDs []int64) (map[int64]time.Time, error) {
	found, err := absences(tx, volunteerIDs, tx.Now.Add(-tx.Settings.NoShowWindow-tx.Settings.ApprovalOnlyPeriod))
	byPerson := map[int64][]Absence{}
	for _, absence := range found {
		byPerson[absence.VolunteerID] = append(byPerson[absence.VolunteerID], absence)
	}
	ends := map[int64]time.Time{}
	for id, all := range byPerson {
		if until := approvalOnlyUntil(all, tx.Settings, tx.Now); until != nil {
			ends[id] = *until
		}
	}
	return ends, err
}

// OwnReliability tells the actor about the own absences and what follows from them.
func OwnReliability(tx *models.Tx) (*Reliability, error) {
	found, err := absences(tx, []int64{tx.Actor.VolunteerID}, tx.Now.Add(-tx.Settings.NoShowWindow-tx.Settings.ApprovalOnlyPeriod))
	if err != nil {
		return nil, err
	}
	own := &Reliability{ApprovalOnlyUntil: approvalOnlyUntil(found, tx.Settings, tx.Now)}
	for _, absence := range slices.Backward(found) {
		if absence.EndsAt.Add(tx.Settings.CheckInMargin).After(tx.Now.Add(-tx.Settings.NoShowWindow)) {
			own.Absences = append(own.Absences, absence)
		}
	}
	return own, nil
}

// InWords tells the volunteer plainly where they stand.
func (r *Reliability) InWords(tx *models.Tx) string {
	settings := tx.Settings
	if settings.NoShowLimit == 0 {
		return "本站不因缺席限制报名。"
	}
	rule := fmt.Sprintf("最近 %d 天内缺席满 %d 次（获谅解的不算），%d 天内报名要先申请、经审核通过。缺席从不影响服务时长。",
		days(settings.NoShowWindow), settings.NoShowLimit, days(settings.ApprovalOnlyPeriod))
	if r.ApprovalOnlyUntil != nil {
		return "您近期缺席次数较多，" + Moment(*r.ApprovalOnlyUntil, tx.Now, tx.Zone) + "前报名要先提交申请，到时自动恢复。" + rule
	}
	return fmt.Sprintf("您最近缺席 %d 次，可以正常报名。", len(r.Absences)) + rule
}

func days(period time.Duration) int { return int(period / (24 * time.Hour)) }
