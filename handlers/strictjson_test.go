package handlers

import (
	"encoding/json"
	"errors"
	"strings"
	"testing"
	"unicode/utf8"

	"practicestation/models"
)

func TestCleanJSONPasses(t *testing.T) {
	t.Parallel()
	for _, text := range []string{
		`{}`, `[]`, `""`, `0`, `-0`, `true`, `false`, `null`, " \t\r\n{ } \n",
		`{"a":{"b":[1,2.5,-3e10,1E-2]},"c":null}`,
		`{"name":"迪丽热巴·迪力木拉提","rare":"𠮷","pair":"\ud842\udfb7","slash":"\/","tab":"\t"}`,
		`{"a":{"x":1},"b":{"x":1}}`,
		strings.Repeat("[", maxJSONDepth) + strings.Repeat("]", maxJSONDepth),
	} {
		if err := checkJSON([]byte(text)); err != nil {
			t.Errorf("%s: %v", text, err)
		}
	}
}

func TestAmbiguousJSONIsRefusedWithItsPlace(t *testing.T) {
	t.Parallel()
	tests := []struct{ name, text, says string }{
		{"empty", "", "不完整"},
		{"only spaces", "  \n ", "第 2 行第 2 个字符处"},
		{"trailing value", `{} {}`, "第 1 行第 4 个字符处"},
		{"trailing comma", `{"a":1,}`, "成员名"},
		{"trailing comma in array", `[1,]`, "JSON 值"},
		{"missing comma", `[1 2]`, "逗号"},
		{"missing colon", `{"a" 1}`, "冒号"},
		{"unquoted name", `{a:1}`, "双引号"},
		{"single quotes", `{'a':1}`, "双引号"},
		{"comment", `{/*x*/}`, "双引号"},
		{"unclosed object", `{"a":1`, "不完整"},
		{"unclosed string", `"abc`, "不完整"},
		{"duplicate member", `{"a":1,"a":2}`, "「a」 重复"},
		{"duplicate member, deep", `{"x":[{"a":1,"b":2,"a":3}]}`, "重复"},
		{"duplicate member, escaped", `{"name":1,"na\u006de":2}`, "「name」 重复"},
		{"duplicate member on its line", "{\n \"名\":1,\n \"名\":2}", "第 3 行第 2 个字符处"},
		{"leading zero", `01`, "多余"},
		{"plus sign", `+1`, "JSON 值"},
		{"bare point", `1.`, "小数点"},
		{"bare exponent", `1e`, "指数"},
		{"minus alone", `-`, "数字"},
		{"NaN", `NaN`, "JSON 值"},
		{"huge number", strings.Repeat("9", maxJSONNumber+1), "过长"},
		{"half a word", `tru`, "JSON 值"},
		{"byte order mark", "\uFEFF{}", "JSON 值"},
		{"raw control character", "\"a\x01\"", "控制字符"},
		{"raw NUL", "\"a\x00\"", "控制字符"},
		{"escaped NUL", `"a\u0000b"`, "NUL"},
		{"bad UTF-8", "\"a\xff\"", "UTF-8"},
		{"overlong UTF-8", "\"\xc0\xaf\"", "UTF-8"},
		{"surrogate in UTF-8", "\"\xed\xa0\x80\"", "UTF-8"},
		{"lone high surrogate", `"\ud842"`, "代理对"},
		{"high surrogate and a letter", `"\ud842\u0041"`, "代理对"},
		{"lone low surrogate", `"\udfb7"`, "代理对"},
		{"unknown escape", `"\x41"`, "转义"},
		{"short escape", `"\u12"`, "四位"},
		{"escape that is no number", `"\u12g4"`, "四位"},
		{"too deep", strings.Repeat("[", maxJSONDepth+1) + strings.Repeat("]", maxJSONDepth+1), "过深"},
	}
	for _, test := range tests {
		err := checkJSON([]byte(test.text))
		var refusal *models.Error
		if !errors.As(err, &refusal) || refusal.Code != "malformed_json" || refusal.Kind != models.Malformed {
			t.Errorf("%s: got %v", test.name, err)
			continue
		}
		if !strings.Contains(refusal.Message, test.says) {
			t.Errorf("%s: %q does not say %q", test.name, refusal.Message, test.says)
		}
	}
}

// What the check lets pass must be JSON for the reader behind it too, with nothing replaced on the way.
func FuzzStrictJSON(f *testing.F) {
	for _, seed := range []string{
		`{"a":[1,2.5e-3,"\ud842\udfb7"],"b":null}`, `{"a":1,"a":2}`, `"\u0000"`, "\"\xff\"", `[[[]]]`, `{} x`, `-0.0E+1`, "\uFEFF1", ``,
	} {
		f.Add([]byte(seed))
	}
	f.Fuzz(func(t *testing.T, text []byte) {
		if checkJSON(text) != nil {
			return
		}
		if !json.Valid(text) || !utf8.Valid(text) {
			t.Fatalf("accepted %q", text)
		}
		var value any
		if err := json.Unmarshal(text, &value); err != nil && !strings.Contains(err.Error(), "cannot unmarshal number") {
			t.Fatalf("accepted %q, which encoding/json refuses: %v", text, err)
		}
		var seen func(any)
		seen = func(value any) {
			switch value := value.(type) {
			case string:
				if strings.ContainsRune(value, 0) {
					t.Fatalf("accepted NUL in %q", text)
				}
			case []any:
				for _, item := range value {
					seen(item)
				}
			case map[string]any:
				for name, member := range value {
					seen(name)
					seen(member)
				}
			}
		}
		seen(value)
	})
}
