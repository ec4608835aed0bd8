package filing

import (
	"testing"

	"gorm.io/gorm"

	"practicestation/models"
	"practicestation/models/modelstest"
)

// TestHoursCorrectedWhileAReportIsFrozen: on MySQL a statement sees what was committed before it, so a correction between two of
// them would stand in the list and not in the total. SQLite has one writer, and nothing comes between.
func TestHoursCorrectedWhileAReportIsFrozen(t *testing.T) {
	t.Parallel()
	c := found(t, modelstest.Open(t, string(models.MySQL)))
	c.live(5)
	made := c.draft(Activities, c.town)
	came := false
	c.write(func(tx *models.Tx) error {
		// Behind the totals and before the list, who manages the stations is looked up, in role_grants AS g.
		return tx.DB.Callback().Row().After("gorm:row").Register("test:between", func(db *gorm.DB) {
			if db.Statement.Table == "g" && !came {
				came = true
				c.correct(c.stations[0], 7)
			}
		})
	})
	c.check(c.step(c.townAdmin, made.ID, Submitted))
	table := c.show(made.ID).Table
	c.compareDetails(table, "", "attendances", "minutes")
	differ := look(c, c.townAdmin, func(tx *models.Tx) (*Differences, error) { return Compare(tx, made.ID) })
	if !came || len(differ.Adjustments)+len(differ.Causes) != 0 {
		t.Errorf("it came: %t, and the report differs by %+v", came, differ)
	}
}
