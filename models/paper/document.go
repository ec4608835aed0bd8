package paper

import (
	"fmt"
	"math"
	"time"

	"github.com/signintech/gopdf"
	"rsc.io/qr"
)

// The size of a sheet of A4 in points, 72 to the inch.
const (
	Width  = 595.0
	Height = 842.0
)

// quietZone is the white border of a QR code in modules, which readers need.
const quietZone = 4

// Document is a PDF in the making. Its first fault sticks: nothing is drawn after it, and Bytes gives it back.
type Document struct {
	title string
	at    time.Time
	pdf   *gopdf.GoPdf
	set   *typeset
	used  []map[uint]rune // for each font: which drawing stands for which character; nil as long as the font is not used
	fault error
}

// New begins a document. The same title, instant and drawings give the same bytes.
func New(title string, at time.Time) (*Document, error) {
	set, err := shipped()
	if err != nil {
		return nil, err
	}
	d := &Document{title: title, at: at, pdf: &gopdf.GoPdf{}, set: set, used: make([]map[uint]rune, len(set.faces))}
	d.pdf.Start(gopdf.Config{PageSize: gopdf.Rect{W: Width, H: Height}})
	return d, nil
}

// AddPage begins the next sheet.
func (d *Document) AddPage() { d.pdf.AddPage() }

// Text prints one line with its baseline beginning at the point, measured from the upper left corner. A character that
// no font holds is a MissingError.
func (d *Document) Text(x, y, size float64, text string) {
	if lost := d.set.missing(text); len(lost) > 0 {
		d.fail(&MissingError{Characters: lost})
	}
	for _, run := range d.set.runs(text) {
		if d.fault != nil {
			return
		}
		d.fail(d.print(x, y, size, run))
		x += d.set.width(run.text, size)
	}
}

// print prints a run. The library takes a font into the document with the first text in it.
func (d *Document) print(x, y, size float64, run run) error {
	face := d.set.faces[run.face]
	if d.used[run.face] == nil {
		d.used[run.face] = map[uint]rune{}
		if err := d.pdf.AddTTFFontFromFontContainer(face.name, d.set.container); err != nil {
			return err
		}
	}
	for _, r := range run.text {
		glyph := d.set.places[r].glyph
		if _, known := d.used[run.face][glyph]; !known {
			d.used[run.face][glyph] = r
		}
	}
	if err := d.pdf.SetFont(face.name, "", size); err != nil {
		return err
	}
	d.pdf.SetXY(x, y)
	return d.pdf.Text(run.text)
}

// Centered prints one line around the point.
func (d *Document) Centered(x, y, size float64, text string) {
	d.Text(x-d.set.width(text, size)/2, y, size, text)
}

// Right prints one line that ends at the point.
func (d *Document) Right(x, y, size float64, text string) {
	d.Text(x-d.set.width(text, size), y, size, text)
}

// Measure is how wide the text is at a size.
func (d *Document) Measure(text string, size float64) float64 { return d.set.width(text, size) }

// Fit is the greatest size up to the given one at which the text takes no more than the width, in half points.
func (d *Document) Fit(text string, size, width float64) float64 {
	for size > 0.5 && d.set.width(text, size) > width {
		size -= 0.5
	}
	return size
}

// Line draws a line.
func (d *Document) Line(x1, y1, x2, y2, thickness float64) {
	d.pdf.SetLineWidth(thickness)
	d.pdf.Line(x1, y1, x2, y2)
}

// Code draws a QR code, with its white border, into a square with its upper left corner at the point. Level M stands a
// crease or a drop of rain.
func (d *Document) Code(x, y, side float64, text string) {
	made, err := qr.Encode(text, qr.M)
	if err != nil {
		d.fail(fmt.Errorf("QR code: %w", err))
		return
	}
	// Whole quarters of a point: rounded modules would leave hairlines between them.
	module := math.Floor(side/float64(made.Size+2*quietZone)*4) / 4
	for row := range made.Size {
		for column := 0; column < made.Size; column++ {
			run := 0
			for column+run < made.Size && made.Black(column+run, row) {
				run++
			}
			if run > 0 {
				d.pdf.RectFromUpperLeftWithStyle(x+float64(column+quietZone)*module, y+float64(row+quietZone)*module, float64(run)*module, module, "F")
				column += run
			}
		}
	}
}

// Bytes is the finished PDF, or the document's first fault.
func (d *Document) Bytes() ([]byte, error) {
	if d.fault != nil {
		return nil, d.fault
	}
	made, err := d.pdf.GetBytesPdfReturnErr()
	if err != nil {
		return nil, err
	}
	return d.amend(made)
}

func (d *Document) fail(err error) {
	if d.fault == nil {
		d.fault = err
	}
}
