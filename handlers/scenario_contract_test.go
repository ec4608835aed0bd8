package handlers_test

import (
	"flag"
	"fmt"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"testing"

	"github.com/getkin/kin-openapi/openapi3"
	"github.com/google/go-cmp/cmp"

	"practicestation/models"
	"practicestation/models/report"
)

// wholeRun reports whether all tests of the package have run, so that what they have not reached is a gap.
func wholeRun() bool {
	for name, unset := range map[string]string{"run": "", "skip": "", "list": "", "short": "false"} {
		if known := flag.Lookup("test." + name); known != nil && known.Value.String() != unset {
			return false
		}
	}
	return !testing.Short()
}

// always are the statuses that the contract declares everywhere and that tests of the chain reach with a server made for
// them: too many attempts, a fault of ours, a busy database.
var always = []string{"429", "500", "503"}

// never are the answers that the contract declares, because an operation may come to need them, and that no request gets
// today.
var never = map[string][]string{
	// Whoever is signed in may ask for these; what they may not see is 404 or left out.
	"403": {
		"createFeed", "downloadCalendar", "getCalendar", "getPoster", "getShareText", "listMyFeeds", "revokeFeed",
		"changePassword", "createCheckIn", "createSignUp", "getAccount", "getActivity", "getEligibility", "cancelExport", "getExport", "getMe",
		"getMyVolunteer", "getShift", "getSignUp", "listRiskNotices", "getTeam", "leaveTeam", "listActivities", "listExports", "listLines", "listMyHours", "listMySignUps",
		"listMyNotices", "listMyTeams", "listTeamLeaders", "listTeamMembers", "listTeams", "logIn", "logOut", "putMyVolunteer", "readMyNotices", "refreshSession", "requestMembership", "updateMe",
		"getBrand", "getPlan", "listBrandLeaders", "listBrands",
		"listEligibility", "listMyTrainings", "listTrainings",
		"getMyLocationConsent", "putMyLocationConsent", "closeMyAccount", "dryRunCloseMyAccount",
		"getVenue", "listVenues",
		"getSeries", "listOccurrences", "getActivityBatch",
		"claimHonour", "listMyHonours", "listMyEvaluations", "getMyRecord",
		"applyForStar", "getMyStar", "listMyStarApplications",
		"acceptInvitation", "createApplication", "getMyReliability", "declineInvitation", "listMyApplications", "listMyInvitations", "withdrawApplication",
		"listMyObjections", "listMyRetroEntries", "listMyGuardianConsents",
		"listImports", "getImport", "listImportFaults", "downloadFaultWorkbook", "discardImport",
		"listMyVolunteerInvitations", "acceptVolunteerInvitation", "declineVolunteerInvitation", "withdrawVolunteerInvitation",
		"getReport", "getReportAdjustments", "downloadReport", "dryRunAcceptInvitation", "getTarget",
		"getServiceRequest", "listMyServiceRequests", "submitMyServiceRequest",
		"createMyCertificates", "downloadCertificate", "getCertificate", "listMyCertificates",
	},
	// What these refer to stands in the body or in the query, so that one that is not there is 422.
	"404": {"confirmEntries", "createRetroEntry", "registerVolunteer", "createAccount", "createActivity", "createCheckIn", "createExport", "createOrganization", "createTeam", "createVenue", "getStatistics", "putMyVolunteer"},
	// Nothing stands in their way.
	"409": {"approveApplications", "createAttendanceBatch", "reviewAttendanceEvent", "getCheckInCode", "logOut", "createServiceRequest"},
}

// expected says whether a scenario must have reached the answer, and whether none can.
func expected(operation, status string) (must, cannot bool) {
	cannot = slices.Contains(never[status], operation)
	return !cannot && !slices.Contains(always, status), cannot
}

// The router starts only when routes and contract match, so that starting is the test.
func TestRoutesAreTheContract(t *testing.T) {
	t.Parallel()
	known, err := readContract()
	if err != nil {
		t.Fatal(err)
	}
	eachApp(t, func(t *testing.T, a *app) {
		for _, op := range known.operations {
			got := a.as(nobody).send(op.route.Method, base+strings.NewReplacer("{", "", "}", "").Replace(op.route.Path), nil)
			if got.status == http.StatusNotFound || got.status == http.StatusMethodNotAllowed {
				t.Errorf("%s is not served: %d", op.id(), got.status)
			}
		}
	})
}

func TestCatalogueIsTheContractsEnum(t *testing.T) {
	t.Parallel()
	known, err := readContract()
	if err != nil {
		t.Fatal(err)
	}
	listed := map[string]bool{}
	for _, code := range known.document.Components.Schemas["ProblemCode"].Value.Enum {
		listed[code.(string)] = true
	}
	defined := map[string]bool{}
	for _, e := range models.Catalogue() {
		if defined[e.Code] = true; !listed[e.Code] {
			t.Errorf("%s is defined, but the contract does not list it", e.Code)
		}
	}
	for code := range listed {
		if !defined[code] {
			t.Errorf("%s is listed in the contract, but nothing defines it", code)
		}
	}
}

// The check of the answers is what all scenarios rest on: it must see each of these.
func TestAnswersAgainstTheContractAreSeen(t *testing.T) {
	t.Parallel()
	known, err := readContract()
	if err != nil {
		t.Fatal(err)
	}
	good := `{"id":"1","name":"站","level":"station","parent_id":null,"region_code":null,"version":1,"created_at":"2026-03-02T09:00:00+08:00"}`
	refusal := `{"type":"/problems/organization_not_found","title":"组织不存在","status":404,"detail":"没有找到。","instance":"r-1","code":"organization_not_found"}`
	tests := []struct {
		name, kind, body string
		status, want     int
	}{
		{"good", "application/json", good, 200, 0},
		{"another status", "application/json", good, 201, 1},
		{"another type", "text/html", good, 200, 1},
		{"no body", "application/json", "", 200, 1},
		{"a member too many", "application/json", strings.Replace(good, `"id"`, `"phone":"1","id"`, 1), 200, 1},
		{"a member too few", "application/json", strings.Replace(good, `"version":1,`, "", 1), 200, 1},
		{"an id as a number", "application/json", strings.Replace(good, `"1"`, "1", 1), 200, 1},
		{"another enum", "application/json", strings.Replace(good, `"station"`, `"village"`, 1), 200, 1},
		{"null", "application/json", strings.Replace(good, `"站"`, "null", 1), 200, 1},
		{"a time in UTC", "application/json", strings.Replace(good, "09:00:00+08:00", "01:00:00Z", 1), 200, 1},
		{"good refusal", "application/problem+json", refusal, 404, 0},
		{"a refusal as JSON", "application/json", refusal, 404, 1},
		{"another status inside", "application/problem+json", strings.Replace(refusal, "404", "403", 1), 404, 1},
		{"an unlisted code", "application/problem+json", strings.ReplaceAll(refusal, "organization_not_found", "gone"), 404, 1},
		{"no request", "application/problem+json", strings.Replace(refusal, "r-1", "r-2", 1), 404, 1},
		{"a long title", "application/problem+json", strings.Replace(refusal, "组织不存在", strings.Repeat("长", 15), 1), 404, 1},
	}
	for _, test := range tests {
		r := httptest.NewRequest("GET", base+"/organizations/1", nil)
		got := &answer{t: t, status: test.status, body: []byte(test.body), header: http.Header{"Content-Type": {test.kind}, "X-Request-Id": {"r-1"}}}
		if all := known.complaints(known.find(r), r, got); len(all) != test.want {
			t.Errorf("%s: complaints %q", test.name, all)
		}
	}
}

func TestExamplesOfTheContractAreValid(t *testing.T) {
	t.Parallel()
	known, err := readContract()
	if err != nil {
		t.Fatal(err)
	}
	examples := 0
	hold := func(at string, media *openapi3.MediaType, option openapi3.SchemaValidationOption) {
		values := map[string]any{"": media.Example}
		for name, example := range media.Examples {
			values[name] = example.Value.Value
		}
		for name, value := range values {
			if value == nil {
				continue
			}
			examples++
			if err := media.Schema.Value.VisitJSON(value, option, openapi3.MultiErrors()); err != nil {
				t.Errorf("%s %s: %v", at, name, err)
			}
			if unknown := undeclared(media.Schema, value, ""); len(unknown) > 0 {
				t.Errorf("%s %s has members that the schema does not know: %v", at, name, unknown)
			}
		}
	}
	for _, op := range known.operations {
		if declared := op.route.Operation.RequestBody; declared != nil {
			for kind, media := range declared.Value.Content {
				hold(op.id()+" "+kind, media, openapi3.VisitAsRequest())
			}
		}
		for status, answered := range op.route.Operation.Responses.Map() {
			for kind, media := range answered.Value.Content {
				hold(op.id()+" "+status+" "+kind, media, openapi3.VisitAsResponse())
			}
		}
	}
	if examples < len(known.operations) {
		t.Errorf("only %d examples were found", examples)
	}
}

// every operation refuses the same faults of a request in the same way, whatever it is for.
func TestEveryOperationRefusesFaultsAlike(t *testing.T) {
	t.Parallel()
	known, err := readContract()
	if err != nil {
		t.Fatal(err)
	}
	eachApp(t, func(_ *testing.T, a *app) {
		for _, op := range known.operations {
			a.run(faultsOf(a, op))
		}
	})
}

// faultsOf are the requests that the operation must refuse by its form alone. Every id is one that nothing has.
func faultsOf(a *app, op operation) []scenario {
	admin, method := a.as(centerAdmin), op.route.Method
	path, wrongID := op.route.Path, op.route.Path
	for _, parameter := range op.route.Operation.Parameters {
		if parameter.Value.In == openapi3.ParameterInPath {
			missing := "9223372036854775807"
			if len(parameter.Value.Schema.Value.Enum) > 0 {
				missing = fmt.Sprint(parameter.Value.Schema.Value.Enum[0])
			}
			path = strings.ReplaceAll(path, "{"+parameter.Value.Name+"}", missing)
			wrongID = strings.ReplaceAll(wrongID, "{"+parameter.Value.Name+"}", "0")
		}
	}
	id := op.id()
	faults := []scenario{{name: id, who: admin, method: method, path: path + "?colour=red", status: 400, code: "unknown_query"}}
	if wrongID != path {
		faults = append(faults, scenario{name: id, who: admin, method: method, path: wrongID, body: bodyFor(op), status: 422, code: "invalid_request"})
	}
	if op.route.Operation.Parameters.GetByInAndName(openapi3.ParameterInQuery, "limit") != nil {
		faults = append(faults, scenario{name: id, who: admin, method: method, path: path + "?limit=0", body: bodyFor(op), status: 422, code: "invalid_request"})
	}
	if open := op.route.Operation.Security; open == nil || len(*open) > 0 {
		faults = append(faults, scenario{name: id, who: a.as(expired), method: method, path: path, status: 401, code: "token_expired"})
	}
	if op.route.Operation.RequestBody == nil {
		return faults
	}
	return append(faults,
		scenario{name: id, who: admin, method: method, path: path, body: `{"a":1`, status: 400, code: "malformed_json"},
		scenario{name: id, who: admin, method: method, path: path, body: `{"colour":"red"}`, status: 400, code: "unknown_member"},
		scenario{name: id, who: admin, method: method, path: path, body: `[]`, status: 422, code: "invalid_request"},
		scenario{name: id, who: admin, method: method, path: path, body: `{}`, header: []string{"Content-Type", "text/plain"}, status: 415, code: "unsupported_media_type"},
		scenario{name: id, who: admin, method: method, path: path, body: `"` + strings.Repeat("a", bodyLimit(op)) + `"`, status: 413, code: "body_too_large"})
}

// bodyLimit is how many bytes the operation takes: a mebibyte, and more for an upload.
func bodyLimit(op operation) int {
	if limit, given := op.route.Operation.RequestBody.Value.Extensions["x-max-body-bytes"].(float64); given {
		return int(limit)
	}
	return 1 << 20
}

// bodyFor is a body without a fault: the contract's own example.
func bodyFor(op operation) any {
	if op.route.Operation.RequestBody == nil {
		return nil
	}
	for _, example := range op.route.Operation.RequestBody.Value.Content["application/json"].Examples {
		return example.Value.Value
	}
	return nil
}

// An installation that nobody has set up serves what needs no set-up, and nothing else by mistake.
func TestBeforeTheSetUpThereIsNothingToSee(t *testing.T) {
	t.Parallel()
	eachBareApp(t, func(_ *testing.T, a *app) {
		a.run([]scenario{
			{name: "organizations", who: a.as(nobody), method: "GET", path: "/organizations", status: 200, has: `"items":[]`},
			{name: "activities", who: a.as(nobody), method: "GET", path: "/activities", status: 200, has: `"items":[]`},
			{name: "log-in", who: a.as(nobody), path: "/auth/login", body: object{"phone": "13800000000", "password": password}, status: 401, code: "credentials_wrong"},
			{name: "key", who: a.as(nobody), path: "/setup", body: object{"key": "AAAA", "name": "张三", "phone": "13800000000", "password": password}, status: 403, code: "setup_key_invalid"},
		})
	})
}

func TestFiguresAreTheContractsEnum(t *testing.T) {
	t.Parallel()
	known, err := readContract()
	if err != nil {
		t.Fatal(err)
	}
	var codes []any
	for _, figure := range report.Catalogue() {
		codes = append(codes, string(figure.Code))
	}
	declared := slices.Clone(known.document.Components.Schemas["FigureCode"].Value.Enum)
	byText := func(a, b any) int { return strings.Compare(a.(string), b.(string)) }
	slices.SortFunc(codes, byText)
	slices.SortFunc(declared, byText)
	if difference := cmp.Diff(codes, declared); difference != "" {
		t.Errorf("catalogue (-) and contract (+):\n%s", difference)
	}
}
