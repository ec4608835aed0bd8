package api_test

import (
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/getkin/kin-openapi/openapi3"
)

// operation is one method of one path, with its parameters and the path's own together.
type operation struct {
	*openapi3.Operation
	method, path string
}

// String names the operation as the faults do.
func (o operation) String() string { return o.method + " " + o.path }

// public reports whether nobody needs to sign in.
func (o operation) public() bool { return o.Security != nil && len(*o.Security) == 0 }

// optional reports whether a caller may sign in or leave it.
func (o operation) optional() bool {
	return o.Security != nil && slices.ContainsFunc(*o.Security, func(s openapi3.SecurityRequirement) bool { return len(s) == 0 })
}

// operations lists every operation, sorted by path and method, so that faults come in a fixed order.
func operations(doc *openapi3.T) []operation {
	var all []operation
	for _, path := range slices.Sorted(maps.Keys(doc.Paths.Map())) {
		methods := doc.Paths.Value(path).Operations()
		for _, method := range slices.Sorted(maps.Keys(methods)) {
			all = append(all, operation{methods[method], method, path})
		}
	}
	return all
}

// answers lists the statuses of the operation in order.
func (o operation) answers() []string { return slices.Sorted(maps.Keys(o.Responses.Map())) }

// bodies lists the media types of the request and of the answers, each with the place where it stands.
func (o operation) bodies() map[string]*openapi3.MediaType {
	found := map[string]*openapi3.MediaType{}
	if o.RequestBody != nil {
		for kind, body := range o.RequestBody.Value.Content {
			found[fmt.Sprintf("%s request %s", o, kind)] = body
		}
	}
	for status, answer := range o.Responses.Map() {
		for kind, body := range answer.Value.Content {
			found[fmt.Sprintf("%s %s %s", o, status, kind)] = body
		}
	}
	return found
}

// place is a schema and where the walk met it.
type place struct {
	*openapi3.SchemaRef
	at string
}

// name is the last member on the way to the schema.
func (p place) name() string { return p.at[strings.LastIndex(p.at, ".")+1:] }

// extension is the text of an extension, whether it stands beside the reference or in the schema itself.
func (p place) extension(key string) string {
	for _, set := range []map[string]any{p.Extensions, p.Value.Extensions} {
		if text, ok := set[key].(string); ok {
			return text
		}
	}
	return ""
}

// walk lists the schema and all below it, each schema once.
func walk(root *openapi3.SchemaRef, at string) []place {
	var found []place
	seen := map[*openapi3.Schema]bool{}
	var visit func(ref *openapi3.SchemaRef, at string)
	visit = func(ref *openapi3.SchemaRef, at string) {
		if ref == nil {
			return
		}
		found = append(found, place{ref, at})
		if seen[ref.Value] {
			return
		}
		seen[ref.Value] = true
		for _, name := range slices.Sorted(maps.Keys(ref.Value.Properties)) {
			visit(ref.Value.Properties[name], at+"."+name)
		}
		for _, part := range slices.Concat(ref.Value.AllOf, ref.Value.OneOf, ref.Value.AnyOf) {
			visit(part, at)
		}
		visit(ref.Value.Items, at+"[]")
		visit(ref.Value.AdditionalProperties.Schema, at+".*")
	}
	visit(root, at)
	return found
}

// inputs lists every schema that a caller fills: request bodies and parameters.
func inputs(doc *openapi3.T) []place {
	var found []place
	for _, o := range operations(doc) {
		for _, p := range o.Parameters {
			found = append(found, walk(p.Value.Schema, o.String()+" "+p.Value.In+"."+p.Value.Name)...)
		}
		if o.RequestBody == nil {
			continue
		}
		for _, body := range o.RequestBody.Value.Content {
			found = append(found, walk(body.Schema, o.String()+" body")...)
		}
	}
	return found
}

// outputs lists every schema of a successful answer in JSON.
func outputs(doc *openapi3.T) []place {
	var found []place
	for _, o := range operations(doc) {
		for _, status := range o.answers() {
			body := o.Responses.Value(status).Value.Content["application/json"]
			if body != nil && strings.HasPrefix(status, "2") {
				found = append(found, walk(body.Schema, o.String()+" "+status)...)
			}
		}
	}
	return found
}

// members lists every member of every named schema and every parameter.
func members(doc *openapi3.T) []place {
	var found []place
	for _, name := range slices.Sorted(maps.Keys(doc.Components.Schemas)) {
		for _, p := range walk(doc.Components.Schemas[name], name)[1:] {
			if !strings.HasSuffix(p.at, "[]") && !strings.HasSuffix(p.at, "*") && strings.Contains(p.at, ".") {
				found = append(found, p)
			}
		}
	}
	for _, o := range operations(doc) {
		for _, p := range o.Parameters {
			if p.Value.In != openapi3.ParameterInHeader {
				found = append(found, place{p.Value.Schema, o.String() + " " + p.Value.In + "." + p.Value.Name})
			}
		}
	}
	return found
}
