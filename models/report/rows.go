package report

import (
	"maps"
	"slices"
	"strconv"
	"strings"

	"practicestation/models"
	"practicestation/models/activity"
	"practicestation/models/organization"
	"practicestation/models/team"
)

// rows names every row that the report must show, in its order, also where nothing was done, and adds the figures.
func (q Query) rows(tx *models.Tx, paths []string, counted map[string]Figures) ([]Row, error) {
	rows, err := q.named(tx, paths, slices.Collect(maps.Keys(counted)))
	for i, row := range rows {
		rows[i].Figures = counted[row.ID]
	}
	return rows, err
}

// named names every row, and those of the keys that were found besides.
func (q Query) named(tx *models.Tx, paths []string, keys []string) ([]Row, error) {
	rows, err := q.known(tx, paths, keys)
	if err != nil {
		return nil, err
	}
	slices.Sort(keys)
	for _, key := range keys {
		if slices.ContainsFunc(rows, func(r Row) bool { return r.ID == key }) {
			continue
		}
		name := key // what is left has no name of its own: a category is its name
		if rest, there := unnamed[q.Dimension]; there && key == nowhere {
			name = rest
		}
		rows = append(rows, Row{ID: key, Name: name})
	}
	return rows, nil
}

// unnamed is what the row of the rest is called.
var unnamed = map[Dimension]string{
	ByStation: "不属于任何站", ByTeam: "不属于任何队伍", ByAffiliation: "不属于任何条线", ByPlatform: "未填平台", ByBrand: "不属于任何品牌",
}

func (q Query) known(tx *models.Tx, paths, keys []string) ([]Row, error) {
	switch q.Dimension {
	case ByOrganization:
		return organizations(tx, paths, keys)
	case ByStation:
		return stations(tx, paths)
	case ByTeam:
		return teams(tx, paths, keys)
	case ByAffiliation:
		return affiliations(), nil
	case ByPlatform:
		return platforms(), nil
	case ByBrand:
		return brands(tx, paths, keys)
	case ByMonth, ByQuarter, ByYear:
		var rows []Row
		for _, one := range q.periods() {
			rows = append(rows, one.Row)
		}
		return rows, nil
	case ByCategory:
	}
	return nil, nil
}

// organizations lists the children of the organizations at the top of the scope by region code, and then those at the top
// themselves where something is their own or they have no children.
func organizations(tx *models.Tx, paths, keys []string) ([]Row, error) {
	var found []struct {
		Row
		ParentID int64
	}
	top := append([]int64{0}, organization.Tops(paths)...)
	err := tx.DB.Table("organizations AS o").Select("o.id, o.name, p.name AS home, COALESCE(o.parent_id, 0) AS parent_id").
		Joins("LEFT JOIN organizations AS p ON p.id = o.parent_id").Where("o.id IN (?) OR o.parent_id IN (?)", top, top).
		Order("o.region_code IS NULL, o.region_code, o.id").Scan(&found).Error
	var rows, own []Row
	parents := map[string]bool{}
	for _, one := range found {
		parents[strconv.FormatInt(one.ParentID, 10)] = true
	}
	for _, one := range found {
		id, _ := strconv.ParseInt(one.ID, 10, 64)
		switch {
		case !slices.Contains(top, id):
			rows = append(rows, one.Row)
		case slices.Contains(keys, one.ID) || !parents[one.ID]:
			one.Name += "（本级）"
			own = append(own, one.Row)
		}
	}
	return append(rows, own...), err
}

// stations lists every station in the scope by region code, those without one last.
func stations(tx *models.Tx, paths []string) ([]Row, error) {
	query := tx.DB.Table("organizations AS o").Select("o.id, o.name, p.name AS home").
		Joins("LEFT JOIN organizations AS p ON p.id = o.parent_id").Where("o.level = ?", organization.Station)
	var rows []Row
	err := models.Within(query, "o.path", paths).Order("o.region_code IS NULL, o.region_code, o.id").Scan(&rows).Error
	return rows, err
}

// teams lists every team homed in the scope, and then those from elsewhere that something was counted of.
func teams(tx *models.Tx, paths, keys []string) ([]Row, error) {
	homed := models.Within(tx.DB, "o.path", paths)
	var found []struct {
		Row
		Path string
	}
	err := tx.DB.Table("teams AS t").Select("t.id, t.name, o.name AS home, o.path").Joins("JOIN organizations AS o ON o.id = t.organization_id").
		Where(homed.Or("t.id IN (?)", idsOf(keys))).Order("t.id").Scan(&found).Error
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

// idsOf are the keys that are numbers; there is always one, which is nobody's.
func idsOf(keys []string) []int64 {
	ids := []int64{0}
	for _, key := range keys {
		if id, err := strconv.ParseInt(key, 10, 64); err == nil {
			ids = append(ids, id)
		}
	}
	return ids
}

func affiliations() []Row {
	var rows []Row
	for _, affiliation := range team.Affiliations() {
		rows = append(rows, Row{ID: string(affiliation), Name: affiliation.Name()})
	}
	return rows
}

func platforms() []Row {
	var rows []Row
	for _, platform := range activity.Platforms() {
		rows = append(rows, Row{ID: string(platform), Name: platform.Name()})
	}
	return rows
}

// brands lists every active brand of the scope, and the others that something was counted of.
func brands(tx *models.Tx, paths, keys []string) ([]Row, error) {
	carried := models.Within(tx.DB.Where("b.status = 'active'"), "o.path", paths)
	var rows []Row
	err := tx.DB.Table("brands AS b").Select("b.id, b.name, o.name AS home").Joins("JOIN organizations AS o ON o.id = b.organization_id").
		Where(tx.DB.Where(carried).Or("b.id IN (?)", idsOf(keys))).Order("o.region_code IS NULL, o.region_code, b.id").Scan(&rows).Error
	return rows, err
}
