package handlers_test

import (
	"encoding/json"
	"fmt"
	"net/http"
	"net/http/httptest"
	"strconv"
	"strings"
	"testing"
)

const base = "/api/v1"

// get, post and put send one request below /api/v1; headers come as name and value in turn.
func (c *caller) get(path string) *answer { return c.send("GET", base+path, nil) }

func (c *caller) post(path string, body any, headers ...string) *answer {
	return c.send("POST", base+path, body, headers...)
}

func (c *caller) put(path string, body any) *answer { return c.send("PUT", base+path, body) }

// send sends any request and holds its answer against the contract. A header without a value is not sent.
func (c *caller) send(method, target string, body any, headers ...string) *answer {
	sent, ok := body.(string)
	if !ok && body != nil {
		sent = marshal(body)
	}
	r := httptest.NewRequestWithContext(c.app.t.Context(), method, target, strings.NewReader(sent))
	r.RemoteAddr = c.app.from
	if c.token != "" {
		r.Header.Set("Authorization", "Bearer "+c.token)
	}
	if sent != "" {
		r.Header.Set("Content-Type", "application/json")
	}
	for i := 0; i < len(headers); i += 2 {
		if r.Header.Del(headers[i]); headers[i+1] != "" {
			r.Header.Set(headers[i], headers[i+1])
		}
	}
	w := httptest.NewRecorder()
	c.app.router.ServeHTTP(w, r)
	got := &answer{t: c.app.t, asked: method + " " + target + " " + abridged(sent), status: w.Code, header: w.Header(), body: w.Body.Bytes()}
	conform(c.app.t, r, got)
	return got
}

// answer is what came back.
type answer struct {
	t      *testing.T
	asked  string
	status int
	header http.Header
	body   []byte
}

// must ends the test unless the answer has the status.
func (r *answer) must(status int) *answer {
	r.t.Helper()
	if r.status != status {
		r.t.Fatalf("%s\ngot %d %s, want %d", r.asked, r.status, abridged(string(r.body)), status)
	}
	return r
}

// refused ends the test unless the answer is a problem document of the status and code.
func (r *answer) refused(status int, code string) *answer {
	r.t.Helper()
	if fault := r.notRefused(status, code); fault != "" {
		r.t.Fatal(fault)
	}
	return r
}

func (r *answer) notRefused(status int, code string) string {
	if r.status == status && r.text("code") == code {
		return ""
	}
	return fmt.Sprintf("%s\ngot %d %s, want %d %s", r.asked, r.status, abridged(string(r.body)), status, code)
}

// value gives what stands at a path as shifts.0.id, or nil.
func (r *answer) value(path string) any {
	var value any
	if json.Unmarshal(r.body, &value) != nil {
		return nil
	}
	if path == "" {
		return value
	}
	for _, step := range strings.Split(path, ".") {
		switch node := value.(type) {
		case map[string]any:
			value = node[step]
		case []any:
			i, err := strconv.Atoi(step)
			if err != nil || i < 0 || i >= len(node) {
				return nil
			}
			value = node[i]
		default:
			return nil
		}
	}
	return value
}

// text gives what stands at a path as text: empty for nothing and for null.
func (r *answer) text(path string) string {
	switch value := r.value(path).(type) {
	case nil:
		return ""
	case string:
		return value
	case float64:
		return strconv.FormatFloat(value, 'f', -1, 64)
	default:
		return fmt.Sprint(value)
	}
}

func (r *answer) id() string { return r.text("id") }

// version is the number to send back with a change.
func (r *answer) version() int {
	r.t.Helper()
	version, err := strconv.Atoi(r.text("version"))
	if err != nil {
		r.t.Fatalf("%s\n%s has no version", r.asked, r.body)
	}
	return version
}

// find gives the id of the item of a list whose member has the value; the test ends without one.
func (r *answer) find(member, value string) string {
	r.t.Helper()
	for i := range r.length("items") {
		if at := fmt.Sprintf("items.%d.", i); r.text(at+member) == value {
			return r.text(at + "id")
		}
	}
	r.t.Fatalf("%s\n%s has no item whose %s is %s", r.asked, r.body, member, value)
	return ""
}

// length is how many elements the list at a path has.
func (r *answer) length(path string) int {
	list, _ := r.value(path).([]any)
	return len(list)
}

// every gives a member of every element of the list at a path, joined by spaces.
func (r *answer) every(path, member string) string {
	all := make([]string, r.length(path))
	for i := range all {
		all[i] = r.text(fmt.Sprintf("%s.%d.%s", path, i, member))
	}
	return strings.Join(all, " ")
}

func marshal(value any) string {
	text, err := json.Marshal(value)
	if err != nil {
		panic(err) // a body of a test that has no JSON
	}
	return string(text)
}

// abridged keeps a failure readable.
func abridged(text string) string {
	if len(text) > 600 {
		return text[:600] + "…"
	}
	return text
}
