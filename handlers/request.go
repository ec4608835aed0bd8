package handlers

import (
	"bytes"
	"encoding/json"
	"errors"
	"io"
	"mime"
	"net/http"
	"net/url"
	"strings"
	"unicode/utf8"

	"github.com/getkin/kin-openapi/openapi3filter"
	"github.com/gin-gonic/gin"

	"practicestation/models"
	"practicestation/models/account"
)

const (
	jsonType     = "application/json"
	maxBodyBytes = 1 << 20
)

// The refusals of a request that cannot be read.
var (
	errMalformedQuery = models.DefineError(models.Malformed, "malformed_query", "查询参数无法解析",
		"地址里的查询参数写法不对，请检查 % 转义，参数之间用 & 连接。")
	errUnknownQuery = models.DefineError(models.Malformed, "unknown_query", "有不认识的查询参数",
		"这个接口没有这样的查询参数，请对照接口说明检查参数名。")
	errRepeatedQuery = models.DefineError(models.Malformed, "repeated_query", "查询参数重复",
		"同一个查询参数只能出现一次。")
	errUnsupportedMediaType = models.DefineError(models.Unsupported, "unsupported_media_type", "内容类型不支持",
		"请求体只支持 UTF-8 编码的 application/json，请检查 Content-Type 头。")
	errBodyTooLarge = models.DefineError(models.TooLarge, "body_too_large", "提交的内容过大",
		"请求体不能超过 1 MiB，请分几次提交。")
)

// readQuery reads the query strictly: a reader that skips what it cannot read would drop a filter and show too much.
func (op *operation) readQuery(raw string) (url.Values, error) {
	query, err := url.ParseQuery(raw)
	if err != nil {
		return nil, errMalformedQuery
	}
	var unknown, repeated []models.FieldError
	for name, values := range query {
		if !utf8.ValidString(name) || strings.ContainsRune(name, 0) {
			return nil, errMalformedQuery
		}
		for _, value := range values {
			if !utf8.ValidString(value) || strings.ContainsRune(value, 0) {
				return nil, errMalformedQuery
			}
		}
		switch {
		case !op.query[name]:
			unknown = append(unknown, models.FieldError{Field: name, Code: errUnknownQuery.Code, Message: "没有这个查询参数"})
		case len(values) > 1:
			repeated = append(repeated, models.FieldError{Field: name, Code: errRepeatedQuery.Code, Message: "只能出现一次"})
		}
	}
	if len(unknown) > 0 {
		return nil, listed(errUnknownQuery, unknown)
	}
	if len(repeated) > 0 {
		return nil, listed(errRepeatedQuery, repeated)
	}
	return query, nil
}

// authenticate finds out who asks. Roles and the state of account and session come from the database every time.
func (s *Server) authenticate(c *gin.Context, needed access) (models.Actor, error) {
	nobody := callOf(c).actor
	sent := c.Request.Header.Values("Authorization")
	if needed == anybody || needed == anybodyKnown && len(sent) == 0 {
		return nobody, nil
	}
	if len(sent) == 0 {
		return nobody, errTokenMissing
	}
	scheme, token, _ := strings.Cut(sent[0], " ")
	if len(sent) > 1 || !strings.EqualFold(scheme, "Bearer") || token == "" {
		return nobody, errTokenInvalid
	}
	accountID, sessionID, err := s.tokens.Verify(token)
	if err != nil {
		return nobody, err
	}
	var actor models.Actor
	err = s.db.Read(c.Request.Context(), nobody, func(tx *models.Tx) error {
		actor, err = account.LoadActor(tx, sessionID)
		return err
	})
	if err != nil {
		return nobody, err
	}
	if actor.AccountID != accountID {
		return nobody, errTokenInvalid
	}
	actor.RequestID, actor.Address = nobody.RequestID, nobody.Address
	return actor, nil
}

// readBody gives the strictly checked body, or nothing when there is none. A GET has none: what a client sends with it
// is not read.
func (op *operation) readBody(c *gin.Context) ([]byte, error) {
	declared := op.route.Operation.RequestBody
	if declared == nil || c.Request.Body == nil {
		return nil, nil
	}
	if c.Request.ContentLength != 0 && !acceptsContent(c.Request.Header) {
		return nil, errUnsupportedMediaType
	}
	body, err := io.ReadAll(http.MaxBytesReader(c.Writer, c.Request.Body, op.maxBody))
	var tooLarge *http.MaxBytesError
	switch {
	case errors.As(err, &tooLarge):
		return nil, errBodyTooLarge.Saying("请求体不能超过 %d MiB，请分几次提交。", op.maxBody>>20)
	case err != nil && c.Request.Context().Err() != nil:
		return nil, c.Request.Context().Err()
	case err != nil:
		return nil, errMalformedJSON.Saying("请求体没有收完整，请检查网络后重试。")
	case len(body) == 0 && declared.Value.Required:
		return nil, errMalformedJSON.Saying("请求体是空的，这里需要一个 JSON 对象。")
	case len(body) == 0:
		return nil, nil
	}
	return body, checkJSON(body)
}

// acceptsContent reports whether the body is said to be JSON in UTF-8, not compressed.
func acceptsContent(header http.Header) bool {
	media, parameters, err := mime.ParseMediaType(header.Get("Content-Type"))
	if err != nil || media != jsonType || header.Get("Content-Encoding") != "" {
		return false
	}
	charset, given := parameters["charset"]
	return !given || strings.EqualFold(charset, "utf-8")
}

// checkShape holds parameters and body against the contract's schemas.
func (op *operation) checkShape(c *gin.Context, query url.Values, body []byte) error {
	parameters := make(map[string]string, len(c.Params))
	for _, parameter := range c.Params {
		parameters[parameter.Key] = parameter.Value
	}
	c.Request.Body = io.NopCloser(bytes.NewReader(body))
	err := openapi3filter.ValidateRequest(c.Request.Context(), &openapi3filter.RequestValidationInput{
		Request:     c.Request,
		PathParams:  parameters,
		QueryParams: query,
		Route:       op.route,
		Options:     shapeOptions,
	})
	if err != nil {
		return shapeRefusal(err)
	}
	return nil
}

// bind reads the checked body into one of the contract's types; an absent optional body leaves it empty. When it gives
// false, the request has been refused and the handler returns.
func bind(c *gin.Context, into any) bool {
	body := callOf(c).body
	if len(body) == 0 {
		return true
	}
	decoder := json.NewDecoder(bytes.NewReader(body))
	decoder.DisallowUnknownFields()
	err := decoder.Decode(into)
	if err == nil {
		return true
	}
	// The schema takes 1e2 for an integer and rounds huge numbers; Go's types do not.
	fault := models.FieldError{Code: codeType, Message: "数值或类型不符合要求"}
	var wrong *json.UnmarshalTypeError
	if errors.As(err, &wrong) {
		fault.Field = wrong.Field
	}
	abort(c, listed(models.ErrInvalid, []models.FieldError{fault}))
	return false
}

// given reports whether the checked body has the member at all: null is something else than nothing.
func given(c *gin.Context, member string) bool {
	var members map[string]json.RawMessage
	err := json.Unmarshal(callOf(c).body, &members)
	_, there := members[member]
	return err == nil && there
}

// refuseParameter answers for the generated code, which reads parameters once more after the check.
func refuseParameter(c *gin.Context, _ error, _ int) { abort(c, models.ErrInvalid) }
