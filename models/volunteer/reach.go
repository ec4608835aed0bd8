package volunteer

import (
	"fmt"

	"gorm.io/gorm"

	"practicestation/models"
)

// InReach selects the ids of the volunteers that the actor has to do with where the actor has the permission: who lives
// or was registered there, is in a team there or asked to be, or has ever signed up there. Staff look up nobody else by a number.
// Of who has closed the account they read what is kept, and write down nothing new.
func InReach(tx *models.Tx, permission models.Permission) *gorm.DB {
	here := models.Within(tx.DB.Table("organizations").Select("id"), "path", tx.Actor.Paths(permission))
	led := append([]int64{0}, tx.Actor.LedTeams...)
	if !models.TeamLeader.Allows(permission) {
		led = []int64{0}
	}
	teams := tx.DB.Table("teams").Select("id").Where("organization_id IN (?) OR id IN (?)", here, led)
	activities := tx.DB.Table("activities").Select("id").Where("station_id IN (?) OR team_id IN (?)", here, led)
	known := tx.DB.Where("residence_id IN (?) OR organization_id IN (?)", here, here).
		Or("organization_id IN (?)", tx.DB.Table("teams").Select("organization_id").Where("id IN (?)", led)).
		Or("id IN (?)", tx.DB.Table("team_members").Select("volunteer_id").Where("live = 1 AND team_id IN (?)", teams)).
		Or("id IN (?)", tx.DB.Table("sign_ups").Select("volunteer_id").Where("activity_id IN (?)", activities))
	found := tx.DB.Table("volunteers").Select("id").Where(known)
	if permission == models.KeepRosters || permission == models.KeepRecords {
		found = found.Where("closed_at IS NULL")
	}
	return found
}

// CheckReach fails with ErrInvalid for each volunteer in the member who is not in reach.
func CheckReach(tx *models.Tx, permission models.Permission, member string, ids []int64) error {
	var known []int64
	err := tx.DB.Table("volunteers").Where("id IN (?) AND id IN (?)", append([]int64{0}, ids...), InReach(tx, permission)).Pluck("id", &known).Error
	if err != nil {
		return err
	}
	there := map[int64]bool{}
	for _, id := range known {
		there[id] = true
	}
	var faults models.Faults
	for i, id := range ids {
		if !there[id] {
			faults.Add(fmt.Sprintf("%s.%d", member, i), "not_found", "没有找到这名志愿者，请核对编号。")
		}
	}
	return faults.Err()
}

// FindInReach finds the volunteer for staff who have the permission over them. It fails with ErrPermission for whoever reads
// no records or may not do this, with ErrClosed where something new is to be written down of who has closed the account, and with ErrNotFound for somebody with whom the actor's organizations have nothing to do.
func FindInReach(tx *models.Tx, permission models.Permission, id int64) (*Volunteer, error) {
	if !tx.Actor.CanSomewhere(models.ReadRecords) {
		return nil, models.ErrPermission
	}
	known, err := IsInReach(tx, models.ReadRecords, id)
	if err != nil {
		return nil, err
	}
	if !known {
		return nil, ErrNotFound.Saying("没有找到这名志愿者，请核对编号。")
	}
	person, err := models.Find[Volunteer](tx, id, ErrNotFound)
	if err != nil {
		return nil, err
	}
	allowed, err := IsInReach(tx, permission, id)
	switch {
	case err == nil && allowed:
		return person, nil
	case err == nil && person.ClosedAt != nil:
		return nil, ErrClosed
	}
	return nil, refused(err)
}

// IsInReach reports whether the actor has to do with the volunteer where the actor has the permission.
func IsInReach(tx *models.Tx, permission models.Permission, id int64) (bool, error) {
	var found int64
	err := tx.DB.Table("volunteers").Where("id = ? AND id IN (?)", id, InReach(tx, permission)).Count(&found).Error
	return found > 0, err
}

// refused is the error of the question itself, or that the permission is missing.
func refused(err error) error {
	if err != nil {
		return err
	}
	return models.ErrPermission
}
