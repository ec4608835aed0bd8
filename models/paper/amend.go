package paper

import (
	"bytes"
	"errors"
	"fmt"
	"maps"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode/utf16"
)

// The parts of the library's output that an amendment refers to.
var (
	unicodeMap = regexp.MustCompile(`/BaseFont /([A-Za-z-]+)\n/DescendantFonts \[\d+ 0 R\]\n/Encoding /Identity-H\n/Subtype /Type0\n/ToUnicode (\d+) 0 R\n`)
	trailer    = regexp.MustCompile(`trailer\n<<\n/Size (\d+)\n/Root 1 0 R\n>>\nstartxref\n(\d+)\n%%EOF\n$`)
)

var errUnfamiliar = errors.New("the PDF does not look as the library writes it")

// amend appends what the library gets wrong, as an incremental update (ISO 32000-1, 7.5.6). Its map from drawings to
// characters writes numbers beyond U+FFFF in five digits: who copies 𬭎 out of the certificate, searches for it or has it
// read aloud would get another character. And it sets the title where the standard wants a reference.
func (d *Document) amend(made []byte) ([]byte, error) {
	end := trailer.FindSubmatch(made)
	if end == nil {
		return nil, errUnfamiliar
	}
	size, _ := strconv.Atoi(string(end[1]))
	parts := map[int]string{size: d.information()}
	for _, font := range unicodeMap.FindAllSubmatch(made, -1) {
		object, _ := strconv.Atoi(string(font[2]))
		face := slices.Index(faceNames[:], string(font[1]))
		if face < 0 {
			return nil, errUnfamiliar
		}
		parts[object] = d.characters(face)
	}
	if len(parts) != 1+d.facesInUse() {
		return nil, errUnfamiliar
	}
	return appendUpdate(made, parts, size+1, string(end[2])), nil
}

// facesInUse counts the fonts that the document has text in.
func (d *Document) facesInUse() int {
	count := 0
	for _, glyphs := range d.used {
		if glyphs != nil {
			count++
		}
	}
	return count
}

// appendUpdate writes new versions of the objects behind the file and lists them in a table of their own.
func appendUpdate(made []byte, parts map[int]string, size int, previous string) []byte {
	whole := bytes.NewBuffer(made)
	var table strings.Builder
	for _, object := range slices.Sorted(maps.Keys(parts)) {
		fmt.Fprintf(&table, "%d 1\n%010d 00000 n \n", object, whole.Len())
		fmt.Fprintf(whole, "%d 0 obj\n%s\nendobj\n", object, parts[object])
	}
	start := whole.Len()
	fmt.Fprintf(whole, "xref\n%strailer\n<< /Size %d /Root 1 0 R /Info %d 0 R /Prev %s >>\nstartxref\n%d\n%%%%EOF\n",
		table.String(), size, size-1, previous, start)
	return whole.Bytes()
}

// information is what a viewer shows about the file.
func (d *Document) information() string {
	return fmt.Sprintf("<< /Title <FEFF%s> /CreationDate (D:%sZ) >>", inUTF16(d.title), d.at.In(time.UTC).Format("20060102150405"))
}

// characters maps the drawings of a font back to characters, in blocks of 100 as the standard wants them.
func (d *Document) characters(face int) string {
	var text strings.Builder
	text.WriteString("/CIDInit /ProcSet findresource begin\n12 dict begin\nbegincmap\n" +
		"/CIDSystemInfo << /Registry (Adobe) /Ordering (UCS) /Supplement 0 >> def\n/CMapName /Adobe-Identity-UCS def\n/CMapType 2 def\n" +
		"1 begincodespacerange\n<0000> <FFFF>\nendcodespacerange\n")
	glyphs := slices.Sorted(maps.Keys(d.used[face]))
	for block := range slices.Chunk(glyphs, 100) {
		fmt.Fprintf(&text, "%d beginbfchar\n", len(block))
		for _, glyph := range block {
			fmt.Fprintf(&text, "<%04X> <%s>\n", glyph, inUTF16(string(d.used[face][glyph])))
		}
		text.WriteString("endbfchar\n")
	}
	text.WriteString("endcmap\nCMapName currentdict /CMap defineresource pop\nend\nend")
	return fmt.Sprintf("<< /Length %d >>\nstream\n%s\nendstream", text.Len(), text.String())
}

func inUTF16(text string) string {
	var digits strings.Builder
	for _, unit := range utf16.Encode([]rune(text)) {
		fmt.Fprintf(&digits, "%04X", unit)
	}
	return digits.String()
}
