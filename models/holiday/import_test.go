package holiday_test

import (
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"strings"
	"sync"
	"testing"

	"practicestation/models"
	"practicestation/models/holiday"
	"practicestation/models/modelstest"
)

func TestImportOfTheNextYear(t *testing.T) {
	t.Parallel()
	modelstest.Each(t, func(t *testing.T, w *modelstest.World) {
		file := notice(2027, "2026-12-31,星期四,元旦,off,调休放假", "2027-01-03,星期日,元旦,work,调休上班")
		done, err := importing(t, w, administrator, file)
		if err != nil || len(done) != 1 || done[0] != (holiday.Imported{Year: 2027, Off: 8, MakeUp: 1, Changed: true}) {
			t.Fatalf("%+v, %v", done, err)
		}
		calendar := load(t, w)
		if day := calendar.Day("2026-12-31"); day.Kind != holiday.InLieu || !day.Off || day.Name != "元旦" {
			t.Errorf("the last day of the year before is %+v", day)
		}
		if !calendar.IsWorkday("2027-01-03") || !calendar.Day("2027-03-01").Known || calendar.KnownThrough() != "2027-12-31" {
			t.Error("2027 is known now")
		}
		if !calendar.Day("2026-10-01").Off || len(calendar.Holidays(2026)) != 39 {
			t.Errorf("2026 has %d days", len(calendar.Holidays(2026)))
		}
		done, err = importing(t, w, administrator, file)
		if err != nil || done[0].Changed {
			t.Errorf("the same again: %+v, %v", done, err)
		}
		if got := audited(t, w); len(got) != 1 || got[0].SubjectID != 2027 || !strings.Contains(*got[0].AfterJSON, "2027-01-03 元旦 make_up") {
			t.Errorf("the audit has %+v", got)
		}
		if _, err = importing(t, w, administrator, notice(2027)); err != nil {
			t.Fatal(err)
		}
		if calendar = load(t, w); calendar.Day("2026-12-31").Off || calendar.IsWorkday("2027-01-03") {
			t.Error("what the new notice does not name is ordinary again")
		}
		if got := audited(t, w); len(got) != 2 || *got[1].AfterJSON != `{"days":[],"notice_url":""}` {
			t.Errorf("the audit has %+v", got)
		}
	})
}

// A shipped year is replaced whole and comes back with the shipped file; importing that file at first changes nothing.
func TestImportReplacesAShippedYear(t *testing.T) {
	t.Parallel()
	modelstest.Each(t, func(t *testing.T, w *modelstest.World) {
		shipped := shippedFile(t)
		done, err := importing(t, w, administrator, shipped)
		if err != nil || len(done) != 4 || done[0].Changed || done[3].Changed {
			t.Errorf("the shipped file: %+v, %v", done, err)
		}
		if _, err := importing(t, w, administrator, notice(2026)); err != nil {
			t.Fatal(err)
		}
		calendar := load(t, w)
		if calendar.Day("2026-10-02").Off || !calendar.Day("2026-10-01").Off || len(calendar.Holidays(2026)) != 7 || len(calendar.Holidays(2025)) != 33 {
			t.Error("2026 is what the file says, and no other year has changed")
		}
		done, err = importing(t, w, administrator, shipped)
		if err != nil || done[2].Changed || !done[3].Changed || !load(t, w).Day("2026-10-02").Off {
			t.Errorf("back: %+v, %v", done, err)
		}
	})
}

// A day belongs to one notice, and moves to another only in a file that has both.
func TestADayMovesBetweenNotices(t *testing.T) {
	t.Parallel()
	modelstest.Each(t, func(t *testing.T, w *modelstest.World) {
		const eve = "2027-12-31,,元旦,off,"
		both := func(a, b string) string { return a + strings.TrimPrefix(b, heading) }
		if _, err := importing(t, w, administrator, both(notice(2027), notice(2028, eve))); err != nil {
			t.Fatal(err)
		}
		_, err := importing(t, w, administrator, notice(2027, eve))
		var refused *models.Error
		if !errors.As(err, &refused) || refused.Fields[0].Code != "other_notice" {
			t.Errorf("taken by 2027 alone: %v", err)
		}
		for _, file := range []string{both(notice(2027, eve), notice(2028)), both(notice(2027), notice(2028, eve))} {
			if done, err := importing(t, w, administrator, file); err != nil || !done[0].Changed || !done[1].Changed {
				t.Errorf("moved: %+v, %v", done, err)
			}
		}
		if days := load(t, w).Holidays(2028); len(days) != 8 || days[0].Day != "2027-12-31" {
			t.Errorf("the notice of 2028 has %+v", days)
		}
	})
}

func TestOnlyTheCenterImports(t *testing.T) {
	t.Parallel()
	w := modelstest.Open(t, "sqlite")
	for _, role := range models.Roles()[1:] {
		actor := models.Actor{AccountID: 2, Scopes: []models.Scope{{Role: role, OrganizationID: 1, Path: "/1/"}}, LedTeams: []int64{1}}
		if _, err := importing(t, w, actor, notice(2027)); !models.IsCode(err, models.ErrPermission) {
			t.Errorf("%s: %v", role, err)
		}
	}
}

// Imports of one year at once follow each other: what is left is one of the files and never a mixture, and the audit
// tells from what each started.
func TestImportsAtOnceFollowEachOther(t *testing.T) {
	t.Parallel()
	modelstest.Each(t, func(t *testing.T, w *modelstest.World) {
		for range 3 {
			var group sync.WaitGroup
			for i := range 6 {
				name := fmt.Sprintf("第 %d 份", i)
				group.Go(func() {
					if _, err := importing(t, w, administrator, notice(2027, "2027-02-08,,"+name+",off,", "2027-02-09,,"+name+",off,")); err != nil {
						t.Error(err)
					}
				})
			}
			group.Wait()
			calendar := load(t, w)
			if a, b := calendar.Day("2027-02-08"), calendar.Day("2027-02-09"); a.Name != b.Name || a.Name == "" || len(calendar.Holidays(2027)) != 9 {
				t.Errorf("left is %+v", calendar.Holidays(2027))
			}
		}
		days := map[string]bool{}
		for _, row := range audited(t, w) {
			for _, day := range toldDays(t, *row.BeforeJSON) {
				if !days[day] {
					t.Errorf("the audit takes away %s, which was not there", day)
				}
				delete(days, day)
			}
			for _, day := range toldDays(t, *row.AfterJSON) {
				days[day] = true
			}
		}
		if len(days) != 9 {
			t.Errorf("by the audit there are %v", days)
		}
	})
}

func toldDays(t *testing.T, text string) []string {
	t.Helper()
	var told struct{ Days []string }
	if err := json.Unmarshal([]byte(text), &told); err != nil {
		t.Fatal(err)
	}
	return told.Days
}

func audited(t *testing.T, w *modelstest.World) []models.AuditRow {
	t.Helper()
	var rows []models.AuditRow
	err := w.DB.Read(t.Context(), models.SystemActor("test"), func(tx *models.Tx) error {
		return tx.DB.Where("action = ?", "holidays.import").Order("id").Find(&rows).Error
	})
	if err != nil {
		t.Fatal(err)
	}
	return rows
}

func shippedFile(t *testing.T) string {
	t.Helper()
	content, err := os.ReadFile("notices.csv")
	if err != nil {
		t.Fatal(err)
	}
	return string(content)
}
