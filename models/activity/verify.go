package activity

import (
	"context"
	"fmt"

	"practicestation/models"
)

// seated lists the states of a sign-up that takes a seat.
const seated = "('confirmed', 'checked_in', 'completed')"

// Checks are the checks of seats, queues and the counters of hours: what is stored for speed must be what counting finds.
func Checks() []models.Check {
	return []models.Check{
		models.CountedCheck("每个班次的已录取人数等于名单", "shifts", `SELECT h.id AS subject, h.confirmed AS told, (SELECT COUNT(*) FROM sign_ups s
			WHERE s.shift_id = h.id AND s.status IN `+seated+`) AS found FROM shifts h`, "told <> found"),
		models.CountedCheck("每个班次的候补人数等于名单", "shifts", `SELECT h.id AS subject, h.waitlisted AS told, (SELECT COUNT(*) FROM sign_ups s
			WHERE s.shift_id = h.id AND s.status = 'waitlisted') AS found FROM shifts h`, "told <> found"),
		models.CountedCheck("没有班次超过名额和公开的超员数", "shifts", `SELECT h.id AS subject, (SELECT COUNT(*) FROM sign_ups s
			WHERE s.shift_id = h.id AND s.status IN `+seated+`) AS told, h.capacity + h.over_limit AS found FROM shifts h`, "told > found"),
		{Name: "每队保留名额的占用数等于名单", Run: checkQuotas},
		models.CountedCheck("每场活动的待确认时长数等于记录", "activities", `SELECT a.id AS subject, a.pending_entries AS told, (SELECT COUNT(*) FROM entries e
			WHERE e.activity_id = a.id AND e.status = 'pending') AS found FROM activities a`, "told <> found"),
		models.CountedCheck("每场活动的已处理时长数等于记录", "activities", `SELECT a.id AS subject, a.decided_entries AS told, (SELECT COUNT(*) FROM entries e
			WHERE e.activity_id = a.id AND e.status NOT IN ('pending', 'withdrawn')) AS found FROM activities a`, "told <> found"),
		signUpRows().Check("每条报名的人、班次和来路与操作留痕一致"),
		eventRows().Check("每次签到签退与操作留痕一致"),
		distanceCheck(),
		reviewRows().Check("每次签到签退的核对与操作留痕一致"),
		{Name: "每条按签到签退计的时长由它们得出", Run: checkMeasured},
		{Name: "每条报名的签到签退状态和时间由它们得出，人和班次与它们和时长相同", Run: checkFollowed},
	}
}

// quotaPage is how many shifts with kept seats are looked at together.
const quotaPage = 200

// checkQuotas reads shifts and sign-ups one after the other: on a service that writes meanwhile a shift is looked at again
// before it is called wrong.
func checkQuotas(ctx context.Context, db *models.DB, progress func(int64)) (seen int64, found *models.Finding, err error) {
	after := int64(0)
	for {
		var shifts []Shift
		err = db.Read(ctx, models.SystemActor("verify"), func(tx *models.Tx) error {
			return tx.DB.Where("id > ? AND quotas <> '[]'", after).Order("id").Limit(quotaPage).Find(&shifts).Error
		})
		if err != nil || len(shifts) == 0 {
			return seen, nil, err
		}
		for _, shift := range shifts {
			if found, err = checkQuotasOf(ctx, db, shift.ID); found != nil || err != nil {
				return seen, found, err
			}
			after, seen = shift.ID, seen+1
		}
		progress(seen)
	}
}

// checkQuotasOf compares the kept seats of one shift, between two looks at its version of the roster that must be the same.
func checkQuotasOf(ctx context.Context, db *models.DB, id int64) (found *models.Finding, err error) {
	err = db.Read(ctx, models.SystemActor("verify"), func(tx *models.Tx) error {
		for range 5 {
			before, err := models.Find[Shift](tx, id, ErrShiftNotFound)
			if err != nil {
				return err
			}
			if found, err = before.misCounted(tx); err != nil || found == nil {
				return err
			}
			after, err := models.Find[Shift](tx, id, ErrShiftNotFound)
			if err != nil || after.RosterVersion == before.RosterVersion {
				return err
			}
		}
		return nil
	})
	return found, err
}

func (s *Shift) misCounted(tx *models.Tx) (*models.Finding, error) {
	for _, quota := range s.Quotas {
		var rows int64
		err := tx.DB.Model(&SignUp{}).Where("shift_id = ? AND quota_team_id = ? AND status IN "+seated, s.ID, quota.TeamID).Count(&rows).Error
		if err != nil {
			return nil, err
		}
		if rows != quota.Taken {
			return &models.Finding{Table: "shifts", Row: s.ID, Text: fmt.Sprintf("队伍 %d 的保留名额已用应为 %d，实为 %d", quota.TeamID, rows, quota.Taken)}, nil
		}
	}
	return nil, nil //nolint:nilnil // every count fits
}
