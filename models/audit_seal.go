package models

import (
	"sync"
	"time"
)

// sealDelay is how old an audit row must be to be sealed where units write side by side: long enough that whoever has taken a
// lower id has written it. Between writing and the end of its unit, the seal waits for it.
const sealDelay = time.Minute

// auditPage is how many audit rows one seal covers at most, and how many a check reads at once.
const auditPage = 1000

// AuditSeal (留痕封存) binds a run of audit rows to all before them: rows cannot be changed, taken out or put in afterwards
// without every later seal telling so.
type AuditSeal struct {
	Sequence     int64 `gorm:"primaryKey;autoIncrement:false"`
	AfterID      int64 // the rows are those above this id
	LastID       int64 // up to this one
	SealedRows   int64
	SealedAt     time.Time
	PreviousHash string
	Hash         string
}

// AuditHead (留痕末端) is where the chain of seals ends: the one row that each seal moves, so that a last seal which is taken
// away is missed.
type AuditHead struct {
	ID       int64
	Sequence int64 // of the last seal; 0 before the first
	LastID   int64 // up to which audit row it reaches
	Hash     string
}

// contentHash is the hash of what the row says, without its id.
func (r *AuditRow) contentHash() (string, error) {
	values := []any{
		"audit.v1", r.At, r.AccountID, r.AccountName, r.Action, r.SubjectKind, r.SubjectID, r.OrganizationID,
		r.BeforeJSON, r.AfterJSON, r.RequestID, r.Address,
	}
	if r.Unit != nil {
		values[0] = "audit.v2"
		values = append(values, r.Unit, r.UnitLine, r.UnitLines, r.RowTable, r.RowID, r.RowMarks)
	}
	if r.AfterSeal != nil {
		values[0] = "audit.v3"
		values = append(values, r.AfterSeal)
	}
	return ChainHash(values...)
}

// sealHash is the hash over the rows' own hashes and the seal before.
func (s *AuditSeal) sealHash(rows []AuditRow) (string, error) {
	values := []any{"seal.v1", s.PreviousHash, s.Sequence, s.AfterID, s.LastID, s.SealedAt}
	for i := range rows {
		content, err := rows[i].contentHash()
		if err != nil {
			return "", err
		}
		values = append(values, rows[i].ID, content)
	}
	return ChainHash(values...)
}

// SealAudit binds the next audit rows that no unit under way can still add to, and counts them. It stands apart from the writes
// themselves: a chain through every row would make one row of the database that all writers wait for.
func SealAudit(tx *Tx) (int64, error) {
	head, err := auditHead(tx)
	if err != nil {
		return 0, err
	}
	rows, err := settledAudit(tx, head.LastID, auditPage)
	if err != nil || len(rows) == 0 {
		return 0, err
	}
	seal := AuditSeal{
		Sequence: head.Sequence + 1, AfterID: head.LastID, LastID: rows[len(rows)-1].ID, SealedRows: int64(len(rows)),
		SealedAt: tx.Now, PreviousHash: head.Hash,
	}
	if seal.Hash, err = seal.sealHash(rows); err != nil {
		return 0, err
	}
	if err := tx.DB.Create(&seal).Error; err != nil {
		if IsDuplicate(err) {
			return 0, tx.Retry() // another instance has sealed them
		}
		return 0, err
	}
	moved := tx.DB.Model(&AuditHead{}).Where("sequence = ? AND hash = ?", head.Sequence, head.Hash).
		Updates(map[string]any{"sequence": seal.Sequence, "last_id": seal.LastID, "hash": seal.Hash})
	if moved.Error == nil && moved.RowsAffected == 0 {
		return 0, tx.Retry()
	}
	tx.seal = &seal.Sequence
	return seal.SealedRows, moved.Error
}

// settledAudit reads the next rows before which nothing can be written any more. SQLite has one writer, so that is all of them.
// Elsewhere the rows are read for change: what a unit under way has written among them is waited for.
func settledAudit(tx *Tx, after int64, most int) ([]AuditRow, error) {
	var seen []struct {
		ID int64
		At time.Time
	}
	if err := tx.DB.Model(&AuditRow{}).Select("id, at").Where("id > ?", after).Order("id").Limit(most).Scan(&seen).Error; err != nil {
		return nil, err
	}
	last := after
	for _, row := range seen {
		// What stands behind a younger row waits with it: the seal covers every id up to its last one.
		if tx.DB.Name() != string(SQLite) && row.At.After(tx.Now.Add(-sealDelay)) {
			break
		}
		last = row.ID
	}
	var rows []AuditRow
	err := tx.Locking().Where("id > ? AND id <= ?", after, last).Order("id").Find(&rows).Error
	return rows, err
}

// auditHead is the end of the chain of seals. Where somebody has taken the row away, lines name no seal and none is made any
// more: the check names it.
func auditHead(tx *Tx) (*AuditHead, error) {
	var heads []AuditHead
	err := tx.DB.Order("id").Limit(1).Find(&heads).Error
	if err != nil || len(heads) == 0 {
		return &AuditHead{Hash: genesis}, err
	}
	return &heads[0], nil
}

// knownSeal (已知的封存) is the last seal that an instance knows of. Others may have made later ones, so that a line which names it
// was written after it, at least.
type knownSeal struct {
	mutex    sync.Mutex
	sequence int64
	seenAt   time.Time
}

// at answers the seal behind which the unit writes. The table is read once in a while, not by each unit.
func (k *knownSeal) at(tx *Tx) (int64, error) {
	if tx.seal != nil {
		return *tx.seal, nil
	}
	k.mutex.Lock()
	sequence, age := k.sequence, tx.Now.Sub(k.seenAt)
	k.mutex.Unlock()
	if age.Abs() < sealDelay {
		return sequence, nil
	}
	head, err := auditHead(tx)
	tx.seal = &head.Sequence
	return head.Sequence, err
}

// learn keeps what a unit has seen or sealed. Only one that was committed may teach: its own seal is there then.
func (k *knownSeal) learn(tx *Tx) {
	if tx.seal == nil {
		return
	}
	k.mutex.Lock()
	defer k.mutex.Unlock()
	k.sequence, k.seenAt = *tx.seal, tx.Now
}
