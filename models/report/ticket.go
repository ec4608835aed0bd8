package report

import (
	"crypto/rand"
	"crypto/sha256"
	"encoding/hex"
	"time"

	"practicestation/models"
)

// ticketLife is how long a ticket can be used: for the click that follows, not for a message to somebody else.
const ticketLife = time.Minute

// ErrTicketInvalid says no more than that: who guesses learns nothing.
var ErrTicketInvalid = models.DefineError(models.Unauthenticated, "ticket_invalid", "下载凭据已失效", "下载凭据已用过、已过期或不属于这个文件，请回到导出列表重新下载。")

// Ticket (下载凭据) lets one file be taken once, by who cannot send a header: a browser that follows a link, or a phone's
// download. Of its secret only the digest is kept.
type Ticket struct {
	Hash      string `gorm:"primaryKey"`
	ExportID  int64
	AccountID int64
	CreatedAt time.Time
	ExpiresAt time.Time
	UsedAt    *time.Time
}

// TableName names the table.
func (Ticket) TableName() string { return "export_tickets" }

// IssueTicket gives a ticket for the file of one of the actor's own exports, and its secret. It fails as FindFile does.
func IssueTicket(tx *models.Tx, id int64) (issued *Ticket, secret string, err error) {
	_, found, err := findFile(tx, id, "")
	if err != nil {
		return nil, "", err
	}
	secret = rand.Text()
	issued = &Ticket{Hash: digest(secret), ExportID: id, AccountID: tx.Actor.AccountID, CreatedAt: tx.Now, ExpiresAt: tx.Now.Add(ticketLife)}
	if err := tx.DB.Create(issued).Error; err != nil {
		return nil, "", err
	}
	found.audit(tx, "export.ticket", map[string]any{"expires_at": issued.ExpiresAt})
	return issued, secret, nil
}

// digest is what is kept of a secret. It is as long as it is random, so that one round of a fast hash is enough.
func digest(secret string) string {
	sum := sha256.Sum256([]byte(secret))
	return hex.EncodeToString(sum[:])
}

// validTicket finds a ticket that can still be used for the export. It fails with ErrTicketInvalid.
func validTicket(tx *models.Tx, exportID int64, secret string) (*Ticket, error) {
	var found Ticket
	err := tx.DB.Where("hash = ? AND export_id = ? AND used_at IS NULL AND expires_at > ?", digest(secret), exportID, tx.Now).Take(&found).Error
	if models.IsMissing(err) {
		return nil, ErrTicketInvalid
	}
	return &found, err
}

// useTicket uses a ticket up. Of several that come with it at once, one gets through; the others fail with
// ErrTicketInvalid.
func useTicket(tx *models.Tx, exportID int64, secret string) error {
	used := tx.DB.Model(&Ticket{}).Where("hash = ? AND export_id = ? AND used_at IS NULL AND expires_at > ?", digest(secret), exportID, tx.Now).
		Update("used_at", tx.Now)
	if used.Error != nil {
		return used.Error
	}
	if used.RowsAffected == 0 {
		return ErrTicketInvalid
	}
	return nil
}
