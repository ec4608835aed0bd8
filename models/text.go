package models

import (
	"bytes"
	"crypto/rand"
	"math/big"
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
)

// CleanName trims the ends of a name and reports whether what is left is one: no control or invisible characters inside.
// Everything else stays byte for byte, rare characters and middle dots too.
func CleanName(name string) (string, bool) {
	trimmed := strings.TrimFunc(name, unicode.IsSpace)
	if trimmed == "" {
		return "", false
	}
	if strings.ContainsFunc(trimmed, unseen) {
		return "", false
	}
	return trimmed, true
}

// unseen reports whether a character shows nothing or breaks the line: with one inside, two names look alike that are
// not. A variation selector is none: it says which shape of a rare character a name has.
func unseen(r rune) bool {
	return r == unicode.ReplacementChar || unicode.IsControl(r) ||
		unicode.In(r, unicode.Cf, unicode.Zl, unicode.Zp, unicode.Other_Default_Ignorable_Code_Point)
}

// CleanReason trims a reason that somebody else is going to read, of what nobody sees too. It fails with ErrReasonMissing when nothing is left.
func CleanReason(reason string) (string, error) {
	trimmed := strings.TrimFunc(reason, func(r rune) bool { return unicode.IsSpace(r) || unseen(r) })
	if trimmed == "" {
		return "", ErrReasonMissing.At("reason")
	}
	return trimmed, nil
}

// codeAlphabet leaves out what people confuse: 0 and O, 1, I and L, U and V.
const codeAlphabet = "23456789ABCDEFGHJKMNPQRSTWXYZ"

// RandomCode is a code of n characters from a secure source, for people to read and type: 4.86 bits a character.
func RandomCode(n int) string {
	code := make([]byte, n)
	for i := range code {
		k, err := rand.Int(rand.Reader, big.NewInt(int64(len(codeAlphabet))))
		if err != nil {
			panic("no secure randomness: " + err.Error())
		}
		code[i] = codeAlphabet[k.Int64()]
	}
	return string(code)
}

// MaskPhone hides the middle of a phone number: 138****0000. What somebody has written in its place, a name perhaps, is masked
// character by character too.
func MaskPhone(phone string) string {
	characters := []rune(phone)
	for i := range characters {
		if len(characters) < 8 || i >= 3 && i < len(characters)-4 {
			characters[i] = '*'
		}
	}
	return string(characters)
}

// middleDots separate the parts of a name as 阿卜杜拉·买买提; people and keyboards use several of them.
const middleDots = "·•‧∙⋅・･"

// MaskName leaves the first character of a name, of its first part where it has several: 张三丰 becomes 张**.
func MaskName(name string) string { return string(AppendMaskedName(nil, []byte(name))) }

// AppendMaskedName is MaskName for a name in a long row of them, none of which is worth an allocation.
func AppendMaskedName(to, name []byte) []byte {
	if dot := bytes.IndexAny(name, middleDots); dot > 0 {
		name = name[:dot]
	}
	count := utf8.RuneCount(name)
	if count < 2 {
		return append(to, '*')
	}
	first, size := utf8.DecodeRune(name)
	if first == utf8.RuneError {
		to = utf8.AppendRune(to, first) // as for any text that is none
	} else {
		to = append(to, name[:size]...)
	}
	for range count - 1 {
		to = append(to, '*')
	}
	return to
}

// longestKey is how much of a name's key is kept.
const longestKey = 64

// NameKey is what two writings of one name have in common, as people read them: the letters, in one shape and one case, whatever
// spaces and dots stand between them. Marks belong to letters, as in Tibetan, but for those that only choose a shape. It is for
// comparing only; a name is kept as it was written.
func NameKey(name string) string {
	key := strings.Map(func(r rune) rune {
		if unicode.IsLetter(r) || unicode.IsNumber(r) || unicode.IsMark(r) && !unicode.Is(unicode.Variation_Selector, r) {
			return unicode.ToLower(r)
		}
		return -1
	}, norm.NFKC.String(name))
	if key == "" || utf8.RuneCountInString(key) > longestKey {
		return norm.NFC.String(name) // signs alone, or one that stands for a whole sentence
	}
	return key
}
