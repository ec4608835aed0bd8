package demo

import (
	"practicestation/models"
	"practicestation/models/activity"
	"practicestation/models/hours"
)

// confirmAll confirms the hours of a shift, once somebody else than who recorded them has looked.
func confirmAll(tx *models.Tx, shift int64) error {
	entries, err := hours.List(tx, hours.Filter{ShiftID: shift, Status: hours.Pending}, models.Page{Limit: 100})
	if err != nil {
		return err
	}
	if err := reviewAll(tx, shift); err != nil {
		return err
	}
	for _, entry := range entries.Items {
		if _, err := activity.ConfirmEntry(tx, entry.ID); err != nil {
			return err
		}
	}
	return nil
}

// reviewAll looks at what the town has recorded: most come before the beginning.
func reviewAll(tx *models.Tx, shift int64) error {
	recorded, err := activity.Attendance(tx, shift, models.Page{Limit: 100})
	if err != nil || len(recorded.Items) == 0 {
		return err
	}
	events := make([]int64, len(recorded.Items))
	for i := range recorded.Items {
		events[i] = recorded.Items[i].ID
	}
	_, err = activity.ReviewAll(tx, shift, events, "与现场签到表相符")
	return err
}
