package report

import (
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"
	"testing"

	"practicestation/models"
	"practicestation/models/modelstest"
	"practicestation/models/organization"
)

// plain is a figure written down once more, in SQL that shares nothing with the program's.
type plain struct {
	value, from, where                     string
	place, team, category, platform, brand string
}

const (
	plainEntries    = "entries e JOIN activities a ON a.id = e.activity_id"
	plainSeats      = "sign_ups s JOIN activities a ON a.id = s.activity_id JOIN shifts h ON h.id = s.shift_id"
	plainItems      = "plan_items i JOIN plans p ON p.id = i.plan_id"
	plainVolunteers = "volunteers v"
	plainConfirmed  = "e.status = 'confirmed' AND e.served_on >= @from AND e.served_on < @to"
	plainHeld       = "a.status = 'published' AND a.ends_at <= @now AND (SELECT COUNT(*) FROM sign_ups s WHERE s.activity_id = a.id AND s.status = 'completed') > 0"
	plainEnds       = " AND a.ends_at >= @begins AND a.ends_at < @ends"
	plainPlanned    = "p.status = 'approved' AND CONCAT(p.month, '-01') >= @from AND CONCAT(p.month, '-01') < @to"
	plainRegistered = "v.created_at < @ends AND v.id NOT IN (SELECT w.id FROM volunteers w JOIN accounts c ON c.id = w.account_id WHERE c.status <> 'active')"
	plainHome       = "CASE WHEN v.residence_id IS NOT NULL THEN v.residence_id WHEN v.organization_id IS NOT NULL THEN v.organization_id ELSE @center END"
	plainStar       = `(SELECT MAX(g.level) FROM star_applications g WHERE g.volunteer_id = v.id AND g.status = 'approved' AND g.notice_until < @last
		AND g.id NOT IN (SELECT j.application_id FROM star_objections j WHERE j.status = 'open'))`
)

// plainFigures are all figures but the rates.
func plainFigures(dialect string) map[Code]plain {
	month, older := "DATE_FORMAT(DATE_ADD(a.starts_at, INTERVAL 8 HOUR), '%%Y-%%m')", "DATE_ADD(v.born_on, INTERVAL %d YEAR)"
	if dialect == "sqlite" {
		month, older = "strftime('%%Y-%%m', a.starts_at, '+8 hours')", "date(v.born_on, '+%d years')"
	}
	month = strings.ReplaceAll(month, "%%", "%")
	ofEntry := plain{"COUNT(*)", plainEntries, plainConfirmed, "a.station_id", "a.team_id", "a.category", "a.platform", "a.brand_id"}
	ofActivity := plain{"COUNT(*)", "activities a", plainHeld + plainEnds, "a.station_id", "a.team_id", "a.category", "a.platform", "a.brand_id"}
	ofItem := plain{"COUNT(*)", plainItems, plainPlanned, "p.organization_id", "p.team_id", "i.category", "i.platform", "i.brand_id"}
	ofVolunteer := func(and string) plain {
		return plain{value: "COUNT(*)", from: plainVolunteers, where: plainRegistered + and, place: plainHome}
	}
	with := func(of plain, change func(*plain)) plain { change(&of); return of }
	figures := map[Code]plain{
		Activities:   with(ofEntry, func(p *plain) { p.value = "COUNT(DISTINCT a.id)" }),
		Attendances:  ofEntry,
		People:       with(ofEntry, func(p *plain) { p.value = "COUNT(DISTINCT e.volunteer_id)" }),
		Minutes:      with(ofEntry, func(p *plain) { p.value = "COALESCE(SUM(e.minutes), 0)" }),
		PlannedItems: ofItem,
		CarriedOutItems: with(ofItem, func(p *plain) {
			p.where += " AND i.id IN (SELECT a.plan_item_id FROM activities a WHERE " + plainHeld + " AND " + month + " = p.month)"
		}),
		HeldActivities:      ofActivity,
		HeldCategories:      with(ofActivity, func(p *plain) { p.value = "COUNT(DISTINCT a.category)" }),
		HeldStations:        with(ofActivity, func(p *plain) { p.value = "COUNT(DISTINCT a.station_id)" }),
		CancelledActivities: with(ofActivity, func(p *plain) { p.where = "a.status = 'cancelled'" + plainEnds }),
		RequestedActivities: with(ofActivity, func(p *plain) { p.where += " AND a.id IN (SELECT q.activity_id FROM service_requests q)" }),
		Beneficiaries:       with(ofActivity, func(p *plain) { p.value = "COALESCE(SUM(a.beneficiaries), 0)" }),
		NoShows: with(ofActivity, func(p *plain) {
			p.from = plainSeats
			p.where = "s.status = 'confirmed' AND s.cannot_come_at IS NULL AND s.excused_at IS NULL AND h.ends_at <= @closed AND h.ends_at >= @begins AND h.ends_at < @ends"
		}),
		RegisteredVolunteers: ofVolunteer(""),
		RealNamedVolunteers:  ofVolunteer(" AND v.id IN (SELECT k.volunteer_id FROM identity_checks k WHERE k.checked_at < @ends)"),
		NewVolunteers:        ofVolunteer(" AND v.created_at >= @begins"),
		ActiveVolunteers:     ofVolunteer(" AND v.id IN (SELECT e.volunteer_id FROM entries e WHERE " + plainConfirmed + ")"),
		Minors:               ofVolunteer(" AND " + fmt.Sprintf(older, 18) + " > @last"),
		Seniors:              ofVolunteer(" AND " + fmt.Sprintf(older, 60) + " <= @last"),
		StarVolunteers:       ofVolunteer(" AND " + plainStar + " >= 1"),
		Teams:                {value: "COUNT(*)", from: "teams m", where: "m.status = 'active' AND m.created_at < @ends", place: "m.organization_id", team: "m.id"},
	}
	maps.Copy(figures, plainRequests())
	for i, code := range starCodes() {
		figures[code] = ofVolunteer(" AND " + plainStar + " = " + strconv.Itoa(i+1))
	}
	return figures
}

// keyed is the condition that a row of the dimension stands for.
func (p plain) keyed(dimension Dimension, key string, top *organization.Organization) string {
	equals := func(column string) string {
		if key == "none" {
			return " AND " + column + " IS NULL"
		}
		return " AND " + column + " = '" + key + "'"
	}
	switch dimension {
	case ByOrganization:
		if key == strconv.FormatInt(top.ID, 10) {
			return " AND " + p.place + " = " + key
		}
		return " AND " + p.place + " IN (SELECT d.id FROM organizations d WHERE d.path LIKE '" + top.Path + key + "/%')"
	case ByStation:
		if key == "none" {
			return " AND " + p.place + " NOT IN (SELECT d.id FROM organizations d WHERE d.level = 'station')"
		}
		return " AND " + p.place + " = " + key
	case ByTeam, ByAffiliation:
		of := "SELECT m.id FROM teams m WHERE '" + key + "' IN (CONCAT(m.id, ''), m.affiliation)"
		const members = "SELECT b.volunteer_id FROM team_members b JOIN teams m ON m.id = b.team_id WHERE m.status <> 'dissolved' AND b.status = 'active'"
		switch {
		case p.from == plainVolunteers && key == "none":
			return " AND v.id NOT IN (" + members + ")"
		case p.from == plainVolunteers:
			return " AND v.id IN (" + members + " AND b.team_id IN (" + of + "))"
		case key == "none":
			return " AND " + p.team + " IS NULL"
		}
		return " AND " + p.team + " IN (" + of + ")"
	case ByCategory:
		return equals(p.category)
	case ByPlatform:
		return equals(p.platform)
	case ByBrand:
		return equals(p.brand)
	}
	return ""
}

// count runs the plain SQL for one row, or for the total with no key.
func (p plain) count(t *testing.T, tx *models.Tx, c *county, query Query, key string, top *organization.Organization) int64 {
	t.Helper()
	days, condition := span{query.From, query.To}, ""
	if key != "" {
		condition = p.keyed(query.Dimension, key, top)
		days = plainDays(t, query, key)
	}
	values := map[string]any{
		"from": days.from, "to": days.to, "begins": days.from.In(tx.Zone).UTC(), "ends": days.to.In(tx.Zone).UTC(), "now": tx.Now, "center": c.center.ID,
		"closed": tx.Now.Add(-tx.Settings.CheckInMargin), "last": min(days.to.Plus(-1), tx.Today()), "scope": top.Path + "%", "today": tx.Today(),
	}
	statement := "SELECT " + p.value + " FROM " + p.from + " WHERE " + p.where + condition + " AND " + p.place + " IN (SELECT o.id FROM organizations o WHERE o.path LIKE @scope)"
	var value int64
	if err := tx.DB.Raw(statement, values).Scan(&value).Error; err != nil {
		t.Fatalf("%s: %v", statement, err)
	}
	return value
}

// plainDays are the days of a key of time within the query's.
func plainDays(t *testing.T, query Query, key string) span {
	t.Helper()
	if !query.Dimension.isTime() {
		return span{query.From, query.To}
	}
	var in []models.Date
	for day := query.From; day < query.To; day = day.Plus(1) {
		if strings.HasPrefix(string(day), key) || quarterOf(day) == key {
			in = append(in, day)
		}
	}
	if len(in) == 0 {
		t.Fatalf("the row %s has no day", key)
	}
	return span{in[0], in[len(in)-1].Plus(1)}
}

// TestEveryFigureIsWhatItsRowsComeTo, and what SQL says that shares nothing with the program: for every figure, every dimension
// and every row. Where rows add up they do, and where they do not the catalogue says why.
func TestEveryFigureIsWhatItsRowsComeTo(t *testing.T) {
	t.Parallel()
	modelstest.Each(t, func(t *testing.T, w *modelstest.World) {
		c := newCounty(t, w)
		c.live(t, 11)
		center, town := c.staff(t, models.CenterAdmin, c.center), c.staff(t, models.TownAdmin, c.east)
		for _, dimension := range Dimensions() {
			c.compare(t, center, Query{Dimension: dimension, From: "2025-12-20", To: "2026-04-01"}, c.center)
			c.compare(t, town, Query{Dimension: dimension, From: "2025-12-01", To: "2026-01-01"}, c.east)
		}
	})
}

func (c *county) compare(t *testing.T, actor models.Actor, query Query, top *organization.Organization) {
	t.Helper()
	plains := plainFigures(c.Dialect)
	err := c.read(t, actor, func(tx *models.Tx) error {
		var codes []Code
		for _, figure := range Catalogue() {
			if slices.Contains(figure.Dimensions, query.Dimension) {
				codes = append(codes, figure.Code)
			}
		}
		found, err := Summarize(tx, Selection{query, codes})
		if err != nil {
			return err
		}
		rows := append(slices.Clone(found.Rows), SummaryRow{Values: found.TotalValues})
		for _, figure := range found.Figures {
			sum := int64(0)
			for _, row := range rows {
				value := row.Values[figure.Code]
				if of, there := plains[figure.Code]; there {
					if want := of.count(t, tx, c, query, row.ID, top); value != want {
						t.Errorf("%s of %s %q: %d, plain SQL says %d", figure.Code, query.Dimension, row.ID, value, want)
					}
				}
				if !figure.IsRate() {
					c.drill(t, tx, Drill{query, figure.Code, row.ID}, value)
				}
				if row.ID != "" {
					sum += value
				}
			}
			if top == c.center && !figure.IsRate() && found.TotalValues[figure.Code] == 0 {
				t.Errorf("life has nothing that %s counts", figure.Code)
			}
			if total := found.TotalValues[figure.Code]; figure.AddsUp(query.Dimension) && sum != total {
				t.Errorf("%s of %s: the rows come to %d, the total is %d", figure.Code, query.Dimension, sum, total)
			}
		}
		return nil
	})
	if err != nil {
		t.Fatalf("%s: %v", query.Dimension, err)
	}
}

// drill reads all pages behind a number: each row once, and together they are the number.
func (c *county) drill(t *testing.T, tx *models.Tx, drill Drill, want int64) {
	t.Helper()
	figure, _ := FigureOf(drill.Code)
	seen, page := map[int64]int64{}, models.Page{Limit: 9}
	for {
		rows, total, err := Details(tx, drill, page)
		if err != nil {
			t.Fatalf("behind %s of %s %q: %v", drill.Code, drill.Dimension, drill.Key, err)
		}
		if total != want {
			t.Errorf("behind %s of %s %q: a sum of %d, want %d", drill.Code, drill.Dimension, drill.Key, total, want)
		}
		for _, row := range rows.Items {
			if _, twice := seen[row.ID]; twice || row.Kind == "" || row.On == "" || row.OrganizationName == "" && figure.source != fromVolunteers {
				t.Errorf("behind %s of %s %q: %+v", drill.Code, drill.Dimension, drill.Key, row)
			}
			if seen[row.ID] = row.Amount; figure.distinct != "" && row.Amount != 1 {
				t.Errorf("behind %s of %s %q: one of %d", drill.Code, drill.Dimension, drill.Key, row.Amount)
			}
		}
		if page.Cursor = rows.NextCursor; page.Cursor == "" {
			break
		}
	}
	sum := int64(0)
	for amount := range maps.Values(seen) {
		sum += amount
	}
	if sum != want {
		t.Errorf("behind %s of %s %q: rows of %d, want %d", drill.Code, drill.Dimension, drill.Key, sum, want)
	}
}
