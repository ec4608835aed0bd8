package servicerequest

import (
	"fmt"

	"gorm.io/gorm"

	"practicestation/models"
)

// Counter holds the last number that a year has given.
type Counter struct {
	Year       int64 `gorm:"primaryKey;autoIncrement:false"`
	LastSerial int64
}

// TableName names the table.
func (Counter) TableName() string { return "service_request_counters" }

// nextNumber gives the next number of the year that it is here. Two at once wait for each other at the counter's row.
func nextNumber(tx *models.Tx) (string, error) {
	year := int64(tx.Now.In(tx.Zone).Year())
	moved := tx.DB.Model(&Counter{}).Where("year = ?", year).Update("last_serial", gorm.Expr("last_serial + 1"))
	if moved.Error != nil {
		return "", moved.Error
	}
	counter := Counter{Year: year, LastSerial: 1}
	if moved.RowsAffected == 0 {
		err := tx.DB.Create(&counter).Error
		if models.IsDuplicate(err) {
			return "", tx.Retry() // somebody else has begun the year
		}
		return counter.number(), err
	}
	err := tx.DB.Where("year = ?", year).Take(&counter).Error
	return counter.number(), err
}

func (c *Counter) number() string { return fmt.Sprintf("%d-%06d", c.Year, c.LastSerial) }
