package handlers

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"regexp"
	"slices"
	"strings"
	"sync"

	"github.com/getkin/kin-openapi/openapi3"
	"github.com/getkin/kin-openapi/openapi3filter"
	"github.com/getkin/kin-openapi/routers"
	"github.com/gin-gonic/gin"

	"practicestation/api"
)

// contract is api/openapi.yaml, read once and prepared so that a request needs no second routing.
type contract struct {
	base       string
	operations map[string]*operation // by method and Gin's pattern of the path
}

// operation is what the check needs to know of one operation.
type operation struct {
	id      string
	access  access
	query   map[string]bool // the query parameters it knows
	secrets []string        // members of the body of which nothing may be kept: passwords, and what is marked so
	maxBody int64           // bytes that a body may have
	route   *routers.Route
}

// access says whether an operation wants to know who asks.
type access int

const (
	signedIn access = iota // the default, so that forgetting it is safe
	anybody
	anybodyKnown // nobody needs a token, but who sends one must send a good one
)

// shippedContract is the contract this binary was built with. It is read once: every server of a test run shares it.
var shippedContract = sync.OnceValues(func() (*contract, error) { return newContract(api.Spec) })

// newContract reads a contract and refuses one that the check could not hold in full.
func newContract(spec []byte) (*contract, error) {
	document, err := openapi3.NewLoader().LoadFromData(spec)
	if err != nil {
		return nil, err
	}
	if err := document.Validate(context.Background()); err != nil {
		return nil, err
	}
	if !strings.HasPrefix(document.OpenAPI, "3.0.") {
		return nil, errors.New("the contract must be OpenAPI 3.0: the checker recompiles newer schemas at every request")
	}
	base, err := document.Servers.BasePath()
	if err != nil {
		return nil, err
	}
	if err := document.WalkSchemas(nameFormats); err != nil {
		return nil, err
	}
	prepared := &contract{base: strings.TrimSuffix(base, "/"), operations: map[string]*operation{}}
	for path, item := range document.Paths.Map() {
		for method, declared := range item.Operations() {
			op, err := newOperation(&routers.Route{Spec: document, Path: path, PathItem: item, Method: method, Operation: declared})
			if err != nil {
				return nil, fmt.Errorf("%s %s: %w", method, path, err)
			}
			prepared.operations[method+" "+prepared.base+ginPath(path)] = op
		}
	}
	return prepared, nil
}

func newOperation(route *routers.Route) (*operation, error) {
	op := &operation{id: route.Operation.OperationID, route: route, query: map[string]bool{}, maxBody: maxBodyBytes}
	op.access = accessOf(route)
	for _, list := range []openapi3.Parameters{route.PathItem.Parameters, route.Operation.Parameters} {
		for _, parameter := range list {
			if parameter.Value.In == openapi3.ParameterInQuery {
				op.query[parameter.Value.Name] = true
			}
		}
	}
	return op, op.prepareBody()
}

// accessOf reads the security of an operation, or the contract's own when it names none.
func accessOf(route *routers.Route) access {
	needs := route.Operation.Security
	if needs == nil {
		needs = &route.Spec.Security
		if len(*needs) == 0 {
			return signedIn
		}
	}
	if len(*needs) == 0 {
		return anybody
	}
	if slices.ContainsFunc(*needs, func(n openapi3.SecurityRequirement) bool { return len(n) == 0 }) {
		return anybodyKnown
	}
	return signedIn
}

// prepareBody makes sure that the check sees every member of a body. An operation that declares no body takes an empty
// object at most: a client that sends more believes in something that does not happen.
func (op *operation) prepareBody() error {
	if op.route.Operation.RequestBody == nil {
		if op.route.Method == http.MethodGet {
			return nil
		}
		none := openapi3.NewObjectSchema().WithoutAdditionalProperties()
		op.route.Operation.RequestBody = &openapi3.RequestBodyRef{Value: openapi3.NewRequestBody().WithJSONSchema(none)}
		return nil
	}
	content := op.route.Operation.RequestBody.Value.Content
	media := content[jsonType]
	if len(content) != 1 || media == nil || media.Schema == nil || !media.Schema.Value.Type.Is(openapi3.TypeObject) {
		return errors.New("a request body must be an object in application/json")
	}
	if limit, given := op.route.Operation.RequestBody.Value.Extensions["x-max-body-bytes"].(float64); given {
		op.maxBody = int64(limit) // an upload
	}
	for name, member := range media.Schema.Value.Properties {
		if member.Value.Format == "password" || member.Value.Extensions["x-not-kept"] == true {
			op.secrets = append(op.secrets, name)
		}
	}
	return media.Schema.WalkSubtree(closed)
}

// closed refuses an object that lets unknown members pass unseen.
func closed(pointer string, schema *openapi3.SchemaRef) error {
	value := schema.Value
	if !value.Type.Is(openapi3.TypeObject) || value.AdditionalProperties.Schema != nil {
		return nil
	}
	if open := value.AdditionalProperties.Has; open == nil || *open {
		return fmt.Errorf("the schema at %s/ needs additionalProperties: false", pointer)
	}
	return nil
}

var pathParameter = regexp.MustCompile(`\{([^{}/]+)\}`)

// ginPath writes a path of the contract as Gin does.
func ginPath(path string) string { return pathParameter.ReplaceAllString(path, ":$1") }

// matches compares the routes with the contract, both ways.
func (k *contract) matches(routes gin.RoutesInfo) error {
	served := map[string]bool{}
	var faults []error
	for _, route := range routes {
		key := declaredMethod(route.Method) + " " + route.Path
		served[key] = true
		if k.operations[key] == nil {
			faults = append(faults, fmt.Errorf("%s is served but not in the contract", key))
		}
	}
	for key := range k.operations {
		if !served[key] {
			faults = append(faults, fmt.Errorf("%s is in the contract but not served", key))
		}
	}
	return errors.Join(faults...)
}

// check lets only requests pass that keep the contract. The order is part of it: query syntax, who asks, body syntax,
// shape. Rules come after it.
func (s *Server) check(c *gin.Context) {
	op := s.contract.operations[declaredMethod(c.Request.Method)+" "+c.FullPath()]
	if op == nil {
		abort(c, fmt.Errorf("no operation for %s %s", c.Request.Method, c.FullPath()))
		return
	}
	known := callOf(c)
	known.operation = op
	query, err := op.readQuery(c.Request.URL.RawQuery)
	if err != nil {
		abort(c, err)
		return
	}
	if known.actor, err = s.authenticate(c, op.access); err != nil {
		abort(c, err)
		return
	}
	if known.body, err = op.readBody(c); err != nil {
		abort(c, err)
		return
	}
	if err := op.checkShape(c, query, known.body); err != nil {
		s.refuseShape(c, err)
	}
}

// shapeOptions are the same for every request: all faults at once, no defaults written into the request, our formats.
// Who asks has been found out before.
var shapeOptions = &openapi3filter.Options{
	MultiError:              true,
	SkipSettingDefaults:     true,
	AuthenticationFunc:      openapi3filter.NoopAuthenticationFunc,
	SchemaValidationOptions: []openapi3.SchemaValidationOption{openapi3.WithStringFormatValidators(formats)},
}
