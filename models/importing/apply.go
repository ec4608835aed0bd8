package importing

import (
	"cmp"
	"slices"

	"practicestation/models"
	"practicestation/models/organization"
	"practicestation/models/population"
	"practicestation/models/team"
)

// outcome is what a run over a file has done.
type outcome struct {
	good, known, bad int64
	faults           []Fault
	meanings         []Meaning
}

// run is one run of the rules over the rows of a file, in one unit. The check and the import are the same run; the check is taken back.
type run struct {
	tx       *models.Tx
	home     *organization.Organization
	choices  *choices
	seen     seen
	meanings []Meaning
	names    map[string]string // of the phones in the file so far
	bases    map[yearOf]population.Input
	teams    map[nameAt]team.Input
}

// perform does the rows that nobody has seen to be bad, each by the rule that does it one by one.
func perform(tx *models.Tx, kind Kind, organizationID int64, read *sheet, at map[string]int, shown seen) (*outcome, error) {
	home, err := host(tx, kind, organizationID)
	if err != nil {
		return nil, err
	}
	known, err := choicesOf(tx, kind, home, read, at)
	if err != nil {
		return nil, err
	}
	all := &run{tx: tx, home: home, choices: known, seen: shown, names: map[string]string{}, bases: map[yearOf]population.Input{}, teams: map[nameAt]team.Input{}}
	done := &outcome{}
	for _, one := range read.lines {
		if shown.bad[int64(one.number)] {
			done.bad++
			continue
		}
		r := &row{line: one, kind: kind, at: at}
		added, err := all.do(r)
		switch {
		case err != nil:
			return nil, err
		case len(r.faults) > 0:
			done.bad++
			slices.SortStableFunc(r.faults, func(a, b Fault) int { return cmp.Compare(a.Column, b.Column) })
			done.faults = append(done.faults, r.faults...)
		case added:
			done.good++
		default:
			done.known++
		}
	}
	done.meanings = all.meanings
	return done, nil
}

// do does one row, and reports whether it added something. What the rules refuse is the row's fault.
func (a *run) do(r *row) (added bool, err error) {
	r.check(a.choices)
	added, err = a.add(r)
	if err != nil && r.refuse(err) {
		return false, nil
	}
	return added, err
}
