package volunteer

import (
	"slices"
	"time"

	"practicestation/models"
	"practicestation/models/organization"
)

// Document (身份证件) is what somebody showed. Its number is not kept: nothing here needs it.
type Document string

// The documents.
const (
	ResidentCard      Document = "resident_card"
	HouseholdRegister Document = "household_register"
	Passport          Document = "passport"
	OtherDocument     Document = "other"
)

// Valid reports whether this is one of the documents.
func (d Document) Valid() bool {
	return slices.Contains([]Document{ResidentCard, HouseholdRegister, Passport, OtherDocument}, d)
}

// IdentityCheck (身份核对) says that staff have seen a volunteer's document and that it fits the profile. Rows are never changed.
type IdentityCheck struct {
	ID             int64
	VolunteerID    int64
	OrganizationID int64 // whose staff
	Document       Document
	CheckedBy      *int64
	CheckedAt      time.Time
}

// ErrOwnIdentity refuses to let somebody vouch for themselves.
var ErrOwnIdentity = models.DefineError(models.Forbidden, "own_identity", "不能核对自己的身份", "自己的身份要由另一位工作人员核对，请带上证件请同事登记。")

// NoticeIdentityChecked tells a volunteer that the identity was checked, by whom and where.
const NoticeIdentityChecked models.NoticeKind = "identity_checked"

// IdentityInput is what staff write down.
type IdentityInput struct {
	OrganizationID int64
	Document       Document
	BornOn         string // as the document has it; empty: as in the profile
}

// CheckIdentity writes down that the actor has seen a volunteer's document at one of the actor's organizations, and takes the birth
// date over from it. It fails with ErrPermission, ErrNotFound, ErrInvalid, ErrOwnIdentity, ErrGuardian or ErrBirthFixed.
func CheckIdentity(tx *models.Tx, volunteerID int64, in IdentityInput) (*IdentityCheck, error) {
	who, err := FindInReach(tx, models.KeepRecords, volunteerID)
	if err != nil {
		return nil, err
	}
	if who.ID == tx.Actor.VolunteerID {
		return nil, ErrOwnIdentity
	}
	if !in.Document.Valid() {
		return nil, models.ErrInvalid.WithFields(models.FieldError{
			Field: "document", Code: "enum", Message: "证件只能是 resident_card、household_register、passport 或 other。",
		})
	}
	at, err := models.Find[organization.Organization](tx, in.OrganizationID, models.Unknown("organization_id"))
	if err != nil {
		return nil, err
	}
	if !tx.Actor.Can(models.KeepRecords, at.Path) {
		return nil, models.Unknown("organization_id")
	}
	before, born := who.BornOn, ""
	if err := correctBirth(tx, who, in.BornOn); err != nil {
		return nil, err
	}
	after := map[string]any{"document": in.Document}
	if in.BornOn != "" && models.Date(in.BornOn) != before {
		after["born_on"], born = in.BornOn, "出生日期已按证件更正为 "+in.BornOn+"。"
	}
	made := &IdentityCheck{
		VolunteerID: who.ID, OrganizationID: at.ID, Document: in.Document, CheckedBy: models.Nullable(tx.Actor.AccountID), CheckedAt: tx.Now,
	}
	if err := tx.DB.Create(made).Error; err != nil {
		return nil, err
	}
	tx.Audit(models.AuditEntry{
		Action: "volunteer.check_identity", Subject: "volunteer", SubjectID: who.ID, OrganizationID: at.ID, After: after,
	})
	tx.Tell(models.Notice{
		VolunteerID: &who.ID, Kind: NoticeIdentityChecked, Title: "身份已核对",
		Text: at.Name + "的" + tx.Actor.Name + "今天登记了已当面核对您的身份证件，系统没有保存证件号码。" + born + "如果您没有出示过证件，请联系" + at.Name + "。",
	})
	return made, nil
}

// correctBirth gives a profile the birth date of the document that staff have seen.
func correctBirth(tx *models.Tx, who *Volunteer, text string) error {
	born := models.Date(text)
	if text == "" || born == who.BornOn {
		return nil
	}
	if err := birthFaults(text, tx.Today()).Err(); err != nil {
		return err
	}
	if who.AccountID != nil && born.AgeOn(tx.Today()) < youngest {
		return ErrGuardian
	}
	err := tx.UpdateVersion(who, who.ID, who.Version, map[string]any{"born_on": born})
	if models.IsCode(err, models.ErrVersionConflict) {
		return tx.Retry() // changed since it was read: look again
	}
	if err != nil {
		return err
	}
	return birthMayMove(tx, who, born)
}
