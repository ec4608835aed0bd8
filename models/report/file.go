package report

import (
	"errors"
	"io"

	"practicestation/models"
	"practicestation/models/account"
	"practicestation/models/organization"
)

// File is a finished export's file.
type File struct {
	Name        string
	ContentType string
	Size        int64
	SHA256      string

	exportID int64
}

// FindFile finds the file of one of the actor's own exports, or of the one that a ticket is for, and changes nothing: who
// looks whether there is a file has not taken it.
// It fails with ErrExportNotFound, ErrPermission, ErrTicketInvalid, ErrDamaged, or for a file that is not there, yet or any more.
func FindFile(tx *models.Tx, id int64, ticket string) (*File, error) {
	file, _, err := findFile(tx, id, ticket)
	if err != nil {
		return nil, err
	}
	return file, file.whole(tx)
}

// TakeFile is FindFile for who takes the file: it uses the ticket up and is noted.
func TakeFile(tx *models.Tx, id int64, ticket string) (*File, error) {
	file, found, err := findFile(tx, id, ticket)
	if err != nil {
		return nil, err
	}
	if err := file.whole(tx); err != nil {
		return nil, err
	}
	if ticket != "" {
		if err := useTicket(tx, id, ticket); err != nil {
			return nil, err
		}
	}
	found.audit(tx, "export.download", map[string]any{"by_ticket": ticket != "", "file_sha256": file.SHA256})
	return file, nil
}

// findFile acts for the ticket's account where there is a ticket.
func findFile(tx *models.Tx, id int64, ticket string) (*File, *Export, error) {
	if ticket != "" {
		if err := actForTicket(tx, id, ticket); err != nil {
			return nil, nil, err
		}
	}
	found, err := FindExport(tx, id)
	if err != nil {
		return nil, nil, err
	}
	if err := stillMayExport(tx, found); err != nil {
		return nil, nil, err
	}
	if err := found.fetchable(tx.Now); err != nil {
		return nil, nil, err
	}
	return &File{Name: *found.FileName, ContentType: found.Format.ContentType(), Size: found.FileSize, SHA256: *found.FileSHA256, exportID: id}, found, nil
}

// actForTicket makes the one who asked for the ticket the actor of the unit, with the roles of this moment.
func actForTicket(tx *models.Tx, id int64, ticket string) error {
	issued, err := validTicket(tx, id, ticket)
	if err != nil {
		return err
	}
	holder, err := account.ActorOf(tx, issued.AccountID)
	if err != nil {
		return ErrTicketInvalid
	}
	holder.RequestID, holder.Address = tx.Actor.RequestID, tx.Actor.Address
	tx.Actor = holder
	return nil
}

// stillMayExport fails with ErrPermission when the role that the export was made with is gone.
func stillMayExport(tx *models.Tx, made *Export) error {
	of, err := models.Find[organization.Organization](tx, made.OrganizationID, organization.ErrNotFound)
	if err == nil && !mayExport(tx.Actor, made.Report, made.Masking, of.Path) {
		return models.ErrPermission
	}
	return err
}

// ErrDamaged says that a stored file is not what was written. Who meets it ends the export with FailDamaged.
var ErrDamaged = errors.New("the stored file is not what was written")

// whole fails with ErrDamaged when the pieces do not add up to the file, whatever is in them.
func (f *File) whole(tx *models.Tx) error {
	var stored struct{ Pieces, Last, Size int64 }
	err := tx.DB.Model(&piece{}).Where("export_id = ?", f.exportID).
		Select("COUNT(*) AS pieces, COALESCE(MAX(number), -1) AS last, COALESCE(SUM(LENGTH(content)), 0) AS size").Scan(&stored).Error
	if err == nil && (stored.Size != f.Size || stored.Last != stored.Pieces-1) {
		return ErrDamaged
	}
	return err
}

// FailDamaged ends a finished export whose file is damaged, as one that has failed, and gives the refusal that its requester reads.
func FailDamaged(tx *models.Tx, id int64) (*models.Error, error) {
	ended := tx.DB.Model(&Export{}).Where("id = ? AND status = ?", id, Done).
		Updates(ending(tx, Failed, map[string]any{
			"failure_code": damaged.code, "failure": damaged.reason, "file_name": nil, "file_size": 0, "file_sha256": nil,
		}))
	if ended.Error != nil {
		return nil, ended.Error
	}
	told := ErrExportFailed.Saying("这次导出没有成功：%s", damaged.reason)
	if ended.RowsAffected == 0 { // somebody has met it before
		return told, nil
	}
	broken, err := models.Find[Export](tx, id, ErrExportNotFound)
	if err != nil {
		return nil, err
	}
	broken.audit(tx, "export.fail", map[string]any{"code": damaged.code})
	return told, dropPieces(tx, []int64{id})
}

// Content reads the file piece by piece, while the unit lasts.
func (f *File) Content(tx *models.Tx) io.Reader { return &content{file: f, tx: tx} }

// content is a file that is being read.
type content struct {
	file   *File
	tx     *models.Tx
	number int64 // of the next piece
	left   []byte
	read   int64
}

// Read gives the file's bytes in order. It fails with ErrDamaged rather than end before the file's size.
func (c *content) Read(into []byte) (int, error) {
	if len(c.left) == 0 && c.read < c.file.Size {
		var next piece
		err := c.tx.DB.Where("export_id = ? AND number = ?", c.file.exportID, c.number).Take(&next).Error
		if models.IsMissing(err) || err == nil && len(next.Content) == 0 {
			return 0, ErrDamaged
		}
		if err != nil {
			return 0, err
		}
		c.left = next.Content
		c.number++
	}
	if len(c.left) == 0 {
		return 0, io.EOF
	}
	n := copy(into, c.left)
	c.left = c.left[n:]
	c.read += int64(n)
	return n, nil
}
