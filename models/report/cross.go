package report

import (
	"slices"

	"gorm.io/gorm"

	"practicestation/models"
)

// Cross is one figure by two dimensions: the rows by their key, each by the key of the second, and the same over all rows.
type Cross struct {
	Rows  map[string]map[string]int64
	Total map[string]int64
}

// Tabulate counts a figure by the query's dimension and by a second one, over the very rows that Details lists: the totals of the ledger
// give no total of each column in the same statement, and no sheet splits one of their figures twice.
// It fails with ErrPermission or ErrInvalid.
func Tabulate(tx *models.Tx, query Query, by Dimension, code Code) (*Cross, error) {
	paths, err := query.scope(tx)
	if err != nil {
		return nil, err
	}
	figure, known := FigureOf(code)
	if !known || figure.IsRate() || by.isTime() || query.Dimension.isTime() || !slices.Contains(figure.Dimensions, by) {
		return nil, models.ErrInvalid.WithFields(models.FieldError{Field: "figures", Code: "dimension", Message: "这个指标不能这样交叉统计，请换一个口径。"})
	}
	of := []Figure{figure}
	second := query
	second.Dimension = by
	cells, err := second.crossed(tx, paths, of, &query)
	if err != nil {
		return nil, err
	}
	whole, err := second.crossed(tx, paths, of, nil)
	if err != nil {
		return nil, err
	}
	var found []struct {
		RowKey, ColumnKey *string
		Whole             bool
		Amount            int64
	}
	// One statement, so that rows and total see the same facts.
	if err := tx.DB.Raw("SELECT * FROM (?) AS cells UNION ALL SELECT * FROM (?) AS wholes", cells, whole).Scan(&found).Error; err != nil {
		return nil, err
	}
	cross := &Cross{Rows: map[string]map[string]int64{}, Total: map[string]int64{}}
	for _, one := range found {
		row := cross.Total
		if !one.Whole {
			key := keyOf(one.RowKey)
			if cross.Rows[key] == nil {
				cross.Rows[key] = map[string]int64{}
			}
			row = cross.Rows[key]
		}
		row[keyOf(one.ColumnKey)] = one.Amount
	}
	return cross, nil
}

// crossed counts the figure by the query's dimension, and by that of the rows where there are any.
func (q Query) crossed(tx *models.Tx, paths []string, of []Figure, rows *Query) (*gorm.DB, error) {
	query, err := q.inScope(tx, paths, of, span{q.From, q.To}, true)
	if err != nil {
		return nil, err
	}
	query, key := q.keyOfFacts(tx, query, paths, of[0].source)
	first, groups, whole := "NULL", key, 1
	if rows != nil {
		query, first = rows.keyOfFacts(tx, query, paths, of[0].source)
		groups, whole = key+", "+first, 0
	}
	return query.Select(first+" AS row_key, "+key+" AS column_key, ? AS whole, "+measure(of[0])+" AS amount", whole).Group(groups), nil
}
