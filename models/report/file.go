package report

import (
	"errors"
	"io"

	"practicestation/models"
	"practicestation/models/organization"
)

// pieceSize is how much of a file one row holds: well below the smallest packet that a database is set to take.
const pieceSize = 512 << 10

// piece is one part of a finished file.
type piece struct {
	ExportID int64 `gorm:"primaryKey"`
	Number   int64 `gorm:"primaryKey"`
	Content  []byte
}

// TableName names the table.
func (piece) TableName() string { return "export_chunks" }

// File is a finished export's file, read piece by piece while the unit that opened it lasts.
type File struct {
	Name        string
	ContentType string
	Size        int64
	SHA256      string

	tx       *models.Tx
	exportID int64
	number   int64 // of the next piece
	left     []byte
	read     int64
}

// OpenFile opens the file of one of the actor's own exports.
// It fails with ErrExportNotFound, ErrPermission, ErrExportNotReady or ErrExportFailed.
func OpenFile(tx *models.Tx, id int64) (*File, error) {
	found, err := FindExport(tx, id)
	if err != nil {
		return nil, err
	}
	if err := stillMayExport(tx, found); err != nil {
		return nil, err
	}
	switch {
	case found.Status == Failed && found.Failure != nil:
		return nil, ErrExportFailed.Saying("这次导出没有成功：%s", *found.Failure)
	case found.Status != Done || found.FileName == nil || found.FileSHA256 == nil:
		return nil, ErrExportNotReady.With("progress", found.Progress())
	}
	return &File{Name: *found.FileName, ContentType: found.Format.ContentType(), Size: found.FileSize, SHA256: *found.FileSHA256, tx: tx, exportID: id}, nil
}

// stillMayExport fails with ErrPermission when the role that the export was made with is gone.
func stillMayExport(tx *models.Tx, made *Export) error {
	of, err := models.Find[organization.Organization](tx, made.OrganizationID, organization.ErrNotFound)
	if err == nil && !mayExport(tx.Actor, made.Report, of.Path) {
		return models.ErrPermission
	}
	return err
}

// Read gives the file's bytes in order. It fails with io.ErrUnexpectedEOF rather than end before the file's size.
func (f *File) Read(into []byte) (int, error) {
	if len(f.left) == 0 && f.read < f.Size {
		var next piece
		err := f.tx.DB.Where("export_id = ? AND number = ?", f.exportID, f.number).Take(&next).Error
		if models.IsMissing(err) || err == nil && len(next.Content) == 0 {
			return 0, io.ErrUnexpectedEOF
		}
		if err != nil {
			return 0, err
		}
		f.left = next.Content
		f.number++
	}
	if len(f.left) == 0 {
		return 0, io.EOF
	}
	n := copy(into, f.left)
	f.left = f.left[n:]
	f.read += int64(n)
	return n, nil
}

// storePieces cuts a file into rows.
func storePieces(tx *models.Tx, exportID int64, file io.Reader) error {
	buffer := make([]byte, pieceSize)
	for number := int64(0); ; number++ {
		n, err := io.ReadFull(file, buffer)
		if n > 0 {
			if err := tx.DB.Create(&piece{ExportID: exportID, Number: number, Content: buffer[:n]}).Error; err != nil {
				return err
			}
		}
		if errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF) {
			return nil
		}
		if err != nil {
			return err
		}
	}
}

// forgotten is how many exports one unit forgets: their files make it a large one.
const forgotten = 20

// ForgetExports drops some of the exports that have expired, with their files, and reports how many they were; 0 says
// that none is left. That they existed stays in the audit.
func ForgetExports(tx *models.Tx) (int64, error) {
	var expired []int64
	err := tx.DB.Model(&Export{}).Where("expires_at <= ?", tx.Now).Order("id").Limit(forgotten).Pluck("id", &expired).Error
	if err != nil || len(expired) == 0 {
		return 0, err
	}
	if err := tx.DB.Where("export_id IN (?)", expired).Delete(&piece{}).Error; err != nil {
		return 0, err
	}
	dropped := tx.DB.Where("id IN (?)", expired).Delete(&Export{})
	return dropped.RowsAffected, dropped.Error
}
