package main

import (
	"bytes"
	"context"
	"encoding/json"
	"io"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"sync"
	"testing"
	"time"

	"practicestation/models/modelstest"
)

func TestMain(m *testing.M) { modelstest.Main(m) }

// screen is what the program has printed so far.
type screen struct {
	mutex sync.Mutex
	text  bytes.Buffer
}

func (s *screen) Write(p []byte) (int, error) {
	s.mutex.Lock()
	defer s.mutex.Unlock()
	return s.text.Write(p)
}

func (s *screen) String() string {
	s.mutex.Lock()
	defer s.mutex.Unlock()
	return s.text.String()
}

// run executes the program as the command line would, with nothing in its environment but what is given.
func run(t *testing.T, environ []string, arguments ...string) (string, error) {
	t.Helper()
	var out screen
	err := start(t.Context(), t, &out, io.Discard, environ, arguments...)
	return out.String(), err
}

func start(ctx context.Context, t *testing.T, out, logs io.Writer, environ []string, arguments ...string) error {
	t.Helper()
	getenv := func(name string) string {
		for _, pair := range environ {
			if value, found := strings.CutPrefix(pair, name+"="); found {
				return value
			}
		}
		return ""
	}
	root := newProgram(strings.NewReader("correct horse"), out, logs, getenv, environ).root()
	root.SetArgs(append([]string{}, arguments...)) // nil would mean the arguments of the test binary
	return root.ExecuteContext(ctx)
}

func freeAddress(t *testing.T) string {
	t.Helper()
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = listener.Close() }()
	return listener.Addr().String()
}

// serving runs the program until the test ends and gives its address and screen once it answers.
func serving(t *testing.T, environ []string, arguments ...string) (string, *screen) {
	t.Helper()
	return logging(t, io.Discard, environ, arguments...)
}

// logging is serving with the log kept.
func logging(t *testing.T, logs io.Writer, environ []string, arguments ...string) (string, *screen) {
	t.Helper()
	address, out := freeAddress(t), &screen{}
	ctx, stop := context.WithCancel(t.Context())
	ended := make(chan error, 1)
	go func() { ended <- start(ctx, t, out, logs, environ, append(arguments, "--listen", address)...) }()
	t.Cleanup(func() {
		stop()
		if err := <-ended; err != nil {
			t.Errorf("the program ended with %v", err)
		}
	})
	for range 2400 { // the demonstration makes a year first, on a machine that is busy with other packages' tests
		select {
		case err := <-ended:
			ended <- nil
			t.Fatalf("the program ended: %v", err)
		default:
		}
		if answer, err := http.Get("http://" + address + "/readyz"); err == nil { //nolint:forbidigo // a wait for the start, bounded by the loop
			_ = answer.Body.Close()
			return "http://" + address, out
		}
		time.Sleep(25 * time.Millisecond)
	}
	t.Fatal("the program does not answer")
	return "", nil
}

func post(t *testing.T, url, body string) (int, map[string]any) {
	t.Helper()
	answer, err := http.Post(url, "application/json", strings.NewReader(body)) //nolint:forbidigo // to the program under test, which ends with it
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = answer.Body.Close() }()
	var decoded map[string]any
	if err := json.NewDecoder(answer.Body).Decode(&decoded); err != nil {
		t.Fatal(err)
	}
	return answer.StatusCode, decoded
}

var printedKey = regexp.MustCompile(`/setup#k=([0-9A-Z-]+)\n`)

func TestFirstRunNeedsNothingAndItsKeyWorksOnce(t *testing.T) {
	t.Parallel()
	for _, w := range []string{"sqlite", "mysql"} {
		t.Run(w, func(t *testing.T) {
			t.Parallel()
			url := modelstest.Open(t, w).URL
			base, out := serving(t, nil, "--database", url)
			if lines := strings.Count(out.String(), "\n"); lines > 12 {
				t.Errorf("the first run prints %d lines, at most 12 are wanted:\n%s", lines, out)
			}
			key := printedKey.FindStringSubmatch(out.String())
			if key == nil {
				t.Fatalf("no key was printed:\n%s", out)
			}
			body := `{"key":"` + key[1] + `","name":"管理员","phone":"13800000000","password":"correct horse"}`
			statuses := make(chan int, 2)
			for range 2 {
				go func() {
					status, _ := post(t, base+"/api/v1/setup", body)
					statuses <- status
				}()
			}
			if sum := <-statuses + <-statuses; sum != http.StatusCreated+http.StatusConflict {
				t.Errorf("of two at once one must win and one must learn that it is done; the statuses add up to %d", sum)
			}
			status, session := post(t, base+"/api/v1/auth/login", `{"phone":"13800000000","password":"correct horse"}`)
			if status != http.StatusOK || session["access_token"] == "" {
				t.Errorf("log-in after the set-up answers %d %v", status, session)
			}
			if status, problem := post(t, base+"/api/v1/setup", body); status != http.StatusConflict || problem["code"] != "setup_done" {
				t.Errorf("a used key answers %d %v", status, problem["code"])
			}
		})
	}
}

func TestFirstRunMakesItsDataFolder(t *testing.T) {
	t.Parallel()
	data := filepath.Join(t.TempDir(), "new", "data")
	serving(t, []string{"STATION_DATA=" + data})
	if _, err := os.Stat(filepath.Join(data, "station.db")); err != nil {
		t.Error(err)
	}
}

// Each of these stops with one Chinese sentence that says what to do next.
func TestTroubleAtTheStartIsOneSentence(t *testing.T) {
	t.Parallel()
	occupied, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = occupied.Close() })
	file := filepath.Join(t.TempDir(), "file")
	if err := os.WriteFile(file, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	here := "STATION_DATA=" + t.TempDir()
	for name, trouble := range map[string]struct {
		environ   []string
		arguments []string
		wants     string
	}{
		"a busy port":             {[]string{here}, []string{"--listen", occupied.Addr().String()}, "已被别的程序占用"},
		"an unwritable folder":    {[]string{"STATION_DATA=" + filepath.Join(file, "data")}, nil, "STATION_DATA"},
		"a database nobody knows": {[]string{"STATION_DATABASE=postgres://x/y"}, nil, "STATION_DATABASE"},
		"an unreachable server":   {[]string{"STATION_DATABASE=mysql://u:secret@127.0.0.1:1/x"}, nil, "连不上 MySQL"},
		"a misspelt variable":     {[]string{"STATION_LISTENN=:1"}, nil, "STATION_LISTENN"},
		"a clock for tests":       {[]string{here, "STATION_TEST_CLOCK=/x"}, []string{"--listen", "127.0.0.1:0"}, "STATION_TEST_CLOCK"},
		"an unknown command":      {nil, []string{"dance"}, "station help"},
		"an unknown flag":         {nil, []string{"--dance"}, "dance"},
		"a missing file":          {[]string{here}, []string{"import", "organizations", "nowhere.csv"}, "nowhere.csv"},
		"fake WeChat in public":   {[]string{here}, []string{"--listen", "0.0.0.0:0", "--wechat", "fake"}, "STATION_WECHAT"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			_, err := run(t, trouble.environ, trouble.arguments...)
			if err == nil {
				t.Fatal("it started")
			}
			told := sentence(err)
			if !strings.Contains(told, trouble.wants) || strings.Contains(told, "\n") || strings.Contains(told, "secret") {
				t.Errorf("it says %q", told)
			}
		})
	}
}

func TestHelpListsEverySettingAndCommand(t *testing.T) {
	t.Parallel()
	help, err := run(t, nil, "help")
	if err != nil {
		t.Fatal(err)
	}
	for _, wanted := range []string{"STATION_LISTEN", "STATION_DATABASE", "STATION_DATA", "STATION_CHECK_IN_MARGIN", "--listen", "demo", "admin", "import", "migrate", "verify", "rollups", "health"} {
		if !strings.Contains(help, wanted) {
			t.Errorf("help does not tell of %s:\n%s", wanted, help)
		}
	}
}

func TestImportIsIdempotentAndNamesBadRows(t *testing.T) {
	t.Parallel()
	database := "sqlite:" + filepath.Join(t.TempDir(), "station.db")
	importing := []string{"import", "organizations", "testdata/towns.csv", "testdata/stations.csv", "--database", database}
	for _, wanted := range []string{"新建 334，更新 0，未变 0", "新建 0，更新 0，未变 334"} {
		if told, err := run(t, nil, importing...); err != nil || !strings.Contains(told, wanted) {
			t.Errorf("it says %q, %v", told, err)
		}
	}
	bad := filepath.Join(t.TempDir(), "bad.csv")
	rows := "code,name,parent_code,level\n320282001099,新村,320282001000,5\n12,短,320282001000,5\n320282001098,孤村,320299001000,5\n"
	if err := os.WriteFile(bad, []byte(rows), 0o600); err != nil {
		t.Fatal(err)
	}
	_, err := run(t, nil, "import", "organizations", bad, "--database", database)
	if err == nil || !strings.Contains(sentence(err), "bad.csv:3") {
		t.Errorf("it says %v", err)
	}
	if told, err := run(t, nil, importing...); err != nil || !strings.Contains(told, "未变 334") {
		t.Errorf("after a refused import: %q, %v", told, err)
	}
}

func TestAdminCreateMakesAnAdministratorWhoCanLogIn(t *testing.T) {
	t.Parallel()
	database := "sqlite:" + filepath.Join(t.TempDir(), "station.db")
	if _, err := run(t, nil, "admin", "create", "--phone", "13900000000", "--password-stdin", "--database", database); err != nil {
		t.Fatal(err)
	}
	told, err := run(t, nil, "admin", "create", "--phone", "13900000001", "--name", "第二人", "--database", database)
	if err != nil || !strings.Contains(told, "只显示这一次") {
		t.Errorf("it says %q, %v", told, err)
	}
	base, out := serving(t, nil, "--database", database)
	if strings.Contains(out.String(), "/setup#k=") {
		t.Error("a key is printed although there is an administrator")
	}
	if status, session := post(t, base+"/api/v1/auth/login", `{"phone":"13900000000","password":"correct horse"}`); status != http.StatusOK {
		t.Errorf("log-in answers %d %v", status, session)
	}
}
