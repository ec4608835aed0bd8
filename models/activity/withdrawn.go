package activity

import (
	"time"

	"gorm.io/gorm/clause"

	"practicestation/models"
)

// WithdrawnShift (撤回的班次) is what the calendars of a station and of a team had of a shift when its activity was withdrawn. What
// is edited afterwards is not public; the shift may even be gone, or the activity another team's.
type WithdrawnShift struct {
	ShiftID         int64 `gorm:"primaryKey;autoIncrement:false"`
	TeamID          int64 `gorm:"primaryKey;autoIncrement:false"`
	StationID       int64
	ActivityID      int64
	StartsAt        time.Time
	EndsAt          time.Time
	ActivityVersion int64 // after the withdrawal
	ShiftVersion    int64
	WithdrawnAt     time.Time
}

// noteWithdrawn keeps what was public of the shifts of an activity that is withdrawn now.
func noteWithdrawn(tx *models.Tx, of *Activity, shifts []Shift) error {
	if len(shifts) == 0 {
		return nil
	}
	rows := make([]WithdrawnShift, len(shifts))
	for i, shift := range shifts {
		rows[i] = WithdrawnShift{
			ShiftID: shift.ID, TeamID: of.TeamID, StationID: of.StationID, ActivityID: of.ID, StartsAt: shift.StartsAt, EndsAt: shift.EndsAt,
			ActivityVersion: of.Version, ShiftVersion: shift.Version, WithdrawnAt: tx.Now,
		}
	}
	return tx.DB.Clauses(clause.OnConflict{UpdateAll: true}).Create(&rows).Error
}
