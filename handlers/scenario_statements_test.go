package handlers_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"practicestation/models/modelstest"
)

// staffed is one more station of the town with a team of its own, where the person has served a confirmed hour.
func (a *app) staffed(who *caller, number int) {
	a.t.Helper()
	center := a.as(centerAdmin)
	station := a.organization([]string{a.town, a.otherTown}[number%2], "station", fmt.Sprintf("第%d社区新时代文明实践站", number))
	team := center.post("/teams", object{"name": fmt.Sprintf("第%d志愿服务队", number), "organization_id": station, "affiliation": "union", "category": "文化"}).must(201).id()
	draft := center.post("/activities", a.activity("station_id", station, "team_id", team, "title", fmt.Sprintf("第%d次义诊", number), "category", fmt.Sprintf("第%d类", number))).must(201)
	shift := shiftOf(center.post("/activities/"+draft.id()+"/publish", nil).must(200))
	signUp := who.signUp(shift)
	a.moveTo(draft.text("shifts.0.starts_at"))
	center.post("/sign-ups/"+signUp.id()+"/check-in", nil).must(200)
	a.moveTo(draft.text("shifts.0.ends_at"))
	center.post("/sign-ups/"+signUp.id()+"/check-out", nil).must(200)
	center.post("/hours/"+a.entryOf(signUp)+"/confirm", nil).must(200)
}

// TestStatisticsAskAsOftenHoweverManyStationsThereAre: every dimension with every figure of it, and what each number is made of.
func TestStatisticsAskAsOftenHoweverManyStationsThereAre(t *testing.T) {
	t.Parallel()
	eachApp(t, func(t *testing.T, a *app) {
		sent, who, reader := modelstest.Statements(t, a.db), a.volunteer("张三"), a.as(auditor)
		count := func() map[string]int64 {
			counts := map[string]int64{}
			ask := func(path string) {
				before := sent.Load()
				reader.get(path).must(200)
				counts[path] = sent.Load() - before
			}
			ask("/figures")
			for dimension, figures := range a.catalogue() {
				ask("/statistics/" + dimension + march + "&figures=" + strings.Join(figures, ","))
			}
			for _, figure := range a.catalogue()["stations"] {
				ask("/statistics/stations/details" + march + "&limit=100&figure=" + figure)
			}
			return counts
		}
		a.staffed(who, 1)
		a.wait(24 * time.Hour)
		few := count()
		for number := 2; number <= 5; number++ {
			a.staffed(who, number)
			a.wait(24 * time.Hour)
		}
		if difference := cmp.Diff(few, count()); difference != "" {
			t.Errorf("four more stations (-before +after):\n%s", difference)
		}
		if got := reader.get("/statistics/stations" + march).must(200); got.text("total.attendances") != "5" || len(few) < 30 {
			t.Errorf("%d addresses, and the statistics are %s", len(few), got.body)
		}
		for path, times := range few {
			if times == 0 && path != "/figures" {
				t.Errorf("%s asks nothing: its statements are not counted", path)
			}
		}
	})
}

// catalogue lists the figures of each dimension that are no rates.
func (a *app) catalogue() map[string][]string {
	a.t.Helper()
	of := map[string][]string{}
	list := a.as(nobody).get("/figures").must(200)
	for i := range strings.Count(string(list.body), `"code"`) {
		at := fmt.Sprintf("items.%d.", i)
		if list.text(at+"numerator") != "" {
			continue
		}
		for _, dimension := range strings.Fields(list.every(at+"dimensions", "dimension")) {
			of[dimension] = append(of[dimension], list.text(at+"code"))
		}
	}
	return of
}
