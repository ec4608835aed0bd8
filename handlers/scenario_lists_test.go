package handlers_test

import (
	"fmt"
	"net/url"
	"slices"
	"strings"
	"testing"
	"time"
)

// all pages through a list and gives a member of each item; the pages must be full but the last.
func (c *caller) all(path, member string, limit int) []string {
	c.app.t.Helper()
	var found []string
	joint := "?"
	if strings.Contains(path, "?") {
		joint = "&"
	}
	next := fmt.Sprintf("%s%slimit=%d", path, joint, limit)
	for {
		page := c.get(next).must(200)
		for i := range page.length("items") {
			found = append(found, page.text(fmt.Sprintf("items.%d.%s", i, member)))
		}
		cursor := page.text("next_cursor")
		if cursor == "" {
			return found
		}
		if page.length("items") != limit || len(found) > 1000 {
			c.app.t.Fatalf("%s: a page of %d after %d items is not the last", path, page.length("items"), len(found))
		}
		next = fmt.Sprintf("%s%slimit=%d&cursor=%s", path, joint, limit, url.QueryEscape(cursor))
	}
}

// Many of the activities begin at the same instant, so that only their ids tell them apart.
func TestPagingGivesEachItemOnce(t *testing.T) {
	t.Parallel()
	eachApp(t, func(t *testing.T, a *app) {
		staff := a.as(manager)
		var made []string
		for i := range 23 {
			starts := time.Duration(2+i/9) * time.Hour
			made = append(made, a.draft("starts_at", a.at(starts), "ends_at", a.at(starts+time.Hour), "shifts", nil).id())
		}
		for _, limit := range []int{1, 2, 5, 23, 100} {
			if got := staff.all("/activities", "id", limit); !slices.Equal(got, made) {
				t.Errorf("pages of %d gave %v, want %v", limit, got, made)
			}
		}
		if first := staff.get("/activities").must(200); first.length("items") != 20 {
			t.Errorf("a page has %d items when nobody says how many", first.length("items"))
		}
		shift := shiftOf(a.published("shifts", []object{a.shift("capacity", 3, "waitlist_capacity", 10)}))
		for i := range 9 {
			a.volunteer(fmt.Sprintf("第 %d 人", i)).signUp(shift)
		}
		want := []string{"", "", "", "1", "2", "3", "4", "5", "6"}
		if got := staff.all("/shifts/"+shift+"/roster", "waitlist_position", 4); !slices.Equal(got, want) {
			t.Errorf("the roster's positions are %v", got)
		}
		newest := staff.all("/me/hours", "id", 2)
		audit := a.as(centerAdmin).all("/audit-entries", "id", 7)
		if len(newest) != 0 || len(audit) < 30 || !slices.IsSortedFunc(audit, func(x, y string) int { return int(id64(y) - id64(x)) }) {
			t.Errorf("the audit is %v", audit)
		}
	})
}

// What comes in between the pages neither repeats an item nor hides one.
func TestPagingStandsInserts(t *testing.T) {
	t.Parallel()
	eachApp(t, func(t *testing.T, a *app) {
		staff := a.as(manager)
		first, second := a.draft("shifts", nil).id(), a.draft("shifts", nil).id()
		page := staff.get("/activities?limit=1").must(200)
		early := a.draft("starts_at", a.at(time.Hour), "shifts", nil).id()
		late := a.draft("shifts", nil).id()
		rest := staff.get("/activities?limit=10&cursor=" + page.text("next_cursor")).must(200)
		if page.text("items.0.id") != first || rest.every("items", "id") != second+" "+late {
			t.Errorf("after %s came %s; %s was first by then", first, rest.every("items", "id"), early)
		}
	})
}

func TestFiltersTakeTextLiterally(t *testing.T) {
	t.Parallel()
	eachApp(t, func(t *testing.T, a *app) {
		for _, name := range []string{"%开头站", "_开头站", "!开头站", `\开头站`, "普通站", "A站", "a站"} {
			a.organization(a.town, "station", name)
		}
		for prefix, want := range map[string]string{
			"%": "%开头站", "_": "_开头站", "!": "!开头站", `\`: `\开头站`, "普": "普通站", "开": "", "a": "a站", "A": "A站", "普通站": "普通站", "普通站%": "", "'": "", `" OR 1=1 --`: "",
		} {
			got := a.as(nobody).get("/organizations?parent_id=" + a.town + "&name=" + url.QueryEscape(prefix)).must(200)
			if got.every("items", "name") != want {
				t.Errorf("%q finds %q, want %q", prefix, got.every("items", "name"), want)
			}
		}
		a.draft("category", "100%")
		for category, want := range map[string]int{"100%": 1, "100": 0, "1__%": 0, "%": 0} {
			if got := a.as(manager).get("/activities?category=" + url.QueryEscape(category)).must(200); got.length("items") != want {
				t.Errorf("%q finds %d activities, want %d", category, got.length("items"), want)
			}
		}
	})
}

func TestActivitiesAreFiltered(t *testing.T) {
	t.Parallel()
	eachApp(t, func(t *testing.T, a *app) {
		made, team := a.draft().id(), a.newTeam("另一队")
		other := a.draft("team_id", team).id()
		from := func(offset time.Duration) string { return url.QueryEscape(a.at(offset)) }
		tests := map[string]string{
			"team_id=" + team: other, "team_id=" + a.teamID(): made, "station_id=" + a.otherStation: "", "station_id=999": "", "status=published": "",
			"from=" + from(6*time.Hour): "", "from=" + from(6*time.Hour-time.Second): made + " " + other, "to=" + from(2*time.Hour): "", "to=" + from(2*time.Hour+time.Second): made + " " + other,
			"from=2026-03-02&to=2026-03-03": made + " " + other, "from=2026-03-03": "", "category=%E5%8C%BB%E7%96%97%E5%81%A5%E8%BA%AB&limit=1&team_id=" + team: other,
		}
		for query, want := range tests {
			if got := a.as(manager).get("/activities?" + query).must(200); got.every("items", "id") != want {
				t.Errorf("%s finds %q, want %q", query, got.every("items", "id"), want)
			}
		}
	})
}
