package handlers

import (
	"bytes"
	"encoding/json"
	"unicode/utf8"

	"practicestation/models"
)

// Limits of a JSON text that no honest client comes near.
const (
	maxJSONDepth  = 32
	maxJSONNumber = 40   // characters: an int64 needs 20, a float64 about 24
	maxJSONValues = 5000 // the largest request, an activity with 200 shifts, has about 1,200
)

// errMalformedJSON refuses a body that is not exactly one clean JSON value.
var errMalformedJSON = models.DefineError(models.Malformed, "malformed_json", "请求内容无法解析",
	"请求体不是合法的 JSON，请检查后再提交。")

// checkJSON refuses every JSON text that two readers could understand differently. encoding/json would accept it and
// quietly change it: the last of two equal members wins, bad UTF-8 and lone surrogates become U+FFFD, text behind the
// value is ignored, NUL passes. All readers of the checked bytes see the same value.
func checkJSON(text []byte) error {
	s := &jsonScanner{text: text}
	s.skipSpace()
	if err := s.value(); err != nil {
		return err
	}
	s.skipSpace()
	if s.at < len(text) {
		return s.fault("JSON 值之后还有多余的内容")
	}
	return nil
}

// jsonScanner walks once over a JSON text.
type jsonScanner struct {
	text   []byte
	at     int
	depth  int
	values int
}

// fault names what is wrong at the current position, counted in lines and characters as a person counts them.
func (s *jsonScanner) fault(what string) error {
	before := s.text[:min(s.at, len(s.text))]
	line := bytes.Count(before, []byte{'\n'}) + 1
	column := utf8.RuneCount(before[bytes.LastIndexByte(before, '\n')+1:]) + 1
	return errMalformedJSON.Saying("请求体第 %d 行第 %d 个字符处：%s。", line, column, what)
}

// peek gives the next byte, or 0, which no JSON text may hold outside a string.
func (s *jsonScanner) peek() byte {
	if s.at < len(s.text) {
		return s.text[s.at]
	}
	return 0
}

func (s *jsonScanner) skipSpace() {
	for s.at < len(s.text) {
		switch s.text[s.at] {
		case ' ', '\t', '\n', '\r':
			s.at++
		default:
			return
		}
	}
}

// value walks over one value. The cost of the checks to come grows with the number of values, so that is bounded here.
func (s *jsonScanner) value() error {
	if s.values++; s.values > maxJSONValues {
		return s.fault("内容太多，请分几次提交")
	}
	switch next := s.peek(); {
	case next == '{':
		return s.nested(s.object)
	case next == '[':
		return s.nested(s.array)
	case next == '"':
		_, err := s.quoted()
		return err
	case next == '-' || isDigit(next):
		return s.number()
	case next == 't':
		return s.word("true")
	case next == 'f':
		return s.word("false")
	case next == 'n':
		return s.word("null")
	case s.at >= len(s.text):
		return s.fault("内容不完整")
	}
	return s.fault("这里应当是一个 JSON 值")
}

func (s *jsonScanner) nested(read func() error) error {
	if s.depth == maxJSONDepth {
		return s.fault("嵌套过深")
	}
	s.depth++
	s.at++
	s.skipSpace()
	err := read()
	s.depth--
	return err
}

func (s *jsonScanner) object() error {
	if s.peek() == '}' {
		s.at++
		return nil
	}
	seen := map[string]bool{}
	for {
		if err := s.member(seen); err != nil {
			return err
		}
		if done, err := s.separator('}'); done || err != nil {
			return err
		}
	}
}

func (s *jsonScanner) member(seen map[string]bool) error {
	start := s.at
	if s.peek() != '"' {
		return s.fault("这里应当是带双引号的成员名")
	}
	raw, err := s.quoted()
	if err != nil {
		return err
	}
	name := string(raw)
	if bytes.IndexByte(raw, '\\') >= 0 {
		// The same name can be written with escapes; compare what it means.
		if err := json.Unmarshal(s.text[start:s.at], &name); err != nil {
			return s.fault("成员名无法解析")
		}
	}
	if seen[name] {
		s.at = start
		return s.fault("成员 " + shorten(name) + " 重复出现")
	}
	seen[name] = true
	s.skipSpace()
	if s.peek() != ':' {
		return s.fault("成员名之后应当是冒号")
	}
	s.at++
	s.skipSpace()
	return s.value()
}

func (s *jsonScanner) array() error {
	if s.peek() == ']' {
		s.at++
		return nil
	}
	for {
		if err := s.value(); err != nil {
			return err
		}
		if done, err := s.separator(']'); done || err != nil {
			return err
		}
	}
}

// separator reads what follows an item: the end, or a comma with something behind it.
func (s *jsonScanner) separator(end byte) (done bool, err error) {
	s.skipSpace()
	switch s.peek() {
	case end:
		s.at++
		return true, nil
	case ',':
		s.at++
		s.skipSpace()
		return false, nil
	}
	if s.at >= len(s.text) {
		return false, s.fault("内容不完整")
	}
	return false, s.fault("这里应当是逗号或结束括号")
}

func (s *jsonScanner) word(word string) error {
	if !bytes.HasPrefix(s.text[s.at:], []byte(word)) {
		return s.fault("这里应当是一个 JSON 值")
	}
	s.at += len(word)
	return nil
}

func (s *jsonScanner) number() error {
	start := s.at
	if s.peek() == '-' {
		s.at++
	}
	if s.peek() == '0' {
		s.at++
	} else if !s.digits() {
		return s.fault("数字写法不对")
	}
	if s.peek() == '.' {
		s.at++
		if !s.digits() {
			return s.fault("小数点之后应当有数字")
		}
	}
	if s.peek() == 'e' || s.peek() == 'E' {
		s.at++
		if s.peek() == '+' || s.peek() == '-' {
			s.at++
		}
		if !s.digits() {
			return s.fault("指数之后应当有数字")
		}
	}
	if s.at-start > maxJSONNumber {
		return s.fault("数字过长")
	}
	return nil
}

func (s *jsonScanner) digits() bool {
	start := s.at
	for isDigit(s.peek()) {
		s.at++
	}
	return s.at > start
}

func isDigit(b byte) bool { return b >= '0' && b <= '9' }

// shorten quotes a name of the client's making and keeps it short enough for a sentence.
func shorten(name string) string {
	runes := []rune(name)
	if len(runes) > 40 {
		name = string(runes[:40]) + "…"
	}
	return "「" + name + "」"
}
