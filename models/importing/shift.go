package importing

import (
	"fmt"
	"time"

	"gorm.io/gorm"

	"practicestation/models"
)

// pastShift is a shift whose hours may still be written down.
type pastShift struct {
	ID               int64
	Title, Role      string
	StartsAt, EndsAt time.Time
}

// pastShifts are those that are over and not too long ago, of an organization and everything below it; which of them may still be
// entered the rule says.
func pastShifts(tx *models.Tx, below string) *gorm.DB {
	return tx.DB.Table("shifts AS h").Select("h.id, a.title, h.role, h.starts_at, h.ends_at").
		Joins("JOIN activities AS a ON a.id = h.activity_id").Joins("JOIN organizations AS o ON o.id = a.station_id").
		Where("o.path LIKE ? AND a.status = 'published' AND h.cancelled_at IS NULL AND h.ends_at <= ? AND h.ends_at >= ?",
			below, tx.Now, tx.Now.AddDate(0, 0, -tx.Settings.RetroDays))
}

func (s *pastShift) minutes() int64 { return int64(s.EndsAt.Sub(s.StartsAt) / time.Minute) }

// label is what the shift is offered as: its number, by which it is found, and what people know it by.
func (s *pastShift) label(zone *time.Location) string {
	return clean(fmt.Sprintf("%d %s %s %s", s.ID, s.Title, s.StartsAt.In(zone).Format("2006-01-02 15:04"), s.Role))
}
