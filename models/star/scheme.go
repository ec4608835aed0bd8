// Package star holds the stars of volunteers (星级志愿者): what a star takes, where a volunteer stands, and the way from an application
// through review and public notice to the star. Nothing is counted ahead: minutes are summed from the ledger each time.
package star

import (
	"slices"
	"time"

	"practicestation/models"
)

// Period (计算期间) is over which days the hours of a star are counted.
type Period string

// The periods.
const (
	AllTime      Period = "all_time"
	CalendarYear Period = "calendar_year"
	RollingYear  Period = "rolling_year" // the twelve months up to the day
)

// mostLevels is how many stars there are.
const mostLevels = 5

// Scheme (星级办法) is one version of what stars take. A version is never edited: an application is judged by that of its day.
type Scheme struct {
	ID              int64
	Version         int64
	Name            string
	Period          Period
	Thresholds      []int64 `gorm:"serializer:json"` // minutes for one star, two stars and so on
	MinMemberMonths int64
	CreatedBy       *int64
	CreatedAt       time.Time
}

// TableName names the table.
func (Scheme) TableName() string { return "star_schemes" }

// Window is the days [From, To) that count; an empty bound is none.
type Window struct{ From, To models.Date }

// window is what counts for an application on the day.
func (s *Scheme) window(today models.Date) Window {
	at := today.In(time.UTC)
	switch s.Period {
	case CalendarYear:
		first := time.Date(at.Year(), time.January, 1, 0, 0, 0, 0, time.UTC)
		return Window{models.DateOf(first, time.UTC), models.DateOf(first.AddDate(1, 0, 0), time.UTC)}
	case RollingYear:
		return Window{models.DateOf(at.AddDate(-1, 0, 1), time.UTC), today.Plus(1)}
	}
	return Window{}
}

// overlaps reports whether two windows have a day in common.
func (w Window) overlaps(other Window) bool {
	return (w.To == "" || other.From < w.To) && (other.To == "" || w.From < other.To)
}

// level is the highest star that the minutes reach, 0 for none.
func (s *Scheme) level(minutes int64) int64 {
	reached := int64(0)
	for i, threshold := range s.Thresholds {
		if minutes >= threshold {
			reached = int64(i) + 1
		}
	}
	return reached
}

// Current is the version in force.
func Current(tx *models.Tx) (*Scheme, error) {
	var current Scheme
	err := tx.DB.Order("version DESC").Limit(1).Take(&current).Error
	return &current, err
}

// ListSchemes lists all versions, the newest first; everybody may see them.
func ListSchemes(tx *models.Tx, page models.Page) (models.Paged[Scheme], error) {
	return models.Fetch(tx.DB.Model(&Scheme{}), page, models.Order[Scheme]{IDColumn: "id", ID: func(s *Scheme) int64 { return s.ID }, Descending: true})
}

// SchemeInput is what a version is made of.
type SchemeInput struct {
	Name            string
	Period          Period
	Thresholds      []int64
	MinMemberMonths int64
	Version         int64 // the version that the caller has seen
}

func (in *SchemeInput) faults() models.Faults {
	var faults models.Faults
	name, ok := models.CleanName(in.Name)
	if !ok || len([]rune(name)) > 50 {
		faults.Add("name", "invalid_text", "办法的名称要有 1 到 50 个字，不能含看不见的字符。")
	}
	in.Name = name
	if !slices.Contains([]Period{AllTime, CalendarYear, RollingYear}, in.Period) {
		faults.Add("period", "enum", "计算期间只能是 all_time、calendar_year 或 rolling_year。")
	}
	if len(in.Thresholds) < 1 || len(in.Thresholds) > mostLevels {
		faults.Add("thresholds", "range", "门槛要有 1 到 5 级。")
	}
	last := int64(0)
	for _, threshold := range in.Thresholds {
		if threshold <= last {
			faults.Add("thresholds", "order", "门槛要大于 0，一级比一级高。")
			break
		}
		last = threshold
	}
	if in.MinMemberMonths < 0 || in.MinMemberMonths > 120 {
		faults.Add("min_member_months", "range", "登记满的月数要在 0 到 120 之间。")
	}
	return faults
}

// PutScheme writes the next version of the scheme; applications that are there keep theirs.
// It fails with ErrPermission, ErrInvalid or ErrVersionConflict.
func PutScheme(tx *models.Tx, in SchemeInput) (*Scheme, error) {
	if !tx.Actor.CanSomewhere(models.ManageStars) {
		return nil, models.ErrPermission
	}
	if err := in.faults().Err(); err != nil {
		return nil, err
	}
	current, err := Current(tx)
	if err != nil {
		return nil, err
	}
	if current.Version != in.Version {
		return nil, models.ConflictAt(models.ErrVersionConflict, current.Version)
	}
	written := &Scheme{
		Version: in.Version + 1, Name: in.Name, Period: in.Period, Thresholds: in.Thresholds, MinMemberMonths: in.MinMemberMonths,
		CreatedBy: models.Nullable(tx.Actor.AccountID), CreatedAt: tx.Now,
	}
	err = tx.DB.Create(written).Error
	if models.IsDuplicate(err) {
		return nil, tx.Retry() // somebody wrote the same version at once
	}
	if err != nil {
		return nil, err
	}
	tx.Audit(models.AuditEntry{
		Action: "star_scheme.put", Subject: "star_scheme", SubjectID: written.ID, Row: schemeRows().Row(written.ID),
		Before: current.facts(), After: written.facts(),
	})
	return written, nil
}

func (s *Scheme) facts() map[string]any {
	return map[string]any{
		"version": s.Version, "name": s.Name, "period": s.Period, "thresholds": s.Thresholds, "min_member_months": s.MinMemberMonths,
	}
}
