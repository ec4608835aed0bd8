package paper

import (
	"testing"
	"unicode"
)

// TestOnlyDrawingsCount: the library gives .notdef for characters between those that a font has, and takes an empty
// outline for a drawing; on paper they are a box and a blank.
func TestOnlyDrawingsCount(t *testing.T) {
	t.Parallel()
	set, err := newTypeset()
	if err != nil {
		t.Fatal(err)
	}
	first := &set.faces[0]
	for r := rune(0); r <= 0xFFFF; r++ {
		at, known := set.places[r]
		if _, held := first.glyph(r); held && (!known || at.face != 0) && !unicode.Is(unicode.M, r) {
			t.Errorf("%U is drawn and not known", r)
		}
		if index, err := first.parsed.CharCodeToGlyphIndex(r); err == nil && index == 0 {
			if _, held := first.glyph(r); held {
				t.Fatalf("%U shows as a box", r)
			}
		}
	}
	glyph, held := first.glyph('证')
	outlines := first.parsed.GetTTFParser().LocaTable
	outlines[glyph+1] = outlines[glyph]
	if _, still := first.glyph('证'); !held || still {
		t.Errorf("a blank counts as a drawing: %v, %v", held, still)
	}
	for _, space := range []rune{' ', '\u00a0', '\u3000'} {
		if _, held := first.glyph(space); !held {
			t.Errorf("%U is blank, as it should be", space)
		}
	}
}
