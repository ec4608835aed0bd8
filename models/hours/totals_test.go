package hours_test

import (
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"practicestation/models"
	"practicestation/models/hours"
	"practicestation/models/modelstest"
)

// served is one service that counts, with everything that it can be grouped by.
type served struct {
	kind                         hours.Kind
	path                         string // of the station
	station, volunteer, activity int64
	minutes                      int64
	day                          models.Date
	keys                         map[hours.Grouping]string
}

// key is that of the grouping in a scope: by organization, it depends on where one looks from.
func (s *served) key(by hours.Grouping, below string) string {
	if by != hours.PerOrganization {
		return s.keys[by]
	}
	child, _, deeper := strings.Cut(strings.TrimPrefix(s.path, below), "/")
	if !deeper {
		return strconv.FormatInt(s.station, 10)
	}
	return child
}

var groupings = []hours.Grouping{
	hours.PerOrganization, hours.PerStation, hours.PerTeam, hours.PerAffiliation, hours.PerCategory, hours.PerPlatform, hours.PerBrand,
	hours.PerDay, hours.PerMonth, hours.PerQuarter, hours.PerYear,
}

// open makes ten more activities at both stations, of three categories, two brands or none and two platforms or none.
func (l *ledger) open(t testing.TB) {
	t.Helper()
	l.write(t, models.Actor{}, func(tx *models.Tx) error {
		err := tx.DB.Exec(`INSERT INTO brands (id, organization_id, name, slogan, category, intro, started_on, status, version, created_at, updated_at)
			SELECT id, ?, name, '', '宣讲', '', '2020-01-01', 'active', 1, created_at, created_at FROM organizations WHERE id <= 2`, l.center.ID).Error
		for i := 0; i < 10 && err == nil; i++ {
			err = tx.DB.Exec(`INSERT INTO activities (id, station_id, team_id, title, category, place, description, starts_at, ends_at, sign_up_opens_at,
				sign_up_closes_at, cancel_closes_at, status, pending_entries, decided_entries, version, created_at, updated_at, brand_id, platform)
				SELECT ?, station_id, team_id, title, ?, place, description, starts_at, ends_at, sign_up_opens_at, sign_up_closes_at, cancel_closes_at,
				status, 0, 0, 1, created_at, created_at, ?, NULLIF(?, '') FROM activities WHERE id = ?`,
				3+i, []string{"理发", "宣讲", "=读书"}[i%3], models.Nullable(int64(i%3)), platforms[i%4], 1+i%2).Error
		}
		return err
	})
}

// platforms are those of the activities in turn; none of one in two.
var platforms = []string{"", "theory", "", "culture"}

// post writes services of chance into the ledger, takes some of them back, and gives those that count.
func (l *ledger) post(t testing.TB, r *rapid.T, people []models.Actor, subject *int64) (counts []served) {
	t.Helper()
	brands := []string{"", "1", "2"}
	for range rapid.IntRange(1, 4).Draw(r, "units") {
		var postings, back []hours.Posting
		for range rapid.IntRange(1, 12).Draw(r, "rows") {
			*subject++
			activity, taken := rapid.Int64Range(1, 12).Draw(r, "activity"), rapid.IntRange(0, 3).Draw(r, "back") == 0
			at := (activity - 1) % 2
			one := served{
				kind: rapid.SampledFrom([]hours.Kind{hours.CreditKind, hours.CreditKind, hours.HonorKind}).Draw(r, "kind"), station: l.stations[at].ID, path: l.stations[at].Path, activity: activity,
				volunteer: rapid.SampledFrom(people).Draw(r, "who").VolunteerID, minutes: rapid.Int64Range(1, 300).Draw(r, "minutes"),
				day: models.Date("2024-11-25").Plus(rapid.IntRange(0, 500).Draw(r, "day")),
			}
			category, brand, platform := []string{"理发", "宣讲"}[at], "", ""
			if made := activity - 3; made >= 0 {
				category, brand, platform = []string{"理发", "宣讲", "=读书"}[made%3], brands[made%3], platforms[made%4]
			}
			month, _ := strconv.Atoi(string(one.day[5:7]))
			one.keys = map[hours.Grouping]string{
				hours.PerStation: strconv.FormatInt(one.station, 10), hours.PerTeam: strconv.FormatInt(l.teams[at].ID, 10),
				hours.PerAffiliation: string(l.teams[at].Affiliation), hours.PerCategory: category, hours.PerPlatform: platform, hours.PerBrand: brand, hours.PerDay: string(one.day),
				hours.PerMonth: string(one.day[:7]), hours.PerQuarter: fmt.Sprintf("%s-Q%d", one.day[:4], (month+2)/3), hours.PerYear: string(one.day[:4]),
			}
			row := hours.Posting{
				StationID: one.station, Kind: one.kind, Movement: hours.Add, SubjectID: *subject, VolunteerID: one.volunteer, ActivityID: activity,
				TeamID: l.teams[at].ID, Minutes: one.minutes, ServedOn: one.day, CreatedAt: l.DB.Now(),
			}
			postings = append(postings, row)
			if taken {
				row.Movement, row.Minutes = hours.Reverse, -row.Minutes
				if *subject%2 == 0 {
					back = append(back, row) // later
					continue
				}
				postings = append(postings, row)
				continue
			}
			counts = append(counts, one)
		}
		for _, some := range [][]hours.Posting{postings, back} {
			l.write(t, models.Actor{}, func(tx *models.Tx) error { return hours.Post(tx, some) })
		}
	}
	return counts
}

// recount counts services in plain Go.
func recount(all []served, below string, from, to models.Date, by []hours.Grouping) (cells []hours.Cell, total hours.Cell) {
	found, seen := map[string]*hours.Cell{}, map[string]bool{}
	for _, one := range all {
		if !strings.HasPrefix(one.path, below) || one.day < from || one.day >= to {
			continue
		}
		keys := []string{}
		for _, grouping := range by {
			keys = append(keys, one.key(grouping, below))
		}
		path := strings.Join(keys, "|")
		if found[path] == nil {
			found[path] = &hours.Cell{Keys: keys}
		}
		for name, cell := range map[string]*hours.Cell{"cell " + path: found[path], "total": &total} {
			figures := &cell.Credit
			if one.kind == hours.HonorKind {
				figures = &cell.Honor
			}
			figures.Attendances, figures.Minutes = figures.Attendances+1, figures.Minutes+one.minutes
			for what, number := range map[string]*int64{fmt.Sprint("activity ", one.activity): &figures.Activities, fmt.Sprint("person ", one.volunteer): &figures.People} {
				if once := fmt.Sprint(name, one.kind, what); !seen[once] {
					seen[once] = true
					*number++
				}
			}
		}
	}
	for _, path := range slices.Sorted(maps.Keys(found)) {
		cells = append(cells, *found[path])
	}
	slices.SortFunc(cells, func(a, b hours.Cell) int { return slices.Compare(a.Keys, b.Keys) })
	if len(by) == 0 {
		cells = nil
	}
	return cells, total
}

// TestTotalsAreARecountOfTheLedger, for scopes, periods and groupings of chance, whole months and parts of them.
func TestTotalsAreARecountOfTheLedger(t *testing.T) {
	t.Parallel()
	modelstest.Each(t, func(t *testing.T, w *modelstest.World) {
		l := found(t, w)
		l.open(t)
		var people []models.Actor
		for range 5 {
			people = append(people, l.volunteer(t))
		}
		var all []served
		subject, asked := int64(0), 0
		rapid.Check(t, func(r *rapid.T) {
			all = append(all, l.post(t, r, people, &subject)...)
			below := rapid.SampledFrom([]string{l.center.Path, l.towns[0].Path, l.stations[1].Path}).Draw(r, "place")
			from := models.Date("2024-11-20").Plus(rapid.IntRange(0, 500).Draw(r, "from"))
			to := from.Plus(rapid.IntRange(0, 500).Draw(r, "days"))
			if rapid.Bool().Draw(r, "whole months") {
				from, to = from[:8]+"01", to[:8]+"01"
			}
			by := rapid.SliceOfNDistinct(rapid.SampledFrom(groupings), 0, 3, rapid.ID[hours.Grouping]).Draw(r, "by")
			kind := rapid.SampledFrom([]hours.Kind{"", "", hours.CreditKind, hours.HonorKind}).Draw(r, "kind")
			counts := slices.DeleteFunc(slices.Clone(all), func(one served) bool { return kind != "" && one.kind != kind })
			want, wantTotal := recount(counts, below, from, to, by)
			l.read(t, models.Actor{}, func(tx *models.Tx) error {
				got, total, err := hours.Total(tx, hours.Scope{Paths: []string{below}, From: from, To: to, Kind: kind}, by...)
				if difference := cmp.Diff(want, got); difference != "" {
					t.Errorf("%v of %s from %s to %s (-want +got):\n%s", by, below, from, to, difference)
				}
				if difference := cmp.Diff(wantTotal, total); difference != "" {
					t.Errorf("total of %s from %s to %s (-want +got):\n%s", below, from, to, difference)
				}
				return err
			})
			if asked += len(want); t.Failed() {
				t.FailNow()
			}
		})
		l.compareMonths(t, all)
		least := 50
		if testing.Short() { // a fifth of the walk, and the ledger is still short
			least = 5
		}
		if asked < least {
			t.Errorf("only %d cells were compared: the walk is too tame", asked)
		}
	})
}

// compareMonths holds whole months of the whole county, which are counted from people's years, against a recount.
func (l *ledger) compareMonths(t testing.TB, all []served) {
	t.Helper()
	months := []models.Date{"2024-12-01", "2025-01-01", "2025-04-01", "2025-11-01", "2026-01-01", "2026-03-01"}
	for i, from := range months {
		for _, to := range months[i+1:] {
			for _, grouping := range []hours.Grouping{hours.PerMonth, hours.PerQuarter, hours.PerYear} {
				want, wantTotal := recount(all, l.center.Path, from, to, []hours.Grouping{grouping})
				got, total := l.totals(t, from, to, grouping)
				if difference := cmp.Diff(want, got) + cmp.Diff(wantTotal, total); difference != "" {
					t.Errorf("by %s from %s to %s (-want +got):\n%s", grouping, from, to, difference)
				}
			}
		}
	}
}
