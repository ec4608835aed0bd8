package activity

import (
	"context"
	"fmt"

	"practicestation/models"
	"practicestation/models/hours"
)

// eventRows are the attendance events, as the audit vouches for them. How many meters somebody was from the venue goes with the
// consent; that it was too far stays, and hours wait for a review by that alone.
func eventRows() models.Witnessed {
	return models.Witnessed{
		Table: "attendance_events", Creates: []string{"sign_up.check_in", "sign_up.check_out"}, Without: []string{"distance_meters", "accuracy_meters"},
		Changes: map[string][]string{"attendance_event.strike": {"struck_at", "struck_by", "struck_reason"}},
	}
}

// distanceCheck holds the meters that are still kept against the judgement that was made of them: who reviews reads both.
func distanceCheck() models.Check {
	return models.CountedCheck("每次签到签退还留着的距离与远近的判断相符", "attendance_events", fmt.Sprintf(`SELECT e.id AS subject, e.was_far AS told,
		CASE WHEN e.distance_meters - e.accuracy_meters > %d THEN 1 ELSE 0 END AS found
		FROM attendance_events e WHERE e.distance_meters IS NOT NULL AND e.accuracy_meters IS NOT NULL`, farMeters), "told <> found")
}

// reviewRows are the reviews of events, as the audit vouches for them: a second person cannot be written in.
func reviewRows() models.Witnessed {
	return models.Witnessed{Table: "attendance_reviews", Creates: []string{"attendance_event.review"}}
}

// measuredPage is how many entries are worked out anew at once.
const measuredPage = 200

// checkMeasured works the minutes of each measured entry out anew from its events and its shift. Left out are what people have
// said instead (settlements, corrections), and what was recorded before the audit vouched for it.
func checkMeasured(ctx context.Context, db *models.DB, progress func(int64)) (seen int64, found *models.Finding, err error) {
	after := int64(0)
	err = db.Read(ctx, models.SystemActor("verify"), func(tx *models.Tx) error {
		after, err = models.LastEarly(tx, "entries")
		return err
	})
	for err == nil && found == nil {
		var ids []int64
		err = db.Read(ctx, models.SystemActor("verify"), func(tx *models.Tx) error {
			err := tx.DB.Model(&hours.Entry{}).Where("id > ? AND corrects_id IS NULL AND settled_by IS NULL AND status <> ?", after, hours.Withdrawn).
				Order("id").Limit(measuredPage).Pluck("id", &ids).Error
			if err != nil || len(ids) == 0 {
				return err
			}
			found, err = firstWrong(tx, "entries", ids, misMeasured)
			return err
		})
		if err != nil || len(ids) == 0 {
			return seen, found, err
		}
		after, seen = ids[len(ids)-1], seen+int64(len(ids))
		progress(seen)
	}
	return seen, found, err
}

// firstWrong names the first of the rows with which something is wrong. One that changes between two looks is looked at again.
func firstWrong(tx *models.Tx, table string, ids []int64, look func(tx *models.Tx, ids []int64) (map[int64]string, error)) (*models.Finding, error) {
	wrong, err := look(tx, ids)
	if err != nil {
		return nil, err
	}
	for _, id := range ids {
		text := wrong[id]
		for range 5 {
			if text == "" {
				break
			}
			again, err := look(tx, []int64{id})
			if err != nil {
				return nil, err
			}
			text = again[id]
		}
		if text != "" {
			return &models.Finding{Table: table, Row: id, Text: text}, nil
		}
	}
	return nil, nil //nolint:nilnil // nothing is wrong
}

// measurement is an entry with what its minutes follow from.
type measurement struct {
	entry  hours.Entry
	shift  Shift
	breaks bool
	events []AttendanceEvent
}

// misMeasured says what is wrong with each of the entries.
func misMeasured(tx *models.Tx, ids []int64) (map[int64]string, error) {
	measured, err := readMeasurements(tx, ids)
	if err != nil {
		return nil, err
	}
	wrong := map[int64]string{}
	for i := range measured {
		if text := measured[i].examine(); text != "" {
			wrong[measured[i].entry.ID] = text
		}
	}
	return wrong, nil
}

func readMeasurements(tx *models.Tx, ids []int64) ([]measurement, error) {
	var entries []hours.Entry
	if err := tx.DB.Where("id IN (?)", ids).Order("id").Find(&entries).Error; err != nil {
		return nil, err
	}
	var signUps, shiftIDs, activityIDs []int64
	for _, entry := range entries {
		signUps, shiftIDs, activityIDs = append(signUps, entry.SignUpID), append(shiftIDs, entry.ShiftID), append(activityIDs, entry.ActivityID)
	}
	events, err := eventsOf(tx, signUps)
	if err != nil {
		return nil, err
	}
	var shifts []Shift
	if err := tx.DB.Where("id IN (?)", shiftIDs).Find(&shifts).Error; err != nil {
		return nil, err
	}
	var activities []Activity
	if err := tx.DB.Select("id, breaks_allowed").Where("id IN (?)", activityIDs).Find(&activities).Error; err != nil {
		return nil, err
	}
	ofShift, breaks := map[int64]Shift{}, map[int64]bool{}
	for _, shift := range shifts {
		ofShift[shift.ID] = shift
	}
	for _, one := range activities {
		breaks[one.ID] = one.BreaksAllowed
	}
	measured := make([]measurement, len(entries))
	for i, entry := range entries {
		measured[i] = measurement{entry: entry, shift: ofShift[entry.ShiftID], breaks: breaks[entry.ActivityID], events: events[entry.SignUpID]}
	}
	return measured, nil
}

// examine says what is wrong with the minutes. Events that came after the decision did not move them.
func (m *measurement) examine() string {
	told := m.entry.Minutes
	if m.entry.MeasuredMinutes != nil {
		told = *m.entry.MeasuredMinutes
	}
	if m.entry.MeasuredMinutes != nil && told <= m.entry.Minutes {
		return fmt.Sprintf("分钟数 %d 没有少于签到签退所得的 %d，却写着被上限削减过", m.entry.Minutes, told)
	}
	var before []AttendanceEvent
	for _, event := range m.events {
		if m.entry.DecidedAt == nil || !event.CreatedAt.After(*m.entry.DecidedAt) {
			before = append(before, event)
		}
	}
	earned := m.shift.minutes(visitsOf(before, m.breaks))
	if earned == told || m.shift.minutes(visitsOf(m.events, m.breaks)) == told {
		return ""
	}
	return fmt.Sprintf("按签到签退和班次应为 %d 分钟，实为 %d 分钟", earned, told)
}
