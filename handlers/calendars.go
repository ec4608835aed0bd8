package handlers

import (
	"crypto/sha256"
	"encoding/hex"
	"mime"
	"net/http"
	"strings"

	"github.com/gin-gonic/gin"

	"practicestation/api"
	"practicestation/models"
	"practicestation/models/feed"
)

const calendarType = "text/calendar; charset=utf-8"

// GetCalendar handles GET /activities/calendar: the days of a week or a month, in one call.
func (s *Server) GetCalendar(c *gin.Context, params api.GetCalendarParams) {
	wanted := feed.Wanted{
		From: dateOf(params.From.Time), To: dateOf(params.To.Time), OrganizationID: id64OrNone(params.OrganizationID),
		StationID: id64OrNone(params.StationID), TeamID: id64OrNone(params.TeamID), Mine: valueOf(params.Mine),
	}
	read(s, c, func(tx *models.Tx) (api.ActivityCalendar, error) {
		days, err := feed.Days(tx, wanted)
		if err != nil {
			return api.ActivityCalendar{}, err
		}
		return api.ActivityCalendar{Days: viewEach(tx, days, viewDay)}, nil
	})
}

// DownloadCalendar handles GET /activities/{activity_id}/calendar: the file for one activity.
func (s *Server) DownloadCalendar(c *gin.Context, activityID api.ActivityID) {
	calendar, ok := load(s, c, func(tx *models.Tx) (*feed.Calendar, error) { return feed.Of(tx, id64(activityID)) })
	if !ok {
		return
	}
	text, err := calendar.ICalendar(s.publisher(c))
	if err != nil {
		abort(c, err)
		return
	}
	c.Header("Content-Disposition", mime.FormatMediaType("attachment", map[string]string{"filename": fileName(calendar.Name) + ".ics"}))
	c.Data(http.StatusOK, calendarType, text)
}

// ReadFeed handles GET /feeds/{feed_file}, for calendar programs that know nothing but the address.
func (s *Server) ReadFeed(c *gin.Context, feedFile string) {
	secret := strings.TrimSuffix(feedFile, ".ics")
	calendar, ok := load(s, c, func(tx *models.Tx) (*feed.Calendar, error) { return feed.Open(tx, secret) })
	if !ok {
		return
	}
	text, err := calendar.ICalendar(s.publisher(c))
	if err != nil {
		abort(c, err)
		return
	}
	sum := sha256.Sum256(text)
	tag := `"` + hex.EncodeToString(sum[:12]) + `"`
	// The secret is in the address: no cache between here and its holder may keep the answer.
	c.Header("Cache-Control", "private, max-age=300")
	c.Header("ETag", tag)
	if knows(c.GetHeader("If-None-Match"), tag) {
		c.Status(http.StatusNotModified)
		return
	}
	c.Data(http.StatusOK, calendarType, text)
}

// knows reports whether the tags of an If-None-Match header hold this one; weak or strong makes no difference there.
func knows(header, tag string) bool {
	for known := range strings.SplitSeq(header, ",") {
		if known = strings.TrimSpace(known); known == "*" || strings.TrimPrefix(known, "W/") == tag {
			return true
		}
	}
	return false
}

// fileName leaves out what some system does not take in the name of a file.
func fileName(title string) string {
	return strings.Map(func(r rune) rune {
		if strings.ContainsRune(`/\:*?"<>|`, r) {
			return '_'
		}
		return r
	}, title)
}

// GetShareText handles GET /activities/{activity_id}/share-text.
func (s *Server) GetShareText(c *gin.Context, activityID api.ActivityID) {
	link := s.pageOf(c, id64(activityID))
	read(s, c, func(tx *models.Tx) (api.ShareText, error) {
		share, err := feed.ShareText(tx, id64(activityID), link)
		if err != nil {
			return api.ShareText{}, err
		}
		return api.ShareText{Title: share.Title, Text: share.Text, Link: link}, nil
	})
}

// ListMyFeeds handles GET /me/feeds.
func (s *Server) ListMyFeeds(c *gin.Context, params api.ListMyFeedsParams) {
	read(s, c, func(tx *models.Tx) (api.FeedPage, error) {
		found, err := feed.List(tx, pageOf(params.Limit, params.Cursor))
		if err != nil {
			return api.FeedPage{}, err
		}
		return api.FeedPage{Items: viewEach(tx, found.Items, viewFeed), NextCursor: textOrNone(found.NextCursor)}, nil
	})
}

// CreateFeed handles POST /me/feeds. The address goes out once and is kept nowhere, not even for a repeated request.
func (s *Server) CreateFeed(c *gin.Context, _ api.CreateFeedParams) {
	var in api.FeedInput
	if !bind(c, &in) {
		return
	}
	wanted := feed.Input{Scope: feed.Scope(in.Scope), StationID: id64OrNone(in.StationID), TeamID: id64OrNone(in.TeamID)}
	write(s, c, http.StatusCreated, func(tx *models.Tx) (shownOnce, error) {
		created, secret, err := feed.Create(tx, wanted)
		if err != nil {
			return shownOnce{}, err
		}
		kept := viewFeed(tx, created)
		shown := kept
		shown.Address = textOrNone(s.address(c) + s.contract.base + "/feeds/" + secret + ".ics")
		return shownOnce{shown: shown, kept: kept}, nil
	})
}

// RevokeFeed handles POST /feeds/{feed_id}/revoke.
func (s *Server) RevokeFeed(c *gin.Context, feedID api.ID, _ api.RevokeFeedParams) {
	write(s, c, http.StatusOK, func(tx *models.Tx) (api.Feed, error) {
		revoked, err := feed.Revoke(tx, id64(feedID))
		if err != nil {
			return api.Feed{}, err
		}
		return viewFeed(tx, revoked), nil
	})
}

func viewFeed(tx *models.Tx, f *feed.Listed) api.Feed {
	return api.Feed{
		ID: idText(f.ID), Scope: api.FeedScope(f.Scope), StationID: idTextOrNone(valueOf(f.StationID)), TeamID: idTextOrNone(valueOf(f.TeamID)),
		Name: f.Name, CreatedAt: localTime(tx, f.CreatedAt), RevokedAt: localTimeOrNone(tx, f.RevokedAt),
	}
}

func viewDay(tx *models.Tx, day *feed.Day) api.ActivityDay {
	marks := viewCalendarDay(tx, &day.PageDay)
	return api.ActivityDay{
		Date: marks.Date, Weekday: marks.Weekday, Off: marks.Off, Known: marks.Known, Kind: marks.Kind, Holiday: marks.Holiday,
		Lunar: marks.Lunar, SolarTerm: marks.SolarTerm, Activities: viewEach(tx, day.Activities, viewDayActivity),
	}
}

func viewDayActivity(tx *models.Tx, a *feed.DayActivity) api.CalendarActivity {
	return api.CalendarActivity{
		ID: idText(a.ID), StationID: idText(a.StationID), StationName: a.StationName, TeamID: idText(a.TeamID), TeamName: a.TeamName,
		Title: a.Title, Category: a.Category, Place: a.Place, StartsAt: localTime(tx, a.StartsAt), EndsAt: localTime(tx, a.EndsAt),
		Status: api.ActivityStatus(a.StatusAt(tx.Now, tx.Settings)), Shifts: viewEach(tx, a.Shifts, viewDayShift),
	}
}

func viewDayShift(tx *models.Tx, shift *feed.DayShift) api.CalendarShift {
	view := api.CalendarShift{
		ID: idText(shift.ID), Role: shift.Role, StartsAt: localTime(tx, shift.StartsAt), EndsAt: localTime(tx, shift.EndsAt),
		EndsNextDay: shift.EndsNextDay, Capacity: int(shift.Capacity), WaitlistCapacity: int(shift.WaitlistCapacity),
		Confirmed: int(shift.Confirmed), Waitlisted: int(shift.Waitlisted), CancelledAt: localTimeOrNone(tx, shift.CancelledAt), CancelReason: shift.CancelReason,
	}
	if shift.Own != nil {
		status := shift.Own.StatusAt(tx.Now, shift.CheckInClosesAt(tx.Settings))
		view.SignUp = &api.CalendarSignUp{ID: idText(shift.Own.ID), Status: api.SignUpStatus(status)}
	}
	return view
}
