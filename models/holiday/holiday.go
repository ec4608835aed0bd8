// Package holiday knows which days the State Council's yearly notice (放假通知) makes days off, and which weekends it makes
// working days in exchange (调休).
//
// The notices of the years that the program shipped with are part of it; an administrator imports those of later years, or
// replaces one. A year without a notice is not known: its weekends are taken for days off, and every answer says so.
package holiday

import (
	"time"

	"practicestation/models"
)

// Kind says what a notice makes of a day.
type Kind string

// The kinds. A day that no notice names is ordinary.
const (
	Ordinary Kind = "ordinary"
	Festival Kind = "holiday" // 放假
	InLieu   Kind = "in_lieu" // 调休放假: a working day off, in exchange for a weekend
	MakeUp   Kind = "make_up" // 调休上班: a weekend that is worked
)

// Holiday (放假安排) is one day that a notice names.
type Holiday struct {
	Day        models.Date `gorm:"primaryKey"`
	NoticeYear int         // the year that the notice is for: 2022-12-31 stands in that of 2023
	Kind       Kind
	Name       string
}

// TableName names the table.
func (Holiday) TableName() string { return "holidays" }

// Off reports whether the day is one without work.
func (h Holiday) Off() bool { return h.Kind != MakeUp }

// Year is a notice that an administrator has imported.
type Year struct {
	NoticeYear int `gorm:"primaryKey;autoIncrement:false"`
	NoticeURL  string
	Version    int64
	CreatedAt  time.Time
	UpdatedAt  time.Time
}

// TableName names the table.
func (Year) TableName() string { return "holiday_years" }
