package models

import (
	"encoding/base64"
	"strconv"
	"strings"
	"time"

	"gorm.io/gorm"
)

// Page says which part of a list is wanted: at most Limit items after the opaque cursor.
type Page struct {
	Limit  int
	Cursor string
}

// Paged is one page of a list; NextCursor is empty on the last one.
type Paged[T any] struct {
	Items      []T
	NextCursor string
}

// Order is how a list is sorted: by a time column and then by id, or by id alone when TimeColumn is empty.
type Order[T any] struct {
	TimeColumn string
	IDColumn   string
	Time       func(*T) time.Time
	ID         func(*T) int64
	Descending bool
}

// Fetch runs the query for one page. It fails with ErrCursor when the cursor is none of ours.
func Fetch[T any](query *gorm.DB, page Page, order Order[T]) (Paged[T], error) {
	direction, compare := "", ">"
	if order.Descending {
		direction, compare = " DESC", "<"
	}
	if page.Cursor != "" {
		at, id, err := decodeCursor(page.Cursor)
		if err != nil {
			return Paged[T]{}, err
		}
		if order.TimeColumn == "" {
			query = query.Where(order.IDColumn+" "+compare+" ?", id)
		} else {
			query = query.Where("("+order.TimeColumn+" "+compare+" ? OR "+order.TimeColumn+" = ? AND "+order.IDColumn+" "+compare+" ?)", at, at, id)
		}
	}
	if order.TimeColumn != "" {
		query = query.Order(order.TimeColumn + direction)
	}
	var items []T
	err := query.Order(order.IDColumn + direction).Limit(page.Limit + 1).Find(&items).Error
	if err != nil {
		return Paged[T]{}, err
	}
	return cut(items, page.Limit, order), nil
}

// cut keeps the page's items and names the last of them as the next cursor when there are more.
func cut[T any](items []T, limit int, order Order[T]) Paged[T] {
	if len(items) <= limit {
		return Paged[T]{Items: items}
	}
	items = items[:limit]
	last := &items[limit-1]
	at := time.Time{}
	if order.Time != nil {
		at = order.Time(last)
	}
	return Paged[T]{Items: items, NextCursor: encodeCursor(at, order.ID(last))}
}

func encodeCursor(at time.Time, id int64) string {
	return base64.RawURLEncoding.EncodeToString([]byte(strconv.FormatInt(at.UnixMilli(), 36) + "." + strconv.FormatInt(id, 36)))
}

func decodeCursor(cursor string) (time.Time, int64, error) {
	text, err := base64.RawURLEncoding.DecodeString(cursor)
	if err != nil {
		return time.Time{}, 0, ErrCursor
	}
	first, second, _ := strings.Cut(string(text), ".")
	milliseconds, timeFault := strconv.ParseInt(first, 36, 64)
	id, idFault := strconv.ParseInt(second, 36, 64)
	at := time.UnixMilli(milliseconds).UTC()
	// Only what encodeCursor writes is a cursor: another year would be an error of the database further down.
	if timeFault != nil || idFault != nil || at.Year() < 1 || at.Year() > 9999 || encodeCursor(at, id) != cursor {
		return time.Time{}, 0, ErrCursor
	}
	return at, id, nil
}

// CheckPeriod fails with ErrInvalid when [from, to) holds nothing; a zero bound is none.
func CheckPeriod(from, to time.Time) error {
	if from.IsZero() || to.IsZero() || to.After(from) {
		return nil
	}
	return ErrInvalid.WithFields(FieldError{Field: "to", Code: "order", Message: "to 要晚于 from。"})
}

// Within limits the query to organizations below any of the paths; without a path it finds nothing.
func Within(query *gorm.DB, pathColumn string, paths []string) *gorm.DB {
	if len(paths) == 0 {
		return query.Where("1 = 0")
	}
	conditions := make([]string, len(paths))
	values := make([]any, len(paths))
	for i, path := range paths {
		conditions[i] = pathColumn + " LIKE ?"
		values[i] = path + "%"
	}
	return query.Where("("+strings.Join(conditions, " OR ")+")", values...)
}

// StartsWith makes a LIKE pattern that takes the text literally; the statement names ! as its escape.
func StartsWith(text string) string {
	return strings.NewReplacer("!", "!!", "%", "!%", "_", "!_").Replace(text) + "%"
}
