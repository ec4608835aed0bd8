package activity

import (
	"slices"
	"strings"

	"practicestation/models"
)

// apply writes the new times and place, releases whom they clash with, and tells everybody.
func (m *move) apply(tx *models.Tx, people []int64) error {
	if err := m.write(tx); err != nil {
		return err
	}
	var live []SignUp
	err := tx.Locking().Where("activity_id = ? AND status IN (?)", m.after.ID, []SignUpStatus{SignedUp, Waitlisted}).Order("id").Find(&live).Error
	if err != nil {
		return err
	}
	for _, signUp := range live {
		if _, held := slices.BinarySearch(people, signUp.VolunteerID); !held {
			return tx.Retry() // somebody came while the rows were taken
		}
	}
	hindered, err := m.hindered(tx, live, people)
	if err != nil {
		return err
	}
	if err := m.settle(tx, live, hindered); err != nil {
		return err
	}
	for i := range m.shifts {
		if err := promote(tx, m.after, &m.shifts[i]); err != nil {
			return err
		}
	}
	return m.tellOthers(tx)
}

// write saves the activity and the shifts that move, and leaves the shifts with their new times.
func (m *move) write(tx *models.Tx) error {
	a := m.after
	until := tx.Now.Add(m.FreeCancel)
	a.RescheduledAt, a.RescheduleReason, a.FreeCancelClosesAt = &tx.Now, &m.Reason, &until
	change := map[string]any{
		"starts_at": a.StartsAt, "ends_at": a.EndsAt, "place": a.Place, "sign_up_opens_at": a.SignUpOpensAt,
		"sign_up_closes_at": a.SignUpClosesAt, "cancel_closes_at": a.CancelClosesAt, "venue_id": a.VenueID, "leader_account_id": a.LeaderAccountID,
		"rescheduled_at": tx.Now, "reschedule_reason": m.Reason, "free_cancel_closes_at": until,
	}
	if err := tx.UpdateVersion(a, a.ID, m.Version, change); err != nil {
		return models.ConflictAt(err, m.before.Version)
	}
	tx.Audit(models.AuditEntry{Action: "activity.reschedule", Subject: "activity", SubjectID: a.ID, OrganizationID: a.StationID, Before: m.before.facts(), After: change})
	for i := range m.shifts {
		shift := &m.shifts[i]
		if !m.moves(shift) {
			continue
		}
		before, times := shift.facts(), m.times[shift.ID]
		by := times.StartsAt.Sub(shift.StartsAt)
		shift.StartsAt, shift.EndsAt = times.StartsAt, times.EndsAt
		shift.moveDeadlines(by)
		shift.moveRelease(by, tx.Now)
		change := map[string]any{
			"starts_at": times.StartsAt, "ends_at": times.EndsAt, "sign_up_closes_at": shift.SignUpClosesAt, "cancel_closes_at": shift.CancelClosesAt,
			"quota_released_at": shift.QuotaReleasedAt,
		}
		if err := tx.UpdateVersion(shift, shift.ID, shift.Version, change); err != nil {
			return models.ConflictAt(err, shift.Version)
		}
		tx.Audit(models.AuditEntry{Action: "shift.reschedule", Subject: "shift", SubjectID: shift.ID, OrganizationID: a.StationID, Before: before, After: shift.facts()})
	}
	return nil
}

// settle keeps people and tells those whose shift has another time, place or leader, and releases from a shift who cannot be at it.
func (m *move) settle(tx *models.Tx, live []SignUp, hindered map[int64]*hindrance) error {
	var off []departure
	for i := range live {
		signUp := &live[i]
		shift := &m.shifts[slices.IndexFunc(m.shifts, func(s Shift) bool { return s.ID == signUp.ShiftID })]
		reason := hindered[signUp.ID]
		if reason == nil {
			if news := m.news(tx, shift); news != "" {
				tell(tx, NoticeRescheduled, signUp, "活动改期", news)
			}
			continue
		}
		off = append(off, departure{shift, signUp, CancelledByOrganizer, reason.reason})
		tx.Audit(models.AuditEntry{
			Action: "sign_up.cancelled_by_organizer", Subject: "sign_up", SubjectID: signUp.ID, OrganizationID: m.after.StationID,
			Before: map[string]any{"status": signUp.Status}, After: map[string]any{"reason": reason.reason, "volunteer_id": signUp.VolunteerID},
		})
		tell(tx, reason.kind, signUp, reason.title, "您报名的活动改为"+shift.inWords(tx, m.after)+because(m.Reason)+reason.text)
	}
	return leave(tx, off...)
}

// news says what has changed for somebody on the shift, and until when they may leave; empty when nothing has.
func (m *move) news(tx *models.Tx, shift *Shift) string {
	becomes := m.becomes(tx, shift)
	if !same(m.before.LeaderAccountID, m.after.LeaderAccountID) {
		if becomes == "" {
			becomes = shift.inWords(tx, m.after) + "有变化" + because(m.Reason)
		}
		becomes += "现场负责人有变化。"
	}
	if becomes == "" {
		return ""
	}
	free := *m.after.FreeCancelClosesAt
	if shift.StartsAt.Before(free) {
		free = shift.StartsAt
	}
	return "您报名的" + becomes + "不能参加的，" + Moment(free, tx.Now, tx.Zone) + "前可以随时取消报名。"
}

// becomes says what the time and place of a shift become, and were; empty for a shift that stays as and where it is.
func (m *move) becomes(tx *models.Tx, shift *Shift) string {
	was := m.was[slices.IndexFunc(m.was, func(s Shift) bool { return s.ID == shift.ID })]
	var before []string
	if !was.StartsAt.Equal(shift.StartsAt) {
		before = append(before, Moment(was.StartsAt, tx.Now, tx.Zone))
	}
	if m.before.Place != m.after.Place {
		before = append(before, m.before.Place)
	}
	var besides string
	if was.EndsAt.Sub(was.StartsAt) != shift.EndsAt.Sub(shift.StartsAt) {
		besides = "结束时间改为" + Moment(shift.EndsAt, tx.Now, tx.Zone) + "。"
	}
	if m.before.Place == m.after.Place && !same(m.before.VenueID, m.after.VenueID) {
		besides += "使用的场地有变化。"
	}
	words := shift.inWords(tx, m.after)
	switch {
	case len(before) > 0:
		return "活动改为" + words + "，原为" + strings.Join(before, "，") + because(m.Reason) + besides
	case besides != "":
		return words + "有变化" + because(m.Reason) + besides
	}
	return ""
}

// tellOthers tells the on-site leaders, and of a shift with another time or place who still waits for a decision or has been invited.
func (m *move) tellOthers(tx *models.Tx) error {
	if same(m.before.LeaderAccountID, m.after.LeaderAccountID) {
		tellLeader(tx, NoticeRescheduled, m.after, m.after.LeaderAccountID)
	} else {
		tellLeader(tx, NoticeLeaderRelieved, m.before, m.before.LeaderAccountID)
		tellLeader(tx, NoticeLeaderAssigned, m.after, m.after.LeaderAccountID)
	}
	applications, invitations, err := pendingAsks(tx, m.shifts)
	for _, a := range applications {
		if becomes := m.shiftBecomes(tx, a.ShiftID); becomes != "" {
			tellAsked(tx, NoticeRescheduled, a.VolunteerID, a.ActivityID, a.ShiftID, "您申请报名的"+becomes+"不能参加的，请撤回申请。")
		}
	}
	for _, i := range invitations {
		if becomes := m.shiftBecomes(tx, i.ShiftID); becomes != "" {
			tellAsked(tx, NoticeRescheduled, i.VolunteerID, i.ActivityID, i.ShiftID,
				"邀请您参加的"+becomes+"愿意参加仍可接受邀请；不方便可以谢绝，没有任何影响。")
		}
	}
	return err
}

func (m *move) shiftBecomes(tx *models.Tx, id int64) string {
	return m.becomes(tx, &m.shifts[slices.IndexFunc(m.shifts, func(s Shift) bool { return s.ID == id })])
}
