package models

// AuditTail (留痕末段) is the run of audit rows that no seal covers yet, with a hash over all of them.
type AuditTail struct {
	AfterID int64 // the rows are those above this id
	LastID  int64 // up to this one; 0 when every row is sealed
	Hash    string
}

// UnsealedAudit is the tail as it is now, up to where nothing can be put in any more.
func UnsealedAudit(tx *Tx) (AuditTail, error) {
	head, err := auditHead(tx)
	if err != nil {
		return AuditTail{}, err
	}
	tail := AuditTail{AfterID: head.LastID, Hash: genesis}
	for after := head.LastID; ; after = tail.LastID {
		rows, err := settledAudit(tx, after, auditPage)
		if err != nil || len(rows) == 0 {
			return tail, err
		}
		if err := tail.extend(rows); err != nil {
			return tail, err
		}
	}
}

// extend takes the next rows in.
func (t *AuditTail) extend(rows []AuditRow) error {
	for i := range rows {
		content, err := rows[i].contentHash()
		if err != nil {
			return err
		}
		if t.Hash, err = ChainHash("tail.v1", t.Hash, rows[i].ID, content); err != nil {
			return err
		}
		t.LastID = rows[i].ID
	}
	return nil
}

// StillThere reports whether the rows of a tail are what they were, whether sealed since or not.
func (t AuditTail) StillThere(tx *Tx) (bool, error) {
	now := AuditTail{AfterID: t.AfterID, Hash: genesis}
	for after := t.AfterID; ; after = now.LastID {
		var rows []AuditRow
		if err := tx.DB.Where("id > ? AND id <= ?", after, t.LastID).Order("id").Limit(auditPage).Find(&rows).Error; err != nil {
			return false, err
		}
		if len(rows) == 0 {
			return now == t, nil
		}
		if err := now.extend(rows); err != nil {
			return false, err
		}
	}
}
