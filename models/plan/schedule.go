package plan

import (
	"strings"
	"time"

	"practicestation/models"
	"practicestation/models/activity"
	"practicestation/models/brand"
	"practicestation/models/organization"
)

// The hours that an activity gets when neither its plan nor who makes it says any: it is a draft, to be corrected.
const (
	usualStart = 9 * time.Hour
	usualEnd   = 11 * time.Hour
	usualRole  = "志愿者"
)

// Arrangement is what is known of an activity beyond its plan's item; what is zero comes from the item, or is usual.
type Arrangement struct {
	StationID        int64
	TeamID           int64
	Place            string
	StartsAt, EndsAt time.Time
	Shifts           []activity.ShiftInput // nil: one for as many as the item expects
	BreaksAllowed    *bool                 // nil: no

	DeclarationVersion int64 // which texts of the excluded kinds have been read and declared away
}

// Schedule drafts an activity that carries out an item of an approved plan.
// It fails with ErrItemNotFound, ErrNotApproved, ErrForeign, ErrPermission or ErrInvalid.
func Schedule(tx *models.Tx, itemID int64, known Arrangement) (*activity.Activity, error) {
	item, current, of, err := findItem(tx, itemID)
	if err != nil {
		return nil, err
	}
	in, err := known.complete(tx, item, current, of)
	if err != nil {
		return nil, err
	}
	misfit, err := of.fits(tx, in.StationID, in.TeamID)
	if err != nil {
		return nil, err
	}
	if misfit {
		return nil, ErrForeign
	}
	if in.BrandID, err = carried(tx, item.BrandID, in.StationID); err != nil {
		return nil, err
	}
	return activity.Create(tx, in)
}

// carried is the item's brand where the station may carry it: it may have been delisted since the plan was made, and a
// team also serves where its own station's brand does not reach.
func carried(tx *models.Tx, brandID *int64, stationID int64) (*int64, error) {
	station, err := models.Find[organization.Organization](tx, stationID, organization.ErrNotFound)
	if brandID == nil || models.IsCode(err, organization.ErrNotFound) {
		return nil, nil //nolint:nilnil // no brand, and the rule for activities speaks of the station
	}
	if err != nil {
		return nil, err
	}
	misfits, err := brand.Misfits(tx, []int64{*brandID}, station.Path)
	if _, wrong := misfits[*brandID]; wrong {
		brandID = nil
	}
	return brandID, err
}

// complete makes an activity of what is known and what the item says.
func (known Arrangement) complete(tx *models.Tx, item *Item, current *Plan, of subject) (activity.Input, error) {
	var faults models.Faults
	if known.StationID == 0 && of.home.Level == organization.Station {
		known.StationID = of.home.ID
	}
	if known.StationID == 0 {
		faults.Add("station_id", "required", "请选择活动在哪个实践站举办。")
	}
	if known.TeamID == 0 {
		known.TeamID = orZero(current.TeamID)
	}
	if known.TeamID == 0 {
		faults.Add("team_id", "required", "请选择由哪支队伍承办。")
	}
	switch {
	case known.StartsAt.IsZero() != known.EndsAt.IsZero():
		faults.Add("ends_at", "required", "开始和结束的时刻要一起写，或都不写。")
	case known.StartsAt.IsZero() && item.PlannedOn == nil:
		faults.Add("starts_at", "required", "计划项没有定到哪一天，请写明开始和结束的时刻。")
	case known.StartsAt.IsZero():
		day := item.PlannedOn.In(tx.Zone)
		known.StartsAt, known.EndsAt = day.Add(usualStart), day.Add(usualEnd)
	}
	for _, place := range []string{item.Place, of.home.Name} {
		if known.Place == "" {
			known.Place = place
		}
	}
	if known.Shifts == nil && item.ExpectedHeadcount != nil {
		known.Shifts = []activity.ShiftInput{{Role: usualRole, StartsAt: known.StartsAt, EndsAt: known.EndsAt, Capacity: *item.ExpectedHeadcount}}
	}
	return activity.Input{
		StationID: known.StationID, TeamID: known.TeamID, Title: item.Title, Category: item.Category, Platform: item.Platform, Place: known.Place,
		StartsAt: known.StartsAt, EndsAt: known.EndsAt, PlanItemID: item.ID, Shifts: known.Shifts, BreaksAllowed: known.BreaksAllowed,
		DeclarationVersion: known.DeclarationVersion,
	}, faults.Err()
}

// findItem finds an item of an approved plan that the actor may see. It fails with ErrItemNotFound or ErrNotApproved.
func findItem(tx *models.Tx, id int64) (*Item, *Plan, subject, error) {
	item, err := models.Find[Item](tx, id, ErrItemNotFound)
	if err != nil {
		return nil, nil, subject{}, err
	}
	current, of, err := find(tx, item.PlanID)
	switch {
	case models.IsCode(err, ErrNotFound):
		return nil, nil, of, ErrItemNotFound
	case err == nil && current.Status != Approved:
		return nil, nil, of, ErrNotApproved
	}
	return item, current, of, err
}

// fits reports whether what is held at the station by the team can carry out the subject's plan: a team's by the team,
// wherever it serves, an organization's at the organization or below it. A station that is not there is left to the
// activity's own rule.
func (s subject) fits(tx *models.Tx, stationID, teamID int64) (misfit bool, err error) {
	if s.team != 0 {
		return teamID != s.team, nil
	}
	station, err := models.Find[organization.Organization](tx, stationID, organization.ErrNotFound)
	if models.IsCode(err, organization.ErrNotFound) {
		return false, nil
	}
	return err == nil && !strings.HasPrefix(station.Path, s.home.Path), err
}

// Link lets an activity that is there already, in whatever state, carry out an item of an approved plan.
// It fails with ErrItemNotFound, ErrNotApproved, ErrForeign, activity.ErrPlanned or ErrPermission, and with ErrInvalid for
// an activity that the actor may not see.
func Link(tx *models.Tx, itemID, activityID int64) (*activity.Activity, error) {
	_, _, of, err := findItem(tx, itemID)
	if err != nil {
		return nil, err
	}
	existing, err := findActivity(tx, activityID)
	if err != nil {
		return nil, err
	}
	misfit, err := of.fits(tx, existing.StationID, existing.TeamID)
	if err != nil {
		return nil, err
	}
	if misfit {
		return nil, ErrForeign
	}
	return activity.CarryOut(tx, activityID, &itemID)
}

// Unlink takes an activity off an item of a plan again.
// It fails with ErrItemNotFound, ErrNotApproved or ErrPermission, and with ErrInvalid for an activity that is not on the item.
func Unlink(tx *models.Tx, itemID, activityID int64) (*activity.Activity, error) {
	if _, _, _, err := findItem(tx, itemID); err != nil {
		return nil, err
	}
	existing, err := findActivity(tx, activityID)
	if err != nil {
		return nil, err
	}
	if existing.PlanItemID == nil || *existing.PlanItemID != itemID {
		return nil, models.Unknown("activity_id")
	}
	return activity.CarryOut(tx, activityID, nil)
}

func findActivity(tx *models.Tx, id int64) (*activity.Listed, error) {
	found, err := activity.Find(tx, id)
	if models.IsCode(err, activity.ErrNotFound) {
		return nil, models.Unknown("activity_id")
	}
	return found, err
}
