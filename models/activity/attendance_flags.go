package activity

import (
	"slices"

	"gorm.io/gorm"

	"practicestation/models"
	"practicestation/models/hours"
)

// Flag (异常标记) is something about an attendance event that a person should look at. Nothing is refused for it, and none is
// stored: flags follow from the events when read, so that two scans at once cannot miss each other.
type Flag string

// The flags.
const (
	EarlyFlag        Flag = "early"          // before the shift, within the margin
	LateFlag         Flag = "late"           // after it, within the margin
	FarFlag          Flag = "far"            // the phone was not where the venue is
	SharedDeviceFlag Flag = "shared_device"  // one device for several people
	TeleportFlag     Flag = "teleport"       // at two venues sooner than anybody can travel
	OverlapFlag      Flag = "overlap"        // at two shifts at once
	DecidedFlag      Flag = "after_decision" // left after the hours had been decided, which stay as they are
	OfflineFlag      Flag = "offline"        // by a device's clock, and uploaded later
	ByStaffFlag      Flag = "by_staff"       // recorded by staff and not by the person's own phone
)

// flagOrder is the order in which flags are shown.
var flagOrder = []Flag{EarlyFlag, LateFlag, FarFlag, SharedDeviceFlag, TeleportFlag, OverlapFlag, DecidedFlag, OfflineFlag, ByStaffFlag}

// farMeters is how far from the venue a phone may be, beyond what it cannot tell itself.
const farMeters = 500

// RecordedEvent is an event with the names that its reader wants, what is noticed about it, and who has looked at it.
type RecordedEvent struct {
	AttendanceEvent `gorm:"embedded"`
	VolunteerName   string
	OperatorName    *string
	StruckByName    *string
	Flags           []Flag            `gorm:"-"`
	Review          *AttendanceReview `gorm:"-"` // the latest, or nil
}

// Attendance lists what has been recorded of a shift, in the order in which it was recorded.
// It fails with ErrShiftNotFound or ErrPermission.
func Attendance(tx *models.Tx, shiftID int64, page models.Page) (models.Paged[RecordedEvent], error) {
	var none models.Paged[RecordedEvent]
	shift, of, err := findVisible(tx, shiftID)
	if err != nil {
		return none, err
	}
	if err := mayManage(tx, of, models.ReadRosters); err != nil {
		return none, shiftMissing(err)
	}
	found, err := models.Fetch(recorded(tx).Where("e.shift_id = ?", shift.ID), page,
		models.Order[RecordedEvent]{IDColumn: "e.id", ID: func(e *RecordedEvent) int64 { return e.ID }})
	if err != nil {
		return none, err
	}
	return found, dress(tx, shift, found.Items)
}

func recorded(tx *models.Tx) *gorm.DB {
	return tx.DB.Table("attendance_events AS e").Select("e.*, v.name AS volunteer_name, o.name AS operator_name, k.name AS struck_by_name").
		Joins("JOIN volunteers AS v ON v.id = e.volunteer_id").Joins("LEFT JOIN accounts AS o ON o.id = e.operator_id").
		Joins("LEFT JOIN accounts AS k ON k.id = e.struck_by")
}

// dress gives events of one shift their flags and reviews.
func dress(tx *models.Tx, shift *Shift, recorded []RecordedEvent) error {
	events, ids := make([]AttendanceEvent, len(recorded)), make([]int64, len(recorded))
	for i := range recorded {
		events[i], ids[i] = recorded[i].AttendanceEvent, recorded[i].ID
	}
	flags, err := flagsOf(tx, shiftsByID(shift), events)
	if err != nil {
		return err
	}
	reviews, err := latestReviews(tx, ids)
	for i := range recorded {
		recorded[i].Flags, recorded[i].Review = flags[recorded[i].ID], reviews[recorded[i].ID]
	}
	return err
}

func shiftsByID(shift *Shift) map[int64]*Shift { return map[int64]*Shift{shift.ID: shift} }

// relations are what events have to do with other events.
type relations struct {
	devices    map[string]bool // used by several people at the station that day
	impossible map[int64]bool  // events between which nobody can travel
	double     map[int64]bool  // events of visits during which their person was elsewhere, too
	entries    map[int64]*hours.Entry
}

func relate(tx *models.Tx, events []AttendanceEvent) (found relations, err error) {
	if found.devices, err = sharedDevices(tx, events); err != nil {
		return found, err
	}
	if found.impossible, err = impossibleTravel(tx, events); err != nil {
		return found, err
	}
	if found.double, err = overlapping(tx, events); err != nil {
		return found, err
	}
	ids := make([]int64, len(events))
	for i := range events {
		ids[i] = events[i].SignUpID
	}
	found.entries, err = hours.OfSignUps(tx, ids)
	return found, err
}

// flagsOf finds the flags of these shifts' events, by event, with a number of queries that does not grow with them. A struck
// event has none.
func flagsOf(tx *models.Tx, shifts map[int64]*Shift, events []AttendanceEvent) (map[int64][]Flag, error) {
	others, err := relate(tx, events)
	flags := map[int64][]Flag{}
	for i := range events {
		if event := &events[i]; !event.isStruck() {
			flags[event.ID] = inOrder(append(shifts[event.ShiftID].ownFlags(event), others.flags(event)...))
		}
	}
	return flags, err
}

// flags are those that an event has by what else was recorded.
func (r *relations) flags(event *AttendanceEvent) (flags []Flag) {
	entry := r.entries[event.SignUpID]
	for flag, raised := range map[Flag]bool{
		SharedDeviceFlag: event.DeviceHash != nil && r.devices[*event.DeviceHash],
		TeleportFlag:     r.impossible[event.ID],
		OverlapFlag:      r.double[event.ID],
		DecidedFlag:      entry != nil && entry.DecidedAt != nil && event.CreatedAt.After(*entry.DecidedAt),
	} {
		if raised {
			flags = append(flags, flag)
		}
	}
	return flags
}

// ownFlags are those that an event has by itself.
func (s *Shift) ownFlags(event *AttendanceEvent) (flags []Flag) {
	if event.OccurredAt.Before(s.StartsAt) {
		flags = append(flags, EarlyFlag)
	}
	if event.OccurredAt.After(s.EndsAt) {
		flags = append(flags, LateFlag)
	}
	if event.WasFar {
		flags = append(flags, FarFlag)
	}
	if event.Method == Offline {
		flags = append(flags, OfflineFlag)
	}
	if event.OperatorID != nil {
		flags = append(flags, ByStaffFlag)
	}
	return flags
}

// inOrder puts flags into their order, each once.
func inOrder(flags []Flag) []Flag {
	var sorted []Flag
	for _, flag := range flagOrder {
		if slices.Contains(flags, flag) {
			sorted = append(sorted, flag)
		}
	}
	return sorted
}

// mark gives each row of a shift's roster the flags of all its events.
func mark(tx *models.Tx, shift *Shift, rows []RosterRow) error {
	ids := make([]int64, len(rows))
	for i := range rows {
		ids[i] = rows[i].ID
	}
	bySignUp, err := eventsOf(tx, ids)
	if err != nil {
		return err
	}
	var events []AttendanceEvent
	for _, id := range ids {
		events = append(events, bySignUp[id]...)
	}
	flags, err := flagsOf(tx, shiftsByID(shift), events)
	if err != nil {
		return err
	}
	for i := range rows {
		var all []Flag
		for _, event := range bySignUp[rows[i].ID] {
			all = append(all, flags[event.ID]...)
		}
		rows[i].Flags = inOrder(all)
	}
	return nil
}
