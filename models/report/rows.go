package report

import (
	"maps"
	"slices"
	"strconv"
	"strings"
	"time"

	"practicestation/models"
	"practicestation/models/organization"
	"practicestation/models/team"
)

// rows names every row that the report must show, in its order, also where nothing was done, and adds the figures.
func (q Query) rows(tx *models.Tx, paths []string, counted map[string]Figures) ([]Row, error) {
	rows, err := q.named(tx, paths, counted)
	if err != nil {
		return nil, err
	}
	for i, row := range rows {
		rows[i].Figures = counted[row.ID]
		delete(counted, row.ID)
	}
	// What is left has no name of its own: a category is its name.
	for _, id := range slices.Sorted(maps.Keys(counted)) {
		rows = append(rows, Row{ID: id, Name: id, Figures: counted[id]})
	}
	return rows, nil
}

func (q Query) named(tx *models.Tx, paths []string, counted map[string]Figures) ([]Row, error) {
	switch q.Dimension {
	case ByStation:
		return stations(tx, paths)
	case ByTeam:
		return teams(tx, paths, slices.Collect(maps.Keys(counted)))
	case ByAffiliation:
		return affiliations(), nil
	case ByMonth:
		return months(q.From, q.To), nil
	}
	return nil, nil
}

// stations lists every station in the scope by region code, those without one last.
func stations(tx *models.Tx, paths []string) ([]Row, error) {
	query := tx.DB.Table("organizations AS o").Select("o.id, o.name, p.name AS home").
		Joins("LEFT JOIN organizations AS p ON p.id = o.parent_id").Where("o.level = ?", organization.Station)
	var rows []Row
	err := models.Within(query, "o.path", paths).Order("o.region_code IS NULL, o.region_code, o.id").Scan(&rows).Error
	return rows, err
}

// teams lists every team homed in the scope, and then those from elsewhere that served in it.
func teams(tx *models.Tx, paths, served []string) ([]Row, error) {
	homed := models.Within(tx.DB, "o.path", paths)
	var found []struct {
		Row
		Path string
	}
	err := tx.DB.Table("teams AS t").Select("t.id, t.name, o.name AS home, o.path").Joins("JOIN organizations AS o ON o.id = t.organization_id").
		Where(homed.Or("t.id IN ?", served)).Order("t.id").Scan(&found).Error
	rows, foreign := make([]Row, 0, len(found)), []Row{}
	for _, one := range found {
		if slices.ContainsFunc(paths, func(path string) bool { return strings.HasPrefix(one.Path, path) }) {
			rows = append(rows, one.Row)
			continue
		}
		foreign = append(foreign, one.Row)
	}
	return append(rows, foreign...), err
}

func affiliations() []Row {
	var rows []Row
	for _, affiliation := range team.Affiliations() {
		rows = append(rows, Row{ID: string(affiliation), Name: affiliation.Name()})
	}
	return rows
}

// months lists every month that has a day in [from, to).
func months(from, to models.Date) []Row {
	var rows []Row
	day := from.In(time.UTC)
	for month := time.Date(day.Year(), day.Month(), 1, 0, 0, 0, 0, time.UTC); models.DateOf(month, time.UTC) < to; month = month.AddDate(0, 1, 0) {
		rows = append(rows, Row{ID: month.Format("2006-01"), Name: strconv.Itoa(month.Year()) + "年" + strconv.Itoa(int(month.Month())) + "月"})
	}
	return rows
}
