package activity

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"

	"practicestation/models"
)

// DeviceKey (设备密钥) is what names of devices are made from at one station on one day: one phone has the same name there in all
// shifts that end on that day, and another one everywhere else and on every other day.
type DeviceKey struct {
	StationID int64       `gorm:"primaryKey;autoIncrement:false"`
	Day       models.Date `gorm:"primaryKey"`
	Secret    []byte
}

// deviceKeyDays is how many days after its own a key may still be needed: people sign out until the window of the shift closes.
const deviceKeyDays = 2

// deviceHash names a device within the station and the day on which the shift ends; nil for none. Nobody can follow it from day to
// day or from station to station, or tell from the database which one it was, and once the key is forgotten not even who knows it.
func (a *attendance) deviceHash(tx *models.Tx, device string) (*string, error) {
	if device == "" {
		return nil, nil //nolint:nilnil // no device
	}
	key, err := deviceKeyOf(tx, a.activity.StationID, models.DateOf(a.shift.EndsAt, tx.Zone))
	if err != nil {
		return nil, err
	}
	mac := hmac.New(sha256.New, key.Secret)
	mac.Write([]byte("device " + device))
	hash := hex.EncodeToString(mac.Sum(nil))
	return &hash, nil
}

// deviceKeyOf finds the key of the station and the day, or makes it for the first scan.
func deviceKeyOf(tx *models.Tx, stationID int64, day models.Date) (*DeviceKey, error) {
	var key DeviceKey
	err := tx.DB.Where("station_id = ? AND day = ?", stationID, day).Take(&key).Error
	if !models.IsMissing(err) {
		return &key, err
	}
	secret, err := newCodeSecret()
	if err != nil {
		return nil, err
	}
	key = DeviceKey{StationID: stationID, Day: day, Secret: secret}
	err = tx.DB.Create(&key).Error
	if models.IsDuplicate(err) {
		return nil, tx.Retry() // two first scans at once
	}
	return &key, err
}

// ForgetDeviceKeys drops the keys of days that are over, and counts them: from then on nobody can find out where a known phone was.
func ForgetDeviceKeys(tx *models.Tx) (int64, error) {
	forgotten := tx.DB.Where("day < ?", tx.Today().Plus(-deviceKeyDays)).Delete(&DeviceKey{})
	return forgotten.RowsAffected, forgotten.Error
}
