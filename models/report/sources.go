package report

import (
	"fmt"
	"strconv"
	"strings"
	"time"

	"gorm.io/gorm"

	"practicestation/models"
	"practicestation/models/activity"
	"practicestation/models/hours"
	"practicestation/models/plan"
	"practicestation/models/population"
	"practicestation/models/servicerequest"
	"practicestation/models/star"
	"practicestation/models/team"
	"practicestation/models/venue"
)

// source is the kind of rows that a figure is counted from.
type source int

// The sources. A rate has none of its own.
const (
	fromNothing source = iota
	fromEntries
	fromItems
	fromActivities
	fromSeats
	fromVolunteers
	fromTeams
	fromPopulation
	fromVenues
	fromRequests
	fromDispatches
)

// isOwn reports whether the rows of the source belong to one organization alone, whatever lies below it.
func (s source) isOwn() bool { return s == fromPopulation || s == fromVenues }

// amount is what a row contributes to a figure, as SQL with its arguments.
type amount struct {
	statement string
	arguments []any
}

// facts are the rows x of a source on some days, as a subquery with what every dimension needs of them, and for each of the
// figures a column of its name with what the row contributes: subject_id, place_id, team_id, category, platform, brand_id.
type facts struct {
	from    *gorm.DB
	columns string
	amounts map[Code]amount
}

// query selects the facts with the columns of the figures.
func (f facts) query(figures []Figure) *gorm.DB {
	columns, arguments := []string{f.columns}, []any{}
	for i := range figures {
		one := f.amounts[figures[i].Code]
		columns = append(columns, one.statement+" AS "+string(figures[i].Code))
		arguments = append(arguments, one.arguments...)
	}
	return f.from.Select(strings.Join(columns, ", "), arguments...)
}

// one is what a row contributes that counts whenever it is there.
func one() amount { return amount{statement: "1"} }

// when is 1 where the condition holds.
func when(condition string, arguments ...any) amount {
	return amount{"CASE WHEN " + condition + " THEN 1 ELSE 0 END", arguments}
}

// factsOf finds the rows of a source on the days.
func (q Query) factsOf(tx *models.Tx, of source, days span) (facts, error) {
	begins, ends := days.from.In(tx.Zone).UTC(), days.to.In(tx.Zone).UTC()
	switch of {
	case fromEntries:
		return servedFacts(tx, days), nil
	case fromItems:
		return itemFacts(tx, days), nil
	case fromActivities:
		return activityFacts(tx, begins, ends), nil
	case fromSeats:
		return seatFacts(tx, begins, ends), nil
	case fromVolunteers:
		return q.volunteerFacts(tx, days, begins, ends)
	case fromTeams:
		return facts{
			from:    tx.DB.Table("teams AS m").Where("m.created_at < ? AND m.status = ?", ends, team.Active),
			columns: "m.id AS subject_id, m.organization_id AS place_id, m.id AS team_id, NULL AS category, NULL AS platform, NULL AS brand_id",
			amounts: map[Code]amount{Teams: one()},
		}, nil
	case fromPopulation:
		return populationFacts(tx, days), nil
	case fromVenues:
		return venueFacts(tx, ends), nil
	case fromRequests:
		return requestFacts(tx, begins, ends), nil
	case fromDispatches:
		return dispatchFacts(tx, days, begins, ends), nil
	case fromNothing:
	}
	return facts{}, fmt.Errorf("report: no facts of source %d", of)
}

func servedFacts(tx *models.Tx, days span) facts {
	return facts{
		from: tx.DB.Table("entries AS e").Joins("JOIN activities AS a ON a.id = e.activity_id").
			Where("e.status = ? AND e.served_on >= ? AND e.served_on < ?", hours.Confirmed, days.from, days.to),
		columns: "e.id AS subject_id, e.station_id AS place_id, e.team_id, a.category, a.platform, a.brand_id, e.activity_id, e.volunteer_id",
		amounts: map[Code]amount{Activities: one(), People: one(), Attendances: one(), Minutes: {statement: "e.minutes"}},
	}
}

// itemFacts are the items of the plans of those months whose first day is among the days.
func itemFacts(tx *models.Tx, days span) facts {
	first, last := plan.MonthOf(days.from.Plus(-1).In(time.UTC), time.UTC).Plus(1), plan.MonthOf(days.to.Plus(-1).In(time.UTC), time.UTC)
	done, arguments := plan.CarriedOut(tx, first, last)
	return facts{
		from: tx.DB.Table("plan_items AS i").Joins("JOIN plans AS p ON p.id = i.plan_id").
			Where("p.status = ? AND p.month >= ? AND p.month <= ?", plan.Approved, first, last),
		columns: "i.id AS subject_id, p.organization_id AS place_id, p.team_id, i.category, i.platform, i.brand_id",
		amounts: map[Code]amount{PlannedItems: one(), CarriedOutItems: {"CASE WHEN " + done + " THEN 1 ELSE 0 END", arguments}},
	}
}

const ofActivity = "a.station_id AS place_id, a.team_id, a.category, a.platform, a.brand_id"

func activityFacts(tx *models.Tx, begins, ends time.Time) facts {
	return facts{
		from:    tx.DB.Table("activities AS a").Where(activity.EndedWithin, begins, ends),
		columns: "a.id AS subject_id, " + ofActivity,
		amounts: map[Code]amount{
			HeldActivities: when(activity.WasHeld, tx.Now), CancelledActivities: when("a.status = ?", activity.Cancelled),
			HeldCategories: when(activity.WasHeld, tx.Now), HeldStations: when(activity.WasHeld, tx.Now),
			RequestedActivities: when(activity.WasHeld+" AND "+servicerequest.WasAskedFor, tx.Now),
			Beneficiaries:       {"CASE WHEN a.beneficiaries > 0 AND " + activity.WasHeld + " THEN a.beneficiaries ELSE 0 END", []any{tx.Now}},
		},
	}
}

// seatFacts are the seats that nobody came to.
func seatFacts(tx *models.Tx, begins, ends time.Time) facts {
	closed := tx.Now.Add(-tx.Settings.CheckInMargin)
	return facts{
		from: tx.DB.Table("shifts AS h").Joins("JOIN sign_ups AS s ON s.shift_id = h.id").Joins("JOIN activities AS a ON a.id = h.activity_id").
			Where("h.ends_at >= ? AND h.ends_at < ?", begins, ends).Where(activity.IsNoShow, closed),
		columns: "s.id AS subject_id, s.volunteer_id, " + ofActivity,
		amounts: map[Code]amount{NoShows: one()},
	}
}

// home is where a volunteer v belongs: who has said nothing belongs to the center.
const home = "COALESCE(v.residence_id, v.organization_id, (SELECT MIN(r.id) FROM organizations AS r WHERE r.parent_id IS NULL))"

// volunteerFacts are the volunteers who are registered by the end of the days; by teams, one row for each team of theirs.
func (q Query) volunteerFacts(tx *models.Tx, days span, begins, ends time.Time) (facts, error) {
	last := min(days.to.Plus(-1), tx.Today())
	level, arguments, err := star.HeldLevel(tx, "v", last)
	if err != nil {
		return facts{}, err
	}
	found := facts{
		from: tx.DB.Table("volunteers AS v").Joins("LEFT JOIN accounts AS c ON c.id = v.account_id").
			Where("v.created_at < ? AND (v.account_id IS NULL OR c.status = 'active')", ends),
		columns: "v.id AS subject_id, " + home + " AS place_id, NULL AS team_id, NULL AS category, NULL AS platform, NULL AS brand_id",
		amounts: map[Code]amount{
			RegisteredVolunteers: one(),
			RealNamedVolunteers:  when("EXISTS (SELECT 1 FROM identity_checks AS k WHERE k.volunteer_id = v.id AND k.checked_at < ?)", ends),
			NewVolunteers:        when("v.created_at >= ?", begins),
			ActiveVolunteers: when("EXISTS (SELECT 1 FROM entries AS e WHERE e.volunteer_id = v.id AND e.status = ? AND e.served_on >= ? AND e.served_on < ?)",
				hours.Confirmed, days.from, days.to),
			Minors: when("v.born_on > ?", yearsBefore(last, 18)), Seniors: when("v.born_on <= ?", yearsBefore(last, 60)),
			StarVolunteers: when(level+" > 0", arguments...),
		},
	}
	for i, code := range starCodes() {
		found.amounts[code] = when(fmt.Sprintf("%s = %d", level, i+1), arguments...)
	}
	if q.Dimension == ByTeam || q.Dimension == ByAffiliation {
		member := tx.DB.Table("team_members AS b").Select("b.volunteer_id, b.team_id").
			Joins("JOIN teams AS t ON t.id = b.team_id AND t.status = ?", team.Active).Where("b.live = 1 AND b.status = ?", team.ActiveMember)
		found.from = found.from.Joins("LEFT JOIN (?) AS m ON m.volunteer_id = v.id", member)
		found.columns = strings.Replace(found.columns, "NULL AS team_id", "m.team_id", 1)
	}
	return found, nil
}

// yearsBefore is the date so many years earlier, as text that need not be a date: who was born later has not lived so long.
func yearsBefore(day models.Date, years int) string {
	year, _ := strconv.Atoi(string(day[:4]))
	return fmt.Sprintf("%04d%s", year-years, day[4:])
}

// populationFacts are the bases that count for the year of the last of the days.
func populationFacts(tx *models.Tx, days span) facts {
	return facts{
		from: tx.DB.Table("populations AS b").Joins("JOIN organizations AS o ON o.id = b.organization_id").
			Where("b.year = ? AND "+population.Counts, days.to.Plus(-1).In(time.UTC).Year()),
		columns: "b.id AS subject_id, b.organization_id AS place_id, o.parent_id, o.level",
		amounts: map[Code]amount{Residents: {statement: "b.residents"}},
	}
}

// venueFacts are the largest venues: of each organization the one, so that its size needs no adding up.
func venueFacts(tx *models.Tx, ends time.Time) facts {
	const counts = "created_at < ? AND %[1]s.status = ? AND %[1]s.capacity IS NOT NULL"
	larger := tx.DB.Table("venues AS w").Select("1").Where("w.organization_id = v.organization_id AND w."+fmt.Sprintf(counts, "w"), ends, venue.Active).
		Where("w.capacity > v.capacity OR w.capacity = v.capacity AND w.id < v.id")
	return facts{
		from: tx.DB.Table("venues AS v").Joins("JOIN organizations AS o ON o.id = v.organization_id").
			Where("v."+fmt.Sprintf(counts, "v"), ends, venue.Active).Where("NOT EXISTS (?)", larger),
		columns: "v.id AS subject_id, v.organization_id AS place_id, o.parent_id, o.level",
		amounts: map[Code]amount{LargestVenue: {statement: "v.capacity"}},
	}
}
