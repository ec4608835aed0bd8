package models

import (
	"context"
	"encoding/json"
	"fmt"
	"slices"
	"strings"
)

// witnessPage is how many rows, with their lines, a check reads at once.
const witnessPage = 500

// AuditStart (对照起点) is the last row of a table that was written before the audit vouched for its rows; of the audit itself, the
// last line from before each had a hash, its unit and a seal before it.
type AuditStart struct {
	RowTable string `gorm:"primaryKey"`
	LastID   int64
}

// LastEarly is the last row of a table that was written before the audit vouched for its rows; 0 when all of them are later.
func LastEarly(tx *Tx, table string) (int64, error) {
	var starts []AuditStart
	err := tx.DB.Where("row_table = ?", table).Find(&starts).Error
	if err != nil || len(starts) == 0 {
		return 0, err
	}
	return starts[0].LastID, nil
}

// witnessLine is a line of the audit that vouches for a row.
type witnessLine struct {
	ID       int64
	Action   string
	RowID    int64
	RowMarks string
}

// Check compares each row of the table with the lines that vouch for it: it began with one, each line changed only what its
// action changes, and the row is what the last one says.
func (w Witnessed) Check(name string) Check {
	return Check{Name: name, Run: func(ctx context.Context, db *DB, progress func(int64)) (seen int64, found *Finding, err error) {
		err = db.Read(ctx, SystemActor("verify"), func(tx *Tx) error {
			found, err = begins(tx, w.Table)
			return err
		})
		if err != nil || found != nil {
			return 0, found, err
		}
		for after := int64(0); found == nil; {
			var page []int64
			err = db.Read(ctx, SystemActor("verify"), func(tx *Tx) error {
				if page, err = w.page(tx, after); err != nil || len(page) == 0 {
					return err
				}
				found, err = w.examine(tx, page)
				return err
			})
			if err != nil || len(page) == 0 {
				return seen, found, err
			}
			after, seen = page[len(page)-1], seen+int64(len(page))
			progress(seen)
		}
		return seen, found, nil
	}}
}

// begins wants the table's start: a migration has written one for each.
func begins(tx *Tx, table string) (*Finding, error) {
	var starts int64
	err := tx.DB.Model(&AuditStart{}).Where("row_table = ?", table).Count(&starts).Error
	if err != nil || starts == 1 {
		return nil, err
	}
	return &Finding{Table: "audit_starts", Text: "没有 " + table + " 的对照起点"}, nil
}

// page gives the next ids of rows that are there, or of which a line tells. Both lists hold everything up to the lower end of
// the full ones, so nothing is passed over.
func (w Witnessed) page(tx *Tx, after int64) ([]int64, error) {
	var told, there []int64
	err := tx.DB.Table("audit_entries").Distinct("row_id").Where("row_table = ? AND row_id > ?", w.Table, after).
		Order("row_id").Limit(witnessPage).Pluck("row_id", &told).Error
	if err != nil {
		return nil, err
	}
	if err := tx.DB.Table(w.Table).Where("id > ?", after).Order("id").Limit(witnessPage).Pluck("id", &there).Error; err != nil {
		return nil, err
	}
	all := append(told, there...)
	slices.Sort(all)
	all = slices.Compact(all)
	return all[:min(len(all), witnessPage)], nil
}

// examine says which of the rows is the first that differs from its lines. A row that changes between two looks is looked at
// again before it is called wrong.
func (w Witnessed) examine(tx *Tx, ids []int64) (*Finding, error) {
	judged, err := w.judgeAll(tx, ids)
	if err != nil {
		return nil, err
	}
	for _, id := range ids {
		found := judged[id]
		for range 5 {
			if found == nil {
				break
			}
			again, err := w.judgeAll(tx, []int64{id})
			if err != nil {
				return nil, err
			}
			found = again[id]
		}
		if found != nil {
			return found, nil
		}
	}
	return nil, nil //nolint:nilnil // every row is as its lines say
}

// judgeAll reads rows with their lines, and says what is wrong with each.
func (w Witnessed) judgeAll(tx *Tx, ids []int64) (map[int64]*Finding, error) {
	start, err := LastEarly(tx, w.Table)
	if err != nil {
		return nil, err
	}
	var lines []witnessLine
	err = tx.DB.Table("audit_entries").Select("id, action, row_id, row_marks").Where("row_table = ? AND row_id IN (?)", w.Table, ids).Order("id").Scan(&lines).Error
	if err != nil {
		return nil, err
	}
	rows, err := readMarks(tx.DB, w.Table, w.Without, ids)
	if err != nil {
		return nil, err
	}
	ofRow := map[int64][]witnessLine{}
	for _, line := range lines {
		ofRow[line.RowID] = append(ofRow[line.RowID], line)
	}
	judged := map[int64]*Finding{}
	for _, id := range ids {
		if text := w.judge(id <= start, ofRow[id], rows[id]); text != "" {
			judged[id] = &Finding{Table: w.Table, Row: id, Text: text}
		}
	}
	return judged, nil
}

// judge says what is wrong with a row, given its lines; nothing is known of an early one until a line tells of it.
func (w Witnessed) judge(early bool, lines []witnessLine, row marks) string {
	if len(lines) == 0 {
		if early || row == nil {
			return ""
		}
		return "没有写入它的操作留痕"
	}
	begins := slices.Contains(w.Creates, lines[0].Action)
	switch {
	case early && begins:
		return fmt.Sprintf("写入它的操作留痕 %d 晚于对照的起点，audit_starts 里的起点被改动过", lines[0].ID)
	case !early && !begins:
		return fmt.Sprintf("操作留痕 %d（%s）之前，缺少写入它的那一条", lines[0].ID, lines[0].Action)
	case row == nil:
		return fmt.Sprintf("操作留痕 %d（%s）记下的这一行不见了", lines[len(lines)-1].ID, lines[len(lines)-1].Action)
	}
	before := marks(nil)
	for _, line := range lines {
		var now marks
		if err := json.Unmarshal([]byte(line.RowMarks), &now); err != nil {
			return fmt.Sprintf("读不懂操作留痕 %d 里的记号", line.ID)
		}
		if strange := w.strange(line.Action, before.differing(now)); len(strange) > 0 {
			return fmt.Sprintf("到操作留痕 %d（%s）为止，%s 在操作之外被改动过", line.ID, line.Action, strings.Join(strange, "、"))
		}
		before = now
	}
	last := lines[len(lines)-1]
	if changed := before.differing(row); len(changed) > 0 {
		return fmt.Sprintf("%s 与操作留痕 %d（%s）记下的不同", strings.Join(changed, "、"), last.ID, last.Action)
	}
	return ""
}

// strange leaves the columns that the action does not change. A version moves with every change.
func (w Witnessed) strange(action string, columns []string) []string {
	return slices.DeleteFunc(columns, func(column string) bool {
		return column == "version" || column == "updated_at" || slices.Contains(w.Changes[action], column)
	})
}
