package activity_test

import "practicestation/models"

// attendanceControls are those of check-in and of batches: without the guards, scans and rows are recorded twice.
var attendanceControls = []control{
	{
		guard: "a scan is recorded once: the version of the attendance, the count of changed rows and the code that is used once", dialect: models.MySQL,
		storm: "one_code_50_times", says: "scans taken",
		cuts: []cut{
			{attendFile, `Where("id = ? AND status = ? AND attendance_version = ?", r.signUp.ID, r.signUp.Status, r.signUp.AttendanceVersion)`, `Where("id = ?", r.signUp.ID)`},
			{attendFile, "recorded.RowsAffected == 0", "recorded.RowsAffected < 0"},
			{stepFile, "ADD UNIQUE KEY uk_attendance_events_step", "ADD KEY uk_attendance_events_step"},
		},
	},
	{
		guard: "a row of a batch is recorded once: the version of the attendance, the unique entry of a sign-up and the unique name of a row", dialect: models.MySQL,
		storm: "one_batch_20_times", says: "events recorded",
		cuts: []cut{
			{attendFile, `Where("id = ? AND status = ? AND attendance_version = ?", r.signUp.ID, r.signUp.Status, r.signUp.AttendanceVersion)`, `Where("id = ?", r.signUp.ID)`},
			{attendFile, "recorded.RowsAffected == 0", "recorded.RowsAffected < 0"},
			{eventsFile, "UNIQUE KEY uk_attendance_events_nonce", "KEY uk_attendance_events_nonce"},
			{chainFile, "ADD UNIQUE KEY uk_entries_sign_up", "ADD KEY uk_entries_sign_up"},
		},
	},
	{
		guard: "nobody comes back into decided hours: the look behind the person's row, from either side", dialect: models.MySQL,
		storm: "back_from_a_break_and_confirmed", says: "people inside whose hours are decided",
		cuts: []cut{
			{"models/hours/attended.go", "return tx.Retry() // decided by now: look again", "return nil"},
			{"models/hours/judge.go", "return found[e.ID] != nil", "return found[-e.ID] != nil"},
		},
	},
}
