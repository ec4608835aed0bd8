package activity

import (
	"cmp"
	"slices"

	"gorm.io/gorm"

	"practicestation/models"
	"practicestation/models/team"
)

// ready narrows waiting sign-ups to those who may have a seat: in dangerous work, who has acknowledged the risk notice that
// is shown. Whoever has not keeps the place in the queue, and is passed over until then.
func (a *Activity) ready(waiting *gorm.DB) *gorm.DB {
	if !a.isDangerous() || a.RiskNoticeID == nil {
		return waiting
	}
	return waiting.Where("risk_notice_id = ?", *a.RiskNoticeID)
}

// mustAcknowledge reports whether the person on the shift has yet to acknowledge the risk notice that is shown.
func (g *Gates) mustAcknowledge(s *SignUp) bool {
	open := s.Status == SignedUp || s.Status == Waitlisted
	return open && g.isDangerous() && g.RiskNoticeID != nil && !same(s.RiskNoticeID, g.RiskNoticeID)
}

// countUnready counts for each of the shifts who waits and is passed over, with one query, and none where nobody can be.
func countUnready(tx *models.Tx, shifts ...Shift) (map[int64]int64, error) {
	ids := []int64{0}
	for i := range shifts {
		if shifts[i].Waitlisted > 0 {
			ids = append(ids, shifts[i].ID)
		}
	}
	if len(ids) == 1 {
		return map[int64]int64{}, nil
	}
	var rows []struct{ ShiftID, Waiting int64 }
	err := tx.DB.Table("sign_ups AS s").Select("s.shift_id, COUNT(*) AS waiting").Joins("JOIN activities AS a ON a.id = s.activity_id").
		Where("s.shift_id IN (?) AND s.status = ? AND (a.risk_level = ? OR a.emergency = ?)", ids, Waitlisted, HighRisk, true).
		Where("a.risk_notice_id IS NOT NULL AND (s.risk_notice_id IS NULL OR s.risk_notice_id <> a.risk_notice_id)").
		Group("s.shift_id").Scan(&rows).Error
	unready := make(map[int64]int64, len(rows))
	for _, row := range rows {
		unready[row.ShiftID] = row.Waiting
	}
	return unready, err
}

// nextInQueue chooses who of the queue gets a free seat of a locked shift, and counts it: the first who may take one. A
// seat that is kept for a team passes over those who are not in it. The activity is read under the shift's lock, which
// whoever rewrites the risk notice takes too: what the caller has read may be a text of before.
func nextInQueue(tx *models.Tx, shift *Shift) ([]SignUp, error) {
	free := min(shift.Capacity-shift.Confirmed, shift.Waitlisted)
	if free <= 0 || !tx.Now.Before(shift.StartsAt) {
		return nil, nil
	}
	of, err := models.Find[Activity](tx, shift.ActivityID, ErrNotFound)
	if err != nil {
		return nil, err
	}
	waiting := func() *gorm.DB {
		return of.ready(tx.Locking().Where("shift_id = ? AND status = ?", shift.ID, Waitlisted)).Order("sequence")
	}
	var first []SignUp
	if err := waiting().Limit(int(free)).Find(&first).Error; err != nil {
		return nil, err
	}
	if !shift.keeps(tx.Now) {
		shift.Confirmed += int64(len(first))
		shift.Waitlisted -= int64(len(first))
		return first, nil
	}
	for _, quota := range shift.Quotas {
		var members []SignUp
		its := tx.DB.Model(&team.Member{}).Select("volunteer_id").Where("team_id = ? AND status = ?", quota.TeamID, team.ActiveMember)
		if err := waiting().Where("volunteer_id IN (?)", its).Limit(int(max(0, quota.Seats-quota.Taken))).Find(&members).Error; err != nil {
			return nil, err
		}
		first = append(first, members...)
	}
	return seatInOrder(tx, shift, first)
}

// seatInOrder gives each of the waiting, in the order of their arrival, a seat if there is one for them.
func seatInOrder(tx *models.Tx, shift *Shift, waiting []SignUp) ([]SignUp, error) {
	slices.SortFunc(waiting, func(a, b SignUp) int { return cmp.Compare(a.Sequence, b.Sequence) })
	waiting = slices.CompactFunc(waiting, func(a, b SignUp) bool { return a.ID == b.ID })
	teams, err := teamsOfAll(tx, waiting)
	if err != nil {
		return nil, err
	}
	var seated []SignUp
	for _, signUp := range waiting {
		kept, free := shift.seatFor(tx.Now, teams[signUp.VolunteerID])
		if !free {
			continue
		}
		shift.take(&signUp, kept)
		shift.Waitlisted--
		seated = append(seated, signUp)
	}
	return seated, nil
}

// letUp moves those up whom nothing but an acknowledgement has kept waiting, when an activity is no longer dangerous.
func letUp(tx *models.Tx, was, is *Activity, locked []Shift) error {
	if !was.isDangerous() || is.isDangerous() {
		return nil
	}
	for i := range locked {
		if err := promote(tx, is, &locked[i]); err != nil {
			return err
		}
	}
	return nil
}

// releasedAtOnce bounds the shifts whose kept seats one unit releases.
const releasedAtOnce = 20

// ReleaseQuotas gives the seats that are no longer kept to those who wait for them, and counts these. A newcomer who is
// faster than this task does the same for the shift first: nobody passes the queue.
func ReleaseQuotas(tx *models.Tx) (int64, error) {
	var ids []int64
	// Who is passed over must not keep the task from the shifts of others.
	ready := tx.DB.Table("sign_ups AS s").Select("1").Joins("JOIN activities AS a ON a.id = s.activity_id").Where("s.shift_id = shifts.id AND s.status = ?", Waitlisted).
		Where("a.risk_level <> ? AND a.emergency = ? OR a.risk_notice_id IS NULL OR s.risk_notice_id = a.risk_notice_id", HighRisk, false)
	err := tx.DB.Model(&Shift{}).Where("quota_released_at <= ? AND starts_at > ? AND waitlisted > 0 AND confirmed < capacity AND EXISTS (?)", tx.Now, tx.Now, ready).
		Order("id").Limit(releasedAtOnce).Pluck("id", &ids).Error
	if err != nil {
		return 0, err
	}
	moved := int64(0)
	for _, id := range ids {
		shift, err := models.FindLocked[Shift](tx, id, ErrShiftNotFound)
		if err != nil {
			return 0, err
		}
		of, err := models.Find[Activity](tx, shift.ActivityID, ErrNotFound)
		if err != nil {
			return 0, err
		}
		before := shift.Waitlisted
		if err := promote(tx, of, shift); err != nil {
			return 0, err
		}
		moved += before - shift.Waitlisted
	}
	return moved, nil
}
