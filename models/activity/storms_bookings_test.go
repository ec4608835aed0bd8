package activity_test

import (
	"fmt"
	"time"

	"practicestation/models"
	"practicestation/models/activity"
	"practicestation/models/venue"
)

// venue opens a room at the station.
func (w *world) venue() *venue.Venue {
	w.t.Helper()
	room := &venue.Venue{OrganizationID: w.station.ID, Name: fmt.Sprintf("%d 号厅", len(w.numbers("SELECT id FROM venues"))+1), Status: venue.Active, Version: 1}
	w.insert(room)
	return room
}

// colleague is somebody whom the station can put in charge on site.
func (w *world) colleague() int64 {
	w.t.Helper()
	who := w.volunteers(1)[0].AccountID
	w.exec("UPDATE accounts SET organization_id = ? WHERE id = ?", w.station.ID, who)
	return who
}

// rivals are published at once: half of them begin at 9, and each of these overlaps the others in the last hour.
func (w *world) rivals(workers int, book func(in *activity.Input), refusal *models.Error) {
	var drafts []*activity.Shift
	for i := range 20 {
		starts := at(3, 9, 0).Add(time.Duration(i%2) * time.Hour)
		in := w.planAt(starts, at(3, 11, 0), 5, 0)
		book(&in)
		drafts = append(drafts, w.draft(in))
	}
	succeeded := w.atOnce(workers, 20, func(db *models.DB, i int) error {
		_, err := change(w, db, w.manager, func(tx *models.Tx) (*activity.Activity, error) {
			return activity.Publish(tx, drafts[i].ActivityID)
		})
		return err
	}, refusal)
	w.expect("activities published", succeeded, 1)
}

func oneVenue(w *world, workers int) {
	room := w.venue()
	w.rivals(workers, func(in *activity.Input) { in.VenueID = &room.ID }, activity.ErrVenueConflict)
}

func oneLeader(w *world, workers int) {
	leader := w.colleague()
	w.rivals(workers, func(in *activity.Input) { in.LeaderAccountID = &leader }, activity.ErrLeaderConflict)
}
