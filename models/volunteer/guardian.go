package volunteer

import (
	"slices"
	"time"

	"practicestation/models"
)

// Adult is the age from which nobody needs a guardian's consent (Civil Code, article 17).
const Adult = 18

// ConsentScope says what a guardian has agreed to.
type ConsentScope string

// The scopes of consent.
const (
	ToServe        ConsentScope = "register" // to be a volunteer, whatever the activity
	ToJoinActivity ConsentScope = "activity" // to one activity
)

// ConsentMode says whether the guardian lets the minor come alone.
type ConsentMode string

// The modes of consent.
const (
	Consents    ConsentMode = "consent"
	Accompanies ConsentMode = "accompany"
)

// ConsentForm is how a guardian has given the consent.
type ConsentForm string

// The forms of consent.
const (
	GivenInPerson ConsentForm = "in_person"
	GivenByPhone  ConsentForm = "phone"
	GivenOnPaper  ConsentForm = "paper"
	GivenOnline   ConsentForm = "online"
)

// Consent (监护人同意) is a guardian's word that a minor may serve. It is never rewritten: what no longer holds is revoked.
type Consent struct {
	ID           int64
	VolunteerID  int64
	GuardianName string
	Relation     string // as 母亲
	Phone        string
	Scope        ConsentScope
	ActivityID   *int64 // for consent to one activity
	Mode         ConsentMode
	GivenBy      ConsentForm
	ExpiresOn    *models.Date // the last day of service that it covers; nil: until revoked
	RecordedBy   *int64
	GrantedAt    time.Time
	RevokedAt    *time.Time
	RevokedBy    *int64
	RevokeReason *string
}

// TableName names the table.
func (Consent) TableName() string { return "guardian_consents" }

// Covers reports whether the consent lets the minor serve in the activity on the day.
func (c *Consent) Covers(activityID int64, day models.Date) bool {
	if c.RevokedAt != nil || c.ExpiresOn != nil && *c.ExpiresOn < day {
		return false
	}
	return c.Scope == ToServe || c.ActivityID != nil && *c.ActivityID == activityID
}

// GuardianInput is what staff write down of a guardian who agrees.
type GuardianInput struct {
	Name      string
	Relation  string
	Phone     string
	Mode      ConsentMode
	GivenBy   ConsentForm
	ExpiresOn string // empty: until revoked
}

// ConsentInput is a guardian's consent with what it is for.
type ConsentInput struct {
	GuardianInput

	ActivityID int64 // 0: to serve, whatever the activity
}

// The refusals about guardians' consent.
var (
	ErrConsentNotFound  = models.DefineError(models.NotFound, "guardian_consent_not_found", "同意记录不存在", "没有找到这条监护人同意记录。")
	ErrConsentRevoked   = models.DefineError(models.Conflict, "guardian_consent_revoked", "同意已撤回", "这条监护人同意已经撤回，不需要再操作。")
	ErrGuardianNeedless = models.DefineError(models.Conflict, "guardian_consent_needless", "不需要监护人同意", "这名志愿者已满 18 周岁，不需要监护人同意，可以直接报名。")
	ErrOutOfReach       = models.DefineError(models.NotFound, "volunteer_out_of_reach", "没有找到志愿者", "没有找到这名志愿者，请核对编号；不属于本站、也没有报过本站活动的人，请联系他所在的实践站。")
)

// NoticeConsentRecorded tells a minor that a guardian's consent is on record.
const NoticeConsentRecorded models.NoticeKind = "guardian_consent_recorded"

func (in *GuardianInput) faults(prefix string, today models.Date) models.Faults {
	var faults models.Faults
	for _, text := range []struct {
		field   string
		value   *string
		longest int
		message string
	}{
		{"name", &in.Name, 50, "监护人姓名要有 1 到 50 个字，不能含看不见的字符。"},
		{"relation", &in.Relation, 20, "与本人的关系要有 1 到 20 个字，如 母亲。"},
	} {
		cleaned, ok := models.CleanName(*text.value)
		if !ok || len([]rune(cleaned)) > text.longest {
			faults.Add(prefix+text.field, "invalid_text", text.message)
		}
		*text.value = cleaned
	}
	if !phonePattern.MatchString(in.Phone) {
		faults.Add(prefix+"phone", "pattern", "监护人手机号是 1 开头的 11 位数字。")
	}
	if in.Mode != Consents && in.Mode != Accompanies {
		faults.Add(prefix+"mode", "enum", "同意方式只能是 consent 或 accompany。")
	}
	if !slices.Contains([]ConsentForm{GivenInPerson, GivenByPhone, GivenOnPaper, GivenOnline}, in.GivenBy) {
		faults.Add(prefix+"given_by", "enum", "监护人怎样表示同意只能是 in_person、phone、paper 或 online。")
	}
	if in.ExpiresOn != "" {
		if day, exists := models.ParseDate(in.ExpiresOn); !exists || day < today {
			faults.Add(prefix+"expires_on", "range", "有效期要是真实的日期，不早于今天；长期有效请不要填写。")
		}
	}
	return faults
}

// RecordConsent writes down a guardian's consent for a minor in the actor's reach; the activity, if there is one, is known
// to be there. It fails with ErrPermission, ErrOutOfReach, ErrInvalid or ErrGuardianNeedless.
func RecordConsent(tx *models.Tx, volunteerID int64, in ConsentInput) (*Consent, error) {
	minor, err := inReach(tx, models.KeepRosters, volunteerID)
	if err != nil {
		return nil, err
	}
	if err := in.faults("", tx.Today()).Err(); err != nil {
		return nil, err
	}
	if minor.BornOn.AgeOn(tx.Today()) >= Adult {
		return nil, ErrGuardianNeedless
	}
	made, err := insertConsent(tx, minor, in, "")
	if err != nil {
		return nil, err
	}
	tx.Tell(models.Notice{
		VolunteerID: &minor.ID, Kind: NoticeConsentRecorded, Title: "监护人同意已登记", ActivityID: made.ActivityID,
		Text: "实践站登记了" + made.GuardianName + "（" + made.Relation + "）的同意，现在可以报名了。如与实际不符，请联系实践站。",
	})
	return made, nil
}

func insertConsent(tx *models.Tx, minor *Volunteer, in ConsentInput, prefix string) (*Consent, error) {
	if err := mayConsent(tx, minor, in.GuardianInput, prefix); err != nil {
		return nil, err
	}
	made := &Consent{
		VolunteerID: minor.ID, GuardianName: in.Name, Relation: in.Relation, Phone: in.Phone, Scope: ToServe, ActivityID: models.Nullable(in.ActivityID),
		Mode: in.Mode, GivenBy: in.GivenBy, RecordedBy: models.Nullable(tx.Actor.AccountID), GrantedAt: tx.Now,
	}
	if in.ActivityID != 0 {
		made.Scope = ToJoinActivity
	}
	if in.ExpiresOn != "" {
		day := models.Date(in.ExpiresOn)
		made.ExpiresOn = &day
	}
	if err := tx.DB.Create(made).Error; err != nil {
		return nil, err
	}
	tx.Audit(models.AuditEntry{
		Action: "guardian_consent.record", Subject: "guardian_consent", SubjectID: made.ID, OrganizationID: minor.home(), Row: consentRows().Row(made.ID),
		After: map[string]any{"volunteer_id": minor.ID, "scope": made.Scope, "activity_id": made.ActivityID, "mode": made.Mode, "given_by": made.GivenBy},
	})
	return made, nil
}

// home is the organization that a volunteer belongs to, for the audit; 0 when none is known.
func (v *Volunteer) home() int64 {
	for _, id := range []*int64{v.OrganizationID, v.ResidenceID} {
		if id != nil {
			return *id
		}
	}
	return 0
}

// inReach finds a volunteer whom the actor has to do with. It fails with ErrPermission or ErrOutOfReach.
func inReach(tx *models.Tx, permission models.Permission, id int64) (*Volunteer, error) {
	if !tx.Actor.CanSomewhere(permission) {
		return nil, models.ErrPermission
	}
	err := CheckReach(tx, permission, "volunteer_id", []int64{id})
	if models.IsCode(err, models.ErrInvalid) {
		return nil, ErrOutOfReach
	}
	if err != nil {
		return nil, err
	}
	return models.Find[Volunteer](tx, id, ErrOutOfReach)
}

// ConsentsOf lists the consents for a volunteer in the actor's reach, the latest first.
// It fails with ErrPermission or ErrOutOfReach.
func ConsentsOf(tx *models.Tx, volunteerID int64, page models.Page) (models.Paged[Consent], error) {
	if _, err := inReach(tx, models.ReadRosters, volunteerID); err != nil {
		return models.Paged[Consent]{}, err
	}
	return listConsents(tx, volunteerID, page)
}

// OwnConsents lists the consents for the actor, the latest first.
func OwnConsents(tx *models.Tx, page models.Page) (models.Paged[Consent], error) {
	return listConsents(tx, tx.Actor.VolunteerID, page)
}

func listConsents(tx *models.Tx, volunteerID int64, page models.Page) (models.Paged[Consent], error) {
	return models.Fetch(tx.DB.Where("volunteer_id = ?", volunteerID), page, models.Order[Consent]{
		IDColumn: "id", ID: func(c *Consent) int64 { return c.ID }, Descending: true,
	})
}

// LiveConsents finds what guardians have agreed to and not revoked, by volunteer, the latest first.
func LiveConsents(tx *models.Tx, ids []int64) (map[int64][]Consent, error) {
	var found []Consent
	err := tx.DB.Where("volunteer_id IN (?) AND revoked_at IS NULL", append(slices.Clone(ids), 0)).Order("id DESC").Find(&found).Error
	byVolunteer := map[int64][]Consent{}
	for _, one := range found {
		byVolunteer[one.VolunteerID] = append(byVolunteer[one.VolunteerID], one)
	}
	return byVolunteer, err
}

// RevokeConsent takes a consent back on the guardian's word, with a reason, and gives the volunteer. It writes the
// volunteer's row, as each sign-up does: whoever signs up afterwards knows of it, and who did before is known to the caller.
// It fails with ErrPermission, ErrConsentNotFound, ErrReasonMissing or ErrConsentRevoked.
func RevokeConsent(tx *models.Tx, id int64, reason string) (*Consent, *Volunteer, error) {
	if !tx.Actor.CanSomewhere(models.KeepRosters) {
		return nil, nil, models.ErrPermission
	}
	seen, err := models.Find[Consent](tx, id, ErrConsentNotFound)
	if err != nil {
		return nil, nil, err
	}
	minor, err := inReach(tx, models.KeepRosters, seen.VolunteerID)
	if models.IsCode(err, ErrOutOfReach) {
		err = ErrConsentNotFound
	}
	if err != nil {
		return nil, nil, err
	}
	if reason, err = models.CleanReason(reason); err != nil {
		return nil, nil, err
	}
	if err := tx.DB.Exec("UPDATE volunteers SET roster_version = roster_version + 1 WHERE id = ?", minor.ID).Error; err != nil {
		return nil, nil, err
	}
	revoked := tx.DB.Model(&Consent{}).Where("id = ? AND revoked_at IS NULL", id).
		Updates(map[string]any{"revoked_at": tx.Now, "revoked_by": models.Nullable(tx.Actor.AccountID), "revoke_reason": reason})
	if revoked.Error != nil {
		return nil, nil, revoked.Error
	}
	if revoked.RowsAffected == 0 {
		return nil, nil, ErrConsentRevoked
	}
	tx.Audit(models.AuditEntry{
		Action: "guardian_consent.revoke", Subject: "guardian_consent", SubjectID: id, OrganizationID: minor.home(), Row: consentRows().Row(id),
		After: map[string]any{"volunteer_id": minor.ID, "reason": reason},
	})
	now, err := models.Find[Consent](tx, id, ErrConsentNotFound)
	return now, minor, err
}
