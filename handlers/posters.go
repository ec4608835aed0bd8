package handlers

import (
	"context"
	"crypto/sha256"
	"encoding/base64"
	"fmt"
	"html/template"
	"net/http"
	"strconv"
	"strings"
	"unicode/utf8"

	"github.com/gin-gonic/gin"
	"rsc.io/qr"

	"practicestation/api"
	"practicestation/models"
	"practicestation/models/activity"
	"practicestation/models/feed"
)

// posterLines bounds the shifts and the paragraphs on a sheet of A4; the style leaves out those that have no room.
const posterLines = 12

// A long place or team is set smaller, so that there is room for shifts below it; from so many shifts on, the table tells how
// many there are, since some may be left out.
const (
	longFact     = 60
	countedShift = 4
)

// quietZone is the white border, in modules, that readers of QR codes need.
const quietZone = 4

// poster is what the template of a poster shows.
type poster struct {
	Sheet   *feed.Sheet
	Shifts  []feed.SheetShift
	Text    []string // the paragraphs of the description
	Size    string
	Dense   bool // much text beside the time and the place
	Counted bool // the table tells how many shifts there are
	Link    string
	Code    code
	Style   template.CSS
}

// code is a QR code as an SVG path, one unit a module.
type code struct {
	Width int
	Path  string
}

// GetPoster handles GET /activities/{activity_id}/poster: one sheet of A4 that loads nothing from anywhere.
func (s *Server) GetPoster(c *gin.Context, activityID api.ActivityID) {
	sheet, ok := load(s, c, func(tx *models.Tx) (*feed.Sheet, error) { return feed.Describe(tx, id64(activityID)) })
	if !ok {
		return
	}
	link := s.pageOf(c, sheet.ID)
	drawn, err := draw(link)
	if err != nil {
		abort(c, err)
		return
	}
	text := strings.Split(sheet.Description, "\n")
	s.renderWith(c, s.pages.poster, http.StatusOK, s.pages.posterPolicy, poster{
		Sheet: sheet, Shifts: sheet.Shifts[:min(len(sheet.Shifts), posterLines)], Text: text[:min(len(text), posterLines)],
		Size: sizeOf(sheet.Title), Dense: utf8.RuneCountInString(sheet.Place+sheet.Team) > longFact, Counted: len(sheet.Shifts) >= countedShift, Link: link, Code: drawn, Style: s.pages.posterStyle,
	})
}

// sizeOf picks the size of type in which a title fills the head of the poster and no more.
func sizeOf(title string) string {
	switch length := utf8.RuneCountInString(title); {
	case length <= 16:
		return "short"
	case length <= 40:
		return "middle"
	}
	return "long"
}

// draw makes a QR code with level M, which stands a crease or a drop of rain.
func draw(text string) (code, error) {
	made, err := qr.Encode(text, qr.M)
	if err != nil {
		return code{}, err
	}
	var path strings.Builder
	for y := range made.Size {
		for x := 0; x < made.Size; x++ {
			run := 0
			for x+run < made.Size && made.Black(x+run, y) {
				run++
			}
			if run > 0 {
				fmt.Fprintf(&path, "M%d %dh%dv1h-%dz", x+quietZone, y+quietZone, run, run)
				x += run
			}
		}
	}
	return code{Width: made.Size + 2*quietZone, Path: path.String()}, nil
}

// policyFor lets a page have just this style inside itself, and load nothing.
func policyFor(style []byte) string {
	sum := sha256.Sum256(style)
	return "default-src 'none'; style-src 'sha256-" + base64.StdEncoding.EncodeToString(sum[:]) + "'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
}

// activityPage is what the template of an activity's page shows; without a sheet it says that there is no such activity.
type activityPage struct {
	Sheet        *feed.Sheet
	File, Poster string
}

// showActivity is the page behind the short link on posters and in chats: what everybody may see, for people without the
// mini-program.
func (s *Server) showActivity(c *gin.Context) {
	id, err := strconv.ParseInt(c.Param("activity_id"), 10, 64)
	if err != nil {
		id = 0
	}
	ctx, cancel := context.WithTimeout(c.Request.Context(), s.timeout)
	defer cancel()
	var sheet *feed.Sheet
	err = s.db.Read(ctx, models.Actor{}, func(tx *models.Tx) error {
		var err error
		sheet, err = feed.Describe(tx, id)
		return err
	})
	if models.IsCode(err, activity.ErrNotFound) {
		s.renderWith(c, s.pages.activity, http.StatusNotFound, pagePolicy, activityPage{})
		return
	}
	if err != nil {
		abort(c, err)
		return
	}
	own := s.contract.base + "/activities/" + idText(id)
	s.renderWith(c, s.pages.activity, http.StatusOK, pagePolicy, activityPage{Sheet: sheet, File: own + "/calendar", Poster: own + "/poster"})
}
