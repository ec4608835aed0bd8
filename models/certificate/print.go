package certificate

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"
	"unicode"

	"practicestation/models"
	"practicestation/models/paper"
)

// Places say where a certificate is checked.
type Places struct {
	Direct string // what the QR code holds: this one certificate
	Page   string // where people type number and code
}

// The margins of a sheet, in points.
const (
	left  = 64.0
	right = paper.Width - left
)

// Print lays the certificate out on A4: a sheet of proof, then its records. The same certificate and places give the same
// bytes. It fails with ErrGlyph.
func (f *Full) Print(zone *time.Location, places Places) ([]byte, error) {
	sheet, err := paper.New("志愿服务记录证明 "+f.Number(), f.IssuedAt)
	if err != nil {
		return nil, err
	}
	pages := f.pages(sheet)
	f.proof(sheet, zone, places)
	f.footer(sheet, 1, len(pages)+1)
	serial := 0
	for i, rows := range pages {
		f.records(sheet, rows, serial, i == len(pages)-1)
		f.footer(sheet, i+2, len(pages)+1)
		serial += len(rows)
	}
	made, err := sheet.Bytes()
	var lost *paper.MissingError
	if errors.As(err, &lost) {
		return nil, unprintable(lost.Characters)
	}
	return made, err
}

// unprintable names the characters that are lacking.
func unprintable(characters []rune) error {
	return ErrGlyph.Saying("证明里的%s，程序的字库里没有，不能打印，也不能用别的字代替。请联系记录单位手写办理，证明仍可凭编号和查验码查验。",
		paper.Name(characters)).With("characters", Texts(characters))
}

// Unprintable lists the characters that keep the certificate from being printed.
func (f *Full) Unprintable() ([]rune, error) { return paper.Missing(f.printed()...) }

// Unprintable lists the characters that keep any of the certificates from being printed.
func (i *Issued) Unprintable() ([]rune, error) {
	var printed []string
	for n := range i.Certificates {
		printed = append(printed, i.Certificates[n].printed()...)
	}
	return paper.Missing(printed...)
}

// printed are the texts on the paper that people have written.
func (f *Full) printed() []string {
	printed := []string{f.VolunteerName, f.IssuerName, f.HandlerName}
	for i := range f.Records {
		printed = append(printed, f.Records[i].cells(1)...)
	}
	return printed
}

// Texts gives characters one by one; it is never nil.
func Texts(characters []rune) []string {
	each := make([]string, len(characters))
	for i, r := range characters {
		each[i] = string(r)
	}
	return each
}

// proof is the first sheet: who, when, how long, what, by whom recorded, and how to check it.
func (f *Full) proof(sheet *paper.Document, zone *time.Location, places Places) {
	sheet.AddPage()
	sheet.Right(right, 64, 10, "编号："+f.Number())
	sheet.Centered(paper.Width/2, 122, 28, "志愿服务记录证明")
	sheet.Line(left, 140, right, 140, 0.8)
	sheet.Text(left, 184, 14, "兹证明")
	// A name is never broken and never cut: it becomes smaller until it fits, and 50 characters fit.
	sheet.Centered(paper.Width/2, 220, sheet.Fit(f.VolunteerName, 26, right-left), f.VolunteerName)
	y := paragraph(sheet, 256, 13, 23, fmt.Sprintf("　　（志愿者编号 %d）自%s至%s，参加本单位组织的志愿服务 %d 次，累计服务时间 %s 小时。每次服务的时间、地点、内容见所附记录。特此证明。",
		f.VolunteerID, day(f.FromOn), day(f.ToOn), f.Services, Hours(f.Minutes)))
	y = f.facts(sheet, y+4, zone)
	issuer := "记录单位：" + f.IssuerName
	sheet.Right(right, y+34, sheet.Fit(issuer, 12, right-left), issuer)
	sheet.Right(right, y+56, 12, "出具日期："+day(models.DateOf(f.IssuedAt, zone)))
	sheet.Right(right, y+74, 9, "（志愿者需要时，由记录单位在此盖章）")
	f.howToCheck(sheet, places)
}

// The measures of the table on the first sheet, in points.
const (
	labelWidth  = 76.0
	factSize    = 11.0
	factLeading = 17.0
	factWidth   = right - left - labelWidth - 16
)

// facts is the table of the first sheet; it gives where it ends.
func (f *Full) facts(sheet *paper.Document, y float64, zone *time.Location) float64 {
	handler := "志愿者本人在系统申领"
	if f.HandlerName != "" {
		handler = f.HandlerName
	}
	sheet.Line(left, y, right, y, 0.5)
	for _, fact := range [][2]string{
		{"服务期间", day(f.FromOn) + "至" + day(f.ToOn)},
		{"服务时间", fmt.Sprintf("%s 小时（%d 分钟），共 %d 次，均已确认", Hours(f.Minutes), f.Minutes, f.Services)},
		{"服务内容", f.contents(sheet)},
		{"记录单位", f.IssuerName},
		{"经办", handler},
		{"出具日期", day(models.DateOf(f.IssuedAt, zone))},
		{"查验码", grouped(f.Code)},
	} {
		y = drawFact(sheet, fact, y)
	}
	return y
}

// drawFact draws one row of the table and gives where it ends.
func drawFact(sheet *paper.Document, fact [2]string, y float64) float64 {
	lines := sheet.Wrap(fact[1], factSize, factWidth)
	bottom := y + float64(len(lines))*factLeading + 9
	sheet.Text(left+8, y+17, factSize, fact[0])
	for i, line := range lines {
		sheet.Text(left+labelWidth+8, y+17+float64(i)*factLeading, factSize, line)
	}
	sheet.Line(left, bottom, right, bottom, 0.5)
	for _, x := range []float64{left, left + labelWidth, right} {
		sheet.Line(x, y, x, bottom, 0.5)
	}
	return bottom
}

// contents sums up what was done, by category, in at most three lines: more would reach the foot of the sheet. The
// records tell the rest.
func (f *Full) contents(sheet *paper.Document) string {
	var categories []string
	times := map[string]int{}
	for i := range f.Records {
		category := oneLine(f.Records[i].Category)
		if times[category]++; times[category] == 1 {
			categories = append(categories, category)
		}
	}
	slices.SortStableFunc(categories, func(a, b string) int { return times[b] - times[a] })
	for listed := len(categories); ; listed-- {
		parts := make([]string, listed)
		for i, category := range categories[:listed] {
			parts[i] = fmt.Sprintf("%s（%d 次）", category, times[category])
		}
		text := strings.Join(parts, "、")
		if listed < len(categories) {
			text += fmt.Sprintf("等 %d 类", len(categories))
		}
		if listed <= 1 || len(sheet.Wrap(text, factSize, factWidth)) <= 3 {
			return text
		}
	}
}

// howToCheck is the foot of the first sheet.
func (f *Full) howToCheck(sheet *paper.Document, places Places) {
	const top, side = 660.0, 124.0
	sheet.Code(left, top, side, places.Direct)
	y := top + 20
	for _, text := range []string{
		"查验：扫左边的二维码，或打开 " + places.Page + " 输入编号和查验码。以网页显示的状态为准：证明被撤销，或所列时长、本人姓名变更以后，本证明不再有效。",
		"本证明按照《志愿服务记录与证明出具办法（试行）》，由记录单位根据已确认的服务记录出具。谁记录，谁证明。",
		"本证明免费出具，任何单位和个人不得收取费用。不盖章不影响查验。",
	} {
		for _, line := range sheet.Wrap(text, 9.5, right-left-side-12) {
			sheet.Text(left+side+12, y, 9.5, line)
			y += 14.5
		}
		y += 4
	}
}

func (f *Full) footer(sheet *paper.Document, page, pages int) {
	sheet.Line(left, 792, right, 792, 0.3)
	sheet.Text(left, 806, 9, "编号："+f.Number())
	sheet.Right(right, 806, 9, fmt.Sprintf("第 %d 页，共 %d 页", page, pages))
}

func paragraph(sheet *paper.Document, y, size, leading float64, text string) float64 {
	for _, line := range sheet.Wrap(text, size, right-left) {
		sheet.Text(left, y, size, line)
		y += leading
	}
	return y
}

// day writes a date as documents do: 2026年3月5日.
func day(date models.Date) string {
	at := date.In(time.UTC)
	return fmt.Sprintf("%d年%d月%d日", at.Year(), at.Month(), at.Day())
}

// grouped writes a code in pieces that people can read aloud.
func grouped(code string) string {
	var pieces []string
	for piece := range slices.Chunk([]rune(code), 6) {
		pieces = append(pieces, string(piece))
	}
	return strings.Join(pieces, " ")
}

// oneLine puts a text into one line: a title is stored as it was typed.
func oneLine(text string) string {
	return strings.Map(func(r rune) rune {
		if unicode.IsControl(r) {
			return ' '
		}
		return r
	}, text)
}
