package handlers

import "unicode/utf8"

// quoted reads a string and gives the bytes between its quotes, escapes untouched.
func (s *jsonScanner) quoted() ([]byte, error) {
	s.at++
	start := s.at
	for s.at < len(s.text) {
		switch next := s.text[s.at]; {
		case next == '"':
			s.at++
			return s.text[start : s.at-1], nil
		case next == '\\':
			if err := s.escape(); err != nil {
				return nil, err
			}
		case next < ' ':
			return nil, s.fault("字符串里有未转义的控制字符")
		case next < utf8.RuneSelf:
			s.at++
		default:
			r, size := utf8.DecodeRune(s.text[s.at:])
			if r == utf8.RuneError && size == 1 {
				return nil, s.fault("不是合法的 UTF-8 文字")
			}
			s.at += size
		}
	}
	return nil, s.fault("内容不完整")
}

func (s *jsonScanner) escape() error {
	s.at++
	switch s.peek() {
	case '"', '\\', '/', 'b', 'f', 'n', 'r', 't':
		s.at++
		return nil
	case 'u':
		return s.unicodeEscape()
	}
	return s.fault("转义写法不对")
}

// unicodeEscape reads one \uXXXX, or a pair of them that together name one character beyond the BMP.
func (s *jsonScanner) unicodeEscape() error {
	first, ok := s.hex4()
	switch {
	case !ok:
		return s.fault(`\u 之后应当有四位十六进制数`)
	case first == 0:
		return s.fault("字符串里不能有空字符（NUL）")
	case first >= 0xDC00 && first <= 0xDFFF:
		return s.fault(`\u 转义的代理对不完整`)
	case first < 0xD800 || first > 0xDFFF:
		return nil
	}
	if s.peek() == '\\' {
		s.at++
		if second, ok := s.hex4(); ok && second >= 0xDC00 && second <= 0xDFFF {
			return nil
		}
	}
	return s.fault(`\u 转义的代理对不完整`)
}

// hex4 reads "u" and four hexadecimal digits.
func (s *jsonScanner) hex4() (value int, ok bool) {
	if s.peek() != 'u' || s.at+5 > len(s.text) {
		return 0, false
	}
	for _, digit := range s.text[s.at+1 : s.at+5] {
		switch {
		case isDigit(digit):
			value = value<<4 | int(digit-'0')
		case digit|0x20 >= 'a' && digit|0x20 <= 'f':
			value = value<<4 | int(digit|0x20-'a'+10)
		default:
			return 0, false
		}
	}
	s.at += 5
	return value, true
}
