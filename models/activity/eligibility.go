package activity

import (
	"slices"

	"practicestation/models"
	"practicestation/models/organization"
)

// Eligible is whether somebody can sign up for a shift now.
type Eligible struct {
	ShiftID         int64
	Obstacles       []Obstacle
	Undecided       []*models.Error // the obstacles that may yet come once there is a profile
	MustAcknowledge bool            // the sign-up has to say that the risk notice has been read
	Position        int64           // in the queue, where a sign-up now would end there; 0 for a seat, or with obstacles
}

// maxEligibilities bounds the shifts that one call asks about: the rows of the longest page.
const maxEligibilities = 100

// Eligibles are what was found of a page of shifts, and which of the ids are unknown or not the actor's to see.
type Eligibles struct {
	Found   []Eligible
	Missing []int64
}

// Eligibility tells the actor every obstacle to signing up for the shift now, without taking anything, and what only a profile
// can tell. That the risk has
// yet to be acknowledged is no obstacle: that is done by signing up. It fails with ErrShiftNotFound.
func Eligibility(tx *models.Tx, shiftID int64) (*Eligible, error) {
	all, err := Eligibilities(tx, []int64{shiftID})
	if err != nil {
		return nil, err
	}
	if len(all.Found) == 0 {
		return nil, ErrShiftNotFound
	}
	return &all.Found[0], nil
}

// Eligibilities is Eligibility for a page of shifts, in the order of the ids and with a number of queries that does not
// grow with them; what is unknown, or not the actor's to see, is named as missing. It fails with ErrInvalid.
func Eligibilities(tx *models.Tx, ids []int64) (*Eligibles, error) {
	if len(ids) > maxEligibilities {
		return nil, models.ErrInvalid.WithFields(models.FieldError{Field: "ids", Code: "max_items", Message: "一次最多问 100 个班次。"})
	}
	shifts, activities, err := visibleShifts(tx, ids)
	if err != nil {
		return nil, err
	}
	asks := Request{VolunteerID: tx.Actor.VolunteerID, Actor: tx.Actor, Way: Way{RiskAcknowledged: true}}
	rosters, err := lookAt(tx, shifts, activities, volunteerIDs([]Request{asks}))
	if err != nil {
		return nil, err
	}
	found := make([]Eligible, len(rosters))
	for i, seen := range rosters {
		found[i] = Eligible{ShiftID: seen.shift.ID, Obstacles: seen.obstacles(tx.Now, asks), Undecided: seen.undecided(asks), MustAcknowledge: seen.activity.isDangerous()}
		if len(found[i].Obstacles) == 0 && !seen.hasSeat(tx.Now, asks) {
			found[i].Position = seen.shift.Waitlisted + 1
		}
	}
	return &Eligibles{Found: found, Missing: missing(ids, shifts)}, nil
}

// missing are those of the ids, each once and in their order, that are of none of the shifts.
func missing(ids []int64, shifts []Shift) []int64 {
	var lost []int64
	for _, id := range ids {
		known := slices.ContainsFunc(shifts, func(s Shift) bool { return s.ID == id })
		if !known && !slices.Contains(lost, id) {
			lost = append(lost, id)
		}
	}
	return lost
}

// visibleShifts finds those of the shifts that the actor may see, each once and in the order of the ids.
func visibleShifts(tx *models.Tx, ids []int64) ([]Shift, map[int64]*Activity, error) {
	var rows []Shift
	if err := tx.DB.Where("id IN (?)", append([]int64{0}, ids...)).Find(&rows).Error; err != nil {
		return nil, nil, err
	}
	of := []int64{0}
	for _, shift := range rows {
		of = append(of, shift.ActivityID)
	}
	var found []Activity
	if err := tx.DB.Where("id IN (?)", of).Find(&found).Error; err != nil {
		return nil, nil, err
	}
	hidden, err := draftsOfOthers(tx, found)
	if err != nil {
		return nil, nil, err
	}
	activities := map[int64]*Activity{}
	for i := range found {
		activities[found[i].ID] = &found[i]
	}
	rows = slices.DeleteFunc(rows, func(s Shift) bool { return hidden[s.ActivityID] })
	slices.SortFunc(rows, func(a, b Shift) int { return slices.Index(ids, a.ID) - slices.Index(ids, b.ID) })
	return rows, activities, nil
}

// draftsOfOthers tells which of the activities have never been public and are not the actor's to see.
func draftsOfOthers(tx *models.Tx, activities []Activity) (map[int64]bool, error) {
	hidden, stations := map[int64]bool{}, []int64{0}
	for i := range activities {
		if !activities[i].isPublic() {
			stations = append(stations, activities[i].StationID)
		}
	}
	if len(stations) == 1 {
		return hidden, nil
	}
	var rows []organization.Organization
	if err := tx.DB.Select("id, path").Where("id IN (?)", stations).Find(&rows).Error; err != nil {
		return nil, err
	}
	paths := map[int64]string{}
	for _, row := range rows {
		paths[row.ID] = row.Path
	}
	for i := range activities {
		a := &activities[i]
		hidden[a.ID] = !a.isPublic() && !tx.Actor.CanForTeam(models.ReadDrafts, paths[a.StationID], a.TeamID)
	}
	return hidden, nil
}
