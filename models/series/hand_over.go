package series

import (
	"practicestation/models"
	"practicestation/models/recurrence"
)

// handOver gives an activity that its rule does not hold any more to the rule that holds the same day at the same hours: it
// is that occurrence, and the people on it stay where they are.
func handOver(tx *models.Tx, all map[key]*present, wanted []recurrence.Occurrence) error {
	ruled := map[key]bool{}
	for i := range wanted {
		ruled[key{wanted[i].OriginalDate, wanted[i].Rule}] = true
	}
	left := map[models.Date][]*present{}
	for _, there := range inOrder(all) {
		known := key{there.entry.OccurrenceOn, there.entry.Rule}
		if !ruled[known] && there.live() && !there.settled(tx) {
			left[known.on] = append(left[known.on], there)
		}
	}
	for i := range wanted {
		one := &wanted[i]
		known := key{one.OriginalDate, one.Rule}
		if there := all[known]; there != nil && there.entry.State != dropped {
			continue
		}
		for _, there := range left[one.OriginalDate] {
			if !there.activity.StartsAt.Equal(one.StartsAt) || !there.activity.EndsAt.Equal(one.EndsAt) {
				continue
			}
			if err := there.moveTo(tx, all, one); err != nil {
				return err
			}
			break
		}
	}
	return nil
}

// moveTo makes the activity the occurrence of another rule, and one that was withdrawn there that of the rule it comes from.
func (p *present) moveTo(tx *models.Tx, all map[key]*present, one *recurrence.Occurrence) error {
	from, to := key{p.entry.OccurrenceOn, p.entry.Rule}, key{one.OriginalDate, one.Rule}
	withdrawn := all[to]
	delete(all, from)
	if withdrawn != nil {
		if err := withdrawn.setRule(tx, noRule); err != nil {
			return err
		}
	}
	if err := p.setRule(tx, to.rule); err != nil {
		return err
	}
	all[to] = p
	if withdrawn != nil {
		all[from] = withdrawn
		if err := withdrawn.setRule(tx, from.rule); err != nil {
			return err
		}
	}
	written, err := readContent(p.entry.Written)
	if err != nil {
		return err
	}
	written.madeFrom(one.Shifts)
	return p.note(tx, p.entry.State, written.text(), p.entry.Told)
}

// noRule is the number of no rule: where an occurrence waits while two change places.
const noRule = 0

func (p *present) setRule(tx *models.Tx, rule int) error {
	p.entry.Rule = rule
	return tx.DB.Model(&entry{}).Where("activity_id = ?", p.entry.ActivityID).Update("rule", rule).Error
}
