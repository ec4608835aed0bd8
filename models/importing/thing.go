package importing

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"

	"gorm.io/gorm"

	"practicestation/models"
	"practicestation/models/team"
)

// thing is an organization or a team, chosen by its name; where says which of several with that name.
type thing struct {
	ID          int64
	Name, Place string
	Code        string // by which it may be named too
}

// thingsBelow are the organizations or the teams that may be chosen: at an organization and everything below it.
func thingsBelow(tx *models.Tx, list, below string) *gorm.DB {
	if list == organizationWords {
		return tx.DB.Table("organizations AS t").Select("t.id, t.name, p.name AS place, t.region_code AS code").
			Joins("LEFT JOIN organizations AS p ON p.id = t.parent_id").Where("t.path LIKE ?", below).Order("t.path")
	}
	return tx.DB.Table("teams AS t").Select("t.id, t.name, o.name AS place").Joins("JOIN organizations AS o ON o.id = t.organization_id").
		Where("o.path LIKE ? AND t.status = ?", below, team.Active).Order("t.id")
}

// labels are what the thing may be offered as, the shortest first.
func (t *thing) labels() []string {
	labels := []string{clean(t.Name)}
	if t.Place != "" {
		labels = append(labels, clean(fmt.Sprintf("%s（%s）", t.Name, t.Place)))
	}
	return labels
}

// spellings is every way in which the thing may be written without its number.
func (t *thing) spellings() []string {
	spellings := t.labels()
	if t.Place != "" {
		spellings = append(spellings, clean(t.Place+"/"+t.Name))
	}
	if t.Code != "" {
		spellings = append(spellings, clean(t.Code))
	}
	return spellings
}

// numbered is the thing with its number, which no other one has.
func (t *thing) numbered() string {
	if t.Place == "" {
		return clean(fmt.Sprintf("%s（编号 %d）", t.Name, t.ID))
	}
	return clean(fmt.Sprintf("%s（%s，编号 %d）", t.Name, t.Place, t.ID))
}

// meanings finds what each word stands for in a list: several things where it fits several, unless it has the number of one. Only things
// that a word may stand for are read, so that what an organization has of them does not matter.
func meanings(tx *models.Tx, list, below string, words []string) (map[string][]thing, error) {
	candidates, err := candidatesFor(tx, list, below, words)
	if err != nil {
		return nil, err
	}
	asked := make(map[string]bool, len(words))
	for _, word := range words {
		asked[word] = true
	}
	meant := map[string][]thing{}
	for _, one := range candidates {
		for _, spelling := range one.spellings() {
			if fits := meant[spelling]; asked[spelling] && (len(fits) == 0 || fits[len(fits)-1].ID != one.ID) {
				meant[spelling] = append(fits, one)
			}
		}
	}
	for _, one := range candidates {
		if asked[one.numbered()] {
			meant[one.numbered()] = []thing{one}
		}
	}
	return meant, nil
}

// askedAtOnce bounds how many values one query asks for.
const askedAtOnce = 1000

// candidatesFor reads every thing whose name, number or code may be in one of the words.
func candidatesFor(tx *models.Tx, list, below string, words []string) ([]thing, error) {
	var names, codes []string
	var numbers []int64
	for _, word := range words {
		names = append(names, namesIn(word)...)
		if number, there := numberIn(word); there {
			numbers = append(numbers, number)
		}
		if len(word) == codeLength && strings.Trim(word, "0123456789") == "" {
			codes = append(codes, word)
		}
	}
	found := map[int64]thing{}
	err := collect(tx, list, below, "t.name", names, found)
	if err == nil {
		err = collect(tx, list, below, "t.id", numbers, found)
	}
	if err == nil && list == organizationWords {
		err = collect(tx, list, below, "t.region_code", codes, found)
	}
	return inOrder(found), err
}

// collect reads the things with one of the values in a column.
func collect[V string | int64](tx *models.Tx, list, below, column string, values []V, found map[int64]thing) error {
	slices.Sort(values)
	for some := range slices.Chunk(slices.Compact(values), askedAtOnce) {
		var things []thing
		if err := thingsBelow(tx, list, below).Where(column+" IN (?)", some).Scan(&things).Error; err != nil {
			return err
		}
		for _, one := range things {
			found[one.ID] = one
		}
	}
	return nil
}

func inOrder(found map[int64]thing) []thing {
	things := make([]thing, 0, len(found))
	for _, one := range found {
		things = append(things, one)
	}
	slices.SortFunc(things, func(a, b thing) int { return int(a.ID - b.ID) })
	return things
}

const (
	codeLength  = 12 // of a region
	longestName = 64 // of an organization or a team
)

// namesIn are the names that a word may have: the whole of it, what stands before a bracket, and what stands behind a stroke.
func namesIn(word string) []string {
	names := []string{word}
	for i, r := range word {
		switch r {
		case '（':
			names = append(names, word[:i])
		case '/':
			names = append(names, word[i+1:])
		}
	}
	return slices.DeleteFunc(names, func(name string) bool { return name == "" || utf8.RuneCountInString(name) > longestName })
}

// numberIn is the number that a word ends with.
func numberIn(word string) (number int64, there bool) {
	const mark = "编号 "
	at := strings.LastIndex(word, mark)
	if at < 0 {
		return 0, false
	}
	number, err := strconv.ParseInt(strings.TrimSuffix(word[at+len(mark):], "）"), 10, 64)
	return number, err == nil
}
