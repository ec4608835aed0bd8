package handlers_test

import (
	"crypto/sha256"
	"encoding/base64"
	"image"
	"image/color"
	"image/draw"
	"net/http/httptest"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/makiuchi-d/gozxing"
	"github.com/makiuchi-d/gozxing/qrcode"
	"golang.org/x/net/html"
)

var (
	codeBox  = regexp.MustCompile(`viewBox="0 0 (\d+) \d+"`)
	codePath = regexp.MustCompile(`<path fill="#000" d="([^"]+)"`)
	codeRun  = regexp.MustCompile(`M(\d+) (\d+)h(\d+)v1h-(\d+)z`)
)

// scanned draws the QR code of a poster and reads it as a phone does.
func scanned(t *testing.T, poster string) string {
	t.Helper()
	box, path := codeBox.FindStringSubmatch(poster), codePath.FindStringSubmatch(poster)
	if box == nil || path == nil {
		t.Fatalf("no code in %s", poster)
	}
	const scale = 4
	number := func(text string) int {
		n, err := strconv.Atoi(text)
		if err != nil {
			t.Fatal(err)
		}
		return n * scale
	}
	paper := image.NewGray(image.Rect(0, 0, number(box[1]), number(box[1])))
	draw.Draw(paper, paper.Bounds(), image.White, image.Point{}, draw.Src)
	for _, run := range codeRun.FindAllStringSubmatch(path[1], -1) {
		x, y, wide := number(run[1]), number(run[2]), number(run[3])
		draw.Draw(paper, image.Rect(x, y, x+wide, y+scale), &image.Uniform{C: color.Black}, image.Point{}, draw.Src)
	}
	picture, err := gozxing.NewBinaryBitmapFromImage(paper)
	if err != nil {
		t.Fatal(err)
	}
	read, err := qrcode.NewQRCodeReader().Decode(picture, nil)
	if err != nil {
		t.Fatalf("the code cannot be read: %v", err)
	}
	return read.GetText()
}

// markup walks a page and gives its elements and its text; a foreign address or a handler in it is a fault.
func markup(t *testing.T, page string) (elements map[string]int, text string) {
	t.Helper()
	root, err := html.Parse(strings.NewReader(page))
	if err != nil {
		t.Fatal(err)
	}
	elements = map[string]int{}
	var all strings.Builder
	for node := range root.Descendants() {
		switch node.Type {
		case html.TextNode:
			all.WriteString(node.Data)
		case html.ElementNode:
			elements[node.Data]++
		}
		for _, attribute := range node.Attr {
			if strings.HasPrefix(attribute.Key, "on") || attribute.Key == "style" || attribute.Key == "src" || strings.Contains(attribute.Val, "//") && attribute.Key != "content" {
				t.Errorf("<%s %s=%q>", node.Data, attribute.Key, attribute.Val)
			}
		}
	}
	return elements, all.String()
}

func TestThePosterIsOneSheetThatLoadsNothing(t *testing.T) {
	t.Parallel()
	eachApp(t, func(t *testing.T, a *app) {
		made := a.published("description", "请带水杯。\n\n<b>集合</b>在门口。")
		got := a.as(nobody).get("/activities/" + made.id() + "/poster").must(200)
		poster := string(got.body)
		if link := scanned(t, poster); link != "http://example.com/a/"+made.id() {
			t.Errorf("the code leads to %s", link)
		}
		_, style, _ := strings.Cut(poster, "<style>")
		style, _, _ = strings.Cut(style, "</style>")
		sum := sha256.Sum256([]byte(style))
		policy := got.header.Get("Content-Security-Policy")
		if !strings.HasPrefix(policy, "default-src 'none'; style-src 'sha256-"+base64.StdEncoding.EncodeToString(sum[:])+"';") || strings.Contains(policy, "unsafe") {
			t.Errorf("the policy %s does not fit the style", policy)
		}
		elements, text := markup(t, poster)
		if elements["script"]+elements["img"]+elements["link"]+elements["b"] != 0 || elements["svg"] != 1 || strings.Contains(style, "url(") || strings.Contains(style, "@import") {
			t.Errorf("the poster is made of %v", elements)
		}
		for _, want := range []string{"社区义诊", "3月2日（周一）11:00–15:00", "东街社区广场", "东街社区新时代文明实践站", "引导员", "2 人", "<b>集合</b>在门口。", "/a/" + made.id()} {
			if !strings.Contains(text, want) {
				t.Errorf("the poster does not say %s", want)
			}
		}
		a.as(manager).post("/activities/"+made.id()+"/cancel", object{"reason": "暴雨"}).must(200)
		if again := string(a.as(nobody).get("/activities/" + made.id() + "/poster").must(200).body); !strings.Contains(again, "活动已取消：暴雨") || strings.Contains(again, "报名截止") {
			t.Error("the poster of a cancelled activity looks like any other")
		}
	})
}

// The head of the table stands in one piece with its first line, which a browser prints whole or not at all, and tells of
// more shifts than are printed; a long place is set smaller.
func TestThePosterHasNoEmptyTable(t *testing.T) {
	t.Parallel()
	eachApp(t, func(t *testing.T, a *app) {
		pieces := regexp.MustCompile(`(?s)<div class="start">(.*?)</div>`)
		shift := a.activity()["shifts"].([]object)[0]
		poster := func(changes ...any) string {
			return string(a.as(nobody).get("/activities/" + a.published(changes...).id() + "/poster").must(200).body)
		}
		plain := poster()
		piece := pieces.FindString(plain)
		if strings.Count(piece, "<p") != 2 || !strings.Contains(piece, "招募") || !strings.Contains(piece, "引导员") || strings.Contains(plain, "个班次）") || strings.Contains(plain, "<dl class") {
			t.Errorf("the table begins with %s", piece)
		}
		long := poster("place", strings.Repeat("二楼多功能厅", 30), "title", strings.Repeat("长征精神", 25), "shifts", slices.Repeat([]object{shift}, 200))
		if piece := pieces.FindString(long); strings.Count(piece, "<p") != 2 || !strings.Contains(piece, "（共 200 个班次）") || strings.Count(long, `class="row`) != 13 {
			t.Errorf("the long table begins with %s", piece)
		}
		if !strings.Contains(long, `<dl class="dense">`) || !strings.Contains(long, ".fill::before") {
			t.Error("a long place takes the room of the shifts")
		}
	})
}

// What people write stays text, on the poster and on the page behind its code.
func TestPagesOfActivitiesEscapeEverything(t *testing.T) {
	t.Parallel()
	eachApp(t, func(t *testing.T, a *app) {
		made := a.published()
		plain, _ := markup(t, string(a.as(nobody).get("/activities/"+made.id()+"/poster").must(200).body))
		for _, odd := range oddNames(t) {
			changed := a.as(manager).put("/activities/"+made.id(), a.activity("shifts", nil, "station_id", nil, "title", odd, "place", odd,
				"category", "其他", "description", odd, "version", a.as(manager).get("/activities/"+made.id()).must(200).version()))
			if changed.status == 422 {
				continue // no name at all
			}
			changed.must(200)
			poster := string(a.as(nobody).get("/activities/" + made.id() + "/poster").must(200).body)
			page := string(a.as(nobody).send("GET", "/a/"+made.id(), nil).must(200).body)
			for _, shown := range []string{poster, page} {
				elements, text := markup(t, shown)
				if elements["script"]+elements["img"] != 0 || strings.Count(text, changed.text("title")) < 3 {
					t.Errorf("%q is shown as %v %s", odd, elements, text)
				}
			}
			if scanned(t, poster) != "http://example.com/a/"+made.id() || plain["svg"] != 1 {
				t.Errorf("the code beside %q leads elsewhere", odd)
			}
		}
	})
}

func TestThePageBehindTheLinkShowsWhatEverybodyMaySee(t *testing.T) {
	t.Parallel()
	eachApp(t, func(t *testing.T, a *app) {
		made, draft := a.published(), a.draft()
		a.volunteer("张三").signUp(shiftOf(made))
		seen := a.as(nobody).send("GET", "/a/"+made.id(), nil).must(200)
		_, text := markup(t, string(seen.body))
		for _, want := range []string{"社区义诊", "共 2 人，还差 1 人", "报名截止"} {
			if !strings.Contains(text, want) {
				t.Errorf("the page does not say %s: %s", want, text)
			}
		}
		if strings.Contains(text, "张") || !strings.Contains(seen.header.Get("Content-Security-Policy"), "default-src 'none'") {
			t.Errorf("the page is %s", text)
		}
		for _, link := range []string{"/calendar", "/poster"} {
			if !strings.Contains(string(seen.body), `href="`+base+"/activities/"+made.id()+link+`"`) {
				t.Errorf("the page does not lead to %s", link)
			}
		}
		a.as(nobody).send("HEAD", "/a/"+made.id(), nil).must(200)
		for _, hidden := range []string{draft.id(), "999", "0", "x", "-1", "99999999999999999999"} {
			if none := a.as(manager).send("GET", "/a/"+hidden, nil); none.status != 404 || !strings.Contains(string(none.body), "没有这个活动") {
				t.Errorf("/a/%s: %d %s", hidden, none.status, none.body)
			}
		}
	})
}

// ask sends a GET that came to the host.
func (c *caller) ask(host, path string) *answer {
	c.app.t.Helper()
	r := httptest.NewRequestWithContext(c.app.t.Context(), "GET", base+path, nil)
	r.Host = host
	w := httptest.NewRecorder()
	c.app.router.ServeHTTP(w, r)
	return (&answer{t: c.app.t, asked: host + path, status: w.Code, header: w.Header(), body: w.Body.Bytes()}).must(200)
}

// A Host header is anybody's text: what is no plain host goes onto no poster.
func TestAStrangeHostIsNotPrinted(t *testing.T) {
	t.Parallel()
	eachApp(t, func(t *testing.T, a *app) {
		path := "/activities/" + a.published().id() + "/share-text"
		for host, want := range map[string]string{
			"zyfw.example.cn:8443": "http://zyfw.example.cn:8443/a/", "[::1]:8080": "http://[::1]:8080/a/", `evil.example/x?`: "http://localhost/a/", "a b": "http://localhost/a/",
			"user@evil.example": "http://localhost/a/",
		} {
			if got := a.as(nobody).ask(host, path); !strings.HasPrefix(got.text("link"), want) {
				t.Errorf("%q leads to %s", host, got.text("link"))
			}
		}
	})
}
