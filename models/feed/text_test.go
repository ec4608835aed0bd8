package feed_test

import (
	"testing"
	"time"

	"practicestation/models"
	"practicestation/models/feed"
)

func TestTimesAreWrittenAsPeopleSayThem(t *testing.T) {
	each(t, func(w *world) {
		say, err := read(w, models.Actor{}, feed.WordsOf)
		w.must(err)
		for hours, want := range map[float64]string{
			1.5: "22:00–23:30", 2: "22:00–24:00", 8: "22:00–次日06:00", 26: "22:00–3月5日（周四）00:00", 50: "22:00–3月6日（周五）00:00",
		} {
			if got := say.Hours(at(3, 22, 0), at(3, 22, 0).Add(time.Duration(hours*float64(time.Hour)))); got != want {
				w.t.Errorf("%v hours: %s, want %s", hours, got, want)
			}
		}
		if got := say.Span(at(3+365, 22, 0), at(9+365, 8, 0)); got != "2027年3月3日（周三）22:00–3月9日（周二）08:00" {
			w.t.Error(got)
		}
		for day, want := range map[time.Time]string{
			at(3, 9, 0): "3月3日（周二）09:00", at(62, 9, 0): "5月1日（周五，劳动节假期）09:00", at(66, 9, 0): "5月5日（周二，劳动节假期）09:00",
			at(70, 9, 0): "5月9日（周六，调休上班）09:00", at(31+365, 23, 59): "2027年3月31日（周三）23:59",
			at(1, 0, 0).UTC(): "3月1日（周日）00:00",
		} {
			if got := say.Moment(day); got != want {
				w.t.Errorf("%s, want %s", got, want)
			}
		}
	})
}
