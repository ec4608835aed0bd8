package filing

import (
	"time"

	"practicestation/models"
	"practicestation/models/activity"
	"practicestation/models/hours"
	"practicestation/models/organization"
)

// correct lets one administrator ask for other minutes of an entry of February at a station, and another approve.
func (c *county) correct(at *organization.Organization, minutes int64) hours.Entry {
	c.t.Helper()
	var entry hours.Entry
	c.write(func(tx *models.Tx) error {
		return tx.DB.Where("station_id = ? AND status = ? AND served_on LIKE '2026-02-%' AND minutes <> ?", at.ID, hours.Confirmed, minutes).Order("id").Take(&entry).Error
	})
	asked, err := change(c, c.admin, func(tx *models.Tx) (*hours.Correction, error) {
		return hours.RequestCorrection(tx, entry.ID, minutes, "签退记错了")
	})
	c.check(err)
	_, err = change(c, c.secondAdmin, func(tx *models.Tx) (*hours.Correction, error) { return hours.ApproveCorrection(tx, asked.ID) })
	c.check(err)
	return entry
}

// honor has minutes of a shift of February written down afterwards and approved by the level above.
func (c *county) honor(minutes int64) {
	c.t.Helper()
	live := int64(1)
	entry := &hours.RetroEntry{
		StationID: c.stations[0].ID, TeamID: c.teams[0].ID, VolunteerID: c.volunteers[0].ID, Minutes: minutes, ServedOn: "2026-02-16", Evidence: "签到表",
		Status: hours.RetroPending, Live: &live, EnteredBy: c.manager.AccountID, DecidingOrganizationID: c.town.ID,
		DeclaredAt: c.Clock.Now(), CreatedAt: c.Clock.Now(),
	}
	starts := time.Date(2026, 2, 16, 1, 0, 0, 0, time.UTC)
	of := &activity.Activity{
		StationID: entry.StationID, TeamID: entry.TeamID, Title: "慰问", Category: "邻里互助", Place: "村里", StartsAt: starts, EndsAt: starts.Add(time.Hour),
		SignUpOpensAt: starts, SignUpClosesAt: starts, CancelClosesAt: starts, Status: activity.Published, Version: 1,
	}
	c.insert(of)
	shift := &activity.Shift{ActivityID: of.ID, Role: "志愿者", StartsAt: starts, EndsAt: of.EndsAt, Capacity: 9, RosterVersion: 1, CodeSecret: []byte("secret"), Version: 1}
	c.insert(shift)
	entry.ActivityID, entry.ShiftID = of.ID, shift.ID
	c.insert(entry)
	_, err := change(c, c.townAdmin, func(tx *models.Tx) (*hours.RetroEntry, error) { return hours.ApproveRetro(tx, entry.ID) })
	c.check(err)
}
