package importing

import (
	"practicestation/models"
	"practicestation/models/organization"
	"practicestation/models/team"
)

// words is the dictionary (字典) of an organization: what may be chosen in each list, in order.
type words struct {
	lists map[string][]string
	cut   map[string]bool // whether there is more to choose from than the list offers
}

// maxWords bounds a list: nobody finds anything in a longer drop-down. What a file may say it does not bound.
const maxWords = 2000

// dictionaryOf lists what the columns of the kind may be chosen from, at the organization and everything below it.
func dictionaryOf(tx *models.Tx, kind Kind, home *organization.Organization) (*words, error) {
	w := &words{lists: map[string][]string{}, cut: map[string]bool{}}
	for _, c := range kind.columns() {
		labels, err := labelsOf(tx, c.words, home.Path+"%")
		if err != nil {
			return nil, err
		}
		if len(labels) > maxWords {
			labels, w.cut[c.words] = labels[:maxWords], true
		}
		w.lists[c.words] = labels
	}
	return w, nil
}

// labelsOf are the choices of a list, up to one more than it may offer.
func labelsOf(tx *models.Tx, list, below string) (labels []string, err error) {
	switch list {
	case affiliationWords:
		for _, affiliation := range team.Affiliations() {
			labels = append(labels, affiliation.Name())
		}
	case declarationWords:
		labels = []string{declared}
	case shiftWords:
		var shifts []pastShift
		err = pastShifts(tx, below).Order("h.starts_at DESC, h.id DESC").Limit(maxWords + 1).Scan(&shifts).Error
		for _, shift := range shifts {
			labels = append(labels, shift.label(tx.Zone))
		}
	case organizationWords, teamWords:
		return thingLabels(tx, list, below)
	}
	return labels, err
}

// thingLabels names things so that each label stands for one of them: by the name alone, with the place where that could be another one
// too, and with the number where that is not enough.
func thingLabels(tx *models.Tx, list, below string) ([]string, error) {
	var things []thing
	if err := thingsBelow(tx, list, below).Limit(maxWords + 1).Scan(&things).Error; err != nil {
		return nil, err
	}
	var wanted []string
	for _, one := range things {
		wanted = append(wanted, one.labels()...)
	}
	meant, err := meanings(tx, list, below, wanted)
	if err != nil {
		return nil, err
	}
	labels := make([]string, 0, len(things))
	for _, one := range things {
		chosen := one.numbered()
		for _, label := range one.labels() {
			if fits := meant[label]; len(fits) == 1 && fits[0].ID == one.ID {
				chosen = label
				break
			}
		}
		labels = append(labels, chosen)
	}
	return labels, nil
}
