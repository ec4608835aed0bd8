package handlers_test

import (
	"context"
	"fmt"
	"io"
	"net/http"
	"regexp"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/getkin/kin-openapi/openapi3"
	"github.com/getkin/kin-openapi/openapi3filter"
	"github.com/getkin/kin-openapi/routers"

	"practicestation/api"
)

// conform holds an answer against the contract: status, type, headers and every member of the body, both ways. It also
// notes which operation gave which status. It is called for each request of each scenario, in one place.
func conform(t *testing.T, r *http.Request, got *answer) {
	t.Helper()
	known, err := readContract()
	if err != nil {
		t.Fatal(err)
	}
	op := known.find(r)
	if op == nil {
		conformOutside(t, known, got)
		return
	}
	covered.note(op.route.Operation.OperationID, got.status)
	input := &openapi3filter.ResponseValidationInput{
		RequestValidationInput: &openapi3filter.RequestValidationInput{Request: r, Route: op.route},
		Status:                 got.status, Header: got.header, Options: answerOptions,
	}
	input.SetBodyBytes(got.body)
	if err := openapi3filter.ValidateResponse(context.Background(), input); err != nil {
		t.Errorf("%s\nanswered %d %s\nagainst the contract: %v", got.asked, got.status, abridged(string(got.body)), err)
		return
	}
	media := op.route.Operation.Responses.Status(got.status).Value.Content.Get(got.header.Get("Content-Type"))
	if unknown := undeclared(media.Schema, got.value(""), ""); strings.HasSuffix(got.header.Get("Content-Type"), "json") && len(unknown) > 0 {
		t.Errorf("%s\nanswered %d with members that the contract does not know: %v", got.asked, got.status, unknown)
	}
	conformProblem(t, got)
}

// conformOutside holds an answer that no operation gave: a page, or a problem document like any other.
func conformOutside(t *testing.T, known *spec, got *answer) {
	t.Helper()
	if got.status < 400 || len(got.body) == 0 {
		return
	}
	if got.header.Get("Content-Type") != "application/problem+json" {
		t.Errorf("%s\nanswered %d %s without a problem document", got.asked, got.status, abridged(string(got.body)))
		return
	}
	if err := known.document.Components.Schemas["Problem"].Value.VisitJSON(got.value("")); err != nil {
		t.Errorf("%s\n%v", got.asked, err)
	}
	conformProblem(t, got)
}

// conformProblem holds a refusal to what no schema can say.
func conformProblem(t *testing.T, got *answer) {
	t.Helper()
	if got.status < 400 {
		return
	}
	whole := got.text("status") == fmt.Sprint(got.status) && got.text("type") == "/problems/"+got.text("code") &&
		got.text("instance") == got.header.Get("X-Request-Id") && got.text("title") != "" && got.text("detail") != ""
	if replayed := got.header.Get("Idempotent-Replayed") == "true"; !whole && !replayed {
		t.Errorf("%s\nis no whole problem document: %d %s", got.asked, got.status, got.body)
	}
	if got.status == http.StatusInternalServerError {
		t.Errorf("%s\nfailed inside: %s", got.asked, got.body)
	}
}

var answerOptions = &openapi3filter.Options{
	MultiError: true, IncludeResponseStatus: true, AuthenticationFunc: openapi3filter.NoopAuthenticationFunc,
	SchemaValidationOptions: []openapi3.SchemaValidationOption{openapi3.WithStringFormatValidators(map[string]openapi3.StringFormatValidator{
		"date-time": openapi3.NewCallbackValidator(func(text string) error {
			if !strings.HasSuffix(text, "+08:00") {
				return fmt.Errorf("%s lacks the offset of the installation", text)
			}
			_, err := time.Parse(time.RFC3339, text)
			return err
		}),
		"date": openapi3.NewCallbackValidator(func(text string) error {
			_, err := time.Parse(time.DateOnly, text)
			return err
		}),
	})},
}

// spec is the contract as the tests read it, on their own and not by the code under test.
type spec struct {
	document   *openapi3.T
	operations []operation
}

type operation struct {
	route *routers.Route
	path  *regexp.Regexp
}

// readContract reads the contract once for all tests; nothing changes it.
var readContract = sync.OnceValues(func() (*spec, error) {
	document, err := openapi3.NewLoader().LoadFromData(api.Spec)
	if err != nil {
		return nil, err
	}
	for _, kind := range []string{"application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", "text/csv"} {
		openapi3filter.RegisterBodyDecoder(kind, openapi3filter.FileBodyDecoder)
	}
	read := &spec{document: document}
	for path, item := range document.Paths.Map() {
		for method, declared := range item.Operations() {
			pattern := "^" + regexp.MustCompile(`\{[^}]+\}`).ReplaceAllString(base+path, "[^/]+") + "$"
			read.operations = append(read.operations, operation{
				route: &routers.Route{Spec: document, Path: path, PathItem: item, Method: method, Operation: declared},
				path:  regexp.MustCompile(pattern),
			})
		}
	}
	slices.SortFunc(read.operations, func(a, b operation) int {
		return strings.Compare(a.route.Operation.OperationID, b.route.Operation.OperationID)
	})
	return read, nil
})

func (s *spec) find(r *http.Request) *operation {
	for i, op := range s.operations {
		if op.route.Method == r.Method && op.path.MatchString(r.URL.EscapedPath()) {
			return &s.operations[i]
		}
	}
	return nil
}

// id names the operation.
func (o *operation) id() string { return o.route.Operation.OperationID }

// undeclared lists the members of a value that its schema does not name: the checker lets them pass, and a client that
// believes in one is on its own.
func undeclared(schema *openapi3.SchemaRef, value any, at string) (unknown []string) {
	switch node := value.(type) {
	case map[string]any:
		known, open := membersOf(schema.Value)
		for name, member := range node {
			if known[name] != nil {
				unknown = append(unknown, undeclared(known[name], member, at+"."+name)...)
			} else if !open {
				unknown = append(unknown, at+"."+name)
			}
		}
	case []any:
		for i, item := range node {
			unknown = append(unknown, undeclared(schema.Value.Items, item, fmt.Sprintf("%s.%d", at, i))...)
		}
	}
	return unknown
}

func membersOf(schema *openapi3.Schema) (known openapi3.Schemas, open bool) {
	known, open = openapi3.Schemas{}, schema.AdditionalProperties.Has != nil && *schema.AdditionalProperties.Has
	for name, member := range schema.Properties {
		known[name] = member
	}
	for _, part := range schema.AllOf {
		more, alsoOpen := membersOf(part.Value)
		for name, member := range more {
			known[name] = member
		}
		open = open || alsoOpen
	}
	return known, open
}

// coverage counts the answers of each operation by status.
type coverage struct {
	mutex  sync.Mutex
	counts map[string]map[int]int
}

// covered is what all tests of a run have reached: TestMain reads it at the end.
var covered = &coverage{counts: map[string]map[int]int{}}

func (c *coverage) note(operation string, status int) {
	c.mutex.Lock()
	defer c.mutex.Unlock()
	if c.counts[operation] == nil {
		c.counts[operation] = map[int]int{}
	}
	c.counts[operation][status]++
}

// missing lists what the contract declares and no scenario has reached, apart from what never is, and also what is said
// never to be reached and was.
func (c *coverage) missing(known *spec, report io.Writer) (complaints int) {
	c.mutex.Lock()
	defer c.mutex.Unlock()
	for _, op := range known.operations {
		for status := range op.route.Operation.Responses.Map() {
			reached, excused := c.reached(op.id(), status), unreachable(op.id(), status)
			switch {
			case !reached && !excused:
				_, _ = fmt.Fprintf(report, "no scenario has got %s from %s\n", status, op.id())
				complaints++
			case reached && excused:
				_, _ = fmt.Fprintf(report, "%s does answer %s: say so no longer in never\n", op.id(), status)
				complaints++
			}
		}
	}
	return complaints
}

func (c *coverage) reached(operation, status string) bool {
	for answered := range c.counts[operation] {
		if fmt.Sprint(answered) == status {
			return true
		}
	}
	return false
}
