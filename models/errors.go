package models

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"sync"
)

// Kind says what sort of refusal an Error is; the HTTP side turns it into a status.
type Kind int

// The kinds, from a request that cannot be read to a fault of ours.
const (
	Malformed Kind = iota + 1
	Unauthenticated
	Forbidden
	NotFound
	MethodNotAllowed
	Conflict
	TooLarge
	Unsupported
	Invalid
	TooMany
	Internal
	Unavailable
)

// FieldError names one fault of a request: the member at fault (empty when it is none), a stable code and a Chinese sentence.
type FieldError struct {
	Field   string
	Code    string
	Message string
}

// Error is the one error of the project: a stable code for machines and a Chinese sentence for people.
type Error struct {
	Kind    Kind
	Code    string
	Title   string // at most 14 Han characters, no full stop: a phone shows it as a toast
	Message string // a sentence that says what to do next
	Fields  []FieldError
	Facts   map[string]any
}

// Error gives the code and the sentence, for logs.
func (e *Error) Error() string { return e.Code + ": " + e.Message }

// Is matches by code, so that a copy with facts is still the same error.
func (e *Error) Is(target error) bool {
	other, ok := target.(*Error)
	return ok && other.Code == e.Code
}

// With returns a copy that carries one more fact for the client.
func (e *Error) With(key string, value any) *Error {
	copied := *e
	copied.Facts = map[string]any{key: value}
	for k, v := range e.Facts {
		if k != key {
			copied.Facts[k] = v
		}
	}
	return &copied
}

// Saying returns a copy with a more exact Chinese sentence.
func (e *Error) Saying(format string, arguments ...any) *Error {
	copied := *e
	copied.Message = fmt.Sprintf(format, arguments...)
	return &copied
}

// WithFields returns a copy that lists the members at fault.
func (e *Error) WithFields(fields ...FieldError) *Error {
	copied := *e
	copied.Fields = append(slices.Clone(e.Fields), fields...)
	return &copied
}

// At returns a copy that names one member at fault, with the error's own code and sentence.
func (e *Error) At(field string) *Error {
	return e.WithFields(FieldError{Field: field, Code: e.Code, Message: e.Message})
}

// Refusal joins all obstacles into one error that has the first one's kind, code and sentence and lists every one.
// It returns nil when there is no obstacle.
func Refusal(obstacles []*Error) error {
	if len(obstacles) == 0 {
		return nil
	}
	first := *obstacles[0]
	first.Fields = nil
	for _, obstacle := range obstacles {
		first.Fields = append(first.Fields, FieldError{Code: obstacle.Code, Message: obstacle.Message})
	}
	return &first
}

// IsCode reports whether the error is the defined one.
func IsCode(err error, defined *Error) bool { return errors.Is(err, defined) }

// ConflictAt adds the current version to ErrVersionConflict and leaves any other error as it is.
func ConflictAt(err error, current int64) error {
	if errors.Is(err, ErrVersionConflict) {
		return ErrVersionConflict.With("current_version", current)
	}
	return err
}

// Faults collects everything that is wrong with an input, so that one answer names it all.
type Faults []FieldError

// Add notes one fault.
func (f *Faults) Add(field, code, message string) {
	*f = append(*f, FieldError{Field: field, Code: code, Message: message})
}

// Err is ErrInvalid with every fault, or nil when there is none.
func (f Faults) Err() error {
	if len(f) == 0 {
		return nil
	}
	return ErrInvalid.WithFields(f...)
}

// Unknown is ErrInvalid for a member that refers to something the caller cannot see or that is not there.
func Unknown(field string) *Error {
	return ErrInvalid.WithFields(FieldError{Field: field, Code: "not_found", Message: "没有找到所指的对象，请重新选择。"})
}

// Fixed is ErrInvalid for a member that stays as it was made.
func Fixed(field string) *Error {
	return ErrInvalid.WithFields(FieldError{Field: field, Code: "immutable", Message: "这一项创建后不能修改。"})
}

// catalogue is filled while packages initialise and only read afterwards.
var catalogue struct {
	sync.Mutex
	byCode map[string]*Error
}

// DefineError declares an error next to the rule that returns it. It panics when the code is taken: two rules must not
// share one, and that is known before the program serves.
func DefineError(kind Kind, code, title, message string) *Error {
	catalogue.Lock()
	defer catalogue.Unlock()
	if catalogue.byCode == nil {
		catalogue.byCode = map[string]*Error{}
	}
	if _, taken := catalogue.byCode[code]; taken {
		panic("error code defined twice: " + code)
	}
	e := &Error{Kind: kind, Code: code, Title: title, Message: message}
	catalogue.byCode[code] = e
	return e
}

// Catalogue lists every defined error in the order of its code.
func Catalogue() []*Error {
	catalogue.Lock()
	defer catalogue.Unlock()
	all := make([]*Error, 0, len(catalogue.byCode))
	for _, e := range catalogue.byCode {
		all = append(all, e)
	}
	slices.SortFunc(all, func(a, b *Error) int { return strings.Compare(a.Code, b.Code) })
	return all
}

// NewOperatorError declares an error that is told on the operator's terminal and never to a client: it is in no catalogue.
func NewOperatorError(code, message string) *Error {
	return &Error{Kind: Unavailable, Code: code, Title: "服务还不能使用", Message: message}
}

// The errors that belong to no single rule.
var (
	ErrInvalid         = DefineError(Invalid, "invalid_request", "内容不符合要求", "提交的内容不符合要求，请按 errors 中逐项说明修改后再提交。")
	ErrPermission      = DefineError(Forbidden, "permission_missing", "没有权限", "您没有做这件事的权限，请联系上级管理员。")
	ErrVersionConflict = DefineError(Conflict, "version_conflict", "内容已被他人修改", "这条内容刚被别人改过，请刷新后重新修改。")
	ErrReasonMissing   = DefineError(Invalid, "reason_missing", "请写明原因", "做这件事要写明原因，有关的人会看到它。")
	ErrBusy            = DefineError(Unavailable, "busy", "系统繁忙", "系统暂时繁忙，请稍后用同一个请求再试。")
	ErrOutcomeUnknown  = DefineError(Unavailable, "outcome_unknown", "结果未知", "数据库连接在提交时中断，结果未知，请刷新查看后再决定是否重试。")
	ErrStorageFull     = DefineError(Unavailable, "storage_full", "存储空间不足", "数据库所在磁盘已满或不可写，请联系运维人员。")
	ErrCursor          = DefineError(Malformed, "invalid_cursor", "翻页位置无效", "cursor 不是本接口给出的值，请从第一页重新读取。")
)
