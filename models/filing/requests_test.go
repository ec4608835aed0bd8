package filing

import (
	"bytes"
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/xuri/excelize/v2"

	"practicestation/models"
	"practicestation/models/modelstest"
	"practicestation/models/organization"
	"practicestation/models/servicerequest"
)

// request is a wish of some day in some state, with the dispatches that led there.
func (c *county) request(r *rand.Rand, l life) {
	c.t.Helper()
	at := l.day(r).AddDate(0, 0, -11).Add(time.Duration(r.IntN(24)) * time.Hour).UTC() // so that what follows is within the life, too
	after := func() *time.Time { at = at.Add(time.Duration(1+r.IntN(100)) * time.Hour); return &at }
	made := &servicerequest.Request{
		Number: fmt.Sprintf("2026-%06d", c.next()), Source: servicerequest.ByVisit, StationID: c.station(r).ID, Category: "便民服务", Content: "=修灯",
		ContactName: "陈桂芳", ContactPhone: "13800001234", Status: servicerequest.Statuses()[r.IntN(9)], Version: 1, CreatedAt: at, UpdatedAt: at,
	}
	dispatch := func(status servicerequest.Answer) *servicerequest.Dispatch {
		day, live := *after(), 1
		return &servicerequest.Dispatch{
			TeamID: c.team(r).ID, DueOn: models.DateOf(day, modelstest.Zone()).Plus(r.IntN(9)), Status: status, Live: &live, DispatchedAt: day,
		}
	}
	var sent []*servicerequest.Dispatch
	for range r.IntN(3) {
		ended := dispatch([]servicerequest.Answer{servicerequest.Declined, servicerequest.Recalled}[r.IntN(2)])
		end := *after()
		ended.Live, ended.EndedAt = nil, &end
		if ended.Status == servicerequest.Recalled && r.IntN(2) == 0 {
			ended.TakenAt = &end
		}
		sent = append(sent, ended)
	}
	done := []servicerequest.Status{servicerequest.Completed, servicerequest.Rated}
	if made.Status == servicerequest.Taken || slices.Contains(done, made.Status) {
		stands := dispatch(servicerequest.Yes)
		taken := *after()
		stands.TakenAt = &taken
		sent = append(sent, stands)
	}
	if slices.Contains(done, made.Status) {
		end := *after()
		on := models.DateOf(end, modelstest.Zone())
		made.CompletedAt, made.CompletedOn = &end, &on
	}
	if made.Status == servicerequest.Rated {
		day, score, way := *after(), 1+r.Int64N(5), servicerequest.RatedByPhone
		made.RatedAt, made.Score, made.RatingWay = &day, &score, &way
	}
	c.insert(made)
	for _, one := range sent {
		one.RequestID = made.ID
		c.insert(one)
	}
}

// TestTheLedgerOfRequestsIsThatOfTheRows: each station's line, the total and the list behind them come to what plain SQL counts, and a
// rate of nothing is nothing.
func TestTheLedgerOfRequestsIsThatOfTheRows(t *testing.T) {
	each(t, func(t *testing.T, c *county) {
		c.live(5)
		nobody := c.organization(c.town, organization.Station, "茶南村新时代文明实践站", "320282102003")
		for _, period := range []Period{february, {Quarter, "2026-01-01"}} {
			for _, of := range []*organization.Organization{c.center, c.town, c.stations[0]} {
				c.countRequests(of, period)
			}
		}
		table := c.table(ServiceRequests, c.town, february)
		for _, column := range []string{"in_time_rate", "average_score", "satisfaction_rate"} {
			if cell := table.cell(fmt.Sprint(nobody.ID), column); cell.Number != nil {
				t.Errorf("%s of a station without any request: %v", column, *cell.Number)
			}
		}
		for _, detail := range table.Details {
			for _, cell := range detail.Cells {
				if strings.Contains(cell.Text, "陈") || strings.Contains(cell.Text, "13800001234") {
					t.Errorf("the ledger says whom to call: %s", cell.Text)
				}
			}
		}
	})
}

// cell is a row's cell in a column.
func (t *Table) cell(row, column string) Cell {
	i := slices.IndexFunc(t.Rows, func(r Row) bool { return r.ID == row })
	return t.Rows[i].Cells[at(t.Columns, column)]
}

func (c *county) countRequests(of *organization.Organization, period Period) {
	c.t.Helper()
	begins, ends := period.StartsOn.In(modelstest.Zone()).UTC(), period.End().In(modelstest.Zone()).UTC()
	table, teams := c.table(ServiceRequests, of, period), c.table(Teams, of, period)
	const sent = "FROM service_request_dispatches d, service_requests r WHERE d.request_id = r.id AND "
	const stands = " AND d.status = 'taken'"
	today := models.DateOf(c.Clock.Now(), modelstest.Zone())
	places := map[string]*organization.Organization{"": of}
	for _, station := range c.stations {
		if strings.HasPrefix(station.Path, of.Path) {
			places[fmt.Sprint(station.ID)] = station
		}
	}
	for row, place := range places {
		at := in("r.station_id", place)
		c.expect(table, row, "received_requests", c.plain("SELECT COUNT(*) FROM service_requests r WHERE r.created_at >= ? AND r.created_at < ? AND "+at, begins, ends))
		c.expect(table, row, "dispatched_requests", c.plain("SELECT COUNT(*) "+sent+"d.dispatched_at >= ? AND d.dispatched_at < ? AND "+at, begins, ends))
		c.expect(table, row, "taken_requests", c.plain("SELECT COUNT(*) "+sent+"d.taken_at >= ? AND d.taken_at < ? AND "+at, begins, ends))
		c.expect(table, row, "declined_requests", c.plain("SELECT COUNT(*) "+sent+"d.status = 'declined' AND d.ended_at >= ? AND d.ended_at < ? AND "+at, begins, ends))
		c.expect(table, row, "completed_requests", c.plain("SELECT COUNT(*) "+sent+"r.completed_on >= ? AND r.completed_on < ? AND "+at+stands, period.StartsOn, period.End()))
		due := c.plain("SELECT COUNT(*) "+sent+"d.due_on >= ? AND d.due_on < ? AND (r.completed_on IS NOT NULL OR ? > d.due_on) AND "+at+stands, period.StartsOn, period.End(), today)
		inTime := c.plain("SELECT COUNT(*) "+sent+"d.due_on >= ? AND d.due_on < ? AND r.completed_on <= d.due_on AND "+at+stands, period.StartsOn, period.End())
		c.expect(table, row, "due_requests", due)
		c.expect(table, row, "in_time_requests", inTime)
		c.expect(table, row, "rated_requests", c.plain("SELECT COUNT(*) FROM service_requests r WHERE r.rated_at >= ? AND r.rated_at < ? AND "+at, begins, ends))
		c.compareDetails(table, row, "received_requests", "dispatched_requests", "taken_requests", "declined_requests", "completed_requests", "due_requests",
			"in_time_requests", "rated_requests")
	}
	for _, row := range teams.Rows {
		by := "d.team_id = ? AND " + in("r.station_id", of)
		c.expect(teams, row.ID, "taken_requests", c.plain("SELECT COUNT(*) "+sent+by+" AND d.taken_at >= ? AND d.taken_at < ?", idOf(row.ID), begins, ends))
		c.expect(teams, row.ID, "declined_requests", c.plain("SELECT COUNT(*) "+sent+by+" AND d.status = 'declined' AND d.ended_at >= ? AND d.ended_at < ?", idOf(row.ID), begins, ends))
		rated := c.plain("SELECT COUNT(*) "+sent+by+stands+" AND r.rated_at >= ? AND r.rated_at < ?", idOf(row.ID), begins, ends)
		if cell := teams.cell(row.ID, "satisfaction_rate"); (cell.Number == nil) != (rated == 0) {
			c.t.Errorf("team %s with %v ratings is satisfying by %v", row.ID, rated, cell.Number)
		}
	}
}

// TestAnActivityThatWasAskedForCountsOnce, however many requests it carries out, and only when it was held.
func TestAnActivityThatWasAskedForCountsOnce(t *testing.T) {
	each(t, func(_ *testing.T, c *county) {
		c.live(5)
		begins, ends := february.StartsOn.In(modelstest.Zone()).UTC(), february.End().In(modelstest.Zone()).UTC()
		c.write(func(tx *models.Tx) error {
			return tx.DB.Exec(`UPDATE service_requests SET activity_id = (SELECT MIN(a.id) FROM activities a WHERE a.starts_at >= ? AND a.starts_at < ? AND a.status = 'published'
				AND a.id IN (SELECT s.activity_id FROM sign_ups s WHERE s.status = 'completed')) WHERE id <= 3`, begins, ends).Error
		})
		c.write(func(tx *models.Tx) error {
			return tx.DB.Exec("UPDATE service_requests SET activity_id = (SELECT MIN(a.id) FROM activities a WHERE a.status = 'cancelled') WHERE id = 4").Error
		})
		c.expect(c.table(Activities, c.center, february), "", "requested_activities", 1)
	})
}

// TestTheLedgerStaysAsItWasHandedIn, and says what has changed since.
func TestTheLedgerStaysAsItWasHandedIn(t *testing.T) {
	each(t, func(t *testing.T, c *county) {
		c.live(5)
		made := c.draft(ServiceRequests, c.town)
		c.check(c.step(c.townAdmin, made.ID, Submitted))
		if lines := raw(t, open(t, c.workbook(made.ID)), summarySheet); !strings.Contains(lines[1][0], "计量单位：单、分") {
			t.Errorf("the units of the ledger: %s", lines[1][0])
		}
		before := c.show(made.ID).Table.number(t, "", "received_requests")
		c.write(func(tx *models.Tx) error {
			return tx.DB.Exec("UPDATE service_requests SET created_at = ? WHERE station_id = ?", february.StartsOn.In(tx.Zone).UTC(), c.stations[0].ID).Error
		})
		if after := c.show(made.ID).Table.number(t, "", "received_requests"); after != before {
			t.Errorf("what was handed in has changed from %v to %v", before, after)
		}
		differ := look(c, c.admin, func(tx *models.Tx) (*Differences, error) { return Compare(tx, made.ID) })
		if !slices.ContainsFunc(differ.Adjustments, func(a Adjustment) bool {
			return a.RowID == "" && a.Column.Key == "received_requests" && *a.Now > *a.Then
		}) {
			t.Errorf("the differences: %+v", differ.Adjustments)
		}
	})
}

// taken is a request that the first team has taken, with a due day; done on a day, and rated then, unless those are nothing.
func (c *county) taken(due, done models.Date, score int64) {
	c.t.Helper()
	at, live := due.In(modelstest.Zone()).AddDate(0, 0, -5).UTC(), 1
	made := &servicerequest.Request{
		Number: fmt.Sprintf("2026-%06d", c.next()), Source: servicerequest.WalkIn, StationID: c.stations[0].ID, Category: "便民服务", Content: "修灯",
		ContactName: "陈桂芳", ContactPhone: "13800001234", Status: servicerequest.Taken, Version: 1, CreatedAt: at, UpdatedAt: at,
	}
	if done != "" {
		end := done.In(modelstest.Zone()).UTC()
		made.Status, made.CompletedAt, made.CompletedOn, made.RatedAt, made.Score = servicerequest.Rated, &end, &done, &end, &score
	}
	c.insert(made)
	c.insert(&servicerequest.Dispatch{
		RequestID: made.ID, TeamID: c.teams[0].ID, DueOn: due, Status: servicerequest.Yes, Live: &live, DispatchedAt: at, TakenAt: &at,
	})
}

// TestWhatMayStillBeInTimeIsNotDue: on its due day a request counts neither for a team nor against it; the day after it is late. Four points
// are satisfied, three are not.
func TestWhatMayStillBeInTimeIsNotDue(t *testing.T) {
	each(t, func(t *testing.T, c *county) {
		c.taken("2026-03-01", "2026-03-01", 4)
		c.taken("2026-02-27", "2026-02-28", 3)
		c.taken("2026-03-02", "", 0)
		first, station := fmt.Sprint(c.teams[0].ID), fmt.Sprint(c.stations[0].ID)
		for _, want := range []struct{ due, inTime float64 }{{2, 0.5}, {3, 0.3333}} {
			ledger, teams := c.table(ServiceRequests, c.town, Period{Quarter, "2026-01-01"}), c.table(Teams, c.town, Period{Quarter, "2026-01-01"})
			c.expect(ledger, station, "due_requests", want.due)
			c.expect(ledger, station, "in_time_rate", want.inTime)
			c.expect(ledger, station, "average_score", 3.5)
			c.expect(teams, first, "in_time_rate", want.inTime)
			c.expect(teams, first, "satisfaction_rate", 0.5)
			if cell := teams.cell(fmt.Sprint(c.teams[1].ID), "satisfaction_rate"); cell.Number != nil {
				t.Errorf("a team that nobody has rated is satisfying by %v", *cell.Number)
			}
			c.Clock.Advance(24 * time.Hour)
		}
	})
}

// TestALongRequestHasItsRoom: the longest request that residents may write, and one of many short lines, are printed whole: a row is at
// most as high as the format lets it be, and has every line of its text.
func TestALongRequestHasItsRoom(t *testing.T) {
	each(t, func(t *testing.T, c *county) {
		for i, content := range []string{strings.Repeat("理", 500), strings.TrimSuffix(strings.Repeat("买药，\n", 100), "\n"), "家里老人行动不便，\n需要：\n1. 理发\n2. 量血压\n3. 打扫"} {
			at := time.Date(2026, 2, 3, i, 0, 0, 0, modelstest.Zone()).UTC()
			c.insert(&servicerequest.Request{
				Number: fmt.Sprintf("2026-%06d", i), Source: servicerequest.ByVisit, StationID: c.stations[0].ID, Category: "便民服务", Content: content,
				ContactName: "陈桂芳", ContactPhone: "13800001234", Status: servicerequest.Submitted, Version: 1, CreatedAt: at, UpdatedAt: at,
			})
		}
		shown := c.show(c.draft(ServiceRequests, c.town).ID)
		var file bytes.Buffer
		c.check(shown.WriteWorkbook(&file))
		book := open(t, file.Bytes())
		for _, sheet := range []string{detailSheet, "茶东社区"} {
			for i, row := range raw(t, book, sheet)[headRow : headRow+3] {
				height, err := book.GetRowHeight(sheet, headRow+1+i)
				c.check(err)
				for column, text := range row {
					name, _ := excelize.ColumnNumberToName(column + 1)
					width, err := book.GetColWidth(sheet, name)
					c.check(err)
					needed := lineHeight * max(lines(text, space(width)), float64(1+strings.Count(text, "\n")))
					if height > highest || height < needed {
						t.Errorf("%s: %q takes %v points in a row of %v", sheet, text, needed, height)
					}
				}
			}
		}
	})
}
