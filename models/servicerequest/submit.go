package servicerequest

import (
	"regexp"
	"slices"
	"strings"

	"practicestation/models"
	"practicestation/models/organization"
	"practicestation/models/volunteer"
)

// Input is what a request is made of.
type Input struct {
	Source       Source // of what staff write down
	StationID    int64
	Category     string
	Content      string
	ContactName  string // of an own request: empty for the name in the profile
	ContactPhone string // likewise
}

// phonePattern takes a landline too: many who ask have no other.
var phonePattern = regexp.MustCompile(`^[0-9+\-() ]{5,20}$`)

func (in *Input) faults() models.Faults {
	var faults models.Faults
	category, fits := models.CleanName(in.Category)
	if !fits || len([]rune(category)) > 32 {
		faults.Add("category", "invalid_text", "类别要有 1 到 32 个字，不能含看不见的字符。")
	}
	name, fits := models.CleanName(in.ContactName)
	if !fits || len([]rune(name)) > 50 {
		faults.Add("contact_name", "invalid_name", "联系人要有 1 到 50 个字，不能含看不见的字符。")
	}
	in.Category, in.ContactName, in.Content = category, name, strings.TrimSpace(in.Content)
	if in.Content == "" || len([]rune(in.Content)) > 500 {
		faults.Add("content", "invalid_text", "请写明需要什么服务，1 到 500 个字。")
	}
	if !phonePattern.MatchString(in.ContactPhone) {
		faults.Add("contact_phone", "format", "联系电话只能是数字和 + - ( ) 空格，5 到 20 位。")
	}
	return faults
}

// Submit writes down what the actor, a resident with a profile, asks for. Name and phone come from the profile unless others are given.
// It fails with volunteer.ErrProfileMissing or ErrInvalid.
func Submit(tx *models.Tx, in Input) (*Listed, error) {
	own, err := volunteer.Own(tx)
	if models.IsCode(err, volunteer.ErrNotFound) {
		return nil, volunteer.ErrProfileMissing
	}
	if err != nil {
		return nil, err
	}
	if in.ContactName == "" {
		in.ContactName = own.Name
	}
	if in.ContactPhone == "" {
		in.ContactPhone = own.Phone
	}
	if err := in.faults().Err(); err != nil {
		return nil, err
	}
	if _, err := station(tx, in.StationID); err != nil {
		return nil, err
	}
	in.Source = MiniProgram
	return insert(tx, in, models.Nullable(tx.Actor.AccountID))
}

// Record writes down what somebody has asked the station's staff for. It fails with ErrPermission or ErrInvalid.
func Record(tx *models.Tx, in Input) (*Listed, error) {
	if len(tx.Actor.Paths(models.HandleRequests)) == 0 {
		return nil, models.ErrPermission
	}
	faults := in.faults()
	if !slices.Contains([]Source{WalkIn, ByPhone, ByVisit, BySurvey, OtherSource}, in.Source) {
		faults.Add("source", "enum", "来源只能是 walk_in、phone、visit、survey 或 other。")
	}
	if err := faults.Err(); err != nil {
		return nil, err
	}
	at, err := station(tx, in.StationID)
	if err != nil {
		return nil, err
	}
	if !tx.Actor.Can(models.HandleRequests, at.Path) {
		return nil, models.ErrPermission
	}
	return insert(tx, in, nil)
}

// station finds the station that is asked. It fails with ErrInvalid for anything else.
func station(tx *models.Tx, id int64) (*organization.Organization, error) {
	found, err := models.Find[organization.Organization](tx, id, models.Unknown("station_id"))
	if err == nil && found.Level != organization.Station {
		return nil, models.Unknown("station_id")
	}
	return found, err
}

func insert(tx *models.Tx, in Input, requester *int64) (*Listed, error) {
	number, err := nextNumber(tx)
	if err != nil {
		return nil, err
	}
	made := &Request{
		Number: number, Source: in.Source, StationID: in.StationID, Category: in.Category, Content: in.Content, ContactName: in.ContactName,
		ContactPhone: in.ContactPhone, RequesterID: requester, Status: Submitted, CreatedBy: models.Nullable(tx.Actor.AccountID),
		Version: 1, CreatedAt: tx.Now, UpdatedAt: tx.Now,
	}
	if err := tx.DB.Create(made).Error; err != nil {
		return nil, err
	}
	// Neither the contact nor the content, in which people write about themselves: the audit is read by many, and never forgets.
	tx.Audit(models.AuditEntry{
		Action: "service_request.submit", Subject: "service_request", SubjectID: made.ID, OrganizationID: made.StationID,
		After: map[string]any{"number": made.Number, "source": made.Source, "category": made.Category, "requester_id": made.RequesterID},
	})
	return read(tx, made.ID)
}
