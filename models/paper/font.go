// Package paper puts text, lines and QR codes onto sheets of A4, as a PDF that has its fonts inside. It never prints a
// blank for a character: what none of the fonts holds is an error that names it. It knows no concept.
package paper

import (
	"bytes"
	"compress/gzip"
	"embed"
	"fmt"
	"io"
	"strings"
	"sync"
	"unicode"

	"github.com/signintech/gopdf"
)

// Noto Sans SC as it is, and of its sisters for Japan and Hong Kong the characters that it lacks: see LICENSES.md.
//
//go:embed fonts/*.ttf.gz
var fontFiles embed.FS

// faceNames are the fonts in the order in which they are asked for a character.
var faceNames = [...]string{"NotoSansSC-Regular", "NotoSansJP-Rare", "NotoSansHK-Rare"}

// face is one font.
type face struct {
	name   string
	parsed *gopdf.SubsetFontObj
}

// place is where the drawing of a character is.
type place struct {
	face  int
	glyph uint
	width uint // in thousandths of the size
}

// typeset is all fonts, parsed, and where each character is first found.
type typeset struct {
	faces     []face
	places    map[rune]place
	container *gopdf.FontContainer
}

// shipped are the fonts of this binary, unpacked when the first sheet is printed: 15 MB of memory and a quarter of a second.
var shipped = sync.OnceValues(newTypeset)

func newTypeset() (*typeset, error) {
	set := &typeset{places: map[rune]place{}, container: &gopdf.FontContainer{}}
	for i, name := range faceNames {
		data, err := unpack("fonts/" + name + ".ttf.gz")
		if err != nil {
			return nil, fmt.Errorf("font %s: %w", name, err)
		}
		one := face{name: name, parsed: &gopdf.SubsetFontObj{}}
		if err := one.parsed.SetTTFData(data); err != nil {
			return nil, fmt.Errorf("font %s: %w", name, err)
		}
		if err := set.container.AddTTFFontData(name, data); err != nil {
			return nil, fmt.Errorf("font %s: %w", name, err)
		}
		set.faces = append(set.faces, one)
		set.learn(i)
	}
	return set, nil
}

// learn notes the characters of a font that no earlier one holds. A mark that belongs above or below another character is
// left out: the library would set it beside.
func (s *typeset) learn(index int) {
	one := &s.faces[index]
	for _, group := range one.parsed.GetTTFParser().GroupingTables() {
		for code := group.StartCharCode; code <= group.EndCharCode; code++ {
			r := rune(code)
			if _, known := s.places[r]; known || unicode.Is(unicode.M, r) {
				continue
			}
			if glyph, held := one.glyph(r); held {
				s.places[r] = place{face: index, glyph: glyph, width: one.parsed.GlyphIndexToPdfWidth(glyph)}
			}
		}
	}
}

func unpack(name string) ([]byte, error) {
	packed, err := fontFiles.ReadFile(name)
	if err != nil {
		return nil, err
	}
	reader, err := gzip.NewReader(bytes.NewReader(packed))
	if err != nil {
		return nil, err
	}
	return io.ReadAll(reader)
}

// glyph is the number of the drawing of a character in this font. The library takes .notdef and empty outlines for
// drawings too; they are what would show as a box or a blank.
func (f *face) glyph(r rune) (uint, bool) {
	index, err := f.parsed.CharCodeToGlyphIndex(r)
	if err != nil || index == 0 {
		return 0, false
	}
	outlines := f.parsed.GetTTFParser().LocaTable
	return index, unicode.Is(unicode.Zs, r) || outlines[index] != outlines[index+1]
}

// width is how wide the text is, in points; what cannot be printed takes a square.
func (s *typeset) width(text string, size float64) float64 {
	total := uint(0)
	for _, r := range text {
		at, held := s.places[r]
		if !held {
			at.width = 1000
		}
		total += at.width
	}
	return float64(total) * size / 1000
}

// Missing lists the characters of the texts that cannot be printed, each once, in their order.
func Missing(texts ...string) ([]rune, error) {
	set, err := shipped()
	if err != nil {
		return nil, err
	}
	return set.missing(texts...), nil
}

func (s *typeset) missing(texts ...string) []rune {
	var lost []rune
	seen := map[rune]bool{}
	for _, text := range texts {
		for _, r := range text {
			if seen[r] {
				continue
			}
			seen[r] = true
			if _, held := s.places[r]; !held {
				lost = append(lost, r)
			}
		}
	}
	return lost
}

// MissingError says which characters would have been lost.
type MissingError struct{ Characters []rune }

// Error names the characters, for logs.
func (e *MissingError) Error() string { return "no font holds " + Name(e.Characters) }

// Name writes characters so that people can tell them even where they see a box: “𪚥”（U+2A6A5）.
func Name(characters []rune) string {
	names := make([]string, len(characters))
	for i, r := range characters {
		names[i] = fmt.Sprintf("“%c”（%U）", r, r)
	}
	return strings.Join(names, "、")
}
