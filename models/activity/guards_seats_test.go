package activity_test

import "practicestation/models"

// The files that guards stand in.
const (
	signUpFile  = "models/activity/signup.go"
	rosterFile  = "models/activity/roster.go"
	queueFile   = "models/activity/queue.go"
	releaseFile = "models/activity/release.go"
	attendFile  = "models/activity/attendance_record.go"
	ledgerFile  = "models/hours/decide.go"
	bookingFile = "models/activity/conflict.go"
	movingFile  = "models/activity/reschedule.go"
	undoFile    = "models/activity/batch_undo.go"
	unitFile    = "models/tx.go"
	openFile    = "models/db.go"
	schemaFile  = "models/migrations/mysql/0001_initial.sql"
	chainFile   = "models/migrations/mysql/0020_ledger.sql"
	waysFile    = "models/migrations/mysql/0007_ways_in.sql"
	eventsFile  = "models/migrations/mysql/0022_attendance.sql"
	stepFile    = "models/migrations/mysql/0032_attendance_two_people.sql"
	askFile     = "models/activity/application.go"
	seatFile    = "models/activity/stand_in.go"
	recruitFile = "models/activity/recruitment.go"
	roomFile    = "models/activity/capacity.go"
	consentFile = "models/volunteer/guardian.go"
)

// Several guards stand behind one another on purpose: a row lock makes people wait instead of fail, the guarded update and
// the unique keys hold where row locks reach one node only. So some controls take away more than one, and say which.
var seatControls = []control{
	{
		guard: "seats: the shift's lock, the guarded counter and the unique number of arrival", dialect: models.MySQL,
		storm: "one_place_and_50_people", says: "no shift is oversold",
		cuts: []cut{
			{rosterFile, "seen.shift, err = models.FindLocked[Shift](tx, shiftID", "seen.shift, err = models.Find[Shift](tx, shiftID"},
			{signUpFile, " AND confirmed + ? <= capacity + over_limit AND waitlisted + ? <= waitlist_capacity", ""},
			{signUpFile, "r.shift.ID, r.shift.RosterVersion, seats, waiting,", "r.shift.ID, r.shift.RosterVersion,"},
			{schemaFile, "UNIQUE KEY uk_sign_ups_sequence", "KEY uk_sign_ups_sequence"},
		},
	},
	{
		guard: "one time, one place: the write of the volunteer's row", dialect: models.MySQL,
		storm: "overlapping_shifts_by_one_person", says: "nobody is at two places at once",
		cuts: []cut{{signUpFile, "SET roster_version = roster_version + 1 WHERE id IN (?)", "SET roster_version = roster_version + 1 WHERE id IN (?) AND 1 = 0"}},
	},
	{
		guard: "READ COMMITTED: under REPEATABLE READ a second look shows the first one's snapshot", dialect: models.MySQL,
		storm: "overlapping_shifts_by_one_person", says: "nobody is at two places at once",
		unless: "innodb_snapshot_isolation",
		cuts:   []cut{{unitFile, "sql.LevelReadCommitted", "sql.LevelRepeatableRead"}},
	},
	{
		// The second attempt makes up for most of it, slowly; with IMMEDIATE alone all storms pass at the first attempt.
		guard: "the writer that begins IMMEDIATE, and the second attempt", dialect: models.SQLite,
		storm: "ten_places_and_200_people", says: "is no success and no refusal",
		cuts: []cut{
			{openFile, "&_txlock=immediate", "&_txlock=deferred"},
			{unitFile, "const attempts = 12", "const attempts = 1"},
		},
	},
	{
		guard: "promotion in the unit that frees the seat", dialect: models.SQLite,
		storm: "cancellations_and_promotion", says: "no seat is lost while somebody waits",
		cuts: []cut{{queueFile, "free := min(shift.Capacity-shift.Confirmed, shift.Waitlisted)", "free := int64(0)"}},
	},
	{
		guard: "danger: who waits has read the risk notice that is shown", dialect: models.SQLite,
		storm: "a_risk_notice_rewritten,_cancellations_and_acknowledgements", says: "moved up by the older text",
		cuts: []cut{{queueFile, `return waiting.Where("risk_notice_id = ?", *a.RiskNoticeID)`, "return waiting"}},
	},
	{
		guard: "kept seats: the lock on the shift, its exact counters in the guard and the unique number of arrival", dialect: models.MySQL,
		storm: "seats_kept_for_a_team", says: "open seats taken while some are kept",
		cuts: []cut{
			{rosterFile, "seen.shift, err = models.FindLocked[Shift](tx, shiftID", "seen.shift, err = models.Find[Shift](tx, shiftID"},
			{signUpFile, "quotas = ? AND confirmed = ?", "0 <= LENGTH(?) + ?"},
			{schemaFile, "UNIQUE KEY uk_sign_ups_sequence", "KEY uk_sign_ups_sequence"},
		},
	},
	{
		guard: "the queue served before a newcomer, and the task at the release", dialect: models.SQLite,
		storm: "kept_seats_released", says: "no seat is lost while somebody waits",
		cuts: []cut{{queueFile, "free := min(shift.Capacity-shift.Confirmed, shift.Waitlisted)", "free := int64(0)"}},
	},
	{
		guard: "cancel once: the locks on shift and sign-up, the guarded state and the count of changed rows", dialect: models.MySQL,
		storm: "cancel_50_times_and_refill", says: "the counter of seats equals its rows",
		cuts: []cut{
			{releaseFile, "models.FindLocked[Shift](tx, found.shift.ID", "models.Find[Shift](tx, found.shift.ID"},
			{releaseFile, "models.FindLocked[SignUp](tx, id", "models.Find[SignUp](tx, id"},
			{releaseFile, `Where("id = ? AND status = ?", signUp.ID, signUp.Status)`, `Where("id = ?", signUp.ID)`},
			{releaseFile, "left.RowsAffected == 0", "left.RowsAffected < 0"},
		},
	},
	{
		guard: "once for a shift: the write of the volunteer's row and the unique live sign-up", dialect: models.MySQL,
		storm: "one_person_50_times", says: "a person is on a shift once",
		cuts: []cut{
			{signUpFile, "SET roster_version = roster_version + 1 WHERE id IN (?)", "SET roster_version = roster_version + 1 WHERE id IN (?) AND 1 = 0"},
			{schemaFile, "UNIQUE KEY uk_sign_ups_live", "KEY uk_sign_ups_live"},
		},
	},
	{
		guard: "the second attempt", dialect: models.MySQL,
		storm: "check_in_and_out_50_times", says: "is no success and no refusal",
		cuts: []cut{{unitFile, "const attempts = 12", "const attempts = 1"}},
	},
	{
		guard: "the comparison of roster versions", dialect: models.MySQL,
		storm: "called_off_and_sign-ups", says: "a cancelled or withdrawn activity holds nobody",
		cuts: []cut{{signUpFile, "if locked.shift.RosterVersion != unlocked.shift.RosterVersion {", "if false {"}},
	},
	{
		guard: "one entry: the guarded state, the count of changed rows and the unique entry of a sign-up", dialect: models.MySQL,
		storm: "check_in_and_out_50_times", says: "a completed sign-up has one entry",
		cuts: []cut{
			{attendFile, `Where("id = ? AND status = ? AND attendance_version = ?", r.signUp.ID, r.signUp.Status, r.signUp.AttendanceVersion)`, `Where("id = ?", r.signUp.ID)`},
			{attendFile, "recorded.RowsAffected == 0", "recorded.RowsAffected < 0"},
			{chainFile, "ADD UNIQUE KEY uk_entries_sign_up", "ADD KEY uk_entries_sign_up"},
		},
	},
	{
		guard: "an application is decided once: the guarded state", dialect: models.MySQL,
		storm: "approved_twice_and_withdrawn", says: "seats given or applications withdrawn",
		cuts: []cut{{askFile, `Where("id = ? AND status = ?", id, AskPending)`, `Where("id = ?", id)`}},
	},
	{
		guard: "one application at a time: the unique live one", dialect: models.MySQL,
		storm: "applied_50_times", says: "applications of one person",
		cuts: []cut{{waysFile, "UNIQUE KEY uk_applications_live", "KEY uk_applications_live"}},
	},
	{
		guard: "one person at two desks: the unique phone of who has no account", dialect: models.MySQL,
		storm: "registered_at_the_door_20_times", says: "people registered twice",
		cuts: []cut{{waysFile, "ADD UNIQUE KEY uk_volunteers_unclaimed", "ADD KEY uk_volunteers_unclaimed"}},
	},
	{
		guard: "a seat is handed over once: its state under the lock, and guarded, and the request that ends with it", dialect: models.MySQL,
		storm: "stand-ins,_cancellations_and_check-ins", says: "the counter of seats equals its rows",
		cuts: []cut{
			{seatFile, "if seat.Status != SignedUp {", "if false {"},
			{seatFile, `Where("id = ? AND status = ?", seat.ID, SignedUp)`, `Where("id = ?", seat.ID)`},
			{releaseFile, "withdrawStandIns(tx, seats, 0,", "withdrawStandIns(tx, seats[:0], 0,"},
		},
	},
	{
		guard: "nobody is asked for a seat that is gone: the second look under the shift's lock", dialect: models.MySQL,
		storm: "stand-ins,_cancellations_and_check-ins", says: "nobody is asked for a seat that is gone",
		cuts: []cut{{seatFile, "return guests, stillOffered(tx, id)", "return guests, nil"}},
	},
	{
		guard: "the lock after too many wrong join codes", dialect: models.SQLite,
		storm: "50_join_codes_guessed", says: "codes looked at",
		cuts: []cut{{recruitFile, "case wrong >= wrongJoinCodes:", "case wrong >= 100*wrongJoinCodes:"}},
	},
	{
		guard: "a seat above the capacity is counted as one", dialect: models.SQLite,
		storm: "above_the_capacity,_cancelled_and_promoted", says: "who is above the capacity is counted openly",
		cuts: []cut{{roomFile, "over_limit = over_limit + 1, over_reason", "over_limit = over_limit + 2, over_reason"}},
	},
	{
		guard: "decided once: the guarded state", dialect: models.MySQL,
		storm: "decided_50_times", says: "the counter of decided entries equals its rows",
		cuts: []cut{{ledgerFile, `Where("id = ? AND status = ? AND minutes = ?", entry.ID, Pending, entry.Minutes)`, `Where("id = ?", entry.ID)`}},
	},
	{
		guard: "a reschedule: the write of the volunteers' rows", dialect: models.MySQL,
		storm: "rescheduled_onto_other_sign-ups", says: "nobody is at two places at once",
		cuts: []cut{{movingFile, "SET roster_version = roster_version + 1 WHERE id IN (?)", "SET roster_version = roster_version + 1 WHERE id IN (?) AND 1 = 0"}},
	},
	{
		guard: "an undo: the roster versions that it moves and the counters that it reads under the shifts' locks", dialect: models.MySQL,
		storm: "a_batch_undone_and_sign-ups", says: "a cancelled or withdrawn activity holds nobody",
		cuts: []cut{{undoFile, "shifts, err := lockShifts(tx, members[i].of.ID)", "all, err := ShiftsOf(tx, members[i].of.ID)\n\t\tshifts := all[members[i].of.ID]"}},
	},
	{
		guard: "one venue, one activity: the write of the venue's row", dialect: models.MySQL,
		storm: "one_venue_and_20_activities", says: "a venue and a leader are at one activity at a time",
		cuts: []cut{{bookingFile, "UPDATE venues SET booking_version = booking_version + 1 WHERE id = ?", "UPDATE venues SET booking_version = booking_version + 1 WHERE id = ? AND 1 = 0"}},
	},
	{
		guard: "one leader, one activity: the write of the account's row", dialect: models.MySQL,
		storm: "one_leader_and_20_activities", says: "a venue and a leader are at one activity at a time",
		cuts: []cut{{bookingFile, "UPDATE accounts SET booking_version = booking_version + 1 WHERE id = ?", "UPDATE accounts SET booking_version = booking_version + 1 WHERE id = ? AND 1 = 0"}},
	},
	{
		guard: "a guardian's word: the write of the minor's row", dialect: models.MySQL,
		storm: "consents_revoked_and_sign-ups", says: "minors on a shift to come without a consent",
		cuts: []cut{{consentFile, "SET roster_version = roster_version + 1 WHERE id = ?", "SET roster_version = roster_version + 1 WHERE id = ? AND 1 = 0"}},
	},
}
