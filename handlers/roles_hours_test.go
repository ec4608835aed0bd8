package handlers_test

import (
	"fmt"
	"strings"
	"time"

	"practicestation/models"
)

// pendingEntry is an hour of the volunteer's that nobody has decided about.
func (a *app) pendingEntry() string {
	a.t.Helper()
	checkedIn := a.checkedIn()
	a.wait(time.Hour)
	left := a.as(manager).post("/sign-ups/"+checkedIn.id()+"/check-out", nil).must(200)
	a.wait(30 * time.Minute)
	a.reviewed(left.text("shift_id")) // who comes before the beginning is looked at by another than who ticked
	return a.entryOf(left)
}

// reviewed has the town look at all that was recorded for a shift.
func (a *app) reviewed(shift string) {
	a.t.Helper()
	a.as(townAdmin).post("/shifts/"+shift+"/attendance-reviews", object{"event_ids": a.eventsOf(shift), "note": "与签到表相符"}).must(200)
}

// eventsOf lists what was recorded for a shift.
func (a *app) eventsOf(shift string) []string {
	a.t.Helper()
	return strings.Fields(a.as(townAdmin).get("/shifts/"+shift+"/attendance").must(200).every("items", "id"))
}

// lastEvent is what was recorded last.
func (a *app) lastEvent() string {
	a.t.Helper()
	var id int64
	a.check(a.db.Read(a.t.Context(), models.SystemActor("test"), func(tx *models.Tx) error {
		return tx.DB.Raw("SELECT MAX(id) FROM attendance_events").Scan(&id).Error
	}))
	return fmt.Sprint(id)
}

// scannedShift is one for which the volunteer has scanned the code.
func (a *app) scannedShift() string {
	a.t.Helper()
	shift := shiftOf(a.brief(true))
	a.as(volunteerRole).signUp(shift)
	a.as(volunteerRole).post("/check-ins", object{"code": a.checkInCode(shift), "kind": "in"}).must(200)
	return shift
}

// confirmedEntry is an hour of the volunteer's that counts.
func (a *app) confirmedEntry() string {
	a.t.Helper()
	entry := a.pendingEntry()
	a.as(manager).post("/hours/"+entry+"/confirm", nil).must(200)
	return entry
}
