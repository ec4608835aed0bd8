package activity

import (
	"math"
	"time"

	"practicestation/models"
	"practicestation/models/venue"
	"practicestation/models/volunteer"
)

// LocationNotice (位置信息说明) is the version of the text about location that people agree to.
const LocationNotice = 1

// Location is where a phone says it is. It is used to work out a distance and is never kept.
type Location struct {
	Latitude  float64
	Longitude float64
	Accuracy  float64 // in meters
}

// LocationUse (位置用途) is what became of a location that was sent.
type LocationUse string

// The uses: none was sent, the person has not agreed, the venue's place is not known, or the distance was worked out.
const (
	LocationNone          LocationUse = "none"
	LocationNoConsent     LocationUse = "no_consent"
	LocationNoCoordinates LocationUse = "no_coordinates"
	LocationUsed          LocationUse = "used"
)

// LocationConsent (位置信息同意) is a volunteer's agreement to the use of location at check-in, until it is revoked.
type LocationConsent struct {
	ID          int64
	VolunteerID int64
	Version     int64 // of the text that was agreed to
	Live        *int  // 1 until it is revoked: the unique key behind "one at a time"
	GrantedAt   time.Time
	RevokedAt   *time.Time
}

// OwnLocationConsent finds the actor's latest consent, or nil without one.
func OwnLocationConsent(tx *models.Tx) (*LocationConsent, error) {
	var found []LocationConsent
	err := tx.DB.Where("volunteer_id = ?", tx.Actor.VolunteerID).Order("id DESC").Limit(1).Find(&found).Error
	if err != nil || len(found) == 0 {
		return nil, err
	}
	return &found[0], nil
}

// SetLocationConsent grants or revokes the actor's consent; what is so already stays. With the consent go the distances that
// were kept under it, as the law on personal information demands. It fails with ErrProfileMissing.
func SetLocationConsent(tx *models.Tx, granted bool) (*LocationConsent, error) {
	if tx.Actor.VolunteerID == 0 {
		return nil, volunteer.ErrProfileMissing
	}
	current, err := OwnLocationConsent(tx)
	if err != nil || granted == (current != nil && current.Live != nil) {
		return current, err
	}
	action, live := "location_consent.grant", 1
	if granted {
		current = &LocationConsent{VolunteerID: tx.Actor.VolunteerID, Version: LocationNotice, Live: &live, GrantedAt: tx.Now}
		err = tx.DB.Create(current).Error
	} else {
		action = "location_consent.revoke"
		err = revokeLocation(tx, current)
	}
	if models.IsDuplicate(err) {
		return nil, tx.Retry() // granted twice at once
	}
	if err != nil {
		return nil, err
	}
	tx.Audit(models.AuditEntry{Action: action, Subject: "volunteer", SubjectID: tx.Actor.VolunteerID, After: map[string]any{"version": current.Version}})
	return current, nil
}

func revokeLocation(tx *models.Tx, current *LocationConsent) error {
	current.Live, current.RevokedAt = nil, &tx.Now
	err := tx.DB.Model(&LocationConsent{}).Where("id = ?", current.ID).Updates(map[string]any{"live": nil, "revoked_at": tx.Now}).Error
	if err != nil {
		return err
	}
	// The doubt stays, or whoever is in doubt would end it.
	return tx.DB.Exec("UPDATE attendance_events SET distance_meters = NULL, accuracy_meters = NULL WHERE volunteer_id = ?", current.VolunteerID).Error
}

// measure notes on the event how far from the venue the location is, for whoever has agreed, and whether that is too far.
func (a *attendance) measure(tx *models.Tx, at *Location, event *AttendanceEvent) (LocationUse, error) {
	if at == nil {
		return LocationNone, nil
	}
	// The consent is read for change, so that one revoked meanwhile erases this event's distance, too.
	var consents []LocationConsent
	if err := tx.Locking().Where("volunteer_id = ? AND live = 1", event.VolunteerID).Find(&consents).Error; err != nil {
		return "", err
	}
	if len(consents) == 0 {
		return LocationNoConsent, nil
	}
	if a.activity.VenueID == nil {
		return LocationNoCoordinates, nil
	}
	room, err := models.Find[venue.Venue](tx, *a.activity.VenueID, venue.ErrNotFound)
	if err != nil {
		return "", err
	}
	if room.Latitude == nil || room.Longitude == nil {
		return LocationNoCoordinates, nil
	}
	away, accuracy := int64(metersBetween(at.Latitude, at.Longitude, *room.Latitude, *room.Longitude)), int64(math.Ceil(at.Accuracy))
	event.DistanceMeters, event.AccuracyMeters, event.WasFar = &away, &accuracy, away-accuracy > farMeters
	return LocationUsed, nil
}

// metersBetween is the distance of two places on a round earth, which is wrong by half a percent at most.
func metersBetween(latitude, longitude, otherLatitude, otherLongitude float64) float64 {
	const radius, degree = 6_371_000, math.Pi / 180
	north, east := (otherLatitude-latitude)*degree, (otherLongitude-longitude)*degree
	half := math.Pow(math.Sin(north/2), 2) + math.Cos(latitude*degree)*math.Cos(otherLatitude*degree)*math.Pow(math.Sin(east/2), 2)
	return 2 * radius * math.Asin(math.Sqrt(min(1, half)))
}
