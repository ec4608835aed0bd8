package target

import (
	"slices"
	"strings"

	"practicestation/models"
	"practicestation/models/organization"
	"practicestation/models/report"
)

// Order (次序) is how the rows of a progress are sorted.
type Order string

// The orders. Ranking is for installations that have switched it on, and never for volunteers.
const (
	ByRegion  Order = "region"
	ByRanking Order = "ranking"
)

// Asked says of which period and of whom the progress is wanted.
type Asked struct {
	Period         string // its name; empty: the running one, or the last
	OrganizationID int64  // 0: wherever the actor may read
	Order          Order
}

// Row is how far one subject has come.
type Row struct {
	report.UnitRow

	Results []Result // in the order of the condition's comparisons
	Met     *bool
}

// Progress (完成情况) is how far every subject of a target has come in one period.
type Progress struct {
	Target     Listed
	Condition  Condition
	Window     Window
	IsRunning  bool
	Rows       []Row
	NextCursor string
}

// reading is what a progress is read by.
type reading struct {
	target    Listed
	condition Condition
	window    Window
	tally     report.Tally
}

// ask is a figure of a comparison in a window, and where its answer stands.
type ask struct {
	comparison, window, part, question int

	figure report.Figure
}

// Measure says how far every subject has come, in one statement for all numbers of all subjects.
// It fails with ErrNotFound, ErrPermission, ErrInvalid or ErrNoRanking.
func (in Asked) Measure(tx *models.Tx, id int64, page models.Page) (*Progress, error) {
	of, err := in.read(tx, id)
	if err != nil {
		return nil, err
	}
	if in.Order == ByRanking {
		if err := of.mayRank(tx); err != nil {
			return nil, err
		}
	}
	held := of.window.days().within(of.target.days())
	members, err := of.tally.Members(tx, held.to, page)
	if err != nil {
		return nil, err
	}
	for _, member := range members.Items {
		of.tally.IDs = append(of.tally.IDs, member.ID)
	}
	questions, asks, empty := of.questions(tx.Today())
	answers, err := of.tally.Count(tx, questions)
	if err != nil {
		return nil, err
	}
	found := &Progress{Target: of.target, Condition: of.condition, Window: of.window, IsRunning: !held.isEmpty() && held.to > tx.Today(), NextCursor: members.NextCursor}
	for _, member := range members.Items {
		found.Rows = append(found.Rows, of.row(member, empty, asks, answers))
	}
	if in.Order == ByRanking {
		rank(found.Rows)
	}
	return found, nil
}

func (r *reading) mayRank(tx *models.Tx) error {
	switch {
	case !tx.Settings.RankingEnabled:
		return ErrNoRanking
	case r.target.Subject == report.OfVolunteers:
		return models.ErrInvalid.WithFields(models.FieldError{Field: "order", Code: "volunteers", Message: "不对志愿者排名，请去掉 order。"})
	}
	return nil
}

// read finds the target, its period, and whom the actor may read of.
func (in Asked) read(tx *models.Tx, id int64) (*reading, error) {
	found, err := Find(tx, id)
	if err != nil {
		return nil, err
	}
	of := &reading{target: *found}
	if of.condition, err = found.Condition(); err != nil {
		return nil, err
	}
	if of.window, err = in.window(&found.Target, tx.Today()); err != nil {
		return nil, err
	}
	paths := shared([]string{found.OrganizationPath}, tx.Actor.Paths(models.ReadStatistics))
	if found.Subject == report.OfVolunteers { // names are for who keeps the rosters
		paths = shared(paths, tx.Actor.Paths(models.KeepRosters))
	}
	if in.OrganizationID != 0 {
		below, err := models.Find[organization.Organization](tx, in.OrganizationID, models.Unknown("organization_id"))
		if err != nil {
			return nil, err
		}
		paths = shared(paths, []string{below.Path})
	}
	if len(paths) == 0 {
		return nil, models.ErrPermission
	}
	of.tally = report.Tally{Unit: found.Subject, Paths: paths}
	return of, nil
}

// window is the period that is asked for: one that has begun and has days on which the target holds.
func (in Asked) window(t *Target, today models.Date) (Window, error) {
	held := t.days()
	if in.Period == "" {
		return t.Period.at(max(min(today, held.to.Plus(-1)), t.StartsOn), t.StartsOn), nil
	}
	found, fits := t.Period.parse(in.Period, t.StartsOn)
	fault := models.FieldError{Field: "period"}
	switch {
	case !fits:
		fault.Code, fault.Message = "format", "期间要照考核周期写：2026-W48、2026-11、2026-Q4 或 2026；累计的写截止的那一天，如 2026-11-28。"
	case found.From > today || t.Period == Cumulative && found.To > today.Plus(1):
		fault.Code, fault.Message = "future", "这个期间还没有开始，请等开始以后再看。"
	case found.days().within(held).isEmpty():
		fault.Code, fault.Message = "range", "这个考核指标在这个期间不生效，请核对起算和截止日期。"
	default:
		return found, nil
	}
	return Window{}, models.ErrInvalid.WithFields(fault)
}

// shared are the paths below both one of the first and one of the second.
func shared(first, second []string) []string {
	var paths []string
	for _, a := range first {
		for _, b := range second {
			switch {
			case strings.HasPrefix(b, a):
				paths = append(paths, b)
			case strings.HasPrefix(a, b):
				paths = append(paths, a)
			}
		}
	}
	slices.Sort(paths)
	return slices.Compact(paths)
}

// questions are the figures that must be counted, and what the results look like before they are.
// Days on which the target does not hold, and days to come, are not counted.
func (r *reading) questions(today models.Date) (questions []report.Question, asks []ask, empty []Result) {
	for i, comparison := range r.condition.All() {
		var result Result
		for _, window := range r.target.Period.windows(comparison.Period, r.window, r.target.StartsOn) {
			held := window.days().within(r.target.days())
			if held.isEmpty() {
				continue
			}
			result.Counted = append(result.Counted, Counted{Window: window, IsRunning: held.to > today})
			if held.from > today {
				continue
			}
			for k, code := range comparison.parts() {
				question := report.Question{Code: code, From: held.from, To: held.to}
				if k == 0 {
					question.Filter = comparison.filter()
				}
				figure, _ := report.FigureOf(code)
				asks = append(asks, ask{i, len(result.Counted) - 1, k, len(questions), figure})
				questions = append(questions, question)
			}
		}
		empty = append(empty, result)
	}
	return questions, asks, empty
}

// row fills the results of one subject in.
func (r *reading) row(member report.UnitRow, empty []Result, asks []ask, answers []map[int64]int64) Row {
	row := Row{UnitRow: member, Results: make([]Result, len(empty))}
	for i, result := range empty {
		row.Results[i].Counted = slices.Clone(result.Counted)
	}
	all := r.condition.All()
	for _, one := range asks {
		counted := &row.Results[one.comparison].Counted[one.window]
		part := Part{Figure: one.figure.Code}
		if value, known := answers[one.question][member.ID]; known || !one.figure.CanBeUnknown() {
			part.Value = &value
		}
		counted.Parts = append(slices.Clip(counted.Parts), part)
	}
	for i := range row.Results {
		var met []*bool
		for j := range row.Results[i].Counted {
			all[i].decide(&row.Results[i].Counted[j])
			met = append(met, row.Results[i].Counted[j].Met)
		}
		row.Results[i].Met = together(All, met)
	}
	row.Met = r.condition.met(row.Results)
	return row
}

// rank puts those first who have met the whole, then those who have met more comparisons, then the higher first number; who is
// alike in all stays in the order of the region codes.
func rank(rows []Row) {
	score := func(row *Row) (whole, parts int, first float64) {
		if row.Met != nil && *row.Met {
			whole = 1
		}
		for _, result := range row.Results {
			if result.Met != nil && *result.Met {
				parts++
			}
		}
		if counted := row.Results[0].Counted; len(counted) > 0 && counted[len(counted)-1].Actual != nil {
			first = *counted[len(counted)-1].Actual
		}
		return whole, parts, first
	}
	slices.SortStableFunc(rows, func(a, b Row) int {
		wholeA, partsA, firstA := score(&a)
		wholeB, partsB, firstB := score(&b)
		switch {
		case wholeA != wholeB:
			return wholeB - wholeA
		case partsA != partsB:
			return partsB - partsA
		case firstA > firstB:
			return -1
		case firstA < firstB:
			return 1
		}
		return 0
	})
}
