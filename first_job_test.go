package main

import (
	"encoding/json"
	"net/http"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"
)

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
