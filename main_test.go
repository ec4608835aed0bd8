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

// The whole job through the real wiring on an empty database, and not a word of a secret in the log, however talkative.
func TestFirstJobFromAnEmptyDatabase(t *testing.T) {
	t.Parallel()
	var logs screen
	base, out := logging(t, &logs, nil, "--log", "debug", "--public-url", "http://localhost:8099", "--database", "sqlite:"+filepath.Join(t.TempDir(), "station.db"))
	key := printedKey.FindStringSubmatch(out.String())[1]
	c := &client{t: t, base: base + "/api/v1"}
	session := c.post("/setup", `{"key":"`+key+`","name":"管理员","phone":"13800000000","password":"correct horse"}`)
	c.token = session["access_token"].(string)
	center := session["account"].(map[string]any)["organization_id"].(string)
	town := c.post("/organizations", `{"name":"城关镇","level":"institute","parent_id":"`+center+`"}`)["id"].(string)
	station := c.post("/organizations", `{"name":"东街村","level":"station","parent_id":"`+town+`"}`)["id"].(string)
	team := c.post("/teams", `{"name":"先锋队","organization_id":"`+town+`","affiliation":"party","category":"综合"}`)["id"].(string)
	begins, ends := time.Now().Add(time.Minute).Format(time.RFC3339), time.Now().Add(time.Hour).Format(time.RFC3339)
	made := c.post("/activities", `{"station_id":"`+station+`","team_id":"`+team+`","title":"清洁家园","category":"卫生环保","place":"村口","declaration_version":1,"starts_at":"`+begins+
		`","ends_at":"`+ends+`","shifts":[{"role":"清洁员","starts_at":"`+begins+`","ends_at":"`+ends+`","capacity":1}]}`)
	c.post("/activities/"+made["id"].(string)+"/publish", "")
	shift := made["shifts"].([]any)[0].(map[string]any)["id"].(string)
	volunteer := &client{t: t, base: c.base}
	volunteer.token = volunteer.post("/auth/wechat", `{"code":"dev:张三"}`)["access_token"].(string)
	volunteer.send(http.MethodPut, "/me/volunteer", `{"name":"张三","gender":"male","born_on":"1990-01-01","phone":"13911112222"}`)
	signUp := volunteer.post("/shifts/"+shift+"/sign-ups", "")["id"].(string)
	c.post("/sign-ups/"+signUp+"/check-in", "")
	if done := c.post("/sign-ups/"+signUp+"/check-out", ""); done["status"] != "completed" {
		t.Errorf("after the check-out: %v", done)
	}
	hours := c.send(http.MethodGet, "/hours", "")
	if entries := hours["items"].([]any); len(entries) != 1 || entries[0].(map[string]any)["status"] != "pending" {
		t.Errorf("the hours: %v", hours)
	}
	address := c.post("/me/feeds", `{"scope":"station","station_id":"`+station+`"}`)["address"].(string)
	file, public := strings.CutPrefix(address, "http://localhost:8099/api/v1/feeds/")
	feed, err := http.Get(c.base + "/feeds/" + file) //nolint:forbidigo // to the program under test, which ends with it
	if err != nil {
		t.Fatal(err)
	}
	_ = feed.Body.Close()
	if !public || feed.StatusCode != http.StatusOK {
		t.Errorf("the feed at %s answers %d", address, feed.StatusCode)
	}
	for _, secret := range []string{key, "correct horse", "13800000000", "13911112222", strings.TrimSuffix(file, ".ics"), c.token, volunteer.token, session["refresh_token"].(string)} {
		if strings.Contains(logs.String(), secret) {
			t.Errorf("the log tells %q", secret)
		}
	}
	if !strings.Contains(logs.String(), "createSignUp") {
		t.Errorf("the log does not tell of requests:\n%s", &logs)
	}
}

// client speaks to the program as a mini-program does.
type client struct {
	t     *testing.T
	base  string
	token string
}

func (c *client) post(path, body string) map[string]any { return c.send(http.MethodPost, path, body) }

func (c *client) send(method, path, body string) map[string]any {
	c.t.Helper()
	request, err := http.NewRequest(method, c.base+path, strings.NewReader(body))
	if err != nil {
		c.t.Fatal(err)
	}
	if body != "" {
		request.Header.Set("Content-Type", "application/json")
	}
	if c.token != "" {
		request.Header.Set("Authorization", "Bearer "+c.token)
	}
	answer, err := new(http.Client).Do(request)
	if err != nil {
		c.t.Fatal(err)
	}
	defer func() { _ = answer.Body.Close() }()
	var decoded map[string]any
	if err := json.NewDecoder(answer.Body).Decode(&decoded); err != nil || answer.StatusCode > 299 {
		c.t.Fatalf("%s %s: %d %v %v", method, path, answer.StatusCode, decoded, err)
	}
	return decoded
}

func TestDemoShowsACountyInUse(t *testing.T) {
	t.Parallel()
	if testing.Short() {
		t.Skip("makes a year of life")
	}
	base, out := serving(t, nil, "demo")
	found := regexp.MustCompile(`密码都是 (\w+)`).FindStringSubmatch(out.String())
	if found == nil {
		t.Fatalf("no password was printed:\n%s", out)
	}
	status, session := post(t, base+"/api/v1/auth/login", `{"phone":"19900000001","password":"`+found[1]+`"}`)
	if status != http.StatusOK {
		t.Fatalf("the demonstration's administrator: %d %v", status, session)
	}
	today := time.Now()
	admin := &client{t: t, base: base + "/api/v1", token: session["access_token"].(string)}
	statistics := admin.send(http.MethodGet, "/statistics/affiliations?from="+today.AddDate(-1, -1, 0).Format(time.DateOnly)+"&to="+today.AddDate(0, 0, 1).Format(time.DateOnly), "")
	for _, item := range statistics["items"].([]any) {
		if row := item.(map[string]any); row["id"] != "other" && row["id"] != "none" && row["minutes"].(float64) == 0 {
			t.Errorf("%v has no hours in the demonstration's year", row["id"])
		}
	}
	brands := admin.send(http.MethodGet, "/brands", "")["items"].([]any)
	if len(brands) != 1 || brands[0].(map[string]any)["held"].(map[string]any)["total"].(float64) == 0 {
		t.Errorf("nothing was held under the demonstration's brand: %v", brands)
	}
	states := map[any]bool{}
	for _, item := range admin.send(http.MethodGet, "/plans", "")["items"].([]any) {
		states[item.(map[string]any)["status"]] = true
	}
	if len(states) != 2 || !states["approved"] || !states["submitted"] {
		t.Errorf("the demonstration's plans are %v", states)
	}
	wishes := map[any]bool{}
	for _, item := range admin.send(http.MethodGet, "/service-requests", "")["items"].([]any) {
		wishes[item.(map[string]any)["status"]] = true
	}
	if len(wishes) != 7 || !wishes["submitted"] || !wishes["dispatched"] || !wishes["rated"] {
		t.Errorf("the demonstration's residents ask for %v", wishes)
	}
}
