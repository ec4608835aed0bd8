package report

import (
	"bytes"
	"encoding/csv"
	"encoding/xml"
	"io"
	"strconv"
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	"pgregory.net/rapid"
)

// oddTexts draws texts with what files trip over.
func oddTexts() *rapid.Generator[string] {
	odd := rapid.SampledFrom([]string{
		"", "=1+1", "+86", "-1", "@SUM(A1)", "\t=1", "＝1", "a,b", "a\"b", "\"", " a", "a ", "a\nb", "<b>&'\"", "]]>", "_x0041_", "_x005F_x0041_", "_x00zz_",
		"\x00", "\x1f", "\uFFFE", "\uFFFF", "\uFFFD", "𬭊三", "阿卜杜拉·买买提", "0123456789012345678", "\xff\xfe", "\xef\xbf",
	})
	return rapid.OneOf(odd, rapid.String(), rapid.Custom(func(t *rapid.T) string {
		return odd.Draw(t, "one") + rapid.String().Draw(t, "two") + odd.Draw(t, "three")
	}))
}

// TestLinesComeBackAsTheyWere: a reader of CSV gets every text back, with a mark where it could be a formula.
func TestLinesComeBackAsTheyWere(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		texts := rapid.SliceOfN(oddTexts(), 1, 4).Draw(t, "texts")
		var written bytes.Buffer
		p := &csvPen{to: &written}
		var want []string
		for _, text := range texts {
			p.text([]byte(text))
			// What the reader makes of line ends is the reader's own.
			want = append(want, strings.ReplaceAll(formulaSafe(text), "\r\n", "\n"))
		}
		p.number(-7) // so that a line of one empty text is one
		want = append(want, "-7")
		if err := p.end(); err != nil {
			t.Fatal(err)
		}
		if err := p.flush(); err != nil {
			t.Fatal(err)
		}
		rows, err := csv.NewReader(&written).ReadAll()
		if err != nil || len(rows) != 1 || strings.Join(rows[0], "\x00") != strings.Join(want, "\x00") {
			t.Fatalf("%q became %q, %v", texts, rows, err)
		}
	})
}

// TestTextsOfSheetsComeBackAsTheyWere: what XML cannot hold shows as U+FFFD, anything else is read as it was written.
func TestTextsOfSheetsComeBackAsTheyWere(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		text := oddTexts().Draw(t, "text")
		var got struct {
			Text string `xml:",chardata"`
		}
		if err := xml.Unmarshal([]byte("<t>"+string(appendXML(nil, []byte(text)))+"</t>"), &got); err != nil {
			t.Fatalf("%q: %v", text, err)
		}
		want := strings.Map(func(r rune) rune {
			if r < ' ' && !strings.ContainsRune("\t\n\r", r) || r == '\uFFFE' || r == '\uFFFF' {
				return utf8.RuneError
			}
			return r
		}, strings.ToValidUTF8(text, "\uFFFD"))
		if back := unescaped(got.Text); back != want {
			t.Fatalf("%q became %q, want %q", text, back, want)
		}
	})
}

// unescaped reads a text as spreadsheets do: _xHHHH_ is the character of that number.
func unescaped(text string) string {
	var read strings.Builder
	for at := 0; at < len(text); {
		if looksEscaped([]byte(text[at:])) {
			number, _ := strconv.ParseUint(text[at+2:at+6], 16, 32)
			read.WriteRune(rune(number))
			at += len("_xHHHH_")
			continue
		}
		read.WriteByte(text[at])
		at++
	}
	return read.String()
}

func TestNumbersAreWrittenAsByTheLibrary(t *testing.T) {
	t.Parallel()
	zone := time.FixedZone("", 8*60*60)
	rapid.Check(t, func(t *rapid.T) {
		minutes := rapid.Int64Range(0, 10_000_000).Draw(t, "minutes")
		if got, want := string(appendDecimal(nil, minutes)), strconv.FormatFloat(float64(minutes)/60, 'f', 2, 64); got != want {
			t.Fatalf("%d minutes are %s, want %s", minutes, got, want)
		}
		at := time.Unix(rapid.Int64Range(946684800, 4102444800).Draw(t, "seconds"), 0).In(zone)
		if got, want := string(appendMoment(nil, at)), at.Format("2006-01-02 15:04"); got != want {
			t.Fatalf("%s, want %s", got, want)
		}
		_, offset := at.Zone()
		serial, err := strconv.ParseFloat(string(appendSerial(nil, at.Unix()+int64(offset))), 64)
		if err != nil {
			t.Fatal(err)
		}
		day := time.Date(1899, 12, 30, 0, 0, 0, 0, zone).Add(time.Duration(serial * float64(24*time.Hour))).Round(time.Second)
		if want := at.Truncate(time.Minute); !day.Equal(want) {
			t.Fatalf("%v is read as %v", want, day)
		}
	})
}

// TestRowCostsNoMemory: a million rows may not leave a million of anything behind.
func TestRowCostsNoMemory(t *testing.T) { //nolint:paralleltest // it counts what this test alone allocates
	book := &longBook{Table: longTable(0, 0), shell: &shell{styles: &styles{}}, sheet: 1, sheets: 1, body: sheetBody, next: 5, entry: io.Discard}
	for name, into := range map[string]pen{"csv": &csvPen{to: io.Discard}, "xlsx": newSheetPen(book)} {
		title, day, at := []byte("清洁家园 & <周末>"), []byte("2026-01-15"), time.Date(2026, 1, 15, 9, 0, 0, 0, time.UTC)
		row := func() {
			into.number(1)
			into.text(title)
			into.hours(90)
			for range 5 {
				into.text(title)
			}
			into.day(day)
			into.moment(at)
			if err := into.end(); err != nil {
				t.Fatal(err)
			}
		}
		for range 2000 { // until the buffers are as large as they become
			row()
		}
		if got := testing.AllocsPerRun(2000, row); got > 0 {
			t.Errorf("a row of %s costs %v allocations", name, got)
		}
	}
}
