package handlers

import (
	"errors"
	"net/http"
	"slices"
	"strings"
	"testing"

	"github.com/gin-gonic/gin"

	"practicestation/models"
)

func createNothing(c *gin.Context) { answer(c, http.StatusCreated, map[string]any{}) }

func TestShippedContractIsPrepared(t *testing.T) {
	t.Parallel()
	shipped, err := shippedContract()
	if err != nil {
		t.Fatal(err)
	}
	var spec *operation
	for _, op := range shipped.operations {
		spec = op
		if op.route.Operation.RequestBody == nil {
			continue
		}
		for name := range op.route.Operation.RequestBody.Value.Content[jsonType].Schema.Value.Properties {
			if strings.Contains(name, "password") && !slices.Contains(op.secrets, name) {
				t.Errorf("%s: %s lacks format: password, so its hash would be kept", op.id, name)
			}
		}
	}
	schemas := spec.route.Spec.Components.Schemas
	for name, format := range map[string]string{"ID": formatID, "DateOrTime": formatMoment} {
		if got := schemas[name].Value.Format; got != format {
			t.Errorf("%s has the format %q, want %q: its pattern has changed", name, got, format)
		}
	}
}

func TestQueryIsReadStrictly(t *testing.T) {
	t.Parallel()
	k := newTiny(t, createNothing)
	tests := []struct {
		query, code, field string
		status             int
	}{
		{"limit=%zz", "malformed_query", "", 400},
		{"limit=5;kind=big", "malformed_query", "", 400},
		{"kind=%00", "malformed_query", "", 400},
		{"kind=%ff", "malformed_query", "", 400},
		{"%ff=1", "malformed_query", "", 400},
		{"colour=red", "unknown_query", "colour", 400},
		{"Limit=5", "unknown_query", "Limit", 400},
		{"limit=5&limit=6", "repeated_query", "limit", 400},
		{"limit=abc", "invalid_request", "limit", 422},
		{"limit=", "invalid_request", "limit", 422},
		{"limit=0", "invalid_request", "limit", 422},
		{"limit=101", "invalid_request", "limit", 422},
		{"limit=99999999999999999999", "invalid_request", "limit", 422},
		{"kind=", "invalid_request", "kind", 422},
		{"kind=huge", "invalid_request", "kind", 422},
		{"owner_id=0", "invalid_request", "owner_id", 422},
		{"owner_id=%31%20", "invalid_request", "owner_id", 422},
		{"owner_id=%EF%BC%91", "invalid_request", "owner_id", 422},
		{"owner_id=9223372036854775808", "invalid_request", "owner_id", 422},
		{"from=2026-03-01T09:00:00+08:00", "invalid_request", "from", 422}, // the plus is a space
		{"from=2026-03-01", "invalid_request", "from", 422},
	}
	for _, test := range tests {
		p := k.refused(k.request("GET", "/api/v1/things?"+test.query, ""))
		if p.Status != test.status || p.Code != test.code {
			t.Errorf("%s: got %d %s, want %d %s", test.query, p.Status, p.Code, test.status, test.code)
		}
		if test.field != "" && (len(p.Errors) != 1 || p.Errors[0].Field != test.field) {
			t.Errorf("%s: errors are %+v", test.query, p.Errors)
		}
	}
	good := "/api/v1/things?limit=100&kind=big&owner_id=9223372036854775807&from=2026-03-01T09:00:00%2B08:00"
	if w := k.request("GET", good, ""); w.Code != http.StatusOK {
		t.Errorf("a good query: %d %s", w.Code, w.Body)
	}
}

func TestPathIsReadStrictly(t *testing.T) {
	t.Parallel()
	k := newTiny(t, createNothing)
	for _, id := range []string{"0", "01", "-1", "+1", "1.5", "1e3", "abc", "%00", "1%20", "1%2F2", "%EF%BC%91", "9223372036854775808", "99999999999999999999"} {
		p := k.refused(k.request("POST", "/api/v1/things/"+id+"/poke", ""))
		if p.Code != "invalid_request" || len(p.Errors) != 1 || p.Errors[0].Field != "thing_id" {
			t.Errorf("%s: got %+v", id, p)
		}
	}
	if w := k.request("POST", "/api/v1/things/9223372036854775807/poke", ""); w.Code != http.StatusOK {
		t.Errorf("the greatest id: %d %s", w.Code, w.Body)
	}
	if p := k.refused(k.request("POST", "/api/v1/things/7%2Fpoke", "")); p.Code != "route_not_found" {
		t.Errorf("an escaped slash led to another operation: %+v", p)
	}
}

func TestBodyIsReadStrictly(t *testing.T) {
	t.Parallel()
	k := newTiny(t, createNothing)
	good := `{"name":"义诊","size":5}`
	tests := []struct {
		name, body, contentType, code string
		status                        int
	}{
		{"no body", "", "", "malformed_json", 400},
		{"no body but a type", "", jsonType, "malformed_json", 400},
		{"no type", good, "", "unsupported_media_type", 415},
		{"plain text", good, "text/plain", "unsupported_media_type", 415},
		{"form", "name=x&size=5", "application/x-www-form-urlencoded", "unsupported_media_type", 415},
		{"another charset", good, "application/json; charset=gbk", "unsupported_media_type", 415},
		{"broken type", good, "application/json; charset", "unsupported_media_type", 415},
		{"trailing text", good + "x", jsonType, "malformed_json", 400},
		{"duplicate member", `{"name":"a","size":5,"size":6}`, jsonType, "malformed_json", 400},
		{"NUL", `{"name":"a\u0000","size":5}`, jsonType, "malformed_json", 400},
		{"bad UTF-8", "{\"name\":\"\xff\",\"size\":5}", jsonType, "malformed_json", 400},
		{"too large", `{"name":"` + strings.Repeat("a", maxBodyBytes) + `"}`, jsonType, "body_too_large", 413},
		{"unknown member", `{"name":"a","size":5,"x":1}`, jsonType, "unknown_member", 400},
		{"another case", `{"name":"a","size":5,"NAME":"b"}`, jsonType, "unknown_member", 400},
		{"read-only member", `{"name":"a","size":5,"id":"7"}`, jsonType, "unknown_member", 400},
		{"no object", `[]`, jsonType, "invalid_request", 422},
		{"null", `null`, jsonType, "invalid_request", 422},
		{"a huge exponent", `{"name":"a","size":1e999}`, jsonType, "invalid_request", 422},
		{"an integer that Go cannot read", `{"name":"a","size":1e2}`, jsonType, "invalid_request", 422},
		{"almost too large a number", `{"name":"a","size":100000.000000000000000000001}`, jsonType, "invalid_request", 422},
	}
	for _, test := range tests {
		p := k.refused(k.request("POST", "/api/v1/open/things", test.body, "Content-Type", test.contentType))
		if p.Status != test.status || p.Code != test.code {
			t.Errorf("%s: got %d %s, want %d %s", test.name, p.Status, p.Code, test.status, test.code)
		}
	}
	if p := k.refused(k.request("POST", "/api/v1/open/things", good, "Content-Encoding", "gzip")); p.Code != "unsupported_media_type" {
		t.Errorf("a compressed body: %+v", p)
	}
	w := k.request("POST", "/api/v1/open/things", good, "Content-Type", `application/json; charset="UTF-8"`)
	if w.Code != http.StatusCreated || w.Body.String() != `{"name":"义诊","size":5}` {
		t.Errorf("a good body: %d %s", w.Code, w.Body)
	}
}

func TestUndeclaredBodyTakesAnEmptyObjectAtMost(t *testing.T) {
	t.Parallel()
	k := newTiny(t, createNothing)
	for _, body := range []string{"", "{}", " { } "} {
		if w := k.request("POST", "/api/v1/things/7/poke", body); w.Code != http.StatusOK {
			t.Errorf("%q: %d %s", body, w.Code, w.Body)
		}
	}
	if p := k.refused(k.request("POST", "/api/v1/things/7/poke", `{"hard":true}`)); p.Code != "unknown_member" {
		t.Errorf("a member without effect: %+v", p)
	}
}

func TestEveryFaultOfShapeIsListedInChinese(t *testing.T) {
	t.Parallel()
	k := newTiny(t, createNothing)
	tests := []struct{ member, field, code, says string }{
		{`"name":""`, "name", "min_length", "不能为空"},
		{`"name":"一二三四五六七八九十一"`, "name", "max_length", "最多 10 个字符"},
		{`"name":7`, "name", "type", "应为字符串"},
		{`"name":null`, "name", "type", "null"},
		{`"size":0`, "size", "minimum", "不能小于 1"},
		{`"size":100001`, "size", "maximum", "不能大于 100000"},
		{`"size":1.5`, "size", "type", "应为整数"},
		{`"size":"5"`, "size", "type", "应为整数"},
		{`"at":"2026-02-30T09:00:00+08:00"`, "at", "format", "时区"},
		{`"at":"2026-03-01T24:00:00+08:00"`, "at", "format", "时区"},
		{`"at":"2026-03-01T09:00:00"`, "at", "format", "时区"},
		{`"at":"2026-03-01T09:00:00+24:00"`, "at", "format", "时区"},
		{`"at":"2026-03-01 09:00:00+08:00"`, "at", "format", "时区"},
		{`"at":"2026-03-01T09:00:00,5+08:00"`, "at", "format", "时区"},
		{`"at":"0001-01-01T00:00:00Z"`, "at", "format", "时区"},
		{`"at":"9999-12-31T23:59:59-08:00"`, "at", "format", "时区"},
		{`"on":"2026-02-29"`, "on", "format", "日期"},
		{`"on":"2026-3-1"`, "on", "format", "日期"},
		{`"moment":"2026-02-29"`, "moment", "format", "日期"},
		{`"moment":"2026-02-29T09:00:00Z"`, "moment", "format", "日期"},
		{`"kind":"huge"`, "kind", "enum", "big、small"},
		{`"owner_id":"abc"`, "owner_id", "pattern", "编号"},
		{`"owner_id":"9223372036854775808"`, "owner_id", "format", "超出范围"},
		{`"phone":"12"`, "phone", "pattern", "11 位"},
		{`"made":"yes"`, "made", "type", "true 或 false"},
		{`"parts":{}`, "parts", "type", "应为数组"},
		{`"parts":[{"count":1},{"count":1},{"count":1}]`, "parts", "max_items", "最多 2 项"},
		{`"parts":[{"count":1},{"count":0}]`, "parts.1.count", "minimum", "不能小于 1"},
		{`"parts":[{}]`, "parts.0.count", "required", "必须填写"},
		{`"parts":[7]`, "parts.0", "type", "应为对象"},
	}
	for _, test := range tests {
		body := `{"name":"义诊","size":5}`
		name, _, _ := strings.Cut(strings.TrimPrefix(test.member, `"`), `"`)
		switch name {
		case "name":
			body = `{` + test.member + `,"size":5}`
		case "size":
			body = `{` + test.member + `,"name":"a"}`
		default:
			body = strings.TrimSuffix(body, "}") + "," + test.member + "}"
		}
		p := k.refused(k.request("POST", "/api/v1/open/things", body))
		if p.Status != 422 || p.Code != "invalid_request" || len(p.Errors) != 1 || p.Errors[0].Field != test.field ||
			p.Errors[0].Code != test.code || !strings.Contains(p.Errors[0].Message, test.says) {
			t.Errorf("%s: got %+v", test.member, p)
		}
	}
}

func TestAllFaultsComeAtOnce(t *testing.T) {
	t.Parallel()
	k := newTiny(t, createNothing)
	p := k.refused(k.request("POST", "/api/v1/open/things", `{"size":0,"kind":"x","parts":[{}]}`))
	var fields []string
	for _, fault := range p.Errors {
		fields = append(fields, fault.Field)
	}
	if got := strings.Join(fields, " "); got != "kind name parts.0.count size" {
		t.Errorf("faults at %s", got)
	}
	p = k.refused(k.request("POST", "/api/v1/open/things", `{"size":0,"x":1,"y":{"z":2},"parts":[{"w":1}]}`))
	if p.Code != "unknown_member" || len(p.Errors) != 3 || p.Errors[0].Field != "parts.0.w" || p.Errors[2].Field != "y" {
		t.Errorf("unknown members: %+v", p)
	}
}

func TestContractThatCannotBeHeldIsRefused(t *testing.T) {
	t.Parallel()
	tests := []struct{ name, old, new, says string }{
		{"3.1", "openapi: 3.0.3", "openapi: 3.1.0", "3.0"},
		{"open object", "additionalProperties: false\n      required: [name, size]", "required: [name, size]", "additionalProperties"},
		{"open object below", "additionalProperties: false\n            required: [count]", "required: [count]", "additionalProperties"},
		{"another body type", "content: {application/json:", "content: {text/plain:", "application/json"},
	}
	for _, test := range tests {
		spec := strings.Replace(tinySpec, test.old, test.new, 1)
		if spec == tinySpec {
			t.Fatalf("%s: nothing was replaced", test.name)
		}
		if _, err := newContract([]byte(spec)); err == nil || !strings.Contains(err.Error(), test.says) {
			t.Errorf("%s: got %v", test.name, err)
		}
	}
	tinyContract, err := newContract([]byte(tinySpec))
	if err != nil {
		t.Fatal(err)
	}
	routes := gin.RoutesInfo{{Method: "GET", Path: "/api/v1/secret"}}
	err = tinyContract.matches(routes)
	if err == nil || !strings.Contains(err.Error(), "/api/v1/secret is served but not") || !strings.Contains(err.Error(), "/api/v1/things is in the contract but not served") {
		t.Errorf("got %v", err)
	}
	var refusal *models.Error
	if errors.As(err, &refusal) {
		t.Error("a start error must not be shown to clients")
	}
}
