package volunteer

import (
	"slices"

	"practicestation/models"
	"practicestation/models/organization"
)

// Confirmation (本人确认方式) is how a person has said yes to what staff write down for them.
type Confirmation string

// The ways of confirmation.
const (
	InPerson Confirmation = "in_person"
	ByPhone  Confirmation = "phone"
	OnPaper  Confirmation = "paper"
)

// ErrExists refuses to register somebody a second time.
var ErrExists = models.DefineError(models.Conflict, "volunteer_exists", "手机号已登记",
	"这个手机号已登记在另一个姓名下。是同一个人请用已有的登记；家人共用的手机号，请不填手机号再登记。")

// PersonInput is what staff write down of a person without an account.
type PersonInput struct {
	OrganizationID int64 // which of the actor's registers the person
	Name           string
	Gender         Gender
	BornOn         string
	Phone          string // empty without one
	ConfirmedBy    Confirmation
	Guardian       *GuardianInput // who agrees that a minor serves; required below the age of 14
}

// Valid reports whether this is one of the ways of confirmation.
func (c Confirmation) Valid() bool {
	return slices.Contains([]Confirmation{InPerson, ByPhone, OnPaper}, c)
}

func (in *PersonInput) faults(today models.Date) models.Faults {
	profile := Input{Name: in.Name, Gender: in.Gender, BornOn: in.BornOn, Phone: in.Phone}
	faults := profile.faults(today)
	if in.Phone == "" {
		faults = slices.DeleteFunc(faults, func(f models.FieldError) bool { return f.Field == "phone" })
	}
	if !in.ConfirmedBy.Valid() {
		faults.Add("confirmed_by", "enum", "本人确认方式只能是 in_person、phone 或 paper。")
	}
	in.Name = profile.Name
	if in.Guardian == nil {
		return faults
	}
	faults = append(faults, in.Guardian.faults("guardian.", today)...)
	if born, exists := models.ParseDate(in.BornOn); exists && born.AgeOn(today) >= Adult {
		faults.Add("guardian", "needless", "已满 18 周岁的人不需要监护人同意，请去掉监护人。")
	}
	return faults
}

// RegisterPerson writes down a person without an account (代登记), with who did it and how the person has agreed, and a
// minor's guardian with the consent to serve. Who is there already, by phone and name, is not written down again. It fails with ErrPermission, ErrInvalid, ErrGuardian or ErrExists.
func RegisterPerson(tx *models.Tx, in PersonInput) (*Volunteer, error) {
	if !tx.Actor.CanSomewhere(models.KeepRosters) {
		return nil, models.ErrPermission
	}
	if err := mayRegister(tx, in.OrganizationID); err != nil {
		return nil, err
	}
	return RegisterAt(tx, in)
}

// RegisterAt is RegisterPerson for a rule that knows already that the actor may do so there.
// It fails with ErrInvalid, ErrGuardian or ErrExists.
func RegisterAt(tx *models.Tx, in PersonInput) (*Volunteer, error) {
	if err := in.faults(tx.Today()).Err(); err != nil {
		return nil, err
	}
	if models.Date(in.BornOn).AgeOn(tx.Today()) < youngest && in.Guardian == nil {
		return nil, ErrGuardian
	}
	person, err := byPhone(tx, in)
	if person == nil && err == nil {
		person, err = insertPerson(tx, in)
	}
	if err != nil {
		return nil, err
	}
	return person, agree(tx, person, in.Guardian)
}

// agree writes the guardian's consent down, unless the minor has one already.
func agree(tx *models.Tx, minor *Volunteer, guardian *GuardianInput) error {
	if guardian == nil || minor.BornOn.AgeOn(tx.Today()) >= Adult {
		return nil
	}
	known, err := LiveConsents(tx, []int64{minor.ID})
	if err != nil {
		return err
	}
	if slices.ContainsFunc(known[minor.ID], func(c Consent) bool { return c.Covers(0, tx.Today()) }) {
		return nil
	}
	_, err = insertConsent(tx, minor, ConsentInput{GuardianInput: *guardian}, "guardian.")
	return err
}

func insertPerson(tx *models.Tx, in PersonInput) (*Volunteer, error) {
	made := &Volunteer{
		Name: in.Name, Gender: in.Gender, BornOn: models.Date(in.BornOn), Phone: in.Phone, OrganizationID: &in.OrganizationID,
		RegisteredBy: models.Nullable(tx.Actor.AccountID), ConfirmedBy: &in.ConfirmedBy, Version: 1, CreatedAt: tx.Now, UpdatedAt: tx.Now,
	}
	if in.Phone != "" {
		made.UnclaimedPhone = &in.Phone
	}
	err := tx.DB.Create(made).Error
	if models.IsDuplicate(err) {
		return nil, tx.Retry() // two desks registered the same person at once
	}
	if err == nil {
		err = keepPhone(tx, made.ID, in.Phone)
	}
	if err != nil {
		return nil, err
	}
	tx.Audit(models.AuditEntry{
		Action: "volunteer.register_person", Subject: "volunteer", SubjectID: made.ID, OrganizationID: in.OrganizationID,
		After: map[string]any{"name": in.Name, "confirmed_by": in.ConfirmedBy},
	})
	return made, nil
}

// mayRegister fails with ErrInvalid for an organization where the actor keeps no rosters.
func mayRegister(tx *models.Tx, organizationID int64) error {
	at, err := models.Find[organization.Organization](tx, organizationID, models.Unknown("organization_id"))
	if err != nil {
		return err
	}
	if tx.Actor.Can(models.KeepRosters, at.Path) {
		return nil
	}
	var led int64
	err = tx.DB.Table("teams").Where("organization_id = ? AND id IN (?)", at.ID, append([]int64{0}, tx.Actor.LedTeams...)).Count(&led).Error
	if err == nil && led == 0 {
		return models.Unknown("organization_id")
	}
	return err
}

// byPhone finds who has been registered with the phone: the same person, nobody, or somebody of another name (ErrExists).
func byPhone(tx *models.Tx, in PersonInput) (*Volunteer, error) {
	if in.Phone == "" {
		return nil, nil //nolint:nilnil // nobody is known by no phone
	}
	var known []Volunteer
	if err := tx.DB.Where("phone = ?", in.Phone).Order("id").Find(&known).Error; err != nil || len(known) == 0 {
		return nil, err
	}
	for i := range known {
		if known[i].Name == in.Name {
			return &known[i], nil
		}
	}
	return nil, ErrExists
}
