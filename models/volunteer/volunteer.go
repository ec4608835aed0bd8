// Package volunteer holds the profile of those who serve (志愿者): what the law asks for and no more.
package volunteer

import (
	"regexp"
	"slices"
	"strings"
	"time"

	"practicestation/models"
	"practicestation/models/account"
	"practicestation/models/organization"
)

// Gender (性别) follows GB/T 2261.1.
type Gender string

// The genders, in the standard's order 0, 1, 2, 9.
const (
	GenderUnknown     Gender = "unknown"
	Male              Gender = "male"
	Female            Gender = "female"
	GenderUndisclosed Gender = "undisclosed"
)

// youngest is the age from which a person's data may be kept without a parent's consent (PIPL, article 31).
const youngest = 14

// Volunteer is the profile of somebody who serves, of an account or registered by staff: who, how to reach, where and with what skills (Regulation on
// Volunteer Service, article 7).
type Volunteer struct {
	ID                int64
	AccountID         *int64 // nil for a person whom staff have registered
	Name              string
	Gender            Gender
	BornOn            models.Date
	Phone             string
	ResidenceID       *int64
	Skills            string
	ServiceCategories string        // what the person wants to do, parted by separator
	RosterVersion     int64         // moves with each sign-up: the row that makes "no two at the same time" hold
	OrganizationID    *int64        // which has registered the person,
	RegisteredBy      *int64        // by whom,
	ConfirmedBy       *Confirmation // and how the person has agreed
	UnclaimedPhone    *string       // the phone as long as there is no account: one person is registered once
	ClosedAt          *time.Time    // when its holder closed the account: the profile is then empty,
	CertifiedNameID   *int64        // and the certificate is this that bears the last name, if any does
	Version           int64
	CreatedAt         time.Time
	UpdatedAt         time.Time
}

// The refusals about profiles.
var (
	ErrNotFound = models.DefineError(models.NotFound, "volunteer_not_found", "没有志愿者资料", "还没有填写志愿者资料，请先填写。")
	// ErrProfileMissing refuses what only a volunteer can do to an account without a profile.
	ErrProfileMissing = models.DefineError(models.Conflict, "profile_missing", "请先完善志愿者资料", "还没有志愿者资料，请先填写姓名、性别、出生日期和手机号。")
	ErrGuardian       = models.DefineError(models.Conflict, "guardian_consent_missing", "需要监护人同意", "未满 14 周岁的人由监护人带到实践站登记；工作人员登记时请填写监护人和监护人的同意。")
)

// ErrBirthFixed refuses to let somebody become a minor, or come of age, while sign-ups or a guardian's consent rest on it, and to
// come of age by one's own word.
var ErrBirthFixed = models.DefineError(models.Conflict, "born_on_fixed", "出生日期暂不能改",
	"改出生日期会改变是否成年。请先取消还没结束的报名；登记过监护人同意的，请实践站核对证件、撤回同意后再改。")

// Input is the whole editable profile.
type Input struct {
	Name        string
	Gender      Gender
	BornOn      string
	Phone       string
	ResidenceID int64
	Skills      string
	Categories  []string // of service; nil: as it was
	Version     int64    // 0: a first profile
}

var phonePattern = regexp.MustCompile(`^1[3-9][0-9]{9}$`)

func (in *Input) faults(today models.Date) models.Faults {
	name, faults := CheckContact(in.Name, in.Phone)
	in.Name = name
	if !slices.Contains([]Gender{GenderUnknown, Male, Female, GenderUndisclosed}, in.Gender) {
		faults.Add("gender", "enum", "性别只能是 male、female、unknown 或 undisclosed。")
	}
	faults = append(faults, birthFaults(in.BornOn, today)...)
	return append(faults, in.categoryFaults()...)
}

func birthFaults(text string, today models.Date) (faults models.Faults) {
	born, exists := models.ParseDate(text)
	if !exists || born > today || born.AgeOn(today) > 120 {
		faults.Add("born_on", "range", "出生日期要是真实的日期，不晚于今天。")
	}
	return faults
}

// Save writes the actor's own profile, the first time and later.
// It fails with ErrInvalid, ErrGuardian, ErrVersionConflict or ErrBirthFixed.
func Save(tx *models.Tx, in Input) (*Volunteer, error) {
	if err := in.faults(tx.Today()).Err(); err != nil {
		return nil, err
	}
	if models.Date(in.BornOn).AgeOn(tx.Today()) < youngest {
		return nil, ErrGuardian
	}
	if in.ResidenceID != 0 {
		if _, err := models.Find[organization.Organization](tx, in.ResidenceID, models.Unknown("residence_id")); err != nil {
			return nil, err
		}
	}
	own, err := Own(tx)
	if models.IsCode(err, ErrNotFound) {
		return register(tx, in)
	}
	if err != nil {
		return nil, err
	}
	return change(tx, own, in)
}

func register(tx *models.Tx, in Input) (*Volunteer, error) {
	created := &Volunteer{
		AccountID: &tx.Actor.AccountID, Name: in.Name, Gender: in.Gender, BornOn: models.Date(in.BornOn), Phone: in.Phone,
		ResidenceID: models.Nullable(in.ResidenceID), Skills: in.Skills,
		ServiceCategories: strings.Join(in.Categories, separator), Version: 1, CreatedAt: tx.Now, UpdatedAt: tx.Now,
	}
	err := tx.DB.Create(created).Error
	if models.IsDuplicate(err) {
		return nil, tx.Retry() // two devices registered the same person at once
	}
	if err == nil {
		err = keepPhone(tx, created.ID, in.Phone)
	}
	if err != nil {
		return nil, err
	}
	tx.Audit(models.AuditEntry{Action: "volunteer.register", Subject: "volunteer", SubjectID: created.ID, After: map[string]any{"name": in.Name}})
	return created, nil
}

func change(tx *models.Tx, own *Volunteer, in Input) (*Volunteer, error) {
	if in.Version == 0 {
		return nil, models.ErrInvalid.WithFields(models.FieldError{Field: "version", Code: "required", Message: "修改资料要带上读到的 version。"})
	}
	columns := map[string]any{
		"name": in.Name, "gender": in.Gender, "born_on": in.BornOn,
		"phone": in.Phone, "residence_id": models.Nullable(in.ResidenceID), "skills": in.Skills,
	}
	if in.Categories != nil {
		columns["service_categories"] = strings.Join(in.Categories, separator)
	}
	err := tx.UpdateVersion(own, own.ID, in.Version, columns)
	if err != nil {
		return nil, models.ConflictAt(err, own.Version)
	}
	if err := keepPhone(tx, own.ID, in.Phone); err != nil {
		return nil, err
	}
	if err := mayBeBorn(tx, own, models.Date(in.BornOn)); err != nil {
		return nil, err
	}
	tx.Audit(models.AuditEntry{
		Action: "volunteer.update", Subject: "volunteer", SubjectID: own.ID,
		Before: map[string]any{"name": own.Name}, After: map[string]any{"name": in.Name},
	})
	return models.Find[Volunteer](tx, own.ID, ErrNotFound)
}

// keepPhone notes the phone of a profile for good; without one there is nothing to note.
func keepPhone(tx *models.Tx, id int64, phone string) error {
	if phone == "" {
		return nil
	}
	return account.KeepPhone(tx, account.KnownPhone{VolunteerID: &id, Phone: phone})
}

// mayBeBorn lets people correct their birth date, but nobody comes of age by their own word: that takes a document which staff
// have seen, or a minor would be in dangerous work one request later.
func mayBeBorn(tx *models.Tx, own *Volunteer, born models.Date) error {
	today := tx.Today()
	if own.BornOn.AgeOn(today) < Adult && born.AgeOn(today) >= Adult {
		return ErrBirthFixed.Saying("您登记的是未成年人。出生日期写错了的，请带身份证件到实践站，由工作人员核对证件后更正。")
	}
	return birthMayMove(tx, own, born)
}

// birthMayMove lets a birth date be corrected as long as nothing rests on it whether the person is of age: no sign-up for a shift
// to come, and no guardian's word. The person's row has been written, so that no sign-up comes in between.
func birthMayMove(tx *models.Tx, own *Volunteer, born models.Date) error {
	today := tx.Today()
	if born == own.BornOn || own.BornOn.AgeOn(today) >= Adult && born.AgeOn(today) >= Adult {
		return nil
	}
	for _, resting := range []string{
		"SELECT COUNT(*) FROM sign_ups AS s JOIN shifts AS h ON h.id = s.shift_id WHERE s.volunteer_id = ? AND s.live = 1 AND h.ends_at > ?",
		"SELECT COUNT(*) FROM guardian_consents WHERE volunteer_id = ? AND revoked_at IS NULL AND granted_at <= ?",
	} {
		var found int64
		if err := tx.DB.Raw(resting, own.ID, tx.Now).Scan(&found).Error; err != nil {
			return err
		}
		if found > 0 {
			return ErrBirthFixed
		}
	}
	return nil
}

// Own finds the actor's own profile. It fails with ErrNotFound.
func Own(tx *models.Tx) (*Volunteer, error) {
	var own Volunteer
	err := tx.DB.Where("account_id = ?", tx.Actor.AccountID).Take(&own).Error
	if models.IsMissing(err) {
		return nil, ErrNotFound
	}
	return &own, err
}

// Names gives the names of the volunteers with these ids.
func Names(tx *models.Tx, ids []int64) (map[int64]string, error) {
	var rows []Volunteer
	err := tx.DB.Select("id, name").Where("id IN (?)", append(slices.Clone(ids), 0)).Find(&rows).Error
	names := make(map[int64]string, len(rows))
	for _, row := range rows {
		names[row.ID] = row.Name
	}
	return names, err
}
