package models

import (
	"context"
	"fmt"
)

// Finding (查验发现) is the first row of a check that is not as it must be.
type Finding struct {
	Table string
	Row   int64  // its id, or the number by which the table knows its rows; 0 where the text names it, or there is none
	Text  string // what is wrong with it, in a sentence for the operator
}

// String says where it is, and what is wrong.
func (f *Finding) String() string {
	if f.Row == 0 {
		return fmt.Sprintf("%s：%s", f.Table, f.Text)
	}
	return fmt.Sprintf("%s 的第 %d 行：%s", f.Table, f.Row, f.Text)
}

// Check (查验) is one sentence that must hold of the stored data. Run reads only; it tells progress how many rows it has seen
// so far, and answers how many it has seen and the first that breaks the sentence, if any.
type Check struct {
	Name string
	Run  func(ctx context.Context, db *DB, progress func(seen int64)) (seen int64, found *Finding, err error)
}

// CountedCheck is a check in plain SQL. The query gives rows of subject, told and found: what is stored of the subject, and
// what counting finds. One statement sees one state of the database, so a service that goes on writing raises no false alarm.
func CountedCheck(name, table, query, wrong string) Check {
	return ToldCheck(name, table, query, wrong, func(told, found int64) string { return fmt.Sprintf("应为 %d，实为 %d", found, told) })
}

// ToldCheck is a counted check that says what is wrong in words of its own, where two numbers would not tell which of them was changed.
func ToldCheck(name, table, query, wrong string, say func(told, found int64) string) Check {
	return Check{Name: name, Run: func(ctx context.Context, db *DB, _ func(int64)) (int64, *Finding, error) {
		var broken []struct{ Subject, Told, Found int64 }
		var seen int64
		err := db.Read(ctx, SystemActor("verify"), func(tx *Tx) error {
			if err := tx.DB.Raw("SELECT COUNT(*) FROM (" + query + ") AS counted").Scan(&seen).Error; err != nil {
				return err
			}
			return tx.DB.Raw("SELECT subject, told, found FROM (" + query + ") AS counted WHERE " + wrong + " ORDER BY subject LIMIT 1").Scan(&broken).Error
		})
		if err != nil || len(broken) == 0 {
			return seen, nil, err
		}
		first := broken[0]
		return seen, &Finding{Table: table, Row: first.Subject, Text: say(first.Told, first.Found)}, nil
	}}
}

// NamedCheck wants the rows of another table that a column names; word is what people call them. What names none passes.
func NamedCheck(name, table, column, named, word string) Check {
	query := fmt.Sprintf("SELECT r.id AS subject, r.%[1]s AS told, COALESCE(n.id, 0) AS found FROM %[2]s r LEFT JOIN %[3]s n ON n.id = r.%[1]s WHERE r.%[1]s IS NOT NULL",
		column, table, named)
	return ToldCheck(name, table, query, "told <> found", func(told, _ int64) string { return fmt.Sprintf("所写的%s %d 不在了", word, told) })
}
