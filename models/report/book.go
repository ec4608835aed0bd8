package report

import (
	"archive/zip"
	"compress/flate"
	"errors"
	"fmt"
	"io"
	"strconv"
	"time"

	"github.com/xuri/excelize/v2"
)

const (
	// sheetBody is how many rows of a long table stand on one sheet: a round number below what the format can hold.
	sheetBody = 1_000_000
	// sheetMost is the number of rows beyond which a sheet is none, with room left for what stands below the table.
	sheetMost = 1_048_576 - 100
)

// longBook is a workbook of any length. excelize makes all of it but the rows, which are written straight into the
// archive: it would keep each of them, and take five times as long.
type longBook struct {
	*Table
	*shell
	archive *zip.Writer
	entry   io.Writer
	out     []byte
	body    int // rows of the table on one sheet
	sheets  int
	sheet   int // the one that is being written, from 1
	next    int // the row to be written next
	merged  string
}

// writeLong writes a table that is poured as a workbook like the others.
func (t *Table) writeLong(w io.Writer, body int, progress func(done int64) error) (done int64, err error) {
	b := &longBook{Table: t, archive: zip.NewWriter(w), body: body}
	b.sheets = max(1, int((t.Expected+int64(body)-1)/int64(body)))
	b.archive.RegisterCompressor(zip.Deflate, func(to io.Writer) (io.WriteCloser, error) { return flate.NewWriter(to, flate.BestSpeed) })
	if b.shell, err = t.newShell(b.sheets); err != nil {
		return 0, err
	}
	for _, one := range b.parts {
		if err := b.addPart(one); err != nil {
			return 0, err
		}
	}
	if err := b.openSheet(); err != nil {
		return 0, err
	}
	if done, err = t.Pour(newSheetPen(b), progress); err != nil {
		return done, err
	}
	for b.sheet < b.sheets { // some rows have gone since they were counted
		if err := errors.Join(b.closeSheet(), b.openSheet()); err != nil {
			return done, err
		}
	}
	b.writeFoot()
	return done, errors.Join(b.closeSheet(), b.archive.Close())
}

func (b *longBook) addPart(one part) error {
	entry, err := b.create(one.name)
	if err != nil {
		return err
	}
	_, err = entry.Write(one.content)
	return err
}

func (b *longBook) create(name string) (io.Writer, error) {
	return b.archive.CreateHeader(&zip.FileHeader{Name: name, Method: zip.Deflate, Modified: b.MadeAt.UTC().Truncate(time.Second)})
}

// openSheet begins the next sheet with the heads.
func (b *longBook) openSheet() (err error) {
	b.sheet++
	b.next, b.merged = headRow+1, ""
	if b.entry, err = b.create(sheetPart(b.sheet)); err != nil {
		return err
	}
	b.out = append(b.out, b.headOf(b.sheet)...)
	return nil
}

func (b *longBook) closeSheet() error {
	b.out = append(b.out, b.tailWith(b.merged)...)
	return b.flush()
}

// writeRow writes one row of the table, on the next sheet when this one is full.
func (b *longBook) writeRow(cells []byte, tallest float64) error {
	if b.next > headRow+b.body && b.sheet < b.sheets {
		if err := errors.Join(b.closeSheet(), b.openSheet()); err != nil {
			return err
		}
	}
	if b.next > sheetMost {
		return errors.New("there are more rows than were counted")
	}
	height := 0.0 // the sheet's own
	if tallest > 1 {
		height = lineHeight * tallest
	}
	b.appendRow(cells, height)
	if len(b.out) < flushAt {
		return nil
	}
	return b.flush()
}

func (b *longBook) appendRow(cells []byte, height float64) {
	b.out = strconv.AppendInt(append(b.out, `<row r="`...), int64(b.next), 10)
	if height > 0 {
		b.out = strconv.AppendFloat(append(b.out, `" ht="`...), height, 'f', -1, 64)
		b.out = append(b.out, `" customHeight="1`...)
	}
	b.out = append(append(append(b.out, `">`...), cells...), `</row>`...)
	b.next++
}

func (b *longBook) flush() error {
	_, err := b.entry.Write(b.out)
	b.out = b.out[:0]
	return err
}

// writeFoot writes the total, the notes, and the line to sign, below the last row.
func (b *longBook) writeFoot() {
	label, figures := b.Total()
	cells := appendStyled(nil, b.styles.total[Text], label)
	for range b.Lead - 1 {
		cells = appendStyled(cells, b.styles.total[Text], "")
	}
	for i, figure := range figures {
		kind := b.Columns[b.Lead+i].Kind
		cells = fmt.Appendf(cells, `<c s="%d"><v>%v</v></c>`, b.styles.total[kind], kind.value(figure))
	}
	b.merge(b.Lead)
	b.appendRow(cells, lineHeight)
	for _, note := range b.Notes {
		b.writeLine(note, b.styles.note, lineHeight*lines(note, b.width()))
	}
	b.writeLine(signatures, b.styles.signature, 40)
}

func (b *longBook) writeLine(text string, style int, height float64) {
	b.merge(len(b.Columns))
	b.appendRow(appendStyled(nil, style, text), height)
}

// merge spreads the first cell of the next row over so many columns.
func (b *longBook) merge(columns int) {
	last, err := excelize.ColumnNumberToName(columns)
	if err != nil || columns < 2 {
		return
	}
	b.merged += fmt.Sprintf(`<mergeCell ref="A%d:%s%d"/>`, b.next, last, b.next)
}

func appendStyled(to []byte, style int, text string) []byte {
	to = fmt.Appendf(to, `<c s="%d" t="inlineStr"><is><t xml:space="preserve">`, style)
	return append(appendXML(to, []byte(text)), closeText...)
}
