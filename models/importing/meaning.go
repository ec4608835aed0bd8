package importing

import (
	"fmt"

	"practicestation/models"
)

// Meaning (所指) is what a word in a file stood for when it was checked: a name may belong to another one by the time somebody confirms.
type Meaning struct {
	ImportID int64 `gorm:"primaryKey"`
	Row      int64 `gorm:"column:place_row;primaryKey"`
	Column   int64 `gorm:"column:place_column;primaryKey"`
	MeantID  int64
}

// TableName names the table.
func (Meaning) TableName() string { return "import_meanings" }

// meaningChanged is the code of a fault where a word stands for something else than at the check.
const meaningChanged = "meaning_changed"

// understand keeps what the word in a column stands for, and notes where that is not what it stood for at the check.
func (a *run) understand(r *row, c column, what thing) {
	meant := Meaning{Row: int64(r.number), Column: int64(r.at[c.head] + 1), MeantID: what.ID}
	if before, checked := a.seen.meant[spot{meant.Row, meant.Column}]; checked && before != what.ID {
		message := fmt.Sprintf("检查时“%s”指的是另一个，现在是“%s”。", short(r.value(c.head)), what.numbered())
		r.note(models.Faults{{Field: c.member, Code: meaningChanged, Message: message}})
	}
	a.meanings = append(a.meanings, meant)
}

// spot is the place of a cell.
type spot struct{ row, column int64 }

// seen is what a person has looked at before confirming: which rows were bad, and what the words of all of them stood for.
type seen struct {
	bad   map[int64]bool
	meant map[spot]int64
}

// seenOf is what the last check of an import has shown.
func seenOf(tx *models.Tx, importID int64) (seen, error) {
	shown := seen{bad: map[int64]bool{}, meant: map[spot]int64{}}
	var rows []int64
	if err := tx.DB.Model(&Fault{}).Where("import_id = ?", importID).Distinct().Pluck("place_row", &rows).Error; err != nil {
		return shown, err
	}
	for _, number := range rows {
		shown.bad[number] = true
	}
	var meanings []Meaning
	err := tx.DB.Where("import_id = ?", importID).Find(&meanings).Error
	for _, one := range meanings {
		shown.meant[spot{one.Row, one.Column}] = one.MeantID
	}
	return shown, err
}

// replaceMeanings keeps what the words stood for at the last check.
func replaceMeanings(tx *models.Tx, importID int64, meanings []Meaning) error {
	if err := dropMeanings(tx, []int64{importID}); err != nil || len(meanings) == 0 {
		return err
	}
	for i := range meanings {
		meanings[i].ImportID = importID
	}
	return tx.DB.CreateInBatches(meanings, 500).Error
}

func dropMeanings(tx *models.Tx, importIDs []int64) error {
	return tx.DB.Where("import_id IN (?)", importIDs).Delete(&Meaning{}).Error
}

// moved says why a confirmation was not carried out.
func moved(done *outcome, known int) error {
	for _, fault := range done.faults {
		if fault.Code == meaningChanged {
			return ErrMoved.Saying("检查之后情况有变，什么都没有导入。第 %d 行“%s”：%s请核对重新检查的结果，再确认。", fault.Row, fault.Head, fault.Message)
		}
	}
	return ErrMoved.Saying("检查之后情况有变，有 %d 行现在不能导入，什么都没有导入。请看重新检查的结果后再确认。", done.bad-int64(known))
}
