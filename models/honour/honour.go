// Package honour holds the awards (表彰奖励) of volunteers: given by an organization of the county, or granted by somebody else,
// claimed with evidence and verified by staff (Measures on Volunteer Records and Certificates, article 9).
package honour

import (
	"slices"
	"strings"
	"time"

	"practicestation/models"
	"practicestation/models/organization"
	"practicestation/models/volunteer"
)

// Status (表彰状态) is where an honour stands; only verified ones are part of a record.
type Status string

// The states of an honour.
const (
	Claimed   Status = "claimed"
	Verified  Status = "verified"
	Refused   Status = "refused"
	Withdrawn Status = "withdrawn"
)

// next is the state machine.
var next = map[Status][]Status{Claimed: {Verified, Refused, Withdrawn}, Verified: {Withdrawn}}

// CanBecome reports whether an honour may go from one state to the other.
func (s Status) CanBecome(other Status) bool { return slices.Contains(next[s], other) }

// Level (表彰级别) is how high the body stands that granted an honour.
type Level string

// Levels lists all of them, from the highest.
func Levels() []Level {
	return []Level{"national", "provincial", "city", "county", "town", "village", "other"}
}

// Honour is one award of one volunteer.
type Honour struct {
	ID             int64
	VolunteerID    int64
	Name           string
	AwardedOn      models.Date
	GrantedBy      string
	Level          Level
	Evidence       string // where the proof can be seen
	Status         Status
	Live           *int   // 1 while claimed or verified: the unique key behind "once"
	OrganizationID *int64 // which gave and recorded it; nil for a claim
	CreatedBy      *int64
	DecidedBy      *int64
	DecidedAt      *time.Time
	Reason         *string
	CreatedAt      time.Time
	UpdatedAt      time.Time
}

// Named is an honour with the names of its volunteer and of who decided on it.
type Named struct {
	Honour        `gorm:"embedded"`
	VolunteerName string
	DeciderName   *string
}

// The refusals about honours.
var (
	ErrNotFound = models.DefineError(models.NotFound, "honour_not_found", "表彰记录不存在", "没有找到这条表彰记录。")
	ErrOwn      = models.DefineError(models.Forbidden, "own_honour", "不能处理自己的表彰", "不能记录或核实自己的表彰，请由另一位工作人员处理。")
	ErrExists   = models.DefineError(models.Conflict, "honour_exists", "这项表彰已经记过", "同一天、同一单位、同一名称的表彰已经记过，不需要再记。")
	ErrDecided  = models.DefineError(models.Conflict, "honour_decided", "表彰已处理", "这条表彰已经处理过，请刷新后查看。")
)

// What volunteers are told about their honours.
const (
	NoticeGiven     models.NoticeKind = "honour_given"
	NoticeVerified  models.NoticeKind = "honour_verified"
	NoticeRefused   models.NoticeKind = "honour_refused"
	NoticeWithdrawn models.NoticeKind = "honour_withdrawn"
)

// Input is what an honour is made of. An organization that gives one is named by its id, and grants it in its own name.
type Input struct {
	OrganizationID int64
	Name           string
	AwardedOn      models.Date
	GrantedBy      string
	Level          Level
	Evidence       string
}

func (in *Input) faults(today models.Date, claimed bool) models.Faults {
	var faults models.Faults
	for _, text := range []struct {
		field   string
		value   *string
		wanted  bool
		message string
	}{
		{"name", &in.Name, true, "表彰名称要有 1 到 100 个字，不能含看不见的字符。"},
		{"granted_by", &in.GrantedBy, claimed, "授予单位要有 1 到 100 个字，不能含看不见的字符。"},
	} {
		cleaned, ok := models.CleanName(*text.value)
		if text.wanted && (!ok || len([]rune(cleaned)) > 100) {
			faults.Add(text.field, "invalid_text", text.message)
		}
		*text.value = cleaned
	}
	if day, fits := models.ParseDate(string(in.AwardedOn)); !fits || day > today {
		faults.Add("awarded_on", "range", "授予日期要是真实的日期，不晚于今天。")
	}
	if !slices.Contains(Levels(), in.Level) {
		faults.Add("level", "enum", "表彰级别只能是 national、provincial、city、county、town、village 或 other。")
	}
	in.Evidence = strings.TrimSpace(in.Evidence)
	if claimed && in.Evidence == "" {
		faults.Add("evidence", "required", "请写明证明材料：证书编号、文件名称、存放处或网址。")
	}
	return faults
}

// Give records an honour that an organization gives to a volunteer; it is verified by that.
// It fails with ErrPermission, volunteer.ErrNotFound, ErrOwn, ErrInvalid or ErrExists.
func Give(tx *models.Tx, volunteerID int64, in Input) (*Named, error) {
	who, err := volunteer.FindInReach(tx, models.KeepRecords, volunteerID)
	if err != nil {
		return nil, err
	}
	if who.ID == tx.Actor.VolunteerID {
		return nil, ErrOwn
	}
	if err := in.faults(tx.Today(), false).Err(); err != nil {
		return nil, err
	}
	giver, err := models.Find[organization.Organization](tx, in.OrganizationID, models.Unknown("organization_id"))
	if err != nil {
		return nil, err
	}
	if !tx.Actor.Can(models.KeepRecords, giver.Path) {
		return nil, models.Unknown("organization_id")
	}
	in.GrantedBy = giver.Name
	created, err := insert(tx, &Honour{
		VolunteerID: who.ID, Status: Verified, OrganizationID: &giver.ID, DecidedBy: models.Nullable(tx.Actor.AccountID), DecidedAt: &tx.Now,
	}, in)
	if err != nil {
		return nil, err
	}
	created.tell(tx, NoticeGiven, "您获得了表彰", giver.Name+"为您记录了表彰"+created.inWords()+"。内容有误请联系该组织更正。")
	return find(tx, created.ID)
}

// Claim records an honour that somebody else granted to the actor, to be verified by staff.
// It fails with volunteer.ErrProfileMissing, ErrInvalid or ErrExists.
func Claim(tx *models.Tx, in Input) (*Named, error) {
	if tx.Actor.VolunteerID == 0 {
		return nil, volunteer.ErrProfileMissing
	}
	if err := in.faults(tx.Today(), true).Err(); err != nil {
		return nil, err
	}
	created, err := insert(tx, &Honour{VolunteerID: tx.Actor.VolunteerID, Status: Claimed}, in)
	if err != nil {
		return nil, err
	}
	return find(tx, created.ID)
}

func insert(tx *models.Tx, made *Honour, in Input) (*Honour, error) {
	live := 1
	made.Name, made.AwardedOn, made.GrantedBy, made.Level, made.Evidence, made.Live = in.Name, in.AwardedOn, in.GrantedBy, in.Level, in.Evidence, &live
	made.CreatedBy, made.CreatedAt, made.UpdatedAt = models.Nullable(tx.Actor.AccountID), tx.Now, tx.Now
	err := tx.DB.Create(made).Error
	if models.IsDuplicate(err) {
		return nil, ErrExists
	}
	if err != nil {
		return nil, err
	}
	tx.Audit(models.AuditEntry{
		Action: "honour." + string(made.Status), Subject: "honour", SubjectID: made.ID, OrganizationID: in.OrganizationID,
		After: map[string]any{"volunteer_id": made.VolunteerID, "name": made.Name, "awarded_on": made.AwardedOn, "granted_by": made.GrantedBy},
	})
	return made, nil
}

func (h *Honour) inWords() string {
	return "“" + h.Name + "”（" + h.GrantedBy + "，" + string(h.AwardedOn) + "）"
}

func (h *Honour) tell(tx *models.Tx, kind models.NoticeKind, title, text string) {
	tx.Tell(models.Notice{VolunteerID: &h.VolunteerID, Kind: kind, Title: title, Text: text})
}
