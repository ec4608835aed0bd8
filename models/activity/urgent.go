package activity

import (
	"time"

	"practicestation/models"
)

// UrgentShift (急缺班次) is a coming shift that needs people: below its minimum, or near and not full.
type UrgentShift struct {
	Shift         `gorm:"embedded"`
	ActivityTitle string
	StationID     int64
	StationName   string
	Place         string
}

// Missing is how many people the shift has less than its minimum.
func (s *UrgentShift) Missing() int64 { return max(0, s.MinHeadcount-s.Confirmed) }

// UrgentFilter says which shifts are near, and whose: those that are open for sign-up, or those that the actor manages.
type UrgentFilter struct {
	Days    int
	Managed bool
}

// Urgent lists coming shifts that need people, by start. It fails with ErrPermission for who manages none.
func Urgent(tx *models.Tx, filter UrgentFilter, page models.Page) (models.Paged[UrgentShift], error) {
	query := tx.DB.Table("shifts AS h").Select("h.*, a.title AS activity_title, a.station_id, a.place, o.name AS station_name").
		Joins("JOIN activities AS a ON a.id = h.activity_id").Joins("JOIN organizations AS o ON o.id = a.station_id").
		Where("a.status = ? AND h.cancelled_at IS NULL AND h.starts_at > ?", Published, tx.Now).
		Where("h.confirmed < h.min_headcount OR h.confirmed < h.capacity AND h.starts_at <= ?", tx.Now.AddDate(0, 0, filter.Days))
	switch {
	case !filter.Managed:
		query = query.Where("a.sign_up_opens_at <= ? AND COALESCE(h.sign_up_closes_at, a.sign_up_closes_at) > ?", tx.Now, tx.Now)
	case tx.Actor.CanSomewhere(models.ReadRosters):
		query = query.Where(models.Within(tx.DB, "o.path", tx.Actor.Paths(models.ReadRosters)).
			Or("a.team_id IN (?)", append([]int64{0}, tx.Actor.LedTeams...)))
	default:
		return models.Paged[UrgentShift]{}, models.ErrPermission
	}
	return models.Fetch(query, page, models.Order[UrgentShift]{
		TimeColumn: "h.starts_at", IDColumn: "h.id",
		Time: func(s *UrgentShift) time.Time { return s.StartsAt }, ID: func(s *UrgentShift) int64 { return s.ID },
	})
}
