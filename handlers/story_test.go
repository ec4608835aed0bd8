package handlers_test

import (
	"bytes"
	"encoding/csv"
	"fmt"
	"os"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"practicestation/handlers"
	"practicestation/models"
	"practicestation/models/modelstest"
	"practicestation/models/organization"
)

// storyVolunteers is how many people the story has: all odd names of testdata that are names, and made-up ones.
const storyVolunteers = 500

// TestStory is the main job from end to end on real input: the divisions of a county, 44 activities with their exact times,
// 500 volunteers. Whatever it expects is kept by the test itself, beside the service, and compared at the end with the
// API, with plain SQL and with the workbook read back.
func TestStory(t *testing.T) {
	t.Parallel()
	modelstest.Each(t, func(t *testing.T, w *modelstest.World) {
		s := &story{expected: map[string]*figures{}}
		w.Clock.Set(time.Date(2016, 1, 1, 8, 0, 0, 0, modelstest.Zone()))
		s.app = newBareApp(t, w, handlers.Options{TokenLifetime: 20 * 365 * 24 * time.Hour, RefreshLifetime: 20 * 365 * 24 * time.Hour})
		s.importCounty()
		s.foundTeams()
		s.register(storyNames(t))
		for i, record := range platformRecords(t) {
			s.live(i, record)
		}
		s.compareStatistics()
		s.compareWorkbooks()
	})
}

// story is one run of it.
type story struct {
	app      *app
	admin    *caller
	second   *caller // looks at what the administrator has recorded
	stations []string
	teams    map[string]string // affiliation → id
	people   []*caller
	names    []string
	expected map[string]*figures // "stations 12", "months 2021-09", …
}

// figures is what the test itself counts.
type figures struct {
	activities, people map[string]bool
	attendances        int
	minutes            int
}

func (s *story) note(key, activity, person string, minutes int) {
	f := s.expected[key]
	if f == nil {
		f = &figures{activities: map[string]bool{}, people: map[string]bool{}}
		s.expected[key] = f
	}
	f.activities[activity], f.people[person] = true, true
	f.attendances++
	f.minutes += minutes
}

func (s *story) importCounty() {
	a := s.app
	session := a.as(nobody).post("/setup", object{"key": a.setUpKey(), "name": "中心管理员", "phone": "13800000000", "password": password}).must(201)
	s.admin = &caller{app: a, token: session.text("access_token"), account: session.text("account.id")}
	var divisions []organization.Division
	for _, name := range []string{"towns.csv", "stations.csv"} {
		file, err := os.Open("../testdata/" + name)
		a.check(err)
		rows, faults := organization.ReadDivisions(name, file)
		a.check(faults.Err())
		a.check(file.Close())
		divisions = append(divisions, rows...)
	}
	a.write(func(tx *models.Tx) error {
		_, err := organization.ImportDivisions(tx, divisions)
		return err
	})
	counts := map[string]int{}
	for _, level := range []string{"center", "institute", "station"} {
		for cursor := ""; ; {
			page := a.as(nobody).get("/organizations?limit=100&level=" + level + cursor).must(200)
			counts[level] += page.length("items")
			if level == "station" {
				s.stations = append(s.stations, strings.Fields(page.every("items", "id"))...)
			}
			if cursor = page.text("next_cursor"); cursor == "" {
				break
			}
			cursor = "&cursor=" + cursor
		}
	}
	if want := map[string]int{"center": 1, "institute": 21, "station": 312}; !cmp.Equal(counts, want) {
		a.t.Fatalf("the county has %v, want %v", counts, want)
	}
}

func (s *story) foundTeams() {
	center := s.admin.get("/organizations?level=center").must(200).text("items.0.id")
	colleague := s.admin.post("/accounts", object{"name": "副主任", "phone": "13800000001", "password": password, "organization_id": center}).must(201).id()
	s.admin.post("/accounts/"+colleague+"/grants", object{"role": "center_admin", "organization_id": center}).must(201)
	session := s.app.as(nobody).post("/auth/login", object{"phone": "13800000001", "password": password}).must(200)
	s.second = &caller{app: s.app, token: session.text("access_token"), account: colleague}
	s.teams = map[string]string{}
	for _, affiliation := range []string{"party", "union", "youth_league", "womens_federation", "other"} {
		made := s.admin.post("/teams", object{"name": affiliation + "队", "organization_id": center, "affiliation": affiliation, "category": "综合服务"}).must(201)
		s.teams[affiliation] = made.id()
	}
}

// storyNames puts every odd name that is a name before made-up ones.
func storyNames(t *testing.T) []string {
	t.Helper()
	notNames := []string{"padded", "injection", "quote", "markup", "wildcard"}
	var names []string
	for _, row := range readTestdata(t, "names_odd.csv") {
		if !slices.Contains(notNames, row["kind"]) {
			names = append(names, row["full_name"])
		}
	}
	surnames, given := readTestdata(t, "surnames.csv"), readTestdata(t, "given_names.csv")
	for i := 0; len(names) < storyVolunteers; i++ {
		names = append(names, surnames[i*7%len(surnames)]["surname"]+given[i*13%len(given)]["given_name"])
	}
	return names
}

func readTestdata(t *testing.T, name string) []map[string]string {
	t.Helper()
	content, err := os.ReadFile("../testdata/" + name)
	if err != nil {
		t.Fatal(err)
	}
	rows, err := csv.NewReader(bytes.NewReader(content)).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	var all []map[string]string
	for _, row := range rows[1:] {
		named := map[string]string{}
		for i, column := range rows[0] {
			named[column] = row[i]
		}
		all = append(all, named)
	}
	return all
}

// register signs everybody in by the mini-program and keeps their names byte for byte.
func (s *story) register(names []string) {
	s.names = names
	for i, name := range names {
		session := s.app.as(nobody).post("/auth/wechat", object{"code": fmt.Sprintf("dev:v%d", i)}).must(200)
		person := &caller{app: s.app, token: session.text("access_token"), account: session.text("account.id")}
		body := object{"name": name, "gender": "female", "born_on": fmt.Sprintf("%d-03-05", 1945+i%50), "phone": fmt.Sprintf("139%08d", i)}
		saved := person.put("/me/volunteer", body).must(200)
		if saved.text("name") != name || person.get("/me/volunteer").must(200).text("name") != name {
			s.app.t.Fatalf("%q came back as %q", name, saved.text("name"))
		}
		s.people = append(s.people, person)
	}
}

// record is one activity of the platform, as it was registered.
type record struct {
	title, category, place, affiliation string
	days                                []time.Time // the start of each day's shift
	length                              time.Duration
}

// platformRecords reads the 44 records with exact times, the earliest first; one of them lasts five days.
func platformRecords(t *testing.T) []record {
	t.Helper()
	var records []record
	for i, row := range readTestdata(t, "activities.csv") {
		if row["source_kind"] != "platform" {
			continue
		}
		first, last, several := strings.Cut(row["date_as_printed"], " 至 ")
		if !several {
			last = first
		}
		start, end := localInstant(t, first, row["start_as_printed"]), localInstant(t, first, row["end_as_printed"])
		r := record{title: row["title"], category: row["service_category"], place: row["station_or_place"], affiliation: row["affiliation"], length: end.Sub(start)}
		if r.affiliation == "other" {
			r.affiliation = []string{"other", "union", "womens_federation"}[i%3]
		}
		for day := start; !day.After(localInstant(t, last, row["start_as_printed"])); day = day.AddDate(0, 0, 1) {
			r.days = append(r.days, day)
		}
		records = append(records, r)
	}
	if len(records) != 44 {
		t.Fatalf("%d platform records, want 44", len(records))
	}
	slices.SortFunc(records, func(a, b record) int { return a.days[0].Compare(b.days[0]) })
	return records
}

func localInstant(t *testing.T, day, clock string) time.Time {
	t.Helper()
	at, err := time.ParseInLocation("2006-01-02 15:04:05", day+" "+clock, modelstest.Zone())
	if err != nil {
		t.Fatal(err)
	}
	return at
}

// live holds one activity: eight people for four seats and two places to wait, and what happens to them.
func (s *story) live(i int, r record) {
	a := s.app
	end := r.days[len(r.days)-1].Add(r.length)
	a.world.Clock.Set(r.days[0].AddDate(0, 0, -10))
	var shifts []object
	for _, day := range r.days {
		shifts = append(shifts, object{"role": "志愿者", "starts_at": day.Format(time.RFC3339), "ends_at": day.Add(r.length).Format(time.RFC3339), "capacity": 4, "waitlist_capacity": 2})
	}
	station := s.stations[i*7%len(s.stations)]
	made := s.admin.post("/activities", object{
		"station_id": station, "team_id": s.teams[r.affiliation], "title": r.title, "category": r.category, "place": r.place,
		"starts_at": r.days[0].Format(time.RFC3339), "ends_at": end.Format(time.RFC3339), "shifts": shifts, "declaration_version": 1,
	}).must(201)
	s.admin.post("/activities/"+made.id()+"/publish", nil).must(200)
	for k, day := range r.days {
		h := held{id: made.id(), shift: made.text(fmt.Sprintf("shifts.%d.id", k)), station: station, record: r, start: day}
		s.hold(i*8, h)
	}
	a.world.Clock.Set(end.Add(48 * time.Hour))
	if got := a.as(nobody).get("/activities/" + made.id()).must(200).text("status"); got != "closed" {
		a.t.Fatalf("%s is %s after its last entry was decided", r.title, got)
	}
}
