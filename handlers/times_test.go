package handlers

import (
	"testing"
	"time"

	"practicestation/models"
)

func TestDayMeansItsFirstInstantHere(t *testing.T) {
	t.Parallel()
	tx := &models.Tx{Zone: time.FixedZone("here", 8*60*60)}
	for text, want := range map[string]string{
		"2026-03-01":                    "2026-03-01T00:00:00+08:00",
		"2026-03-01T09:00:00+08:00":     "2026-03-01T09:00:00+08:00",
		"2026-03-01T01:00:00Z":          "2026-03-01T09:00:00+08:00",
		"2026-02-28T20:00:00.25-05:00":  "2026-03-01T09:00:00.25+08:00",
		"2026-03-01T09:00:00.123+08:00": "2026-03-01T09:00:00.123+08:00",
	} {
		at := parseDateOrTime(tx, text)
		if shown := localTime(tx, at).Format(time.RFC3339Nano); shown != want {
			t.Errorf("%s: got %s, want %s", text, shown, want)
		}
		if given := dateOrTimeOrNone(tx, &text); !given.Equal(at) {
			t.Errorf("%s: an optional one got %s", text, given)
		}
	}
	if at := dateOrTimeOrNone[string](tx, nil); !at.IsZero() {
		t.Errorf("a missing one got %s", at)
	}
	if localTimeOrNone(tx, nil) != nil {
		t.Error("a missing instant was shown")
	}
}

func TestNoRowsAreAnEmptyList(t *testing.T) {
	t.Parallel()
	if views := viewEach(nil, nil, viewTeamName); views == nil || len(views) != 0 {
		t.Errorf("got %v", views)
	}
}
