package importing

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

	"practicestation/models"
	"practicestation/models/organization"
)

// choices is what the words that a file uses stand for.
type choices struct {
	things map[string]map[string][]thing // of each list
	shifts map[int64]pastShift
}

// choicesOf looks the words of a file up, among what the organization and everything below it have.
func choicesOf(tx *models.Tx, kind Kind, home *organization.Organization, read *sheet, at map[string]int) (*choices, error) {
	found := &choices{things: map[string]map[string][]thing{}, shifts: map[int64]pastShift{}}
	for _, c := range kind.columns() {
		var err error
		switch c.words {
		case organizationWords, teamWords:
			found.things[c.words], err = meanings(tx, c.words, home.Path+"%", read.wordsUnder(c.head, at))
		case shiftWords:
			err = found.addShifts(tx, home.Path+"%", read.wordsUnder(c.head, at))
		}
		if err != nil {
			return nil, err
		}
	}
	return found, nil
}

// wordsUnder are the different words in a column.
func (s *sheet) wordsUnder(head string, at map[string]int) (words []string) {
	met := map[string]bool{}
	for _, one := range s.lines {
		r := &row{line: one, at: at}
		if word := r.value(head); word != "" && !met[word] {
			met[word] = true
			words = append(words, word)
		}
	}
	return words
}

func (c *choices) addShifts(tx *models.Tx, below string, words []string) error {
	var ids []int64
	for _, word := range words {
		if id, is := shiftNumber(word); is {
			ids = append(ids, id)
		}
	}
	for some := range slices.Chunk(ids, askedAtOnce) {
		var shifts []pastShift
		if err := pastShifts(tx, below).Where("h.id IN (?)", some).Scan(&shifts).Error; err != nil {
			return err
		}
		for _, one := range shifts {
			c.shifts[one.ID] = one
		}
	}
	return nil
}

// offers reports whether a word stands for something in a list.
func (c *choices) offers(list, word string) bool { return len(c.things[list][word]) > 0 }

// choice is what stands for the word in a column, or the other one where the cell is empty. A word that fits several is refused: which
// of them was meant only its writer knows.
func (a *run) choice(r *row, head, otherwise string, unchosen int64) int64 {
	c, _ := r.kind.column(head)
	word := r.value(head)
	if word == "" {
		return unchosen
	}
	switch fits := a.choices.things[c.words][word]; len(fits) {
	case 0:
		r.note(unknownWord(c.member, otherwise))
		return 0
	case 1:
		a.understand(r, c, fits[0])
		return fits[0].ID
	default:
		r.note(models.Faults{{Field: c.member, Code: "ambiguous", Message: ambiguity(word, fits)}})
		return 0
	}
}

// ambiguity tells how each thing that a word fits can be written instead.
func ambiguity(word string, fits []thing) string {
	const told = 3
	var instead []string
	for _, one := range fits[:min(told, len(fits))] {
		instead = append(instead, "“"+one.numbered()+"”")
	}
	more := ""
	if len(fits) > told {
		more = "等"
	}
	return fmt.Sprintf("“%s”有 %d 个，不知道指哪一个。请写成%s%s，或重新下载模板从下拉里选。", short(word), len(fits), strings.Join(instead, "、"), more)
}

// shift is the shift whose label, or whose number alone, stands in the row. A label that says something else than its number is
// refused: dragged down, a spreadsheet counts the number up and leaves the rest.
func (a *run) shift(r *row) (shift pastShift, known bool) {
	word := r.value("班次")
	id, _ := shiftNumber(word)
	shift, known = a.choices.shifts[id]
	label := shift.label(a.tx.Zone)
	switch {
	case !known:
		r.note(unknownWord("shift_id", "没有找到这个班次，或已过补录期限。请从模板的下拉里选。"))
	case strings.Contains(word, " ") && word != label:
		_, what, _ := strings.Cut(label, " ")
		message := fmt.Sprintf("编号 %d 是“%s”，和这一格写的不一样。请重新下载模板从下拉里选，或只填编号。", id, what)
		r.note(models.Faults{{Field: "shift_id", Code: "shift_differs", Message: message}})
	}
	return shift, known
}

// shiftNumber is the number that the label of a shift begins with, or that stands alone.
func shiftNumber(word string) (number int64, is bool) {
	first, _, _ := strings.Cut(word, " ")
	number, err := strconv.ParseInt(first, 10, 64)
	return number, err == nil
}
