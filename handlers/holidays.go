package handlers

import (
	"net/http"
	"strings"

	"github.com/gin-gonic/gin"

	"practicestation/api"
	"practicestation/models"
	"practicestation/models/holiday"
	"practicestation/models/lunar"
	"practicestation/models/series"
)

// ListHolidays handles GET /holidays (放假安排).
func (s *Server) ListHolidays(c *gin.Context, params api.ListHolidaysParams) {
	read(s, c, func(tx *models.Tx) (api.HolidayNotice, error) {
		year := tx.Now.In(tx.Zone).Year()
		if params.Year != nil {
			year = *params.Year
		}
		found, err := holiday.NoticeOf(tx, year)
		if err != nil {
			return api.HolidayNotice{}, err
		}
		return api.HolidayNotice{
			Year: found.Year, Known: found.Known, KnownThrough: viewDate(found.KnownThrough),
			NoticeURL: textOrNone(found.URL), Items: viewEach(tx, found.Holidays, viewHoliday),
		}, nil
	})
}

// ImportHolidays handles POST /holidays/import (导入放假安排).
func (s *Server) ImportHolidays(c *gin.Context, _ api.ImportHolidaysParams) {
	var in api.HolidayImportInput
	if !bind(c, &in) {
		return
	}
	write(s, c, http.StatusOK, func(tx *models.Tx) (api.HolidayImport, error) {
		done, err := holiday.Import(tx, holiday.Read("csv", strings.NewReader(in.Csv)))
		if err != nil {
			return api.HolidayImport{}, err
		}
		return api.HolidayImport{Items: viewEach(tx, done, viewImportedYear)}, nil
	})
}

// DryRunImportHolidays handles POST /holidays/import/dry-run: the import, and what the series make of it within a day.
func (s *Server) DryRunImportHolidays(c *gin.Context) {
	var in api.HolidayImportInput
	if !bind(c, &in) {
		return
	}
	var view api.HolidayImportDryRun
	err := s.db.Rehearse(c.Request.Context(), actorOf(c), func(tx *models.Tx) error {
		found, err := series.RehearseHolidays(tx, holiday.Read("csv", strings.NewReader(in.Csv)))
		if err != nil {
			return err
		}
		told, err := viewDryRun(tx)
		view = api.HolidayImportDryRun{
			Items: viewEach(tx, found.Years, viewImportedYear), Series: viewEach(tx, found.Touched, viewTouchedSeries),
			SeriesLeftOut: int(found.LeftOut), Effects: told.Effects,
		}
		return err
	})
	if err != nil {
		abort(c, err)
		return
	}
	answer(c, http.StatusOK, view)
}

func viewTouchedSeries(tx *models.Tx, touched *series.Touched) api.TouchedSeries {
	return api.TouchedSeries{
		SeriesID: idText(touched.Series.ID), Title: touched.Series.Title, StationID: idText(touched.Series.StationID), StationName: touched.Series.StationName,
		DaysChanged: touched.Days, Changes: viewEach(tx, touched.Changes, viewSeriesChange),
	}
}

// ListCalendarDays handles GET /calendar-days (日历).
func (s *Server) ListCalendarDays(c *gin.Context, params api.ListCalendarDaysParams) {
	read(s, c, func(tx *models.Tx) (api.CalendarDays, error) {
		page, err := holiday.Days(tx, dateOf(params.From.Time), dateOf(params.To.Time))
		if err != nil {
			return api.CalendarDays{}, err
		}
		return api.CalendarDays{KnownThrough: viewDate(page.KnownThrough), Items: viewEach(tx, page.Days, viewCalendarDay)}, nil
	})
}

func viewHoliday(_ *models.Tx, day *holiday.Holiday) api.Holiday {
	return api.Holiday{Date: viewDate(day.Day), Weekday: weekdayOf(day.Day), Name: day.Name, Kind: api.DayKind(day.Kind), Off: day.Off()}
}

func viewImportedYear(_ *models.Tx, year *holiday.Imported) api.ImportedYear {
	return api.ImportedYear{Year: year.Year, OffDays: year.Off, MakeUpDays: year.MakeUp, Changed: year.Changed}
}

func viewCalendarDay(_ *models.Tx, day *holiday.PageDay) api.CalendarDay {
	return api.CalendarDay{
		Date: viewDate(day.Date), Weekday: weekdayOf(day.Date), Off: day.Off, Known: day.Known, Kind: api.DayKind(day.Kind),
		Holiday: textOrNone(day.Name), Lunar: viewLunarDate(day.Lunar), SolarTerm: textOrNone(day.Term),
	}
}

func viewLunarDate(date *lunar.Date) *api.LunarDate {
	if date == nil {
		return nil
	}
	return &api.LunarDate{
		Year: date.Year, Month: date.Month, Day: date.Day, Leap: date.Leap,
		YearName: date.YearName(), MonthName: date.MonthName(), DayName: date.DayName(), Text: date.String(),
	}
}

// weekdayOf counts as calendars do: Monday is 1 and Sunday 7.
func weekdayOf(day models.Date) int { return (int(day.Weekday())+6)%7 + 1 }
