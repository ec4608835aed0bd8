package importing

// maxAttributes is how many attributes one tag may have: the reader of XML holds all of them at once, a few hundred bytes each. The tags of
// offices have a few dozen.
const maxAttributes = 256

// tagReader counts the attributes of the tag that it is in. A < begins a tag wherever it stands: XML has no other use for it.
type tagReader struct {
	inside bool
	quote  byte // that a value ends with, 0 outside of one
	count  int
}

// tooMany reads a part's next bytes and reports whether one of their tags has more attributes than it may.
func (t *tagReader) tooMany(next []byte) bool {
	for _, b := range next {
		switch {
		case b == '<':
			*t = tagReader{inside: true}
		case !t.inside:
		case t.quote != 0:
			if b == t.quote {
				t.quote = 0
			}
		case b == '"', b == '\'':
			t.quote = b
		case b == '>':
			t.inside = false
		case b == '=':
			if t.count++; t.count > maxAttributes {
				return true
			}
		}
	}
	return false
}
