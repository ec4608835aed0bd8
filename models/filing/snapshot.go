package filing

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"time"

	"practicestation/models"
	"practicestation/models/organization"
)

// Snapshot (快照) is what a report held when it was handed in, kept as it was written.
type Snapshot struct {
	FilingID int64 `gorm:"primaryKey;autoIncrement:false"`
	Content  []byte
}

// TableName names the table.
func (Snapshot) TableName() string { return "filing_snapshots" }

// frozen is the content of a snapshot: the table, and where the ledger of each station ended when it was counted.
type frozen struct {
	Table  *Table          `json:"table"`
	Ledger map[int64]int64 `json:"ledger"`
}

// freeze counts the table as it stands and keeps it. On MySQL each statement sees what has been committed until then, so hours
// confirmed meanwhile could stand in one figure and not in another: the table is counted twice, and has to come out the same.
func freeze(tx *models.Tx, f *Filing, of *organization.Organization) (digest string, err error) {
	first, err := live(tx, f.Kind, of, f.Period())
	if err != nil {
		return "", err
	}
	ends, err := ledgerEnds(tx, of)
	if err != nil {
		return "", err
	}
	if tx.DB.Name() == string(models.MySQL) {
		again, err := live(tx, f.Kind, of, f.Period())
		if err != nil {
			return "", err
		}
		if !first.equal(again) {
			return "", tx.Retry()
		}
	}
	content, err := json.Marshal(frozen{first, ends})
	if err != nil {
		return "", err
	}
	if err := tx.DB.Where("filing_id = ?", f.ID).Delete(&Snapshot{}).Error; err != nil {
		return "", err
	}
	return digestOf(content), tx.DB.Create(&Snapshot{f.ID, content}).Error
}

// ledgerEnds says where the ledger of each station of the organization ends.
func ledgerEnds(tx *models.Tx, of *organization.Organization) (map[int64]int64, error) {
	var heads []struct{ StationID, Sequence int64 }
	stations := models.Within(tx.DB.Table("organizations").Select("id"), "path", []string{of.Path})
	err := tx.DB.Table("ledger_heads").Select("station_id, sequence").Where("station_id IN (?)", stations).Scan(&heads).Error
	ends := map[int64]int64{}
	for _, head := range heads {
		ends[head.StationID] = head.Sequence
	}
	return ends, err
}

func (t *Table) equal(other *Table) bool {
	a, errA := json.Marshal(t)
	b, errB := json.Marshal(other)
	return errA == nil && errB == nil && bytes.Equal(a, b)
}

func digestOf(content []byte) string {
	sum := sha256.Sum256(content)
	return hex.EncodeToString(sum[:])
}

// errAltered is a fault of the installation, no refusal: somebody has changed the snapshot in the database.
var errAltered = errors.New("filing: the snapshot is not what was handed in")

// thaw reads what was frozen, and makes sure that it is what was handed in.
func thaw(tx *models.Tx, f *Filing) (*frozen, error) {
	var kept Snapshot
	if err := tx.DB.Where("filing_id = ?", f.ID).Take(&kept).Error; err != nil {
		return nil, err
	}
	if f.SnapshotSHA256 == nil || digestOf(kept.Content) != *f.SnapshotSHA256 {
		return nil, errAltered
	}
	var found frozen
	return &found, json.Unmarshal(kept.Content, &found)
}

// tableOf is what a report shows: live figures, or those that were frozen; asOf is up to when they know.
func tableOf(tx *models.Tx, f *Filing, of *organization.Organization) (table *Table, asOf time.Time, err error) {
	if f.IsLive() {
		table, err = live(tx, f.Kind, of, f.Period())
		return table, tx.Now, err
	}
	kept, err := thaw(tx, f)
	if err != nil {
		return nil, tx.Now, err
	}
	return kept.Table, *f.FrozenAt, nil
}
