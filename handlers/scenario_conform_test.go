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

// conform holds an answer against the contract and notes which operation gave which status. It is called for each request
// of each scenario, in one place.
func conform(t *testing.T, r *http.Request, got *answer) {
	t.Helper()
	known, err := readContract()
	if err != nil {
		t.Fatal(err)
	}
	op := known.find(r)
	if op != nil {
		covered.note(op.id(), got.status)
	}
	for _, complaint := range known.complaints(op, r, got) {
		t.Errorf("%s\nanswered %d %s\n%s", got.asked, got.status, abridged(string(got.body)), complaint)
	}
}

// complaints says what in an answer the contract does not allow: status, type, headers and every member, both ways.
// An answer that no operation gave is a page, or a problem document like any other.
func (s *spec) complaints(op *operation, r *http.Request, got *answer) (all []string) {
	kind := got.header.Get("Content-Type")
	switch {
	case op != nil:
		input := &openapi3filter.ResponseValidationInput{
			RequestValidationInput: &openapi3filter.RequestValidationInput{Request: r, Route: op.route},
			Status:                 got.status, Header: got.header, Options: answerOptions,
		}
		input.SetBodyBytes(got.body)
		if err := openapi3filter.ValidateResponse(context.Background(), input); err != nil {
			return []string{err.Error()}
		}
		media := op.route.Operation.Responses.Status(got.status).Value.Content.Get(kind)
		if strings.HasSuffix(kind, "json") {
			all = undeclared(media.Schema, got.value(""), "")
		}
	case got.status < 400 || len(got.body) == 0:
		return nil
	case (strings.HasPrefix(r.URL.Path, "/a/") || r.URL.Path == "/c" || strings.HasPrefix(r.URL.Path, "/c/")) && kind == "text/html; charset=utf-8":
		return nil // people stand before this page, not a program
	case kind != "application/problem+json":
		return []string{"is no problem document"}
	default:
		if err := s.document.Components.Schemas["Problem"].Value.VisitJSON(got.value("")); err != nil {
			return []string{err.Error()}
		}
	}
	return append(all, problemComplaints(got)...)
}

// problemComplaints holds a refusal to what no schema can say. A replayed one speaks of the first request.
func problemComplaints(got *answer) (all []string) {
	if got.status < 400 {
		return nil
	}
	if got.text("status") != fmt.Sprint(got.status) || got.text("type") != "/problems/"+got.text("code") || got.text("title") == "" || got.text("detail") == "" {
		all = append(all, "is no whole problem document")
	}
	if got.text("instance") != got.header.Get("X-Request-Id") && got.header.Get("Idempotent-Replayed") == "" {
		all = append(all, "does not name the request")
	}
	if got.status == http.StatusInternalServerError {
		all = append(all, "is a fault of ours")
	}
	return all
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
	for _, kind := range []string{"application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", "text/csv", "text/calendar", "text/html", "application/pdf", "image/svg+xml"} {
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

// find finds the operation that a request is for; a path without a parameter comes before one that it would fit too.
func (s *spec) find(r *http.Request) (found *operation) {
	for i, op := range s.operations {
		if op.route.Method != r.Method || !op.path.MatchString(r.URL.EscapedPath()) {
			continue
		}
		if found == nil || strings.Count(op.route.Path, "{") < strings.Count(found.route.Path, "{") {
			found = &s.operations[i]
		}
	}
	return found
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
				unknown = append(unknown, at+"."+name+" is not in the contract")
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
			reached := c.reached(op.id(), status)
			must, cannot := expected(op.id(), status)
			switch {
			case !reached && must:
				_, _ = fmt.Fprintf(report, "no scenario has got %s from %s\n", status, op.id())
				complaints++
			case reached && cannot:
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
