package handlers

import (
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/getkin/kin-openapi/openapi3"
	"github.com/getkin/kin-openapi/openapi3filter"

	"practicestation/models"
)

// The codes of faults of shape, in errors[].code.
const (
	codeRequired = "required"
	codeType     = "type"
	codeFormat   = "format"
)

// errUnknownMember refuses members that the contract does not know: a client that sends one believes it has an effect.
var errUnknownMember = models.DefineError(models.Malformed, "unknown_member", "有不认识的成员",
	"请求体里有这个接口不认识的成员，请对照接口说明检查名称。")

// shapeRefusal tells in Chinese what the checker has found, never in its own words: those hold values and patterns.
func shapeRefusal(err error) error {
	var all faultList
	all.add(err, "")
	unknown := slices.DeleteFunc(slices.Clone(all.faults), func(f models.FieldError) bool { return f.Code != errUnknownMember.Code })
	if len(unknown) > 0 {
		return listed(errUnknownMember, unknown)
	}
	return listed(models.ErrInvalid, all.faults)
}

// maxTold is how many faults the sentence names; errors lists them all.
const maxTold = 3

// maxListed is how many faults an answer lists one by one.
const maxListed = 100

// listed is the error with its faults, sorted by member, and a sentence that names the first of them.
func listed(refusal *models.Error, faults []models.FieldError) *models.Error {
	slices.SortStableFunc(faults, func(a, b models.FieldError) int { return strings.Compare(a.Field, b.Field) })
	var told []string
	for _, fault := range faults[:min(len(faults), maxTold)] {
		text := fault.Message
		if fault.Field != "" {
			text = fault.Field + " " + text
		}
		told = append(told, text)
	}
	if len(faults) > maxTold {
		told = append(told, fmt.Sprintf("等共 %d 处", len(faults)))
	}
	faults = faults[:min(len(faults), maxListed)]
	return refusal.WithFields(faults...).Saying("%s。", strings.Join(told, "；"))
}

// faultList collects faults, each member and code once.
type faultList struct {
	faults []models.FieldError
	seen   map[string]bool
	looked map[string]bool // objects whose unknown members are listed
}

func (l *faultList) put(field, code, message string) {
	if l.seen == nil {
		l.seen = map[string]bool{}
	}
	if key := field + "\x00" + code; !l.seen[key] {
		l.seen[key] = true
		l.faults = append(l.faults, models.FieldError{Field: field, Code: code, Message: message})
	}
}

// add takes the checker's errors apart; parameter names the parameter they are about, if any.
func (l *faultList) add(err error, parameter string) {
	//nolint:errorlint // the tree is walked node by node; errors.As would stop at the first leaf
	switch fault := err.(type) {
	case openapi3.MultiError:
		for _, one := range fault {
			l.add(one, parameter)
		}
	case *openapi3filter.RequestError:
		l.addRequest(fault)
	case *openapi3.SchemaError:
		l.addSchema(fault, parameter)
	default:
		l.put(parameter, codeFormat, "不符合要求")
	}
}

func (l *faultList) addRequest(fault *openapi3filter.RequestError) {
	if fault.Parameter == nil {
		l.add(fault.Err, "")
		return
	}
	name := fault.Parameter.Name
	var unreadable *openapi3filter.ParseError
	switch {
	case errors.Is(fault.Err, openapi3filter.ErrInvalidRequired), errors.Is(fault.Err, openapi3filter.ErrInvalidEmptyValue):
		l.put(name, codeRequired, "必须填写")
	case errors.As(fault.Err, &unreadable):
		l.put(name, codeType, expected(fault.Parameter.Schema.Value))
	default:
		l.add(fault.Err, name)
	}
}

func (l *faultList) addSchema(fault *openapi3.SchemaError, parameter string) {
	field := parameter
	if field == "" {
		field = strings.Join(fault.JSONPointer(), ".")
	}
	switch fault.SchemaField {
	case "properties":
		l.addUnknown(fault, field)
	case "readOnly":
		l.put(field, errUnknownMember.Code, "由系统给出，不能提交")
	case "allOf":
		l.addParts(fault, field, parameter)
	default:
		code, message := described(fault)
		l.put(field, code, message)
	}
}

// addUnknown finds the unknown members again: the checker names them only inside an English sentence.
// The checker complains once for each of them, and one look at the object finds all.
func (l *faultList) addUnknown(fault *openapi3.SchemaError, field string) {
	object, _ := fault.Value.(map[string]any)
	if l.looked[field] {
		return
	}
	if l.looked == nil {
		l.looked = map[string]bool{}
	}
	l.looked[field] = true
	for name := range object {
		if fault.Schema.Properties[name] != nil {
			continue
		}
		if field != "" {
			name = field + "." + name
		}
		l.put(name, errUnknownMember.Code, "不是这个接口的成员")
	}
}

// addParts looks into a composed schema, whose own error says only that some part was not met.
func (l *faultList) addParts(fault *openapi3.SchemaError, field, parameter string) {
	for err := fault.Origin; err != nil; err = errors.Unwrap(err) {
		if parts, ok := err.(openapi3.MultiError); ok { //nolint:errorlint // its As method looks into the parts instead
			l.add(parts, parameter)
			return
		}
	}
	l.put(field, codeFormat, "不符合要求")
}

// described is the stable code and the Chinese sentence of one fault.
func described(fault *openapi3.SchemaError) (code, message string) {
	schema := fault.Schema
	switch fault.SchemaField {
	case "type":
		return codeType, expected(schema)
	case "nullable":
		return codeType, "不能为 null"
	case "required":
		return codeRequired, "必须填写"
	case "format":
		return codeFormat, expectedFormat(schema.Format, fault.Value)
	case "enum":
		return "enum", "只能是 " + strings.Join(choices(schema.Enum), "、") + " 之一"
	case "pattern":
		return "pattern", expectedPattern(schema)
	case "minimum", "exclusiveMinimum":
		return "minimum", "不能小于 " + plain(schema.Min)
	case "maximum", "exclusiveMaximum":
		return "maximum", "不能大于 " + plain(schema.Max)
	case "minLength":
		if schema.MinLength == 1 {
			return "min_length", "不能为空"
		}
		return "min_length", fmt.Sprintf("至少 %d 个字符", schema.MinLength)
	case "maxLength":
		return "max_length", fmt.Sprintf("最多 %d 个字符", *schema.MaxLength)
	case "minItems":
		return "min_items", fmt.Sprintf("至少 %d 项", schema.MinItems)
	case "maxItems":
		return "max_items", fmt.Sprintf("最多 %d 项", *schema.MaxItems)
	case "uniqueItems":
		return "unique_items", "不能有重复的项"
	}
	return codeFormat, "不符合要求"
}

func expected(schema *openapi3.Schema) string {
	switch {
	case schema.Type.Is(openapi3.TypeString):
		return "应为字符串"
	case schema.Type.Is(openapi3.TypeInteger):
		return "应为整数"
	case schema.Type.Is(openapi3.TypeNumber):
		return "应为数字"
	case schema.Type.Is(openapi3.TypeBoolean):
		return "应为 true 或 false"
	case schema.Type.Is(openapi3.TypeArray):
		return "应为数组"
	case schema.Type.Is(openapi3.TypeObject):
		return "应为对象"
	}
	return "类型不对"
}

func expectedFormat(format string, value any) string {
	switch format {
	case formatInstant:
		text, _ := value.(string)
		if strings.Contains(text, " ") {
			return "应为带时区的时间，如 2026-03-01T09:00:00+08:00；放在地址里时 + 要写成 %2B"
		}
		return "应为真实存在且带时区的时间，如 2026-03-01T09:00:00+08:00"
	case formatDate:
		return "应为真实存在的日期，如 2026-03-01"
	case formatMoment:
		return "应为真实存在的日期或带时区的时间，如 2026-03-01T09:00:00+08:00"
	case formatID:
		return "编号超出范围"
	case formatBytes:
		return "应为文件内容的 Base64"
	case "int32", "int64":
		return "数值超出范围"
	}
	return "格式不正确"
}

// expectedPattern tells the pattern in the contract's own words, which are written for people.
func expectedPattern(schema *openapi3.Schema) string {
	if schema.Description == "" {
		return "格式不正确"
	}
	return "格式不正确（" + strings.TrimSuffix(schema.Description, "。") + "）"
}

func choices(values []any) []string {
	all := make([]string, 0, len(values))
	for _, value := range values {
		if value != nil {
			all = append(all, fmt.Sprint(value))
		}
	}
	return all
}

// plain writes a bound as people do, without an exponent.
func plain(bound *float64) string {
	if bound == nil {
		return "规定的界限"
	}
	return strconv.FormatFloat(*bound, 'f', -1, 64)
}
