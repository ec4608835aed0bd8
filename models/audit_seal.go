package models

import (
	"context"
	"fmt"
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
	last, err := lastSeal(tx)
	if err != nil {
		return 0, err
	}
	rows, err := settledAudit(tx, last.LastID, auditPage)
	if err != nil || len(rows) == 0 {
		return 0, err
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
		{Name: "每次操作写下的留痕一行不少", Run: checkUnits},
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
		if found, err := rows[i].examine(former{hash: true, unit: true}); found != nil || err != nil {
			return found, err
		}
	}
	hash, err := s.sealHash(rows)
	switch {
	case err != nil:
		return nil, err
	case hash == s.Hash && s.SealedRows == int64(len(rows)):
		return nil, nil //nolint:nilnil // as it was sealed
	case hash == s.Hash:
		// The hash covers the rows and not how many they were, which is told of for people.
		return &Finding{Table: "audit_seals", Row: s.Sequence, Text: fmt.Sprintf("写着封存 %d 行，实为 %d 行", s.SealedRows, len(rows))}, nil
	}
	return &Finding{Table: "audit_entries", Row: s.LastID, Text: fmt.Sprintf("编号 %d 到 %d 的行（封存时 %d 行，现有 %d 行）与封存时不同", s.AfterID+1, s.LastID, s.SealedRows, len(rows))}, nil
}

// former says which marks of an early version a row may still be without: whatever follows a row that has one has it too.
type former struct{ hash, unit bool }

// follow is what the rows behind this one may be without.
func (f former) follow(r *AuditRow) former {
	return former{hash: f.hash && r.Hash == nil, unit: f.unit && r.Unit == nil}
}

// examine says whether the row is what was written. Rows from before there were hashes have none: a seal vouches for them, and
// until the first seal nothing does.
func (r *AuditRow) examine(may former) (*Finding, error) {
	switch {
	case r.Hash == nil && may.hash:
		return nil, nil //nolint:nilnil // nothing found, nothing went wrong
	case r.Hash == nil:
		return &Finding{Table: "audit_entries", Row: r.ID, Text: "没有指纹"}, nil
	case r.Unit == nil && !may.unit:
		return &Finding{Table: "audit_entries", Row: r.ID, Text: "没有写明属于哪次操作"}, nil
	}
	hash, err := r.contentHash()
	if err != nil || hash == *r.Hash {
		return nil, err
	}
	return &Finding{Table: "audit_entries", Row: r.ID, Text: "内容与写入时的指纹不符"}, nil
}

// unsealed is where the rows begin that no seal covers, and what they may be without.
func unsealed(tx *Tx) (after int64, may former, err error) {
	last, err := lastSeal(tx)
	if err != nil || last.Sequence == 0 {
		return 0, former{hash: true, unit: true}, err
	}
	var numbered []int64
	err = tx.DB.Model(&AuditRow{}).Where("id <= ?", last.LastID).Where("unit IS NOT NULL").Limit(1).Pluck("id", &numbered).Error
	return last.LastID, former{unit: len(numbered) == 0}, err
}

func checkUnsealed(ctx context.Context, db *DB, progress func(int64)) (seen int64, found *Finding, err error) {
	var after int64
	var may former
	err = db.Read(ctx, SystemActor("verify"), func(tx *Tx) (err error) {
		after, may, err = unsealed(tx)
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
			if found, err = rows[i].examine(may); found != nil || err != nil {
				return seen, found, err
			}
			after, seen, may = rows[i].ID, seen+1, may.follow(&rows[i])
		}
		progress(seen)
	}
	return seen, found, err
}
