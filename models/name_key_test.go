package models_test

import (
	"strings"
	"testing"

	"practicestation/models"
)

// TestOneNameIsOneKeyHoweverItIsWritten: dots, spaces, widths, cases and the ways to compose a letter make no other person; another
// letter, or a vowel sign of a script that writes it as a mark, does.
func TestOneNameIsOneKeyHoweverItIsWritten(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		one, other string
		same       bool
	}{
		{"王芳", "王　芳", true},
		{"王芳", "王 芳", true},
		{"阿卜杜拉·买买提", "阿卜杜拉•买买提", true},
		{"阿卜杜拉·买买提", "阿卜杜拉买买提", true},
		{"Ａｎｎａ Li", "anna-li", true},
		{"José", "Jose\u0301", true},
		{"葛", "葛\U000E0100", true}, // one shape of the character
		{"王芳", "王方", false},
		{"བློ", "བླ", false},
		{"😀", "😎", false},
		{strings.Repeat("ﷺ", 40), strings.Repeat("ﷺ", 39), false},
	} {
		if same := models.NameKey(c.one) == models.NameKey(c.other); same != c.same {
			t.Errorf("%q and %q: one name is %v", c.one, c.other, same)
		}
	}
	if key := models.NameKey(strings.Repeat("ﷺ", 40)); len([]rune(key)) > 64 {
		t.Errorf("the key has %d characters, and the column 64", len([]rune(key)))
	}
}
