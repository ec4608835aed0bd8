package hours

import (
	"cmp"
	"context"
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"

	"practicestation/models"
)

// The rollup by year (每人按年汇总) has one row for a person and a year, wherever they served, with the attendances of each month in a
// column of its own: people of the whole installation are counted in one pass over few rows. It is the only rollup whose rows
// belong to no station. Units write it last and in one order, and only ever add to it.
const yearsTable = "rollup_years"

var yearsKey = []string{"volunteer_id", "year", "kind"}

// monthColumns are the columns of January to December.
func monthColumns() []string {
	columns := make([]string, 12)
	for i := range columns {
		columns[i] = fmt.Sprintf("m%02d", i+1)
	}
	return columns
}

// yearOf is the key of a row of the rollup by year.
type yearOf struct {
	volunteer int64
	year      string
	kind      Kind
}

func (y yearOf) compare(other yearOf) int {
	return cmp.Or(cmp.Compare(y.volunteer, other.volunteer), cmp.Compare(y.year, other.year), cmp.Compare(y.kind, other.kind))
}

// rollUpYears adds rows just posted to the rollup by year.
func rollUpYears(tx *models.Tx, postings []Posting) error {
	changes := map[yearOf][12]int64{}
	for i := range postings {
		p := &postings[i]
		of := yearOf{p.VolunteerID, string(p.ServedOn[:4]), p.Kind}
		months := changes[of]
		months[monthNumber(monthOf(p.ServedOn))-1] += p.attendance()
		changes[of] = months
	}
	maps.DeleteFunc(changes, func(_ yearOf, months [12]int64) bool { return months == [12]int64{} })
	for rows := range slices.Chunk(slices.SortedFunc(maps.Keys(changes), yearOf.compare), rollupPage) {
		var values []any
		for _, of := range rows {
			values = append(values, of.volunteer, of.year, of.kind)
			for _, attendances := range changes[of] {
				values = append(values, attendances)
			}
		}
		row := "(" + strings.Repeat("?, ", len(yearsKey)+11) + "?)"
		statement := insertYears() + " VALUES " + strings.Repeat(row+", ", len(rows)-1) + row + tx.Adding(yearsKey, monthColumns()...)
		if err := tx.DB.Exec(statement, values...).Error; err != nil {
			return err
		}
	}
	return nil
}

func insertYears() string {
	return "INSERT INTO " + yearsTable + " (" + strings.Join(slices.Concat(yearsKey, monthColumns()), ", ") + ")"
}

// monthNumber is 1 to 12 of a month such as 2026-03.
func monthNumber(month string) int { return int(month[5]-'0')*10 + int(month[6]-'0') }

// yearsRecipe makes the rows of some people from the ledger, each number with the sign in front.
func yearsRecipe(sign string) string {
	months := make([]string, 12)
	for i, column := range monthColumns() {
		months[i] = fmt.Sprintf("%sSUM(CASE WHEN SUBSTR(served_on, 6, 2) <> '%s' THEN 0 WHEN movement = 'add' THEN 1 ELSE -1 END) AS %s", sign, column[1:], column)
	}
	return "SELECT volunteer_id, SUBSTR(served_on, 1, 4) AS year, kind, " + strings.Join(months, ", ") +
		" FROM ledger WHERE volunteer_id IN ? GROUP BY volunteer_id, SUBSTR(served_on, 1, 4), kind"
}

// rebuildYears makes the rows of some people anew from the whole ledger.
func rebuildYears(tx *models.Tx, volunteers []int64) error {
	for some := range slices.Chunk(volunteers, yearsPage) {
		if err := tx.DB.Exec("DELETE FROM "+yearsTable+" WHERE volunteer_id IN ?", some).Error; err != nil {
			return err
		}
		err := tx.DB.Exec(insertYears()+" "+yearsRecipe(""), some).Error
		if models.IsDuplicate(err) {
			return tx.Retry() // hours of one of them were posted between the two statements
		}
		if err != nil {
			return err
		}
	}
	return nil
}

// yearsPage is of how many people the rows are rebuilt or checked at once.
const yearsPage = 500

// RebuildYears makes the rollup by year anew for the next people after the one with that id, and gives the last of them and how
// many they were; 0 says that none is left.
func RebuildYears(tx *models.Tx, after int64) (last int64, some int, err error) {
	volunteers, err := nextVolunteers(tx, after)
	if err != nil || len(volunteers) == 0 {
		return after, 0, err
	}
	return volunteers[len(volunteers)-1], len(volunteers), rebuildYears(tx, volunteers)
}

func nextVolunteers(tx *models.Tx, after int64) (ids []int64, err error) {
	err = tx.DB.Table("volunteers").Where("id > ?", after).Order("id").Limit(yearsPage).Pluck("id", &ids).Error
	return ids, err
}

// rolledAt lists the people whom the ledger of a station or a rollup of it names.
func rolledAt(tx *models.Tx, stationID int64) (ids []int64, err error) {
	err = tx.DB.Raw("SELECT volunteer_id FROM ledger WHERE station_id = ? UNION SELECT volunteer_id FROM rollup_people WHERE station_id = ? ORDER BY volunteer_id",
		stationID, stationID).Scan(&ids).Error
	return ids, err
}

// checkYears compares the rollup by year with the ledger, some people at a time. One statement sees one state of both.
func checkYears(ctx context.Context, db *models.DB, progress func(int64)) (seen int64, found *models.Finding, err error) {
	wrong := make([]string, 12)
	for i, column := range monthColumns() {
		wrong[i] = "SUM(" + column + ") <> 0"
	}
	query := "SELECT volunteer_id, year, kind FROM (SELECT " + strings.Join(slices.Concat(yearsKey, monthColumns()), ", ") + " FROM " + yearsTable +
		" WHERE volunteer_id IN ? UNION ALL " + yearsRecipe("-") + ") AS compared GROUP BY volunteer_id, year, kind HAVING " + strings.Join(wrong, " OR ") +
		" ORDER BY volunteer_id, year, kind LIMIT 1"
	for after, more := int64(0), true; more && found == nil && err == nil; {
		err = db.Read(ctx, models.SystemActor("verify"), func(tx *models.Tx) error {
			volunteers, err := nextVolunteers(tx, after)
			if err != nil || len(volunteers) == 0 {
				more = false
				return err
			}
			var first []struct {
				VolunteerID int64
				Year        string
				Kind        Kind
			}
			if err := tx.DB.Raw(query, volunteers, volunteers).Scan(&first).Error; err != nil {
				return err
			}
			if len(first) > 0 {
				found = &models.Finding{Table: yearsTable, Row: first[0].VolunteerID, Text: fmt.Sprintf(
					"志愿者 %d 在 %s 年各月的人次（%s）与台账不符；运行 station rollups rebuild 按台账重算", first[0].VolunteerID, first[0].Year, first[0].Kind)}
			}
			after, seen = volunteers[len(volunteers)-1], seen+int64(len(volunteers))
			return nil
		})
		progress(seen)
	}
	return seen, found, err
}

// inYears limits the rollup by year to those years that have months of [first, end).
func (q *question) inYears(first, end string) (string, []any) {
	where, values := "year >= ? AND year <= ?", []any{first[:4], lastYear(end)}
	if q.scope.Kind != "" {
		where, values = where+" AND kind = ?", append(values, q.scope.Kind)
	}
	return where, values
}

// lastYear is that of the month before the end.
func lastYear(end string) string {
	year, _ := strconv.Atoi(end[:4])
	if monthNumber(end) == 1 {
		year--
	}
	return fmt.Sprintf("%04d", year)
}

// inMonths says, of a row of those years, that some of these months, of 1 to 12, have attendances and lie in [first, end). Only what
// the first or the last year cuts off is held against the year: to compare it for each month of each row takes most of the time.
func inMonths(first, end string, months ...int) (string, []any) {
	var conditions []string
	var values []any
	for _, month := range months {
		early, late := month < monthNumber(first), monthNumber(end) > 1 && month >= monthNumber(end)
		if (early || late) && first[:4] == lastYear(end) {
			continue
		}
		condition := fmt.Sprintf("m%02d <> 0", month)
		if early {
			condition, values = condition+" AND year > ?", append(values, first[:4])
		}
		if late {
			condition, values = condition+" AND year < ?", append(values, end[:4])
		}
		conditions = append(conditions, condition)
	}
	if len(conditions) == 0 {
		return "1 = 0", nil
	}
	return "(" + strings.Join(conditions, " OR ") + ")", values
}

// anyYear are the people of the whole installation who served in the months of [first, end).
func (q *question) anyYear(first, end string) source {
	where, values := q.inYears(first, end)
	served, months := inMonths(first, end, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12)
	return source{"SELECT volunteer_id, kind FROM " + yearsTable + " WHERE " + where + " AND " + served, append(values, months...)}
}

// addYears counts the people of each month, quarter or year of the whole installation in one pass over their years.
func (q *question) addYears(first, end string) {
	size := map[Grouping]int{PerMonth: 1, PerQuarter: 3, PerYear: 12}[q.by[0]]
	var columns []string
	for month := 1; month <= 12; month += size {
		months := make([]int, size)
		for i := range months {
			months[i] = month + i
		}
		served, values := inMonths(first, end, months...)
		columns, q.values = append(columns, "COUNT(CASE WHEN "+served+" THEN 1 END)"), append(q.values, values...)
	}
	for len(columns) < 12 {
		columns = append(columns, "0")
	}
	where, values := q.inYears(first, end)
	q.parts = append(q.parts, "SELECT '"+peopleOfYear+"', kind, "+strings.Join(columns, ", ")+", year FROM "+yearsTable+" WHERE "+where+" GROUP BY kind, year")
	q.values = append(q.values, values...)
}
