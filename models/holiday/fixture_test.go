package holiday_test

import (
	"fmt"
	"strings"
	"testing"

	"practicestation/models"
	"practicestation/models/holiday"
	"practicestation/models/lunar"
	"practicestation/models/modelstest"
)

func TestMain(m *testing.M) { modelstest.Main(m) }

func TestEntitiesMatchTheirTables(t *testing.T) {
	t.Parallel()
	modelstest.Each(t, func(t *testing.T, w *modelstest.World) {
		modelstest.MatchesSchema(t, w, holiday.Holiday{}, holiday.Year{})
	})
}

var administrator = models.Actor{AccountID: 1, Scopes: []models.Scope{{Role: models.CenterAdmin, OrganizationID: 1, Path: "/1/"}}}

func load(t *testing.T, w *modelstest.World) *holiday.Calendar {
	t.Helper()
	var calendar *holiday.Calendar
	err := w.DB.Read(t.Context(), models.SystemActor("test"), func(tx *models.Tx) error {
		var err error
		calendar, err = holiday.Load(tx)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return calendar
}

func importing(t *testing.T, w *modelstest.World, as models.Actor, file string) ([]holiday.Imported, error) {
	t.Helper()
	var done []holiday.Imported
	err := w.DB.Write(t.Context(), as, func(tx *models.Tx) error {
		var err error
		done, err = holiday.Import(tx, holiday.Read("f.csv", strings.NewReader(file)))
		return err
	})
	return done, err
}

const heading = "date,weekday,name,day_type,kind,notice_year,notice_url\n"

// notice is a file for one year with the seven festivals and what else is named: lines without year and address.
func notice(year int, more ...string) string {
	civil := func(day models.Date, ok bool) models.Date {
		if !ok {
			panic(day)
		}
		return day
	}
	qingming, _ := lunar.TermNamed("清明")
	var file strings.Builder
	file.WriteString(heading)
	for _, festival := range []struct {
		name string
		day  models.Date
	}{
		{"元旦", models.Date(fmt.Sprintf("%d-01-01", year))},
		{"春节", civil(lunar.Civil(year, 1, 1, false))},
		{"清明节", civil(lunar.SolarTerm(year, qingming))},
		{"劳动节", models.Date(fmt.Sprintf("%d-05-01", year))},
		{"端午节", civil(lunar.Civil(year, 5, 5, false))},
		{"中秋节", civil(lunar.Civil(year, 8, 15, false))},
		{"国庆节", models.Date(fmt.Sprintf("%d-10-01", year))},
	} {
		fmt.Fprintf(&file, "%s,,%s,off,,%d,\n", festival.day, festival.name, year)
	}
	for _, line := range more {
		fmt.Fprintf(&file, "%s,%d,\n", line, year)
	}
	return file.String()
}
