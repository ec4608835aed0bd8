package hours

import (
	"gorm.io/gorm"

	"practicestation/models"
)

// AnomalyKind (异常种类) is what about some hours is worth a look. None proves anything.
type AnomalyKind string

// The kinds.
const (
	LongDay   AnomalyKind = "long_day"   // one person, one day, very many minutes
	MassEntry AnomalyKind = "mass_entry" // one account has set or recorded very many people's minutes of one day by hand
	SamePair  AnomalyKind = "same_pair"  // one account has decided very often about one person
	OneDevice AnomalyKind = "one_device" // one device has checked several people in at one station on one day
)

// Anomaly (时长异常) is one thing that the level above should look at.
type Anomaly struct {
	Kind          AnomalyKind
	StationID     int64
	VolunteerID   int64 // 0 where it is about many
	VolunteerName string
	AccountID     int64 // whose decisions these are; 0 for a long day and a device
	AccountName   string
	ServedOn      models.Date // empty where it is about many days
	Count         int64
	Minutes       int64
}

// maxAnomalies bounds how many of each kind are listed.
const maxAnomalies = 100

// longestLook bounds the period, in days.
const longestLook = 366

// Anomalies lists what stands out among the hours of a period, in the scopes where the actor reads hours, the most striking first
// within each kind. It fails with ErrPermission or ErrInvalid.
func Anomalies(tx *models.Tx, from, to models.Date) ([]Anomaly, error) {
	paths := tx.Actor.Paths(models.ReadHours)
	if len(paths) == 0 {
		return nil, models.ErrPermission
	}
	if err := models.CheckPeriod(from.In(tx.Zone), to.In(tx.Zone)); err != nil {
		return nil, err
	}
	if from == "" || to == "" || from.Plus(longestLook) < to {
		return nil, models.ErrInvalid.WithFields(models.FieldError{Field: "to", Code: "range", Message: "请写明起止日期，一次最多看 366 天。"})
	}
	where := bounds{models.Within(tx.DB.Table("organizations").Select("id"), "path", paths), from, to}
	all := []Anomaly{}
	for _, look := range []func(tx *models.Tx, where bounds) *gorm.DB{longDays, massEntries, massTicks, samePairs, oneDevices} {
		var found []Anomaly
		if err := where.narrow(look(tx, where)).Limit(maxAnomalies).Scan(&found).Error; err != nil {
			return nil, err
		}
		all = append(all, found...)
	}
	return all, nil
}

// bounds are what a look is about: stations and days.
type bounds struct {
	stations *gorm.DB
	from, to models.Date
}

// narrow leaves only rows r of these stations and days.
func (b bounds) narrow(query *gorm.DB) *gorm.DB {
	return query.Where("r.station_id IN (?) AND r.served_on >= ? AND r.served_on < ?", b.stations, b.from, b.to)
}

func longDays(tx *models.Tx, _ bounds) *gorm.DB {
	return tx.DB.Table("ledger AS r").Select("? AS kind, MIN(r.station_id) AS station_id, r.volunteer_id, v.name AS volunteer_name, r.served_on, COUNT(*) AS count, SUM(r.minutes) AS minutes", LongDay).
		Joins("JOIN volunteers AS v ON v.id = r.volunteer_id").Group("r.volunteer_id, v.name, r.served_on").
		Having("SUM(r.minutes) > ?", tx.Settings.LongDay).Order("minutes DESC, r.volunteer_id, r.served_on")
}

// massEntries are minutes that no attendance has measured, or only what one person wrote down of others: retro-entries,
// settlements and what was uploaded from a device.
func massEntries(tx *models.Tx, where bounds) *gorm.DB {
	const columns = "r.station_id, r.served_on, r.minutes, "
	live := []Status{Pending, Confirmed}
	retro := where.narrow(tx.DB.Table("retro_entries AS r").Select(columns + "r.entered_by AS account_id, r.id").Where("r.corrects_id IS NULL"))
	settled := where.narrow(tx.DB.Table("entries AS r").Select(columns+"r.settled_by AS account_id, r.id").Where("r.settled_by IS NOT NULL AND r.status IN (?)", live))
	uploaded := where.narrow(tx.DB.Table("entries AS r").Distinct(columns+"e.operator_id AS account_id, r.id").
		Joins("JOIN attendance_events AS e ON e.sign_up_id = r.sign_up_id").
		Where("e.method = 'offline' AND e.operator_id IS NOT NULL AND e.struck_at IS NULL AND r.status IN (?)", live))
	byHand := tx.DB.Raw("? UNION ALL ? UNION ALL ?", retro, settled, uploaded)
	return tx.DB.Table("(?) AS r", byHand).Select("? AS kind, r.station_id, r.account_id, a.name AS account_name, r.served_on, COUNT(*) AS count, SUM(r.minutes) AS minutes", MassEntry).
		Joins("JOIN accounts AS a ON a.id = r.account_id").Group("r.station_id, r.account_id, a.name, r.served_on").
		Having("COUNT(*) > ?", tx.Settings.MassEntries).Order("count DESC, r.account_id, r.served_on")
}

func samePairs(tx *models.Tx, _ bounds) *gorm.DB {
	return tx.DB.Table("ledger AS r").Select("? AS kind, MIN(r.station_id) AS station_id, r.volunteer_id, v.name AS volunteer_name, r.decided_by AS account_id, a.name AS account_name, COUNT(*) AS count, SUM(r.minutes) AS minutes", SamePair).
		Joins("JOIN volunteers AS v ON v.id = r.volunteer_id").Joins("JOIN accounts AS a ON a.id = r.decided_by").
		Where("r.movement = ?", Add).Group("r.volunteer_id, v.name, r.decided_by, a.name").
		Having("COUNT(*) > ?", tx.Settings.SamePairs).Order("count DESC, r.volunteer_id, r.decided_by")
}

// oneDevices are the days on which a device stands behind several people's hours at a station, in one shift or in several. A device
// is known within the station's day only; that a family shares a phone, the attendance of the shifts and the people there can tell.
func oneDevices(tx *models.Tx, where bounds) *gorm.DB {
	behind := where.narrow(tx.DB.Table("entries AS r").Distinct("r.id", "r.station_id", "r.served_on", "r.volunteer_id", "r.minutes", "e.device_hash").
		Joins("JOIN attendance_events AS e ON e.sign_up_id = r.sign_up_id").
		Where("e.device_hash IS NOT NULL AND e.struck_at IS NULL AND r.status IN (?)", []Status{Pending, Confirmed}))
	return tx.DB.Table("(?) AS r", behind).Select("? AS kind, r.station_id, r.served_on, COUNT(DISTINCT r.volunteer_id) AS count, SUM(r.minutes) AS minutes", OneDevice).
		Group("r.station_id, r.served_on, r.device_hash").
		Having("COUNT(DISTINCT r.volunteer_id) > 1").Order("count DESC, r.served_on, r.station_id, r.device_hash")
}
