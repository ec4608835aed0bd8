package report

import (
	"maps"
	"math"
	"slices"

	"practicestation/models"
)

// Values are what was counted, by figure; a figure that is missing is not known, which is not the same as 0.
type Values map[Code]int64

// Of is one figure's value; of a rate, with four decimals, what its parts come to, and nothing where they are missing or
// it would be divided by 0.
func (v Values) Of(figure Figure) *float64 {
	if !figure.IsRate() {
		return v.number(figure.Code)
	}
	over, under := v.number(figure.Over), v.number(figure.Under)
	if over == nil || under == nil || *under == 0 {
		return nil
	}
	rate := math.Round(*over / *under * 10_000) / 10_000
	return &rate
}

func (v Values) number(code Code) *float64 {
	value, known := v[code]
	if !known {
		return nil
	}
	number := float64(value)
	return &number
}

// SummaryRow is a row with the figures that were asked for.
type SummaryRow struct {
	Row
	Values Values
}

// Summary is figures by a dimension, and counted once more over everything: the total is no sum of the rows.
type Summary struct {
	Figures     []Figure // those that were asked for, in the order of the catalogue
	Rows        []SummaryRow
	Total       Figures
	TotalValues Values
}

// Selection is a query with the figures that are wanted; without any, those that a dimension usually shows.
type Selection struct {
	Query
	Codes []Code
}

// usual are the figures that a dimension shows when nobody says which.
func usual() []Code {
	return []Code{
		Activities, Attendances, People, Minutes, PlannedItems, CarriedOutItems, OnPlanRate, HeldActivities, CancelledActivities, NoShows, Beneficiaries,
	}
}

// chosen are the figures of the selection, and those that its rates are made of; a figure that the dimension does not have is refused.
func (s Selection) chosen() (shown, counted []Figure, err error) {
	codes := s.Codes
	if len(codes) == 0 {
		codes = usual()
	}
	var faults models.Faults
	var parts []Code
	for _, code := range codes {
		figure, known := FigureOf(code)
		switch {
		case !known:
			faults.Add("figures", "enum", "没有 "+string(code)+" 这个指标，全部指标见 GET /figures。")
		case !slices.Contains(figure.Dimensions, s.Dimension):
			faults.Add("figures", "dimension", figure.Name+"不能按这个口径统计，请换一个口径，或去掉这个指标。")
		}
		parts = append(parts, code, figure.Over, figure.Under)
	}
	for _, figure := range Catalogue() {
		if slices.Contains(codes, figure.Code) {
			shown = append(shown, figure)
		}
		if slices.Contains(parts, figure.Code) && !figure.IsRate() {
			counted = append(counted, figure)
		}
	}
	return shown, counted, faults.Err()
}

// Summarize counts the figures of the selection by its dimension. It fails with ErrPermission or ErrInvalid.
func Summarize(tx *models.Tx, selection Selection) (*Summary, error) {
	paths, err := selection.scope(tx)
	if err != nil {
		return nil, err
	}
	shown, wanted, err := selection.chosen()
	if err != nil {
		return nil, err
	}
	served, total, err := selection.count(tx, paths)
	if err != nil {
		return nil, err
	}
	found := gathered{rows: map[string]Values{}, total: total.values(), served: served, whole: total}
	for key, figures := range served {
		found.rows[key] = figures.values()
	}
	for _, source := range []source{fromItems, fromActivities, fromSeats, fromVolunteers, fromTeams, fromPopulation, fromVenues, fromRequests, fromDispatches} {
		of := slices.DeleteFunc(slices.Clone(wanted), func(f Figure) bool { return f.source != source || f.rolledUp() })
		if len(of) == 0 {
			continue
		}
		if err := selection.gather(tx, paths, of, found); err != nil {
			return nil, err
		}
	}
	return selection.summary(tx, paths, shown, wanted, found)
}

// values are the four figures as any others.
func (f Figures) values() Values {
	return Values{Activities: f.Activities, People: f.People, Attendances: f.Attendances, Minutes: f.Minutes}
}

// gathered is what has been counted so far, by key and over everything.
type gathered struct {
	rows   map[string]Values
	total  Values
	served map[string]Figures
	whole  Figures
}

// at are the values of a key, to be added to.
func (g gathered) at(key string) Values {
	if g.rows[key] == nil {
		g.rows[key] = Values{}
	}
	return g.rows[key]
}

// summary lays the values out in rows: what was counted and is not there is 0, what is not known is left out.
func (s Selection) summary(tx *models.Tx, paths []string, shown, counted []Figure, found gathered) (*Summary, error) {
	keys := slices.DeleteFunc(slices.Collect(maps.Keys(found.rows)), func(key string) bool {
		return !slices.ContainsFunc(slices.Collect(maps.Values(found.rows[key])), func(value int64) bool { return value != 0 })
	})
	named, err := s.named(tx, paths, keys)
	if err != nil {
		return nil, err
	}
	complete := func(values Values) Values {
		whole := Values{}
		for _, figure := range counted {
			value, known := values[figure.Code]
			if known || !figure.CanBeUnknown() {
				whole[figure.Code] = value
			}
		}
		return whole
	}
	result := &Summary{Figures: shown, Total: found.whole, TotalValues: complete(found.total), Rows: make([]SummaryRow, len(named))}
	for i, row := range named {
		row.Figures = found.served[row.ID]
		result.Rows[i] = SummaryRow{Row: row, Values: complete(found.rows[row.ID])}
	}
	return result, nil
}
