package series_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"practicestation/models"
	"practicestation/models/account"
	"practicestation/models/activity"
	"practicestation/models/modelstest"
	"practicestation/models/organization"
	"practicestation/models/recurrence"
	"practicestation/models/series"
	"practicestation/models/team"
	"practicestation/models/volunteer"
)

func TestMain(m *testing.M) { modelstest.Main(m) }

// world is a county of one station with a team, its manager, and people. It is Monday 2026-03-02, 09:00.
type world struct {
	*modelstest.World
	t       *testing.T
	station *organization.Organization
	team    *team.Team
	manager models.Actor
	people  int64
}

// each tells a story on both databases, each in a world of its own.
func each(t *testing.T, story func(w *world)) {
	t.Parallel()
	modelstest.Each(t, func(t *testing.T, base *modelstest.World) {
		w := &world{World: base, t: t}
		center := &organization.Organization{Level: organization.Center, Name: "县中心", Path: "/1/"}
		w.insert(center)
		w.station = &organization.Organization{ParentID: &center.ID, Level: organization.Station, Name: "桃源村实践站", Path: "/1/2/"}
		w.insert(w.station)
		w.team = &team.Team{OrganizationID: w.station.ID, Name: "红石榴队", Affiliation: team.WomensFederation, Category: "邻里互助", Status: team.Active, Version: 1}
		w.insert(w.team)
		w.manager = w.volunteer()
		w.manager.VolunteerID = 0
		w.manager.Scopes = []models.Scope{{Role: models.StationManager, OrganizationID: w.station.ID, Path: w.station.Path}}
		story(w)
	})
}

// insert writes a row as it is, past all rules.
func (w *world) insert(row any) {
	w.t.Helper()
	w.must(w.DB.Write(w.t.Context(), models.SystemActor("test"), func(tx *models.Tx) error { return tx.DB.Create(row).Error }))
}

func (w *world) must(err error) {
	w.t.Helper()
	if err != nil {
		w.t.Fatal(err)
	}
}

func (w *world) volunteer() models.Actor {
	w.t.Helper()
	w.people++
	own := w.people
	w.insert(&account.Account{ID: w.people, Name: "志愿者", Status: account.Active, Version: 1})
	w.insert(&volunteer.Volunteer{ID: w.people, AccountID: &own, Name: "志愿者", Gender: volunteer.GenderUnknown, BornOn: "1990-01-01", Phone: "13800000000", Version: 1})
	return models.Actor{AccountID: w.people, VolunteerID: w.people, Name: "志愿者"}
}

// do runs one rule as one unit of work.
func do[T any](w *world, db *models.DB, actor models.Actor, rule func(tx *models.Tx) (T, error)) (T, error) {
	var result T
	err := db.Write(w.t.Context(), actor, func(tx *models.Tx) (err error) {
		result, err = rule(tx)
		return err
	})
	return result, err
}

// done is do where nothing may go wrong.
func done[T any](w *world, actor models.Actor, rule func(tx *models.Tx) (T, error)) T {
	w.t.Helper()
	result, err := do(w, w.DB, actor, rule)
	w.must(err)
	return result
}

// saturdays is a series on every Saturday of the spring, 08:00 to 10:00, with one shift of two seats.
func (w *world) saturdays() series.Input {
	return series.Input{
		StationID: w.station.ID, TeamID: w.team.ID, Title: "周末理发", Category: "便民服务", Place: "村文化广场",
		Rules:    []recurrence.Rule{{Kind: recurrence.RRule, RRule: "FREQ=WEEKLY;BYDAY=SA", Shifts: []recurrence.Shift{{Role: "理发师", Starts: "08:00", Ends: "10:00", Capacity: 2}}}},
		Holidays: recurrence.Keep, Adjusted: recurrence.AsWeekend, StartsOn: "2026-03-01", EndsOn: "2026-06-30", LeadDays: 30, DeclarationVersion: 1,
	}
}

func (w *world) create(in series.Input) *series.Series {
	w.t.Helper()
	return done(w, w.manager, func(tx *models.Tx) (*series.Series, error) { return series.Create(tx, in) })
}

// update rewrites the series and gives what that did, by outcome and day.
func (w *world) update(s *series.Series, in series.Input) string {
	w.t.Helper()
	return done(w, w.manager, func(tx *models.Tx) (string, error) {
		current, err := models.Find[series.Series](tx, s.ID, series.ErrNotFound)
		if err != nil {
			return "", err
		}
		if len(in.Rules) == 1 && in.Rules[0].Number == 0 {
			in.Rules = slices.Clone(in.Rules)
			in.Rules[0].Number = current.Rules[0].Number
		}
		_, changes, err := series.Update(tx, s.ID, current.Version, in)
		return inWords(changes), err
	})
}

func inWords(changes []series.Change) string {
	var words []string
	for _, change := range changes {
		text := fmt.Sprintf("%s %s", change.Outcome, change.OccurrenceOn[5:])
		if len(change.Members) > 0 {
			text += " " + strings.Join(change.Members, "+")
		}
		words = append(words, text)
	}
	return strings.Join(words, ", ")
}

// held are the activities of the series that are neither withdrawn nor cancelled, by start.
func (w *world) held(s *series.Series) []activity.Activity {
	w.t.Helper()
	return done(w, w.manager, func(tx *models.Tx) (all []activity.Activity, err error) {
		err = tx.DB.Where("series_id = ? AND status IN (?)", s.ID, []activity.Status{activity.Draft, activity.Published}).Order("starts_at, id").Find(&all).Error
		return all, err
	})
}

// days are the local days of the series' activities.
func (w *world) days(s *series.Series) string {
	w.t.Helper()
	var days []string
	for _, one := range w.held(s) {
		days = append(days, one.StartsAt.In(modelstest.Zone()).Format("01-02"))
	}
	return strings.Join(days, " ")
}

func (w *world) shiftsOf(a *activity.Activity) []activity.Shift {
	w.t.Helper()
	return done(w, w.manager, func(tx *models.Tx) (map[int64][]activity.Shift, error) { return activity.ShiftsOf(tx, a.ID) })[a.ID]
}

func (w *world) shiftOf(a *activity.Activity) *activity.Shift {
	w.t.Helper()
	return &w.shiftsOf(a)[0]
}

// join signs somebody up for an activity.
func (w *world) join(a *activity.Activity) models.Actor {
	w.t.Helper()
	who, shift := w.volunteer(), w.shiftOf(a)
	done(w, who, func(tx *models.Tx) (*activity.SignUp, error) {
		return activity.SignUpSelf(tx, shift.ID, activity.Way{})
	})
	return who
}

// told is how many notices of the series somebody has.
func (w *world) told(who models.Actor) int {
	w.t.Helper()
	page := done(w, who, func(tx *models.Tx) (models.Paged[models.Notice], error) {
		return models.ListNotices(tx, false, models.Page{Limit: 10})
	})
	return len(page.Items)
}

// lastWords are those of the newest notice to somebody.
func (w *world) lastWords(who models.Actor) (text string) {
	w.t.Helper()
	w.must(w.DB.Read(w.t.Context(), who, func(tx *models.Tx) error {
		page, err := models.ListNotices(tx, false, models.Page{Limit: 1})
		if err == nil && len(page.Items) > 0 {
			text = page.Items[0].Text
		}
		return err
	}))
	return text
}

func (w *world) generate(db *models.DB) (int64, error) {
	return do(w, db, models.SystemActor("generate_series"), series.Generate)
}

func (w *world) same(what, got, want string) {
	w.t.Helper()
	if got != want {
		w.t.Errorf("%s: got %q, want %q", what, got, want)
	}
}

func (w *world) exec(statement string, values ...any) {
	w.t.Helper()
	w.must(w.DB.Write(w.t.Context(), models.SystemActor("test"), func(tx *models.Tx) error { return tx.DB.Exec(statement, values...).Error }))
}

func (w *world) count(query string, values ...any) (n int) {
	w.t.Helper()
	w.must(w.DB.Read(w.t.Context(), w.manager, func(tx *models.Tx) error { return tx.DB.Raw(query, values...).Scan(&n).Error }))
	return n
}

// clock is the local time of day.
func (w *world) clock(at time.Time) string { return at.In(modelstest.Zone()).Format("15:04") }

// edit rewrites one activity as its organizer does.
func (w *world) edit(a *activity.Activity, change func(in *activity.Input)) {
	w.t.Helper()
	in := activity.Input{
		TeamID: a.TeamID, Title: a.Title, Category: a.Category, Place: a.Place, StartsAt: a.StartsAt, EndsAt: a.EndsAt,
		SignUpOpensAt: a.SignUpOpensAt, SignUpClosesAt: a.SignUpClosesAt, CancelClosesAt: a.CancelClosesAt,
	}
	change(&in)
	done(w, w.manager, func(tx *models.Tx) (*activity.Activity, error) { return activity.Update(tx, a.ID, a.Version, in) })
}
