package paper

import (
	"strings"
	"unicode"
)

// run is a piece of text in one font.
type run struct {
	face int
	text string
}

// runs cuts a text where the font changes.
func (s *typeset) runs(text string) []run {
	var cut []run
	for _, r := range text {
		face := s.places[r].face
		if last := len(cut) - 1; last >= 0 && cut[last].face == face {
			cut[last].text += string(r)
			continue
		}
		cut = append(cut, run{face: face, text: string(r)})
	}
	return cut
}

// What does not begin a line and what does not end one, by the rules of Chinese typesetting.
const (
	closing = "，。、；：！？）》」』】〉”’…%‰,.;:!?)]}"
	opening = "（《「『【〈“‘([{"
)

// Wrap breaks a text into lines of at most the width. A word of Latin letters or a number stays whole where it fits; a
// line break in the text stays one.
func (d *Document) Wrap(text string, size, width float64) []string {
	var lines []string
	for paragraph := range strings.SplitSeq(text, "\n") {
		lines = append(lines, d.wrap(paragraph, size, width)...)
	}
	return lines
}

func (d *Document) wrap(text string, size, width float64) []string {
	var lines []string
	line, taken := "", 0.0
	for _, unit := range units(text) {
		if line != "" && taken+d.set.width(unit, size) > width {
			lines, line, taken = append(lines, strings.TrimRight(line, " ")), "", 0
			unit = strings.TrimLeft(unit, " ")
		}
		for d.set.width(unit, size) > width { // a word that is longer than a line
			head := d.head(unit, size, width)
			lines, unit = append(lines, head), unit[len(head):]
		}
		line, taken = line+unit, taken+d.set.width(unit, size)
	}
	if line != "" || lines == nil {
		lines = append(lines, line)
	}
	return lines
}

// head is as much of the text as fits, at least one character.
func (d *Document) head(text string, size, width float64) string {
	end := 0
	for i, r := range text {
		next := i + len(string(r))
		if i > 0 && d.set.width(text[:next], size) > width {
			break
		}
		end = next
	}
	return text[:end]
}

// units are the pieces of a text that no line break parts.
func units(text string) []string {
	var parts []string
	previous := ' '
	for i, r := range text {
		if i > 0 && joined(previous, r) {
			parts[len(parts)-1] += string(r)
		} else {
			parts = append(parts, string(r))
		}
		previous = r
	}
	return parts
}

func joined(left, right rune) bool {
	return inWord(left) && inWord(right) || strings.ContainsRune(closing, right) || strings.ContainsRune(opening, left)
}

func inWord(r rune) bool {
	return r == '-' || r == '/' || r == '_' || r == '\'' || r == '.' || r == ':' ||
		unicode.In(r, unicode.Latin, unicode.Cyrillic, unicode.Greek, unicode.Nd)
}
