package api_test

import (
	"fmt"
	"maps"
	"regexp"
	"slices"
	"strings"
	"unicode"

	"github.com/getkin/kin-openapi/openapi3"
)

// rules are what the contract keeps. Each gives its faults, and testdata/bad.yaml breaks each.
var rules = map[string]func(doc *openapi3.T) []string{
	"operations are described in Chinese":    described,
	"operations have one tag with a name":    tagged,
	"operation ids are camelCase and unique": named,
	"paths are in kebab case":                kebabPaths,
	"parameters are described":               parametersDescribed,
	"media types have an example":            exemplified,
	"protected operations list 401 and 403":  refusals,
	"operations list the common failures":    commonFailures,
	"failures are shared problems":           sharedProblems,
	"no PATCH, no 204":                       noPatchNo204,
	"posts take an idempotency key":          idempotent,
	"schemas are in Pascal case":             pascalSchemas,
	"members are in snake case":              snakeMembers,
	"times end in _at, dates in _on":         datedMembers,
	"ids are ID":                             identified,
	"pages have items and next_cursor":       pages,
	"inputs are closed":                      closedInputs,
	"input strings are limited":              limitedStrings,
	"input integers are bounded":             boundedIntegers,
	"input arrays are limited":               limitedArrays,
	"outputs are complete":                   completeOutputs,
}

var (
	kebab  = regexp.MustCompile(`^(/([a-z][a-z0-9-]*|\{[a-z][a-z0-9_]*\}))+$`)
	camel  = regexp.MustCompile(`^[a-z][a-zA-Z0-9]*$`)
	pascal = regexp.MustCompile(`^[A-Z][a-zA-Z0-9]*$`)
	snake  = regexp.MustCompile(`^[a-z][a-z0-9_]*$`)
	ascii  = regexp.MustCompile(`^[a-z][a-z-]*$`)
)

func chinese(text string) bool {
	return strings.ContainsFunc(text, func(r rune) bool { return unicode.Is(unicode.Han, r) })
}

func described(doc *openapi3.T) (faults []string) {
	for _, o := range operations(doc) {
		if !chinese(o.Summary) || !chinese(o.Description) {
			faults = append(faults, o.String())
		}
	}
	return faults
}

func tagged(doc *openapi3.T) (faults []string) {
	shown := map[string]bool{}
	for _, tag := range doc.Tags {
		text, _ := tag.Extensions["x-displayName"].(string)
		shown[tag.Name] = ascii.MatchString(tag.Name) && chinese(text)
	}
	for _, o := range operations(doc) {
		if len(o.Tags) != 1 || !shown[o.Tags[0]] {
			faults = append(faults, o.String())
		}
	}
	return faults
}

func named(doc *openapi3.T) (faults []string) {
	seen := map[string]bool{}
	for _, o := range operations(doc) {
		if !camel.MatchString(o.OperationID) || seen[o.OperationID] {
			faults = append(faults, o.String())
		}
		seen[o.OperationID] = true
	}
	return faults
}

func kebabPaths(doc *openapi3.T) (faults []string) {
	for path := range doc.Paths.Map() {
		if !kebab.MatchString(path) {
			faults = append(faults, path)
		}
	}
	return faults
}

func parametersDescribed(doc *openapi3.T) (faults []string) {
	for _, o := range operations(doc) {
		for _, p := range o.Parameters {
			if !chinese(p.Value.Description) {
				faults = append(faults, o.String()+" "+p.Value.Name)
			}
		}
	}
	return faults
}

// exemplified asks only that an example is there; that it fits its schema is checked when the document is validated.
func exemplified(doc *openapi3.T) (faults []string) {
	for _, o := range operations(doc) {
		bodies := o.bodies()
		for _, at := range slices.Sorted(maps.Keys(bodies)) {
			if bodies[at].Example == nil && len(bodies[at].Examples) == 0 {
				faults = append(faults, at)
			}
		}
	}
	return faults
}

func refusals(doc *openapi3.T) (faults []string) {
	for _, o := range operations(doc) {
		if o.public() {
			continue
		}
		if o.Responses.Value("401") == nil || o.Responses.Value("403") == nil && !o.optional() {
			faults = append(faults, o.String())
		}
	}
	return faults
}

func commonFailures(doc *openapi3.T) (faults []string) {
	for _, o := range operations(doc) {
		expected := []string{"400", "429", "500", "503"}
		if o.RequestBody != nil {
			expected = append(expected, "413", "415", "422")
		}
		for _, status := range expected {
			if o.Responses.Value(status) == nil {
				faults = append(faults, o.String()+" "+status)
			}
		}
	}
	return faults
}

func sharedProblems(doc *openapi3.T) (faults []string) {
	for _, o := range operations(doc) {
		for _, status := range o.answers() {
			unchanged := status == "304" && len(o.Responses.Value(status).Value.Content) == 0
			if !strings.HasPrefix(status, "2") && !unchanged && !isProblem(o.Responses.Value(status)) {
				faults = append(faults, o.String()+" "+status)
			}
		}
	}
	return faults
}

func isProblem(answer *openapi3.ResponseRef) bool {
	body := answer.Value.Content["application/problem+json"]
	return strings.HasPrefix(answer.Ref, "#/components/responses/") && len(answer.Value.Content) == 1 &&
		body != nil && body.Schema.Ref == "#/components/schemas/Problem"
}

// noPatchNo204 holds what the mini-program platform cannot do: it sends no PATCH, and its wrappers want a body.
func noPatchNo204(doc *openapi3.T) (faults []string) {
	for _, o := range operations(doc) {
		if o.method == "PATCH" || o.Responses.Value("204") != nil {
			faults = append(faults, o.String())
		}
	}
	return faults
}

// idempotent: a POST that changes nothing, a dry run or a preview, needs no key; its answer must be of now.
func idempotent(doc *openapi3.T) (faults []string) {
	for _, o := range operations(doc) {
		changes := o.method == "POST" && !strings.HasSuffix(o.path, "/dry-run") && !strings.HasSuffix(o.path, "/preview")
		listed := slices.ContainsFunc(o.Parameters, func(p *openapi3.ParameterRef) bool {
			return p.Ref == "#/components/parameters/IdempotencyKey"
		})
		if listed != changes {
			faults = append(faults, o.String())
		}
	}
	return faults
}

func pascalSchemas(doc *openapi3.T) (faults []string) {
	for name := range doc.Components.Schemas {
		if !pascal.MatchString(name) {
			faults = append(faults, name)
		}
	}
	return faults
}

func snakeMembers(doc *openapi3.T) (faults []string) {
	for _, p := range members(doc) {
		if !snake.MatchString(p.name()) {
			faults = append(faults, p.at)
		}
	}
	return faults
}

func datedMembers(doc *openapi3.T) (faults []string) {
	for _, p := range members(doc) {
		moment := strings.HasSuffix(p.name(), "_at") && p.Value.Format != "date-time"
		day := strings.HasSuffix(p.name(), "_on") && p.Value.Format != "date"
		if moment || day {
			faults = append(faults, p.at)
		}
	}
	return faults
}

// identified lets a member be something else than an ID only where x-not-an-id says why.
func identified(doc *openapi3.T) (faults []string) {
	for _, p := range members(doc) {
		if p.name() != "id" && !strings.HasSuffix(p.name(), "_id") {
			continue
		}
		known := p.Ref == "#/components/schemas/ID" || p.Ref == "#/components/schemas/NullableID"
		if !known && p.extension("x-not-an-id") == "" {
			faults = append(faults, p.at)
		}
	}
	return faults
}

func pages(doc *openapi3.T) (faults []string) {
	for name, schema := range doc.Components.Schemas {
		if !strings.HasSuffix(name, "Page") {
			continue
		}
		items, cursor := schema.Value.Properties["items"], schema.Value.Properties["next_cursor"]
		if items == nil || !items.Value.Type.Is("array") || cursor == nil || !cursor.Value.Type.Is("string") || !cursor.Value.Nullable {
			faults = append(faults, name)
		}
	}
	return faults
}

func closedInputs(doc *openapi3.T) []string {
	return faultyInputs(doc, "object", func(s *openapi3.Schema) bool {
		return s.AdditionalProperties.Has != nil && !*s.AdditionalProperties.Has
	})
}

func limitedStrings(doc *openapi3.T) []string {
	return faultyInputs(doc, "string", func(s *openapi3.Schema) bool {
		return s.MaxLength != nil || len(s.Enum) > 0 || s.Pattern != "" || s.Format == "date" || s.Format == "date-time"
	})
}

func boundedIntegers(doc *openapi3.T) []string {
	return faultyInputs(doc, "integer", func(s *openapi3.Schema) bool { return s.Min != nil && s.Max != nil })
}

func limitedArrays(doc *openapi3.T) []string {
	return faultyInputs(doc, "array", func(s *openapi3.Schema) bool { return s.MaxItems != nil })
}

// faultyInputs lists the inputs of the type that do not keep the limit. An input without a type has none.
func faultyInputs(doc *openapi3.T, kind string, kept func(s *openapi3.Schema) bool) (faults []string) {
	for _, p := range inputs(doc) {
		if p.Value.Type.Is(kind) && !kept(p.Value) {
			faults = append(faults, p.at)
		}
	}
	return faults
}

// completeOutputs keeps a client from guessing: what has no value is null, never missing.
func completeOutputs(doc *openapi3.T) (faults []string) {
	for _, p := range outputs(doc) {
		for name := range p.Value.Properties {
			if !slices.Contains(p.Value.Required, name) {
				faults = append(faults, fmt.Sprintf("%s.%s", p.at, name))
			}
		}
	}
	return faults
}
