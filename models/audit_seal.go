package models

import (
	"context"
	"fmt"
	"slices"
	"time"
)

// sealDelay is how old an audit row must be to be sealed: long enough that every unit which took a lower id has ended.
const sealDelay = 15 * time.Minute

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

// contentHash is the hash of what the row says, without its id.
func (r *AuditRow) contentHash() (string, error) {
	return ChainHash("audit.v1", r.At, r.AccountID, r.AccountName, r.Action, r.SubjectKind, r.SubjectID, r.OrganizationID,
		r.BeforeJSON, r.AfterJSON, r.RequestID, r.Address)
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
	last, err := lastSeal(tx)
	if err != nil {
		return 0, err
	}
	var rows []AuditRow
	if err := tx.DB.Where("id > ?", last.LastID).Order("id").Limit(auditPage).Find(&rows).Error; err != nil {
		return 0, err
	}
	// What stands behind a younger row waits with it: the seal covers every id up to its last one.
	if young := slices.IndexFunc(rows, func(r AuditRow) bool { return r.At.After(tx.Now.Add(-sealDelay)) }); young >= 0 {
		rows = rows[:young]
	}
	if len(rows) == 0 {
		return 0, nil
	}
	seal := AuditSeal{
		Sequence: last.Sequence + 1, AfterID: last.LastID, LastID: rows[len(rows)-1].ID, SealedRows: int64(len(rows)),
		SealedAt: tx.Now, PreviousHash: last.Hash,
	}
	if seal.Hash, err = seal.sealHash(rows); err != nil {
		return 0, err
	}
	err = tx.DB.Create(&seal).Error
	if IsDuplicate(err) {
		return 0, tx.Retry() // another instance has sealed them
	}
	return seal.SealedRows, err
}

func lastSeal(tx *Tx) (*AuditSeal, error) {
	var seals []AuditSeal
	err := tx.DB.Order("sequence DESC").Limit(1).Find(&seals).Error
	if err != nil || len(seals) == 0 {
		return &AuditSeal{Hash: genesis}, err
	}
	return &seals[0], nil
}

// AuditChecks are the checks of the audit.
func AuditChecks() []Check {
	return []Check{
		{Name: "操作留痕的封存首尾相接，封存的行没有增删改动", Run: checkSeals},
		{Name: "尚未封存的操作留痕逐行与指纹一致", Run: checkUnsealed},
	}
}

func checkSeals(ctx context.Context, db *DB, progress func(int64)) (seen int64, found *Finding, err error) {
	before := AuditSeal{Hash: genesis}
	for found == nil {
		more := false
		err = db.Read(ctx, SystemActor("verify"), func(tx *Tx) error {
			var seals []AuditSeal
			if err := tx.DB.Where("sequence > ?", before.Sequence).Order("sequence").Limit(1).Find(&seals).Error; err != nil || len(seals) == 0 {
				return err
			}
			more = true
			seal := seals[0]
			var rows []AuditRow
			if err := tx.DB.Where("id > ? AND id <= ?", seal.AfterID, seal.LastID).Order("id").Find(&rows).Error; err != nil {
				return err
			}
			found, err = seal.examine(&before, rows)
			before, seen = seal, seen+int64(len(rows))
			return err
		})
		if err != nil || !more {
			return seen, found, err
		}
		progress(seen)
	}
	return seen, found, nil
}

// examine says what is wrong with a seal after the one before it. A row that says something else than its own hash is named
// itself; otherwise rows were put in or taken out, or a row was changed together with its hash.
func (s *AuditSeal) examine(before *AuditSeal, rows []AuditRow) (*Finding, error) {
	if s.Sequence != before.Sequence+1 || s.AfterID != before.LastID || s.PreviousHash != before.Hash {
		return &Finding{Table: "audit_seals", Row: s.Sequence, Text: "与前一次封存接不上"}, nil
	}
	for i := range rows {
		if found, err := rows[i].examine(true); found != nil || err != nil {
			return found, err
		}
	}
	hash, err := s.sealHash(rows)
	if err != nil || hash == s.Hash {
		return nil, err
	}
	return &Finding{Table: "audit_entries", Row: s.LastID, Text: fmt.Sprintf("编号 %d 到 %d 的行（封存时 %d 行，现有 %d 行）与封存时不同", s.AfterID+1, s.LastID, s.SealedRows, len(rows))}, nil
}

// examine says whether the row is what was written. Rows from before there were hashes have none: a seal vouches for them, and
// until the first seal nothing does.
func (r *AuditRow) examine(unhashed bool) (*Finding, error) {
	if r.Hash == nil {
		if unhashed {
			return nil, nil //nolint:nilnil // nothing found, nothing went wrong
		}
		return &Finding{Table: "audit_entries", Row: r.ID, Text: "没有指纹"}, nil
	}
	hash, err := r.contentHash()
	if err != nil || hash == *r.Hash {
		return nil, err
	}
	return &Finding{Table: "audit_entries", Row: r.ID, Text: "内容与写入时的指纹不符"}, nil
}

func checkUnsealed(ctx context.Context, db *DB, progress func(int64)) (seen int64, found *Finding, err error) {
	var after int64
	var hashing bool // rows without a hash come first, if at all: whatever follows a seal or a hash has one
	err = db.Read(ctx, SystemActor("verify"), func(tx *Tx) error {
		last, err := lastSeal(tx)
		if err == nil {
			after, hashing = last.LastID, last.Sequence > 0
		}
		return err
	})
	for err == nil && found == nil {
		var rows []AuditRow
		err = db.Read(ctx, SystemActor("verify"), func(tx *Tx) error {
			return tx.DB.Where("id > ?", after).Order("id").Limit(auditPage).Find(&rows).Error
		})
		if err != nil || len(rows) == 0 {
			return seen, nil, err
		}
		for i := range rows {
			if found, err = rows[i].examine(!hashing); found != nil || err != nil {
				return seen, found, err
			}
			after, seen, hashing = rows[i].ID, seen+1, hashing || rows[i].Hash != nil
		}
		progress(seen)
	}
	return seen, found, err
}
