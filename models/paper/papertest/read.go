// Package papertest reads a PDF back as a person with it in hand would, so that tests can say what is on the sheets.
package papertest

import (
	"bytes"
	"compress/zlib"
	"encoding/binary"
	"encoding/hex"
	"image"
	"image/color"
	"io"
	"math"
	"regexp"
	"strconv"
	"strings"
	"testing"
	"unicode/utf16"

	"github.com/makiuchi-d/gozxing"
	"github.com/makiuchi-d/gozxing/qrcode"
)

// Line is a piece of text with its baseline beginning at a point, from the lower left corner.
type Line struct {
	X, Y, Size, Width float64
	Text              string
}

// Page is one sheet: its lines in the order of drawing, and what is filled black.
type Page struct {
	Lines []Line
	boxes []box
}

type box struct{ x, y, width, height float64 }

// Has reports whether a line of the page is, or holds, the text.
func (p *Page) Has(text string) bool {
	for _, line := range p.Lines {
		if strings.Contains(line.Text, text) {
			return true
		}
	}
	return false
}

// Text is all lines of the page, one below the other.
func (p *Page) Text() string {
	texts := make([]string, len(p.Lines))
	for i, line := range p.Lines {
		texts[i] = line.Text
	}
	return strings.Join(texts, "\n")
}

// font is what is needed to read text in it.
type font struct {
	characters map[int]string
	widths     map[int]float64
	outlines   []uint32
}

// file is a PDF by its objects; of an object that has been replaced, the last one counts.
type file struct {
	t       testing.TB
	objects map[string][]byte
	fonts   map[string]font
}

// Read reads the sheets. It fails the test for a table of objects that leads elsewhere, for a character that nothing
// stands for, and for one that shows as a blank and is not a space.
func Read(t testing.TB, pdf []byte) []Page {
	t.Helper()
	f := &file{t: t, objects: map[string][]byte{}, fonts: map[string]font{}}
	f.readTables(pdf)
	var pages []Page
	kids := f.match(f.objects["2"], `/Kids \[([^\]]*)\]`)
	for _, kid := range regexp.MustCompile(`(\d+) 0 R`).FindAllStringSubmatch(kids, -1) {
		content := f.match(f.objects[kid[1]], `/Contents\s+(\d+) 0 R`)
		pages = append(pages, f.page(f.stream(f.objects[content])))
	}
	return pages
}

// readTables follows the tables of objects from the end of the file, the newest first.
func (f *file) readTables(pdf []byte) {
	f.t.Helper()
	at := f.match(pdf[len(pdf)-40:], `startxref\n(\d+)\n%%EOF\n$`)
	for at != "" {
		start, _ := strconv.Atoi(at)
		if start >= len(pdf) || !bytes.HasPrefix(pdf[start:], []byte("xref\n")) {
			f.t.Fatalf("no table of objects at %s", at)
		}
		table, rest, _ := bytes.Cut(pdf[start:], []byte("trailer"))
		f.readTable(pdf, string(table))
		rest, _, _ = bytes.Cut(rest, []byte("startxref"))
		at = ""
		if previous := regexp.MustCompile(`/Prev (\d+)`).FindSubmatch(rest); previous != nil {
			at = string(previous[1])
		}
	}
}

func (f *file) readTable(pdf []byte, table string) {
	f.t.Helper()
	next := 0
	for _, line := range strings.Split(table, "\n")[1:] {
		fields := strings.Fields(line)
		switch {
		case len(fields) == 2:
			next, _ = strconv.Atoi(fields[0])
		case len(fields) == 3:
			number, offset := strconv.Itoa(next), 0
			offset, _ = strconv.Atoi(fields[0])
			next++
			if _, newer := f.objects[number]; newer || fields[2] != "n" {
				continue
			}
			head := []byte(number + " 0 obj\n")
			if !bytes.HasPrefix(pdf[offset:], head) {
				f.t.Fatalf("object %s is not at %d", number, offset)
			}
			f.objects[number], _, _ = bytes.Cut(pdf[offset+len(head):], []byte("endobj\n"))
		}
	}
}

// match is the first group of a pattern that must be there.
func (f *file) match(text []byte, pattern string) string {
	f.t.Helper()
	found := regexp.MustCompile(pattern).FindSubmatch(text)
	if found == nil {
		f.t.Fatalf("%.200q has no %s", text, pattern)
	}
	return string(found[1])
}

func (f *file) stream(object []byte) []byte {
	f.t.Helper()
	head, data, _ := bytes.Cut(object, []byte("stream\n"))
	length, _ := strconv.Atoi(f.match(head, `/Length (\d+)`))
	data = data[:length]
	if !bytes.Contains(head, []byte("FlateDecode")) {
		return data
	}
	reader, err := zlib.NewReader(bytes.NewReader(data))
	if err != nil {
		f.t.Fatal(err)
	}
	whole, err := io.ReadAll(reader)
	if err != nil {
		f.t.Fatal(err)
	}
	return whole
}

// font reads a font by its name in the pages' resources.
func (f *file) font(name string) font {
	f.t.Helper()
	if known, there := f.fonts[name]; there {
		return known
	}
	object := f.objects[f.match(f.objects["4"], `/`+name+` (\d+) 0 R`)]
	descendant := f.objects[f.match(object, `/DescendantFonts \[(\d+) 0 R\]`)]
	descriptor := f.objects[f.match(descendant, `/FontDescriptor (\d+) 0 R`)]
	read := font{characters: map[int]string{}, widths: map[int]float64{}}
	for _, pair := range regexp.MustCompile(`(\d+)\[(\d+)\]`).FindAllSubmatch(descendant, -1) {
		glyph, _ := strconv.Atoi(string(pair[1]))
		read.widths[glyph], _ = strconv.ParseFloat(string(pair[2]), 64)
	}
	for _, pair := range regexp.MustCompile(`<([0-9A-F]{4})> <([0-9A-F]+)>\n`).FindAllSubmatch(f.stream(f.objects[f.match(object, `/ToUnicode (\d+) 0 R`)]), -1) {
		glyph, _ := strconv.ParseInt(string(pair[1]), 16, 32)
		read.characters[int(glyph)] = fromUTF16(string(pair[2]))
	}
	read.outlines = outlines(f.stream(f.objects[f.match(descriptor, `/FontFile2 (\d+) 0 R`)]))
	f.fonts[name] = read
	return read
}

func fromUTF16(digits string) string {
	data, _ := hex.DecodeString(digits)
	units := make([]uint16, len(data)/2)
	for i := range units {
		units[i] = binary.BigEndian.Uint16(data[2*i:])
	}
	return string(utf16.Decode(units))
}

// outlines are the places of a TrueType font's drawings: two that are equal have nothing between them. All our fonts have
// places of four bytes.
func outlines(font []byte) []uint32 {
	var places []uint32
	for table := font[12:]; string(table[:4]) <= "loca"; table = table[16:] {
		if string(table[:4]) == "loca" {
			start, length := binary.BigEndian.Uint32(table[8:]), binary.BigEndian.Uint32(table[12:])
			for at := start; at < start+length; at += 4 {
				places = append(places, binary.BigEndian.Uint32(font[at:]))
			}
		}
	}
	return places
}

var drawing = regexp.MustCompile(`(?s)BT\n(-?[\d.]+) (-?[\d.]+) TD\n/(F\d+) ([\d.]+) Tf [\d.]+ Tc\n[^\[]*\[<([0-9A-F]*)>\] TJ|(-?[\d.]+) (-?[\d.]+) (-?[\d.]+) (-?[\d.]+) re f`)

func (f *file) page(content []byte) Page {
	f.t.Helper()
	var read Page
	for _, part := range drawing.FindAllStringSubmatch(string(content), -1) {
		if part[3] == "" {
			read.boxes = append(read.boxes, box{number(part[6]), number(part[7]), number(part[8]), number(part[9])})
			continue
		}
		line := f.line(part)
		last := len(read.Lines) - 1
		if last >= 0 && read.Lines[last].Y == line.Y && math.Abs(read.Lines[last].X+read.Lines[last].Width-line.X) < 0.1 {
			read.Lines[last].Text += line.Text // the same line in another font
			read.Lines[last].Width += line.Width
			continue
		}
		read.Lines = append(read.Lines, line)
	}
	return read
}

func (f *file) line(part []string) Line {
	f.t.Helper()
	line, font := Line{X: number(part[1]), Y: number(part[2]), Size: number(part[4])}, f.font(part[3])
	for digits := part[5]; digits != ""; digits = digits[4:] {
		glyph, _ := strconv.ParseInt(digits[:4], 16, 32)
		character, known := font.characters[int(glyph)]
		if !known {
			f.t.Errorf("nothing says which character drawing %s is", digits[:4])
		}
		if font.outlines[glyph] == font.outlines[glyph+1] && strings.TrimSpace(character) != "" {
			f.t.Errorf("%q shows as a blank", character)
		}
		line.Text += character
		line.Width += font.widths[int(glyph)] * line.Size / 1000
	}
	return line
}

func number(text string) float64 {
	value, _ := strconv.ParseFloat(text, 64)
	return value
}

// Code reads the QR code that the page's black boxes make. It fails the test for boxes that would leave hairlines between
// them.
func (p *Page) Code(t testing.TB) string {
	t.Helper()
	const scale = 4 // pixels of a quarter of a point
	least, most := box{x: math.Inf(1), y: math.Inf(1)}, box{}
	for _, b := range p.boxes {
		least.x, least.y = min(least.x, b.x), min(least.y, b.y-b.height)
		most.x, most.y = max(most.x, b.x+b.width), max(most.y, b.y)
	}
	for _, b := range p.boxes {
		if column := (b.x - least.x) / b.height; math.Abs(column-math.Round(column)) > 0.001 {
			t.Fatalf("a box stands at column %v", column)
		}
	}
	const border = 60
	picture := image.NewGray(image.Rect(0, 0, int((most.x-least.x)*scale)+2*border, int((most.y-least.y)*scale)+2*border))
	for i := range picture.Pix {
		picture.Pix[i] = 255
	}
	for _, b := range p.boxes {
		for y := int((most.y - b.y) * scale); y < int((most.y-b.y+b.height)*scale); y++ {
			for x := int((b.x - least.x) * scale); x < int((b.x-least.x+b.width)*scale); x++ {
				picture.SetGray(x+border, y+border, color.Gray{})
			}
		}
	}
	bitmap, err := gozxing.NewBinaryBitmapFromImage(picture)
	if err != nil {
		t.Fatal(err)
	}
	found, err := qrcode.NewQRCodeReader().Decode(bitmap, nil)
	if err != nil {
		t.Fatalf("the QR code cannot be read: %v", err)
	}
	return found.GetText()
}
