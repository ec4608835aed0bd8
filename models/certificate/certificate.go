// Package certificate issues proofs of recorded service (志愿服务记录证明) as Order 67 of the Ministry of Civil Affairs wants
// them: free, true, by the body that recorded the service and by nobody else, and open to everybody's check.
package certificate

import (
	"fmt"
	"time"

	"practicestation/models"
)

// State (证明状态) is what a certificate is worth now. It is never stored: it follows the ledger.
type State string

// The states of a certificate.
const (
	Valid      State = "valid"
	Superseded State = "superseded" // an entry that it rests on no longer counts as it did, or the volunteer has another name
	Revoked    State = "revoked"
)

// Certificate is a snapshot of confirmed entries of one volunteer that one station recorded. It is never changed and never
// deleted, so that a sheet of paper from it can always be checked; the name on it stays when the profile changes or goes.
type Certificate struct {
	ID            int64
	NumberSeries  string // the year and the issuer's code
	Sequence      int64  // within the series, without a gap
	Code          string // random: who knows it has the certificate in hand
	VolunteerID   int64
	VolunteerName string
	StationID     int64
	IssuerName    string
	FromOn        models.Date
	ToOn          models.Date // the last day
	Services      int64
	Minutes       int64
	Digest        string // of what is certified: asking again for the same gives the same certificate
	HandlerID     *int64 // the member of staff who issued it for somebody; nil when the volunteer asked
	HandlerName   string
	IssuedAt      time.Time
	RevokedAt     *time.Time
	RevokedBy     *int64
	RevokeReason  *string
}

// Number is what stands on the paper, as 2026-320282001001-0007.
func (c *Certificate) Number() string { return fmt.Sprintf("%s-%04d", c.NumberSeries, c.Sequence) }

// Record (证明所列记录) is one entry as it was when the certificate was issued.
type Record struct {
	CertificateID int64 `gorm:"primaryKey;autoIncrement:false"`
	EntryID       int64 `gorm:"primaryKey;autoIncrement:false"`
	ServedOn      models.Date
	Title         string
	Category      string
	Place         string
	Role          string
	TeamName      string
	LeaderName    string // of who was in charge on site; empty when unknown
	Minutes       int64
}

// TableName names the table.
func (Record) TableName() string { return "certificate_records" }

// Shown is a certificate with what the ledger says of it now.
type Shown struct {
	Certificate  `gorm:"embedded"`
	HoursChanged bool // an entry on it no longer counts as it did
	Renamed      bool // the volunteer has another name now
	Closed       bool // the volunteer has closed the account: no other certificate follows
}

// State is what the certificate is worth now; that it was revoked outweighs everything.
func (s *Shown) State() State {
	switch {
	case s.RevokedAt != nil:
		return Revoked
	case s.HoursChanged || s.Renamed:
		return Superseded
	}
	return Valid
}

// InWords tells whoever checks the certificate what it is worth now, and why. That hours were corrected is said of nobody who has
// only got another name, and a new certificate is promised of nobody who cannot get one.
func (s *Shown) InWords() string {
	const lapsed = "证明已失效："
	switch {
	case s.RevokedAt != nil:
		return "证明已被记录单位撤销，不再有效。"
	case s.State() == Valid:
		return "证明有效：所列的时长都在记录里。"
	case s.Closed:
		return lapsed + s.changes() + "，现在的情况请向记录单位核实。"
	}
	return lapsed + s.changes() + "，请以重新出具的证明为准。"
}

// changes says what is not any more as the certificate has it.
func (s *Shown) changes() string {
	switch {
	case s.HoursChanged && s.Renamed:
		return "所列的时长后来有更正，本人登记的姓名也有变更"
	case s.HoursChanged:
		return "所列的时长后来有更正"
	}
	return "本人登记的姓名后来有变更，所列的时长没有更正"
}

// Full is a certificate with its records.
type Full struct {
	Shown
	Records []Record
}

// codeLength makes 87 bits of what RandomCode gives for each character: a code cannot be guessed, so that wrong ones need
// no counter.
const codeLength = 18

// maxRecords bounds the records of one certificate: forty pages.
const maxRecords = 1000

// The refusals about certificates.
var (
	ErrNotFound = models.DefineError(models.NotFound, "certificate_not_found", "没有这份证明", "没有找到这份证明，请核对编号和查验码。")
	ErrNoHours  = models.DefineError(models.Conflict, "hours_missing", "没有已确认的时长", "这段时间没有已确认的服务时长，不能出具证明。请先联系实践站确认时长，或换一段时间。")
	ErrTooLong  = models.DefineError(models.Conflict, "certificate_too_long", "记录太多",
		fmt.Sprintf("一份证明最多列 %d 条记录，请缩短起止日期，分几份出具。", maxRecords))
	ErrAskStation = models.DefineError(models.Conflict, "certificate_by_station_only", "请找实践站出具",
		"这个站上一次给您出具的证明已被撤销，请联系这个站，由工作人员重新出具。")
	ErrNotValid = models.DefineError(models.Conflict, "certificate_not_valid", "证明已失效",
		"这份证明已被撤销，或所列的时长、登记的姓名已变更，不能再打印，请重新申领。")
	ErrRevoked = models.DefineError(models.Conflict, "certificate_revoked", "证明已撤销", "这份证明已经撤销，不需要再做什么。")
	ErrGlyph   = models.DefineError(models.Conflict, "glyph_missing", "有字打印不出来", "证明里有程序的字库没有的字，不能打印。请联系记录单位手写办理，证明仍可凭编号和查验码查验。")
)
