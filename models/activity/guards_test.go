package activity_test

import (
	"encoding/json"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"practicestation/models"
	"practicestation/models/modelstest"
)

// cut takes one guard out of the source: the text, which must occur exactly once, becomes the other.
type cut struct{ file, text, instead string }

// control is a program without some guard, and the storm that must see what then goes wrong.
type control struct {
	guard   string
	dialect models.Dialect
	storm   string
	says    string
	unless  string // a setting of the server that does what the guard does
	cuts    []cut
}

// TestGuardsAreNeeded takes one guard after the other out of a copy of the source and wants the storms to go wrong: a
// storm that cannot fail proves nothing. The children run only storms, so they start no children of their own.
func TestGuardsAreNeeded(t *testing.T) {
	t.Parallel()
	if testing.Short() {
		t.Skip("each control builds the package again")
	}
	for _, c := range slices.Concat(seatControls, attendanceControls) {
		t.Run(c.guard, func(t *testing.T) {
			t.Parallel()
			w := modelstest.Open(t, string(c.dialect))
			if c.unless != "" && isOn(t, w, c.unless) {
				t.Skipf("this server has %s, which refuses what the guard prevents", c.unless)
			}
			output := runWithout(t, w, c)
			for _, line := range strings.Split(output, "\n") {
				if strings.Contains(line, "broken: ") && strings.Contains(line, c.says) {
					return
				}
			}
			t.Errorf("without the guard, no storm complained that %q:\n%s", c.says, output)
		})
	}
}

func isOn(t *testing.T, w *modelstest.World, setting string) bool {
	t.Helper()
	var found struct{ Value string }
	err := w.DB.Read(t.Context(), models.SystemActor("test"), func(tx *models.Tx) error {
		return tx.DB.Raw("SHOW VARIABLES LIKE ?", setting).Scan(&found).Error
	})
	if err != nil {
		t.Fatal(err)
	}
	return found.Value == "ON"
}

// runWithout runs the control's storm on the source without the guard and gives what it printed. The storms share this
// process's server.
func runWithout(t *testing.T, w *modelstest.World, c control) string {
	t.Helper()
	command := exec.CommandContext(t.Context(), "go", "test", "-overlay", overlay(t, c.cuts), "-vet=off", "-count=6", "-failfast",
		"-run", "^TestStorms$/^"+c.storm+"$/^"+string(c.dialect)+"$", ".")
	command.Env = os.Environ()
	if c.dialect == models.MySQL {
		server, err := url.Parse(w.URL)
		if err != nil {
			t.Fatal(err)
		}
		server.Path = "/"
		command.Env = append(command.Env, "TEST_MYSQL_DSN="+server.String())
	}
	output, err := command.CombinedOutput()
	if err == nil {
		t.Errorf("the storm passes without the guard")
	}
	return string(output)
}

// overlay writes the cut files and the list by which the go command reads them instead.
func overlay(t *testing.T, cuts []cut) string {
	t.Helper()
	folder, replace, contents := t.TempDir(), map[string]string{}, map[string]string{}
	for _, c := range cuts {
		path, err := filepath.Abs(filepath.Join("..", "..", c.file))
		if err != nil {
			t.Fatal(err)
		}
		if _, read := contents[path]; !read {
			original, err := os.ReadFile(path)
			if err != nil {
				t.Fatal(err)
			}
			contents[path] = string(original)
		}
		if n := strings.Count(contents[path], c.text); n != 1 {
			t.Fatalf("%s has %q %d times: the control must be brought up to date", c.file, c.text, n)
		}
		contents[path] = strings.Replace(contents[path], c.text, c.instead, 1)
		replace[path] = filepath.Join(folder, strings.ReplaceAll(c.file, "/", "_"))
	}
	for path, content := range contents {
		write(t, replace[path], content)
	}
	list, err := json.Marshal(map[string]any{"Replace": replace})
	if err != nil {
		t.Fatal(err)
	}
	write(t, filepath.Join(folder, "overlay.json"), string(list))
	return filepath.Join(folder, "overlay.json")
}

func write(t *testing.T, path, content string) {
	t.Helper()
	if err := os.WriteFile(path, []byte(content), 0o600); err != nil {
		t.Fatal(err)
	}
}
