package hours_test

import (
	"encoding/json"
	"errors"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"practicestation/models"
	"practicestation/models/hours"
	"practicestation/models/modelstest"
)

// TestStormOfDecisions: confirmations, alone and in batches, corrections and reversals at both stations, by two instances at once
// and while the rollups are rebuilt, leave rollups that are the sums of the ledger.
func TestStormOfDecisions(t *testing.T) {
	t.Parallel()
	modelstest.Each(t, func(t *testing.T, w *modelstest.World) {
		l := found(t, w)
		l.open(t)
		var people []models.Actor
		for range 6 {
			people = append(people, l.volunteer(t))
		}
		admin, second := as(77, on(models.CenterAdmin, l.center)), as(78, on(models.CenterAdmin, l.center))
		instances := []*models.DB{w.DB, w.Reopen(t)}
		for round := range 3 {
			var single, batch, corrections []int64
			for i := range 48 {
				id := l.serve(t, people[i%6], i%2, int64(30+i), models.Date("2026-03-20").Plus(round*9+i/6))
				switch i % 4 {
				case 0, 1:
					single = append(single, id)
				case 2:
					batch = append(batch, id)
				default:
					modelstest.Expect(t, "confirm", l.confirm(t, admin, id), nil)
					made, err := l.correct(t, admin, id, int64(i%3*20)) // each third is taken back
					modelstest.Expect(t, "ask for a correction", err, nil)
					corrections = append(corrections, made)
				}
			}
			works := []func(tx *models.Tx) error{}
			for i, id := range single {
				works = append(works, func(tx *models.Tx) error { _, err := hours.Confirm(tx, id, beyondDoubt); return err })
				if i < len(corrections) {
					works = append(works, func(tx *models.Tx) error { _, err := hours.ApproveCorrection(tx, corrections[i]); return err })
				}
				if i%6 == 0 {
					works = append(works, func(tx *models.Tx) error { _, err := hours.ConfirmAll(tx, batch[i/2:i/2+3], beyondDoubt); return err },
						func(tx *models.Tx) error { _, err := hours.Rebuild(tx, l.stations[i/6%2].ID); return err })
				}
			}
			for _, err := range modelstest.AtOnce(len(works), func(i int) error { return instances[i%2].Write(t.Context(), second, works[i]) }) {
				if err != nil && !errors.Is(err, models.ErrBusy) { // who gave up has changed nothing
					t.Errorf("broken: a decision failed: %v", err)
				}
			}
			if found := l.findings(t); len(found) != 0 {
				t.Fatalf("broken: the rollups are not the sums of the ledger: %s", strings.Join(found, "\n"))
			}
		}
	})
}

// TestGuardsOfTheRollupsAreNeeded takes one guard after the other out of a copy of the source and wants the storm to go wrong: a
// storm that cannot fail proves nothing.
func TestGuardsOfTheRollupsAreNeeded(t *testing.T) {
	t.Parallel()
	if testing.Short() {
		t.Skip("each control builds the package again")
	}
	for guard, c := range map[string]struct {
		dialect models.Dialect
		cut     cut
	}{
		"a change is put on top of what is there": {models.MySQL, cut{"models/hours/rollup.go", "changes[of].add(was)", "_ = was"}},
		"who was there before stays":              {models.SQLite, cut{"models/hours/rollup.go", "t.people.add(other.people)", "_ = other.people"}},
		"a rebuild holds the end of the chain": {models.MySQL, cut{
			"models/hours/rollup_rebuild.go", "head, err := headOf(tx, stationID)", "head := new(Head)\n\terr = tx.DB.Where(\"station_id = ?\", stationID).Take(head).Error",
		}},
	} {
		t.Run(guard, func(t *testing.T) {
			t.Parallel()
			w := modelstest.Open(t, string(c.dialect))
			output, err := without(t, w, c.dialect, c.cut, nil, "-count=6", "-failfast", "-run", "^TestStormOfDecisions$/^"+string(c.dialect)+"$")
			if err == nil || !strings.Contains(output, "broken: ") {
				t.Errorf("without the guard, the storm complained of nothing:\n%s", output)
			}
		})
	}
}

// cut takes one guard out of the source: the text, which must occur exactly once, becomes the other.
type cut struct{ file, text, instead string }

// without runs tests of this package on the source with the cut, on this process's server, and gives what they printed.
func without(t testing.TB, w *modelstest.World, dialect models.Dialect, c cut, environment []string, flags ...string) (string, error) {
	t.Helper()
	path, err := filepath.Abs(filepath.Join("..", "..", c.file))
	if err != nil {
		t.Fatal(err)
	}
	original, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if n := strings.Count(string(original), c.text); n != 1 {
		t.Fatalf("%s has %q %d times: the control must be brought up to date", c.file, c.text, n)
	}
	folder := t.TempDir()
	source, list := filepath.Join(folder, "cut.go"), filepath.Join(folder, "overlay.json")
	replace, err := json.Marshal(map[string]any{"Replace": map[string]string{path: source}})
	if err != nil {
		t.Fatal(err)
	}
	for name, content := range map[string]string{source: strings.Replace(string(original), c.text, c.instead, 1), list: string(replace)} {
		if err := os.WriteFile(name, []byte(content), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	command := exec.CommandContext(t.Context(), "go", append(append([]string{"test", "-overlay", list, "-vet=off"}, flags...), ".")...)
	command.Env = append(os.Environ(), environment...)
	if dialect == models.MySQL {
		server, err := url.Parse(w.URL)
		if err != nil {
			t.Fatal(err)
		}
		server.Path = "/"
		command.Env = append(command.Env, "TEST_MYSQL_DSN="+server.String())
	}
	output, err := command.CombinedOutput()
	return string(output), err
}
