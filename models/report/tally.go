package report

import (
	"slices"
	"strings"

	"gorm.io/gorm"

	"practicestation/models"
	"practicestation/models/activity"
	"practicestation/models/team"
)

// Unit (统计对象) is whose figures a tally counts.
type Unit string

// The units: an organization of a level with all below it, a team wherever it serves, a volunteer wherever they serve.
const (
	OfCenter     Unit = "center"
	OfInstitutes Unit = "institute"
	OfStations   Unit = "station"
	OfTeams      Unit = "team"
	OfVolunteers Unit = "volunteer"
)

// Units lists all of them.
func Units() []Unit { return []Unit{OfCenter, OfInstitutes, OfStations, OfTeams, OfVolunteers} }

// Has reports whether the unit has the figure, which is no rate.
func (u Unit) Has(figure Figure) bool {
	switch u {
	case OfVolunteers:
		return slices.Contains([]Code{Activities, Attendances, Minutes, NoShows}, figure.Code)
	case OfTeams:
		return !figure.IsRate() && slices.Contains(figure.Dimensions, ByTeam)
	case OfCenter, OfInstitutes, OfStations:
	}
	return !figure.IsRate() && slices.Contains(figure.Dimensions, ByOrganization)
}

// Filter (筛选) narrows what a figure is counted from; what is empty does not.
type Filter struct {
	Categories []string
	Platforms  []activity.Platform
	BrandID    int64
}

// IsEmpty reports whether nothing is narrowed.
func (f Filter) IsEmpty() bool {
	return len(f.Categories) == 0 && len(f.Platforms) == 0 && f.BrandID == 0
}

// CanBeFiltered reports whether a figure is counted from rows that have a category, a platform and a brand.
func (f *Figure) CanBeFiltered() bool {
	return slices.Contains([]source{fromEntries, fromItems, fromActivities, fromSeats}, f.source)
}

func (f Filter) narrow(query *gorm.DB) *gorm.DB {
	if len(f.Categories) > 0 {
		query = query.Where("x.category IN (?)", f.Categories)
	}
	if len(f.Platforms) > 0 {
		query = query.Where("x.platform IN (?)", f.Platforms)
	}
	if f.BrandID != 0 {
		query = query.Where("x.brand_id = ?", f.BrandID)
	}
	return query
}

// Question asks for one figure, which is no rate, on the days [From, To).
type Question struct {
	Code     Code
	Filter   Filter
	From, To models.Date
}

// Tally asks the same questions of many units: those of a kind that belong to the paths, of volunteers those with the ids.
// Who may ask is for the caller to say.
type Tally struct {
	Unit  Unit
	Paths []string
	IDs   []int64
}

// Count answers all questions of all units in one statement, so that every number is of the same moment. What is in no answer
// is 0, except what can be unknown.
func (t Tally) Count(tx *models.Tx, questions []Question) ([]map[int64]int64, error) {
	answers := make([]map[int64]int64, len(questions))
	parts := make([]any, len(questions))
	for i, question := range questions {
		answers[i] = map[int64]int64{}
		query, figure, key, err := t.facts(tx, question)
		if err != nil {
			return nil, err
		}
		parts[i] = query.Select(key+" AS unit_id, ? AS question, "+measure(figure)+" AS amount", i).Group(key)
	}
	if len(parts) == 0 {
		return answers, nil
	}
	var found []struct {
		UnitID   int64
		Question int
		Amount   *int64
	}
	statement := strings.TrimSuffix(strings.Repeat("SELECT * FROM (?) AS part UNION ALL ", len(parts)), " UNION ALL ")
	err := tx.DB.Raw(statement, parts...).Scan(&found).Error
	for _, one := range found {
		if one.Amount != nil {
			answers[one.Question][one.UnitID] = *one.Amount
		}
	}
	return answers, err
}

// Details lists the rows behind one number of one unit, and their sum.
func (t Tally) Details(tx *models.Tx, question Question, unitID int64, page models.Page) (models.Paged[Contribution], int64, error) {
	query, figure, key, err := t.facts(tx, question)
	if err != nil {
		return models.Paged[Contribution]{}, 0, err
	}
	return contributions(tx, figure, query.Where(key+" = ?", unitID), page)
}

// facts finds the facts x that answer a question, each with the unit that it belongs to.
func (t Tally) facts(tx *models.Tx, question Question) (query *gorm.DB, figure Figure, key string, err error) {
	figure, _ = FigureOf(question.Code)
	of := Query{Dimension: ByOrganization}
	if t.Unit == OfTeams {
		of.Dimension = ByTeam
	}
	found, err := of.factsOf(tx, figure.source, span{question.From, question.To})
	if err != nil {
		return nil, figure, "", err
	}
	query = question.Filter.narrow(tx.DB.Table("(?) AS x", found.query([]Figure{figure})))
	switch t.Unit {
	case OfVolunteers:
		return query.Where("x.volunteer_id IN (?)", append(slices.Clone(t.IDs), 0)), figure, "x.volunteer_id", nil
	case OfTeams:
		return query.Where("x.team_id IN (?)", t.teams(tx).Select("t.id")), figure, "x.team_id", nil
	case OfCenter, OfInstitutes, OfStations:
	}
	join := "JOIN (?) AS unit ON unit.place_id = x.place_id"
	if figure.source.isOwn() {
		join += " AND unit.id = x.place_id"
	}
	return query.Joins(join, t.places(tx)), figure, "unit.id", nil
}

// teams are those of the paths that there are.
func (t Tally) teams(tx *models.Tx) *gorm.DB {
	return models.Within(tx.DB.Table("teams AS t").Joins("JOIN organizations AS o ON o.id = t.organization_id"), "o.path", t.Paths).Where("t.status = ?", team.Active)
}

// places says of each organization to which of the units it belongs. Nothing lies below a station.
func (t Tally) places(tx *models.Tx) *gorm.DB {
	below := "SUBSTR(d.path, 1, LENGTH(o.path)) = o.path"
	if t.Unit == OfStations {
		below = "d.id = o.id"
	}
	return t.organizations(tx).Joins("JOIN organizations AS d ON " + below).Select("o.id, d.id AS place_id")
}

func (t Tally) organizations(tx *models.Tx) *gorm.DB {
	return models.Within(tx.DB.Table("organizations AS o"), "o.path", t.Paths).Where("o.level = ?", t.Unit)
}
