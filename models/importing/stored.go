package importing

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"errors"

	"practicestation/models"
)

// pieceSize is how much of a file one row holds: well below the smallest packet that a database is set to take.
const pieceSize = 512 << 10

// piece is one part of an uploaded file.
type piece struct {
	ImportID int64 `gorm:"primaryKey"`
	Number   int64 `gorm:"primaryKey"`
	Content  []byte
}

// TableName names the table.
func (piece) TableName() string { return "import_chunks" }

// Fault (导入的错误) is one cell that keeps its row from being imported.
type Fault struct {
	ID          int64
	ImportID    int64
	Row         int64 `gorm:"column:place_row"`    // as the file counts its rows, from 1
	Column      int64 `gorm:"column:place_column"` // from 1
	Head        string
	Code        string
	Message     string
	MaskedValue string // what stands there, names and phones masked
}

// TableName names the table.
func (Fault) TableName() string { return "import_faults" }

func storePieces(tx *models.Tx, importID int64, content []byte) error {
	for number := int64(0); len(content) > 0; number++ {
		n := min(pieceSize, len(content))
		if err := tx.DB.Create(&piece{ImportID: importID, Number: number, Content: content[:n]}).Error; err != nil {
			return err
		}
		content = content[n:]
	}
	return nil
}

// load reads an uploaded file whole. It fails with ErrFileGone.
func (i *Import) load(tx *models.Tx) ([]byte, error) {
	var pieces []piece
	if err := tx.DB.Where("import_id = ?", i.ID).Order("number").Find(&pieces).Error; err != nil {
		return nil, err
	}
	if len(pieces) == 0 {
		return nil, ErrFileGone
	}
	var content bytes.Buffer
	for _, one := range pieces {
		content.Write(one.Content)
	}
	if sum := sha256.Sum256(content.Bytes()); hex.EncodeToString(sum[:]) != i.FileSHA256 {
		return nil, errors.New("the stored file is not what was uploaded")
	}
	return content.Bytes(), nil
}

// replaceFaults keeps what the last check has found: at most as many as the file may have cells.
func replaceFaults(tx *models.Tx, importID int64, faults []Fault) error {
	if err := tx.DB.Where("import_id = ?", importID).Delete(&Fault{}).Error; err != nil {
		return err
	}
	for i := range faults {
		faults[i].ID, faults[i].ImportID = 0, importID
	}
	if len(faults) == 0 {
		return nil
	}
	return tx.DB.CreateInBatches(faults, 100).Error
}

// ListFaults lists what keeps rows of one of the actor's own imports from being imported, in the file's order.
// It fails with ErrNotFound.
func ListFaults(tx *models.Tx, id int64, page models.Page) (models.Paged[Fault], error) {
	if _, err := Find(tx, id); err != nil {
		return models.Paged[Fault]{}, err
	}
	query := tx.DB.Model(&Fault{}).Where("import_id = ?", id)
	return models.Fetch(query, page, models.Order[Fault]{IDColumn: "id", ID: func(f *Fault) int64 { return f.ID }})
}

// dropFile drops what was uploaded; what was found wrong with it can still be read until the import expires.
func dropFile(tx *models.Tx, importID int64) error {
	if err := dropMeanings(tx, []int64{importID}); err != nil {
		return err
	}
	return tx.DB.Where("import_id = ?", importID).Delete(&piece{}).Error
}
