package series

import (
	"fmt"
	"slices"

	"practicestation/models"
	"practicestation/models/recurrence"
)

// paired finds for each of the wanted which of those that were there before it is, -1 for a new one. The closest likeness
// comes first, and of several that are alike the earlier one.
func paired[W, B any](wanted []W, before []B, likenesses ...func(W, B) bool) []int {
	found, taken := slices.Repeat([]int{-1}, len(wanted)), make([]bool, len(before))
	for _, alike := range likenesses {
		for i := range wanted {
			for j := range before {
				if found[i] < 0 && !taken[j] && alike(wanted[i], before[j]) {
					found[i], taken[j] = j, true
				}
			}
		}
	}
	return found
}

// number gives each rule and each shift the number of the one that it was before, or a new one. A rule without a number is
// the one that is the same, else the one of the same days, else the only one of its kind.
func (s *Series) number(before []recurrence.Rule) models.Faults {
	only := func(rules []recurrence.Rule, kind recurrence.Kind) bool {
		return len(slices.DeleteFunc(slices.Clone(rules), func(rule recurrence.Rule) bool { return rule.Kind != kind })) == 1
	}
	same := paired(s.Rules, before,
		func(a, b recurrence.Rule) bool { return a.Number == b.Number },
		func(a, b recurrence.Rule) bool { return a.Number == 0 && a.SameDays(&b) && a.SameShifts(&b) },
		func(a, b recurrence.Rule) bool { return a.Number == 0 && a.SameDays(&b) },
		func(a, b recurrence.Rule) bool {
			return a.Number == 0 && a.Kind == b.Kind && only(s.Rules, a.Kind) && only(before, b.Kind)
		})
	var faults models.Faults
	for i, at := range same {
		rule, was, prefix := &s.Rules[i], &recurrence.Rule{}, fmt.Sprintf("rules.%d.", i)
		switch {
		case at >= 0:
			was = &before[at]
			rule.Number = was.Number
		case rule.Number != 0:
			faults.Add(prefix+"number", "not_found", "没有这个编号的规则；新规则不要写编号。")
			continue
		default:
			s.LastRule++
			rule.Number = s.LastRule
		}
		faults = append(faults, numberShifts(rule, was, prefix)...)
	}
	return faults
}

// numberShifts gives each shift of the rule the number of the one that it was before, or a new one. Who gives none is
// understood by what the shifts are: the same role and times, else the role, else the times. Beside shifts with a number,
// one without is either quite the same or new.
func numberShifts(rule, before *recurrence.Rule, prefix string) models.Faults {
	rule.LastShift = before.LastShift
	likenesses := []func(a, b recurrence.Shift) bool{
		func(a, b recurrence.Shift) bool { return a.Number == b.Number },
		func(a, b recurrence.Shift) bool { return a.Number == 0 && a.Like(b) },
	}
	if !slices.ContainsFunc(rule.Shifts, func(s recurrence.Shift) bool { return s.Number != 0 }) {
		likenesses = append(likenesses,
			func(a, b recurrence.Shift) bool { return a.Role == b.Role },
			recurrence.Shift.SameClock)
	}
	var faults models.Faults
	for i, was := range paired(rule.Shifts, before.Shifts, likenesses...) {
		number := &rule.Shifts[i].Number
		switch {
		case was >= 0:
			*number = before.Shifts[was].Number
		case *number != 0:
			faults.Add(fmt.Sprintf("%sshifts.%d.number", prefix, i), "not_found", "没有这个编号的班次；新班次不要写编号。")
		default:
			rule.LastShift++
			*number = rule.LastShift
		}
	}
	return faults
}

// adopt gives the shifts that were written before shifts had numbers those of the shifts that they were made from: the
// series is still as it was when they were written.
func (s *Series) adopt(tx *models.Tx) error {
	entries, err := s.entries(tx)
	if err != nil {
		return err
	}
	for i := range entries {
		at := slices.IndexFunc(s.Rules, func(rule recurrence.Rule) bool { return rule.Number == entries[i].Rule })
		if at < 0 {
			continue
		}
		written, err := readContent(entries[i].Written)
		if err != nil {
			return err
		}
		if !slices.ContainsFunc(written.Shifts, func(shift slot) bool { return shift.Number == 0 }) {
			continue
		}
		day := recurrence.Occurrence{Date: models.DateOf(written.StartsAt, tx.Zone)}
		day.Place(&s.Rules[at], tx.Zone)
		written.madeFrom(day.Shifts)
		if err := tx.DB.Model(&entry{}).Where("activity_id = ?", entries[i].ActivityID).Update("written", written.text()).Error; err != nil {
			return err
		}
	}
	return nil
}

// madeFrom gives the shifts of the content the numbers of the shifts that they are alike to.
func (c *content) madeFrom(shifts []recurrence.Slot) {
	sameTimes := func(a slot, b recurrence.Slot) bool {
		return a.StartsAt.Equal(b.StartsAt) && a.EndsAt.Equal(b.EndsAt)
	}
	sameRole := func(a slot, b recurrence.Slot) bool { return a.Role == b.Role }
	for i, of := range paired(c.Shifts, shifts, func(a slot, b recurrence.Slot) bool { return sameRole(a, b) && sameTimes(a, b) }, sameRole, sameTimes) {
		c.Shifts[i].Number = 0
		if of >= 0 {
			c.Shifts[i].Number = shifts[of].Number
		}
	}
}
