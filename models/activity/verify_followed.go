package activity

import (
	"context"
	"fmt"
	"slices"
	"time"

	"practicestation/models"
	"practicestation/models/hours"
)

// signUpRows are the sign-ups, as the audit vouches for them: who is on which shift, and by which way in. What becomes of one later
// moves with what happens at the shift; whether and when somebody came follows from the events, which have lines of their own.
func signUpRows() models.Witnessed {
	return models.Witnessed{
		Table: "sign_ups", Creates: []string{"sign_up.create", "sign_up.stand_in"},
		Without: []string{
			"status", "live", "updated_at", "checked_in_at", "checked_out_at", "attendance_version", "settle_due_on", "settle_reminded", "quota_team_id",
			"cancelled_at", "cancel_reason", "cannot_come_at", "cannot_come_reason", "excused_at", "excused_by", "excuse_reason", "risk_acknowledged_at", "risk_notice_id",
		},
	}
}

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
	err := tx.DB.Table("sign_ups AS s").Select(`s.id, s.shift_id, s.activity_id, s.volunteer_id, s.status, s.checked_in_at, s.checked_out_at,
		h.activity_id AS activity_of_shift, a.breaks_allowed`).
		Joins("JOIN shifts AS h ON h.id = s.shift_id").Joins("JOIN activities AS a ON a.id = h.activity_id").Where("s.id IN (?)", ids).Scan(&rows).Error
	if err != nil {
		return nil, err
	}
	events, err := eventsOf(tx, ids)
	if err != nil {
		return nil, err
	}
	var entries []hours.Entry
	err = tx.DB.Select("id, sign_up_id, shift_id, volunteer_id, settled_by").Where("sign_up_id IN (?)", ids).Find(&entries).Error
	earned := map[int64][]hours.Entry{}
	for _, entry := range entries {
		earned[entry.SignUpID] = append(earned[entry.SignUpID], entry)
	}
	wrong := map[int64]string{}
	for _, row := range rows {
		text := row.misplaced(events[row.ID], earned[row.ID])
		if text == "" {
			text = row.examine(events[row.ID], slices.ContainsFunc(earned[row.ID], func(e hours.Entry) bool { return e.SettledBy != nil }))
		}
		if text != "" {
			wrong[row.ID] = text
		}
	}
	return wrong, err
}

// followed is what a sign-up says of its attendance, and of whom, on which shift.
type followed struct {
	ID, ShiftID, ActivityID, VolunteerID int64
	Status                               SignUpStatus
	CheckedInAt, CheckedOutAt            *time.Time
	ActivityOfShift                      int64
	BreaksAllowed                        bool
}

// misplaced says where the sign-up names another person, shift or activity than what followed from it. That holds early ones too,
// of which no line of the audit tells.
func (f *followed) misplaced(events []AttendanceEvent, entries []hours.Entry) string {
	if f.ActivityID != f.ActivityOfShift {
		return "activity_id 与班次所属的活动不符"
	}
	for _, event := range events {
		if event.ShiftID != f.ShiftID || event.VolunteerID != f.VolunteerID {
			return fmt.Sprintf("shift_id 或 volunteer_id 与签到签退 %d 的不符", event.ID)
		}
	}
	for _, entry := range entries {
		if entry.ShiftID != f.ShiftID || entry.VolunteerID != f.VolunteerID {
			return fmt.Sprintf("shift_id 或 volunteer_id 与时长 %d 的不符", entry.ID)
		}
	}
	return ""
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
