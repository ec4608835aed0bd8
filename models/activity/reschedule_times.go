package activity

import (
	"fmt"
	"slices"
	"time"

	"practicestation/models"
)

// faultsOfBounds lists what is wrong with the new start and end.
func (m *move) faultsOfBounds(now time.Time) models.Faults {
	var faults models.Faults
	if !m.after.StartsAt.Equal(m.before.StartsAt) && !m.after.StartsAt.After(now) {
		faults.Add("starts_at", "past", "新的开始时间已经过了。")
	}
	switch {
	case !m.after.EndsAt.After(m.after.StartsAt):
		faults.Add("ends_at", "order", "结束时间要晚于开始时间。")
	case !m.after.EndsAt.After(now):
		faults.Add("ends_at", "past", "新的结束时间已经过了。")
	}
	return faults
}

// faultsOfTimes fixes the new times of each shift and lists what is wrong with any of them.
func (m *move) faultsOfTimes(now time.Time) models.Faults {
	var faults models.Faults
	m.times = map[int64]ShiftTimes{}
	for _, shift := range m.shifts {
		by := m.after.StartsAt.Sub(m.before.StartsAt)
		m.times[shift.ID] = ShiftTimes{ID: shift.ID, StartsAt: shift.StartsAt.Add(by), EndsAt: shift.EndsAt.Add(by)}
	}
	named := map[int64]bool{}
	for i, times := range m.Shifts {
		at := shiftField(i)
		_, known := m.times[times.ID]
		switch {
		case !known:
			faults.Add(at+"id", "not_found", "没有找到所指的班次，请重新选择。")
			continue
		case named[times.ID]:
			faults.Add(at+"id", "duplicate", "这个班次写了两次。")
		case !times.EndsAt.After(times.StartsAt):
			faults.Add(at+"ends_at", "order", "班次的结束时间要晚于开始时间。")
		}
		named[times.ID], m.times[times.ID] = true, times
	}
	for _, shift := range m.shifts {
		faults = append(faults, m.faultsOf(&shift, now, slices.IndexFunc(m.Shifts, func(t ShiftTimes) bool { return t.ID == shift.ID }))...)
	}
	if len(faults) == 0 && m.idle() {
		faults.Add("", "unchanged", "时间、地点、场地和负责人都没有变化。")
	}
	return faults
}

// faultsOf lists what is wrong with the new times of one shift, which may be named in the list.
func (m *move) faultsOf(shift *Shift, now time.Time, index int) models.Faults {
	var faults models.Faults
	field := "shifts"
	if index >= 0 {
		field = shiftField(index) + "starts_at"
	}
	times := m.times[shift.ID]
	if times.StartsAt.Before(m.after.StartsAt) || times.EndsAt.After(m.after.EndsAt) {
		faults.Add(field, ErrOutOfBounds.Code, fmt.Sprintf("“%s”这一班不在新的活动时间之内，请写明它的新时间。", shift.Role))
	}
	if m.moves(shift) && !times.StartsAt.After(now) {
		faults.Add(field, "past", "新的开始时间已经过了。")
	}
	return faults
}

// moves reports whether the shift gets other times than it has.
func (m *move) moves(shift *Shift) bool {
	times := m.times[shift.ID]
	return !times.StartsAt.Equal(shift.StartsAt) || !times.EndsAt.Equal(shift.EndsAt)
}

// idle reports whether nothing at all is to change.
func (m *move) idle() bool {
	a, b := m.before, m.after
	return a.StartsAt.Equal(b.StartsAt) && a.EndsAt.Equal(b.EndsAt) && a.Place == b.Place && same(a.VenueID, b.VenueID) &&
		same(a.LeaderAccountID, b.LeaderAccountID) && !slices.ContainsFunc(m.shifts, func(s Shift) bool { return m.moves(&s) })
}

// begun fails with ErrShiftBegun when a shift is to move that people may already be at.
func (m *move) begun(tx *models.Tx) error {
	ids := []int64{0}
	for _, shift := range m.shifts {
		if !m.moves(&shift) {
			continue
		}
		if !tx.Now.Before(shift.StartsAt) {
			return ErrShiftBegun
		}
		ids = append(ids, shift.ID)
	}
	var present int64
	err := tx.DB.Model(&SignUp{}).Where("shift_id IN (?) AND status IN (?)", ids, []SignUpStatus{CheckedIn, Completed}).Count(&present).Error
	if err == nil && present > 0 {
		return ErrShiftBegun
	}
	return err
}
