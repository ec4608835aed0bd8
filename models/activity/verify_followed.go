package activity

import (
	"context"
	"slices"
	"time"

	"practicestation/models"
	"practicestation/models/hours"
)

// followedPage is how many sign-ups are worked out anew at once.
const followedPage = 500

// checkFollowed works out anew, from its events, whether and when each volunteer came and left.
func checkFollowed(ctx context.Context, db *models.DB, progress func(int64)) (seen int64, found *models.Finding, err error) {
	for after := int64(0); found == nil; {
		var ids []int64
		err = db.Read(ctx, models.SystemActor("verify"), func(tx *models.Tx) error {
			err := tx.DB.Model(&SignUp{}).Where("id > ?", after).Order("id").Limit(followedPage).Pluck("id", &ids).Error
			if err != nil || len(ids) == 0 {
				return err
			}
			found, err = firstWrong(tx, "sign_ups", ids, misFollowed)
			return err
		})
		if err != nil || len(ids) == 0 {
			return seen, found, err
		}
		after, seen = ids[len(ids)-1], seen+int64(len(ids))
		progress(seen)
	}
	return seen, found, nil
}

// misFollowed says what is wrong with each of the sign-ups.
func misFollowed(tx *models.Tx, ids []int64) (map[int64]string, error) {
	var rows []followed
	err := tx.DB.Table("sign_ups AS s").Select("s.id, s.status, s.checked_in_at, s.checked_out_at, a.breaks_allowed").
		Joins("JOIN activities AS a ON a.id = s.activity_id").Where("s.id IN (?)", ids).Scan(&rows).Error
	if err != nil {
		return nil, err
	}
	events, err := eventsOf(tx, ids)
	if err != nil {
		return nil, err
	}
	var settled []int64
	err = tx.DB.Model(&hours.Entry{}).Where("sign_up_id IN (?) AND settled_by IS NOT NULL", ids).Pluck("sign_up_id", &settled).Error
	wrong := map[int64]string{}
	for _, row := range rows {
		if text := row.examine(events[row.ID], slices.Contains(settled, row.ID)); text != "" {
			wrong[row.ID] = text
		}
	}
	return wrong, err
}

// followed is what a sign-up says of its attendance.
type followed struct {
	ID                        int64
	Status                    SignUpStatus
	CheckedInAt, CheckedOutAt *time.Time
	BreaksAllowed             bool
}

// examine says what does not follow from the events. Who never signed out is through once staff have said what was served.
func (f *followed) examine(events []AttendanceEvent, settled bool) string {
	status, in, out := follows(visitsOf(events, f.BreaksAllowed))
	switch {
	case !isInstant(f.CheckedInAt, in):
		return "checked_in_at 与签到签退记录不符"
	case !isInstant(f.CheckedOutAt, out):
		return "checked_out_at 与签到签退记录不符"
	case f.Status == status, f.Status == Completed && status == CheckedIn && settled:
		return ""
	case status != SignedUp, f.Status == CheckedIn, f.Status == Completed:
		return "status 与签到签退记录不符"
	}
	return "" // not there yet, or not coming
}

// isInstant reports whether both are one instant, or both are none.
func isInstant(one, other *time.Time) bool {
	if one == nil || other == nil {
		return one == other
	}
	return one.Equal(*other)
}
