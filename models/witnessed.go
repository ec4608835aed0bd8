package models

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"time"

	"gorm.io/gorm"
)

// Witnessed (留痕对照的表) is a table whose rows the audit vouches for: each change of a row has a line of the audit that
// holds a mark of every column as it was then. Whoever changes a row by SQL leaves it different from its last line.
type Witnessed struct {
	Table   string
	Creates []string            // the actions of the lines with which rows begin
	Changes map[string][]string // the columns that each later action may change
	Without []string            // columns that may change without a line
}

// WitnessedRow is one row of such a table, named by the line that vouches for it.
type WitnessedRow struct {
	table   string
	id      int64
	without []string
}

// Row names the row with this id.
func (w Witnessed) Row(id int64) *WitnessedRow {
	return &WitnessedRow{table: w.Table, id: id, without: w.Without}
}

// marks are the columns of a row, each with the beginning of a hash of what it holds.
type marks map[string]string

// mark hashes one column. What the two engines and their drivers give for a value is written in one way first.
func mark(table string, id int64, column string, value any) string {
	var text *string
	if value != nil {
		written := fmt.Sprint(value)
		switch value := value.(type) {
		case []byte:
			written = string(value)
		case time.Time:
			written = value.UTC().Format("2006-01-02T15:04:05.000Z")
		}
		text = &written
	}
	content, err := json.Marshal([]any{table, id, column, text})
	if err != nil {
		panic("texts and numbers always marshal: " + err.Error())
	}
	sum := sha256.Sum256(content)
	return hex.EncodeToString(sum[:8])
}

// differing names the columns of the earlier marks that later ones have otherwise. Columns that a later version has added are
// in no earlier line.
func (m marks) differing(later marks) []string {
	var columns []string
	for column, was := range m {
		if later[column] != was {
			columns = append(columns, column)
		}
	}
	slices.Sort(columns)
	return columns
}

// readMarks reads rows as they are now, and marks them.
func readMarks(db *gorm.DB, table string, without []string, ids []int64) (map[int64]marks, error) {
	rows, err := db.Table(table).Where("id IN (?)", ids).Rows()
	if err != nil {
		return nil, err
	}
	defer func() { _ = rows.Close() }() // what it could tell, Err tells
	columns, err := rows.Columns()
	if err != nil {
		return nil, err
	}
	at := slices.Index(columns, "id")
	read := map[int64]marks{}
	for rows.Next() {
		values, targets := make([]any, len(columns)), make([]any, len(columns))
		for i := range values {
			targets[i] = &values[i]
		}
		var id int64
		targets[at] = &id
		if err := rows.Scan(targets...); err != nil {
			return nil, err
		}
		row := marks{}
		for i, column := range columns {
			if i != at && !slices.Contains(without, column) {
				row[column] = mark(table, id, column, values[i])
			}
		}
		read[id] = row
	}
	return read, rows.Err()
}

// witness gives the lines of the unit the marks of the rows that they vouch for, as the unit leaves them.
func (tx *Tx) witness() error {
	ids, without := map[string][]int64{}, map[string][]string{}
	for _, row := range tx.witnessed {
		if row != nil {
			ids[row.table], without[row.table] = append(ids[row.table], row.id), row.without
		}
	}
	for table := range ids {
		read, err := readMarks(tx.DB, table, without[table], ids[table])
		if err != nil {
			return err
		}
		for i, row := range tx.witnessed {
			if row == nil || row.table != table {
				continue
			}
			if read[row.id] == nil {
				return fmt.Errorf("the audit's line %q vouches for row %d of %s, which is not there", tx.audit[i].Action, row.id, table)
			}
			tx.audit[i].RowTable, tx.audit[i].RowID, tx.audit[i].RowMarks = &row.table, &row.id, jsonText(read[row.id])
		}
	}
	return nil
}

// number names the unit in each of its lines, with how many there are: one that is taken out is missed.
func (tx *Tx) number() {
	unit, lines := fmt.Sprintf("%011x", tx.Now.UnixMilli())+strings.ToLower(RandomCode(13)), int64(len(tx.audit))
	for i := range tx.audit {
		line := int64(i + 1)
		tx.audit[i].Unit, tx.audit[i].UnitLine, tx.audit[i].UnitLines = &unit, &line, &lines
	}
}
