package report

import (
	"database/sql"
	"slices"
	"strings"

	"gorm.io/gorm"

	"practicestation/models"
	"practicestation/models/organization"
)

// gather counts figures of one source in one statement, so that rows and total see the same facts: by the dimension's key, or
// for each of its periods. The total of what adds up is the sum of the rows: the facts are not read a second time for it.
func (q Query) gather(tx *models.Tx, paths []string, of []Figure, found gathered) error {
	var parts []any
	addsUp := !slices.ContainsFunc(of, func(f Figure) bool { return !f.AddsUp(q.Dimension) })
	if !addsUp {
		whole, err := q.measure(tx, paths, of, span{q.From, q.To}, "NULL", 1)
		if err != nil {
			return err
		}
		parts = append(parts, whole)
	}
	if q.Dimension.isTime() {
		for _, one := range q.periods() {
			part, err := q.measure(tx, paths, of, one.days, "'"+one.ID+"'", 0)
			if err != nil {
				return err
			}
			parts = append(parts, part)
		}
	} else {
		grouped, err := q.grouped(tx, paths, of)
		if err != nil {
			return err
		}
		parts = append(parts, grouped)
	}
	return collect(tx, parts, of, addsUp, found)
}

// measure counts over all the facts of some days; the key is SQL.
func (q Query) measure(tx *models.Tx, paths []string, of []Figure, days span, key string, whole int) (*gorm.DB, error) {
	query, err := q.inScope(tx, paths, of, days, false)
	if err != nil {
		return nil, err
	}
	return query.Select(key+" AS id, ? AS whole, "+measures(of), whole), nil
}

// grouped counts the facts of the whole period by the dimension's key.
func (q Query) grouped(tx *models.Tx, paths []string, of []Figure) (*gorm.DB, error) {
	query, err := q.inScope(tx, paths, of, span{q.From, q.To}, true)
	if err != nil {
		return nil, err
	}
	query, key := q.keyOfFacts(tx, query, paths, of[0].source)
	return query.Select(key + " AS id, 0 AS whole, " + measures(of)).Group(key), nil
}

// keyOfFacts is key for facts: what is of one organization alone has that for its key.
func (q Query) keyOfFacts(tx *models.Tx, query *gorm.DB, paths []string, of source) (*gorm.DB, string) {
	if of.isOwn() {
		return query, "x.place_id"
	}
	return q.key(tx, query, paths)
}

// inScope finds the facts x of the figures, which all have one source, that belong to the scope. What is of one organization alone
// is that of the organizations which have a row, or of the one at the top for a total.
func (q Query) inScope(tx *models.Tx, paths []string, of []Figure, days span, rows bool) (*gorm.DB, error) {
	found, err := q.factsOf(tx, of[0].source, days)
	if err != nil {
		return nil, err
	}
	query := tx.DB.Table("(?) AS x", found.query(of))
	top := organization.Tops(paths)
	switch {
	case !of[0].source.isOwn() || rows && q.Dimension == ByStation:
		query = query.Where("x.place_id IN (?)", models.Within(tx.DB.Table("organizations").Select("id"), "path", paths))
		if of[0].source.isOwn() {
			query = query.Where("x.level = 'station'")
		}
		return query, nil
	case rows:
		return query.Where("x.parent_id IN (?)", top), nil
	case len(top) > 1: // several organizations have nothing of their own
		return query.Where("1 = 0"), nil
	}
	return query.Where("x.place_id IN (?)", top), nil
}

// measures are the figures as columns, in their order.
func measures(of []Figure) string {
	columns := make([]string, len(of))
	for i, figure := range of {
		columns[i] = measure(figure) + " AS " + string(figure.Code)
	}
	return strings.Join(columns, ", ")
}

// measure adds a figure's amounts up, or counts what is different.
func measure(figure Figure) string {
	column := "x." + string(figure.Code)
	if figure.distinct != "" {
		return "COUNT(DISTINCT CASE WHEN " + column + " <> 0 THEN x." + figure.distinct + " END)"
	}
	return "SUM(" + column + ")"
}

// collect runs the statement of all parts and adds what it counts to what has been found, to the total too where the rows add up to it.
func collect(tx *models.Tx, parts []any, of []Figure, addsUp bool, found gathered) error {
	statement := strings.TrimSuffix(strings.Repeat("SELECT * FROM (?) AS part UNION ALL ", len(parts)), " UNION ALL ")
	rows, err := tx.DB.Raw(statement, parts...).Rows()
	if err != nil {
		return err
	}
	defer rows.Close() // Err tells whether all rows were read
	for rows.Next() {
		var id sql.NullString
		var whole bool
		numbers := make([]sql.NullInt64, len(of))
		into := []any{&id, &whole}
		for i := range numbers {
			into = append(into, &numbers[i])
		}
		if err := rows.Scan(into...); err != nil {
			return err
		}
		values := found.total
		if !whole {
			values = found.at(keyOf(pointerTo(id)))
		}
		for i, figure := range of {
			if !numbers[i].Valid {
				continue
			}
			values[figure.Code] = numbers[i].Int64
			if addsUp {
				found.total[figure.Code] += numbers[i].Int64
			}
		}
	}
	return rows.Err()
}

func pointerTo(text sql.NullString) *string {
	if !text.Valid {
		return nil
	}
	return &text.String
}
