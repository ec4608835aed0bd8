package report

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"hash"
	"sync/atomic"

	"practicestation/models"
)

// pieceSize is how much of a file one row holds: well below the smallest packet that a database is set to take.
const pieceSize = 512 << 10

// piece is one part of a file.
type piece struct {
	ExportID int64 `gorm:"primaryKey"`
	Number   int64 `gorm:"primaryKey"`
	Content  []byte
}

// TableName names the table.
func (piece) TableName() string { return "export_chunks" }

// pieces is a file while it is written: each piece goes into the database in a unit of its own, so that neither memory nor
// one unit has to hold a large file.
type pieces struct {
	ctx    context.Context //nolint:containedctx // a writer has no argument for it, and it lives no longer than the attempt
	claim  *Claim
	buffer []byte
	number int64
	size   int64
	sum    hash.Hash
	rows   atomic.Int64 // written so far, for who looks at the progress
}

func newPieces(ctx context.Context, claim *Claim) *pieces {
	return &pieces{ctx: ctx, claim: claim, buffer: make([]byte, 0, pieceSize), sum: sha256.New()}
}

// Write takes the next bytes. It fails with errLost.
func (p *pieces) Write(content []byte) (int, error) {
	taken := len(content)
	for len(content) > 0 {
		room := min(cap(p.buffer)-len(p.buffer), len(content))
		p.buffer = append(p.buffer, content[:room]...)
		content = content[room:]
		if len(p.buffer) < cap(p.buffer) {
			break
		}
		if err := p.store(); err != nil {
			return 0, err
		}
	}
	return taken, nil
}

func (p *pieces) store() error {
	if err := p.claim.store(p.ctx, p.number, p.rows.Load(), p.buffer); err != nil {
		return err
	}
	p.sum.Write(p.buffer)
	p.size += int64(len(p.buffer))
	p.number++
	p.buffer = p.buffer[:0]
	return nil
}

// close stores the rest and tells the size and the sum of the whole.
func (p *pieces) close() (size int64, sum string, err error) {
	if len(p.buffer) > 0 {
		if err := p.store(); err != nil {
			return 0, "", err
		}
	}
	return p.size, hex.EncodeToString(p.sum.Sum(nil)), nil
}

// dropPieces drops the files of exports, whole or not.
func dropPieces(tx *models.Tx, exports []int64) error {
	return tx.DB.Where("export_id IN ?", exports).Delete(&piece{}).Error
}
