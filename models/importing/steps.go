package importing

import (
	"crypto/sha256"
	"encoding/hex"
	"strings"

	"practicestation/models"
)

// Create takes a file in, to be checked in the background.
// It fails with ErrPermission, ErrInvalid, ErrFileLarge, ErrFileType, ErrEmpty or ErrTooMany.
func Create(tx *models.Tx, in Input) (*Import, error) {
	home, err := host(tx, in.Kind, in.OrganizationID)
	if err != nil {
		return nil, err
	}
	if len(in.Content) > maxBytes {
		return nil, ErrFileLarge
	}
	format, err := formatOf(in.Content)
	if err != nil {
		return nil, err
	}
	if err := mayHaveOneMore(tx); err != nil {
		return nil, err
	}
	sum := sha256.Sum256(in.Content)
	made := &Import{
		AccountID: tx.Actor.AccountID, OrganizationID: home.ID, Kind: in.Kind, Format: format, FileName: plainName(in.FileName),
		FileSize: int64(len(in.Content)), FileSHA256: hex.EncodeToString(sum[:]), Status: Checking, CreatedAt: tx.Now, ExpiresAt: tx.Now.Add(kept),
	}
	if err := tx.DB.Create(made).Error; err != nil {
		return nil, err
	}
	if err := storePieces(tx, made.ID, in.Content); err != nil {
		return nil, err
	}
	audit(tx, made, "import.create", nil, map[string]any{"kind": made.Kind, "file_sha256": made.FileSHA256, "file_size": made.FileSize})
	return made, nil
}

func mayHaveOneMore(tx *models.Tx) error {
	var open int64
	err := tx.DB.Model(&Import{}).Where("account_id = ? AND status IN (?) AND expires_at > ?", tx.Actor.AccountID, []Status{Checking, Checked, Applying}, tx.Now).
		Count(&open).Error
	if err == nil && open >= maxOpen {
		return ErrTooMany
	}
	return err
}

// plainName keeps of a file's name what can be shown: no folders and nothing that cannot be seen.
func plainName(name string) string {
	name = name[strings.LastIndexAny(name, `/\`)+1:]
	clean, ok := models.CleanName(name)
	if !ok {
		return "导入文件"
	}
	letters := []rune(clean)
	return string(letters[max(0, len(letters)-200):])
}

// Find finds one of the actor's own imports. It fails with ErrNotFound, also once the import has expired.
func Find(tx *models.Tx, id int64) (*Import, error) {
	found, err := models.Find[Import](tx, id, ErrNotFound)
	if err != nil {
		return nil, err
	}
	if found.AccountID != tx.Actor.AccountID || !tx.Now.Before(found.ExpiresAt) {
		return nil, ErrNotFound
	}
	return found, nil
}

// List lists the actor's own imports, newest first.
func List(tx *models.Tx, page models.Page) (models.Paged[Import], error) {
	query := tx.DB.Model(&Import{}).Where("account_id = ? AND expires_at > ?", tx.Actor.AccountID, tx.Now)
	return models.Fetch(query, page, models.Order[Import]{IDColumn: "id", ID: func(i *Import) int64 { return i.ID }, Descending: true})
}

// Confirm lets a checked import be carried out. It fails with ErrNotFound, ErrPermission, ErrStatus or ErrRowsBad.
func Confirm(tx *models.Tx, id int64, mode Mode) (*Import, error) {
	found, err := Find(tx, id)
	if err != nil {
		return nil, err
	}
	if _, err := host(tx, found.Kind, found.OrganizationID); err != nil {
		return nil, err
	}
	if found.Status != Checked {
		return nil, ErrStatus
	}
	if mode == All && found.BadRows > 0 {
		return nil, ErrRowsBad.With("bad_rows", found.BadRows)
	}
	err = move(tx, found, Checked, map[string]any{"status": Applying, "mode": mode, "attempts": 0, "failure_code": nil, "failure": nil})
	if err != nil {
		return nil, err
	}
	audit(tx, found, "import.confirm", nil, map[string]any{"mode": mode, "good_rows": found.GoodRows, "bad_rows": found.BadRows})
	return Find(tx, id)
}

// Discard gives an import up before anything was imported; its file is dropped. It fails with ErrNotFound or ErrStatus.
func Discard(tx *models.Tx, id int64) (*Import, error) {
	found, err := Find(tx, id)
	if err != nil {
		return nil, err
	}
	if found.Status != Checking && found.Status != Checked {
		return nil, ErrStatus
	}
	err = move(tx, found, found.Status, map[string]any{"status": Discarded, "finished_at": tx.Now, "owner": nil, "lease_until": nil})
	if err != nil {
		return nil, err
	}
	if err := dropContent(tx, []int64{id}); err != nil {
		return nil, err
	}
	audit(tx, found, "import.discard", map[string]any{"status": found.Status}, map[string]any{"status": Discarded})
	return Find(tx, id)
}

// move changes an import that is still in the state; when somebody was faster, the unit runs again and sees what became of it.
func move(tx *models.Tx, of *Import, from Status, columns map[string]any) error {
	moved := tx.DB.Model(&Import{}).Where("id = ? AND status = ?", of.ID, from).Updates(columns)
	if moved.Error == nil && moved.RowsAffected == 0 {
		return tx.Retry()
	}
	return moved.Error
}

func audit(tx *models.Tx, of *Import, action string, before, after any) {
	tx.Audit(models.AuditEntry{Action: action, Subject: "import", SubjectID: of.ID, OrganizationID: of.OrganizationID, Before: before, After: after})
}

// dropContent drops what people have uploaded, what was found wrong with it, and what its words stood for.
func dropContent(tx *models.Tx, ids []int64) error {
	if err := tx.DB.Where("import_id IN (?)", ids).Delete(&Fault{}).Error; err != nil {
		return err
	}
	if err := dropMeanings(tx, ids); err != nil {
		return err
	}
	return tx.DB.Where("import_id IN (?)", ids).Delete(&piece{}).Error
}

// forgotten is how many imports one unit forgets: their files make it a large one.
const forgotten = 20

// Forget drops some of the imports that have expired, with their files, and reports how many they were. That they existed
// stays in the audit.
func Forget(tx *models.Tx) (int64, error) {
	var expired []int64
	err := tx.DB.Model(&Import{}).Where("expires_at <= ?", tx.Now).Order("id").Limit(forgotten).Pluck("id", &expired).Error
	if err != nil || len(expired) == 0 {
		return 0, err
	}
	if err := dropContent(tx, expired); err != nil {
		return 0, err
	}
	dropped := tx.DB.Where("id IN (?)", expired).Delete(&Import{})
	return dropped.RowsAffected, dropped.Error
}
