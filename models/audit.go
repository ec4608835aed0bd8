package models

import (
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"time"
)

// AuditEntry (操作留痕) tells what was done to what. Before and After hold only what changed, as JSON objects, and never a
// password, token or full phone number.
type AuditEntry struct {
	Action         string // "activity.publish"
	Subject        string // "activity"
	SubjectID      int64
	OrganizationID int64 // 0 when the subject belongs to none
	Before, After  any
	Actor          *Actor // nil: the unit's actor

	Row *WitnessedRow // the row that the line vouches for, as the unit leaves it; nil for none
}

// AuditRow is one row of the audit, as it is kept.
type AuditRow struct {
	ID             int64
	At             time.Time
	AccountID      *int64
	AccountName    string
	Action         string
	SubjectKind    string
	SubjectID      int64
	OrganizationID *int64
	BeforeJSON     *string
	AfterJSON      *string
	RequestID      string
	Address        string
	Hash           *string // of what the row says; nil for rows from before there were hashes

	Unit      *string // names the unit that wrote the line,
	UnitLine  *int64  // which of its lines this is, from 1,
	UnitLines *int64  // and how many there are; nil for rows from before that
	RowTable  *string // the row that the line vouches for,
	RowID     *int64
	RowMarks  *string // and what its columns held, in marks

	AfterSeal *int64 // the last seal that the writer knew of, 0 for none yet; nil for rows from before that
}

// TableName names the table.
func (AuditRow) TableName() string { return "audit_entries" }

// Audit notes one change; the rows of a unit are written together at its end, in its transaction.
func (tx *Tx) Audit(entry AuditEntry) {
	actor := tx.Actor
	if entry.Actor != nil {
		actor = *entry.Actor
	}
	tx.audit = append(tx.audit, AuditRow{
		At: tx.Now, AccountID: Nullable(actor.AccountID), AccountName: actor.Name,
		Action: entry.Action, SubjectKind: entry.Subject, SubjectID: entry.SubjectID, OrganizationID: Nullable(entry.OrganizationID),
		BeforeJSON: jsonText(entry.Before), AfterJSON: jsonText(entry.After),
		RequestID: actor.RequestID, Address: actor.Address,
	})
	tx.witnessed = append(tx.witnessed, entry.Row)
}

func (tx *Tx) flushAudit(seals *knownSeal) error {
	if len(tx.audit) == 0 {
		return nil
	}
	seal, err := seals.at(tx)
	if err != nil {
		return err
	}
	if err := tx.witness(); err != nil {
		return err
	}
	tx.number()
	for i := range tx.audit {
		tx.audit[i].AfterSeal = &seal
		hash, err := tx.audit[i].contentHash()
		if err != nil {
			return err
		}
		tx.audit[i].Hash = &hash
	}
	return tx.DB.CreateInBatches(tx.audit, 200).Error
}

// Nullable is nil for zero: a column that refers to nothing holds NULL.
func Nullable(id int64) *int64 {
	if id == 0 {
		return nil
	}
	return &id
}

func jsonText(value any) *string {
	if value == nil {
		return nil
	}
	text, err := json.Marshal(value)
	if err != nil {
		text = fmt.Appendf(nil, "%q", err.Error())
	}
	kept := string(text)
	return &kept
}

// AuditFilter narrows the audit.
type AuditFilter struct {
	Subject   string
	SubjectID int64
	From, To  time.Time // [From, To), zero for no bound
}

// ListAudit lists the audit of the organizations in which the actor may read it, newest first. Rows that belong to no
// organization are shown to whoever may read the audit of the whole county.
// It fails with ErrPermission when there is no such organization, or with ErrInvalid.
func ListAudit(tx *Tx, filter AuditFilter, page Page) (Paged[AuditRow], error) {
	paths := tx.Actor.Paths(ReadAudit)
	if len(paths) == 0 {
		return Paged[AuditRow]{}, ErrPermission
	}
	if err := CheckPeriod(filter.From, filter.To); err != nil {
		return Paged[AuditRow]{}, err
	}
	scoped := Within(tx.DB.Table("organizations").Select("id"), "path", paths)
	query := tx.DB.Model(&AuditRow{}).Where("organization_id IN (?)", scoped)
	if tx.Actor.readsWholeCounty() {
		query = tx.DB.Model(&AuditRow{})
	}
	if filter.Subject != "" {
		query = query.Where("subject_kind = ?", filter.Subject)
	}
	if filter.SubjectID != 0 {
		query = query.Where("subject_id = ?", filter.SubjectID)
	}
	if !filter.From.IsZero() {
		query = query.Where("at >= ?", filter.From)
	}
	if !filter.To.IsZero() {
		query = query.Where("at < ?", filter.To)
	}
	return Fetch(query, page, Order[AuditRow]{IDColumn: "id", ID: func(r *AuditRow) int64 { return r.ID }, Descending: true})
}

// readsWholeCounty reports whether a scope that reads the audit is the center itself, whose path has one element.
func (a Actor) readsWholeCounty() bool {
	return slices.ContainsFunc(a.Paths(ReadAudit), func(path string) bool { return strings.Count(path, "/") == 2 })
}
