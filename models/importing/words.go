package importing

import (
	"fmt"
	"strconv"
	"strings"
	"time"

	"practicestation/models"
	"practicestation/models/organization"
	"practicestation/models/team"
)

// words is the dictionary (字典) of an organization: what may be chosen in each list, in order, and what each choice stands for.
type words struct {
	lists  map[string][]string
	ids    map[string]map[string]int64
	shifts map[int64]pastShift
}

// pastShift is a shift whose hours may still be written down.
type pastShift struct {
	ID               int64
	Title, Role      string
	StartsAt, EndsAt time.Time
}

func (s pastShift) minutes() int64 { return int64(s.EndsAt.Sub(s.StartsAt) / time.Minute) }

// thing is something that is chosen by its name; where says which of several with that name.
type thing struct {
	ID          int64
	Name, Place string
	Code        string // by which it may be named too
}

// maxWords bounds a list, and how many shifts of the past it offers.
const maxWords = 2000

// dictionaryOf reads what the organization and everything below it has.
func dictionaryOf(tx *models.Tx, home *organization.Organization) (*words, error) {
	w := &words{lists: map[string][]string{}, ids: map[string]map[string]int64{}, shifts: map[int64]pastShift{}}
	var stations, teams []thing
	below := home.Path + "%"
	err := tx.DB.Table("organizations AS o").Select("o.id, o.name, p.name AS place, o.region_code AS code").Joins("LEFT JOIN organizations AS p ON p.id = o.parent_id").
		Where("o.path LIKE ?", below).Order("o.path").Limit(maxWords).Scan(&stations).Error
	if err != nil {
		return nil, err
	}
	err = tx.DB.Table("teams AS t").Select("t.id, t.name, o.name AS place").Joins("JOIN organizations AS o ON o.id = t.organization_id").
		Where("o.path LIKE ? AND t.status = ?", below, team.Active).Order("t.id").Limit(maxWords).Scan(&teams).Error
	if err != nil {
		return nil, err
	}
	w.choose(organizationWords, stations)
	w.choose(teamWords, teams)
	for _, affiliation := range team.Affiliations() {
		w.add(affiliationWords, affiliation.Name(), 0)
	}
	w.add(declarationWords, declared, 0)
	return w, w.addShifts(tx, below)
}

// choose names things: by their name alone, with their place where several share it, and with the number where that is not enough.
func (w *words) choose(list string, things []thing) {
	named, placed := map[string]int{}, map[string]int{}
	for _, one := range things {
		named[one.Name]++
		placed[one.Name+"\x00"+one.Place]++
	}
	for _, one := range things {
		label := one.Name
		switch {
		case placed[one.Name+"\x00"+one.Place] > 1:
			label = fmt.Sprintf("%s（%s，编号 %d）", one.Name, one.Place, one.ID)
		case named[one.Name] > 1:
			label = fmt.Sprintf("%s（%s）", one.Name, one.Place)
		}
		w.add(list, label, one.ID)
	}
	for _, one := range things {
		w.alias(list, one.Code, one.ID)
		if placed[one.Name+"\x00"+one.Place] == 1 && one.Place != "" {
			w.alias(list, one.Place+"/"+one.Name, one.ID)
		}
	}
}

// alias lets something be found by another word than the one that is offered, unless that word stands for something already.
func (w *words) alias(list, word string, id int64) {
	if word = clean(word); word == "" {
		return
	}
	if _, taken := w.ids[list][word]; !taken {
		w.ids[list][word] = id
	}
}

func (w *words) add(list, label string, id int64) {
	label = clean(label)
	if w.ids[list] == nil {
		w.ids[list] = map[string]int64{}
	}
	w.lists[list] = append(w.lists[list], label)
	w.ids[list][label] = id
}

// addShifts offers the shifts that are over and not too long ago, newest first; which of them may still be entered the rule says.
func (w *words) addShifts(tx *models.Tx, below string) error {
	var shifts []pastShift
	err := tx.DB.Table("shifts AS h").Select("h.id, a.title, h.role, h.starts_at, h.ends_at").
		Joins("JOIN activities AS a ON a.id = h.activity_id").Joins("JOIN organizations AS o ON o.id = a.station_id").
		Where("o.path LIKE ? AND a.status = 'published' AND h.cancelled_at IS NULL AND h.ends_at <= ? AND h.ends_at >= ?",
			below, tx.Now, tx.Now.AddDate(0, 0, -tx.Settings.RetroDays)).
		Order("h.starts_at DESC, h.id DESC").Limit(maxWords).Scan(&shifts).Error
	for _, one := range shifts {
		w.shifts[one.ID] = one
		w.add(shiftWords, fmt.Sprintf("%d %s %s %s", one.ID, one.Title, one.StartsAt.In(tx.Zone).Format("2006-01-02 15:04"), one.Role), one.ID)
	}
	return err
}

// shift finds a shift by the number that its label begins with: titles change, and people type the number alone.
func (w *words) shift(value string) (pastShift, bool) {
	number, _, _ := strings.Cut(value, " ")
	id, err := strconv.ParseInt(number, 10, 64)
	if err != nil {
		return pastShift{}, false
	}
	known, there := w.shifts[id]
	return known, there
}

// find finds what a choice stands for.
func (w *words) find(list, label string) (int64, bool) {
	id, known := w.ids[list][label]
	return id, known
}
