package feed

import (
	"regexp"
	"strings"
	"unicode"
	"unicode/utf8"

	"practicestation/models"
)

// gap is what people put between the parts of a number.
const gap = `[ \x{a0}\x{3000}\-－‐‑–—]`

// What people write as the number of a mobile phone, of an office with its area code, and of one in the same place. The last is
// looked for in two parts alone: eight digits in one are a date as often as a telephone.
var (
	mobiles = regexp.MustCompile(`1[3-9][0-9](?:` + gap + `?[0-9]{4}){2}`)
	offices = regexp.MustCompile(`(0[0-9]{2,3})[)）]?` + gap + `?([0-9]{3,4}` + gap + `?[0-9]{4})`)
	locals  = regexp.MustCompile(`([2-9][0-9]{2,3})` + gap + `([0-9]{4})`)
)

// What looks like a local number and is none: two years, a year and a day of it, and two times of day.
var (
	years = regexp.MustCompile(`^(?:19|20)[0-9]{2}$`)
	dates = regexp.MustCompile(`^(?:0[1-9]|1[0-2])(?:0[1-9]|[12][0-9]|3[01])$`)
	times = regexp.MustCompile(`^(?:[01][0-9]|2[0-4])[03]0$`)
)

// counters follow a number that counts something or says where it is: 2001-2003号, 305-1204室, 3000-5000元.
const counters = "号室栋幢座弄巷层楼元人年米亩户件份"

// shown is a text as it may lie on a calendar provider's server: without control characters, and without the phone
// numbers that organizers write into titles and places.
func shown(text string) string {
	text = strings.ReplaceAll(strings.ReplaceAll(text, "\r\n", "\n"), "\r", "\n")
	text = strings.Map(func(r rune) rune {
		switch {
		case r != '\n' && unicode.IsControl(r):
			return -1
		case '０' <= r && r <= '９':
			return r - '０' + '0'
		}
		return r
	}, text)
	text = mobiles.ReplaceAllStringFunc(text, maskPhone) // also behind a country's code, without a space
	text = masked(text, offices, maskPhone, func(string, string, string) bool { return true })
	return masked(text, locals, maskLocal, isLocalNumber)
}

// masked hides what the pattern finds where a number begins, if it is one by its two parts and by what follows.
func masked(text string, pattern *regexp.Regexp, mask func(string) string, isNumber func(first, last, rest string) bool) string {
	var written strings.Builder
	done := 0
	for _, at := range pattern.FindAllStringSubmatchIndex(text, -1) {
		before, _ := utf8.DecodeLastRuneInString(text[:at[0]])
		if isDigit(before) || !isNumber(text[at[2]:at[3]], text[at[4]:at[5]], text[at[1]:]) {
			continue
		}
		written.WriteString(text[done:at[0]] + mask(text[at[0]:at[1]]))
		done = at[1]
	}
	return written.String() + text[done:]
}

// maskPhone masks a number with whatever stands between its parts.
func maskPhone(number string) string {
	return models.MaskPhone(strings.Map(func(r rune) rune {
		if r > unicode.MaxASCII {
			return '-'
		}
		return r
	}, number))
}

// maskLocal leaves less of a number that is short already than MaskPhone does: 87*****21.
func maskLocal(number string) string {
	return number[:2] + strings.Repeat("*", utf8.RuneCountInString(number)-4) + number[len(number)-2:]
}

func isDigit(r rune) bool { return '0' <= r && r <= '9' }

// isLocalNumber tells a telephone from dates, times of day and what is counted or lies in a street.
func isLocalNumber(first, last, rest string) bool {
	next, _ := utf8.DecodeRuneInString(rest)
	switch {
	case isDigit(next) || strings.ContainsRune(counters, next):
		return false
	case years.MatchString(first) && (years.MatchString(last) || dates.MatchString(last)):
		return false
	}
	return !times.MatchString(first) || !times.MatchString(last)
}
