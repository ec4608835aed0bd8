package models

import (
	"context"
	"fmt"
)

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
	var start int64
	err = db.Read(ctx, SystemActor("verify"), func(tx *Tx) error {
		if found, err = begins(tx, AuditRow{}.TableName()); found != nil || err != nil {
			return err
		}
		start, err = LastEarly(tx, AuditRow{}.TableName())
		return err
	})
	for more := true; more && err == nil && found == nil; {
		more = false
		err = db.Read(ctx, SystemActor("verify"), func(tx *Tx) error {
			var seals []AuditSeal
			if err := tx.DB.Where("sequence > ?", before.Sequence).Order("sequence").Limit(1).Find(&seals).Error; err != nil {
				return err
			}
			if len(seals) == 0 {
				found, err = checkHead(tx)
				return err
			}
			more = true
			seal := seals[0]
			var rows []AuditRow
			if err := tx.DB.Where("id > ? AND id <= ?", seal.AfterID, seal.LastID).Order("id").Find(&rows).Error; err != nil {
				return err
			}
			found, err = seal.examine(&before, rows, start)
			before, seen = seal, seen+int64(len(rows))
			return err
		})
		progress(seen)
	}
	return seen, found, err
}

// checkHead wants the chain to end with its last seal. One statement sees one state, while seals go on being made.
func checkHead(tx *Tx) (*Finding, error) {
	var state struct{ Heads, Sequence, Fitting, Last int64 }
	err := tx.DB.Raw(`SELECT (SELECT COUNT(*) FROM audit_heads) AS heads, (SELECT COALESCE(MAX(sequence), 0) FROM audit_heads) AS sequence,
		(SELECT COALESCE(MAX(sequence), 0) FROM audit_seals) AS last, (SELECT COUNT(*) FROM audit_heads h WHERE h.id = 1
			AND (h.sequence = 0 AND h.last_id = 0 AND h.hash = ? OR EXISTS (SELECT 1 FROM audit_seals s WHERE s.sequence = h.sequence AND s.last_id = h.last_id AND s.hash = h.hash))) AS fitting`,
		genesis).Scan(&state).Error
	switch {
	case err != nil || state.Heads == 1 && state.Fitting == 1 && state.Sequence == state.Last:
		return nil, err
	case state.Heads != 1:
		return &Finding{Table: "audit_heads", Text: fmt.Sprintf("封存的末端应有 1 行，实有 %d 行", state.Heads)}, nil
	}
	return &Finding{Table: "audit_seals", Row: state.Sequence, Text: fmt.Sprintf("末端记着封存到第 %d 次，现有的到第 %d 次为止或与末端不同：封存被删除或改动过", state.Sequence, state.Last)}, nil
}

// examine says what is wrong with a seal after the one before it. A row that says something else than its own hash is named
// itself; otherwise rows were put in or taken out, or a row was changed together with its hash.
func (s *AuditSeal) examine(before *AuditSeal, rows []AuditRow, start int64) (*Finding, error) {
	if s.Sequence != before.Sequence+1 || s.AfterID != before.LastID || s.PreviousHash != before.Hash {
		return &Finding{Table: "audit_seals", Row: s.Sequence, Text: "与前一次封存接不上"}, nil
	}
	for i := range rows {
		if found, err := rows[i].examine(start, before.Sequence, former{hash: true, unit: true}); found != nil || err != nil {
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

// former says what a row of an early version may still be without: whatever follows a row that has it has it too.
type former struct{ hash, unit bool }

// follow is what the rows behind this one may be without.
func (f former) follow(r *AuditRow) former {
	return former{hash: f.hash && r.Hash == nil, unit: f.unit && r.Unit == nil}
}

// examine says whether the row is what was written, behind the start and the last seal before it. Rows from before there were
// hashes have none: a seal vouches for them, and until the first seal nothing does.
func (r *AuditRow) examine(start, seal int64, may former) (*Finding, error) {
	text := r.lacks(r.ID <= start, may)
	if text == "" && r.AfterSeal != nil && *r.AfterSeal > seal {
		text = fmt.Sprintf("写在第 %d 次封存之后，而在它之前的只到第 %d 次：封存被删除或重做过", *r.AfterSeal, seal)
	}
	if text == "" && r.Hash != nil {
		hash, err := r.contentHash()
		if err != nil {
			return nil, err
		}
		if hash != *r.Hash {
			text = "内容与写入时的指纹不符"
		}
	}
	if text == "" {
		return nil, nil //nolint:nilnil // nothing found, nothing went wrong
	}
	return &Finding{Table: "audit_entries", Row: r.ID, Text: text}, nil
}

// lacks says what the row is without that it must have. Behind the start that is nothing; an early one that has what only later
// ones have was not early.
func (r *AuditRow) lacks(early bool, may former) string {
	if !early {
		may = former{}
	}
	switch {
	case early && r.AfterSeal != nil:
		return "晚于对照的起点，audit_starts 里的起点被改动过"
	case r.Hash == nil && (!may.hash || r.Unit != nil || r.RowMarks != nil):
		return "没有指纹"
	case r.Hash != nil && r.Unit == nil && !may.unit:
		return "没有写明属于哪次操作"
	case !early && r.AfterSeal == nil:
		return "没有写明在哪次封存之后"
	}
	return ""
}

// unsealed is where the rows begin that no seal covers, and what early ones among them may be without.
func unsealed(tx *Tx) (after int64, may former, err error) {
	last, err := lastSeal(tx)
	if err != nil || last.Sequence == 0 {
		return 0, former{hash: true, unit: true}, err
	}
	var numbered []int64
	err = tx.DB.Model(&AuditRow{}).Where("id <= ?", last.LastID).Where("unit IS NOT NULL").Limit(1).Pluck("id", &numbered).Error
	return last.LastID, former{unit: len(numbered) == 0}, err
}

// lastSeal is the last seal that is there.
func lastSeal(tx *Tx) (last AuditSeal, err error) {
	err = tx.DB.Order("sequence DESC").Limit(1).Find(&last).Error
	return last, err
}

func checkUnsealed(ctx context.Context, db *DB, progress func(int64)) (seen int64, found *Finding, err error) {
	var after, start int64
	var may former
	err = db.Read(ctx, SystemActor("verify"), func(tx *Tx) error {
		if start, err = LastEarly(tx, AuditRow{}.TableName()); err != nil {
			return err
		}
		after, may, err = unsealed(tx)
		return err
	})
	for err == nil && found == nil {
		var rows []AuditRow
		var last AuditSeal
		err = db.Read(ctx, SystemActor("verify"), func(tx *Tx) error {
			if err := tx.DB.Where("id > ?", after).Order("id").Limit(auditPage).Find(&rows).Error; err != nil {
				return err
			}
			last, err = lastSeal(tx) // after the rows: whatever they name has been made before them
			return err
		})
		if err != nil || len(rows) == 0 {
			return seen, nil, err
		}
		for i := range rows {
			if found, err = rows[i].examine(start, last.Sequence, may); found != nil || err != nil {
				return seen, found, err
			}
			after, seen, may = rows[i].ID, seen+1, may.follow(&rows[i])
		}
		progress(seen)
	}
	return seen, found, err
}
